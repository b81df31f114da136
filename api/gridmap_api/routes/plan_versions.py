"""Versions of a plan: as they were, names, branches, other units."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Response

from gridmap_api.auth.principal import GivenPrincipal
from gridmap_api.routes.parts import PROBLEM, GivenStore
from gridmap_api.routes.plan_parts import PlanId, answer
from gridmap_api.schemas.plans import (
    Branching,
    CarriedReport,
    NamedVersionInfo,
    NamedVersionList,
    Naming,
    PlanItem,
    Rebasing,
    VersionState,
)
from gridmap_api.store.carrying import carry_over
from gridmap_api.store.differences import state_at
from gridmap_api.store.making import branch_plan
from gridmap_api.store.plan_reads import item_of
from gridmap_api.store.plans import find_plan, name_version, named_versions, require_editor

router = APIRouter()

READING: dict[int | str, dict[str, Any]] = dict.fromkeys((400, 404, 503), PROBLEM)
WRITING: dict[int | str, dict[str, Any]] = dict.fromkeys(
    (400, 403, 404, 409, 422, 503, 507), PROBLEM
)
Version = Annotated[int, Path(ge=0, le=10**9, description="Number of the version.")]


@router.get("/plans/{plan_id}/versions/{version}", response_model=VersionState, responses=READING)
def at_version(
    plan_id: PlanId, version: Version, store: GivenStore, principal: GivenPrincipal
) -> Response:
    """Return the grid of every unit as it was at one version."""
    with store.read() as connection:
        plan = find_plan(connection, plan_id, principal.scope)
        found = state_at(store, connection, plan, version, principal.scope)
    return answer(found)


@router.get("/plans/{plan_id}/names", response_model=NamedVersionList, responses=READING)
def names(plan_id: PlanId, store: GivenStore, principal: GivenPrincipal) -> Response:
    """Return the versions that somebody gave a name."""
    with store.read() as connection:
        find_plan(connection, plan_id, principal.scope)
        found = named_versions(connection, plan_id)
    return answer({"names": found})


@router.post(
    "/plans/{plan_id}/names", status_code=201, response_model=NamedVersionInfo, responses=WRITING
)
def name(plan_id: PlanId, store: GivenStore, principal: GivenPrincipal, body: Naming) -> Response:
    """Give a version a name."""
    with store.write() as connection:
        plan = find_plan(connection, plan_id, principal.scope, hold=True)
        require_editor(principal)
        found = name_version(
            connection, plan, name=body.name, version=body.version, actor=principal.name
        )
    return answer(found, status=201)


@router.post(
    "/plans/{plan_id}/branches", status_code=201, response_model=PlanItem, responses=WRITING
)
def branch(
    plan_id: PlanId, store: GivenStore, principal: GivenPrincipal, body: Branching
) -> Response:
    """Make a draft that begins as a copy of a plan at one of its versions."""
    with store.write() as connection:
        plan = find_plan(connection, plan_id, principal.scope)
        made = branch_plan(
            store, connection, plan, name=body.name, version=body.version, principal=principal
        )
    return _made(item_of(made, principal.scope))


@router.post(
    "/plans/{plan_id}/rebase", status_code=201, response_model=CarriedReport, responses=WRITING
)
def rebase(
    plan_id: PlanId, store: GivenStore, principal: GivenPrincipal, body: Rebasing
) -> Response:
    """Carry a plan over to other units as a new draft, and say what could not be carried."""
    with store.write() as connection:
        plan = find_plan(connection, plan_id, principal.scope)
        made, report = carry_over(
            store, connection, plan, name=body.name, set_id=body.set_id, principal=principal
        )
    return _made({"plan": item_of(made, principal.scope), **report}, plan_id=made["id"])


def _made(content: dict[str, Any], *, plan_id: str | None = None) -> Response:
    made = answer(content, status=201)
    made.headers["Location"] = f"/plans/{plan_id or content['plan_id']}"
    return made
