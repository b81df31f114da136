"""Cutting one connected piece: compounds kept whole where they can be, and no more than needed.

Compounds that fit in a grid are first merged into one unit each. Where no plan within the band is
found so, the compounds of the grids that fail, and of their neighbours, are opened again and the
piece is cut anew; what is opened costs a split in the objective.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass, replace

import numpy as np

from gridmap.partition.barriers import pieces
from gridmap.partition.feasibility import feasibility, grids_to_try
from gridmap.partition.generation import ProofEffort
from gridmap.partition.problem import Ints, Problem, contract
from gridmap.partition.solve import Effort, Solution, Weights, search
from gridmap.plan import Band

ROUNDS = 3
"""Times that compounds are opened before the piece is cut unit by unit."""


@dataclass(frozen=True, slots=True)
class Search:
    """How to search: weights, effort, seed, and the time after which no new run starts.

    Attributes
    ----------
    weights : Weights
        Weights of the objective.
    effort : Effort
        How long.
    seed : int
        Same seed, same plan.
    deadline : float or None
        On the clock of `time.monotonic`.
    grids : int or None
        Number of grids, where it is given.
    proof : ProofEffort or None
        How long a bound of what is found is proved; None for not at all.
    persons : Band or None
        Persons of a grid, where they are held in a band too.
    nets : tuple of float
        Weight of each existing net, for units that know their grids in them.
    """

    weights: Weights
    effort: Effort
    seed: int
    deadline: float | None = None
    grids: int | None = None
    proof: ProofEffort | None = None
    persons: Band | None = None
    nets: tuple[float, ...] = ()

    def at(self, *path: object) -> Search:
        """Return the same search with a seed of its own for one place in the work.

        Parameters
        ----------
        *path : object
            What names the place, such as a community's code and a round.

        Returns
        -------
        Search
            The search with another seed.
        """
        return replace(self, seed=zlib.crc32(repr((self.seed, *path)).encode()))


def cut_region(problem: Problem, how: Search) -> Solution:
    """Return the best plan of a connected piece.

    Parameters
    ----------
    problem : Problem
        The piece, with its compounds.
    how : Search
        How to search.

    Returns
    -------
    Solution
        Labels over the units of the piece.
    """
    kept = _whole_compounds(problem)
    best: Solution | None = None
    for turn in range(ROUNDS + 1):
        if turn == ROUNDS:
            kept = np.zeros_like(kept)
        solution = _cut_merged(problem, kept, how.at(turn))
        if best is None or solution.outside < best.outside:
            best = solution
        if best.outside == 0 or not kept.any():
            break
        kept &= ~_compounds_near_failures(problem, solution)
    assert best is not None
    return best


def _whole_compounds(problem: Problem) -> np.ndarray:
    """Which compounds fit in one grid."""
    inside = problem.compound >= 0
    loads = np.bincount(problem.compound[inside], weights=problem.households[inside])
    return loads <= problem.upper


def _cut_merged(problem: Problem, kept: np.ndarray, how: Search) -> Solution:
    group = _groups(problem, kept)
    merged = contract(problem, group)
    band = Band(problem.lower, problem.upper)
    answer = feasibility(
        merged.total, int((merged.households > 0).sum()), int(merged.households.max()), band
    )
    best: Solution | None = None
    for parts in (how.grids,) if how.grids else grids_to_try(answer, band):
        solution = search(
            merged,
            min(parts, merged.n),
            weights=how.weights,
            effort=how.effort,
            seed=how.at(parts).seed,
            deadline=how.deadline,
        )
        if best is None or solution.rank < best.rank:
            best = solution
        if best.outside == 0:
            break
    assert best is not None
    return replace(best, labels=best.labels[group])


def _groups(problem: Problem, kept: np.ndarray) -> Ints:
    """Group the connected pieces of every kept compound; other units stay alone."""
    whole = np.zeros(problem.n, dtype=np.bool_)
    inside = problem.compound >= 0
    whole[inside] = kept[problem.compound[inside]]
    heads = np.repeat(np.arange(problem.n), np.diff(problem.indptr))
    tails = problem.indices
    same = whole[heads] & whole[tails] & (problem.compound[heads] == problem.compound[tails])
    return pieces(problem.n, heads, tails, same)


def _compounds_near_failures(problem: Problem, solution: Solution) -> np.ndarray:
    """Compounds in grids outside the band or in grids next to those."""
    failed = ~problem.in_band(solution.labels, solution.parts)
    heads = solution.labels[np.repeat(np.arange(problem.n), np.diff(problem.indptr))]
    near = failed.copy()
    near[heads[failed[solution.labels[problem.indices]]]] = True
    touched = np.zeros(int(problem.compound.max(initial=-1)) + 1, dtype=np.bool_)
    touched[problem.compound[near[solution.labels] & (problem.compound >= 0)]] = True
    return touched
