"""Where bridges and underpasses cross barriers, and the borders that they open."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from gridmap.borders import Borders, EdgeKind, cutting_lines
from gridmap.columns import flags

REACH_M = 5.0
"""A crossing opens the borders of the barrier within so many metres."""

JUNCTION_M = 0.5
"""A road that ends so near to a crossing meets the barrier, and does not pass it."""


def opened_edges(
    borders: Borders,
    edge: NDArray[np.int64],
    kind: NDArray[np.int8],
    layers: Mapping[str, gpd.GeoDataFrame],
) -> NDArray[np.bool_]:
    """Return the edges whose barrier a bridge or an underpass opens.

    Parameters
    ----------
    borders : Borders
        Pieces of border in a metric CRS, shape (s,).
    edge : ndarray of int, shape (s,)
        Edge of each piece.
    kind : ndarray of int8, shape (m,)
        `EdgeKind` of each edge.
    layers : Mapping
        ``bridges``, and ``roads`` marked as bridge or tunnel, cross the lines of the others.

    Returns
    -------
    ndarray of bool, shape (m,)
        Edges that are open though their border is a barrier.
    """
    opened = np.zeros(len(kind), dtype=bool)
    closed = np.flatnonzero(kind[edge] >= EdgeKind.ARTERIAL)
    if not len(closed):
        return opened
    tree = shapely.STRtree(shapely.linestrings(borders.segments[closed]))
    barriers = [
        (name, lines)
        for name, lines in cutting_lines(layers, road_classes=("arterial",))
        if name >= EdgeKind.ARTERIAL
    ]
    for barrier, lines in barriers:
        places = _crossing_places(layers, lines)
        _, piece = tree.query(places, predicate="dwithin", distance=REACH_M)
        near = edge[closed[piece]]
        opened[near[kind[near] == barrier]] = True
    return opened


def _crossing_places(layers: Mapping[str, gpd.GeoDataFrame], barrier: NDArray[Any]) -> NDArray[Any]:
    """Return where anything that opens a barrier is on it."""
    places = [np.empty(0, dtype=object)]
    bridges, roads = layers.get("bridges"), layers.get("roads")
    if bridges is not None:
        shapes = np.asarray(bridges.geometry.values)
        points = shapely.get_dimensions(shapes) == 0
        places += [shapes[points], _intersections(shapes[~points], barrier)[0]]
    if roads is not None:
        passing = np.asarray(roads.geometry.values)[flags(roads, "bridge") | flags(roads, "tunnel")]
        found, road = _intersections(passing, barrier)
        ends = shapely.boundary(passing[road])
        places.append(found[shapely.distance(found, ends) > JUNCTION_M])
    return np.concatenate(places)


def _intersections(
    shapes: NDArray[Any], barrier: NDArray[Any]
) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """Return where shapes cross lines, and the row of the shape.

    Lines that run along a barrier do not cross it: an arterial road on a bridge does not open
    itself.
    """
    tree = shapely.STRtree(barrier)
    shape, line = tree.query(shapes, predicate="intersects")
    parts, pair = shapely.get_parts(
        shapely.intersection(shapes[shape], barrier[line]), return_index=True
    )
    row = shape[pair]
    dimension = shapely.get_dimensions(parts)
    crosses = (dimension == 0) | (shapely.get_dimensions(shapes[row]) == 2)
    return parts[crosses], row[crosses]
