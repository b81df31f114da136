"""Few people that published sums give away: exactly, or between bounds."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

from gridmap.privacy.space import PRIME, Matrix, freedom

MOST_STEPS = 20_000
"""Sets of parts that are looked at from one part; past it, the part counts as given away."""

MOST_PAIRS = 60
"""Pairs of small parts of one piece whose bounds are looked at."""

SLACK = 1e-6

Parts = tuple[int, ...]


def disclosed(
    rows: NDArray[np.bool_], counts: NDArray[np.int64], *, least: int, bounds: bool = True
) -> Parts | None:
    """Return parts that are few people together and follow from published sums.

    Parameters
    ----------
    rows : ndarray of bool, shape (m, n)
        Which parts each published sum counts.
    counts : ndarray of int64, shape (n,)
        People in each part, 1 at least.
    least : int
        Fewer are few: 1 to ``least - 1``.
    bounds : bool
        Whether it counts, too, if somebody can tell by inequalities that there are few, without
        telling how many.

    Returns
    -------
    tuple of int or None
        Parts, ascending; None if nothing of the kind follows.
    """
    small = np.flatnonzero(counts < least)
    if not len(small) or not len(rows):
        return None
    ways = freedom(rows)
    known = _summing_to_zero(ways, counts, small, least)
    if known is not None or not bounds:
        return known
    return _bounded(rows, counts, small, least)


def _summing_to_zero(
    ways: Matrix, counts: NDArray[np.int64], small: NDArray[np.int64], least: int
) -> Parts | None:
    fixed = small[~ways[small].any(axis=1)]
    if len(fixed):
        return (int(fixed[0]),)
    for place, first in enumerate(small.tolist()):
        search = _Search(ways, counts, small[place + 1 :], least)
        found = search.extend((first,), ways[first], int(counts[first]))
        if found is not None:
            return tuple(sorted(found))
    return None


class _Search:
    """Sets of small parts whose ways of changing cancel out."""

    def __init__(
        self, ways: Matrix, counts: NDArray[np.int64], small: NDArray[np.int64], least: int
    ) -> None:
        self.ways, self.counts, self.small, self.least = ways, counts, small, least
        self.steps = 0

    def extend(self, chosen: Parts, sums: NDArray[np.int64], count: int) -> Parts | None:
        self.steps += 1
        open_ways = np.flatnonzero(sums)
        if not len(open_ways) or self.steps > MOST_STEPS:
            return chosen
        # Whatever cancels out the first way that is open has to be among the parts.
        candidates = self.small[self.ways[self.small, open_ways[0]] != 0]
        for part in candidates.tolist():
            total = count + int(self.counts[part])
            if part in chosen or total >= self.least:
                continue
            found = self.extend((*chosen, part), (sums + self.ways[part]) % PRIME, total)
            if found is not None:
                return found
        return None


def _bounded(
    rows: NDArray[np.bool_], counts: NDArray[np.int64], small: NDArray[np.int64], least: int
) -> Parts | None:
    matrix = rows.astype(float)
    sums = matrix @ counts
    together = ((rows[:, one] & rows[:, two]).any() for one, two in combinations(small, 2))
    pairs = [
        pair
        for pair, near in zip(combinations(small.tolist(), 2), together, strict=True)
        if near and counts[list(pair)].sum() < least
    ]
    for parts in [*((one,) for one in small.tolist()), *pairs[:MOST_PAIRS]]:
        aim = np.zeros(len(counts))
        aim[list(parts)] = 1.0
        lowest = linprog(aim, A_eq=matrix, b_eq=sums, bounds=(0, None), method="highs")
        if lowest.fun is None or lowest.fun < SLACK:
            continue
        highest = linprog(-aim, A_eq=matrix, b_eq=sums, bounds=(0, None), method="highs")
        if highest.fun is not None and np.floor(-highest.fun + SLACK) < least:
            return tuple(parts)
    return None
