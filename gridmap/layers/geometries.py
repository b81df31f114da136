"""The check of geometry: there, finite, on the globe, of the kind, valid, with a place.

An invalid polygon is refused with the place of its fault and never mended: what a self-crossing
outline was meant to enclose is for the office to say, and mending thousands of crossings can take
minutes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from gridmap.errors import Text
from gridmap.layers.contract import Contract, GeometryKind
from gridmap.layers.findings import BoolArray, Finding

MOST_VERTICES = 1_000_000
"""Vertices of one feature; the largest coastlines in use have a tenth of it."""

_TYPES: dict[GeometryKind, tuple[int, int]] = {"point": (0, 4), "line": (1, 5), "polygon": (3, 6)}
_RING, _COLLECTION = 2, 7
_KIND_WORDS = {
    "point": Text("点", "points"),
    "line": Text("线", "lines"),
    "polygon": Text("面", "polygons"),
}
_REASONS = {
    "Self-intersection": "边界自相交",
    "Ring Self-intersection": "边界与自身相接",
    "Hole lies outside shell": "内环在外环之外",
    "Holes are nested": "内环互相嵌套",
    "Nested shells": "多个面互相嵌套",
    "Interior is disconnected": "内部被内环切断",
    "Duplicate Rings": "有重复的环",
    "Too few points in geometry component": "有效顶点过少",
    "Invalid Coordinate": "坐标无效",
}
_PLACE = re.compile(r"\[(\S+) (\S+?)\]")

Geometries = npt.NDArray[Any]


def flatten(geometry: Geometries) -> tuple[Geometries, list[Finding]]:
    """Return geometries without heights and without collections of one kind.

    Parameters
    ----------
    geometry : ndarray of object, shape (n,)
        Geometries or None.

    Returns
    -------
    geometry : ndarray of object, shape (n,)
        Two-dimensional; a collection of one kind is the multi geometry of its members, a linear
        ring is a line. A collection of several kinds is left as it is.
    findings : list of Finding
        Notices of what was changed.
    """
    findings = []
    tall = shapely.has_z(geometry) | shapely.has_m(geometry)
    flat = shapely.force_2d(geometry)
    if tall.any():
        findings.append(_heights_dropped(int(tall.sum())))
    kinds = shapely.get_type_id(flat)
    for row in np.flatnonzero((kinds == _COLLECTION) & ~shapely.is_empty(flat)):
        members = _members(flat[row])
        if members is not None:
            flat[row] = members
            findings.append(_unpacked(int(row)))
    for row in np.flatnonzero(kinds == _RING):
        flat[row] = shapely.LineString(flat[row].coords)
    return flat, findings


def _members(collection: Any) -> Any:  # noqa: ANN401
    leaves = shapely.get_parts(collection)
    while (shapely.get_type_id(leaves) > 3).any():
        leaves = shapely.get_parts(leaves)
    leaves = leaves[~shapely.is_empty(leaves)]
    kinds = set(shapely.get_type_id(leaves).tolist())
    makers = {0: shapely.multipoints, 1: shapely.multilinestrings, 3: shapely.multipolygons}
    return makers[kinds.pop()](leaves) if len(kinds) == 1 and kinds <= set(makers) else None


def _heights_dropped(count: int) -> Finding:
    return Finding(
        None,
        "geometry.height",
        Text(f"{count} 个要素带高程或量测值，已略去。", f"{count} features had Z or M; dropped."),
        Text("平面位置不变。", "Their place is unchanged."),
        "notice",
    )


def _unpacked(row: int) -> Finding:
    return Finding(
        row,
        "geometry.collection",
        Text("几何集合已按同类成员展开。", "A geometry collection was unpacked."),
        Text("无需处理。", "Nothing to do."),
        "notice",
    )


def check_geometry(frame: gpd.GeoDataFrame, contract: Contract) -> list[Finding]:
    """Return what is wrong with the geometry of a layer.

    Parameters
    ----------
    frame : GeoDataFrame
        The layer, in any CRS or none.
    contract : Contract
        The kinds of geometry it may hold.

    Returns
    -------
    list of Finding
        At most one a row: the first of null, empty, not finite, off the globe, of another kind,
        of too many vertices, invalid.
    """
    geometry = np.asarray(frame.geometry.array)
    null = shapely.is_missing(geometry)
    empty = shapely.is_empty(geometry) & ~null
    open_rows = ~null & ~empty
    findings = [*_each(null, "geometry.null", _NULL), *_each(empty, "geometry.empty", _EMPTY)]
    infinite = open_rows & ~_finite(geometry)
    findings += _each(infinite, "geometry.finite", _INFINITE)
    open_rows &= ~infinite
    if frame.crs is not None and frame.crs.is_geographic:
        off = open_rows & _off_globe(frame)
        findings += _each(off, "geometry.range", _OFF_GLOBE)
        open_rows &= ~off
    other = open_rows & ~_of_kind(geometry, contract)
    findings += _other_kind(geometry, other, contract)
    open_rows &= ~other
    huge = open_rows & (shapely.get_num_coordinates(geometry) > MOST_VERTICES)
    findings += _each(huge, "geometry.vertices", _HUGE)
    findings += _invalid(geometry, open_rows & ~huge)
    return findings


_NULL = (
    Text("没有图形。", "The feature has no geometry."),
    Text("请补画图形，或删去该要素。", "Draw it, or remove the feature."),
)
_EMPTY = (
    Text("图形为空。", "The geometry is empty."),
    Text("请补画图形，或删去该要素。", "Draw it, or remove the feature."),
)
_INFINITE = (
    Text("坐标不是有限数值。", "A coordinate is not a finite number."),
    Text("请修正坐标，并核对坐标系。", "Mend the coordinate and check the CRS."),
)
_OFF_GLOBE = (
    Text("坐标超出经纬度范围。", "A coordinate is outside longitude and latitude."),
    Text(
        "请核对坐标系(命令行可用 --crs 指定)，以及经度、纬度是否写反。",
        "Check the CRS (--crs states it), and whether longitude and latitude are swapped.",
    ),
)
_HUGE = (
    Text(
        f"顶点超过 {MOST_VERTICES:,} 个。", f"The feature has more than {MOST_VERTICES:,} vertices."
    ),
    Text("请先简化或拆分该要素。", "Simplify or split it first."),
)


_MIXED = Text("几何集合里混有点、线或面。", "A collection mixes points, lines or polygons.")
_SPLIT = Text("请按点、线、面拆成不同要素。", "Split it into features of one kind each.")


def _each(rows: BoolArray, rule: str, texts: tuple[Text, Text]) -> list[Finding]:
    return [Finding(int(row), rule, *texts) for row in np.flatnonzero(rows)]


def _finite(geometry: Geometries) -> BoolArray:
    coordinates, owners = shapely.get_coordinates(geometry, return_index=True)
    finite = np.ones(len(geometry), dtype=bool)
    finite[owners[~np.isfinite(coordinates).all(axis=1)]] = False
    return finite


def _off_globe(frame: gpd.GeoDataFrame) -> BoolArray:
    bounds = frame.geometry.bounds.to_numpy(dtype=float)
    limits = np.array([180.0, 90.0, 180.0, 90.0]) + 1e-9
    off: BoolArray = (np.abs(bounds) > limits).any(axis=1)
    return off


def _of_kind(geometry: Geometries, contract: Contract) -> BoolArray:
    allowed = [number for kind in contract.geometry for number in _TYPES[kind]]
    fits: BoolArray = np.isin(shapely.get_type_id(geometry), allowed)
    return fits


def _other_kind(geometry: Geometries, rows: BoolArray, contract: Contract) -> list[Finding]:
    zh = "或".join(_KIND_WORDS[kind].zh for kind in contract.geometry)
    en = " or ".join(_KIND_WORDS[kind].en for kind in contract.geometry)
    check = Text("请核对图层类型。", "Check which layer the file is meant for.")
    findings = []
    for row in np.flatnonzero(rows):
        kind = geometry[row].geom_type
        what = Text(
            f"图形是 {kind}，{contract.title.zh}图层只收{zh}。",
            f"The geometry is a {kind}; {contract.name} takes {en}.",
        )
        mixed = kind == "GeometryCollection"
        findings.append(
            Finding(int(row), "geometry.kind", *((_MIXED, _SPLIT) if mixed else (what, check)))
        )
    return findings


def _invalid(geometry: Geometries, rows: BoolArray) -> Iterator[Finding]:
    candidates = np.flatnonzero(rows)
    wrong = candidates[~shapely.is_valid(geometry[candidates])]
    for row, reason in zip(wrong, shapely.is_valid_reason(geometry[wrong]), strict=True):
        place = _PLACE.search(reason)
        name = reason.split("[")[0].strip()
        yield Finding(
            int(row),
            "geometry.invalid",
            Text(f"图形无效：{_REASONS.get(name, name)}。", f"The geometry is invalid: {name}."),
            Text(
                "请在所示位置修正图形后重新导入。", "Mend it at the place shown and import again."
            ),
            place=(float(place[1]), float(place[2])) if place else None,
        )
