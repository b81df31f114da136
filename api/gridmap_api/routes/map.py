"""The map, at the root of the service."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from gridmap_api.caching import entity_tag, unchanged
from gridmap_api.map_pages import MapPages
from gridmap_api.routes.parts import PROBLEM, GivenContent, GivenLanguage

router = APIRouter(tags=["map"])


@router.get("/", response_class=HTMLResponse, responses={503: PROBLEM})
def map_page(request: Request, content: GivenContent, lang: GivenLanguage) -> Response:
    """Show the map: one page that loads nothing else."""
    tag = entity_tag(request, content.stamp, lang=lang)
    held = unchanged(request, tag)
    if held is not None:
        return held
    pages: MapPages = request.app.state.maps
    page = pages.page(content, lang=lang)
    packed = "gzip" in request.headers.get("accept-encoding", "")
    headers = {
        "ETag": tag,
        "Vary": "Accept-Language, Accept-Encoding",
        "Content-Language": lang,
        "Content-Security-Policy": page.policy,
    }
    if packed:
        headers["Content-Encoding"] = "gzip"
    return HTMLResponse(page.packed if packed else page.plain, headers=headers)
