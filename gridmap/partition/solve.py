"""From a problem to the best plan found: seeds, annealed search, restarts."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, field

import numpy as np

from gridmap.partition.problem import Ints, Problem
from gridmap.partition.search import anneal
from gridmap.partition.seeds import bisect
from gridmap.partition.streams import new_state
from gridmap.partition.tally import Arrays, Scale, inertia, tally


@dataclass(frozen=True, slots=True)
class Weights:
    """What the objective counts, and how much; every term is near 1 for an ordinary grid.

    Attributes
    ----------
    compactness : float
        Times the household-weighted moment of inertia of a grid about its centroid, over that of
        a disc of the mean area of a grid.
    balance : float
        Times the squared relative deviation of the households from the middle of the band.
    split : float
        For each grid beyond the first that a compound lies in.
    boundary : float
        Times the length of boundary that runs along no road, wall or water, over the side of a
        square grid of the mean area.
    crossing : float
        Times the length of priced barrier inside a grid, over the same side.
    """

    compactness: float = 1.0
    balance: float = 2.0
    split: float = 0.6
    boundary: float = 0.15
    crossing: float = 1.0


@dataclass(frozen=True, slots=True)
class Effort:
    """How long the search goes on.

    Attributes
    ----------
    steps_per_unit : int
        Flips tried for each unit in one run.
    restarts : int
        Runs from different seeds, of which the best is kept; 0 for a number that suits the
        size: 16 for the units of a community, 1 for those of a city.
    recombine_every : int
        Flips tried between two recombinations; 0 for none.
    time_s : float or None
        No new run starts after so many seconds; None for no limit, which makes the plan depend
        on the seed alone.
    """

    steps_per_unit: int = 2_000
    restarts: int = 0
    recombine_every: int = 400
    time_s: float | None = None

    def runs(self, units: int) -> int:
        """Return how many runs a problem of so many units gets.

        Parameters
        ----------
        units : int
            Units of the problem.

        Returns
        -------
        int
            1 or more.
        """
        return self.restarts or min(16, max(1, 2_000 // max(units, 1)))


@dataclass(frozen=True, slots=True)
class Solution:
    """The best plan that was found.

    Attributes
    ----------
    labels : ndarray of int64, shape (n,)
        Grid of each unit, 0 to ``parts - 1``, every grid connected.
    parts : int
        Number of grids.
    objective : float
        The objective, without the cost of households outside the band.
    outside : int
        Households outside the band, summed over grids; 0 when every grid is in the band.
    runs : int
        Runs that were made.
    """

    labels: Ints = field(repr=False)
    parts: int
    objective: float
    outside: int
    runs: int

    @property
    def rank(self) -> tuple[int, float]:
        """What a better plan has less of."""
        return self.outside, self.objective


def arrays_of(problem: Problem) -> Arrays:
    """Return the problem as compiled code reads it.

    Parameters
    ----------
    problem : Problem
        The problem.

    Returns
    -------
    Arrays
        Contiguous arrays.
    """
    moment = problem.mass * (problem.xy**2).sum(axis=1) + problem.own_inertia
    return Arrays(
        indptr=problem.indptr,
        indices=problem.indices,
        sources=np.repeat(np.arange(problem.n), np.diff(problem.indptr)),
        cut_cost=problem.cut_cost,
        households=problem.households,
        mass=problem.mass,
        xy=np.ascontiguousarray(problem.xy),
        moment=moment,
        compound=problem.compound,
        compounds=int(problem.compound.max(initial=-1)) + 1,
    )


def scale_of(problem: Problem, parts: int, weights: Weights) -> Scale:
    """Return the factors that turn totals into the objective.

    Parameters
    ----------
    problem : Problem
        The problem.
    parts : int
        Number of grids.
    weights : Weights
        The weights.

    Returns
    -------
    Scale
        A disc of area A has inertia A / 2π for each unit of mass; that of a mean grid counts 1.
    """
    disc = problem.area_m2 / parts / (2 * np.pi)
    mean_mass = max(float(problem.mass.sum()) / parts, 1e-9)
    target = min(max(problem.total / parts, problem.lower), problem.upper)
    return Scale(
        inertia=weights.compactness / (disc * mean_mass),
        balance=weights.balance / target**2,
        split=weights.split,
        lower=problem.lower,
        upper=problem.upper,
        target=target,
    )


def evaluate(problem: Problem, labels: Ints, parts: int, weights: Weights) -> tuple[int, float]:
    """Return households outside the band and the objective of a plan, computed from nothing.

    Parameters
    ----------
    problem : Problem
        The problem.
    labels : ndarray of int64, shape (n,)
        Grid of each unit.
    parts : int
        Number of grids.
    weights : Weights
        The weights.

    Returns
    -------
    outside : int
        Households outside the band, summed over grids.
    objective : float
        Sum of the terms of `Weights` over grids and cut edges.
    """
    arrays, scale = arrays_of(problem), scale_of(problem, parts, weights)
    t = tally(arrays, labels, parts)
    spread = math.fsum(
        inertia(m, x, y, q) for m, (x, y), q in zip(t.mass, t.first, t.second, strict=True)
    )
    off = t.households - scale.target
    cut = labels[arrays.sources] != labels[arrays.indices]
    splits = np.maximum((t.pieces > 0).sum(axis=1) - 1, 0).sum() if arrays.compounds else 0
    objective = (
        scale.inertia * spread
        + scale.balance * float(off @ off)
        + float(arrays.cut_cost[cut].sum()) / 2
        + scale.split * float(splits)
    )
    outside = np.maximum(0, np.maximum(problem.lower - t.households, t.households - problem.upper))
    return int(outside.sum()), float(objective)


def search(
    problem: Problem,
    parts: int,
    *,
    weights: Weights | None = None,
    effort: Effort | None = None,
    seed: int = 0,
    deadline: float | None = None,
    pool: list[Ints] | None = None,
) -> Solution:
    """Return the best plan of so many grids over a few annealed runs.

    Parameters
    ----------
    problem : Problem
        A connected problem of ``parts`` units or more.
    parts : int
        Number of grids.
    weights : Weights, optional
        The weights of the objective.
    effort : Effort, optional
        How long to search.
    seed : int
        Same seed, same plan.
    deadline : float, optional
        `time.monotonic` after which no further run starts.
    pool : list of ndarray, optional
        The labels of every run are appended to it.

    Returns
    -------
    Solution
        The plan with the fewest households outside the band, then the least objective.
    """
    weights, effort = weights or Weights(), effort or Effort()
    best: Solution | None = None
    arrays, scale = arrays_of(problem), scale_of(problem, parts, weights)
    for run in range(effort.runs(problem.n) if parts > 1 else 1):
        if best is not None and deadline is not None and time.monotonic() > deadline:
            break
        labels = _run(arrays, scale, parts, effort=effort, seed=seed, run=run)
        outside, objective = evaluate(problem, labels, parts, weights)
        if pool is not None:
            pool.append(labels)
        if best is None or (outside, objective) < best.rank:
            best = Solution(labels, parts, objective, outside, run + 1)
    assert best is not None
    return best


def _run(arrays: Arrays, scale: Scale, parts: int, *, effort: Effort, seed: int, run: int) -> Ints:
    state = new_state(seed, run)
    labels: Ints = bisect(arrays, parts, state, 0.2 + 0.4 * min(run, 3))
    if parts > 1:
        anneal(
            arrays,
            scale,
            labels,
            parts,
            state,
            effort.steps_per_unit * len(labels),
            effort.recombine_every,
            HOT,
            COLD,
            PENALTY[0] / scale.target,
            PENALTY[1] / scale.target,
        )
    return labels


HOT, COLD = 0.1, 0.001
"""First and last temperature, in units of the objective (an ordinary grid costs about 1)."""

PENALTY = (4.0, 4_000.0)
"""First and last cost of a grid that is outside the band by the middle of the band."""
