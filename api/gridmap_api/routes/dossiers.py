"""The dossier of one grid, and how large a kit will be; many dossiers and kits are jobs."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Path, Query, Response

from gridmap.sheets.dossiers.page import POLICY
from gridmap_api.auth.principal import GivenPrincipal
from gridmap_api.dossier_files import kit_estimate, one_dossier
from gridmap_api.routes.parts import PROBLEM, GivenStore
from gridmap_api.routes.plan_parts import PRIVATE, PlanId
from gridmap_api.schemas.dossiers import DossierQuery, KitEstimate, KitQuery
from gridmap_api.schemas.plans import IDENTIFIER

router = APIRouter(tags=["dossiers"])

TYPES = {"html": "text/html; charset=utf-8", "pdf": "application/pdf"}
READING: dict[int | str, dict[str, Any]] = dict.fromkeys((400, 404, 409, 422, 503), PROBLEM)
SENDING: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {
            "text/html": {"schema": {"type": "string"}},
            "application/pdf": {"schema": {"type": "string", "format": "binary"}},
        },
        "description": "The dossier.",
    },
    **READING,
}
GridCode = Annotated[str, Path(description="Code of the grid.", max_length=64, pattern=IDENTIFIER)]


@router.get(
    "/plans/{plan_id}/grids/{grid_code}/dossier", response_class=Response, responses=SENDING
)
def dossier(
    plan_id: PlanId,
    grid_code: GridCode,
    query: Annotated[DossierQuery, Query()],
    store: GivenStore,
    principal: GivenPrincipal,
) -> Response:
    """Return the dossier of a grid: map, figures, boundary in words, team, buildings, history."""
    scope, today = principal.scope, datetime.now(UTC).astimezone().date()
    with store.read() as connection:
        name, content = one_dossier(
            store, connection, plan_id, grid_code, query, scope=scope, day=today
        )
    told = f"inline; filename*=UTF-8''{quote(name, safe='')}"
    headers = {**PRIVATE, "Content-Disposition": told}
    if query.f == "html":
        headers["Content-Security-Policy"] = f"{POLICY}; frame-ancestors 'none'"
    return Response(content, media_type=TYPES[query.f], headers=headers)


@router.get("/plans/{plan_id}/kit-size", response_model=KitEstimate, responses=READING)
def kit_size(
    plan_id: PlanId,
    query: Annotated[KitQuery, Query()],
    store: GivenStore,
    principal: GivenPrincipal,
) -> KitEstimate:
    """Return how large a kit of some communities will be, before it is made."""
    scope, today = principal.scope, datetime.now(UTC).astimezone().date()
    with store.read() as connection:
        return kit_estimate(store, connection, plan_id, query, scope=scope, day=today)
