"""One map sheet of a plan, to look at; many are a job."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Query, Response

from gridmap_api.auth.principal import GivenPrincipal
from gridmap_api.routes.parts import PROBLEM, GivenStore
from gridmap_api.routes.plan_parts import PRIVATE, PlanId
from gridmap_api.schemas.sheets import SheetQuery
from gridmap_api.sheet_files import one_sheet

router = APIRouter(tags=["sheets"])

TYPES = {"svg": "image/svg+xml", "png": "image/png", "pdf": "application/pdf"}
BINARY = {"schema": {"type": "string", "format": "binary"}}
SENDING: dict[int | str, dict[str, Any]] = {
    200: {
        "content": dict.fromkeys(TYPES.values(), BINARY),
        "description": "The sheet.",
    },
    **dict.fromkeys((400, 404, 422, 503), PROBLEM),
}


@router.get("/plans/{plan_id}/sheet", response_class=Response, responses=SENDING)
def sheet(
    plan_id: PlanId,
    query: Annotated[SheetQuery, Query()],
    store: GivenStore,
    principal: GivenPrincipal,
) -> Response:
    """Return one map sheet of a grid, a community, a street or all of a plan."""
    with store.read() as connection:
        page = one_sheet(store, connection, plan_id, query, scope=principal.scope)
    told = f"inline; filename*=UTF-8''{quote(f'{page.name}.{query.f}', safe='')}"
    headers = {**PRIVATE, "Content-Disposition": told}
    return Response(page.files[query.f], media_type=TYPES[query.f], headers=headers)
