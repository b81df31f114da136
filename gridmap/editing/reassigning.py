"""Units go to other grids: what that changes, and every reason why it may not be."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from gridmap.codes import next_codes
from gridmap.editing import refusals
from gridmap.editing.delta import Code, Delta, GridFacts
from gridmap.editing.ground import Labels, Patch, Rows
from gridmap.editing.state import NONE, State
from gridmap.errors import EditError, SettingsError


@dataclass(frozen=True, slots=True)
class Terms:
    """On what terms edits are made.

    Attributes
    ----------
    open_edges : ndarray of bool, shape (m,)
        Edges of the graph that connect the units of a grid.
    new_uuid : callable
        Gives the identity of each new grid.
    given : collection of str
        Codes that were given out by other plans, which no new grid gets.
    """

    open_edges: NDArray[np.bool_]
    new_uuid: Callable[[], uuid.UUID] = uuid.uuid4
    given: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Wish:
    """Where units are to go.

    Attributes
    ----------
    rows : ndarray of int64, shape (k,)
        Rows of units, each once.
    codes : sequence of (str or None), length k
        Grid of each, living or made; None for none.
    made : Mapping of str to GridFacts
        New grids by code.
    altered : Mapping of str to GridFacts
        New facts of grids that are there.
    pieces_before : Mapping of str to int
        In how many pieces a grid may be besides those in which it is, where grids become one.
    """

    rows: Rows
    codes: Sequence[Code]
    made: Mapping[str, GridFacts] = field(default_factory=dict)
    altered: Mapping[str, GridFacts] = field(default_factory=dict)
    pieces_before: Mapping[str, int] = field(default_factory=dict)


def reassign(state: State, wish: Wish, terms: Terms) -> Delta:
    """Return what changes when units go to other grids.

    A grid that loses its last unit is retired.

    Parameters
    ----------
    state : State
        The plan.
    wish : Wish
        Where units are to go.
    terms : Terms
        Which edges connect.

    Returns
    -------
    Delta
        The change.

    Raises
    ------
    EditError
        If nothing changes, a unit is of another community than its grid, a unit or a grid that it
        leaves or enters is locked, or a grid would be in more pieces than before.
    """
    moves = _moves(state, wish)
    if not moves and not wish.altered:
        raise refusals.nothing_changes()
    _require_community(state, moves, wish.made)
    _require_unlocked(state, moves, wish.altered)
    rows, before, after = _around(state, moves, wish.made)
    emptied = sorted(set(before.tolist()) - set(after.tolist()) - {NONE})
    _require_whole(state, state.patch(rows, terms.open_edges), before, after, wish)
    left = [state.codes[label] for label in emptied]
    return Delta(
        units={
            str(state.ground.unit_ids[row]): (state.code_at(row), code)
            for row, code in moves.items()
        },
        grids={
            **{code: (state.facts[code], facts) for code, facts in wish.altered.items()},
            **{code: (state.facts[code], state.facts[code].as_retired()) for code in left},
            **{code: (None, facts) for code, facts in wish.made.items()},
        },
    )


def fresh_codes(
    state: State, community: str, count: int, *, given: Collection[str] = ()
) -> list[str]:
    """Return codes of a community that were never given out.

    Parameters
    ----------
    state : State
        The plan.
    community : str
        Code of the community.
    count : int
        How many.
    given : collection of str
        Codes that were given out by other plans.

    Returns
    -------
    list of str
        One above the highest number ever used, and so on.

    Raises
    ------
    EditError
        If three digits do not number so many (``"codes_exhausted"``).
    """
    try:
        return next_codes(community, (*state.codes, *given), count)
    except SettingsError as error:
        raise refusals.codes_exhausted(community) from error


def require_unlocked_grids(state: State, codes: Sequence[str]) -> None:
    """Refuse to change grids that are locked.

    Parameters
    ----------
    state : State
        The plan.
    codes : sequence of str
        Codes that the plan knows.

    Raises
    ------
    EditError
        If one is locked (``"grid_locked"``).
    """
    locked = sorted({code for code in codes if state.facts[code].locked})
    if locked:
        raise refusals.grids_locked(locked)


def require_unlocked_units(state: State, rows: Rows) -> None:
    """Refuse to move units that are locked.

    Parameters
    ----------
    state : State
        The plan.
    rows : ndarray of int64
        Rows of the units.

    Raises
    ------
    EditError
        If one is locked (``"unit_locked"``).
    """
    locked = rows[state.unit_locked[rows]]
    if len(locked):
        raise refusals.units_locked(state.ground.unit_ids[locked].tolist())


def _moves(state: State, wish: Wish) -> dict[int, Code]:
    pairs = sorted(zip(wish.rows.tolist(), wish.codes, strict=True))
    return {row: code for row, code in pairs if state.code_at(row) != code}


def _require_community(
    state: State, moves: Mapping[int, Code], made: Mapping[str, GridFacts]
) -> None:
    astray: dict[str, list[str]] = {}
    for row, code in moves.items():
        if code is None:
            continue
        home = (made.get(code) or state.facts[code]).community_code
        if state.ground.community[row] != home:
            astray.setdefault(code, []).append(str(state.ground.unit_ids[row]))
    for code, units in sorted(astray.items()):
        raise refusals.other_community(units, "" if code in made else code)


def _require_unlocked(
    state: State, moves: Mapping[int, Code], altered: Mapping[str, GridFacts]
) -> None:
    require_unlocked_units(state, np.fromiter(moves, np.int64, len(moves)))
    ends = {code for row, new in moves.items() for code in (state.code_at(row), new)}
    known = [code for code in (*ends, *altered) if code is not None and code in state.facts]
    require_unlocked_grids(state, known)


def _around(
    state: State, moves: Mapping[int, Code], made: Mapping[str, GridFacts]
) -> tuple[Rows, Labels, Labels]:
    """Return the units of every grid that is left or entered, and their labels before and after."""
    fresh = {code: label for label, code in enumerate(made, len(state.codes))}
    changed = np.fromiter(moves, np.int64, len(moves))
    goals = np.array(
        [
            NONE if code is None else fresh[code] if code in fresh else state.label_of[code]
            for code in moves.values()
        ],
        dtype=np.int32,
    )
    ends = {*state.labels[changed].tolist(), *goals.tolist()}
    known = [state.codes[label] for label in ends if NONE < label < len(state.codes)]
    rows = np.union1d(state.rows_of(known), changed)
    before = state.labels[rows]
    after = before.copy()
    after[np.searchsorted(rows, changed)] = goals
    return rows, before, after


def _require_whole(state: State, patch: Patch, before: Labels, after: Labels, wish: Wish) -> None:
    had = patch.pieces(before)
    names = [*state.codes, *wish.made]
    for label, pieces in sorted(patch.pieces(after).items()):
        code = names[label]
        allowed = max(1, len(had.get(label, ())), wish.pieces_before.get(code, 1))
        if len(pieces) > allowed:
            raise _torn(state, code, pieces, new=code in wish.made)


def _torn(state: State, code: str, pieces: Sequence[Rows], *, new: bool) -> EditError:
    ids = state.ground.unit_ids
    return refusals.torn(code, [ids[piece].tolist() for piece in pieces[1:]], new=new)
