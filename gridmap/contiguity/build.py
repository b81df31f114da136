"""From units to their contiguity graph: shared borders, barriers, water, bridges."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from gridmap.borders import (
    SHORTEST_EDGE_M,
    Borders,
    EdgeKind,
    as_lines,
    cutting_lines,
    require_coverage,
    sample_borders,
    shared_borders,
)
from gridmap.contiguity.crossings import opened_edges
from gridmap.contiguity.graph import ContiguityGraph
from gridmap.crs import require_metric

FREE_M, FREE_SHARE = 2.0, 0.2
"""A barrier is open where more than 2 m and 20 percent of a border are free of it."""

BORDER_ROADS = ("arterial", "secondary", "local", "service")
"""Classes of roads along which a border is said to run."""

Mask = NDArray[np.bool_]


def build_contiguity(
    units: gpd.GeoDataFrame,
    layers: Mapping[str, gpd.GeoDataFrame],
    *,
    tolerance_m: float = 0.5,
) -> ContiguityGraph:
    """Return the contiguity graph of units, within communities only.

    A border runs along a barrier if at least half of it lies within the tolerance of the line and
    no more than 2 m or 20 percent of it is free. A piece of water is open to one bank only, the
    one with which it shares the longest border, so that no grid reaches over a river through its
    water; a bridge is open to both banks.

    Parameters
    ----------
    units : GeoDataFrame
        Units table in a metric CRS; a valid coverage within every community.
    layers : Mapping
        Layers in the same CRS: ``roads``, ``railways``, ``water``, ``compounds`` and ``bridges``
        are read, and any may be missing.
    tolerance_m : float
        Greatest distance in metres at which a line runs along a border.

    Returns
    -------
    ContiguityGraph
        Units in the order of their rows; edges ordered by heads, then tails.

    Raises
    ------
    CrsError
        If the units are not in a metric CRS.
    InputError
        If the units of a community are no valid coverage.
    """
    require_metric(units, layer="units")
    polygons = np.asarray(units.geometry.values)
    community = units["community_code"].to_numpy(dtype=object)
    require_coverage(polygons, community)
    borders = _within(shared_borders(polygons), community)
    lines = as_lines(cutting_lines(layers, road_classes=BORDER_ROADS))
    samples = sample_borders(borders, lines, tolerance_m=tolerance_m)
    edge, heads, tails = _pairs(borders, len(units))
    along_m = _lengths_along(edge[samples.piece], samples.length_m, samples.near, len(heads))
    kind = _kinds(along_m)
    bridged = opened_edges(borders, edge, kind, layers)
    length_m = along_m[:, EdgeKind.PLAIN]
    long = length_m > SHORTEST_EDGE_M
    graph = ContiguityGraph(
        len(units), heads[long], tails[long], length_m[long], kind[long], bridged[long]
    )
    return _with_water(graph, units["kind"].to_numpy(dtype=object))


def _within(borders: Borders, community: NDArray[Any]) -> Borders:
    return borders.take(community[borders.heads] == community[borders.tails])


def _pairs(
    borders: Borders, n: int
) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int32]]:
    """Edge of every piece of border, and both ends of every edge."""
    keys, edge = np.unique(borders.heads.astype(np.int64) * n + borders.tails, return_inverse=True)
    return edge, (keys // n).astype(np.int32), (keys % n).astype(np.int32)


_CLOSED = len(EdgeKind)
"""Column of the length along any barrier at all."""


def _lengths_along(
    edge: NDArray[np.int64], length_m: NDArray[np.float64], near: Mask, m: int
) -> NDArray[np.float64]:
    """Length of every edge along each kind, (m, 7): PLAIN holds the whole, the last any barrier."""
    columns = [np.ones(len(edge), dtype=bool), *near.T[1:]]
    columns.append(near[:, EdgeKind.ARTERIAL :].any(axis=1))
    return np.stack([np.bincount(edge, length_m * on, m) for on in columns], axis=1)


def _kinds(along_m: NDArray[np.float64]) -> NDArray[np.int8]:
    whole = along_m[:, EdgeKind.PLAIN]
    kind = np.zeros(len(along_m), dtype=np.int8)
    road = along_m[:, EdgeKind.ROAD] + along_m[:, EdgeKind.ARTERIAL]
    for weaker, length_m in ((EdgeKind.WALL, along_m[:, EdgeKind.WALL]), (EdgeKind.ROAD, road)):
        kind[length_m >= whole / 2] = weaker
    free = whole - along_m[:, _CLOSED]
    closed = (along_m[:, _CLOSED] >= whole / 2) & (free <= np.maximum(FREE_M, FREE_SHARE * whole))
    barriers = along_m[:, EdgeKind.ARTERIAL : _CLOSED]
    half = barriers >= whole[:, None] / 2
    highest = EdgeKind.WATER - np.argmax(half[:, ::-1], axis=1)
    longest = EdgeKind.ARTERIAL + np.argmax(barriers, axis=1)
    return np.where(closed, np.where(half.any(axis=1), highest, longest), kind).astype(np.int8)


def _with_water(graph: ContiguityGraph, unit_kind: NDArray[Any]) -> ContiguityGraph:
    """Open every piece of water to its longest bank, and every bridge to the land."""
    water, bridge = unit_kind == "water", unit_kind == "bridge"
    wet = water[graph.heads] | water[graph.tails]
    deck = (bridge[graph.heads] | bridge[graph.tails]) & ~wet
    both = bridge[graph.heads] & bridge[graph.tails]
    kind, bridged = graph.kind.copy(), graph.bridged & ~wet
    kind[wet] = EdgeKind.WATER
    kind[deck & ~both] = EdgeKind.PLAIN
    bridged[deck & ~both] = True
    bank = graph.components(~graph.barrier & ~wet & ~deck)
    ashore = (
        wet
        & ~(bridge[graph.heads] | bridge[graph.tails])
        & (water[graph.heads] != water[graph.tails])
    )
    edges = np.flatnonzero(ashore)
    wet_end = np.where(water[graph.heads[edges]], graph.heads[edges], graph.tails[edges])
    land_end = graph.heads[edges] + graph.tails[edges] - wet_end
    for unit in np.unique(wet_end):
        mine = wet_end == unit
        border_m = np.bincount(bank[land_end[mine]], graph.length_m[edges[mine]])
        kind[edges[mine & (bank[land_end] == np.argmax(border_m))]] = EdgeKind.PLAIN
    return ContiguityGraph(graph.n, graph.heads, graph.tails, graph.length_m, kind, bridged)
