"""Which grids a unit can get, once it is known how many households move at most."""

from __future__ import annotations

import heapq
from dataclasses import dataclass

import numpy as np

from gridmap.partition.repair.case import Case, Mask


@dataclass(frozen=True, slots=True)
class Limits:
    """What is known of the best plan.

    Attributes
    ----------
    moved : int
        A plan moves no more households than this, or the model has no plan.
    outside : int
        Households that may be outside the band.
    """

    moved: int
    outside: int


def reachable(case: Case, limits: Limits) -> Mask:
    """Return which units each grid can have in a plan within the limits.

    A grid that keeps a unit of its own reaches another unit along a path, and every foreign unit
    on the path moves. A grid that keeps none is as good as a new one.

    Parameters
    ----------
    case : Case
        What is repaired.
    limits : Limits
        Households that may move, and that may be outside the band.

    Returns
    -------
    ndarray of bool, shape (k, n)
        A row a grid, new grids last.
    """
    problem = case.problem
    free = int((problem.households - case.price).sum())
    room = limits.moved + free + limits.outside
    most = (problem.total + limits.outside) // problem.lower
    new = min(room // problem.lower, most, problem.n)
    rows = np.zeros((case.grids + new, problem.n), dtype=np.bool_)
    for g in range(case.grids):
        rows[g] = _within(case, g, limits.moved)
    rows[case.grids :] = ~case.locked & (case.price <= limits.moved)
    return rows


def _within(case: Case, grid: int, budget: int) -> Mask:
    """Return the units that a grid reaches by moving no more households than the budget."""
    problem = case.problem
    own = case.present == grid
    cost = np.where(own, 0, case.price)
    least = np.where(own, 0, budget + 1)
    heap = [(0, int(u)) for u in np.flatnonzero(own)]
    while heap:
        spent, u = heapq.heappop(heap)
        if spent > least[u]:
            continue
        for v in problem.indices[problem.indptr[u] : problem.indptr[u + 1]].tolist():
            total = spent + int(cost[v])
            if total < least[v] and not (case.locked[v] and not own[v]):
                least[v] = total
                heapq.heappush(heap, (total, v))
    return np.asarray(least <= budget, dtype=np.bool_)
