"""Registers: the file of a plan, what an edited one changes, what of it is accepted."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import quote

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import FileResponse
from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from gridmap.errors import Text
from gridmap_api.auth.principal import GivenPrincipal
from gridmap_api.errors import ParameterError, WrongTypeError
from gridmap_api.finding_forms import form_of
from gridmap_api.jobs.uploads import read_form
from gridmap_api.register_answers import (
    accept_file,
    compare_file,
    require_plan,
    write_plan_register,
)
from gridmap_api.routes.parts import PROBLEM, GivenLanguage, GivenStore
from gridmap_api.routes.plan_parts import (
    GivenBase,
    IdempotencyKey,
    PlanId,
    answer,
    asked_key,
    replied,
)
from gridmap_api.schemas.registers import RegisterAccepted, RegisterDifference
from gridmap_api.store.idempotency import Key

router = APIRouter(tags=["registers"])

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MEDIA = {"xlsx": XLSX, "zip": "application/zip"}
SIGNATURE = b"PK\x03\x04"
MOST_IDS = 2**20
LONGEST_NAME = 100
FILE = {"type": "string", "format": "binary", "description": "The xlsx, or the zip of CSV tables."}
ACCEPT = {
    "type": "string",
    "maxLength": MOST_IDS,
    "description": "`all` with which nothing is wrong, or ids of rows, divided by commas.",
}
READING: dict[int | str, dict[str, Any]] = dict.fromkeys((400, 404, 503), PROBLEM)
SENDING: dict[int | str, dict[str, Any]] = dict.fromkeys(
    (400, 403, 404, 413, 415, 422, 429, 503), PROBLEM
)
ACCEPTING: dict[int | str, dict[str, Any]] = SENDING | dict.fromkeys(
    (401, 409, 412, 428, 507), PROBLEM
)


@router.get(
    "/plans/{plan_id}/register",
    response_class=FileResponse,
    responses={
        200: {"content": {XLSX: {}, "application/zip": {}}, "description": "The file."},
        **READING,
    },
)
def register(
    plan_id: PlanId,
    *,
    store: GivenStore,
    principal: GivenPrincipal,
    lang: GivenLanguage,
    f: Annotated[Literal["xlsx", "zip"], Query(description="A zip holds CSV tables.")] = "xlsx",
) -> FileResponse:
    """Return the register of a plan: a sheet for every level, layer, the teams and each list.

    It can be edited offline and sent back to `/plans/{plan_id}/register/difference`.
    """
    folder = tempfile.TemporaryDirectory(prefix="gridmap-register-")
    try:
        path = Path(folder.name) / f"register.{f}"
        name = write_plan_register(store, plan_id, path, principal=principal, lang=lang)
    except BaseException:
        folder.cleanup()
        raise
    disposition = f"attachment; filename=\"register.{f}\"; filename*=UTF-8''{quote(name)}"
    return FileResponse(
        path,
        media_type=MEDIA[f],
        headers={"Content-Disposition": disposition, "Cache-Control": "no-store"},
        background=BackgroundTask(folder.cleanup),
    )


@router.post(
    "/plans/{plan_id}/register/difference",
    response_model=RegisterDifference,
    responses=SENDING,
    openapi_extra={"requestBody": form_of({"file": FILE}, ["file"])},
)
async def difference(
    request: Request,
    plan_id: PlanId,
    *,
    store: GivenStore,
    principal: GivenPrincipal,
    lang: GivenLanguage,
) -> Response:
    """Return what an edited register changes, cell by cell, and what is wrong with it.

    Nothing is changed. Of a cell that others changed since the file was written both values are
    told; a computed cell that was changed is flagged and never taken.
    """
    await run_in_threadpool(require_plan, store, plan_id, principal)
    async with _received(request) as sent:
        found = await run_in_threadpool(
            compare_file, store, plan_id, sent.path, name=sent.name, principal=principal, lang=lang
        )
    return answer(found)


@router.post(
    "/plans/{plan_id}/register/accepted",
    status_code=201,
    response_model=RegisterAccepted,
    responses=ACCEPTING,
    openapi_extra={"requestBody": form_of({"file": FILE, "accept": ACCEPT}, ["file", "accept"])},
)
async def accepted(
    request: Request,
    plan_id: PlanId,
    *,
    store: GivenStore,
    principal: GivenPrincipal,
    base: GivenBase,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Make the accepted changes of an edited register, all of them or none.

    What is of the plan (grids of buildings, names and kinds of grids) is one edit, which `undo`
    takes back; each layer that changes gets one new version.
    """
    await run_in_threadpool(require_plan, store, plan_id, principal)
    async with _received(request) as sent:
        key = (
            None
            if idempotency_key is None
            else Key.of(principal.account, idempotency_key, *asked_key(request), sent.stamp)
        )
        reply = await run_in_threadpool(
            accept_file,
            store,
            plan_id,
            sent.path,
            sent.accept,
            name=sent.name,
            base=base,
            principal=principal,
            key=key,
        )
    return replied(reply)


@dataclass(frozen=True, slots=True)
class _Sent:
    path: Path
    name: str
    accept: str | frozenset[str]
    stamp: list[str]


@asynccontextmanager
async def _received(request: Request) -> AsyncIterator[_Sent]:
    """Give the file of a form, for as long as it is needed, and which rows are accepted."""
    form = await read_form(request.headers, request.stream())
    try:
        file, texts = form.get("file"), form.get("accept", "none")
        if not isinstance(file, UploadFile) or not isinstance(texts, str):
            raise ParameterError(
                Text("表单里没有文件。", "The form holds no file."),
                Text("请把台账放在 file 字段。", "Send the register in the field file."),
            )
        content = await file.read()
    finally:
        await form.close()
    if not content.startswith(SIGNATURE):
        raise WrongTypeError(
            Text("文件不是 xlsx，也不是 CSV 表格的 zip。", "It is no xlsx and no zip of tables."),
            Text("请发送从这里下载并修改过的台账。", "Send a register that was written here."),
        )
    name = Path((file.filename or "").replace("\\", "/")).name[:LONGEST_NAME] or "register"
    suffix = ".zip" if (file.filename or "").lower().endswith(".zip") else ".xlsx"
    accept = texts if texts in {"all", "none"} else frozenset(texts.split(",")) - {""}
    with tempfile.TemporaryDirectory(prefix="gridmap-register-") as folder:
        path = Path(folder) / f"register{suffix}"
        path.write_bytes(content)
        stamp = [hashlib.sha256(content).hexdigest(), texts]
        yield _Sent(path, name, accept, stamp)
