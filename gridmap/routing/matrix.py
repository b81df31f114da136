"""Seconds and metres between many places at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse.csgraph import dijkstra

from gridmap.routing.lengths import lengths_to
from gridmap.routing.searching import Arcs, along_edge, arrivals, seeds, with_origins
from gridmap.routing.snapping import Snapped
from gridmap.routing.travel import Floats, Ints, Travel

ROWS = 64
"""Origins that are searched from at once, for the memory that it takes."""
_SLACK_S = 1e-6
"""A way that takes the limit to the dot is within it, however its parts were added up."""


@dataclass(frozen=True, slots=True)
class Matrix:
    """The fastest ways from each origin to each target, place on the road to place on the road.

    Attributes
    ----------
    duration_s : ndarray of float, shape (a, b)
        How long they take; infinite where there is none within the limit.
    length_m : ndarray of float, shape (a, b)
        How long they are; infinite likewise.
    """

    duration_s: Floats
    length_m: Floats


def matrix(
    travel: Travel,
    origins: Snapped,
    targets: Snapped,
    *,
    limit_s: float | None = None,
    limit_m: float | None = None,
) -> Matrix:
    """Return how long the fastest ways from places to places are.

    The way from a place to the road next to it does not count.

    Parameters
    ----------
    travel : Travel
        Who goes where.
    origins, targets : Snapped
        Where from and where to.
    limit_s, limit_m : float, optional
        What takes longer, or is longer, is not looked for.

    Returns
    -------
    Matrix
        Seconds and metres.
    """
    bound_s = _bound_s(travel, limit_s, limit_m)
    slowest, fastest = travel.speeds_m_s
    bound_m = min(bound_s * fastest, np.inf if limit_m is None else limit_m) if fastest else 0.0
    shape = (len(origins), len(targets))
    duration_s, length_m = np.full(shape, np.inf), np.full(shape, np.inf)
    arcs = Arcs.of(travel)
    for rows in _neighbours(origins, bound_m):
        near = arcs.within(_around(travel.network.node_xy, origins.on_road[rows], bound_m))
        duration_s[rows], length_m[rows] = _block(
            travel, near, (origins, rows), targets, bound_s=bound_s, one_speed=slowest == fastest
        )
    _shorten(travel, origins, targets, duration_s, length_m)
    beyond = duration_s > bound_s
    if limit_m is not None:
        beyond |= length_m > limit_m + _SLACK_S
    duration_s[beyond] = length_m[beyond] = np.inf
    return Matrix(duration_s, length_m)


def _bound_s(travel: Travel, limit_s: float | None, limit_m: float | None) -> float:
    bound_s = np.inf if limit_s is None else limit_s + _SLACK_S
    slowest = travel.speeds_m_s[0]
    if limit_m is None or not slowest:
        return float(bound_s)
    return float(min(bound_s, limit_m / slowest + _SLACK_S))


def _neighbours(origins: Snapped, bound_m: float) -> list[Ints]:
    """Return the origins that are near a road, in blocks of such as lie near each other."""
    rows = np.flatnonzero(origins.is_near)
    if not len(rows):
        return []
    if np.isfinite(bound_m):
        cell = np.floor(origins.on_road[rows] / max(bound_m, 1.0)).astype(np.int64)
        # There and back again, so that one cell is next to the one before it.
        back = np.where(cell[:, 0] % 2, -origins.on_road[rows, 1], origins.on_road[rows, 1])
        rows = rows[np.lexsort((back, cell[:, 0]))]
    return np.array_split(rows, range(ROWS, len(rows), ROWS))


def _around(node_xy: Floats, places: Floats, bound_m: float) -> NDArray[np.bool_]:
    """Return which nodes may lie within the bound, as the crow flies."""
    low, high = places.min(axis=0) - bound_m - 1.0, places.max(axis=0) + bound_m + 1.0
    return np.asarray(((node_xy >= low) & (node_xy <= high)).all(axis=1))


def _block(
    travel: Travel,
    arcs: Arcs,
    origins: tuple[Snapped, Ints],
    targets: Snapped,
    *,
    bound_s: float,
    one_speed: bool,
) -> tuple[Floats, Floats]:
    """Return seconds and metres of ways over nodes from some of the origins."""
    places, rows = origins
    seed, seed_s = seeds(travel, places)
    seed, seed_s = arcs.named(seed[rows], seed_s[rows])
    node, last_s = arcs.named(*arrivals(travel, targets))
    graph = with_origins(arcs, seed, seed_s)
    starts = np.arange(len(rows)) + len(arcs.start) - 1
    if one_speed:
        reached_s = dijkstra(graph, indices=starts, limit=bound_s)
        duration_s = (reached_s[:, node] + last_s).min(axis=2)
        return duration_s, duration_s * (travel.speeds_m_s[1] or 1.0)
    reached_s, before = dijkstra(graph, indices=starts, limit=bound_s, return_predecessors=True)
    ends, at = np.unique(node, return_inverse=True)
    seed_m, last_m = _ends_m(travel, places)[rows], _ends_m(travel, targets)
    ends_m = lengths_to(arcs, before, ends, seed_node=seed, seed_m=seed_m)
    both_s = reached_s[:, node] + last_s
    both_m = ends_m[:, at.reshape(node.shape)] + last_m
    by_end = both_s[:, :, 1] < both_s[:, :, 0]
    duration_s = np.where(by_end, both_s[:, :, 1], both_s[:, :, 0])
    metres = np.where(by_end, both_m[:, :, 1], both_m[:, :, 0])
    return duration_s, np.where(np.isfinite(duration_s), metres, np.inf)


def _ends_m(travel: Travel, places: Snapped) -> Floats:
    """Return how far each place is from the begin and the end of its edge."""
    length_m = travel.network.edge_length_m[np.where(places.is_near, places.edge, 0)]
    return length_m[:, None] * np.column_stack([places.share, 1.0 - places.share])


def _shorten(
    travel: Travel, origins: Snapped, targets: Snapped, duration_s: Floats, length_m: Floats
) -> None:
    """Write the ways that stay on one edge where they are the faster ones."""
    seconds, origin, target = along_edge(travel, origins, targets)
    faster = seconds < duration_s[origin, target] + _SLACK_S
    seconds, origin, target = seconds[faster], origin[faster], target[faster]
    step = np.abs(targets.share[target] - origins.share[origin])
    duration_s[origin, target] = seconds
    length_m[origin, target] = step * travel.network.edge_length_m[origins.edge[origin]]
