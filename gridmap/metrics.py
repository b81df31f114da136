"""Figures of a plan and of each grid, one registered function each.

Every metric computes one figure for all grids at once; `METRICS` is the whole list, in the order
in which tables show them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gridmap.crs import require_metric
from gridmap.errors import Text
from gridmap.plan import Band
from gridmap.tessellation.entrances import PART

Figures = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Members:
    """The units of every grid as arrays, and the polygons of the grids.

    Attributes
    ----------
    units : DataFrame
        n units.
    grid : ndarray of int, shape (n,)
        Row of the grid of each unit.
    polygons : ndarray of Polygon, shape (k,)
        The grids, in metres.
    band : Band
        Households of a grid.
    """

    units: pd.DataFrame
    grid: NDArray[np.intp]
    polygons: NDArray[Any]
    band: Band

    def total(self, values: Figures) -> NDArray[np.float64]:
        """Return the sum over the units of each grid.

        Parameters
        ----------
        values : ndarray, shape (n,)
            A figure of each unit.

        Returns
        -------
        ndarray of float64, shape (k,)
            Sums.
        """
        return np.bincount(self.grid, weights=values, minlength=len(self.polygons)).astype(float)

    @property
    def households(self) -> NDArray[np.float64]:
        """Households of each unit, shape (n,)."""
        return self.units["households"].to_numpy(dtype=float)

    @property
    def squared_distance_m2(self) -> NDArray[np.float64]:
        """Squared distance of each unit to where the households of its grid centre, (n,)."""
        safe = np.maximum(self.total(self.households), 1.0)
        count = np.maximum(self.total(np.ones(len(self.units))), 1.0)
        squares = np.zeros(len(self.units))
        for axis in ("x_m", "y_m"):
            place = self.units[axis].to_numpy(dtype=float)
            # Taken from the middle of its own grid, a figure does not depend on other grids.
            place = place - (self.total(place) / count)[self.grid]
            squares += (place - (self.total(self.households * place) / safe)[self.grid]) ** 2
        return squares

    @property
    def inertia_m2(self) -> NDArray[np.float64]:
        """Household-weighted moment of inertia of each grid about its centroid, (k,)."""
        return self.total(self.households * self.squared_distance_m2)


def _households(m: Members) -> Figures:
    return m.total(m.households).astype(np.int64)


def _persons(m: Members) -> Figures:
    return m.total(m.units["persons"].to_numpy(dtype=float)).astype(np.int64)


def _buildings(m: Members) -> Figures:
    texts = m.units["buildings"].to_numpy(dtype=object, na_value="")
    names = [(grid, PART.sub("", one)) for grid, text in _of(m, texts) for one in text.split(";")]
    return _counted(m, {(grid, name) for grid, name in names if name})


def _compounds(m: Members) -> Figures:
    return _counted(m, set(_of(m, m.units["compound_id"].to_numpy(dtype=object, na_value=""))))


def _of(m: Members, texts: NDArray[Any]) -> Iterator[tuple[int, str]]:
    """Give the grid and the text of each unit that has one."""
    pairs = zip(m.grid.tolist(), texts.tolist(), strict=True)
    return ((grid, text) for grid, text in pairs if text)


def _counted(m: Members, distinct: set[tuple[int, str]]) -> Figures:
    """Return how many different names each grid has."""
    grids = np.array([grid for grid, _ in distinct], dtype=np.int64)
    return np.bincount(grids, minlength=len(m.polygons)).astype(np.int64)


def _area(m: Members) -> Figures:
    return np.asarray(np.round(shapely.area(m.polygons), 1))


def _deviation(m: Members) -> Figures:
    return np.round(100 * (m.total(m.households) / m.band.target - 1), 1)


def _mean_distance(m: Members) -> Figures:
    return np.round(np.sqrt(m.inertia_m2 / np.maximum(m.total(m.households), 1.0)), 1)


def _radius(m: Members) -> Figures:
    radius = np.zeros(len(m.polygons))
    lived = m.households > 0
    np.maximum.at(radius, m.grid[lived], np.sqrt(m.squared_distance_m2[lived]))
    return np.round(radius, 1)


def _roundness(m: Members) -> Figures:
    length = shapely.length(m.polygons)
    area = shapely.area(m.polygons)
    return np.asarray(np.round(4 * np.pi * area / np.maximum(length, 1e-9) ** 2, 3))


@dataclass(frozen=True, slots=True)
class Metric:
    """One figure of a grid.

    Attributes
    ----------
    title : Text
        The header that people see, with its unit.
    compute : callable
        From the members of all grids to an array of shape (k,).
    """

    title: Text
    compute: Callable[[Members], Figures]


METRICS: MappingProxyType[str, Metric] = MappingProxyType(
    {
        "households": Metric(Text("户数", "Households"), _households),
        "persons": Metric(Text("人数", "Persons"), _persons),
        "buildings": Metric(Text("楼栋数", "Buildings"), _buildings),
        "compounds": Metric(Text("小区数", "Compounds"), _compounds),
        "area_m2": Metric(Text("面积(平方米)", "Area (m²)"), _area),
        "deviation_pct": Metric(Text("偏离中值(%)", "Off the middle of the band (%)"), _deviation),
        "mean_distance_m": Metric(
            Text("平均距离(米)", "Mean distance to centre (m)"), _mean_distance
        ),
        "service_radius_m": Metric(Text("服务半径(米)", "Service radius (m)"), _radius),
        "roundness": Metric(Text("紧凑度", "Polsby-Popper compactness"), _roundness),
    }
)
"""Every metric of a grid by its column name."""


def members_of(units: gpd.GeoDataFrame, grids: gpd.GeoDataFrame, *, band: Band) -> Members:
    """Return the units of every grid as arrays.

    Parameters
    ----------
    units : GeoDataFrame
        Units in a metric CRS with ``grid_code``; those of no grid are left out.
    grids : GeoDataFrame
        Grids indexed by ``grid_code``.
    band : Band
        Households of a grid.

    Returns
    -------
    Members
        In the order of the grids.

    Raises
    ------
    CrsError
        If the units are not in metres.
    """
    require_metric(units, layer="units")
    assigned = units.dropna(subset="grid_code")
    grid = grids.index.get_indexer(assigned["grid_code"])
    return Members(assigned, grid, grids.geometry.to_numpy(), band)


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
        A row a grid, in the order and with the index of ``grids``, a column a metric.

    Raises
    ------
    CrsError
        If the units are not in metres.
    """
    members = members_of(units, grids, band=band)
    columns = {name: metric.compute(members) for name, metric in METRICS.items()}
    return pd.DataFrame(columns, index=grids.index)


def plan_figures(units: gpd.GeoDataFrame, grids: gpd.GeoDataFrame, *, band: Band) -> dict[str, Any]:
    """Return the figures of a whole plan.

    Parameters
    ----------
    units : GeoDataFrame
        Units with ``grid_code`` and ``compound_id``, in a metric CRS.
    grids : GeoDataFrame
        Grids indexed by ``grid_code``, with ``kind`` and ``households``.
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
    inertia = math.fsum(members_of(units, grids, band=band).inertia_m2)
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
