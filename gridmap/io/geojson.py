"""GeoJSON (RFC 7946), read strictly: what is wrong is reported, and no feature is passed over.

General readers skip features they cannot make sense of, turn texts into numbers and close open
rings. Here every feature becomes a row; one that is malformed has no geometry and a finding that
says what is wrong with it.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import orjson
import pandas as pd
from pyproj import CRS
from pyproj.exceptions import CRSError

from gridmap.errors import InputError, Text
from gridmap.io.encoding import decode_text
from gridmap.io.formats import NotALayerError
from gridmap.io.geojson_shapes import GEOMETRIES, ShapeError, shape_of
from gridmap.io.projecting import crs_of
from gridmap.io.table import CrsSource, Table
from gridmap.layers.findings import Finding, echo

_EXPORT_AGAIN = Text("请重新导出为 GeoJSON。", "Export it as GeoJSON again.")
_REASONS = (
    ("infinity", "数值超出范围"),
    ("surrogate", "文字含有不成对的代理字符"),
    ("control character", "文字含有控制字符"),
    ("depth limit", "嵌套过深"),
    ("unexpected end", "文件不完整"),
)


def read_geojson(path: Path, *, encoding: str | None = None, crs: str | None = None) -> Table:
    """Return the features of a GeoJSON file.

    Parameters
    ----------
    path : Path
        The file.
    encoding : str, optional
        Encoding of the file; by default UTF-8, as the format wants.
    crs : str, optional
        CRS of a file that names none; by default WGS 84, as the format wants.

    Returns
    -------
    Table
        One row a feature, EPSG:4326 unless the file names another CRS.

    Raises
    ------
    NotALayerError
        If it is JSON but no GeoJSON.
    InputError
        If it is no JSON, or no text.
    """
    data = path.read_bytes()
    text, words = decode_text(data, encoding=encoding, detect=False)
    root = _parse(text)
    features = _features(root)
    _refuse_repeated_members(text, len(features))
    rows = [_feature(feature, row) for row, feature in enumerate(features)]
    shapes = [shape for shape, _, _ in rows]
    findings = [finding for _, _, found in rows for finding in found]
    attributes = pd.DataFrame.from_records([row for _, row, _ in rows], index=range(len(rows)))
    attributes = attributes.rename(columns={"geometry": "geometry_text"})
    frame = gpd.GeoDataFrame(attributes, geometry=shapes, crs=_crs(root, crs))
    source: CrsSource = "file" if root.get("crs") is not None else "stated" if crs else "format"
    return Table("", frame, tuple(findings), encoding=words, crs_source=source)


def _parse(text: str) -> Mapping[str, Any]:
    try:
        root = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        reason = next((zh for en, zh in _REASONS if en in error.msg), "语法错误")
        line, column = error.lineno, error.colno
        raise InputError(
            Text(
                f"不是完整有效的 JSON：第 {line} 行第 {column} 列{reason}。",
                f"It is no valid JSON: {error.msg} at line {line}, column {column}.",
            ),
            _EXPORT_AGAIN,
        ) from error
    if not isinstance(root, dict) or "type" not in root:
        raise NotALayerError(
            Text("是 JSON，但不是 GeoJSON。", "It is JSON, but no GeoJSON."), _EXPORT_AGAIN
        )
    return root


def _features(root: Mapping[str, Any]) -> list[Any]:
    kind = root["type"]
    if kind == "FeatureCollection":
        features = root.get("features")
        if not isinstance(features, list):
            raise InputError(
                Text("FeatureCollection 没有 features 列表。", "It has no list of features."),
                _EXPORT_AGAIN,
            )
        return features
    if kind == "Feature":
        return [root]
    if kind in GEOMETRIES:
        return [{"type": "Feature", "properties": None, "geometry": root}]
    zh = "是 TopoJSON" if kind == "Topology" else f"类型“{echo(kind)}”不是 GeoJSON 的类型"
    en = "It is TopoJSON" if kind == "Topology" else f"Type {echo(kind)!r} is none of GeoJSON"
    raise InputError(Text(f"{zh}。", f"{en}."), _EXPORT_AGAIN)


def _refuse_repeated_members(text: str, features: int) -> None:
    """Refuse an object that names a member twice, of which a parser would keep only one."""
    few = len(re.findall(r'"features"\s*:', text)) < 2
    if few and len(re.findall(r'"geometry"\s*:', text)) <= features:
        return

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        repeated = [key for key, count in Counter(key for key, _ in pairs).items() if count > 1]
        if {"features", "geometry", "coordinates", "properties"} & set(repeated):
            raise InputError(
                Text(
                    f"同一对象里“{repeated[0]}”出现了两次。",
                    f"One object names {repeated[0]!r} twice.",
                ),
                _EXPORT_AGAIN,
            )
        return dict(pairs)

    json.loads(text, object_pairs_hook=once)


def _feature(feature: Any, row: int) -> tuple[Any, dict[str, Any], list[Finding]]:  # noqa: ANN401
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        what = Text("不是 Feature 对象。", "It is no Feature object.")
        return None, {}, [Finding(row, "geojson.feature", what, _EXPORT_AGAIN)]
    findings = []
    properties = feature.get("properties")
    if properties is not None and not isinstance(properties, dict):
        what = Text("properties 不是对象。", "Its properties are no object.")
        findings.append(Finding(row, "geojson.properties", what, _EXPORT_AGAIN))
        properties = None
    attributes = dict(properties or {})
    findings += _take_id(feature.get("id"), attributes, row)
    findings += _check_bbox(feature, row)
    shape = None
    try:
        shape = None if feature.get("geometry") is None else shape_of(feature["geometry"])
    except ShapeError as error:
        findings.append(
            Finding(row, "geojson.geometry", error.what, _EXPORT_AGAIN, place=error.place)
        )
    return shape, attributes, findings


def _take_id(value: object, attributes: dict[str, Any], row: int) -> list[Finding]:
    if value is None:
        return []
    if isinstance(value, (str, int, float)) and not isinstance(value, bool):
        attributes.setdefault("id", value)
        return []
    return [
        Finding(
            row,
            "geojson.id",
            Text("id 既不是文本也不是数字，已略去。", "Its id is no text or number; dropped."),
            _EXPORT_AGAIN,
            "warning",
        )
    ]


def _check_bbox(feature: Mapping[str, Any], row: int) -> list[Finding]:
    geometry = feature.get("geometry")
    owners = [feature, geometry if isinstance(geometry, dict) else {}]
    boxes = [owner["bbox"] for owner in owners if owner.get("bbox") is not None]
    good = all(
        isinstance(box, list) and len(box) in {4, 6} and all(type(n) in {int, float} for n in box)
        for box in boxes
    )
    what = Text("bbox 不合规，已略去。", "Its bbox is malformed; dropped.")
    return [] if good else [Finding(row, "geojson.bbox", what, _EXPORT_AGAIN, "warning")]


def _crs(root: Mapping[str, Any], given: str | None) -> CRS:
    member = root.get("crs")
    if member is None:
        return CRS.from_epsg(4326) if given is None else crs_of(given)
    try:
        name = member["properties"]["name"]
        return CRS.from_user_input(str(name))
    except (KeyError, TypeError, CRSError) as error:
        raise InputError(
            Text("crs 成员无法识别。", "Its crs member cannot be understood."),
            Text("请转换为经纬度后重新导出。", "Export it in longitude and latitude."),
        ) from error
