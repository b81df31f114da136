"""How the teams of one profile get from place to place, as whole seconds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from gridmap.routing.matrix import matrix
from gridmap.routing.network import Network
from gridmap.routing.profiles import PROFILES
from gridmap.routing.records import ProfileName, Team, Visit
from gridmap.routing.snapping import Snapped, snap
from gridmap.routing.solving import FAR
from gridmap.routing.travel import Travel, travel
from gridmap.routing.ways import taken

Whole = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class TeamWays:
    """Ways between places by one profile: starts of all teams first, then visits.

    Attributes
    ----------
    travel : Travel
        The network.
    snapped : Snapped
        Every place on the road next to it.
    road_s : ndarray of int, shape (n, n)
        Seconds from road to road, rounded up; `FAR` where no way leads there.
    walk_s : ndarray of int, shape (n,)
        Seconds between a visit and the road next to it, one way; 0 for the start of a team, whose
        shift begins and ends on the road.
    """

    travel: Travel
    snapped: Snapped
    road_s: Whole
    walk_s: Whole

    @property
    def duration_s(self) -> Whole:
        """Seconds from place to place, to the road and from it included."""
        every: Whole = np.minimum(self.road_s + self.walk_s[:, None] + self.walk_s[None, :], FAR)
        np.fill_diagonal(every, 0)
        return every


def ways_of(
    network: Network,
    profile: ProfileName,
    teams: Sequence[Team],
    visits: Sequence[Visit],
    *,
    off_road_m: float,
) -> TeamWays:
    """Return how teams of a profile get from place to place.

    Parameters
    ----------
    network : Network
        The roads, those closed that are closed.
    profile : {"foot", "bicycle", "car"}
        By what they go.
    teams : sequence of Team
        All teams, of other profiles too.
    visits : sequence of Visit
        All visits.
    off_road_m : float
        How far from a road a place may lie.

    Returns
    -------
    TeamWays
        Ways between all of them. Between two visits none is looked for that takes longer than
        the longest shift.
    """
    going = travel(network, PROFILES[profile])
    xy = [team.start for team in teams] + [visit.xy for visit in visits]
    snapped = snap(going, xy, limit_m=off_road_m)
    walk_s = np.ceil(np.nan_to_num(snapped.offset_m) / going.profile.off_road_m_s).astype(np.int64)
    walk_s[: len(teams)] = 0
    limit_s = max(team.shift_s for team in teams)
    seconds = matrix(going, snapped, snapped, limit_s=limit_s).duration_s
    starts = list(range(len(teams)))
    seconds[starts] = matrix(going, taken(snapped, starts), snapped).duration_s
    late = np.flatnonzero(np.isinf(seconds[:, starts]).all(axis=1)).tolist()
    if late:
        back = matrix(going, taken(snapped, late), taken(snapped, starts)).duration_s
        seconds[np.ix_(late, starts)] = back
    road_s = np.where(np.isfinite(seconds), np.ceil(np.nan_to_num(seconds, posinf=0.0) - 1e-6), FAR)
    return TeamWays(going, snapped, np.minimum(road_s, FAR).astype(np.int64), walk_s)


def nearest_road_m(ways: TeamWays, place: int, *, reached_from: int | None = None) -> float | None:
    """Return how far a place is from the nearest road that can be used.

    Parameters
    ----------
    ways : TeamWays
        The network.
    place : int
        Row of the place.
    reached_from : int, optional
        Row of a start; only roads count that can be reached from there and back.

    Returns
    -------
    float or None
        Metres; None where there is no such road.
    """
    going = ways.travel
    edges = going.usable
    if reached_from is not None and ways.snapped.is_near[reached_from]:
        nodes = going.network.edge_nodes
        here = going.part[nodes[ways.snapped.edge[reached_from], 0]]
        edges = edges[(going.part[nodes[edges]] == here).all(axis=1)]
    if not len(edges):
        return None
    point = shapely.Point(*ways.snapped.xy[place])
    return float(shapely.distance(going.network.lines[edges], point).min())
