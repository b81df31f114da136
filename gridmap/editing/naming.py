"""Units and grids that an edit names, looked up in the plan."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from gridmap.editing import refusals
from gridmap.editing.delta import GridFacts
from gridmap.editing.ground import Rows
from gridmap.editing.state import State


def known_rows(state: State, units: Iterable[str]) -> Rows:
    """Return the rows of units that an edit names.

    Parameters
    ----------
    state : State
        The plan.
    units : iterable of str
        Ids of units.

    Returns
    -------
    ndarray of int64
        Rows, ascending, each once.

    Raises
    ------
    EditError
        If the plan has not all of them (``"unknown_unit"``), or there are none (``"nothing"``).
    """
    found = [state.ground.row_of.get(unit, -1) for unit in units]
    unknown = found.count(-1)
    if unknown:
        raise refusals.unknown_units(unknown)
    if not found:
        raise refusals.nothing_changes()
    return np.unique(np.array(found, dtype=np.int64))


def living_grid(state: State, code: str) -> GridFacts:
    """Return the facts of a grid that an edit names.

    Parameters
    ----------
    state : State
        The plan.
    code : str
        Its code.

    Returns
    -------
    GridFacts
        The facts.

    Raises
    ------
    EditError
        If the plan has no such grid (``"unknown_grid"``), or it is retired (``"retired_grid"``).
    """
    facts = state.facts.get(code)
    if facts is None:
        raise refusals.unknown_grid()
    if facts.retired:
        raise refusals.retired_grid(code)
    return facts


def require_purpose(kind: str, purpose: str | None) -> None:
    """Refuse a special-purpose grid without a purpose, and an ordinary one with it.

    Parameters
    ----------
    kind : str
        ``"ordinary"`` or ``"special"``.
    purpose : str or None
        What the grid is for.

    Raises
    ------
    EditError
        If the two do not go together (``"purpose"``).
    """
    special = kind == "special"
    if special != bool(purpose):
        raise refusals.purpose_amiss(special=special)
