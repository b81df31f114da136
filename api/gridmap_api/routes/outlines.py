"""Outlines of the grids of a plan, for maps that are kept up with it."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from gridmap.sheets.geojson import dumps
from gridmap_api.auth.principal import GivenPrincipal
from gridmap_api.caching import entity_tag, unchanged
from gridmap_api.routes.parts import PROBLEM, GivenStore
from gridmap_api.routes.plan_parts import JSON, PRIVATE, PlanId
from gridmap_api.schemas.outlines import Outlines
from gridmap_api.store.outlines import outlines_of
from gridmap_api.store.plans import find_plan

router = APIRouter(tags=["plans"])

READING: dict[int | str, dict[str, Any]] = dict.fromkeys((400, 404, 503), PROBLEM)


@router.get("/plans/{plan_id}/outlines", response_model=Outlines, responses=READING)
def outlines(
    request: Request,
    plan_id: PlanId,
    *,
    store: GivenStore,
    principal: GivenPrincipal,
    after: Annotated[
        int | None,
        Query(ge=0, le=10**9, description="Only what changed after this version."),
    ] = None,
) -> Response:
    """Return the grids at the head as GeoJSON, with figures and the place of a label."""
    with store.read() as connection:
        plan = find_plan(connection, plan_id, principal.scope)
        tag = entity_tag(request, f"{plan['head']} {principal.scope.stamp}")
        same = unchanged(request, tag)
        if same is not None:
            same.headers.update(PRIVATE)
            return same
        found = outlines_of(connection, plan, principal.scope, after=after)
    body = dumps({"version": plan["head"], "grids": found})
    return Response(body, media_type=JSON, headers=PRIVATE | {"ETag": tag})
