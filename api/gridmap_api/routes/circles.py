"""Service circles of all stations together, as a map shows them."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from gridmap.sheets.geojson import dumps
from gridmap_api.auth.principal import GivenPrincipal
from gridmap_api.caching import entity_tag, unchanged
from gridmap_api.pages import GEOJSON
from gridmap_api.routes.parts import PROBLEM, GivenStore
from gridmap_api.routes.plan_parts import PRIVATE, PlanId
from gridmap_api.routes.stations import GivenSettings
from gridmap_api.schemas.near import CirclesTogether
from gridmap_api.store.circles import circles_together
from gridmap_api.store.layer_reads import current_versions
from gridmap_api.store.plans import find_plan

router = APIRouter(tags=["stations"])

READING: dict[int | str, dict[str, Any]] = dict.fromkeys((400, 404, 422, 503), PROBLEM)


@router.get(
    "/plans/{plan_id}/circles/together",
    response_model=CirclesTogether,
    responses=READING | {200: {"content": {GEOJSON: {}}}},
)
def together(
    request: Request,
    plan_id: PlanId,
    *,
    store: GivenStore,
    principal: GivenPrincipal,
    settings: GivenSettings,
) -> Response:
    """Return from where adults and elders walk to any station in time, as GeoJSON."""
    with store.read() as connection:
        plan = find_plan(connection, plan_id, principal.scope)
        versions = current_versions(connection)
        stamp = f"{plan['head']} {versions} {principal.scope.stamp} together"
        tag = entity_tag(request, stamp)
        same = unchanged(request, tag)
        if same is not None:
            same.headers.update(PRIVATE)
            return same
        found = circles_together(store, connection, plan, principal.scope, settings=settings)
    return Response(dumps(found), media_type=GEOJSON, headers=PRIVATE | {"ETag": tag})
