"""A register that comes back: its sheets as some program left them, and what they once said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gridmap.register.originals import Originals


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a file, before it is known what it is.

    Attributes
    ----------
    title : str
        Its name in the file.
    rows : sequence of (int, sequence)
        Number of each row as people see it, and its cells; blank rows left out.
    formulas : frozenset of (int, int)
        Row and column, from 1, of cells that hold a formula.
    """

    title: str
    rows: Sequence[tuple[int, Sequence[object]]]
    formulas: frozenset[tuple[int, int]] = frozenset()


@dataclass(frozen=True, slots=True)
class Given:
    """What a file holds.

    Attributes
    ----------
    file : str
        Its name.
    sheets : tuple of Sheet
        In the order of the file; the cover and the originals left out.
    originals : Originals or None
        What was written; None where somebody removed it.
    """

    file: str
    sheets: tuple[Sheet, ...]
    originals: Originals | None
