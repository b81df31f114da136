"""The history of a plan, and the stream of its new versions."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Header, Query, Request, Response
from fastapi.responses import StreamingResponse

from gridmap_api.auth.principal import GivenPrincipal
from gridmap_api.routes.parts import PROBLEM, GivenStore
from gridmap_api.routes.plan_parts import PlanId, answer
from gridmap_api.schemas.edits import EventList
from gridmap_api.store.history import history_of
from gridmap_api.store.live import plans_of
from gridmap_api.store.plans import find_plan
from gridmap_api.streaming import start_version, stream_of

router = APIRouter()

After = Annotated[int, Query(ge=0, le=10**9, description="The last version that is known.")]


@router.get(
    "/plans/{plan_id}/events",
    response_model=EventList,
    responses={400: PROBLEM, 404: PROBLEM, 503: PROBLEM},
)
def events(
    plan_id: PlanId,
    store: GivenStore,
    principal: GivenPrincipal,
    after: After = 0,
    limit: Annotated[int, Query(ge=1, le=1_000, description="Events on a page.")] = 200,
) -> Response:
    """Return who did what and when, the oldest first, with a sentence for each edit."""
    with store.read() as connection:
        plan = find_plan(connection, plan_id, principal.scope)
        ground = plans_of(store).ground(connection, plan["set_id"])
        found = history_of(connection, plan, ground, principal.scope, after=after, limit=limit)
    return answer(found, version=plan["head"])


@router.get(
    "/plans/{plan_id}/events/stream",
    response_class=StreamingResponse,
    responses={
        200: {"content": {"text/event-stream": {}}, "description": "Server-sent events"},
        400: PROBLEM,
        404: PROBLEM,
        503: PROBLEM,
    },
)
def stream(
    request: Request,
    plan_id: PlanId,
    *,
    store: GivenStore,
    principal: GivenPrincipal,
    after: Annotated[int | None, Query(ge=0, le=10**9, description="The head by default.")] = None,
    last_event_id: Annotated[str | None, Header(max_length=32)] = None,
) -> Response:
    """Tell every new version as it is made: event `version` with its flips, event `state`.

    The id of an event is its version: a client that comes back goes on where it was.
    """
    begin = start_version(last_event_id, after)
    with store.read() as connection:
        plan = find_plan(connection, plan_id, principal.scope)
    start = plan["head"] if begin is None else begin

    async def gone() -> bool:
        closing = getattr(request.app.state, "closing", False)
        return closing or await request.is_disconnected()

    content = stream_of(store, plan, principal.scope, after=start, gone=gone)
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(content, media_type="text/event-stream", headers=headers)
