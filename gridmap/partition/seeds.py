"""First plans: recursive bisection across the longer axis, mended to be connected.

Each piece is cut at right angles to its axis of greatest inertia where its households divide in
the ratio of the grids on both sides (recursive inertial bisection; Simon 1991, "Partitioning of
unstructured problems for parallel processing"). Fragments go to the other side. Large plans get
smaller grids where units are sparse, because there the inertia of a grid grows fastest.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from gridmap.partition.compiled import compiled
from gridmap.partition.streams import uniform
from gridmap.partition.tally import Arrays, Scale, inertia, tally

MANY = 16
"""Grids from which a first plan follows the density of the units."""

AREA = 4
"""Grids in an area over which density is measured."""

MARGIN = 0.15
"""Share of the band, at either end, that a first plan leaves to the search."""

FEW = 24
"""Units that are sorted rather than partitioned further."""


class _Desk(NamedTuple):
    """Working space: sort key, side, mark and place in a queue of each unit."""

    key: Any
    side: Any
    mark: Any
    queue: Any


@compiled
def first_plan(arrays: Arrays, scale: Scale, parts: int, state: Any, jitter: float) -> Any:
    """Return a first plan of connected grids, for an objective and a band.

    Where grids of H households and inertia I tile a plane of even density, I grows with H², and
    the objective is least, for a given number of grids, where 1 / H² is proportional to
    ``scale.inertia * I / H² + scale.balance``. The density is measured over areas of a few grids.

    Parameters
    ----------
    arrays : Arrays
        The problem; its graph is connected.
    scale : Scale
        Factors of the objective, and the band.
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
    demand = arrays.households + 1e-6
    if parts >= MANY:
        areas = parts // AREA
        labels = _divide(arrays, demand, areas, state, jitter)
        demand /= _ideal_households(arrays, scale, labels, areas, parts)[labels]
    return _divide(arrays, demand, parts, state, jitter)


@compiled
def bisect(arrays: Arrays, parts: int, state: Any, jitter: float) -> Any:
    """Return a first plan of connected grids with about the same households.

    Parameters
    ----------
    arrays, parts, state, jitter
        As in `first_plan`.

    Returns
    -------
    ndarray of int64, shape (n,)
        Grid of each unit, 0 to ``parts - 1``.
    """
    return _divide(arrays, arrays.households + 1e-6, parts, state, jitter)


@compiled
def _ideal_households(arrays: Arrays, scale: Scale, labels: Any, areas: int, parts: int) -> Any:
    """Return how many households the grids of each area should have, shape (areas,)."""
    t = tally(arrays, labels, areas)
    ideal = np.ones(areas)
    for g in range(areas):
        h = max(float(t.households[g]), 1e-6)
        spread = inertia(t.mass[g], t.first[g, 0], t.first[g, 1], t.second[g])
        price = scale.inertia * max(spread, 0.0) / (h * h) + scale.balance
        if price > 0.0:
            ideal[g] = 1.0 / np.sqrt(price)
    margin = MARGIN * (scale.upper - scale.lower)
    least, most = max(scale.lower + margin, 1.0), max(scale.upper - margin, 1.0)
    low, high = 0.0, most / ideal.min()
    for _ in range(60):
        factor = (low + high) / 2
        grids = 0.0
        for g in range(areas):
            grids += t.households[g] / min(max(factor * ideal[g], least), most)
        if grids > parts:
            low = factor
        else:
            high = factor
    return np.minimum(np.maximum(high * ideal, least), most)


@compiled
def _divide(arrays: Arrays, demand: Any, parts: int, state: Any, jitter: float) -> Any:
    """Return connected grids of about the same demand."""
    n = len(demand)
    labels = np.zeros(n, np.int64)
    order = np.arange(n)
    desk = _Desk(np.empty(n), np.zeros(n, np.int8), np.zeros(n, np.int64), np.empty(n, np.int64))
    stack = [(0, n, parts, 0)]
    stamp = 1
    while len(stack) > 0:
        start, end, count, first = stack.pop()
        piece = order[start:end]
        if count == 1:
            labels[piece] = first
            continue
        stamp += 3
        _cut_across(arrays, demand, piece, desk, count, state, jitter)
        desk.mark[piece] = stamp
        _mend(arrays, piece, desk, stamp, 0)
        _mend(arrays, piece, desk, stamp, 1)
        middle, ours, whole = _sort_by_side(demand, piece, desk)
        few = int(np.floor(count * ours / whole + 0.5))
        few = min(max(few, 1, count - (len(piece) - middle)), count - 1, middle)
        stack.append((start, start + middle, few, first))
        stack.append((start + middle, end, count - few, first + few))
    return labels


@compiled
def _sort_by_side(demand: Any, piece: Any, desk: _Desk) -> tuple[int, float, float]:
    """Put side 0 first; return how many units it has, its demand, and that of both sides."""
    left = right = 0
    ours = whole = 0.0
    for u in piece:
        whole += demand[u]
        if desk.side[u] == 0:
            ours += demand[u]
            piece[left] = u
            left += 1
        else:
            desk.queue[right] = u
            right += 1
    piece[left:] = desk.queue[:right]
    return left, ours, whole


@compiled
def _cut_across(
    arrays: Arrays, demand: Any, piece: Any, desk: _Desk, count: int, state: Any, jitter: float
) -> None:
    """Put a piece in order along its axis, and each unit on a side."""
    total = x = y = goal = 0.0
    for u in piece:
        m = arrays.mass[u] + 1e-9
        total += m
        x += m * arrays.xy[u, 0]
        y += m * arrays.xy[u, 1]
        goal += demand[u]
    x, y = x / total, y / total
    xx = yy = xy = 0.0
    for u in piece:
        m, dx, dy = arrays.mass[u] + 1e-9, arrays.xy[u, 0] - x, arrays.xy[u, 1] - y
        xx += m * dx * dx
        yy += m * dy * dy
        xy += m * dx * dy
    cosine, sine = _axis(xx, yy, xy, jitter * (uniform(state) - 0.5))
    for u in piece:
        desk.key[u] = (arrays.xy[u, 0] - x) * cosine + (arrays.xy[u, 1] - y) * sine
    few = count // 2
    cut = _select(demand, piece, desk.key, goal * few / count, few, len(piece) - (count - few))
    desk.side[piece[:cut]] = 0
    desk.side[piece[cut:]] = 1


@compiled
def _axis(xx: float, yy: float, xy: float, turn: float) -> tuple[float, float]:
    """Return the axis of greatest inertia, turned by about twice ``turn`` radians.

    Only square roots and divisions, which every machine rounds alike.
    """
    size = np.sqrt((xx - yy) ** 2 + 4 * xy * xy)
    double = (xx - yy) / size if size > 1e-9 * (xx + yy) else 1.0
    cosine = np.sqrt(max(0.0, (1 + double) / 2))
    sine = np.sqrt(max(0.0, (1 - double) / 2))
    if xy < 0.0:
        sine = -sine
    a, b = (1 - turn * turn) / (1 + turn * turn), 2 * turn / (1 + turn * turn)
    return cosine * a - sine * b, sine * a + cosine * b


@compiled
def _select(demand: Any, piece: Any, key: Any, goal: float, least: int, most: int) -> int:
    """Reorder a piece so that as many units as are returned have the least keys and the goal.

    Quickselect by demand (Hoare 1961, "Algorithm 65: find"), then a sort of the few units left.
    """
    low, high, before = 0, len(piece), 0.0
    while high - low > FEW:
        middle, below = _part(demand, piece, key, low, high)
        if middle >= most or (middle > least and before + below >= goal):
            high = middle
        else:
            low, before = middle, before + below
    for i in range(low + 1, high):
        u, j = piece[i], i
        while j > low and _less(key, u, piece[j - 1]):
            piece[j] = piece[j - 1]
            j -= 1
        piece[j] = u
    cut = low
    while cut < most and (cut < least or before + demand[piece[cut]] / 2 < goal):
        before += demand[piece[cut]]
        cut += 1
    return cut


@compiled
def _less(key: Any, u: int, v: int) -> bool:
    return bool(key[u] < key[v] or (key[u] == key[v] and u < v))


@compiled
def _part(demand: Any, piece: Any, key: Any, low: int, high: int) -> tuple[int, float]:
    """Put the lesser half first; return where the other begins, and the demand of the first."""
    a, b, c = piece[low], piece[(low + high) // 2], piece[high - 1]
    if _less(key, b, a):
        a, b = b, a
    pivot = a if _less(key, c, a) else c if _less(key, c, b) else b
    below = 0.0
    i, j = low, high - 1
    while True:
        while _less(key, piece[i], pivot):
            below += demand[piece[i]]
            i += 1
        while _less(key, pivot, piece[j]):
            j -= 1
        if i >= j:
            break
        piece[i], piece[j] = piece[j], piece[i]
        below += demand[piece[i]]
        i += 1
        j -= 1
    if i == j:
        below += demand[piece[i]]
        i += 1
    return i, below


@compiled
def _mend(arrays: Arrays, piece: Any, desk: _Desk, stamp: int, wanted: int) -> None:
    """Give every fragment but the largest of a side to the other side.

    ``desk.mark`` is ``stamp`` or more in the piece, and only there; units that were met get
    ``stamp + 1`` or ``stamp + 2``.
    """
    side, mark, queue = desk.side, desk.mark, desk.queue
    met = stamp + 1 + wanted
    best, first, last, tail = -1.0, 0, 0, 0
    for root in piece:
        if side[root] != wanted or mark[root] == met:
            continue
        begin = head = tail
        queue[tail] = root
        tail += 1
        mark[root] = met
        weight = 0.0
        while head < tail:
            w = queue[head]
            head += 1
            weight += arrays.households[w] + 1e-3
            for e in range(arrays.indptr[w], arrays.indptr[w + 1]):
                v = arrays.indices[e]
                if side[v] == wanted and mark[v] >= stamp and mark[v] != met:
                    mark[v] = met
                    queue[tail] = v
                    tail += 1
        if weight > best:
            best, first, last = weight, begin, tail
    side[queue[:first]] = 1 - wanted
    side[queue[last:tail]] = 1 - wanted
