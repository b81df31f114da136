"""A route as a table of its stops, which files, pages and sheets all show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import shapely
from numpy.typing import NDArray

from gridmap.errors import Text
from gridmap.layers.words import HAZARD_KINDS
from gridmap.routing.records import Leg, Reason, Route, Stop, Visit
from gridmap.routing.telling import Instruction, directions, label, name_of, plain

_ENGLISH = {
    "low_lying": "low-lying point",
    "ditch": "ditch",
    "culvert": "culvert or underpass",
    "garage": "underground garage",
    "river_section": "river section",
    "dilapidated": "dilapidated building or wall",
}
KINDS: Mapping[str, Text] = MappingProxyType(
    {code: Text(word, _ENGLISH[code]) for code, word in HAZARD_KINDS}
)

REASONS: Mapping[Reason, Text] = MappingProxyType(
    {
        "off_road": Text("附近无道路", "no road near"),
        "closed": Text("道路封闭", "road closed"),
        "unreachable": Text("无路可达", "no way there"),
        "shift": Text("超出班次时长", "longer than the shift"),
        "window": Text("时段不符", "times do not fit"),
        "capacity": Text("队伍已满", "teams are full"),
        "not_worth": Text("让位于更重要的点", "others are worth more"),
    }
)

COLOURS = (
    "#1f78b4",
    "#d95f02",
    "#7570b3",
    "#1b9e77",
    "#e7298a",
    "#a6761d",
    "#66a61e",
    "#b2182b",
    "#35978f",
    "#54278f",
)
"""Of routes, in order: from ColorBrewer, dark enough to bear white figures."""


@dataclass(frozen=True, slots=True)
class ToldStop:
    """A stop with what is said of it.

    Attributes
    ----------
    label : str
        ``"01"``, ``"02"`` ... in the order of visiting.
    name : str
        What people call the place; its id where it has no name.
    kind : Text
        Kind of hazard; empty for none.
    walked_m : int
        From the start of the route to here.
    directions : tuple of Instruction
        From the stop before to here.
    stop : Stop
        The stop itself.
    """

    label: str
    name: str
    kind: Text
    walked_m: int
    directions: tuple[Instruction, ...]
    stop: Stop


@dataclass(frozen=True, slots=True)
class ToldRoute:
    """A route with what is said of it.

    Attributes
    ----------
    number : int
        Its place among the routes of the patrol, from 1.
    name : str
        Of the team.
    colour : str
        ``"#rrggbb"``.
    stops : tuple of ToldStop
        In order.
    back : tuple of Instruction
        The way back.
    route : Route
        The route itself.
    """

    number: int
    name: str
    colour: str
    stops: tuple[ToldStop, ...]
    back: tuple[Instruction, ...]
    route: Route

    @property
    def duration_s(self) -> int:
        """How long the team is out."""
        return self.route.ends_s - self.route.team.begins_s


def told_route(route: Route, number: int) -> ToldRoute:
    """Return a route with what is said of it.

    Parameters
    ----------
    route : Route
        The route.
    number : int
        Its place among the routes of the patrol, from 1.

    Returns
    -------
    ToldRoute
        In words of both languages.
    """
    told = directions(route)
    stops, walked_m = [], 0
    for place, (stop, lines) in enumerate(zip(route.stops, told, strict=False), start=1):
        walked_m += stop.leg.length_m
        name = name_of(stop.visit)
        stops.append(ToldStop(label(place), name, kind_of(stop.visit), walked_m, lines, stop))
    colour = COLOURS[(number - 1) % len(COLOURS)]
    team = plain(route.team.name) or plain(route.team.key)
    return ToldRoute(number, team, colour, tuple(stops), told[-1] if told else (), route)


def kind_of(visit: Visit) -> Text:
    """Return the kind of a place in words.

    Parameters
    ----------
    visit : Visit
        The place.

    Returns
    -------
    Text
        A kind that is not known is said as it is.
    """
    return KINDS.get(visit.kind, Text(visit.kind, visit.kind))


def level_word(level: int | None) -> Text:
    """Return the level of a hazard in words.

    Parameters
    ----------
    level : int or None
        1 to 4.

    Returns
    -------
    Text
        Empty for none.
    """
    return Text("", "") if level is None else Text(f"{level} 级", f"level {level}")


def line_of(route: Route) -> NDArray[np.float64]:
    """Return the whole way of a route.

    Parameters
    ----------
    route : Route
        The route.

    Returns
    -------
    ndarray of float, shape (n, 2)
        In metres of the network's CRS, in the direction of going; from place to place where no
        way is known at all; empty for a route without stops.
    """
    if not route.stops:
        return np.empty((0, 2))
    line = np.concatenate([_points(leg) for leg in (*(s.leg for s in route.stops), route.back)])
    if not len(line):
        places = [stop.visit.xy for stop in route.stops]
        line = np.array([route.team.start, *places, route.team.start], dtype=float)
    kept = np.ones(len(line), dtype=bool)
    kept[1:] = np.hypot(*np.diff(line, axis=0).T) > 1e-6
    return line[kept] if kept.sum() > 1 else line[[0, -1]]


def _points(leg: Leg) -> NDArray[np.float64]:
    lines = [shapely.get_coordinates(stretch.line) for stretch in leg.stretches]
    return np.concatenate(lines) if lines else np.empty((0, 2))
