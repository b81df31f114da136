"""Compiled local search: flips of units and recombination of pairs of grids, annealed.

A flip moves one unit to the grid of a neighbour; it is taken by Metropolis's rule if the grid
that loses the unit stays connected. Units take their turns in the order in which they lie in
memory, so that a sweep of a city reads it once.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from gridmap.partition.compiled import compiled, lean
from gridmap.partition.connection import stays_connected
from gridmap.partition.recombine import recombine
from gridmap.partition.streams import below, exponential
from gridmap.partition.tally import Arrays, Scale, Tally, flip_cost, judge, move

MEND_TRIES = 64
"""Recombinations in one attempt to mend the grids that are outside the bands."""


class Desk(NamedTuple):
    """Working space that lasts from one slice of a search to the next.

    ``queue`` and ``mark`` of shape (n,) int64; ``count`` of shape (3,) int64: the last stamp, the
    flips tried since the last recombination, and the unit that was tried last; ``heat`` of shape
    (2,) float64: temperature, and cost of a household outside the band.
    """

    queue: Any
    mark: Any
    count: Any
    heat: Any


CHUNK = 256
"""Flips tried at one temperature, which is one round."""


@lean
def _flips(
    arrays: Arrays,
    scale: Scale,
    t: Tally,
    labels: Any,
    state: Any,
    desk: Desk,
    temperature: float,
    penalty: float,
) -> None:
    """Try `CHUNK` units, one after the other, with the grid of a neighbour that is in another."""
    stamp, u = desk.count[0], desk.count[2]
    for _ in range(CHUNK):
        u = u + 1 if u + 1 < len(labels) else 0
        a, first, degree = labels[u], arrays.indptr[u], arrays.indptr[u + 1] - arrays.indptr[u]
        b = a
        place: Any = np.int64(below(state, degree))
        for _ in range(degree):
            b = labels[arrays.indices[first + place]]
            if b != a:
                break
            place = place + 1 if place + 1 < degree else 0
        if b == a:
            continue
        cost = flip_cost(arrays, scale, penalty, t, labels, u, b)
        if cost <= 0.0 or cost <= temperature * exponential(state):
            stamp += 2
            if stays_connected(arrays, labels, u, desk.queue, desk.mark, stamp):
                move(arrays, t, labels, u, b)
    desk.count[0], desk.count[2] = stamp, u


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
    edges = len(arrays.indices)
    for _ in range(rounds if edges else 0):
        temperature, penalty = desk.heat[0], desk.heat[1]
        _flips(arrays, scale, t, labels, state, desk, temperature, penalty)
        desk.count[1] += CHUNK
        while desk.count[1] >= recombine_every > 0:
            desk.count[0] += 4
            desk.count[1] -= recombine_every
            recombine(
                arrays,
                scale,
                penalty,
                t,
                labels,
                below(state, edges),
                state,
                temperature,
                desk.queue,
                desk.mark,
                desk.count[0],
            )
        desk.heat[0] *= cooling
        desk.heat[1] *= growth


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


@lean
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
