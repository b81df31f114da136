"""Coordinate reference systems: degrees at the edges, metres inside.

Layers are stored and served as longitude and latitude in CGCS2000 (EPSG:4490). Everything is
computed in one projected CRS: the local CGCS2000 3-degree Gauss-Kruger zone (EPSG:4534 to 4554)
where those zones are defined, else the UTM zone of the place.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import geopandas as gpd
from pyproj import CRS

from gridmap.errors import CrsError, Text

STORAGE_CRS = CRS.from_epsg(4490)
"""Longitude and latitude, CGCS2000."""

CHINA_BOUNDS = (73.5, 3.0, 136.5, 54.0)
"""West, south, east, north in degrees: where the CGCS2000 3-degree zones are used."""

WIDEST_EXTENT_DEG = 6.0
"""A wider place does not fit one zone: lengths would be off by more than 0.1 percent."""


def metric_crs(bounds: Sequence[float]) -> CRS:
    """Return the projected CRS in metres in which a place is computed.

    Parameters
    ----------
    bounds : sequence of float
        West, south, east, north in degrees.

    Returns
    -------
    pyproj.CRS
        A CGCS2000 3-degree Gauss-Kruger zone in China, the WGS 84 UTM zone elsewhere.

    Raises
    ------
    CrsError
        If the bounds are no degrees or span more than one zone can hold.

    Examples
    --------
    >>> metric_crs((116.3, 35.3, 116.5, 35.5)).to_epsg()
    4548
    >>> metric_crs((9.5, 47.1, 9.6, 47.2)).to_epsg()
    32632
    """
    west, south, east, north = (float(value) for value in bounds)
    finite = all(math.isfinite(value) for value in (west, south, east, north))
    if not finite or not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise CrsError(
            Text(
                f"范围 {west}, {south}, {east}, {north} 不是经纬度。",
                f"The extent {west}, {south}, {east}, {north} is not in degrees.",
            ),
            Text("请检查图层的坐标系。", "Check the CRS that the layer names."),
        )
    if east - west > WIDEST_EXTENT_DEG:
        raise CrsError(
            Text(
                f"图层东西跨度 {east - west:.1f}°，超出一个投影带。",
                f"The layers span {east - west:.1f} degrees, more than one zone can hold.",
            ),
            Text("请分区县导入。", "Import one district at a time."),
        )
    lon, lat = (west + east) / 2, (south + north) / 2
    if CHINA_BOUNDS[0] <= lon <= CHINA_BOUNDS[2] and CHINA_BOUNDS[1] <= lat <= CHINA_BOUNDS[3]:
        return CRS.from_epsg(4534 + min(20, max(0, round(lon / 3) - 25)))
    zone = min(60, int((lon + 180) // 6) + 1)
    return CRS.from_epsg((32600 if lat >= 0 else 32700) + zone)


def require_metric(frame: gpd.GeoDataFrame, *, layer: str) -> None:
    """Refuse a layer whose coordinates are not metres.

    Parameters
    ----------
    frame : GeoDataFrame
        The layer.
    layer : str
        Its name, for the message.

    Raises
    ------
    CrsError
        If the CRS is missing, geographic, or not in metres.
    """
    crs = frame.crs
    if crs is None or not crs.is_projected or crs.axis_info[0].unit_name != "metre":
        name = "None" if crs is None else crs.name
        raise CrsError(
            Text(
                f"图层 {layer} 的坐标系 {name} 不能用来量算。",
                f"Layer {layer} is in {name}, in which nothing can be measured.",
            ),
            Text("请先投影到米制坐标系。", "Project it to a metric CRS first."),
        )
