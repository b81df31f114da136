"""One annealed run: the schedule of the compiled search, in slices that can be ended.

A run cools from hot to cold over a number of flips. Where a rule gives it less, it cools faster,
so that it is cold when the budget ends; how it is sliced does not change what it finds.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from gridmap.partition.problem import Ints
from gridmap.partition.search import CHUNK, Desk, anneal, mend, quench
from gridmap.partition.streams import State
from gridmap.partition.tally import Arrays, Scale, Tally, tally

HOT, COLD = 0.1, 0.001
"""First and last temperature, in units of the objective (an ordinary grid costs about 1)."""

WARM = 0.02
"""First temperature of a run that starts from a plan."""

PENALTY = (4.0, 4_000.0)
"""First and last cost of a grid that is outside the band by the middle of the band."""

MEND_TURNS, QUENCH_TURNS = 64, 200
"""Most attempts to mend grids outside the band after annealing, and most passes of flips."""

SETTLE = 0.95
"""Share of a budget after which a run is cold; the rest is for mending."""

SLICE = 300_000
"""Work between two questions whether to go on, in flips: 20 ms or so."""

RECOMBINE = 16
"""Flips that recombining a pair of grids takes as long as, for each unit of a grid."""

COARSE = 0.02
"""Greatest share of a budget that is spent at one go: runs cool in 50 steps or more."""

Spent = Callable[[int], float]
"""Gives the share of the budget that is spent, after so many flips of a run."""


@dataclass(frozen=True, slots=True)
class Annealing:
    """How every run goes.

    Attributes
    ----------
    arrays : Arrays
        The problem.
    scale : Scale
        Factors of the objective.
    parts : int
        Number of grids.
    steps : int
        Flips of a run.
    recombine_every : int
        Flips between two recombinations; 0 for none.
    hot : float
        First temperature, in units of the objective.
    """

    arrays: Arrays
    scale: Scale
    parts: int
    steps: int
    recombine_every: int
    hot: float = HOT

    def run(self, labels: Ints, state: State, spent: Spent | None) -> None:
        """Improve a plan in place, cooling down, then until no flip helps.

        Parameters
        ----------
        labels : ndarray of int64, shape (n,)
            Grid of each unit, every grid connected; still so after.
        state : ndarray of uint64, shape (1,)
            Random stream.
        spent : callable or None
            Share of the budget that is spent; None where nothing ends a run early.
        """
        n = len(labels)
        t = tally(self.arrays, labels, self.parts)
        penalty = PENALTY[0] / self.scale.target, PENALTY[1] / self.scale.target
        heat = np.array([self.hot, penalty[0]])
        desk = Desk(np.empty(n, np.int64), np.zeros(n, np.int64), np.array([1, 0, 0]), heat)
        self._cool(t, labels, state, desk, spent)
        heat[:] = COLD, penalty[1]
        if self.recombine_every > 0:
            for _ in range(MEND_TURNS):
                if _over(spent, self.steps) or not mend(
                    self.arrays, self.scale, t, labels, state, desk
                ):
                    break
        for _ in range(QUENCH_TURNS):
            if _over(spent, self.steps) or not quench(self.arrays, self.scale, t, labels, desk):
                break

    def _cool(self, t: Tally, labels: Ints, state: State, desk: Desk, spent: Spent | None) -> None:
        rounds = max(1, self.steps // CHUNK)
        cooling = (COLD / self.hot) ** (1.0 / rounds)
        growth = (PENALTY[1] / PENALTY[0]) ** (1.0 / rounds)
        begun = spent(0) if spent else 0.0
        most = self._slice() if spent else rounds
        turn, cooled, tried, last = min(16, most), 0, 0, 0.0
        while cooled < rounds:
            if spent:
                share = (spent(tried * CHUNK) - begun) / max(SETTLE - begun, 1e-9)
                turn = max(1, turn // 2) if share - last > COARSE else min(most, 2 * turn)
                ahead = max(0, min(rounds, int(share * rounds)) - cooled)
                desk.heat[0] *= cooling**ahead
                desk.heat[1] *= growth**ahead
                cooled, last = cooled + ahead, share
            count = min(turn, rounds - cooled)
            anneal(
                self.arrays,
                self.scale,
                t,
                labels,
                state,
                desk,
                count,
                self.recombine_every,
                cooling,
                growth,
            )
            cooled += count
            tried += count

    def _slice(self) -> int:
        """Return rounds between two questions: by the size of grids, never by the clock."""
        worth = CHUNK
        if self.recombine_every > 0:
            size = len(self.arrays.households) / self.parts
            worth += int(RECOMBINE * size * CHUNK / self.recombine_every)
        return max(1, SLICE // worth)


def _over(spent: Spent | None, steps: int) -> bool:
    return spent is not None and spent(steps) >= 1.0
