"""Whether points that are imported are shifted as web maps are: told, and nothing is moved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import geopandas as gpd
import numpy as np
import shapely

from gridmap.errors import Text
from gridmap.io.looking import placed
from gridmap.io.preparing import Prepared
from gridmap.layers.findings import Finding
from gridmap.origins import Origin, tell_origin

COMPARED = frozenset({"stations", "hazards", "buildings", "compounds"})
"""Layers whose points stand for places at buildings or on roads."""

REFERENCES = ("buildings", "roads")
"""Layers that points are compared with, the better first."""

MOST_POINTS = 200
"""Points of a table that are compared: more would not be surer."""

LEAST_CONFIDENCE = 0.95

_NAMES = {
    "gcj02": Text("GCJ-02（高德、腾讯地图）", "GCJ-02 (Amap, Tencent)"),
    "bd09": Text("BD-09（百度地图）", "BD-09 (Baidu)"),
}
_WINDS = (
    ("北", "north"),
    ("东北", "north-east"),
    ("东", "east"),
    ("东南", "south-east"),
    ("南", "south"),
    ("西南", "south-west"),
    ("西", "west"),
    ("西北", "north-west"),
)


def known_places(
    tables: Iterable[Prepared], before: Mapping[str, gpd.GeoDataFrame]
) -> gpd.GeoSeries | None:
    """Return the buildings, or else the roads, whose true place is known.

    Parameters
    ----------
    tables : iterable of Prepared
        New tables.
    before : Mapping of str to GeoDataFrame
        Layers of the project; they come first.

    Returns
    -------
    GeoSeries or None
        Areas and lines in EPSG:4490; None where there are none.
    """
    frames = [*before.items(), *((table.layer, table.frame) for table in tables)]
    for wanted in REFERENCES:
        for name, frame in frames:
            if name == wanted and frame.crs is not None:
                shapes = frame.geometry[shapely.get_dimensions(frame.geometry.values) >= 1]
                if len(shapes):
                    return shapes
    return None


def note_origin(prepared: Prepared, known: gpd.GeoSeries | None) -> list[Finding]:
    """Return a warning where points are shifted as those of a web map.

    Parameters
    ----------
    prepared : Prepared
        A table of points.
    known : GeoSeries or None
        Buildings or roads in EPSG:4490.

    Returns
    -------
    list of Finding
        At most one, of the whole layer.
    """
    points = _points(prepared)
    if known is None or points is None:
        return []
    origin = tell_origin(points, known)
    if origin.datum not in _NAMES or origin.confidence < LEAST_CONFIDENCE:
        return []
    return [_finding(origin, _NAMES[origin.datum])]


def _points(prepared: Prepared) -> np.ndarray | None:
    if prepared.layer not in COMPARED or prepared.frame.crs is None:
        return None
    shapes = prepared.frame.geometry.values[placed(prepared.frame)]
    if not len(shapes) or (shapely.get_type_id(shapes) != shapely.GeometryType.POINT).any():
        return None
    step = -(-len(shapes) // MOST_POINTS)
    return np.asarray(shapely.get_coordinates(shapes[::step]))


def _finding(origin: Origin, name: Text) -> Finding:
    wind = _WINDS[round(origin.bearing_deg / 45) % 8]
    off_m = round(origin.offset_m, -1)
    sure = f"{min(origin.confidence, 0.999):.1%}"
    return Finding(
        None,
        "crs.shifted",
        Text(
            f"与已知的楼栋或道路相比，这些点像是 {name.zh} 坐标，整体向{wind[0]}偏约 {off_m:.0f} 米"
            f"（把握 {sure}，比对 {origin.points} 个点）。未作任何改动。",
            f"Beside known buildings or roads these points seem to be {name.en}, off by about "
            f"{off_m:.0f} m to the {wind[1]} ({sure} sure, by {origin.points} points). Nothing "
            "was moved.",
        ),
        Text(
            "请向来源索取 CGCS2000 坐标，再重新导入；加偏坐标按规定不做反算。",
            "Ask the source for CGCS2000 coordinates and import them; by law shifted ones are not "
            "turned back here.",
        ),
        "warning",
    )
