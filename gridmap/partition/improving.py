"""Searching some grids of a community again, the others left as they are.

The search starts from the grids that are there, so that what it finds is at least as good, and
every grid keeps its number.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from gridmap.contiguity import ContiguityGraph
from gridmap.errors import SettingsError, Text
from gridmap.partition.barriers import Mask, Openings, openings
from gridmap.partition.community import Units, piece_problem
from gridmap.partition.problem import Ints
from gridmap.partition.regions import Search
from gridmap.partition.solve import evaluate, search
from gridmap.plan import Band, Barriers

Rank = tuple[int, float]
"""Households outside the band, then the objective: what a better plan has less of."""


@dataclass(frozen=True, slots=True)
class Group:
    """Chosen grids that can exchange units with each other, and with no other chosen ones.

    Attributes
    ----------
    grids : tuple of int
        The grids.
    households : int
        All their households.
    before, after : tuple of (int, float)
        Households outside the band, and the objective.
    """

    grids: tuple[int, ...]
    households: int
    before: Rank
    after: Rank


@dataclass(frozen=True, slots=True)
class Improved:
    """Grids that were searched again.

    Attributes
    ----------
    labels : ndarray of int64, shape (n,)
        Grid of each unit of the community; others than the chosen grids are as they were.
    before, after : tuple of (int, float)
        Households of the chosen grids outside the band, and their objective.
    groups : tuple of Group
        The chosen grids by whether they can exchange units.
    """

    labels: Ints = field(repr=False)
    before: Rank
    after: Rank
    groups: tuple[Group, ...] = ()


def improve_grids(
    units: Units,
    graph: ContiguityGraph,
    labels: Ints,
    chosen: Ints,
    *,
    locked: Mask,
    band: Band,
    barriers: Barriers,
    how: Search,
) -> Improved:
    """Return the best grids that were found in the place of some of a community.

    Parameters
    ----------
    units : Units
        The units of the community.
    graph : ContiguityGraph
        Their contiguity.
    labels : ndarray of int64, shape (n,)
        Present grid of each unit, -1 for none.
    chosen : ndarray of int64, shape (k,)
        Grids that are searched again, ordinary ones.
    locked : ndarray of bool, shape (n,)
        Units that stay in their grid.
    band : Band
        Households of a grid.
    barriers : {"closed", "eased", "priced", "ignored"}
        How barriers are treated.
    how : Search
        How to search.

    Returns
    -------
    Improved
        As many grids as before, each connected.

    Raises
    ------
    SettingsError
        If one of the chosen grids is in pieces.
    """
    eligible = np.isin(labels, chosen)
    gates = openings(graph, units.households, eligible, setting=barriers, band=band)
    found = labels.copy()
    before, after = (0, 0.0), (0, 0.0)
    groups: list[Group] = []
    for number, members in enumerate(_groups(graph, gates, labels, eligible)):
        names, start = np.unique(labels[members], return_inverse=True)
        problem = piece_problem(units, graph, gates, members, band=band, how=how)
        old = evaluate(problem, start, len(names), how.weights)
        new = search(
            problem,
            len(names),
            weights=how.weights,
            effort=how.effort,
            seed=how.at("improve", number).seed,
            deadline=how.deadline,
            start=start,
            locked=locked[members],
        )
        found[members] = names[new.labels]
        before, after = _sum(before, old), _sum(after, new.rank)
        total = int(units.households[members].sum())
        groups.append(Group(tuple(names.tolist()), total, old, new.rank))
    return Improved(found, before, after, tuple(groups))


def _sum(one: Rank, other: Rank) -> Rank:
    return one[0] + other[0], one[1] + other[1]


def _groups(
    graph: ContiguityGraph, gates: Openings, labels: Ints, eligible: Mask
) -> Iterator[Ints]:
    """Give the units of grids that can exchange units with each other."""
    same = labels[graph.heads] == labels[graph.tails]
    both = gates.open & eligible[graph.heads] & eligible[graph.tails]
    torn = graph.components(both & same)
    pairs = np.unique(np.column_stack([labels[eligible], torn[eligible]]), axis=0)
    if len(pairs) > len(np.unique(pairs[:, 0])):
        raise SettingsError(
            Text("所选网格中有不连片的。", "One of the chosen grids is in pieces."),
            Text("请先修复，再优化。", "Repair it first, then improve."),
        )
    piece = graph.components(both)
    for one in np.unique(piece[eligible]):
        yield np.flatnonzero((piece == one) & eligible)
