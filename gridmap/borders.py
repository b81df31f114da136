"""Shared borders of a coverage, and the lines that they run along.

In a valid coverage the two polygons on either side of a border have the very same vertices
along it, so that borders are found by matching segments: exactly, and without geometry.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from gridmap.columns import flags, texts
from gridmap.errors import InputError, Text

SHORTEST_EDGE_M = 0.1
"""Polygons that share less border than this touch in a point."""

SAMPLE_M = 2.0
"""A border is compared with the lines at least every so many metres."""


class EdgeKind(IntEnum):
    """What a shared border runs along; from ARTERIAL upwards it is a barrier."""

    PLAIN = 0
    ROAD = 1
    WALL = 2
    ARTERIAL = 3
    RAILWAY = 4
    WATER = 5


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines that a border can run along.

    Attributes
    ----------
    geometry : ndarray of LineString, shape (n,)
        Straight pieces, in a metric CRS.
    kind : ndarray of int8, shape (n,)
        `EdgeKind` of each piece.
    """

    geometry: NDArray[Any]
    kind: NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class Borders:
    """Every straight piece of border between two polygons.

    Attributes
    ----------
    heads, tails : ndarray of int32, shape (s,)
        Row of the polygon on either side, ``heads < tails``.
    segments : ndarray of float64, shape (s, 2, 2)
        Both ends of the piece, x and y in metres.
    """

    heads: NDArray[np.int32]
    tails: NDArray[np.int32]
    segments: NDArray[np.float64]

    @property
    def length_m(self) -> NDArray[np.float64]:
        """Length of every piece in metres, shape (s,)."""
        return np.asarray(np.hypot(*(self.segments[:, 1] - self.segments[:, 0]).T))

    def take(self, rows: NDArray[Any]) -> Borders:
        """Return some of the pieces.

        Parameters
        ----------
        rows : ndarray of int or bool
            Which ones.

        Returns
        -------
        Borders
            These pieces.
        """
        return Borders(self.heads[rows], self.tails[rows], self.segments[rows])


@dataclass(frozen=True, slots=True)
class Samples:
    """Places along pieces of border, and the kinds of line that run there.

    Attributes
    ----------
    piece : ndarray of int, shape (k,)
        Row of the piece in its `Borders`.
    length_m : ndarray of float64, shape (k,)
        Length of border that the sample stands for.
    near : ndarray of bool, shape (k, 6)
        Whether a line of each `EdgeKind` runs there.
    """

    piece: NDArray[np.int64]
    length_m: NDArray[np.float64]
    near: NDArray[np.bool_]


def straight_pieces(geometry: NDArray[Any]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return the segments of lines or rings and the row that each comes from.

    Parameters
    ----------
    geometry : ndarray of LineString or LinearRing, shape (n,)
        The lines.

    Returns
    -------
    segments : ndarray of float64, shape (s, 2, 2)
        Both ends of every segment.
    row : ndarray of int, shape (s,)
        Row of the line.
    """
    coordinates, row = shapely.get_coordinates(geometry, return_index=True)
    inside = row[1:] == row[:-1]
    segments = np.stack([coordinates[:-1][inside], coordinates[1:][inside]], axis=1)
    return segments, row[1:][inside]


def undirected(segments: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return segments with their western end first, so that both sides of a border are equal.

    Parameters
    ----------
    segments : ndarray of float64, shape (s, 2, 2)
        Both ends of every segment.

    Returns
    -------
    ndarray of float64, shape (s, 2, 2)
        The same segments; of a vertical one the southern end comes first.
    """
    start, end = segments[:, 0], segments[:, 1]
    level = start[:, 0] == end[:, 0]
    backward = np.where(level, start[:, 1] > end[:, 1], start[:, 0] > end[:, 0])
    return np.where(backward[:, None, None], segments[:, ::-1], segments)


def shared_borders(polygons: NDArray[Any]) -> Borders:
    """Return every piece of border that two polygons of a valid coverage share.

    Parameters
    ----------
    polygons : ndarray of Polygon, shape (n,)
        A valid coverage in a metric CRS.

    Returns
    -------
    Borders
        The pieces, ordered by their westernmost end.

    Examples
    --------
    >>> pair = np.array([shapely.box(0, 0, 1, 2), shapely.box(1, 0, 2, 2)])
    >>> borders = shared_borders(pair)
    >>> borders.heads.tolist(), borders.tails.tolist(), borders.length_m.tolist()
    ([0], [1], [2.0])
    """
    rings, owner = shapely.get_rings(polygons, return_index=True)
    segments, ring = straight_pieces(rings)
    owner = owner[ring]
    flat = undirected(segments).reshape(-1, 4)
    order = np.lexsort((owner, *flat.T[::-1]))
    flat, owner = flat[order], owner[order]
    twin = np.flatnonzero((flat[1:] == flat[:-1]).all(axis=1) & (owner[1:] != owner[:-1]))
    return Borders(
        owner[twin].astype(np.int32),
        owner[twin + 1].astype(np.int32),
        flat[twin].reshape(-1, 2, 2),
    )


def is_coverage(polygons: NDArray[Any]) -> bool:
    """Return whether shapes are single polygons that share their edges and do not overlap.

    Parameters
    ----------
    polygons : ndarray of geometry, shape (n,)
        The shapes.

    Returns
    -------
    bool
        Whether they are a valid coverage.
    """
    single = (shapely.get_type_id(polygons) == 3) & ~shapely.is_empty(polygons)
    return bool(single.all() and shapely.coverage_is_valid(polygons))


def require_coverage(polygons: NDArray[Any], community: NDArray[Any]) -> None:
    """Refuse units that overlap, have several parts, or do not share the edges between them.

    Parameters
    ----------
    polygons : ndarray of Polygon, shape (n,)
        Units.
    community : ndarray of str, shape (n,)
        Code of the community of each; communities are looked at one by one.

    Raises
    ------
    InputError
        If the units of a community are no valid coverage of single polygons.
    """
    for code in dict.fromkeys(community):
        if not is_coverage(polygons[community == code]):
            raise InputError(
                Text(
                    f"社区 {code} 的基本单元之间有重叠或错边。",
                    f"The units of community {code} overlap or do not share their edges.",
                ),
                Text("请重新剖分该社区。", "Tessellate that community again."),
            )


def sample_borders(borders: Borders, lines: Lines, *, tolerance_m: float) -> Samples:
    """Return which lines run along the borders, sampled every 2 m or closer.

    Parameters
    ----------
    borders : Borders
        The pieces of border.
    lines : Lines
        The lines.
    tolerance_m : float
        Greatest distance in metres at which a line runs along a border.

    Returns
    -------
    Samples
        At least one sample for every piece.
    """
    length_m = borders.length_m
    count = np.maximum(1, np.ceil(length_m / SAMPLE_M)).astype(np.int64)
    piece = np.repeat(np.arange(len(count)), count)
    place = np.arange(len(piece)) - np.repeat(np.cumsum(count) - count, count)
    share = ((place + 0.5) / count[piece])[:, None]
    start, end = borders.segments[piece, 0], borders.segments[piece, 1]
    near = np.zeros((len(piece), len(EdgeKind)), dtype=bool)
    if len(lines.geometry) and len(piece):
        tree = shapely.STRtree(lines.geometry)
        points = shapely.points(start + share * (end - start))
        sample, line = tree.query(points, predicate="dwithin", distance=tolerance_m)
        near[sample, lines.kind[line]] = True
    return Samples(piece, length_m[piece] / count[piece], near)


def cutting_lines(
    layers: Mapping[str, gpd.GeoDataFrame], *, road_classes: Collection[str]
) -> list[tuple[EdgeKind, NDArray[Any]]]:
    """Return the whole lines that cut a community, by kind, weakest kind first.

    Roads in tunnels and ditches do not cut; a road of unknown class does.

    Parameters
    ----------
    layers : Mapping
        Layers by name; ``roads``, ``compounds``, ``railways`` and ``water`` are read, and any
        may be missing. Of the water, lines only.
    road_classes : collection of str
        Classes of the roads that cut.

    Returns
    -------
    list of (EdgeKind, ndarray of geometry)
        The lines of each kind that is there.
    """
    found: list[tuple[EdgeKind, NDArray[Any]]] = []
    if (roads := layers.get("roads")) is not None:
        classes = texts(roads, "road_class")
        shapes = np.asarray(roads.geometry.values)
        cuts = np.isin(classes, [*road_classes, ""]) & ~flags(roads, "tunnel")
        arterial = classes == "arterial"
        found.append((EdgeKind.ROAD, shapes[cuts & ~arterial]))
        found.append((EdgeKind.ARTERIAL, shapes[cuts & arterial]))
    if (compounds := layers.get("compounds")) is not None:
        found.append((EdgeKind.WALL, shapely.boundary(np.asarray(compounds.geometry.values))))
    if (railways := layers.get("railways")) is not None:
        found.append((EdgeKind.RAILWAY, np.asarray(railways.geometry.values)))
    if (water := layers.get("water")) is not None:
        shapes = np.asarray(water.geometry.values)
        streams = (shapely.get_dimensions(shapes) == 1) & (texts(water, "kind") != "ditch")
        found.append((EdgeKind.WATER, shapes[streams]))
    kept = [(kind, shapes[~shapely.is_missing(shapes)]) for kind, shapes in found]
    return sorted(((kind, shapes) for kind, shapes in kept if len(shapes)), key=lambda one: one[0])


def as_lines(cuts: list[tuple[EdgeKind, NDArray[Any]]]) -> Lines:
    """Return lines cut into straight pieces, which an index finds fastest.

    Parameters
    ----------
    cuts : list of (EdgeKind, ndarray of geometry)
        Lines by kind, as `cutting_lines` gives them.

    Returns
    -------
    Lines
        The pieces.
    """
    pieces = [straight_pieces(shapely.get_parts(shapes))[0] for _, shapes in cuts]
    kinds = [np.full(len(p), int(k), dtype=np.int8) for p, (k, _) in zip(pieces, cuts, strict=True)]
    if not pieces:
        return Lines(np.empty(0, dtype=object), np.empty(0, dtype=np.int8))
    return Lines(shapely.linestrings(np.concatenate(pieces)), np.concatenate(kinds))
