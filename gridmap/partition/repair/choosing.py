"""Choosing among the alternatives of all pieces: within one budget, or a set to choose from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from gridmap.errors import SettingsError, Text
from gridmap.partition.problem import Ints
from gridmap.partition.repair.alternatives import (
    Alternative,
    candidates,
    measure,
    non_dominated,
    spread,
)
from gridmap.partition.repair.budget import within_budget
from gridmap.partition.repair.community import Mended, Piece
from gridmap.partition.solve import Weights

PRICES = (0.0, *np.geomspace(1e-5, 10.0, 60).tolist())
"""Prices of a moved household, in units of the objective, at which a set is chosen."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One plan of every piece.

    Attributes
    ----------
    plans : tuple of ndarray of int64
        Grid of each member of each piece.
    objective : float
        The objective, added up over the pieces.
    moved : int
        Households moved, added up over the pieces.
    """

    plans: tuple[Ints, ...] = field(repr=False)
    objective: float
    moved: int


class Chooser:
    """The alternatives of every piece of some repaired communities.

    Parameters
    ----------
    found : sequence of Mended
        The communities.
    weights : Weights
        The weights of the objective.
    seed : int
        Seed of the searches.
    """

    def __init__(self, found: Sequence[Mended], *, weights: Weights, seed: int) -> None:
        self.pieces = [piece for one in found for piece in one.pieces]
        self.weights, self.seed = weights, seed

    @cached_property
    def choices(self) -> list[list[Alternative]]:
        """Plans of each piece, none dominated, from the best to the one that moves fewest."""
        return [_sorted_out(piece, self.weights, self.seed) for piece in self.pieces]

    def best_unchanged(self) -> Choice:
        """Return the best plan that moves no more households, nor more units, than the repair.

        Returns
        -------
        Choice
            No worse than the repaired plan.
        """
        plans = []
        for piece in self.pieces:
            counted = piece.case.problem.n * piece.case.price + (piece.case.present >= 0)
            strict = replace(piece.case, price=counted)
            start = piece.repair.labels
            budget = strict.moved(start)
            plans.append(
                within_budget(strict, [start], budget=budget, weights=self.weights, seed=self.seed)
            )
        return self._choice([self._measured(k, plan) for k, plan in enumerate(plans)])

    def best_within(self, budget: int) -> Choice:
        """Return the best plan that moves no more households.

        Parameters
        ----------
        budget : int
            Households that may move in the pieces, all together.

        Returns
        -------
        Choice
            No worse than the repaired plan.

        Raises
        ------
        SettingsError
            If the repaired plan moves more.
        """
        least = sum(piece.repair.moved for piece in self.pieces)
        if budget < least:
            raise SettingsError(
                Text(
                    f"预算 {budget} 户不足：现有最少调整方案需调整 {least} 户。",
                    f"A budget of {budget} households is too small: {least} have to move.",
                ),
                Text("请调大 --budget。", "Raise --budget."),
            )
        chosen = [choices[-1] for choices in self.choices]
        while True:
            spare = budget - int(sum(one.values[1] for one in chosen))
            number, better = self._next(chosen, spare)
            if better is None:
                break
            chosen[number] = better
        return self._polished(chosen, budget)

    def alternatives(self, number: int, *, least_difference: float) -> list[Choice]:
        """Return plans between the best and the one that moves fewest, none dominated.

        Parameters
        ----------
        number : int
            Most plans that are returned.
        least_difference : float
            Share of the households by which any two differ at least.

        Returns
        -------
        list of Choice
            From the best to the one that moves fewest households.
        """
        found = [self.best_unchanged()]
        found += [self._at(price) for price in PRICES]
        least = found[0].moved
        found = [one for one in found if one.moved > least or one is found[0]]
        marks = [
            Alternative(np.array([k]), (one.objective, float(one.moved)))
            for k, one in enumerate(found)
        ]
        ordered = [int(one.labels[0]) for one in non_dominated(marks)]
        kept = self._apart([found[k] for k in ordered], least_difference)
        marks = [
            Alternative(np.array([k]), (one.objective, float(one.moved)))
            for k, one in enumerate(kept)
        ]
        return [kept[int(one.labels[0])] for one in spread(marks, number)]

    def _at(self, price: float) -> Choice:
        return self._choice(
            [
                min(choices, key=lambda one: one.values[0] + price * one.values[1])
                for choices in self.choices
            ]
        )

    def _next(self, chosen: list[Alternative], spare: int) -> tuple[int, Alternative | None]:
        """Find the change of one piece that gains most for each household it moves."""
        best: tuple[float, int, Alternative | None] = (0.0, -1, None)
        for number, (now, choices) in enumerate(zip(chosen, self.choices, strict=True)):
            for one in choices:
                gain, price = now.values[0] - one.values[0], one.values[1] - now.values[1]
                if gain > 1e-9 and price <= spare:
                    rate = gain / max(price, 0.5)
                    if rate > best[0]:
                        best = rate, number, one
        return best[1], best[2]

    def _polished(self, chosen: list[Alternative], budget: int) -> Choice:
        """Spend what is left of the budget, piece by piece."""
        plans = [one.labels for one in chosen]
        for number, piece in enumerate(self.pieces):
            pairs = zip(self.pieces, plans, strict=True)
            spare = budget - sum(one.case.moved(plan) for one, plan in pairs)
            plans[number] = within_budget(
                piece.case,
                [plans[number]],
                budget=piece.case.moved(plans[number]) + spare,
                weights=self.weights,
                seed=self.seed,
            )
        return self._choice([self._measured(k, plan) for k, plan in enumerate(plans)])

    def _measured(self, number: int, plan: Ints) -> Alternative:
        case = self.pieces[number].case
        value = measure(case, "objective", self.weights)(plan)
        return Alternative(plan, (value, float(case.moved(plan))))

    def _choice(self, chosen: Sequence[Alternative]) -> Choice:
        return Choice(
            tuple(one.labels for one in chosen),
            float(sum(one.values[0] for one in chosen)),
            int(sum(one.values[1] for one in chosen)),
        )

    def _apart(self, choices: list[Choice], share: float) -> list[Choice]:
        least = max(1.0, share * sum(piece.case.problem.total for piece in self.pieces))
        kept = choices[-1:]
        for one in choices[:-1]:
            if all(self._difference(one, other) >= least for other in kept):
                kept.append(one)
        return sorted(kept, key=lambda one: one.objective)

    def _difference(self, one: Choice, other: Choice) -> int:
        return sum(
            int(piece.case.problem.households[a != b].sum())
            for piece, a, b in zip(self.pieces, one.plans, other.plans, strict=True)
        )


def _sorted_out(piece: Piece, weights: Weights, seed: int) -> list[Alternative]:
    case = piece.case
    plans = candidates(case, piece.repair.labels, weights=weights, seed=seed)
    value = measure(case, "objective", weights)
    return non_dominated([Alternative(one, (value(one), float(case.moved(one)))) for one in plans])


def chosen_communities(found: Sequence[Mended], choice: Choice) -> list[list[Ints]]:
    """Return the chosen plans by community.

    Parameters
    ----------
    found : sequence of Mended
        The communities, in the order in which the chooser got them.
    choice : Choice
        What was chosen.

    Returns
    -------
    list of list of ndarray of int64
        For each community the grid of each member of each piece.
    """
    left = list(choice.plans)
    return [[left.pop(0) for _ in one.pieces] for one in found]
