"""Sites: buildings that share a unit, for they stand in one place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from gridmap.columns import counts, first_rows, texts
from gridmap.errors import Fault
from gridmap.tessellation.notes import note
from gridmap.tessellation.params import TessellationParams

SAME_OUTLINE_M = 0.01
"""Outlines are compared to the centimetre."""

SMALLEST_OVERLAP_M2 = 1.0
"""Footprints that overlap less are drawn as neighbours."""

Pairs = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Sites:
    """Which buildings share a unit.

    Attributes
    ----------
    site : ndarray of int, shape (n,)
        Site of each building, numbered from 0; -1 for a copy, which does not count.
    faults : tuple of Fault
        Copies and overlaps.
    """

    site: NDArray[np.int64]
    faults: tuple[Fault, ...]


def find_sites(buildings: gpd.GeoDataFrame, params: TessellationParams) -> Sites:
    """Return the sites of buildings.

    Footprints share a site if they are the same, or if more than half of one lies in the other;
    points, if they are nearer than ``same_place_m`` or in the footprint. A footprint with the
    outline, the name and the households of an earlier one is a copy.

    Parameters
    ----------
    buildings : GeoDataFrame
        Buildings of one community, in a metric CRS.
    params : TessellationParams
        Settings.

    Returns
    -------
    Sites
        The sites.
    """
    shapes = np.asarray(buildings.geometry.values)
    areal = shapely.get_dimensions(shapes) == 2
    same = _same_outlines(shapes, np.flatnonzero(areal))
    copy, faults = _copies(buildings, same)
    inside, overlaps = _overlaps(buildings, np.flatnonzero(areal & ~copy), same)
    near = _near_points(shapes, np.flatnonzero(~areal), params.same_place_m)
    held = _points_inside(shapes, areal)
    links = np.concatenate([same, inside, near, held])
    ends = coo_array((np.ones(len(links), np.int8), (links[:, 0], links[:, 1])), (len(shapes),) * 2)
    group = connected_components(ends, directed=False)[1]
    site = np.full(len(shapes), -1, dtype=np.int64)
    site[~copy] = np.unique(group[~copy], return_inverse=True)[1]
    return Sites(site, (*faults, *overlaps))


def _pairs(first: NDArray[np.int64], second: NDArray[np.int64]) -> Pairs:
    return np.column_stack([first, second]).astype(np.int64)


def _same_outlines(shapes: NDArray[Any], rows: NDArray[np.int64]) -> Pairs:
    """Return (earliest, later) rows of footprints with one outline."""
    if not len(rows):
        return _pairs(rows, rows)
    measures = np.column_stack([shapely.bounds(shapes[rows]), np.sqrt(shapely.area(shapes[rows]))])
    _, first, group = np.unique(
        np.round(measures / SAME_OUTLINE_M), axis=0, return_index=True, return_inverse=True
    )
    later = rows != rows[first[group]]
    pairs = _pairs(rows[first[group[later]]], rows[later])
    shared = shapely.area(shapely.intersection(shapes[pairs[:, 0]], shapes[pairs[:, 1]]))
    same = shared >= shapely.area(shapes[pairs[:, 1]]) * (1 - SAME_OUTLINE_M)
    return np.asarray(pairs[same])


def _copies(buildings: gpd.GeoDataFrame, same: Pairs) -> tuple[NDArray[np.bool_], list[Fault]]:
    ids, names = texts(buildings, "building_id"), texts(buildings, "name")
    households = counts(buildings, "households")
    copy = np.zeros(len(buildings), dtype=bool)
    faults = []
    for kept, row in same.tolist():
        copy[row] = names[kept] == names[row] and households[kept] == households[row]
        rule = "building.duplicate" if copy[row] else "building.same_footprint"
        figures = {"other": ids[kept], "households": households[row]}
        faults.append(note(rule, buildings.geometry.iloc[row], ids[row], **figures))
    return copy, faults


def _overlaps(
    buildings: gpd.GeoDataFrame, rows: NDArray[np.int64], same: Pairs
) -> tuple[Pairs, list[Fault]]:
    """Return pairs of footprints of which one lies in the other, and every overlap."""
    shapes = np.asarray(buildings.geometry.values)[rows]
    ids = texts(buildings, "building_id")[rows]
    first, second = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    told = same[:, 0] * len(buildings) + same[:, 1]
    keep = (first < second) & ~np.isin(rows[first] * len(buildings) + rows[second], told)
    first, second = first[keep], second[keep]
    area = shapely.area(shapes)
    larger = np.where(area[first] >= area[second], first, second)
    smaller = first + second - larger
    shared = shapely.intersection(shapes[larger], shapes[smaller])
    shared_m2 = shapely.area(shared)
    inside = shared_m2 > area[smaller] / 2
    faults = [
        note(
            "building.inside" if inside[pair] else "building.overlap",
            shared[pair],
            ids[smaller[pair]],
            other=ids[larger[pair]],
            area=shared_m2[pair],
        )
        for pair in np.flatnonzero(inside | (shared_m2 > SMALLEST_OVERLAP_M2))
    ]
    return _pairs(rows[larger[inside]], rows[smaller[inside]]), faults


def _near_points(shapes: NDArray[Any], rows: NDArray[np.int64], distance_m: float) -> Pairs:
    if not len(rows):
        return _pairs(rows, rows)
    points = shapely.get_coordinates(shapely.centroid(shapes[rows]))
    pairs = cKDTree(points).query_pairs(distance_m, output_type="ndarray")
    return _pairs(rows[pairs[:, 0]], rows[pairs[:, 1]])


def _points_inside(shapes: NDArray[Any], areal: NDArray[np.bool_]) -> Pairs:
    """Return (footprint, point) rows; a point in two footprints goes with the earlier one."""
    points, footprints = np.flatnonzero(~areal), np.flatnonzero(areal)
    point, footprint = shapely.STRtree(shapes[footprints]).query(
        shapes[points], predicate="intersects"
    )
    first = first_rows(point, footprint)
    return _pairs(footprints[footprint[first]], points[point[first]])
