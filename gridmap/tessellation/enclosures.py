"""Enclosures: the pieces of a community that roads, railways, water and walls leave."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from gridmap.borders import EdgeKind, Lines, as_lines, cutting_lines
from gridmap.tessellation.decks import find_decks
from gridmap.tessellation.ends import join_ends
from gridmap.tessellation.params import GRID_M, TessellationParams

LAND, WATER, BRIDGE = 0, 1, 2
"""What the ground of an enclosure is."""


@dataclass(frozen=True, slots=True)
class Enclosures:
    """Pieces of one community.

    Attributes
    ----------
    polygons : ndarray of Polygon, shape (e,)
        A valid coverage of the community, noded on a grid of `GRID_M`.
    ground : ndarray of int, shape (e,)
        `LAND`, `WATER` or `BRIDGE`.
    compound : ndarray of int, shape (e,)
        Row of the compound in its layer; -1 for none.
    lines : Lines
        What the community was cut by.
    """

    polygons: NDArray[Any]
    ground: NDArray[np.int64]
    compound: NDArray[np.int64]
    lines: Lines


def enclose(
    community: shapely.Geometry,
    layers: Mapping[str, gpd.GeoDataFrame],
    bodies: NDArray[Any],
    params: TessellationParams,
) -> Enclosures:
    """Return the enclosures of a community.

    All lines are noded at once, so that neighbours have the same vertices. Water is one enclosure
    for each connected piece, whatever line crosses it, less the decks of bridges; a deck is cut
    only by arterial roads and railways.

    Parameters
    ----------
    community : Polygon or MultiPolygon
        Its ground, in a metric CRS.
    layers : Mapping
        ``roads``, ``railways``, ``water``, ``compounds`` and ``bridges``; any may be missing.
    bodies : ndarray of Polygon
        Pieces of water that cut.
    params : TessellationParams
        Settings.

    Returns
    -------
    Enclosures
        The pieces.
    """
    margin_m = 2 * params.join_m + 1
    bounds = np.array(community.bounds) + np.array([-1, -1, 1, 1]) * margin_m
    cuts = [
        (kind, shapely.clip_by_rect(shapes, *bounds))
        for kind, shapes in cutting_lines(layers, road_classes=params.cutting_classes)
    ]
    cuts = join_ends(cuts, shapely.boundary(community), reach_m=params.join_m)
    bodies = bodies[shapely.intersects(bodies, community)]
    decks = find_decks(bodies, layers, params) if len(bodies) else shapely.MultiPolygon()
    shores = [shapely.boundary(community), shapely.boundary(decks), *shapely.boundary(bodies)]
    faces = _faces([*shores, *(shape for _, shapes in cuts for shape in shapes)])
    inner = shapely.point_on_surface(faces)
    inside = shapely.contains(_prepared(community), inner)
    faces, inner = faces[inside], inner[inside]
    strong = [shape for kind, shapes in cuts for shape in shapes if kind >= EdgeKind.ARTERIAL]
    deck = _row_of(inner, _deck_parts(decks, strong))
    body = np.where(deck < 0, _row_of(inner, bodies), -1)
    compounds = layers.get("compounds")
    walled = np.empty(0, object) if compounds is None else np.asarray(compounds.geometry.values)
    compound = np.where((deck < 0) & (body < 0), _row_of(inner, walled), -1)
    return _joined(faces, deck, body, compound, as_lines(cuts))


def _prepared(geometry: shapely.Geometry) -> shapely.Geometry:
    shapely.prepare(geometry)
    return geometry


def _faces(linework: list[Any]) -> NDArray[Any]:
    noded = shapely.union_all(np.array(linework, dtype=object), grid_size=GRID_M)
    return np.asarray(shapely.get_parts(shapely.polygonize(shapely.get_parts(noded))))


def _deck_parts(decks: shapely.Geometry, strong: list[Any]) -> NDArray[Any]:
    """Return the decks, cut by the lines that are barriers."""
    if shapely.is_empty(decks):
        return np.empty(0, dtype=object)
    parts = _faces(
        [shapely.boundary(decks), *shapely.intersection(np.array(strong, object), decks)]
    )
    inside = shapely.contains(_prepared(decks), shapely.point_on_surface(parts))
    return np.asarray(parts[inside])


def _row_of(points: NDArray[Any], polygons: NDArray[Any]) -> NDArray[np.int64]:
    """Return the first polygon that holds each point; -1 for none."""
    row = np.full(len(points), len(polygons), dtype=np.int64)
    point, polygon = shapely.STRtree(polygons).query(points, predicate="within")
    np.minimum.at(row, point, polygon)
    row[row == len(polygons)] = -1
    return row


def _joined(
    faces: NDArray[Any],
    deck: NDArray[np.int64],
    body: NDArray[np.int64],
    compound: NDArray[np.int64],
    lines: Lines,
) -> Enclosures:
    """Join the faces of each deck and each piece of water; land stays as it is cut."""
    wet = [(faces[deck == row], BRIDGE) for row in np.unique(deck[deck >= 0])]
    wet += [(faces[body == row], WATER) for row in np.unique(body[body >= 0])]
    parts = [(shapely.get_parts(shapely.coverage_union_all(group)), kind) for group, kind in wet]
    land = (deck < 0) & (body < 0)
    polygons = [faces[land], *(group for group, _ in parts)]
    kinds = [np.full(land.sum(), LAND), *(np.full(len(group), kind) for group, kind in parts)]
    ground = np.concatenate(kinds)
    walled = np.full(len(ground), -1, dtype=np.int64)
    walled[: land.sum()] = compound[land]
    return Enclosures(np.concatenate(polygons), ground, walled, lines)
