"""Shapes that a user says are those of a web map, moved back to where they are on the ground.

Never unasked, and never without the permission that the law wants: see `gridmap.datum`.
"""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely

from gridmap.crs import metric_crs
from gridmap.datum import Places, bd09_to_gcj02, gcj02_to_wgs84, shifted
from gridmap.errors import Text
from gridmap.io.looking import placed
from gridmap.layers.findings import Finding
from gridmap.origins import Datum

NAMES = {
    "cgcs2000": Text("CGCS2000", "CGCS2000"),
    "gcj02": Text("GCJ-02（高德、腾讯地图）", "GCJ-02 (Amap, Tencent)"),
    "bd09": Text("BD-09（百度地图）", "BD-09 (Baidu)"),
}
"""The datums as people call them."""


def unshifted(
    frame: gpd.GeoDataFrame, datum: Datum, *, permitted: bool
) -> tuple[gpd.GeoDataFrame, Finding]:
    """Return shapes of a web map where they are on the ground.

    Parameters
    ----------
    frame : GeoDataFrame
        Shapes in degrees of the datum.
    datum : {"gcj02", "bd09"}
        The datum that the user says they are in.
    permitted : bool
        Whether whoever runs this has the right to undo the shift.

    Returns
    -------
    frame : GeoDataFrame
        The shapes in EPSG:4490.
    finding : Finding
        A notice of what was done, for the record of the layer.

    Raises
    ------
    SettingsError
        If it is not permitted; the remedy names the law.
    """

    def _back(places: Places) -> Places:
        return gcj02_to_wgs84(
            bd09_to_gcj02(places) if datum == "bd09" else places, permitted=permitted
        )

    shapes = frame.geometry.to_numpy()
    moved = frame.set_geometry(gpd.GeoSeries(shifted(shapes, _back), frame.index, crs=frame.crs))
    name, off_m = NAMES[datum], _moved_m(frame, moved)
    return moved, Finding(
        None,
        "crs.unshifted",
        Text(
            f"按您的选择，坐标由 {name.zh} 还原为 CGCS2000，平均移动 {off_m:.0f} 米。",
            f"As you chose, coordinates were moved back from {name.en} to CGCS2000, by "
            f"{off_m:.0f} m on average.",
        ),
        Text(
            "请确认已取得测绘主管部门许可，并抽查几个点的位置。",
            "Make sure that you have the permit, and check the place of some points.",
        ),
        "warning",
    )


def _moved_m(before: gpd.GeoDataFrame, after: gpd.GeoDataFrame) -> float:
    rows = placed(before)
    if not rows.any():
        return 0.0
    both = [one.loc[rows].geometry for one in (before, after)]
    crs = metric_crs(tuple(both[1].total_bounds))
    starts, ends = (shapely.centroid(one.to_crs(crs).to_numpy()) for one in both)
    return float(np.mean(shapely.distance(starts, ends)))
