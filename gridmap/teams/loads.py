"""What makes work in each unit: households, persons, elders, hazards, area."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gridmap.columns import counts, texts
from gridmap.crs import require_metric
from gridmap.teams.rules import LOADS, Weights
from gridmap.tessellation.entrances import PART

UNCOUNTED = frozenset({"candidate", "closed"})
"""Statuses of hazards that make no work: not confirmed, or gone."""


def unit_loads(
    units: gpd.GeoDataFrame, layers: Mapping[str, gpd.GeoDataFrame], weights: Weights
) -> pd.DataFrame:
    """Return what makes work in each unit.

    Parameters
    ----------
    units : GeoDataFrame
        Units in a metric CRS.
    layers : Mapping of str to GeoDataFrame
        ``buildings`` for elders and ``hazards``, in the same CRS, as far as they are there.
    weights : Weights
        Say what a hazard of each level counts.

    Returns
    -------
    DataFrame
        With the index of the units, columns `LOADS`; area in m². What no layer tells is 0.

    Raises
    ------
    CrsError
        If the units are not in metres.
    """
    require_metric(units, layer="units")
    found = {
        "households": units["households"].to_numpy(dtype=float),
        "persons": units["persons"].to_numpy(dtype=float),
        "elders": _elders(units, layers.get("buildings")),
        "hazards": _hazards(units, layers.get("hazards"), weights),
        "area": units.geometry.area.to_numpy(dtype=float),
    }
    return pd.DataFrame(found, index=units.index)[list(LOADS)]


def unit_workload(loads: pd.DataFrame, weights: Weights) -> NDArray[np.float64]:
    """Return the workload of each unit, in households of mean workload.

    Parameters
    ----------
    loads : DataFrame
        As `unit_loads` returns it, of all units of a plan.
    weights : Weights
        The weights.

    Returns
    -------
    ndarray of float64, shape (n,)
        It adds up to the households of the plan: each load is shared out by its weight.
    """
    totals = loads.sum()
    given = {name: weight for name, weight in weights.by_load().items() if totals[name] > 0}
    whole = sum(given.values())
    if not whole:
        return np.zeros(len(loads))
    parts = [weight / whole * loads[name] / totals[name] for name, weight in given.items()]
    scale = float(totals["households"]) or float(len(loads))
    return np.asarray(scale * np.sum(parts, axis=0), dtype=np.float64)


def _elders(units: gpd.GeoDataFrame, buildings: gpd.GeoDataFrame | None) -> NDArray[np.float64]:
    """Sum up the elders of the buildings of each unit, shared out evenly among entrances."""
    if buildings is None or "elders" not in buildings.columns:
        return np.zeros(len(units))
    known = pd.Series(counts(buildings, "elders"), index=texts(buildings, "building_id"))
    known = known.groupby(level=0).sum()
    named = pd.Series(texts(units, "buildings")).str.split(";").explode()
    named = named[named != ""]
    whole = named.str.replace(PART, "", regex=True)
    elders = whole.map(known).fillna(0).to_numpy(dtype=np.int64)
    parts = whole.groupby(whole).transform("size").to_numpy(dtype=np.int64)
    number = named.str.extract(r"#(\d+)$")[0].fillna("1").astype(np.int64).to_numpy() - 1
    share = elders // parts + (number < elders % parts)
    return np.bincount(named.index, weights=share, minlength=len(units)).astype(np.float64)


def _hazards(
    units: gpd.GeoDataFrame, hazards: gpd.GeoDataFrame | None, weights: Weights
) -> NDArray[np.float64]:
    """Sum up what the hazards in each unit count; one between two counts in the first."""
    if hazards is None or hazards.empty:
        return np.zeros(len(units))
    present = ~np.isin(texts(hazards, "status").astype(str), sorted(UNCOUNTED))
    level = counts(hazards, "level")[present]
    level = np.where((level >= 1) & (level <= len(weights.hazard_levels)), level, 4)
    worth = np.asarray(weights.hazard_levels, dtype=float)[level - 1]
    shapes: NDArray[Any] = np.asarray(hazards.geometry.values)[present]
    points = np.where(
        shapely.get_type_id(shapes) == shapely.GeometryType.POINT,
        shapes,
        shapely.point_on_surface(shapes),
    )
    point, unit = shapely.STRtree(units.geometry.to_numpy()).query(points, predicate="intersects")
    order = np.lexsort((unit, point))
    first = order[np.unique(point[order], return_index=True)[1]]
    return np.bincount(unit[first], weights=worth[point[first]], minlength=len(units)).astype(float)
