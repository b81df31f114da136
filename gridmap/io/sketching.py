"""A light drawing of a table, so that it is seen on a map before it is imported."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import orjson
import shapely
from numpy.typing import NDArray

from gridmap.io.looking import bounds_of, placed

MOST_FEATURES = 5_000
"""Features of one table that are drawn; faulty ones come first, of the others some are taken."""

MOST_POINTS = 150_000
"""Vertices of one drawing, about."""

_PARTS_OF_EXTENT = 20_000
_DECIMALS = 6


def sketch(frame: gpd.GeoDataFrame, *, faulty: Sequence[int]) -> list[dict[str, Any]]:
    """Return the rows of a table as GeoJSON features.

    Parameters
    ----------
    frame : GeoDataFrame
        Rows in degrees.
    faulty : sequence of int
        Rows that are wrong; they are drawn before others.

    Returns
    -------
    list of dict
        At most `MOST_FEATURES`, simplified; the id of a feature is its row. Rows that have no
        place on the globe are left out.
    """
    rows = _chosen(np.flatnonzero(placed(frame)), faulty)
    shapes = _simplified(np.asarray(frame.geometry.array)[rows], bounds_of(frame))
    texts = shapely.to_geojson(shapely.transform(shapes, lambda xy: np.round(xy, _DECIMALS)))
    return [
        {"type": "Feature", "id": int(row), "properties": {}, "geometry": orjson.loads(text)}
        for row, text in zip(rows, texts, strict=True)
    ]


def _chosen(rows: NDArray[np.int64], faulty: Sequence[int]) -> NDArray[np.int64]:
    """Return the rows that are drawn, in order: faulty ones, and others evenly over the table."""
    wrong = np.intersect1d(rows, np.asarray(faulty, dtype=np.int64))[:MOST_FEATURES]
    others = np.setdiff1d(rows, wrong)
    room = min(len(others), MOST_FEATURES - len(wrong))
    taken = np.linspace(0, max(0, len(others) - 1), room).astype(np.int64)
    return np.sort(np.concatenate([wrong, others[taken]]))


def _simplified(
    shapes: NDArray[np.object_], bounds: tuple[float, float, float, float] | None
) -> NDArray[np.object_]:
    """Return shapes of few vertices; none becomes invisible by it."""
    if bounds is None:
        return shapes
    west, south, east, north = bounds
    tolerance = max(east - west, north - south) / _PARTS_OF_EXTENT
    drawn = shapes
    for _ in range(6):
        simple = shapely.simplify(shapes, tolerance, preserve_topology=False)
        drawn = np.where(shapely.is_empty(simple), shapely.envelope(shapes), simple)
        if shapely.get_num_coordinates(drawn).sum() <= MOST_POINTS:
            break
        tolerance *= 4
    return drawn
