"""The units table: cells with their buildings, households, compound and number."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gridmap.columns import counts, texts
from gridmap.tessellation.cells import Cells
from gridmap.tessellation.enclosures import BRIDGE, LAND, WATER, Enclosures

ROW_M = 100.0
"""Units are numbered in rows of this height, as one reads: each from west to east."""

KINDS = {LAND: "open", WATER: "water", BRIDGE: "bridge"}

Ints = NDArray[np.int64]


def units_table(
    code: str,
    cells: Cells,
    enclosures: Enclosures,
    *,
    buildings: gpd.GeoDataFrame,
    site: Ints,
    compounds: gpd.GeoDataFrame | None,
) -> gpd.GeoDataFrame:
    """Return the units table of one community.

    Parameters
    ----------
    code : str
        Code of the community.
    cells : Cells
        Its cells.
    enclosures : Enclosures
        The pieces that it was cut into.
    buildings : GeoDataFrame
        Buildings that count.
    site : ndarray of int, shape (n,)
        Site of each building.
    compounds : GeoDataFrame or None
        The layer whose rows the enclosures name.

    Returns
    -------
    GeoDataFrame
        One row a unit, in reading order.
    """
    inner = shapely.get_coordinates(shapely.point_on_surface(cells.polygons))
    unit = _unit_of_site(cells, buildings, site)[site]
    shares = _shares(buildings, unit, len(cells.polygons), inner)
    compound, purpose = _compounds(cells, enclosures, compounds)
    compound = np.where(shares["compound"] == "", compound, shares["compound"])
    built = shares["buildings"] != ""
    kinds = np.array([KINDS[int(kind)] for kind in enclosures.ground[cells.enclosure]], object)
    order = _reading_order(inner)
    units = gpd.GeoDataFrame(
        {
            "community_code": np.full(len(order), code, dtype=object),
            "compound_id": _or_none(compound),
            "kind": np.where(built, "building", kinds),
            "purpose": _or_none(purpose),
            "buildings": shares["buildings"],
            "households": shares["households"],
            "persons": shares["persons"],
            "households_source": shares["source"],
            "x_m": shares["xy"][:, 0],
            "y_m": shares["xy"][:, 1],
        },
        geometry=cells.polygons,
        crs=buildings.crs,
    )
    units = units.iloc[order].reset_index(drop=True)
    units.insert(0, "unit_id", [f"{code}-{number:05d}" for number in range(1, len(units) + 1)])
    return units


def _unit_of_site(cells: Cells, buildings: gpd.GeoDataFrame, site: Ints) -> Ints:
    """Return the cell of each site; a site that got none goes with the cell it stands in."""
    unit = np.full(site.max(initial=-1) + 1, -1, dtype=np.int64)
    sited = np.flatnonzero(cells.site >= 0)
    unit[cells.site[sited]] = sited
    lost = np.flatnonzero(unit < 0)
    if len(lost):
        first = np.array([np.flatnonzero(site == one)[0] for one in lost])
        points = shapely.point_on_surface(np.asarray(buildings.geometry.values)[first])
        unit[lost] = shapely.STRtree(cells.polygons).nearest(points)
    return unit


def _shares(
    buildings: gpd.GeoDataFrame, unit: Ints, units: int, inner: NDArray[np.float64]
) -> dict[str, Any]:
    """Sum up the buildings of each unit."""
    households = counts(buildings, "households")
    sums = {
        name: np.bincount(unit, counts(buildings, name), units).astype(np.int64)
        for name in ("households", "persons")
    }
    ids, compound = texts(buildings, "building_id"), texts(buildings, "compound_id")
    joined = pd.Series(ids).groupby(unit).agg(";".join)
    names = np.full(units, "", dtype=object)
    names[joined.index.to_numpy(dtype=np.int64)] = joined.to_numpy(dtype=object)
    weight = np.where(sums["households"][unit] > 0, households, 1).astype(float)
    centre = shapely.get_coordinates(shapely.centroid(np.asarray(buildings.geometry.values)))
    whole = np.bincount(unit, weight, units)
    mean = [np.bincount(unit, weight * centre[:, axis], units) for axis in (0, 1)]
    built = whole > 0
    xy = inner.copy()
    xy[built] = np.stack(mean, axis=1)[built] / whole[built, None]
    source = np.where(built, "given", "").astype(object)
    source[unit[texts(buildings, "households_source") == "estimated"]] = "estimated"
    compounds = np.full(units, "", dtype=object)
    for row in np.lexsort((-np.arange(len(unit)), households)):
        if compound[row]:
            compounds[unit[row]] = compound[row]
    return {**sums, "buildings": names, "xy": xy, "source": source, "compound": compounds}


def _compounds(
    cells: Cells, enclosures: Enclosures, compounds: gpd.GeoDataFrame | None
) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return the id and the purpose of the compound that each cell lies in; "" for none."""
    row = enclosures.compound[cells.enclosure]
    if compounds is None:
        return np.full(len(row), "", dtype=object), np.full(len(row), "", dtype=object)
    ids, purposes = texts(compounds, "compound_id"), texts(compounds, "purpose")
    return np.append(ids, "")[row], np.append(purposes, "")[row]


def _or_none(words: NDArray[Any]) -> NDArray[Any]:
    return np.array([word or None for word in words], dtype=object)


def _reading_order(points: NDArray[np.float64]) -> Ints:
    """Return points row by row from the north, each row from west to east."""
    row = np.floor((points[:, 1].max(initial=0.0) - points[:, 1]) / ROW_M)
    return np.lexsort((-points[:, 1], points[:, 0], row)).astype(np.int64)
