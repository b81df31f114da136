"""From metres on the ground to millimetres on paper, at a round scale."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from gridmap.sheets.drawing.canvas import Points
from gridmap.sheets.pdf.paper import Box

MARGIN_MM = 9.0
"""Around what a map is of, where its neighbours show."""

STEPS = (1.0, 1.25, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 7.5, 8.0, 10.0)
BAR_STEPS = (1.0, 2.0, 5.0)
LARGEST = 200
"""No map is drawn larger than 1 to this: a single building stays a building among others."""


@dataclass(frozen=True, slots=True)
class View:
    """A rectangle on paper, and the ground that it shows.

    Attributes
    ----------
    box : Box
        On paper.
    scale : int
        1 to this.
    west, north : float
        Metres at the upper left corner.
    """

    box: Box
    scale: int
    west: float
    north: float

    @property
    def mm_per_m(self) -> float:
        """Millimetres on paper of a metre on the ground."""
        return 1000.0 / self.scale

    @property
    def ground(self) -> tuple[float, float, float, float]:
        """West, south, east, north in metres."""
        east = self.west + self.box.width / self.mm_per_m
        return self.west, self.north - self.box.height / self.mm_per_m, east, self.north

    def put(self, points: Points) -> Points:
        """Return places on the ground as places on paper.

        Parameters
        ----------
        points : ndarray of float, shape (n, 2)
            In metres.

        Returns
        -------
        ndarray of float, shape (n, 2)
            In millimetres.
        """
        x = self.box.x + (points[:, 0] - self.west) * self.mm_per_m
        y = self.box.y + (self.north - points[:, 1]) * self.mm_per_m
        return np.column_stack([x, y])

    def shape(self, geometry: Any) -> Any:  # noqa: ANN401
        """Return shapes on the ground as shapes on paper.

        Parameters
        ----------
        geometry : shapely geometry or ndarray of them
            In metres.

        Returns
        -------
        shapely geometry or ndarray of them
            In millimetres.
        """
        return shapely.transform(geometry, self.put)


def view_of(area: Any, box: Box, *, margin_mm: float = MARGIN_MM) -> View:  # noqa: ANN401
    """Return the view at the largest round scale that shows an area whole.

    Parameters
    ----------
    area : shapely geometry
        In metres.
    box : Box
        On paper.
    margin_mm : float
        Kept free around the area.

    Returns
    -------
    View
        The area is in its middle.
    """
    west, south, east, north = shapely.bounds(area).tolist()
    needed = max(
        (east - west) * 1000.0 / max(box.width - 2 * margin_mm, 1.0),
        (north - south) * 1000.0 / max(box.height - 2 * margin_mm, 1.0),
        LARGEST,
    )
    scale = round_scale(needed)
    half_width, half_height = box.width * scale / 2000.0, box.height * scale / 2000.0
    return View(box, scale, (west + east) / 2 - half_width, (south + north) / 2 + half_height)


def round_scale(least: float) -> int:
    """Return the next round number that a map can be 1 to.

    Parameters
    ----------
    least : float
        At least so much.

    Returns
    -------
    int
        Such as 500, 1250, 2000.

    Examples
    --------
    >>> [round_scale(value) for value in (200, 410, 1999, 2001, 61000)]
    [200, 500, 2000, 2500, 75000]
    """
    power = 10 ** int(np.floor(np.log10(least)))
    return int(next(step * power for step in STEPS if step * power >= least - 1e-6))


def bar_m(view: View, *, most_mm: float) -> int:
    """Return the length of a scale bar.

    Parameters
    ----------
    view : View
        The view.
    most_mm : float
        As long as it may be on paper.

    Returns
    -------
    int
        In metres: 1, 2 or 5 with noughts.
    """
    most = most_mm / view.mm_per_m
    power = 10 ** int(np.floor(np.log10(most)))
    return int(max(step * power for step in BAR_STEPS if step * power <= most))
