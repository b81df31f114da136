"""Layers as GeoJSON, fast: shapes are written by GEOS and properties by orjson."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import geopandas as gpd
import numpy as np
import orjson
import pandas as pd
import shapely
from numpy.typing import NDArray

LONLAT = 4326
"""GeoJSON holds longitude and latitude (RFC 7946); CGCS2000 goes in without a datum shift."""


def features(
    frame: gpd.GeoDataFrame, *, decimals: int, key: str = "", keep_empty: bool = False
) -> list[dict[str, Any]]:
    """Return the features of a layer, ready for `dumps`.

    Parameters
    ----------
    frame : GeoDataFrame
        A layer in any CRS; every column but the geometry becomes a property.
    decimals : int
        Decimals of a degree: 6 are 0.1 m, 7 are 1 cm.
    key : str
        Column that gives the ids of the features; empty for no ids.
    keep_empty : bool
        Whether a property without a value is written as null rather than left out.

    Returns
    -------
    list of dict
        GeoJSON features; the geometry is an `orjson.Fragment`.
    """
    shapes = shapes_lonlat(frame, decimals=decimals)
    rows = records(frame.drop(columns=frame.geometry.name), keep_empty=keep_empty)
    found: list[dict[str, Any]] = []
    for row, text in zip(rows, shapely.to_geojson(shapes), strict=True):
        feature = {"type": "Feature"} | ({"id": row.get(key)} if key else {})
        geometry = orjson.Fragment(text or "null")
        found.append(feature | {"geometry": geometry, "properties": row})
    return found


def shapes_lonlat(frame: gpd.GeoDataFrame, *, decimals: int) -> NDArray[np.object_]:
    """Return the shapes of a layer in degrees, rings counter-clockwise as RFC 7946 asks.

    Parameters
    ----------
    frame : GeoDataFrame
        A layer in any CRS.
    decimals : int
        Decimals of a degree.

    Returns
    -------
    ndarray of object, shape (n,)
        Shapely geometries; None where there is none.
    """
    degrees = frame.geometry.to_crs(LONLAT).to_numpy()
    rounded = shapely.transform(degrees, lambda xy: np.round(xy, decimals))
    oriented: NDArray[np.object_] = shapely.orient_polygons(rounded, exterior_cw=False)
    return oriented


def records(frame: pd.DataFrame, *, keep_empty: bool = False) -> list[dict[str, Any]]:
    """Return the rows of a table as plain values.

    Parameters
    ----------
    frame : DataFrame
        Any table.
    keep_empty : bool
        Whether a missing value is kept as None rather than left out.

    Returns
    -------
    list of dict
        One a row.
    """
    columns: Sequence[str] = [str(name) for name in frame.columns]
    values = frame.astype(object).to_numpy()
    missing = pd.isna(frame).to_numpy()
    return [
        {
            name: None if empty else value
            for name, value, empty in zip(columns, row, gone, strict=True)
            if keep_empty or not empty
        }
        for row, gone in zip(values, missing, strict=True)
    ]


def dumps(value: object) -> bytes:
    """Return JSON, UTF-8, numbers of NumPy included; times in ISO 8601, the rest as its text.

    Parameters
    ----------
    value : object
        What to write; it may hold `orjson.Fragment` pieces.

    Returns
    -------
    bytes
        The JSON.
    """
    return orjson.dumps(value, default=_told, option=orjson.OPT_SERIALIZE_NUMPY)


def _told(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
