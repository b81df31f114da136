"""The phone page of teams: by a login, or by the secret link of one route without one."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import FileResponse, HTMLResponse

from gridmap.io.exporting import Coordinates
from gridmap_api.patrol_files import RouteFormat, patrol_file, sketch_roads
from gridmap_api.patrol_shown import route_shown, tick_shown
from gridmap_api.patrol_ticks import by_link, keep_tick
from gridmap_api.routes.client import FOLDER, page_of
from gridmap_api.routes.parts import PROBLEM, GivenLanguage, GivenStore
from gridmap_api.routes.patrols import FILES, LOOKING, TICKING
from gridmap_api.routes.plan_parts import IdempotencyKey, answer
from gridmap_api.schemas.patrols import NewTick, RouteShown, TickShown
from gridmap_api.security import client_policy
from gridmap_api.store.patrol_links import find_link
from gridmap_api.store.patrols import find_route
from gridmap_api.store.scope import EVERYTHING
from gridmap_api.store.visits import ticks_of

router = APIRouter(tags=["patrols"])

WORKER = "patrol-worker.js"
Secret = Annotated[
    str, Path(description="What the link holds.", max_length=200, pattern=r"^[A-Za-z0-9_-]+$")
]
PAGE: dict[int | str, dict[str, Any]] = {400: PROBLEM, 503: PROBLEM}


@router.get("/patrol", response_class=HTMLResponse, responses=PAGE)
def page(request: Request) -> Response:
    """Show the page of teams that log in: their routes, and one of them."""
    return page_of(request, "patrol.html")


@router.get(
    "/patrol/worker.js",
    response_class=Response,
    responses={200: {"content": {"text/javascript": {}}, "description": "A script"}, **PAGE},
)
def worker(request: Request) -> Response:
    """Return the service worker by which the page opens without a network."""
    script = FOLDER / WORKER
    if not script.is_file():
        return HTMLResponse("", status_code=503)
    headers = {
        "Content-Security-Policy": client_policy(request.app.state.settings),
        # It lies in /patrol/ and also serves the page at /patrol itself.
        "Service-Worker-Allowed": "/patrol",
        "Cache-Control": "no-cache",
    }
    return FileResponse(script, media_type="text/javascript", headers=headers)


@router.get("/patrol/{secret}", response_class=HTMLResponse, responses=PAGE)
def page_by_link(request: Request, secret: Secret) -> Response:
    """Show the page of one route.

    It is the same page for every link, also for one that has ended: what a phone wrote down
    without a network lies there, and is sent from there.
    """
    return page_of(request, "patrol.html")


@router.get("/patrol/{secret}/route", response_model=RouteShown, responses=LOOKING)
def route(secret: Secret, store: GivenStore) -> Response:
    """Return the route of a link, turn by turn."""
    with store.read() as connection:
        link = find_link(connection, secret)
        found, _ = find_route(connection, link["patrol_id"], link["route"], EVERYTHING)
        ticks = ticks_of(connection, link["patrol_id"], link["route"])
    return answer(route_shown(found, ticks, until=link["expires"]))


@router.get("/patrol/{secret}/file", response_class=FileResponse, responses=FILES)
def file(
    secret: Secret,
    store: GivenStore,
    lang: GivenLanguage,
    kind: Annotated[RouteFormat, Query(alias="format", description="The format.")] = "gpx",
    coordinates: Annotated[Coordinates, Query(description="The coordinates.")] = "cgcs2000",
) -> FileResponse:
    """Return the route of a link as a file."""
    with store.read() as connection:
        link = find_link(connection, secret)
        found, _ = find_route(connection, link["patrol_id"], link["route"], EVERYTHING)
        roads = sketch_roads(connection, kind)
    number = link["route"]
    return patrol_file(found, kind, lang=lang, coordinates=coordinates, only=number, roads=roads)


@router.post("/patrol/{secret}/ticks", status_code=201, response_model=TickShown, responses=TICKING)
def tick(
    secret: Secret,
    store: GivenStore,
    body: NewTick,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Say what became of a stop; what was written down in time may come a week late."""
    kept, new = keep_tick(
        store,
        lambda connection: by_link(find_link(connection, secret, late=True)),
        body,
        key=idempotency_key,
    )
    return answer(tick_shown(kept), status=201 if new else 200)
