"""Patrols as pages show them: routes in degrees, turn by turn, with links into other maps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from gridmap.io.maplinks import map_links
from gridmap.io.patrols_placed import Placed, placed
from gridmap.routing.records import Leg, Patrol
from gridmap.routing.saving import patrol_from_dict
from gridmap.routing.telling import Instruction, name_of
from gridmap.routing.telling_stops import COLOURS, ToldStop, kind_of, told_route
from gridmap_api.store.visits import latest

DECIMALS = 6
"""Of a degree: a tenth of a metre, and lines half as long to send."""


def patrol_item(patrol: Mapping[str, Any]) -> dict[str, Any]:
    """Return a patrol as lists show it.

    Parameters
    ----------
    patrol : Mapping
        As `gridmap_api.store.patrols.list_patrols` returns it.

    Returns
    -------
    dict
        A `gridmap_api.schemas.patrols.PatrolItem`.
    """
    names = ("id", "date", "rain", "owner", "time", "whole")
    return {
        **{name: patrol[name] for name in names},
        "routes": [route_item(route) for route in patrol["routes"]],
        "left_out": patrol["figures"]["left_out"],
    }


def route_item(figures: Mapping[str, Any]) -> dict[str, Any]:
    """Return a route as lists show it.

    Parameters
    ----------
    figures : Mapping
        Of a patrol of the store.

    Returns
    -------
    dict
        A `gridmap_api.schemas.patrols.RouteItem`.
    """
    number = figures["number"]
    return {**figures, "colour": colour_of(number)}


def colour_of(number: int) -> str:
    """Return the colour of a route.

    Parameters
    ----------
    number : int
        From 1.

    Returns
    -------
    str
        ``"#rrggbb"``.
    """
    return COLOURS[(number - 1) % len(COLOURS)]


def patrol_shown(patrol: Mapping[str, Any], links: Mapping[int, str]) -> dict[str, Any]:
    """Return a patrol as the map shows it.

    Parameters
    ----------
    patrol : Mapping
        As `gridmap_api.store.patrols.find_patrol` returns it.
    links : Mapping of int to str
        When the links to routes end, by number of the route.

    Returns
    -------
    dict
        A `gridmap_api.schemas.patrols.PatrolShown`.
    """
    drawn = _Drawn(patrol)
    numbers = [route["number"] for route in patrol["routes"]]
    routes = [
        drawn.route(place, number, patrol["routes"][place]) for place, number in enumerate(numbers)
    ]
    for route in routes:
        route["link_until"] = links.get(route["number"])
    return {
        **{name: patrol[name] for name in ("id", "date", "rain", "owner", "time", "whole")},
        "routes": routes,
        "left_out": drawn.left_out(),
        "settings": dict(drawn.patrol.settings),
    }


def route_shown(
    patrol: Mapping[str, Any], ticks: Sequence[Mapping[str, Any]], *, until: str | None = None
) -> dict[str, Any]:
    """Return one route as a phone shows it.

    Parameters
    ----------
    patrol : Mapping
        The patrol with the one route, as `gridmap_api.store.patrols.find_route` returns it.
    ticks : sequence of Mapping
        What was said of its stops, as `gridmap_api.store.visits.ticks_of` returns it.
    until : str, optional
        When the link ends by which it is shown.

    Returns
    -------
    dict
        A `gridmap_api.schemas.patrols.RouteShown`.
    """
    number = patrol["routes"][0]["number"]
    return {
        "patrol_id": patrol["id"],
        "date": patrol["date"],
        "rain": patrol["rain"],
        **_Drawn(patrol).route(0, number, patrol["routes"][0]),
        "ticks": [tick_shown(tick) for tick in latest(ticks).values()],
        "until": until,
    }


def tick_shown(tick: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was said of a stop.

    Parameters
    ----------
    tick : Mapping
        As `gridmap_api.store.visits.ticks_of` returns it.

    Returns
    -------
    dict
        A `gridmap_api.schemas.patrols.TickShown`.
    """
    names = ("key", "route", "stop", "state", "reason", "note", "told", "time")
    return {**{name: tick[name] for name in names}, "photo": tick["photo_id"] is not None}


class _Drawn:
    """A patrol in degrees."""

    def __init__(self, patrol: Mapping[str, Any]) -> None:
        self.patrol: Patrol = patrol_from_dict(patrol["saved"])
        self._placed: Placed = placed(self.patrol)

    def route(self, place: int, number: int, figures: Mapping[str, Any]) -> dict[str, Any]:
        route = self.patrol.routes[place]
        told = told_route(route, number)
        return {
            **route_item(figures),
            "start": self._place(route.team.start),
            "stops": [self._stop(stop) for stop in told.stops],
            "back": {
                "length_m": route.back.length_m,
                "duration_s": route.back.duration_s,
                "line": self._line(route.back),
                "directions": [_line_of_text(line) for line in told.back],
            },
        }

    def _stop(self, told: ToldStop) -> dict[str, Any]:
        stop, visit = told.stop, told.stop.visit
        lon, lat = self._place(visit.xy)
        return {
            "key": visit.key,
            "label": told.label,
            "name": told.name,
            "kind": visit.kind,
            "kind_words": asdict(told.kind),
            "level": visit.level,
            "grid": visit.grid,
            "place": [lon, lat],
            "arrives_s": stop.arrives_s,
            "begins_s": stop.begins_s,
            "leaves_s": stop.leaves_s,
            "offset_m": round(stop.offset_m),
            "length_m": stop.leg.length_m,
            "duration_s": stop.leg.duration_s,
            "walked_m": told.walked_m,
            "line": self._line(stop.leg),
            "directions": [_line_of_text(line) for line in told.directions],
            "maps": map_links(lon, lat, told.name),
        }

    def left_out(self) -> list[dict[str, Any]]:
        return [
            {
                "key": left.visit.key,
                "name": name_of(left.visit),
                "kind": left.visit.kind,
                "kind_words": asdict(kind_of(left.visit)),
                "level": left.visit.level,
                "grid": left.visit.grid,
                "place": self._place(left.visit.xy),
                "reason": left.reason,
                "why": asdict(left.why),
                "short_s": left.short_s,
                "short_m": left.short_m,
            }
            for left in self.patrol.left_out
        ]

    def _place(self, xy: tuple[float, float]) -> list[float]:
        lon, lat = self._placed.place(xy)
        return [round(lon, DECIMALS), round(lat, DECIMALS)]

    def _line(self, leg: Leg) -> list[list[float]]:
        """Return the way along the roads, without what is twice where two stretches meet."""
        if not leg.stretches:
            return []
        points = np.concatenate([np.asarray(one.line.coords)[:, :2] for one in leg.stretches])
        degrees = np.round(self._placed.degrees(points), DECIMALS)
        kept = np.ones(len(degrees), dtype=bool)
        kept[1:] = (np.diff(degrees, axis=0) != 0).any(axis=1)
        line: list[list[float]] = degrees[kept].tolist()
        return line


def _line_of_text(line: Instruction) -> dict[str, Any]:
    return {"kind": line.kind, "text": asdict(line.text), "length_m": round(line.length_m)}
