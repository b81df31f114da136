"""Recombination: two neighbouring grids are joined and cut anew, compiled.

A random spanning tree is drawn over the units of both, and the edge of the tree that costs least
is cut, which leaves both sides connected (DeFord, Duchin, Solomon 2021, "Recombination: a family
of Markov chains for redistricting").
"""

from __future__ import annotations

from typing import Any

import numpy as np

from gridmap.partition.compiled import compiled
from gridmap.partition.streams import below, exponential, uniform
from gridmap.partition.tally import Arrays, Scale, Tally, grid_cost, inertia, load, move


@compiled
def recombine(
    arrays: Arrays,
    scale: Scale,
    penalty: float,
    t: Tally,
    labels: Any,
    e: int,
    state: Any,
    temperature: float,
    queue: Any,
    mark: Any,
    stamp: int,
) -> bool:
    """Join the grids at both ends of an edge, cut them along a random tree, keep what pays.

    Parameters
    ----------
    arrays, scale, penalty, t, labels
        As in `gridmap.partition.search.anneal`; totals and labels change in place.
    e : int
        Row of a directed edge; nothing happens if it lies inside a grid.
    state, temperature
        As in `gridmap.partition.search.anneal`.
    queue, mark : ndarray of int64, shape (n,)
        Working space.
    stamp : int
        A number never used before with this ``mark``.

    Returns
    -------
    bool
        Whether the grids changed.
    """
    u = arrays.sources[e]
    a, b = labels[u], labels[arrays.indices[e]]
    if a == b:
        return False
    size = _gather(arrays, labels, u, a, b, queue, mark, stamp)
    units = queue[:size].copy()
    order, parent = _random_tree(arrays, units, mark, stamp, state)
    side = _best_cut(arrays, scale, penalty, units, order, parent)
    if side.sum() == 0:
        return False
    target = np.where(side, a, b)
    if (target == labels[units]).sum() * 2 < size:
        target = np.where(side, b, a)
    before = _pair_cost(arrays, scale, penalty, t, labels, units, a, b)
    old = labels[units].copy()
    for i in range(size):
        if labels[units[i]] != target[i]:
            move(arrays, t, labels, units[i], target[i])
    after = _pair_cost(arrays, scale, penalty, t, labels, units, a, b)
    if after - before <= temperature * exponential(state):
        return True
    for i in range(size):
        if labels[units[i]] != old[i]:
            move(arrays, t, labels, units[i], old[i])
    return False


@compiled
def _gather(
    arrays: Arrays, labels: Any, u: int, a: int, b: int, queue: Any, mark: Any, stamp: int
) -> int:
    queue[0] = u
    mark[u] = stamp
    head, tail = 0, 1
    while head < tail:
        w = queue[head]
        head += 1
        for e in range(arrays.indptr[w], arrays.indptr[w + 1]):
            v = arrays.indices[e]
            if mark[v] != stamp and (labels[v] == a or labels[v] == b):
                mark[v] = stamp
                queue[tail] = v
                tail += 1
    return tail


@compiled
def _random_tree(arrays: Arrays, units: Any, mark: Any, stamp: int, state: Any) -> Any:
    """Minimum spanning tree of random edge weights (Prim, on an array: grids are small)."""
    size = len(units)
    place = np.searchsorted(np.sort(units), units)
    by_id = np.empty(size, np.int64)
    for i in range(size):
        by_id[place[i]] = i
    ids = np.sort(units)
    key = np.full(size, np.inf)
    parent = np.full(size, -1, np.int64)
    done = np.zeros(size, np.bool_)
    order = np.empty(size, np.int64)
    key[below(state, size)] = 0.0
    for step in range(size):
        i = -1
        for j in range(size):
            if not done[j] and (i < 0 or key[j] < key[i]):
                i = j
        done[i] = True
        order[step] = i
        w = units[i]
        for e in range(arrays.indptr[w], arrays.indptr[w + 1]):
            v = arrays.indices[e]
            if mark[v] == stamp:
                j = by_id[np.searchsorted(ids, v)]
                if not done[j]:
                    weight = uniform(state)
                    if weight < key[j]:
                        key[j] = weight
                        parent[j] = i
    return order, parent


@compiled
def _best_cut(
    arrays: Arrays, scale: Scale, penalty: float, units: Any, order: Any, parent: Any
) -> Any:
    size = len(units)
    sums = np.zeros((size, 5))
    for i in range(size):
        u = units[i]
        m = arrays.mass[u]
        sums[i, 0] = arrays.households[u]
        sums[i, 1] = m
        sums[i, 2] = m * arrays.xy[u, 0]
        sums[i, 3] = m * arrays.xy[u, 1]
        sums[i, 4] = arrays.moment[u]
    for step in range(size - 1, 0, -1):
        i = order[step]
        sums[parent[i]] += sums[i]
    whole = sums[order[0]].copy()
    best, root = np.inf, -1
    for step in range(1, size):
        one = sums[order[step]]
        rest = whole - one
        cost = (
            scale.inertia * inertia(one[1], one[2], one[3], one[4])
            + scale.inertia * inertia(rest[1], rest[2], rest[3], rest[4])
            + load(scale, penalty, int(one[0]))
            + load(scale, penalty, int(rest[0]))
        )
        if cost < best:
            best, root = cost, order[step]
    side = np.zeros(size, np.bool_)
    if root >= 0:
        side[root] = True
        for step in range(1, size):
            i = order[step]
            if side[parent[i]]:
                side[i] = True
    return side


@compiled
def _pair_cost(
    arrays: Arrays, scale: Scale, penalty: float, t: Tally, labels: Any, units: Any, a: int, b: int
) -> float:
    cost = 0.0
    for g in (a, b):
        cost += grid_cost(scale, penalty, t, g)
    for u in units:
        for e in range(arrays.indptr[u], arrays.indptr[u + 1]):
            v = arrays.indices[e]
            if u < v and labels[v] != labels[u] and (labels[v] == a or labels[v] == b):
                cost += arrays.cut_cost[e]
    for c in range(arrays.compounds):
        cost += scale.split * max(0, (t.pieces[c, a] > 0) * 1 + (t.pieces[c, b] > 0) * 1 - 1)
    return cost
