"""Compiled annealing of single flips towards the fewest households moved."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from gridmap.partition.compiled import compiled, inlined
from gridmap.partition.connection import stays_connected
from gridmap.partition.problem import Floats, Ints
from gridmap.partition.streams import State, below, exponential
from gridmap.partition.tally import Arrays


class Change(NamedTuple):
    """What a plan costs, in households: leaving the present grid, and being outside the band.

    A unit whose price is infinite stays where it is.
    """

    present: Ints
    price: Floats
    lower: int
    upper: int


class Course(NamedTuple):
    """How the walk cools, in households.

    Flips that are tried, first and last temperature, and first and last cost of a household
    outside the band.
    """

    steps: int
    hot: float
    cold: float
    penalty_start: float
    penalty_end: float


@inlined
def off_band(change: Change, households: int) -> int:
    """Return the households of a grid outside the band.

    Parameters
    ----------
    change : Change
        Holds the band.
    households : int
        Households of the grid.

    Returns
    -------
    int
        0 in the band.
    """
    return max(0, change.lower - households, households - change.upper)


@compiled
def drift(arrays: Arrays, labels: Ints, change: Change, course: Course, state: State) -> Ints:
    """Return the best plan met on an annealed walk of single flips from a plan.

    Parameters
    ----------
    arrays : Arrays
        The problem.
    labels : ndarray of int64, shape (n,)
        Grid of each unit, every grid connected; the walk leaves it changed. No grid loses its
        last unit.
    change : Change
        What a plan costs.
    course : Course
        How to cool.
    state : ndarray of uint64, shape (1,)
        Random stream.

    Returns
    -------
    ndarray of int64, shape (n,)
        The plan with the fewest households outside the band, then of the least price; the one
        given if none is better.
    """
    n, edges = len(labels), len(arrays.indices)
    queue, mark, stamp = np.empty(n, np.int64), np.zeros(n, np.int64), 1
    loads = np.zeros(labels.max() + 1, np.int64)
    for u in range(n):
        loads[labels[u]] += arrays.households[u]
    best, price, best_price, outside, best_outside = labels.copy(), 0.0, 0.0, 0, 0
    temperature, penalty = course.hot, course.penalty_start
    rounds = max(1, course.steps // 64)
    cooling = (course.cold / course.hot) ** (1.0 / rounds)
    growth = (course.penalty_end / course.penalty_start) ** (1.0 / rounds)
    for step in range(rounds * 64 if edges else 0):
        if step % 64 == 63:
            temperature *= cooling
            penalty *= growth
        e = below(state, edges)
        u = arrays.sources[e]
        a, b = labels[u], labels[arrays.indices[e]]
        if a == b or change.price[u] == np.inf:
            continue
        h = arrays.households[u]
        out = off_band(change, loads[a] - h) + off_band(change, loads[b] + h)
        out -= off_band(change, loads[a]) + off_band(change, loads[b])
        cost = change.price[u] * ((a == change.present[u]) * 1.0 - (b == change.present[u]) * 1.0)
        total = cost + penalty * out
        if total <= 0.0 or total <= temperature * exponential(state):
            stamp += 2
            if stays_connected(arrays, labels, u, queue, mark, stamp):
                labels[u] = b
                loads[a] -= h
                loads[b] += h
                price += cost
                outside += out
                if outside < best_outside or (
                    outside == best_outside and price < best_price - 1e-6
                ):
                    best[:] = labels
                    best_price, best_outside = price, outside
    return best
