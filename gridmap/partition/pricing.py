"""Pricing: the connected grids of least reduced cost, by branching over centres and units.

Boxes of centres are quartered; in a small box, units are taken or barred. A branch ends when the
bound of `bounding.tighten` exceeds a limit. What is found is connected, within the band, and priced
exactly, so a search that ends has found the least reduced cost over all grids of its box.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from gridmap.partition.bounding import BARRED, FREE, TAKEN, Model, Space, centre, tighten
from gridmap.partition.columns import cost_of
from gridmap.partition.compiled import compiled

SAFETY = 1e-9
"""Improvement of a reduced cost that is not worth searching for."""

EDGE = 1.000001
"""A centroid on the edge of a box lies in it, whatever the rounding."""


@compiled
def _branching_unit(state: Any, s: Space) -> int:
    """Return the free unit to branch on, or -1.

    It is the unit that the relaxation takes although it is not connected, where both ways cost
    most; else, while nothing is taken, the one that is taken most surely; else the most doubtful.
    """
    apart, most = -1, 1e-9
    sure, surest = -1, 0.0
    vague, doubt = -1, np.inf
    taken = False
    for i in range(len(state)):
        taken = taken or state[i] == TAKEN
        if state[i] != FREE:
            continue
        cost = s.reduced[i]
        if min(-cost, s.distance[i]) > most:
            apart, most = i, min(-cost, s.distance[i])
        if cost < surest:
            sure, surest = i, cost
        if abs(cost) < doubt:
            vague, doubt = i, abs(cost)
    if not taken and sure >= 0:
        return sure
    return apart if apart >= 0 else vague


@compiled
def _leaves(
    model: Model,
    dual: Any,
    x: float,
    y: float,
    half: float,
    finest: float,
    limit: float,
    s: Space,
) -> Any:
    """Quarter a box until its boxes are small; return those under the limit, the best first."""
    n = len(dual)
    boxes, states, bounds = np.empty((1, 2)), np.zeros((1, n), np.int8), np.full(1, -np.inf)
    boxes[0, 0], boxes[0, 1] = x, y
    nodes, here = 0, np.empty(n, np.int8)
    while True:
        count = len(bounds)
        kept = 0
        for k in range(count):
            here[:] = states[k]
            nodes += 1
            ready = centre(model, dual, here, boxes[k, 0], boxes[k, 1], 2.0 * half * half, s)
            bound = tighten(model, here, ready, limit, s)
            if bound <= limit:
                boxes[kept], states[kept], bounds[kept] = boxes[k], here, bound
                kept += 1
        if half <= finest or kept == 0:
            order = np.argsort(bounds[:kept], kind="mergesort")
            return boxes[:kept][order], states[:kept][order], bounds[:kept][order], half, nodes
        half /= 2
        fine, more = np.empty((4 * kept, 2)), np.empty((4 * kept, n), np.int8)
        for k in range(kept):
            for q in range(4):
                fine[4 * k + q, 0] = boxes[k, 0] + (half if q & 1 else -half)
                fine[4 * k + q, 1] = boxes[k, 1] + (half if q & 2 else -half)
                more[4 * k + q] = states[k]
        boxes, states, bounds = fine, more, np.empty(4 * kept)


@compiled
def scan(
    model: Model,
    dual: Any,
    x: float,
    y: float,
    half: float,
    finest: float,
    limit: float,
    keep_all: bool,
    most_nodes: int,
    found: Any,
    costs: Any,
    have: int,
    s: Space,
) -> Any:
    """Search the connected grids of a box of centres whose reduced cost is under a limit.

    Parameters
    ----------
    model : Model
        Costs of a grid.
    dual : ndarray of float64, shape (n,)
        Price of each unit; the reduced cost of a grid is its cost less the prices of its units.
    x, y, half : float
        Middle of the box and half its side, in metres.
    finest : float
        Boxes of this half side are not quartered any more.
    limit : float
        Reduced cost under which grids are looked for.
    keep_all : bool
        Keep every grid under the limit; otherwise the limit falls to the best found, and only
        that is kept.
    most_nodes : int
        Nodes after which the search is given up.
    found : ndarray of bool, shape (capacity, n)
        Members of the grids that are found, from row ``have`` on.
    costs : ndarray of float64, shape (capacity,)
        Their costs.
    have : int
        Rows that are in use.
    s : Space
        Working space.

    Returns
    -------
    have : int
        Rows in use after the search.
    nodes : int
        Nodes that were searched.
    bound : float
        No grid of the box has a smaller reduced cost. Equal to the last limit if the search was
        finished, except that of the grid found.
    """
    n = len(dual)
    first = have
    boxes, starts, floors, bh, nodes = _leaves(model, dual, x, y, half, finest, limit, s)
    states, bounds = np.empty((n + 2, n), np.int8), np.empty(n + 2)
    here = np.empty(n, np.int8)
    for leaf in range(len(floors)):
        if floors[leaf] > limit:
            break
        count = centre(model, dual, starts[leaf], boxes[leaf, 0], boxes[leaf, 1], 2.0 * bh * bh, s)
        states[0], bounds[0], size = starts[leaf], floors[leaf], 1
        while size > 0:
            if nodes >= most_nodes or have >= len(costs):
                later = floors[leaf + 1] if leaf + 1 < len(floors) else limit
                return have, nodes, min(limit, later, bounds[:size].min())
            nodes += 1
            size -= 1
            if bounds[size] > limit:
                continue
            here[:] = states[size]
            bound = tighten(model, here, count, limit, s)
            if bound > limit:
                continue
            u = _branching_unit(here, s)
            if u < 0:
                cost, cx, cy = cost_of(model, here, s)
                reduced = cost - (dual * (here == TAKEN)).sum()
                inside = abs(cx - boxes[leaf, 0]) <= bh * EDGE
                inside = inside and abs(cy - boxes[leaf, 1]) <= bh * EDGE
                if reduced <= limit and (inside or not keep_all):
                    row = have if keep_all else first
                    have = row + 1
                    found[row], costs[row] = here == TAKEN, cost
                    limit = limit if keep_all else reduced - SAFETY
                continue
            likely = TAKEN if s.reduced[u] <= 0.0 else BARRED
            for k in range(2):
                states[size] = here
                states[size, u] = likely if k else (TAKEN + BARRED - likely)
                bounds[size] = bound
                size += 1
    return have, nodes, limit
