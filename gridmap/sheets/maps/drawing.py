"""A map in a frame: the ground, names without collisions, north and a scale bar."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gridmap.errors import Lang, Text
from gridmap.sheets.drawing.canvas import Canvas, measure
from gridmap.sheets.maps import symbols as look
from gridmap.sheets.maps.ground import Ground
from gridmap.sheets.maps.labels import Placed
from gridmap.sheets.maps.legend import LegendEntry
from gridmap.sheets.maps.naming import write_names
from gridmap.sheets.maps.pen import Pen
from gridmap.sheets.maps.room import Rect, Room
from gridmap.sheets.maps.scene import Scene
from gridmap.sheets.maps.view import View, bar_m, view_of
from gridmap.sheets.pdf.paper import BLACK, WHITE, Box

INSET_MM = 0.8
WIDE_MM = 13.0
MARGIN_MM = 6.0
"""Around what the map is of: wide where neighbours are named."""

NORTH_MM = (9.0, 14.0)
BAR_MM = 46.0
BAR_HEIGHT_MM = 9.5


@dataclass(frozen=True, slots=True)
class Drawn:
    """What was drawn.

    Attributes
    ----------
    view : View
        Which ground, at which scale.
    legend : tuple of LegendEntry
        Of what is on the map.
    placed : tuple of Placed
        Names with their places.
    missed : tuple of str
        What could not be named without lying on something else.
    """

    view: View
    legend: tuple[LegendEntry, ...]
    placed: tuple[Placed, ...]
    missed: tuple[str, ...]

    @property
    def scale(self) -> int:
        """The map is 1 to this."""
        return self.view.scale


def draw_map(canvas: Canvas, box: Box, scene: Scene, *, lang: Lang = "zh") -> Drawn:
    """Draw a map.

    Parameters
    ----------
    canvas : Canvas
        Drawn on.
    box : Box
        The frame.
    scene : Scene
        What is shown.
    lang : {"zh", "en"}
        Language of what is not a name.

    Returns
    -------
    Drawn
        Scale, legend, and names with their places.
    """
    margin_mm = WIDE_MM if scene.focus.kind in {"grid", "community"} else MARGIN_MM
    view = view_of(scene.area, box, margin_mm=margin_mm)
    ground = Ground(canvas, view, scene, lang)
    room = Room(
        Box(
            box.x + INSET_MM,
            box.y + INSET_MM,
            box.width - 2 * INSET_MM,
            box.height - 2 * INSET_MM,
        )
    )
    north = Rect(box.x + box.width - 8, box.y + 10, *NORTH_MM)
    bar_mm = bar_m(view, most_mm=BAR_MM) * view.mm_per_m + 16
    bottom = box.y + box.height
    bar = Rect(box.x + bar_mm / 2, bottom - BAR_HEIGHT_MM / 2, bar_mm, BAR_HEIGHT_MM)
    pen = Pen(canvas, view, scene, room, lang)
    with canvas.clip(box):
        look.filled(look.LAND, None)(canvas, box)
        ground.draw()
        for rect in (north, bar):
            room.take(rect)
        write_names(pen, ground)
        _north(canvas, north, lang)
        _bar(canvas, view, bar, lang)
    look.filled(None, BLACK, width_mm=0.5)(canvas, box)
    return Drawn(view, tuple(ground.legend), tuple(pen.placed), tuple(pen.missed))


def _north(canvas: Canvas, place: Rect, lang: Lang) -> None:
    x, top = place.x, place.y - place.height / 2 + 4.2
    canvas.text(
        Text("北", "N").say(lang), x, top - 0.8, size_pt=9, align="centre", bold=True, halo=WHITE
    )
    left = np.array([[x, top], [x - 2.4, top + 8.5], [x, top + 6.6]])
    right = np.array([[x, top], [x + 2.4, top + 8.5], [x, top + 6.6]])
    canvas.polygons([left], fill=BLACK, line=BLACK, width_mm=0.25)
    canvas.polygons([right], fill=WHITE, line=BLACK, width_mm=0.25)


def _bar(canvas: Canvas, view: View, place: Rect, lang: Lang) -> None:
    length_m = bar_m(view, most_mm=BAR_MM)
    length = length_m * view.mm_per_m
    x, y = place.x - place.width / 2 + 3, place.y + place.height / 2 - 2
    plate = Box(x - 3, place.y - place.height / 2, place.width, place.height)
    look.filled(WHITE, BLACK, width_mm=0.25)(canvas, plate)
    for part in range(2):
        fill = BLACK if part == 0 else WHITE
        look.filled(fill, BLACK, width_mm=0.25)(
            canvas, Box(x + part * length / 2, y - 1.3, length / 2, 1.3)
        )
    for part, told in enumerate(("0", f"{length_m / 2:g}", f"{length_m:,}")):
        canvas.text(told, x + part * length / 2, y - 2, size_pt=6.5, align="centre")
    unit = Text(" 米", " m").say(lang)
    canvas.text(unit, x + length + measure(f"{length_m:,}", 6.5) / 2, y - 2, size_pt=6.5)
    canvas.text(f"1:{view.scale:,}", x - 0.6, y - 4.9, size_pt=7.5, bold=True)
