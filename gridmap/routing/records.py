"""What a patrol is made of: visits, teams, routes with their stops, what is left out and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import shapely

from gridmap.errors import Text

ProfileName = Literal["foot", "bicycle", "car"]
Reason = Literal["off_road", "closed", "unreachable", "shift", "window", "capacity", "not_worth"]
"""Why a visit is left out: no road near it; its road is closed; no way leads there; there and back
takes more than the shift; its times do not fit; every team is full; others are worth more."""


@dataclass(frozen=True, slots=True)
class Visit:
    """A place that is to be visited.

    Attributes
    ----------
    key : str
        Id of the hazard.
    name : str
        What people call it.
    xy : tuple of float
        Where, in metres of the network's CRS.
    service_s : int
        Seconds that the visit takes.
    kind : str
        Kind of hazard; empty for none.
    level : int or None
        1 to 4.
    windows : tuple of (int, int)
        Seconds after midnight in which the visit may begin; empty for any time.
    is_required : bool
        Whether it has to be visited if that can be.
    prize : int
        What the visit is worth where not all can be made.
    grid : str
        Code of the grid that it lies in; empty for none.
    """

    key: str
    name: str
    xy: tuple[float, float]
    service_s: int
    kind: str = ""
    level: int | None = None
    windows: tuple[tuple[int, int], ...] = ()
    is_required: bool = True
    prize: int = 1
    grid: str = ""


@dataclass(frozen=True, slots=True)
class Team:
    """Who goes: where from, for how long, by what.

    Attributes
    ----------
    key, name : str
        Id, and what people call it.
    start : tuple of float
        Where it sets out, in metres of the network's CRS; it comes back there.
    start_name : str
        Name of the station.
    begins_s : int
        Seconds after midnight at which the shift begins.
    shift_s : int
        Seconds that it lasts.
    profile : {"foot", "bicycle", "car"}
        By what it goes.
    capacity : int or None
        Visits that it makes at most.
    grids : tuple of str
        Codes of the grids that it belongs to.
    """

    key: str
    name: str
    start: tuple[float, float]
    start_name: str = ""
    begins_s: int = 8 * 3600
    shift_s: int = 2 * 3600
    profile: ProfileName = "foot"
    capacity: int | None = None
    grids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of a way on one street.

    Attributes
    ----------
    street : str
        Name of the street; empty where it has none.
    line : LineString
        Along the road, in the direction of going, in metres of the network's CRS.
    length_m : float
        Its length.
    road_class : str
        Class of the road where the street has no name; empty for unknown.
    """

    street: str
    line: shapely.LineString
    length_m: float
    road_class: str = ""


@dataclass(frozen=True, slots=True)
class Leg:
    """The way from one stop to the next.

    Attributes
    ----------
    stretches : tuple of Stretch
        In order; empty where it leads nowhere else.
    length_m, duration_s : int
        Its length and how long it takes.
    """

    stretches: tuple[Stretch, ...]
    length_m: int
    duration_s: int


@dataclass(frozen=True, slots=True)
class Stop:
    """A visit on a route.

    Attributes
    ----------
    visit : Visit
        What is visited.
    leg : Leg
        The way to it.
    offset_m : float
        How far from the road it lies.
    arrives_s, begins_s, leaves_s : int
        Seconds after midnight: arrival at the place, begin of the visit (later than the arrival
        where its times are waited for), and when the team is back on the road. The way between
        the road and the place, `offset_m`, is walked before the arrival and after the visit.
    """

    visit: Visit
    leg: Leg
    offset_m: float
    arrives_s: int
    begins_s: int
    leaves_s: int


@dataclass(frozen=True, slots=True)
class Route:
    """The stops of one team, in order.

    Attributes
    ----------
    team : Team
        Who goes.
    stops : tuple of Stop
        May be empty.
    back : Leg
        The way back to the start.
    """

    team: Team
    stops: tuple[Stop, ...]
    back: Leg

    @property
    def length_m(self) -> int:
        """The length of the whole way."""
        return sum(stop.leg.length_m for stop in self.stops) + self.back.length_m

    @property
    def ends_s(self) -> int:
        """When the team is back, in seconds after midnight."""
        last = self.stops[-1].leaves_s if self.stops else self.team.begins_s
        return last + self.back.duration_s


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A visit that is on no route.

    Attributes
    ----------
    visit : Visit
        Which.
    reason : Reason
        Why.
    why : Text
        Why and by how much, in a sentence.
    short_s, short_m : int or None
        By how much it fails, in seconds or metres.
    """

    visit: Visit
    reason: Reason
    why: Text
    short_s: int | None = None
    short_m: int | None = None


@dataclass(frozen=True, slots=True)
class Patrol:
    """Routes of all teams for one day.

    Attributes
    ----------
    metric_crs : int
        EPSG code of the CRS of every shape.
    date : str
        ``YYYY-MM-DD``.
    rain : str
        Rain level of the day: ``"none"``, ``"blue"``, ``"yellow"``, ``"orange"`` or ``"red"``.
    routes : tuple of Route
        One for each team, in the order of the teams.
    left_out : tuple of LeftOut
        Visits on no route.
    settings : Mapping
        What it was made with, as JSON values.
    """

    metric_crs: int
    date: str
    rain: str
    routes: tuple[Route, ...]
    left_out: tuple[LeftOut, ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)
