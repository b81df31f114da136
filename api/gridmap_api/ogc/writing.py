"""Features that are sent: one GeoJSON Feature, or a part of one, read as strictly as a file is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import numpy as np
import orjson
import shapely
from shapely.geometry.base import BaseGeometry
from starlette.requests import Request

from gridmap.errors import Text
from gridmap.io.geojson_shapes import GEOMETRIES, ShapeError, shape_of
from gridmap_api.errors import NoBaseError, RefusedEditError, TooLargeError, WrongTypeError
from gridmap_api.ogc.crs import CRS84_URI, OfferedCrs, find_crs, to_storage
from gridmap_api.store.feature_collections import Collection

LARGEST_BYTES = 4 * 2**20
MOST_VERTICES = 100_000
FEATURE_TYPES = frozenset({"application/geo+json", "application/json"})
PATCH_TYPES = FEATURE_TYPES | {"application/merge-patch+json"}
_PLACE = re.compile(r"\[(\S+) (\S+?)\]")


async def read_body(request: Request) -> bytes:
    """Return what was sent, up to the limit.

    Parameters
    ----------
    request : Request
        The request.

    Returns
    -------
    bytes
        The body.

    Raises
    ------
    TooLargeError
        If it is longer.
    """
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > LARGEST_BYTES:
            raise TooLargeError(
                Text("发送的要素过大。", "The feature is too large."),
                Text(
                    f"请求体最大 {LARGEST_BYTES // 2**20} MB；请简化图形。",
                    f"A body has {LARGEST_BYTES // 2**20} MB at most; simplify the shape.",
                ),
            )
        parts.append(part)
    return b"".join(parts)


def require_type(request: Request, kinds: frozenset[str]) -> None:
    """Refuse a body of a type that is not taken.

    Parameters
    ----------
    request : Request
        The request.
    kinds : frozenset of str
        Media types that are taken.

    Raises
    ------
    WrongTypeError
        If it is another.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in kinds:
        names = sorted(kinds)
        raise WrongTypeError(
            Text("请求体的类型不可用。", "The body is of a type that is not taken."),
            Text(f"可用：{'、'.join(names)}。", f"Send {', '.join(names)}."),
        )


def required_tag(request: Request) -> str | None:
    """Return the digest that a change is based on.

    Parameters
    ----------
    request : Request
        The request.

    Returns
    -------
    str or None
        None for ``If-Match: *``: whatever there is.

    Raises
    ------
    NoBaseError
        If it names none.
    """
    given = request.headers.get("if-match", "").strip()
    if not given:
        raise NoBaseError(
            Text("没有说明修改基于要素的哪个状态。", "The change names no state it is based on."),
            Text(
                "请先读取要素，把 ETag 写入请求头 If-Match。",
                "Read the feature first and send its ETag as If-Match.",
            ),
        )
    return None if given == "*" else given.strip('"')


def body_crs(request: Request, among: tuple[OfferedCrs, ...]) -> OfferedCrs:
    """Return the CRS of what was sent.

    Parameters
    ----------
    request : Request
        The request.
    among : tuple of OfferedCrs
        Those that are offered.

    Returns
    -------
    OfferedCrs
        That of the header Content-Crs.

    Raises
    ------
    ParameterError
        If it is not offered.
    """
    uri = request.headers.get("content-crs", CRS84_URI).strip().strip("<>")
    return find_crs(uri, among, name="Content-Crs")


def feature_values(
    body: bytes, collection: Collection, crs: OfferedCrs, *, is_whole: bool = True
) -> dict[str, Any]:
    """Return the values of a feature that was sent.

    Parameters
    ----------
    body : bytes
        A GeoJSON Feature, or the members of one that change.
    collection : Collection
        Where it goes to.
    crs : OfferedCrs
        The CRS of its geometry.
    is_whole : bool
        Whether it is a whole feature.

    Returns
    -------
    dict
        Properties by name, and the shape in EPSG:4490 as ``geometry``. Properties that the
        service tells and nobody sets are left out.

    Raises
    ------
    RefusedEditError
        If it is no feature; says where.
    """
    root = _parse(body)
    if root.get("type", None if is_whole else "Feature") != "Feature":
        raise _no_feature()
    properties = root.get("properties")
    if properties is not None and not isinstance(properties, dict):
        raise _no_feature()
    told_only = set(collection.properties) - collection.own
    values = {name: one for name, one in (properties or {}).items() if name not in told_only}
    if "geometry" in values:
        raise _no_feature()
    _require_plain(values, collection)
    if isinstance(root.get("id"), str) and is_whole:
        values.setdefault(collection.key, root["id"])
    if is_whole or "geometry" in root:
        values["geometry"] = _shape(root.get("geometry"), crs)
    return values


def _require_plain(values: Mapping[str, Any], collection: Collection) -> None:
    unfit = [name for name in collection.own if isinstance(values.get(name), list | dict)]
    if unfit:
        raise RefusedEditError(
            Text(
                "属性的值须是文字、数字或是否。", "A property is a text, a number or a truth value."
            ),
            Text("请按 fields 中的规则改正。", "Mend what fields names."),
            fields=[{"name": name, "rule": "value.type"} for name in sorted(unfit)],
        )


def _parse(body: bytes) -> Mapping[str, Any]:
    try:
        root = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        line, column = error.lineno, error.colno
        raise RefusedEditError(
            Text(
                f"不是完整有效的 JSON：第 {line} 行第 {column} 列。",
                f"It is no valid JSON: line {line}, column {column}.",
            ),
            Text("数值须有限，文字须为 UTF-8。", "Numbers are finite, texts are UTF-8."),
            line=line,
            column=column,
        ) from error
    if not isinstance(root, dict):
        raise _no_feature()
    return root


def _shape(geometry: object, crs: OfferedCrs) -> BaseGeometry | None:
    if geometry is None:
        return None
    if not isinstance(geometry, dict) or str(geometry.get("type")) not in GEOMETRIES:
        raise _no_shape(Text("没有这种几何类型。", "There is no such type of geometry."))
    if geometry["type"] == "GeometryCollection":
        raise _no_shape(Text("不接受几何集合。", "Geometry collections are not taken."))
    try:
        shape = shapely.force_2d(shape_of(geometry))
    except ShapeError as error:
        place = None if error.place is None else list(error.place)
        raise _no_shape(error.what, place) from error
    except (ValueError, TypeError, OverflowError, shapely.GEOSException) as error:
        raise _no_shape(Text("图形不成立。", "The geometry makes no shape.")) from error
    count = int(shapely.get_num_coordinates(shape))
    if count > MOST_VERTICES:
        raise _no_shape(
            Text(
                f"图形有 {count} 个顶点，最多 {MOST_VERTICES} 个。",
                f"It has {count} vertices; {MOST_VERTICES} are the most.",
            )
        )
    _require_valid(shape)
    stored = to_storage(shape, crs)
    if not np.isfinite(shapely.get_coordinates(stored)).all():
        raise _no_shape(Text("坐标超出坐标系的范围。", "A coordinate is outside of its CRS."))
    return stored


def _require_valid(shape: BaseGeometry) -> None:
    if not shape.is_valid:
        found = _PLACE.search(shapely.is_valid_reason(shape))
        place = None if found is None else [float(found[1]), float(found[2])]
        raise _no_shape(Text("图形的边界自相交或不成立。", "The shape crosses itself."), place)


def _no_feature() -> RefusedEditError:
    return RefusedEditError(
        Text("请求体不是 GeoJSON 要素。", "The body is no GeoJSON feature."),
        Text(
            "请发送含 type、geometry 和 properties 的 Feature 对象。",
            "Send a Feature with type, geometry and properties.",
        ),
    )


def _no_shape(what: Text, place: list[float] | None = None) -> RefusedEditError:
    remedy = Text("请改正图形后重新提交。", "Mend the geometry and send it again.")
    return RefusedEditError(what, remedy, **({} if place is None else {"place": place}))
