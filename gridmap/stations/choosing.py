"""Choosing k places of many so that the most is gained, exactly, and proved.

What a home gains of a set of places is what it gains of the best of them, as in p-median and in
maximal cover. A first choice is found by adding and exchanging places; the proof is a linear
program with one variable a place and one a home, whose rows are added as they are needed
(Benders' cuts of the p-median, in closed form: Cornuejols, Fisher and Nemhauser 1977; Fischetti,
Ljubic and Sinnl 2017, doi:10.1287/mnsc.2016.2461), and then branch and bound by HiGHS over the
places that the bound does not rule out.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Literal

import numpy as np

from gridmap.stations.choosing_master import Master, best_by_branching
from gridmap.stations.homes import Floats, Ints

Status = Literal["optimal", "time_limit"]

TIGHT = 1e-7
"""Part of the gain within which bound and gain are the same: what floating point leaves."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Places that were chosen, and what is proved of them.

    Attributes
    ----------
    places : tuple of int
        Rows of the places, ascending; fewer than asked for where more gain nothing.
    gain : float
        What is gained by them.
    bound : float
        No choice of as many places gains more.
    status : {"optimal", "time_limit"}
        Whether that is proved to be the same.
    duration_s : float
        How long it took.
    """

    places: tuple[int, ...]
    gain: float
    bound: float
    status: Status
    duration_s: float

    @property
    def gap(self) -> float:
        """How much more a choice may gain at most, as a part of what this one gains."""
        if self.bound <= self.gain:
            return 0.0
        return (self.bound - self.gain) / self.gain if self.gain > 0 else float("inf")


def choose(gain: Floats, weight: Ints, count: int, *, time_s: float = 60.0) -> Choice:
    """Return the places of which homes gain most together.

    Parameters
    ----------
    gain : ndarray of float64, shape (m, n)
        What each home gains of each place, never below 0.
    weight : ndarray of int64, shape (n,)
        Households of each home.
    count : int
        Places to choose.
    time_s : float
        Seconds after which the best so far is returned, with the bound that is proved by then.

    Returns
    -------
    Choice
        Proved to be the best unless the time is up.
    """
    began = time.monotonic()
    rows, columns = np.flatnonzero(gain.any(axis=1)), np.flatnonzero(gain.any(axis=0))
    rows = rows[np.unique(gain[rows], axis=0, return_index=True)[1]]
    rows.sort()
    part, load = gain[np.ix_(rows, columns)], weight[columns].astype(np.float64)
    if len(rows) <= count:
        best, value = np.arange(len(rows)), _value(part, load, np.arange(len(rows)))
        bound = value
    else:
        best, bound = _proved(part, load, count, until=began + time_s)
        value = _value(part, load, best)
    best = _needed(part, load, best)
    is_optimal = bound - value <= TIGHT * max(1.0, value)
    return Choice(
        places=tuple(np.sort(rows[best]).tolist()),
        gain=value,
        bound=value if is_optimal else bound,
        status="optimal" if is_optimal else "time_limit",
        duration_s=time.monotonic() - began,
    )


def _value(gain: Floats, weight: Floats, places: Ints) -> float:
    if len(places) == 0:
        return 0.0
    return float(gain[places].max(axis=0) @ weight)


def _needed(gain: Floats, weight: Floats, places: Ints) -> Ints:
    """Return the places without those that add nothing to the others."""
    kept = list(dict.fromkeys(places.tolist()))
    value = _value(gain, weight, np.array(kept, dtype=np.int64))
    for place in list(kept):
        others = [one for one in kept if one != place]
        if _value(gain, weight, np.array(others, dtype=np.int64)) >= value:
            kept = others
    return np.array(kept, dtype=np.int64)


def first_choice(gain: Floats, weight: Floats, count: int) -> Ints:
    """Return places that no exchange of one for another betters.

    Parameters
    ----------
    gain : ndarray of float64, shape (m, n)
        What each home gains of each place.
    weight : ndarray of float64, shape (n,)
        Households of each home.
    count : int
        Places to choose.

    Returns
    -------
    ndarray of int64, shape (count,)
        Rows of the places: added one by one, the best first, then exchanged while that gains.
    """
    chosen: list[int] = []
    held = np.zeros(gain.shape[1])
    for _ in range(count):
        place = int(np.argmax(np.maximum(gain, held) @ weight))
        chosen.append(place)
        held = np.maximum(held, gain[place])
    best = _value(gain, weight, np.array(chosen))
    is_better = True
    while is_better:
        is_better = False
        for turn in range(count):
            others = chosen[:turn] + chosen[turn + 1 :]
            rest = gain[others].max(axis=0) if others else np.zeros(gain.shape[1])
            totals = np.maximum(gain, rest) @ weight
            place = int(np.argmax(totals))
            if totals[place] > best * (1 + TIGHT):
                chosen[turn], best, is_better = place, float(totals[place]), True
    return np.array(chosen, dtype=np.int64)


def _proved(gain: Floats, weight: Floats, count: int, *, until: float) -> tuple[Ints, float]:
    """Return the best places and a bound on what any gain."""
    best = first_choice(gain, weight, count)
    value = _value(gain, weight, best)
    master = Master(gain, weight, count)
    master.cut(_indicator(best, len(gain)))
    bound = master.relaxed(value, until=until)
    while bound - value > TIGHT * max(1.0, value) and time.monotonic() < until:
        places = np.flatnonzero(master.is_open)
        found, proved = best_by_branching(master, places, until=until)
        # What was ruled out gains no more than what is known.
        bound = min(bound, max(value, proved))
        if found is None:
            break
        gained = _value(gain, weight, found)
        if gained > value:
            best, value = found, gained
        if master.cut(_indicator(found, len(gain))) == 0:
            break
    return best, max(bound, value)


def _indicator(places: Ints, count: int) -> Floats:
    chosen = np.zeros(count)
    chosen[places] = 1.0
    return chosen
