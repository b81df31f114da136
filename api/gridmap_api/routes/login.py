"""Logging in and out for programs and scripts of a page: sessions, passwords, API tokens."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request, Response
from sqlalchemy import Connection

from gridmap.errors import Text
from gridmap_api.auth.admission import address_of
from gridmap_api.auth.cookies import set_cookie
from gridmap_api.auth.identity import COOKIE
from gridmap_api.auth.login import change_password, log_in, log_out
from gridmap_api.auth.principal import GivenPrincipal
from gridmap_api.errors import UnauthenticatedError
from gridmap_api.routes.parts import PROBLEM, GivenStore
from gridmap_api.schemas.accounts import (
    Credentials,
    Me,
    NewToken,
    PasswordChange,
    TokenList,
    TokenSecret,
)
from gridmap_api.store.audit import record
from gridmap_api.store.engine import Store
from gridmap_api.store.logins import Session, find_session, list_tokens, make_token, revoke_token
from gridmap_api.store.principals import principal_of

router = APIRouter(prefix="/auth")
REFUSED: dict[int | str, dict[str, Any]] = dict.fromkeys((401, 403, 429, 503, 507), PROBLEM)
UUID = r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"


def given_session(request: Request) -> Session:
    """Return the session that a request belongs to.

    Parameters
    ----------
    request : Request
        The request.

    Returns
    -------
    Session
        The session.

    Raises
    ------
    UnauthenticatedError
        If it is none: who comes by an API token can make no other.
    """
    session: Session | None = getattr(request.state, "session", None)
    if session is None:
        raise UnauthenticatedError(
            Text("这里需要在浏览器中登录。", "This needs a login in a browser."),
            Text("请打开 /login 登录。", "Open /login."),
        )
    return session


GivenSession = Annotated[Session, Depends(given_session)]


@router.get("/me", response_model=Me, responses={429: PROBLEM})
def me(request: Request, principal: GivenPrincipal) -> dict[str, Any]:
    """Return who asks, and what a change has to carry as X-CSRF-Token."""
    session: Session | None = getattr(request.state, "session", None)
    codes = principal.communities
    return {
        "account": principal.account,
        "name": principal.name,
        "role": principal.role,
        "communities": None if codes is None else sorted(codes),
        "may_write": principal.may_write,
        "csrf": session and session.csrf,
        "expires": session and session.expires,
    }


@router.post("/login", response_model=Me, responses={**REFUSED, 413: PROBLEM, 422: PROBLEM})
def login(
    request: Request, response: Response, asked: Credentials, store: GivenStore
) -> dict[str, Any]:
    """Begin a session by a name and a password; the answer sets its cookie."""
    secret = log_in(
        store,
        request.state.buckets,
        name=asked.name,
        password=asked.password,
        address=address_of(request),
    )
    set_cookie(response, request, secret)
    return _me_anew(request, store, secret)


@router.post("/logout", status_code=204, responses=REFUSED)
def logout(request: Request, store: GivenStore) -> Response:
    """End the session, if there is one."""
    session: Session | None = getattr(request.state, "session", None)
    if session is not None:
        log_out(store, session)
    response = Response(status_code=204)
    response.delete_cookie(COOKIE, httponly=True, samesite="lax")
    return response


@router.post("/password", response_model=Me, responses={**REFUSED, 400: PROBLEM, 422: PROBLEM})
def password(
    request: Request,
    response: Response,
    asked: PasswordChange,
    session: GivenSession,
    store: GivenStore,
) -> dict[str, Any]:
    """Change the password; every other session of the account ends."""
    buckets, address = request.state.buckets, address_of(request)
    secret = change_password(store, buckets, session, old=asked.old, new=asked.new, address=address)
    set_cookie(response, request, secret)
    return _me_anew(request, store, secret)


@router.get("/tokens", response_model=TokenList, responses=REFUSED)
def tokens(session: GivenSession, store: GivenStore) -> dict[str, Any]:
    """List the API tokens of whoever is logged in."""
    with store.read() as connection:
        return {"tokens": list_tokens(connection, session.account.id)}


@router.post(
    "/tokens", response_model=TokenSecret, status_code=201, responses={**REFUSED, 422: PROBLEM}
)
def new_token(asked: NewToken, session: GivenSession, store: GivenStore) -> dict[str, Any]:
    """Make an API token; its secret is told this once."""
    with store.write() as connection:
        token_id, secret = make_token(
            connection, session.account, name=asked.name, access=asked.access, days=asked.days
        )
        _note(connection, session, action="token", token_id=token_id)
    return {"id": token_id, "secret": secret}


@router.delete(
    "/tokens/{token_id}", status_code=204, responses={**REFUSED, 400: PROBLEM, 404: PROBLEM}
)
def old_token(
    token_id: Annotated[str, Path(pattern=UUID, description="Id of the token.")],
    session: GivenSession,
    store: GivenStore,
) -> Response:
    """Revoke an API token."""
    with store.write() as connection:
        revoke_token(connection, session.account.id, token_id)
        _note(connection, session, action="revoke", token_id=token_id)
    return Response(status_code=204)


def _me_anew(request: Request, store: Store, secret: str) -> dict[str, Any]:
    with store.read() as connection:
        request.state.session = find_session(connection, secret)
    return me(request, principal_of(request.state.session.account))


def _note(connection: Connection, session: Session, *, action: str, token_id: str) -> None:
    name = session.account.name
    record(connection, actor=name, action=action, object=token_id, result="done")
