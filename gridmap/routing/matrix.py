"""Seconds and metres between many places at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse.csgraph import dijkstra

from gridmap.routing.lengths import lengths_to
from gridmap.routing.searching import along_edge, arrivals, seeds, with_origins
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
    shape = (len(origins), len(targets))
    duration_s, length_m = np.full(shape, np.inf), np.full(shape, np.inf)
    for first in range(0, len(origins), ROWS):
        rows = np.arange(first, min(first + ROWS, len(origins)))
        duration_s[rows], length_m[rows] = _block(travel, origins, rows, targets, bound_s)
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


def _block(
    travel: Travel, origins: Snapped, rows: Ints, targets: Snapped, bound_s: float
) -> tuple[Floats, Floats]:
    """Return seconds and metres of ways over nodes from some of the origins."""
    seed, seed_s = seeds(travel, origins)
    seed, seed_s = seed[rows], seed_s[rows]
    node, last_s = arrivals(travel, targets)
    graph = with_origins(travel, seed, seed_s)
    starts = np.arange(len(rows)) + len(travel.network.node_xy)
    slowest, fastest = travel.speeds_m_s
    if slowest == fastest:
        reached_s = dijkstra(graph, indices=starts, limit=bound_s)
        duration_s = np.minimum(
            reached_s[:, node[:, 0]] + last_s[:, 0], reached_s[:, node[:, 1]] + last_s[:, 1]
        )
        return duration_s, duration_s * (fastest or 1.0)
    reached_s, before = dijkstra(graph, indices=starts, limit=bound_s, return_predecessors=True)
    length_m = travel.network.edge_length_m
    edge_m = length_m[np.where(origins.is_near[rows], origins.edge[rows], 0)]
    share = origins.share[rows]
    seed_m = np.column_stack([edge_m * share, edge_m * (1.0 - share)])
    ends, at = np.unique(node, return_inverse=True)
    ends_m = lengths_to(travel, before, ends, seed_node=seed, seed_m=seed_m)
    last_m = length_m[np.where(targets.is_near, targets.edge, 0)][:, None] * np.column_stack(
        [targets.share, 1.0 - targets.share]
    )
    both_s = reached_s[:, node] + last_s
    both_m = ends_m[:, at.reshape(node.shape)] + last_m
    by_end = both_s[:, :, 1] < both_s[:, :, 0]
    duration_s = np.where(by_end, both_s[:, :, 1], both_s[:, :, 0])
    metres = np.where(by_end, both_m[:, :, 1], both_m[:, :, 0])
    return duration_s, np.where(np.isfinite(duration_s), metres, np.inf)


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
