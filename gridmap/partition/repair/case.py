"""What is to be repaired: a piece, the grid that each unit has now, and what must not move."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from gridmap.errors import SettingsError, Text
from gridmap.partition.compiled import compiled
from gridmap.partition.problem import Ints, Problem

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Case:
    """One connected piece with its present grids.

    A household moves when the grid of its unit changes; a unit that has no grid yet is placed,
    which moves nobody.

    Attributes
    ----------
    problem : Problem
        The piece.
    present : ndarray of int64, shape (n,)
        Present grid of each unit, -1 for none. Grids may be outside the band, or in fragments.
    grids : int
        Number of present grids: labels from here on are new grids.
    locked : ndarray of bool, shape (n,)
        Units that stay in their grid; a unit without grid cannot be locked.
    price : ndarray of int64, shape (n,)
        Households that move when a unit leaves its grid: those that lived there already.
    """

    problem: Problem
    present: Ints
    grids: int
    locked: Mask
    price: Ints

    @cached_property
    def heads(self) -> Ints:
        """The unit that each entry of ``problem.indices`` is a neighbour of, shape (2m,)."""
        return np.repeat(np.arange(self.problem.n), np.diff(self.problem.indptr))

    def moved(self, labels: Ints) -> int:
        """Return the households that move.

        Parameters
        ----------
        labels : ndarray of int64, shape (n,)
            Grid of each unit.

        Returns
        -------
        int
            Households of the units that had a grid and get another.
        """
        return int(self.price[labels != self.present].sum())

    def outside(self, labels: Ints) -> int:
        """Return the households outside the band.

        Parameters
        ----------
        labels : ndarray of int64, shape (n,)
            Grid of each unit, none below 0.

        Returns
        -------
        int
            Summed over the grids that have units.
        """
        loads = np.bincount(labels, weights=self.problem.households).astype(np.int64)
        loads = loads[np.bincount(labels) > 0]
        over, under = loads - self.problem.upper, self.problem.lower - loads
        return int(np.maximum(0, np.maximum(over, under)).sum())

    def fragments(self, labels: Ints) -> Ints:
        """Return the connected piece of each unit within its grid.

        Parameters
        ----------
        labels : ndarray of int64, shape (n,)
            Grid of each unit; units of -1 are grouped alike.

        Returns
        -------
        ndarray of int64, shape (n,)
            Pieces, numbered from 0.
        """
        return np.asarray(label_pieces(self.problem.indptr, self.problem.indices, labels))

    def connected(self, labels: Ints) -> bool:
        """Return whether every grid is one connected piece.

        Parameters
        ----------
        labels : ndarray of int64, shape (n,)
            Grid of each unit.

        Returns
        -------
        bool
            Whether as many pieces as grids were found.
        """
        return int(self.fragments(labels).max()) + 1 == len(np.unique(labels))


def make_case(
    problem: Problem,
    present: Ints,
    *,
    grids: int | None = None,
    locked: Mask | None = None,
    known: Ints | None = None,
) -> Case:
    """Return a case from plain arrays, checked.

    Parameters
    ----------
    problem : Problem
        A connected piece.
    present : ndarray of int, shape (n,)
        Present grid of each unit, from 0; -1 for none.
    grids : int, optional
        Number of present grids; by default one more than the greatest label.
    locked : ndarray of bool, shape (n,), optional
        Units that stay where they are.
    known : ndarray of int, shape (n,), optional
        Households of each unit that lived in its present grid already; by default all.

    Returns
    -------
    Case
        The case.

    Raises
    ------
    SettingsError
        If the shapes do not agree or a unit without grid is locked.
    """
    labels = np.asarray(present, dtype=np.int64)
    fixed = np.zeros(problem.n, bool) if locked is None else np.asarray(locked, dtype=np.bool_)
    if labels.shape != (problem.n,) or fixed.shape != (problem.n,):
        raise SettingsError(
            Text("现有归属与基本单元数量不一致。", "Present grids and units do not agree."),
            Text("请为每个基本单元给出一个值。", "Give one value for each unit."),
        )
    if (fixed & (labels < 0)).any():
        raise SettingsError(
            Text("未划入网格的基本单元不能锁定。", "A unit without a grid cannot be locked."),
            Text("请先为它指定网格，或取消锁定。", "Give it a grid first, or unlock it."),
        )
    count = int(labels.max(initial=-1)) + 1
    lived = problem.households if known is None else np.asarray(known, dtype=np.int64)
    price = np.where(labels >= 0, lived, 0)
    return Case(problem, np.maximum(labels, -1), max(count, grids or 0), fixed, price)


@compiled
def label_pieces(indptr: Ints, indices: Ints, labels: Ints) -> Ints:
    """Return the connected piece of each unit within its grid.

    Parameters
    ----------
    indptr, indices : ndarray of int64
        Neighbours of each unit, in compressed rows.
    labels : ndarray of int64, shape (n,)
        Grid of each unit.

    Returns
    -------
    ndarray of int64, shape (n,)
        Pieces, numbered from 0 in the order of their first unit.
    """
    n, count = len(labels), 0
    piece, queue = np.full(n, -1, np.int64), np.empty(n, np.int64)
    for root in range(n):
        if piece[root] >= 0:
            continue
        piece[root] = count
        queue[0] = root
        head, tail = 0, 1
        while head < tail:
            u = queue[head]
            head += 1
            for e in range(indptr[u], indptr[u + 1]):
                v = indices[e]
                if piece[v] < 0 and labels[v] == labels[u]:
                    piece[v] = count
                    queue[tail] = v
                    tail += 1
        count += 1
    return piece


@compiled
def path_loads(indptr: Ints, indices: Ints, households: Ints, allowed: Mask, start: int) -> Ints:
    """Return the households on the path of the fewest to each unit, both ends counted.

    Parameters
    ----------
    indptr, indices : ndarray of int64
        Neighbours of each unit, in compressed rows.
    households : ndarray of int64, shape (n,)
        Households of each unit.
    allowed : ndarray of bool, shape (n,)
        Units that paths may pass.
    start : int
        Where they begin.

    Returns
    -------
    ndarray of int64, shape (n,)
        A number above all households where no path leads.
    """
    n = len(households)
    far = households.sum() + 1
    least, queued = np.full(n, far, np.int64), np.zeros(n, np.bool_)
    least[start] = households[start]
    queue = np.empty(n, np.int64)
    queue[0], queued[start] = start, True
    head, count = 0, 1
    while count > 0:
        u = queue[head % n]
        head += 1
        count -= 1
        queued[u] = False
        for e in range(indptr[u], indptr[u + 1]):
            v = indices[e]
            total = least[u] + households[v]
            if allowed[v] and total < least[v]:
                least[v] = total
                if not queued[v]:
                    queued[v] = True
                    queue[(head + count) % n] = v
                    count += 1
    return least
