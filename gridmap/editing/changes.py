"""From an edit to what it changes: one function for each edit, and `change` that calls it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import numpy as np

from gridmap.editing import refusals
from gridmap.editing.applying import apply_assignment
from gridmap.editing.commands import (
    Apply,
    Create,
    Edit,
    LockAll,
    LockGrids,
    LockUnits,
    Mark,
    Merge,
    Move,
    Rename,
    Split,
)
from gridmap.editing.delta import Delta, GridFacts
from gridmap.editing.naming import known_rows, living_grid, require_purpose
from gridmap.editing.reassigning import (
    Terms,
    Wish,
    fresh_codes,
    reassign,
    require_unlocked_grids,
    require_unlocked_units,
)
from gridmap.editing.splitting import lesser_side
from gridmap.editing.state import State


def change(state: State, edit: Edit, terms: Terms) -> Delta:
    """Return what an edit changes.

    Parameters
    ----------
    state : State
        The plan before it.
    edit : Edit
        What is asked for.
    terms : Terms
        Which edges connect, and whence the identity of a new grid.

    Returns
    -------
    Delta
        The change; never an empty one.

    Raises
    ------
    EditError
        If the edit is refused; `gridmap.editing.refusals.REASONS` lists why.
    """
    if state.locked and not isinstance(edit, LockAll):
        raise refusals.plan_locked()
    delta = CHANGES[type(edit)](state, edit, terms)
    if not delta:
        raise refusals.nothing_changes()
    return delta


def require_reversible(state: State, delta: Delta) -> None:
    """Refuse to take back, or make again, what is locked now.

    Locks themselves may always be taken back, but for those under the lock of the whole plan.

    Parameters
    ----------
    state : State
        The plan.
    delta : Delta
        The change that is to be made to it.

    Raises
    ------
    EditError
        If a unit, a grid that it leaves or enters, or the plan is locked.
    """
    if state.locked and delta.plan_lock is None:
        raise refusals.plan_locked()
    rows = [state.ground.row_of[unit] for unit in delta.units if unit in state.ground.row_of]
    require_unlocked_units(state, np.array(rows, dtype=np.int64))
    ends = {code for pair in delta.units.values() for code in pair if code is not None}
    altered = {code for code, pair in delta.grids.items() if not _only_lock(*pair)}
    require_unlocked_grids(state, [code for code in ends | altered if code in state.facts])


def _only_lock(old: GridFacts | None, new: GridFacts | None) -> bool:
    return old is not None and new is not None and replace(old, locked=new.locked) == new


def _move(state: State, edit: Move, terms: Terms) -> Delta:
    rows = known_rows(state, edit.units)
    if edit.target is not None:
        living_grid(state, edit.target)
    return reassign(state, Wish(rows, [edit.target] * len(rows)), terms)


def _split(state: State, edit: Split, terms: Terms) -> Delta:
    old = living_grid(state, edit.grid)
    require_unlocked_grids(state, [edit.grid])
    rows = lesser_side(state, edit.grid, edit.line)
    (code,) = fresh_codes(state, old.community_code, 1, given=terms.given)
    facts = GridFacts(str(terms.new_uuid()), old.community_code, kind=old.kind, purpose=old.purpose)
    return reassign(state, Wish(rows, [code] * len(rows), made={code: facts}), terms)


def _merge(state: State, edit: Merge, terms: Terms) -> Delta:
    codes = sorted({*edit.grids, edit.into})
    for code in codes:
        living_grid(state, code)
    require_unlocked_grids(state, codes)
    every = state.rows_of(codes)
    pieces = state.patch(every, terms.open_edges).pieces(state.labels[every])
    most = max((len(parts) for parts in pieces.values()), default=1)
    rows = state.rows_of([code for code in codes if code != edit.into])
    wish = Wish(rows, [edit.into] * len(rows), pieces_before={edit.into: most})
    return reassign(state, wish, terms)


def _create(state: State, edit: Create, terms: Terms) -> Delta:
    require_purpose(edit.kind, edit.purpose)
    rows = known_rows(state, edit.units)
    community = str(state.ground.community[rows[0]])
    (code,) = fresh_codes(state, community, 1, given=terms.given)
    facts = GridFacts(str(terms.new_uuid()), community, edit.name, edit.kind, edit.purpose)
    return reassign(state, Wish(rows, [code] * len(rows), made={code: facts}), terms)


def _lock_units(state: State, edit: LockUnits, _terms: Terms) -> Delta:
    rows = known_rows(state, edit.units)
    rows = rows[state.unit_locked[rows] != edit.locked]
    ids = state.ground.unit_ids[rows].tolist()
    return Delta(unit_locks=dict.fromkeys(ids, (not edit.locked, edit.locked)))


def _lock_grids(state: State, edit: LockGrids, _terms: Terms) -> Delta:
    known = {code: living_grid(state, code) for code in sorted(set(edit.grids))}
    return _altered((code, old, replace(old, locked=edit.locked)) for code, old in known.items())


def _lock_all(state: State, edit: LockAll, _terms: Terms) -> Delta:
    same = state.locked == edit.locked
    return Delta(plan_lock=None if same else (state.locked, edit.locked))


def _rename(state: State, edit: Rename, _terms: Terms) -> Delta:
    old = living_grid(state, edit.grid)
    require_unlocked_grids(state, [edit.grid])
    return _altered([(edit.grid, old, replace(old, name=edit.name))])


def _mark(state: State, edit: Mark, _terms: Terms) -> Delta:
    require_purpose(edit.kind, edit.purpose)
    old = living_grid(state, edit.grid)
    require_unlocked_grids(state, [edit.grid])
    return _altered([(edit.grid, old, replace(old, kind=edit.kind, purpose=edit.purpose))])


def _altered(changes: Iterable[tuple[str, GridFacts, GridFacts]]) -> Delta:
    return Delta(grids={code: (old, new) for code, old, new in changes if old != new})


CHANGES: Mapping[type[Edit], Callable[[State, Any, Terms], Delta]] = MappingProxyType(
    {
        Move: _move,
        Split: _split,
        Merge: _merge,
        Create: _create,
        LockUnits: _lock_units,
        LockGrids: _lock_grids,
        LockAll: _lock_all,
        Rename: _rename,
        Mark: _mark,
        Apply: apply_assignment,
    }
)
"""What makes the change of each edit."""
