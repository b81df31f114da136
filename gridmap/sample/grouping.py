"""Cells grouped into the grids of a department's net: connected, and not too large."""

from __future__ import annotations

from math import fsum

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import breadth_first_order, minimum_spanning_tree

TREES = 8
"""How many trees are tried for each cut."""


def group_cells(
    pairs: NDArray[np.int64],
    households: NDArray[np.int64],
    places: NDArray[np.float64],
    *,
    limit: int,
    rng: np.random.Generator,
) -> NDArray[np.int64]:
    """Return the group of each cell.

    Connected cells are cut in two at an edge of a drawn spanning tree until no group is above the
    limit, the more even and compact of some cuts at each step (recombination by spanning trees,
    after DeFord, Duchin and Solomon 2021).

    Parameters
    ----------
    pairs : ndarray of int64, of shape (m, 2)
        Neighbours.
    households : ndarray of int64, of shape (n,)
        Households of each cell.
    places : ndarray of shape (n, 2)
        A point in each cell, in metres.
    limit : int
        Most households of a group that can still be cut.
    rng : numpy.random.Generator
        Source of chance.

    Returns
    -------
    ndarray of int64, of shape (n,)
        Groups from 0.
    """
    group = np.zeros(len(households), dtype=np.int64)
    waiting, done = [np.arange(len(households))], 0
    while waiting:
        members = waiting.pop()
        halves = None
        if households[members].sum() > limit and len(members) > 1:
            halves = _cut(members, pairs, households, places, rng)
        if halves is None:
            group[members] = done
            done += 1
        else:
            waiting += halves
    return group


def _cut(
    members: NDArray[np.int64],
    pairs: NDArray[np.int64],
    households: NDArray[np.int64],
    places: NDArray[np.float64],
    rng: np.random.Generator,
) -> list[NDArray[np.int64]] | None:
    """Return the best of some cuts in two connected halves; None if one would be empty."""
    number = np.full(len(households), -1)
    number[members] = np.arange(len(members))
    inner = number[pairs[(number[pairs] >= 0).all(axis=1)]]
    weights, xy = households[members], places[members]
    best: tuple[float, NDArray[np.bool_]] | None = None
    for _ in range(TREES):
        below = _subtrees(inner, len(members), rng)
        sums = below @ weights
        k = int(np.argmin(np.abs(sums - weights.sum() / 2)))
        part = below[k]
        if 0 < sums[k] < weights.sum():
            score = abs(sums[k] / weights.sum() - 0.5) + 0.5 * _spread(xy, part)
            if best is None or score < best[0]:
                best = (score, part)
    return None if best is None else [members[best[1]], members[~best[1]]]


def _subtrees(pairs: NDArray[np.int64], count: int, rng: np.random.Generator) -> NDArray[np.bool_]:
    """Return, for every node of a drawn spanning tree, which nodes hang below it."""
    draws = 1.0 + rng.random(len(pairs))
    graph = coo_matrix((draws, (pairs[:, 0], pairs[:, 1])), shape=(count, count))
    order, parents = breadth_first_order(minimum_spanning_tree(graph), 0, directed=False)
    below = np.eye(count, dtype=bool)
    for node in order[:0:-1]:
        below[parents[node]] |= below[node]
    return below


def _spread(xy: NDArray[np.float64], part: NDArray[np.bool_]) -> float:
    """Return the moment of two halves around their middles, as a share of the whole's."""
    whole = ((xy - xy.mean(axis=0)) ** 2).sum() + 1.0
    halves = [((xy[side] - xy[side].mean(axis=0)) ** 2).sum() for side in (part, ~part)]
    return float(fsum(halves) / whole)
