"""The events of a plan: one for each edit that was acknowledged, each sealed by a hash.

The hash of an event is the SHA-256 of the one before it and of the canonical JSON of what the
event says; the first one follows the digest of the plan as it came. A byte that changes anywhere
breaks the chain from there on.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, insert, select, update

from gridmap_api.store.models import PlanEvent, PlanRow
from gridmap_api.store.types import canonical

SEALED = ("plan_id", "version", "actor", "time", "kind", "edit", "delta", "reverses")
"""What the hash of an event covers, besides the hash of the one before."""

PAGE = 50
"""Events that are read at once on the way back."""


@dataclass(frozen=True, slots=True)
class Event:
    """One edit that was acknowledged.

    Attributes
    ----------
    plan_id : str
        The plan.
    version : int
        The version that it made, from 1.
    actor : str
        The name of who did it.
    time : str
        When, in UTC.
    kind : str
        Of the edit, or ``"undo"`` or ``"redo"``.
    edit : Mapping
        What was asked for.
    delta : Mapping
        What it changed.
    reverses : int or None
        The version that an undo takes back, or that a redo makes again.
    """

    plan_id: str
    version: int
    actor: str
    time: str
    kind: str
    edit: Mapping[str, Any]
    delta: Mapping[str, Any]
    reverses: int | None = None


def seal(event: Mapping[str, Any], prev_hash: str) -> str:
    """Return the hash of an event.

    Parameters
    ----------
    event : Mapping
        The members of `Event`; others are left out.
    prev_hash : str
        Of the event before it; of version 0 for the first.

    Returns
    -------
    str
        64 hexadecimal digits.
    """
    said = canonical({name: event[name] for name in SEALED})
    return hashlib.sha256(f"{prev_hash}{said}".encode()).hexdigest()


def append_event(connection: Connection, event: Event, *, prev_hash: str) -> str:
    """Add an event at the head of its plan, and return its hash.

    Parameters
    ----------
    connection : Connection
        A transaction that holds the plan.
    event : Event
        Its version is one more than the head.
    prev_hash : str
        The hash of the head.

    Returns
    -------
    str
        The new hash of the head.
    """
    values = asdict(event)
    found = seal(values, prev_hash)
    connection.execute(insert(PlanEvent).values(**values, prev_hash=prev_hash, hash=found))
    connection.execute(
        update(PlanRow)
        .where(PlanRow.id == event.plan_id)
        .values(head=event.version, head_hash=found)
    )
    return found


def events_after(
    connection: Connection, plan_id: str, version: int, *, until: int | None = None
) -> list[dict[str, Any]]:
    """Return the events after a version, the first one first.

    Parameters
    ----------
    connection : Connection
        Any.
    plan_id : str
        The plan.
    version : int
        The last version that is known.
    until : int, optional
        The last version that is wanted; the head by default.

    Returns
    -------
    list of dict
        The columns of `PlanEvent`.
    """
    table = PlanEvent.__table__
    wanted = select(table).where(table.c.plan_id == plan_id, table.c.version > version)
    if until is not None:
        wanted = wanted.where(table.c.version <= until)
    rows = connection.execute(wanted.order_by(table.c.version)).mappings()
    return [dict(row) for row in rows]


def event_at(connection: Connection, plan_id: str, version: int) -> dict[str, Any]:
    """Return one event that is there.

    Parameters
    ----------
    connection : Connection
        Any.
    plan_id : str
        The plan.
    version : int
        The version that it made.

    Returns
    -------
    dict
        The columns of `PlanEvent`.
    """
    table = PlanEvent.__table__
    wanted = select(table).where(table.c.plan_id == plan_id, table.c.version == version)
    return dict(connection.execute(wanted).mappings().one())


def summary_of(event: Mapping[str, Any]) -> dict[str, Any]:
    """Return who did what and when, without the units.

    Parameters
    ----------
    event : Mapping
        The columns of `PlanEvent`.

    Returns
    -------
    dict
        ``version``, ``kind``, ``actor``, ``time`` and ``reverses``.
    """
    return {name: event[name] for name in ("version", "kind", "actor", "time", "reverses")}


def backwards(connection: Connection, plan_id: str) -> Iterator[dict[str, Any]]:
    """Give the events from the head back, as many as are asked for.

    Parameters
    ----------
    connection : Connection
        Any.
    plan_id : str
        The plan.

    Yields
    ------
    dict
        The columns of `PlanEvent`.
    """
    table = PlanEvent.__table__
    wanted = select(table).where(table.c.plan_id == plan_id).order_by(table.c.version.desc())
    page = wanted.limit(PAGE)
    while True:
        rows = connection.execute(page).mappings().all()
        yield from map(dict, rows)
        if len(rows) < PAGE:
            return
        page = wanted.where(table.c.version < rows[-1]["version"]).limit(PAGE)
