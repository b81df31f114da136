"""Where every unit is in an existing net: the grid of its households, else of most of its land."""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gridmap.nets.records import Net
from gridmap.partition.problem import Ints
from gridmap.tessellation.entrances import building_names

HALF = 0.5
"""Share of a unit without buildings that the grids of a net must cover for it to be in one."""


def homes_of(
    units: gpd.GeoDataFrame, nets: Sequence[Net], buildings: gpd.GeoDataFrame | None = None
) -> Ints:
    """Return the grid of every unit in every net.

    A unit is in the grid that holds most of the households of its buildings, then most of its
    buildings, then most of its area. Land without buildings is in the grid that covers most of it,
    and in none where no more than half of it is covered.

    Parameters
    ----------
    units : GeoDataFrame
        Units in a metric CRS, with ``buildings``.
    nets : sequence of Net
        The nets, in the same CRS.
    buildings : GeoDataFrame, optional
        Buildings with ``building_id`` and ``households``, in the same CRS.

    Returns
    -------
    ndarray of int64, shape (n, k)
        Row of the grid in each net, -1 for none.
    """
    places = _places(units, buildings)
    return np.column_stack([_homes(units, net, places) for net in nets]).astype(np.int64)


def _places(units: gpd.GeoDataFrame, buildings: gpd.GeoDataFrame | None) -> pd.DataFrame:
    """Return unit, place and households of every building, or part of one, in a unit."""
    names = building_names(units["buildings"].fillna("")).fillna("")
    rows = pd.DataFrame({"unit": np.arange(len(units)), "building_id": names})
    rows["building_id"] = rows["building_id"].str.split(";")
    rows = rows.explode("building_id")
    rows = rows[rows["building_id"].fillna("") != ""]
    if buildings is None or rows.empty:
        return pd.DataFrame({"unit": [], "point": [], "households": []})
    known = buildings.drop_duplicates("building_id").set_index("building_id")
    rows = rows[rows["building_id"].isin(known.index)]
    found = known.loc[rows["building_id"]]
    points = shapely.point_on_surface(np.asarray(found.geometry.values))
    households = found["households"].fillna(0).to_numpy(dtype=float)
    return pd.DataFrame(
        {"unit": rows["unit"].to_numpy(), "point": points, "households": households}
    )


def _homes(units: gpd.GeoDataFrame, net: Net, places: pd.DataFrame) -> Ints:
    shapes = np.asarray(units.geometry.values)
    polygons = np.asarray(net.grids.geometry.values)
    tree = shapely.STRtree(polygons)
    unit, grid = tree.query(shapes, predicate="intersects")
    area = shapely.area(shapely.intersection(shapes[unit], polygons[grid]))
    lived = np.zeros((len(unit), 2))
    if len(places):
        lived = _votes(unit, grid, places, tree, len(polygons))
    order = np.lexsort((grid, -area.round(6), -lived[:, 1], -lived[:, 0], unit))
    order = order[(lived[order, 1] > 0) | (area[order] > 0)]
    _, first = np.unique(unit[order], return_index=True)
    best = order[first]
    covered = np.bincount(unit, weights=area, minlength=len(units))[unit[best]]
    built = np.isin(unit[best], places["unit"].to_numpy(dtype=np.int64))
    within = np.where(built, lived[best, 1] > 0, covered > HALF * shapely.area(shapes[unit[best]]))
    homes = np.full(len(units), -1, dtype=np.int64)
    homes[unit[best][within]] = grid[best][within]
    return homes


def _votes(
    unit: Ints, grid: Ints, places: pd.DataFrame, tree: shapely.STRtree, grids: int
) -> np.ndarray:
    """Return households and buildings of every pair of unit and grid, shape (pairs, 2)."""
    place, home = tree.query(places["point"].to_numpy(), predicate="intersects")
    key = places["unit"].to_numpy(dtype=np.int64)[place] * grids + home
    wanted, inverse = np.unique(unit * grids + grid, return_inverse=True)
    at = np.searchsorted(wanted, key).clip(max=max(len(wanted) - 1, 0))
    found = wanted[at] == key
    count = len(wanted)
    households = places["households"].to_numpy()[place]
    return np.column_stack(
        [
            np.bincount(at[found], weights=households[found], minlength=count)[inverse],
            np.bincount(at[found], minlength=count)[inverse],
        ]
    ).astype(float)
