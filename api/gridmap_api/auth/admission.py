"""Whether a request is let in: who it is, whether that one may ask for it, and how often."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request

from gridmap.errors import GridmapError, Text
from gridmap_api.auth.asked import Asked, asked_route
from gridmap_api.auth.identity import SAFE, Identity, identify, require_own_page
from gridmap_api.auth.limits import Buckets, Limits
from gridmap_api.auth.rights import Access, Right, has_right
from gridmap_api.errors import ForbiddenError, UnauthenticatedError, UnknownObjectError
from gridmap_api.settings import Settings
from gridmap_api.store.engine import Store

UNLISTED = Access(Right.ADMIN, "write", is_audited=True)
"""What an address asks for that the registry does not know."""


@dataclass(frozen=True, slots=True)
class Admission:
    """What was found out of a request.

    Attributes
    ----------
    asked : Asked
        What it is for.
    access : Access
        What that asks for.
    identity : Identity
        Who it comes from.
    refusal : GridmapError or None
        Why it is refused; None if it is let in.
    """

    asked: Asked
    access: Access
    identity: Identity
    refusal: GridmapError | None


def admit(
    request: Request, *, store: Store, settings: Settings, buckets: Buckets, limits: Limits
) -> Admission:
    """Return whether a request is let in.

    Parameters
    ----------
    request : Request
        The request.
    store : Store
        Where accounts are.
    settings : Settings
        Whether there are accounts, and whether published plans are public.
    buckets : Buckets
        How often each has asked.
    limits : Limits
        How often each may ask.

    Returns
    -------
    Admission
        Who it comes from, and why it is refused if it is.

    Raises
    ------
    UnauthenticatedError
        If it carries an API token that lets nobody in.
    TooManyError
        If an address tries one such token after the other.
    """
    asked = asked_route(request.method, request.url.path)
    access = (asked and asked.access) or UNLISTED
    try:
        identity = identify(request, store, accounts=settings.accounts)
    except UnauthenticatedError:
        buckets.require(limits.rates["login"], "login", "@" + address_of(request))
        raise
    found = asked or Asked("", None, (), {})
    refusal = None
    try:
        _require_right(request, found, access, identity, is_public=settings.public)
        if settings.accounts:
            buckets.require(limits.rates[access.cost], access.cost, _who(request, identity))
    except GridmapError as error:
        refusal = error
    return Admission(found, access, identity, refusal)


def address_of(request: Request) -> str:
    """Return the address that a request comes from.

    Parameters
    ----------
    request : Request
        The request.

    Returns
    -------
    str
        As the server tells it, which behind a proxy on the same machine is that of its client.
    """
    return request.client.host if request.client else ""


def _require_right(
    request: Request, asked: Asked, access: Access, identity: Identity, *, is_public: bool
) -> None:
    principal = identity.principal
    # Whoever logs in or out by a form without a script cannot send the header.
    require_own_page(request, identity, csrf=access.right is not Right.PUBLIC)
    if principal.role != "admin":
        if not asked.methods:
            raise _no_such_address()
        if asked.access is None:
            raise _not_done()
        if not has_right(principal, access.right, is_public=is_public):
            raise _not_allowed() if principal.is_known else _log_in()
    if not principal.may_write and request.method not in SAFE:
        raise _read_only()


def _who(request: Request, identity: Identity) -> str:
    principal = identity.principal
    return principal.account if principal.is_known else "@" + address_of(request)


def _no_such_address() -> GridmapError:
    return UnknownObjectError(
        Text("没有这个地址。", "There is no such address."),
        Text("可用地址见 /docs。", "The addresses are listed at /docs."),
    )


def _not_done() -> GridmapError:
    return ForbiddenError(
        Text("这个地址不支持此操作。", "This address does not do that."),
        Text("可用地址见 /docs。", "The addresses are listed at /docs."),
    )


def _log_in() -> GridmapError:
    return UnauthenticatedError(
        Text("需要先登录。", "Log in first."),
        Text("请打开 /login 登录，或使用 API 令牌。", "Open /login, or send an API token."),
    )


def _not_allowed() -> GridmapError:
    return ForbiddenError(
        Text("您的账号没有这项权限。", "Your account may not do this."),
        Text("如有需要，请联系管理员调整角色。", "Ask an admin for another role if you need it."),
    )


def _read_only() -> GridmapError:
    return ForbiddenError(
        Text("这个 API 令牌只能读取。", "This API token is for reading only."),
        Text("请新建允许修改的令牌。", "Make one that may write."),
    )
