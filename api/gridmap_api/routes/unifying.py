"""Existing nets to be made one, and the crosswalk of a plan that was; the making is a job."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Path, Response
from fastapi.responses import StreamingResponse

from gridmap.errors import Text
from gridmap_api.auth.principal import GivenPrincipal
from gridmap_api.errors import ConflictError
from gridmap_api.routes.parts import PROBLEM, GivenStore
from gridmap_api.routes.plan_parts import answer
from gridmap_api.schemas.unifying import NetList
from gridmap_api.store.job_files import file_pieces, has_file
from gridmap_api.store.jobs import get_job
from gridmap_api.store.layer_reads import current_versions, read_layer

router = APIRouter(tags=["jobs"])

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
READING: dict[int | str, dict[str, Any]] = dict.fromkeys((400, 404, 503), PROBLEM)
SENDING: dict[int | str, dict[str, Any]] = {
    200: {"content": {XLSX: {"schema": {"type": "string", "format": "binary"}}}},
    **READING,
    409: PROBLEM,
}


@router.get("/nets", response_model=NetList, responses=READING)
def nets(store: GivenStore, principal: GivenPrincipal) -> Response:
    """Return the existing nets that were imported, as far as one may see them."""
    with store.read() as connection:
        version = current_versions(connection).get("nets")
        if version is None:
            return answer({"nets": []})
        layer = read_layer(connection, "nets", version=version, scope=principal.scope)
    counts = layer["net"].astype(str).value_counts(sort=False)
    return answer({"nets": [{"net": net, "grids": int(n)} for net, n in counts.items()]})


@router.get("/unifications/{job_id}/crosswalk", response_class=StreamingResponse, responses=SENDING)
def crosswalk(
    job_id: Annotated[str, Path(description="Id of the job.", max_length=64)],
    store: GivenStore,
    principal: GivenPrincipal,
) -> Response:
    """Return old grids to new for every net, as a workbook; it is kept for a day."""
    with store.read() as connection:
        job = get_job(connection, job_id, scope=principal.scope, account=principal.account)
        there = job.kind == "unify" and has_file(connection, job_id, "file:xlsx")
    if not there:
        raise ConflictError(
            Text("该任务没有对照表，或已过期。", "The job has no crosswalk, or none any more."),
            Text("对照表保留一天，请重新合网。", "It is kept a day: make the plan again."),
        )
    name = Text("新旧网格对照表", "crosswalk").say(job.params.get("lang", "zh"))
    told = f"attachment; filename=\"crosswalk.xlsx\"; filename*=UTF-8''{quote(f'{name}.xlsx')}"
    headers = {"Content-Disposition": told, "Cache-Control": "private, no-cache"}
    return StreamingResponse(
        file_pieces(store, job_id, "file:xlsx"), media_type=XLSX, headers=headers
    )
