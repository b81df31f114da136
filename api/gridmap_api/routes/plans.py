"""Plans: list, make, look at the head; versions, states and comments in modules of their own."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from gridmap.plan import Band
from gridmap_api.auth.principal import GivenPrincipal
from gridmap_api.routes import differences, plan_comments, plan_fixes, plan_states, plan_versions
from gridmap_api.routes.parts import PROBLEM, GivenStore
from gridmap_api.routes.plan_parts import PlanId, answer
from gridmap_api.schemas.plans import (
    GridList,
    NewPlan,
    PlanHead,
    PlanItem,
    PlanList,
    Renaming,
    UnitColumns,
    UnitSetList,
    ViolationList,
)
from gridmap_api.store.making import make_blank
from gridmap_api.store.plan_reads import (
    grids_of,
    head_of,
    item_of,
    units_of,
    violations_of,
)
from gridmap_api.store.plans import find_plan, list_plans, rename_plan, require_all
from gridmap_api.store.states import is_intact
from gridmap_api.store.unit_sets import list_unit_sets

router = APIRouter(tags=["plans"])
for part in (plan_versions, differences, plan_states, plan_comments, plan_fixes):
    router.include_router(part.router)

READING: dict[int | str, dict[str, Any]] = dict.fromkeys((400, 404, 503), PROBLEM)
WRITING: dict[int | str, dict[str, Any]] = dict.fromkeys(
    (400, 403, 404, 409, 422, 503, 507), PROBLEM
)


@router.get("/plans", response_model=PlanList, responses={503: PROBLEM})
def plans(store: GivenStore, principal: GivenPrincipal) -> Response:
    """List the plans that may be seen, the newest first."""
    with store.read() as connection:
        found = list_plans(connection, principal.scope)
    return answer({"plans": [item_of(one, principal.scope) for one in found]})


@router.post("/plans", status_code=201, response_model=PlanItem, responses=WRITING)
def new_plan(store: GivenStore, principal: GivenPrincipal, body: NewPlan) -> Response:
    """Make a plan without grids on a set of units; those with grids are made by jobs."""
    with store.write() as connection:
        plan = make_blank(
            store,
            connection,
            name=body.name,
            set_id=body.set_id,
            band=Band(*body.band),
            principal=principal,
        )
    made = answer(item_of(plan, principal.scope), status=201, version=0)
    made.headers["Location"] = f"/plans/{plan['id']}"
    return made


@router.get("/unit-sets", response_model=UnitSetList, responses={503: PROBLEM})
def unit_sets(store: GivenStore, principal: GivenPrincipal) -> Response:
    """List the sets of units on which plans can be made, the newest first."""
    with store.read() as connection:
        found = list_unit_sets(connection, principal.scope)
    return answer({"sets": found})


@router.get("/plans/{plan_id}", response_model=PlanHead, responses=READING)
def head(plan_id: PlanId, store: GivenStore, principal: GivenPrincipal) -> Response:
    """Return a plan at its last version; what was published is compared with its SHA-256."""
    with store.read() as connection:
        plan = find_plan(connection, plan_id, principal.scope)
        found = head_of(connection, plan, principal.scope)
        found["intact"] = is_intact(store, connection, plan)
    return answer(found, version=plan["head"])


@router.patch("/plans/{plan_id}", response_model=PlanItem, responses=WRITING)
def rename(
    plan_id: PlanId, store: GivenStore, principal: GivenPrincipal, body: Renaming
) -> Response:
    """Give a plan another name."""
    with store.write() as connection:
        plan = find_plan(connection, plan_id, principal.scope, hold=True)
        require_all(plan, principal)
        rename_plan(connection, plan, body.name)
    return answer(item_of(plan | {"name": body.name}, principal.scope), version=plan["head"])


@router.get("/plans/{plan_id}/grids", response_model=GridList, responses=READING)
def grids(
    plan_id: PlanId,
    store: GivenStore,
    principal: GivenPrincipal,
    limit: Annotated[int, Query(ge=1, le=10_000, description="Grids on a page.")] = 1_000,
    offset: Annotated[int, Query(ge=0, le=10**9, description="Grids to leave out.")] = 0,
) -> Response:
    """Return a page of the grids with their figures, by code, without their shapes."""
    with store.read() as connection:
        plan = find_plan(connection, plan_id, principal.scope)
        count, found = grids_of(connection, plan_id, principal.scope, limit=limit, offset=offset)
    following = f"/plans/{plan_id}/grids?limit={limit}&offset={offset + limit}"
    link = {"rel": "next", "href": following, "type": "application/json"}
    links = [link] if offset + limit < count else []
    body = {"version": plan["head"], "number_matched": count, "grids": found, "links": links}
    return answer(body, version=plan["head"])


@router.get("/plans/{plan_id}/units", response_model=UnitColumns, responses=READING)
def units(
    plan_id: PlanId,
    store: GivenStore,
    principal: GivenPrincipal,
    cursor: Annotated[int, Query(ge=-1, le=10**9, description="From `next`.")] = -1,
    limit: Annotated[int, Query(ge=1, le=100_000, description="Units on a page.")] = 20_000,
) -> Response:
    """Return the grid of each unit, and whether the unit is locked, as columns."""
    with store.read() as connection:
        plan = find_plan(connection, plan_id, principal.scope)
        found = units_of(connection, plan, principal.scope, after=cursor, limit=limit)
    return answer(found, version=plan["head"])


@router.get("/plans/{plan_id}/violations", response_model=ViolationList, responses=READING)
def violations(plan_id: PlanId, store: GivenStore, principal: GivenPrincipal) -> Response:
    """Return the failed rules, hard ones first, each with the place, the figure and the remedy."""
    with store.read() as connection:
        plan = find_plan(connection, plan_id, principal.scope)
        found = violations_of(connection, plan_id, principal.scope)
    return answer({"version": plan["head"], "violations": found}, version=plan["head"])
