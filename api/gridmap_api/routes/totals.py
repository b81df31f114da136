"""Published totals beside a plan: entered, sent as a table, compared after every change."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path as FilePath
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from sqlalchemy import Connection
from starlette.concurrency import run_in_threadpool

from gridmap.errors import Text
from gridmap.io.totals import ReadTotals, read_totals, write_comparison
from gridmap.nets.totals import Compared, rows_of
from gridmap_api.auth.principal import GivenPrincipal
from gridmap_api.routes.parts import PROBLEM, GivenLanguage, GivenStore
from gridmap_api.routes.plan_parts import PlanId, answer
from gridmap_api.routes.teams import TABLE_FORM, sent_table
from gridmap_api.schemas.totals import NewTotals, TotalsImported, TotalsTold
from gridmap_api.store.engine import Store
from gridmap_api.store.plans import find_plan, require_editor
from gridmap_api.store.principals import Principal
from gridmap_api.store.totals import compared_totals, keep_totals, plan_counts, require_totals

router = APIRouter(tags=["totals"])

READING: dict[int | str, dict[str, Any]] = dict.fromkeys((400, 404, 503), PROBLEM)
WRITING: dict[int | str, dict[str, Any]] = dict.fromkeys((400, 403, 404, 422, 503, 507), PROBLEM)
SENDING: dict[int | str, dict[str, Any]] = dict.fromkeys(
    (400, 403, 404, 413, 415, 422, 503, 507), PROBLEM
)


@router.get("/plans/{plan_id}/totals", response_model=TotalsTold, responses=READING)
def totals(plan_id: PlanId, store: GivenStore, principal: GivenPrincipal) -> Response:
    """Return published totals of one's communities beside what the plan has now."""
    with store.read() as connection:
        plan = find_plan(connection, plan_id, principal.scope)
        return answer(_told(store, connection, plan, principal))


@router.get(
    "/plans/{plan_id}/totals/file",
    response_class=Response,
    responses={
        200: {"content": {"application/octet-stream": {}}, "description": "The workbook."},
        **READING,
    },
)
def totals_file(
    plan_id: PlanId, store: GivenStore, principal: GivenPrincipal, lang: GivenLanguage
) -> Response:
    """Return the comparison as a workbook."""
    with store.read() as connection:
        plan = find_plan(connection, plan_id, principal.scope)
        found = compared_totals(store, connection, plan, principal.scope)
    with tempfile.TemporaryDirectory(prefix="gridmap-totals-") as folder:
        path = FilePath(folder) / "totals.xlsx"
        write_comparison(found, path, lang=lang)
        content = path.read_bytes()
    name = f"{plan['name']}-{Text('总数核对', 'totals').say(lang)}.xlsx"
    told = f"attachment; filename=\"totals.xlsx\"; filename*=UTF-8''{quote(name)}"
    headers = {"Content-Disposition": told, "Cache-Control": "no-store"}
    return Response(content, media_type="application/octet-stream", headers=headers)


@router.put("/plans/{plan_id}/totals", response_model=TotalsTold, responses=WRITING)
def put_totals(
    plan_id: PlanId, store: GivenStore, principal: GivenPrincipal, body: NewTotals
) -> Response:
    """Keep published totals, each in place of what was there; repeated, it has one effect."""
    rows = [{**row.model_dump(), "source": body.source} for row in body.rows]
    with store.write() as connection:
        plan = find_plan(connection, plan_id, principal.scope)
        require_editor(principal)
        require_totals(rows, principal.scope)
        keep_totals(connection, rows, actor=principal.name)
        return answer(_told(store, connection, plan, principal))


@router.post(
    "/plans/{plan_id}/totals/table",
    response_model=TotalsImported,
    responses=SENDING,
    openapi_extra={"requestBody": TABLE_FORM},
)
async def send_totals(
    plan_id: PlanId, request: Request, store: GivenStore, principal: GivenPrincipal
) -> Response:
    """Read a table of published totals; rows that are not understood are told and left out."""
    async with sent_table(request, store, plan_id, principal) as path:
        found = await run_in_threadpool(_import, store, plan_id, path, principal)
    return answer(found)


def _import(store: Store, plan_id: str, path: FilePath, principal: Principal) -> dict[str, Any]:
    with store.read() as connection:
        plan = find_plan(connection, plan_id, principal.scope)
        require_editor(principal)
        counts = plan_counts(store, connection, plan, principal.scope)
    read: ReadTotals = read_totals(path, names=dict(counts["name"]))
    rows = rows_of(read.table)
    with store.write() as connection:
        plan = find_plan(connection, plan_id, principal.scope)
        require_totals(rows, principal.scope)
        keep_totals(connection, rows, actor=principal.name)
        told = _told(store, connection, plan, principal)
    return {**told, "taken": len(rows), "faults": [_words(one) for one in read.faults]}


def _told(
    store: Store, connection: Connection, plan: Mapping[str, Any], principal: Principal
) -> dict[str, Any]:
    found = compared_totals(store, connection, plan, principal.scope)
    counts = plan_counts(store, connection, plan, principal.scope)
    return {
        "plan_id": plan["id"],
        "version": plan["head"],
        "equal": found.equal,
        "differing": found.differing,
        "said": _words(found.say()),
        "rows": [_row(row) for row in found.rows],
        "notes": [_words(note) for note in found.notes],
        "communities": [
            {"code": code, "name": row["name"]}
            | {key: int(row[key]) for key in ("grids", "households", "persons")}
            for code, row in counts.to_dict("index").items()
        ],
        "may_tell_streets": principal.scope.sees(""),
    }


def _row(row: Compared) -> dict[str, Any]:
    return {
        "level": row.level,
        "code": row.code,
        "name": row.name,
        "published": row.published,
        "found": row.found,
        "differences": row.differences,
        "equal": row.equal,
        "known": row.known,
        "said": _words(row.say()),
    }


def _words(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}
