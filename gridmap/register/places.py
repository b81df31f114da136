"""Where the rows of a difference lie, so that a map can show them."""

from __future__ import annotations

from collections.abc import Iterable

import geopandas as gpd
import numpy as np
import shapely

from gridmap.crs import STORAGE_CRS
from gridmap.layers import CONTRACTS
from gridmap.plan import Plan
from gridmap.register.difference import RowChange

Place = tuple[float, float]


def places_of(plan: Plan, rows: Iterable[RowChange]) -> dict[str, Place]:
    """Return where rows lie.

    Parameters
    ----------
    plan : Plan
        The plan with which a register was compared.
    rows : iterable of RowChange
        Rows of any page.

    Returns
    -------
    dict of str to (float, float)
        Longitude and latitude in degrees by id of the row, for those that lie somewhere: a new
        station where it is to be, a member of a team in its grid.
    """
    wanted = list(rows)
    found: dict[str, Place] = {}
    for name in sorted({row.page.name for row in wanted}):
        mine = [row for row in wanted if row.page.name == name]
        layer = plan.grids if name == "grids" else plan.context.get(mine[0].page.layer)
        key = "grid_code" if name == "grids" else ""
        if layer is None or layer.empty:
            layer, key = plan.grids, "grid_code"
        key = key or CONTRACTS[mine[0].page.layer].key
        points = _points(layer, key, {_where(row, key) for row in mine})
        for row in mine:
            place = _given(row) or points.get(_where(row, key))
            if place is not None:
                found[row.row_id] = place
    return found


def _where(row: RowChange, key: str) -> str:
    """Return the code of the feature by which a row is shown: its own, or that of its grid."""
    if key != "grid_code" or row.page.name == "grids":
        return row.key
    return str(row.taken.get("grid_code") or row.said.get("grid_code") or "")


def _given(row: RowChange) -> Place | None:
    lon, lat = row.taken.get("lon"), row.taken.get("lat")
    if isinstance(lon, float) and isinstance(lat, float):
        return lon, lat
    return None


def _points(layer: gpd.GeoDataFrame, key: str, codes: set[str]) -> dict[str, Place]:
    some = layer[layer[key].astype(str).isin(codes)]
    if some.empty:
        return {}
    shapes = np.asarray(some.geometry.to_crs(STORAGE_CRS).array, dtype=object)
    inside = shapely.point_on_surface(shapes)
    lon, lat = shapely.get_x(inside).round(7), shapely.get_y(inside).round(7)
    names = some[key].astype(str)
    return dict(zip(names, zip(lon.tolist(), lat.tolist(), strict=True), strict=True))
