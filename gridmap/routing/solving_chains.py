"""Chains of exchanges that make a loop shorter (Lin and Kernighan 1973), compiled."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numpy as np
from numba import njit

Function = TypeVar("Function", bound=Callable[..., object])
compiled = cast("Callable[[Function], Function]", njit(cache=True, nogil=True))


@compiled
def reverse(tour: Any, place: Any, first: Any, last: Any) -> None:  # noqa: ANN401
    """Turn the part between two positions round, or what is the same loop, all the rest.

    The same call again undoes it.

    Parameters
    ----------
    tour, place : ndarray of int
        Place at each position, and position of each place.
    first, last : int
        Positions; the part may go past the end.
    """
    count = len(tour)
    length = (last - first) % count + 1
    if 2 * length > count:
        first, last = (last + 1) % count, (first - 1) % count
        length = count - length
    for _ in range(length // 2):
        one, other = tour[first], tour[last]
        tour[first], tour[last] = other, one
        place[other], place[one] = first, last
        first += 1
        if first == count:
            first = 0
        last -= 1
        if last < 0:
            last = count - 1


@compiled
def chain(  # noqa: PLR0912, PLR0917
    matrix: Any,  # noqa: ANN401
    near: Any,  # noqa: ANN401
    tour: Any,  # noqa: ANN401
    place: Any,  # noqa: ANN401
    base: Any,  # noqa: ANN401
    breadth: Any,  # noqa: ANN401
    log: Any,  # noqa: ANN401
    logged: Any,  # noqa: ANN401
    touched: Any,  # noqa: ANN401
) -> Any:  # noqa: ANN401
    """Return how much shorter a chain of exchanges from one place made the loop.

    Parameters
    ----------
    matrix, near : ndarray of int
        Lengths, and the nearest places of each.
    tour, place : ndarray of int
        The loop; changed where it gets shorter.
    base : int
        Where the chain begins.
    breadth : ndarray of int
        Exchanges that are tried at each link.
    log : ndarray of int, shape (m, 2)
        Reversals, for undoing them.
    logged : int
        How many there are so far.
    touched : ndarray of int
        Filled with the places whose links changed.

    Returns
    -------
    tuple of int
        How much shorter, how many reversals there are now, how many places were touched.
    """
    count, deepest = len(tour), len(breadth)
    ends = np.empty(deepest + 1, dtype=np.int64)
    gains = np.empty(deepest + 1, dtype=np.int64)
    tried = np.zeros(deepest + 1, dtype=np.int64)
    tries = np.zeros(deepest + 1, dtype=np.int64)
    for side in range(2):
        at = place[base]
        end = tour[(at + 1) % count] if side == 0 else tour[at - 1]
        depth = 0
        ends[0], gains[0], tried[0], tries[0] = end, matrix[base, end], 0, 0
        touched[0], touched[1] = base, end
        while depth >= 0:
            end = ends[depth]
            ahead = tour[(place[base] + 1) % count] == end
            best, chosen, third, fourth = np.int64(-(2**62)), -1, -1, -1
            if tries[depth] < breadth[depth]:
                for number in range(near.shape[1]):
                    if tried[depth] >> number & 1:
                        continue
                    to = near[end, number]
                    left = gains[depth] - matrix[end, to]
                    if left <= 0 or to == base:
                        continue
                    off = tour[place[to] - 1] if ahead else tour[(place[to] + 1) % count]
                    if off == end:
                        continue
                    value = left + matrix[to, off]
                    if value > best:
                        best, chosen, third, fourth = value, number, to, off
            if chosen < 0:
                depth -= 1
                if depth >= 0:
                    logged -= 1
                    reverse(tour, place, log[logged, 0], log[logged, 1])
                continue
            tried[depth] |= 1 << chosen
            tries[depth] += 1
            shorter = best - matrix[fourth, base]
            if shorter <= 0 and depth + 1 == deepest:
                continue
            if ahead:
                log[logged, 0], log[logged, 1] = place[end], place[fourth]
            else:
                log[logged, 0], log[logged, 1] = place[fourth], place[end]
            reverse(tour, place, log[logged, 0], log[logged, 1])
            logged += 1
            touched[2 + 2 * depth], touched[3 + 2 * depth] = third, fourth
            if shorter > 0:
                return shorter, logged, 4 + 2 * depth
            depth += 1
            ends[depth], gains[depth], tried[depth], tries[depth] = fourth, best, 0, 0
    return np.int64(0), logged, 0


@compiled
def settle(  # noqa: PLR0917
    matrix: Any,  # noqa: ANN401
    near: Any,  # noqa: ANN401
    tour: Any,  # noqa: ANN401
    place: Any,  # noqa: ANN401
    first: Any,  # noqa: ANN401
    waiting: Any,  # noqa: ANN401
    breadth: Any,  # noqa: ANN401
) -> None:
    """Improve the loop by chains until none makes it shorter.

    Parameters
    ----------
    matrix, near : ndarray of int
        Lengths, and the nearest places of each.
    tour, place : ndarray of int
        The loop; changed.
    first : ndarray of int
        Places to begin at.
    waiting : ndarray of bool
        Whether a place is among them; all false afterwards.
    breadth : ndarray of int
        Exchanges that are tried at each link.
    """
    count = len(tour)
    queue = np.empty(count, dtype=np.int64)
    queue[: len(first)] = first
    head, size = 0, len(first)
    log = np.empty((len(breadth) + 1, 2), dtype=np.int64)
    touched = np.empty(2 * len(breadth) + 4, dtype=np.int64)
    while size > 0:
        base = queue[head]
        head = (head + 1) % count
        size -= 1
        waiting[base] = False
        shorter, _, many = chain(matrix, near, tour, place, base, breadth, log, 0, touched)
        if shorter > 0:
            for number in range(many):
                one = touched[number]
                if not waiting[one]:
                    waiting[one] = True
                    queue[(head + size) % count] = one
                    size += 1
