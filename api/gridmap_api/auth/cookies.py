"""The cookie of a session, and where a login leads to."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from gridmap_api.auth.identity import COOKIE
from gridmap_api.store.logins import LONGEST


def set_cookie(
    response: Response,
    request: Request,
    value: str,
    *,
    name: str = COOKIE,
    path: str = "/",
    age_s: int = int(LONGEST.total_seconds()),
) -> None:
    """Give a browser a secret that no script and no other site can read or send.

    Parameters
    ----------
    response : Response
        The answer that carries it.
    request : Request
        The request; by HTTPS, the cookie goes by no other way.
    value : str
        The secret.
    name, path : str
        Name of the cookie, and the addresses that get it.
    age_s : int
        Seconds for which the browser keeps it.
    """
    response.set_cookie(
        name,
        value,
        max_age=age_s,
        path=path,
        secure=is_secure(request),
        httponly=True,
        samesite="lax",
    )


def is_secure(request: Request) -> bool:
    """Return whether the browser reaches the service by HTTPS.

    Parameters
    ----------
    request : Request
        The request.

    Returns
    -------
    bool
        Whether.
    """
    return bool(request.app.state.settings.secure) or request.url.scheme == "https"


def safe_path(path: str) -> str:
    """Return where to go after a login: a path of this service, and nothing else.

    Parameters
    ----------
    path : str
        What the address of the page of login asks for.

    Returns
    -------
    str
        The path; ``"/"`` where it would lead away.

    Examples
    --------
    >>> safe_path("/plans?limit=1")
    '/plans?limit=1'
    >>> safe_path("//evil.example/")
    '/'
    """
    if not path.startswith("/") or path.startswith("//") or "\\" in path or not path.isprintable():
        return "/"
    try:
        parts = urlsplit(path)
    except ValueError:
        return "/"
    return "/" if parts.scheme or parts.netloc else path
