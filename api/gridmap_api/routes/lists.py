"""Lists that an office keeps of every grid, such as the seven lists (七张清单)."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from gridmap_api.auth.principal import GivenPrincipal
from gridmap_api.list_answers import import_lists, save_rows, shown_lists, told_list
from gridmap_api.routes.parts import PROBLEM, GivenStore
from gridmap_api.routes.plan_parts import PlanId, answer
from gridmap_api.routes.teams import (
    READING,
    SENDING,
    TABLE_FORM,
    WRITING,
    GridCode,
    sent_table,
)
from gridmap_api.schemas.plans import IDENTIFIER
from gridmap_api.schemas.teams import (
    ListInfo,
    ListsImported,
    ListTable,
    NewList,
    NewRows,
    PlanLists,
)
from gridmap_api.store.lists import (
    add_list,
    add_template,
    all_lists,
    change_list,
    remove_list,
)
from gridmap_api.store.plans import require_editor

router = APIRouter(tags=["teams"])

LISTING: dict[int | str, dict[str, Any]] = dict.fromkeys((400, 503), PROBLEM)
ListId = Annotated[str, Path(description="Id of the list.", max_length=64, pattern=IDENTIFIER)]
OfGrid = Annotated[
    str | None, Query(description="Of this grid alone.", max_length=32, pattern=IDENTIFIER)
]


@router.get("/lists", response_model=ListTable, responses=LISTING)
def lists(store: GivenStore) -> Response:
    """Return the lists of the office."""
    with store.read() as connection:
        return answer({"lists": [told_list(one) for one in all_lists(connection)]})


@router.post("/lists", status_code=201, response_model=ListInfo, responses=WRITING)
def make_list(store: GivenStore, principal: GivenPrincipal, body: NewList) -> Response:
    """Make a list; a second one of the same name is refused."""
    require_editor(principal)
    with store.write() as connection:
        made = add_list(connection, body.name, body.columns, actor=principal.name)
    return answer(told_list(made), status=201)


@router.post("/lists/template", response_model=ListTable, responses=WRITING)
def make_template(store: GivenStore, principal: GivenPrincipal) -> Response:
    """Make the seven lists of the template, as far as they are missing."""
    require_editor(principal)
    with store.write() as connection:
        made = add_template(connection, actor=principal.name)
    return answer({"lists": [told_list(one) for one in made]})


@router.put("/lists/{list_id}", response_model=ListInfo, responses=WRITING)
def alter_list(
    list_id: ListId, store: GivenStore, principal: GivenPrincipal, body: NewList
) -> Response:
    """Give a list another name or other columns; a column that holds values cannot go."""
    require_editor(principal)
    with store.write() as connection:
        made = change_list(connection, list_id, body.name, body.columns, actor=principal.name)
    return answer(told_list(made))


@router.delete("/lists/{list_id}", status_code=204, responses=WRITING)
def drop_list(list_id: ListId, store: GivenStore, principal: GivenPrincipal) -> Response:
    """Remove a list that has no rows."""
    require_editor(principal)
    with store.write() as connection:
        remove_list(connection, list_id)
    return Response(status_code=204)


@router.get("/plans/{plan_id}/lists", response_model=PlanLists, responses=READING)
def plan_lists(
    plan_id: PlanId, store: GivenStore, principal: GivenPrincipal, grid_code: OfGrid = None
) -> Response:
    """Return the lists with the rows of the grids of one's communities."""
    return answer(shown_lists(store, plan_id, principal, grid_code))


@router.put(
    "/plans/{plan_id}/lists/{list_id}/{grid_code}", response_model=NewRows, responses=WRITING
)
def put_rows(
    *,
    plan_id: PlanId,
    list_id: ListId,
    grid_code: GridCode,
    store: GivenStore,
    principal: GivenPrincipal,
    body: NewRows,
) -> Response:
    """Put rows in place of those that a list has of a grid; repeated, it has one effect."""
    return answer(save_rows(store, plan_id, grid_code, list_id, body.rows, principal=principal))


@router.post(
    "/plans/{plan_id}/lists/table",
    response_model=ListsImported,
    responses=SENDING,
    openapi_extra={"requestBody": TABLE_FORM},
)
async def send_lists(
    plan_id: PlanId, request: Request, store: GivenStore, principal: GivenPrincipal
) -> Response:
    """Read lists, a list a sheet; where a row is wrong, all faults are told and nothing is kept."""
    async with sent_table(request, store, plan_id, principal) as path:
        found = await run_in_threadpool(import_lists, store, plan_id, path, principal=principal)
    return answer(found)
