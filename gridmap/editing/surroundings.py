"""A community unit by unit: which unit touches which, and what can change sides at a border."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from gridmap.editing.delta import Code
from gridmap.editing.live_plan import LivePlan
from gridmap.editing.state import State

Beside = Mapping[int, Mapping[int, float]]
"""The length in metres that a unit shares with each of its neighbours, by rows."""

SEEDS = 24
"""Units at a border from which parts grow, at most, evenly spread."""


@dataclass(frozen=True, slots=True, eq=False)
class Surroundings:
    """The units of one community of a plan, and which of them connect.

    Attributes
    ----------
    state : State
        The plan.
    beside : Mapping of int to Mapping of int to float
        Metres that each unit shares with its neighbours, over edges that connect.
    uncrossed : Mapping of int to Mapping of int to float
        The same without the edges that lie on a barrier.
    """

    state: State
    beside: Beside
    uncrossed: Beside

    @classmethod
    def of(cls, plan: LivePlan, community: str) -> Surroundings:
        """Return the surroundings in which a plan is to be mended.

        Parameters
        ----------
        plan : LivePlan
            The plan.
        community : str
            Code of the community.

        Returns
        -------
        Surroundings
            Of its units alone.
        """
        ground = plan.ground
        rows = np.flatnonzero(ground.community == community)
        edges, heads, tails = ground.edges_within(rows)
        graph, shut = ground.graph, ~plan.open_edges[edges]
        barred = shut | graph.barrier[edges]
        ends = rows[heads].tolist(), rows[tails].tolist(), graph.length_m[edges].tolist()
        members = rows.tolist()
        return cls(
            plan.state,
            _linked(members, zip(*ends, shut.tolist(), strict=True)),
            _linked(members, zip(*ends, barred.tolist(), strict=True)),
        )

    def members(self, code: Code) -> set[int]:
        """Return the units of a grid, or those without a grid.

        Parameters
        ----------
        code : str or None
            The grid; None for the units in none.

        Returns
        -------
        set of int
            Rows.
        """
        return {row for row in self.beside if self.state.code_at(row) == code}

    def grids_around(self, units: Collection[int]) -> dict[str, float]:
        """Return the ordinary grids that touch some units, and the metres they share.

        Parameters
        ----------
        units : collection of int
            Rows.

        Returns
        -------
        dict of str to float
            Other grids than those of the units, the longest border first.
        """
        own = {self.state.code_at(row) for row in units}
        found: dict[str, float] = {}
        for row, metres in chain.from_iterable(self.beside[one].items() for one in units):
            code = self.state.code_at(row)
            if code is not None and code not in own and self.state.facts[code].kind == "ordinary":
                found[code] = found.get(code, 0.0) + metres
        return dict(sorted(found.items(), key=lambda pair: (-pair[1], pair[0])))

    def pieces(self, units: Collection[int], *, crossing: bool = True) -> list[set[int]]:
        """Return the connected pieces of some units.

        Parameters
        ----------
        units : collection of int
            Rows.
        crossing : bool
            Whether units on both sides of a barrier connect.

        Returns
        -------
        list of set of int
            The piece of most households first.
        """
        beside = self.beside if crossing else self.uncrossed
        left, found = set(units), []
        while left:
            front = [min(left)]
            piece = set(front)
            while front:
                near = beside[front.pop()].keys() & left - piece
                piece |= near
                front += near
            left -= piece
            found.append(piece)
        return sorted(found, key=lambda one: (-self.households(one), -len(one), min(one)))

    def households(self, units: Collection[int]) -> int:
        """Return the households of some units.

        Parameters
        ----------
        units : collection of int
            Rows.

        Returns
        -------
        int
            Their sum.
        """
        return int(self.state.ground.households[list(units)].sum())


def strips(
    around: Surroundings,
    donor: Collection[int],
    receiver: Collection[int],
    *,
    load: NDArray[np.int64],
    least: int,
    most: int,
) -> list[set[int]]:
    """Return small parts of one grid, along its border with another, that can change sides.

    From each unit at the border a part grows by the unit that has most of its outline in common
    with the part and the other grid; what would be cut off from the rest goes along. It ends as
    soon as it is large enough.

    Parameters
    ----------
    around : Surroundings
        The community.
    donor, receiver : collection of int
        Rows of the units of both grids; without a receiver a part may begin anywhere.
    load : ndarray of int64, shape (n,)
        What is counted of each unit of the plan: households, or persons.
    least, most : int
        How much of it the part holds.

    Returns
    -------
    list of set of int
        Rows of each part, the least load first; both it and the rest are connected where the
        grids are.
    """
    if least > most:
        return []
    giving, taking = set(donor), set(receiver)
    seeds = [row for row in sorted(giving) if not taking or around.beside[row].keys() & taking]
    found = {}
    for seed in seeds[:: 1 + len(seeds) // SEEDS]:
        part = _grown(around, giving, taking, seed, load=load, least=least, most=most)
        if part:
            found[frozenset(part)] = part
    return sorted(found.values(), key=lambda part: (_sum(load, part), len(part), sorted(part)))


def _grown(
    around: Surroundings,
    giving: set[int],
    taking: set[int],
    seed: int,
    *,
    load: NDArray[np.int64],
    least: int,
    most: int,
) -> set[int]:
    """Return the part that grows from a unit; empty where it holds too much."""
    part = _with_cut_off(around, giving, {seed})
    while _sum(load, part) < least:
        edge = {near for row in part for near in around.beside[row]} & giving - part
        if not edge:
            return set()
        held = part | taking
        chosen = max(sorted(edge), key=lambda row: _share(around.beside[row], held, giving))
        part = _with_cut_off(around, giving, part | {chosen})
    return part if _sum(load, part) <= most and part != giving else set()


def _with_cut_off(around: Surroundings, giving: set[int], part: set[int]) -> set[int]:
    rest = around.pieces(giving - part)
    return part.union(*rest[1:]) if rest else part


def _share(metres: Mapping[int, float], held: set[int], giving: set[int]) -> float:
    """Return how much of the outline of a unit lies at the part, of what lies at either."""
    inner = sum(length for row, length in metres.items() if row in held)
    outer = sum(length for row, length in metres.items() if row in giving and row not in held)
    return inner / max(inner + outer, 1e-9)


def _sum(load: NDArray[np.int64], part: Collection[int]) -> int:
    return int(load[list(part)].sum())


def _linked(
    members: Collection[int], edges: Iterator[tuple[int, int, float, bool]]
) -> dict[int, dict[int, float]]:
    found: dict[int, dict[int, float]] = {row: {} for row in members}
    for head, tail, metres, barred in edges:
        if not barred:
            found[head][tail] = found[tail][head] = metres
    return found
