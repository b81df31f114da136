"""What somebody says about single tables of files, instead of what is guessed of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from gridmap.errors import InputError, SettingsError, Text
from gridmap.layers import CONTRACTS, Contract
from gridmap.layers.findings import echo
from gridmap.origins import DATUMS, Datum

_LISTED = 8


@dataclass(frozen=True, slots=True)
class TableChoice:
    """What somebody says about one table, or about all tables of a file.

    Attributes
    ----------
    file : str
        Name of the file.
    table : str
        What the file calls the table; empty for all tables of the file.
    layer : str or None
        The layer that it is; None to have it guessed.
    leave_out : bool
        Whether it is not imported at all.
    columns : mapping of str to (str or None)
        Column of the contract to the header that means it, None where no header does; columns
        that are not named are guessed.
    encoding, crs : str or None
        Encoding of texts, and the CRS of a table that names none; None to have them found.
    datum : {"cgcs2000", "gcj02", "bd09"} or None
        The datum that its longitudes and latitudes are in; those of web maps are moved back
        where that is permitted. None leaves them as they are.
    """

    file: str
    table: str = ""
    layer: str | None = None
    leave_out: bool = False
    columns: Mapping[str, str | None] = field(default_factory=dict)
    encoding: str | None = None
    crs: str | None = None
    datum: Datum | None = None

    def __post_init__(self) -> None:
        if self.layer is not None and self.layer not in CONTRACTS:
            raise SettingsError(
                Text("没有这个图层。", "There is no such layer."),
                Text(f"可用：{'、'.join(CONTRACTS)}。", f"Use one of {', '.join(CONTRACTS)}."),
            )
        if self.datum is not None and self.datum not in DATUMS:
            raise SettingsError(
                Text("没有这种坐标。", "There are no such coordinates."),
                Text(f"可用：{'、'.join(DATUMS)}。", f"Use one of {', '.join(DATUMS)}."),
            )
        known = {column.name for column in CONTRACTS[self.layer].columns} if self.layer else set()
        headers = [header for header in self.columns.values() if header is not None]
        if not set(self.columns) <= known or len(set(headers)) < len(headers):
            raise SettingsError(
                Text("列的对应关系不能用。", "The columns cannot be mapped so."),
                Text(
                    "请先选定图层，只用该图层的列，且一个表头只对应一列。",
                    "Name the layer first, only its columns, and each header once.",
                ),
            )


def choice_for(choices: Iterable[TableChoice], file: str, table: str) -> TableChoice:
    """Return what is said about one table.

    Parameters
    ----------
    choices : iterable of TableChoice
        Everything that was said.
    file, table : str
        The table.

    Returns
    -------
    TableChoice
        What is said about the table, completed by what is said about its file.
    """
    said = [one for one in choices if one.file == file and one.table in {"", table}]
    own = next((one for one in said if one.table), TableChoice(file, table))
    whole = next((one for one in said if not one.table), own)
    return TableChoice(
        file,
        table,
        own.layer or whole.layer,
        own.leave_out or whole.leave_out,
        own.columns or (whole.columns if own.layer in {None, whole.layer} else {}),
        own.encoding or whole.encoding,
        own.crs or whole.crs,
        own.datum or whole.datum,
    )


def to_plain(choices: Iterable[TableChoice], file: str) -> list[dict[str, Any]]:
    """Return what is said about one file as JSON values.

    Parameters
    ----------
    choices : iterable of TableChoice
        Everything that was said.
    file : str
        The file.

    Returns
    -------
    list of dict
        One a choice; `from_plain` makes the choices of them again.
    """
    return [asdict(one) for one in choices if one.file == file]


def from_plain(values: Iterable[Mapping[str, Any]]) -> tuple[TableChoice, ...]:
    """Return choices that were written as JSON values.

    Parameters
    ----------
    values : iterable of Mapping
        Of `to_plain`.

    Returns
    -------
    tuple of TableChoice
        The choices.

    Raises
    ------
    SettingsError
        If a layer or a column is none.
    """
    return tuple(TableChoice(**value) for value in values)


def require_headers(
    headers: Sequence[str], columns: Mapping[str, str | None], contract: Contract
) -> None:
    """Refuse a choice that names headers which the table lacks.

    Parameters
    ----------
    headers : sequence of str
        Headers of the table.
    columns : mapping of str to (str or None)
        The choice.
    contract : Contract
        The layer.

    Raises
    ------
    InputError
        Names the first one, and the headers that there are.
    """
    for column, header in columns.items():
        if header is None or header in headers:
            continue
        title = contract.column(column).title
        listed = "、".join(echo(one) for one in headers[:_LISTED])
        raise InputError(
            Text(
                f"没有指定为{title.zh}的列“{echo(header)}”，表头为：{listed}。",
                f"There is no column {echo(header)}, which was to be {column}: {listed}.",
            ),
            Text("请重新选择该列。", "Choose the column again."),
        )
