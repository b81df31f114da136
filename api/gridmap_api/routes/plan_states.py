"""States of a plan: draft, in review, published, retired."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from gridmap_api.auth.principal import GivenPrincipal
from gridmap_api.routes.parts import PROBLEM, GivenStore
from gridmap_api.routes.plan_parts import GivenBase, PlanId, answer
from gridmap_api.schemas.plans import StateChange, StepInfo, StepList
from gridmap_api.store.live import plans_of
from gridmap_api.store.plans import find_plan, require_all, require_head
from gridmap_api.store.states import Step, list_steps, take_step

router = APIRouter()

CHANGING: dict[int | str, dict[str, Any]] = dict.fromkeys(
    (400, 403, 404, 409, 412, 422, 428, 503, 507), PROBLEM
)


@router.get(
    "/plans/{plan_id}/states",
    response_model=StepList,
    responses={400: PROBLEM, 404: PROBLEM, 503: PROBLEM},
)
def states(plan_id: PlanId, store: GivenStore, principal: GivenPrincipal) -> Response:
    """Return the steps that a plan has taken from state to state."""
    with store.read() as connection:
        plan = find_plan(connection, plan_id, principal.scope)
        found = list_steps(connection, plan_id)
    return answer({"steps": found}, version=plan["head"])


@router.post("/plans/{plan_id}/state", status_code=201, response_model=StepInfo, responses=CHANGING)
def change_state(
    plan_id: PlanId,
    request: Request,
    store: GivenStore,
    principal: GivenPrincipal,
    *,
    base: GivenBase,
    body: StateChange,
) -> Response:
    """Bring a plan to another state.

    Publishing freezes it by a SHA-256, refuses open violations that no exception is made for, and
    decides which counts everybody is told.
    """
    least = request.app.state.settings.least_told
    step = Step(body.to, body.note, {one.key: one.reason for one in body.exceptions})
    with store.write() as connection:
        plan = find_plan(connection, plan_id, principal.scope, hold=True)
        require_all(plan, principal)
        require_head(connection, plan, base)
        live = plans_of(store).head(connection, plan)
        found = take_step(connection, plan, live, step, actor=principal.name, least=least)
    return answer(found, status=201, version=plan["head"])
