"""How long a search for routes goes on, and how it tells how far it is."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

TOLD_EVERY_S = 0.2


@dataclass(frozen=True, slots=True)
class Effort:
    """How long to search; whichever limit comes first.

    Attributes
    ----------
    steps : int or None
        Rounds of the search; None for any number.
    patience : int or None
        Rounds without anything better; None for any number.
    seconds : float or None
        Time; None for any, and only then the same seed gives the same routes on every machine.
    """

    steps: int | None = 8_000
    patience: int | None = 3_000
    seconds: float | None = None

    def part(self, share: float) -> Effort:
        """Return a share of this effort.

        Parameters
        ----------
        share : float
            Above 0, at most 1.

        Returns
        -------
        Effort
            At least one round.
        """
        return Effort(
            steps=None if self.steps is None else max(1, round(self.steps * share)),
            patience=None if self.patience is None else max(1, round(self.patience * share)),
            seconds=None if self.seconds is None else self.seconds * share,
        )


class Halt:
    """Says after each round whether the search is over; the criterion that PyVRP calls.

    Parameters
    ----------
    effort : Effort
        How long to search, from now on.
    tell : callable or None
        Told the share of the effort that is spent, several times a second.
    """

    def __init__(self, effort: Effort, tell: Callable[[float], None] | None = None) -> None:
        self.effort = effort
        self.tell = tell
        self.started_s = time.monotonic()
        self.steps = 0
        self.stale = 0
        self.best: float | None = None
        self._told_s, self._told = self.started_s, 0.0

    def __call__(self, best_cost: float) -> bool:
        """Return whether the search is over.

        Parameters
        ----------
        best_cost : float
            Of the best routes so far.

        Returns
        -------
        bool
            Whether a limit is reached.
        """
        if self.best is None or best_cost < self.best:
            self.best, self.stale = best_cost, 0
        share = self.spent
        now_s = time.monotonic()
        if self.tell is not None and now_s - self._told_s >= TOLD_EVERY_S:
            self._told_s = now_s
            self._told = min(max(self._told, share), 1.0)
            self.tell(self._told)
        self.steps += 1
        self.stale += 1
        return share >= 1.0

    @property
    def spent(self) -> float:
        """The share of the effort that is spent."""
        effort, shares = self.effort, [0.0]
        if effort.steps is not None:
            shares.append(self.steps / effort.steps)
        if effort.patience is not None:
            shares.append(self.stale / effort.patience)
        if effort.seconds is not None:
            shares.append((time.monotonic() - self.started_s) / max(effort.seconds, 1e-9))
        return max(shares)
