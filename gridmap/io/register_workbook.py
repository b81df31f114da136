"""A register as a workbook: sheets as an office formats them, and the originals out of sight."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.worksheet.datavalidation import DataValidation

from gridmap.errors import Lang, Text
from gridmap.io.register_cover import write_cover
from gridmap.io.register_styles import Looks, look_of, width_of
from gridmap.plan import Plan
from gridmap.register.content import Register
from gridmap.register.fields import Field
from gridmap.register.originals import MARK, About, head_of, kept_rows
from gridmap.register.pages import Page

ORIGINALS = "_gridmap"
"""Title of the sheet out of sight."""

CHUNK = 32_000
MOST_TITLE = 31
MORE_ROWS = 500
"""Empty rows under a table for which choices are offered too."""

NO_TITLE = re.compile(r"[\[\]:*?/\\\x00-\x1f']")
A4 = 9


def write_workbook(register: Register, path: Path, *, plan: Plan, about: About, lang: Lang) -> None:
    """Write a register as a workbook.

    Parameters
    ----------
    register : Register
        The register.
    path : Path
        The file.
    plan : Plan
        Whose register it is, for the cover.
    about : About
        Of which plan and version it is.
    lang : {"zh", "en"}
        The language.
    """
    book = Workbook(write_only=True)
    looks = Looks(book)
    titles = sheet_titles(register, lang)
    cover = book.create_sheet(Text("封面", "Cover").say(lang))
    write_cover(cover, register, looks, plan=plan, about=about, lang=lang)
    _print_set_up(cover, cover.title, about, lang)
    for page, title in zip(register.pages, titles, strict=True):
        _write_page(book.create_sheet(title), page, looks, about=about, lang=lang)
    _write_originals(book.create_sheet(ORIGINALS), register, about, lang)
    book.save(path)


def sheet_titles(register: Register, lang: Lang) -> list[str]:
    """Return the title of each page's sheet: short enough, without forbidden signs, each once.

    Parameters
    ----------
    register : Register
        The register.
    lang : {"zh", "en"}
        The language.

    Returns
    -------
    list of str
        In the order of the pages.
    """
    taken = {Text("封面", "Cover").say(lang).casefold(), ORIGINALS}
    titles = []
    for page in register.pages:
        base = NO_TITLE.sub(" ", page.kind.title.say(lang)).strip()[:MOST_TITLE] or "-"
        title, number = base, 2
        while title.casefold() in taken:
            tail = f" {number}"
            title, number = f"{base[: MOST_TITLE - len(tail)]}{tail}", number + 1
        taken.add(title.casefold())
        titles.append(title)
    return titles


def _write_page(
    sheet: WriteOnlyWorksheet, page: Page, looks: Looks, *, about: About, lang: Lang
) -> None:
    fields, rows = page.kind.fields, page.rows.values()
    last = get_column_letter(len(fields))
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = f"A1:{last}{len(rows) + 1}"
    for place, one in enumerate(fields, start=1):
        shown = (one.shown(row[one.name], lang) for row in list(rows)[:400])
        sheet.column_dimensions[get_column_letter(place)].width = width_of(
            one.title.say(lang), shown
        )
    for rule in _validations(page, lang):
        sheet.data_validations.append(rule)
    sheet.row_dimensions[1].height = 24
    sheet.append([looks.header(sheet, one.title.say(lang), open_=one.editable) for one in fields])
    # One cell of each column is used for every row: a style is looked up once, not once a cell.
    cells = [looks.cell(sheet, look_of(one), one.number_format) for one in fields]
    for line in _lines(fields, rows, lang):
        for cell, value in zip(cells, line, strict=True):
            cell.value = value
            if isinstance(value, str):
                # Whatever it begins with, it is a text and no formula.
                cell.data_type = "s"
        sheet.append(cells)
    _print_set_up(sheet, page.kind.title.say(lang), about, lang)
    sheet.print_title_rows = "1:1"
    sheet.print_area = f"A1:{last}{len(rows) + 1}"


def _lines(
    fields: Iterable[Field], rows: Iterable[dict[str, Any]], lang: Lang
) -> Iterator[list[Any]]:
    columns = [(one.name, one.shown, bool(one.column.choices or one.words)) for one in fields]
    for row in rows:
        yield [
            shown(row[name], lang) if chosen or isinstance(row[name], bool) else row[name]
            for name, shown, chosen in columns
        ]


def _validations(page: Page, lang: Lang) -> Iterator[DataValidation]:
    rows = len(page.rows)
    end = rows + 1 + (MORE_ROWS if page.kind.grows else 0)
    for place, one in enumerate(page.kind.fields, start=1):
        letter = get_column_letter(place)
        words = [word for _, word in one.choices(lang)] or [
            word.say(lang) for word in one.words.values()
        ]
        listed = ",".join(words)
        if one.editable and words and len(listed) < 250 and end > 1:
            yield _choice(f"{letter}2:{letter}{end}", listed, open_=bool(one.words), lang=lang)
        elif not one.editable and rows:
            yield _shut(f"{letter}2:{letter}{rows + 1}", lang)


def _choice(cells: str, listed: str, *, open_: bool, lang: Lang) -> DataValidation:
    told = Text("请从下拉列表中选取。", "Choose from the list.")
    return DataValidation(
        type="list",
        formula1=f'"{listed}"',
        sqref=cells,
        allow_blank=True,
        showErrorMessage=not open_,
        errorTitle=Text("不在可选值内", "Not in the list").say(lang),
        error=told.say(lang),
    )


def _shut(cells: str, lang: Lang) -> DataValidation:
    """Return a rule that warns whoever types into a grey cell."""
    told = Text(
        "灰色单元格由系统计算，修改后读回时会被标出，不会采用。",
        "Grey cells are computed: a change is flagged when the file is read, and not taken.",
    )
    return DataValidation(
        type="custom",
        formula1="FALSE",
        sqref=cells,
        allow_blank=True,
        errorStyle="warning",
        showErrorMessage=True,
        errorTitle=Text("计算列", "Computed").say(lang),
        error=told.say(lang),
    )


def _print_set_up(sheet: WriteOnlyWorksheet, title: str, about: About, lang: Lang) -> None:
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = A4
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    for side, inches in (("left", 0.4), ("right", 0.4), ("top", 0.75), ("bottom", 0.6)):
        setattr(sheet.page_margins, side, inches)
    # An ampersand is an order in a header, two are one.
    name = about.name or Text("网格台账", "Register of grids").say(lang)
    sheet.oddHeader.center.text = f"{name} — {title}".replace("&", "&&")
    sheet.oddHeader.center.size = 12
    version = about.version_id if about.version is None else f"v{about.version} {about.version_id}"
    sheet.oddFooter.left.text = Text(f"版本 {version}", f"Version {version}").say(lang)
    sheet.oddFooter.center.text = about.date
    sheet.oddFooter.right.text = Text("第 &P 页，共 &N 页", "Page &P of &N").say(lang)


def _write_originals(
    sheet: WriteOnlyWorksheet, register: Register, about: About, lang: Lang
) -> None:
    sheet.sheet_state = "veryHidden"
    sheet.append(_texts(sheet, [MARK, *_chunks(head_of(register, about, lang))]))
    for row in kept_rows(register, about):
        sheet.append(_texts(sheet, [row.page, row.key, row.digest, *_chunks(row.values)]))


def _texts(sheet: WriteOnlyWorksheet, texts: Iterable[str]) -> list[Any]:
    cells = []
    for text in texts:
        cell = WriteOnlyCell(sheet, text)
        cell.data_type = "s"
        cells.append(cell)
    return cells


def _chunks(text: str) -> list[str]:
    return [text[start : start + CHUNK] for start in range(0, len(text), CHUNK)]


def where(title: str, row: int, place: int) -> str:
    """Return the name of a cell as a program for tables shows it.

    Parameters
    ----------
    title : str
        Of the sheet.
    row, place : int
        Row and column, from 1.

    Returns
    -------
    str
        Such as ``楼栋!C12``.
    """
    return f"{quote_sheetname(title).strip(chr(39))}!{get_column_letter(place)}{row}"
