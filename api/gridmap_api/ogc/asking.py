"""What an address asks of a collection: read as texts first, then against the collection."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry
from sqlalchemy import ColumnElement, Connection
from starlette.requests import Request

from gridmap.errors import Text
from gridmap_api.errors import ParameterError
from gridmap_api.ogc.crs import CRS84_URI, OfferedCrs, find_crs, to_storage
from gridmap_api.ogc.filtering import FilterLanguage, parse_filter, read_filter_shape
from gridmap_api.store.feature_collections import Collection
from gridmap_api.store.feature_filters import Filter, box_condition, value_condition
from gridmap_api.store.feature_queries import Part

COMMON = frozenset({"f", "lang", "crs"})
LISTING = COMMON | {
    "limit",
    "offset",
    "after",
    "bbox",
    "bbox-crs",
    "datetime",
    "filter",
    "filter-lang",
    "filter-crs",
    "sortby",
    "properties",
}
LIMIT = 100
LIMIT_MOST = 10_000
EDGE_PIECES = 16
"""Pieces of each side of a box in metres, whose sides are curves in degrees."""
_TIME = re.compile(r"\d{4}-\d\d-\d\d([Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Asking:
    """What an address asks for, as texts.

    Attributes
    ----------
    limit, offset : int
        Features on the page, and before it.
    is_counted : bool
        Whether the address names an offset, so that links go on by offset.
    after : str or None
        The key after which to go on.
    bbox, bbox_crs, datetime, crs : str
        As the parameters.
    filter, filter_lang, filter_crs : str
        As the parameters.
    sortby, properties : str or None
        As the parameters.
    values : tuple of (str, str)
        Names and values of all other parameters.
    """

    limit: int = LIMIT
    offset: int = 0
    is_counted: bool = False
    after: str | None = None
    bbox: str | None = None
    bbox_crs: str = CRS84_URI
    datetime: str | None = None
    crs: str = CRS84_URI
    filter: str | None = None
    filter_lang: FilterLanguage = "cql2-text"
    filter_crs: str = CRS84_URI
    sortby: str | None = None
    properties: str | None = None
    values: tuple[tuple[str, str], ...] = field(default=())

    @property
    def selection(self) -> tuple[object, ...]:
        """All on which it depends which features match."""
        box = (self.bbox, self.bbox_crs)
        return (*box, self.filter, self.filter_lang, self.filter_crs, self.values)


def other_values(request: Request, known: frozenset[str]) -> tuple[tuple[str, str], ...]:
    """Return the parameters of an address that have no name of their own.

    Parameters
    ----------
    request : Request
        The request.
    known : frozenset of str
        Names of parameters that are read elsewhere.

    Returns
    -------
    tuple of (str, str)
        The others.

    Raises
    ------
    ParameterError
        If one is named twice, or holds NUL.
    """
    given = request.query_params.multi_items()
    if len(given) != len({name for name, _ in given}) or any("\0" in "".join(one) for one in given):
        raise ParameterError(
            Text("参数重复，或含有不可用的字符。", "A parameter comes twice, or holds NUL."),
            Text("每个参数只写一次。", "Name each parameter once."),
        )
    return tuple((name, value) for name, value in given if name not in known)


def refuse_unknown(request: Request, known: frozenset[str] = COMMON) -> None:
    """Refuse an address with a parameter that means nothing.

    Parameters
    ----------
    request : Request
        The request.
    known : frozenset of str
        Names that have a meaning.

    Raises
    ------
    ParameterError
        If it has another.
    """
    if other_values(request, known):
        _refuse_names(sorted(known))


def part_of(
    connection: Connection,
    collection: Collection,
    asking: Asking,
    among: Sequence[OfferedCrs],
) -> tuple[Part, OfferedCrs]:
    """Return which features are asked for.

    Parameters
    ----------
    connection : Connection
        Of the store that is asked.
    collection : Collection
        What is asked.
    asking : Asking
        What the address says.
    among : sequence of OfferedCrs
        The CRS that are offered.

    Returns
    -------
    part : Part
        Which features, and how they are told.
    crs : OfferedCrs
        The CRS in which they are told.

    Raises
    ------
    ParameterError
        If something is asked for that is not there.
    """
    crs = find_crs(asking.crs, among, name="crs")
    if asking.datetime is not None:
        _require_times(asking.datetime)
    part = Part(
        crs.target,
        conditions=tuple(_conditions(connection, collection, asking, among)),
        names=_names(collection, asking.properties),
        order=_order(collection, asking.sortby),
        limit=min(asking.limit, LIMIT_MOST),
        offset=asking.offset,
        after=asking.after,
    )
    return part, crs


def _conditions(
    connection: Connection,
    collection: Collection,
    asking: Asking,
    among: Sequence[OfferedCrs],
) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if asking.bbox is not None:
        crs = find_crs(asking.bbox_crs, among, name="bbox-crs")
        found.append(box_condition(connection, collection, _box(asking.bbox, crs)))
    if asking.filter is not None:
        crs = find_crs(asking.filter_crs, among, name="filter-crs")

        def read(geometry: Any) -> BaseGeometry:  # noqa: ANN401
            return read_filter_shape(geometry, crs)

        expression = parse_filter(asking.filter, asking.filter_lang)
        found.append(Filter(connection, collection, read).condition(expression))
    for name, value in asking.values:
        if name not in collection.values:
            _refuse_names(sorted(LISTING | set(collection.values)))
        found.append(value_condition(collection, name, value))
    return found


def _box(text: str, crs: OfferedCrs) -> BaseGeometry:
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError as error:
        raise _no_box() from error
    if len(numbers) == 6:
        numbers = [*numbers[:2], *numbers[3:5]]
    if len(numbers) != 4 or not all(math.isfinite(one) for one in numbers):
        raise _no_box()
    if crs.target.is_flipped:
        numbers = [numbers[1], numbers[0], numbers[3], numbers[2]]
    west, south, east, north = numbers
    if south > north or (west > east and crs.target.is_projected):
        raise _no_box()
    if not crs.target.is_projected:
        return _degrees(west, south, east, north)
    side = max((east - west), (north - south)) / EDGE_PIECES
    box = shapely.segmentize(shapely.box(west, south, east, north), side or 1)
    flipped = shapely.transform(box, lambda xy: xy[:, ::-1]) if crs.target.is_flipped else box
    shape = to_storage(flipped, crs)
    if not np.isfinite(shapely.get_coordinates(shape)).all():
        raise _no_box()
    return shape


def _degrees(west: float, south: float, east: float, north: float) -> BaseGeometry:
    if not (-180 <= west <= 180 and -180 <= east <= 180 and -90 <= south <= north <= 90):
        raise _no_box()
    if west <= east:
        return shapely.box(west, south, east, north)
    # Across the date line.
    sides = [shapely.box(west, south, 180, north), shapely.box(-180, south, east, north)]
    return shapely.MultiPolygon(sides)


def _no_box() -> ParameterError:
    return ParameterError(
        Text("bbox 不是一个范围。", "The bbox is no box."),
        Text(
            "请写四个数，先小后大，坐标顺序按 bbox-crs，例如 116.3,35.3,116.4,35.4。",
            "Write four numbers, the lower corner first, such as 116.3,35.3,116.4,35.4.",
        ),
    )


def _require_times(text: str) -> None:
    """Refuse what is no time; features have none, so that every one matches any time."""
    ends = text.split("/")
    times = [one for one in ends if one not in {"", ".."}]
    if not times or len(ends) > 2 or not all(_is_time(one) for one in times):
        raise ParameterError(
            Text("datetime 不是时间或时段。", "The datetime is no time and no interval."),
            Text("例如 2026-01-01T00:00:00Z/..", "Such as 2026-01-01T00:00:00Z/.."),
        )


def _is_time(text: str) -> bool:
    if not _TIME.fullmatch(text):
        return False
    try:
        datetime.fromisoformat(text.upper())
    except ValueError:
        return False
    return True


def _names(collection: Collection, text: str | None) -> tuple[str, ...] | None:
    if text is None:
        return None
    asked = text.split(",") if text else []
    told = [*collection.properties, *collection.further]
    if not set(asked) <= set(told):
        _refuse_names(told)
    return tuple(name for name in told if name in asked)


def _order(collection: Collection, text: str | None) -> tuple[tuple[str, bool], ...]:
    if not text:
        return ()
    found = [(name.lstrip("+- "), name.startswith("-")) for name in text.split(",")]
    if not {name for name, _ in found} <= set(collection.values) or len(found) > 8:
        _refuse_names(sorted(collection.values))
    return tuple(found)


def _refuse_names(names: Sequence[str]) -> None:
    raise ParameterError(
        Text("有不存在的参数或属性。", "A parameter or property is named that is not there."),
        Text(f"可用：{'、'.join(names)}。", f"There are {', '.join(names)}."),
    )
