"""Finding places by what people call them."""

from __future__ import annotations

import unicodedata
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from gridmap_api.auth.principal import GivenPrincipal
from gridmap_api.routes.parts import PROBLEM, GivenStore
from gridmap_api.routes.plan_parts import answer
from gridmap_api.schemas.plans import IDENTIFIER, LINE
from gridmap_api.schemas.searching import SearchResults
from gridmap_api.store.searching import search as find

router = APIRouter(tags=["plans"])

READING: dict[int | str, dict[str, Any]] = dict.fromkeys((400, 404, 503), PROBLEM)


@router.get("/search", response_model=SearchResults, responses=READING)
def search(
    store: GivenStore,
    principal: GivenPrincipal,
    q: Annotated[
        str, Query(min_length=1, max_length=100, pattern=LINE, description="Code, name, address.")
    ],
    plan: Annotated[
        str | None,
        Query(max_length=64, pattern=IDENTIFIER, description="The plan whose grids are meant."),
    ] = None,
    limit: Annotated[int, Query(ge=1, le=100, description="Results at most.")] = 20,
) -> Response:
    """Find grids, communities, compounds, stations, hazards, buildings and roads."""
    # Digits and letters are often typed in full width.
    words = unicodedata.normalize("NFKC", q).strip()
    if not words:
        return answer({"results": []})
    with store.read() as connection:
        found = find(connection, words, principal.scope, plan_id=plan, limit=limit)
    return answer({"results": found})
