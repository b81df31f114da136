"""One file as tables, whatever its format; runs only in the limited child process."""

from __future__ import annotations

import warnings
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import pyarrow as pa
import pyogrio
from pyproj.exceptions import CRSError

from gridmap.errors import Fault, InputError, Text
from gridmap.io.archive import gunzip, unzip
from gridmap.io.csv_table import read_csv
from gridmap.io.formats import FORMATS, PACKINGS, format_of, stem_of, suffix_of
from gridmap.io.gdal import read_flatgeobuf, read_geopackage, read_gpx, read_kml
from gridmap.io.geojson import read_geojson
from gridmap.io.parquet import read_parquet
from gridmap.io.shapefile import PARTS, read_shapefile
from gridmap.io.sqlite import refuse_unwritten
from gridmap.io.table import Table
from gridmap.io.xlsx_table import read_xlsx
from gridmap.layers.findings import echo

Tick = Callable[[float], None]

_UNREADABLE = (
    pyogrio.errors.DataSourceError,
    pyogrio.errors.DataLayerError,
    pyogrio.errors.FeatureError,
    pyogrio.errors.GeometryError,
    CRSError,
    pa.ArrowException,
    OSError,
    IndexError,
)
"""What the libraries raise on a damaged file."""


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What the user states about a file.

    Attributes
    ----------
    encoding : str or None
        Encoding of texts, where the file does not state it.
    crs : str or None
        CRS, where the file does not state it.
    tables : mapping of str to (str or None, str or None)
        Encoding and CRS of single tables, by what the file calls them.
    """

    encoding: str | None = None
    crs: str | None = None
    tables: Mapping[str, tuple[str | None, str | None]] = field(default_factory=dict)

    def of(self, table: str) -> ReadOptions:
        """Return what is stated about one table.

        Parameters
        ----------
        table : str
            What the file calls it.

        Returns
        -------
        ReadOptions
            What is stated about the table, or else about the file.
        """
        encoding, crs = self.tables.get(table, (None, None))
        return replace(self, encoding=encoding or self.encoding, crs=crs or self.crs)


@dataclass(frozen=True, slots=True)
class FileContent:
    """What one file holds.

    Attributes
    ----------
    tables : tuple of Table
        Its tables.
    faults : tuple of Fault
        What is wrong with the file rather than with a table.
    """

    tables: tuple[Table, ...]
    faults: tuple[Fault, ...] = ()


def read_file(
    path: Path, options: ReadOptions, *, folder: Path, tick: Tick = lambda _share: None
) -> FileContent:
    """Return the tables of one file.

    Parameters
    ----------
    path : Path
        The file.
    options : ReadOptions
        What the user states about it.
    folder : Path
        A private folder for unpacked files and for links under harmless names, so that no name
        from outside reaches GDAL.
    tick : callable, optional
        Called with the share of the reading that is done, where the format can tell.

    Returns
    -------
    FileContent
        Its tables, not yet checked.

    Raises
    ------
    InputError
        If it cannot be read as a layer.
    """
    kind = format_of(path)
    try:
        if kind == "osm":
            return _read_osm(path, tick)
        if kind == "archive":
            return _read_archive(path, options, folder)
        if path.suffix.lower() in PACKINGS:
            path = gunzip(path, folder / f"{stem_of(path)}{suffix_of(path)}")
            return read_file(path, options, folder=folder)
        with warnings.catch_warnings(record=True) as said:
            warnings.simplefilter("always")
            tables = _READERS[kind](path, options.of(stem_of(path)), folder)
    except NotImplementedError as error:
        raise InputError(
            Text("文件含有圆弧等曲线图形。", "It holds curves."),
            Text("请在 QGIS 中转换为折线后再导入。", "Turn them into lines of segments in QGIS."),
        ) from error
    except MemoryError:
        raise
    except _UNREADABLE as error:
        raise unreadable(error) from error
    if not any(len(table.frame) for table in tables):
        raise InputError(
            Text("文件里没有要素。", "The file holds no features."),
            Text("请检查导出的范围和图层。", "Check what was exported."),
        )
    stem = stem_of(path)
    named = tuple(replace(table, name=table.name or stem) for table in tables)
    return FileContent(named, tuple(_told(warning) for warning in said if _is_of_data(warning)))


def _is_of_data(warning: warnings.WarningMessage) -> bool:
    return issubclass(warning.category, RuntimeWarning)


def _told(warning: warnings.WarningMessage) -> Fault:
    """Return what GDAL warns of, such as an outline that it closed, as a fault of the file."""
    said = echo(" ".join(str(warning.message).split()), longest=160)
    return Fault(
        rule="reader.warning",
        severity="warning",
        layer="",
        what=Text(f"读取时的警告：{said}。", f"The reader warns: {said}."),
        remedy=Text("请核对读入的要素。", "Check the features that were read."),
    )


def unreadable(error: Exception) -> InputError:
    """Return the error of a file that a library could not read.

    Parameters
    ----------
    error : Exception
        What the library said.

    Returns
    -------
    InputError
        The sentence for people.
    """
    said = " ".join(str(error).split())[:160]
    return InputError(
        Text(f"文件已损坏或不完整：{said}。", f"The file is damaged or truncated: {said}."),
        Text("请重新导出或下载该文件。", "Export or download it again."),
    )


def _read_osm(path: Path, tick: Tick) -> FileContent:
    from gridmap.io.osm import read_osm  # noqa: PLC0415 - loads pyosmium, needed by few files

    content = read_osm(path, progress=lambda _what, share: tick(share))
    tables = [
        Table(name, frame, (), "WGS 84", layer=name) for name, frame in content.layers.items()
    ]
    return FileContent(tuple(tables), content.faults)


def _read_archive(path: Path, options: ReadOptions, folder: Path) -> FileContent:
    inner = folder / "unpacked"
    inner.mkdir()
    files = [file for file in unzip(path, inner) if suffix_of(file) in FORMATS]
    files = [file for file in files if "__MACOSX" not in file.parts]
    if not files:
        raise InputError(
            Text("压缩包里没有可读的图层。", "The archive holds no layer that can be read."),
            Text("请压缩 .shp 及其附属文件。", "Zip the .shp with all its parts."),
        )
    tables: list[Table] = []
    faults: list[Fault] = []
    for number, file in enumerate(files):
        if format_of(file) == "archive":
            raise InputError(
                Text("压缩包里又有压缩包。", "The archive holds another archive."),
                Text("请解压后再导入。", "Unpack it and import that."),
            )
        own = folder / f"member-{number}"
        own.mkdir()
        content = read_file(file, options, folder=own)
        tables += content.tables
        faults += content.faults
    return FileContent(tuple(tables), tuple(faults))


def _linked(path: Path, folder: Path) -> Path:
    link = folder / f"data{suffix_of(path)}"
    link.symlink_to(path.resolve())
    return link


def _shapefile(path: Path, options: ReadOptions, folder: Path) -> list[Table]:
    siblings: dict[str, list[Path]] = defaultdict(list)
    for sibling in sorted(path.resolve().parent.iterdir()):
        if sibling.stem.casefold() == path.stem.casefold():
            siblings[sibling.suffix.lower()].append(sibling)
    parts = {}
    for suffix in PARTS:
        same = [part for part in siblings[suffix] if part.stem == path.stem] or siblings[suffix]
        if same:
            parts[suffix] = folder / f"data{suffix}"
            parts[suffix].symlink_to(same[0])
    return [read_shapefile(parts, encoding=options.encoding)]


def _geopackage(path: Path, _options: ReadOptions, folder: Path) -> list[Table]:
    refuse_unwritten(path)
    return read_geopackage(_linked(path, folder))


_READERS: dict[str, Callable[[Path, ReadOptions, Path], list[Table]]] = {
    "geopackage": _geopackage,
    "shapefile": _shapefile,
    "geojson": lambda path, options, _: [
        read_geojson(path, encoding=options.encoding, crs=options.crs)
    ],
    "flatgeobuf": lambda path, _, folder: read_flatgeobuf(_linked(path, folder)),
    "geoparquet": lambda path, options, _: [read_parquet(path, crs=options.crs)],
    "csv": lambda path, options, _: [read_csv(path, encoding=options.encoding, crs=options.crs)],
    "xlsx": lambda path, options, _: read_xlsx(path, crs=lambda sheet: options.of(sheet).crs),
    "kml": lambda path, _, folder: read_kml(_linked(path, folder)),
    "gpx": lambda path, _, folder: read_gpx(_linked(path, folder)),
}
