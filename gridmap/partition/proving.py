"""How far the plan of a piece is at most from the best, as planners are told it.

The bound is over plans that keep whole what the plan keeps whole, and leave land without
households where the plan has put it: such units are merged before the proof.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from gridmap.partition.barriers import pieces
from gridmap.partition.bound import Proof, prove
from gridmap.partition.generation import ProofEffort
from gridmap.partition.problem import Ints, Problem, contract
from gridmap.partition.solve import Effort, Weights, search

LARGEST = 600
"""Merged units above which nothing is proved: the bound would be worth little."""

POOL = Effort(restarts=16, steps_per_unit=500)
"""Plans that the column generation starts from."""


def prove_piece(
    problem: Problem, labels: Ints, *, weights: Weights, seed: int, effort: ProofEffort
) -> Proof | None:
    """Return how good a plan of a piece is, or None where that cannot be told.

    Parameters
    ----------
    problem : Problem
        The piece.
    labels : ndarray of int64, shape (n,)
        Its plan, every grid connected.
    weights : Weights
        Weights of the objective.
    seed : int
        Same seed, same proof.
    effort : ProofEffort
        How long to try.

    Returns
    -------
    Proof or None
        Over the units of the piece; its plan is the given one or a better one. None for a piece
        that is too large or out of band, and where terms count that the bound does not know.
    """
    if (
        weights.walking
        or weights.mixing
        or weights.loads
        or weights.stability
        or problem.loads.size
    ):
        return None
    parts = int(labels.max()) + 1
    group = kept_together(problem, labels)
    merged = contract(problem, group)
    if merged.n > LARGEST or not problem.in_band(labels, parts).all():
        return None
    given = np.empty(merged.n, dtype=np.int64)
    given[group] = labels
    pool = [given]
    if parts > 1:
        search(merged, parts, weights=weights, effort=POOL, seed=seed, pool=pool)
    plans = [plan for plan in pool if merged.in_band(plan, parts).all()]
    proof = prove(merged, plans, weights=weights, effort=effort)
    return replace(proof, labels=proof.labels[group])


def kept_together(problem: Problem, labels: Ints) -> Ints:
    """Return groups of units that a plan keeps together.

    Parameters
    ----------
    problem : Problem
        The piece.
    labels : ndarray of int64, shape (n,)
        Its plan.

    Returns
    -------
    ndarray of int64, shape (n,)
        Group of each unit: connected units of a compound that lies in one grid are a group, and
        units without households join a group of their grid next to them.
    """
    heads = np.repeat(np.arange(problem.n), np.diff(problem.indptr))
    tails, compound = problem.indices, problem.compound
    inside = compound >= 0
    pairs = np.unique(np.column_stack([compound[inside], labels[inside]]), axis=0)
    whole = np.append(np.bincount(pairs[:, 0], minlength=compound.max(initial=-1) + 1) == 1, False)
    within = labels[heads] == labels[tails]
    same = within & (compound[heads] == compound[tails]) & whole[compound[heads]]
    group = pieces(problem.n, heads, tails, same)
    while True:
        load = np.bincount(group, weights=problem.households)
        joins = within & (load[group[heads]] == 0) & (group[heads] != group[tails])
        if not joins.any():
            return np.unique(group, return_inverse=True)[1].astype(np.int64)
        first = group[heads[joins]][0]
        beside = group[tails[joins & (group[heads] == first)]]
        group[group == first] = beside[load[beside].argmax()]
