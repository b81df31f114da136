"""Places along the outlines of grids: where, how the outline runs there, which side it is.

The side is that to which the outline faces, looked at over a stretch so that steps of a few metres
do not count. A quarter turn of the ground turns every side by one, exactly.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import shapely
from numpy.typing import NDArray

Side = Literal["east", "south", "west", "north"]
SIDES: tuple[Side, ...] = ("east", "south", "west", "north")
"""In the order in which Chinese papers tell them: 东、南、西、北."""

STEP_M = 3.0
STRETCH_M = (4.0, 25.0)
"""Least and greatest distance to either side over which it is looked where an outline faces."""

STRETCH_SHARE = 1 / 30
"""That distance, of the length of the outline."""

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False, slots=True)
class Places:
    """Places along outlines, each in the middle of the stretch that it stands for.

    Attributes
    ----------
    row : ndarray of int64, shape (n,)
        Row of the polygon.
    xy : ndarray of float64, shape (n, 2)
        Where, in metres.
    along : ndarray of float64, shape (n, 2)
        Unit vector in which the outline runs, the polygon on its left.
    side : ndarray of int64, shape (n,)
        Number of the side in `SIDES`.
    length_m : ndarray of float64, shape (n,)
        Of outline that the place stands for.
    """

    row: Ints
    xy: Floats
    along: Floats
    side: Ints
    length_m: Floats

    @property
    def outward(self) -> Floats:
        """Unit vectors out of the polygons, shape (n, 2)."""
        return np.column_stack([self.along[:, 1], -self.along[:, 0]])

    def beside(self, offset_m: float) -> NDArray[Any]:
        """Return the points beside the places.

        Parameters
        ----------
        offset_m : float
            Metres out of the polygon; inwards where it is negative.

        Returns
        -------
        ndarray of Point, shape (n,)
            Points.
        """
        points: NDArray[Any] = shapely.points(self.xy + offset_m * self.outward)
        return points


def places_along(polygons: NDArray[Any]) -> Places:
    """Return places along the outer rings of polygons.

    Parameters
    ----------
    polygons : ndarray of Polygon or MultiPolygon, shape (n,)
        In a metric CRS; holes are left out.

    Returns
    -------
    Places
        Every 3 m or closer, at least three a straight piece of the ring.

    Examples
    --------
    >>> found = places_along(np.array([shapely.box(0, 0, 90, 30)]))
    >>> {SIDES[side]: float(found.length_m[found.side == side].round(6).sum()) for side in range(4)}
    {'east': 30.0, 'south': 90.0, 'west': 30.0, 'north': 90.0}
    """
    parts, row = shapely.get_parts(polygons, return_index=True)
    rings = shapely.get_exterior_ring(shapely.orient_polygons(parts, exterior_cw=False))
    found = [_of_ring(ring, int(number)) for ring, number in zip(rings, row, strict=True)]
    if not found:
        none = np.empty((0, 2))
        return Places(_ints(0), none, none, _ints(0), np.empty(0))
    return Places(*(np.concatenate(columns) for columns in zip(*found, strict=True)))


def side_of(vectors: Floats) -> Ints:
    """Return the side to which vectors point.

    Parameters
    ----------
    vectors : ndarray of float64, shape (n, 2)
        Of any length.

    Returns
    -------
    ndarray of int64, shape (n,)
        Numbers in `SIDES`; the bisectors belong to the side that follows clockwise.

    Examples
    --------
    >>> [SIDES[side] for side in side_of(np.array([[2.0, 1], [0, -1], [-1, 0], [1, 1]]))]
    ['east', 'south', 'west', 'east']
    """
    x, y = vectors.T
    east, north = (x > 0) & (-x < y) & (y <= x), (y > 0) & (-y <= x) & (x < y)
    west = (x < 0) & (x <= y) & (y < -x)
    return np.select([east, west, north], [0, 2, 3], default=1).astype(np.int64)


def _of_ring(ring: Any, row: int) -> tuple[Ints, Floats, Floats, Ints, Floats]:  # noqa: ANN401
    """Return the places of one ring, straight piece by straight piece, so that corners hold."""
    ends = shapely.get_coordinates(ring)
    vectors = np.diff(ends, axis=0)
    lengths = np.hypot(*vectors.T)
    kept = lengths > 0
    starts, vectors, lengths = ends[:-1][kept], vectors[kept], lengths[kept]
    count = np.maximum(1, np.ceil(lengths / STEP_M)).astype(np.int64)
    piece = np.repeat(np.arange(len(count)), count)
    place = np.arange(len(piece)) - np.repeat(np.cumsum(count) - count, count)
    share = (place + 0.5) / count[piece]
    xy = starts[piece] + share[:, None] * vectors[piece]
    at = (np.cumsum(lengths) - lengths)[piece] + share * lengths[piece]
    along = vectors[piece] / lengths[piece][:, None]
    facing = _chords(ring, at, float(lengths.sum()))
    side = side_of(np.column_stack([facing[:, 1], -facing[:, 0]]))
    return np.full(len(xy), row, dtype=np.int64), xy, along, side, (lengths / count)[piece]


def _chords(ring: Any, at: Floats, total_m: float) -> Floats:  # noqa: ANN401
    """Return the vectors from a stretch before each place to a stretch after it."""
    reach = float(np.clip(total_m * STRETCH_SHARE, *STRETCH_M))
    before = shapely.line_interpolate_point(ring, (at - reach) % total_m)
    after = shapely.line_interpolate_point(ring, (at + reach) % total_m)
    chords: Floats = shapely.get_coordinates(after) - shapely.get_coordinates(before)
    return chords


def _ints(count: int) -> Ints:
    return np.empty(count, dtype=np.int64)
