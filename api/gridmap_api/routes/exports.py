"""Plans and layers as files."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query
from fastapi.responses import FileResponse
from starlette.background import BackgroundTask

from gridmap_api.auth.principal import GivenPrincipal
from gridmap_api.exporting import export_to, require_small
from gridmap_api.routes.parts import PROBLEM, GivenStore
from gridmap_api.schemas.exports import ExportParams

router = APIRouter(tags=["exports"])
BINARY = "application/octet-stream"


@router.get(
    "/exports",
    response_class=FileResponse,
    responses={
        200: {"content": {BINARY: {}}, "description": "The file."},
        400: PROBLEM,
        404: PROBLEM,
        413: PROBLEM,
        422: PROBLEM,
        503: PROBLEM,
    },
)
def export(
    params: Annotated[ExportParams, Query()], store: GivenStore, principal: GivenPrincipal
) -> FileResponse:
    """Return a plan, layers or a selection as one file; what is large goes as a job instead."""
    require_small(store, params, principal.scope)
    folder = tempfile.TemporaryDirectory(prefix="gridmap-export-")
    try:
        path = Path(folder.name) / "file"
        made = export_to(path, store, params, principal.scope)
    except BaseException:
        folder.cleanup()
        raise
    # RFC 5987: the plain name is for clients that do not know the other one.
    plain = f"export{Path(made.name).suffix}"
    disposition = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(made.name, safe='')}"
    headers = {"Content-Disposition": disposition, "Cache-Control": "no-store"}
    if made.notes:
        headers["X-Gridmap-Notes"] = quote("；".join(note.zh for note in made.notes), safe="")
    return FileResponse(
        path, media_type=BINARY, headers=headers, background=BackgroundTask(folder.cleanup)
    )
