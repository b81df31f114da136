"""Compiled local search: flips of units and recombination of pairs of grids, annealed.

A flip moves one unit to the grid of a neighbour; it is taken by Metropolis's rule if the grid
that loses the unit stays connected, which a search from one neighbour to the others decides.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from gridmap.partition.compiled import compiled
from gridmap.partition.recombine import recombine
from gridmap.partition.streams import below, exponential
from gridmap.partition.tally import Arrays, Scale, Tally, flip_cost, move, tally

MEND_ROUNDS, MEND_TRIES = 64, 64
"""Recombinations of grids that are still outside the band after annealing."""


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


@compiled
def anneal(
    arrays: Arrays,
    scale: Scale,
    labels: Any,
    parts: int,
    state: Any,
    steps: int,
    recombine_every: int,
    hot: float,
    cold: float,
    penalty_start: float,
    penalty_end: float,
) -> None:
    """Improve a plan in place, cooling from ``hot`` to ``cold``, then until no flip helps.

    Parameters
    ----------
    arrays, scale
        The problem and the factors of the objective.
    labels : ndarray of int64, shape (n,)
        Grid of each unit, every grid connected; changed in place, still connected after.
    parts : int
        Number of grids.
    state : ndarray of uint64, shape (1,)
        Random stream.
    steps : int
        Flips that are tried.
    recombine_every : int
        Tried flips between two recombinations; 0 for none.
    hot, cold : float
        First and last temperature, in units of the objective.
    penalty_start, penalty_end : float
        First and last cost of a household outside the band.
    """
    n = len(labels)
    t = tally(arrays, labels, parts)
    queue, mark = np.empty(n, np.int64), np.zeros(n, np.int64)
    stamp = 1
    chunk = 256
    rounds = max(1, steps // chunk)
    cooling = (cold / hot) ** (1.0 / rounds)
    growth = (penalty_end / penalty_start) ** (1.0 / rounds)
    temperature, penalty = hot, penalty_start
    since = 0
    edges = len(arrays.indices)
    for _ in range(rounds if edges else 0):
        for _ in range(chunk):
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
        since += chunk
        while recombine_every > 0 and since >= recombine_every:
            since -= recombine_every
            stamp += 4
            e = below(state, edges)
            recombine(arrays, scale, penalty, t, labels, e, state, temperature, queue, mark, stamp)
        temperature *= cooling
        penalty *= growth
    if recombine_every > 0:
        stamp = _mend(arrays, scale, penalty_end, t, labels, state, cold, queue, mark, stamp + 4)
    _quench(arrays, scale, penalty_end, t, labels, queue, mark, stamp + 4)


@compiled
def _mend(
    arrays: Arrays,
    scale: Scale,
    penalty: float,
    t: Tally,
    labels: Any,
    state: Any,
    temperature: float,
    queue: Any,
    mark: Any,
    stamp: int,
) -> int:
    """Recombine grids outside the band with their neighbours until there are none, or it fails."""
    n = len(labels)
    failing = np.empty(n, np.int64)
    for _ in range(MEND_ROUNDS):
        count = 0
        for u in range(n):
            h = t.households[labels[u]]
            if h < scale.lower or h > scale.upper:
                failing[count] = u
                count += 1
        if count in (0, n):
            return stamp
        for _ in range(MEND_TRIES):
            u = failing[below(state, count)]
            first, last = arrays.indptr[u], arrays.indptr[u + 1]
            if last > first:
                stamp += 4
                e = int(first + below(state, last - first))
                recombine(
                    arrays, scale, penalty, t, labels, e, state, temperature, queue, mark, stamp
                )
    return stamp


@compiled
def _quench(
    arrays: Arrays,
    scale: Scale,
    penalty: float,
    t: Tally,
    labels: Any,
    queue: Any,
    mark: Any,
    stamp: int,
) -> None:
    for _ in range(200):
        moved = False
        for u in range(len(labels)):
            best, to = -1e-9, -1
            for e in range(arrays.indptr[u], arrays.indptr[u + 1]):
                b = labels[arrays.indices[e]]
                if b != labels[u] and b != to:
                    cost = flip_cost(arrays, scale, penalty, t, labels, u, b)
                    if cost < best:
                        best, to = cost, b
            if to >= 0:
                stamp += 2
                if stays_connected(arrays, labels, u, queue, mark, stamp):
                    move(arrays, t, labels, u, to)
                    moved = True
        if not moved:
            return
