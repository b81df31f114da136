"""Patrols and routes as files, made when they are asked for."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote

import geopandas as gpd
from fastapi.responses import FileResponse
from sqlalchemy import Connection
from starlette.background import BackgroundTask

from gridmap.errors import Lang, Text
from gridmap.io.exporting import Coordinates
from gridmap.pipeline.patrol_files import FILE_FORMATS, write_patrol_files
from gridmap.routing.records import Patrol, Route
from gridmap.routing.saving import patrol_from_dict
from gridmap.sheets.geojson import dumps
from gridmap_api.errors import ConflictError
from gridmap_api.store.layer_reads import current_versions, read_layer, version_of

WholeFormat = Literal["xlsx", "kml", "geojson", "pdf", "json"]
RouteFormat = Literal["gpx", "kml", "geojson", "xlsx", "html", "pdf"]
KINDS: Mapping[str, str] = {
    "gpx": "application/gpx+xml",
    "kml": "application/vnd.google-earth.kml+xml",
    "geojson": "application/geo+json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
    "html": "text/html",
    "pdf": "application/pdf",
}
DRAWN = frozenset({"html", "pdf"})
"""Formats with a sketch, on which roads near by are drawn."""

MOST_ROADS = 5_000
"""Of more, sketches do without: they would take longer to read than to draw."""


def sketch_roads(connection: Connection, kind: str) -> gpd.GeoDataFrame | None:
    """Return the roads to draw on a sketch.

    Parameters
    ----------
    connection : Connection
        To the store.
    kind : str
        The format that is asked for.

    Returns
    -------
    GeoDataFrame or None
        None where the format has no sketch, or the place has too many roads.
    """
    if kind not in DRAWN or "roads" not in current_versions(connection):
        return None
    if version_of(connection, "roads")["features"] > MOST_ROADS:
        return None
    return read_layer(connection, "roads")


def patrol_file(
    patrol: Mapping[str, Any],
    kind: str,
    *,
    lang: Lang,
    coordinates: Coordinates = "cgcs2000",
    only: int | None = None,
    roads: gpd.GeoDataFrame | None = None,
    address: str | None = None,
) -> FileResponse:
    """Return a patrol, or one route of it, as a file.

    Parameters
    ----------
    patrol : Mapping
        As `gridmap_api.store.patrols.find_patrol` or `find_route` returns it.
    kind : str
        A format.
    lang : {"zh", "en"}
        The language.
    coordinates : {"cgcs2000", "wgs84", "gcj02", "bd09"}
        The coordinates to write.
    only : int, optional
        Number of the one route that it holds.
    roads : GeoDataFrame, optional
        As `sketch_roads` returns them.
    address : str, optional
        Of the page of that route, for the QR code on paper.

    Returns
    -------
    FileResponse
        The file, which is removed once it is sent.

    Raises
    ------
    ConflictError
        If there is no stop to write.
    """
    read = _numbered(patrol_from_dict(patrol["saved"]), only)
    if not any(route.stops for route in read.routes):
        raise ConflictError(
            Text(
                "路线上没有任何点，无文件可导出。", "There is no stop on it, and nothing to write."
            ),
            Text("请选择其他路线。", "Choose another route."),
        )
    folder = tempfile.TemporaryDirectory(prefix="gridmap-patrol-")
    try:
        place = Path(folder.name)
        if kind == "json":
            path = place / f"patrol-{read.date}.json"
            path.write_bytes(dumps(patrol["saved"]))
        else:
            formats = [name for name in FILE_FORMATS if name == kind]
            (path,) = write_patrol_files(
                read,
                place,
                formats=formats,
                lang=lang,
                coordinates=coordinates,
                only=only,
                roads=roads,
                address=None if address is None else lambda _number: address,
            )
    except BaseException:
        folder.cleanup()
        raise
    return sent_file(path, kind, folder)


def sent_file(path: Path, kind: str, folder: tempfile.TemporaryDirectory[str]) -> FileResponse:
    """Return a file to be saved under its name.

    Parameters
    ----------
    path : Path
        The file.
    kind : str
        Its format.
    folder : TemporaryDirectory
        Removed once it is sent.

    Returns
    -------
    FileResponse
        The answer.
    """
    # RFC 5987: the plain name is for clients that do not know the other one.
    name = quote(path.name, safe="")
    disposition = f"attachment; filename=\"patrol{path.suffix}\"; filename*=UTF-8''{name}"
    headers = {"Content-Disposition": disposition, "Cache-Control": "no-store"}
    return FileResponse(
        path, media_type=KINDS[kind], headers=headers, background=BackgroundTask(folder.cleanup)
    )


def _numbered(read: Patrol, only: int | None) -> Patrol:
    """Return a patrol in which the one route that it holds has its number."""
    if only is None:
        return read
    (route,) = read.routes
    empty = Route(route.team, (), route.back)
    return replace(read, routes=(empty,) * (only - 1) + (route,))
