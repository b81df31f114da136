"""Geometry objects of GeoJSON as shapely geometries, or the reason why not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import shapely

from gridmap.errors import Text
from gridmap.layers.findings import echo

_DEEPEST = 8
Position = tuple[float, ...]


class ShapeError(ValueError):
    """A geometry object that makes no geometry.

    Parameters
    ----------
    what : Text
        What is wrong with it.
    place : tuple of float, optional
        Where, in the CRS of the file.
    """

    def __init__(self, what: Text, place: tuple[float, float] | None = None) -> None:
        super().__init__(what.en)
        self.what = what
        self.place = place


def shape_of(geometry: object, *, depth: int = 0) -> Any:  # noqa: ANN401
    """Return the shapely geometry of one GeoJSON geometry object.

    Parameters
    ----------
    geometry : object
        Parsed JSON.
    depth : int
        How many collections it lies in.

    Returns
    -------
    shapely.Geometry
        Two- or three-dimensional; further dimensions are dropped.

    Raises
    ------
    ShapeError
        If it is malformed.

    Examples
    --------
    >>> shape_of({"type": "Point", "coordinates": [116.4, 35.4]}).wkt
    'POINT (116.4 35.4)'
    """
    if not isinstance(geometry, dict):
        raise ShapeError(Text("geometry 不是对象。", "Its geometry is no object."))
    kind = geometry.get("type")
    if kind == "GeometryCollection":
        return _collection(geometry, depth)
    if not isinstance(kind, str) or kind not in GEOMETRIES:
        raise ShapeError(
            Text(f"几何类型“{echo(kind)}”不存在。", f"There is no geometry type {echo(kind)!r}.")
        )
    if "coordinates" not in geometry:
        raise ShapeError(Text("几何没有 coordinates。", "Its geometry has no coordinates."))
    return GEOMETRIES[kind](geometry["coordinates"])


def _collection(geometry: dict[str, Any], depth: int) -> Any:  # noqa: ANN401
    members = geometry.get("geometries")
    if not isinstance(members, list):
        raise ShapeError(Text("几何集合没有 geometries。", "The collection has no geometries."))
    if depth >= _DEEPEST:
        raise ShapeError(Text("几何集合嵌套过深。", "Collections are nested too deep."))
    shapes = [shape_of(member, depth=depth + 1) for member in members]
    return shapely.GeometryCollection(shapes)


def _position(value: object) -> Position:
    if not isinstance(value, list) or len(value) < 2:
        raise ShapeError(
            Text("坐标的层次不对，应为 [经度, 纬度]。", "A position is not [longitude, latitude].")
        )
    if not all(type(number) in {int, float} for number in value):
        raise ShapeError(Text("坐标里有不是数字的值。", "A coordinate is no number."))
    return tuple(value[:3])


def _positions(values: object, least: int) -> list[Position]:
    if not isinstance(values, list):
        raise ShapeError(Text("坐标的层次不对。", "The coordinates are not nested right."))
    positions = [_position(value) for value in values]
    if positions and len(positions) < least:
        raise ShapeError(
            Text(
                f"只有 {len(positions)} 个坐标，至少要 {least} 个。",
                f"It has {len(positions)} positions; {least} are needed.",
            ),
            (positions[0][0], positions[0][1]),
        )
    depth = {len(position) for position in positions}
    return positions if len(depth) < 2 else [position[:2] for position in positions]


def _ring(values: object) -> list[Position]:
    positions = _positions(values, 4)
    if positions and positions[0][:2] != positions[-1][:2]:
        raise ShapeError(
            Text("面的环没有闭合。", "A ring is not closed."),
            (positions[-1][0], positions[-1][1]),
        )
    return positions


def _each(values: object, make: Callable[[Any], Any]) -> list[Any]:
    if not isinstance(values, list):
        raise ShapeError(Text("坐标的层次不对。", "The coordinates are not nested right."))
    return [make(value) for value in values]


def _point(values: object) -> Any:  # noqa: ANN401
    return shapely.Point() if values == [] else shapely.Point(_position(values))


def _line(values: object) -> Any:  # noqa: ANN401
    return shapely.LineString(_positions(values, 2))


def _polygon(values: object) -> Any:  # noqa: ANN401
    rings = _each(values, _ring)
    if any(not ring for ring in rings):
        raise ShapeError(Text("面有空的环。", "A ring has no positions."))
    return shapely.Polygon(rings[0], rings[1:]) if rings else shapely.Polygon()


GEOMETRIES: dict[str, Callable[[Any], Any]] = {
    "Point": _point,
    "LineString": _line,
    "Polygon": _polygon,
    "MultiPoint": lambda values: shapely.MultiPoint(_positions(values, 1)),
    "MultiLineString": lambda values: shapely.MultiLineString(_each(values, _line)),
    "MultiPolygon": lambda values: shapely.MultiPolygon(_each(values, _polygon)),
    "GeometryCollection": lambda values: values,
}
"""Makers of geometries from coordinates, by type; collections are made by `shape_of`."""
