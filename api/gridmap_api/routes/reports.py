"""Reports: sending, finding, taking steps, figures, a file of them."""

from __future__ import annotations

import tempfile
from pathlib import Path as FilePath
from typing import Annotated, Any, Literal
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import FileResponse
from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool

from gridmap_api.auth.principal import GivenPrincipal
from gridmap_api.finding_forms import FORM, read_finding
from gridmap_api.report_answers import (
    report_detail,
    report_page,
    send_by_account,
    send_step,
    shown_figures,
)
from gridmap_api.report_files import write_reports
from gridmap_api.routes.parts import PROBLEM, GivenLanguage, GivenStore
from gridmap_api.routes.plan_parts import (
    GivenBase,
    IdempotencyKey,
    answer,
    asked_key,
    replied,
)
from gridmap_api.schemas.plans import IDENTIFIER
from gridmap_api.schemas.reports import (
    FiguresList,
    Moment,
    NewStep,
    ReportDetail,
    ReportList,
    ReportQuery,
)
from gridmap_api.store.idempotency import Key

router = APIRouter(tags=["reports"])

READING: dict[int | str, dict[str, Any]] = dict.fromkeys((400, 404, 503), PROBLEM)
SENDING: dict[int | str, dict[str, Any]] = dict.fromkeys(
    (400, 403, 404, 413, 415, 422, 429, 503, 507), PROBLEM
)
STEPPING: dict[int | str, dict[str, Any]] = dict.fromkeys(
    (400, 403, 404, 409, 412, 422, 428, 503, 507), PROBLEM
)

ReportId = Annotated[str, Path(description="Id of the report.", max_length=64, pattern=IDENTIFIER)]
PlanOf = Annotated[
    str | None,
    Query(description="The plan whose grids are told.", max_length=64, pattern=IDENTIFIER),
]
OfPlan = Annotated[
    str, Query(description="The plan whose grids are told.", max_length=64, pattern=IDENTIFIER)
]
Since = Annotated[Moment | None, Query(description="Reported at this time in UTC or later.")]
Until = Annotated[Moment | None, Query(description="Reported before this time in UTC.")]


@router.get("/reports", response_model=ReportList, responses=READING)
def reports(
    request: Request,
    store: GivenStore,
    principal: GivenPrincipal,
    query: Annotated[ReportQuery, Query()],
) -> Response:
    """List the reports of one's communities, the newest first."""
    count, found = report_page(store, query, principal)
    links = [{"rel": "self", "href": "/reports", "type": "application/json"}]
    after = query.offset + len(found)
    if found and after < count:
        rest = [pair for pair in request.query_params.multi_items() if pair[0] != "offset"]
        href = f"/reports?{urlencode([*rest, ('offset', after)])}"
        links.append({"rel": "next", "href": href, "type": "application/json"})
    return answer({"number_matched": count, "reports": found, "links": links})


@router.get("/reports/figures", response_model=FiguresList, responses=READING)
def figures(
    *,
    store: GivenStore,
    principal: GivenPrincipal,
    plan_id: OfPlan,
    since: Since = None,
    until: Until = None,
) -> Response:
    """Return the figures of each grid of a plan: same-day rate, median hours, overdue."""
    return answer(shown_figures(store, plan_id, principal, since=since, until=until))


@router.get(
    "/reports/file",
    response_class=FileResponse,
    responses={
        200: {"content": {"application/octet-stream": {}}, "description": "The file."},
        **READING,
    },
)
def file(
    *,
    store: GivenStore,
    principal: GivenPrincipal,
    lang: GivenLanguage,
    plan_id: OfPlan,
    format: Annotated[  # noqa: A002 - the name in the address
        Literal["csv", "xlsx"], Query(description="Kind of the file; figures are in xlsx alone.")
    ] = "xlsx",
) -> FileResponse:
    """Return the reports as a table; in xlsx with the figures of each grid."""
    folder = tempfile.TemporaryDirectory(prefix="gridmap-reports-")
    try:
        path = FilePath(folder.name) / "file"
        name = write_reports(path, store, plan_id, principal, kind=format, lang=lang)
    except BaseException:
        folder.cleanup()
        raise
    disposition = f"attachment; filename=\"reports.{format}\"; filename*=UTF-8''{quote(name)}"
    return FileResponse(
        path,
        media_type="application/octet-stream",
        headers={"Content-Disposition": disposition, "Cache-Control": "no-store"},
        background=BackgroundTask(folder.cleanup),
    )


@router.get("/reports/{report_id}", response_model=ReportDetail, responses=READING)
def report(
    report_id: ReportId, store: GivenStore, principal: GivenPrincipal, plan_id: PlanOf = None
) -> Response:
    """Return a report with its steps and what is known of its photos."""
    found = report_detail(store, report_id, principal, plan_id=plan_id)
    return answer(found, version=found["version"])


@router.post(
    "/reports",
    status_code=201,
    response_model=ReportDetail,
    responses=SENDING,
    openapi_extra={"requestBody": FORM},
)
async def send(
    request: Request,
    store: GivenStore,
    principal: GivenPrincipal,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Report something at a place in one's communities, with up to three photos."""
    form = await read_finding(request)
    key = (
        None
        if idempotency_key is None
        else Key.of(principal.account, idempotency_key, *asked_key(request), form.stamp)
    )
    return replied(await run_in_threadpool(send_by_account, store, form, principal, key))


@router.post(
    "/reports/{report_id}/steps",
    status_code=201,
    response_model=ReportDetail,
    responses=STEPPING,
)
def step(
    request: Request,
    report_id: ReportId,
    *,
    store: GivenStore,
    principal: GivenPrincipal,
    base: GivenBase,
    body: NewStep,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Take a step: sort, assign with a deadline, follow up, close, revisit, open again, or note."""
    said = body.model_dump(mode="json")
    key = (
        None
        if idempotency_key is None
        else Key.of(principal.account, idempotency_key, *asked_key(request), said)
    )
    return replied(send_step(store, report_id, body, principal, base=base, key=key))
