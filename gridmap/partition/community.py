"""Cutting one community into grids.

Special-purpose compounds are grids of their own, and so is a unit that exceeds the band. What is
left falls into pieces that no grid may leave, and each is cut by `cut_piece`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gridmap.contiguity import ContiguityGraph, EdgeKind
from gridmap.partition.barriers import Mask, Openings, openings
from gridmap.partition.bound import Proof
from gridmap.partition.feasibility import Feasibility, feasibility
from gridmap.partition.piece import Cutting, cut_piece
from gridmap.partition.problem import Ints, Problem, make_problem
from gridmap.partition.proving import prove_piece
from gridmap.partition.regions import Search
from gridmap.plan import Band, Barriers

VACANT_M2 = 1_000.0
"""A detached piece without households is a vacant grid of its own from this area on."""


@dataclass(frozen=True, slots=True)
class Units:
    """The units of one community as arrays, in the order of the graph's units.

    Attributes
    ----------
    households : ndarray of int64, shape (n,)
        Households.
    area_m2 : ndarray of float64, shape (n,)
        Areas.
    xy : ndarray of float64, shape (n, 2)
        Places in metres.
    compound : ndarray of int64, shape (n,)
        Compound, -1 for none.
    special : ndarray of bool, shape (n,)
        Whether the unit belongs to a special-purpose compound.
    persons : ndarray of int64, shape (n,), optional
        Persons, where they are balanced or held in a band.
    kind : ndarray of int64, shape (n,), optional
        Kind of the compound, -1 for unknown, where mixed kinds are priced.
    homes : ndarray of int64, shape (n, k), optional
        Grid in each of k existing nets, -1 for none, where their boundaries are to be kept.
    workload : ndarray of float64, shape (n,), optional
        Workload, where it is balanced.
    """

    households: Ints
    area_m2: NDArray[np.float64]
    xy: NDArray[np.float64]
    compound: Ints
    special: Mask
    persons: Ints | None = None
    kind: Ints | None = None
    homes: Ints | None = None
    workload: NDArray[np.float64] | None = None

    def take(self, rows: Ints) -> Units:
        """Return some of the units.

        Parameters
        ----------
        rows : ndarray of int64, shape (k,)
            Units to keep.

        Returns
        -------
        Units
            In that order.
        """
        return Units(
            self.households[rows],
            self.area_m2[rows],
            self.xy[rows],
            self.compound[rows],
            self.special[rows],
            None if self.persons is None else self.persons[rows],
            None if self.kind is None else self.kind[rows],
            None if self.homes is None else self.homes[rows],
            None if self.workload is None else self.workload[rows],
        )


@dataclass(frozen=True, slots=True)
class Component:
    """What is known of one piece.

    Attributes
    ----------
    answer : Feasibility
        Whether it can be cut within the band.
    unit : int
        Row of the unit at which it fails, -1 for none.
    proof : Proof or None
        How good its plan is proved to be, where that was asked for.
    """

    answer: Feasibility
    unit: int = -1
    proof: Proof | None = None


@dataclass(frozen=True, slots=True)
class Cut:
    """The grids of one community.

    Attributes
    ----------
    labels : ndarray of int64, shape (n,)
        Grid of each unit, numbered from 0.
    kinds : tuple of str
        Of each grid: ``ordinary``, ``special``, ``oversize`` (one unit above the band) or
        ``vacant`` (detached land without households).
    eased : ndarray of bool, shape (m,)
        Barrier edges that were opened.
    components : tuple of Component
        What is known of each piece.
    outside : int
        Households outside the band in feasible pieces: 0 unless the search failed.
    """

    labels: Ints
    kinds: tuple[str, ...]
    eased: Mask
    components: tuple[Component, ...]
    outside: int


Cutter = Callable[[Problem, Ints, Search], Cutting]
"""Cuts one piece: its problem, the rows of its units, and how to search."""


def _cut_anew(problem: Problem, _members: Ints, how: Search) -> Cutting:
    return cut_piece(problem, how)


def cut_community(
    units: Units,
    graph: ContiguityGraph,
    *,
    band: Band,
    barriers: Barriers,
    how: Search,
    cutter: Cutter = _cut_anew,
) -> Cut:
    """Return the grids of one community.

    Parameters
    ----------
    units : Units
        Its units.
    graph : ContiguityGraph
        Their contiguity.
    band : Band
        Households of a grid.
    barriers : {"closed", "eased", "priced", "ignored"}
        How barriers are treated.
    how : Search
        How to search.
    cutter : callable, optional
        Cuts a piece; by default from nothing.

    Returns
    -------
    Cut
        A grid for every unit; every ordinary grid is connected by open edges.
    """
    oversize = ~units.special & (units.households > band.upper)
    eligible = ~units.special & ~oversize
    gates = openings(graph, units.households, eligible, setting=barriers, band=band)
    piece = graph.components(gates.open)
    labels = np.full(graph.n, -1, dtype=np.int64)
    kinds = _fixed_grids(units, graph, oversize, labels)
    ordinary = [m for m in _members(piece, eligible) if units.households[m].any()]
    shares = _share_grids([int(units.households[m].sum()) for m in ordinary], how.grids, band)
    components: list[Component] = []
    outside = 0
    for number, (members, grids) in enumerate(zip(ordinary, shares, strict=True)):
        problem = piece_problem(units, graph, gates, members, band=band, how=how)
        found = cutter(problem, members, replace(how.at("piece", number), grids=grids))
        outside += found.outside if found.answer.feasible else 0
        proof = None
        if how.proof is not None:
            proof = prove_piece(
                problem,
                found.labels,
                weights=how.weights,
                seed=how.at("proof", number).seed,
                effort=how.proof,
            )
        plan = found.labels if proof is None else proof.labels
        labels[members] = plan + len(kinds)
        kinds += ["ordinary"] * (int(plan.max()) + 1)
        unit = found.answer.unit
        components.append(Component(found.answer, -1 if unit < 0 else int(members[unit]), proof))
    for row in np.flatnonzero(oversize):
        load = int(units.households[row])
        components.append(Component(feasibility(load, 1, load, band), int(row)))
    _place_empty(units, graph, labels, kinds)
    return Cut(labels, tuple(kinds), gates.eased, tuple(components), outside)


def _members(piece: Ints, eligible: Mask) -> list[Ints]:
    return [np.flatnonzero((piece == p) & eligible) for p in np.unique(piece[eligible])]


def _fixed_grids(units: Units, graph: ContiguityGraph, oversize: Mask, labels: Ints) -> list[str]:
    """Label special-purpose compounds, each connected piece a grid, and units above the band."""
    same = units.special[graph.heads] & units.special[graph.tails]
    same &= units.compound[graph.heads] == units.compound[graph.tails]
    piece = graph.components(same)
    kinds: list[str] = []
    for mask, kind in ((units.special, "special"), (oversize, "oversize")):
        for p in np.unique(piece[mask]):
            labels[piece == p] = len(kinds)
            kinds.append(kind)
    return kinds


def _share_grids(households: list[int], grids: int | None, band: Band) -> list[int | None]:
    """Deal a given number of grids to the pieces, each time where grids are fullest."""
    if grids is None:
        return [None] * len(households)
    shares = [1] * len(households)
    for _ in range(grids - len(households)):
        fullest = max(range(len(households)), key=lambda i: households[i] / shares[i])
        shares[fullest] += 1
    return list(shares)


def piece_problem(
    units: Units, graph: ContiguityGraph, gates: Openings, members: Ints, *, band: Band, how: Search
) -> Problem:
    """Return one piece as a problem: edge costs in sides of a mean grid, a little mass for land.

    Parameters
    ----------
    units : Units
        The units of the community.
    graph : ContiguityGraph
        Their contiguity.
    gates : Openings
        What may be crossed.
    members : ndarray of int64, shape (k,)
        Rows of the units of the piece.
    band : Band
        Households of a grid.
    how : Search
        Holds the weights.

    Returns
    -------
    Problem
        Over the members, in their order.
    """
    index = np.full(graph.n, -1, dtype=np.int64)
    index[members] = np.arange(len(members))
    inside = gates.open & (index[graph.heads] >= 0) & (index[graph.tails] >= 0)
    area = float(units.area_m2[members].sum())
    households = units.households[members]
    total = max(int(households.sum()), 1)
    side = np.sqrt(area / max(1, round(total / band.target)))
    plain = (graph.kind == EdgeKind.PLAIN) * how.weights.boundary
    cost = (plain - gates.priced * how.weights.crossing) * graph.length_m / side
    compound = units.compound[members]
    _, numbered = np.unique(compound, return_inverse=True)
    return make_problem(
        households,
        np.column_stack([index[graph.heads[inside]], index[graph.tails[inside]]]),
        xy=units.xy[members],
        lower=band.lower,
        upper=band.upper,
        cut_cost=cost[inside],
        net_cost=_net_costs(units, graph, how)[inside] / side,
        mass=households + 0.05 * total * units.area_m2[members] / area,
        compound=np.where(compound < 0, -1, numbered - int(compound.min() < 0)),
        area_m2=area,
        **_further_loads(units, members, how),
        kind=None if units.kind is None else units.kind[members],
    )


def _further_loads(units: Units, members: Ints, how: Search) -> dict[str, Any]:
    """Return persons and workload with their bands, as far as they count."""
    both = ((units.persons, how.persons), (units.workload, None))
    given = [(load, band) for load, band in both if load is not None]
    if not given:
        return {}
    return {
        "loads": np.column_stack([load[members] for load, _ in given]),
        "load_bands": [
            [-np.inf, np.inf] if band is None else [band.lower, band.upper] for _, band in given
        ],
    }


def _net_costs(units: Units, graph: ContiguityGraph, how: Search) -> NDArray[np.float64]:
    """Metres that a cut costs each edge: its length where no net has one, less where nets have.

    A net that has no grid on one side or the other says nothing of the edge.
    """
    if units.homes is None or not sum(how.nets):
        return np.zeros(len(graph.heads))
    one, other = units.homes[graph.heads], units.homes[graph.tails]
    weight = np.array(how.nets) / sum(how.nets)
    says = (one >= 0) & (other >= 0)
    parted = (says & (one != other)) @ weight
    new = (parted == 0) & (says @ weight > 0)
    found: NDArray[np.float64] = how.weights.nets * (new - parted) * graph.length_m
    return found


def _place_empty(units: Units, graph: ContiguityGraph, labels: Ints, kinds: list[str]) -> None:
    """Give land without households that is cut off to a neighbour, or make it a vacant grid."""
    loose = labels < 0
    both = loose[graph.heads] & loose[graph.tails]
    piece = graph.components(both)
    for p in np.unique(piece[loose]):
        members = (piece == p) & loose
        edge = members[graph.heads] != members[graph.tails]
        outer = np.where(members[graph.heads], graph.tails, graph.heads)[edge]
        if len(outer):
            border = np.bincount(labels[outer], weights=graph.length_m[edge])
            labels[members] = int(border.argmax())
        elif units.area_m2[members].sum() >= VACANT_M2 or not kinds:
            labels[members] = len(kinds)
            kinds.append("vacant")
        else:
            placed = np.flatnonzero(labels >= 0)
            gap = ((units.xy[placed] - units.xy[members].mean(axis=0)) ** 2).sum(axis=1)
            labels[members] = labels[placed[gap.argmin()]]
