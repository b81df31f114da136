"""Codes of outside systems beside a plan: told, and imported from a table."""

from __future__ import annotations

from pathlib import Path as FilePath
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from gridmap.io.team_sheets import read_sheets
from gridmap_api.auth.principal import GivenPrincipal
from gridmap_api.routes.parts import PROBLEM, GivenStore
from gridmap_api.routes.plan_parts import PlanId, answer
from gridmap_api.routes.teams import TABLE_FORM, sent_table
from gridmap_api.schemas.outside_codes import OutsideCodes, OutsideImported
from gridmap_api.store.engine import Store
from gridmap_api.store.outside_codes import import_outside, outside_codes
from gridmap_api.store.plans import find_plan, require_editor
from gridmap_api.store.principals import Principal

router = APIRouter(tags=["outside codes"])

READING: dict[int | str, dict[str, Any]] = dict.fromkeys((400, 404, 503), PROBLEM)
SENDING: dict[int | str, dict[str, Any]] = dict.fromkeys(
    (400, 403, 404, 413, 415, 422, 503, 507), PROBLEM
)
System = Annotated[
    str | None, Query(max_length=200, pattern="^[^\x00]*$", description="Name of the system.")
]
Layer = Annotated[str | None, Query(max_length=32, pattern="^[^\x00]*$", description="The layer.")]
ObjectId = Annotated[
    str | None, Query(alias="object", max_length=200, pattern="^[^\x00]*$", description="Our code.")
]


@router.get("/plans/{plan_id}/outside-codes", response_model=OutsideCodes, responses=READING)
def told(
    plan_id: PlanId,
    store: GivenStore,
    principal: GivenPrincipal,
    *,
    system: System = None,
    layer: Layer = None,
    object_id: ObjectId = None,
) -> Response:
    """Return what outside systems call the objects of one's communities."""
    with store.read() as connection:
        find_plan(connection, plan_id, principal.scope)
        rows = outside_codes(
            connection, principal.scope, system=system, layer=layer, object_id=object_id
        )
    return answer({"systems": sorted({one["system"] for one in rows}), "codes": rows})


@router.post(
    "/plans/{plan_id}/outside-codes/table",
    response_model=OutsideImported,
    responses=SENDING,
    openapi_extra={"requestBody": TABLE_FORM},
)
async def send(
    plan_id: PlanId,
    request: Request,
    store: GivenStore,
    principal: GivenPrincipal,
    *,
    system: System = None,
    layer: Layer = None,
) -> Response:
    """Keep the codes of a table (系统, 图层, 编号, 外部编码); rows that are amiss are told.

    An object that the table names loses its former codes of that system, so that the same table
    sent again changes nothing.
    """
    async with sent_table(request, store, plan_id, principal) as path:
        found = await run_in_threadpool(
            _import, store, plan_id, path, principal, (system or "", layer or "")
        )
    return answer(found)


def _import(
    store: Store, plan_id: str, path: FilePath, principal: Principal, about: tuple[str, str]
) -> dict[str, Any]:
    sheets = read_sheets(path)
    with store.write() as connection:
        plan = find_plan(connection, plan_id, principal.scope)
        require_editor(principal)
        found = import_outside(
            connection,
            plan,
            sheets,
            principal.scope,
            system=about[0],
            layer=about[1],
            actor=principal.name,
        )
    return {
        "taken": len(found.table),
        "systems": sorted(set(found.table["system"])),
        "faults": [
            {lang: f"{one.what.say(lang)} {one.remedy.say(lang)}" for lang in ("zh", "en")}
            for one in found.faults
        ],
    }
