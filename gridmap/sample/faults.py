"""Faults of buildings that are planted on purpose, so that programs can be tried on them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely

from gridmap.sample.drafts import BORDER_HOUSEHOLDS
from gridmap.sample.footprints import draw_footprints
from gridmap.sample.lattice import Lattice

OVERLAP_M = 1.6
"""How far one building is pushed into its neighbour."""

WIDEST_GAP_M = 24.0
"""Neighbours of a row stand no farther apart."""


@dataclass(frozen=True, slots=True)
class Planted:
    """One planted fault of the building layer.

    Attributes
    ----------
    kind : str
        ``"building_on_border"``, ``"building_outside"``, ``"building_duplicate"`` or
        ``"building_overlap"``.
    rows : tuple of int
        Positions of the buildings in the table.
    """

    kind: str
    rows: tuple[int, ...]


def plant_faults(
    buildings: pd.DataFrame, lanes: list[shapely.LineString], lattice: Lattice
) -> tuple[pd.DataFrame, tuple[Planted, ...]]:
    """Return the buildings with faults among them, and where these are.

    Parameters
    ----------
    buildings : DataFrame
        As `inventory.list_buildings` returns them.
    lanes : list of shapely.LineString
        Service roads, which the overlapping pair must not block.
    lattice : Lattice
        The skeleton, for a place on a border and one outside.

    Returns
    -------
    buildings : DataFrame
        With three rows more, and one footprint made longer.
    planted : tuple of Planted
        The faults. The building outside and the duplicate have no household, so that the sum of
        the layer stays the number of households of the street.
    """
    frame = buildings.reset_index(drop=True)
    shop = int(frame.index[(frame["plot"] == -1) & (frame["use"] == "commercial")][0])
    duplicate = frame.loc[shop].to_dict()
    count = len(frame)
    extra = pd.DataFrame([_on_border(lattice), _outside(lattice), duplicate])
    frame = pd.concat([frame, extra.astype(frame.dtypes.to_dict())], ignore_index=True)
    frame, pair = _overlap(frame, lanes)
    return frame, (
        Planted("building_on_border", (count,)),
        Planted("building_outside", (count + 1,)),
        Planted("building_duplicate", (shop, count + 2)),
        Planted("building_overlap", pair),
    )


def _slab(lattice: Lattice, u: float, v: float, length_m: float, depth_m: float) -> shapely.Polygon:
    """Return a rectangle at a lattice point, along the rows."""
    place, ahead = lattice.warp.points([u, u + 1.0], [v, v])
    angle = np.arctan2(*(ahead - place)[::-1])
    return draw_footprints(
        place[None], np.array([length_m]), np.array([depth_m]), np.array([angle]), ["slab"]
    )[0]


def _on_border(lattice: Lattice) -> dict[str, Any]:
    """Return a house by the railway that stands across a border, most of it in the west."""
    small = lattice.cell("small")
    west = next(
        i for i, cell in enumerate(lattice.cells) if cell.row == small.row and cell.u1 == small.u0
    )
    polygon = _slab(lattice, small.u0 - 2.5, lattice.height_m - 21.0, 16.0, 8.0)
    return _row(
        "铁路宿舍1号",
        polygon,
        households=BORDER_HOUSEHOLDS,
        floors=3,
        use="residential",
        community=west,
    )


def _outside(lattice: Lattice) -> dict[str, Any]:
    """Return a store in the fields south of the street."""
    polygon = _slab(lattice, 0.3 * lattice.width_m, -75.0, 24.0, 11.0)
    return _row("南郊仓库", polygon, households=0, floors=1, use="industrial", community=-1)


def _row(
    name: str, polygon: shapely.Polygon, *, households: int, floors: int, use: str, community: int
) -> dict[str, Any]:
    return {
        "name": name,
        "households": households,
        "persons": round(2.7 * households),
        "floors": float(floors),
        "entrances": 1,
        "use": use,
        "compound_id": None,
        "households_source": "given",
        "geometry": polygon,
        "community": community,
        "plot": -2,
        "shape": "slab",
    }


def _overlap(
    frame: pd.DataFrame, lanes: list[shapely.LineString]
) -> tuple[pd.DataFrame, tuple[int, int]]:
    """Return the buildings with one slab made so long that it runs into its neighbour."""
    slabs = frame.index[
        frame["compound_id"].notna() & (frame["shape"] == "slab") & (frame["households"] > 0)
    ]
    polygons = frame.loc[slabs, "geometry"].to_numpy()
    first, second = shapely.STRtree(polygons).query(
        polygons, predicate="dwithin", distance=WIDEST_GAP_M
    )
    roads = shapely.STRtree(lanes)
    for i, j in zip(first.tolist(), second.tolist(), strict=True):
        longer = _reach(polygons[i], polygons[j]) if i != j else None
        if longer is None or len(roads.query(longer, predicate="intersects")):
            continue
        touched = frame.index[shapely.intersects(frame["geometry"].to_numpy(), longer)]
        if set(touched) == {slabs[i], slabs[j]}:
            shapes = frame["geometry"].to_numpy().copy()
            shapes[slabs[i]] = longer
            return frame.assign(geometry=shapes), (int(slabs[i]), int(slabs[j]))
    raise AssertionError("no two slabs of one row")


def _reach(slab: shapely.Polygon, other: shapely.Polygon) -> shapely.Polygon | None:
    """Return a slab made long enough to overlap the next one of its row, or None."""
    ring = shapely.get_coordinates(slab)[:4]
    ahead = ring[3] - ring[0]
    length_m = float(np.hypot(*ahead))
    gap_m = float(shapely.distance(slab, other))
    offset = shapely.get_coordinates(other.centroid)[0] - shapely.get_coordinates(slab.centroid)[0]
    sideways = abs(float(ahead[0] * offset[1] - ahead[1] * offset[0])) / length_m
    if sideways > 1.5 or float(ahead @ offset) <= 0:
        return None
    longer = ring.copy()
    longer[2:] += ahead / length_m * (gap_m + OVERLAP_M)
    return shapely.Polygon(longer)
