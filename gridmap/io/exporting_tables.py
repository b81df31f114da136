"""Exports as tables: CSV and xlsx. Codes stay texts, and no text is ever a formula."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from gridmap.errors import Lang, Text
from gridmap.io.exporting_job import Job, Sheet
from gridmap.io.exporting_text import fitted
from gridmap.io.succession import SUCCESSION

LON = Text("经度", "longitude")
LAT = Text("纬度", "latitude")
YES, NO = Text("是", "yes"), Text("否", "no")
DANGEROUS = tuple("=+-@\t\r")
"""First characters by which a program for tables takes a text for a formula."""

NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
MOST_CHARACTERS = 32_767
WIDEST = 40


def write_csv(sheet: Sheet, job: Job, path: Path) -> list[Text]:
    """Write a layer as CSV: points as longitude and latitude, other shapes as WKT.

    Parameters
    ----------
    sheet : Sheet
        The layer.
    job : Job
        Encoding, language and suffix; UTF-8 goes with a mark at the start, by which Excel knows it.
    path : Path
        The file.

    Returns
    -------
    list of Text
        Characters that the encoding does not have.
    """
    shapes = np.asarray(sheet.frame.geometry.array, dtype=object)
    points = bool(np.isin(shapely.get_type_id(shapes), (-1, 0)).all())
    table = _plain(sheet.frame, lang=job.lang)
    if points:
        table[f"{LON.say(job.lang)}{job.suffix}"] = shapely.get_x(shapes)
        table[f"{LAT.say(job.lang)}{job.suffix}"] = shapely.get_y(shapes)
    else:
        table[f"WKT{job.suffix}"] = shapely.to_wkt(shapes, rounding_precision=9)
    for name in table.columns:
        table[name] = table[name].map(_harmless)
    table.columns = pd.Index([_harmless(name) for name in table.columns])
    notes: list[Text] = []
    encoding = "utf-8-sig"
    if job.encoding == "GBK":
        encoding = "gbk"
        table, notes = fitted(table, sheet.title, encoding=encoding)
    with path.open("w", encoding=encoding, newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(table.columns)
        writer.writerows(table.astype(object).where(table.notna(), "").to_numpy().tolist())
    return notes


def write_workbook(job: Job, path: Path) -> list[Text]:
    """Write layers as the sheets of one xlsx, with a sheet that says what it is.

    Parameters
    ----------
    job : Job
        The layers; of a shape that is no point, a point inside it is given.
    path : Path
        The file.

    Returns
    -------
    list of Text
        Texts that were too long for a cell.
    """
    book = Workbook(write_only=True)
    notes: list[Text] = []
    for sheet in job.sheets:
        table = _plain(sheet.frame, lang=job.lang)
        places = shapely.point_on_surface(np.asarray(sheet.frame.geometry.array, dtype=object))
        table[f"{LON.say(job.lang)}{job.suffix}"] = shapely.get_x(places)
        table[f"{LAT.say(job.lang)}{job.suffix}"] = shapely.get_y(places)
        notes += write_page(book.create_sheet(sheet.title[:31]), table, sheet.title)
    if job.history is not None:
        title = SUCCESSION.say(job.lang)
        notes += write_page(book.create_sheet(title), job.history, title)
    write_facts(book, job.about, lang=job.lang)
    book.save(path)
    return notes


def write_facts(book: Workbook, about: Mapping[str, str], *, lang: Lang) -> None:
    """Add a sheet to a workbook that says what it is.

    Parameters
    ----------
    book : Workbook
        Written to.
    about : Mapping of str to str
        Facts by their names, in the order to be shown.
    lang : {"zh", "en"}
        The language of its title.
    """
    facts = book.create_sheet(Text("说明", "About").say(lang))
    for name, value in about.items():
        facts.append([_cell(facts, name), _cell(facts, value)])


def write_page(page: WriteOnlyWorksheet, table: pd.DataFrame, title: str) -> list[Text]:
    """Write a table onto a sheet of a workbook, under a header that stays in view.

    Parameters
    ----------
    page : WriteOnlyWorksheet
        An empty sheet.
    table : DataFrame
        Columns under their headers.
    title : str
        What people call the table.

    Returns
    -------
    list of Text
        Texts that were too long for a cell.
    """
    page.freeze_panes = "A2"
    for place, name in enumerate(table.columns, start=1):
        longest = max([_width(name), *map(_width, table[name].head(200))])
        page.column_dimensions[get_column_letter(place)].width = min(WIDEST, longest + 2)
    heads = [_cell(page, name) for name in table.columns]
    for head in heads:
        head.font = Font(bold=True)
    page.append(heads)
    cut = 0
    for row in _rows(table):
        cut += sum(isinstance(value, str) and len(value) > MOST_CHARACTERS for value in row)
        page.append([_cell(page, value) for value in row])
    if not cut:
        return []
    return [
        Text(
            f"{title}：{cut} 个文本超过 Excel 单元格上限 {MOST_CHARACTERS} 字，已截断。",
            f"{title}: {cut} texts are longer than a cell of Excel holds and were cut.",
        )
    ]


def _cell(page: WriteOnlyWorksheet, value: object) -> Any:  # noqa: ANN401
    """Return a cell in which a text is a text, whatever it begins with."""
    if not isinstance(value, str):
        return WriteOnlyCell(page, value)
    cell = WriteOnlyCell(page)
    cell.value = NO_XML.sub("", value)[:MOST_CHARACTERS]
    cell.data_type = "s"
    return cell


def _plain(frame: gpd.GeoDataFrame, *, lang: Lang) -> pd.DataFrame:
    """Return the columns without the geometry, yes and no as words."""
    table = pd.DataFrame(frame.drop(columns=frame.geometry.name)).reset_index(drop=True)
    for name in table.columns:
        if pd.api.types.is_bool_dtype(table[name].dtype):
            table[name] = table[name].map({True: YES.say(lang), False: NO.say(lang)})
    return table


def _rows(table: pd.DataFrame) -> Iterator[Sequence[object]]:
    plain = table.astype(object)
    yield from plain.where(table.notna(), None).to_numpy().tolist()


def _harmless(value: object) -> object:
    """Return a text that no program takes for a formula; numbers as they are."""
    if isinstance(value, str) and value.startswith(DANGEROUS):
        return f"'{value}"
    return value


def _width(value: object) -> int:
    """Return how many columns of a screen a value takes; a Chinese character takes two."""
    text = "" if value is None else str(value)
    return sum(2 if ord(letter) > 0x2E7F else 1 for letter in text[:WIDEST])
