"""What the page and the sheet of a route say at their heads, and by what a route is known."""

from __future__ import annotations

import hashlib
from typing import Any

import orjson

from gridmap.errors import Text
from gridmap.hazards.rain import RAIN_WORDS
from gridmap.routing.records import Patrol
from gridmap.routing.telling import clock, distance, duration
from gridmap.routing.telling_stops import ToldRoute, ToldStop, level_word

DIGEST_LETTERS = 12


def digest(patrol: Patrol, told: ToldRoute) -> str:
    """Return what a route is known by: equal for equal routes only.

    Parameters
    ----------
    patrol : Patrol
        The patrol.
    told : ToldRoute
        One of its routes.

    Returns
    -------
    str
        Twelve hexadecimal digits of the SHA-256 of team, date, stops and times.
    """
    stops: list[Any] = [
        [stop.stop.visit.key, stop.stop.arrives_s, stop.stop.leaves_s, stop.stop.leg.length_m]
        for stop in told.stops
    ]
    team = told.route.team
    held = [patrol.date, team.key, team.begins_s, told.route.ends_s, stops]
    return hashlib.sha256(orjson.dumps(held)).hexdigest()[:DIGEST_LETTERS]


def warning(patrol: Patrol) -> Text:
    """Return the rain level of the day in words.

    Parameters
    ----------
    patrol : Patrol
        The patrol.

    Returns
    -------
    Text
        An unknown level counts as none.
    """
    return {str(level): word for level, word in RAIN_WORDS.items()}.get(
        patrol.rain, RAIN_WORDS["none"]
    )


def total(told: ToldRoute) -> Text:
    """Return stops, length and time of a route in words.

    Parameters
    ----------
    told : ToldRoute
        The route.

    Returns
    -------
    Text
        Such as 3 个点，800 米，44 分钟.
    """
    far, took, count = distance(told.route.length_m), duration(told.duration_s), len(told.stops)
    return Text(
        f"{count} 个点，{far.zh}，{took.zh}",
        f"{count} stop{'s' if count > 1 else ''}, {far.en}, {took.en}",
    )


def shift(told: ToldRoute) -> str:
    """Return when a team is out.

    Parameters
    ----------
    told : ToldRoute
        The route.

    Returns
    -------
    str
        From its start to when it is back.
    """
    return f"{clock(told.route.team.begins_s)}–{clock(told.route.ends_s)}"


def kind_and_level(stop: ToldStop) -> Text:
    """Return what sort of place a stop is.

    Parameters
    ----------
    stop : ToldStop
        The stop.

    Returns
    -------
    Text
        Kind and level; empty where neither is known.
    """
    known = [word for word in (stop.kind, level_word(stop.stop.visit.level)) if word.zh]
    return Text("，".join(w.zh for w in known), ", ".join(w.en for w in known))
