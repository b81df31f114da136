"""Repairing one community: special-purpose grids first, then each piece that no grid may leave."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from gridmap.contiguity import ContiguityGraph, EdgeKind
from gridmap.errors import SettingsError, Text
from gridmap.partition.barriers import Mask, Openings, openings
from gridmap.partition.community import VACANT_M2, Component, Cut, Units, piece_problem
from gridmap.partition.piece import arithmetic
from gridmap.partition.problem import Ints, Problem
from gridmap.partition.regions import Search
from gridmap.partition.repair.case import Case, make_case
from gridmap.partition.repair.minimum import Repair, mend
from gridmap.plan import Band, Barriers


@dataclass(frozen=True, slots=True)
class Present:
    """The present grids of one community.

    Attributes
    ----------
    labels : ndarray of int64, shape (n,)
        Grid of each unit, -1 for none.
    special : ndarray of bool, shape (k,)
        Which grids are special-purpose ones.
    locked : ndarray of bool, shape (n,)
        Units that stay in their grid.
    known : ndarray of int64, shape (n,)
        Households of each unit that lived in its grid already: those that can move.
    """

    labels: Ints
    special: Mask
    locked: Mask
    known: Ints


@dataclass(frozen=True, slots=True)
class Piece:
    """One repaired piece of a community.

    Attributes
    ----------
    members : ndarray of int64, shape (m,)
        Its units, as rows of the community's.
    case : Case
        What was to be repaired, over the members.
    repair : Repair
        The repaired grids of the members, and the proof.
    grids : ndarray of int64, shape (j,)
        The community's label of each grid of the repair.
    exact : bool
        Whether no present grid reaches into another piece: then the bound counts.
    """

    members: Ints = field(repr=False)
    case: Case = field(repr=False)
    repair: Repair
    grids: Ints
    exact: bool


@dataclass(frozen=True, slots=True)
class Mended:
    """The repaired grids of a community.

    Attributes
    ----------
    labels : ndarray of int64, shape (n,)
        Grid of each unit: present grids keep their labels, new ones follow.
    kinds : dict of int to str
        Of each grid that has units: ``ordinary``, ``special`` or ``vacant``.
    pieces : tuple of Piece
        What was repaired, for further changes.
    cut : Cut
        The same grids numbered without holes, with what arithmetic says of each piece.
    moved : int
        Households whose grid changed.
    bound : int
        Proven: no plan moves fewer households.
    """

    labels: Ints = field(repr=False)
    kinds: dict[int, str]
    pieces: tuple[Piece, ...]
    cut: Cut = field(repr=False)
    moved: int
    bound: int


def mend_community(
    units: Units,
    graph: ContiguityGraph,
    present: Present,
    *,
    band: Band,
    barriers: Barriers,
    how: Search,
    time_s: float,
) -> Mended:
    """Return the grids of a community that satisfy every rule, with the fewest households moved.

    Every connected piece of a special-purpose compound keeps a grid of its own. What a present
    grid crosses may be crossed in the repaired plan as well, unless barriers are closed.

    Parameters
    ----------
    units : Units
        The units.
    graph : ContiguityGraph
        Their contiguity.
    present : Present
        Their present grids.
    band : Band
        Households of a grid.
    barriers : {"closed", "eased", "priced", "ignored"}
        How barriers are treated.
    how : Search
        Weights and seed.
    time_s : float
        Seconds for the community, unless it is proved sooner.

    Returns
    -------
    Mended
        A grid for every unit.
    """
    labels = np.full(graph.n, -1, dtype=np.int64)
    count = _special_grids(units, graph, present, labels)
    kinds = dict.fromkeys(np.unique(labels[labels >= 0]).tolist(), "special")
    gates = _gates(units, graph, present, band=band, barriers=barriers)
    land = _Land(units, graph, present, gates)
    done: list[Piece] = []
    lived = land.lived_in()
    total = max(1, int(np.isin(land.piece, lived).sum()))
    for p in lived:
        members = np.flatnonzero(land.piece == p)
        problem = piece_problem(units, graph, gates, members, band=band, how=how)
        case, names = land.case_of(members, problem)
        seed = how.at("repair", p).seed
        found = mend(case, seed=seed, time_s=time_s * len(members) / total)
        new = max(0, int(found.labels.max()) + 1 - len(names))
        grids = np.concatenate([names, np.arange(count, count + new)]).astype(np.int64)
        count += new
        labels[members] = grids[found.labels]
        kinds |= dict.fromkeys(np.unique(labels[members]).tolist(), "ordinary")
        done.append(Piece(members, case, found, grids, land.exact(members)))
    _place_empty(units, graph, present, labels=labels, kinds=kinds, count=count)
    return _mended(present, labels, kinds, done=done, band=band, gates=gates)


def remake(mended: Mended, present: Present, choices: list[Ints]) -> Mended:
    """Return the community with other grids in its pieces.

    Parameters
    ----------
    mended : Mended
        The repaired community.
    present : Present
        Its present grids.
    choices : list of ndarray of int64
        Grid of each member of each piece, with the labels of its repair.

    Returns
    -------
    Mended
        Bounds as they were.
    """
    labels = mended.labels.copy()
    for piece, chosen in zip(mended.pieces, choices, strict=True):
        labels[piece.members] = piece.grids[chosen]
    kept = {g: mended.kinds[g] for g in np.unique(labels).tolist()}
    _, dense = np.unique(labels, return_inverse=True)
    cut = replace(mended.cut, labels=dense.astype(np.int64), kinds=tuple(kept.values()))
    return replace(mended, labels=labels, kinds=kept, cut=cut, moved=_moved(present, labels))


def _component(piece: Piece, band: Band) -> Component:
    answer = arithmetic(piece.case.problem, band)
    return Component(answer, -1 if answer.unit < 0 else int(piece.members[answer.unit]))


def _torn() -> SettingsError:
    return SettingsError(
        Text("锁定的基本单元使网格无法连片。", "Locked units keep a grid from being connected."),
        Text("请取消其中一些单元的锁定。", "Unlock some of them."),
    )


def _moved(present: Present, labels: Ints) -> int:
    changed = (present.labels >= 0) & (labels != present.labels)
    return int(present.known[changed].sum())


def _special_grids(units: Units, graph: ContiguityGraph, present: Present, labels: Ints) -> int:
    """Label each connected piece of a special-purpose compound; return the next free label."""
    count = len(present.special)
    same = units.special[graph.heads] & units.special[graph.tails]
    same &= units.compound[graph.heads] == units.compound[graph.tails]
    piece = graph.components(same)
    area = np.bincount(piece, weights=units.area_m2)
    taken: set[int] = set()
    for p in sorted(np.unique(piece[units.special]).tolist(), key=lambda p: (-area[p], p)):
        members = piece == p
        now = present.labels[members]
        usable = [g for g in np.unique(now[now >= 0]).tolist() if present.special[g]]
        usable = [g for g in usable if g not in taken]
        if usable:
            weight = np.bincount(now[now >= 0], weights=units.area_m2[members][now >= 0])
            grid = max(usable, key=lambda g: (weight[g], -g))
        else:
            grid, count = count, count + 1
        taken.add(grid)
        labels[members] = grid
    return count


def _gates(
    units: Units, graph: ContiguityGraph, present: Present, *, band: Band, barriers: Barriers
) -> Openings:
    """Find what a grid may cross: as in a new plan, and what present grids cross already."""
    ordinary = ~units.special
    oversize = ordinary & (units.households > band.upper)
    gates = openings(graph, units.households, ordinary & ~oversize, setting=barriers, band=band)
    within = ordinary[graph.heads] & ordinary[graph.tails]
    strict = graph.barrier & (graph.kind != EdgeKind.ARTERIAL)
    beside = (oversize[graph.heads] | oversize[graph.tails]) & ~strict
    now = present.labels
    same = (now[graph.heads] == now[graph.tails]) & (now[graph.heads] >= 0)
    if barriers == "closed":
        same &= ~strict
    opened = gates.open | (within & (beside | same))
    return Openings(opened, opened & graph.barrier, gates.eased)


class _Land:
    """A community in pieces, and the piece in which each present grid goes on."""

    def __init__(
        self, units: Units, graph: ContiguityGraph, present: Present, gates: Openings
    ) -> None:
        self.units, self.present = units, present
        self.piece = graph.components(gates.open)
        special = np.append(present.special, False)[present.labels]
        self.today = np.where(units.special | special, -1, present.labels)
        self.owner = np.full(len(present.special), -1, dtype=np.int64)
        self.shared: list[int] = []
        weight = units.households + 1e-6 * units.area_m2 / units.area_m2.sum()
        weight = weight + np.where(present.locked, units.households.sum() + 1.0, 0.0)
        for g in np.unique(self.today[self.today >= 0]).tolist():
            mine = self.today == g
            inside = np.unique(self.piece[mine])
            loads = np.bincount(self.piece[mine], weights=weight[mine])
            self.owner[g] = inside[loads[inside].argmax()]
            if len(inside) > 1:
                self.shared.append(g)

    def lived_in(self) -> list[int]:
        """Return the pieces of ordinary units that have households."""
        pieces = np.unique(self.piece[~self.units.special]).tolist()
        return [p for p in pieces if self.units.households[self.piece == p].any()]

    def case_of(self, members: Ints, problem: Problem) -> tuple[Case, Ints]:
        """Return what is to be repaired in a piece, and the present grids that go on in it."""
        today = self.today[members]
        mine = today >= 0
        mine[mine] = self.owner[today[mine]] == self.piece[members[0]]
        locked = self.present.locked[members]
        if (locked & ~mine).any():
            raise _torn()
        names, local = np.unique(today[mine], return_inverse=True)
        now = np.full(len(members), -1, dtype=np.int64)
        now[mine] = local
        known = self.present.known[members]
        return make_case(problem, now, grids=len(names), locked=locked, known=known), names

    def exact(self, members: Ints) -> bool:
        """Return whether no present grid of a piece reaches into another piece."""
        return not np.isin(self.today[members], self.shared).any()


def _place_empty(
    units: Units,
    graph: ContiguityGraph,
    present: Present,
    *,
    labels: Ints,
    kinds: dict[int, str],
    count: int,
) -> None:
    """Leave land without households in its grid where that is connected, else give it away."""
    loose = labels < 0
    both = loose[graph.heads] & loose[graph.tails]
    both &= present.labels[graph.heads] == present.labels[graph.tails]
    part = graph.components(both)
    areas = np.bincount(part, weights=units.area_m2)
    for p in sorted(np.unique(part[loose]).tolist(), key=lambda p: (-areas[p], p)):
        members = (part == p) & loose
        edge = members[graph.heads] != members[graph.tails]
        outer = np.where(members[graph.heads], graph.tails, graph.heads)[edge]
        settled = labels[outer] >= 0
        around = labels[outer][settled]
        grid = int(present.labels[members][0])
        if grid >= 0 and (grid in around or grid not in labels):
            kinds.setdefault(grid, "vacant")
        elif len(around):
            border = np.bincount(around, weights=graph.length_m[edge][settled])
            grid = int(border.argmax())
        elif areas[p] >= VACANT_M2 or not (labels >= 0).any():
            grid, count = count, count + 1
            kinds[grid] = "vacant"
        else:
            placed = np.flatnonzero(labels >= 0)
            gap = ((units.xy[placed] - units.xy[members].mean(axis=0)) ** 2).sum(axis=1)
            grid = int(labels[placed[gap.argmin()]])
        labels[members] = grid


def _mended(
    present: Present,
    labels: Ints,
    kinds: dict[int, str],
    *,
    done: list[Piece],
    band: Band,
    gates: Openings,
) -> Mended:
    moved = _moved(present, labels)
    components = [_component(piece, band) for piece in done]
    free = sum(piece.repair.moved - piece.repair.bound for piece in done if piece.exact)
    free += sum(piece.repair.moved for piece in done if not piece.exact)
    names, dense = np.unique(labels, return_inverse=True)
    outside = sum(
        piece.repair.outside
        for piece, part in zip(done, components, strict=True)
        if part.answer.feasible
    )
    cut = Cut(
        dense.astype(np.int64),
        tuple(kinds[g] for g in names.tolist()),
        gates.eased,
        tuple(components),
        outside,
    )
    return Mended(
        labels, {g: kinds[g] for g in names.tolist()}, tuple(done), cut, moved, moved - free
    )
