"""Unit sets as columns, for clients that count, colour and select units by themselves."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response

from gridmap.sheets.geojson import dumps
from gridmap_api.auth.principal import GivenPrincipal
from gridmap_api.caching import entity_tag, unchanged
from gridmap_api.routes.parts import PROBLEM, GivenStore
from gridmap_api.routes.plan_parts import JSON
from gridmap_api.schemas.plans import IDENTIFIER
from gridmap_api.schemas.unit_tables import UnitTable
from gridmap_api.store.unit_tables import seen_set, unit_table

router = APIRouter(tags=["plans"])

READING: dict[int | str, dict[str, Any]] = dict.fromkeys((400, 404, 503), PROBLEM)
FOREVER = {"Cache-Control": "private, max-age=31536000, immutable", "Vary": "Cookie, Authorization"}
SetId = Annotated[str, Path(description="Id of the unit set.", max_length=64, pattern=IDENTIFIER)]


@router.get("/unit-sets/{set_id}/table", response_model=UnitTable, responses=READING)
def table(
    request: Request, set_id: SetId, store: GivenStore, principal: GivenPrincipal
) -> Response:
    """Return the units of a set with their contiguity, as columns; nothing of it ever changes."""
    with store.read() as connection:
        head = seen_set(connection, set_id, principal.scope)
        tag = entity_tag(request, f"{head['digest']} {principal.scope.stamp}")
        headers = FOREVER | {"ETag": tag}
        same = unchanged(request, tag)
        if same is not None:
            same.headers.update(headers)
            return same
        found = unit_table(store, connection, head, principal.scope)
    return Response(dumps(found), media_type=JSON, headers=headers)
