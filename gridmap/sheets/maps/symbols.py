"""How things look on paper: colours, widths and signs, each with its line of the legend."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from gridmap.errors import Text
from gridmap.sheets.drawing.canvas import Canvas, Dash, Points
from gridmap.sheets.pdf.paper import BLACK, WHITE, Box, Rgb

LAND: Rgb = (252, 251, 247)
OUTSIDE: Rgb = (250, 250, 249)
FOCUS_FILL: Rgb = (255, 247, 214)
WATER: Rgb = (181, 211, 234)
WATER_EDGE: Rgb = (104, 158, 199)
WATER_TEXT: Rgb = (26, 84, 138)
BUILDING: Rgb = (214, 208, 200)
BUILDING_EDGE: Rgb = (140, 132, 122)
COMPOUND: Rgb = (122, 104, 74)
GRID_EDGE: Rgb = (70, 74, 82)
FOCUS_EDGE: Rgb = (176, 0, 38)
COMMUNITY_EDGE: Rgb = (88, 42, 114)
COMMUNITY_BAND: Rgb = (222, 210, 232)
ROAD_EDGE: Rgb = (150, 146, 140)
STREET_TEXT: Rgb = (84, 74, 60)
NEIGHBOUR_TEXT: Rgb = (96, 102, 112)
RAIL: Rgb = (60, 60, 60)
STATION: Rgb = (8, 69, 148)
HAZARD: Rgb = (230, 97, 1)
HAZARD_TEXT: Rgb = (140, 60, 0)

SIGN_MM = 1.9
"""Radius of a sign."""

GRID_DASH: Dash = (2.4, 1.0)
COMMUNITY_DASH: Dash = (4.0, 1.4)


@dataclass(frozen=True, slots=True)
class Road:
    """How a class of roads is drawn.

    Attributes
    ----------
    title : Text
        What the legend says.
    width_mm : float
        Of the road itself, at scales around 1:2,000.
    fill : tuple of int
        Of the road itself.
    edged : bool
        Whether it has edges.
    """

    title: Text
    width_mm: float
    fill: Rgb
    edged: bool = True


ROADS: dict[str, Road] = {
    "path": Road(Text("步行路", "Footpath"), 0.25, (170, 160, 145), edged=False),
    "service": Road(Text("内部路", "Service road"), 0.55, WHITE),
    "local": Road(Text("支路", "Local road"), 1.0, WHITE),
    "secondary": Road(Text("次干路", "Secondary road"), 1.5, (253, 240, 200)),
    "arterial": Road(Text("主干路", "Arterial road"), 2.0, (250, 219, 158)),
}
"""From the least to the greatest, which is drawn last."""


def ring(x: float, y: float, radius_mm: float, corners: int, *, turn: float = 0.0) -> Points:
    """Return the corners of a regular polygon.

    Parameters
    ----------
    x, y : float
        Its middle.
    radius_mm : float
        From there to a corner.
    corners : int
        How many.
    turn : float
        Where the first one lies, in turns from the top.

    Returns
    -------
    ndarray of float, shape (corners, 2)
        In millimetres.
    """
    angles = 2 * np.pi * (np.arange(corners) / corners + turn)
    return np.column_stack([x + radius_mm * np.sin(angles), y - radius_mm * np.cos(angles)])


STATION_SIGNS: dict[str, tuple[str, Text]] = {
    "centre": ("中", Text("党群服务中心", "Service centre")),
    "station": ("驿", Text("驿站", "Station")),
    "home": ("微", Text("党群微家", "Small station")),
}
HAZARD_SIGN = Text("隐患点及等级", "Hazard, its level")


def draw_station(canvas: Canvas, x: float, y: float, kind: str, *, share: float = 1.0) -> None:
    """Draw the sign of a station.

    Parameters
    ----------
    canvas : Canvas
        Drawn on.
    x, y : float
        Its middle.
    kind : str
        Kind of the station.
    share : float
        Of its usual size.
    """
    letter = STATION_SIGNS.get(kind, STATION_SIGNS["station"])[0]
    if kind == "centre":
        square = ring(x, y, SIGN_MM * 1.3 * share, 4, turn=0.125)
        canvas.polygons([square], fill=STATION, line=WHITE, width_mm=0.25)
    else:
        canvas.circle(x, y, SIGN_MM * share, fill=STATION, line=WHITE, width_mm=0.25)
    canvas.text(letter, x, y + 0.86 * share, size_pt=6.5 * share, align="centre", colour=WHITE)


def draw_hazard(canvas: Canvas, x: float, y: float, level: str, *, share: float = 1.0) -> None:
    """Draw the sign of a hazard.

    Parameters
    ----------
    canvas : Canvas
        Drawn on.
    x, y : float
        Its middle.
    level : str
        Its level, or an exclamation mark.
    share : float
        Of its usual size.
    """
    triangle = ring(x, y + 0.3 * share, SIGN_MM * 1.35 * share, 3)
    canvas.polygons([triangle], fill=HAZARD, line=BLACK, width_mm=0.22)
    size_pt = 5.5 * share
    canvas.text(level, x, y + 1.15 * share, size_pt=size_pt, align="centre", bold=True)


def filled(
    fill: Rgb | None, line: Rgb | None, *, width_mm: float = 0.25, dash: Dash | None = None
) -> Callable[[Canvas, Box], None]:
    """Return what draws a rectangle for the legend.

    Parameters
    ----------
    fill, line : tuple of int or None
        Colours.
    width_mm : float
        Of the edge.
    dash : tuple of float, optional
        Of the edge.

    Returns
    -------
    callable
        Draws it into a box.
    """

    def _draw(canvas: Canvas, box: Box) -> None:
        right, bottom = box.x + box.width, box.y + box.height
        corners = np.array(
            [[box.x, box.y], [right, box.y], [right, bottom], [box.x, bottom]], dtype=float
        )
        canvas.polygons([corners], fill=fill, line=line, width_mm=width_mm, dash=dash)

    return _draw


def stroked(*strokes: tuple[Rgb, float, Dash | None]) -> Callable[[Canvas, Box], None]:
    """Return what draws a line for the legend.

    Parameters
    ----------
    *strokes : tuple
        Colour, width in millimetres and dashes of each stroke, from the bottom up.

    Returns
    -------
    callable
        Draws it into a box.
    """

    def _draw(canvas: Canvas, box: Box) -> None:
        y = box.y + box.height / 2
        points = np.array([[box.x + 0.3, y], [box.x + box.width - 0.3, y]])
        for colour, width_mm, dash in strokes:
            canvas.line(points, colour=colour, width_mm=width_mm, dash=dash)

    return _draw


def signed(draw: Callable[[Canvas, float, float, str], None], word: str) -> Callable[..., None]:
    """Return what draws a sign for the legend.

    Parameters
    ----------
    draw : callable
        `draw_station` or `draw_hazard`.
    word : str
        Its kind or level.

    Returns
    -------
    callable
        Draws it into a box.
    """

    def _inside(canvas: Canvas, box: Box) -> None:
        draw(canvas, box.x + box.width / 2, box.y + box.height / 2, word)

    return _inside
