"""Accounts as rows: making, finding and changing them."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from gridmap.errors import Text
from gridmap_api.errors import ConflictError, UnknownObjectError
from gridmap_api.store.models import Account, LoginLink, LoginSession
from gridmap_api.store.types import utc_now

Role = Literal["viewer", "planner", "patrol", "admin"]
ALL = "*"
"""In the place of a list of communities: all of them."""


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """An account as it is now.

    Attributes
    ----------
    id : str
        UUID.
    name : str
        The name to log in by; never changed.
    shown : str
        The name that others see.
    role : {"viewer", "planner", "patrol", "admin"}
        The role.
    communities : tuple of str
        Codes of the communities of a planner or a patrol; ``("*",)`` for all.
    active : bool
        Whether it may come in.
    subject : str or None
        Issuer and subject at an OpenID provider.
    time : str
        When it was made.
    password : str or None
        Hash of the password; never shown.
    """

    id: str
    name: str
    shown: str
    role: Role
    communities: tuple[str, ...]
    active: bool
    subject: str | None
    time: str
    password: str | None = field(repr=False)


def add_account(
    connection: Connection,
    name: str,
    *,
    role: Role,
    communities: Iterable[str] = (),
    shown: str = "",
    subject: str | None = None,
) -> AccountFacts:
    """Make an account without a password and return it.

    Parameters
    ----------
    connection : Connection
        A transaction that writes.
    name : str
        The name to log in by.
    role : {"viewer", "planner", "patrol", "admin"}
        The role.
    communities : iterable of str
        Codes, or ``"*"`` alone for all.
    shown : str
        The name that others see; the name to log in by if empty.
    subject : str, optional
        Issuer and subject at an OpenID provider.

    Returns
    -------
    AccountFacts
        The account.

    Raises
    ------
    ConflictError
        If an account has this name or this subject.
    """
    values: dict[str, Any] = {
        "id": str(uuid.uuid4()),
        "name": name,
        "shown": shown or name,
        "role": role,
        "communities": sorted(set(communities)),
        "subject": subject,
        "active": True,
        "time": utc_now(),
    }
    try:
        with connection.begin_nested():
            connection.execute(insert(Account).values(values))
    except IntegrityError as error:
        raise ConflictError(
            Text("已有同名或同一统一身份的账号。", "An account has this name or this subject."),
            Text("请换一个名字，或修改已有的账号。", "Choose another, or change that account."),
        ) from error
    return find_account(connection, name)


def find_account(connection: Connection, name: str) -> AccountFacts:
    """Return an account by its name.

    Parameters
    ----------
    connection : Connection
        Any.
    name : str
        The name to log in by.

    Returns
    -------
    AccountFacts
        The account.

    Raises
    ------
    UnknownObjectError
        If there is none.
    """
    return _required(account_where(connection, Account.name == name))


def account_of(connection: Connection, account_id: str) -> AccountFacts:
    """Return an account by its id.

    Parameters
    ----------
    connection : Connection
        Any.
    account_id : str
        The id.

    Returns
    -------
    AccountFacts
        The account.

    Raises
    ------
    UnknownObjectError
        If there is none.
    """
    return _required(account_where(connection, Account.id == account_id))


def account_where(connection: Connection, condition: ColumnElement[bool]) -> AccountFacts | None:
    """Return the account that a condition holds for.

    Parameters
    ----------
    connection : Connection
        Any.
    condition : ColumnElement of bool
        On a unique column of `Account`.

    Returns
    -------
    AccountFacts or None
        None if there is no such account.
    """
    row = connection.execute(select(*Account.__table__.columns).where(condition)).mappings()
    found = row.one_or_none()
    return None if found is None else facts_of(found)


def list_accounts(connection: Connection) -> list[AccountFacts]:
    """Return every account, by name.

    Parameters
    ----------
    connection : Connection
        Any.

    Returns
    -------
    list of AccountFacts
        The accounts.
    """
    rows = connection.execute(select(*Account.__table__.columns).order_by(Account.name)).mappings()
    return [facts_of(row) for row in rows]


def change_account(connection: Connection, account: AccountFacts, **values: Any) -> AccountFacts:  # noqa: ANN401
    """Change an account and return what it is then; its sessions end.

    Parameters
    ----------
    connection : Connection
        A transaction that writes.
    account : AccountFacts
        The account.
    **values : str, bool or list of str
        New values of ``shown``, ``role``, ``communities``, ``active``, ``subject`` or
        ``password`` (a hash).

    Returns
    -------
    AccountFacts
        The account.

    Raises
    ------
    ConflictError
        If no admin would be left who may come in.
    """
    connection.execute(update(Account).where(Account.id == account.id).values(**values))
    if account.role == "admin" and account.active and count_admins(connection) == 0:
        raise ConflictError(
            Text("这是最后一个可用的管理员。", "This is the last admin who may come in."),
            Text("请先设立另一个管理员。", "Make another admin first."),
        )
    connection.execute(delete(LoginSession).where(LoginSession.account_id == account.id))
    if not values.get("active", True):
        connection.execute(delete(LoginLink).where(LoginLink.account_id == account.id))
    return account_of(connection, account.id)


def count_admins(connection: Connection, *, with_password: bool = False) -> int:
    """Return the number of admins who may come in.

    Parameters
    ----------
    connection : Connection
        Any.
    with_password : bool
        Whether to count those alone who have a way to do so: a password, or a subject.

    Returns
    -------
    int
        The number.
    """
    wanted = select(func.count()).where(Account.role == "admin", Account.active)
    if with_password:
        wanted = wanted.where(Account.password.is_not(None) | Account.subject.is_not(None))
    return connection.execute(wanted).scalar_one()


def facts_of(row: Any) -> AccountFacts:  # noqa: ANN401
    """Return the account in a row.

    Parameters
    ----------
    row : Mapping
        The columns of `Account`, and others.

    Returns
    -------
    AccountFacts
        The account.
    """
    names = AccountFacts.__dataclass_fields__
    values = {name: row[name] for name in names}
    return AccountFacts(**{**values, "communities": tuple(row["communities"])})


def _required(account: AccountFacts | None) -> AccountFacts:
    if account is None:
        raise UnknownObjectError(
            Text("没有这个账号。", "There is no such account."),
            Text("可用 gridmap user list 查看账号。", "gridmap user list shows the accounts."),
        )
    return account
