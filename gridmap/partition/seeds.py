"""First plans: recursive bisection across the longer axis, mended to be connected.

Each piece is cut at right angles to its axis of greatest inertia where the households divide in
the ratio of the grids on both sides (recursive inertial bisection; Simon 1991, "Partitioning of
unstructured problems for parallel processing"). Fragments go to the other side.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from gridmap.partition.compiled import compiled
from gridmap.partition.streams import uniform
from gridmap.partition.tally import Arrays


@compiled
def bisect(arrays: Arrays, parts: int, state: Any, jitter: float) -> Any:
    """Return a first plan of connected grids.

    Parameters
    ----------
    arrays : Arrays
        The problem; its graph is connected.
    parts : int
        Number of grids, at most the number of units.
    state : ndarray of uint64, shape (1,)
        Random stream.
    jitter : float
        Greatest turn of the axis of a cut, in radians.

    Returns
    -------
    ndarray of int64, shape (n,)
        Grid of each unit, 0 to ``parts - 1``.
    """
    n = len(arrays.households)
    labels = np.zeros(n, np.int64)
    order = np.arange(n)
    side = np.zeros(n, np.int8)
    mark = np.full(n, -1, np.int64)
    stack = [(0, n, parts, 0)]
    stamp = 0
    while len(stack) > 0:
        start, end, count, first = stack.pop()
        piece = order[start:end].copy()
        if count == 1:
            labels[piece] = first
            continue
        stamp += 1
        mark[piece] = stamp
        _cut_across(arrays, piece, side, count, state, jitter)
        _mend(arrays, piece, side, mark, stamp)
        left, right = piece[side[piece] == 0], piece[side[piece] == 1]
        few = _share(arrays, left, right, count)
        middle = start + len(left)
        order[start:middle], order[middle:end] = left, right
        stack.append((start, middle, few, first))
        stack.append((middle, end, count - few, first + few))
    return labels


@compiled
def _share(arrays: Arrays, left: Any, right: Any, count: int) -> int:
    ours = arrays.households[left].sum()
    whole = max(1, ours + arrays.households[right].sum())
    few = int(np.floor(count * ours / whole + 0.5))
    most = min(count - 1, len(left))
    return min(max(few, 1, count - len(right)), most)


@compiled
def _cut_across(
    arrays: Arrays, piece: Any, side: Any, count: int, state: Any, jitter: float
) -> None:
    weight = arrays.mass[piece] + 1e-9
    x, y = arrays.xy[piece, 0], arrays.xy[piece, 1]
    total = weight.sum()
    x = x - (weight * x).sum() / total
    y = y - (weight * y).sum() / total
    xx, yy, xy = (weight * x * x).sum(), (weight * y * y).sum(), (weight * x * y).sum()
    angle = 0.5 * np.arctan2(2 * xy, xx - yy) + jitter * (2 * uniform(state) - 1)
    along = np.round(x * np.cos(angle) + y * np.sin(angle), 6)
    rank = np.argsort(along, kind="mergesort")
    few = count // 2
    loads = np.cumsum(arrays.households[piece[rank]])
    goal = loads[-1] * few / count
    cut = np.searchsorted(loads, goal) + 1
    if cut > 1 and loads[cut - 1] - goal > goal - loads[cut - 2]:
        cut -= 1
    cut = min(max(cut, few), len(piece) - (count - few))
    side[piece[rank[:cut]]] = 0
    side[piece[rank[cut:]]] = 1


@compiled
def _mend(arrays: Arrays, piece: Any, side: Any, mark: Any, stamp: int) -> None:
    """Give every fragment but the largest of a side to the other side, first 0, then 1."""
    seen = np.zeros(len(side), np.bool_)
    queue = np.empty(len(piece), np.int64)
    for wanted in (0, 1):
        best, keep = -1.0, -1
        for turn in (0, 1):
            seen[piece] = False
            for root in piece:
                if side[root] != wanted or seen[root]:
                    continue
                queue[0] = root
                seen[root] = True
                head, tail = 0, 1
                weight = 0.0
                while head < tail:
                    w = queue[head]
                    head += 1
                    weight += arrays.households[w] + 1e-3
                    for e in range(arrays.indptr[w], arrays.indptr[w + 1]):
                        v = arrays.indices[e]
                        if mark[v] == stamp and side[v] == wanted and not seen[v]:
                            seen[v] = True
                            queue[tail] = v
                            tail += 1
                if turn == 0 and weight > best:
                    best, keep = weight, root
                elif turn == 1 and root != keep:
                    side[queue[:tail]] = 1 - wanted
