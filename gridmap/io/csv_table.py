"""CSV tables: every cell is text, so that codes keep their zeros, and no row is passed over."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path

import pandas as pd

from gridmap.errors import InputError, Text
from gridmap.io.encoding import decode_text
from gridmap.io.headers import unique_headers
from gridmap.io.points import to_points
from gridmap.io.table import Table
from gridmap.layers.findings import Finding

_DELIMITERS = ",\t;|"
_LONGEST_CELL = 2**20


def read_csv(path: Path, *, encoding: str | None = None, crs: str | None = None) -> Table:
    """Return the rows of a CSV table with coordinates.

    Parameters
    ----------
    path : Path
        The file.
    encoding : str, optional
        Its encoding; by default UTF-8 or what is detected.
    crs : str, optional
        CRS of the coordinates.

    Returns
    -------
    Table
        One row a line; cells are text. A line of too few or too many cells has a finding.

    Raises
    ------
    InputError
        If it is no table, or has no coordinates.
    """
    text, words = decode_text(path.read_bytes(), encoding=encoding, detect=True)
    if "\0" in text:
        raise InputError(
            Text("表格含有空字节(NUL)。", "The table holds NUL bytes."),
            Text("文件可能已损坏，请重新导出。", "It may be damaged; export it again."),
        )
    lines = _lines(text)
    if not lines:
        raise InputError(
            Text("表格没有内容。", "The table is empty."),
            Text("请重新导出该表。", "Export it again."),
        )
    headers = unique_headers(lines[0])
    rows = [row for row in lines[1:] if any(cell.strip() for cell in row)]
    findings = [
        _uneven(number, len(row), len(headers))
        for number, row in enumerate(rows)
        if len(row) != len(headers)
    ]
    width = len(headers)
    padded = [(row + [""] * width)[:width] for row in rows]
    table = pd.DataFrame(padded, columns=headers, dtype=object)
    points = to_points(table, crs=crs, encoding=words)
    return replace(points, findings=(*findings, *points.findings))


def _lines(text: str) -> list[list[str]]:
    start = text.lstrip("\r\n").split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=start.count)
    csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        return [line for line in reader if line]
    except csv.Error as error:
        raise InputError(
            Text(
                f"第 {reader.line_num} 行引号不成对或内容过长。",
                f"Line {reader.line_num}: quotes do not match, or a cell is too long.",
            ),
            Text("请修正该行，或另存为 xlsx。", "Mend the line, or save the table as xlsx."),
        ) from error


def _uneven(row: int, cells: int, width: int) -> Finding:
    return Finding(
        row,
        "table.cells",
        Text(
            f"该行有 {cells} 列，表头有 {width} 列。",
            f"The row has {cells} cells, the header {width}.",
        ),
        Text("请补齐或删去多余的单元格。", "Complete the row, or remove what is too much."),
    )
