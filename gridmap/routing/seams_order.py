"""In which order and direction to walk pieces: a round, short by greedy choice, 2-opt and or-opt.

The pieces have to be walked whole, the ways between them are to be short: the rural postman's
problem (Eiselt, Gendreau and Laporte 1995, Operations Research 43(3)). A piece is two ends; ``2 i``
is the begin and ``2 i + 1`` the end of piece ``i``.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

PASSES = 200
"""At most; each makes the round shorter."""

MOST_SHIFTED = 3
"""Pieces in a row that or-opt moves together."""

ENOUGH_M = 1e-6


def order_pieces(between_m: Floats, from_start_m: Floats) -> list[tuple[int, bool]]:
    """Return a short round from the start over every piece and back.

    Parameters
    ----------
    between_m : ndarray of float, shape (2 n, 2 n)
        Metres from end to end of the pieces, the same both ways.
    from_start_m : ndarray of float, shape (2 n,)
        Metres from the start to each end.

    Returns
    -------
    list of (int, bool)
        Pieces in order, and whether each is walked from its begin to its end.
    """
    count = len(between_m) // 2
    metres = np.zeros((2 * count + 2, 2 * count + 2))
    metres[:-2, :-2] = between_m
    metres[:-2, -2:] = np.asarray(from_start_m)[:, None]
    metres[-2:, :-2] = np.asarray(from_start_m)[None, :]
    tour = _greedy(metres, count)
    for _ in range(PASSES):
        if not (_turned(tour, metres, count) or _shifted(tour, metres, count)):
            break
    return [(one // 2, one % 2 == 0) for one in tour]


def round_m(order: list[tuple[int, bool]], between_m: Floats, from_start_m: Floats) -> float:
    """Return how long the ways between the pieces of a round are.

    Parameters
    ----------
    order : list of (int, bool)
        As `order_pieces` returns it.
    between_m : ndarray of float, shape (2 n, 2 n)
        Metres from end to end.
    from_start_m : ndarray of float, shape (2 n,)
        Metres from the start to each end.

    Returns
    -------
    float
        Metres, to the first piece and back from the last included.
    """
    if not order:
        return 0.0
    into = [2 * piece + (not forward) for piece, forward in order]
    out = [one ^ 1 for one in into]
    ways = sum(between_m[a, b] for a, b in zip(out[:-1], into[1:], strict=True))
    return float(from_start_m[into[0]] + ways + from_start_m[out[-1]])


def _greedy(metres: Floats, count: int) -> list[int]:
    """Return the ends at which pieces are entered, always the nearest of those that are left."""
    left = np.ones(2 * count, dtype=bool)
    here, tour = 2 * count, []
    for _ in range(count):
        reach = np.where(left, metres[here, : 2 * count], np.inf)
        entered = int(np.argmin(reach))
        tour.append(entered)
        left[[entered, entered ^ 1]] = False
        here = entered ^ 1
    return tour


def _turned(tour: list[int], metres: Floats, count: int) -> bool:
    """Turn the run of pieces whose turning shortens the round most; say whether there is one."""
    start = 2 * count
    into = np.array([start, *tour, start])
    out = into ^ 1
    out[0], out[-1] = start, start
    size = len(tour)
    best, chosen = -ENOUGH_M, (0, 0)
    for first in range(1, size + 1):
        lasts = np.arange(first, size + 1)
        change = (
            metres[out[first - 1], out[lasts]]
            + metres[into[first], into[lasts + 1]]
            - metres[out[first - 1], into[first]]
            - metres[out[lasts], into[lasts + 1]]
        )
        place = int(np.argmin(change))
        if change[place] < best:
            best, chosen = float(change[place]), (first, int(lasts[place]))
    first, last = chosen
    if not first:
        return False
    tour[first - 1 : last] = [one ^ 1 for one in reversed(tour[first - 1 : last])]
    return True


def _shifted(tour: list[int], metres: Floats, count: int) -> bool:
    """Move the few pieces in a row that save most elsewhere; say whether there are some."""
    best, chosen = -ENOUGH_M, None
    for size in range(1, min(MOST_SHIFTED, len(tour) - 1) + 1):
        for first in range(len(tour) - size + 1):
            moved, rest = tour[first : first + size], tour[:first] + tour[first + size :]
            here = [2 * count, *(one ^ 1 for one in rest)]
            there = [*rest, 2 * count]
            saved = (
                metres[here[first], moved[0]]
                + metres[moved[-1] ^ 1, there[first]]
                - metres[here[first], there[first]]
            )
            gap = metres[here, there]
            for head, tail, is_turned in (
                (moved[0], moved[-1] ^ 1, False),
                (moved[-1] ^ 1, moved[0], True),
            ):
                change = metres[here, head] + metres[tail, there] - gap - saved
                place = int(np.argmin(change))
                if change[place] < best:
                    best, chosen = float(change[place]), (first, size, place, is_turned)
    if chosen is None:
        return False
    first, size, place, is_turned = chosen
    moved = tour[first : first + size]
    del tour[first : first + size]
    tour[place:place] = [one ^ 1 for one in reversed(moved)] if is_turned else moved
    return True
