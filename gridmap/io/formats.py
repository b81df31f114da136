"""Which format a file has: by its name, and held against its first bytes."""

from __future__ import annotations

import stat
from pathlib import Path

from gridmap.errors import InputError, Text

FORMATS = {
    ".gpkg": "geopackage",
    ".shp": "shapefile",
    ".zip": "archive",
    ".kmz": "archive",
    ".geojson": "geojson",
    ".json": "geojson",
    ".fgb": "flatgeobuf",
    ".parquet": "geoparquet",
    ".geoparquet": "geoparquet",
    ".csv": "csv",
    ".tsv": "csv",
    ".xlsx": "xlsx",
    ".kml": "kml",
    ".gpx": "gpx",
    ".osm": "osm",
    ".pbf": "osm",
}
"""Formats by the last suffix; ``.gz`` and ``.bz2`` around one of them are looked through."""

PACKINGS = (".gz", ".bz2")

SIDECARS = (".shx", ".dbf", ".prj", ".cpg", ".sbn", ".sbx", ".qix", ".qpj", ".shp.xml")
"""Parts of a Shapefile that are read with its ``.shp``."""

_MAGIC = {
    "geopackage": (b"SQLite format 3\x00",),
    "shapefile": (b"\x00\x00\x27\x0a",),
    "archive": (b"PK\x03\x04",),
    "xlsx": (b"PK\x03\x04",),
    "flatgeobuf": (b"fgb",),
    "geoparquet": (b"PAR1",),
}
_REMEDIES = {
    ".xls": Text("请在 Excel 中另存为 .xlsx。", "Save it as .xlsx."),
    ".et": Text("请在 WPS 中另存为 .xlsx。", "Save it as .xlsx."),
    ".dwg": Text("请先转换为 GeoPackage 或 Shapefile。", "Convert it to GeoPackage first."),
    ".dxf": Text("请先转换为 GeoPackage 或 Shapefile。", "Convert it to GeoPackage first."),
    ".gdb": Text("请先导出为 GeoPackage。", "Export it to GeoPackage first."),
    ".mdb": Text("请先导出为 GeoPackage。", "Export it to GeoPackage first."),
    ".tab": Text("请先导出为 GeoPackage。", "Export it to GeoPackage first."),
    ".gml": Text("请先导出为 GeoPackage。", "Export it to GeoPackage first."),
    ".rar": Text("请先解压，或改用 .zip。", "Unpack it first, or use .zip."),
    ".7z": Text("请先解压，或改用 .zip。", "Unpack it first, or use .zip."),
    ".txt": Text("如为表格，请另存为 .csv。", "If it is a table, save it as .csv."),
}
_READABLE = Text(
    "可读格式：GeoPackage、Shapefile(可压缩为 zip)、GeoJSON、FlatGeobuf、GeoParquet、CSV、xlsx、"
    "KML、GPX、OSM PBF/XML。",
    "Readable: GeoPackage, Shapefile (also zipped), GeoJSON, FlatGeobuf, GeoParquet, CSV, xlsx, "
    "KML, GPX, OSM PBF and XML.",
)


class NotALayerError(InputError):
    """A file holds no layer at all: a text, a picture, a part of another file."""


def suffix_of(path: Path) -> str:
    """Return the suffix that tells the format, lower case, without packing.

    Parameters
    ----------
    path : Path
        A file.

    Returns
    -------
    str
        Such as ``".geojson"``.

    Examples
    --------
    >>> suffix_of(Path("a.GeoJSON.gz")), suffix_of(Path("b.osm.pbf"))
    ('.geojson', '.pbf')
    """
    suffixes = [suffix.lower() for suffix in path.suffixes]
    if len(suffixes) > 1 and suffixes[-1] in PACKINGS:
        return suffixes[-2]
    return suffixes[-1] if suffixes else ""


def stem_of(path: Path) -> str:
    """Return the file name without its suffixes.

    Parameters
    ----------
    path : Path
        A file.

    Returns
    -------
    str
        The name by which the file may call its layer.

    Examples
    --------
    >>> stem_of(Path("x/楼栋.geojson.gz"))
    '楼栋'
    """
    name = path.name
    if path.suffix.lower() in PACKINGS:
        name = Path(name).stem
    return Path(name).stem


def format_of(path: Path) -> str:
    """Return the format of a file that can be read.

    Parameters
    ----------
    path : Path
        A file.

    Returns
    -------
    str
        A value of `FORMATS`.

    Raises
    ------
    NotALayerError
        If the name is of no format that holds a layer.
    InputError
        If there is no such file, it is empty, or its first bytes are of something else.
    """
    _require_file(path)
    suffix = suffix_of(path)
    if path.name.lower().endswith(SIDECARS):
        raise _sidecar(path)
    if suffix not in FORMATS:
        raise NotALayerError(
            Text(f"不支持 {suffix or '无后缀'} 文件。", f"{suffix or 'No suffix'} is not read."),
            _REMEDIES.get(suffix, _READABLE),
        )
    with path.open("rb") as stream:
        start = stream.read(32)
    if not start:
        raise InputError(
            Text("文件是空的。", "The file is empty."),
            Text("请重新导出或下载该文件。", "Export or download it again."),
        )
    kind = FORMATS[suffix]
    if path.suffix.lower() not in PACKINGS and not start.startswith(_MAGIC.get(kind, (b"",))):
        raise InputError(
            Text(f"内容不是 {suffix} 格式。", f"Its content is not {suffix}."),
            Text("请核对文件后缀，或重新导出。", "Check the suffix, or export it again."),
        )
    return kind


def _require_file(path: Path) -> None:
    try:
        mode = path.stat().st_mode
    except OSError as error:
        raise InputError(
            Text("找不到该文件。", "There is no such file."),
            Text("请检查路径。", "Check the path."),
        ) from error
    if not stat.S_ISREG(mode):
        raise NotALayerError(
            Text("不是普通文件。", "It is no regular file."),
            Text("请给出文件，不要给出设备或管道。", "Name a file, no device or pipe."),
        )


def _sidecar(path: Path) -> NotALayerError:
    main = path.name[: -len(next(end for end in SIDECARS if path.name.lower().endswith(end)))]
    return NotALayerError(
        Text(
            f"这是 Shapefile {main}.shp 的附属文件，本身没有图形。",
            f"It is a part of the Shapefile {main}.shp and has no geometry of its own.",
        ),
        Text(f"请导入 {main}.shp 或整个 zip。", f"Import {main}.shp or the zip of all parts."),
    )
