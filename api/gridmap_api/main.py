"""The application: routes, errors and headers put together."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware

from gridmap import __version__
from gridmap_api.auth.middleware import Authentication
from gridmap_api.errors import register_errors
from gridmap_api.jobs.embedded import with_workers
from gridmap_api.map_pages import MapPages
from gridmap_api.routes import (
    accounts,
    audits,
    circles,
    client,
    docs,
    dossiers,
    edits,
    entries,
    exports,
    hazards,
    health,
    jobs,
    layer_versions,
    layers,
    lists,
    near,
    ogc,
    outlines,
    outside_codes,
    patrol_phone,
    patrols,
    photos,
    plan,
    plans,
    registers,
    reports,
    seams,
    search,
    sheets,
    start,
    stations,
    teams,
    tiles,
    totals,
    unifying,
    unit_sets,
)
from gridmap_api.routes import map as map_routes
from gridmap_api.security import Guard
from gridmap_api.settings import Settings
from gridmap_api.source import Source
from gridmap_api.store.engine import open_store
from gridmap_api.store_source import StoreSource

DESCRIPTION = """Plans of neighbourhood grids: a map, edits by many at once, jobs, tiles, exports,
and layers and plans by OGC API (`/ogc`). A single file is served for reading only.

Shapes are longitude and latitude in CGCS2000 degrees, which RFC 7946 allows without a datum shift.
Errors are RFC 9457 problems in Chinese or English."""


SHARED_ROUTES = (layers, plan, health, docs)
"""What shows one plan: that of a file, or the newest of a store."""

STORE_ROUTES = (
    client,
    start,
    plans,
    stations,
    unit_sets,
    outlines,
    search,
    edits,
    layer_versions,
    jobs,
    ogc,
    tiles,
    exports,
    sheets,
    dossiers,
    accounts,
    near,
    circles,
    patrols,
    patrol_phone,
    hazards,
    teams,
    totals,
    unifying,
    lists,
    outside_codes,
    registers,
    reports,
    photos,
    entries,
    seams,
    audits,
)
"""What needs a store."""


OF_THE_GATE = ("401", "403", "413", "429", "503")
"""What may be answered anywhere: to whom is not known, may not, sends or asks too much."""

PROBLEM_ANSWER = {
    "description": "Problem",
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}


class Service(FastAPI):
    """The application, with an OpenAPI that documents errors as they are."""

    def openapi(self) -> dict[str, Any]:
        """Return the OpenAPI document.

        Returns
        -------
        dict
            FastAPI's own, with what the gate before every route may answer, and without the 422
            that it adds everywhere: a wrong parameter is a 400 here, with a problem as its body.
        """
        if self.openapi_schema is None:
            document = super().openapi()
            for operations in document["paths"].values():
                for operation in operations.values():
                    answers = operation["responses"]
                    if "HTTPValidationError" in str(answers.get("422")):
                        del answers["422"]
                    for status in OF_THE_GATE:
                        answers.setdefault(status, PROBLEM_ANSWER)
            for unused in ("HTTPValidationError", "ValidationError"):
                document["components"]["schemas"].pop(unused, None)
        return super().openapi()


def create_app(settings: Settings) -> FastAPI:
    """Return the service for one file or one store; a file is read at the first request.

    Parameters
    ----------
    settings : Settings
        The store or the file, the language and the host names.

    Returns
    -------
    FastAPI
        An ASGI application. The interactive pages that FastAPI takes from another host are off;
        ``/docs`` is a page of our own.
    """
    app = Service(
        title="gridmap",
        version=__version__,
        description=DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        lifespan=with_workers,
        middleware=[
            Middleware(Guard, hosts=settings.hosts),
            Middleware(Authentication),
            Middleware(GZipMiddleware, minimum_size=1_000, compresslevel=5),
        ],
    )
    app.state.settings = settings
    register_errors(app)
    shown = [*SHARED_ROUTES]
    if settings.database is not None:
        app.state.store = open_store(settings.database)
        app.state.source = StoreSource(app.state.store, public_only=settings.accounts)
        shown += STORE_ROUTES
    elif settings.path is not None:
        app.state.source = Source(settings.path)
        app.state.maps = MapPages()
        shown.append(map_routes)
    for routes in shown:
        app.include_router(routes.router)
    return app
