"""Files of an audit of existing nets; the audit itself is a job."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Path, Query, Response
from fastapi.responses import StreamingResponse

from gridmap.errors import Text
from gridmap_api.auth.principal import GivenPrincipal
from gridmap_api.errors import ConflictError, UnknownObjectError
from gridmap_api.routes.parts import PROBLEM, GivenStore
from gridmap_api.schemas.audits import AuditFile
from gridmap_api.store.job_files import file_pieces, has_file
from gridmap_api.store.jobs import get_job

router = APIRouter(tags=["jobs"])

TYPES: dict[AuditFile, str] = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
    "html": "text/html; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "gpkg": "application/geopackage+sqlite3",
    "geojson": "application/geo+json",
}
BINARY = {"schema": {"type": "string", "format": "binary"}}
SENDING: dict[int | str, dict[str, Any]] = {
    200: {"content": {kind.split(";")[0]: BINARY for kind in TYPES.values()}},
    **dict.fromkeys((400, 404, 409, 503), PROBLEM),
}


@router.get("/audits/{job_id}/file", response_class=StreamingResponse, responses=SENDING)
def audit_file(
    *,
    job_id: Annotated[str, Path(description="Id of the job.", max_length=64)],
    store: GivenStore,
    principal: GivenPrincipal,
    f: Annotated[AuditFile, Query(description="Which form of the report.")] = "xlsx",
) -> Response:
    """Return the report of an audit as a file; it is kept for a day."""
    scope, account = principal.scope, principal.account
    with store.read() as connection:
        job = get_job(connection, job_id, scope=scope, account=account)
        there = has_file(connection, job_id, f"file:{f}")
    if job.kind != "audit" or job.state != "done":
        raise ConflictError(
            Text("任务没有体检报告。", "The job has no report of an audit."),
            Text("请等体检完成。", "Wait for the end of the audit."),
            state=job.state,
        )
    if not there:
        raise UnknownObjectError(
            Text("没有这份体检报告，或已过期。", "There is no such report, or none any more."),
            Text("报告保留一天，请重新体检。", "It is kept a day: audit the nets again."),
        )
    name = Text("多网体检", "audit").say(job.params.get("lang", "zh"))
    told = f"attachment; filename*=UTF-8''{quote(f'{name}.{f}', safe='')}"
    headers = {"Content-Disposition": told, "Cache-Control": "private, no-cache"}
    pieces = file_pieces(store, job_id, f"file:{f}")
    return StreamingResponse(pieces, media_type=TYPES[f], headers=headers)
