"""The formats that GDAL reads: GeoPackage, FlatGeobuf, KML, GPX.

Each is looked at before GDAL opens it, and what came out is counted against what is in the file.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from xml.etree import ElementTree as ET

import pyogrio

from gridmap.errors import InputError, Text
from gridmap.io.sqlite import inspect_geopackage
from gridmap.io.table import Table
from gridmap.io.vector import read_vector
from gridmap.layers.findings import Finding, echo

OWN_TABLES = frozenset({"gridmap_project", "layer_styles", "qgis_projects"})
"""Tables without geometry that belong to the program or to QGIS; nobody misses them."""

_KML_STYLE = ["timestamp", "begin", "end", "altitudeMode", "tessellate", "extrude", "visibility"]
_KML_STYLE += ["drawOrder", "icon", "snippet"]
_GPX_LAYERS = {"waypoints": "wpt", "routes": "rte", "tracks": "trk"}


def read_geopackage(path: Path) -> list[Table]:
    """Return the tables of a GeoPackage.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    list of Table
        One a table with geometry.

    Raises
    ------
    InputError
        If the file is refused, damaged, or holds no table with geometry.
    """
    inspect_geopackage(path)
    layers = pyogrio.list_layers(path)
    spatial = [name for name, kind in layers if kind is not None]
    bare = [name for name, kind in layers if kind is None and name not in OWN_TABLES]
    if not spatial:
        raise InputError(
            Text(
                f"没有带图形的图层{_listed(bare)}。",
                f"It holds no layer with geometry{_listed(bare)}.",
            ),
            Text("请导出带图形的图层。", "Export layers with geometry."),
        )
    tables = [_table(path, name, _rows_in(path, name)) for name in spatial]
    if bare:
        first = tables[0]
        findings = (*first.findings, _bare(bare))
        tables[0] = Table(first.name, first.frame, findings, first.crs)
    return tables


def read_flatgeobuf(path: Path) -> list[Table]:
    """Return the features of a FlatGeobuf file.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    list of Table
        One table.
    """
    info = pyogrio.read_info(path)
    return [_table(path, str(info["layer_name"]), int(info["features"]))]


def read_kml(path: Path) -> list[Table]:
    """Return the folders of a KML file.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    list of Table
        One a folder with placemarks; columns that only say how to draw are left out.

    Raises
    ------
    InputError
        If it is no well-formed KML, or placemarks were lost on the way.
    """
    placemarks = _count(path, "kml", ("Placemark",))["Placemark"]
    tables = [_table(path, str(name), None) for name in pyogrio.list_layers(path)[:, 0]]
    read = sum(len(table.frame) for table in tables)
    if read != placemarks:
        raise _lost(read, placemarks)
    return [
        Table(
            table.name,
            table.frame.drop(columns=_KML_STYLE, errors="ignore"),
            table.findings,
            table.crs,
        )
        for table in tables
        if len(table.frame)
    ]


def read_gpx(path: Path) -> list[Table]:
    """Return the waypoints, routes and tracks of a GPX file.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    list of Table
        One a kind that the file holds.

    Raises
    ------
    InputError
        If it is no well-formed GPX.
    """
    counts = _count(path, "gpx", tuple(_GPX_LAYERS.values()))
    return [_table(path, layer, counts[tag]) for layer, tag in _GPX_LAYERS.items() if counts[tag]]


def _table(path: Path, layer: str, expected: int | None) -> Table:
    frame = read_vector(path, layer=layer)
    if expected is not None and expected >= 0 and len(frame) != expected:
        raise _lost(len(frame), expected)
    crs = "" if frame.crs is None else frame.crs.name
    return Table(layer, frame, (), crs)


def _rows_in(path: Path, table: str) -> int:
    address = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
    quoted = table.replace('"', '""')
    with closing(sqlite3.connect(address, uri=True)) as connection:
        row = connection.execute(f'SELECT count(*) FROM "{quoted}"').fetchone()  # noqa: S608
    return int(row[0])


def _count(path: Path, root: str, tags: Sequence[str]) -> dict[str, int]:
    """Return how often each element occurs in a well-formed XML file without own entities."""
    if b"<!DOCTYPE" in path.read_bytes().replace(b"\0", b""):
        raise InputError(
            Text("XML 带有 DOCTYPE 声明，出于安全不予读取。", "It declares a DOCTYPE; not read."),
            Text("请删去该声明，或重新导出。", "Remove it, or export the file again."),
        )
    counts = dict.fromkeys((root, *tags), 0)
    tag = ""
    try:
        for _, element in ET.iterparse(path):  # noqa: S314
            tag = element.tag.rsplit("}", 1)[-1]
            if tag in counts:
                counts[tag] += 1
            element.clear()
    except ET.ParseError as error:
        line, column = error.position
        raise InputError(
            Text(
                f"不是完整有效的 XML：第 {line} 行第 {column + 1} 列。",
                f"It is no well-formed XML: line {line}, column {column + 1}.",
            ),
            Text("请重新导出或下载该文件。", "Export or download it again."),
        ) from error
    if tag != root:
        raise InputError(
            Text(
                f"XML 的根元素是 {echo(tag)}，不是 {root}。",
                f"Its root is {echo(tag)}, not {root}.",
            ),
            Text("请核对文件后缀，或重新导出。", "Check the suffix, or export it again."),
        )
    return counts


def _lost(read: int, expected: int) -> InputError:
    return InputError(
        Text(
            f"文件有 {expected} 个要素，只读出 {read} 个，已停止。",
            f"It holds {expected} features, of which {read} could be read; stopped.",
        ),
        Text(
            "文件可能已损坏，请在 QGIS 中打开检查并另存。",
            "It may be damaged: open it in QGIS and save it again.",
        ),
    )


def _bare(names: Sequence[str]) -> Finding:
    return Finding(
        None,
        "table.no_geometry",
        Text(
            f"没有图形的表未导入{_listed(names)}。",
            f"Tables without geometry are not imported{_listed(names)}.",
        ),
        Text("如需导入，请补上图形。", "Give them geometry if they should be."),
        "notice",
    )


def _listed(names: Sequence[str]) -> str:
    return f" ({'、'.join(names[:8])})" if names else ""
