"""Hazards: the rain level of the day, and what is due by it."""

from __future__ import annotations

from datetime import date as Date  # noqa: N812 - `date` is the parameter
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from gridmap.hazards.due import schedule
from gridmap_api.auth.principal import GivenPrincipal
from gridmap_api.routes.parts import PROBLEM, GivenStore
from gridmap_api.routes.plan_parts import answer
from gridmap_api.schemas.hazards import DueList, NewRain, RainInfo, RainName
from gridmap_api.settings import Settings
from gridmap_api.store.due_shown import due_shown
from gridmap_api.store.hazards_seen import hazards_seen
from gridmap_api.store.layer_reads import current_versions
from gridmap_api.store.rain import read_rain, set_rain

router = APIRouter(tags=["hazards"])

READING: dict[int | str, dict[str, Any]] = dict.fromkeys((400, 503), PROBLEM)
WRITING: dict[int | str, dict[str, Any]] = dict.fromkeys((400, 403, 422, 503, 507), PROBLEM)
STATES = ("overdue", "due", "later", "left_out")
PRESSING = ("overdue", "due")


@router.get("/hazards/rain", response_model=RainInfo, responses=READING)
def rain(store: GivenStore) -> Response:
    """Return the rain level that holds, who set it and when."""
    with store.read() as connection:
        return answer(read_rain(connection))


@router.put("/hazards/rain", response_model=RainInfo, responses=WRITING)
def change_rain(store: GivenStore, principal: GivenPrincipal, body: NewRain) -> Response:
    """Set the rain level; it holds until another is set."""
    with store.write() as connection:
        return answer(set_rain(connection, body.level, actor=principal.name))


@router.get("/hazards/due", response_model=DueList, responses=READING)
def due(
    request: Request,
    store: GivenStore,
    principal: GivenPrincipal,
    *,
    rain: Annotated[RainName | None, Query(description="The level that holds by default.")] = None,
    date: Annotated[Date | None, Query(description="Today by default.")] = None,
    every: Annotated[
        bool, Query(alias="all", description="Whether those that are not due are told too.")
    ] = False,
) -> Response:
    """Return the hazards that are due on a day, the most pressing first, each with the reason."""
    settings: Settings = request.app.state.settings
    day = date or datetime.now(settings.zone).date()
    with store.read() as connection:
        level = rain or read_rain(connection)["level"]
        version = current_versions(connection).get("hazards", 0)
        body: dict[str, Any] = {"rain": level, "date": day.isoformat(), "version": version}
        if not version:
            return answer(body | {"counts": dict.fromkeys(STATES, 0), "hazards": []})
        hazards = hazards_seen(connection, principal.field_scope)
    rows = schedule(hazards, level, day, rules=settings.visits)
    counts = {state: int((rows["state"] == state).sum()) for state in STATES}
    told = rows if every else rows[rows["state"].isin(PRESSING)]
    return answer(body | {"counts": counts, "hazards": due_shown(told)})
