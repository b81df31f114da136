"""Decks: the ground that a bridge makes over water."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from gridmap.columns import flags, texts
from gridmap.tessellation.params import GRID_M, TessellationParams

POINT_REACH_M = 20.0
"""A bridge drawn as a point lies within so many metres of the water and of its road."""

LONGEST_M = 1_000.0
"""A bridge drawn as a point, and without a road, is looked for up to this length."""

DIRECTIONS = 36


def water_bodies(water: gpd.GeoDataFrame | None, params: TessellationParams) -> NDArray[Any]:
    """Return the connected pieces of water that are large enough to cut.

    Parameters
    ----------
    water : GeoDataFrame or None
        The water layer, in a metric CRS.
    params : TessellationParams
        Settings.

    Returns
    -------
    ndarray of Polygon
        Pieces of ``min_water_area_m2`` and more.
    """
    if water is None:
        return np.empty(0, dtype=object)
    shapes = np.asarray(water.geometry.values)
    areas = shapely.set_precision(shapes[shapely.get_dimensions(shapes) == 2], GRID_M)
    pieces = shapely.get_parts(shapely.union_all(areas, grid_size=GRID_M))
    return np.asarray(pieces[shapely.area(pieces) >= max(params.min_water_area_m2, GRID_M)])


def find_decks(
    bodies: NDArray[Any], layers: Mapping[str, gpd.GeoDataFrame], params: TessellationParams
) -> shapely.Geometry:
    """Return the ground of all bridges over water.

    A bridge drawn as a line is as wide as ``deck_half_width_m`` says and reaches ashore by as
    much; one drawn as a point lies along its road, or else where the water is narrowest.

    Parameters
    ----------
    bodies : ndarray of Polygon
        Pieces of water.
    layers : Mapping
        ``bridges``, and ``roads`` marked as bridge.
    params : TessellationParams
        Settings.

    Returns
    -------
    Polygon or MultiPolygon
        Parts of the water; empty where there is no bridge.
    """
    bridges, roads = layers.get("bridges"), layers.get("roads")
    lines = [np.empty(0, dtype=object)]
    decks = [np.empty(0, dtype=object)]
    if roads is not None:
        lines.append(np.asarray(roads.geometry.values)[flags(roads, "bridge")])
    if bridges is not None:
        shapes = np.asarray(bridges.geometry.values)[texts(bridges, "kind") != "underpass"]
        dimension = shapely.get_dimensions(shapes)
        decks.append(shapes[dimension == 2])
        lines.append(shapes[dimension == 1])
        lines.append(_spans(shapely.get_parts(shapes[dimension == 0]), bodies, roads))
    half = params.deck_half_width_m
    decks.append(
        shapely.buffer(np.concatenate(lines), half, cap_style="square", join_style="mitre")
    )
    ground = shapely.union_all(np.concatenate(decks), grid_size=GRID_M)
    return shapely.intersection(
        ground, shapely.union_all(bodies, grid_size=GRID_M), grid_size=GRID_M
    )


def _spans(
    points: NDArray[Any], bodies: NDArray[Any], roads: gpd.GeoDataFrame | None
) -> NDArray[Any]:
    """Return the line over the water at every point that is near to water."""
    water = shapely.union_all(bodies)
    near = points[shapely.dwithin(points, water, POINT_REACH_M)]
    streets = np.empty(0, dtype=object) if roads is None else np.asarray(roads.geometry.values)
    spans = []
    for point in near:
        along = streets[shapely.dwithin(streets, point, POINT_REACH_M)]
        span = _shortest_span(point, along, water) or _shortest_span(point, _fan(point), water)
        spans += [span] if span else []
    return np.array(spans, dtype=object)


def _fan(point: shapely.Point) -> NDArray[Any]:
    angle = np.linspace(0.0, np.pi, DIRECTIONS, endpoint=False)
    arm = np.column_stack([np.cos(angle), np.sin(angle)]) * LONGEST_M
    centre = np.array([point.x, point.y])
    return np.asarray(shapely.linestrings(np.stack([centre - arm, centre + arm], axis=1)))


def _shortest_span(
    point: shapely.Point, ways: NDArray[Any], water: shapely.Geometry
) -> shapely.Geometry | None:
    """Return the shortest piece of a way over the water near a point."""
    pieces = shapely.get_parts(shapely.intersection(ways, water))
    pieces = pieces[(shapely.length(pieces) > 0) & shapely.dwithin(pieces, point, POINT_REACH_M)]
    return pieces[np.argmin(shapely.length(pieces))] if len(pieces) else None
