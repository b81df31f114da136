"""Alternatives: plans none of which is better in both of two criteria, and no two nearly alike."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np

from gridmap.partition.problem import Ints
from gridmap.partition.repair.budget import objective, variants, within_budget
from gridmap.partition.repair.case import Case
from gridmap.partition.solve import Weights

Term = Literal["objective", "moved", "compactness", "balance", "split", "boundary"]

LEAST_DIFFERENCE = 0.01
"""Share of the households by which two alternatives differ at least."""

BUDGETS = 8
"""Budgets between the fewest households moved and those of the best plan that are tried."""

NONE = Weights(compactness=0.0, balance=0.0, split=0.0)


@dataclass(frozen=True, slots=True)
class Alternative:
    """One plan of the set.

    Attributes
    ----------
    labels : ndarray of int64, shape (n,)
        Grid of each unit.
    values : tuple of float
        The two criteria, the less the better.
    """

    labels: Ints = field(repr=False)
    values: tuple[float, float]


def alternatives(
    case: Case,
    start: Ints,
    *,
    weights: Weights,
    terms: tuple[Term, Term] = ("objective", "moved"),
    number: int | None = None,
    least_difference: float = LEAST_DIFFERENCE,
    seed: int = 0,
) -> list[Alternative]:
    """Return plans between two criteria, none dominated and no two nearly alike.

    Parameters
    ----------
    case : Case
        What is repaired.
    start : ndarray of int64, shape (n,)
        A repaired plan.
    weights : Weights
        The weights of the objective.
    terms : tuple of str
        The two criteria: the objective, the households moved, or a term of the objective.
    number : int, optional
        Most plans that are returned, both ends among them; by default all.
    least_difference : float
        Share of the households by which any two differ at least.
    seed : int
        Seed of the searches.

    Returns
    -------
    list of Alternative
        From the least of the first criterion to the least of the second; no more households
        outside the band than the plan given.
    """
    plans = candidates(case, start, weights=weights, terms=terms, seed=seed)
    measures = [measure(case, term, weights) for term in terms]
    found = [Alternative(plan, (measures[0](plan), measures[1](plan))) for plan in plans]
    apart = keep_apart(non_dominated(found), case, least_difference)
    return spread(apart, number)


def measure(case: Case, term: Term, weights: Weights) -> Callable[[Ints], float]:
    """Return the function that gives one criterion of a plan.

    Parameters
    ----------
    case : Case
        What is repaired.
    term : str
        The criterion.
    weights : Weights
        The weights of the objective.

    Returns
    -------
    callable
        From labels to a number, the less the better.
    """
    if term == "moved":
        return lambda labels: float(case.moved(labels))
    if term == "objective":
        return lambda labels: objective(case, labels, weights)
    if term == "boundary":
        return lambda labels: objective(case, labels, NONE)
    flat = replace(case.problem, cut_cost=np.zeros_like(case.problem.cut_cost))
    plain, only = replace(case, problem=flat), replace(NONE, **{term: 1.0})
    return lambda labels: objective(plain, labels, only)


def candidates(
    case: Case,
    start: Ints,
    *,
    weights: Weights,
    terms: tuple[Term, Term] = ("objective", "moved"),
    seed: int = 0,
) -> list[Ints]:
    """Return plans from which alternatives are chosen.

    Parameters
    ----------
    case : Case
        What is repaired.
    start : ndarray of int64, shape (n,)
        A repaired plan.
    weights : Weights
        The weights of the objective.
    terms : tuple of str
        The two criteria.
    seed : int
        Seed of the searches.

    Returns
    -------
    list of ndarray of int64
        The one given is the first.
    """
    plans = variants(case, start, weights=weights, seed=seed)
    for favoured in terms:
        if favoured not in {"objective", "moved", "boundary"}:
            more = replace(weights, **{favoured: 10 * max(getattr(weights, favoured), 0.1)})
            plans += variants(case, start, weights=more, seed=seed + 1)[1:]
    if "moved" in terms:
        least, most = case.moved(start), max(case.moved(plan) for plan in plans)
        for budget in np.linspace(least, most, BUDGETS).astype(int).tolist():
            plans.append(
                within_budget(case, plans, budget=budget, weights=weights, seed=seed + budget)
            )
    return plans


def non_dominated(plans: Sequence[Alternative]) -> list[Alternative]:
    """Return the plans that no other beats in one criterion and equals in the other.

    Parameters
    ----------
    plans : sequence of Alternative
        Any plans.

    Returns
    -------
    list of Alternative
        The first criterion ascending, the second descending.

    Examples
    --------
    >>> nobody = np.zeros(1, np.int64)
    >>> plans = [Alternative(nobody, values) for values in [(2, 1), (1, 3), (2, 2), (3, 1)]]
    >>> [one.values for one in non_dominated(plans)]
    [(1, 3), (2, 1)]
    """
    best: list[Alternative] = []
    for one in sorted(plans, key=lambda plan: plan.values):
        if not best or one.values[1] < best[-1].values[1] - 1e-9:
            best.append(one)
    return best


def keep_apart(plans: list[Alternative], case: Case, share: float) -> list[Alternative]:
    """Return the plans of which no two differ in less than a share of the households.

    Parameters
    ----------
    plans : list of Alternative
        In order; the last one, which is the least of the second criterion, is kept for sure.
    case : Case
        Holds the households.
    share : float
        From 0 to 1.

    Returns
    -------
    list of Alternative
        In the same order.
    """
    households, least = case.problem.households, max(1.0, share * case.problem.total)
    kept = plans[-1:]
    for one in plans[:-1]:
        if all(households[one.labels != other.labels].sum() >= least for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda plan: plan.values)


def spread(plans: list[Alternative], number: int | None) -> list[Alternative]:
    """Return so many plans, both ends among them, evenly over the second criterion.

    Parameters
    ----------
    plans : list of Alternative
        In order.
    number : int or None
        How many; None for all.

    Returns
    -------
    list of Alternative
        In the same order.
    """
    if number is None or len(plans) <= number:
        return plans
    if number == 1:
        return plans[-1:]
    values = np.array([plan.values[1] for plan in plans])
    wanted = np.linspace(values[0], values[-1], number)
    chosen = {0, len(plans) - 1}
    for want in wanted[1:-1]:
        free = [k for k in range(len(plans)) if k not in chosen]
        chosen.add(min(free, key=lambda k: abs(values[k] - want)))
    return [plans[k] for k in sorted(chosen)]
