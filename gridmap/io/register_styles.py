"""What the sheets of a register look like."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from gridmap.register.fields import Field

Look = Literal["key", "fixed", "edit"]

FONT = "宋体"
DARK, GREY, WHITE = "1F4E79", "EDEDED", "FFFFFF"
HEAD_FIXED = "7F7F7F"
RULE = Side(style="thin", color="BFBFBF")
EDGES = Border(left=RULE, right=RULE, top=RULE, bottom=RULE)
LEAST, WIDEST = 8, 42
WIDE_FROM = 0x2E7F
"""Letters behind this one take two columns of a screen."""


def look_of(one: Field) -> Look:
    """Return how the cells of a column look.

    Parameters
    ----------
    one : Field
        The column.

    Returns
    -------
    {"key", "fixed", "edit"}
        Grey for what is computed, white for what may be changed.
    """
    if one.access == "key":
        return "key"
    return "edit" if one.editable else "fixed"


def width_of(header: str, values: Iterable[object]) -> float:
    """Return how wide a column has to be, in characters.

    Parameters
    ----------
    header : str
        Its header, beside which the button of the filter needs room.
    values : iterable
        What its cells show.

    Returns
    -------
    float
        Not more than is readable; longer texts are wrapped.
    """
    longest = max((_columns(value) for value in values), default=0)
    return float(min(WIDEST, max(LEAST, _columns(header) + 4, longest + 2)))


def _columns(value: object) -> int:
    if value is None:
        return 0
    text = f"{value:,}" if isinstance(value, int) else str(value)
    return max(
        (sum(2 if ord(letter) > WIDE_FROM else 1 for letter in line) for line in text.split("\n")),
        default=0,
    )


class Looks:
    """Cells of a workbook, each with its style.

    Parameters
    ----------
    book : Workbook
        The workbook.
    """

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._fills = {
            "key": PatternFill("solid", fgColor=GREY),
            "fixed": PatternFill("solid", fgColor=GREY),
            "edit": PatternFill("solid", fgColor=WHITE),
        }

    def header(self, sheet: WriteOnlyWorksheet, text: str, *, open_: bool) -> Any:  # noqa: ANN401
        """Return a cell of a header.

        Parameters
        ----------
        sheet : WriteOnlyWorksheet
            Where it goes.
        text : str
            What it says.
        open_ : bool
            Whether the cells under it may be changed.

        Returns
        -------
        WriteOnlyCell
            The cell.
        """
        cell = self.text(sheet, text)
        cell.font = Font(name=FONT, bold=True, color=WHITE)
        cell.fill = PatternFill("solid", fgColor=DARK if open_ else HEAD_FIXED)
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        cell.border = EDGES
        return cell

    def cell(self, sheet: WriteOnlyWorksheet, look: Look, number_format: str) -> Any:  # noqa: ANN401
        """Return an empty cell of a column.

        Parameters
        ----------
        sheet : WriteOnlyWorksheet
            Where it goes.
        look : {"key", "fixed", "edit"}
            How it looks.
        number_format : str
            How numbers are shown; empty for text.

        Returns
        -------
        WriteOnlyCell
            The cell.
        """
        cell = WriteOnlyCell(sheet)
        cell.number_format = number_format or "@"
        cell.font = Font(name=FONT, bold=look == "key", color="404040" if look != "edit" else None)
        cell.fill = self._fills[look]
        cell.border = EDGES
        cell.alignment = Alignment(
            horizontal="right" if number_format else "left",
            vertical="center",
            wrap_text=not number_format,
        )
        return cell

    def text(self, sheet: WriteOnlyWorksheet, text: str) -> Any:  # noqa: ANN401
        """Return a cell in which a text is a text, whatever it begins with.

        Parameters
        ----------
        sheet : WriteOnlyWorksheet
            Where it goes.
        text : str
            What it says.

        Returns
        -------
        WriteOnlyCell
            The cell.
        """
        cell = WriteOnlyCell(sheet)
        cell.value = text
        cell.data_type = "s"
        return cell
