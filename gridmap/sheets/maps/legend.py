"""The legend: only what is on the map, drawn as it is there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from gridmap.errors import Lang, Text
from gridmap.sheets.drawing.canvas import Canvas, measure
from gridmap.sheets.pdf.lettering import shortened
from gridmap.sheets.pdf.paper import BLACK, Box

SIZE_PT = 7.5
ROW_MM = 5.2
SWATCH_MM = 8.0

Swatch = Callable[[Canvas, Box], None]
"""Draws a sample into a box."""


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """A line of a legend.

    Attributes
    ----------
    title : str
        What it says.
    swatch : callable
        Draws the sample into a box of `SWATCH_MM` by 3.6 mm.
    """

    title: str
    swatch: Swatch


def draw_legend(
    canvas: Canvas, box: Box, entries: Sequence[LegendEntry], *, lang: Lang, titled: bool = True
) -> float:
    """Draw a legend in as many columns as its height asks for.

    Parameters
    ----------
    canvas : Canvas
        Drawn on.
    box : Box
        Where; what does not fit is left out, the last entries first.
    entries : sequence of LegendEntry
        Its lines.
    lang : {"zh", "en"}
        Language of its heading.
    titled : bool
        Whether it has a heading.

    Returns
    -------
    float
        Where it ends, in millimetres from the top.
    """
    top = box.y
    if titled:
        canvas.text(
            Text("图例", "Legend").say(lang), box.x, top + 3.6, size_pt=9, bold=True, colour=BLACK
        )
        top += 5.6
    rows = max(1, int((box.y + box.height - top) / ROW_MM))
    columns = max(1, -(-len(entries) // rows))
    columns = min(columns, max(1, int(box.width / (SWATCH_MM + 14))))
    rows = min(rows, -(-len(entries) // columns))
    width = box.width / columns
    for place, entry in enumerate(entries[: rows * columns]):
        x, y = box.x + place // rows * width, top + place % rows * ROW_MM
        entry.swatch(canvas, Box(x, y + 0.7, SWATCH_MM, 3.6))
        room = width - SWATCH_MM - 3
        told = shortened(entry.title, room, measure=lambda text: measure(text, SIZE_PT))
        canvas.text(told, x + SWATCH_MM + 1.8, y + 3.5, size_pt=SIZE_PT)
    return top + rows * ROW_MM
