"""What a contract is: the columns, geometry, key and names of one layer."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from gridmap.errors import Text

ColumnType = Literal["text", "date", "int", "float", "bool"]
GeometryKind = Literal["point", "line", "polygon"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a layer.

    Attributes
    ----------
    name : str
        The name in code, API and files.
    title : Text
        The header that people see.
    kind : {"text", "date", "int", "float", "bool"}
        The type of a value; a date is kept as text, ``YYYY-MM-DD``, the same in every format.
    required : bool
        Whether the column must be there and full.
    choices : tuple of (str, str)
        Allowed values with their Chinese word; empty for any value.
    minimum, maximum : float or None
        Least and greatest value allowed.
    pattern : str
        Regular expression that a text must match whole.
    references : str
        ``"layer.column"`` that must hold every value; empty for none.
    aliases : tuple of str
        Other headers by which the column is known, lower case.
    synonyms : tuple of (str, str)
        Words of other sources and the choice that each of them means, lower case.
    """

    name: str
    title: Text
    kind: ColumnType = "text"
    required: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    pattern: str = ""
    references: str = ""
    aliases: tuple[str, ...] = ()
    synonyms: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Contract:
    """What one layer must hold.

    Attributes
    ----------
    name : str
        The name in code and in the project file.
    title : Text
        The name that people see.
    key : str
        The column that identifies a feature.
    geometry : tuple of {"point", "line", "polygon"}
        Kinds of geometry allowed; the multi kinds are included.
    columns : tuple of Column
        Every column that has a meaning; others are kept as they are.
    aliases : tuple of str
        Other names by which files call the layer, lower case.
    """

    name: str
    title: Text
    key: str
    geometry: tuple[GeometryKind, ...]
    columns: tuple[Column, ...]
    aliases: tuple[str, ...] = field(default=())

    def column(self, name: str) -> Column:
        """Return the column of that name.

        Parameters
        ----------
        name : str
            Name in code.

        Returns
        -------
        Column
            The column.

        Raises
        ------
        KeyError
            If the contract has no such column.
        """
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)
