"""A patrol as JSON and back, as files and the service keep it; places in degrees (EPSG:4490)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from functools import lru_cache
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Transformer

from gridmap.crs import STORAGE_CRS
from gridmap.errors import InputError, Text
from gridmap.routing.records import LeftOut, Leg, Patrol, Route, Stop, Stretch, Team, Visit

FORMAT = 1
"""The number of this form; one with a higher number is not read."""

DECIMALS = 8
"""Of a degree: about a millimetre."""

Points = NDArray[np.float64]


def patrol_to_dict(patrol: Patrol) -> dict[str, Any]:
    """Return a patrol as JSON values.

    Parameters
    ----------
    patrol : Patrol
        The patrol.

    Returns
    -------
    dict
        Members as the attributes of the records are called; ``xy`` of a visit, ``start`` of a
        team and ``line`` of a stretch are longitude and latitude in EPSG:4490. Each route also
        says its ``length_m`` and when the team is back, ``ends_s``.
    """
    out = _Outward(_between(patrol.metric_crs).to_degrees)
    return {
        "format": FORMAT,
        "metric_crs": patrol.metric_crs,
        "date": patrol.date,
        "rain": patrol.rain,
        "routes": [out.route(route) for route in patrol.routes],
        "left_out": [out.left_out(left) for left in patrol.left_out],
        "settings": dict(patrol.settings),
    }


def patrol_from_dict(value: Mapping[str, Any]) -> Patrol:
    """Return the patrol that JSON values say.

    Parameters
    ----------
    value : Mapping
        As `patrol_to_dict` returns it.

    Returns
    -------
    Patrol
        Equal to the one that was saved, but for a millimetre in places and lines.

    Raises
    ------
    InputError
        If it is no patrol, or was saved by a newer gridmap.
    """
    try:
        newer = int(value["format"]) > FORMAT
        patrol = None if newer else _read(value)
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise InputError(
            Text("这不是 gridmap 保存的巡查任务。", "This is no patrol that gridmap saved."),
            Text(
                "请选用 gridmap route 写出的 patrol.json。",
                "Name a patrol.json that gridmap route wrote.",
            ),
        ) from error
    if patrol is None:
        raise InputError(
            Text("巡查任务由更新的 gridmap 写成。", "The patrol was saved by a newer gridmap."),
            Text("请升级 gridmap。", "Upgrade gridmap."),
        )
    return patrol


@dataclass(frozen=True, slots=True)
class _Between:
    to_degrees: Callable[[Points], Points]
    to_metres: Callable[[Points], Points]


@lru_cache(maxsize=8)
def _between(metric_crs: int) -> _Between:
    outward = Transformer.from_crs(metric_crs, STORAGE_CRS, always_xy=True)
    inward = Transformer.from_crs(STORAGE_CRS, metric_crs, always_xy=True)
    return _Between(
        lambda xy: np.round(np.column_stack(outward.transform(xy[:, 0], xy[:, 1])), DECIMALS),
        lambda xy: np.column_stack(inward.transform(xy[:, 0], xy[:, 1])),
    )


@dataclass(frozen=True, slots=True)
class _Outward:
    to_degrees: Callable[[Points], Points]

    def place(self, xy: tuple[float, float]) -> list[float]:
        return [float(number) for number in self.to_degrees(np.array([xy]))[0]]

    def visit(self, visit: Visit) -> dict[str, Any]:
        windows = [list(window) for window in visit.windows]
        return {**_members(visit), "xy": self.place(visit.xy), "windows": windows}

    def team(self, team: Team) -> dict[str, Any]:
        return {**_members(team), "start": self.place(team.start), "grids": list(team.grids)}

    def leg(self, leg: Leg) -> dict[str, Any]:
        stretches = [
            {
                "street": stretch.street,
                "line": self.to_degrees(shapely.get_coordinates(stretch.line)).tolist(),
                "length_m": stretch.length_m,
                "road_class": stretch.road_class,
            }
            for stretch in leg.stretches
        ]
        return {**_members(leg), "stretches": stretches}

    def stop(self, stop: Stop) -> dict[str, Any]:
        return {**_members(stop), "visit": self.visit(stop.visit), "leg": self.leg(stop.leg)}

    def route(self, route: Route) -> dict[str, Any]:
        return {
            "team": self.team(route.team),
            "stops": [self.stop(stop) for stop in route.stops],
            "back": self.leg(route.back),
            "length_m": route.length_m,
            "ends_s": route.ends_s,
        }

    def left_out(self, left: LeftOut) -> dict[str, Any]:
        return {**_members(left), "visit": self.visit(left.visit), "why": asdict(left.why)}


def _members(record: Visit | Team | Leg | Stop | LeftOut) -> dict[str, Any]:
    return {item.name: getattr(record, item.name) for item in fields(record)}


def _read(value: Mapping[str, Any]) -> Patrol:
    metric_crs = int(value["metric_crs"])
    inward = _Inward(_between(metric_crs).to_metres)
    return Patrol(
        metric_crs=metric_crs,
        date=str(value["date"]),
        rain=str(value["rain"]),
        routes=tuple(inward.route(route) for route in value["routes"]),
        left_out=tuple(inward.left_out(left) for left in value["left_out"]),
        settings=dict(value["settings"]),
    )


@dataclass(frozen=True, slots=True)
class _Inward:
    to_metres: Callable[[Points], Points]

    def place(self, lonlat: Sequence[float]) -> tuple[float, float]:
        x, y = self.to_metres(np.array([lonlat], dtype=float))[0]
        return float(x), float(y)

    def visit(self, value: Mapping[str, Any]) -> Visit:
        windows = tuple((int(first), int(last)) for first, last in value["windows"])
        return Visit(**{**value, "xy": self.place(value["xy"]), "windows": windows})

    def team(self, value: Mapping[str, Any]) -> Team:
        start, grids = self.place(value["start"]), tuple(value["grids"])
        return Team(**{**value, "start": start, "grids": grids})

    def leg(self, value: Mapping[str, Any]) -> Leg:
        stretches = tuple(
            Stretch(
                street=str(stretch["street"]),
                line=shapely.LineString(self.to_metres(np.array(stretch["line"], dtype=float))),
                length_m=float(stretch["length_m"]),
                # What was saved before classes were told has none.
                road_class=str(stretch.get("road_class", "")),
            )
            for stretch in value["stretches"]
        )
        return Leg(stretches, int(value["length_m"]), int(value["duration_s"]))

    def stop(self, value: Mapping[str, Any]) -> Stop:
        return Stop(**{**value, "visit": self.visit(value["visit"]), "leg": self.leg(value["leg"])})

    def route(self, value: Mapping[str, Any]) -> Route:
        stops = tuple(self.stop(stop) for stop in value["stops"])
        return Route(self.team(value["team"]), stops, self.leg(value["back"]))

    def left_out(self, value: Mapping[str, Any]) -> LeftOut:
        why = Text(**value["why"])
        return LeftOut(**{**value, "visit": self.visit(value["visit"]), "why": why})
