"""The fewest households moved: a first plan, then the exact model until that is proved."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import linear_sum_assignment

from gridmap.errors import SettingsError, Text
from gridmap.partition.problem import Ints, Problem
from gridmap.partition.repair.case import Case, Mask, make_case
from gridmap.partition.repair.first import TIE, fewest, first_plan, join, rank
from gridmap.partition.repair.model import SLACK, Answer, Model
from gridmap.partition.repair.reach import Limits

TIME_S = 20.0
"""Seconds for one piece, unless it is proved sooner."""

MOST_UNITS = 150
"""Units up to which the fewest households outside the band are sought by a model."""

LEAST_GAIN, PATIENCE = 0.01, 15
"""Households by which the relaxed bound must rise, in so many rounds, to go on with them."""

OUTSIDE_SHARE = 0.4
"""Part of the time for that."""


@dataclass(frozen=True, slots=True)
class Repair:
    """A repaired plan, and how far it is from the least change.

    Attributes
    ----------
    labels : ndarray of int64, shape (n,)
        Grid of each unit: present grids keep their labels, new ones follow.
    moved : int
        Households whose grid changes.
    bound : int
        Proven: no plan that satisfies every rule, with no more households outside the band than
        this one, moves fewer.
    outside : int
        Households outside the band, summed over grids: 0 where the band can be kept.
    outside_bound : int
        Proven: no plan has fewer households outside the band.
    """

    labels: Ints = field(repr=False)
    moved: int
    bound: int
    outside: int
    outside_bound: int

    @property
    def proven(self) -> bool:
        """Whether the plan is proved to be the least change."""
        return self.moved == self.bound and self.outside == self.outside_bound


def repair(
    problem: Problem,
    present: Ints,
    *,
    grids: int | None = None,
    locked: Mask | None = None,
    known: Ints | None = None,
    seed: int = 0,
    time_s: float = TIME_S,
) -> Repair:
    """Return the plan that satisfies every rule and moves the fewest households.

    Every unit is in one grid, every grid is connected and in the band. Grids may be made and
    dissolved; all households of a grid that is dissolved move, and so do those of a new one. A
    unit that has no grid yet moves nobody. Where the band cannot be kept, the households outside
    it are made fewest first.

    Parameters
    ----------
    problem : Problem
        A connected piece.
    present : ndarray of int, shape (n,)
        Present grid of each unit, -1 for none; grids may be in fragments and outside the band.
    grids : int, optional
        Number of present grids, where some have no unit here.
    locked : ndarray of bool, shape (n,), optional
        Units that stay in their grid.
    known : ndarray of int, shape (n,), optional
        Households of each unit that lived in its present grid already, and would move with it;
        by default all. Those of new buildings move nobody.
    seed : int
        Seed of the search.
    time_s : float
        Seconds of the exact model, after which the best plan and bound so far are returned.

    Returns
    -------
    Repair
        The plan, with a proven bound.

    Raises
    ------
    SettingsError
        If the locked units of a grid cannot be connected.

    Examples
    --------
    >>> from gridmap.partition.problem import make_problem
    >>> row = make_problem([30, 20, 10, 20], [[0, 1], [1, 2], [2, 3]],
    ...                    xy=[[0, 0], [1, 0], [2, 0], [3, 0]], lower=30, upper=50)
    >>> mended = repair(row, np.array([0, 0, 0, 1]))
    >>> mended.labels.tolist(), mended.moved, mended.bound
    ([0, 0, 1, 1], 10, 10)
    """
    case = make_case(problem, present, grids=grids, locked=locked, known=known)
    return mend(case, seed=seed, time_s=time_s)


def mend(case: Case, *, seed: int, time_s: float) -> Repair:
    """Return the plan of `repair` for a case that is made already.

    Parameters
    ----------
    case : Case
        What is repaired.
    seed : int
        Seed of the search.
    time_s : float
        Seconds of the exact model, after which the best plan and bound so far are returned.

    Returns
    -------
    Repair
        The plan, with a proven bound.

    Raises
    ------
    SettingsError
        If the locked units of a grid cannot be connected.
    """
    problem = case.problem
    best = first_plan(case, seed=seed)
    deadline = time.monotonic() + time_s
    if not case.connected(best):
        best = _connect(case, seed=seed, deadline=deadline)
    floor = least_outside(problem)
    if case.outside(best) > floor and problem.n <= MOST_UNITS:
        best, low = _fewest_outside(
            case, best, seed=seed, deadline=deadline - (1 - OUTSIDE_SHARE) * time_s
        )
        floor = max(floor, low)
    best, bound = _fewest_moved(case, best, seed=seed, deadline=deadline)
    return Repair(best, case.moved(best), bound, case.outside(best), floor)


def least_outside(problem: Problem) -> int:
    """Return households that arithmetic leaves outside the band, whatever the plan.

    Parameters
    ----------
    problem : Problem
        A connected piece.

    Returns
    -------
    int
        From the total and from units above the band.
    """
    total, lower, upper = problem.total, problem.lower, problem.upper
    few = max(1, total // upper)
    by_total = min(max(0, k * lower - total, total - k * upper) for k in (few, few + 1))
    return max(by_total, int(np.maximum(problem.households - upper, 0).sum()))


def _fewest_moved(case: Case, best: Ints, *, seed: int, deadline: float) -> tuple[Ints, int]:
    """Return the plan of the fewest households moved, as far as time allows, and a bound."""
    model = Model(case, Limits(case.moved(best), case.outside(best)), seed=seed)
    plans, bound = [best], 0
    for answer in _rounds(model, plans, deadline=deadline):
        if answer.labels is not None:
            plans.append(_better(case, plans[-1], answer.labels, seed=seed))
        moved = case.moved(plans[-1])
        bound = max(bound, _whole(answer.bound - TIE, moved))
        if bound >= moved:
            break
    return plans[-1], min(bound, case.moved(plans[-1]))


def _fewest_outside(case: Case, best: Ints, *, seed: int, deadline: float) -> tuple[Ints, int]:
    """Return a plan of the fewest households outside the band, whatever moves, and a bound."""
    problem = case.problem
    unnamed = make_case(problem, np.arange(problem.n))
    model = Model(unnamed, Limits(problem.total, case.outside(best)), least_outside=True, seed=seed)
    model.keep_locked(case)
    plans, bound = [best], 0
    for answer in _rounds(model, plans, deadline=deadline):
        if answer.labels is not None:
            found = name_grids(case, answer.labels)
            plans.append(_better(case, plans[-1], found, seed=seed))
        outside = case.outside(plans[-1])
        bound = max(bound, _whole(answer.bound, outside))
        if bound >= outside:
            break
    return plans[-1], min(bound, case.outside(plans[-1]))


def _rounds(model: Model, plans: list[Ints], *, deadline: float) -> Iterator[Answer]:
    """Yield what the model says, relaxed and then whole, with separators added after each."""
    relaxed, before, idle = True, -math.inf, 0
    while time.monotonic() < deadline:
        left = deadline - time.monotonic()
        hint = plans[-1] if plans else None
        answer = model.relax(time_s=left) if relaxed else model.solve(hint, time_s=left)
        yield answer
        idle = 0 if answer.bound >= before + LEAST_GAIN else idle + 1
        before = max(before, answer.bound)
        model.forbid(answer.cuts)
        if relaxed:
            relaxed = bool(answer.cuts) and idle < PATIENCE
        elif answer.labels is None or not answer.cuts:
            return


def _whole(bound: float, most: int) -> int:
    """Round a bound up to whole households; a model without a plan means the best is known."""
    return most if math.isinf(bound) else max(0, math.ceil(bound - SLACK))


def _better(case: Case, best: Ints, found: Ints, *, seed: int) -> Ints:
    """Return the better plan: the best so far, or one made of what the model found."""
    joined = join(case, found)
    plans = [best, joined, fewest(case, joined, seed=seed)]
    return min(plans, key=lambda labels: rank(case, labels))


def _connect(case: Case, *, seed: int, deadline: float) -> Ints:
    """Return a plan that connects the locked units of every grid."""
    everyone = Limits(int(case.price.sum()), 2 * case.problem.total)
    model = Model(case, everyone, seed=seed)
    for answer in _rounds(model, [], deadline=deadline):
        if answer.labels is not None and not answer.cuts:
            return fewest(case, answer.labels, seed=seed)
    raise SettingsError(
        Text("锁定的基本单元使网格无法连片。", "Locked units keep a grid from being connected."),
        Text("请取消其中一些单元的锁定。", "Unlock some of them."),
    )


def name_grids(case: Case, labels: Ints) -> Ints:
    """Return the same grids, called by the present names so that the fewest households move.

    Parameters
    ----------
    case : Case
        What is repaired.
    labels : ndarray of int64, shape (n,)
        Grids by any name.

    Returns
    -------
    ndarray of int64, shape (n,)
        Present grids keep their labels where they go on; the others are new ones.
    """
    names, grid = np.unique(labels, return_inverse=True)
    kept = np.zeros((len(names), case.grids + len(names)))
    placed = case.present >= 0
    pinned = np.where(case.locked, case.problem.total + 1.0, 0.0)
    worth = pinned + case.price + TIE / case.problem.n
    np.add.at(kept, (grid[placed], case.present[placed]), worth[placed])
    _, columns = linear_sum_assignment(-kept)
    new = np.cumsum(columns >= case.grids) + case.grids - 1
    return np.where(columns >= case.grids, new, columns)[grid].astype(np.int64)
