"""Finding out who a request comes from: an API token, a session, or nobody in particular."""

from __future__ import annotations

import hmac
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.requests import Request

from gridmap.errors import Text
from gridmap_api.errors import BusyError, ForbiddenError, FullError, UnauthenticatedError
from gridmap_api.store.engine import Store
from gridmap_api.store.logins import Session, find_session, find_token, renew_session
from gridmap_api.store.principals import ANYONE, LOCAL, Principal, principal_of

COOKIE = "gridmap_session"
CSRF_HEADER = "X-CSRF-Token"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a request comes from, and by what.

    Attributes
    ----------
    principal : Principal
        Who.
    session : Session or None
        The session, where it is one that lets in.
    by_token : bool
        Whether it was an API token.
    """

    principal: Principal
    session: Session | None = None
    by_token: bool = False


def identify(request: Request, store: Store, *, accounts: bool) -> Identity:
    """Return who a request comes from.

    Parameters
    ----------
    request : Request
        The request.
    store : Store
        Where accounts, sessions and tokens are.
    accounts : bool
        Whether people log in; without accounts it is whoever sits at the machine.

    Returns
    -------
    Identity
        Who. A cookie that has ended is as none, so that what is public can still be seen.

    Raises
    ------
    UnauthenticatedError
        If an API token lets nobody in.
    """
    if not accounts:
        return Identity(LOCAL)
    kind, _, secret = request.headers.get("authorization", "").partition(" ")
    if kind.casefold() == "bearer":
        return _by_token(store, secret.strip())
    cookie = request.cookies.get(COOKIE)
    session = None if cookie is None else _session(store, cookie)
    if session is None:
        return Identity(ANYONE)
    return Identity(principal_of(session.account), session)


def require_own_page(request: Request, identity: Identity, *, csrf: bool) -> None:
    """Refuse a change that a page of another site sends in somebody's name.

    Parameters
    ----------
    request : Request
        The request.
    identity : Identity
        Who it comes from. API tokens are not sent by browsers on their own.
    csrf : bool
        Whether a session has to prove by `CSRF_HEADER` that its page has read ``/auth/me``.

    Raises
    ------
    ForbiddenError
        If the request comes from another site, or the token is missing or wrong.
    """
    if request.method in SAFE or identity.by_token:
        return
    if _is_foreign(request):
        raise ForbiddenError(
            Text("不接受来自其他网站的修改。", "Changes from other sites are not taken."),
            Text("请在本服务的页面中操作。", "Use the pages of this service."),
        )
    if csrf and identity.session is not None:
        given = request.headers.get(CSRF_HEADER, "")
        if not hmac.compare_digest(given.encode(), identity.session.csrf.encode()):
            raise ForbiddenError(
                Text(
                    f"缺少或不符的 {CSRF_HEADER}。",
                    f"{CSRF_HEADER} is missing or not the right one.",
                ),
                Text(
                    "请先从 /auth/me 取得 csrf，放进这个请求头。",
                    "Send in that header what /auth/me gives as csrf.",
                ),
            )


def _by_token(store: Store, secret: str) -> Identity:
    with store.read() as connection:
        found = find_token(connection, secret)
    if found is None:
        raise UnauthenticatedError(
            Text("这个 API 令牌无效或已过期。", "The API token is not valid, or has ended."),
            Text("请在 /auth/tokens 新建令牌。", "Make a new one at /auth/tokens."),
        )
    account, access = found
    return Identity(principal_of(account, may_write=access == "write"), by_token=True)


def _session(store: Store, cookie: str) -> Session | None:
    with store.read() as connection:
        session = find_session(connection, cookie)
    if session is not None and session.is_due:
        # Where nothing can be written, reading goes on: the session then ends a little sooner.
        with suppress(FullError, BusyError), store.write() as connection:
            renew_session(connection, session)
    return session


def _is_foreign(request: Request) -> bool:
    if request.headers.get("sec-fetch-site", "none") not in {"none", "same-origin"}:
        return True
    origin = request.headers.get("origin")
    if origin is None:
        return False
    try:
        parts = urlsplit(origin)
        asked = urlsplit(f"{parts.scheme}://{request.headers.get('host', '')}")
        theirs, ours = (parts.hostname, parts.port), (asked.hostname, asked.port)
    except ValueError:
        return True
    default = DEFAULT_PORTS.get(parts.scheme)
    return theirs[0] is None or (theirs[0], theirs[1] or default) != (ours[0], ours[1] or default)
