"""Grids that a river, a railway or an arterial road parts, with no way across inside."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from gridmap.audit.ground import Ground, Ints
from gridmap.audit.net import Net
from gridmap.audit.records import NetFault
from gridmap.audit.shapes import Shapes
from gridmap.borders import (
    SHORTEST_EDGE_M,
    Borders,
    EdgeKind,
    as_lines,
    cutting_lines,
    sample_borders,
    shared_borders,
)
from gridmap.columns import flags, texts
from gridmap.contiguity.crossings import REACH_M, opened_edges
from gridmap.errors import Text

ON_LINE_M = 0.05
"""A border of two faces that is made of a barrier is so near to it."""

SNAP_M = 0.01
"""Lines that are nearer are one: a bank that leaves a boundary meets it, whatever is rounded."""

NAMES = {
    EdgeKind.ARTERIAL: Text("主干路", "an arterial road"),
    EdgeKind.RAILWAY: Text("铁路", "a railway"),
    EdgeKind.WATER: Text("河流", "water"),
}


@dataclass(frozen=True)
class _Barriers:
    lines: list[tuple[EdgeKind, Shapes]]
    water: Shapes
    ways: Shapes

    @property
    def shapes(self) -> Shapes:
        """Everything that parts a grid."""
        return np.concatenate([*(shapes for _, shapes in self.lines), self.water])


def find_crossing(net: Net) -> Iterator[NetFault]:
    """Yield every grid with households on both sides of a barrier that nothing crosses in it.

    The sides are those of the contiguity graph of a plan: bridges, underpasses, and roads marked
    as bridge or tunnel open a barrier where they cross it.

    Parameters
    ----------
    net : Net
        The net.

    Yields
    ------
    NetFault
        ``households`` and ``buildings`` are those on the lesser sides.
    """
    barriers = _barriers(net.ground)
    shapes = barriers.shapes
    if not len(shapes) or not len(net.ground.buildings.ids):
        return
    grid, _ = shapely.STRtree(shapes).query(net.shapes, predicate="intersects")
    index = shapely.STRtree(shapes)
    for row in np.unique(grid).tolist():
        near = shapes[index.query(net.shapes[row], predicate="intersects")]
        faces = _faces(net.shapes[row], near)
        if len(faces) > 1:
            yield from _parted(net, row, faces, barriers)


def _barriers(ground: Ground) -> _Barriers:
    lines = [
        (kind, shapely.get_parts(shapes))
        for kind, shapes in cutting_lines(ground.layers, road_classes=("arterial",))
        if kind >= EdgeKind.ARTERIAL
    ]
    water: Shapes = np.empty(0, dtype=object)
    ways = [np.empty(0, dtype=object)]
    layers = ground.layers
    if "water" in layers:
        shapes = np.asarray(layers["water"].geometry.values)
        areal = (shapely.get_dimensions(shapes) == 2) & (texts(layers["water"], "kind") != "ditch")
        water = shapes[areal]
    if "bridges" in layers:
        ways.append(np.asarray(layers["bridges"].geometry.values))
    if "roads" in layers:
        roads = layers["roads"]
        passing = flags(roads, "bridge") | flags(roads, "tunnel")
        ways.append(np.asarray(roads.geometry.values)[passing])
    return _Barriers(lines, water, np.concatenate(ways))


def _faces(shape: shapely.Geometry, barriers: Shapes) -> Shapes:
    """Return the pieces into which barriers cut a grid."""
    lines = np.where(
        shapely.get_dimensions(barriers) == 2,
        shapely.boundary(barriers),
        barriers,
    )
    inner = shapely.intersection(shapely.union_all(lines), shape)
    linework = shapely.union_all([shapely.boundary(shape), inner], grid_size=SNAP_M)
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(linework)))
    inside: NDArray[np.bool_] = shapely.intersects(shape, shapely.point_on_surface(faces))
    return np.asarray(faces[inside], dtype=object)


def _parted(net: Net, row: int, faces: Shapes, barriers: _Barriers) -> Iterator[NetFault]:
    places = shapely.point_on_surface(faces)
    wet = np.zeros(len(faces), dtype=bool)
    wet[shapely.STRtree(barriers.water).query(places, predicate="intersects")[0]] = True
    edges, open_edges, kind = _edges(net.ground, faces, wet, barriers)
    piece = _pieces(len(faces), edges)
    side = _pieces(len(faces), edges[open_edges])
    side = _bridged(side, faces, wet, barriers)
    homes, buildings = net.ground.buildings.within(faces)
    sides = _sides(side, piece, homes, wet)
    if len(sides) < 2:
        return
    crossed = _between(edges, side, sides, kind, wet)
    lesser = np.isin(side, sides[1:])
    one, count = str(net.ids[row]), int(homes[lesser].sum())
    names = [NAMES[value] for value in crossed]
    yield NetFault(
        kind="barrier",
        nets=(net.name,),
        grids=(one,),
        community_code=net.ground.communities.code(int(net.home[row])),
        shape=shapely.union_all(faces[lesser & ~wet]),
        households=count,
        buildings=int(buildings[lesser].sum()),
        area_m2=float(shapely.area(faces[lesser & ~wet]).sum()),
        about="、".join(name.zh for name in names),
        what=Text(
            f"网格 {one} 跨越{'、'.join(name.zh for name in names)}，另一侧有 {count} 户。",
            f"Grid {one} crosses {' and '.join(name.en for name in names)}; {count} households "
            "live on the lesser side.",
        ),
        remedy=Text(
            "请沿阻隔断开；如现场有桥梁、下穿或过街通道，请补入桥梁图层。",
            "Cut it along the barrier, or add the bridge or underpass there to layer bridges.",
        ),
    )


def _edges(
    ground: Ground, faces: Shapes, wet: NDArray[np.bool_], barriers: _Barriers
) -> tuple[Ints, NDArray[np.bool_], NDArray[np.int8]]:
    """Return pairs of faces side by side, whether one can go across, and what is between."""
    borders = _long(shared_borders(faces), len(faces))
    keys, edge = np.unique(
        borders.heads.astype(np.int64) * len(faces) + borders.tails, return_inverse=True
    )
    edges = np.column_stack([keys // len(faces), keys % len(faces)])
    samples = sample_borders(borders, as_lines(barriers.lines), tolerance_m=ON_LINE_M)
    kind = np.zeros(len(keys), dtype=np.int8)
    for value in (EdgeKind.ARTERIAL, EdgeKind.RAILWAY, EdgeKind.WATER):
        kind[np.unique(edge[samples.piece[samples.near[:, value]]])] = value
    opened = opened_edges(borders, edge, kind, ground.layers)
    shore = wet[edges].any(axis=1)
    kind[shore] = EdgeKind.WATER
    return edges, (opened | (kind == EdgeKind.PLAIN)) & ~shore, kind


def _long(borders: Borders, n: int) -> Borders:
    """Return borders of pairs that share more than a point."""
    keys = borders.heads.astype(np.int64) * n + borders.tails
    found, edge = np.unique(keys, return_inverse=True)
    length = np.bincount(edge, borders.length_m, len(found))
    return borders.take(length[edge] > SHORTEST_EDGE_M)


def _pieces(n: int, edges: Ints) -> Ints:
    links = coo_array((np.ones(len(edges), np.int8), (edges[:, 0], edges[:, 1])), shape=(n, n))
    return np.asarray(connected_components(links, directed=False)[1], dtype=np.int64)


def _bridged(side: Ints, faces: Shapes, wet: NDArray[np.bool_], barriers: _Barriers) -> Ints:
    """Join the banks of water that a way crosses inside the grid or along its boundary."""
    if not wet.any() or not len(barriers.ways):
        return side
    # A bridge in the street that bounds the grid is a way across for the grid too.
    over = shapely.dwithin(shapely.union_all(faces[wet]), barriers.ways, REACH_M)
    joined = side.copy()
    for way in barriers.ways[over].tolist():
        touched = np.flatnonzero(~wet & (shapely.distance(faces, way) <= REACH_M))
        together = np.isin(joined, joined[touched])
        joined[together] = joined[together].min(initial=len(side))
    return joined


def _sides(side: Ints, piece: Ints, homes: Ints, wet: NDArray[np.bool_]) -> Ints:
    """Return the sides with households of the pieces that are parted, the greatest first.

    A side in another piece of the grid is no other side of a barrier: that is an exclave.
    """
    lived = np.flatnonzero((homes > 0) & ~wet)
    found: list[int] = []
    for one in np.unique(piece[lived]).tolist():
        own = lived[piece[lived] == one]
        loads = np.bincount(side[own], homes[own])
        order = np.argsort(-loads, kind="stable")
        several = order[: int((loads > 0).sum())].tolist()
        found += several if len(several) > 1 else []
    return np.array(found, dtype=np.int64)


def _between(
    edges: Ints, side: Ints, sides: Ints, kind: NDArray[np.int8], wet: NDArray[np.bool_]
) -> list[EdgeKind]:
    """Return the kinds of barrier that end a side, the widest first."""
    ends = side[edges]
    parted = (ends[:, 0] != ends[:, 1]) & (np.isin(ends, sides) | wet[edges]).all(axis=1)
    barred = parted & (kind >= EdgeKind.ARTERIAL)
    if not barred.any():
        barred = (ends[:, 0] != ends[:, 1]) & (kind >= EdgeKind.ARTERIAL)
    return [EdgeKind(value) for value in np.unique(kind[barred])[::-1]]
