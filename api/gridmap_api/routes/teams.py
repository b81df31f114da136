"""Teams of the grids of a plan (四包一), gaps and workload, and the table of them."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path as FilePath
from typing import Annotated, Any, Literal
from urllib.parse import quote

from fastapi import APIRouter, Path, Query, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from gridmap.errors import Text
from gridmap.io.team_tables import write_teams
from gridmap.teams.rules import TeamRules
from gridmap_api.auth.principal import GivenPrincipal
from gridmap_api.errors import ParameterError
from gridmap_api.finding_forms import form_of
from gridmap_api.jobs.uploads import read_form
from gridmap_api.routes.parts import PROBLEM, GivenLanguage, GivenStore
from gridmap_api.routes.plan_parts import PlanId, answer
from gridmap_api.schemas.plans import IDENTIFIER
from gridmap_api.schemas.teams import NewTeam, SavedTeam, TeamsImported, TeamTable
from gridmap_api.store.engine import Store
from gridmap_api.store.plans import find_plan, require_editor
from gridmap_api.store.principals import Principal
from gridmap_api.team_answers import import_teams, save_team, shown_teams
from gridmap_api.team_plans import plan_with_teams

router = APIRouter(tags=["teams"])

READING: dict[int | str, dict[str, Any]] = dict.fromkeys((400, 404, 503), PROBLEM)
WRITING: dict[int | str, dict[str, Any]] = dict.fromkeys(
    (400, 403, 404, 409, 422, 503, 507), PROBLEM
)
SENDING: dict[int | str, dict[str, Any]] = dict.fromkeys(
    (400, 403, 404, 409, 413, 415, 422, 503, 507), PROBLEM
)
GridCode = Annotated[str, Path(description="Code of the grid.", max_length=32, pattern=IDENTIFIER)]
TABLE_FORM = form_of(
    {"file": {"type": "string", "format": "binary", "description": "xlsx or CSV."}}, ["file"]
)
FORMS = (".xlsx", ".csv")


def team_rules(request: Request) -> TeamRules:
    """Return which roles a grid needs, and what counts as workload.

    Parameters
    ----------
    request : Request
        The request.

    Returns
    -------
    TeamRules
        Those of the settings of the service.
    """
    rules: TeamRules = request.app.state.settings.teams
    return rules


@asynccontextmanager
async def sent_table(
    request: Request, store: Store, plan_id: str, principal: Principal
) -> AsyncIterator[FilePath]:
    """Give the table that a form has sent, as a file of its own.

    Parameters
    ----------
    request : Request
        The request.
    store : Store
        The store.
    plan_id : str
        The plan that it is about; where that is out of sight nothing is read.
    principal : Principal
        Who sends it.

    Yields
    ------
    Path
        The file, gone afterwards.

    Raises
    ------
    ParameterError
        If the form holds no table.
    """
    await run_in_threadpool(_require_seen, store, plan_id, principal)
    form = await read_form(request.headers, request.stream())
    try:
        upload = form.get("file")
        name = upload.filename or "" if isinstance(upload, UploadFile) else ""
        if not isinstance(upload, UploadFile) or FilePath(name).suffix.lower() not in FORMS:
            raise ParameterError(
                Text("表单里没有 xlsx 或 csv 文件。", "The form holds no xlsx or csv."),
                Text("请把文件放在 file 字段。", "Send it in the field file."),
            )
        with tempfile.TemporaryDirectory(prefix="gridmap-teams-") as folder:
            path = FilePath(folder) / FilePath(name.replace("\\", "/")).name
            path.write_bytes(await upload.read())
            yield path
    finally:
        await form.close()


def _require_seen(store: Store, plan_id: str, principal: Principal) -> None:
    with store.read() as connection:
        find_plan(connection, plan_id, principal.scope)
    require_editor(principal)


@router.get("/plans/{plan_id}/teams", response_model=TeamTable, responses=READING)
def teams(
    plan_id: PlanId, request: Request, store: GivenStore, principal: GivenPrincipal
) -> Response:
    """Return who serves each grid of one's communities, the gaps and the workload."""
    return answer(shown_teams(store, plan_id, principal, team_rules(request)))


@router.get(
    "/plans/{plan_id}/teams/file",
    response_class=Response,
    responses={
        200: {"content": {"application/octet-stream": {}}, "description": "The file."},
        **READING,
    },
)
def file(
    *,
    plan_id: PlanId,
    request: Request,
    store: GivenStore,
    principal: GivenPrincipal,
    lang: GivenLanguage,
    format: Annotated[  # noqa: A002 - the name in the address
        Literal["csv", "xlsx"], Query(description="Kind of the file; csv has the teams alone.")
    ] = "xlsx",
) -> Response:
    """Return teams, gaps, workload and lists as a table that is read back."""
    with store.read() as connection:
        plan, core = plan_with_teams(store, connection, plan_id, principal.scope)
    with tempfile.TemporaryDirectory(prefix="gridmap-teams-") as folder:
        path = FilePath(folder) / f"teams.{format}"
        about = {
            Text("方案", "Plan").say(lang): plan["name"],
            Text("版本", "Version").say(lang): str(plan["head"]),
            Text("版本号", "Version id").say(lang): core.plan_id,
        }
        write_teams(core, path, rules=team_rules(request), about=about, lang=lang)
        content = path.read_bytes()
    name = f"{plan['name']}-{Text('队伍', 'teams').say(lang)}.{format}"
    disposition = f"attachment; filename=\"teams.{format}\"; filename*=UTF-8''{quote(name)}"
    headers = {"Content-Disposition": disposition, "Cache-Control": "no-store"}
    return Response(content, media_type="application/octet-stream", headers=headers)


@router.put("/plans/{plan_id}/teams/{grid_code}", response_model=SavedTeam, responses=WRITING)
def put_team(
    *,
    plan_id: PlanId,
    grid_code: GridCode,
    request: Request,
    store: GivenStore,
    principal: GivenPrincipal,
    body: NewTeam,
) -> Response:
    """Put a team in place of the one that a grid has; repeated, it has one effect."""
    found = save_team(
        store,
        plan_id,
        grid_code,
        body.members,
        stamp=body.stamp,
        principal=principal,
        rules=team_rules(request),
    )
    return answer(found)


@router.post(
    "/plans/{plan_id}/teams/table",
    response_model=TeamsImported,
    responses=SENDING,
    openapi_extra={"requestBody": TABLE_FORM},
)
async def send_teams(
    plan_id: PlanId, request: Request, store: GivenStore, principal: GivenPrincipal
) -> Response:
    """Read a table of teams; where a row is wrong, all faults are told and nothing is kept."""
    async with sent_table(request, store, plan_id, principal) as path:
        found = await run_in_threadpool(
            import_teams, store, plan_id, path, principal=principal, rules=team_rules(request)
        )
    return answer(found)
