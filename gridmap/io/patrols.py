"""Patrols written for others: GPX for each route, KML, GeoJSON and xlsx for the whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal, get_args

from gridmap.errors import Lang, SettingsError, Text
from gridmap.io.exporting import Coordinates
from gridmap.io.files import replacing
from gridmap.io.patrols_geojson import write_geojson
from gridmap.io.patrols_gpx import write_gpx
from gridmap.io.patrols_kml import write_kml
from gridmap.io.patrols_placed import Placed, file_name, placed
from gridmap.io.patrols_tables import write_xlsx
from gridmap.routing.records import Patrol

PatrolFormat = Literal["gpx", "kml", "geojson", "xlsx"]
PATROL_FORMATS: tuple[PatrolFormat, ...] = get_args(PatrolFormat)

_WRITERS: dict[str, Callable[[Placed, Path], None]] = {
    "kml": write_kml,
    "geojson": write_geojson,
    "xlsx": write_xlsx,
}


def write_patrol(
    patrol: Patrol,
    folder: Path,
    *,
    formats: Sequence[PatrolFormat] = PATROL_FORMATS,
    lang: Lang = "zh",
    coordinates: Coordinates = "cgcs2000",
    only: int | None = None,
) -> tuple[Path, ...]:
    """Write a patrol into a folder, each file whole or not at all.

    Parameters
    ----------
    patrol : Patrol
        The patrol.
    folder : Path
        Made if need be; files of the same name are replaced.
    formats : sequence of str
        Of `PATROL_FORMATS`; GPX is a file a route.
    lang : {"zh", "en"}
        The language of names and headers.
    coordinates : {"cgcs2000", "wgs84", "gcj02", "bd09"}
        The coordinates to write; shifted ones are named in the names of the files.
    only : int, optional
        Number of the one route to write, from 1, without what is left out.

    Returns
    -------
    tuple of Path
        The files, in the order of the formats and of the routes.

    Raises
    ------
    SettingsError
        If a format is not known.
    InputError
        If a file cannot be written.
    """
    unknown = [name for name in formats if name not in PATROL_FORMATS]
    if unknown:
        raise SettingsError(
            Text(f"不能写出 {unknown[0]} 格式。", f"Patrols are not written as {unknown[0]}."),
            Text(f"可用：{'、'.join(PATROL_FORMATS)}。", f"Use {', '.join(PATROL_FORMATS)}."),
        )
    job = placed(patrol, coordinates=coordinates, lang=lang, only=only)
    written: list[Path] = []
    for name in formats:
        written += _write_gpx_files(job, folder) if name == "gpx" else [_whole(job, folder, name)]
    return tuple(written)


def _write_gpx_files(job: Placed, folder: Path) -> list[Path]:
    written = []
    for route in job.routes:
        path = folder / file_name(job, "gpx", route)
        with replacing(path) as draft:
            write_gpx(job, route, draft)
        written.append(path)
    return written


def _whole(job: Placed, folder: Path, name: str) -> Path:
    path = folder / file_name(job, name, job.only)
    with replacing(path) as draft:
        _WRITERS[name](job, draft)
    return path
