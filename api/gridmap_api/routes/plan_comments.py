"""Comments on places of a plan."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Response

from gridmap_api.auth.principal import GivenPrincipal
from gridmap_api.routes.parts import PROBLEM, GivenStore
from gridmap_api.routes.plan_parts import PlanId, answer
from gridmap_api.schemas.plans import (
    IDENTIFIER,
    CommentInfo,
    CommentList,
    NewComment,
    Resolution,
)
from gridmap_api.store.comments import add_comment, find_comment, list_comments, resolve_comment
from gridmap_api.store.live import plans_of
from gridmap_api.store.plans import find_plan, require_editor

router = APIRouter()

WRITING: dict[int | str, dict[str, Any]] = dict.fromkeys((400, 403, 404, 422, 503, 507), PROBLEM)
CommentId = Annotated[
    str, Path(description="Id of the comment.", max_length=64, pattern=IDENTIFIER)
]


@router.get(
    "/plans/{plan_id}/comments",
    response_model=CommentList,
    responses={400: PROBLEM, 404: PROBLEM, 503: PROBLEM},
)
def comments(plan_id: PlanId, store: GivenStore, principal: GivenPrincipal) -> Response:
    """Return what people have said about places of a plan, the oldest first."""
    with store.read() as connection:
        find_plan(connection, plan_id, principal.scope)
        found = list_comments(connection, plan_id, principal.scope)
    return answer({"comments": found})


@router.post(
    "/plans/{plan_id}/comments", status_code=201, response_model=CommentInfo, responses=WRITING
)
def comment(
    plan_id: PlanId, store: GivenStore, principal: GivenPrincipal, body: NewComment
) -> Response:
    """Say something about a place, or answer a comment."""
    with store.write() as connection:
        plan = find_plan(connection, plan_id, principal.scope)
        require_editor(principal)
        units = plans_of(store).ground(connection, plan["set_id"]).units
        found = add_comment(
            connection,
            plan,
            units,
            principal=principal,
            text=body.text,
            place=body.place,
            parent_id=body.parent_id,
        )
    return answer(found, status=201)


@router.patch(
    "/plans/{plan_id}/comments/{comment_id}", response_model=CommentInfo, responses=WRITING
)
def resolve(
    plan_id: PlanId,
    comment_id: CommentId,
    store: GivenStore,
    principal: GivenPrincipal,
    body: Resolution,
) -> Response:
    """Say whether what a comment is about is settled."""
    with store.write() as connection:
        find_plan(connection, plan_id, principal.scope)
        require_editor(principal)
        found = find_comment(connection, plan_id, comment_id, principal.scope)
        resolve_comment(connection, comment_id, resolved=body.resolved)
    return answer(found | {"resolved": body.resolved})
