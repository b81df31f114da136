"""The optimum of a small graph: all connected grids within the band, and the best exact cover.

Every set of units is looked at once; those that are connected and within the band are the grids.
A table over sets of units already covered then gives the best plan for every number of grids, each
step covering the first unit that is still free. 2^n sets and, at worst, 3^n steps.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from gridmap.partition.compiled import compiled
from gridmap.partition.problem import Floats, Ints, Problem

MOST_UNITS = 18
MOST_STATES, MOST_STEPS = 8_000_000, 600_000_000
"""Size of the table, and steps after which the proof is given up."""


@dataclass(frozen=True, slots=True)
class Optimum:
    """The best plan of a number of grids.

    Attributes
    ----------
    labels : ndarray of int64, shape (n,)
        Grid of each unit.
    cost : float
        Sum of the costs of its grids.
    """

    labels: Ints = field(repr=False)
    cost: float


def optima(problem: Problem, most: int, *, compact: bool) -> dict[int, Optimum] | None:
    """Return the optimum for every number of grids for which there is a plan.

    Parameters
    ----------
    problem : Problem
        A problem of any shape.
    most : int
        Greatest number of grids.
    compact : bool
        Whether the cost of a grid is its moment of inertia, in mass times m²; otherwise it is
        half the cost of the edges that leave it, so that a plan costs its cut edges.

    Returns
    -------
    dict of int to Optimum, or None
        A number that is missing has no plan, which is proved; None if there is too much to list.

    Examples
    --------
    >>> from gridmap.partition.problem import make_problem
    >>> row = [(0, 1), (1, 2), (2, 3)]
    >>> row = make_problem(
    ...     [1, 1, 1, 1], row, xy=np.zeros((4, 2)), cut_cost=np.ones(3), lower=2, upper=2
    ... )
    >>> optima(row, 3, compact=False)
    {2: Optimum(cost=1.0)}
    """
    n = problem.n
    if n > MOST_UNITS or (most + 1) * 2**n > MOST_STATES:
        return None
    near = np.zeros(n, dtype=np.int64)
    heads = np.repeat(np.arange(n), np.diff(problem.indptr))
    np.bitwise_or.at(near, heads, 1 << problem.indices)
    grids = _grids(near, problem.households, problem.lower, problem.upper)
    if compact:
        costs = _inertias(problem, grids)
    else:
        costs = _half_boundaries(heads, problem.indices, problem.cut_cost, grids)
    first = np.bitwise_and(grids, -grids)
    order = np.lexsort((grids, first))
    grids, costs, first = grids[order], costs[order], first[order]
    start = np.searchsorted(first, 1 << np.arange(n + 1))
    table, came = _cover(n, most, grids, costs, start)
    if not len(table):
        return None
    numbers = np.flatnonzero(np.isfinite(table[:, -1]))
    return {int(k): Optimum(_labels(n, int(k), grids, came), float(table[k, -1])) for k in numbers}


def _inertias(problem: Problem, grids: Ints) -> Floats:
    inside = (grids[:, None] >> np.arange(problem.n)) & 1
    moment = problem.mass * (problem.xy**2).sum(axis=1) + problem.own_inertia
    mass, first = inside @ problem.mass, inside @ (problem.mass[:, None] * problem.xy)
    about = np.where(mass > 0, (first**2).sum(axis=1) / np.where(mass > 0, mass, 1), 0)
    return np.asarray(np.maximum(inside @ moment - about, 0.0))


@compiled
def _half_boundaries(heads: Ints, tails: Ints, cut_cost: Floats, grids: Ints) -> Floats:
    costs = np.zeros(len(grids))
    for i in range(len(grids)):
        for e in range(len(heads)):
            if (grids[i] >> heads[e]) & ~(grids[i] >> tails[e]) & 1:
                costs[i] += cut_cost[e] / 2
    return costs


def _labels(n: int, parts: int, grids: Ints, came: NDArray[np.int32]) -> Ints:
    labels = np.empty(n, dtype=np.int64)
    covered = 2**n - 1
    for k in range(parts, 0, -1):
        grid = int(grids[came[k, covered]])
        labels[(grid >> np.arange(n)) & 1 == 1] = k - 1
        covered ^= grid
    return labels


@compiled
def _grids(near: Ints, households: Ints, lower: int, upper: int) -> Ints:
    """Return the connected sets of units within the band, as bits."""
    n = len(near)
    total = np.zeros(1 << n, np.int64)
    found = np.empty(1 << n, np.int64)
    count = 0
    for members in range(1, 1 << n):
        u = 0
        while not (members >> u) & 1:
            u += 1
        total[members] = total[members & (members - 1)] + households[u]
        if total[members] < lower or total[members] > upper:
            continue
        reached, front = 0, 1 << u
        while front:
            reached |= front
            beside = 0
            for v in range(n):
                if (front >> v) & 1:
                    beside |= near[v]
            front = beside & members & ~reached
        if reached == members:
            found[count] = members
            count += 1
    return found[:count].copy()


@compiled
def _cover(
    n: int, most: int, grids: Ints, costs: Floats, start: Ints
) -> tuple[Floats, NDArray[np.int32]]:
    """Return the least cost for each number of grids and set covered, and the last grid of it."""
    table = np.full((most + 1, 1 << n), np.inf)
    came = np.full((most + 1, 1 << n), -1, np.int32)
    table[0, 0] = 0.0
    steps = 0
    for covered in range((1 << n) - 1):
        u = 0
        while (covered >> u) & 1:
            u += 1
        for k in range(most):
            if table[k, covered] == np.inf:
                continue
            steps += start[u + 1] - start[u]
            if steps > MOST_STEPS:
                return table[:0], came[:0]
            for i in range(start[u], start[u + 1]):
                if not grids[i] & covered:
                    cost = table[k, covered] + costs[i]
                    after = covered | grids[i]
                    if cost < table[k + 1, after]:
                        table[k + 1, after] = cost
                        came[k + 1, after] = i
    return table, came
