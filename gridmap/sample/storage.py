"""From metres in EPSG:4548 to longitude and latitude in EPSG:4490, and back."""

from __future__ import annotations

from functools import cache

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj import Transformer

from gridmap.crs import STORAGE_CRS

METRIC_EPSG = 4548
"""CGCS2000, 3-degree Gauss-Kruger zone of 117 E: where the street is laid out."""

DECIMALS = 8
"""Decimals of a degree that are stored: a millimetre. Shared vertices stay shared."""


def to_degrees(places: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return longitude and latitude of places in EPSG:4548.

    Parameters
    ----------
    places : ndarray of shape (n, 2)
        Easting and northing in metres.

    Returns
    -------
    ndarray of shape (n, 2)
        Degrees, rounded to `DECIMALS`.
    """
    lon, lat = _transformer().transform(places[:, 0], places[:, 1])
    return np.round(np.stack([lon, lat], axis=1), DECIMALS)


def to_metric(places: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return easting and northing in EPSG:4548 of places in degrees.

    Parameters
    ----------
    places : ndarray of shape (n, 2)
        Longitude and latitude in degrees.

    Returns
    -------
    ndarray of shape (n, 2)
        Metres.
    """
    x, y = _transformer().transform(places[:, 0], places[:, 1], direction="INVERSE")
    return np.stack([x, y], axis=1)


def to_storage(frame: pd.DataFrame, columns: list[str]) -> gpd.GeoDataFrame:
    """Return a layer as it is stored.

    Parameters
    ----------
    frame : DataFrame
        With ``geometry`` in EPSG:4548.
    columns : list of str
        Columns to keep besides it.

    Returns
    -------
    GeoDataFrame
        In EPSG:4490.
    """
    geometry = shapely.transform(frame["geometry"].to_numpy(), to_degrees)
    return gpd.GeoDataFrame(
        frame[columns].reset_index(drop=True), geometry=geometry, crs=STORAGE_CRS
    )


@cache
def _transformer() -> Transformer:
    return Transformer.from_crs(METRIC_EPSG, STORAGE_CRS, always_xy=True)
