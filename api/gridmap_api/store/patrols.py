"""Patrols as they were computed: of each, everybody sees the routes of the own communities."""

from __future__ import annotations

import json
import uuid
import zlib
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from gridmap.errors import Text
from gridmap_api.errors import UnknownObjectError
from gridmap_api.store.models import HazardVisit, PatrolLink, PatrolRow, PatrolTick, Photo
from gridmap_api.store.scope import EVERYTHING, Scope
from gridmap_api.store.types import canonical, utc_now

NOWHERE = ""
"""The community of what lies in none: in sight of those alone who see everything."""


def save_patrol(
    connection: Connection,
    saved: Mapping[str, Any],
    *,
    places: Mapping[str, str],
    owner: str,
    job_id: str | None = None,
) -> str:
    """Keep a patrol and return its id.

    Parameters
    ----------
    connection : Connection
        A transaction that may write.
    saved : Mapping
        As `gridmap.routing.saving.patrol_to_dict` returns it.
    places : Mapping of str to str
        Community of the hazards by their ids.
    owner : str
        Who asked for it.
    job_id : str, optional
        The job that computed it.

    Returns
    -------
    str
        The id.
    """
    keys = [visit["key"] for visit in _visits(saved)]
    known = {key: places.get(key) or NOWHERE for key in keys}
    patrol_id = str(uuid.uuid4())
    connection.execute(
        insert(PatrolRow).values(
            id=patrol_id,
            date=saved["date"],
            rain=saved["rain"],
            owner=owner,
            time=utc_now(),
            job_id=job_id,
            places=known,
            figures={
                "routes": [_figures(route, known) for route in saved["routes"]],
                "left_out": len(saved["left_out"]),
            },
            content=zlib.compress(canonical(dict(saved)).encode("utf-8"), 6),
        )
    )
    return patrol_id


def list_patrols(connection: Connection, scope: Scope, *, limit: int) -> list[dict[str, Any]]:
    """Return the patrols of which any route is in sight, those of the last day first.

    Parameters
    ----------
    connection : Connection
        Any.
    scope : Scope
        What may be seen.
    limit : int
        Patrols at most.

    Returns
    -------
    list of dict
        Columns of `PatrolRow` without the content; ``routes``: figures of those in sight, each
        with its ``number``; ``whole``: whether all of them are.
    """
    table = PatrolRow.__table__
    shown = [column for column in table.columns if column.name != "content"]
    wanted = select(*shown).order_by(table.c.date.desc(), table.c.time.desc())
    found: list[dict[str, Any]] = []
    for row in connection.execute(wanted).mappings():
        patrol = _seen(dict(row), scope)
        if patrol is not None:
            found.append(patrol)
        if len(found) == limit:
            break
    return found


def find_patrol(connection: Connection, patrol_id: str, scope: Scope) -> dict[str, Any]:
    """Return a patrol, with those of its routes that are in sight.

    Parameters
    ----------
    connection : Connection
        Any.
    patrol_id : str
        The patrol.
    scope : Scope
        What may be seen.

    Returns
    -------
    dict
        As `list_patrols` returns it, and ``saved``: the patrol as
        `gridmap.routing.saving.patrol_from_dict` reads it, with what is in sight.

    Raises
    ------
    UnknownObjectError
        If there is none, or all of it is out of sight.
    """
    wanted = select(PatrolRow.__table__).where(PatrolRow.id == patrol_id)
    row = connection.execute(wanted).mappings().one_or_none()
    patrol = None if row is None else _seen(dict(row), scope)
    if patrol is None:
        raise no_patrol()
    saved = json.loads(zlib.decompress(patrol.pop("content")))
    numbers = [route["number"] for route in patrol["routes"]]
    saved["routes"] = [saved["routes"][number - 1] for number in numbers]
    saved["left_out"] = [
        left for left in saved["left_out"] if scope.sees(patrol["places"][left["visit"]["key"]])
    ]
    return {**patrol, "saved": saved}


def find_route(
    connection: Connection, patrol_id: str, number: int, scope: Scope
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return a patrol and one of its routes.

    Parameters
    ----------
    connection : Connection
        Any.
    patrol_id : str
        The patrol.
    number : int
        Number of the route, from 1.
    scope : Scope
        What may be seen.

    Returns
    -------
    patrol : dict
        As `find_patrol` returns it, with nothing but this route.
    route : dict
        The route as it was saved.

    Raises
    ------
    UnknownObjectError
        If there is none, or it is out of sight.
    """
    patrol = find_patrol(connection, patrol_id, scope)
    for figures, route in zip(patrol["routes"], patrol["saved"]["routes"], strict=True):
        if figures["number"] == number:
            saved = {**patrol["saved"], "routes": [route], "left_out": []}
            return {**patrol, "routes": [figures], "saved": saved}, route
    raise no_patrol()


def require_whole(patrol: Mapping[str, Any]) -> None:
    """Refuse to those who see a part of a patrol what concerns all of it.

    Parameters
    ----------
    patrol : Mapping
        As `find_patrol` returns it.

    Raises
    ------
    UnknownObjectError
        If a route or something that was left out is out of sight.
    """
    if not patrol["whole"]:
        raise no_patrol()


def remove_patrol(connection: Connection, patrol_id: str) -> None:
    """Remove a patrol with its links, ticks and photos; that hazards were visited stays known.

    Parameters
    ----------
    connection : Connection
        A transaction that may write.
    patrol_id : str
        A patrol that is there.
    """
    photos = select(PatrolTick.photo_id).where(PatrolTick.patrol_id == patrol_id)
    connection.execute(delete(Photo).where(Photo.id.in_(photos)))
    for table in (PatrolTick, PatrolLink):
        connection.execute(delete(table).where(table.patrol_id == patrol_id))
    connection.execute(delete(PatrolRow).where(PatrolRow.id == patrol_id))


def last_visits(connection: Connection, scope: Scope = EVERYTHING) -> dict[str, str]:
    """Return when each hazard was last visited on a patrol.

    Parameters
    ----------
    connection : Connection
        Any.
    scope : Scope
        What may be seen.

    Returns
    -------
    dict of str to str
        Dates (``YYYY-MM-DD``) by id of the hazard.
    """
    table = HazardVisit.__table__
    wanted = select(table.c.hazard_id, table.c.date).where(scope.rows(table.c.community_code))
    return {row.hazard_id: row.date for row in connection.execute(wanted.order_by(table.c.date))}


def no_patrol() -> UnknownObjectError:
    """Return the refusal of a patrol or route that is not there.

    Returns
    -------
    UnknownObjectError
        To be raised.
    """
    return UnknownObjectError(
        Text("没有这个巡查任务或路线。", "There is no such patrol or route."),
        Text("巡查任务列表见 /patrols。", "Patrols are listed at /patrols."),
    )


def _visits(saved: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    for route in saved["routes"]:
        yield from (stop["visit"] for stop in route["stops"])
    yield from (left["visit"] for left in saved["left_out"])


def _figures(route: Mapping[str, Any], places: Mapping[str, str]) -> dict[str, Any]:
    team, stops = route["team"], route["stops"]
    return {
        "team": {name: team[name] for name in ("key", "name", "start_name", "profile")},
        "stops": len(stops),
        "length_m": route["length_m"],
        "begins_s": team["begins_s"],
        "shift_s": team["shift_s"],
        "ends_s": route["ends_s"],
        "service_s": sum(stop["visit"]["service_s"] for stop in stops),
        "communities": sorted({places[stop["visit"]["key"]] for stop in stops}),
    }


def _seen(row: dict[str, Any], scope: Scope) -> dict[str, Any] | None:
    """Return a patrol with its routes in sight, None if there are none."""
    every = row["figures"]["routes"]
    routes = [{**route, "number": number} for number, route in enumerate(every, start=1)]
    whole = all(map(scope.sees, row["places"].values())) and scope.communities != frozenset()
    if not whole:
        # A route without a stop is in no community; whoever sees a part need not know of it.
        routes = [one for one in routes if _is_seen(one["communities"], scope)]
    return {**row, "routes": routes, "whole": whole} if whole or routes else None


def _is_seen(communities: list[str], scope: Scope) -> bool:
    return bool(communities) and all(map(scope.sees, communities))
