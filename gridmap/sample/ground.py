"""The ground of an invented street: river, railway, main roads and the faces between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import shapely
from numpy.typing import NDArray

from gridmap.sample.lattice import RAIL_ROAD_M, Lattice
from gridmap.sample.names import Names
from gridmap.sample.sketch import RoadClass, Sketch

NODING_M = 0.01
"""Lines that come closer than this meet."""

OVERSHOOT_M = 0.1
"""Roads run so far over the road they end at, so that the two surely cross."""

BANK_M = 45.0
"""Distance from the middle of the river to the road on its bank."""


@dataclass(frozen=True, slots=True)
class Way:
    """A stretch of road before it is cut at junctions.

    Attributes
    ----------
    line : shapely.LineString
        In EPSG:4548.
    road_class : str
        A class of the contract of roads.
    name : str
        Name, empty for a service road.
    over : {0, 1, -1}
        1 on a bridge, -1 in an underpass.
    """

    line: shapely.LineString
    road_class: RoadClass
    name: str = ""
    over: Literal[0, 1, -1] = 0


@dataclass(frozen=True, slots=True)
class Face:
    """A piece of a community between main roads, river and railway.

    Attributes
    ----------
    polygon : shapely.Polygon
        In EPSG:4548.
    community : int
        Index of the cell of the lattice.
    kind : {"land", "river", "rail"}
        Land to build on, or the strip along the river or the railway.
    side : str
        ``"west"`` or ``"east"`` of the river, and ``"south"`` or ``"north"`` of the railway.
    """

    polygon: shapely.Polygon
    community: int
    kind: Literal["land", "river", "rail"]
    side: str


@dataclass(frozen=True)
class Ground:
    """Everything that lies there before a compound is built.

    Attributes
    ----------
    lattice : Lattice
        The skeleton.
    street : shapely.Polygon
        All communities together, EPSG:4548.
    river, railway : shapely.LineString
        Middle lines.
    water : shapely.Polygon
        The river with its width.
    faces : tuple of Face
        They cover every community.
    ways : tuple of Way
        Main roads, bridges and the underpass.
    """

    lattice: Lattice
    street: shapely.Polygon
    river: shapely.LineString
    railway: shapely.LineString
    water: shapely.Polygon
    faces: tuple[Face, ...]
    ways: tuple[Way, ...]


def lay_ground(lattice: Lattice, names: Names) -> Ground:
    """Return river, railway, main roads and faces.

    Parameters
    ----------
    lattice : Lattice
        The skeleton.
    names : Names
        Where roads get their names.

    Returns
    -------
    Ground
        The ground.
    """
    sketch = Sketch(lattice)
    river, railway = sketch.river(), sketch.railway()
    borders = [*sketch.borders(), sketch.bulge_ring()]
    cells = shapely.get_parts(shapely.polygonize([_node(borders)]))
    owner = _owners(lattice, cells)
    street = shapely.union_all(cells, grid_size=NODING_M)
    water = sketch.water()
    reach = shapely.intersection(sketch.south_of_rail_road(), street).buffer(OVERSHOOT_M)
    banks = [shapely.intersection(river.offset_curve(side * BANK_M), reach) for side in (1, -1)]
    inner = [*banks, sketch.rail_road(), sketch.north_road(), *sketch.crossings()]
    pieces = shapely.get_parts(shapely.polygonize([_node([*borders, *inner])]))
    faces = _label(pieces, cells, owner, river, railway)
    ways = _main_ways(sketch, banks, water, names)
    return Ground(lattice, street, river, railway, water, faces, tuple(ways))


def _node(lines: list[shapely.Geometry]) -> shapely.Geometry:
    return shapely.union_all(lines, grid_size=NODING_M)


def _owners(lattice: Lattice, polygons: NDArray[np.object_]) -> NDArray[np.int64]:
    """Return the cell of each polygon; what lies beyond the railway goes with the rail cell."""
    middles = [
        lattice.warp.points((cell.u0 + cell.u1) / 2, (cell.v0 + cell.v1) / 2)
        for cell in lattice.cells
    ]
    owner = np.full(len(polygons), lattice.cells.index(lattice.cell("rail")))
    tree = shapely.STRtree(polygons)
    cell, polygon = tree.query(shapely.points(np.array(middles)), predicate="within")
    owner[polygon] = cell
    return owner


def _label(
    pieces: NDArray[np.object_],
    cells: NDArray[np.object_],
    owner: NDArray[np.int64],
    river: shapely.LineString,
    railway: shapely.LineString,
) -> tuple[Face, ...]:
    """Return the pieces with the community, the kind and the side of each."""
    points = shapely.point_on_surface(pieces)
    index, cell = shapely.STRtree(cells).query(points, predicate="within")
    x, y = shapely.get_x(points), shapely.get_y(points)
    east = x > _across(river, y, axis=1)
    north = y > _across(railway, x, axis=0)
    by_river = shapely.dwithin(points, river, BANK_M)
    by_rail = shapely.dwithin(points, railway, RAIL_ROAD_M - 2)
    faces = [
        Face(
            pieces[i],
            int(owner[cell[k]]),
            "river" if by_river[i] else "rail" if by_rail[i] else "land",
            f"{'east' if east[i] else 'west'}-{'north' if north[i] else 'south'}",
        )
        for k, i in enumerate(index)
    ]
    return tuple(sorted(faces, key=lambda face: (face.community, face.polygon.bounds)))


def _across(line: shapely.LineString, at: NDArray[np.float64], *, axis: int) -> NDArray[np.float64]:
    """Return the other coordinate of a line that runs steadily along one axis."""
    path = shapely.get_coordinates(line)
    path = path[np.argsort(path[:, axis])]
    return np.asarray(np.interp(at, path[:, axis], path[:, 1 - axis]))


def _main_ways(
    sketch: Sketch,
    banks: list[shapely.Geometry],
    water: shapely.Polygon,
    names: Names,
) -> list[Way]:
    corridor = shapely.buffer(sketch.river(), BANK_M)
    ways = [
        Way(part, "local", name)
        for bank, name in zip(banks, ("滨河西路", "滨河东路"), strict=True)
        for part in _lines(bank)
    ]
    for line in (sketch.rail_road(), sketch.row(0)):
        name = names.road("路")
        outside = shapely.difference(line, corridor)
        ways += [Way(part, "secondary", name) for part in _lines(outside)]
    for row in range(1, len(sketch.lattice.v_edges) - 1):
        ways += _with_bridge(Way(sketch.row(row), "arterial", names.road("路")), water)
    across, along = sketch.crossings()
    ways += _with_bridge(Way(across, "secondary", names.road("路")), water)
    ways += _with_underpass(Way(along, "secondary", names.road("街")), sketch.railway())
    ways += [Way(line, kind, names.road("街")) for line, kind in sketch.column_roads()]
    ways.append(Way(sketch.north_road(), "local", names.road("路")))
    ways.append(Way(sketch.bulge_road(), "local", names.road("街")))
    return ways


def _with_bridge(way: Way, water: shapely.Polygon) -> list[Way]:
    over = shapely.buffer(water, 6)
    bridge = [
        Way(part, way.road_class, way.name, 1)
        for part in _lines(shapely.intersection(way.line, over))
    ]
    rest = [
        Way(part, way.road_class, way.name) for part in _lines(shapely.difference(way.line, over))
    ]
    return [*bridge, *rest]


def _with_underpass(way: Way, railway: shapely.LineString) -> list[Way]:
    under = shapely.buffer(railway, 14)
    below = [
        Way(part, way.road_class, way.name, -1)
        for part in _lines(shapely.intersection(way.line, under))
    ]
    rest = [
        Way(part, way.road_class, way.name) for part in _lines(shapely.difference(way.line, under))
    ]
    return [*below, *rest]


def _lines(geometry: shapely.Geometry) -> list[shapely.LineString]:
    return [part for part in shapely.get_parts(geometry) if part.length > NODING_M]
