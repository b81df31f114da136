"""Errors as answers: one table of statuses, RFC 9457 bodies in the language of the request.

A body never repeats what the request held.
"""

from __future__ import annotations

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


STATUS: dict[type[GridmapError], int] = {
    UnknownLayerError: 404,
    NoPlanError: 404,
    ParameterError: 400,
    UnreadableError: 503,
    SettingsError: 400,
    InputError: 422,
    CrsError: 422,
    GridmapError: 500,
}
"""The status of every error; of a subclass that is not listed, that of its nearest base."""

TITLES = {
    400: Text("请求有误", "Bad request"),
    404: Text("没有找到", "Not found"),
    405: Text("不支持的操作", "Method not allowed"),
    421: Text("主机名不对", "Misdirected request"),
    422: Text("无法处理", "Cannot be processed"),
    500: Text("服务出错", "Server error"),
    503: Text("暂时不可用", "Unavailable"),
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
    status: int, what: Text, remedy: Text, *, lang: Lang, faults: list[dict[str, Any]] | None = None
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

    Returns
    -------
    Response
        The answer.
    """
    body = {
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
        headers={"Content-Language": lang, "Vary": "Accept-Language"},
    )


def _answer_gridmap(request: Request, error: Exception) -> Response:
    if not isinstance(error, GridmapError):
        raise error
    return problem(status_of(error), error.what, error.remedy, lang=language(request))


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
