"""What can be reached within some minutes: places, and the ground along the roads."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse.csgraph import dijkstra
from shapely.geometry.base import BaseGeometry
from shapely.ops import substring

from gridmap.routing.searching import Arcs, along_edge, arrivals, seeds, with_origins
from gridmap.routing.snapping import Snapped
from gridmap.routing.travel import Floats, Ints, Travel

CIRCLE_S = 900.0
"""The 15 minutes of a service circle."""
WIDTH_M = 50.0
"""Ground this far to either side of a reached road belongs to a circle."""
FILL_M2 = 10_000.0
"""Smaller blocks than this, with reached roads all around, belong to it too."""
_SLACK_S = 1e-6


@dataclass(frozen=True, slots=True)
class Reach:
    """How places are reached from the nearest of some origins.

    Attributes
    ----------
    reach_s : ndarray of float, shape (k,)
        Seconds; infinite where a place is not reached within the limit.
    nearest : ndarray of int, shape (k,)
        Row of the nearest origin; -1 where there is none.
    """

    reach_s: Floats
    nearest: Ints


def reach(
    travel: Travel,
    origins: Snapped,
    places: Snapped,
    *,
    limit_s: float = CIRCLE_S,
    counts_offset: bool = True,
) -> Reach:
    """Return how long it takes from the nearest origin to each of some places.

    Parameters
    ----------
    travel : Travel
        Who goes where.
    origins : Snapped
        Such as stations.
    places : Snapped
        Such as buildings.
    limit_s : float
        What takes longer is not reached.
    counts_offset : bool
        Whether the straight ways between the places and the road, at both ends, count.

    Returns
    -------
    Reach
        Seconds and the nearest origin; of two equally near ones either.
    """
    out_s, in_s = (_offset_s(travel, each, counts_offset) for each in (origins, places))
    seed, seed_s = seeds(travel, origins)
    graph = with_origins(Arcs.of(travel), seed, seed_s + out_s[:, None])
    starts = np.arange(len(origins)) + len(travel.network.node_xy)
    if not len(origins):
        return Reach(np.full(len(places), np.inf), np.full(len(places), -1))
    reached_s, _, source = dijkstra(
        graph, indices=starts, limit=limit_s + _SLACK_S, min_only=True, return_predecessors=True
    )
    node, last_s = arrivals(travel, places)
    both_s = reached_s[node] + last_s
    side = np.argmin(both_s, axis=1)
    rows = np.arange(len(places))
    reach_s = both_s[rows, side]
    nearest = source[node[rows, side]].astype(np.intp) - len(travel.network.node_xy)
    straight_s, origin, place = along_edge(travel, origins, places)
    straight_s += out_s[origin]
    for order in np.argsort(-straight_s, kind="stable"):
        if straight_s[order] < reach_s[place[order]] + _SLACK_S:
            reach_s[place[order]], nearest[place[order]] = straight_s[order], origin[order]
    reach_s = reach_s + in_s
    beyond = ~(reach_s <= limit_s + _SLACK_S)
    return Reach(np.where(beyond, np.inf, reach_s), np.where(beyond, -1, nearest))


def circles(
    travel: Travel,
    origins: Snapped,
    *,
    limit_s: float = CIRCLE_S,
    width_m: float = WIDTH_M,
    fill_m2: float = FILL_M2,
    counts_offset: bool = True,
) -> NDArray[np.object_]:
    """Return the service circle of each origin: the ground along the roads that are reached.

    It is the line-based network buffer, or "sausage" buffer (Forsyth, Van Riper, Larson, Wall and
    Neumark-Sztainer 2012, Int J Health Geogr 11:14; Oliver, Schuurman and Hall 2007, ibid. 6:41):
    every reached piece of road, cut where the time is over, with a strip to either side. Other
    than the hull of the reached places it does not reach over a river without a bridge.

    Parameters
    ----------
    travel : Travel
        Who goes where.
    origins : Snapped
        Such as stations.
    limit_s : float
        How long it takes at most.
    width_m : float
        Width of the strip to either side of a road.
    fill_m2 : float
        Holes that are smaller are filled.
    counts_offset : bool
        Whether the straight way from the origin to the road counts.

    Returns
    -------
    ndarray of Polygon or MultiPolygon, shape (k,)
        In metres of the network's CRS; empty for an origin that is off the road.
    """
    areas = [
        _strip(lines, width_m, fill_m2)
        for lines in reached_lines(travel, origins, limit_s=limit_s, counts_offset=counts_offset)
    ]
    found = np.empty(len(areas), dtype=object)
    found[:] = areas
    return found


def reached_lines(
    travel: Travel, origins: Snapped, *, limit_s: float = CIRCLE_S, counts_offset: bool = True
) -> list[NDArray[np.object_]]:
    """Return the pieces of road that are reached from each origin.

    Parameters
    ----------
    travel : Travel
        Who goes where.
    origins : Snapped
        Such as stations.
    limit_s : float
        How long it takes at most.
    counts_offset : bool
        Whether the straight way from the origin to the road counts.

    Returns
    -------
    list of ndarray of LineString
        One for each origin.
    """
    out_s = _offset_s(travel, origins, counts_offset)
    seed, seed_s = seeds(travel, origins)
    graph = with_origins(Arcs.of(travel), seed, seed_s + out_s[:, None])
    first = len(travel.network.node_xy)
    found = []
    for row in range(len(origins)):
        reached_s = dijkstra(graph, indices=first + row, limit=limit_s + _SLACK_S)[:first]
        left_s = limit_s - out_s[row]
        found.append(_pieces(travel, reached_s, limit_s, _around(travel, origins, row, left_s)))
    return found


def _offset_s(travel: Travel, places: Snapped, counts: bool) -> Floats:
    if not counts:
        return np.zeros(len(places))
    return np.where(places.is_near, places.offset_m / travel.profile.off_road_m_s, 0.0)


def _around(
    travel: Travel, origins: Snapped, row: int, left_s: float
) -> tuple[int, float, float] | None:
    """Return the piece of its own edge that an origin reaches without leaving it."""
    if not origins.is_near[row] or left_s < 0:
        return None
    edge, share = int(origins.edge[row]), float(origins.share[row])
    low = max(0.0, share - left_s / float(travel.backward_s[edge]))
    high = min(1.0, share + left_s / float(travel.forward_s[edge]))
    return edge, low, high


def _pieces(
    travel: Travel, reached_s: Floats, limit_s: float, around: tuple[int, float, float] | None
) -> NDArray[np.object_]:
    network = travel.network
    ends_s = reached_s[network.edge_nodes]
    edges = np.flatnonzero(np.isfinite(ends_s).any(axis=1))
    left_s = np.maximum(limit_s - ends_s[edges], 0.0)
    with np.errstate(invalid="ignore"):
        along = np.minimum(left_s[:, 0] / travel.forward_s[edges], 1.0)
        back = np.minimum(left_s[:, 1] / travel.backward_s[edges], 1.0)
    whole = along + back >= 1.0 - 1e-9
    parts = [
        *zip(edges[~whole], np.zeros((~whole).sum()), along[~whole], strict=True),
        *zip(edges[~whole], 1.0 - back[~whole], np.ones((~whole).sum()), strict=True),
        *([around] if around else []),
    ]
    cut = [
        substring(network.lines[edge], low, high, normalized=True)
        for edge, low, high in parts
        if high > low
    ]
    return np.array([*network.lines[edges[whole]], *cut], dtype=object)


def _strip(lines: NDArray[np.object_], width_m: float, fill_m2: float) -> BaseGeometry:
    if not len(lines):
        return shapely.Polygon()
    # Merged first and united last: one buffer of thousands of lines takes minutes.
    merged = shapely.get_parts(shapely.line_merge(shapely.multilinestrings(lines)))
    area = shapely.union_all(shapely.buffer(merged, width_m, quad_segs=4))
    parts = [_filled(part, fill_m2) for part in shapely.get_parts(area)]
    return parts[0] if len(parts) == 1 else shapely.union_all(parts)


def _filled(polygon: shapely.Polygon, fill_m2: float) -> shapely.Polygon:
    holes = [ring for ring in polygon.interiors if shapely.Polygon(ring).area >= fill_m2]
    return shapely.Polygon(polygon.exterior, holes)
