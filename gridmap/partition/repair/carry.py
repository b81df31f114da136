"""Carrying present grids over to units that were made anew: by building, else by area.

Buildings keep their grid, whatever was built, pulled down or divided around them; land keeps the
grid that covers most of it. Households of a building that was not there before have no grid yet,
so that placing them moves nobody.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gridmap.errors import Text
from gridmap.partition.problem import Ints
from gridmap.tessellation.entrances import PART


@dataclass(frozen=True, slots=True)
class Carried:
    """Present grids of new units.

    Attributes
    ----------
    codes : ndarray of object, shape (n,)
        Grid code of each unit, None where it could not be carried.
    known : ndarray of int64, shape (n,)
        Households of each unit that had a grid already.
    new_buildings, lost_buildings : tuple of str
        Buildings that the present plan does not know, and those that are no more.
    homeless : tuple of str
        Units that no present grid covers.
    """

    codes: np.ndarray = field(repr=False)
    known: Ints = field(repr=False)
    new_buildings: tuple[str, ...]
    lost_buildings: tuple[str, ...]
    homeless: tuple[str, ...]

    def say(self) -> Text:
        """Return what was carried, in one sentence.

        Returns
        -------
        Text
            With the figures.
        """
        new, lost, none = map(len, (self.new_buildings, self.lost_buildings, self.homeless))
        return Text(
            f"沿用现有网格：新增楼栋 {new} 栋，已无的楼栋 {lost} 栋，无处沿用的单元 {none} 个。",
            f"Present grids carried over: {new} new buildings, {lost} that are no more, "
            f"{none} units that no present grid covers.",
        )


def carry(
    units: gpd.GeoDataFrame, grids: gpd.GeoDataFrame, old_units: gpd.GeoDataFrame | None = None
) -> Carried:
    """Return the present grid of each new unit.

    Parameters
    ----------
    units : GeoDataFrame
        New units in a metric CRS, with ``unit_id``, ``community_code``, ``buildings`` and
        ``households``.
    grids : GeoDataFrame
        Polygons of the present grids with ``grid_code``, in the same CRS.
    old_units : GeoDataFrame, optional
        Units of the present plan with ``buildings`` and ``grid_code``; without them, all is
        carried by area.

    Returns
    -------
    Carried
        A unit with known buildings gets the grid that most of them are in, any other the grid
        that covers most of its area; never a grid of another community.
    """
    home = {} if old_units is None else _homes(old_units)
    ids = [_buildings(text) for text in units["buildings"]]
    area = _by_area(units, grids)
    codes = np.array(
        [_vote(one, home, by_area) for one, by_area in zip(ids, area, strict=True)], dtype=object
    )
    elsewhere = [
        code is not None and not code.startswith(community)
        for code, community in zip(codes, units["community_code"], strict=True)
    ]
    codes[np.array(elsewhere, dtype=np.bool_)] = None
    households = units["households"].to_numpy(dtype=np.int64)
    share = [sum(b in home for b in one) / len(one) if home and one else 1.0 for one in ids]
    known = np.rint(households * np.array(share)).astype(np.int64)
    there = {b for one in ids for b in one}
    return Carried(
        codes,
        np.where([code is None for code in codes], 0, known),
        tuple(sorted(there - home.keys())) if home else (),
        tuple(sorted(home.keys() - there)),
        tuple(units["unit_id"][[code is None for code in codes]]),
    )


def _buildings(text: str) -> list[str]:
    """Read the buildings of a unit; entrances count as their building."""
    return sorted({PART.sub("", one) for one in text.split(";")}) if text else []


def _homes(old_units: gpd.GeoDataFrame) -> dict[str, str]:
    """Map each building to its grid; one in several grids to that with most of its households."""
    assigned = old_units.dropna(subset="grid_code")
    ids = assigned["buildings"].map(_buildings)
    rows = assigned[["grid_code", "households"]].assign(building=ids).explode("building")
    rows = rows.dropna(subset="building")
    loads = rows.groupby(["building", "grid_code"], as_index=False)["households"].sum()
    order = loads.sort_values(
        ["building", "households", "grid_code"], ascending=[True, False, True]
    )
    first = order.drop_duplicates("building")
    return dict(zip(first["building"], first["grid_code"], strict=True))


def _vote(ids: list[str], home: dict[str, str], by_area: str | None) -> str | None:
    votes = pd.Series([home[one] for one in ids if one in home], dtype=object).value_counts()
    if votes.empty:
        return by_area
    most = sorted(votes.index[votes == votes.max()])
    return by_area if by_area in most else str(most[0])


def _by_area(units: gpd.GeoDataFrame, grids: gpd.GeoDataFrame) -> list[str | None]:
    """Return the grid that covers most of each unit, None where there is none."""
    shapes = np.asarray(units.geometry.values)
    polygons = np.asarray(grids.geometry.values)
    codes = grids["grid_code"].to_numpy(dtype=object)
    unit, grid = shapely.STRtree(polygons).query(shapes, predicate="intersects")
    area = shapely.area(shapely.intersection(shapes[unit], polygons[grid]))
    best: list[str | None] = [None] * len(units)
    order = np.lexsort((codes[grid].astype(str), -area, unit))
    first = order[np.unique(unit[order], return_index=True)[1]]
    for k in first:
        if area[k] > 0:
            best[unit[k]] = str(codes[grid[k]])
    return best
