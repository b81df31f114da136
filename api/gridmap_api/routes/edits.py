"""Edits of plans, undo and redo, the history and the stream of events."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Body, Request, Response

from gridmap_api.auth.principal import GivenPrincipal
from gridmap_api.routes import plan_events
from gridmap_api.routes.parts import PROBLEM, GivenStore
from gridmap_api.routes.plan_parts import (
    GivenBase,
    IdempotencyKey,
    PlanId,
    asked_key,
    replied,
)
from gridmap_api.schemas.edits import EditReply
from gridmap_api.store.committing import commit_edit
from gridmap_api.store.edit_checks import read_edit
from gridmap_api.store.idempotency import Key
from gridmap_api.store.undoing import commit_redo, commit_undo

router = APIRouter(tags=["edits"])
router.include_router(plan_events.router)

REFUSALS: dict[int | str, dict[str, Any]] = dict.fromkeys(
    (400, 401, 403, 404, 409, 412, 422, 428, 429, 503, 507), PROBLEM
)


@router.post(
    "/plans/{plan_id}/edits", status_code=201, response_model=EditReply, responses=REFUSALS
)
def edit(
    request: Request,
    plan_id: PlanId,
    *,
    body: Annotated[dict[str, Any], Body(description="The edit: its kind and its members.")],
    store: GivenStore,
    principal: GivenPrincipal,
    base: GivenBase,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Make an edit at the head of a plan.

    An edit of an older version is made on the head where others edited elsewhere in the meantime,
    and refused with 412 and what they changed where they edited the same.
    """
    key = _key(request, principal.account, idempotency_key, body)
    asked = read_edit(body)
    return replied(commit_edit(store, plan_id, asked, base=base, principal=principal, key=key))


@router.post("/plans/{plan_id}/undo", status_code=201, response_model=EditReply, responses=REFUSALS)
def undo(
    request: Request,
    plan_id: PlanId,
    *,
    store: GivenStore,
    principal: GivenPrincipal,
    base: GivenBase,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Take back the last edit, as a new version; of a planner's communities for a planner."""
    key = _key(request, principal.account, idempotency_key, None)
    return replied(commit_undo(store, plan_id, base=base, principal=principal, key=key))


@router.post("/plans/{plan_id}/redo", status_code=201, response_model=EditReply, responses=REFUSALS)
def redo(
    request: Request,
    plan_id: PlanId,
    *,
    store: GivenStore,
    principal: GivenPrincipal,
    base: GivenBase,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Make the edit again that was taken back last, as a new version."""
    key = _key(request, principal.account, idempotency_key, None)
    return replied(commit_redo(store, plan_id, base=base, principal=principal, key=key))


def _key(request: Request, account: str, given: str | None, body: object) -> Key | None:
    return None if given is None else Key.of(account, given, *asked_key(request), body)
