"""Entity tags: an answer that has not changed is not sent again."""

from __future__ import annotations

import hashlib

from starlette.requests import Request
from starlette.responses import Response

from gridmap import __version__


def entity_tag(request: Request, stamp: str, *, lang: str = "") -> str:
    """Return the tag of what a request asks for.

    It is made of the file's stamp and the request, so that the answer need not be made to know it.

    Parameters
    ----------
    request : Request
        The request.
    stamp : str
        Changes whenever the file does.
    lang : str
        The language, where the answer depends on it.

    Returns
    -------
    str
        A weak tag: the same content may be compressed or not.
    """
    asked = f"{__version__}|{stamp}|{lang}|{request.url.path}|{request.url.query}"
    return f'W/"{hashlib.sha256(asked.encode()).hexdigest()[:24]}"'


def unchanged(request: Request, tag: str) -> Response | None:
    """Return the answer 304 if the client holds this already.

    Parameters
    ----------
    request : Request
        The request.
    tag : str
        The tag of what it asks for.

    Returns
    -------
    Response or None
        None if the answer is to be sent.
    """
    held = [one.strip() for one in request.headers.get("if-none-match", "").split(",")]
    weak = tag.removeprefix("W/")
    if "*" in held or any(one.removeprefix("W/") == weak for one in held):
        return Response(status_code=304, headers={"ETag": tag})
    return None
