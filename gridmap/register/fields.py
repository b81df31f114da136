"""Columns of a register: what a cell may hold, who may change it, and how it is written."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal

from gridmap.errors import Lang, Text
from gridmap.layers import CONTRACTS, Column
from gridmap.layers.values import Convert, converter, folded, is_null

Access = Literal["key", "edit", "move", "place", "fixed"]
"""The code of a row; a cell to be changed; the grid of a building; where a thing lies; computed."""

NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that no cell of a workbook can hold."""

MOST_CHARACTERS = 32_767
PLACE_DIGITS = 7
"""Decimals of a degree that a register shows: a centimetre."""

YES, NO = Text("是", "yes"), Text("否", "no")

Value = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a page of a register.

    Attributes
    ----------
    column : Column
        Name, header, type and choices, as in the contract of a layer.
    access : {"key", "edit", "move", "place", "fixed"}
        Who may change it.
    words : Mapping of str to Text
        What people call some values of a column that takes any text.
    number_format : str
        How a workbook shows its numbers; empty for text.
    """

    column: Column
    access: Access = "fixed"
    words: Mapping[str, Text] = field(default_factory=dict)
    number_format: str = ""
    _convert: Convert = field(init=False, repr=False, compare=False)
    _codes: Mapping[str, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        told = {
            folded(said): code for code, word in self.words.items() for said in (word.zh, word.en)
        }
        object.__setattr__(self, "_convert", converter(self.column))
        object.__setattr__(self, "_codes", told)

    @property
    def name(self) -> str:
        """Its name in code."""
        return self.column.name

    @property
    def title(self) -> Text:
        """The header that people see."""
        return self.column.title

    @property
    def editable(self) -> bool:
        """Whether a change in it is one that can be accepted."""
        return self.access in {"edit", "move", "place"}

    @property
    def headers(self) -> frozenset[str]:
        """The headers, in either language, by which a file that comes back has it."""
        return frozenset({folded(self.title.zh), folded(self.title.en), folded(self.name)})

    def read(self, raw: object) -> Value:
        """Return the value that a cell stands for.

        Parameters
        ----------
        raw : object
            What a file has: text, a number, a date, nothing.

        Returns
        -------
        str, int, float, bool or None
            The value, the same whichever program wrote the cell.

        Raises
        ------
        ValueError
            If it is no value of the column.
        """
        if is_null(raw):
            return None
        if isinstance(raw, str):
            raw = plain(raw)
            if not raw:
                return None
            if self._codes and folded(raw) in self._codes:
                return self._codes[folded(raw)]
        value = self._convert(raw)
        self._require(value)
        if isinstance(value, float):
            # A program for tables keeps fifteen digits, another seventeen.
            value = float(f"{value:.12g}")
        return None if value == "" else value

    def shown(self, value: Value, lang: Lang) -> Value:
        """Return what a cell shows for a value.

        Parameters
        ----------
        value : str, int, float, bool or None
            The value.
        lang : {"zh", "en"}
            The language.

        Returns
        -------
        str, int, float or None
            A word for a choice and for yes and no.
        """
        if value is None:
            return None
        if isinstance(value, bool):
            return (YES if value else NO).say(lang)
        if value in self.words:
            return self.words[str(value)].say(lang)
        return dict(self.choices(lang)).get(str(value), value)

    def choices(self, lang: Lang) -> list[tuple[str, str]]:
        """Return the values to choose from, each with its word.

        Parameters
        ----------
        lang : {"zh", "en"}
            The language.

        Returns
        -------
        list of (str, str)
            Empty where any value goes.
        """
        return [(code, zh if lang == "zh" else code) for code, zh in self.column.choices]

    def kept(self, value: object) -> Value:
        """Return a value of a plan as it is after a file has been written and read.

        Parameters
        ----------
        value : object
            What a layer holds, whether or not it fits its contract.

        Returns
        -------
        str, int, float, bool or None
            The value.
        """
        if is_null(value):
            return None
        try:
            return self.read(value)
        except ValueError:
            return plain(str(value)) or None

    def _require(self, value: object) -> None:
        column = self.column
        if isinstance(value, int | float) and not isinstance(value, bool):
            low, high = column.minimum, column.maximum
            if (low is not None and value < low) or (high is not None and value > high):
                raise ValueError(value)
        if column.pattern and not re.fullmatch(column.pattern, str(value)):
            raise ValueError(value)


def plain(text: str) -> str:
    r"""Return a text as every program for tables keeps it.

    Parameters
    ----------
    text : str
        Any.

    Returns
    -------
    str
        Without characters that no workbook holds and blanks around it, each line ended alike.

    Examples
    --------
    >>> plain(" 一号楼\r\n东 ")
    '一号楼\n东'
    """
    ended = NO_XML.sub("", text).replace("\r\n", "\n").replace("\r", "\n")
    return ended.strip()[:MOST_CHARACTERS].strip()


FORMATS = MappingProxyType({"int": "#,##0", "float": "#,##0.##"})


def text_field(name: str, zh: str, en: str, access: Access = "fixed") -> Field:
    """Return a column of text.

    Parameters
    ----------
    name : str
        Its name in code.
    zh, en : str
        The header.
    access : str
        Who may change it.

    Returns
    -------
    Field
        The column.
    """
    return Field(Column(name, Text(zh, en)), access)


def count_field(name: str, zh: str, en: str) -> Field:
    """Return a column of counts that are computed.

    Parameters
    ----------
    name : str
        Its name in code.
    zh, en : str
        The header.

    Returns
    -------
    Field
        The column.
    """
    return Field(Column(name, Text(zh, en), "int"), "fixed", number_format=FORMATS["int"])


def layer_fields(layer: str, *, fixed: Sequence[str] = ()) -> tuple[Field, ...]:
    """Return the columns of a layer, the code of its features first.

    Parameters
    ----------
    layer : str
        Name of the layer.
    fixed : sequence of str
        Columns that a register shows and does not change.

    Returns
    -------
    tuple of Field
        In the order of the contract.
    """
    contract = CONTRACTS[layer]
    return tuple(
        Field(
            column,
            "key" if column.name == contract.key else "fixed" if column.name in fixed else "edit",
            number_format=FORMATS.get(column.kind, ""),
        )
        for column in contract.columns
    )


def place_fields() -> tuple[Field, Field]:
    """Return longitude and latitude, in degrees of CGCS2000.

    Returns
    -------
    tuple of (Field, Field)
        The columns ``lon`` and ``lat``.
    """
    shape = "0." + "0" * PLACE_DIGITS
    lon = Column("lon", Text("经度(CGCS2000)", "Longitude"), "float", minimum=-180, maximum=180)
    lat = Column("lat", Text("纬度(CGCS2000)", "Latitude"), "float", minimum=-90, maximum=90)
    return Field(lon, "place", number_format=shape), Field(lat, "place", number_format=shape)


def as_row(fields: Sequence[Field], values: Mapping[str, Any]) -> dict[str, Value]:
    """Return the values of a row as they are after a file has been written and read.

    Parameters
    ----------
    fields : sequence of Field
        Columns of the page.
    values : Mapping
        By name; others are left out.

    Returns
    -------
    dict of str to value
        One member for each column.
    """
    return {one.name: one.kept(values.get(one.name)) for one in fields}
