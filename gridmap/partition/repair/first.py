"""A first repaired plan: fragments handed over, grids made or dissolved, then an annealed walk."""

from __future__ import annotations

import heapq

import numpy as np

from gridmap.partition.problem import Ints
from gridmap.partition.repair.case import Case, Mask
from gridmap.partition.repair.drift import Change, Course, drift
from gridmap.partition.solve import arrays_of
from gridmap.partition.streams import new_state

STEPS, MOST_STEPS = 4_000, 2_000_000
"""Flips tried for each unit in one walk, and in one walk at most."""

NEW_GRIDS = 16
"""Places at which one more grid is tried."""

TIE = 0.25
"""Cost of moving all units once more, in households: of plans that move as many households, the
one that moves fewer units."""


def fewest(case: Case, labels: Ints, *, seed: int) -> Ints:
    """Return a plan that moves few households, met on a walk from another plan.

    Parameters
    ----------
    case : Case
        What is repaired.
    labels : ndarray of int64, shape (n,)
        A plan of connected grids.
    seed : int
        Seed of the walk.

    Returns
    -------
    ndarray of int64, shape (n,)
        No more households outside the band than in the plan given, or as many and no more moved.
    """
    problem, parts = case.problem, int(labels.max()) + 1
    price = np.where(case.present >= 0, case.price + TIE / problem.n, 0.0)
    price[case.locked] = np.inf
    change = Change(case.present, price, problem.lower, problem.upper)
    middle = (problem.lower + problem.upper) / 2
    course = Course(min(STEPS * problem.n, MOST_STEPS), 0.2 * middle, 0.002 * middle, 1.0, 50.0)
    state = new_state(seed, parts)
    return drift(arrays_of(problem), labels.copy(), change, course, state)


def first_plan(case: Case, *, seed: int) -> Ints:
    """Return a plan with every unit in a connected grid, close to the present one.

    Parameters
    ----------
    case : Case
        What is repaired.
    seed : int
        Seed of the walks.

    Returns
    -------
    ndarray of int64, shape (n,)
        The best of a few walks; fragments remain only where locks leave no choice.
    """
    labels = fit_count(case, join(case, case.present))
    starts = [labels, labels, labels, *_other_counts(case, labels)]
    plans = [fewest(case, start, seed=seed + run) for run, start in enumerate(starts)]
    best = sorted(plans, key=lambda plan: rank(case, plan))[:3]
    best += [fewest(case, plan, seed=seed + run) for run, plan in enumerate(best, len(starts))]
    return min(best, key=lambda plan: rank(case, plan))


def rank(case: Case, labels: Ints) -> tuple[bool, int, int, int]:
    """Return what a better plan has less of.

    Parameters
    ----------
    case : Case
        What is repaired.
    labels : ndarray of int64, shape (n,)
        Grid of each unit.

    Returns
    -------
    tuple
        Whether a grid is in fragments, households outside the band, households and units moved.
    """
    changed = (labels != case.present) & (case.present >= 0)
    return not case.connected(labels), case.outside(labels), case.moved(labels), int(changed.sum())


def join(case: Case, labels: Ints) -> Ints:
    """Return connected grids: of each the part with the most households keeps the label.

    Parameters
    ----------
    case : Case
        What is repaired.
    labels : ndarray of int64, shape (n,)
        Grid of each unit, -1 for none; grids may be in fragments.

    Returns
    -------
    ndarray of int64, shape (n,)
        Other parts go to the neighbours with the fewest households; a part without a grid that
        holds enough households for one becomes a new grid. Locked units stay.
    """
    fragment = case.fragments(labels)
    loads = np.bincount(fragment, weights=case.problem.households)
    pinned = np.bincount(fragment, weights=case.locked)
    result = labels.copy()
    for grid in np.unique(labels[labels >= 0]):
        own = np.unique(fragment[labels == grid])
        keep = max(own, key=lambda f: (pinned[f], loads[f], -f))
        result[(labels == grid) & (fragment != keep) & ~case.locked] = -1
    fragment = case.fragments(result)
    for f in np.unique(fragment[result < 0]):
        part = fragment == f
        if case.problem.households[part].sum() >= case.problem.lower:
            result[part] = max(int(result.max()) + 1, case.grids)
    return _absorb(case, result)


def _absorb(case: Case, labels: Ints) -> Ints:
    """Give units without grid to the neighbouring grid with the fewest households, one by one."""
    problem = case.problem
    if (labels < 0).all():
        return np.full_like(labels, case.grids)
    loads = np.bincount(labels[labels >= 0], weights=problem.households[labels >= 0])
    heap: list[tuple[float, int, int]] = []

    def offer(u: int) -> None:
        for v in problem.indices[problem.indptr[u] : problem.indptr[u + 1]].tolist():
            if labels[v] < 0:
                heapq.heappush(heap, (float(loads[labels[u]]), v, int(labels[u])))

    for first in np.flatnonzero(labels >= 0).tolist():
        offer(first)
    while heap:
        load, u, grid = heapq.heappop(heap)
        if labels[u] >= 0:
            continue
        if load < loads[grid]:
            heapq.heappush(heap, (float(loads[grid]), u, grid))
            continue
        labels[u] = grid
        loads[grid] += problem.households[u]
        offer(u)
    return labels


def fit_count(case: Case, labels: Ints) -> Ints:
    """Return the plan with grids dissolved or made until their number can be in the band.

    Parameters
    ----------
    case : Case
        What is repaired.
    labels : ndarray of int64, shape (n,)
        Connected grids.

    Returns
    -------
    ndarray of int64, shape (n,)
        Connected grids, dissolved from the one with the fewest households, made of the one with
        the most.
    """
    total, problem = case.problem.total, case.problem
    least, most = -(-total // problem.upper), max(1, total // problem.lower)
    while len(np.unique(labels)) > most:
        fewer = dissolve_grid(case, labels)
        if fewer is None:
            break
        labels = fewer
    while len(np.unique(labels)) < min(least, most):
        more = split_grid(case, labels)
        if more is None:
            break
        labels = more
    return labels


def _other_counts(case: Case, labels: Ints) -> list[Ints]:
    """Return plans of one grid more and one less, where the band allows them."""
    count, total, problem = len(np.unique(labels)), case.problem.total, case.problem
    plans = []
    if (count + 1) * problem.lower <= total:
        plans.append(split_grid(case, labels))
        middles = np.unique(np.linspace(0, problem.n - 1, NEW_GRIDS).astype(int)).tolist()
        plans += [carve_grid(case, labels, unit) for unit in middles if not case.locked[unit]]
    if count > 1 and (count - 1) * problem.upper >= total:
        plans.append(dissolve_grid(case, labels))
    return [plan for plan in plans if plan is not None]


def dissolve_grid(case: Case, labels: Ints) -> Ints | None:
    """Return the plan without its grid of the fewest households.

    Parameters
    ----------
    case : Case
        What is repaired.
    labels : ndarray of int64, shape (n,)
        Connected grids.

    Returns
    -------
    ndarray of int64, shape (n,), or None
        None if locks bar every grid, or there is only one.
    """
    loads = np.bincount(labels, weights=case.problem.households)
    pinned = np.bincount(labels, weights=case.locked)
    there = [g for g in np.unique(labels) if pinned[g] == 0]
    if not there or len(np.unique(labels)) < 2:
        return None
    gone = min(there, key=lambda g: (loads[g], g))
    return _absorb(case, np.where(labels == gone, -1, labels))


def split_grid(case: Case, labels: Ints) -> Ints | None:
    """Return the plan with its grid of the most households in two.

    Parameters
    ----------
    case : Case
        What is repaired.
    labels : ndarray of int64, shape (n,)
        Connected grids.

    Returns
    -------
    ndarray of int64, shape (n,), or None
        None if no grid can be split.
    """
    loads = np.bincount(labels, weights=case.problem.households)
    for grid in np.argsort(-loads, kind="stable"):
        members = labels == grid
        if members.sum() > 1:
            half = _half(case, members & ~case.locked, members, loads[grid] / 2)
            if half.any() and not half[members].all():
                return np.where(half, max(int(labels.max()) + 1, case.grids), labels)
    return None


def carve_grid(case: Case, labels: Ints, unit: int) -> Ints:
    """Return the plan with one grid more, grown around a unit out of whatever is near.

    Parameters
    ----------
    case : Case
        What is repaired.
    labels : ndarray of int64, shape (n,)
        Connected grids.
    unit : int
        A unit that is not locked.

    Returns
    -------
    ndarray of int64, shape (n,)
        Connected grids.
    """
    carved = _grow(case, ~case.locked, unit, case.problem.lower)
    return join(case, np.where(carved, max(int(labels.max()) + 1, case.grids), labels))


def _grow(case: Case, free: Mask, unit: int, target: float) -> Mask:
    """Grow a part around a unit, nearest units first."""
    problem = case.problem
    grown = np.zeros(problem.n, dtype=np.bool_)
    near = ((problem.xy - problem.xy[unit]) ** 2).sum(axis=1)
    load = 0
    heap, seen = [(0.0, unit)], {unit}
    while heap and load < target:
        _, u = heapq.heappop(heap)
        grown[u] = True
        load += int(problem.households[u])
        for v in problem.indices[problem.indptr[u] : problem.indptr[u + 1]].tolist():
            if free[v] and v not in seen:
                seen.add(v)
                heapq.heappush(heap, (float(near[v]), v))
    return grown


def _half(case: Case, free: Mask, members: Mask, target: float) -> Mask:
    """Grow a part from the outermost unit, nearest units first, that leaves one piece behind."""
    problem = case.problem
    if not free.any():
        return np.zeros(problem.n, dtype=np.bool_)
    centre = problem.xy[members].mean(axis=0)
    away = ((problem.xy - centre) ** 2).sum(axis=1)
    half = _grow(case, free, int(np.where(free, away, -1.0).argmax()), target)
    rest = case.fragments(np.where(members, half.astype(np.int64), -1))
    left = members & ~half
    if left.any():
        pinned = np.unique(rest[left & case.locked]).tolist()
        loads = np.bincount(rest[left], weights=problem.households[left])
        keep = pinned[0] if pinned else int(loads.argmax())
        half |= left & (rest != keep) & ~case.locked
    return half
