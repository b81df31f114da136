"""Sheets of an Excel workbook as tables, title rows above the header allowed."""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

import openpyxl
import pandas as pd
from openpyxl.utils.exceptions import InvalidFileException

from gridmap.errors import InputError, Text
from gridmap.io.archive import refuse_zip_bomb
from gridmap.io.headers import unique_headers
from gridmap.io.points import coordinate_columns, no_coordinates, to_points
from gridmap.io.table import Table
from gridmap.layers.findings import Finding, echo

_TITLE_ROWS = 10
_ZEROS = re.compile(r"0{2,}")


def read_xlsx(path: Path, *, crs: Callable[[str], str | None]) -> list[Table]:
    """Return the sheets of a workbook that have coordinates.

    Parameters
    ----------
    path : Path
        The file.
    crs : callable
        Returns the CRS of the coordinates that the user states for the sheet of a name.

    Returns
    -------
    list of Table
        One a sheet, rows in order, blank rows left out. The header is the first row, among the
        first ten, that has coordinates.

    Raises
    ------
    InputError
        If the file is damaged or no sheet has coordinates.
    """
    refuse_zip_bomb(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)
            sheets = _sheets(path)
    except (
        InvalidFileException,
        zipfile.BadZipFile,
        ParseError,
        KeyError,
        ValueError,
        TypeError,
        OSError,
    ) as error:
        raise InputError(
            Text("Excel 文件已损坏或不完整。", "The workbook is damaged."),
            Text("请在 Excel 或 WPS 中打开并另存。", "Open it in Excel or WPS and save it again."),
        ) from error
    tables, others = [], []
    for name, rows in sheets:
        table = _below_header(rows)
        if table is not None:
            tables.append(to_points(table, crs=crs(name), name=name))
        elif any(cell is not None for row in rows for cell in row):
            others.append(name)
    if not tables:
        first = next((rows[0] for _, rows in sheets if rows), [])
        raise no_coordinates([str(cell) for cell in first if cell is not None])
    if others:
        tables[0] = replace(tables[0], findings=(*tables[0].findings, _skipped(others)))
    return tables


def _skipped(names: list[str]) -> Finding:
    listed = "、".join(echo(name) for name in names)
    return Finding(
        None,
        "table.no_coordinates",
        Text(f"工作表 {listed} 没有经纬度列，未导入。", f"Sheets without coordinates: {listed}."),
        Text(
            "如需导入，请补上经度、纬度列。", "Add longitude and latitude if they should be read."
        ),
        "notice",
    )


def _sheets(path: Path) -> list[tuple[str, list[list[Any]]]]:
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    try:
        return [
            (
                sheet.title,
                [[_value(cell) for cell in row] for row in sheet.iter_rows()],
            )
            for sheet in book.worksheets
        ]
    finally:
        book.close()


def _value(cell: Any) -> Any:  # noqa: ANN401
    """Return the value of a cell; a number that is shown with leading zeros as that text."""
    value = cell.value
    if isinstance(value, int) and not isinstance(value, bool):
        shown = cell.number_format or ""
        if _ZEROS.fullmatch(shown):
            return str(value).zfill(len(shown))
    return value


def _below_header(rows: list[list[Any]]) -> pd.DataFrame | None:
    for at, row in enumerate(rows[:_TITLE_ROWS]):
        if coordinate_columns([str(cell) for cell in row if cell is not None]) is None:
            continue
        full = [n for line in rows[at:] for n, cell in enumerate(line, start=1) if cell is not None]
        width = max(full)
        headers = unique_headers((row + [None] * width)[:width])
        below = [(line + [None] * width)[:width] for line in rows[at + 1 :]]
        filled = [line for line in below if any(cell not in {None, ""} for cell in line)]
        return pd.DataFrame(filled, columns=headers, dtype=object)
    return None
