"""Which page each sheet of a file is, and which column each of its columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from gridmap.errors import Text
from gridmap.layers.findings import echo
from gridmap.layers.values import folded, is_null
from gridmap.register import sheet_flags
from gridmap.register.content import Register
from gridmap.register.difference import Flag
from gridmap.register.given import Given, Sheet
from gridmap.register.pages import Page

TITLE_ROWS = 10
"""Rows among which the header is looked for: people put titles above it."""


@dataclass(frozen=True, slots=True)
class Matched:
    """A sheet that is a page.

    Attributes
    ----------
    page : Page
        The page as the plan has it now.
    sheet : Sheet
        The sheet.
    columns : Mapping of str to int
        Place of each column in a row, from 0, by name.
    rows : sequence of (int, sequence)
        The rows under the header.
    """

    page: Page
    sheet: Sheet
    columns: Mapping[str, int]
    rows: Sequence[tuple[int, Sequence[object]]]

    def place(self, row: int, name: str = "") -> str:
        """Return a cell as the file shows it.

        Parameters
        ----------
        row : int
            Number of the row.
        name : str
            The column; that of the code by default.

        Returns
        -------
        str
            Such as ``楼栋!C12``.
        """
        at = self.columns.get(name or self.page.kind.key.name, 0)
        return f"{self.sheet.title}!{letters(at)}{row}"


def letters(place: int) -> str:
    """Return the name of a column.

    Parameters
    ----------
    place : int
        From 0.

    Returns
    -------
    str
        Such as ``AB``.

    Examples
    --------
    >>> letters(0), letters(25), letters(27)
    ('A', 'Z', 'AB')
    """
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def match(given: Given, register: Register) -> tuple[list[Matched], list[Flag]]:
    """Return the pages that a file has, and what of it is none.

    Parameters
    ----------
    given : Given
        The file.
    register : Register
        The register of the plan as it is now.

    Returns
    -------
    matched : list of Matched
        In the order of the pages.
    faults : list of Flag
        Sheets and columns that are missing, unknown or there twice.
    """
    found: dict[str, Matched] = {}
    faults: list[Flag] = []
    for sheet in given.sheets:
        page, header = _page_of(sheet, register)
        if page is None:
            if not _is_cover(sheet):
                faults.append(sheet_flags.unknown_sheet(sheet))
        elif page.kind.name in found:
            faults.append(sheet_flags.second_sheet(sheet, page))
        else:
            matched, wrong = _matched(sheet, page, header)
            found[page.kind.name] = matched
            faults += wrong
    written = given.originals.pages if given.originals else frozenset()
    faults += [
        sheet_flags.missing_sheet(page)
        for page in register.pages
        if page.kind.name in written and page.kind.name not in found
    ]
    return [found[page.kind.name] for page in register.pages if page.kind.name in found], faults


def _page_of(sheet: Sheet, register: Register) -> tuple[Page | None, int]:
    """Return the page of a sheet and where its header is: by its title, else by its header."""
    named = [
        page
        for page in register.pages
        if folded(sheet.title)
        in {folded(page.kind.title.zh), folded(page.kind.title.en), folded(page.kind.name)}
    ]
    for page in (*named, *(one for one in register.pages if one not in named)):
        most = len(page.kind.fields)
        least = 2 if page in named else max(2, most - most // 4)
        for at, (_, line) in enumerate(sheet.rows[:TITLE_ROWS]):
            if len(_columns(page, line)) >= least:
                return page, at
    return None, 0


def _columns(page: Page, line: Sequence[object]) -> dict[str, int]:
    """Return the place of each column that a header has, if it has that of the code."""
    left = list(page.kind.fields)
    places: dict[str, int] = {}
    for at, cell in enumerate(line):
        if is_null(cell):
            continue
        head = folded(str(cell))
        one = next((one for one in left if head in one.headers), None)
        if one is not None:
            places[one.name] = at
            left.remove(one)
    return places if page.kind.key.name in places else {}


def _matched(sheet: Sheet, page: Page, at: int) -> tuple[Matched, list[Flag]]:
    number, header = sheet.rows[at]
    columns = _columns(page, header)
    matched = Matched(page, sheet, columns, sheet.rows[at + 1 :])
    return matched, list(_amiss(matched, number, header))


def _amiss(matched: Matched, number: int, header: Sequence[object]) -> Iterator[Flag]:
    title = matched.sheet.title
    for one in matched.page.kind.fields:
        if one.name not in matched.columns and one.editable:
            yield Flag(
                "column",
                title,
                Text(
                    f"工作表“{title}”中没有“{one.title.zh}”列，这一列按未修改处理。",
                    f"{title} has no column {one.title.en}: it counts as unchanged.",
                ),
                Text("如要修改，请恢复该列的表头。", "Put its header back to change it."),
            )
    known = set(matched.columns.values())
    for at, cell in enumerate(header):
        if at not in known and not is_null(cell):
            yield Flag(
                "column",
                f"{title}!{letters(at)}{number}",
                Text(
                    f"列“{echo(str(cell))}”不属于台账，未读取。",
                    f"Column {echo(str(cell))} is none of the register and was not read.",
                ),
                Text(
                    "要保留的内容请填入已有的列或清单。",
                    "Put what is to be kept into a column that there is, or a list.",
                ),
            )


def _is_cover(sheet: Sheet) -> bool:
    return folded(sheet.title) in {"封面", "cover"}
