"""Tables of teams, and saved patrols: xlsx, CSV and JSON files of people who go on patrols."""

from __future__ import annotations

import csv
import io
import json
import warnings
import zipfile
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from gridmap.errors import InputError, Text
from gridmap.io.archive import refuse_zip_bomb
from gridmap.io.encoding import decode_text
from gridmap.io.files import write_text
from gridmap.routing.records import Patrol
from gridmap.routing.saving import patrol_from_dict, patrol_to_dict

LARGEST_BYTES = 8 * 2**20
"""A table of teams is small; a saved patrol may have eight times as much."""

_DAMAGED = (InvalidFileException, zipfile.BadZipFile, ParseError, KeyError, ValueError, TypeError)


def read_team_rows(path: Path) -> list[dict[str, Any]]:
    """Return the rows of a table of teams.

    Parameters
    ----------
    path : Path
        An xlsx workbook, of which the first sheet counts, a CSV table, or a JSON list of objects;
        the first row holds the headers.

    Returns
    -------
    list of dict
        Cells by header, rows without any left out.

    Raises
    ------
    InputError
        If it cannot be read as a table.
    """
    suffix = path.suffix.lower()
    readers = {".xlsx": _xlsx_rows, ".csv": _csv_rows, ".json": _json_rows}
    if suffix not in readers:
        raise InputError(
            Text(
                f"队伍表 {path.name} 不是 xlsx、csv 或 json。", f"{path.name} is no table of teams."
            ),
            Text("请另存为 xlsx、csv 或 json。", "Save it as xlsx, csv or json."),
        )
    _require_small(path, LARGEST_BYTES)
    rows = readers[suffix](path)
    return [row for row in rows if any(value not in {None, ""} for value in row.values())]


def write_patrol_file(patrol: Patrol, path: Path) -> None:
    """Write a patrol as JSON that `read_patrol_file` reads.

    Parameters
    ----------
    patrol : Patrol
        The patrol.
    path : Path
        The file, replaced whole.

    Raises
    ------
    InputError
        If it cannot be written.
    """
    write_text(path, json.dumps(patrol_to_dict(patrol), ensure_ascii=False, indent=1) + "\n")


def read_patrol_file(path: Path) -> Patrol:
    """Return a patrol that was saved.

    Parameters
    ----------
    path : Path
        As `write_patrol_file` wrote it.

    Returns
    -------
    Patrol
        The patrol.

    Raises
    ------
    InputError
        If it is none.
    """
    _require_small(path, 8 * LARGEST_BYTES)
    value = _json(path)
    return patrol_from_dict(value if isinstance(value, dict) else {})


def _require_small(path: Path, most: int) -> None:
    if not path.is_file():
        raise InputError(
            Text(f"找不到文件 {path}。", f"There is no file {path}."),
            Text("请核对文件名。", "Check its name."),
        )
    if path.stat().st_size > most:
        raise InputError(
            Text(f"{path.name} 超过 {most >> 20} MB。", f"{path.name} is over {most >> 20} MB."),
            Text("请核对是否选错文件。", "Check whether it is the right file."),
        )


def _xlsx_rows(path: Path) -> list[dict[str, Any]]:
    refuse_zip_bomb(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)
            book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        rows = [list(row) for row in book.worksheets[0].iter_rows(values_only=True)]
        book.close()
    except (*_DAMAGED, IndexError) as error:
        raise _damaged(path) from error
    return _below([[_plain(cell) for cell in row] for row in rows])


def _csv_rows(path: Path) -> list[dict[str, Any]]:
    text, _ = decode_text(path.read_bytes(), encoding=None, detect=True)
    try:
        rows: list[list[Any]] = [list(row) for row in csv.reader(io.StringIO(text), strict=True)]
    except csv.Error as error:
        raise _damaged(path) from error
    return _below(rows)


def _json_rows(path: Path) -> list[dict[str, Any]]:
    value = _json(path)
    rows = value.get("teams") if isinstance(value, dict) else value
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise _damaged(path)
    return rows


def _json(path: Path) -> Any:  # noqa: ANN401
    try:
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise _damaged(path) from error


def _below(rows: list[list[Any]]) -> list[dict[str, Any]]:
    """Return rows below the first one that has two cells and more: above it stands a title."""
    for at, row in enumerate(rows):
        headers = ["" if cell is None else str(cell).strip() for cell in row]
        if sum(bool(header) for header in headers) > 1:
            return [
                {header: cell for header, cell in zip(headers, line, strict=False) if header}
                for line in rows[at + 1 :]
            ]
    return []


def _plain(cell: Any) -> Any:  # noqa: ANN401
    """Return a cell, a time of day as text."""
    return cell.isoformat()[:5] if hasattr(cell, "isoformat") and hasattr(cell, "hour") else cell


def _damaged(path: Path) -> InputError:
    return InputError(
        Text(f"{path.name} 已损坏或格式不对。", f"{path.name} is damaged, or of another form."),
        Text("请在原程序中打开并另存。", "Open it where it was made and save it again."),
    )
