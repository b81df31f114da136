"""From a problem to the best plan found: first plans, annealed runs, the best of them."""

from __future__ import annotations

import time
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import partial

import numpy as np

from gridmap.errors import SettingsError, Text
from gridmap.partition.annealing import HOT, SETTLE, WARM, Annealing
from gridmap.partition.barriers import Mask, pieces
from gridmap.partition.control import Progress, Stop, Watch
from gridmap.partition.curve import along_curve, rearranged
from gridmap.partition.identity import named_as_today
from gridmap.partition.objective import Weights, arrays_of, away_of, evaluate, scale_of
from gridmap.partition.problem import Ints, Problem
from gridmap.partition.seeds import first_plan
from gridmap.partition.streams import new_state

__all__ = ["Effort", "Solution", "Weights", "arrays_of", "evaluate", "scale_of", "search"]


@dataclass(frozen=True, slots=True)
class Effort:
    """How long the search goes on.

    Attributes
    ----------
    steps_per_unit : int
        Flips tried for each unit in one run.
    restarts : int
        Runs from different seeds, of which the best is kept; 0 for a number that suits the
        size: 32 for the units of a community, 1 for those of a city.
    recombine_every : int
        Flips tried between two recombinations; 0 for none.
    time_s : float or None
        No new run starts after so many seconds; None for no limit, which makes the plan depend
        on the seed alone.
    """

    steps_per_unit: int = 500
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
        return self.restarts or min(32, max(1, 4_000 // max(units, 1)))


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


def search(
    problem: Problem,
    parts: int,
    *,
    weights: Weights | None = None,
    effort: Effort | None = None,
    seed: int = 0,
    deadline: float | None = None,
    pool: list[Ints] | None = None,
    start: Ints | None = None,
    locked: Mask | None = None,
    stop: Stop | None = None,
    progress: Progress | None = None,
    workers: int = 1,
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
        The labels of every run are appended to it, unless the same grids are there already.
    start : ndarray of int64, shape (n,), optional
        A plan that every run starts from, less hot; grids keep their numbers, and the answer is
        at least as good.
    locked : ndarray of bool, shape (n,), optional
        Units that keep the grid that they have in ``start``.
    stop : Stop, optional
        When to stop, even inside a run; by default after the effort alone.
    progress : callable, optional
        Called with the state as the search goes on; from several threads, if there are.
    workers : int
        Threads; the plan does not depend on it.

    Returns
    -------
    Solution
        The plan with the fewest households outside the band, then the least objective.

    Raises
    ------
    SettingsError
        If ``start`` is no plan of so many connected grids, or units are locked without it.
    """
    weights, effort = weights or Weights(), effort or Effort()
    best: Solution | None = None
    if start is not None:
        start = np.array(start, dtype=np.int64)
        _require_plan(problem, start, parts)
        outside, objective = evaluate(problem, start, parts, weights)
        best = Solution(start, parts, objective, outside, 0)
    number = effort.runs(problem.n) if parts > 1 else 1
    watch = Watch(number, effort.steps_per_unit * problem.n, stop, progress)
    order = along_curve(problem.xy)
    course = _Course(
        _annealing(problem, parts, weights, effort, order, start=start, locked=locked),
        order,
        seed,
        start,
        deadline,
        watch,
        watched=not (stop is None and progress is None and workers == 1),
    )
    known = {canonical(labels).tobytes() for labels in pool or ()}
    made = 0
    with closing(course.in_order(workers)) as found:
        for made, labels in enumerate(found, 1):
            outside, objective = evaluate(problem, labels, parts, weights)
            if best is None or (outside, objective) < best.rank:
                best = Solution(labels, parts, objective, outside, made)
            key = canonical(labels).tobytes()
            if pool is not None and key not in known:
                known.add(key)
                pool.append(labels)
            if watch.ends_after(made - 1, best.rank):
                break
    assert best is not None
    return replace(best, runs=made)


def canonical(labels: Ints) -> Ints:
    """Return a plan with its grids numbered in the order of their first unit.

    Parameters
    ----------
    labels : ndarray of int64, shape (n,)
        Grid of each unit.

    Returns
    -------
    ndarray of int64, shape (n,)
        The same for plans of the same grids.

    Examples
    --------
    >>> canonical(np.array([2, 2, 0, 1, 0]))
    array([0, 0, 1, 2, 1])
    """
    _, first, inverse = np.unique(labels, return_index=True, return_inverse=True)
    return np.argsort(np.argsort(first))[inverse].astype(np.int64)


def _require_plan(problem: Problem, labels: Ints, parts: int) -> None:
    heads = np.repeat(np.arange(problem.n), np.diff(problem.indptr))
    complete = len(labels) == problem.n and set(np.unique(labels)) == set(range(parts))
    if complete:
        same = labels[heads] == labels[problem.indices]
        complete = pieces(problem.n, heads, problem.indices, same).max() + 1 == parts
    if not complete:
        raise SettingsError(
            Text(
                f"起始方案不是 {parts} 个各自连通的网格。",
                f"The plan to start from is not {parts} connected grids.",
            ),
            Text(
                "请先用 gridmap repair 修正，或不指定起始方案。",
                "Repair it first with gridmap repair, or start from none.",
            ),
        )


def _annealing(
    problem: Problem,
    parts: int,
    weights: Weights,
    effort: Effort,
    order: Ints,
    *,
    start: Ints | None,
    locked: Mask | None,
) -> Annealing:
    scale = scale_of(problem, parts, weights)
    away = away_of(problem, scale, weights)
    home = problem.present
    if locked is not None:
        if start is None:
            raise SettingsError(
                Text("锁定单元时没有给出起始方案。", "Units are locked, but in no plan."),
                Text("请同时给出起始方案。", "Give the plan to start from."),
            )
        home = np.where(locked, start, home)
        away = np.where(locked, LOCKED, 0.0 if away is None else away)
    arrays = arrays_of(problem, away=away, further=scale.further)._replace(home=home)
    return Annealing(
        rearranged(arrays, order),
        scale,
        parts,
        effort.steps_per_unit * problem.n,
        effort.recombine_every,
        HOT if start is None else WARM,
    )


LOCKED = 1e9
"""Cost of moving a unit that may not move: more than any objective, so that it never pays."""


@dataclass(frozen=True, slots=True)
class _Course:
    """The runs of one search."""

    annealing: Annealing
    order: Ints
    seed: int
    start: Ints | None
    deadline: float | None
    watch: Watch
    watched: bool

    def in_order(self, workers: int) -> Generator[Ints]:
        """Yield what the runs find, in their order, until one does not begin."""
        runs = range(self.watch.runs)
        with ThreadPoolExecutor(workers) as threads:
            try:
                for labels in (threads.map if workers > 1 else map)(self._run, runs):
                    if labels is None:
                        return
                    yield labels
            finally:
                self.watch.over = True
                threads.shutdown(cancel_futures=True)

    def _run(self, run: int) -> Ints | None:
        late = self.deadline is not None and time.monotonic() > self.deadline
        if run > 0 and (late or (self.watched and self.watch.spent(run, 0) >= SETTLE)):
            return None
        state = new_state(self.seed, run)
        task = self.annealing
        labels: Ints
        if self.start is None:
            turn = 0.2 + 0.4 * min(run, 3)
            labels = self._named(first_plan(task.arrays, task.scale, task.parts, state, turn))
        else:
            labels = self.start[self.order]
        if task.parts > 1:
            spent = partial(self.watch.spent, run) if self.watched else None
            task.run(labels, state, spent)
            labels = labels if self.start is not None else self._named(labels)
        found = np.empty_like(labels)
        found[self.order] = labels
        return found

    def _named(self, labels: Ints) -> Ints:
        """Return the plan with its grids numbered as today, where it costs to leave them."""
        arrays = self.annealing.arrays
        return named_as_today(labels, arrays.home, arrays.away, self.annealing.parts)
