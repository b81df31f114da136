"""Parts of shapes, and whether they are thin."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

NOISE_M = 0.02
"""What is thinner comes of rounding coordinates."""

HALVINGS = 9
"""After so many a width below 5 m is known to the centimetre."""

Shapes = NDArray[Any]
Rows = NDArray[np.int64]


def polygon_parts(shapes: Shapes) -> tuple[Shapes, Rows]:
    """Return the polygons that shapes consist of, wider than rounding, and the row of each.

    Parameters
    ----------
    shapes : ndarray of geometry, shape (n,)
        In a metric CRS; what is no polygon is left out.

    Returns
    -------
    parts : ndarray of Polygon, shape (k,)
        The polygons.
    rows : ndarray of int, shape (k,)
        Row of the shape of each.
    """
    parts, rows = shapely.get_parts(shapes, return_index=True)
    areal = (shapely.get_dimensions(parts) == 2) & (shapely.area(parts) > NOISE_M**2)
    parts, rows = parts[areal], rows[areal]
    seen = ~is_thin(parts, NOISE_M)
    return parts[seen], rows[seen].astype(np.int64)


def is_thin(parts: Shapes, width_m: float | NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return which polygons hold no circle of a diameter.

    Parameters
    ----------
    parts : ndarray of Polygon, shape (n,)
        In a metric CRS.
    width_m : float or ndarray of float64, shape (n,)
        The diameter in metres, of all or of each.

    Returns
    -------
    ndarray of bool, shape (n,)
        Whether they are thinner everywhere.

    Examples
    --------
    >>> is_thin(np.array([shapely.box(0, 0, 100, 3), shapely.box(0, 0, 100, 7)]), 5.0).tolist()
    [True, False]
    """
    inner = shapely.buffer(parts, -np.asarray(width_m) / 2, quad_segs=2)
    return np.asarray(shapely.is_empty(inner), dtype=np.bool_)


def lengths_m(parts: Shapes) -> NDArray[np.float64]:
    """Return how long thin polygons are: the longer side of the rectangle of equal measures.

    Parameters
    ----------
    parts : ndarray of Polygon, shape (n,)
        In a metric CRS.

    Returns
    -------
    ndarray of float64, shape (n,)
        In metres.

    Examples
    --------
    >>> lengths_m(np.array([shapely.box(0, 0, 100, 3)])).tolist()
    [100.0]
    """
    half = shapely.length(parts) / 2
    root = np.sqrt(np.maximum(half**2 - 4 * shapely.area(parts), 0.0))
    return np.asarray((half + root) / 2)


def widths_m(parts: Shapes, *, below_m: float) -> NDArray[np.float64]:
    """Return how wide thin polygons are: the diameter of the greatest circle inside.

    Parameters
    ----------
    parts : ndarray of Polygon, shape (n,)
        In a metric CRS.
    below_m : float
        They are thinner than this everywhere.

    Returns
    -------
    ndarray of float64, shape (n,)
        In metres, to the centimetre up to a tolerance of 5 m. Found by halving: the greatest
        circle of a strip can lie anywhere along it, which a search for its centre is slow at.

    Examples
    --------
    >>> widths_m(np.array([shapely.box(0, 0, 100, 3)]), below_m=5.0).round(1).tolist()
    [3.0]
    """
    low, high = np.zeros(len(parts)), np.full(len(parts), below_m)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        fits = ~is_thin(parts, middle)
        low, high = np.where(fits, middle, low), np.where(fits, high, middle)
    return np.asarray((low + high) / 2)
