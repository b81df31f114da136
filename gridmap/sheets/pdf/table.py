"""Tables that go on over pages, their header on each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from gridmap.sheets.pdf.paper import BLACK, LINE, Align, Paper, line_height

PAD_MM = 1.2
HEAD_FILL = (232, 238, 241)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Attributes
    ----------
    title : str
        Its header.
    width : float
        In millimetres.
    align : {"left", "centre", "right"}
        Of what stands in it.
    most_lines : int
        Of a cell; a longer text ends with an ellipsis.
    """

    title: str
    width: float
    align: Align = "left"
    most_lines: int = 3


@dataclass(frozen=True, slots=True)
class _Cell:
    lines: list[str]
    column: Column


def draw_table(
    paper: Paper,
    columns: Sequence[Column],
    rows: Sequence[Sequence[str]],
    *,
    x: float,
    y: float,
    bottom: float,
    next_page: Callable[[], float],
    size_pt: float = 9.0,
    least_height: float = 7.0,
) -> float:
    """Draw a table, on as many pages as it needs.

    Parameters
    ----------
    paper : Paper
        Drawn on.
    columns : sequence of Column
        From left to right.
    rows : sequence of sequence of str
        A text a column.
    x, y : float
        Upper left corner in millimetres.
    bottom : float
        Where the page ends.
    next_page : callable
        Begins another page and returns where the table goes on.
    size_pt : float
        Height of the letters in points.
    least_height : float
        Of a row in millimetres.

    Returns
    -------
    float
        Where the table ends, in millimetres from the top of the page it ends on.
    """
    head = [column.title for column in columns]
    y = _row(paper, columns, head, x=x, y=y, size_pt=size_pt, least=least_height, is_head=True)
    for row in rows:
        if y + _height(_cells(paper, columns, row, size_pt), size_pt, least_height) > bottom:
            y = next_page()
            y = _row(
                paper, columns, head, x=x, y=y, size_pt=size_pt, least=least_height, is_head=True
            )
        y = _row(paper, columns, row, x=x, y=y, size_pt=size_pt, least=least_height)
    return y


def _row(
    paper: Paper,
    columns: Sequence[Column],
    texts: Sequence[str],
    *,
    x: float,
    y: float,
    size_pt: float,
    least: float,
    is_head: bool = False,
) -> float:
    cells = _cells(paper, columns, texts, size_pt)
    height = _height(cells, size_pt, least)
    paper.set_draw_color(*LINE)
    paper.set_line_width(0.2)
    paper.set_fill_color(*HEAD_FILL)
    for cell in cells:
        paper.rect(x, y, cell.column.width, height, style="DF" if is_head else "D")
        top = y + (height - len(cell.lines) * line_height(size_pt)) / 2
        for line in cell.lines:
            paper.write_line(
                line,
                x + PAD_MM,
                top,
                size_pt=size_pt,
                width=cell.column.width - 2 * PAD_MM,
                align="centre" if is_head else cell.column.align,
                bold=is_head,
                colour=BLACK,
            )
            top += line_height(size_pt)
        x += cell.column.width
    return y + height


def _cells(
    paper: Paper, columns: Sequence[Column], texts: Sequence[str], size_pt: float
) -> list[_Cell]:
    return [
        _Cell(
            paper.lines_of(
                text, column.width - 2 * PAD_MM, size_pt=size_pt, most=column.most_lines
            ),
            column,
        )
        for column, text in zip(columns, texts, strict=True)
    ]


def _height(cells: Sequence[_Cell], size_pt: float, least: float) -> float:
    most = max(len(cell.lines) for cell in cells)
    return max(least, most * line_height(size_pt) + PAD_MM)
