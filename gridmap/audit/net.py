"""One net as plain arrays: its grids, where they lie, which buildings are theirs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gridmap.audit.ground import MOST, Communities, Ground, Ints, mended
from gridmap.audit.shapes import Shapes
from gridmap.columns import texts

CODE_DIGITS = 12
"""Digits of the code of a community, with which the code of a grid begins."""


@dataclass(frozen=True)
class Share:
    """How much of buildings lies in grids: a row for each building and grid that meet.

    Attributes
    ----------
    grid, building : ndarray of int, shape (k,)
        Rows of both.
    share : ndarray of float64, shape (k,)
        Of the footprint; 1 for a point inside.
    """

    grid: Ints
    building: Ints
    share: NDArray[np.float64]


@dataclass(frozen=True)
class Net:
    """One department's grids on the ground.

    Attributes
    ----------
    name : str
        What people call the net.
    ids : ndarray of str, shape (n,)
        Ids of the grids, ``#row`` for those without one.
    raw : ndarray of geometry or None, shape (n,)
        Shapes as they came.
    shapes : ndarray of geometry, shape (n,)
        Shapes that can be measured; empty where there is none.
    given : ndarray of bool, shape (n,)
        Whether the grid has an id.
    ground : Ground
        What it lies on.
    """

    name: str
    ids: NDArray[Any]
    raw: Shapes
    shapes: Shapes
    given: NDArray[np.bool_]
    ground: Ground

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def tree(self) -> shapely.STRtree:
        """An index of the grids."""
        return shapely.STRtree(self.shapes)

    @cached_property
    def covered(self) -> Shapes:
        """What is covered of each community; without communities, of the whole in one."""
        communities = self.ground.communities
        if not len(communities):
            return np.array([shapely.union_all(self.shapes)], dtype=object)
        community, grid = communities.tree.query(self.shapes, predicate="intersects")[::-1]
        found = np.full(len(communities), shapely.GeometryCollection(), dtype=object)
        for row in np.unique(community).tolist():
            found[row] = shapely.union_all(self.shapes[grid[community == row]])
        return found

    @cached_property
    def whole(self) -> shapely.Geometry:
        """Everything that the net covers."""
        return shapely.union_all(self.shapes)

    @cached_property
    def home(self) -> Ints:
        """Row of the community of each grid; -1 for none."""
        return _homes(self.ids, self.shapes, self.ground.communities)

    @cached_property
    def placed(self) -> tuple[Ints, Ints]:
        """Rows of the grid and the building, for every building whose place is in a grid."""
        grid, building = self.ground.buildings.tree.query(self.shapes, predicate="intersects")
        return grid, building

    @cached_property
    def households(self) -> Ints:
        """Households of each grid."""
        grid, building = self.placed
        homes = self.ground.buildings.households[building]
        return np.bincount(grid, homes, len(self)).astype(np.int64)

    @cached_property
    def buildings(self) -> Ints:
        """Buildings of each grid."""
        return np.bincount(self.placed[0], minlength=len(self)).astype(np.int64)

    @cached_property
    def shares(self) -> Share:
        """Shares of the footprints of buildings in grids."""
        buildings = self.ground.buildings
        building, grid = self.tree.query(buildings.shapes, predicate="intersects")
        share = np.ones(len(grid))
        inside = shapely.covers(self.shapes[grid], buildings.shapes[building])
        cut = np.flatnonzero(~inside & (buildings.area_m2[building] > 0))
        met = shapely.intersection(buildings.shapes[building[cut]], self.shapes[grid[cut]])
        share[cut] = shapely.area(met) / buildings.area_m2[building[cut]]
        kept = share > 0
        return Share(grid[kept], building[kept], share[kept])

    @cached_property
    def uncovered(self) -> NDArray[np.bool_]:
        """Whether each building is in no grid: less than half of its footprint is covered."""
        shares, buildings = self.shares, self.ground.buildings
        count = len(buildings.ids)
        total = np.bincount(shares.building, shares.share, count)
        greatest = np.zeros(count)
        np.maximum.at(greatest, shares.building, shares.share)
        # Grids that overlap count twice in the sum; only here may their union be too little.
        for row in np.flatnonzero((total >= MOST) & (greatest < MOST)).tolist():
            union = shapely.union_all(self.shapes[shares.grid[shares.building == row]])
            met = shapely.intersection(buildings.shapes[row], union)
            total[row] = shapely.area(met) / buildings.area_m2[row]
        return np.asarray(total < MOST)

    @cached_property
    def main(self) -> Ints:
        """Row of the grid that holds most of each building; -1 for a building in no grid."""
        shares = self.shares
        order = np.lexsort((shares.grid, -shares.share, shares.building))
        building, first = np.unique(shares.building[order], return_index=True)
        found = np.full(len(self.ground.buildings.ids), -1, dtype=np.int64)
        found[building] = shares.grid[order[first]]
        found[self.uncovered] = -1
        return found

    @cached_property
    def special(self) -> NDArray[np.bool_]:
        """Grids of a special purpose: most ground, and every household, in such compounds."""
        special = self.ground.special
        if not len(special):
            return np.zeros(len(self), dtype=bool)
        purpose = shapely.union_all(special)
        shared = shapely.area(shapely.intersection(self.shapes, purpose))
        mostly = shared > MOST * np.maximum(shapely.area(self.shapes), 1e-9)
        buildings = self.ground.buildings
        other = ~shapely.intersects(buildings.places, purpose)
        grid, building = self.placed
        homes = np.bincount(grid, buildings.households[building] * other[building], len(self))
        return np.asarray(mostly & (homes == 0))


def nets_of(frame: gpd.GeoDataFrame, ground: Ground) -> list[Net]:
    """Return the nets of a layer, in the order of their first grids.

    Parameters
    ----------
    frame : GeoDataFrame
        Columns ``net_grid_id`` and ``net``; ids may be missing or repeated, shapes invalid.
    ground : Ground
        What they lie on.

    Returns
    -------
    list of Net
        One for each name.
    """
    frame = frame.to_crs(ground.crs)
    names = pd.Series(texts(frame, "net"))
    return [_net(str(name), frame[(names == name).to_numpy()], ground) for name in names.unique()]


def _net(name: str, frame: gpd.GeoDataFrame, ground: Ground) -> Net:
    raw = np.asarray(frame.geometry.values)
    ids = texts(frame, "net_grid_id")
    given = ids != ""
    numbered = [one or f"#{row}" for row, one in enumerate(ids.tolist(), start=1)]
    return Net(name, np.array(numbered, dtype=object), raw, _areas(raw), given, ground)


def _areas(raw: Shapes) -> Shapes:
    """Return what of shapes has an area, rebuilt where it is not valid."""
    shapes = mended(raw)
    mixed = np.flatnonzero(~np.isin(shapely.get_type_id(shapes), (3, 6)))
    if len(mixed):
        shapes = shapes.copy()
    for row in mixed.tolist():
        parts = shapely.get_parts(shapes[row])
        shapes[row] = shapely.union_all(parts[shapely.get_dimensions(parts) == 2])
    return shapes


def _homes(ids: Sequence[Any] | NDArray[Any], shapes: Shapes, communities: Communities) -> Ints:
    """Return the community that a grid's code names, else the one that holds most of its ground."""
    home = np.full(len(shapes), -1, dtype=np.int64)
    grid, community = communities.tree.query(shapes, predicate="intersects")
    shared = shapely.area(shapely.intersection(shapes[grid], communities.shapes[community]))
    order = np.lexsort((community, -shared, grid))
    order = order[shared[order] > 0]
    first = np.unique(grid[order], return_index=True)[1]
    home[grid[order[first]]] = community[order[first]]
    rows = {str(code): row for row, code in enumerate(communities.codes)}
    for row, one in enumerate(ids):
        text = str(one)
        if len(text) > CODE_DIGITS and text.isdigit() and text[:CODE_DIGITS] in rows:
            home[row] = rows[text[:CODE_DIGITS]]
    return home
