"""Patrols and routes as files, made when they are asked for."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal, get_args
from urllib.parse import quote

from fastapi.responses import FileResponse
from starlette.background import BackgroundTask

from gridmap.errors import Lang, Text
from gridmap.io.exporting import Coordinates
from gridmap.io.patrols import PatrolFormat, write_patrol
from gridmap.routing.records import Patrol
from gridmap.routing.saving import patrol_from_dict
from gridmap.sheets.geojson import dumps
from gridmap_api.errors import ConflictError

WholeFormat = Literal["xlsx", "kml", "geojson", "json"]
RouteFormat = Literal["gpx", "kml", "geojson", "xlsx"]
KINDS: Mapping[str, str] = {
    "gpx": "application/gpx+xml",
    "kml": "application/vnd.google-earth.kml+xml",
    "geojson": "application/geo+json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
    "html": "text/html",
    "pdf": "application/pdf",
}
WRITTEN: tuple[PatrolFormat, ...] = get_args(PatrolFormat)


def patrol_file(
    patrol: Mapping[str, Any], kind: str, *, lang: Lang, coordinates: Coordinates
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

    Returns
    -------
    FileResponse
        The file, which is removed once it is sent.

    Raises
    ------
    ConflictError
        If there is no stop to write.
    """
    read = patrol_from_dict(patrol["saved"])
    if not any(route.stops for route in read.routes):
        raise ConflictError(
            Text(
                "路线上没有任何点，无文件可导出。", "There is no stop on it, and nothing to write."
            ),
            Text("请选择其他路线。", "Choose another route."),
        )
    folder = tempfile.TemporaryDirectory(prefix="gridmap-patrol-")
    try:
        path = _written(read, patrol, kind, Path(folder.name), lang=lang, coordinates=coordinates)
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


def _written(
    read: Patrol,
    patrol: Mapping[str, Any],
    kind: str,
    folder: Path,
    *,
    lang: Lang,
    coordinates: Coordinates,
) -> Path:
    if kind == "json":
        path = folder / f"patrol-{read.date}.json"
        path.write_bytes(dumps(patrol["saved"]))
        return path
    kept = replace(read, routes=tuple(route for route in read.routes if route.stops))
    formats = [name for name in WRITTEN if name == kind]
    return write_patrol(kept, folder, formats=formats, lang=lang, coordinates=coordinates)[0]
