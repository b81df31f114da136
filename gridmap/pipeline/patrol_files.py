"""Everything that teams are given of a patrol: files for devices, pages for phones, paper."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Literal, get_args

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from gridmap.errors import Lang, SettingsError, Text
from gridmap.io.exporting import Coordinates
from gridmap.io.files import replacing, write_text
from gridmap.io.maplinks import map_links
from gridmap.io.patrols import write_patrol
from gridmap.io.patrols_placed import Placed, file_name, placed
from gridmap.routing.records import Patrol
from gridmap.sheets.patrol_page import patrol_page
from gridmap.sheets.patrol_sheet import patrol_sheet

FileFormat = Literal["gpx", "kml", "geojson", "xlsx", "html", "pdf"]
FILE_FORMATS: tuple[FileFormat, ...] = get_args(FileFormat)

DRAWN = frozenset({"html", "pdf"})
"""Formats with a sketch."""

Address = Callable[[int], str | None]


def write_patrol_files(
    patrol: Patrol,
    folder: Path,
    *,
    formats: Sequence[FileFormat] = FILE_FORMATS,
    lang: Lang = "zh",
    coordinates: Coordinates = "cgcs2000",
    only: int | None = None,
    roads: gpd.GeoDataFrame | None = None,
    address: Address | None = None,
) -> tuple[Path, ...]:
    """Write a patrol into a folder, each file whole or not at all.

    Parameters
    ----------
    patrol : Patrol
        The patrol; without any stops, only the formats of the whole are written but PDF.
    folder : Path
        Made if need be; files of the same name are replaced.
    formats : sequence of str
        Of `FILE_FORMATS`. GPX and HTML are a file a route; PDF is one, from a page of its own each.
    lang : {"zh", "en"}
        The language of names and headers; the pages have both.
    coordinates : {"cgcs2000", "wgs84", "gcj02", "bd09"}
        The coordinates of GPX, KML, GeoJSON and xlsx; shifted ones are named in their names.
    only : int, optional
        Number of the one route to write, from 1, without what is left out.
    roads : GeoDataFrame, optional
        Roads near by for the sketches, in any CRS.
    address : callable, optional
        From the number of a route to the address of its page, for the QR code of the paper.

    Returns
    -------
    tuple of Path
        The files, in the order of the formats and of the routes.

    Raises
    ------
    SettingsError
        If a format is not known, or the one route is not there or has no stops.
    InputError
        If a file cannot be written.
    """
    unknown = [name for name in formats if name not in FILE_FORMATS]
    if unknown:
        raise SettingsError(
            Text(f"不能写出 {unknown[0]} 格式。", f"Patrols are not written as {unknown[0]}."),
            Text(f"可用：{'、'.join(FILE_FORMATS)}。", f"Use {', '.join(FILE_FORMATS)}."),
        )
    job = placed(patrol, lang=lang, only=only)
    is_drawn = not DRAWN.isdisjoint(formats)
    lines = _lines(roads, patrol.metric_crs) if is_drawn else None
    written: list[Path] = []
    for name in formats:
        if name == "html":
            written += _write_pages(job, folder, lines)
        elif name == "pdf":
            written += _write_sheet(job, folder, lines, address)
        else:
            written += write_patrol(
                patrol, folder, formats=[name], lang=lang, coordinates=coordinates, only=only
            )
    return tuple(written)


def _write_pages(job: Placed, folder: Path, roads: NDArray[Any] | None) -> list[Path]:
    written = []
    for route in job.routes:
        path = folder / file_name(job, "html", route)
        page = patrol_page(job.patrol, route.number, lang=job.lang, links=map_links, roads=roads)
        write_text(path, page)
        written.append(path)
    return written


def _write_sheet(
    job: Placed, folder: Path, roads: NDArray[Any] | None, address: Address | None
) -> list[Path]:
    if not job.routes:
        return []
    only = None if job.only is None else job.only.number
    pdf = patrol_sheet(job.patrol, only=only, lang=job.lang, address=address, roads=roads)
    path = folder / file_name(job, "pdf", job.only)
    with replacing(path) as draft:
        draft.write_bytes(pdf)
    return [path]


def _lines(roads: gpd.GeoDataFrame | None, metric_crs: int) -> NDArray[Any] | None:
    if roads is None or roads.empty:
        return None
    shapes = roads.geometry[roads.geometry.notna()].to_crs(metric_crs)
    return np.asarray(shapes.array, dtype=object)
