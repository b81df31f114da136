"""A register as CSV tables in a zip: UTF-8 with a mark, codes as text, no cell a formula."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from gridmap.errors import InputError, Lang, Text
from gridmap.io.archive import refuse_zip_bomb
from gridmap.io.encoding import decode_text
from gridmap.io.exporting_tables import DANGEROUS
from gridmap.io.register_workbook import sheet_titles
from gridmap.plan import Plan
from gridmap.register.content import Register
from gridmap.register.given import Given, Sheet
from gridmap.register.originals import About, Originals, head_of, kept_rows, read_originals

ORIGINALS = "_gridmap.json"
LONGEST_CELL = 2**20
MARKED = ("'", *DANGEROUS)
"""First characters before which an apostrophe is written, and taken away when read."""


def write_tables(register: Register, path: Path, *, plan: Plan, about: About, lang: Lang) -> None:
    """Write a register as CSV tables in a zip, one a page.

    Parameters
    ----------
    register : Register
        The register.
    path : Path
        The file.
    plan : Plan
        Whose register it is; named by `about`.
    about : About
        Of which plan and version it is.
    lang : {"zh", "en"}
        The language.
    """
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for page, title in zip(register.pages, sheet_titles(register, lang), strict=True):
            fields = page.kind.fields
            lines = [[one.title.say(lang) for one in fields]] + [
                [_cell(one.shown(row[one.name], lang)) for one in fields]
                for row in page.rows.values()
            ]
            archive.writestr(f"{title}.csv", _table(lines))
        band = f"{plan.band.lower}-{plan.band.upper}"
        kept = [[row.page, row.key, row.digest, row.values] for row in kept_rows(register, about)]
        content = {"head": head_of(register, about, lang), "band": band, "rows": kept}
        archive.writestr(ORIGINALS, json.dumps(content))


def read_tables(path: Path) -> Given:
    """Return what CSV tables in a zip say.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    Given
        Every cell is text.

    Raises
    ------
    InputError
        If it is no zip, is too large, or a table cannot be read.
    """
    refuse_zip_bomb(path)
    try:
        with zipfile.ZipFile(path) as archive:
            names = [one for one in archive.namelist() if one.lower().endswith(".csv")]
            sheets = tuple(_sheet(one, archive.read(one)) for one in names)
            originals = _originals(archive)
    except (zipfile.BadZipFile, csv.Error, OSError, NotImplementedError, RuntimeError) as error:
        raise InputError(
            Text("台账压缩包已损坏。", "The zip of the register is damaged."),
            Text("请重新压缩 CSV 表格，或改用 xlsx。", "Pack the tables again, or use xlsx."),
        ) from error
    return Given(path.name, sheets, originals)


def _cell(value: Any) -> str:  # noqa: ANN401
    if value is None:
        return ""
    if isinstance(value, str):
        return f"'{value}" if value.startswith(MARKED) else value
    return repr(value)


def _table(lines: Sequence[Sequence[str]]) -> bytes:
    file = io.StringIO(newline="")
    csv.writer(file).writerows(lines)
    return file.getvalue().encode("utf-8-sig")


def _sheet(name: str, content: bytes) -> Sheet:
    text, _ = decode_text(content, encoding=None, detect=True)
    csv.field_size_limit(LONGEST_CELL)
    rows = [
        (number, [_read(cell) for cell in row])
        for number, row in enumerate(_rows(text), start=1)
        if any(cell.strip() for cell in row)
    ]
    return Sheet(Path(name).stem, rows)


def _rows(text: str) -> Iterator[list[str]]:
    start = text.lstrip("\r\n").split("\n", 1)[0]
    delimiter = max(",;\t", key=start.count)
    yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)


def _read(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(MARKED) else cell


def _originals(archive: zipfile.ZipFile) -> Originals | None:
    try:
        content = json.loads(archive.read(ORIGINALS))
        return read_originals(content["head"], content["rows"])
    except (KeyError, ValueError, TypeError):
        return None
