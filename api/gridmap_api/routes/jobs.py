"""Jobs: start, follow, cancel, take the result."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Body, Header, Path, Query, Request, Response
from fastapi.responses import StreamingResponse
from starlette.concurrency import run_in_threadpool

from gridmap.errors import Text
from gridmap.sheets.geojson import dumps
from gridmap_api.auth.principal import GivenPrincipal
from gridmap_api.errors import ConflictError, UnknownObjectError
from gridmap_api.jobs.answers import events_of, job_info
from gridmap_api.jobs.ordering import order_job
from gridmap_api.jobs.receiving import FORM, received
from gridmap_api.jobs.sending import order_file_import, order_preview
from gridmap_api.routes.parts import PROBLEM, GivenStore
from gridmap_api.schemas.jobs import JobInfo, JobList, JobRequest
from gridmap_api.store.engine import Store
from gridmap_api.store.job_files import file_pieces, has_file
from gridmap_api.store.jobs import JobRecord, cancel_job, get_job, list_jobs, result_of
from gridmap_api.store.principals import Principal

router = APIRouter(tags=["jobs"])

JobId = Annotated[str, Path(description="Id of the job.", max_length=64)]
ASKING: dict[int | str, dict[str, Any]] = {
    200: {"model": JobInfo, "description": "The job that is at the same work already"},
    **dict.fromkeys((400, 403, 404, 409, 422, 503, 507), PROBLEM),
}
LOOKING: dict[int | str, dict[str, Any]] = {404: PROBLEM, 503: PROBLEM}


@router.post("/jobs", status_code=202, response_model=JobInfo, responses=ASKING)
def ask(
    store: GivenStore, principal: GivenPrincipal, request: Annotated[JobRequest, Body()]
) -> Response:
    """Ask for work; the same work asked for again while it goes on is the same job.

    What is found for a draft is an edit, to be looked at and sent to the plan's `/edits`.
    """
    job, new = order_job(store, request, principal)
    return _shown(job, new=new)


@router.post(
    "/imports",
    status_code=202,
    response_model=JobInfo,
    responses=ASKING | {413: PROBLEM, 415: PROBLEM},
    openapi_extra={"requestBody": FORM},
)
async def send(request: Request, store: GivenStore, principal: GivenPrincipal) -> Response:
    """Send files of at most 50 MB in all to be imported; the job reports every fault of them.

    The parts of a Shapefile may come one by one. Files that a preview has looked at need not be
    sent again: name it by `upload_id`.
    """
    async with received(request) as sent:
        job, new = await run_in_threadpool(order_file_import, store, sent, principal)
    return _shown(job, new=new)


@router.post(
    "/imports/previews",
    status_code=202,
    response_model=JobInfo,
    responses=ASKING | {413: PROBLEM, 415: PROBLEM},
    openapi_extra={"requestBody": FORM},
)
async def look(request: Request, store: GivenStore, principal: GivenPrincipal) -> Response:
    """Look at files before they are imported; nothing is written.

    The result is a `Preview`: layers, encodings, CRS and columns as they were found, a drawing,
    every fault, and what would change. The files are kept for an hour under the `upload_id` of
    the result, so that they can be looked at again with other options, or imported.
    """
    async with received(request) as sent:
        job, new = await run_in_threadpool(order_preview, store, sent, principal)
    return _shown(job, new=new)


@router.get("/jobs", response_model=JobList, responses={400: PROBLEM, **LOOKING})
def jobs(
    store: GivenStore,
    principal: GivenPrincipal,
    limit: Annotated[int, Query(ge=1, le=500, description="Jobs on the page.")] = 50,
    before: Annotated[
        str | None, Query(max_length=64, description="Id of the last job of the page before.")
    ] = None,
) -> Response:
    """List jobs, the newest first."""
    scope, account = principal.scope, principal.account
    last = None if before is None else _found(store, before, principal)
    with store.read() as connection:
        found = list_jobs(connection, scope=scope, account=account, limit=limit, before=last)
    links = [{"rel": "self", "href": "/jobs", "type": "application/json"}]
    if len(found) == limit:
        after = f"/jobs?limit={limit}&before={found[-1].id}"
        links.append({"rel": "next", "href": after, "type": "application/json"})
    return _json({"jobs": [job_info(one) for one in found], "links": links})


@router.get("/jobs/{job_id}", response_model=JobInfo, responses=LOOKING)
def job(job_id: JobId, store: GivenStore, principal: GivenPrincipal) -> Response:
    """Return a job as it is now."""
    return _json(job_info(_found(store, job_id, principal)))


@router.post("/jobs/{job_id}/cancel", response_model=JobInfo, responses={507: PROBLEM, **LOOKING})
def cancel(job_id: JobId, store: GivenStore, principal: GivenPrincipal) -> Response:
    """Ask for the end of a job; one that has ended stays as it is."""
    _found(store, job_id, principal)
    with store.write() as connection:
        cancel_job(connection, job_id)
    return _json(job_info(_found(store, job_id, principal)))


@router.get(
    "/jobs/{job_id}/events",
    response_class=StreamingResponse,
    responses={
        200: {"content": {"text/event-stream": {}}, "description": "Server-sent events"},
        400: PROBLEM,
        **LOOKING,
    },
)
def events(
    request: Request,
    job_id: JobId,
    store: GivenStore,
    principal: GivenPrincipal,
    last_event_id: Annotated[str | None, Header(max_length=64)] = None,
) -> Response:
    """Tell what becomes of a job: event `progress`, then `done`, `failed` or `cancelled`."""
    _found(store, job_id, principal)
    content = events_of(
        lambda: _found(store, job_id, principal), last=last_event_id, gone=request.is_disconnected
    )
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(content, media_type="text/event-stream", headers=headers)


@router.get(
    "/jobs/{job_id}/result",
    response_model=dict[str, Any],
    responses={409: PROBLEM, **LOOKING},
)
def result(job_id: JobId, store: GivenStore, principal: GivenPrincipal) -> Response:
    """Return what a job has found: its members depend on the kind of the job."""
    _require_done(_found(store, job_id, principal))
    with store.read() as connection:
        return _json(result_of(connection, job_id))


@router.get(
    "/jobs/{job_id}/file",
    response_class=StreamingResponse,
    responses={
        200: {"content": {"application/octet-stream": {}}, "description": "The file"},
        409: PROBLEM,
        **LOOKING,
    },
)
def file(job_id: JobId, store: GivenStore, principal: GivenPrincipal) -> Response:
    """Return the file that a job has made; it is kept for a day."""
    _require_done(_found(store, job_id, principal))
    with store.read() as connection:
        if not has_file(connection, job_id, "file"):
            raise UnknownObjectError(
                Text("任务没有文件，或文件已过期。", "The job has no file, or none any more."),
                Text("导出的文件保留一天，请重新导出。", "A file is kept a day: export it again."),
            )
        name = str(result_of(connection, job_id).get("name", "file"))
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}"}
    pieces = file_pieces(store, job_id, "file")
    return StreamingResponse(pieces, media_type="application/octet-stream", headers=headers)


def _found(store: Store, job_id: str, principal: Principal) -> JobRecord:
    with store.read() as connection:
        return get_job(connection, job_id, scope=principal.scope, account=principal.account)


def _require_done(job: JobRecord) -> None:
    if job.state != "done":
        raise ConflictError(
            Text("任务没有结果。", "The job has no result."),
            Text(
                "请等任务完成；失败的原因见任务本身。",
                "Wait for its end; why one failed is told by the job itself.",
            ),
            state=job.state,
        )


def _shown(job: JobRecord, *, new: bool) -> Response:
    answer = _json(job_info(job), status=202 if new else 200)
    answer.headers["Location"] = f"/jobs/{job.id}"
    return answer


def _json(content: Any, *, status: int = 200) -> Response:  # noqa: ANN401 - any JSON value
    headers = {"Cache-Control": "private, no-cache"}
    return Response(
        dumps(content), status_code=status, media_type="application/json", headers=headers
    )
