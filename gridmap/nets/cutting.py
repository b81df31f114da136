"""Cutting one piece so that it keeps the boundaries of existing nets.

The search starts from nothing, from every net brought into the band, and from the overlay of all
nets, whose pieces are moved as one; the answer is never worse than the best of these.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from gridmap.partition.barriers import pieces
from gridmap.partition.feasibility import grids_to_try
from gridmap.partition.piece import Cutting, arithmetic, cut_piece
from gridmap.partition.problem import Ints, Problem, contract, restrict
from gridmap.partition.regions import Search
from gridmap.partition.solve import Effort, Solution, evaluate, search
from gridmap.plan import Band

POLISH = Effort(steps_per_unit=400, restarts=6)
"""Runs from each plan that the search starts from."""

AROUND = 1
"""How many grids more or fewer than in the best plan are tried."""


@dataclass(frozen=True, slots=True)
class Keeper:
    """Cuts pieces of one community.

    Attributes
    ----------
    homes : ndarray of int64, shape (n, k)
        Grid of each unit of the community in each net, -1 for none.
    others : ndarray of int64, shape (n, j)
        Grid of each unit in other plans to start from, such as repaired nets.
    workers : int
        Threads.
    ranks : list of tuple
        What was started from, piece by piece: name of the start and its rank, filled as pieces
        are cut; the first is the answer.
    """

    homes: Ints
    others: Ints
    workers: int = 1
    ranks: list[tuple[tuple[str, tuple[int, float]], ...]] = field(default_factory=list)

    def __call__(self, problem: Problem, members: Ints, how: Search) -> Cutting:
        """Return the best grids of a piece, and what arithmetic says of it.

        Parameters
        ----------
        problem : Problem
            The piece, the edges priced by the nets.
        members : ndarray of int64, shape (n,)
            Its units, as rows of the community's.
        how : Search
            How to search.

        Returns
        -------
        Cutting
            As good as the best plan that was started from, or better.
        """
        anew = cut_piece(problem, how)
        homes = self.homes[members]
        best = _rated(problem, anew.labels, how)
        told = [("anew", best.rank)]
        for name, start in _starts(problem, homes, self.others[members], how):
            rated = _rated(problem, start, how)
            told.append((name, rated.rank))
            best = min(best, self._polished(problem, rated, how.at(name)), key=_rank)
        best = min(best, self._polished(problem, best, how.at("best")), key=_rank)
        best = self._tuned(problem, best, homes, how)
        self.ranks.append((("answer", best.rank), *told))
        return Cutting(best.labels, best.outside, anew.answer)

    def _polished(self, problem: Problem, start: Solution, how: Search) -> Solution:
        if start.parts == 1:
            return start
        return search(
            problem,
            start.parts,
            weights=how.weights,
            effort=POLISH,
            seed=how.seed,
            deadline=how.deadline,
            start=start.labels,
            workers=self.workers,
        )

    def _tuned(self, problem: Problem, best: Solution, homes: Ints, how: Search) -> Solution:
        """Try a grid more and a grid fewer, the pieces of the overlay moved as one."""
        if how.grids:
            return best
        group = overlay(problem, homes)
        merged = contract(problem, group)
        fewest, most = _range(problem)
        tried: set[int] = set()
        while True:
            near = range(max(fewest, best.parts - AROUND), min(most, best.parts + AROUND) + 1)
            left = [parts for parts in near if parts not in tried and parts <= merged.n]
            if not left:
                return best
            tried.add(left[0])
            best = min(best, self._overlaid(problem, merged, group, left[0], how), key=_rank)

    def _overlaid(
        self, problem: Problem, merged: Problem, group: Ints, parts: int, how: Search
    ) -> Solution:
        """Search with the pieces of the overlay moved as one, then unit by unit."""
        coarse = search(
            merged,
            parts,
            weights=how.weights,
            effort=how.effort,
            seed=how.at("overlay", parts).seed,
            deadline=how.deadline,
            workers=self.workers,
        )
        rated = _rated(problem, coarse.labels[group], how)
        return self._polished(problem, rated, how.at("fine", parts))


def _rank(solution: Solution) -> tuple[int, float]:
    return solution.rank


def _rated(problem: Problem, labels: Ints, how: Search) -> Solution:
    parts = int(labels.max()) + 1
    outside, objective = evaluate(problem, labels, parts, how.weights)
    return Solution(labels, parts, objective, outside, 0)


def _range(problem: Problem) -> tuple[int, int]:
    answer = arithmetic(problem, Band(problem.lower, problem.upper))
    return max(1, answer.grids_min), max(1, answer.grids_max)


def overlay(problem: Problem, homes: Ints) -> Ints:
    """Return the pieces that all nets leave together.

    Parameters
    ----------
    problem : Problem
        The piece.
    homes : ndarray of int64, shape (n, k)
        Grid of each unit in each net.

    Returns
    -------
    ndarray of int64, shape (n,)
        Connected units in the same grids of all nets, numbered from 0; what holds more than a
        grid may is left as single units.
    """
    heads = np.repeat(np.arange(problem.n), np.diff(problem.indptr))
    same = (homes[heads] == homes[problem.indices]).all(axis=1)
    group = pieces(problem.n, heads, problem.indices, same)
    heavy = np.bincount(group, weights=problem.households)[group] > problem.upper
    same &= ~heavy[heads] & ~heavy[problem.indices]
    return pieces(problem.n, heads, problem.indices, same)


def _starts(problem: Problem, homes: Ints, others: Ints, how: Search) -> Iterator[tuple[str, Ints]]:
    for number, home in enumerate(np.hstack([homes, others]).T):
        yield f"net {number}", from_net(problem, home, how.at("net", number))
    if how.grids:
        return
    group = overlay(problem, homes)
    merged = contract(problem, group)
    answer = arithmetic(problem, Band(problem.lower, problem.upper))
    for parts in grids_to_try(answer, Band(problem.lower, problem.upper))[:1]:
        if parts <= merged.n:
            found = search(merged, parts, weights=how.weights, effort=how.effort, seed=how.seed)
            yield "overlay", found.labels[group]


def from_net(problem: Problem, home: Ints, how: Search) -> Ints:
    """Return a net as a plan of a piece: what is too small joined, what is too large cut.

    Parameters
    ----------
    problem : Problem
        The piece, the edges priced by the nets.
    home : ndarray of int64, shape (n,)
        Grid of each unit in the net, -1 for none.
    how : Search
        How to cut what is too large.

    Returns
    -------
    ndarray of int64, shape (n,)
        Connected grids from 0. Grids of the net that are in the band and in one piece are left.
    """
    heads = np.repeat(np.arange(problem.n), np.diff(problem.indptr))
    labels = pieces(problem.n, heads, problem.indices, home[heads] == home[problem.indices])
    labels = _joined(problem, labels)
    loads = np.bincount(labels, weights=problem.households)
    count = len(loads)
    for grid in np.flatnonzero(loads > problem.upper).tolist():
        inside = labels == grid
        found = cut_piece(restrict(problem, inside), replace(how.at(grid), grids=None)).labels
        labels[inside] = np.where(found == 0, grid, count + found - 1)
        count += int(found.max())
    return _joined(problem, labels)


def _joined(problem: Problem, labels: Ints) -> Ints:
    """Join grids below the band with the neighbour that costs least, the smallest first."""
    labels = np.unique(labels, return_inverse=True)[1].astype(np.int64)
    heads = np.repeat(np.arange(problem.n), np.diff(problem.indptr))
    stuck: set[int] = set()
    while True:
        loads = np.bincount(labels, weights=problem.households)
        small = [g for g in np.argsort(loads, kind="stable").tolist() if g not in stuck]
        if not small or loads[small[0]] >= problem.lower:
            return np.unique(labels, return_inverse=True)[1].astype(np.int64)
        grid = small[0]
        rim = (labels[heads] == grid) & (labels[problem.indices] != grid)
        other = labels[problem.indices[rim]]
        if not len(other):
            return np.unique(labels, return_inverse=True)[1].astype(np.int64)
        saved = np.bincount(other, weights=problem.cut_cost[rim], minlength=len(loads))
        shared = np.bincount(other, minlength=len(loads))
        total = loads + loads[grid]
        over = np.where(shared > 0, np.maximum(0, total - problem.upper), np.inf)
        best = int(np.lexsort((-saved, over))[0])
        if over[best] > 0 and loads[grid] > 0:
            stuck.add(grid)
            continue
        labels[labels == grid] = best
        labels = np.where(labels > grid, labels - 1, labels)
        stuck = {g - (g > grid) for g in stuck if g != best}
