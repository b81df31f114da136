"""One entry point for any graph: plain arrays in, a plan with its proven bound out.

Every connected component is partitioned by itself. Where the number of grids is given, it is
shared out among the components so that all can be within the band, then so that the objective is
least.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from gridmap.errors import Text
from gridmap.partition.graph_input import checked, components
from gridmap.partition.graph_numbers import (
    best_plan,
    least_sum,
    middle_number,
    shares,
    tried,
    tried_freely,
)
from gridmap.partition.graph_piece import Solver, refuted
from gridmap.partition.graph_plan import NOTHING, Piece, PiecePlan
from gridmap.partition.problem import Ints, Problem

Objective = Literal["moi", "cut"]

WINDOW = 1
"""How far from its share the number of grids of a component is tried."""

FORCING = 0.05
"""Share of the time for a plan where it is proved that there is none within the band."""

CLOSE = 1e-6
"""Relative gap that counts as none: floats are no more exact."""


@dataclass(frozen=True, slots=True)
class GraphPartition:
    """A partition of a graph, and what is proved of it.

    Attributes
    ----------
    labels : ndarray of int64, shape (n,)
        Grid of each unit, 0 to ``parts - 1``, every grid connected; where there is no plan within
        the band, the one that was found nearest to it.
    parts : int
        Number of grids.
    objective : float
        ``"moi"``: weight times squared distance to the centroid of the grid, summed, in weight
        times m². ``"cut"``: number of edges between two grids.
    bound : float
        No partition within the band, with the number of grids that was asked for, has a smaller
        objective; infinite where it is proved that there is none.
    feasible : bool
        Whether every grid is within the band.
    reason : Text
        Why not; empty if it is.
    """

    labels: Ints = field(repr=False)
    parts: int
    objective: float
    bound: float
    feasible: bool
    reason: Text

    @property
    def optimal(self) -> bool:
        """Whether it is proved that no partition is better."""
        return self.feasible and self.bound >= self.objective * (1 - CLOSE)

    @property
    def infeasible(self) -> bool:
        """Whether it is proved that no partition is within the band."""
        return math.isinf(self.bound)


def partition_graph(
    weights: ArrayLike,
    edges: ArrayLike,
    *,
    lower: int,
    upper: int,
    parts: int | None = None,
    xy: ArrayLike | None = None,
    objective: Objective = "moi",
    seed: int = 0,
    time_s: float = 10.0,
) -> GraphPartition:
    """Return a partition of any graph into connected grids within a band of weight.

    Small components, up to 18 units, are solved to the proven optimum. Larger ones are searched by
    annealed flips, swaps and recombinations, and up to 1,000 units what is left of the time, 40%
    or more, goes into the bound. That for the moment of inertia comes from column generation, with
    the number of grids free or given: it closes in ten seconds for one to two hundred units, is
    loose at 400, and 0 above 1,000. That for cut edges comes from branch and bound on the graph
    without contiguity, which proves graphs of some thirty units and is about a third to a half of
    the optimum at a hundred. How far a search gets in a given time depends on the machine; what it
    tries, and in which order, on the seed alone.

    Parameters
    ----------
    weights : array_like of int, shape (n,)
        Weight of each unit: households, persons; 0 or more.
    edges : array_like of int, shape (m, 2)
        Pairs of neighbours, in any order; one that is given twice counts once.
    lower, upper : int
        The band of the weight of a grid, ``0 < lower <= upper``.
    parts : int, optional
        Number of grids; by default the one, of those tried, with the best objective.
    xy : array_like of float, shape (n, 2), optional
        Places in metres, in a projected CRS; needed for ``"moi"``.
    objective : {"moi", "cut"}
        What is to be least: the moment of inertia, or the number of cut edges.
    seed : int
        Seed of the search.
    time_s : float
        Seconds, roughly; compiling at the first call comes on top.

    Returns
    -------
    GraphPartition
        Labels, objective, proven bound, and the reason if it is not feasible.

    Raises
    ------
    SettingsError
        If the arrays or the options make no sense; every fault is named.

    Notes
    -----
    The recombination is that of DeFord, Duchin and Solomon 2021, "Recombination: a family of
    Markov chains for redistricting"; the bounds are described in `gridmap.partition.bound` and
    `gridmap.partition.cut_bound`.

    Examples
    --------
    Eight blocks of 100 households, two rows of four, 100 m apart, into two squares:

    >>> import numpy as np
    >>> from gridmap.partition import partition_graph
    >>> xy = np.array([(x * 100, y * 100) for y in range(2) for x in range(4)])
    >>> edges = [(0, 1), (1, 2), (2, 3), (4, 5), (5, 6), (6, 7), (0, 4), (1, 5), (2, 6), (3, 7)]
    >>> found = partition_graph([100] * 8, edges, lower=400, upper=400, xy=xy)
    >>> found.labels.tolist()
    [0, 0, 1, 1, 0, 0, 1, 1]
    >>> found.objective, found.optimal
    (4000000.0, True)
    >>> partition_graph([100] * 8, edges, lower=300, upper=500, objective="cut").objective
    2.0
    >>> partition_graph([100] * 8, edges, lower=450, upper=500, xy=xy).infeasible
    True
    """
    graph = checked(
        weights,
        edges,
        xy,
        lower=lower,
        upper=upper,
        parts=parts,
        objective=objective,
        time_s=time_s,
    )
    rows, problems = components(graph, lower, upper)
    solver = Solver(compact=objective == "moi", seed=seed)
    opened = [solver.open(problem) for problem in problems]
    if not all(piece.complete for piece in opened):
        solver.compile()
    until = time.monotonic() + time_s
    reason = _why_not(rows, opened, parts)
    if reason.en:
        return _answer(rows, _forced(solver, problems, opened, time_s), math.inf, reason)
    narrowed = _narrowed(opened, parts)
    share = solver.searching(max(problem.n for problem in problems))
    searched = _searched(solver, problems, narrowed, parts, time_s=share * time_s)
    left = max(0.0, until - time.monotonic())
    bounded = _bounded(solver, problems, searched, time_s=left)
    plans, bound = _chosen(bounded, parts)
    if sum(plan.outside for plan in plans) > 0:
        reason, proved = _missed(problems, rows, plans)
        return _answer(rows, plans, math.inf if proved else bound, reason)
    return _answer(rows, plans, bound, NOTHING)


def _answer(rows: list[Ints], plans: list[PiecePlan], bound: float, reason: Text) -> GraphPartition:
    """Join the components, their grids numbered in the order of their first units."""
    labels = np.empty(sum(map(len, rows)), dtype=np.int64)
    parts = 0
    for units, plan in zip(rows, plans, strict=True):
        labels[units] = plan.labels + parts
        parts += plan.parts
    value = math.fsum(plan.objective for plan in plans)
    _, first, inverse = np.unique(labels, return_index=True, return_inverse=True)
    rank = np.empty(parts, dtype=np.int64)
    rank[np.argsort(first)] = np.arange(parts)
    bound = bound if reason.en else min(bound, value)
    return GraphPartition(rank[inverse], parts, value, bound, not reason.en, reason)


def _named(units: Ints, rows: list[Ints]) -> Text:
    """Say which component is meant, where there are several."""
    if len(rows) == 1:
        return NOTHING
    return Text(
        f"单元 {units[0]} 所在的连通片（{len(units)} 个单元）：",
        f"In the component of unit {units[0]} ({len(units)} units): ",
    )


def _why_not(rows: list[Ints], opened: list[Piece], parts: int | None) -> Text:
    """Return the proof that there is no partition, if one is known before the search."""
    for units, piece in zip(rows, opened, strict=True):
        if piece.reason.en:
            where = _named(units, rows)
            return Text(where.zh + piece.reason.zh, where.en + piece.reason.en)
    fewest = sum(piece.fewest for piece in opened)
    most = sum(piece.most for piece in opened)
    if parts is None or _can_be(opened, parts):
        return NOTHING
    if fewest <= parts <= most:
        return Text(
            f"已列举全部方案，没有恰好 {parts} 个网格都在区间内的方案。",
            f"Every plan was listed, and none has {parts} grids, all within the band.",
        )
    return Text(
        f"区间内只能分 {fewest} 至 {most} 个网格，不能分 {parts} 个。",
        f"The band allows {fewest} to {most} grids, not {parts}.",
    )


def _can_be(opened: list[Piece], parts: int) -> bool:
    """Return whether numbers of grids that are not ruled out can add up."""
    possible = 1
    for piece in opened:
        numbers = piece.plans if piece.complete else range(piece.fewest, piece.most + 1)
        after = 0
        for k in numbers:
            after |= possible << k
        possible = after
    return bool((possible >> parts) & 1)


def _forced(
    solver: Solver, problems: list[Problem], opened: list[Piece], time_s: float
) -> list[PiecePlan]:
    """Return plans where there is none within the band, or none of so many grids."""
    units = sum(problem.n for problem in problems)
    plans = []
    for problem, piece in zip(problems, opened, strict=True):
        share = FORCING * time_s * problem.n / units
        plans.append(
            best_plan(piece)
            if piece.plans
            else solver.solve(problem, middle_number(problem), time_s=share)
        )
    return plans


def _narrowed(opened: list[Piece], parts: int | None) -> list[Piece]:
    """Return pieces without the numbers of grids that leave too many or too few to the others."""
    if parts is None:
        return opened
    fewest = sum(piece.fewest for piece in opened)
    most = sum(piece.most for piece in opened)
    return [
        replace(
            piece,
            fewest=max(piece.fewest, parts - (most - piece.most)),
            most=min(piece.most, parts - (fewest - piece.fewest)),
        )
        for piece in opened
    ]


def _searched(
    solver: Solver,
    problems: list[Problem],
    opened: list[Piece],
    parts: int | None,
    *,
    time_s: float,
) -> list[Piece]:
    """Return every piece with plans of the numbers of grids that promise most."""
    until = time.monotonic() + time_s
    units = sum(p.n for p, piece in zip(problems, opened, strict=True) if not piece.complete)
    wanted = None if parts is None else shares(opened, problems, parts)
    searched = []
    for c, (problem, piece) in enumerate(zip(problems, opened, strict=True)):
        found = piece
        share = (until - time.monotonic()) * problem.n / max(units, 1)
        if not piece.complete and wanted is None:
            found = tried_freely(solver, problem, piece, time_s=share)
        elif not piece.complete and wanted is not None:
            around = range(wanted[c] - WINDOW, wanted[c] + WINDOW + 1)
            numbers = [k for k in around if piece.fewest <= k <= piece.most]
            for k in numbers:
                found = tried(solver, problem, found, k, time_s=share / len(numbers))
        units -= 0 if piece.complete else problem.n
        searched.append(found)
    return searched


def _bounded(
    solver: Solver, problems: list[Problem], searched: list[Piece], *, time_s: float
) -> list[Piece]:
    units = sum(p.n for p, piece in zip(problems, searched, strict=True) if not piece.complete)
    until = time.monotonic() + time_s
    bounded = []
    for problem, piece in zip(problems, searched, strict=True):
        share = (until - time.monotonic()) * problem.n / max(units, 1)
        bounded.append(solver.bound(problem, piece, time_s=max(0.0, share)))
        units -= 0 if piece.complete else problem.n
    return bounded


def _chosen(bounded: list[Piece], parts: int | None) -> tuple[list[PiecePlan], float]:
    """Return one plan of every piece, and the bound of their sum."""
    if parts is None:
        bound = math.fsum(min(piece.bounds.values()) for piece in bounded)
        return [best_plan(piece) for piece in bounded], bound
    ranks = [{k: plan.rank for k, plan in piece.plans.items()} for piece in bounded]
    floors = [{k: (0, value) for k, value in piece.bounds.items()} for piece in bounded]
    numbers, least = least_sum(ranks, parts), least_sum(floors, parts)
    plans = [piece.plans[k] for piece, k in zip(bounded, numbers, strict=True)]
    bound = math.fsum(piece.bounds[k] for piece, k in zip(bounded, least, strict=True))
    return plans, bound


def _missed(problems: list[Problem], rows: list[Ints], plans: list[PiecePlan]) -> tuple[Text, bool]:
    """Return why no plan within the band was found, and whether there is proved to be none."""
    out = [c for c, plan in enumerate(plans) if plan.outside > 0]
    for c in out:
        proof = refuted(problems[c])
        if proof.en:
            where = _named(rows[c], rows)
            return Text(where.zh + proof.zh, where.en + proof.en), True
    total = sum(plan.outside for plan in plans)
    return Text(
        f"限定时间内未找到各网格都在区间内的方案，最接近的一个共差 {total}；不能证明不可行。"
        "可延长时间或放宽区间。",
        "No plan with all grids within the band was found in time, the nearest is off by "
        f"{total} in all; that there is none is not proved. Allow more time or a wider band.",
    ), False
