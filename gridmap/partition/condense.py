"""A piece without its units of no household, which change no sum and only connect others."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from gridmap.partition.barriers import pieces
from gridmap.partition.problem import Ints, Problem, rows_of

EXACT = 3
"""Land that links so many units serves one grid at most: two would need four ends."""


@dataclass(frozen=True, slots=True)
class Lived:
    """The units that are left, and who touches whom, directly or across land left out.

    Attributes
    ----------
    households : ndarray of int64, shape (k,)
        Households of each.
    indptr, indices : ndarray of int64
        Neighbours of each, in compressed rows.
    rows : ndarray of int64, shape (k,)
        Row of each in the piece, ascending.
    """

    households: Ints
    indptr: Ints
    indices: Ints
    rows: Ints

    @property
    def n(self) -> int:
        """The number of units that are left."""
        return len(self.rows)


def condense(problem: Problem, *, most_linked: int) -> Lived:
    """Return a piece in which land without households is replaced by links across it.

    Every connected stretch of such land that touches at most so many units with households is
    left out, and these units become neighbours of each other. Up to `EXACT` of them nothing
    changes for the plans there are; beyond, more plans become possible, so that a band that is
    infeasible without the land is infeasible with it.

    Parameters
    ----------
    problem : Problem
        A connected piece.
    most_linked : int
        Units with households that a stretch which is left out may touch.

    Returns
    -------
    Lived
        The units with households, and the land that is kept.
    """
    heads = np.repeat(np.arange(problem.n), np.diff(problem.indptr))
    tails = problem.indices
    empty = problem.households == 0
    stretch = pieces(problem.n, heads, tails, empty[heads] & empty[tails])
    kept = ~empty
    leaving = empty[heads] & ~empty[tails]
    ends = np.unique(np.column_stack([stretch[heads[leaving]], tails[leaving]]), axis=0)
    first = np.flatnonzero(np.diff(ends[:, 0], prepend=-1))
    pairs: set[tuple[int, int]] = set()
    crowded = []
    for stretch_ends in np.split(ends, first[1:]) if len(ends) else ():
        if len(stretch_ends) > most_linked:
            crowded.append(stretch_ends[0, 0])
        else:
            pairs.update(combinations(stretch_ends[:, 1].tolist(), 2))
    kept |= empty & np.isin(stretch, crowded)
    both = kept[heads] & kept[tails] & (heads < tails)
    pairs.update(zip(heads[both].tolist(), tails[both].tolist(), strict=True))
    rows = np.flatnonzero(kept)
    index = np.cumsum(kept) - 1
    edges = index[np.array(sorted(pairs), dtype=np.int64).reshape(-1, 2)]
    indptr, indices, _ = rows_of(len(rows), edges, np.zeros(len(edges)))
    return Lived(problem.households[rows], indptr, indices, rows)


def connect(problem: Problem, chosen: Ints, unit: int) -> NDArray[np.bool_]:
    """Return a grid of some units, with no more land without households than connects them.

    Parameters
    ----------
    problem : Problem
        The piece.
    chosen : ndarray of int
        Rows of the units.
    unit : int
        One of them, from which the others are reached.

    Returns
    -------
    ndarray of bool, shape (n,)
        Members of the grid.
    """
    wanted = np.zeros(problem.n, dtype=np.bool_)
    wanted[chosen] = True
    usable = wanted | (problem.households == 0)
    parent = {unit: -1}
    front = [unit]
    for u in front:
        for v in problem.indices[problem.indptr[u] : problem.indptr[u + 1]].tolist():
            if usable[v] and v not in parent:
                parent[v] = u
                front.append(v)
    members = np.zeros(problem.n, dtype=np.bool_)
    for u in chosen.tolist():
        while u >= 0 and not members[u]:
            members[u] = True
            u = parent[u]  # noqa: PLW2901
    return members
