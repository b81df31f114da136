"""The ground of every community, and the community of every building."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from gridmap.columns import counts, first_rows, texts
from gridmap.errors import Fault
from gridmap.tessellation.notes import note
from gridmap.tessellation.params import GRID_M

SMALLEST_OVERLAP_M2 = 0.01
"""Communities that overlap less share a border as well as coordinates can tell."""

HAIR_M = 1e-4
"""Borders of two communities that are as near are one border."""

INSIDE_SHARE = 0.999
"""A building of which a community holds as much is not on its border."""


def clear_ground(communities: gpd.GeoDataFrame) -> tuple[NDArray[Any], list[Fault]]:
    """Return the communities without overlaps: the earlier one keeps what two claim.

    Neighbours get the same vertices along their common border, where they are apart by no more
    than `HAIR_M`.

    Parameters
    ----------
    communities : GeoDataFrame
        The layer, in a metric CRS.

    Returns
    -------
    ground : ndarray of Polygon or MultiPolygon, shape (n,)
        Ground of each community, in the order of the layer.
    faults : list of Fault
        Every overlap.
    """
    given = np.asarray(communities.geometry.values)
    ground = given
    if not shapely.coverage_is_valid(given, gap_width=HAIR_M):
        ground = shapely.coverage_clean(
            given, snapping_distance=HAIR_M, gap_width=HAIR_M, merge_strategy="min_index"
        )
    ground = shapely.set_precision(ground, GRID_M)
    return ground, _overlaps(given, texts(communities, "community_code"))


def _overlaps(given: NDArray[Any], codes: NDArray[Any]) -> list[Fault]:
    earlier, later = shapely.STRtree(given).query(given, predicate="intersects")
    pairs = np.column_stack([earlier, later])[earlier < later]
    shared = shapely.intersection(given[pairs[:, 0]], given[pairs[:, 1]])
    area_m2 = shapely.area(shared)
    order = np.lexsort((pairs[:, 1], pairs[:, 0]))
    return [
        note(
            "community.overlap",
            shared[row],
            codes[pairs[row, 1]],
            other=codes[pairs[row, 0]],
            area=area_m2[row],
        )
        for row in order[area_m2[order] > SMALLEST_OVERLAP_M2]
    ]


def allot(
    buildings: gpd.GeoDataFrame, ground: NDArray[Any], codes: NDArray[Any]
) -> tuple[NDArray[np.int64], list[Fault]]:
    """Return the community that holds each building, or the larger part of it.

    Parameters
    ----------
    buildings : GeoDataFrame
        Footprints or points, in the CRS of the ground.
    ground : ndarray of geometry, shape (c,)
        Ground of each community.
    codes : ndarray of str, shape (c,)
        Code of each community.

    Returns
    -------
    community : ndarray of int, shape (n,)
        Row of the community; -1 for a building outside all of them.
    faults : list of Fault
        Buildings outside, and buildings that lie across a border.
    """
    shapes = np.asarray(buildings.geometry.values)
    shapely.prepare(ground)
    building, place = shapely.STRtree(ground).query(shapes, predicate="intersects")
    share = np.ones(len(building))
    areal = shapely.get_dimensions(shapes[building]) == 2
    doubtful = areal.copy()
    doubtful[areal] = ~shapely.contains(ground[place[areal]], shapes[building[areal]])
    pieces = shapely.intersection(shapes[building[doubtful]], ground[place[doubtful]])
    share[doubtful] = shapely.area(pieces) / shapely.area(shapes[building[doubtful]])
    building, place, share = building[share > 0], place[share > 0], share[share > 0]
    best = first_rows(building, -share, place)
    community = np.full(len(shapes), -1, dtype=np.int64)
    community[building[best]] = place[best]
    held = np.zeros(len(shapes))
    held[building[best]] = share[best]
    return community, _reports(buildings, community, held, codes)


def _reports(
    buildings: gpd.GeoDataFrame,
    community: NDArray[np.int64],
    held: NDArray[np.float64],
    codes: NDArray[Any],
) -> list[Fault]:
    ids, households = texts(buildings, "building_id"), counts(buildings, "households")
    shapes = np.asarray(buildings.geometry.values)
    out = [
        note("building.outside", shapes[row], ids[row], households=households[row])
        for row in np.flatnonzero(community < 0)
    ]
    across = [
        note(
            "building.on_border",
            shapes[row],
            ids[row],
            other=codes[community[row]],
            share=held[row],
        )
        for row in np.flatnonzero((community >= 0) & (held < INSIDE_SHARE))
    ]
    return out + across
