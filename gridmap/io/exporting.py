"""Layers written for others: one function, every format of an office, whole or not at all.

Coordinates go out as CGCS2000 or WGS 84 (which agree within centimetres), or shifted as Amap
(GCJ-02) or Baidu (BD-09) show them. What is shifted says so in the name of the file, in the name of
its coordinates and in a column, and claims no CRS: no EPSG code stands for these coordinates.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, get_args

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gridmap.crs import STORAGE_CRS
from gridmap.datum import shifted, wgs84_to_bd09, wgs84_to_gcj02
from gridmap.errors import InputError, Lang, SettingsError, Text
from gridmap.io.exporting_files import (
    write_csv_files,
    write_flatgeobuf,
    write_geojson,
    write_geopackage,
    write_geoparquet,
)
from gridmap.io.exporting_job import Encoding, Job, Sheet
from gridmap.io.exporting_kml import write_kml
from gridmap.io.exporting_shapefile import write_shapefiles
from gridmap.io.exporting_tables import write_workbook
from gridmap.io.exporting_words import in_words, title
from gridmap.io.files import replacing
from gridmap.io.pmtiles import write_pmtiles
from gridmap.io.succession import in_headers

Format = Literal["gpkg", "parquet", "fgb", "geojson", "shp", "kml", "csv", "xlsx", "pmtiles"]
Coordinates = Literal["cgcs2000", "wgs84", "gcj02", "bd09"]

FORMATS: tuple[Format, ...] = get_args(Format)
SHIFTS = {"gcj02": wgs84_to_gcj02, "bd09": wgs84_to_bd09}
DATUMS = {"cgcs2000": "CGCS2000", "wgs84": "WGS 84", "gcj02": "GCJ-02", "bd09": "BD-09"}
SEVERAL = ("gpkg", "kml", "xlsx", "pmtiles")
"""Formats that hold several layers in one file; of the others, a zip does."""


Writer = Callable[[Job, Path], list[Text]]

WRITERS: dict[Format, Writer] = {
    "gpkg": write_geopackage,
    "parquet": write_geoparquet,
    "fgb": write_flatgeobuf,
    "geojson": write_geojson,
    "shp": write_shapefiles,
    "kml": write_kml,
    "csv": write_csv_files,
    "xlsx": write_workbook,
    "pmtiles": write_pmtiles,
}


@dataclass(frozen=True, slots=True)
class Exported:
    """A file that was written.

    Attributes
    ----------
    path : Path
        The file, under the name that it was given in the end.
    notes : tuple of Text
        What could not be written as it was, such as characters that GBK does not have.
    """

    path: Path
    notes: tuple[Text, ...]


def write_export(
    frames: Mapping[str, gpd.GeoDataFrame],
    path: Path,
    *,
    format: Format,  # noqa: A002
    coordinates: Coordinates = "cgcs2000",
    encoding: Encoding = "UTF-8",
    lang: Lang = "zh",
    about: Mapping[str, str] | None = None,
    succession: pd.DataFrame | None = None,
) -> Exported:
    """Write layers as one file, which appears whole or not at all.

    Parameters
    ----------
    frames : Mapping of str to GeoDataFrame
        Layers by their names in code, in any CRS.
    path : Path
        The file; its ending is set to that of the format, and the suffix of shifted coordinates
        is put before it.
    format : str
        One of `FORMATS`.
    coordinates : {"cgcs2000", "wgs84", "gcj02", "bd09"}
        The coordinates to write.
    encoding : {"UTF-8", "GBK"}
        Of the texts of a Shapefile or a CSV.
    lang : {"zh", "en"}
        The language of headers and words.
    about : Mapping of str to str, optional
        Facts of the whole, such as the id of the version.
    succession : DataFrame, optional
        History of the codes of grids, as `gridmap.io.succession` makes it; it goes along in the
        formats that hold tables, GeoPackage and xlsx.

    Returns
    -------
    Exported
        The file that was written.

    Raises
    ------
    SettingsError
        If there is nothing to write, or the format cannot hold it.
    InputError
        If the file cannot be written.
    """
    if not frames:
        raise SettingsError(
            Text("没有可导出的图层。", "There is no layer to export."),
            Text("请至少选择一个图层。", "Choose one layer at least."),
        )
    job = _job(frames, coordinates=coordinates, encoding=encoding, lang=lang, about=about or {})
    if succession is not None and not succession.empty:
        job = replace(job, history=in_headers(succession, lang=lang))
    target = named(path, format=format, coordinates=coordinates, layers=len(frames))
    with replacing(target) as draft:
        notes = WRITERS[format](job, draft)
    return Exported(target, tuple(notes))


def named(path: Path, *, format: Format, coordinates: Coordinates, layers: int = 1) -> Path:  # noqa: A002
    """Return the name that a file gets.

    Parameters
    ----------
    path : Path
        The name that was asked for.
    format : str
        One of `FORMATS`.
    coordinates : {"cgcs2000", "wgs84", "gcj02", "bd09"}
        Its coordinates.
    layers : int
        How many layers it holds.

    Returns
    -------
    Path
        With the suffix of shifted coordinates and the ending of the format.

    Examples
    --------
    >>> named(Path("网格.shp"), format="shp", coordinates="gcj02").name
    '网格_gcj02.zip'
    >>> named(Path("网格"), format="geojson", coordinates="wgs84").name
    '网格.geojson'
    """
    is_zip = format == "shp" or (format not in SEVERAL and layers > 1)
    endings = {f".{one}" for one in (*FORMATS, "zip")}
    stem = path.stem if path.suffix.lower() in endings else path.name
    suffix = suffix_of(coordinates)
    stem = stem if not suffix or stem.lower().endswith(suffix) else f"{stem}{suffix}"
    return path.with_name(f"{stem}.{'zip' if is_zip else format}")


def suffix_of(coordinates: Coordinates) -> str:
    """Return what the names of shifted coordinates end with.

    Parameters
    ----------
    coordinates : {"cgcs2000", "wgs84", "gcj02", "bd09"}
        The coordinates.

    Returns
    -------
    str
        Empty for true coordinates.
    """
    return f"_{coordinates}" if coordinates in SHIFTS else ""


def _job(
    frames: Mapping[str, gpd.GeoDataFrame],
    *,
    coordinates: Coordinates,
    encoding: Encoding,
    lang: Lang,
    about: Mapping[str, str],
) -> Job:
    suffix = suffix_of(coordinates)
    sheets = []
    for name, frame in frames.items():
        told = in_words(_placed(frame, name, coordinates), name, lang=lang)
        if suffix:
            told.insert(0, f"{_COORDINATES.say(lang)}{suffix}", DATUMS[coordinates])
        sheets.append(Sheet(name, f"{title(name, lang=lang)}{suffix}", told))
    facts = {**about, _COORDINATES.say(lang): DATUMS[coordinates]}
    return Job(tuple(sheets), suffix, encoding, lang, facts)


_COORDINATES = Text("坐标", "datum")


def _placed(frame: gpd.GeoDataFrame, name: str, coordinates: Coordinates) -> gpd.GeoDataFrame:
    """Return a layer in the coordinates that were asked for, flat."""
    if frame.crs is None:
        raise InputError(
            Text(f"图层 {name} 没有坐标系。", f"Layer {name} names no CRS."),
            Text("请先导入并指定坐标系。", "Import it and name its CRS first."),
        )
    degrees = frame.to_crs(STORAGE_CRS)
    shapes = shapely.force_2d(np.asarray(degrees.geometry.array, dtype=object))
    crs = {"cgcs2000": STORAGE_CRS, "wgs84": 4326}.get(coordinates)
    if coordinates in SHIFTS:
        shapes = shifted(shapes, SHIFTS[coordinates])
    # CGCS2000 and WGS 84 agree within centimetres: the numbers are the same.
    return gpd.GeoDataFrame(degrees.drop(columns=degrees.geometry.name), geometry=shapes, crs=crs)
