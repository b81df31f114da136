"""From two versions of a plan to the walk along what changed, and its files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal, get_args

import geopandas as gpd
import numpy as np
from pyproj import Transformer

from gridmap.crs import STORAGE_CRS, metric_crs
from gridmap.errors import InputError, Lang, SettingsError, Text
from gridmap.io.exporting import Coordinates
from gridmap.io.files import replacing, write_text
from gridmap.io.maplinks import map_links
from gridmap.io.patrols_gpx import write_gpx
from gridmap.io.patrols_placed import file_name, placed
from gridmap.io.seams_tables import write_checklist
from gridmap.routing.network import make_network
from gridmap.routing.profiles import FOOT_ADULT
from gridmap.routing.seams import TOLERANCE_M, changed_seams
from gridmap.routing.seams_walk import TITLE, SeamWalk, walk_seams
from gridmap.routing.travel import travel
from gridmap.sheets.patrol_page import patrol_page

SeamFormat = Literal["gpx", "xlsx", "html"]
SEAM_FORMATS: tuple[SeamFormat, ...] = get_args(SeamFormat)
STEM = Text("边界踏勘", "seams")


def walk_changes(
    before: gpd.GeoDataFrame,
    after: gpd.GeoDataFrame,
    *,
    roads: gpd.GeoDataFrame | None = None,
    start: tuple[float, float] | None = None,
    start_name: str = "",
    begins_s: int = 8 * 3600,
    tolerance_m: float = TOLERANCE_M,
    lang: Lang = "zh",
) -> SeamWalk:
    """Return the round along every piece of boundary that one version has and the other has not.

    Parameters
    ----------
    before, after : GeoDataFrame
        Grids of the two versions with ``grid_code``, in any CRS.
    roads : GeoDataFrame, optional
        Roads, in any CRS; without them the walk keeps to the boundary and goes straight between.
    start : tuple of float, optional
        Longitude and latitude in CGCS2000 where the round begins and ends; by default at the
        first piece.
    start_name : str
        What people call it.
    begins_s : int
        When it begins, in seconds after midnight.
    tolerance_m : float
        What lies within this of a boundary of the other version has not changed.
    lang : {"zh", "en"}
        The language of names.

    Returns
    -------
    SeamWalk
        The walk; every metre of what changed is within 10 m of it.

    Raises
    ------
    InputError
        If a version has no grids, or nothing has changed.
    CrsError
        If the place is wider than one zone of the projection.
    """
    if before.empty or after.empty:
        raise InputError(
            Text("方案中没有网格。", "A plan has no grids."),
            Text("请选择已划分的方案。", "Choose plans that have been made."),
        )
    crs = metric_crs(after.to_crs(STORAGE_CRS).total_bounds)
    seams = changed_seams(before.to_crs(crs), after.to_crs(crs), tolerance_m=tolerance_m)
    on_foot = None
    if roads is not None and not roads.empty:
        on_foot = travel(make_network(roads, crs=crs), FOOT_ADULT)
    place = None
    if start is not None:
        place = Transformer.from_crs(STORAGE_CRS, crs, always_xy=True).transform(*start)
    return walk_seams(
        seams,
        on_foot,
        metric_crs=int(crs.to_epsg() or 0),
        start=place,
        start_name=start_name,
        begins_s=begins_s,
        lang=lang,
    )


def write_seams(
    walk: SeamWalk,
    folder: Path,
    *,
    date: str,
    formats: Sequence[SeamFormat] = SEAM_FORMATS,
    lang: Lang = "zh",
    coordinates: Coordinates = "cgcs2000",
    roads: gpd.GeoDataFrame | None = None,
) -> tuple[Path, ...]:
    """Write the walk along changed boundaries into a folder, each file whole or not at all.

    Parameters
    ----------
    walk : SeamWalk
        The walk.
    folder : Path
        Made if need be; files of the same name are replaced.
    date : str
        Day of the walk, ``YYYY-MM-DD``.
    formats : sequence of str
        Of `SEAM_FORMATS`.
    lang : {"zh", "en"}
        The language of headers.
    coordinates : {"cgcs2000", "wgs84", "gcj02", "bd09"}
        The coordinates of GPX and xlsx; shifted ones are named in their names.
    roads : GeoDataFrame, optional
        Roads near by for the sketch.

    Returns
    -------
    tuple of Path
        The files, in the order of the formats.

    Raises
    ------
    SettingsError
        If a format is not known.
    InputError
        If a file cannot be written.
    """
    unknown = [name for name in formats if name not in SEAM_FORMATS]
    if unknown:
        raise SettingsError(
            Text(f"不能写出 {unknown[0]} 格式。", f"A walk is not written as {unknown[0]}."),
            Text(f"可用：{'、'.join(SEAM_FORMATS)}。", f"Use {', '.join(SEAM_FORMATS)}."),
        )
    patrol = walk.as_patrol(date)
    job = placed(patrol, coordinates=coordinates, lang=lang)
    job = replace(job, heading=TITLE, stem=STEM)
    plain = replace(job, coordinates="cgcs2000")
    written = []
    for name in formats:
        path = folder / file_name(plain if name == "html" else job, name)
        if name == "html":
            lines = (
                None if roads is None else np.asarray(roads.to_crs(walk.metric_crs).geometry.array)
            )
            page = patrol_page(patrol, 1, lang=lang, links=map_links, roads=lines, heading=TITLE)
            write_text(path, page)
        else:
            with replacing(path) as draft:
                if name == "gpx":
                    write_gpx(job, job.routes[0], draft)
                else:
                    write_checklist(job, walk, draft)
        written.append(path)
    return tuple(written)
