"""Which places may well be next to each other on the shortest loop.

Alpha-nearness (Helsgaun 2000, European Journal of Operational Research 126:106): how much longer
the shortest tree through all places gets where it has to hold a link, after the places were given
prices that make every place of the tree have two links or nearly (Held and Karp 1971, Mathematical
Programming 1:6). Unlike mere distance it joins what lies in clusters apart.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numpy as np
from numba import njit
from numpy.typing import NDArray

Function = TypeVar("Function", bound=Callable[..., object])
compiled = cast("Callable[[Function], Function]", njit(cache=True, nogil=True))

ROUNDS = 120
"""Times that prices are changed."""


def likely_next(matrix: NDArray[np.int64], *, most: int) -> NDArray[np.int64]:
    """Return for each place those that it may well be next to on the shortest loop.

    Parameters
    ----------
    matrix : ndarray of int, shape (n, n)
        Length from place to place, the same both ways.
    most : int
        How many for each place.

    Returns
    -------
    ndarray of int, shape (n, most)
        Rows of the matrix, the likeliest first.
    """
    lengths = matrix.astype(np.float64)
    order, parent = np.empty(len(matrix), dtype=np.int64), np.empty(len(matrix), dtype=np.int64)
    price = _prices(lengths, order, parent)
    priced = lengths + price[:, None] + price[None, :]
    tree(priced, order, parent)
    longest = np.zeros_like(priced)
    longest_links(priced, order, parent, longest)
    alpha = priced - longest
    np.fill_diagonal(alpha, np.inf)
    keys = np.lexsort((lengths, np.round(alpha, 6)), axis=1)
    return np.ascontiguousarray(keys[:, :most].astype(np.int64))


def _prices(
    lengths: NDArray[np.float64], order: NDArray[np.int64], parent: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return prices of the places by a subgradient ascent of the tree's length."""
    price: NDArray[np.float64] = np.zeros(len(lengths))
    last, kept, best = price, price, -np.inf
    step: float = 0.05 * float(np.sort(lengths, axis=1)[:, 1].mean())
    for number in range(ROUNDS):
        length = tree(lengths + price[:, None] + price[None, :], order, parent)
        ends = np.concatenate([order[1:], parent[order[1:]]])
        links = np.bincount(ends, minlength=len(lengths)).astype(np.float64) - 2.0
        bound = length - 2 * price.sum()
        if bound > best:
            best, kept = bound, price.copy()
        price = price + step * (0.7 * links + 0.3 * last)
        last = links
        step *= 1.03 if number < ROUNDS // 6 and bound >= best else 0.97
    return kept


@compiled
def tree(weight: Any, order: Any, parent: Any) -> Any:  # noqa: ANN401
    """Return the length of the shortest tree through all places (Prim 1957).

    Parameters
    ----------
    weight : ndarray of float, shape (n, n)
        Lengths.
    order, parent : ndarray of int
        Filled with the places in the order in which they join, and what each is joined to.

    Returns
    -------
    float
        The length.
    """
    count = len(weight)
    key = np.full(count, np.inf)
    inside = np.zeros(count, dtype=np.bool_)
    parent[:] = 0
    key[0], total = 0.0, 0.0
    for step in range(count):
        here, least = -1, np.inf
        for place in range(count):
            if not inside[place] and key[place] < least:
                here, least = place, key[place]
        order[step] = here
        inside[here] = True
        total += least
        for place in range(count):
            if not inside[place] and weight[here, place] < key[place]:
                key[place] = weight[here, place]
                parent[place] = here
    return total


@compiled
def longest_links(weight: Any, order: Any, parent: Any, longest: Any) -> None:  # noqa: ANN401
    """Fill in the longest link on the way in the tree between any two places.

    Parameters
    ----------
    weight : ndarray of float, shape (n, n)
        Lengths.
    order, parent : ndarray of int
        The tree, as `tree` fills it in.
    longest : ndarray of float, shape (n, n)
        Filled in.
    """
    for step in range(1, len(order)):
        here = order[step]
        to = parent[here]
        link = weight[here, to]
        for before in range(step):
            other = order[before]
            value = max(link, longest[to, other]) if other != to else link
            longest[here, other] = value
            longest[other, here] = value
