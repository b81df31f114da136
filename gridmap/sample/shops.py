"""Shops along wide roads, outside the walls of compounds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from gridmap.sample.footprints import draw_footprints
from gridmap.sample.ground import Way
from gridmap.sample.plots import HALF_M, LOCAL_HALF_M, Plot, wide_ground

DEPTH_M = 10.5
"""Depth of a shop."""

FREE_M = 3.5
"""Distance that a shop keeps from drives."""


@dataclass(frozen=True)
class Shops:
    """Shops of one block.

    Attributes
    ----------
    plot : int
        Index of the plot behind them.
    polygons : ndarray of shapely.Polygon
        Footprints in EPSG:4548.
    floors : ndarray of int64
        Floors of each.
    """

    plot: int
    polygons: NDArray[np.object_]
    floors: NDArray[np.int64]


def line_with_shops(
    plots: Sequence[Plot], ways: Sequence[Way], rng: np.random.Generator
) -> tuple[Shops, ...]:
    """Return shops in the strips that plots leave along wide roads.

    Parameters
    ----------
    plots : sequence of Plot
        The plots.
    ways : sequence of Way
        Main roads.
    rng : numpy.random.Generator
        Source of chance.

    Returns
    -------
    tuple of Shops
        For each plot with a strip that has room for any.
    """
    wide = [way for way in ways if way.road_class in HALF_M]
    tree = shapely.STRtree([way.line for way in wide])
    found = []
    for index, plot in enumerate(plots):
        if not plot.strip:
            continue
        near = [wide[i] for i in np.sort(tree.query(plot.block.polygon))]
        taken = wide_ground(plot.block.polygon, near, 0.0)
        polygons = _fitting(plot, taken, _candidates(plot, taken, rng))
        if len(polygons):
            floors = 1 + (3 * rng.random(len(polygons))).astype(np.int64)
            found.append(Shops(index, polygons, floors))
    return tuple(found)


def _candidates(
    plot: Plot, taken: shapely.Geometry, rng: np.random.Generator
) -> NDArray[np.object_]:
    """Return shops one after the other along the edges of wide roads."""
    inside = shapely.buffer(plot.block.polygon, -LOCAL_HALF_M - 1)
    edges = shapely.get_parts(
        shapely.line_merge(shapely.intersection(shapely.boundary(taken), inside))
    )
    places: list[tuple[NDArray[np.float64], float, float]] = []
    for edge in edges:
        at = 3.0
        while True:
            length_m = 14.0 + 24.0 * float(rng.random())
            if at + length_m > edge.length - 3.0:
                break
            if rng.random() < 0.82:
                ends = shapely.line_interpolate_point(edge, [at, at + length_m])
                places.append(_beside(shapely.get_coordinates(ends), taken, length_m))
            at += length_m + 1.5 + 6.0 * float(rng.random())
    if not places:
        return np.empty(0, dtype=object)
    lengths = np.array([length for _, length, _ in places])
    return draw_footprints(
        np.array([centre for centre, _, _ in places]),
        lengths,
        np.full(len(places), DEPTH_M),
        np.array([angle for _, _, angle in places]),
        ["slab"] * len(places),
    )


def _beside(
    ends: NDArray[np.float64], taken: shapely.Geometry, length_m: float
) -> tuple[NDArray[np.float64], float, float]:
    """Return the middle, length and direction of a shop on the free side of an edge."""
    course = (ends[1] - ends[0]) / np.hypot(*(ends[1] - ends[0]))
    across = np.array([-course[1], course[0]])
    middle = ends.mean(axis=0)
    if shapely.contains_xy(taken, *(middle + 4.0 * across)):
        across = -across
    centre = middle + across * (DEPTH_M / 2 + 1.2)
    return centre, length_m, float(np.arctan2(course[1], course[0]))


def _fitting(
    plot: Plot, taken: shapely.Geometry, shops: NDArray[np.object_]
) -> NDArray[np.object_]:
    """Return the shops that keep clear of roads, walls, drives and each other."""
    if not len(shops):
        return shops
    inside = shapely.buffer(plot.block.polygon, -LOCAL_HALF_M)
    blocked = shapely.union_all(
        [taken, plot.polygon, *(shapely.buffer(lane, FREE_M) for lane in plot.lanes)]
    )
    shapely.prepare(inside)
    shapely.prepare(blocked)
    free = shapely.contains(inside, shops) & ~shapely.intersects(blocked, shops)
    kept: list[shapely.Polygon] = []
    for shop in shops[free]:
        if not any(shapely.dwithin(shop, other, 1.0) for other in kept):
            kept.append(shop)
    return np.array(kept, dtype=object)
