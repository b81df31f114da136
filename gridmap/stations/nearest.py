"""The stations near a place: how far it is to walk, and which of them are open."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from gridmap.routing.matrix import matrix
from gridmap.routing.snapping import snap
from gridmap.routing.travel import Travel
from gridmap.stations.homes import Bools, Floats
from gridmap.stations.opening import Now, Opening, read_opening, state_at
from gridmap.stations.settings import WALKERS, StationSettings, Walker

DETOUR = 1.3
"""How many metres one walks for each metre of the straight line, where no road is known.

Ways on foot in towns are 1.2 to 1.4 times as long as the straight line; a factor, not a way: what
is worked out with it is told apart.
"""


@dataclass(frozen=True, eq=False, slots=True)
class Walks:
    """Ways on foot from one place to others.

    Attributes
    ----------
    length_m : ndarray of float64, shape (k,)
        Their lengths, with the steps from a place to its road and back.
    is_by_road : ndarray of bool, shape (k,)
        Whether each goes along roads; else it is the straight line times `DETOUR`.
    """

    length_m: Floats
    is_by_road: Bools


@dataclass(frozen=True, slots=True)
class NearStation:
    """A station as seen from a place at a moment.

    Attributes
    ----------
    row : int
        Which it is among those that were given.
    length_m : int
        Metres to walk.
    duration_s : dict of str to int
        Seconds that adults and elders take.
    is_by_road : bool
        Whether the way goes along roads; else it is guessed from the straight line.
    opening : Opening or None
        When it is open; None if that is not known.
    now : Now
        Whether it is.
    """

    row: int
    length_m: int
    duration_s: dict[Walker, int]
    is_by_road: bool
    opening: Opening | None
    now: Now


def walks_to(
    origin: tuple[float, float],
    targets: NDArray[np.float64],
    *,
    travel: Travel | None,
    settings: StationSettings | None = None,
) -> Walks:
    """Return the ways on foot from one place to others.

    Parameters
    ----------
    origin : tuple of float
        Where one sets out, in metres of the network's CRS.
    targets : ndarray of float64, shape (k, 2)
        Where one goes, in the same CRS.
    travel : Travel or None
        The roads on foot; None where there are none.
    settings : StationSettings, optional
        How far a place may lie from its road, and how far ways are looked for.

    Returns
    -------
    Walks
        Along roads where both ends lie near one and a way leads there.
    """
    held = settings or StationSettings()
    straight_m = np.hypot(*(targets - np.asarray(origin)).T)
    length_m, is_by_road = straight_m * DETOUR, np.zeros(len(targets), dtype=bool)
    if travel is None or len(targets) == 0 or not np.isfinite(straight_m).all():
        return Walks(length_m, is_by_road)
    start = snap(travel, np.array([origin]), limit_m=held.snap_limit_m)
    ends = snap(travel, targets, limit_m=held.snap_limit_m)
    along_m = matrix(travel, start, ends, limit_m=held.farthest_m).length_m[0]
    along_m = along_m + start.offset_m[0] + ends.offset_m
    is_by_road = np.isfinite(along_m) & start.is_near[0] & ends.is_near
    return Walks(np.where(is_by_road, along_m, length_m), is_by_road)


def near_stations(
    walks: Walks,
    opening_hours: Sequence[str | None],
    moment: datetime,
    *,
    settings: StationSettings | None = None,
) -> tuple[NearStation, ...]:
    """Return stations, the nearest on foot first.

    Parameters
    ----------
    walks : Walks
        The ways to them.
    opening_hours : sequence of str or None
        Of each, as people write them.
    moment : datetime
        Local time.
    settings : StationSettings, optional
        How fast people walk.

    Returns
    -------
    tuple of NearStation
        Each station once; equal ways in the order in which they were given. What lies on the
        other side of the earth, of which no map in metres knows, is left out.
    """
    held = settings or StationSettings()
    found = []
    for row in np.argsort(walks.length_m, kind="stable").tolist():
        length_m = float(walks.length_m[row])
        if not math.isfinite(length_m):
            break
        opening = read_opening(opening_hours[row])
        seconds = {who: round(length_m / held.speed_m_s(who)) for who in WALKERS}
        is_by_road = bool(walks.is_by_road[row])
        now = state_at(opening, moment)
        found.append(NearStation(row, round(length_m), seconds, is_by_road, opening, now))
    return tuple(found)


def nearest_open(stations: Sequence[NearStation]) -> NearStation | None:
    """Return the nearest station that is known to be open.

    Parameters
    ----------
    stations : sequence of NearStation
        The nearest first.

    Returns
    -------
    NearStation or None
        None if none is. What is not known to be open is not sent to.
    """
    return next((one for one in stations if one.now.state == "open"), None)
