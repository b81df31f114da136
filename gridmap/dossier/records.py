"""What a dossier is: sections of facts and tables that paper, page and kit show alike."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from gridmap.errors import Text

Name = Literal[
    "figures",
    "boundary",
    "neighbours",
    "compounds",
    "micro_grids",
    "buildings",
    "stations",
    "team",
    "lists",
    "hazards",
    "violations",
    "history",
]


@dataclass(frozen=True, slots=True)
class Header:
    """A column of a table.

    Attributes
    ----------
    title : Text
        What stands above it.
    share : float
        Of the width of the table.
    is_number : bool
        Whether it is set to the right.
    """

    title: Text
    share: float
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a dossier.

    Attributes
    ----------
    name : str
        Stable short name.
    title : Text
        What stands above it.
    facts : tuple of (Text, Text)
        Names and values.
    lines : tuple of Text
        Sentences.
    headers : tuple of Header
        Columns of its table; empty for no table.
    rows : tuple of tuple of Text
        Cells.
    nothing : Text or None
        What is said where there are no rows.
    note : Text or None
        How to read it.
    """

    name: Name
    title: Text
    facts: tuple[tuple[Text, Text], ...] = ()
    lines: tuple[Text, ...] = ()
    headers: tuple[Header, ...] = ()
    rows: tuple[tuple[Text, ...], ...] = ()
    nothing: Text | None = None
    note: Text | None = None


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything that is told of one grid.

    Attributes
    ----------
    code : str
        Code of the grid.
    name : str
        Its name, where it has one.
    community_code, community, street : str
        Where it lies.
    kind : Text
        Ordinary, or special-purpose and which.
    plan_id : str
        Version id of the plan.
    date : date
        The day of which it tells.
    is_public : bool
        Whether it may be shown to everybody: no buildings, no staff, no hazards.
    sections : tuple of Section
        In the order in which they are shown.
    """

    code: str
    name: str
    community_code: str
    community: str
    street: str
    kind: Text
    plan_id: str
    date: date
    is_public: bool
    sections: tuple[Section, ...] = field(default=())

    @property
    def number(self) -> str:
        """The first eight characters of the version id, and its number where it has one."""
        head, _, number = self.plan_id.partition(" ")
        return f"{head[:8]} {number}".strip()

    def section(self, name: Name) -> Section:
        """Return a section by its name.

        Parameters
        ----------
        name : str
            Stable short name.

        Returns
        -------
        Section
            The section.

        Raises
        ------
        KeyError
            If the dossier has none of that name.
        """
        for one in self.sections:
            if one.name == name:
                return one
        raise KeyError(name)


def same(value: object) -> Text:
    """Return a value that reads alike in both languages.

    Parameters
    ----------
    value : object
        A name or a number; None and NaN are empty.

    Returns
    -------
    Text
        The value as text.

    Examples
    --------
    >>> same(12.0).zh, same(None).en
    ('12', '')
    """
    if value is None or value != value:  # noqa: PLR0124 - NaN alone differs from itself
        return Text("", "")
    if isinstance(value, float):
        value = f"{value:,.1f}".removesuffix(".0")
    return Text(str(value), str(value))


def count(value: float) -> Text:
    """Return a count with its thousands set apart.

    Parameters
    ----------
    value : float
        A whole number.

    Returns
    -------
    Text
        Such as 1,204.
    """
    return same(f"{round(value):,}")
