"""What somebody changed in a register: rows, their cells, and what is wrong with them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from gridmap.errors import Text
from gridmap.register.fields import Field, Value
from gridmap.register.originals import About
from gridmap.register.pages import PageKind

Change = Literal["added", "changed", "deleted"]


@dataclass(frozen=True, slots=True)
class Flag:
    """What is wrong with a cell, a row or a file, and what to do about it.

    Attributes
    ----------
    rule : str
        Stable short name, such as ``"stale"`` or ``"tampered"``.
    place : str
        Sheet, column and row as the file shows them; empty for the whole file.
    what, remedy : Text
        What is wrong, and what to do about it.
    bars : bool
        Whether the change cannot be accepted; else it can, by name.
    """

    rule: str
    place: str
    what: Text
    remedy: Text
    bars: bool = False


@dataclass(frozen=True, slots=True)
class CellChange:
    """One cell that says something else than it did.

    Attributes
    ----------
    field : Field
        Its column.
    place : str
        Where it is in the file; empty for a row that is not there any more.
    before : value
        What it said when the file was written.
    after : value
        What it says; where it makes no sense, the text as it stands.
    now : value
        What the plan says.
    taken : bool
        Whether it is changed when the row is accepted.
    """

    field: Field
    place: str
    before: Value
    after: Value
    now: Value
    taken: bool = True

    @property
    def stale(self) -> bool:
        """Whether somebody else has changed the same since the file was written."""
        return self.before != self.now


@dataclass(frozen=True, slots=True)
class RowChange:
    """One row that differs.

    Attributes
    ----------
    page : PageKind
        Its page.
    key : str
        Its code; empty for a new row whose code is made by the program.
    name : str
        What people call it.
    change : {"added", "changed", "deleted"}
        What was done with it.
    place : str
        Where it is in the file; the sheet alone for a row that is not there any more.
    cells : tuple of CellChange
        What differs.
    flags : tuple of Flag
        What is wrong with it.
    said : Mapping
        What the plan says of it now, by column.
    """

    page: PageKind
    key: str
    name: str
    change: Change
    place: str
    cells: tuple[CellChange, ...]
    flags: tuple[Flag, ...] = ()
    said: Mapping[str, Value] = field(default_factory=dict, repr=False)

    @property
    def row_id(self) -> str:
        """By which it is accepted: made of what changes, and of what the plan says now."""
        where = self.key or self.place
        cells = [(cell.field.name, cell.now, cell.after) for cell in self.cells if cell.taken]
        said = json.dumps([self.page.name, where, self.change, cells])
        return hashlib.sha256(said.encode()).hexdigest()[:10]

    @property
    def possible(self) -> bool:
        """Whether it can be accepted."""
        return any(cell.taken for cell in self.cells) and not any(one.bars for one in self.flags)

    @property
    def plain(self) -> bool:
        """Whether it can be accepted along with the others, nothing being wrong with it."""
        return self.possible and not self.flags

    @property
    def taken(self) -> dict[str, Value]:
        """What its cells become, by name."""
        return {cell.field.name: cell.after for cell in self.cells if cell.taken}

    def flagged(self, *flags: Flag) -> RowChange:
        """Return the row with more that is wrong with it.

        Parameters
        ----------
        *flags : Flag
            What was found.

        Returns
        -------
        RowChange
            A new one.
        """
        return replace(self, flags=(*self.flags, *flags))


@dataclass(frozen=True, slots=True)
class RegisterDifference:
    """What an edited register changes.

    Attributes
    ----------
    file : str
        Its name.
    about : About or None
        Of which plan and version it was written; None where nobody knows.
    rows : tuple of RowChange
        By page and code.
    faults : tuple of Flag
        What is wrong with the file as a whole.
    unchanged : int
        Rows that say what they said.
    """

    file: str
    about: About | None
    rows: tuple[RowChange, ...]
    faults: tuple[Flag, ...] = ()
    unchanged: int = 0

    def __bool__(self) -> bool:
        """Return whether anything differs."""
        return bool(self.rows)

    def chosen(self, accept: str | frozenset[str]) -> tuple[RowChange, ...]:
        """Return the rows that are accepted.

        Parameters
        ----------
        accept : "all", "none" or frozenset of str
            All with which nothing is wrong, none, or those of these ids; of the latter also
            flagged ones, as long as they are possible.

        Returns
        -------
        tuple of RowChange
            In their order.
        """
        if accept == "none":
            return ()
        if accept == "all":
            return tuple(row for row in self.rows if row.plain)
        return tuple(row for row in self.rows if row.row_id in accept and row.possible)

    def moves(self) -> Iterator[RowChange]:
        """Return the buildings that go to another grid.

        Yields
        ------
        RowChange
            Of the page of buildings.
        """
        for row in self.rows:
            if any(cell.field.access == "move" and cell.taken for cell in row.cells):
                yield row
