"""Deciding small matters exactly: the grids that one unit can have, listed one by one.

If every grid within the band that holds some unit leaves a piece behind that can be no grids, the
band is infeasible, and that is a proof. If one does not, it can be set apart and the rest be cut
again. The list is made by branching on the units next to the growing grid: each is taken or
barred, and a branch ends when what must still be taken exceeds the band.

Units without households only connect others, and the list is made without them (`condense`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gridmap.partition.compiled import compiled
from gridmap.partition.condense import Lived, condense, connect
from gridmap.partition.problem import Problem

MOST_NODES = 400_000
"""Branches after which the list is given up: then nothing is proved."""

MOST_GRIDS = 24
"""Grids that are kept to be tried."""

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Choices:
    """The grids that a unit can have.

    Attributes
    ----------
    grids : ndarray of bool, shape (k, n)
        Members of each grid that leaves only parts that arithmetic allows.
    complete : bool
        Whether the list was finished: with no grid in it, the band is proved infeasible.
    nodes : int
        Branches that were looked at.
    """

    grids: Mask
    complete: bool
    nodes: int


def choices(problem: Problem, unit: int, *, most_nodes: int = MOST_NODES) -> Choices:
    """Return the grids within the band that a unit can have.

    Units without households are taken only as far as they connect: a grid that holds more of
    them leaves no more to the others.

    Parameters
    ----------
    problem : Problem
        A connected piece.
    unit : int
        Row of the unit, which has households.
    most_nodes : int
        Branches after which the list is given up.

    Returns
    -------
    Choices
        The list, or as much of it as could be made; at most `MOST_GRIDS`.
    """
    lived = condense(problem, most_linked=problem.n)
    row = int(np.searchsorted(lived.rows, unit))
    listed = list_grids(
        lived,
        row,
        np.ones(lived.n, dtype=np.bool_),
        lower=problem.lower,
        upper=problem.upper,
        most_nodes=most_nodes,
        most_grids=MOST_GRIDS,
    )
    grids = [connect(problem, lived.rows[members], unit) for members in listed.grids]
    stacked = np.array(grids, dtype=np.bool_).reshape(len(grids), problem.n)
    return Choices(stacked, listed.complete, listed.nodes)


def list_grids(
    lived: Lived,
    row: int,
    inside: Mask,
    *,
    lower: int,
    upper: int,
    most_nodes: int,
    most_grids: int,
) -> Choices:
    """Return the grids within the band that a unit can have in a part of a condensed piece.

    Parameters
    ----------
    lived : Lived
        The condensed piece.
    row : int
        Row of the unit there.
    inside : ndarray of bool, shape (n,)
        The part.
    lower, upper : int
        The band, in households.
    most_nodes, most_grids : int
        Branches and grids after which the list is given up.

    Returns
    -------
    Choices
        Members of each grid over the rows of the condensed piece.
    """
    found, count, nodes = _list_grids(
        lived.indptr,
        lived.indices,
        lived.households,
        row,
        inside,
        lower,
        upper,
        most_nodes,
        most_grids,
    )
    finished = bool(nodes < most_nodes and count < most_grids)
    return Choices(found[:count], finished, int(nodes))


def needs(lived: Lived, row: int, *, lower: int, upper: int) -> int:
    """Return households that the grid of a unit must have at least, itself included.

    Parameters
    ----------
    lived : Lived
        The condensed piece.
    row : int
        Row of the unit there.
    lower, upper : int
        The band, in households.

    Returns
    -------
    int
        Its households and what the parts around it cannot keep; above ``upper`` the band is
        infeasible.
    """
    taken = np.zeros(lived.n, dtype=np.bool_)
    taken[row] = True
    least = _still_needed(
        lived.indptr,
        lived.indices,
        lived.households,
        taken,
        np.zeros_like(taken),
        np.ones_like(taken),
        lower,
        upper,
        upper,
    )
    return int(lived.households[row] + least)


@compiled
def _list_grids(
    indptr: Any,
    indices: Any,
    households: Any,
    unit: int,
    inside: Any,
    lower: int,
    upper: int,
    most_nodes: int,
    most_grids: int,
) -> Any:
    n = len(households)
    found = np.zeros((min(most_grids, 64), n), np.bool_)
    taken, barred = np.zeros(n, np.bool_), ~inside
    chosen, second = np.empty(n + 1, np.int64), np.zeros(n + 1, np.bool_)
    taken[unit] = True
    load = households[unit]
    depth = nodes = count = 0
    while nodes < most_nodes and count < most_grids:
        nodes += 1
        need = _still_needed(
            indptr, indices, households, taken, barred, inside, lower, upper, upper - load
        )
        if load + need <= upper:
            v = _next_to(indptr, indices, households, taken, barred, upper - load)
            if v >= 0:
                chosen[depth], second[depth] = v, False
                taken[v] = True
                load += households[v]
                depth += 1
                continue
            if need == 0 and load >= lower and _is_lean(indptr, indices, households, taken, unit):
                if count == len(found):
                    found = np.concatenate((found, np.zeros_like(found)))
                found[count] = taken
                count += 1
        while depth > 0 and second[depth - 1]:
            depth -= 1
            barred[chosen[depth]] = False
        if depth == 0:
            break
        v = chosen[depth - 1]
        second[depth - 1] = True
        taken[v] = False
        barred[v] = True
        load -= households[v]
    return found, count, nodes


@compiled
def _next_to(indptr: Any, indices: Any, households: Any, taken: Any, barred: Any, room: int) -> int:
    """Return a unit next to the grid that may still be taken, one with households first; or -1."""
    other = -1
    for u in range(len(households)):
        if taken[u]:
            for e in range(indptr[u], indptr[u + 1]):
                v = indices[e]
                if not taken[v] and not barred[v] and households[v] <= room:
                    if households[v] > 0:
                        return int(v)
                    other = int(v)
    return other


@compiled
def _still_needed(
    indptr: Any,
    indices: Any,
    households: Any,
    taken: Any,
    barred: Any,
    inside: Any,
    lower: int,
    upper: int,
    room: int,
) -> int:
    """Return households that must at least still be taken, so that the rest can be grids."""
    n = len(households)
    seen = taken | ~inside
    queue = np.empty(n, np.int64)
    need = 0
    for root in range(n):
        if seen[root]:
            continue
        seen[root] = True
        queue[0] = root
        head, tail, total = 0, 1, 0
        open_ = False
        while head < tail:
            w = queue[head]
            head += 1
            total += households[w]
            for e in range(indptr[w], indptr[w + 1]):
                v = indices[e]
                if taken[v] and not barred[w] and households[w] <= room:
                    open_ = True
                if not seen[v]:
                    seen[v] = True
                    queue[tail] = v
                    tail += 1
        surplus = total - min(total, total // lower * upper)
        if surplus > 0:
            need += surplus if open_ else upper + 1
    return need


@compiled
def _is_lean(indptr: Any, indices: Any, households: Any, taken: Any, unit: int) -> bool:
    """Return whether the grid falls apart without any one of its units without households."""
    size = taken.sum()
    queue = np.empty(size, np.int64)
    for z in range(len(taken)):
        if not taken[z] or households[z] > 0:
            continue
        seen = taken.copy()
        seen[z] = False
        seen[unit] = False
        queue[0] = unit
        head, tail = 0, 1
        while head < tail:
            w = queue[head]
            head += 1
            for e in range(indptr[w], indptr[w + 1]):
                v = indices[e]
                if seen[v]:
                    seen[v] = False
                    queue[tail] = v
                    tail += 1
        if tail == size - 1:
            return False
    return True
