"""From the CRS of a file to the one that is stored: named, never guessed."""

from __future__ import annotations

import math
import re
import warnings

import geopandas as gpd
from pyproj import CRS
from pyproj.exceptions import CRSError, ProjError
from pyproj.transformer import AreaOfInterest, TransformerGroup

from gridmap.crs import STORAGE_CRS
from gridmap.errors import InputError, Text, UnknownCrsError
from gridmap.layers.findings import Finding, echo
from gridmap.layers.values import folded

_NAMES = {
    "cgcs2000": "EPSG:4490",
    "国家2000": "EPSG:4490",
    "2000国家大地坐标系": "EPSG:4490",
    "国家大地坐标系2000": "EPSG:4490",
    "wgs84": "EPSG:4326",
    "gps": "EPSG:4326",
    "北京54": "EPSG:4214",
    "西安80": "EPSG:4610",
}
_ENCRYPTED = re.compile(r"gcj|bd0?9|火星|高德|百度|腾讯|amap|baidu", re.IGNORECASE)
_WGS84 = CRS.from_epsg(4326)
_COARSE_M = 5.0
_WGS84_DATUMS = (
    "World Geodetic System 1984",
    "World Geodetic System 1984 ensemble",
    "WGS_1984",
    "D_WGS_1984",
)
_DATUM_WORDS = ("China 2000", "CGCS2000", "China_2000", "D_China_2000")


def crs_of(name: str) -> CRS:
    """Return the CRS that a user or a table means by a name.

    Parameters
    ----------
    name : str
        Such as ``"EPSG:4548"``, ``"4490"``, ``"CGCS2000"``, ``"国家2000"``.

    Returns
    -------
    pyproj.CRS
        The CRS.

    Raises
    ------
    InputError
        If there is no such CRS, or it is one that map services shift on purpose.
    """
    if _ENCRYPTED.search(name):
        raise InputError(
            Text(
                f"坐标系 {echo(name)} 是加偏坐标，按规定不做反算。",
                f"{echo(name)} is shifted on purpose, and turning it back is off by law.",
            ),
            Text("请提供 CGCS2000 或 WGS 84 坐标。", "Give CGCS2000 or WGS 84 coordinates."),
        )
    key = folded(name)
    try:
        return CRS.from_user_input(_NAMES.get(key, f"EPSG:{key}" if key.isdigit() else name))
    except CRSError as error:
        raise InputError(
            Text(f"没有名为“{echo(name)}”的坐标系。", f"There is no CRS {echo(name)!r}."),
            Text("请写 EPSG 代码，例如 EPSG:4490。", "Write its EPSG code, such as EPSG:4490."),
        ) from error


def to_storage(
    frame: gpd.GeoDataFrame, *, crs: str | None
) -> tuple[gpd.GeoDataFrame, str, list[Finding]]:
    """Return a layer in the CRS that is stored.

    Parameters
    ----------
    frame : GeoDataFrame
        A layer in the CRS that its file names, if any.
    crs : str or None
        CRS that the user states, used where the file names none.

    Returns
    -------
    frame : GeoDataFrame
        The layer in EPSG:4490. WGS 84 is taken as CGCS2000, from which it differs by less than a
        metre; other datums are shifted with the best parameters that PROJ knows.
    name : str
        The CRS it came from.
    findings : list of Finding
        What the user should know about the change.

    Raises
    ------
    UnknownCrsError
        If neither the file nor the user names a CRS.
    InputError
        If PROJ knows no way from the CRS of the file.
    """
    source = frame.crs
    if not names_crs(frame):
        if crs is None:
            raise UnknownCrsError(
                Text("没有写明坐标系。", "It names no coordinate reference system."),
                Text(
                    "请指定坐标系，例如 EPSG:4490（命令行：--crs EPSG:4490）。",
                    "State the CRS, such as EPSG:4490 (--crs EPSG:4490).",
                ),
            )
        source = crs_of(crs)
        frame = frame.set_crs(source, allow_override=True)
        crs = None
    notices = [] if crs is None or crs_of(crs).equals(source) else [_not_used(source)]
    try:
        if _is_cgcs2000(source):
            return frame.to_crs(STORAGE_CRS), _name_of(source), notices
        moved = frame.to_crs(_WGS84).set_crs(STORAGE_CRS, allow_override=True)
    except ProjError as error:
        raise InputError(
            Text(
                f"坐标系 {echo(source.name)} 无法转换到 CGCS2000。",
                f"{echo(source.name)} cannot be converted to CGCS2000.",
            ),
            Text("请先在 QGIS 中转换坐标系。", "Convert it in QGIS first."),
        ) from error
    return moved, _name_of(source), [*notices, *_coarse(source, moved)]


def names_crs(frame: gpd.GeoDataFrame) -> bool:
    """Return whether a layer says in which CRS it is.

    Parameters
    ----------
    frame : GeoDataFrame
        A layer as its file has it.

    Returns
    -------
    bool
        False too for a local CRS that nothing ties to the globe.
    """
    crs = frame.crs
    local = {"Engineering CRS", "Local CRS"}
    return crs is not None and crs.type_name not in local and not _unnamed(crs)


def _not_used(source: CRS) -> Finding:
    return Finding(
        None,
        "crs.stated",
        Text(
            f"文件写明坐标系 {_name_of(source)}，未采用另外指定的坐标系。",
            f"The file states {_name_of(source)}; the CRS given besides was not used.",
        ),
        Text("如文件写错，请先在 QGIS 中改正。", "If that is wrong, correct it in QGIS first."),
        "notice",
    )


def _name_of(crs: CRS) -> str:
    code = crs.to_epsg()
    return crs.name if code is None else f"EPSG:{code}"


def _unnamed(crs: CRS) -> bool:
    return crs.name.casefold().startswith(("undefined", "unknown engineering", "unnamed eng"))


def _is_cgcs2000(crs: CRS) -> bool:
    return any(word in _datum(crs) for word in _DATUM_WORDS)


def _datum(crs: CRS) -> str:
    geodetic = crs.geodetic_crs
    return geodetic.datum.name if geodetic is not None and geodetic.datum is not None else ""


def _coarse(source: CRS, moved: gpd.GeoDataFrame) -> list[Finding]:
    bounds = [float(value) for value in moved.total_bounds]
    if not all(math.isfinite(value) for value in bounds) or _datum(source) in _WGS84_DATUMS:
        return []
    area = AreaOfInterest(*bounds) if _on_globe(bounds) else None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        group = TransformerGroup(source, _WGS84, always_xy=True, area_of_interest=area)
    accuracy_m = group.transformers[0].accuracy if group.transformers else -1.0
    if 0 <= accuracy_m <= _COARSE_M:
        return []
    zh = "精度不明" if accuracy_m < 0 else f"精度约 {accuracy_m:g} 米"
    en = "unknown accuracy" if accuracy_m < 0 else f"about {accuracy_m:g} m"
    return [
        Finding(
            None,
            "crs.coarse",
            Text(
                f"从 {source.name} 转换到 CGCS2000，{zh}。",
                f"From {source.name} to CGCS2000: {en}.",
            ),
            Text(
                "如需更高精度，请用当地参数转换后再导入。",
                "Convert it with local parameters first if that is too coarse.",
            ),
            "warning",
        )
    ]


def _on_globe(bounds: list[float]) -> bool:
    west, south, east, north = bounds
    return -180 <= west <= east <= 180 and -90 <= south <= north <= 90
