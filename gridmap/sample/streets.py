"""The road network: every way cut at its junctions, so that routes can be found on it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gridmap.sample.ground import Way

NODING_M = 0.05
"""Ends of roads that come so close to another road meet it."""

STUB_M = 0.5
"""A loose end shorter than this is no road."""

RANKS = {"arterial": 0, "secondary": 1, "local": 2, "service": 3, "path": 4}


def build_roads(ways: Sequence[Way]) -> pd.DataFrame:
    """Return the road layer: one row a stretch between two junctions.

    Parameters
    ----------
    ways : sequence of Way
        Every road, in EPSG:4548.

    Returns
    -------
    DataFrame
        Columns of the contract of roads, with ``geometry`` in EPSG:4548. Where two ways share a
        stretch, the greater road keeps it.
    """
    lines = np.array([way.line for way in ways], dtype=object)
    edges = shapely.get_parts(shapely.union_all(lines, grid_size=NODING_M))
    edges = edges[~_stubs(edges)]
    source = _sources(edges, lines, ways)
    edges = shapely.normalize(edges)
    bounds = np.round(shapely.bounds(edges), 2)
    order = np.lexsort((*bounds.T, source))
    chosen = [ways[int(i)] for i in source[order]]
    return pd.DataFrame(
        {
            "road_id": [f"R{number:05d}" for number in range(1, len(order) + 1)],
            "name": [way.name or None for way in chosen],
            "road_class": [way.road_class for way in chosen],
            "oneway": False,
            "bridge": [way.over == 1 for way in chosen],
            "tunnel": [way.over == -1 for way in chosen],
            "layer": np.array([way.over for way in chosen], dtype=np.int64),
            "geometry": edges[order],
        }
    )


def _stubs(
    edges: NDArray[np.object_],
) -> NDArray[np.bool_]:
    """Return which edges are what is left of a road that runs a hair over its junction."""
    ends = np.round(
        np.stack([shapely.get_coordinates(shapely.get_point(edges, i)) for i in (0, -1)], axis=1), 2
    )
    _, node, times = np.unique(ends.reshape(-1, 2), axis=0, return_inverse=True, return_counts=True)
    loose = (times[node.reshape(-1, 2)] == 1).any(axis=1)
    return np.asarray(loose & (shapely.length(edges) < STUB_M))


def _sources(
    edges: NDArray[np.object_],
    lines: NDArray[np.object_],
    ways: Sequence[Way],
) -> NDArray[np.int64]:
    """Return the way that each edge is a stretch of."""
    middles = shapely.line_interpolate_point(edges, 0.5, normalized=True)
    edge, way = shapely.STRtree(lines).query(middles, predicate="dwithin", distance=3 * NODING_M)
    rank = np.array([RANKS[w.road_class] - 0.5 * (w.over != 0) for w in ways])
    order = np.lexsort((way, rank[way], edge))
    first = np.unique(edge[order], return_index=True)[1]
    return np.asarray(way[order][first])
