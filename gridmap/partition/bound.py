"""How good a plan is at most away from the best: a proven lower bound, by column generation.

A plan covers every unit once by connected grids within the band. The linear relaxation over all
such grids (Garfinkel and Nemhauser 1970, "Optimal political districting by implicit enumeration
techniques"; Mehrotra, Johnson and Nemhauser 1998, "An optimization based heuristic for political
districting") bounds the objective from below: for any prices of the units, a plan of k grids costs
at least the sum of the prices and k times the least reduced cost (Lagrange). `pricing` finds that
least reduced cost exactly, contiguity included.
"""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from gridmap.partition.columns import model_of
from gridmap.partition.generation import EXACT, NOTHING, Generation, ProofEffort
from gridmap.partition.problem import Ints, Problem
from gridmap.partition.solve import Weights, scale_of

ALL_TERMS = ("compactness", "balance", "split", "boundary", "crossing", "nets")
SUMMED_TERMS = ("compactness", "balance", "split")
"""Terms that the bound covers where cut edges are too many; of the others what is positive counts
as 0, and all that is negative is taken to be had."""

LOOSE = 0.05
"""Relative gap above which the bound without pairs of units is tried too."""

QUICK = ProofEffort(rounds=80, listed=3_000, work=300_000)
"""About half a second for a usual piece: what every plan gets."""

LONG = ProofEffort(rounds=400, work=30_000_000)
"""Up to minutes for a piece."""


@dataclass(frozen=True, slots=True)
class Proof:
    """A plan, and how far it is at most from the best.

    Attributes
    ----------
    labels : ndarray of int64, shape (n,)
        The best plan that is known; not worse than those that were given.
    parts : int
        Its number of grids.
    objective : float
        Its objective, with the weights that were given.
    bound : float
        No plan in the band with ``fewest`` to ``most`` grids has a smaller objective.
    fewest, most : int
        Numbers of grids for which the bound holds.
    covers : tuple of str
        Terms of the objective that the bound counts; the others count as 0 in it.
    rounds, columns : int
        Rounds of column generation, and grids that were priced.
    """

    labels: Ints = field(repr=False)
    parts: int
    objective: float
    bound: float
    fewest: int
    most: int
    covers: tuple[str, ...]
    rounds: int
    columns: int

    @property
    def gap(self) -> float:
        """How far the plan is at most from the best, relative to its objective."""
        missing = self.objective - self.bound
        if missing <= NOTHING:
            return 0.0
        return missing / abs(self.objective) if self.objective else math.inf

    @property
    def optimal(self) -> bool:
        """Whether the plan was proved to be the best."""
        return self.gap <= EXACT


def prove(
    problem: Problem,
    plans: Sequence[Ints],
    *,
    weights: Weights | None = None,
    fewest: int | None = None,
    most: int | None = None,
    effort: ProofEffort | None = None,
) -> Proof:
    """Return the best plan that the given ones lead to, and a proven bound.

    Parameters
    ----------
    problem : Problem
        A connected problem.
    plans : sequence of ndarray of int64, shape (n,)
        Plans in the band, one or more, every grid connected; the first sets the scale of the
        objective by its number of grids.
    weights : Weights, optional
        Weights of the objective.
    fewest, most : int, optional
        Numbers of grids; by default that of the first plan.
    effort : ProofEffort, optional
        How long to try.

    Returns
    -------
    Proof
        The plan and the bound.
    """
    weights, effort = weights or Weights(), effort or ProofEffort()
    parts = int(plans[0].max()) + 1
    scale = scale_of(problem, parts, weights)
    until = np.inf if effort.time_s is None else time.monotonic() + effort.time_s
    whole, offset = model_of(problem, scale, pairs=True)
    search = Generation(problem, whole, (fewest or parts, most or parts), effort, until)
    found = search.run(plans)
    paired = bool(whole.cut.any() or whole.inside.any())
    covers: tuple[str, ...] = ALL_TERMS
    if paired and found.cost - found.bound > LOOSE * abs(found.cost):
        summed, _ = model_of(problem, scale, pairs=False)
        without = replace(effort, listed=0)
        other = Generation(problem, summed, (search.fewest, search.most), without, until).run(plans)
        if other.bound > found.bound:
            found, covers = replace(found, bound=other.bound), SUMMED_TERMS
    return Proof(
        labels=found.labels,
        parts=int(found.labels.max()) + 1,
        objective=found.cost + offset,
        bound=found.bound + offset,
        fewest=search.fewest,
        most=search.most,
        covers=covers,
        rounds=found.rounds,
        columns=found.columns,
    )
