"""Stations: who reaches one on foot, and the circles that are walked to them."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query, Request, Response

from gridmap.sheets.geojson import dumps
from gridmap.stations import StationSettings
from gridmap_api.auth.principal import GivenPrincipal
from gridmap_api.caching import entity_tag, unchanged
from gridmap_api.pages import GEOJSON
from gridmap_api.routes.parts import PROBLEM, GivenLanguage, GivenStore
from gridmap_api.routes.plan_parts import JSON, PRIVATE, PlanId
from gridmap_api.schemas.plans import IDENTIFIER
from gridmap_api.schemas.stations import Circles, ReachInfo
from gridmap_api.store.layer_reads import current_versions
from gridmap_api.store.plans import find_plan
from gridmap_api.store.reach_shown import reach_shown, reach_written
from gridmap_api.store.reaching import buildings_of, circles_at, reach_at

router = APIRouter(tags=["stations"])

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MEDIA = {"csv": CSV, "xlsx": XLSX, "geojson": GEOJSON}
BINARY = {"schema": {"type": "string", "format": "binary"}}
FILES: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/csv": BINARY, XLSX: BINARY, GEOJSON: {}}}
}
READING: dict[int | str, dict[str, Any]] = dict.fromkeys((400, 404, 422, 503), PROBLEM)
Minutes = Annotated[float, Query(ge=1, le=60, description="What may be walked to a station.")]
Speed = Annotated[float, Query(ge=0.2, le=3, description="Metres a second.")]


def given_settings(
    minutes: Minutes = 15.0, adult_m_s: Speed = 1.2, elder_m_s: Speed = 0.8
) -> StationSettings:
    """Return how far people walk."""
    return StationSettings(minutes, adult_m_s, elder_m_s)


GivenSettings = Annotated[StationSettings, Depends(given_settings)]


@router.get("/plans/{plan_id}/reach", response_model=ReachInfo, responses=READING | FILES)
def reach(
    request: Request,
    plan_id: PlanId,
    *,
    store: GivenStore,
    principal: GivenPrincipal,
    settings: GivenSettings,
    lang: GivenLanguage,
    version: Annotated[
        int | None, Query(ge=0, le=10**9, description="The head by default.")
    ] = None,
    before: Annotated[
        int | None, Query(alias="from", ge=0, le=10**9, description="A version to compare with.")
    ] = None,
    plan: Annotated[
        str | None,
        Query(max_length=64, pattern=IDENTIFIER, description="Another plan, of which `from` is."),
    ] = None,
    f: Annotated[
        Literal["json", "xlsx", "csv", "geojson"],
        Query(description="As JSON, or as a file: all tables, that of the grids, the homes."),
    ] = "json",
) -> Response:
    """Return who reaches a station on foot, by grid, and what has changed since a version."""
    with store.read() as connection:
        one = find_plan(connection, plan_id, principal.scope)
        other = one if plan is None else find_plan(connection, plan, principal.scope)
        at = one["head"] if version is None else version
        since = other["head"] if before is None and plan is not None else before
        stamp = f"{at} {since} {current_versions(connection)} {principal.scope.stamp}"
        tag = entity_tag(request, stamp, lang=lang)
        same = unchanged(request, tag)
        if same is not None:
            same.headers.update(PRIVATE)
            return same
        scope = principal.scope
        now = reach_at(store, connection, one, at, scope, settings=settings)
        was = None
        if since is not None:
            was = reach_at(store, connection, other, since, scope, settings=settings)
        if f != "json":
            about = {"plan": str(one["name"]), "version": str(at)}
            names = buildings_of(store, connection, one)
            content = reach_written(now, was, scope, f, buildings=names, about=about, lang=lang)
            return _file(content, f, at, tag)
    body = reach_shown(now, was, scope) | {"plan_id": plan_id, "version": at}
    if since is not None:
        body["before"] |= {"plan_id": other["id"], "version": since}
    return Response(dumps(body), media_type=JSON, headers=PRIVATE | {"ETag": tag})


@router.get(
    "/plans/{plan_id}/circles",
    response_model=Circles,
    responses=READING | {200: {"content": {GEOJSON: {}}}},
)
def circles(
    request: Request,
    plan_id: PlanId,
    *,
    store: GivenStore,
    principal: GivenPrincipal,
    settings: GivenSettings,
) -> Response:
    """Return what adults and elders walk to each station in time, as GeoJSON."""
    with store.read() as connection:
        plan = find_plan(connection, plan_id, principal.scope)
        stamp = f"{plan['head']} {current_versions(connection)} {principal.scope.stamp}"
        tag = entity_tag(request, stamp)
        same = unchanged(request, tag)
        if same is not None:
            same.headers.update(PRIVATE)
            return same
        found = circles_at(store, connection, plan, principal.scope, settings=settings)
    return Response(dumps(found), media_type=GEOJSON, headers=PRIVATE | {"ETag": tag})


def _file(content: bytes, form: str, version: int, tag: str) -> Response:
    named = quote(f"驿站可达_v{version}.{form}", safe="")
    disposition = f"attachment; filename=\"reach.{form}\"; filename*=UTF-8''{named}"
    headers = PRIVATE | {"Content-Disposition": disposition, "ETag": tag}
    return Response(content, media_type=MEDIA[form], headers=headers)
