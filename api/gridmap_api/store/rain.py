"""The rain level of the day, which planners set, and when it was set and by whom."""

from __future__ import annotations

import json
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from gridmap.hazards.rain import RainLevel
from gridmap_api.store.models import StoreFact
from gridmap_api.store.types import canonical, utc_now

FACT = "rain"
LOCK = 0x7261_696E
"""Number of the advisory lock of PostgreSQL under which the level is set."""

NEVER_SET: dict[str, Any] = {"level": "none", "set_by": "", "time": None}


def read_rain(connection: Connection) -> dict[str, Any]:
    """Return the rain level that holds, until another is set.

    Parameters
    ----------
    connection : Connection
        Any.

    Returns
    -------
    dict
        ``level``, ``set_by`` and ``time`` in UTC; no rain where none was ever set.
    """
    found = connection.scalar(sa.select(StoreFact.value).where(StoreFact.name == FACT))
    return NEVER_SET if found is None else dict(json.loads(found))


def set_rain(connection: Connection, level: RainLevel, *, actor: str) -> dict[str, Any]:
    """Set the rain level, and return what holds now.

    Parameters
    ----------
    connection : Connection
        A transaction that writes.
    level : RainLevel
        The level.
    actor : str
        Who sets it.

    Returns
    -------
    dict
        As `read_rain` returns it. The same level again keeps who set it first, and when.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK)))
    before = read_rain(connection)
    if before["level"] == level and before["time"] is not None:
        return before
    now = {"level": level, "set_by": actor, "time": utc_now()}
    connection.execute(sa.delete(StoreFact).where(StoreFact.name == FACT))
    connection.execute(sa.insert(StoreFact).values(name=FACT, value=canonical(now)))
    return now
