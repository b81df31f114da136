"""What can be drawn, whatever it is drawn on: shapes, lines and text in millimetres."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import shapely
from numpy.typing import NDArray

from gridmap.sheets.pdf.lettering import printable, width_of
from gridmap.sheets.pdf.paper import BLACK, MM_PER_PT, Align, Box, Rgb

Points = NDArray[np.float64]
"""Places as rows of x and y, in millimetres to the right and down; shape (n, 2)."""

Dash = tuple[float, float]
"""Length of a stroke and of the gap after it, in millimetres."""

HALO_EM = 0.15
"""How far the halo of a text reaches, in heights of its letters."""

BOLD_EM = 0.028
"""How thick the edge of a bold letter is: the font has one weight."""


@dataclass(frozen=True, slots=True)
class Hatch:
    """Parallel strokes over a shape, for what has to show in grey too.

    Attributes
    ----------
    colour : tuple of int
        Of the strokes.
    apart_mm : float
        Between two strokes.
    width_mm : float
        Of a stroke.
    angle_deg : float
        Counter-clockwise from the right.
    """

    colour: Rgb
    apart_mm: float = 1.6
    width_mm: float = 0.2
    angle_deg: float = 45.0


class Canvas(Protocol):
    """Something to draw on; x goes to the right and y down, both in millimetres."""

    @property
    def width_mm(self) -> float:
        """Width of the whole."""

    @property
    def height_mm(self) -> float:
        """Height of the whole."""

    def polygons(
        self,
        rings: Sequence[Points],
        *,
        fill: Rgb | None,
        line: Rgb | None = None,
        width_mm: float = 0.2,
        opacity: float = 1.0,
        dash: Dash | None = None,
        hatch: Hatch | None = None,
    ) -> None:
        """Draw one shape.

        Parameters
        ----------
        rings : sequence of ndarray of float, shape (n, 2)
            Outer rings and holes; what an even number of them encloses is left out.
        fill, line : tuple of int or None
            Colour of the inside and of the edge; None for none.
        width_mm : float
            Of the edge.
        opacity : float
            Of inside and edge, 0 to 1.
        dash : tuple of float, optional
            Dashes of the edge.
        hatch : Hatch, optional
            Strokes over the inside.
        """

    def line(
        self, points: Points, *, colour: Rgb, width_mm: float, dash: Dash | None = None
    ) -> None:
        """Draw a line through points.

        Parameters
        ----------
        points : ndarray of float, shape (n, 2)
            At least two.
        colour : tuple of int
            Of the line.
        width_mm : float
            Of the line.
        dash : tuple of float, optional
            Dashes; solid without.
        """

    def circle(
        self,
        x: float,
        y: float,
        radius_mm: float,
        *,
        fill: Rgb | None,
        line: Rgb | None = None,
        width_mm: float = 0.2,
    ) -> None:
        """Draw a circle.

        Parameters
        ----------
        x, y : float
            Its middle.
        radius_mm : float
            Its radius.
        fill, line : tuple of int or None
            Colour of the inside and of the edge; None for none.
        width_mm : float
            Of the edge.
        """

    def text(
        self,
        text: str,
        x: float,
        y: float,
        *,
        size_pt: float,
        align: Align = "left",
        bold: bool = False,
        colour: Rgb = BLACK,
        halo: Rgb | None = None,
        angle_deg: float = 0.0,
    ) -> None:
        """Write a text on one line.

        Parameters
        ----------
        text : str
            Any text; a character that the font lacks shows as ``〓``.
        x, y : float
            Where its base line begins, has its middle or ends, as it is aligned.
        size_pt : float
            Height of the letters in points.
        align : {"left", "centre", "right"}
            What of the text stands at x.
        bold : bool
            Whether the letters are thick.
        colour : tuple of int
            Of the letters.
        halo : tuple of int, optional
            Colour around them that keeps them apart from what they stand on.
        angle_deg : float
            Counter-clockwise, about x and y.
        """

    def clip(self, box: Box) -> AbstractContextManager[None]:
        """Draw inside a rectangle only, for as long as the context lasts.

        Parameters
        ----------
        box : Box
            The rectangle.

        Returns
        -------
        context manager
            Ends the clipping.
        """


def measure(text: str, size_pt: float) -> float:
    """Return how wide a text is on any canvas.

    Parameters
    ----------
    text : str
        Any text.
    size_pt : float
        Height of the letters in points.

    Returns
    -------
    float
        In millimetres.
    """
    return width_of(printable(text)) * size_pt * MM_PER_PT


def hatched(rings: Sequence[Points], hatch: Hatch) -> Iterator[Points]:
    """Yield the strokes of a hatch, cut to a shape.

    Parameters
    ----------
    rings : sequence of ndarray of float, shape (n, 2)
        The shape, as `Canvas.polygons` takes it.
    hatch : Hatch
        The strokes.

    Yields
    ------
    ndarray of float, shape (2, 2)
        A stroke.
    """
    shape = shapely.Polygon()
    for ring in rings:
        if len(ring) > 2:
            shape = shape.symmetric_difference(shapely.make_valid(shapely.Polygon(ring)))
    if shape.is_empty:
        return
    middle = np.array(shape.centroid.coords[0])
    turned = np.radians(-hatch.angle_deg)
    along = np.array([np.cos(turned), np.sin(turned)])
    across = np.array([-along[1], along[0]])
    reach = float(np.hypot(*(np.array(shape.bounds[2:]) - shape.bounds[:2])))
    offsets = np.arange(-reach, reach, hatch.apart_mm)
    ends = middle + offsets[:, None, None] * across + np.array([[-reach], [reach]]) * along
    strokes = shapely.intersection(shapely.linestrings(ends), shape)
    for part in shapely.get_parts(strokes):
        if part.geom_type == "LineString" and not part.is_empty:
            yield shapely.get_coordinates(part)
