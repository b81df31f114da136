"""What teams say of the stops of their routes: each word once, however often it is sent."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

from sqlalchemy import Connection, delete, insert, select
from sqlalchemy.exc import IntegrityError

from gridmap.errors import Text
from gridmap_api.errors import KeyReusedError, ParameterError
from gridmap_api.store.engine import Store
from gridmap_api.store.keeping import kept_days
from gridmap_api.store.models import HazardVisit, PatrolTick, Photo
from gridmap_api.store.types import canonical, utc_now

KEPT_DAYS = 30
"""After so many days what teams said is removed, with its photos; a setting."""

DAYS_SETTING = "GRIDMAP_PATROL_DAYS"

ZONE = timezone(timedelta(hours=8))
"""The one time of China, in which a day begins and ends."""

SHOWN = ("key", "route", "stop", "state", "reason", "note", "told", "time", "actor", "photo_id")


@dataclass(frozen=True, slots=True)
class Tick:
    """What a team says of a stop.

    Attributes
    ----------
    key : str
        Made by the phone, the same however often it is sent.
    stop : str
        Key of the visit.
    state : {"done", "skipped", "open"}
        What became of it; ``"open"`` takes back what was said before.
    told : datetime
        When, by the clock of the phone.
    reason : str
        Why it was skipped.
    note : str
        What else there is to say.
    photo_digest : str
        SHA-256 of the photo as it was sent; empty for none.
    """

    key: str
    stop: str
    state: str
    told: datetime
    reason: str = ""
    note: str = ""
    photo_digest: str = ""

    @property
    def fingerprint(self) -> str:
        """The same for the same words."""
        words = [self.stop, self.state, _text(self.told), self.reason, self.note]
        return hashlib.sha256(canonical([*words, self.photo_digest]).encode()).hexdigest()


def find_tick(
    connection: Connection, patrol_id: str, number: int, tick: Tick
) -> dict[str, Any] | None:
    """Return a tick that came before.

    Parameters
    ----------
    connection : Connection
        Any.
    patrol_id : str
        The patrol.
    number : int
        Number of the route.
    tick : Tick
        What is sent.

    Returns
    -------
    dict or None
        As `ticks_of` returns it; None if it is the first time.

    Raises
    ------
    KeyReusedError
        If the key came with other words.
    """
    table = PatrolTick.__table__
    wanted = select(table).where(table.c.patrol_id == patrol_id, table.c.key == tick.key)
    row = connection.execute(wanted).mappings().one_or_none()
    if row is None:
        return None
    if (row["fingerprint"], row["route"]) != (tick.fingerprint, number):
        raise _reused()
    return _shown(dict(row))


def add_tick(
    connection: Connection,
    patrol: Mapping[str, Any],
    number: int,
    tick: Tick,
    *,
    actor: str = "",
    photo_id: str | None = None,
) -> dict[str, Any]:
    """Keep what a team says of a stop, and that the hazard was visited.

    Parameters
    ----------
    connection : Connection
        A transaction that may write.
    patrol : Mapping
        The patrol with the one route, as `gridmap_api.store.patrols.find_route` returns it.
    number : int
        Number of the route.
    tick : Tick
        What is said, for the first time: see `find_tick`.
    actor : str
        Who came by a login.
    photo_id : str, optional
        The photo that came with it.

    Returns
    -------
    dict
        As `ticks_of` returns it.

    Raises
    ------
    ParameterError
        If the route has no such stop.
    KeyReusedError
        If another request with the key came first.
    """
    code = require_stop(patrol, tick.stop)
    now = utc_now()
    row = {
        "patrol_id": patrol["id"],
        "key": tick.key,
        "fingerprint": tick.fingerprint,
        "route": number,
        "stop": tick.stop,
        "community_code": code,
        "state": tick.state,
        # A clock that goes ahead would win over everything that is said later.
        "told": min(_text(tick.told), now),
        "time": now,
        "reason": tick.reason,
        "note": tick.note,
        "actor": actor,
        "photo_id": photo_id,
    }
    try:
        connection.execute(insert(PatrolTick).values(**row))
    except IntegrityError as error:
        raise _reused() from error
    _note_visit(connection, patrol, tick.stop, code)
    return _shown(row)


def require_stop(patrol: Mapping[str, Any], stop: str) -> str:
    """Return the community of a stop.

    Parameters
    ----------
    patrol : Mapping
        The patrol with the one route, as `gridmap_api.store.patrols.find_route` returns it.
    stop : str
        Key of the visit.

    Returns
    -------
    str
        Its code; empty where it lies in none.

    Raises
    ------
    ParameterError
        If the route has no such stop.
    """
    stops = patrol["saved"]["routes"][0]["stops"]
    if all(one["visit"]["key"] != stop for one in stops):
        raise ParameterError(
            Text("这条路线上没有这个点。", "The route has no such stop."),
            Text("请重新打开路线。", "Open the route again."),
        )
    return str(patrol["places"][stop])


def ticks_of(
    connection: Connection, patrol_id: str, number: int | None = None
) -> list[dict[str, Any]]:
    """Return what was said of the stops of a patrol, in the order of the phones' clocks.

    Parameters
    ----------
    connection : Connection
        Any.
    patrol_id : str
        The patrol.
    number : int, optional
        Of this route alone.

    Returns
    -------
    list of dict
        ``key``, ``route``, ``stop``, ``state``, ``reason``, ``note``, ``told``, ``time``,
        ``actor``, ``photo_id``.
    """
    table = PatrolTick.__table__
    wanted = select(table).where(table.c.patrol_id == patrol_id)
    if number is not None:
        wanted = wanted.where(table.c.route == number)
    ordered = wanted.order_by(table.c.told, table.c.time, table.c.key)
    return [_shown(dict(row)) for row in connection.execute(ordered).mappings()]


def latest(ticks: Iterable[Mapping[str, Any]]) -> dict[tuple[int, str], Mapping[str, Any]]:
    """Return what was said last of each stop.

    Parameters
    ----------
    ticks : iterable of Mapping
        As `ticks_of` returns them.

    Returns
    -------
    dict
        By route and stop; nothing for stops of which nothing was said, or which are open again.
    """
    last = {(tick["route"], tick["stop"]): tick for tick in ticks}
    return {stop: tick for stop, tick in last.items() if tick["state"] != "open"}


def remove_old_ticks(store: Store, *, days: int | None = None, now: datetime | None = None) -> int:
    """Remove what teams said long ago, with the photos; the days of visits stay known.

    Parameters
    ----------
    store : Store
        The store.
    days : int, optional
        How long it is kept; as the setting says by default.
    now : datetime, optional
        The time, with its zone; now by default.

    Returns
    -------
    int
        Ticks that were removed.
    """
    kept = kept_days(DAYS_SETTING, KEPT_DAYS) if days is None else days
    last = (now or datetime.now(UTC)) - timedelta(days=kept)
    old = PatrolTick.time < _text(last)
    with store.read() as connection:
        if connection.execute(select(PatrolTick.key).where(old).limit(1)).first() is None:
            return 0
    with store.write() as connection:
        photos = select(PatrolTick.photo_id).where(old, PatrolTick.photo_id.is_not(None))
        connection.execute(delete(Photo).where(Photo.id.in_(photos)))
        return int(connection.execute(delete(PatrolTick).where(old)).rowcount)


def _note_visit(connection: Connection, patrol: Mapping[str, Any], stop: str, code: str) -> None:
    """Put down the day on which a hazard was visited, or that it was not after all."""
    ticks = [one for one in ticks_of(connection, patrol["id"]) if one["stop"] == stop]
    done = [one for one in latest(ticks).values() if one["state"] == "done"]
    mine = (HazardVisit.hazard_id == stop, HazardVisit.patrol_id == patrol["id"])
    connection.execute(delete(HazardVisit).where(*mine))
    if done:
        day = _day(done[-1], str(patrol["date"]))
        values = {"hazard_id": stop, "patrol_id": patrol["id"], "community_code": code}
        connection.execute(insert(HazardVisit).values(**values, date=day))


def _day(tick: Mapping[str, Any], planned: str) -> str:
    """Return the day of a tick; the day that was planned where a clock is behind even that."""
    day = datetime.fromisoformat(tick["told"]).astimezone(ZONE).date()
    eve = date.fromisoformat(planned) - timedelta(days=1)
    return day.isoformat() if day >= eve else planned


def _shown(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in SHOWN}


def _text(when: datetime) -> str:
    return when.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _reused() -> KeyReusedError:
    return KeyReusedError(
        Text("这个 Idempotency-Key 已用于另一条记录。", "This Idempotency-Key came before."),
        Text("请为每条记录换一个键。", "Give every tick a key of its own."),
    )
