"""The best plan within a budget of moved households, from a repaired one."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from gridmap.partition.compiled import compiled
from gridmap.partition.connection import stays_connected
from gridmap.partition.problem import Ints
from gridmap.partition.repair.case import Case
from gridmap.partition.repair.drift import Change, off_band
from gridmap.partition.solve import Effort, Weights, arrays_of, evaluate, scale_of, search
from gridmap.partition.streams import State, below, exponential, new_state
from gridmap.partition.tally import Arrays, Scale, flip_cost, move, tally

STABILITY = (0.0, 1.0, 2.0, 5.0, 12.0)
"""Prices of a grid's worth of moved households at which plans are sought."""

STEPS = 1_000
"""Flips tried for each unit in one run."""

HOT, COLD = 0.02, 0.0005
"""First and last temperature of that walk, in units of the objective."""


class Limits(NamedTuple):
    """What the walk may not exceed: households moved, of all units that are moved."""

    households: Ints
    budget: int


def objective(case: Case, labels: Ints, weights: Weights) -> float:
    """Return the objective of a plan, what moved left out.

    Parameters
    ----------
    case : Case
        What is repaired.
    labels : ndarray of int64, shape (n,)
        Grid of each unit.
    weights : Weights
        The weights.

    Returns
    -------
    float
        As in `gridmap.partition.solve.evaluate`, over the grids that have units.
    """
    names, dense = np.unique(labels, return_inverse=True)
    bare = replace(weights, stability=0.0)
    return evaluate(case.problem, dense.astype(np.int64), len(names), bare)[1]


def variants(case: Case, start: Ints, *, weights: Weights, seed: int) -> list[Ints]:
    """Return plans of the same grids between the one given and the best one.

    Parameters
    ----------
    case : Case
        What is repaired.
    start : ndarray of int64, shape (n,)
        A repaired plan.
    weights : Weights
        The weights of the objective.
    seed : int
        Seed of the searches.

    Returns
    -------
    list of ndarray of int64
        No more households outside the band than the one given, which is the first; found at
        several prices of change.
    """
    names, dense = np.unique(start, return_inverse=True)
    dense = dense.astype(np.int64)
    if len(names) < 2:
        return [start]
    place = np.full(max(case.grids, int(names.max()) + 1) + 1, -1, dtype=np.int64)
    place[names] = np.arange(len(names))
    problem = replace(case.problem, present=place[case.present])
    pool: list[Ints] = []
    effort = Effort(steps_per_unit=STEPS, restarts=2)
    for number, price in enumerate(STABILITY):
        search(
            problem,
            len(names),
            weights=replace(weights, stability=price),
            effort=effort,
            seed=seed + number,
            pool=pool,
            start=dense,
            locked=case.locked if case.locked.any() else None,
        )
    most = case.outside(start)
    return [start, *(names[one] for one in pool if case.outside(names[one]) <= most)]


def within_budget(
    case: Case, plans: list[Ints], *, budget: int, weights: Weights, seed: int
) -> Ints:
    """Return the plan of the least objective that moves no more households than the budget.

    Parameters
    ----------
    case : Case
        What is repaired.
    plans : list of ndarray of int64, shape (n,)
        Plans to choose from and to go on from; one at least is within the budget.
    budget : int
        Households that may move.
    weights : Weights
        The weights.
    seed : int
        Seed of the walks.

    Returns
    -------
    ndarray of int64, shape (n,)
        As good as the best of the plans within the budget, or better.
    """
    fitting = [plan for plan in plans if case.moved(plan) <= budget]
    ranked = sorted(fitting, key=lambda plan: objective(case, plan, weights))
    starts = [*ranked[:2], min(fitting, key=case.moved)]
    found = [
        _walk(case, plan, budget, weights, new_state(seed, number))
        for number, plan in enumerate(starts)
    ]
    return min([*ranked[:1], *found], key=lambda plan: objective(case, plan, weights))


def _walk(case: Case, labels: Ints, budget: int, weights: Weights, state: State) -> Ints:
    names, dense = np.unique(labels, return_inverse=True)
    place = np.full(max(case.grids, int(names.max()) + 1) + 1, -1, dtype=np.int64)
    place[names] = np.arange(len(names))
    bare = replace(weights, stability=0.0)
    problem = case.problem
    price = np.where(case.locked, np.inf, 0.0)
    present = np.where(case.present >= 0, place[case.present], -1)
    present[(case.present >= 0) & (present < 0)] = -2
    change = Change(present, price, problem.lower, problem.upper)
    best = seek(
        arrays_of(problem),
        scale_of(problem, len(names), bare),
        dense.astype(np.int64),
        (change, Limits(case.price, budget), STEPS * problem.n),
        state,
    )
    return np.asarray(names[best], dtype=np.int64)


@compiled
def seek(
    arrays: Arrays, scale: Scale, labels: Ints, task: tuple[Change, Limits, int], state: State
) -> Ints:
    """Return the best plan met on an annealed walk that never exceeds the budget.

    Parameters
    ----------
    arrays, scale
        The problem and the factors of the objective.
    labels : ndarray of int64, shape (n,)
        Grid of each unit, every grid connected; the walk leaves it changed.
    task : tuple
        Present grids and band, the budget, and the flips to try.
    state : ndarray of uint64, shape (1,)
        Random stream.

    Returns
    -------
    ndarray of int64, shape (n,)
        The least objective, with no more households outside the band than at first.
    """
    change, limits, steps = task
    n, edges = len(labels), len(arrays.indices)
    t = tally(arrays, labels, labels.max() + 1)
    queue, mark, stamp = np.empty(n, np.int64), np.zeros(n, np.int64), 1
    spent = 0
    for u in range(n):
        if labels[u] != change.present[u]:
            spent += limits.households[u]
    best, cost, best_cost = labels.copy(), 0.0, 0.0
    temperature = HOT
    cooling = (COLD / HOT) ** (64.0 / max(steps, 64))
    for step in range(steps if edges else 0):
        if step % 64 == 63:
            temperature *= cooling
        e = below(state, edges)
        u = arrays.sources[e]
        a, b = labels[u], labels[arrays.indices[e]]
        if a == b or change.price[u] == np.inf:
            continue
        sign = int(a == change.present[u]) - int(b == change.present[u])
        if spent + sign * limits.households[u] > limits.budget and sign > 0:
            continue
        h = arrays.households[u]
        out = off_band(change, t.households[a] - h) + off_band(change, t.households[b] + h)
        if out > off_band(change, t.households[a]) + off_band(change, t.households[b]):
            continue
        gain = flip_cost(arrays, scale, 0.0, t, labels, u, b)
        if gain <= 0.0 or gain <= temperature * exponential(state):
            stamp += 2
            if stays_connected(arrays, labels, u, queue, mark, stamp):
                move(arrays, t, labels, u, b)
                spent += sign * limits.households[u]
                cost += gain
                if cost < best_cost - 1e-9:
                    best[:] = labels
                    best_cost = cost
    return best
