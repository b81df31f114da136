"""The gate of the service: who comes in, how many at once, with how much, and what is noted."""

from __future__ import annotations

import asyncio
import logging
from functools import partial
from urllib.parse import quote

from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gridmap.errors import GridmapError, Text
from gridmap_api.auth.admission import Admission, address_of, admit
from gridmap_api.auth.limits import Buckets, Limits, Rate
from gridmap_api.errors import BusyError, TooLargeError, UnauthenticatedError, answer
from gridmap_api.store.audit import record
from gridmap_api.store.engine import Store
from gridmap_api.store.principals import Principal

LOG = logging.getLogger(__name__)
REFUSALS = Rate(60, 0.2)
"""Refusals of one account or address that the audit log takes up; it cannot be flooded."""
REFUSED = frozenset({401, 403, 404, 429})


class Authentication:
    """Middleware: lets requests in, sets ``request.state.principal``, notes what is done.

    Parameters
    ----------
    app : ASGIApp
        What it guards. Where its application has no store, everything is let in.
    limits : Limits
        What the service takes on.
    """

    def __init__(self, app: ASGIApp, *, limits: Limits | None = None) -> None:
        self.app = app
        self.limits = limits or Limits()
        self.buckets = Buckets()
        self._work = asyncio.Semaphore(self.limits.in_work)
        self._waiting = 0
        self._streams = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        state = scope["app"].state if scope["type"] == "http" else None
        if state is None or not hasattr(state, "store"):
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        decide = partial(
            admit,
            request,
            store=state.store,
            settings=state.settings,
            buckets=self.buckets,
            limits=self.limits,
        )
        try:
            # Without accounts the store is not asked, and no thread is needed.
            admission = await run_in_threadpool(decide) if state.settings.accounts else decide()
        except GridmapError as error:
            await answer(request, error)(scope, receive, send)
            return
        await self._go_on(request, admission, receive, send)

    async def _go_on(
        self, request: Request, admission: Admission, receive: Receive, send: Send
    ) -> None:
        scope = request.scope
        scope.setdefault("state", {}).update(
            principal=admission.identity.principal,
            session=admission.identity.session,
            buckets=self.buckets,
        )
        noted = _Noted(self, request, admission, send)
        if admission.refusal is not None:
            await _refuse(request, admission.refusal)(scope, receive, noted)
            return
        try:
            body = _Body(self.limits, request, admission, receive, noted)
            await self._work_on(scope, body, admission)
        except GridmapError as error:
            await answer(request, error)(scope, receive, noted)

    async def _work_on(self, scope: Scope, body: _Body, admission: Admission) -> None:
        if admission.access.cost == "stream":
            await self._stream(scope, body)
            return
        if self._waiting >= self.limits.waiting:
            raise _busy()
        self._waiting += 1
        try:
            await self._work.acquire()
        finally:
            self._waiting -= 1
        try:
            await self.app(scope, body.receive, body.send)
        finally:
            self._work.release()

    async def _stream(self, scope: Scope, body: _Body) -> None:
        if self._streams >= self.limits.streams:
            raise _busy()
        self._streams += 1
        try:
            await self.app(scope, body.receive, body.send)
        finally:
            self._streams -= 1


class _Body:
    """The body of a request, up to a size and within a time.

    The application may swallow an error that its reading of the body meets, so that the answer is
    put right when it is sent.
    """

    def __init__(
        self, limits: Limits, request: Request, admission: Admission, receive: Receive, send: Send
    ) -> None:
        is_upload = admission.access.cost == "upload"
        self._most = limits.upload_bytes if is_upload else limits.body_bytes
        self._until_s = asyncio.get_running_loop().time() + limits.body_s
        self._request = request
        self._receive = receive
        self._send = send
        self._came = 0
        self._is_whole = False
        self._is_swapped = False
        told = request.headers.get("content-length", "")
        if told.isascii() and told.isdigit() and int(told) > self._most:
            raise _too_large(self._most)

    async def receive(self) -> Message:
        if self._is_whole:
            return await self._receive()
        try:
            async with asyncio.timeout_at(self._until_s):
                message = await self._receive()
        except TimeoutError:
            return {"type": "http.disconnect"}
        self._came += len(message.get("body", b""))
        self._is_whole = not message.get("more_body", False)
        return {"type": "http.disconnect"} if self._came > self._most else message

    async def send(self, message: Message) -> None:
        if self._came <= self._most:
            await self._send(message)
        elif not self._is_swapped:
            self._is_swapped = True
            refusal = answer(self._request, _too_large(self._most))
            await refusal(self._request.scope, self._receive, self._send)


class _Noted:
    """Sends an answer, and writes what became of the request into the audit log before."""

    def __init__(
        self, gate: Authentication, request: Request, admission: Admission, send: Send
    ) -> None:
        self._gate = gate
        self._request = request
        self._admission = admission
        self._send = send

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start" and self._is_due(message["status"]):
            await run_in_threadpool(self._note, message["status"])
        await self._send(message)

    def _is_due(self, status: int) -> bool:
        is_done = self._admission.access.is_audited and status < 400
        if is_done or status not in REFUSED:
            return is_done
        principal = self._admission.identity.principal
        if not principal.is_known and status == 404:
            return False
        return self._gate.buckets.take(REFUSALS, "refused", _actor(principal, self._request)) == 0

    def _note(self, status: int) -> None:
        store: Store = self._request.app.state.store
        asked = self._admission.asked
        try:
            with store.write() as connection:
                record(
                    connection,
                    actor=_actor(self._admission.identity.principal, self._request),
                    action=asked.route or self._request.method,
                    # A secret in an address must not be read in the log.
                    object="" if "secret" in asked.parameters else self._request.url.path,
                    result="done" if status < 400 else f"refused {status}",
                )
        except SQLAlchemyError:
            # What was done is done: a full disk must not make it look undone.
            LOG.exception("the audit log could not be written")


def _actor(principal: Principal, request: Request) -> str:
    return principal.name if principal.is_known else "@" + address_of(request)


def _refuse(request: Request, error: GridmapError) -> ASGIApp:
    is_page = request.method == "GET" and "text/html" in request.headers.get("accept", "")
    if is_page and isinstance(error, UnauthenticatedError):
        back = quote(request.url.path + ("?" + request.url.query if request.url.query else ""))
        return RedirectResponse(f"/login?next={back}", status_code=303)
    return answer(request, error)


def _busy() -> BusyError:
    return BusyError(
        Text("服务正忙。", "The service is busy."),
        Text("请在 2 秒后重试。", "Come again in 2 s."),
        retry_after_s=2,
    )


def _too_large(most_bytes: int) -> TooLargeError:
    most_mb = most_bytes // 1_000_000
    return TooLargeError(
        Text(f"发送的内容超过 {most_mb} MB。", f"What was sent is larger than {most_mb} MB."),
        Text("请分几次发送，或作为文件导入。", "Send it in parts, or import it as a file."),
    )
