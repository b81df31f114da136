"""What writes names on a map, and bars their places for others."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
import shapely.ops

from gridmap.errors import Lang
from gridmap.sheets.drawing.canvas import Canvas
from gridmap.sheets.maps.labels import (
    LINE_EM,
    RISE_EM,
    Placed,
)
from gridmap.sheets.maps.room import Room, Spot
from gridmap.sheets.maps.scene import Scene
from gridmap.sheets.maps.view import View
from gridmap.sheets.pdf.paper import BLACK, MM_PER_PT, WHITE, Rgb

INSET_MM = 1.0


class Pen:
    """Writes names where they found a place, and keeps what found none.

    Parameters
    ----------
    canvas : Canvas
        Drawn on.
    view : View
        Which ground, where on paper.
    scene : Scene
        What is shown.
    room : Room
        Free places of the frame.
    lang : {"zh", "en"}
        The language.

    Attributes
    ----------
    placed : list of Placed
        What was written.
    missed : list of str
        What found no place.
    inner : Polygon
        The frame in millimetres, less its edge.
    """

    def __init__(self, canvas: Canvas, view: View, scene: Scene, room: Room, lang: Lang) -> None:
        self.canvas, self.view, self.scene, self.room, self.lang = canvas, view, scene, room, lang
        self.placed: list[Placed] = []
        self.missed: list[str] = []
        box = view.box
        self.inner = shapely.box(
            box.x + INSET_MM,
            box.y + INSET_MM,
            box.x + box.width - INSET_MM,
            box.y + box.height - INSET_MM,
        )

    def write(
        self, placed: Placed, *, colour: Rgb = BLACK, bold: bool = False, halo: Rgb | None = WHITE
    ) -> None:
        """Write a name, and bar its place.

        Parameters
        ----------
        placed : Placed
            The name, and where it stands.
        colour : tuple of int
            Of the letters.
        bold : bool
            Whether they are bold.
        halo : tuple of int or None
            Around the letters.
        """
        self.room.take(placed.rect)
        self.placed.append(placed)
        if placed.lead is not None:
            begin, end = placed.lead
            self.room.take_line(begin, end)
            points = np.array([begin, end])
            self.canvas.line(points, colour=WHITE, width_mm=0.6)
            self.canvas.line(points, colour=colour, width_mm=0.22)
            self.canvas.circle(*begin, 0.45, fill=colour)
        em = placed.size_pt * MM_PER_PT
        rect, turn = placed.rect, np.radians(-placed.rect.angle_deg)
        for row, line in enumerate(placed.lines):
            off = (row - (len(placed.lines) - 1) / 2) * em * LINE_EM + em * RISE_EM
            self.canvas.text(
                line,
                rect.x - np.sin(turn) * off,
                rect.y + np.cos(turn) * off,
                size_pt=placed.size_pt,
                align="centre",
                bold=bold,
                colour=colour,
                halo=halo,
                angle_deg=rect.angle_deg,
            )


def spot_of(point: Any) -> Spot:  # noqa: ANN401
    """Return the place of a point.

    Parameters
    ----------
    point : Point
        In millimetres.

    Returns
    -------
    tuple of float
        x and y.
    """
    return float(point.x), float(point.y)
