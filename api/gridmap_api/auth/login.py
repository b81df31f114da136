"""Logging in and out, choosing a password: each try is throttled and written into the audit log."""

from __future__ import annotations

import re

from gridmap.errors import Text
from gridmap_api.auth.limits import OF_A_NAME, OF_A_NAME_FROM_AN_ADDRESS, Buckets
from gridmap_api.auth.passwords import hash_password, is_password, require_good
from gridmap_api.errors import TooManyError, UnauthenticatedError
from gridmap_api.store.accounts import (
    AccountFacts,
    account_where,
    add_account,
    change_account,
    count_admins,
)
from gridmap_api.store.audit import record
from gridmap_api.store.engine import Store
from gridmap_api.store.logins import Session, begin_session, end_session, follow_link, make_link
from gridmap_api.store.models import Account

NAME = r"^[\w.@+-]{1,64}$"
"""What a name to log in by looks like."""
FIRST_ADMIN = "admin"


def log_in(store: Store, buckets: Buckets, *, name: str, password: str, address: str) -> str:
    """Begin a session for whoever knows a password, and return its secret.

    Parameters
    ----------
    store : Store
        Where accounts are.
    buckets : Buckets
        How often each has tried.
    name, password : str
        What somebody typed.
    address : str
        Where the request comes from.

    Returns
    -------
    str
        Value of the cookie.

    Raises
    ------
    UnauthenticatedError
        If there is no such account or it has another password: nothing says which.
    TooManyError
        If there were too many tries.
    """
    is_name = re.match(NAME, name) is not None
    who = name if is_name else "?"
    try:
        buckets.require(OF_A_NAME_FROM_AN_ADDRESS, "login", who, address)
        buckets.require(OF_A_NAME, "login", who)
    except TooManyError:
        _note(store, actor=f"{who}@{address}", result="refused 429")
        raise
    with store.read() as connection:
        account = account_where(connection, Account.name == name) if is_name else None
    if not is_password(password, account.password if account else None):
        account = None
    if account is None or not account.active:
        _note(store, actor=f"{who}@{address}", result="refused 401")
        raise _not_in()
    buckets.forgive("login", who, address)
    return admit_account(store, account, action="login")


def admit_account(store: Store, account: AccountFacts, *, action: str) -> str:
    """Begin a session for an account that has proved to be it, and return its secret.

    Parameters
    ----------
    store : Store
        Where accounts are.
    account : AccountFacts
        The account.
    action : str
        How it came in, for the audit log.

    Returns
    -------
    str
        Value of the cookie.
    """
    with store.write() as connection:
        secret = begin_session(connection, account)
        record(connection, actor=account.name, action=action, object="session", result="done")
    return secret


def log_out(store: Store, session: Session) -> None:
    """End a session.

    Parameters
    ----------
    store : Store
        Where sessions are.
    session : Session
        The session.
    """
    with store.write() as connection:
        end_session(connection, session.digest)
        name = session.account.name
        record(connection, actor=name, action="logout", object="session", result="done")


def enter_by_link(store: Store, secret: str, password: str) -> str:
    """Choose a password by a link that lets in once, and return the secret of a new session.

    Parameters
    ----------
    store : Store
        Where accounts are.
    secret : str
        The last part of the link.
    password : str
        The password that is chosen. The link stays good while it is refused.

    Returns
    -------
    str
        Value of the cookie.
    """
    with store.read() as connection:
        require_good(password, name=follow_link(connection, secret).name)
    kept = hash_password(password)
    with store.write() as connection:
        account = follow_link(connection, secret, use=True)
        account = change_account(connection, account, password=kept)
        session = begin_session(connection, account)
        record(connection, actor=account.name, action="link", object="password", result="done")
    return session


def change_password(
    store: Store, buckets: Buckets, session: Session, *, old: str, new: str, address: str
) -> str:
    """Change the password of whoever is logged in; every session of the account ends.

    Parameters
    ----------
    store : Store
        Where accounts are.
    buckets : Buckets
        How often each has tried.
    session : Session
        The session that asks.
    old, new : str
        The password that holds, and the one that shall.
    address : str
        Where the request comes from.

    Returns
    -------
    str
        Secret of a new session.

    Raises
    ------
    UnauthenticatedError
        If the old password is another.
    TooManyError
        If there were too many tries.
    """
    account = session.account
    buckets.require(OF_A_NAME_FROM_AN_ADDRESS, "login", account.name, address)
    if not is_password(old, account.password):
        _note(store, actor=account.name, action="password", result="refused 401")
        raise _not_in()
    buckets.forgive("login", account.name, address)
    require_good(new, name=account.name)
    kept = hash_password(new)
    with store.write() as connection:
        account = change_account(connection, account, password=kept)
        record(connection, actor=account.name, action="password", object="account", result="done")
        return begin_session(connection, account)


def invite(store: Store, account: AccountFacts, *, actor: str) -> str:
    """Make a link by which an account comes in once and chooses a password.

    Parameters
    ----------
    store : Store
        Where accounts are.
    account : AccountFacts
        The account.
    actor : str
        Who invites.

    Returns
    -------
    str
        The path of the link.
    """
    with store.write() as connection:
        secret = make_link(connection, account)
        record(connection, actor=actor, action="link", object=account.name, result="done")
    return f"/login/link/{secret}"


def first_admin_link(store: Store) -> str | None:
    """Return a link for the first admin of a store into which no admin can come yet.

    Parameters
    ----------
    store : Store
        A store with all tables.

    Returns
    -------
    str or None
        The path of the link; a former one that was not used ends. None if an admin has a password
        or logs in by an OpenID provider.
    """
    with store.write() as connection:
        if count_admins(connection, with_password=True):
            return None
        account = account_where(connection, Account.name == FIRST_ADMIN)
        if account is None:
            account = add_account(connection, FIRST_ADMIN, role="admin")
        elif account.role != "admin" or not account.active:
            account = change_account(connection, account, role="admin", active=True)
    return invite(store, account, actor="gridmap")


def _note(store: Store, *, actor: str, result: str, action: str = "login") -> None:
    with store.write() as connection:
        record(connection, actor=actor, action=action, object="session", result=result)


def _not_in() -> UnauthenticatedError:
    return UnauthenticatedError(
        Text("账号或密码不对。", "The name or the password is not right."),
        Text(
            "请检查后重试；忘记密码请向管理员要登录链接。",
            "Try again; an admin can give you a link if you forgot the password.",
        ),
    )
