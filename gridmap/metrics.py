"""Figures of a plan and of each grid, one registered function each.

Every metric is a function of the units of one grid and its polygon; `METRICS` is the whole list,
in the order in which tables show them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from gridmap.crs import require_metric
from gridmap.errors import Text
from gridmap.plan import Band


@dataclass(frozen=True, slots=True)
class Metric:
    """One figure of a grid.

    Attributes
    ----------
    title : Text
        The header that people see, with its unit.
    compute : callable
        From the units of the grid, its polygon and the band to the figure.
    """

    title: Text
    compute: Callable[[pd.DataFrame, BaseGeometry, Band], float]


def inertia_m2(units: pd.DataFrame) -> float:
    """Return the household-weighted moment of inertia of a grid about its centroid.

    Parameters
    ----------
    units : DataFrame
        Units of one grid, with ``households``, ``x_m`` and ``y_m``.

    Returns
    -------
    float
        Households times square metres.
    """
    weight = units["households"].to_numpy(dtype=float)
    if weight.sum() == 0:
        return 0.0
    xy = units[["x_m", "y_m"]].to_numpy(dtype=float)
    centre = weight @ xy / weight.sum()
    return float(weight @ ((xy - centre) ** 2).sum(axis=1))


def _mean_distance_m(units: pd.DataFrame) -> float:
    households = int(units["households"].sum())
    return round(float(np.sqrt(inertia_m2(units) / households)), 1) if households else 0.0


def _radius_m(units: pd.DataFrame) -> float:
    lived = units[units["households"] > 0]
    if lived.empty:
        return 0.0
    weight = lived["households"].to_numpy(dtype=float)
    xy = lived[["x_m", "y_m"]].to_numpy(dtype=float)
    centre = weight @ xy / weight.sum()
    return round(float(np.sqrt(((xy - centre) ** 2).sum(axis=1)).max()), 1)


def _roundness(polygon: BaseGeometry) -> float:
    length = shapely.length(polygon)
    return round(float(4 * np.pi * shapely.area(polygon) / length**2), 3) if length else 0.0


def _buildings(units: pd.DataFrame) -> int:
    ids = units["buildings"].fillna("")
    return int((ids.str.count(";") + (ids != "")).sum())


METRICS: MappingProxyType[str, Metric] = MappingProxyType(
    {
        "households": Metric(
            Text("户数", "Households"), lambda u, p, b: int(u["households"].sum())
        ),
        "persons": Metric(Text("人数", "Persons"), lambda u, p, b: int(u["persons"].sum())),
        "buildings": Metric(Text("楼栋数", "Buildings"), lambda u, p, b: _buildings(u)),
        "compounds": Metric(
            Text("小区数", "Compounds"), lambda u, p, b: int(u["compound_id"].dropna().nunique())
        ),
        "area_m2": Metric(
            Text("面积(平方米)", "Area (m²)"), lambda u, p, b: round(float(shapely.area(p)), 1)
        ),
        "deviation_pct": Metric(
            Text("偏离中值(%)", "Off the middle of the band (%)"),
            lambda u, p, b: round(100 * (int(u["households"].sum()) / b.target - 1), 1),
        ),
        "mean_distance_m": Metric(
            Text("平均距离(米)", "Mean distance to centre (m)"),
            lambda u, p, b: _mean_distance_m(u),
        ),
        "service_radius_m": Metric(
            Text("服务半径(米)", "Service radius (m)"), lambda u, p, b: _radius_m(u)
        ),
        "roundness": Metric(
            Text("紧凑度", "Polsby-Popper compactness"), lambda u, p, b: _roundness(p)
        ),
    }
)
"""Every metric of a grid by its column name."""


def grid_metrics(units: gpd.GeoDataFrame, grids: gpd.GeoDataFrame, *, band: Band) -> pd.DataFrame:
    """Return every metric of every grid.

    Parameters
    ----------
    units : GeoDataFrame
        Units with ``grid_code``, in a metric CRS.
    grids : GeoDataFrame
        Polygons indexed by ``grid_code``, in the same CRS.
    band : Band
        Households of a grid.

    Returns
    -------
    DataFrame
        A row a grid, indexed by ``grid_code``, a column a metric.

    Raises
    ------
    CrsError
        If the units are not in metres.
    """
    require_metric(units, layer="units")
    rows = {
        code: {
            name: metric.compute(members, grids.geometry.loc[code], band)
            for name, metric in METRICS.items()
        }
        for code, members in units.groupby("grid_code", sort=True)
    }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("grid_code")


def plan_figures(units: pd.DataFrame, grids: pd.DataFrame, *, band: Band) -> dict[str, Any]:
    """Return the figures of a whole plan.

    Parameters
    ----------
    units : DataFrame
        Units with ``grid_code`` and ``compound_id``.
    grids : DataFrame
        Grids with ``kind``, ``households`` and the metrics.
    band : Band
        Households of a grid.

    Returns
    -------
    dict
        ``communities``, ``units``, ``households``, ``persons``, ``grids``, ``ordinary_grids``,
        ``special_grids``, ``in_band``, ``in_band_share``, ``inertia_m2``, ``mean_distance_m``,
        ``compounds``, ``compounds_split``.
    """
    ordinary = grids[grids["kind"] == "ordinary"]
    in_band = int(ordinary["households"].between(band.lower, band.upper).sum())
    inertia = float(sum(inertia_m2(members) for _, members in units.groupby("grid_code")))
    households = int(units["households"].sum())
    spread = units.dropna(subset=["compound_id"]).groupby("compound_id")["grid_code"].nunique()
    return {
        "communities": int(units["community_code"].nunique()),
        "units": len(units),
        "households": households,
        "persons": int(units["persons"].sum()),
        "grids": len(grids),
        "ordinary_grids": len(ordinary),
        "special_grids": len(grids) - len(ordinary),
        "in_band": in_band,
        "in_band_share": round(in_band / len(ordinary), 4) if len(ordinary) else 1.0,
        "inertia_m2": round(inertia, 1),
        "mean_distance_m": round(float(np.sqrt(inertia / households)), 1) if households else 0.0,
        "compounds": len(spread),
        "compounds_split": int((spread > 1).sum()),
    }
