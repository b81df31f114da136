"""Tables on any canvas, in as many blocks beside each other as they need."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from gridmap.errors import Lang
from gridmap.sheets.drawing.canvas import Canvas, measure
from gridmap.sheets.maps import symbols as look
from gridmap.sheets.maps.figures import Figures
from gridmap.sheets.maps.words import WORDS
from gridmap.sheets.pdf.lettering import printable, shortened, wrapped
from gridmap.sheets.pdf.paper import BLACK, LINE, MM_PER_PT, QUIET, Align, Box, Rgb

HEAD_FILL: Rgb = (232, 238, 241)
PAD_MM = 1.0
ROW_MM = 4.8
SMALLEST_ROW_MM = 3.3
PT_OF_ROW = 1.5
"""Height of letters in points, of a row in millimetres."""

MOST_LINES = 3


def height_of(figures: Figures, *, blocks: int = 1) -> float:
    """Return how high a table is at its usual size.

    Parameters
    ----------
    figures : Figures
        The table.
    blocks : int
        Beside each other.

    Returns
    -------
    float
        In millimetres; names with long values count three rows.
    """
    if not figures.head:
        long = sum(1 for _, value in figures.rows if len(value) > 22)
        return (len(figures.rows) + long * 1.4) * ROW_MM
    return (-(-len(figures.rows) // blocks) + 1 + bool(figures.total)) * ROW_MM


def draw_figures(canvas: Canvas, box: Box, figures: Figures, *, lang: Lang) -> float:
    """Draw a table.

    Parameters
    ----------
    canvas : Canvas
        Drawn on.
    box : Box
        Where; rows get smaller and then fewer where it is too low for all of them.
    figures : Figures
        The table.
    lang : {"zh", "en"}
        Language of what is said of rows left out.

    Returns
    -------
    float
        Where it ends, in millimetres from the top.
    """
    if not figures.head:
        return _pairs(canvas, box, figures)
    blocks = max(1, min(3, int(box.width // 58)))
    while blocks > 1 and len(figures.rows) <= 12 * (blocks - 1):
        blocks -= 1
    fixed = 1 + bool(figures.total)
    row_mm = ROW_MM
    while row_mm > SMALLEST_ROW_MM and _most(box, row_mm, fixed) * blocks < len(figures.rows):
        row_mm -= 0.1
    most = _most(box, row_mm, fixed)
    shown = figures.rows
    if len(shown) > most * blocks:
        shown = shown[: most * blocks - blocks]
    per_block = -(-len(shown) // blocks)
    width = box.width / blocks
    bottom = box.y
    for block in range(blocks):
        rows = list(shown[block * per_block : (block + 1) * per_block])
        if block == blocks - 1 and figures.total:
            rows.append(figures.total)
        place = Box(box.x + block * width, box.y, width - (2 if blocks > 1 else 0), row_mm)
        bottom = max(bottom, _rows(canvas, place, figures, rows))
    left = len(figures.rows) - len(shown)
    if left:
        told = WORDS["more"].say(lang).replace("{n}", str(left))
        canvas.text(told, box.x, bottom + 3, size_pt=6.5, colour=QUIET)
    return bottom


def _most(box: Box, row_mm: float, fixed: int) -> int:
    return max(1, int(box.height / row_mm) - fixed)


def _rows(canvas: Canvas, box: Box, figures: Figures, rows: Sequence[tuple[str, ...]]) -> float:
    size_pt = min(7.5, box.height * PT_OF_ROW)
    y = box.y
    edges = [box.x + share * box.width for share in accumulate((0.0, *figures.shares))]
    for number, row in enumerate((figures.head, *rows)):
        is_strong = number == 0 or row is figures.total
        for cell, (text, align) in enumerate(zip(row, figures.aligned, strict=True)):
            place = Box(edges[cell], y, edges[cell + 1] - edges[cell], box.height)
            look.filled(HEAD_FILL if is_strong else None, LINE, width_mm=0.18)(canvas, place)
            _cell(canvas, place, text, "centre" if number == 0 else align, size_pt, bold=is_strong)
        y += box.height
    return y


def _cell(canvas: Canvas, box: Box, text: str, align: Align, size_pt: float, *, bold: bool) -> None:
    room = box.width - 2 * PAD_MM
    told = shortened(printable(text), room, measure=lambda part: measure(part, size_pt))
    x = {"left": box.x + PAD_MM, "centre": box.x + box.width / 2}.get(
        align, box.x + box.width - PAD_MM
    )
    base = box.y + box.height / 2 + 0.36 * size_pt * MM_PER_PT
    canvas.text(told, x, base, size_pt=size_pt, align=align, bold=bold, colour=BLACK)


def _pairs(canvas: Canvas, box: Box, figures: Figures) -> float:
    """Draw names and values, a long value on up to three lines."""
    size_pt = 7.5
    em = size_pt * MM_PER_PT
    y, left = box.y, figures.shares[0] * box.width
    room = box.width - left - 2 * PAD_MM
    for name, value in figures.rows:
        lines = _lines(value, room, size_pt)
        height = max(ROW_MM, len(lines) * em * 1.3 + 1.2)
        if y + height > box.y + box.height + 0.01:
            break
        head = Box(box.x, y, left, height)
        look.filled(HEAD_FILL, LINE, width_mm=0.18)(canvas, head)
        _cell(canvas, head, name, "left", size_pt, bold=False)
        look.filled(None, LINE, width_mm=0.18)(
            canvas, Box(box.x + left, y, box.width - left, height)
        )
        top = y + height / 2 - (len(lines) - 1) / 2 * em * 1.3 + 0.36 * em
        for row, line in enumerate(lines):
            canvas.text(line, box.x + left + PAD_MM, top + row * em * 1.3, size_pt=size_pt)
        y += height
    return y


def _lines(text: str, room: float, size_pt: float) -> list[str]:
    def width(part: str) -> float:
        return measure(part, size_pt)

    lines = wrapped(printable(text), room, measure=width)
    if len(lines) <= MOST_LINES:
        return lines
    rest = "".join(lines[MOST_LINES - 1 :])
    return [*lines[: MOST_LINES - 1], shortened(rest + "…", room, measure=width)]
