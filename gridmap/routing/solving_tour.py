"""The shortest loop through all places, where nothing but the way is to be minded.

Iterated Lin-Kernighan: chains of exchanged links as in Lin and Kernighan (1973, Operations Research
21:498), each a reversal of a part of the loop, begun anew after a small double bridge somewhere
(Johnson and McGeoch 1997, in Local Search in Combinatorial Optimization, chapter 8). One large loop
is what PyVRP, made for many small ones, is slow at.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from gridmap.routing.solving_chains import chain, compiled, reverse, settle
from gridmap.routing.solving_effort import Halt
from gridmap.routing.solving_near import likely_next

Whole = NDArray[np.int64]
NEAR = 6
"""Places next to which a place may come."""
BREADTH = np.array([5, 3, 1, 1, 1], dtype=np.int64)
"""Exchanges that are tried at each link of a chain."""
WALK = 5
"""Steps from place to near place between the first corner of a double bridge and the next."""
LOG = 10_000
"""Reversals after a double bridge at most."""
KICKS = 2_000
"""Double bridges between two looks at the clock."""
KICKS_A_PLACE = 100
"""Double bridges for each place, where time is no limit."""
SHARE = 0.9
"""Of the time that there is."""


def shortest_loop(matrix: Whole, *, seed: int, halt: Halt) -> Whole:
    """Return the order of a short loop through all places.

    Parameters
    ----------
    matrix : ndarray of int, shape (n, n)
        Length from place to place, the same both ways.
    seed : int
        Seed of the search.
    halt : Halt
        Whose time it shares, where that is limited; else it makes `KICKS_A_PLACE` times n tries.

    Returns
    -------
    ndarray of int, shape (n,)
        Rows of the matrix, from 0.
    """
    count = len(matrix)
    if count < 8:
        return np.arange(count)
    loop = _Loop(matrix, seed)
    kicks = 0
    while True:
        loop.improve(KICKS)
        kicks += KICKS
        share = _spent(halt, kicks / (KICKS_A_PLACE * count))
        if halt.tell is not None:
            halt.tell(min(share, 1.0) * SHARE)
        if share >= 1.0:
            return loop.order


def _spent(halt: Halt, tried: float) -> float:
    seconds = halt.effort.seconds
    return tried if seconds is None else halt.spent / SHARE


class _Loop:
    """A loop that gets shorter."""

    def __init__(self, matrix: Whole, seed: int) -> None:
        count = len(matrix)
        self.matrix = np.ascontiguousarray(matrix)
        self.near = likely_next(matrix, most=min(NEAR, count - 1))
        self.tour = _nearest_next(self.matrix)
        self.place = np.empty(count, dtype=np.int64)
        self.place[self.tour] = np.arange(count)
        self.chance = np.array([seed * 2 + 0x9E3779B97F4A7C15 & (2**63 - 1)], dtype=np.uint64)
        self.marks = np.ones(count, dtype=np.bool_)
        settle(self.matrix, self.near, self.tour, self.place, self.tour.copy(), self.marks, BREADTH)

    def improve(self, kicks: int) -> None:
        kick(
            self.matrix,
            self.near,
            self.tour,
            self.place,
            self.marks,
            BREADTH,
            self.chance,
            kicks,
        )

    @property
    def order(self) -> Whole:
        return np.roll(self.tour, -int(self.place[0]))


def _nearest_next(matrix: Whole) -> Whole:
    """Return the loop that goes on to the nearest place that is not in it."""
    far = int(matrix.max()) + 1
    order, left = [0], np.zeros(len(matrix), dtype=np.int64)
    left[0] = far
    for _ in range(1, len(matrix)):
        order.append(int(np.argmin(matrix[order[-1]] + left)))
        left[order[-1]] = far
    return np.array(order, dtype=np.int64)


@compiled
def turn(tour: Any, place: Any, first: Any, last: Any) -> None:  # noqa: ANN401
    """Turn the part between two positions round, and never the rest: others know positions.

    Parameters
    ----------
    tour, place : ndarray of int
        Place at each position, and position of each place.
    first, last : int
        Positions; the part does not go past the end.
    """
    while first < last:
        one, other = tour[first], tour[last]
        tour[first], tour[last] = other, one
        place[other], place[one] = first, last
        first += 1
        last -= 1


@compiled
def corners_near(near: Any, place: Any, chance: Any, corners: Any) -> None:  # noqa: ANN401
    """Fill in four positions of places that lie near each other, in order.

    Parameters
    ----------
    near : ndarray of int
        The nearest places of each.
    place : ndarray of int
        Position of each place.
    chance : ndarray of uint64, shape (1,)
        State of the source of chance; changed.
    corners : ndarray of int, shape (4,)
        Filled in.
    """
    wide = np.uint64(near.shape[1])
    base = np.int64(draw(chance) % np.uint64(len(place)))
    for number in range(4):
        at = base
        for _ in range(WALK * number):
            at = near[at, np.int64(draw(chance) % wide)]
        corners[number] = place[at]
    corners.sort()


@compiled
def bridge(matrix: Any, tour: Any, place: Any, corners: Any) -> Any:  # noqa: ANN401
    """Return how much longer a double bridge makes the loop: three parts in the reverse order.

    The same parts in their new places are put back by the same call with `corners` mirrored.

    Parameters
    ----------
    matrix : ndarray of int
        Lengths.
    tour, place : ndarray of int
        The loop; changed.
    corners : ndarray of int, shape (4,)
        Positions after which the loop is cut, in order and different.

    Returns
    -------
    int
        Less than zero where it is shorter.
    """
    count = len(tour)
    before = after = np.int64(0)
    for at in corners:
        before += matrix[tour[at], tour[(at + 1) % count]]
    first, last = corners[0] + 1, corners[3]
    one, two = corners[0] + corners[3] - corners[2], corners[0] + corners[3] - corners[1]
    turn(tour, place, first, last)
    turn(tour, place, first, one)
    turn(tour, place, one + 1, two)
    turn(tour, place, two + 1, last)
    for at in (corners[0], one, two, corners[3]):
        after += matrix[tour[at], tour[(at + 1) % count]]
    return after - before


@compiled
def kick(  # noqa: PLR0917
    matrix: Any,  # noqa: ANN401
    near: Any,  # noqa: ANN401
    tour: Any,  # noqa: ANN401
    place: Any,  # noqa: ANN401
    waiting: Any,  # noqa: ANN401
    breadth: Any,  # noqa: ANN401
    chance: Any,  # noqa: ANN401
    kicks: Any,  # noqa: ANN401
) -> None:
    """Improve the loop by double bridges, each kept if the chains after it make up for it.

    Parameters
    ----------
    matrix, near : ndarray of int
        Lengths, and the nearest places of each.
    tour, place : ndarray of int
        The loop; changed.
    waiting : ndarray of bool
        All false, before and after.
    breadth : ndarray of int
        Exchanges that are tried at each link.
    chance : ndarray of uint64, shape (1,)
        State of the source of chance; changed.
    kicks : int
        How many.
    """
    count = len(tour)
    queue = np.empty(count, dtype=np.int64)
    log = np.empty((LOG, 2), dtype=np.int64)
    touched = np.empty(2 * len(breadth) + 4, dtype=np.int64)
    corners, back = np.empty(4, dtype=np.int64), np.empty(4, dtype=np.int64)
    for _ in range(kicks):
        corners_near(near, place, chance, corners)
        if corners[0] == corners[1] or corners[1] == corners[2] or corners[2] == corners[3]:
            continue
        change = bridge(matrix, tour, place, corners)
        back[0], back[3] = corners[0], corners[3]
        back[1], back[2] = (
            corners[0] + corners[3] - corners[2],
            corners[0] + corners[3] - corners[1],
        )
        logged, head, size = 0, 0, 0
        for at in back:
            for here in (tour[at], tour[(at + 1) % count]):
                if not waiting[here]:
                    waiting[here] = True
                    queue[size] = here
                    size += 1
        while size > 0:
            base = queue[head]
            head = (head + 1) % count
            size -= 1
            waiting[base] = False
            if logged + len(breadth) + 1 >= LOG:
                continue
            shorter, logged, many = chain(
                matrix, near, tour, place, base, breadth, log, logged, touched
            )
            change -= shorter
            for number in range(many):
                other = touched[number]
                if not waiting[other]:
                    waiting[other] = True
                    queue[(head + size) % count] = other
                    size += 1
        if change > 0:
            while logged > 0:
                logged -= 1
                reverse(tour, place, log[logged, 0], log[logged, 1])
            bridge(matrix, tour, place, back)


@compiled
def draw(chance: Any) -> Any:  # noqa: ANN401
    """Return the next number of a source of chance (xorshift, Marsaglia 2003).

    Parameters
    ----------
    chance : ndarray of uint64, shape (1,)
        Its state; changed.

    Returns
    -------
    uint64
        The number.
    """
    value = chance[0]
    value ^= value << np.uint64(13)
    value ^= value >> np.uint64(7)
    value ^= value << np.uint64(17)
    chance[0] = value
    return value
