"""Patrols: the routes of a day, how far their teams are, links that open them on phones."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import FileResponse

from gridmap.io.exporting import Coordinates
from gridmap_api.auth.cookies import is_secure
from gridmap_api.auth.principal import GivenPrincipal
from gridmap_api.patrol_files import RouteFormat, WholeFormat, patrol_file, sketch_roads
from gridmap_api.patrol_shown import patrol_item, patrol_shown, route_shown, tick_shown
from gridmap_api.patrol_ticks import keep_tick
from gridmap_api.qr import qr_svg
from gridmap_api.routes.parts import PROBLEM, GivenLanguage, GivenStore
from gridmap_api.routes.plan_parts import IdempotencyKey, answer
from gridmap_api.schemas.patrols import (
    LinkMade,
    NewTick,
    PatrolList,
    PatrolShown,
    Progress,
    RouteShown,
    TickShown,
)
from gridmap_api.store.patrol_links import links_of, make_link, revoke_links
from gridmap_api.store.patrols import (
    find_patrol,
    find_route,
    list_patrols,
    no_patrol,
    remove_patrol,
    require_whole,
)
from gridmap_api.store.photos import find_photo
from gridmap_api.store.visits import latest, ticks_of

router = APIRouter(tags=["patrols"])

PatrolId = Annotated[str, Path(description="Id of the patrol.", max_length=64, pattern=r"^[!-~]*$")]
Number = Annotated[int, Path(description="Number of the route, from 1.", ge=1, le=10_000)]
TickKey = Annotated[
    str, Path(description="Key of the tick.", max_length=200, pattern=r"^[^\x00]*$")
]
LOOKING: dict[int | str, dict[str, Any]] = dict.fromkeys((400, 404, 503), PROBLEM)
WRITING: dict[int | str, dict[str, Any]] = LOOKING | dict.fromkeys((403, 422, 507), PROBLEM)
TICKING: dict[int | str, dict[str, Any]] = {
    200: {"model": TickShown, "description": "It had come before"},
    **WRITING,
    413: PROBLEM,
    415: PROBLEM,
}
FILES: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/octet-stream": {}}, "description": "The file."},
    **LOOKING,
    409: PROBLEM,
    422: PROBLEM,
}

SHEET: dict[int | str, dict[str, Any]] = {
    201: {"content": {"application/pdf": {}}, "description": "The sheet."},
    **WRITING,
    409: PROBLEM,
}


@router.get("/patrols", response_model=PatrolList, responses=LOOKING)
def patrols(
    store: GivenStore,
    principal: GivenPrincipal,
    limit: Annotated[int, Query(ge=1, le=200, description="Patrols at most.")] = 50,
) -> Response:
    """Return the patrols of which a route is in sight, those of the last day first."""
    scope = principal.field_scope
    with store.read() as connection:
        found = list_patrols(connection, scope, limit=limit)
    return answer({"patrols": [patrol_item(one) for one in found]})


@router.get("/patrols/{patrol_id}", response_model=PatrolShown, responses=LOOKING)
def patrol(patrol_id: PatrolId, store: GivenStore, principal: GivenPrincipal) -> Response:
    """Return a patrol: routes along the roads, stops, what was left out and why."""
    with store.read() as connection:
        found = find_patrol(connection, patrol_id, principal.field_scope)
        links = links_of(connection, patrol_id)
    return answer(patrol_shown(found, links))


@router.delete("/patrols/{patrol_id}", status_code=204, responses=WRITING)
def remove(patrol_id: PatrolId, store: GivenStore, principal: GivenPrincipal) -> Response:
    """Remove a patrol, its links and what was said of its stops."""
    with store.write() as connection:
        require_whole(find_patrol(connection, patrol_id, principal.field_scope))
        remove_patrol(connection, patrol_id)
    return Response(status_code=204)


@router.get("/patrols/{patrol_id}/file", response_class=FileResponse, responses=FILES)
def file(
    *,
    patrol_id: PatrolId,
    store: GivenStore,
    principal: GivenPrincipal,
    lang: GivenLanguage,
    kind: Annotated[WholeFormat, Query(alias="format", description="The format.")] = "xlsx",
    coordinates: Annotated[Coordinates, Query(description="The coordinates.")] = "cgcs2000",
) -> FileResponse:
    """Return all routes in sight as one file."""
    with store.read() as connection:
        found = find_patrol(connection, patrol_id, principal.field_scope)
        roads = sketch_roads(connection, kind)
    return patrol_file(found, kind, lang=lang, coordinates=coordinates, roads=roads)


@router.get("/patrols/{patrol_id}/progress", response_model=Progress, responses=LOOKING)
def progress(patrol_id: PatrolId, store: GivenStore, principal: GivenPrincipal) -> Response:
    """Return what was said last of each stop, and when each team was last heard of."""
    with store.read() as connection:
        found = find_patrol(connection, patrol_id, principal.field_scope)
        every = ticks_of(connection, patrol_id)
    seen = {route["number"] for route in found["routes"]}
    ticks = [tick for tick in every if tick["route"] in seen]
    heard = {
        str(number): _last(ticks, number) for number in sorted({one["route"] for one in ticks})
    }
    shown = [tick_shown(tick) for tick in latest(ticks).values()]
    return answer({"ticks": shown, "heard": heard})


@router.get("/patrols/{patrol_id}/routes/{number}", response_model=RouteShown, responses=LOOKING)
def route(
    patrol_id: PatrolId, number: Number, store: GivenStore, principal: GivenPrincipal
) -> Response:
    """Return one route, turn by turn, as a phone shows it."""
    with store.read() as connection:
        found, _ = find_route(connection, patrol_id, number, principal.field_scope)
        ticks = ticks_of(connection, patrol_id, number)
    return answer(route_shown(found, ticks))


@router.get(
    "/patrols/{patrol_id}/routes/{number}/file", response_class=FileResponse, responses=FILES
)
def route_file(
    *,
    patrol_id: PatrolId,
    number: Number,
    store: GivenStore,
    principal: GivenPrincipal,
    lang: GivenLanguage,
    kind: Annotated[RouteFormat, Query(alias="format", description="The format.")] = "gpx",
    coordinates: Annotated[Coordinates, Query(description="The coordinates.")] = "cgcs2000",
) -> FileResponse:
    """Return one route as a file."""
    with store.read() as connection:
        found, _ = find_route(connection, patrol_id, number, principal.field_scope)
        roads = sketch_roads(connection, kind)
    return patrol_file(found, kind, lang=lang, coordinates=coordinates, only=number, roads=roads)


@router.post(
    "/patrols/{patrol_id}/routes/{number}/sheet",
    status_code=201,
    response_class=FileResponse,
    responses=SHEET,
)
def sheet(
    *,
    request: Request,
    patrol_id: PatrolId,
    number: Number,
    store: GivenStore,
    principal: GivenPrincipal,
    lang: GivenLanguage,
) -> FileResponse:
    """Make a link to the route, and return the route on A4 with the link as a QR code."""
    with store.write() as connection:
        found, _ = find_route(connection, patrol_id, number, principal.field_scope)
        day, actor = found["date"], principal.name
        secret, _ = make_link(connection, patrol_id, number, day=day, actor=actor)
        roads = sketch_roads(connection, "pdf")
    address = phone_address(request, secret)
    made = patrol_file(found, "pdf", lang=lang, only=number, roads=roads, address=address)
    made.status_code = 201
    return made


@router.post(
    "/patrols/{patrol_id}/routes/{number}/link",
    status_code=201,
    response_model=LinkMade,
    responses=WRITING,
)
def link(
    request: Request,
    patrol_id: PatrolId,
    number: Number,
    store: GivenStore,
    principal: GivenPrincipal,
) -> Response:
    """Make a link that opens the route without a login, until the end of the day after it."""
    with store.write() as connection:
        found, _ = find_route(connection, patrol_id, number, principal.field_scope)
        day, actor = found["date"], principal.name
        secret, expires = make_link(connection, patrol_id, number, day=day, actor=actor)
    address = phone_address(request, secret)
    return answer({"address": address, "expires": expires, "qr": qr_svg(address)}, status=201)


@router.delete("/patrols/{patrol_id}/routes/{number}/link", status_code=204, responses=WRITING)
def revoke(
    patrol_id: PatrolId, number: Number, store: GivenStore, principal: GivenPrincipal
) -> Response:
    """Let every link to the route end now."""
    with store.write() as connection:
        find_route(connection, patrol_id, number, principal.field_scope)
        revoke_links(connection, patrol_id, number)
    return Response(status_code=204)


@router.post(
    "/patrols/{patrol_id}/routes/{number}/ticks",
    status_code=201,
    response_model=TickShown,
    responses=TICKING,
)
def tick(
    *,
    patrol_id: PatrolId,
    number: Number,
    store: GivenStore,
    principal: GivenPrincipal,
    body: NewTick,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Say what became of a stop; the same key has one effect, however late and often it comes."""
    place = (patrol_id, number, principal.field_scope)
    kept, new = keep_tick(
        store, lambda _connection: place, body, key=idempotency_key, actor=principal.name
    )
    return answer(tick_shown(kept), status=201 if new else 200)


@router.get(
    "/patrols/{patrol_id}/ticks/{key}/photo",
    response_class=Response,
    responses={200: {"content": {"image/jpeg": {}}, "description": "The photo."}, **LOOKING},
)
def photo(
    patrol_id: PatrolId, key: TickKey, store: GivenStore, principal: GivenPrincipal
) -> Response:
    """Return the photo that came with a tick."""
    scope = principal.field_scope
    with store.read() as connection:
        find_patrol(connection, patrol_id, scope)
        ids = [one["photo_id"] for one in ticks_of(connection, patrol_id) if one["key"] == key]
        if not ids or ids[0] is None:
            raise no_patrol()
        found = find_photo(connection, ids[0], scope)
    headers = {"Cache-Control": "private, no-store"}
    return Response(found["content"], media_type=found["media_type"], headers=headers)


def phone_address(request: Request, secret: str) -> str:
    """Return the address that opens a route on a phone.

    Parameters
    ----------
    request : Request
        The request that makes it, by the name that the service is reached by.
    secret : str
        Of the link.

    Returns
    -------
    str
        Absolute.
    """
    scheme = "https" if is_secure(request) else request.url.scheme
    return f"{scheme}://{request.url.netloc}/patrol/{secret}"


def _last(ticks: list[dict[str, Any]], number: int) -> str:
    return max(str(one["time"]) for one in ticks if one["route"] == number)
