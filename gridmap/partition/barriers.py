"""Which edges a grid may cross: barriers closed, eased, priced or ignored.

``closed``: no grid crosses a river or a railway but by a bridge or an underpass. ``eased`` (the
default): the same, but a piece that cannot be cut within the band by itself is joined to its
neighbour across the longest stretch of barrier, a unit that fits with no neighbour may cross, and
crossing has a price. ``priced``: every
crossing is open and has a price. ``ignored``: barriers are edges like any other. Arterial roads
always have a price, except where barriers are ignored.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from gridmap.contiguity import ContiguityGraph, EdgeKind
from gridmap.partition.feasibility import feasibility, find_stuck
from gridmap.partition.problem import Ints, rows_of
from gridmap.plan import Band, Barriers

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Openings:
    """What may be crossed.

    Attributes
    ----------
    open : ndarray of bool, shape (m,)
        Edges that may lie inside a grid.
    priced : ndarray of bool, shape (m,)
        Open edges that cross a barrier: inside a grid they have a price.
    eased : ndarray of bool, shape (m,)
        Edges that were opened because a piece could be no grid by itself.
    """

    open: Mask
    priced: Mask
    eased: Mask


def pieces(n: int, heads: Ints, tails: Ints, open_edges: Mask) -> Ints:
    """Return the connected piece of every unit.

    Parameters
    ----------
    n : int
        Number of units.
    heads, tails : ndarray of int, shape (m,)
        Edges.
    open_edges : ndarray of bool, shape (m,)
        Edges that connect.

    Returns
    -------
    ndarray of int64, shape (n,)
        Pieces, numbered from 0 in the order of their first unit.
    """
    ends = heads[open_edges], tails[open_edges]
    links = coo_array((np.ones(len(ends[0]), np.int8), ends), shape=(n, n))
    return np.asarray(connected_components(links, directed=False)[1], dtype=np.int64)


def openings(
    graph: ContiguityGraph,
    households: Ints,
    eligible: Mask,
    *,
    setting: Barriers,
    band: Band,
) -> Openings:
    """Return which edges may be crossed.

    Parameters
    ----------
    graph : ContiguityGraph
        Units of one community.
    households : ndarray of int64, shape (n,)
        Households of each unit.
    eligible : ndarray of bool, shape (n,)
        Units that are cut into ordinary grids; the others are fixed.
    setting : {"closed", "eased", "priced", "ignored"}
        How barriers are treated.
    band : Band
        Decides which pieces can be grids by themselves.

    Returns
    -------
    Openings
        Masks over the edges of the graph; edges to fixed units are never open.
    """
    within = eligible[graph.heads] & eligible[graph.tails]
    if setting == "ignored":
        return Openings(within, np.zeros_like(within), np.zeros_like(within))
    strict = graph.barrier & (graph.kind != EdgeKind.ARTERIAL)
    eased = np.zeros_like(within)
    if setting == "priced":
        return Openings(within, within & graph.barrier, eased)
    open_edges = within & ~strict
    closed = within & strict
    while True:
        piece = graph.components(open_edges | eased)
        join = _next_join(graph, households, piece, closed, setting=setting, band=band)
        if join is None:
            break
        ends = np.sort(np.column_stack([piece[graph.heads], piece[graph.tails]]), axis=1)
        eased |= closed & (ends[:, 0] == join[0]) & (ends[:, 1] == join[1])
    if setting == "eased":
        eased |= _around_stuck(graph, households, open_edges | eased, closed, band)
    return Openings(open_edges | eased, (open_edges | eased) & graph.barrier, eased)


def _around_stuck(
    graph: ContiguityGraph, households: Ints, open_edges: Mask, closed: Mask, band: Band
) -> Mask:
    """Find the closed edges of units that fit in no grid with a neighbour they can reach."""
    ends = np.column_stack([graph.heads[open_edges], graph.tails[open_edges]]).astype(np.int64)
    indptr, indices, _ = rows_of(graph.n, ends, np.zeros(len(ends)))
    stuck = [unit.unit for unit in find_stuck(households, indptr, indices, band)]
    return closed & (np.isin(graph.heads, stuck) | np.isin(graph.tails, stuck))


def _next_join(
    graph: ContiguityGraph,
    households: Ints,
    piece: Ints,
    closed: Mask,
    *,
    setting: Barriers,
    band: Band,
) -> tuple[int, int] | None:
    """Two pieces that should become one: the smallest that is no grid, and its best neighbour."""
    count = int(piece.max(initial=-1)) + 1
    total = np.bincount(piece, weights=households, minlength=count).astype(np.int64)
    units = np.bincount(piece, weights=households > 0, minlength=count).astype(np.int64)
    across = closed & (piece[graph.heads] != piece[graph.tails])
    ends = np.column_stack([piece[graph.heads[across]], piece[graph.tails[across]]])
    length = graph.length_m[across]

    def fits(amount: int, many: int) -> bool:
        return feasibility(int(amount), int(many), 0, band).feasible

    for p in sorted(set(ends.ravel().tolist()), key=lambda q: (total[q], q)):
        if fits(total[p], units[p]) or (setting == "closed" and total[p] > 0):
            continue
        touching = (ends == p).any(axis=1)
        others = ends[touching].sum(axis=1) - p
        border = np.bincount(others, weights=length[touching], minlength=count)
        best = max(
            np.unique(others).tolist(),
            key=lambda q: (fits(total[p] + total[q], units[p] + units[q]), border[q], -q),
        )
        return min(p, best), max(p, best)
    return None
