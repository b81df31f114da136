"""New versions of plans as server-sent events, for any number of viewers at the price of one.

Each process asks the store a few times a second for the head of a plan that somebody watches,
however many watch it; so edits that another process made are seen too.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

import anyio.to_thread
from sqlalchemy import select

from gridmap.sheets.geojson import dumps
from gridmap_api.store.engine import Store
from gridmap_api.store.history import changes_of
from gridmap_api.store.live import plans_of
from gridmap_api.store.models import PlanRow
from gridmap_api.store.scope import Scope

EVERY_S = 0.25
HEARTBEAT_S = 15.0
LONGEST_S = 1_800.0
"""A stream ends then, and the client comes back with the id of the last event."""
MOST_AT_ONCE = 200
RETRY_MS = 500


@dataclass(frozen=True, slots=True)
class Seen:
    """The head of a plan as it was a moment ago.

    Attributes
    ----------
    head : int
        The last version.
    state : str
        Of the plan.
    time_s : float
        When it was looked at, by the clock of the process.
    """

    head: int
    state: str
    time_s: float


class Heads:
    """The heads of the plans of one store that are watched, for many threads.

    Parameters
    ----------
    store : Store
        An open store.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._seen: dict[str, Seen] = {}

    def look(self, plan_id: str) -> Seen:
        """Return the head of a plan, no older than a moment.

        Parameters
        ----------
        plan_id : str
            A plan that is there.

        Returns
        -------
        Seen
            Its head.
        """
        with self._lock:
            seen = self._seen.get(plan_id)
            if seen is not None and time.monotonic() - seen.time_s < EVERY_S / 2:
                return seen
            wanted = select(PlanRow.head, PlanRow.state).where(PlanRow.id == plan_id)
            with self._store.read() as connection:
                head, state = connection.execute(wanted).one()
            self._seen[plan_id] = Seen(head, state, time.monotonic())
            return self._seen[plan_id]


_KNOWN: WeakKeyDictionary[Store, Heads] = WeakKeyDictionary()


def start_version(last_event_id: str | None, after: int | None) -> int | None:
    """Return the version after which a stream begins.

    Parameters
    ----------
    last_event_id : str or None
        What a client that comes back says.
    after : int or None
        What the address asks for.

    Returns
    -------
    int or None
        None for the head.
    """
    known = last_event_id or ""
    return int(known) if known.isascii() and known.isdigit() and len(known) < 10 else after


async def stream_of(
    store: Store,
    plan: Mapping[str, Any],
    scope: Scope,
    *,
    after: int,
    gone: Callable[[], Awaitable[bool]],
) -> AsyncIterator[bytes]:
    """Give the new versions of a plan as server-sent events.

    Parameters
    ----------
    store : Store
        The store.
    plan : Mapping
        The plan.
    scope : Scope
        What may be seen.
    after : int
        The last version that the client knows.
    gone : callable
        Whether the client has left.

    Yields
    ------
    bytes
        Events, and a comment now and then so that nothing between takes the line for dead.
    """
    heads = _KNOWN.setdefault(store, Heads(store))
    known, state, begun = after, plan["state"], time.monotonic()
    told_s = begun
    yield f"retry: {RETRY_MS}\n\n".encode()
    while time.monotonic() - begun < LONGEST_S and not await gone():
        seen = await anyio.to_thread.run_sync(heads.look, plan["id"])
        if seen.head > known:
            for change in await anyio.to_thread.run_sync(_changes, store, plan, scope, known):
                yield _event("version", change, number=change["version"])
                known = change["version"]
            told_s = time.monotonic()
        if seen.state != state:
            state, told_s = seen.state, time.monotonic()
            yield _event("state", {"state": state, "version": known}, number=known)
        if time.monotonic() - told_s > HEARTBEAT_S:
            told_s = time.monotonic()
            yield b": still here\n\n"
        await asyncio.sleep(EVERY_S)


def _changes(
    store: Store, plan: Mapping[str, Any], scope: Scope, after: int
) -> list[dict[str, Any]]:
    with store.read() as connection:
        ground = plans_of(store).ground(connection, plan["set_id"])
        return changes_of(connection, plan["id"], ground, scope, after=after, limit=MOST_AT_ONCE)


def _event(name: str, data: object, *, number: int) -> bytes:
    return f"event: {name}\nid: {number}\ndata: ".encode() + dumps(data) + b"\n\n"
