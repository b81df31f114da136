"""When a search stops, and how it tells how far it is.

A rule says what share of its budget is spent; the search stops at 1 and cools down in time for it.
Without a rule of time or of cancelling, what a search finds depends on its seed alone.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class State:
    """How far a search is.

    Attributes
    ----------
    steps : int
        Flips tried so far, over all runs.
    share : float
        Share of the work that is done, 0 to 1.
    objective : float or None
        Objective of the best plan so far; None before the first run ends.
    outside : int or None
        Households outside the band in the best plan so far.
    """

    steps: int
    share: float
    objective: float | None = None
    outside: int | None = None


Progress = Callable[[State], None]
"""Called with the state several times a second."""


class Stop(Protocol):
    """A rule that ends a search."""

    def spent(self, state: State) -> float:
        """Return the share of the budget that is spent.

        Parameters
        ----------
        state : State
            How far the search is.

        Returns
        -------
        float
            From 0; the search stops at 1.
        """
        ...


@dataclass(frozen=True, slots=True)
class Time:
    """Stop at a moment.

    Attributes
    ----------
    start, end : float
        On the clock of `time.monotonic`.
    """

    start: float
    end: float

    @classmethod
    def within(cls, seconds: float) -> Time:
        """Return the rule that stops so many seconds from now.

        Parameters
        ----------
        seconds : float
            More than 0.

        Returns
        -------
        Time
            The rule.
        """
        now = time.monotonic()
        return cls(now, now + seconds)

    def spent(self, state: State) -> float:
        """Return the share of the time that has passed.

        Parameters
        ----------
        state : State
            Not needed.

        Returns
        -------
        float
            0 to 1 and above.
        """
        return (time.monotonic() - self.start) / max(self.end - self.start, 1e-9)


@dataclass(frozen=True, slots=True)
class Steps:
    """Stop after so many tried flips, over all runs.

    Attributes
    ----------
    most : int
        1 or more.
    """

    most: int

    def spent(self, state: State) -> float:
        """Return the share of the flips that were tried.

        Parameters
        ----------
        state : State
            How far the search is.

        Returns
        -------
        float
            0 to 1 and above.

        Examples
        --------
        >>> Steps(200).spent(State(steps=50, share=0.1))
        0.25
        """
        return state.steps / self.most


@dataclass(frozen=True, slots=True)
class Gap:
    """Stop when a plan in the band is near enough to a lower bound of the objective.

    Attributes
    ----------
    bound : float
        No plan has a lesser objective.
    share : float
        The gap that is near enough, as a share of the plan's objective.
    """

    bound: float
    share: float

    def spent(self, state: State) -> float:
        """Return 1 when the gap is reached.

        Parameters
        ----------
        state : State
            How far the search is.

        Returns
        -------
        float
            0 or 1.

        Examples
        --------
        >>> Gap(bound=99.0, share=0.01).spent(State(0, 0.5, objective=100.0, outside=0))
        1.0
        """
        if state.objective is None or state.outside:
            return 0.0
        return float(state.objective - self.bound <= self.share * abs(state.objective))


@dataclass(frozen=True, slots=True)
class Cancel:
    """Stop when an event is set, by another thread.

    Attributes
    ----------
    event : threading.Event
        The event.
    """

    event: threading.Event

    def spent(self, state: State) -> float:
        """Return 1 when the event is set.

        Parameters
        ----------
        state : State
            Not needed.

        Returns
        -------
        float
            0 or 1.
        """
        return float(self.event.is_set())


@dataclass(frozen=True, slots=True)
class First:
    """Stop by the first of several rules.

    Attributes
    ----------
    rules : tuple of Stop
        The rules.
    """

    rules: tuple[Stop, ...]

    def spent(self, state: State) -> float:
        """Return the greatest share that a rule has spent.

        Parameters
        ----------
        state : State
            How far the search is.

        Returns
        -------
        float
            0 to 1 and above.

        Examples
        --------
        >>> First((Steps(10), Steps(100))).spent(State(steps=5, share=0.0))
        0.5
        """
        return max((rule.spent(state) for rule in self.rules), default=0.0)


class Watch:
    """What the runs of one search ask whether to go on, and tell how far they are.

    Parameters
    ----------
    runs, steps : int
        Runs of the search, and flips of each.
    stop : Stop or None
        When to stop.
    progress : callable or None
        Whom to tell.
    """

    def __init__(self, runs: int, steps: int, stop: Stop | None, progress: Progress | None) -> None:
        self.runs, self.steps = runs, max(steps, 1)
        self.stop, self.progress = stop, progress
        self.best: tuple[int, float] | None = None
        self.over = False

    def spent(self, run: int, steps: int) -> float:
        """Return the share of the budget that is spent, from inside a run.

        Rules see no plan here, so that what they decide does not depend on the order in which
        threads finish.

        Parameters
        ----------
        run, steps : int
            The run, and the flips that it tried.

        Returns
        -------
        float
            From 0; 1 ends the run.
        """
        state = State(run * self.steps + steps, (run + steps / self.steps) / self.runs)
        share = self.stop.spent(state) if self.stop else 0.0
        if self.progress:
            outside, objective = self.best or (None, None)
            done = min(1.0, max(state.share, share))
            self.progress(State(state.steps, done, objective, outside))
        return max(share, float(self.over))

    def ends_after(self, run: int, best: tuple[int, float]) -> bool:
        """Return whether the search ends with a run.

        Parameters
        ----------
        run : int
            The run that ended.
        best : tuple of int and float
            Households outside the band, and the objective, of the best plan so far.

        Returns
        -------
        bool
            Whether the budget is spent.
        """
        self.best = best
        state = State((run + 1) * self.steps, (run + 1) / self.runs, best[1], best[0])
        if self.progress:
            self.progress(state)
        return self.stop is not None and self.stop.spent(state) >= 1.0
