"""What differs between two plans, or two versions of one: as JSON, as a table, on a map."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query, Response

from gridmap.io.difference_tables import difference_csv, difference_workbook
from gridmap.sheets.geojson import dumps
from gridmap_api.auth.principal import GivenPrincipal
from gridmap_api.pages import GEOJSON
from gridmap_api.routes.parts import PROBLEM, GivenLanguage, GivenStore
from gridmap_api.routes.plan_parts import PRIVATE, PlanId, answer
from gridmap_api.schemas.differences import Difference, DifferenceMap, Form
from gridmap_api.schemas.plans import IDENTIFIER
from gridmap_api.store.differences import Compared, compare
from gridmap_api.store.differences_shown import (
    difference_map,
    difference_shown,
    facts_of,
    telling,
)
from gridmap_api.store.plans import find_plan

router = APIRouter(tags=["differences"])

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
READING: dict[int | str, dict[str, Any]] = dict.fromkeys((400, 404, 503), PROBLEM)
BINARY = {"schema": {"type": "string", "format": "binary"}}
FILES: dict[int | str, dict[str, Any]] = {200: {"content": {"text/csv": BINARY, XLSX: BINARY}}}


def given_comparison(
    plan_id: PlanId,
    *,
    store: GivenStore,
    principal: GivenPrincipal,
    before: Annotated[int, Query(alias="from", ge=0, le=10**9, description="A version.")] = 0,
    after: Annotated[
        int | None, Query(alias="to", ge=0, le=10**9, description="The head by default.")
    ] = None,
    plan: Annotated[
        str | None,
        Query(max_length=64, pattern=IDENTIFIER, description="Another plan, of which `to` is one."),
    ] = None,
) -> Compared:
    """Return the two versions that are asked about, compared."""
    with store.read() as connection:
        one = find_plan(connection, plan_id, principal.scope)
        other = one if plan is None else find_plan(connection, plan, principal.scope)
        to = other["head"] if after is None else after
        return compare(store, connection, (one, before), (other, to), principal.scope)


GivenComparison = Annotated[Compared, Depends(given_comparison)]


@router.get("/plans/{plan_id}/difference", response_model=Difference, responses=READING | FILES)
def difference(
    compared: GivenComparison,
    lang: GivenLanguage,
    f: Annotated[Form, Query(description="As JSON, or its table as a file.")] = "json",
) -> Response:
    """Return what differs between two versions, of one plan or of two on any units."""
    if f == "json":
        return answer(difference_shown(compared))
    told = telling(compared, lang)
    if f == "csv":
        return _file(difference_csv(compared.found, told), "csv", CSV, compared)
    about = facts_of(compared, lang)
    return _file(difference_workbook(compared.found, told, about=about), "xlsx", XLSX, compared)


@router.get(
    "/plans/{plan_id}/difference/map",
    response_model=DifferenceMap,
    responses=READING | {200: {"content": {GEOJSON: {}}}},
)
def difference_pieces(
    compared: GivenComparison,
    grids: Annotated[
        Literal["changed", "all"], Query(description="Of which grids there are outlines.")
    ] = "changed",
) -> Response:
    """Return the pieces that moved, and grids as they were and as they are, as GeoJSON."""
    content = difference_map(compared, every_grid=grids == "all")
    return Response(dumps(content), media_type=GEOJSON, headers=PRIVATE)


def _file(content: bytes, suffix: str, media: str, compared: Compared) -> Response:
    versions = f"v{compared.before.version}-v{compared.after.version}"
    named = quote(f"方案差异_{versions}.{suffix}", safe="")
    disposition = f"attachment; filename=\"difference.{suffix}\"; filename*=UTF-8''{named}"
    headers = PRIVATE | {"Content-Disposition": disposition}
    return Response(content, media_type=media, headers=headers)
