"""The nearest station, for residents: a page on a phone, and what it asks."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, BackgroundTasks, Path, Query, Request, Response
from fastapi.responses import HTMLResponse

from gridmap.stations.nearest import DETOUR
from gridmap.stations.settings import StationSettings
from gridmap_api.auth.principal import GivenPrincipal
from gridmap_api.routes.client import page_of
from gridmap_api.routes.parts import PROBLEM, GivenStore
from gridmap_api.routes.plan_parts import answer
from gridmap_api.schemas.near import NamedPlaces, Near, NearAsked, PlacesAsked, Sane, StationNow
from gridmap_api.schemas.plans import LINE
from gridmap_api.settings import Settings
from gridmap_api.store.near import places_named, station_now, stations_near
from gridmap_api.store.networks import prepare

router = APIRouter(tags=["stations"])

ASKING: dict[int | str, dict[str, Any]] = dict.fromkeys((400, 422, 503), PROBLEM)
ONE: dict[int | str, dict[str, Any]] = dict.fromkeys((400, 404, 503), PROBLEM)
WALKING = StationSettings()


@router.get("/near", response_class=HTMLResponse, responses={503: PROBLEM})
def page(request: Request, store: GivenStore, later: BackgroundTasks) -> Response:
    """Show the page on which a phone finds the nearest station."""
    # While somebody reads the page, the roads are made ready.
    later.add_task(prepare, store)
    return page_of(request, "near.html")


@router.post("/near", response_model=Near, responses=ASKING)
def near(
    request: Request, store: GivenStore, principal: GivenPrincipal, asked: NearAsked
) -> Response:
    """Return the stations near a place: how far to walk, whether open, links that open a map.

    The place comes in the body, so that no log of addresses has it; it is not kept.
    """
    local = _local(request, asked.at)
    with store.read() as connection:
        found = stations_near(
            store,
            connection,
            asked.place,
            local,
            scope=principal.scope,
            limit=asked.limit,
            settings=WALKING,
        )
    walk = {
        "adult_m_s": WALKING.adult_m_s,
        "elder_m_s": WALKING.elder_m_s,
        "minutes": round(WALKING.minutes),
    }
    return answer({"at": local.isoformat(), "detour": DETOUR, "walk": walk, **found})


@router.get("/near/stations/{station_id}", response_model=StationNow, responses=ONE)
def station(
    request: Request,
    station_id: Annotated[str, Path(max_length=200, pattern=LINE, description="Its id.")],
    store: GivenStore,
    principal: GivenPrincipal,
    at: Annotated[datetime | None, Query(description="When; now by default."), Sane] = None,
) -> Response:
    """Return a station: whether it is open, and links that open a map at it."""
    local = _local(request, at)
    with store.read() as connection:
        found = station_now(connection, station_id, local, scope=principal.scope)
    return answer({"at": local.isoformat(), "station": found})


@router.post("/near/places", response_model=NamedPlaces, responses=ASKING)
def places(store: GivenStore, principal: GivenPrincipal, asked: PlacesAsked) -> Response:
    """Return places by a name, for those whose phone does not tell where they are."""
    words = unicodedata.normalize("NFKC", asked.q).strip()
    with store.read() as connection:
        found = places_named(connection, words, principal.scope)
    return answer({"places": found})


def _local(request: Request, at: datetime | None) -> datetime:
    """Return a time as clocks of the place show it; without an offset it is taken so."""
    settings: Settings = request.app.state.settings
    moment = (at or datetime.now(UTC)).replace(microsecond=0)
    if moment.tzinfo is None:
        return moment.replace(tzinfo=settings.zone)
    return moment.astimezone(settings.zone)
