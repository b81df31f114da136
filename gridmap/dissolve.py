"""From units and the grid of each to grid polygons that share their edges."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gridmap.columns import groups
from gridmap.crs import require_metric
from gridmap.errors import SettingsError, Text


def dissolve(
    units: gpd.GeoDataFrame,
    grid_codes: pd.Series,
    *,
    simplify_m: float = 0.0,
    keep_outline: bool = False,
) -> gpd.GeoDataFrame:
    """Return one polygon for each grid; neighbours share their edges exactly.

    Parameters
    ----------
    units : GeoDataFrame
        Units in a metric CRS; a valid coverage.
    grid_codes : Series
        Grid code of every unit, in the order of the units.
    simplify_m : float
        Tolerance of simplification in metres, about the square root of the area of a triangle
        that is dropped (Visvalingam and Whyatt, 1993); 0 for none. All grids are simplified at
        once, so that their edges stay shared.
    keep_outline : bool
        Whether the outer boundary of all grids together is kept as it is.

    Returns
    -------
    GeoDataFrame
        Columns ``grid_code`` and ``geometry``, sorted by code, in the CRS of the units. A grid
        whose units are apart is a MultiPolygon.

    Raises
    ------
    CrsError
        If the units are not in a metric CRS.
    SettingsError
        If there is not one code for each unit, or the tolerance is negative.
    """
    require_metric(units, layer="units")
    if len(grid_codes) != len(units) or grid_codes.isna().any():
        raise SettingsError(
            Text(
                f"{len(units)} 个基本单元只给出 {grid_codes.notna().sum()} 个网格代码。",
                f"{len(units)} units have {grid_codes.notna().sum()} grid codes.",
            ),
            Text("请为每个基本单元指定网格。", "Assign every unit to a grid."),
        )
    if simplify_m < 0:
        raise SettingsError(
            Text(f"简化容差 {simplify_m} 不能为负。", f"A tolerance of {simplify_m} is negative."),
            Text("请给出 0 或正数(米)。", "Give 0 or a positive number of metres."),
        )
    codes, grid = np.unique(grid_codes.to_numpy(dtype=object), return_inverse=True)
    shapes = np.asarray(units.geometry.values)
    merged = np.array([union(shapes[rows]) for _, rows in groups(grid)], dtype=object)
    if simplify_m > 0:
        merged = shapely.coverage_simplify(merged, simplify_m, simplify_boundary=not keep_outline)
    return gpd.GeoDataFrame({"grid_code": codes}, geometry=merged, crs=units.crs)


def union(shapes: NDArray[Any]) -> BaseGeometry:
    """Return the polygon of one grid.

    Parameters
    ----------
    shapes : ndarray of Polygon
        Its units; a valid coverage.

    Returns
    -------
    Polygon or MultiPolygon
        A MultiPolygon if the units are apart.
    """
    merged = shapely.coverage_union_all(shapes)
    return shapely.get_geometry(merged, 0) if shapely.get_num_geometries(merged) == 1 else merged
