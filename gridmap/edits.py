"""Edits of a plan: each is a value that makes another assignment and knows its own inverse.

An assignment is a Series of grid codes by unit id, None where a unit has no grid. An edit is
applied to one and gives another; what it assumes of the units is checked, so that an edit made on
another version of the plan is refused rather than misapplied.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

import pandas as pd

from gridmap.errors import InputError, Text


class Edit(Protocol):
    """One command of a planner."""

    def apply(self, assignment: pd.Series) -> pd.Series:
        """Return the assignment after the edit.

        Parameters
        ----------
        assignment : Series of str
            Grid code by unit id, None for none.

        Returns
        -------
        Series of str
            A new one; the given one is left as it is.

        Raises
        ------
        InputError
            If the edit does not fit the assignment.
        """

    def inverse(self) -> Edit:
        """Return the edit that takes this one back.

        Returns
        -------
        Edit
            Applied after this one, it gives the assignment before it.
        """


@dataclass(frozen=True, slots=True)
class Move:
    """Whole units go from one grid to another.

    A grid that gets its first unit is made by that, and one that loses its last is dissolved.

    Attributes
    ----------
    units : tuple of str
        Ids of the units, at least one.
    source, target : str or None
        Codes of the grids; None for no grid.

    Examples
    --------
    >>> before = pd.Series({"u1": "g1", "u2": "g1", "u3": "g2"})
    >>> move = Move(("u2",), "g1", "g2")
    >>> move.apply(before).tolist()
    ['g1', 'g2', 'g2']
    >>> move.inverse().apply(move.apply(before)).equals(before)
    True
    """

    units: tuple[str, ...]
    source: str | None
    target: str | None

    def apply(self, assignment: pd.Series) -> pd.Series:
        """Return the assignment with the units in their new grid.

        Parameters
        ----------
        assignment : Series of str
            Grid code by unit id, None for none.

        Returns
        -------
        Series of str
            A new one.

        Raises
        ------
        InputError
            If a unit is not there, or not in the grid that it is to leave.
        """
        for unit in self.units:
            if unit not in assignment.index:
                raise InputError(
                    Text(f"找不到基本单元 {unit}。", f"There is no unit {unit}."),
                    Text("请刷新到最新版本后重试。", "Load the latest version and try again."),
                )
            now = assignment[unit]
            if (None if pd.isna(now) else now) != self.source:
                raise InputError(
                    Text(
                        f"基本单元 {unit} 现属网格 {now}，而不是 {self.source}。",
                        f"Unit {unit} is in grid {now}, not in {self.source}.",
                    ),
                    Text("请刷新到最新版本后重试。", "Load the latest version and try again."),
                )
        changed = assignment.copy()
        changed[list(self.units)] = self.target
        return changed

    def inverse(self) -> Move:
        """Return the move back.

        Returns
        -------
        Move
            Of the same units.
        """
        return Move(self.units, self.target, self.source)


def apply_all(assignment: pd.Series, edits: Iterable[Edit]) -> pd.Series:
    """Return the assignment after a list of edits.

    Parameters
    ----------
    assignment : Series of str
        Grid code by unit id, None for none.
    edits : iterable of Edit
        In the order in which they are made.

    Returns
    -------
    Series of str
        A new one.

    Raises
    ------
    InputError
        If an edit does not fit what those before it made.
    """
    for edit in edits:
        assignment = edit.apply(assignment)
    return assignment


def undo(edits: Iterable[Edit]) -> list[Edit]:
    """Return the edits that take a list of edits back, the last one first.

    Parameters
    ----------
    edits : iterable of Edit
        In the order in which they were made.

    Returns
    -------
    list of Edit
        Applied in this order, they give the assignment before all.
    """
    return [edit.inverse() for edit in reversed(list(edits))]
