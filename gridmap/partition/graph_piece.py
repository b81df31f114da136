"""One connected graph: the best plan of a number of grids, and how good it is at most.

Up to 18 units the optimum is listed; above, annealed runs are made until their time is up, and
what is left of it goes into the bound.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, replace

import numpy as np

from gridmap.errors import Text
from gridmap.partition.bound import prove
from gridmap.partition.control import Time
from gridmap.partition.cut_bound import cut_bound
from gridmap.partition.cut_exact import optima
from gridmap.partition.generation import ProofEffort
from gridmap.partition.graph_plan import Piece, PiecePlan, cut_edges, moment_of
from gridmap.partition.narrow import Schedule, narrow_search
from gridmap.partition.piece import arithmetic
from gridmap.partition.problem import Ints, Problem, make_problem
from gridmap.partition.seeds import bisect
from gridmap.partition.settle import settle
from gridmap.partition.solve import Effort, Weights, arrays_of, scale_of, search
from gridmap.partition.streams import new_state
from gridmap.plan import Band

MOMENT = Weights(balance=0.0, split=0.0)
CUT = Weights(compactness=0.0, balance=0.0, split=0.0)

FLIPS_PER_S = 2_000_000
"""Flips that are tried in a second, at least on ordinary machines."""

MOST_PROVED = 1_000
"""Units above which no time is kept for the bound, and inertia gets none but 0: a round of column
generation takes too long."""

SEARCHING_MOMENT, SEARCHING_CUT, SEARCHING_FEW = 0.35, 0.6, 0.25
"""Shares of the time that go into the search, the rest into the bound; the last for cut edges of
graphs of `FEW` units at most, where the bound can close."""

FEW = 40

LARGE = 5_000
"""Units above which one run of the search takes all the time there is."""


@dataclass(frozen=True, slots=True)
class Solver:
    """How the pieces of a graph are solved.

    Attributes
    ----------
    compact : bool
        Whether the objective is the moment of inertia; otherwise it is the number of cut edges.
    seed : int
        Seed of the search.
    """

    compact: bool
    seed: int

    def searching(self, units: int) -> float:
        """Return the share of the time that goes into the search.

        Parameters
        ----------
        units : int
            Units of the largest component.

        Returns
        -------
        float
            0 to 1.
        """
        if units > MOST_PROVED:
            return 1.0
        if self.compact:
            return SEARCHING_MOMENT
        return SEARCHING_FEW if units <= FEW else SEARCHING_CUT

    def compile(self) -> None:
        """Search a small ring, so that no time that is given goes into compiling."""
        ring = np.column_stack([np.arange(24), np.roll(np.arange(24), -1)])
        turn = np.arange(24) * (np.pi / 12)
        problem = make_problem(
            np.ones(24),
            ring,
            xy=np.column_stack([np.cos(turn), np.sin(turn)]),
            lower=11,
            upper=13,
            cut_cost=np.ones(24),
        )
        self._narrow(problem, 2, until=0.0)
        if self.compact:
            plan = self.solve(problem, 2, time_s=1e-3)
            _proved(problem, Piece({2: plan}, 2, 2), time_s=60.0)

    def open(self, problem: Problem) -> Piece:
        """Return what arithmetic and, in a small piece, listing all plans say of it.

        Parameters
        ----------
        problem : Problem
            A connected piece.

        Returns
        -------
        Piece
            With the optimum of every number of grids, if it is complete.
        """
        band = Band(problem.lower, problem.upper)
        answer = arithmetic(problem, band)
        if answer.certificate is not None:
            return Piece(
                {}, 1, 0, complete=True, reason=answer.reason(band, name=_name(answer.unit))
            )
        best = optima(problem, answer.grids_max, compact=self.compact)
        if best is None:
            return Piece({}, answer.grids_min, answer.grids_max)
        if not best:
            nothing = Text(
                "该片的划分方案已全部列举，没有一个能使各网格都在区间内。",
                "Every way to cut the piece was listed, and none keeps all grids within the band.",
            )
            return Piece({}, 1, 0, complete=True, reason=nothing)
        plans = {
            k: PiecePlan(one.labels, k, 0, self.value(problem, one.labels, k))
            for k, one in best.items()
        }
        return Piece(plans, min(best), max(best), complete=True)

    def value(self, problem: Problem, labels: Ints, parts: int) -> float:
        """Return the objective of a plan.

        Parameters
        ----------
        problem : Problem
            The piece.
        labels : ndarray of int64, shape (n,)
            Grid of each unit.
        parts : int
            Number of grids.

        Returns
        -------
        float
            Weight times m², or cut edges.
        """
        return moment_of(problem, labels, parts) if self.compact else cut_edges(problem, labels)

    def solve(self, problem: Problem, parts: int, *, time_s: float) -> PiecePlan:
        """Return the best plan of so many grids that is found in time.

        Parameters
        ----------
        problem : Problem
            A connected piece.
        parts : int
            Number of grids, at most the number of units.
        time_s : float
            Seconds.

        Returns
        -------
        PiecePlan
            The plan.
        """
        if parts == 1:
            labels = np.zeros(problem.n, dtype=np.int64)
            outside = max(0, problem.lower - problem.total, problem.total - problem.upper)
        elif self.compact:
            labels, outside = self._annealed(problem, parts, time_s=time_s)
        else:
            labels, outside = self._narrow(problem, parts, until=time.monotonic() + time_s)
        return PiecePlan(labels, parts, outside, self.value(problem, labels, parts))

    def _annealed(self, problem: Problem, parts: int, *, time_s: float) -> tuple[Ints, int]:
        free = replace(problem, cut_cost=np.zeros(len(problem.indices)))
        if problem.n > LARGE:
            one, stop = Effort(20_000, restarts=1), Time.within(time_s)
            large = search(free, parts, weights=MOMENT, effort=one, seed=self.seed, stop=stop)
            return large.labels, large.outside
        until = time.monotonic() + time_s
        steps = int(min(2_000, max(50, FLIPS_PER_S * time_s / problem.n)))
        effort = Effort(steps_per_unit=steps, restarts=256)
        first = search(
            free, parts, weights=MOMENT, effort=effort, seed=self.seed, deadline=until - time_s / 2
        )
        if first.outside == 0:
            return first.labels, 0
        return self._narrow(free, parts, until=until)

    def _narrow(self, problem: Problem, parts: int, *, until: float) -> tuple[Ints, int]:
        """Make runs until the time is up or cut edges are as few as in a tree."""
        goal = 0.0 if self.compact else parts - 1.0
        weights, heat = (MOMENT, MOMENT_HEAT) if self.compact else (CUT, CUT_HEAT)
        arrays, scale = arrays_of(problem), scale_of(problem, parts, weights)
        left = max(0.05, until - time.monotonic())
        steps = int(min(1_500 * problem.n, max(10 * problem.n, FLIPS_PER_S * left / 2)))
        schedule = Schedule(
            steps, 20, 4, heat[0], heat[1], heat[2] / scale.target, heat[3] / scale.target
        )
        kept = np.zeros(problem.n, dtype=np.int64)
        found, rank = kept.copy(), (2**62, math.inf)
        run = 0
        while run == 0 or (rank > (0, goal) and time.monotonic() < until):
            state = new_state(self.seed, run)
            labels = bisect(arrays, parts, state, 0.2 + 0.4 * min(run, 3))
            got = narrow_search(arrays, scale, labels, parts, state, schedule, kept)
            if got < rank:
                rank, found = got, kept.copy()
            run += 1
        return found, rank[0]

    def bound(self, problem: Problem, piece: Piece, *, time_s: float) -> Piece:
        """Return a piece with a bound for every number of grids.

        Parameters
        ----------
        problem : Problem
            The piece.
        piece : Piece
            With one plan or more.
        time_s : float
            Seconds.

        Returns
        -------
        Piece
            With bounds from ``fewest`` to ``most``.
        """
        numbers = range(piece.fewest, piece.most + 1)
        if piece.complete:
            bounds = {k: piece.plans[k].objective for k in numbers if k in piece.plans}
            return replace(piece, bounds=bounds)
        if self.compact:
            return _proved(problem, piece, time_s=time_s)
        until = time.monotonic() + time_s
        bounds = {k: float(k - 1) for k in numbers}
        inside = [plan.objective for plan in piece.plans.values() if plan.outside == 0]
        worth = [k for k in numbers if k - 1 < min(inside, default=math.inf) and k in piece.plans]
        for place, k in enumerate(worth):
            share = (until - time.monotonic()) / (len(worth) - place)
            plan = piece.plans[k]
            start = plan.labels if plan.outside == 0 else None
            bounds[k] = float(cut_bound(problem, k, plan=start, time_s=share))
        return replace(piece, bounds=bounds)


def _proved(problem: Problem, piece: Piece, *, time_s: float) -> Piece:
    """Bound the moment of inertia for all numbers of grids at once, and better the plan by it."""
    bounds = dict.fromkeys(range(piece.fewest, piece.most + 1), 0.0)
    inside = [plan for plan in piece.plans.values() if plan.outside == 0]
    if not inside or problem.n > MOST_PROVED:
        return replace(piece, bounds=bounds)
    best = min(inside, key=lambda plan: plan.objective)
    free = replace(problem, cut_cost=np.zeros(len(problem.indices)))
    proof = prove(
        free,
        [best.labels],
        weights=MOMENT,
        fewest=piece.fewest,
        most=piece.most,
        effort=ProofEffort(time_s=time_s),
    )
    floor = max(0.0, proof.bound / scale_of(free, best.parts, MOMENT).inertia)
    value = moment_of(problem, proof.labels, proof.parts)
    plans = dict(piece.plans)
    if value < best.objective:
        plans[proof.parts] = PiecePlan(proof.labels, proof.parts, 0, value)
    return replace(piece, plans=plans, bounds=dict.fromkeys(bounds, floor))


CUT_HEAT = 3.0, 0.4, 300.0, 2_000.0
MOMENT_HEAT = 0.1, 0.001, 40.0, 4_000.0
"""First and last temperature, and first and last cost of a grid outside by the target."""


def refuted(problem: Problem) -> Text:
    """Return the proof that a piece cannot be cut within the band; empty if none is soon found.

    Parameters
    ----------
    problem : Problem
        A connected piece of which arithmetic allows the band.

    Returns
    -------
    Text
        A sentence.
    """
    proof = settle(problem).certificate
    if proof is None:
        return Text("", "")
    return proof.what(Band(problem.lower, problem.upper), name=_name(proof.unit))


def _name(unit: int) -> str:
    return f" {unit}" if unit >= 0 else ""
