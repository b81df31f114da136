"""The coordinates of Chinese web maps: GCJ-02 (Amap, Tencent) and BD-09 (Baidu).

Both are longitude and latitude that are shifted by some hundred metres. They exist only at the
edge, in what is exported; everything inside is CGCS2000. The shift is defined from WGS 84;
CGCS2000 and WGS 84 agree within centimetres, far below what the maps of these services are true
to, so that the same function serves both.

The formula of GCJ-02 is not published officially; what is used here is the one known from open
source since 2010, on the ellipsoid of Krasovsky 1940. It is applied where the given longitude and
latitude lie in the box `SHIFTED_BOUNDS`, which is the rule of these libraries and covers more than
China: neighbouring countries near the border are shifted too. Elsewhere nothing is changed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from gridmap.errors import SettingsError, Text

Places = NDArray[np.float64]
"""Longitude and latitude in degrees, shape (n, 2)."""

SHIFTED_BOUNDS = (72.004, 0.8293, 137.8347, 55.8271)
"""West, south, east, north in degrees: where coordinates are shifted."""

KRASOVSKY_M = 6_378_245.0
KRASOVSKY_E2 = 0.006_693_421_622_965_943
BD_ANGLE = np.pi * 3000.0 / 180.0
BD_SHIFT_DEG = (0.0065, 0.006)

STEPS = 12
"""Of the way back: each leaves at most a fortieth of the error, so that nothing is left."""


def wgs84_to_gcj02(places: Places) -> Places:
    """Return places in the coordinates of Amap and Tencent.

    Parameters
    ----------
    places : ndarray of float, shape (n, 2)
        Longitude and latitude, WGS 84 or CGCS2000.

    Returns
    -------
    ndarray of float, shape (n, 2)
        Longitude and latitude, GCJ-02; outside `SHIFTED_BOUNDS` as they were.

    Examples
    --------
    >>> wgs84_to_gcj02(np.array([[116.404, 39.915]])).round(6).tolist()
    [[116.410244, 39.916404]]
    """
    return _where_shifted(places, _to_gcj02)


def gcj02_to_wgs84(places: Places, *, permitted: bool = False) -> Places:
    """Return true places from those of Amap and Tencent, exact to a micrometre.

    Parameters
    ----------
    places : ndarray of float, shape (n, 2)
        Longitude and latitude, GCJ-02.
    permitted : bool
        Whether the caller has the right to undo the shift; without it nothing is computed.

    Returns
    -------
    ndarray of float, shape (n, 2)
        Longitude and latitude, WGS 84.

    Raises
    ------
    SettingsError
        If it is not permitted; the remedy names the law.
    """
    if not permitted:
        raise SettingsError(
            Text("默认不还原 GCJ-02 坐标。", "GCJ-02 is not turned back into true coordinates."),
            Text(
                "GCJ-02 是国家规定的公开地图坐标，私自还原可能违反《测绘法》；"
                "请使用 CGCS2000 原始数据，或取得测绘主管部门许可。",
                "GCJ-02 is what the state prescribes for public maps, and undoing it may break "
                "the Surveying and Mapping Law: use the source in CGCS2000, or get a permit.",
            ),
        )
    return _where_shifted(places, lambda inside: _back(inside, _to_gcj02))


def gcj02_to_bd09(places: Places) -> Places:
    """Return places of Amap in the coordinates of Baidu.

    Parameters
    ----------
    places : ndarray of float, shape (n, 2)
        Longitude and latitude, GCJ-02.

    Returns
    -------
    ndarray of float, shape (n, 2)
        Longitude and latitude, BD-09; outside `SHIFTED_BOUNDS` as they were.

    Examples
    --------
    >>> gcj02_to_bd09(np.array([[116.404, 39.915]])).round(6).tolist()
    [[116.410369, 39.921337]]
    """
    return _where_shifted(places, _to_bd09)


def bd09_to_gcj02(places: Places) -> Places:
    """Return places of Baidu in the coordinates of Amap, exact to a micrometre.

    Parameters
    ----------
    places : ndarray of float, shape (n, 2)
        Longitude and latitude, BD-09.

    Returns
    -------
    ndarray of float, shape (n, 2)
        Longitude and latitude, GCJ-02.
    """
    return _where_shifted(places, lambda inside: _back(inside, _to_bd09))


def wgs84_to_bd09(places: Places) -> Places:
    """Return places in the coordinates of Baidu.

    Parameters
    ----------
    places : ndarray of float, shape (n, 2)
        Longitude and latitude, WGS 84 or CGCS2000.

    Returns
    -------
    ndarray of float, shape (n, 2)
        Longitude and latitude, BD-09.
    """
    return gcj02_to_bd09(wgs84_to_gcj02(places))


def shifted(shapes: NDArray[Any], shift: Callable[[Places], Places]) -> NDArray[Any]:
    """Return shapes whose every vertex is moved by one of the functions above.

    Parameters
    ----------
    shapes : ndarray of BaseGeometry, shape (n,)
        Shapes in degrees; None where there is none.
    shift : callable
        Such as `wgs84_to_gcj02`.

    Returns
    -------
    ndarray of BaseGeometry, shape (n,)
        New shapes. Equal vertices stay equal, so that neighbours still share their edges.
    """
    return np.asarray(shapely.transform(np.asarray(shapes, dtype=object), shift), dtype=object)


def _where_shifted(places: Places, shift: Callable[[Places], Places]) -> Places:
    west, south, east, north = SHIFTED_BOUNDS
    given = np.asarray(places, dtype=float)
    lon, lat = given[:, 0], given[:, 1]
    inside = (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
    found = given.copy()
    found[inside] = shift(given[inside])
    return found


def _back(places: Places, shift: Callable[[Places], Places]) -> Places:
    """Return what the shift carries to the given places, by fixed-point iteration."""
    found = places.copy()
    for _ in range(STEPS):
        found += places - shift(found)
    return found


def _to_gcj02(places: Places) -> Places:
    lon, lat = places[:, 0], places[:, 1]
    x, y = lon - 105.0, lat - 35.0
    short = (20.0 * np.sin(6.0 * np.pi * x) + 20.0 * np.sin(2.0 * np.pi * x)) * 2.0 / 3.0
    east_m = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * np.sqrt(np.abs(x)) + short
    east_m += _waves(x, ((20.0, 1.0), (40.0, 3.0), (150.0, 12.0), (300.0, 30.0)))
    north_m = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y
    north_m += 0.2 * np.sqrt(np.abs(x)) + short
    north_m += _waves(y, ((20.0, 1.0), (40.0, 3.0), (160.0, 12.0), (320.0, 30.0)))
    root = np.sqrt(1.0 - KRASOVSKY_E2 * np.sin(np.radians(lat)) ** 2)
    meridian_m = KRASOVSKY_M * (1.0 - KRASOVSKY_E2) / root**3
    parallel_m = KRASOVSKY_M / root * np.cos(np.radians(lat))
    moved_lon, moved_lat = np.degrees(east_m / parallel_m), np.degrees(north_m / meridian_m)
    return np.column_stack([lon + moved_lon, lat + moved_lat])


def _waves(along: Places, waves: tuple[tuple[float, float], ...]) -> Places:
    """Return the sum of waves, each of an amplitude and half a length."""
    total = np.zeros_like(along)
    for amplitude, half in waves:
        total += amplitude * np.sin(np.pi * along / half)
    return total * 2.0 / 3.0


def _to_bd09(places: Places) -> Places:
    x, y = places[:, 0], places[:, 1]
    radius = np.hypot(x, y) + 0.000_02 * np.sin(BD_ANGLE * y)
    angle = np.arctan2(y, x) + 0.000_003 * np.cos(BD_ANGLE * x)
    polar = np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])
    moved: Places = polar + np.array(BD_SHIFT_DEG)
    return moved
