"""CQL2 filters: text or JSON read by the library cql2 into the one JSON that stands for both.

The parser goes down into itself and ends the whole process where an expression is nested some
thousand times; so depth is limited before it is called. It was chosen over pygeofilter, whose
grammar cannot read names that begin with an ``a``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Literal

import cql2
import numpy as np
import orjson
import shapely
from shapely.geometry.base import BaseGeometry

from gridmap.errors import Text
from gridmap.io.geojson_shapes import ShapeError, shape_of
from gridmap_api.errors import ParameterError
from gridmap_api.ogc.crs import OfferedCrs, to_storage

FilterLanguage = Literal["cql2-text", "cql2-json"]
LONGEST = 10_000
"""Characters of a filter."""
DEEPEST = 32
MOST_NOTS = 32
COLLECTION = 7
_QUOTED = re.compile(r"'(?:[^']|'')*'|\"[^\"]*\"")
_NOT = re.compile(r"\bnot\b", re.IGNORECASE)
_SIGNS = re.compile(r"[-+]\s*[-+]\s*[-+]")


def parse_filter(text: str, language: FilterLanguage) -> Any:  # noqa: ANN401
    """Return a filter as CQL2 JSON.

    Parameters
    ----------
    text : str
        The filter.
    language : {"cql2-text", "cql2-json"}
        The language it is in.

    Returns
    -------
    JSON value
        The expression.

    Raises
    ------
    ParameterError
        If it is no CQL2, or too long or too deep.
    """
    if len(text) > LONGEST or "\0" in text:
        raise _no_filter()
    if language == "cql2-json":
        _require_shallow_json(text)
        parse = cql2.parse_json
    else:
        _require_shallow_text(text)
        parse = cql2.parse_text
    try:
        return parse(text).to_json()
    except (cql2.ParseError, cql2.ValidationError, ValueError, RecursionError) as error:
        raise _no_filter() from error


def read_filter_shape(geometry: Mapping[str, Any], crs: OfferedCrs) -> BaseGeometry:
    """Return a geometry of a filter as the store keeps shapes.

    Parameters
    ----------
    geometry : Mapping
        GeoJSON geometry, or ``{"bbox": [...]}``.
    crs : OfferedCrs
        The CRS of the filter.

    Returns
    -------
    BaseGeometry
        In EPSG:4490.

    Raises
    ------
    ParameterError
        If it is no valid geometry.
    """
    try:
        shape = _box(geometry["bbox"]) if set(geometry) == {"bbox"} else shape_of(geometry)
    except (ShapeError, ValueError, TypeError, OverflowError, shapely.GEOSException) as error:
        raise _no_shape() from error
    shape = to_storage(shapely.force_2d(shape), crs)
    is_finite = bool(np.isfinite(shapely.get_coordinates(shape)).all())
    kind = int(shapely.get_type_id(shape))
    if not is_finite or kind == COLLECTION or shape.is_empty or not shape.is_valid:
        raise _no_shape()
    return shape


def _box(numbers: list[float]) -> BaseGeometry:
    if len(numbers) == 6:
        numbers = [*numbers[:2], *numbers[3:5]]
    west, south, east, north = (float(one) for one in numbers)
    return shapely.box(west, south, east, north)


def _require_shallow_text(text: str) -> None:
    bare = _QUOTED.sub("''", text)
    depth = deepest = 0
    for sign in re.findall(r"[()]", bare):
        depth += 1 if sign == "(" else -1
        deepest = max(deepest, depth)
    if deepest > DEEPEST or len(_NOT.findall(bare)) > MOST_NOTS or _SIGNS.search(bare):
        raise _no_filter()


def _require_shallow_json(text: str) -> None:
    try:
        root = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise _no_filter() from error
    level = [root]
    for _ in range(DEEPEST):
        level = [
            child
            for one in level
            if isinstance(one, dict | list)
            for child in (one.values() if isinstance(one, dict) else one)
        ]
        if not level:
            return
    raise _no_filter()


def _no_filter() -> ParameterError:
    return ParameterError(
        Text("filter 不是可用的 CQL2 条件。", "The filter is no CQL2 that can be used."),
        Text(
            "例如 households >= 300 AND name LIKE '%苑%'；最长 10000 个字符。",
            "Such as households >= 300 AND name LIKE '%a%'; 10,000 characters at most.",
        ),
    )


def _no_shape() -> ParameterError:
    return ParameterError(
        Text("filter 中的几何不可用。", "A geometry in the filter cannot be used."),
        Text(
            "请给出有效的点、线或面，坐标顺序按 filter-crs。",
            "Give valid points, lines or polygons, coordinates in the order of filter-crs.",
        ),
    )
