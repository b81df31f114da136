"""The pages of login, and the way to an OpenID provider and back."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from gridmap.errors import GridmapError, Lang, Text
from gridmap_api.auth.admission import address_of
from gridmap_api.auth.cookies import is_secure, safe_path, set_cookie
from gridmap_api.auth.login import admit_account, enter_by_link, log_in
from gridmap_api.auth.oidc import Flow, OpenId, account_of_claims, client_of
from gridmap_api.auth.pages import link_page, login_page
from gridmap_api.errors import UnknownObjectError
from gridmap_api.routes.parts import PROBLEM, GivenLanguage, GivenStore
from gridmap_api.schemas.accounts import TypedCredentials
from gridmap_api.store.logins import follow_link

router = APIRouter()
FLOW_COOKIE = "gridmap_oidc"
FLOW_PATH = "/auth/oidc"
FLOW_S = 600
HTML = {"content": {"text/html": {}}, "description": "The page, with the reason."}
MOVED = {"description": "Goes on to another page."}
Typed = Annotated[str, Form(max_length=1_000)]
Back = Annotated[str, Query(alias="next", max_length=2_000, description="Where to go then.")]


@router.get("/login", response_class=HTMLResponse, responses={400: PROBLEM, 429: PROBLEM})
def login_form(request: Request, lang: GivenLanguage, back: Back = "/") -> HTMLResponse:
    """Show the page of login."""
    return _form(request, lang, back)


@router.post(
    "/login",
    response_class=HTMLResponse,
    responses={303: MOVED, 400: PROBLEM, 401: HTML, 403: PROBLEM, 422: PROBLEM, 429: HTML},
)
def login_by_form(
    request: Request,
    lang: GivenLanguage,
    store: GivenStore,
    typed: Annotated[TypedCredentials, Form()],
    back: Back = "/",
) -> Response:
    """Log in by the form of that page."""
    buckets, address = request.state.buckets, address_of(request)
    try:
        secret = log_in(store, buckets, **typed.model_dump(), address=address)
    except GridmapError as error:
        return _form(request, lang, back, error)
    return _let_in(request, secret, safe_path(back))


@router.get(
    "/login/link/{secret}", response_class=HTMLResponse, responses={404: HTML, 429: PROBLEM}
)
def link_form(secret: str, lang: GivenLanguage, store: GivenStore) -> HTMLResponse:
    """Show the page on which somebody who was invited chooses a password."""
    return _link_form(secret, lang, store)


@router.post(
    "/login/link/{secret}",
    response_class=HTMLResponse,
    responses={303: MOVED, 400: HTML, 403: PROBLEM, 404: HTML, 422: PROBLEM, 429: PROBLEM},
)
def enter(
    request: Request, secret: str, lang: GivenLanguage, store: GivenStore, password: Typed = ""
) -> Response:
    """Choose a password and come in; the link is used up by it."""
    try:
        return _let_in(request, enter_by_link(store, secret, password), "/")
    except GridmapError as error:
        return _link_form(secret, lang, store, error)


@router.get("/auth/oidc", status_code=303, responses={404: PROBLEM, 429: PROBLEM, 503: PROBLEM})
def to_provider(request: Request, back: Back = "/") -> RedirectResponse:
    """Go to the OpenID provider to log in."""
    flow = Flow.begun(safe_path(back))
    address = _openid(request).address(flow, callback=_callback(request))
    response = RedirectResponse(address, status_code=303)
    set_cookie(response, request, flow.to_cookie(), name=FLOW_COOKIE, path=FLOW_PATH, age_s=FLOW_S)
    return response


@router.get(
    "/auth/oidc/callback",
    status_code=303,
    responses={400: PROBLEM, 401: HTML, 404: PROBLEM, 429: PROBLEM, 503: PROBLEM},
)
def from_provider(
    request: Request,
    lang: GivenLanguage,
    store: GivenStore,
    code: Annotated[str, Query(max_length=4_000, description="Given by the provider.")] = "",
    state: Annotated[str, Query(max_length=200, description="Given by the provider.")] = "",
) -> Response:
    """Come back from the OpenID provider, which vouches for somebody."""
    openid = _openid(request)
    try:
        flow = Flow.from_cookie(request.cookies.get(FLOW_COOKIE))
        claims = openid.claims(flow, code=code, state=state, callback=_callback(request))
        secret = admit_account(store, account_of_claims(store, claims), action="login by OpenID")
    except GridmapError as error:
        return _form(request, lang, "/", error)
    response = _let_in(request, secret, safe_path(flow.back))
    response.delete_cookie(FLOW_COOKIE, path=FLOW_PATH, httponly=True, samesite="lax")
    return response


def _form(
    request: Request, lang: Lang, back: str, error: GridmapError | None = None
) -> HTMLResponse:
    has_provider = request.app.state.settings.provider is not None
    return login_page(lang, back=safe_path(back), with_provider=has_provider, error=error)


def _link_form(
    secret: str, lang: Lang, store: GivenStore, error: GridmapError | None = None
) -> HTMLResponse:
    try:
        with store.read() as connection:
            name = follow_link(connection, secret).name
    except UnknownObjectError as gone:
        return link_page(lang, error=gone)
    return link_page(lang, name=name, error=error)


def _let_in(request: Request, secret: str, back: str) -> RedirectResponse:
    response = RedirectResponse(back, status_code=303)
    set_cookie(response, request, secret)
    return response


def _openid(request: Request) -> OpenId:
    provider = request.app.state.settings.provider
    if provider is None:
        raise UnknownObjectError(
            Text("没有设置统一登录。", "There is no OpenID provider."),
            Text("请用密码登录。", "Log in by password."),
        )
    return client_of(provider)


def _callback(request: Request) -> str:
    scheme = "https" if is_secure(request) else request.url.scheme
    return f"{scheme}://{request.url.netloc}/auth/oidc/callback"
