"""Versions of the layers."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query

from gridmap_api.auth.principal import GivenPrincipal
from gridmap_api.routes.parts import LIMIT, LIMIT_MOST, PROBLEM, GivenStore
from gridmap_api.schemas.layer_versions import (
    CurrentLayers,
    LayerDifference,
    LayerVersion,
    LayerVersions,
)
from gridmap_api.store.layer_reads import current_rows, difference, layer_versions

MOST_VERSIONS = 2**31 - 1

router = APIRouter(tags=["layers"])

Name = Annotated[str, Path(max_length=64, description="Name of the layer, such as buildings.")]
Version = Annotated[int, Path(ge=1, le=MOST_VERSIONS, description="Version of the layer.")]
Before = Annotated[
    int, Query(alias="from", ge=1, le=MOST_VERSIONS, description="The version to compare with.")
]
Limit = Annotated[int, Query(ge=0, le=LIMIT_MOST, description="Keys of each sort to list.")]


@router.get("/layer-versions", responses={503: PROBLEM})
def current_layers(store: GivenStore) -> CurrentLayers:
    """List the layers, each with the version that it is at."""
    with store.read() as connection:
        rows = current_rows(connection)
    return CurrentLayers(layers=[LayerVersion.model_validate(dict(row)) for row in rows])


@router.get("/layers/{name}/versions", responses={400: PROBLEM, 404: PROBLEM, 503: PROBLEM})
def versions_of_layer(name: Name, store: GivenStore) -> LayerVersions:
    """List the versions of a layer, the newest first."""
    with store.read() as connection:
        rows = layer_versions(connection, name)
    versions = [LayerVersion.model_validate(dict(row)) for row in rows]
    return LayerVersions(layer=name, versions=versions)


@router.get(
    "/layers/{name}/versions/{version}/difference",
    responses={400: PROBLEM, 404: PROBLEM, 503: PROBLEM},
)
def layer_difference(
    name: Name,
    version: Version,
    *,
    before: Before,
    store: GivenStore,
    principal: GivenPrincipal,
    limit: Limit = LIMIT,
) -> LayerDifference:
    """Compare a version of a layer with another: keys added, changed and removed since."""
    with store.read() as connection:
        found = difference(connection, name, before=before, after=version, scope=principal.scope)
    return LayerDifference(
        layer=name,
        before=before,
        after=version,
        added_count=len(found.added),
        changed_count=len(found.changed),
        removed_count=len(found.removed),
        added=list(found.added[:limit]),
        changed=list(found.changed[:limit]),
        removed=list(found.removed[:limit]),
    )
