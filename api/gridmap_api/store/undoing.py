"""Undo and redo: the last edit is taken back, or made again, as a new version.

The stack is that of the plan, and of a planner's communities for a planner: edits of different
communities change nothing in common, so that each can be taken back for itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from gridmap.editing.delta import Delta
from gridmap.errors import EditError, Text
from gridmap_api.errors import ConflictError, ForbiddenError
from gridmap_api.store.committing import Change, Held, commit
from gridmap_api.store.edit_checks import refused, require_apart
from gridmap_api.store.engine import Store
from gridmap_api.store.events import backwards, event_at, events_after
from gridmap_api.store.history import communities_of
from gridmap_api.store.idempotency import Key, Reply
from gridmap_api.store.plans import require_base
from gridmap_api.store.principals import Principal


def commit_undo(
    store: Store, plan_id: str, *, base: int | None, principal: Principal, key: Key | None = None
) -> Reply:
    """Take the last edit back, and return the answer, once it is kept for good.

    Parameters
    ----------
    store : Store
        The store.
    plan_id : str
        The plan.
    base : int or None
        The last version that is known; None if none was named.
    principal : Principal
        Who asks.
    key : Key, optional
        By which a repetition is known.

    Returns
    -------
    Reply
        As `commit_edit` returns it.

    Raises
    ------
    ConflictError
        If there is nothing to take back.
    StaleError
        If somebody edited the same communities since.
    """

    def _make(held: Held) -> Change:
        target = _last_made(_concerned(held))
        if target is None:
            raise _nothing("撤销", "take back")
        return _change(held, target, "undo", base)

    return commit(store, plan_id, _make, principal=principal, key=key)


def commit_redo(
    store: Store, plan_id: str, *, base: int | None, principal: Principal, key: Key | None = None
) -> Reply:
    """Make the edit again that was taken back last, and return the answer.

    Parameters
    ----------
    store : Store
        The store.
    plan_id : str
        The plan.
    base : int or None
        The last version that is known; None if none was named.
    principal : Principal
        Who asks.
    key : Key, optional
        By which a repetition is known.

    Returns
    -------
    Reply
        As `commit_edit` returns it.

    Raises
    ------
    ConflictError
        If nothing was taken back, or an edit was made since.
    StaleError
        If somebody edited the same communities since.
    """

    def _make(held: Held) -> Change:
        target = _last_undone(_concerned(held))
        if target is None:
            raise _nothing("重做", "make again")
        return _change(held, target, "redo", base)

    return commit(store, plan_id, _make, principal=principal, key=key)


def _change(held: Held, target: int, kind: str, base: int | None) -> Change:
    version = require_base(held.plan, base)
    since = [
        one
        for one in events_after(held.connection, held.plan["id"], version)
        if _is_concerned(one, held)
    ]
    delta = Delta.from_json(event_at(held.connection, held.plan["id"], target)["delta"])
    # Whoever asks saw another edit as the last one: all that happened since counts.
    theirs = frozenset[str]().union(*(Delta.from_json(one["delta"]).touched() for one in since))
    require_apart(held.plan, theirs, since)
    try:
        outcome = held.live.undo(delta) if kind == "undo" else held.live.redo(delta)
    except EditError as error:
        raise refused(error) from error
    return Change(outcome, kind, {"type": kind}, version, reverses=target)


def _concerned(held: Held) -> Iterator[dict[str, Any]]:
    """Give the events from the head back that concern the communities of who asks."""
    for event in backwards(held.connection, held.plan["id"]):
        if _is_concerned(event, held):
            yield event


def _is_concerned(event: dict[str, Any], held: Held) -> bool:
    mine = held.principal.scope.communities
    if mine is None:
        return True
    theirs = communities_of(event["delta"], held.live.ground)
    if theirs is not None and not theirs & mine:
        return False
    if theirs is None or not theirs <= mine:
        raise ForbiddenError(
            Text(
                "最近的编辑还涉及其他社区，您不能撤销或重做。",
                "The last edit concerns other communities too; it is not yours to take back.",
            ),
            Text("请由管理员操作。", "Ask an admin to do it."),
        )
    return True


def _last_made(events: Iterable[dict[str, Any]]) -> int | None:
    """Return the last edit that holds: made or made again, and not taken back since."""
    settled: set[int] = set()
    for event in events:
        version = int(event["reverses"] or event["version"])
        if version in settled:
            continue
        settled.add(version)
        if event["kind"] != "undo":
            return version
    return None


def _last_undone(events: Iterable[dict[str, Any]]) -> int | None:
    """Return the edit that was taken back last, if no other was made since."""
    settled: set[int] = set()
    for event in events:
        if event["reverses"] is None:
            return None
        version = int(event["reverses"])
        if event["kind"] == "undo" and version not in settled:
            return version
        settled.add(version)
    return None


def _nothing(zh: str, en: str) -> ConflictError:
    return ConflictError(
        Text(f"没有可以{zh}的编辑。", f"There is no edit to {en}."),
        Text("方案没有改变。", "The plan is as it was."),
    )
