"""What routes of plans are given: the base version, the key of a request; and how they answer."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Header, Path, Request, Response

from gridmap.errors import Text
from gridmap.sheets.geojson import dumps
from gridmap_api.errors import ParameterError
from gridmap_api.schemas.plans import IDENTIFIER
from gridmap_api.store.idempotency import Reply

JSON = "application/json"
PRIVATE = {"Cache-Control": "private, no-cache"}

PlanId = Annotated[str, Path(description="Id of the plan.", max_length=64, pattern=IDENTIFIER)]
IfMatch = Annotated[
    str | None,
    Header(description='The version that the change is based on, such as "12".', max_length=64),
]
IdempotencyKey = Annotated[
    str | None,
    Header(
        description="A key of this request's own: repeated, it has one effect and one answer.",
        min_length=1,
        max_length=200,
    ),
]


def given_base(if_match: IfMatch = None) -> int | None:
    """Return the version that a change is based on.

    Parameters
    ----------
    if_match : str, optional
        The header.

    Returns
    -------
    int or None
        None if none was named.

    Raises
    ------
    ParameterError
        If the header names no version.
    """
    if if_match is None:
        return None
    number = if_match.strip().removeprefix("W/").strip('"')
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        raise ParameterError(
            Text("If-Match 不是一个版本号。", "If-Match names no version."),
            Text('请写成 If-Match: "12"。', 'Write it as If-Match: "12".'),
        )
    return int(number)


GivenBase = Annotated[int | None, Depends(given_base)]


def answer(content: object, *, status: int = 200, version: int | None = None) -> Response:
    """Return JSON that is for this client alone.

    Parameters
    ----------
    content : JSON value
        The body.
    status : int
        HTTP status.
    version : int, optional
        The version of the plan, which becomes the entity tag.

    Returns
    -------
    Response
        The answer.
    """
    headers = PRIVATE | ({} if version is None else {"ETag": f'"{version}"'})
    return Response(dumps(content), status_code=status, media_type=JSON, headers=headers)


def replied(reply: Reply) -> Response:
    """Return an answer that was kept with what the request did.

    Parameters
    ----------
    reply : Reply
        The answer.

    Returns
    -------
    Response
        The same for every repetition.
    """
    headers = PRIVATE | reply.headers
    return Response(reply.body, status_code=reply.status, media_type=JSON, headers=headers)


def asked_key(request: Request) -> list[str]:
    """Return what makes a request another one besides its body.

    Parameters
    ----------
    request : Request
        The request.

    Returns
    -------
    list of str
        Method, path and the version that it is based on.
    """
    return [request.method, request.url.path, request.headers.get("if-match", "")]
