"""Compiled local search: flips of units and recombination of pairs of grids, annealed.

A flip moves one unit to the grid of a neighbour; it is taken by Metropolis's rule if the grid
that loses the unit stays connected, which a search from one neighbour to the others decides.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from gridmap.partition.compiled import compiled
from gridmap.partition.recombine import recombine
from gridmap.partition.streams import below, exponential
from gridmap.partition.tally import Arrays, Scale, Tally, flip_cost, judge, move

MEND_TRIES = 64
"""Recombinations in one attempt to mend the grids that are outside the bands."""


@compiled
def stays_connected(arrays: Arrays, labels: Any, u: int, queue: Any, mark: Any, stamp: int) -> bool:
    """Return whether the grid of ``u`` is still one connected piece without it.

    Parameters
    ----------
    arrays, labels
        The problem and the grid of each unit.
    u : int
        The unit that leaves.
    queue, mark : ndarray of int64, shape (n,)
        Working space; ``mark`` holds no value from ``stamp`` to ``stamp + 1``.
    stamp : int
        A number never used before with this ``mark``.

    Returns
    -------
    bool
        False also when the grid would be empty.
    """
    a = labels[u]
    wanted = 0
    start = -1
    for e in range(arrays.indptr[u], arrays.indptr[u + 1]):
        v = arrays.indices[e]
        if labels[v] == a:
            mark[v] = stamp
            wanted += 1
            start = v
    if wanted <= 1:
        return wanted == 1
    mark[u] = stamp + 1
    mark[start] = stamp + 1
    queue[0] = start
    head, tail, found = 0, 1, 1
    while head < tail:
        w = queue[head]
        head += 1
        for e in range(arrays.indptr[w], arrays.indptr[w + 1]):
            v = arrays.indices[e]
            if labels[v] == a and mark[v] != stamp + 1:
                found += mark[v] == stamp
                if found == wanted:
                    return True
                mark[v] = stamp + 1
                queue[tail] = v
                tail += 1
    return False


class Desk(NamedTuple):
    """Working space that lasts from one slice of a search to the next.

    ``queue`` and ``mark`` of shape (n,) int64; ``count`` of shape (2,) int64: the last stamp, and
    the flips tried since the last recombination; ``heat`` of shape (2,) float64: temperature, and
    cost of a household outside the band.
    """

    queue: Any
    mark: Any
    count: Any
    heat: Any


CHUNK = 256
"""Flips tried at one temperature, which is one round."""


@compiled
def anneal(
    arrays: Arrays,
    scale: Scale,
    t: Tally,
    labels: Any,
    state: Any,
    desk: Desk,
    rounds: int,
    recombine_every: int,
    cooling: float,
    growth: float,
) -> None:
    """Improve a plan in place for so many rounds; the next call goes on where this one ends.

    Parameters
    ----------
    arrays, scale, t
        The problem, the factors of the objective, and the totals, which change in place.
    labels : ndarray of int64, shape (n,)
        Grid of each unit, every grid connected; changed in place, still connected after.
    state : ndarray of uint64, shape (1,)
        Random stream.
    desk : Desk
        Working space; holds the temperature.
    rounds : int
        Rounds of `CHUNK` flips.
    recombine_every : int
        Tried flips between two recombinations; 0 for none.
    cooling, growth : float
        Factors of the temperature and of the penalty after each round.
    """
    queue, mark = desk.queue, desk.mark
    stamp, since = desk.count[0], desk.count[1]
    temperature, penalty = desk.heat[0], desk.heat[1]
    edges = len(arrays.indices)
    for _ in range(rounds if edges else 0):
        for _ in range(CHUNK):
            e = below(state, edges)
            u = arrays.sources[e]
            b = labels[arrays.indices[e]]
            if b == labels[u]:
                continue
            cost = flip_cost(arrays, scale, penalty, t, labels, u, b)
            if cost <= 0.0 or cost <= temperature * exponential(state):
                stamp += 2
                if stays_connected(arrays, labels, u, queue, mark, stamp):
                    move(arrays, t, labels, u, b)
        since += CHUNK
        while recombine_every > 0 and since >= recombine_every:
            since -= recombine_every
            stamp += 4
            e = below(state, edges)
            recombine(arrays, scale, penalty, t, labels, e, state, temperature, queue, mark, stamp)
        temperature *= cooling
        penalty *= growth
    desk.count[0], desk.count[1] = stamp, since
    desk.heat[0], desk.heat[1] = temperature, penalty


@compiled
def mend(arrays: Arrays, scale: Scale, t: Tally, labels: Any, state: Any, desk: Desk) -> bool:
    """Recombine grids outside the bands with neighbours, a few times; return whether to go on.

    Parameters
    ----------
    arrays, scale, t, labels, state, desk
        As in `anneal`; totals and labels change in place.

    Returns
    -------
    bool
        Whether there were grids outside the bands, and others to mend them with.
    """
    n = len(labels)
    out = judge(scale, t)[1]
    failing = np.empty(n, np.int64)
    count = 0
    for u in range(n):
        if out[labels[u]] > 0.0:
            failing[count] = u
            count += 1
    if count in (0, n):
        return False
    for _ in range(MEND_TRIES):
        u = failing[below(state, count)]
        first, last = arrays.indptr[u], arrays.indptr[u + 1]
        if last > first:
            desk.count[0] += 4
            e = int(first + below(state, last - first))
            recombine(
                arrays,
                scale,
                desk.heat[1],
                t,
                labels,
                e,
                state,
                desk.heat[0],
                desk.queue,
                desk.mark,
                desk.count[0],
            )
    return True


@compiled
def quench(arrays: Arrays, scale: Scale, t: Tally, labels: Any, desk: Desk) -> bool:
    """Give every unit once to the grid that gains most by it; return whether one moved.

    Parameters
    ----------
    arrays, scale, t, labels, desk
        As in `anneal`; totals and labels change in place.

    Returns
    -------
    bool
        False when no single flip helps.
    """
    moved = False
    desk.count[0] += 2
    stamp = desk.count[0]
    for u in range(len(labels)):
        best, to = -1e-9, -1
        for e in range(arrays.indptr[u], arrays.indptr[u + 1]):
            b = labels[arrays.indices[e]]
            if b != labels[u] and b != to:
                cost = flip_cost(arrays, scale, desk.heat[1], t, labels, u, b)
                if cost < best:
                    best, to = cost, b
        if to >= 0:
            stamp += 2
            if stays_connected(arrays, labels, u, desk.queue, desk.mark, stamp):
                move(arrays, t, labels, u, to)
                moved = True
    desk.count[0] = stamp
    return moved
