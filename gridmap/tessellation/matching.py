"""Common borders of communities that were noded one by one: both sides get the same vertices."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from gridmap.borders import straight_pieces, undirected
from gridmap.tessellation.params import GRID_M

ON_BORDER_M = 2 * GRID_M
"""A node of one side is off the line of the other by rounding only."""


def match_borders(polygons: NDArray[Any], community: NDArray[np.int64]) -> NDArray[Any]:
    """Return polygons with every vertex that a neighbour has on their common border.

    Vertices of two communities that differ by rounding become one; a vertex that lies on a
    segment of another community, to within rounding, becomes a vertex of it. Nothing is snapped
    further, so that no thin polygon is pinched in two.

    Parameters
    ----------
    polygons : ndarray of Polygon, shape (n,)
        Valid coverages of single communities, side by side.
    community : ndarray of int, shape (n,)
        Community of each.

    Returns
    -------
    ndarray of Polygon, shape (n,)
        The polygons in the same order.

    Examples
    --------
    >>> left, right = shapely.box(0, 0, 1, 2), [shapely.box(1, 0, 2, 1), shapely.box(1, 1, 2, 2)]
    >>> bool(shapely.coverage_is_valid([left, *right]))
    False
    >>> matched = match_borders(np.array([left, *right]), np.array([0, 1, 1]))
    >>> bool(shapely.coverage_is_valid(matched))
    True
    """
    polygons = _welded(polygons)
    rings, owner = shapely.get_rings(polygons, return_index=True)
    segments, ring = straight_pieces(rings)
    loose = _unmatched(segments)
    side = community[owner[ring[loose]]]
    tree = shapely.STRtree(shapely.linestrings(segments[loose]))
    points = shapely.points(segments[loose, 0])
    other, segment = tree.query(points, predicate="dwithin", distance=ON_BORDER_M)
    foreign = side[other] != side[segment]
    vertex, segment = segments[loose[other[foreign]], 0], loose[segment[foreign]]
    vertex, segment = _inner_in_order(vertex, segment, segments)
    # Every ring before a segment has one coordinate more than it has segments.
    coordinates, row = shapely.get_coordinates(rings, return_index=True)
    where = segment + ring[segment] + 1
    matched = shapely.linearrings(
        np.insert(coordinates, where, vertex, axis=0), indices=np.insert(row, where, ring[segment])
    )
    return np.asarray(shapely.polygons(matched, indices=owner))


def _inner_in_order(
    vertex: NDArray[np.float64], segment: NDArray[np.int64], segments: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return the vertices between the ends of their segments, in the order along them."""
    start, along = segments[segment, 0], segments[segment, 1] - segments[segment, 0]
    place = ((vertex - start) * along).sum(axis=1) / (along**2).sum(axis=1)
    inner = ~(vertex[:, None] == segments[segment]).all(axis=2).any(axis=1)
    inner &= (place > 0) & (place < 1)
    found = np.unique(np.column_stack([segment[inner], place[inner], vertex[inner]]), axis=0)
    return found[:, 2:], found[:, 0].astype(np.int64)


def _welded(polygons: NDArray[Any]) -> NDArray[Any]:
    """Return polygons in which vertices on open borders that differ by rounding are one."""
    segments, _ = straight_pieces(shapely.get_rings(polygons))
    loose = _unmatched(segments)
    vertices = np.unique(segments[loose].reshape(-1, 2), axis=0)
    pairs = cKDTree(vertices).query_pairs(ON_BORDER_M, output_type="ndarray")
    if not len(pairs):
        return polygons
    links = coo_array((np.ones(len(pairs), np.int8), tuple(pairs.T)), (len(vertices),) * 2)
    group = connected_components(links, directed=False)[1]
    chief = vertices[np.unique(group, return_index=True)[1]][group]
    keys = _as_complex(vertices)
    coordinates, row = shapely.get_coordinates(polygons, return_index=True)
    at = np.minimum(np.searchsorted(keys, _as_complex(coordinates)), len(keys) - 1)
    # A unit that only touches the border in a vertex moves with the others.
    moves = (keys[at] == _as_complex(coordinates)) & (chief[at] != coordinates).any(axis=1)
    placed = np.where(moves[:, None], chief[at], coordinates)
    touched = np.unique(row[moves])
    welded = polygons.copy()
    welded[touched] = shapely.remove_repeated_points(
        shapely.set_coordinates(polygons[touched], placed[np.isin(row, touched)]), 0.0
    )
    return welded


def _as_complex(points: NDArray[np.float64]) -> NDArray[np.complex128]:
    return np.asarray(points[:, 0] + 1j * points[:, 1])


def _unmatched(segments: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the segments that no other polygon has."""
    _, first, count = np.unique(
        undirected(segments).reshape(-1, 4), axis=0, return_index=True, return_counts=True
    )
    return np.asarray(first[count == 1])
