"""Room for texts: what of a frame is still free, and rectangles that may be turned."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from gridmap.sheets.drawing.canvas import Points
from gridmap.sheets.pdf.paper import Box

Spot = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle about its middle, turned counter-clockwise.

    Attributes
    ----------
    x, y : float
        Its middle in millimetres.
    width, height : float
        In millimetres.
    angle_deg : float
        Counter-clockwise from the right.
    """

    x: float
    y: float
    width: float
    height: float
    angle_deg: float = 0.0

    @property
    def corners(self) -> Points:
        """Its corners, shape (4, 2)."""
        half = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * [self.width / 2, self.height / 2]
        if self.angle_deg:
            turned = math.radians(-self.angle_deg)
            cos, sin = math.cos(turned), math.sin(turned)
            half = half @ np.array([[cos, sin], [-sin, cos]])
        return np.asarray(half + np.array([self.x, self.y]))


class Room:
    """What of a frame is still free.

    Parameters
    ----------
    frame : Box
        Nothing stands outside it.
    """

    def __init__(self, frame: Box) -> None:
        self.frame = frame
        self._corners: list[Points] = []
        self._bounds = np.empty((64, 4))

    def take(self, rect: Rect) -> None:
        """Bar a place.

        Parameters
        ----------
        rect : Rect
            The place.
        """
        corners = rect.corners
        if len(self._corners) == len(self._bounds):
            self._bounds = np.vstack([self._bounds, np.empty_like(self._bounds)])
        self._bounds[len(self._corners)] = (*corners.min(axis=0), *corners.max(axis=0))
        self._corners.append(corners)

    def take_line(self, begin: Spot, end: Spot, *, width_mm: float = 0.5) -> None:
        """Bar what lies on a straight line.

        Parameters
        ----------
        begin, end : tuple of float
            Its ends in millimetres.
        width_mm : float
            Its width.
        """
        self.take(_strip(begin, end, width_mm))

    def is_free(self, rect: Rect) -> bool:
        """Return whether a place is inside the frame and nothing bars it.

        Parameters
        ----------
        rect : Rect
            The place.

        Returns
        -------
        bool
            Whether it is free.
        """
        corners = rect.corners
        low, high = corners.min(axis=0), corners.max(axis=0)
        frame = self.frame
        if low[0] < frame.x or low[1] < frame.y:
            return False
        if high[0] > frame.x + frame.width or high[1] > frame.y + frame.height:
            return False
        return not self._meets(corners, low, high)

    def is_clear(self, begin: Spot, end: Spot) -> bool:
        """Return whether a straight line meets nothing.

        Parameters
        ----------
        begin, end : tuple of float
            Its ends in millimetres.

        Returns
        -------
        bool
            Whether it is clear.
        """
        corners = _strip(begin, end, 0.2).corners
        return not self._meets(corners, corners.min(axis=0), corners.max(axis=0))

    def _meets(self, corners: Points, low: Points, high: Points) -> bool:
        known = self._bounds[: len(self._corners)]
        near = (known[:, 0] < high[0]) & (known[:, 2] > low[0])
        near &= (known[:, 1] < high[1]) & (known[:, 3] > low[1])
        return any(overlap(self._corners[row], corners) for row in np.flatnonzero(near).tolist())


def overlap(one: Points, other: Points) -> bool:
    """Return whether two rectangles share more than an edge.

    Parameters
    ----------
    one, other : ndarray of float, shape (4, 2)
        Their corners in order; they may be turned.

    Returns
    -------
    bool
        Whether no line keeps them apart.
    """
    for corners in (one, other):
        for edge in (corners[1] - corners[0], corners[3] - corners[0]):
            first, second = one @ edge, other @ edge
            if first.max() <= second.min() + 1e-9 or second.max() <= first.min() + 1e-9:
                return False
    return True


def _strip(begin: Spot, end: Spot, width_mm: float) -> Rect:
    across, down = end[0] - begin[0], end[1] - begin[1]
    return Rect(
        (begin[0] + end[0]) / 2,
        (begin[1] + end[1]) / 2,
        math.hypot(across, down),
        width_mm,
        -math.degrees(math.atan2(down, across)),
    )
