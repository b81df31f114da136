"""The terrain of an invented street: a plain that falls to the river, with hollows."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray
from rasterio import Affine

from gridmap.sample.lattice import Lattice
from gridmap.sample.model import Elevation
from gridmap.sample.storage import to_metric

CELL_DEG = 0.000125
"""Side of a raster cell: 11 m by 14 m."""

MARGIN_DEG = 0.004
"""Width of the terrain around the street."""

PLAIN_M, VALLEY_M, BED_M, HOLLOW_M = 39.0, 3.2, 3.0, 1.3
"""Height of the plain, and depths of the valley, the river bed and a hollow."""


def raise_relief(
    bounds_deg: NDArray[np.float64],
    lattice: Lattice,
    river: shapely.LineString,
    hollows: NDArray[np.float64],
    rng: np.random.Generator,
) -> Elevation:
    """Return the terrain.

    Parameters
    ----------
    bounds_deg : ndarray of shape (4,)
        West, south, east, north of the street in degrees.
    lattice : Lattice
        The skeleton, for the scale of the undulations.
    river : shapely.LineString
        Middle line of the river, EPSG:4548.
    hollows : ndarray of shape (n, 2)
        Places in EPSG:4548 that lie low.
    rng : numpy.random.Generator
        Source of chance.

    Returns
    -------
    Elevation
        Heights in decimetres.
    """
    west, south, east, north = bounds_deg + MARGIN_DEG * np.array([-1, -1, 1, 1])
    columns = int(np.ceil((east - west) / CELL_DEG))
    rows = int(np.ceil((north - south) / CELL_DEG))
    lon = west + (np.arange(columns) + 0.5) * CELL_DEG
    lat = north - (np.arange(rows) + 0.5) * CELL_DEG
    places = to_metric(np.stack(np.meshgrid(lon, lat), axis=-1).reshape(-1, 2))
    height_m = PLAIN_M + _undulation(places, lattice.warp.cell_m, rng)
    height_m -= _valley(places, river)
    for hollow in hollows:
        distance2 = ((places - hollow) ** 2).sum(axis=1)
        height_m -= HOLLOW_M * np.exp(-distance2 / (2 * 45.0**2))
    height_dm = np.rint(10 * height_m).astype(np.int16).reshape(rows, columns)
    return Elevation(height_dm, Affine(CELL_DEG, 0.0, west, 0.0, -CELL_DEG, north))


def _undulation(
    places: NDArray[np.float64], cell_m: float, rng: np.random.Generator
) -> NDArray[np.float64]:
    """Return a tilt to the south and four long waves, in metres."""
    local = (places - places.mean(axis=0)) / cell_m
    height_m = 0.5 * local[:, 1]
    for _ in range(4):
        angle, phase = 2 * np.pi * rng.random(2)
        length = 1.5 + 2.5 * rng.random()
        along = local @ np.array([np.cos(angle), np.sin(angle)])
        height_m = height_m + 0.35 * np.sin(2 * np.pi * along / length + phase)
    return np.asarray(height_m)


def _valley(places: NDArray[np.float64], river: shapely.LineString) -> NDArray[np.float64]:
    """Return how deep the valley and the bed of a river that runs north are, in metres."""
    path = shapely.get_coordinates(river)
    path = path[np.argsort(path[:, 1])]
    across = np.abs(places[:, 0] - np.interp(places[:, 1], path[:, 1], path[:, 0]))
    return np.asarray(
        VALLEY_M * np.exp(-((across / 320.0) ** 2)) + BED_M * np.exp(-((across / 22.0) ** 4))
    )
