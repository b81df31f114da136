"""Errors as answers: one table of statuses, RFC 9457 bodies in the language of the request.

A body never repeats what the request held.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from gridmap.errors import CrsError, GridmapError, InputError, Lang, SettingsError, Text
from gridmap.sheets.geojson import dumps
from gridmap_api.language import language


class UnknownLayerError(GridmapError):
    """A layer was asked for that the file does not hold."""


class NoPlanError(GridmapError):
    """A plan was asked for and the file is a project."""


class ParameterError(GridmapError):
    """A parameter of the request makes no sense."""


class UnreadableError(GridmapError):
    """The file that is served cannot be read."""


class ServiceError(GridmapError):
    """An error with more to say than its sentence.

    Parameters
    ----------
    what, remedy : Text
        What is wrong, and what to do about it.
    **more : JSON value
        Members of the problem besides those of RFC 9457, such as ``units``.
    """

    def __init__(self, what: Text, remedy: Text, **more: object) -> None:
        super().__init__(what, remedy)
        self.more = more


class UnknownObjectError(ServiceError):
    """There is no such thing, or none that this account may know of."""


class UnauthenticatedError(ServiceError):
    """Somebody has to log in first."""


class ForbiddenError(ServiceError):
    """The account may not do this."""


class NoBaseError(ServiceError):
    """A change names no version that it is based on."""


class StaleError(ServiceError):
    """A change is based on a version that others have changed in the same place."""


class ConflictError(ServiceError):
    """What is asked for does not go with the state that things are in."""


class RefusedEditError(ServiceError):
    """An edit breaks a rule that no draft may break, or makes no sense."""


class KeyReusedError(ServiceError):
    """An Idempotency-Key came again with another request."""


class TooLargeError(ServiceError):
    """What was sent is larger than the service takes."""


class WrongTypeError(ServiceError):
    """What was sent is of a kind that the service does not take."""


class TooManyError(ServiceError):
    """Somebody asks too often; ``retry_after_s`` says when to come again."""


class BusyError(ServiceError):
    """The service has too much to do; ``retry_after_s`` says when to come again."""


class FullError(ServiceError):
    """The disk is full: nothing can be written, and nothing was."""


STATUS: dict[type[GridmapError], int] = {
    UnknownLayerError: 404,
    NoPlanError: 404,
    ParameterError: 400,
    UnreadableError: 503,
    UnknownObjectError: 404,
    UnauthenticatedError: 401,
    ForbiddenError: 403,
    NoBaseError: 428,
    StaleError: 412,
    ConflictError: 409,
    RefusedEditError: 422,
    KeyReusedError: 422,
    TooLargeError: 413,
    WrongTypeError: 415,
    TooManyError: 429,
    BusyError: 503,
    FullError: 507,
    SettingsError: 400,
    InputError: 422,
    CrsError: 422,
    GridmapError: 500,
}
"""The status of every error; of a subclass that is not listed, that of its nearest base."""

TITLES = {
    400: Text("请求有误", "Bad request"),
    401: Text("需要登录", "Login needed"),
    403: Text("没有权限", "Not allowed"),
    404: Text("没有找到", "Not found"),
    405: Text("不支持的操作", "Method not allowed"),
    409: Text("状态冲突", "Conflict"),
    412: Text("版本已过期", "Stale version"),
    413: Text("内容过大", "Too large"),
    415: Text("不支持的类型", "Unsupported type"),
    421: Text("主机名不对", "Misdirected request"),
    422: Text("无法处理", "Cannot be processed"),
    428: Text("缺少基准版本", "Base version needed"),
    429: Text("请求过多", "Too many requests"),
    500: Text("服务出错", "Server error"),
    503: Text("暂时不可用", "Unavailable"),
    507: Text("磁盘已满", "Disk full"),
}
NO_SUCH_PAGE = Text("没有这个地址。", "There is no such address.")
SEE_DOCS = Text("可用地址见 /docs。", "The addresses are listed at /docs.")
WRONG_METHOD = Text("这个地址只能读取（GET）。", "This address can only be read (GET).")
BROKEN = Text("服务内部出错。", "Something went wrong inside the service.")
TELL_US = Text("请把服务端日志交给管理员。", "Give the service's log to its keeper.")


def register_errors(app: FastAPI) -> None:
    """Make the application answer errors as problems.

    Parameters
    ----------
    app : FastAPI
        The application.
    """
    app.add_exception_handler(GridmapError, _answer_gridmap)
    app.add_exception_handler(RequestValidationError, _answer_validation)
    app.add_exception_handler(HTTPException, _answer_http)
    app.add_exception_handler(Exception, _answer_broken)


def status_of(error: GridmapError) -> int:
    """Return the HTTP status of an error.

    Parameters
    ----------
    error : GridmapError
        Any error that gridmap raises on purpose.

    Returns
    -------
    int
        The status of the nearest class that `STATUS` lists.
    """
    return next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)


def problem(
    status: int,
    what: Text,
    remedy: Text,
    *,
    lang: Lang,
    faults: list[dict[str, Any]] | None = None,
    more: Mapping[str, Any] | None = None,
) -> Response:
    """Return an error as ``application/problem+json``.

    Parameters
    ----------
    status : int
        HTTP status.
    what, remedy : Text
        What is wrong, and what to do about it.
    lang : {"zh", "en"}
        The language.
    faults : list of dict, optional
        The parameters that are wrong, each with ``where`` and ``what``.
    more : Mapping, optional
        Further members of the problem.

    Returns
    -------
    Response
        The answer.
    """
    body = {
        **(more or {}),
        "type": "about:blank",
        "title": TITLES.get(status, TITLES[500]).say(lang),
        "status": status,
        "detail": what.say(lang),
        "remedy": remedy.say(lang),
    }
    return Response(
        dumps(body if faults is None else {**body, "faults": faults}),
        status_code=status,
        media_type="application/problem+json",
        headers={"Content-Language": lang, "Vary": "Accept-Language", "Cache-Control": "no-store"},
    )


def answer(request: Request, error: GridmapError) -> Response:
    """Return the answer to a request that an error ended.

    Parameters
    ----------
    request : Request
        The request.
    error : GridmapError
        The error.

    Returns
    -------
    Response
        A problem, with the headers that its status asks for.
    """
    more = dict(error.more) if isinstance(error, ServiceError) else {}
    status = status_of(error)
    found = problem(status, error.what, error.remedy, lang=language(request), more=more)
    if more.get("retry_after_s") is not None:
        found.headers["Retry-After"] = str(more["retry_after_s"])
    if status == 401:
        found.headers["WWW-Authenticate"] = "Bearer"
    return found


def _answer_gridmap(request: Request, error: Exception) -> Response:
    if not isinstance(error, GridmapError):
        raise error
    return answer(request, error)


def _answer_validation(request: Request, error: Exception) -> Response:
    if not isinstance(error, RequestValidationError):
        raise error
    lang = language(request)
    faults = [
        {"where": ".".join(str(part) for part in one["loc"][:2]), "what": _expected(one).say(lang)}
        for one in error.errors()
    ]
    in_address = all(one["loc"][0] in {"query", "path", "header"} for one in error.errors())
    what = Text("参数不合要求。", "A parameter is not as it must be.")
    return problem(400 if in_address else 422, what, SEE_DOCS, lang=lang, faults=faults)


def _expected(fault: dict[str, Any]) -> Text:
    """Return what was expected: the limits, which are ours, and never the value that came."""
    limits = fault.get("ctx", {})
    least, most = limits.get("ge"), limits.get("le")
    if least is not None:
        return Text(f"不能小于 {least}。", f"It is {least} at least.")
    if most is not None:
        return Text(f"不能大于 {most}。", f"It is {most} at most.")
    return Text("格式不对。", "It is not of the right form.")


def _answer_http(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    what = {404: NO_SUCH_PAGE, 405: WRONG_METHOD}.get(error.status_code, BROKEN)
    answer = problem(error.status_code, what, SEE_DOCS, lang=language(request))
    answer.headers.update(error.headers or {})
    return answer


def _answer_broken(request: Request, _error: Exception) -> Response:
    return problem(500, BROKEN, TELL_US, lang=language(request))
