"""The levels around grids: micro-grids nested in each, large grids made of several.

Every level is cut by the engine that cuts grids. A micro-grid lies in exactly one grid and is
connected; a large grid is a connected set of whole grids of one community. Special-purpose grids
have no micro-grids. A building above the band of micro-grids is one by itself, and what is left
too small beside it goes with it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from gridmap.contiguity import ContiguityGraph
from gridmap.partition.community import Cut, Units, cut_community
from gridmap.partition.problem import Ints
from gridmap.partition.regions import Search
from gridmap.plan import Band, Barriers

MICRO = Band(30, 100)
"""Households of a micro-grid, where nothing else is asked for."""

NESTED = ("ordinary", "oversize")
"""Kinds of grids that have micro-grids."""

RUNS = 4
"""Runs of the search inside one grid, which has a few dozen units."""


@dataclass(frozen=True, slots=True)
class Nesting:
    """The levels that are asked for besides grids.

    Attributes
    ----------
    micro : Band, "buildings" or None
        Households of a micro-grid, or one for each building, or none.
    large : Band or None
        Households of a large grid.
    """

    micro: Band | Literal["buildings"] | None = None
    large: Band | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the levels as JSON values.

        Returns
        -------
        dict
            ``micro`` and ``large``.

        Examples
        --------
        >>> Nesting(micro=Band(30, 100)).to_dict()
        {'micro': [30, 100], 'large': None}
        """
        micro = [self.micro.lower, self.micro.upper] if isinstance(self.micro, Band) else self.micro
        return {
            "micro": micro,
            "large": None if self.large is None else [self.large.lower, self.large.upper],
        }


@dataclass(frozen=True, slots=True)
class Levels:
    """The grids of one community with what lies below and above them.

    Attributes
    ----------
    cut : Cut
        The grids.
    micro : ndarray of int64, shape (n,), or None
        Micro-grid of each unit, numbered from 0 in the community; -1 for none.
    large : ndarray of int64, shape (k,), or None
        Large grid of each grid, numbered from 0.
    """

    cut: Cut
    micro: Ints | None = None
    large: Ints | None = None


def cut_levels(
    units: Units,
    graph: ContiguityGraph,
    *,
    building: Ints,
    band: Band,
    nesting: Nesting,
    barriers: Barriers,
    how: Search,
) -> Levels:
    """Return the grids of one community, and the levels below and above them.

    Parameters
    ----------
    units : Units
        Its units.
    graph : ContiguityGraph
        Their contiguity.
    building : ndarray of int64, shape (n,)
        Building of each unit, -1 for none.
    band : Band
        Households of a grid.
    nesting : Nesting
        The other levels.
    barriers : {"closed", "eased", "priced", "ignored"}
        How barriers are treated.
    how : Search
        How to search.

    Returns
    -------
    Levels
        The same grids as without the other levels.
    """
    cut = cut_community(units, graph, band=band, barriers=barriers, how=how)
    micro = large = None
    free = replace(how, grids=None, proof=None, persons=None)
    if nesting.micro is not None:
        effort = replace(how.effort, restarts=min(RUNS, how.effort.runs(units.households.size)))
        inner = _Inner(units, graph, building, barriers, replace(free, effort=effort))
        micro = inner.micro_grids(cut, nesting.micro)
    if nesting.large is not None:
        above = _grid_units(units, cut)
        large = cut_community(
            above,
            _grid_graph(graph, cut),
            band=nesting.large,
            barriers=barriers,
            how=free.at("large"),
        ).labels
    return Levels(cut, micro, large)


@dataclass(frozen=True, slots=True)
class _Inner:
    """The units of a community, on which the inside of each grid is cut."""

    units: Units
    graph: ContiguityGraph
    building: Ints
    barriers: Barriers
    how: Search

    def micro_grids(self, cut: Cut, asked: Band | Literal["buildings"]) -> Ints:
        labels = np.full(self.graph.n, -1, dtype=np.int64)
        count = 0
        for grid, kind in enumerate(cut.kinds):
            rows = np.flatnonzero(cut.labels == grid)
            if kind not in NESTED:
                continue
            inside = self.units.take(rows)
            graph = self.graph.take(rows)
            if isinstance(asked, Band):
                found = self._by_households(inside, graph, asked, grid)
            else:
                found = by_building(inside, graph, self.building[rows])
            labels[rows] = found + count
            count += int(found.max()) + 1
        return labels

    def _by_households(self, inside: Units, graph: ContiguityGraph, band: Band, grid: int) -> Ints:
        how = self.how.at("micro", grid)
        found = cut_community(inside, graph, band=band, barriers=self.barriers, how=how)
        return join_remnants(found.labels, inside.households, graph, band)


def join_remnants(labels: Ints, households: Ints, graph: ContiguityGraph, band: Band) -> Ints:
    """Return labels in which what is below the band goes with a neighbour that is above it.

    Parameters
    ----------
    labels : ndarray of int64, shape (n,)
        Micro-grid of each unit.
    households : ndarray of int64, shape (n,)
        Households of each unit.
    graph : ContiguityGraph
        The units of one grid.
    band : Band
        Households of a micro-grid.

    Returns
    -------
    ndarray of int64, shape (n,)
        Numbered from 0 without holes; no fewer in the band than before.
    """
    labels = labels.copy()
    loads = np.bincount(labels, weights=households).astype(np.int64)
    passable = ~graph.barrier
    heads, tails, length_m = (
        values[passable] for values in (graph.heads, graph.tails, graph.length_m)
    )
    for small in np.flatnonzero(loads < band.lower):
        ends = np.column_stack([labels[heads], labels[tails]])
        mine = (ends == small).sum(axis=1) == 1
        others = ends[mine].sum(axis=1) - small
        border = np.bincount(others, weights=length_m[mine], minlength=len(loads))
        border[loads <= band.upper] = 0
        if border.any():
            labels[labels == small] = border.argmax()
    return np.unique(labels, return_inverse=True)[1].astype(np.int64)


def by_building(inside: Units, graph: ContiguityGraph, building: Ints) -> Ints:
    """Return a micro-grid for each building that is lived in; other units go with a neighbour.

    Parameters
    ----------
    inside : Units
        The units of one grid.
    graph : ContiguityGraph
        Their contiguity.
    building : ndarray of int64, shape (n,)
        Building of each unit.

    Returns
    -------
    ndarray of int64, shape (n,)
        Micro-grid of each unit, from 0: a connected part of one building, and land beside it.
    """
    lived = inside.households > 0
    if not lived.any():
        return np.zeros(graph.n, dtype=np.int64)
    same = lived[graph.heads] & lived[graph.tails]
    same &= building[graph.heads] == building[graph.tails]
    labels = np.where(lived, graph.components(same), -1)
    while True:
        step = _nearest_labels(labels, graph)
        if (step == labels).all():
            break
        labels = step
    cut_off = labels < 0
    if cut_off.any():
        nearest = cKDTree(inside.xy[~cut_off]).query(inside.xy[cut_off])[1]
        labels[cut_off] = labels[~cut_off][nearest]
    return np.unique(labels, return_inverse=True)[1].astype(np.int64)


def _nearest_labels(labels: Ints, graph: ContiguityGraph) -> Ints:
    """Give each unit without label that of the neighbour with which it shares most border."""
    heads = np.concatenate([graph.heads, graph.tails])
    tails = np.concatenate([graph.tails, graph.heads])
    length_m = np.concatenate([graph.length_m, graph.length_m])
    rim = (labels[heads] < 0) & (labels[tails] >= 0)
    order = np.lexsort((tails[rim], -length_m[rim], heads[rim]))
    unit, first = np.unique(heads[rim][order], return_index=True)
    step = labels.copy()
    step[unit] = labels[tails[rim][order][first]]
    return step


def _grid_units(units: Units, cut: Cut) -> Units:
    """Return the grids of a community as units."""
    count = len(cut.kinds)

    def total(values: NDArray[Any]) -> NDArray[np.float64]:
        return np.bincount(cut.labels, weights=values, minlength=count).astype(np.float64)

    area_m2 = total(units.area_m2)
    xy = np.column_stack([total(units.area_m2 * axis) for axis in units.xy.T]) / area_m2[:, None]
    none = np.full(count, -1, dtype=np.int64)
    households = total(units.households).astype(np.int64)
    return Units(households, area_m2, xy, none, np.zeros(count, dtype=np.bool_))


def _grid_graph(graph: ContiguityGraph, cut: Cut) -> ContiguityGraph:
    """Return the contiguity of grids: two are open to each other where any of their edges is."""
    count = len(cut.kinds)
    ends = np.sort(np.column_stack([cut.labels[graph.heads], cut.labels[graph.tails]]), axis=1)
    key = ends[:, 0] * count + ends[:, 1]
    across = ends[:, 0] != ends[:, 1]
    barred = set(key[across].tolist()) - set(key[across & ~graph.barrier].tolist())
    counted = across & (~graph.barrier | np.isin(key, sorted(barred)))
    order = np.lexsort((-graph.length_m[counted], key[counted]))
    longest = np.flatnonzero(counted)[order]
    pairs, first, inverse = np.unique(key[longest], return_index=True, return_inverse=True)
    return ContiguityGraph(
        n=count,
        heads=(pairs // count).astype(np.int32),
        tails=(pairs % count).astype(np.int32),
        length_m=np.bincount(inverse, weights=graph.length_m[longest]).astype(np.float64),
        kind=graph.kind[longest[first]],
        bridged=graph.bridged[longest[first]],
    )
