"""Edits that may mend a violation: one function for each rule, in the order of what is likely.

None of them is known to be of use before it was tried; `gridmap.editing.fixes` tries them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from gridmap.editing.commands import Apply, Create, Edit, Merge, Move
from gridmap.editing.live_plan import LivePlan
from gridmap.editing.surroundings import Surroundings, strips
from gridmap.plan import Band, Violation

NEIGHBOURS = 6
"""Neighbouring grids, the longest border first, that are looked at."""

STRIPS = 2
"""Parts of a border between two grids that are tried."""


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """A violation and where it stands.

    Attributes
    ----------
    plan : LivePlan
        The plan.
    violation : Violation
        One of its violations.
    around : Surroundings
        The community in which it is.
    """

    plan: LivePlan
    violation: Violation
    around: Surroundings

    @property
    def band(self) -> Band:
        """Households of a grid."""
        return self.plan.bands.households

    def ids(self, rows: Collection[int]) -> tuple[str, ...]:
        """Return the ids of some units.

        Parameters
        ----------
        rows : collection of int
            Rows.

        Returns
        -------
        tuple of str
            In the order of the rows.
        """
        return tuple(self.plan.ground.unit_ids[sorted(rows)].tolist())

    def moved(self, goals: Mapping[int, str]) -> Edit:
        """Return the edit that gives units their grids.

        Parameters
        ----------
        goals : Mapping of int to str
            Code of the grid of each unit, by its row.

        Returns
        -------
        Edit
            A move where all go to one grid.
        """
        codes = set(goals.values())
        if len(codes) == 1:
            return Move(self.ids(goals), codes.pop())
        ids = self.plan.ground.unit_ids
        return Apply({str(ids[row]): goals[row] for row in sorted(goals)})


def mend_gap(case: Case) -> Iterator[Edit]:
    """Give edits that put a unit without a grid, and those around it, into one.

    Parameters
    ----------
    case : Case
        The violation ``assigned``.

    Yields
    ------
    Edit
        Into a neighbouring grid, or as a grid of their own.
    """
    unit = case.plan.ground.row_of[case.violation.about]
    holes = case.around.pieces(case.around.members(None))
    hole = next(piece for piece in holes if unit in piece)
    for part in (hole, {unit}) if len(hole) > 1 else (hole,):
        for code in _first(case.around.grids_around(part)):
            yield Move(case.ids(part), code)
    if case.band.holds(case.around.households(hole)):
        yield Create(case.ids(hole))
    near = {case.plan.state.code_at(row) for row in case.around.beside[unit]}
    yield from (Move((case.violation.about,), code) for code in sorted(near - {None}, key=str))


def mend_fragment(case: Case) -> Iterator[Edit]:
    """Give edits that leave a grid its largest piece.

    Parameters
    ----------
    case : Case
        The violation ``contiguity``.

    Yields
    ------
    Edit
        Each other piece to the grid that it touches most, or as a grid of its own.
    """
    pieces = case.around.pieces(case.around.members(case.violation.grid_code))
    yield from _given_away(case, pieces)
    facts = case.plan.facts[case.violation.grid_code]
    for piece in pieces[1:] if len(pieces) == 2 else []:
        if facts.kind == "special" or case.band.holds(case.around.households(piece)):
            yield Create(case.ids(piece), kind=facts.kind, purpose=facts.purpose)


def mend_crossing(case: Case) -> Iterator[Edit]:
    """Give edits that take from a grid what lies beyond a barrier.

    Parameters
    ----------
    case : Case
        The violation ``barrier``.

    Yields
    ------
    Edit
        Each lesser side to the grid that it touches most, or as a grid of its own.
    """
    members = case.around.members(case.violation.grid_code)
    sides = case.around.pieces(members, crossing=False)
    lived = [side for side in sides if case.around.households(side)]
    yield from _given_away(case, lived)
    for side in lived[1:] if len(lived) == 2 else []:
        if case.band.holds(case.around.households(side)):
            yield Create(case.ids(side))


def _given_away(case: Case, pieces: list[set[int]]) -> Iterator[Edit]:
    """Give the edit that leaves the first piece where it is, then those with other neighbours."""
    choices = [_first(case.around.grids_around(piece)) for piece in pieces[1:]]
    if not choices or not all(choices):
        return
    for turn in range(max(map(len, choices))):
        goals = [codes[min(turn, len(codes) - 1)] for codes in choices]
        yield case.moved(
            {row: code for piece, code in zip(pieces[1:], goals, strict=True) for row in piece}
        )


def mend_compound(case: Case) -> Iterator[Edit]:
    """Give edits that put a whole compound into one grid.

    Parameters
    ----------
    case : Case
        The violation ``compound``.

    Yields
    ------
    Edit
        Into the grid that holds most of it, then into the others; or as a grid of its own.
    """
    ground = case.plan.ground
    number = np.flatnonzero(ground.compounds == case.violation.about)
    rows = set(ground.compound_rows(number).tolist()) & case.around.beside.keys()
    held: dict[str, int] = {}
    for row in rows:
        code = case.plan.state.code_at(row)
        if code is not None and case.plan.facts[code].kind == "ordinary":
            held[code] = held.get(code, 0) + int(ground.households[row])
    for code in sorted(held, key=lambda one: (-held[one], one)):
        yield Move(case.ids(rows - case.around.members(code)), code)
    if case.band.holds(case.around.households(rows)):
        yield Create(case.ids(rows))


def mend_band(case: Case) -> Iterator[Edit]:
    """Give edits that bring the households or the persons of a grid into their band.

    Parameters
    ----------
    case : Case
        The violation ``band`` or ``persons``.

    Yields
    ------
    Edit
        A strip of border given or taken, a division in two, a merger, a grid dissolved.
    """
    code, ground = case.violation.grid_code, case.plan.ground
    persons = case.violation.rule == "persons" and case.plan.bands.persons
    load = ground.persons if persons else ground.households
    band = persons or case.band
    members = case.around.members(code)
    total = int(load[list(members)].sum())
    if total > band.upper:
        yield from _divided(case, members, load, band)
        yield from _given(case, code, load, band)
    else:
        yield from _taken(case, code, load, band)
        yield from _merged(case, code, load, band)
        yield from _dissolved(case, members, load, band)


def _given(case: Case, code: str, load: NDArray[np.int64], band: Band) -> Iterator[Edit]:
    """Give moves of a strip to a neighbour that has room for it."""
    members = case.around.members(code)
    total = int(load[list(members)].sum())
    for other in _first(case.around.grids_around(members)):
        theirs = case.around.members(other)
        held = int(load[list(theirs)].sum())
        most = min(total - band.lower, band.upper - held)
        for least in sorted({total - band.upper, max(total - band.upper, band.lower - held)}):
            found = strips(case.around, members, theirs, load=load, least=least, most=most)
            yield from (Move(case.ids(part), other) for part in found[:STRIPS])


def _taken(case: Case, code: str, load: NDArray[np.int64], band: Band) -> Iterator[Edit]:
    """Give moves of what is in no grid, or of a strip from a neighbour that can do without it."""
    members = case.around.members(code)
    total = int(load[list(members)].sum())
    for hole in case.around.pieces(case.around.members(None)):
        if any(case.around.beside[row].keys() & members for row in hole):
            yield Move(case.ids(hole), code)
    for other in _first(case.around.grids_around(members)):
        theirs = case.around.members(other)
        held = int(load[list(theirs)].sum())
        most = min(band.upper - total, held - band.lower)
        for least in sorted({band.lower - total, max(band.lower - total, held - band.upper)}):
            found = strips(case.around, theirs, members, load=load, least=least, most=most)
            yield from (Move(case.ids(part), code) for part in found[:STRIPS])


def _divided(case: Case, members: set[int], load: NDArray[np.int64], band: Band) -> Iterator[Edit]:
    """Give the divisions in two of which both are in the band, the most even first."""
    total = int(load[list(members)].sum())
    least, most = max(band.lower, total - band.upper), total // 2
    found = strips(case.around, members, (), load=load, least=least, most=most)
    for part in found[::-1][:STRIPS]:
        yield Create(case.ids(part))


def _merged(case: Case, code: str, load: NDArray[np.int64], band: Band) -> Iterator[Edit]:
    members = case.around.members(code)
    total = int(load[list(members)].sum())
    for other in _first(case.around.grids_around(members)):
        if band.holds(total + int(load[list(case.around.members(other))].sum())):
            yield Merge((code,), other)


def _dissolved(
    case: Case, members: set[int], load: NDArray[np.int64], band: Band
) -> Iterator[Edit]:
    """Give the edit that deals a small grid out to those around it, as they have room."""
    goals: dict[int, str] = {}
    around = {code: case.around.members(code) for code in case.around.grids_around(members)}
    room = {code: band.upper - int(load[list(held)].sum()) for code, held in around.items()}
    while left := members - goals.keys():
        offers = [
            (metres, -row, code)
            for row in left
            for code, held in around.items()
            if (metres := sum(m for near, m in case.around.beside[row].items() if near in held))
            and load[row] <= room[code]
        ]
        if not offers:
            return
        _, minus, code = max(offers)
        goals[-minus] = code
        around[code].add(-minus)
        room[code] -= int(load[-minus])
    yield case.moved(goals)


def _first(around: Mapping[str, float]) -> list[str]:
    return list(around)[:NEIGHBOURS]


MENDINGS: Mapping[str, Callable[[Case], Iterator[Edit]]] = MappingProxyType(
    {
        "assigned": mend_gap,
        "contiguity": mend_fragment,
        "barrier": mend_crossing,
        "compound": mend_compound,
        "band": mend_band,
        "persons": mend_band,
    }
)
"""What may mend a violation, by its rule."""
