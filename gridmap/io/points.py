"""Tables of longitude and latitude as layers of points."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely
from pyproj import CRS

from gridmap.errors import InputError, Text, UnknownCrsError
from gridmap.io.projecting import crs_of
from gridmap.io.table import CrsSource, Table
from gridmap.layers.findings import Finding, echo
from gridmap.layers.values import folded, is_null, to_float, to_text

_LONGITUDE = ("经度", "lon", "lng", "long", "longitude", "东经", "经度坐标", "gps经度", "londeg")
_LATITUDE = ("纬度", "lat", "latitude", "北纬", "纬度坐标", "gps纬度", "latdeg")
_EAST = ("x", "东坐标", "横坐标", "easting", "east", "xcoord", "coordx", "pointx", "x坐标", "lonx")
_NORTH = (
    "y",
    "北坐标",
    "纵坐标",
    "northing",
    "north",
    "ycoord",
    "coordy",
    "pointy",
    "y坐标",
    "laty",
)
_CRS = ("坐标系", "坐标系统", "空间参考", "crs", "srs", "coordinatesystem")
_DEGREES = CRS.from_epsg(4490)


def coordinate_columns(headers: Sequence[str]) -> tuple[str, str, bool] | None:
    """Return which headers hold the coordinates.

    Parameters
    ----------
    headers : sequence of str
        Headers of a table.

    Returns
    -------
    tuple of (str, str, bool) or None
        Header of the eastward and of the northward coordinate, and whether they are said to be
        degrees; None where the table has none.

    Examples
    --------
    >>> coordinate_columns(["名称", "经度", "纬度"])
    ('经度', '纬度', True)
    >>> coordinate_columns(["X", "Y"])
    ('X', 'Y', False)
    """
    by_word = {folded(header): header for header in reversed(headers)}
    for easts, norths, degrees in ((_LONGITUDE, _LATITUDE, True), (_EAST, _NORTH, False)):
        east = next((by_word[word] for word in easts if word in by_word), None)
        north = next((by_word[word] for word in norths if word in by_word), None)
        if east is not None and north is not None:
            return east, north, degrees
    return None


def to_points(
    table: pd.DataFrame, *, crs: str | None, name: str = "", encoding: Text | None = None
) -> Table:
    """Return a table with coordinates as a layer of points.

    Parameters
    ----------
    table : DataFrame
        Cells as the file has them.
    crs : str or None
        CRS that the user states.
    name : str
        What the file calls the table.
    encoding : Text, optional
        Encoding of the file and how it was found.

    Returns
    -------
    Table
        Points in the CRS that is stated by the user or by a column ``坐标系``. Columns headed
        longitude and latitude are degrees of CGCS2000, which no table tells from WGS 84: they
        differ by less than a metre.

    Raises
    ------
    UnknownCrsError
        If the columns are headed x and y and no CRS is stated.
    InputError
        If the table has no coordinates.
    """
    columns = coordinate_columns([str(header) for header in table.columns])
    if columns is None:
        raise no_coordinates([str(header) for header in table.columns])
    east, north, degrees = columns
    known, stated, source = _crs(table, crs, degrees=degrees)
    findings: list[Finding] = []
    shapes = []
    for row, (x, y) in enumerate(zip(table[east].tolist(), table[north].tolist(), strict=True)):
        shape, found = _point(row, x, y)
        shapes.append(shape)
        findings += found
    rest = table.drop(columns=[east, north])
    frame = gpd.GeoDataFrame(rest, geometry=gpd.GeoSeries(shapes, index=rest.index), crs=known)
    return Table(
        *(name, frame, tuple(findings), stated, encoding), crs_source=source, places=(east, north)
    )


def no_coordinates(headers: Sequence[str]) -> InputError:
    """Return the error of a table without coordinates.

    Parameters
    ----------
    headers : sequence of str
        Its headers.

    Returns
    -------
    InputError
        Names the headers that were found.
    """
    found = "、".join(echo(header) for header in headers[:8])
    return InputError(
        Text(
            f"没有找到经度、纬度列，表头为：{found}。",
            f"There are no longitude and latitude columns; the headers are {found}.",
        ),
        Text(
            "请把坐标列命名为“经度”“纬度”(不读 WKT 列)。",
            "Head them longitude and latitude; WKT is not read.",
        ),
    )


def _crs(table: pd.DataFrame, given: str | None, *, degrees: bool) -> tuple[CRS, str, CrsSource]:
    if given is not None:
        crs = crs_of(given)
        return crs, crs.name, "stated"
    column = next((name for name in table.columns if folded(str(name)) in _CRS), None)
    values = [] if column is None else [v for v in table[column].tolist() if not is_null(v)]
    names = sorted({to_text(value) for value in values})
    if len(names) > 1:
        raise InputError(
            Text(
                f"“{echo(column)}”列有多种坐标系：{'、'.join(map(echo, names[:5]))}。",
                f"Column {echo(column)} names several CRS: {', '.join(map(echo, names[:5]))}.",
            ),
            Text("请分成多个文件导入。", "Split the table, one CRS a file."),
        )
    if names:
        crs = crs_of(names[0])
        return crs, crs.name, "file"
    if degrees:
        return _DEGREES, "CGCS2000", "assumed"
    raise UnknownCrsError(
        Text("坐标列是 x、y，没有写明坐标系。", "The columns are x and y, in a CRS not stated."),
        Text(
            "请指定坐标系，例如 EPSG:4548（命令行：--crs EPSG:4548）。",
            "State the CRS, such as EPSG:4548 (--crs EPSG:4548).",
        ),
    )


def _point(row: int, x: Any, y: Any) -> tuple[Any, list[Finding]]:  # noqa: ANN401
    if is_null(x) or is_null(y):
        return None, []
    try:
        return shapely.Point(to_float(x), to_float(y)), []
    except ValueError:
        what = Text(
            f"坐标“{echo(x)}，{echo(y)}”不是数值。",
            f"The coordinates {echo(x)}, {echo(y)} are no numbers.",
        )
        remedy = Text("请改为十进制度。", "Write decimal degrees.")
        return None, [Finding(row, "value.coordinate", what, remedy)]
