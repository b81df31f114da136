"""The walk along boundaries that changed between two versions, as JSON and as files."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path
from typing import Any, Literal

import geopandas as gpd
import shapely
from fastapi.responses import FileResponse

from gridmap.crs import STORAGE_CRS
from gridmap.errors import Lang
from gridmap.pipeline.seams import SEAM_FORMATS, walk_changes, write_seams
from gridmap.routing.seams_walk import SeamWalk, Walked
from gridmap_api.patrol_files import sent_file
from gridmap_api.store.differences import Compared, Side
from gridmap_api.store.projection import grid_rows

SeamForm = Literal["json", "gpx", "xlsx", "html"]
DECIMALS = 7


def seam_walk(
    compared: Compared,
    roads: gpd.GeoDataFrame | None,
    *,
    start: tuple[float, float] | None,
    lang: Lang,
) -> SeamWalk:
    """Return the walk along what changed between two versions, of what may be seen.

    Parameters
    ----------
    compared : Compared
        The versions.
    roads : GeoDataFrame or None
        The layer of roads.
    start : tuple of float or None
        Longitude and latitude where it begins and ends.
    lang : {"zh", "en"}
        The language of names.

    Returns
    -------
    SeamWalk
        The walk.

    Raises
    ------
    InputError
        If no boundary changed.
    """
    rows = compared.found.successions
    before = _grids(compared.before, [row.old for row in rows if row.old])
    after = _grids(compared.after, [row.new for row in rows if row.new])
    return walk_changes(before, after, roads=roads, start=start, lang=lang)


def seams_shown(walk: SeamWalk) -> dict[str, Any]:
    """Return a walk as JSON.

    Parameters
    ----------
    walk : SeamWalk
        The walk.

    Returns
    -------
    dict
        A `gridmap_api.schemas.seams.SeamWalkShown`.
    """
    legs = [*(stop.leg for stop in walk.route.stops), walk.route.back]
    lines = [stretch.line for leg in legs for stretch in leg.stretches]
    return {
        "changed_m": round(walk.changed_m, 1),
        "walked_m": walk.route.length_m,
        "unseen_m": round(walk.unseen_m, 2),
        "pieces": {
            "type": "FeatureCollection",
            "features": [
                _piece(walk, piece, number) for number, piece in enumerate(walk.pieces, start=1)
            ],
        },
        "walk": _geometry(shapely.MultiLineString(lines), walk.metric_crs),
    }


def seam_file(
    walk: SeamWalk,
    form: SeamForm,
    roads: gpd.GeoDataFrame | None,
    *,
    day: date,
    lang: Lang,
) -> FileResponse:
    """Return a walk as a file.

    Parameters
    ----------
    walk : SeamWalk
        The walk.
    form : {"gpx", "xlsx", "html"}
        The format.
    roads : GeoDataFrame or None
        For the sketch.
    day : date
        On which it is walked.
    lang : {"zh", "en"}
        The language.

    Returns
    -------
    FileResponse
        The file, which is removed once it is sent.
    """
    folder = tempfile.TemporaryDirectory(prefix="gridmap-seams-")
    try:
        formats = [name for name in SEAM_FORMATS if name == form]
        (path,) = write_seams(
            walk,
            Path(folder.name),
            date=day.isoformat(),
            formats=formats,
            lang=lang,
            roads=roads,
        )
    except BaseException:
        folder.cleanup()
        raise
    return sent_file(path, form, folder)


def _grids(side: Side, codes: list[str]) -> gpd.GeoDataFrame:
    rows = grid_rows(side.live, codes, plan_id=side.row["id"], version=side.version)
    return gpd.GeoDataFrame(
        {"grid_code": [row["grid_code"] for row in rows]},
        geometry=[row["geom"] for row in rows],
        crs=STORAGE_CRS,
    )


def _piece(walk: SeamWalk, piece: Walked, number: int) -> dict[str, Any]:
    return {
        "type": "Feature",
        "geometry": _geometry(piece.seam.line, walk.metric_crs),
        "properties": {
            "number": number,
            "kind": piece.seam.kind,
            "grids": list(piece.seam.grids),
            "length_m": round(piece.seam.length_m, 1),
            "street": piece.street,
        },
    }


def _geometry(shape: shapely.Geometry, metric_crs: int) -> dict[str, Any]:
    degrees = gpd.GeoSeries([shape], crs=metric_crs).to_crs(STORAGE_CRS).iloc[0]
    rounded = shapely.transform(degrees, lambda points: points.round(DECIMALS))
    told: dict[str, Any] = shapely.geometry.mapping(rounded)
    return told
