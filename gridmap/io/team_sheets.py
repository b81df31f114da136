"""Sheets of a workbook, or the one of a CSV file, as rows that know their number."""

from __future__ import annotations

import csv
import io
import warnings
import zipfile
from collections.abc import Sequence
from pathlib import Path
from xml.etree.ElementTree import ParseError

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from gridmap.errors import InputError, Text
from gridmap.io.archive import refuse_zip_bomb
from gridmap.io.encoding import decode_text
from gridmap.io.headers import unique_headers
from gridmap.teams.sheet import Sheet

LARGEST_BYTES = 32 * 2**20
MOST_ROWS, MOST_COLUMNS = 200_000, 200
_TITLE_ROWS = 10
_DAMAGED = (
    InvalidFileException,
    zipfile.BadZipFile,
    ParseError,
    KeyError,
    ValueError,
    TypeError,
    IndexError,
)


def read_sheets(path: Path) -> list[Sheet]:
    """Return the sheets of a table file.

    Parameters
    ----------
    path : Path
        xlsx, or CSV in UTF-8 or GBK. Rows above the header may hold a title.

    Returns
    -------
    list of Sheet
        Those that hold anything, in order.

    Raises
    ------
    InputError
        If it cannot be read as a table.
    """
    readers = {".xlsx": _xlsx, ".csv": _csv}
    suffix = path.suffix.lower()
    if suffix not in readers:
        raise InputError(
            Text(f"{path.name} 不是 xlsx 或 csv。", f"{path.name} is neither xlsx nor csv."),
            Text("请另存为 xlsx 或 csv。", "Save it as xlsx or csv."),
        )
    if not path.is_file():
        raise InputError(
            Text(f"找不到文件 {path}。", f"There is no file {path}."),
            Text("请核对文件名。", "Check its name."),
        )
    if path.stat().st_size > LARGEST_BYTES:
        most = LARGEST_BYTES >> 20
        raise InputError(
            Text(f"{path.name} 超过 {most} MB。", f"{path.name} is over {most} MB."),
            Text("请核对是否选错文件。", "Check whether it is the right file."),
        )
    found = [_sheet(name, rows) for name, rows in readers[suffix](path)]
    return [sheet for sheet in found if sheet is not None]


def _xlsx(path: Path) -> list[tuple[str, list[list[object]]]]:
    refuse_zip_bomb(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)
            book = openpyxl.load_workbook(path, read_only=True, data_only=True)
            return [
                (
                    page.title,
                    [
                        list(row)
                        for row in page.iter_rows(
                            max_row=MOST_ROWS, max_col=MOST_COLUMNS, values_only=True
                        )
                    ],
                )
                for page in book.worksheets
            ]
    except _DAMAGED as error:
        raise _damaged(path) from error


def _csv(path: Path) -> list[tuple[str, list[list[object]]]]:
    text, _ = decode_text(path.read_bytes(), encoding=None, detect=True)
    start = text.lstrip("\r\n").split("\n", 1)[0]
    delimiter = max(",\t;", key=start.count)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        rows: list[list[object]] = [[_unquoted(cell) for cell in row] for row in reader]
    except csv.Error as error:
        raise _damaged(path) from error
    return [(path.stem, rows[:MOST_ROWS])]


def _unquoted(cell: str) -> str:
    """Take away what our own CSV puts before a text that would be a formula."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in set("=+-@\t\r") else cell


def _sheet(name: str, rows: Sequence[Sequence[object]]) -> Sheet | None:
    """Return what stands below the first row with two cells and more; above it is a title."""
    for at, row in enumerate(rows[:_TITLE_ROWS]):
        if sum(_is_full(cell) for cell in row) > 1:
            width = max(n for n, cell in enumerate(row, start=1) if _is_full(cell))
            headers = unique_headers(list(row[:width]))
            below = [
                (number, dict(zip(headers, line, strict=False)))
                for number, line in enumerate(rows[at + 1 :], start=at + 2)
                if any(_is_full(cell) for cell in line)
            ]
            return Sheet(name, tuple(headers), tuple(below))
    return None


def _is_full(cell: object) -> bool:
    return cell is not None and str(cell).strip() != ""


def _damaged(path: Path) -> InputError:
    return InputError(
        Text(f"{path.name} 已损坏或格式不对。", f"{path.name} is damaged, or of another form."),
        Text("请在 Excel 或 WPS 中打开并另存。", "Open it in Excel or WPS and save it again."),
    )
