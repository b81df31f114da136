"""Cutting one connected piece of a community, and settling what the search leaves undone."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from gridmap.partition.barriers import pieces
from gridmap.partition.certificate import Between, Certificate, Stuck, TooFew
from gridmap.partition.feasibility import Feasibility, feasibility, find_stuck
from gridmap.partition.forced import choices
from gridmap.partition.problem import Ints, Problem, restrict
from gridmap.partition.regions import Search, cut_region
from gridmap.partition.settle import nearest_band, settle
from gridmap.partition.solve import Solution, search
from gridmap.plan import Band

HARDER = 2
"""Times as many runs where arithmetic allows the band and the first runs missed it."""

TRIES = 6
"""Grids of a unit that fails that are tried one after the other."""


@dataclass(frozen=True, slots=True)
class Cutting:
    """The grids of a piece.

    Attributes
    ----------
    labels : ndarray of int64, shape (n,)
        Grid of each unit, numbered from 0.
    outside : int
        Households outside the band.
    answer : Feasibility
        Whether the band is feasible, as far as is known.
    """

    labels: Ints
    outside: int
    answer: Feasibility


def arithmetic(problem: Problem, band: Band) -> Feasibility:
    """Return what arithmetic says of a piece.

    Parameters
    ----------
    problem : Problem
        The piece.
    band : Band
        The band.

    Returns
    -------
    Feasibility
        From its totals, its largest unit and its stuck units.
    """
    stuck = find_stuck(problem.households, problem.indptr, problem.indices, band)
    return feasibility(
        problem.total,
        int((problem.households > 0).sum()),
        int(problem.households.max(initial=0)),
        band,
        largest_unit=int(problem.households.argmax()) if problem.n else 0,
        stuck=next(iter(stuck), None),
    )


def cut_piece(problem: Problem, how: Search) -> Cutting:
    """Return the best grids of a connected piece, and whether the band was proved infeasible.

    Compounds above the band are cut inside themselves where that leaves every grid in the band.

    Parameters
    ----------
    problem : Problem
        The piece.
    how : Search
        How to search.

    Returns
    -------
    Cutting
        Labels over the units of the piece.
    """
    answer = arithmetic(problem, Band(problem.lower, problem.upper))
    region = np.zeros(problem.n, dtype=np.int64) if how.grids else _regions(problem)
    if region.max() > 0:
        labels, outside = _cut_apart(problem, region, how)
        if outside == 0:
            return Cutting(labels, 0, answer)
    whole = cut_region(problem, how.at("whole"))
    if whole.outside == 0 or how.grids:
        return Cutting(whole.labels, whole.outside, answer)
    if answer.certificate is not None:
        return _refuted(problem, whole, answer, answer.certificate, how)
    return _insist(problem, whole, answer, how)


def _insist(problem: Problem, failed: Solution, answer: Feasibility, how: Search) -> Cutting:
    """Settle a piece that the search missed and arithmetic allows: by proof, or by more search."""
    settled = settle(problem, suspects=_suspects(problem, failed))
    if settled.certificate is not None:
        return _refuted(problem, failed, answer, settled.certificate, how)
    if settled.labels is not None:
        better = _polish(problem, settled.labels, how.at("settled"))
        if better.outside == 0:
            return Cutting(better.labels, 0, answer)
    harder = replace(how.effort, restarts=HARDER * how.effort.runs(problem.n))
    again = cut_region(problem, replace(how.at("harder"), effort=harder))
    best = min(failed, again, key=lambda solution: solution.outside)
    found = Cutting(best.labels, best.outside, answer)
    return found if best.outside == 0 else _set_apart(problem, found, how)


def _polish(problem: Problem, labels: Ints, how: Search) -> Solution:
    return search(
        problem,
        int(labels.max()) + 1,
        weights=how.weights,
        effort=how.effort,
        seed=how.seed,
        deadline=how.deadline,
        start=labels,
    )


def _suspects(problem: Problem, failed: Solution) -> list[int]:
    """Return the largest unit of every grid outside the band."""
    outside = np.flatnonzero(~problem.in_band(failed.labels, failed.parts))
    return [
        int(np.where(failed.labels == grid, problem.households, -1).argmax()) for grid in outside
    ]


def _refuted(
    problem: Problem, failed: Solution, answer: Feasibility, proof: Certificate, how: Search
) -> Cutting:
    """Keep the plan, with the proof and the nearest band; search one that arithmetic allows."""
    loads = np.bincount(failed.labels, weights=problem.households).astype(np.int64)
    nearest, basis = nearest_band(problem, loads)
    allowed = answer.nearest
    if basis == "attained" and allowed != Band(problem.lower, problem.upper):
        wider = replace(problem, lower=allowed.lower, upper=allowed.upper)
        if cut_region(wider, how.at("nearest")).outside == 0:
            nearest, basis = allowed, "exact" if _is_least(proof, problem) else "attained"
    return Cutting(failed.labels, failed.outside, answer.refuted(proof, nearest, basis))


def _is_least(proof: Certificate, problem: Problem) -> bool:
    """Return whether arithmetic moves an end of the band no further than the proof demands."""
    if isinstance(proof, Stuck):
        return problem.lower - proof.households <= proof.joined - problem.upper
    return isinstance(proof, TooFew | Between)


def _set_apart(problem: Problem, failed: Cutting, how: Search) -> Cutting:
    """Set apart a grid for a unit that fails, and cut the rest again."""
    loads = np.bincount(failed.labels, weights=problem.households).astype(np.int64)
    for grid in np.flatnonzero(~problem.in_band(failed.labels, len(loads))):
        unit = int(np.where(failed.labels == grid, problem.households, -1).argmax())
        for number, members in enumerate(choices(problem, unit).grids[:TRIES]):
            region = _connected(problem, members.astype(np.int64))
            labels, outside = _cut_apart(problem, region, how.at("forced", unit, number))
            if outside == 0:
                return Cutting(labels, 0, failed.answer)
    return failed


def _cut_apart(problem: Problem, region: Ints, how: Search) -> tuple[Ints, int]:
    labels = np.zeros(problem.n, dtype=np.int64)
    outside = first = 0
    for r in range(int(region.max()) + 1):
        inside = region == r
        solution = cut_region(restrict(problem, inside), how.at("region", r))
        labels[inside] = solution.labels + first
        first += solution.parts
        outside += solution.outside
    return labels, outside


def _regions(problem: Problem) -> Ints:
    """Set apart each compound above the band that arithmetic allows to stand alone."""
    band = Band(problem.lower, problem.upper)
    region = np.zeros(problem.n, dtype=np.int64)
    inside = problem.compound >= 0
    loads = np.bincount(problem.compound[inside], weights=problem.households[inside])
    for c in np.argsort(-loads, kind="stable"):
        if loads[c] <= problem.upper:
            break
        trial = _connected(problem, np.where(problem.compound == c, region.max() + 1, region))
        parts = [arithmetic(restrict(problem, trial == r), band) for r in np.unique(trial)]
        if all(part.feasible for part in parts):
            region = trial
    return region


def _connected(problem: Problem, region: Ints) -> Ints:
    """Split regions into connected pieces; a piece without households joins its neighbour."""
    heads = np.repeat(np.arange(problem.n), np.diff(problem.indptr))
    tails = problem.indices
    piece = pieces(problem.n, heads, tails, region[heads] == region[tails])
    for p in np.unique(piece):
        members = piece == p
        if not problem.households[members].any():
            around = piece[tails[members[heads] & ~members[tails]]]
            if len(around):
                piece[members] = np.bincount(around).argmax()
    return np.unique(piece, return_inverse=True)[1].astype(np.int64)
