"""One answer from which a client draws its first view."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from gridmap import __version__
from gridmap.plan import Band
from gridmap_api.auth.principal import GivenPrincipal
from gridmap_api.auth.rights import Right, has_right
from gridmap_api.basemaps import Basemap
from gridmap_api.routes.login import me
from gridmap_api.routes.parts import PROBLEM, GivenLanguage, GivenStore
from gridmap_api.routes.plan_parts import answer
from gridmap_api.schemas.starting import Start
from gridmap_api.settings import Settings
from gridmap_api.store.principals import Principal
from gridmap_api.store.starting import start_of

router = APIRouter(tags=["service"])

TITLE = {"zh": "网格规划", "en": "Grid planning"}
WALK = {"adult_m_s": 1.2, "elder_m_s": 0.8, "minutes": 15}
"""Of the service circles of Zhucheng city."""
NOTHING: dict[str, Any] = {"plans": [], "layers": [], "bounds": None}


@router.get("/start", response_model=Start, responses={400: PROBLEM, 503: PROBLEM})
def start(
    request: Request, store: GivenStore, principal: GivenPrincipal, lang: GivenLanguage
) -> Response:
    """Return who asks, and the plans, layers and base maps that this one may see."""
    settings: Settings = request.app.state.settings
    seen = NOTHING
    if has_right(principal, Right.PUBLISHED, is_public=settings.public):
        with store.read() as connection:
            seen = start_of(store, connection, principal.scope)
    band = Band()
    return answer(
        {
            "me": me(request, principal) | {"may_write": _may_plan(principal)},
            "lang": lang,
            "accounts": settings.accounts,
            "public": settings.public,
            "version": __version__,
            "title": TITLE,
            "basemaps": [_told(one) for one in settings.basemaps],
            "walk": WALK,
            "band": [band.lower, band.upper],
            **seen,
        }
    )


def _may_plan(principal: Principal) -> bool:
    """Return whether plans may be changed, by whom a role lets as well as a token."""
    return principal.may_write and has_right(principal, Right.PLAN, is_public=True)


def _told(basemap: Basemap) -> dict[str, Any]:
    return {
        "id": basemap.id,
        "name": {"zh": basemap.name.zh, "en": basemap.name.en},
        "kind": basemap.kind,
        "url": basemap.urls[0],
        "urls": basemap.urls,
        "labels": basemap.labels,
        "attribution": basemap.attribution,
        "max_zoom": basemap.max_zoom,
    }
