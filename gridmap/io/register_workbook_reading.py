"""A register out of a workbook, whichever program saved it last."""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from gridmap.errors import InputError, Text
from gridmap.io.archive import refuse_zip_bomb
from gridmap.io.register_workbook import ORIGINALS
from gridmap.register.given import Given, Sheet
from gridmap.register.originals import MARK, Originals, read_originals

MOST_ROWS = 1_000_000
DAMAGED = (
    InvalidFileException,
    zipfile.BadZipFile,
    ParseError,
    KeyError,
    ValueError,
    TypeError,
    OSError,
)


def read_workbook(path: Path) -> Given:
    """Return what a workbook says.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    Given
        Its sheets and its originals; of a formula the value that the program found last.

    Raises
    ------
    InputError
        If the file is damaged or too large.
    """
    refuse_zip_bomb(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)
            sheets, originals = _read(path, values=False)
            if any(sheet.formulas for sheet in sheets):
                counted, _ = _read(path, values=True)
                sheets = [_with_values(*pair) for pair in zip(sheets, counted, strict=True)]
    except DAMAGED as error:
        raise InputError(
            Text("Excel 文件已损坏或不完整。", "The workbook is damaged."),
            Text("请在 Excel 或 WPS 中打开并另存。", "Open it in Excel or WPS and save it again."),
        ) from error
    return Given(path.name, tuple(sheets), originals)


def _read(path: Path, *, values: bool) -> tuple[list[Sheet], Originals | None]:
    book = openpyxl.load_workbook(path, read_only=True, data_only=values)
    originals = None
    sheets = []
    try:
        for sheet in book.worksheets:
            if sheet.title.casefold() == ORIGINALS:
                originals = None if values else _originals(sheet)
            else:
                sheets.append(_sheet(sheet))
    finally:
        book.close()
    return sheets, originals


def _sheet(sheet: Any) -> Sheet:  # noqa: ANN401
    # What a program says of the size of a sheet may be wrong; the rows themselves are not.
    sheet.reset_dimensions()
    rows, formulas = [], set()
    for number, cells in enumerate(sheet.iter_rows(max_row=MOST_ROWS), start=1):
        line = [cell.value for cell in cells]
        if all(value is None or value == "" for value in line):
            continue
        rows.append((number, line))
        formulas |= {
            (number, place) for place, cell in enumerate(cells, start=1) if cell.data_type == "f"
        }
    return Sheet(sheet.title, rows, frozenset(formulas))


def _with_values(sheet: Sheet, counted: Sheet) -> Sheet:
    known = dict(counted.rows)
    empty: list[object] = []
    rows = []
    for number, line in sheet.rows:
        found = known.get(number, empty)
        full = [*found, *[None] * (len(line) - len(found))]
        rows.append((number, full[: len(line)]))
    return Sheet(sheet.title, rows, sheet.formulas)


def _originals(sheet: Any) -> Originals | None:  # noqa: ANN401
    sheet.reset_dimensions()
    lines: Iterator[tuple[Any, ...]] = sheet.iter_rows(values_only=True)
    mark, *head = next(lines, ("",))
    if mark != MARK:
        return None
    try:
        return read_originals(
            "".join(str(part) for part in head if part is not None),
            (line for line in lines if line and line[0] is not None),
        )
    except (ValueError, KeyError, TypeError):
        return None
