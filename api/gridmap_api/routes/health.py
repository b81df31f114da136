"""How the service is."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from gridmap import __version__
from gridmap.sheets.geojson import dumps
from gridmap_api.errors import BusyError, UnreadableError
from gridmap_api.routes.parts import GivenLanguage
from gridmap_api.schemas.common import Health
from gridmap_api.source import Source
from gridmap_api.store_source import StoreSource

router = APIRouter(tags=["service"])


@router.get("/health", response_model=Health, responses={503: {"model": Health}})
def health(request: Request, lang: GivenLanguage) -> Response:
    """Tell whether the store or the file can be read, and the version of the program."""
    source: Source | StoreSource = request.app.state.source
    kind, detail = None, None
    try:
        kind = source.check()
    except (UnreadableError, BusyError) as error:
        detail = error.say(lang)
    body = {
        "status": "ok" if detail is None else "unreadable",
        "version": __version__,
        "file": source.name,
        "readable": detail is None,
        "kind": kind,
        "detail": detail,
    }
    return Response(
        dumps(body), status_code=200 if detail is None else 503, media_type="application/json"
    )
