"""Recombination: two neighbouring grids are joined and cut anew, compiled.

A random spanning tree is drawn over the units of both (Kruskal on shuffled edges), and the edge of
the tree is cut that costs least, which leaves both sides connected (DeFord, Duchin, Solomon 2021,
"Recombination: a family of Markov chains for redistricting"). What every edge of the tree would
cost is known in one sweep: households and moments are sums over subtrees, and an edge of the graph
is cut by exactly the tree edges on the path between its ends, as a compound is split by those of
the subtree that spans it; both are differences at the ends and at the lowest common ancestor.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from gridmap.partition.compiled import compiled
from gridmap.partition.streams import below, exponential
from gridmap.partition.tally import (
    Arrays,
    Scale,
    Tally,
    flip_cost,
    further_cost,
    inertia,
    load,
    move,
    stay_cost,
)


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
        Working space; what is left in ``mark`` is negative or ``stamp``.
    stamp : int
        A number above 0 never used before with this ``mark``.

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
    order, parent, heads, tails, costs = _random_tree(arrays, units, mark, state)
    extra = _crossing(arrays, scale, units, order, parent, heads, tails, costs)
    if len(arrays.extended) > 0:
        _add_extended(arrays, scale, penalty, units, order, parent, a, b, extra)
    side = _best_cut(arrays, scale, penalty, units, order, parent, extra)
    if side.sum() == 0:
        return False
    target = np.where(side, a, b)
    if _is_crossed(arrays, labels, units, side, a, b):
        target = np.where(side, b, a)
    cost = 0.0
    changed = units[target != labels[units]]
    for v in changed:
        to = a + b - labels[v]
        cost += flip_cost(arrays, scale, penalty, t, labels, v, to)
        move(arrays, t, labels, v, to)
    if cost <= temperature * exponential(state):
        return len(changed) > 0
    for v in changed:
        move(arrays, t, labels, v, a + b - labels[v])
    return False


@compiled
def _gather(
    arrays: Arrays, labels: Any, u: int, a: int, b: int, queue: Any, mark: Any, stamp: int
) -> int:
    """Put the units of both grids in the queue, and ``-1 - place`` in their marks."""
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
    for i in range(tail):
        mark[queue[i]] = -1 - i
    return tail


@compiled
def _random_tree(arrays: Arrays, units: Any, mark: Any, state: Any) -> Any:
    """Return a spanning tree, parents first, and the priced edges of the graph beside it.

    Marks of units elsewhere may be left from another pair, so that a place counts only where
    ``units`` confirms it.
    """
    size = len(units)
    most = 0
    for u in units:
        most += arrays.indptr[u + 1] - arrays.indptr[u]
    heads, tails = np.empty(most, np.int64), np.empty(most, np.int64)
    costs = np.empty(most)
    count = 0
    for i in range(size):
        u = units[i]
        for e in range(arrays.indptr[u], arrays.indptr[u + 1]):
            j = -1 - mark[arrays.indices[e]]
            if i < j < size and units[j] == arrays.indices[e]:
                heads[count], tails[count], costs[count] = i, j, arrays.cut_cost[e]
                count += 1
    root = np.arange(size)
    chosen = np.empty(max(size - 1, 1), np.int64)
    degree = np.zeros(size + 1, np.int64)
    found = 0
    shuffled = np.arange(count)
    for k in range(count - 1, -1, -1):
        pick = below(state, k + 1)
        e = shuffled[pick]
        shuffled[pick] = shuffled[k]
        i, j = _find(root, heads[e]), _find(root, tails[e])
        if i != j:
            root[max(i, j)] = min(i, j)
            chosen[found] = e
            found += 1
            degree[heads[e]] += 1
            degree[tails[e]] += 1
            if found == size - 1:
                break
    order, parent = _hang(size, heads, tails, chosen[:found], degree)
    return order, parent, heads[:count], tails[:count], costs[:count]


@compiled
def _find(root: Any, i: int) -> int:
    while root[i] != i:
        root[i] = root[root[i]]
        i = root[i]
    return i


@compiled
def _hang(size: int, heads: Any, tails: Any, chosen: Any, degree: Any) -> Any:
    """Hang the tree up at unit 0: its units in depth-first order, and the parent of each."""
    ends = np.cumsum(degree)
    start = ends.copy()
    links = np.empty(2 * len(chosen), np.int64)
    for e in chosen:
        for i, j in ((heads[e], tails[e]), (tails[e], heads[e])):
            start[i] -= 1
            links[start[i]] = j
    order = np.empty(size, np.int64)
    parent = np.full(size, -1, np.int64)
    stack = np.empty(size, np.int64)
    stack[0] = 0
    top, step = 1, 0
    while top > 0:
        top -= 1
        i = stack[top]
        order[step] = i
        step += 1
        for k in range(start[i], ends[i]):
            j = links[k]
            if j != parent[i]:
                parent[j] = i
                stack[top] = j
                top += 1
    return order, parent


@compiled
def _crossing(
    arrays: Arrays,
    scale: Scale,
    units: Any,
    order: Any,
    parent: Any,
    heads: Any,
    tails: Any,
    costs: Any,
) -> Any:
    """Return what edges and compounds add to the cost of a cut above each unit of the tree."""
    size = len(units)
    extra = np.zeros(size)
    depth, place = np.zeros(size, np.int64), np.empty(size, np.int64)
    for step in range(size):
        i = order[step]
        place[i] = step
        if step > 0:
            depth[i] = depth[parent[i]] + 1
    for k in range(len(costs)):
        if costs[k] != 0.0:
            _add_path(extra, parent, depth, heads[k], tails[k], costs[k])
    if arrays.compounds > 0 and scale.split != 0.0:
        # In depth-first order, the paths from each unit of a compound to the next, and back
        # from the last to the first, run along every edge of the spanning subtree twice.
        rank = np.argsort(arrays.compound[units[order]], kind="mergesort")
        first = 0
        for k in range(size):
            i = order[rank[k]]
            c = arrays.compound[units[i]]
            if k == 0 or arrays.compound[units[order[rank[k - 1]]]] != c:
                first = i
            last = k + 1 == size or arrays.compound[units[order[rank[k + 1]]]] != c
            if c >= 0:
                j = first if last else order[rank[k + 1]]
                _add_path(extra, parent, depth, i, j, 0.5 * scale.split)
    for step in range(size - 1, 0, -1):
        extra[parent[order[step]]] += extra[order[step]]
    return extra


@compiled
def _add_extended(
    arrays: Arrays,
    scale: Scale,
    penalty: float,
    units: Any,
    order: Any,
    parent: Any,
    a: int,
    b: int,
    extra: Any,
) -> None:
    """Add what a cut costs by the further columns, and by the grids that units are in today."""
    size = len(units)
    further = np.zeros((size, arrays.further.shape[1]))
    stay = np.zeros((size, 2))
    for step in range(size - 1, -1, -1):
        i = order[step]
        further[i] += arrays.further[units[i]]
        stay[i, 0] += stay_cost(arrays, units[i], a)
        stay[i, 1] += stay_cost(arrays, units[i], b)
        if step > 0:
            further[parent[i]] += further[i]
            stay[parent[i]] += stay[i]
    whole, both = further[order[0]], stay[order[0]]
    for step in range(1, size):
        i = order[step]
        extra[i] += min(stay[i, 0] + both[1] - stay[i, 1], stay[i, 1] + both[0] - stay[i, 0])
        if scale.further:
            extra[i] += further_cost(scale, penalty, further[i], further[i], 0.0)
            extra[i] += further_cost(scale, penalty, whole, further[i], -1.0)


@compiled
def _is_crossed(arrays: Arrays, labels: Any, units: Any, side: Any, a: int, b: int) -> bool:
    """Return whether fewer leave their grid, and above all their home, if the sides are swapped."""
    stay, kept = 0.0, 0
    for i in range(len(units)):
        first, second = (a, b) if side[i] else (b, a)
        kept += (labels[units[i]] == first) * 2 - 1
        if len(arrays.extended) > 0:
            stay += stay_cost(arrays, units[i], first) - stay_cost(arrays, units[i], second)
    return stay > 0.0 or (stay == 0.0 and kept < 0)


@compiled
def _add_path(extra: Any, parent: Any, depth: Any, i: int, j: int, cost: float) -> None:
    extra[i] += cost
    extra[j] += cost
    while i != j:
        if depth[i] < depth[j]:
            i, j = j, i
        i = parent[i]
    extra[i] -= 2.0 * cost


@compiled
def _best_cut(
    arrays: Arrays,
    scale: Scale,
    penalty: float,
    units: Any,
    order: Any,
    parent: Any,
    extra: Any,
) -> Any:
    """Return which units lie below the edge of the tree that costs least to cut."""
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
        for k in range(5):
            sums[parent[i], k] += sums[i, k]
    whole = sums[order[0]]
    best, root = np.inf, -1
    for step in range(1, size):
        one = sums[order[step]]
        cost = (
            extra[order[step]]
            + scale.inertia * inertia(one[1], one[2], one[3], one[4])
            + scale.inertia
            * inertia(whole[1] - one[1], whole[2] - one[2], whole[3] - one[3], whole[4] - one[4])
            + load(scale, penalty, int(one[0]))
            + load(scale, penalty, int(whole[0] - one[0]))
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
