"""What lets an account in: sessions, API tokens, links that work once. Only digests are kept."""

from __future__ import annotations

import hashlib
import secrets
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Connection, delete, insert, select, update

from gridmap.errors import Text
from gridmap_api.errors import UnknownObjectError
from gridmap_api.store.accounts import AccountFacts, facts_of
from gridmap_api.store.models import Account, ApiToken, LoginLink, LoginSession
from gridmap_api.store.types import utc_now

Access = Literal["read", "write"]
SECRET_BYTES = 32
IDLE = timedelta(hours=12)
"""After so long without a request, a session ends."""
LONGEST = timedelta(days=7)
"""After so long, a session ends however busy it is."""
RENEWED_AFTER = timedelta(minutes=5)
"""Not every request is worth a write."""
LINK = timedelta(hours=24)
TOKEN_MARK = "gm_"  # noqa: S105


@dataclass(frozen=True, slots=True)
class Session:
    """A login in one browser.

    Attributes
    ----------
    account : AccountFacts
        Whose it is.
    digest : str
        SHA-256 of the cookie.
    csrf : str
        What a change has to carry besides the cookie.
    expires : str
        When it ends if nothing more is asked.
    is_due : bool
        Whether it is time to write down that it is in use.
    """

    account: AccountFacts
    digest: str
    csrf: str
    expires: str
    is_due: bool


def begin_session(connection: Connection, account: AccountFacts) -> str:
    """Begin a session and return its secret; sessions that have ended are swept away.

    Parameters
    ----------
    connection : Connection
        A transaction that writes.
    account : AccountFacts
        Who has proved to be it.

    Returns
    -------
    str
        Value of the cookie.
    """
    now = datetime.now(UTC)
    secret = secrets.token_urlsafe(SECRET_BYTES)
    connection.execute(delete(LoginSession).where(LoginSession.expires < utc_now()))
    connection.execute(
        insert(LoginSession).values(
            digest=_digest(secret),
            account_id=account.id,
            csrf=secrets.token_urlsafe(SECRET_BYTES),
            time=_text(now),
            expires=_text(now + IDLE),
        )
    )
    return secret


def find_session(connection: Connection, secret: str) -> Session | None:
    """Return the session of a cookie.

    Parameters
    ----------
    connection : Connection
        Any.
    secret : str
        Value of the cookie.

    Returns
    -------
    Session or None
        None if there is none, it has ended, or the account may not come in any more.
    """
    row = _with_account(connection, LoginSession, LoginSession.digest == _digest(secret))
    if row is None or row["expires"] < utc_now():
        return None
    later = _later(row["begun"])
    is_due = later > _text(datetime.fromisoformat(row["expires"]) + RENEWED_AFTER)
    return Session(facts_of(row), _digest(secret), row["csrf"], row["expires"], is_due)


def renew_session(connection: Connection, session: Session) -> None:
    """Write down that a session is in use.

    Parameters
    ----------
    connection : Connection
        A transaction that writes.
    session : Session
        The session.
    """
    mine = LoginSession.digest == session.digest
    begun = connection.execute(select(LoginSession.time).where(mine)).scalar_one_or_none()
    if begun is not None:
        connection.execute(update(LoginSession).where(mine).values(expires=_later(begun)))


def end_session(connection: Connection, digest: str) -> None:
    """End a session.

    Parameters
    ----------
    connection : Connection
        A transaction that writes.
    digest : str
        SHA-256 of the cookie.
    """
    connection.execute(delete(LoginSession).where(LoginSession.digest == digest))


def make_token(
    connection: Connection, account: AccountFacts, *, name: str, access: Access, days: int
) -> tuple[str, str]:
    """Make an API token and return its id and its secret, which is told this once.

    Parameters
    ----------
    connection : Connection
        A transaction that writes.
    account : AccountFacts
        Whose rights it carries.
    name : str
        What it is for.
    access : {"read", "write"}
        Whether it may change anything.
    days : int
        Days until it ends.

    Returns
    -------
    tuple of str
        The id, and the secret: what goes behind ``Authorization: Bearer``.
    """
    token_id, secret = str(uuid.uuid4()), TOKEN_MARK + secrets.token_urlsafe(SECRET_BYTES)
    now = datetime.now(UTC)
    connection.execute(
        insert(ApiToken).values(
            id=token_id,
            digest=_digest(secret),
            account_id=account.id,
            name=name,
            scope=access,
            time=_text(now),
            expires=_text(now + timedelta(days=days)),
        )
    )
    return token_id, secret


def find_token(connection: Connection, secret: str) -> tuple[AccountFacts, Access] | None:
    """Return whose an API token is, and what it may do.

    Parameters
    ----------
    connection : Connection
        Any.
    secret : str
        What came behind ``Bearer``.

    Returns
    -------
    tuple of AccountFacts and {"read", "write"}, or None
        None if there is none, it was revoked or has ended, or the account may not come in.
    """
    row = _with_account(connection, ApiToken, ApiToken.digest == _digest(secret))
    if row is None or row["revoked"] or row["expires"] < utc_now():
        return None
    return facts_of(row), row["scope"]


def list_tokens(connection: Connection, account_id: str) -> list[dict[str, Any]]:
    """Return the API tokens of an account, the newest first, without their digests.

    Parameters
    ----------
    connection : Connection
        Any.
    account_id : str
        The account.

    Returns
    -------
    list of dict
        Their ``id``, ``name``, ``access``, ``time``, ``expires`` and ``revoked``.
    """
    shown = (ApiToken.id, ApiToken.name, ApiToken.scope.label("access"), ApiToken.time)
    wanted = select(*shown, ApiToken.expires, ApiToken.revoked).order_by(ApiToken.time.desc())
    rows = connection.execute(wanted.where(ApiToken.account_id == account_id)).mappings()
    return [dict(row) for row in rows]


def revoke_token(connection: Connection, account_id: str, token_id: str) -> None:
    """End an API token for good.

    Parameters
    ----------
    connection : Connection
        A transaction that writes.
    account_id : str
        Whose it is.
    token_id : str
        The token.

    Raises
    ------
    UnknownObjectError
        If the account has no such token.
    """
    mine = (ApiToken.id == token_id) & (ApiToken.account_id == account_id)
    if connection.execute(update(ApiToken).where(mine).values(revoked=True)).rowcount == 0:
        raise UnknownObjectError(
            Text("没有这个令牌。", "There is no such token."),
            Text("可用的令牌见 /auth/tokens。", "Yours are listed at /auth/tokens."),
        )


def make_link(connection: Connection, account: AccountFacts) -> str:
    """Make a link that lets in once and return its secret; older ones of the account end.

    Parameters
    ----------
    connection : Connection
        A transaction that writes.
    account : AccountFacts
        Whom it lets in.

    Returns
    -------
    str
        The last part of the link.
    """
    secret = secrets.token_urlsafe(SECRET_BYTES)
    connection.execute(delete(LoginLink).where(LoginLink.account_id == account.id))
    expires = _text(datetime.now(UTC) + LINK)
    connection.execute(
        insert(LoginLink).values(digest=_digest(secret), account_id=account.id, expires=expires)
    )
    return secret


def follow_link(connection: Connection, secret: str, *, use: bool = False) -> AccountFacts:
    """Return whom a link lets in.

    Parameters
    ----------
    connection : Connection
        Any; a transaction that writes if the link is to be used.
    secret : str
        The last part of the link.
    use : bool
        Whether this is its one use.

    Returns
    -------
    AccountFacts
        The account.

    Raises
    ------
    UnknownObjectError
        If there is no such link, it was used, has ended, or the account may not come in.
    """
    row = _with_account(connection, LoginLink, LoginLink.digest == _digest(secret))
    if row is None or row["used"] is not None or row["expires"] < utc_now():
        raise _no_link()
    if use:
        mine = (LoginLink.digest == _digest(secret)) & LoginLink.used.is_(None)
        changed = connection.execute(update(LoginLink).where(mine).values(used=utc_now()))
        if changed.rowcount == 0:
            raise _no_link()
    return facts_of(row)


def _with_account(connection: Connection, model: Any, condition: Any) -> Any:  # noqa: ANN401
    """Return a row with that of its account, if the account may come in."""
    own = [
        column.label("begun") if column.name == "time" else column
        for column in model.__table__.columns
        if column.name not in {"id", "name"}
    ]
    joined = (
        select(*Account.__table__.columns, *own)
        .join_from(model, Account, Account.id == model.account_id)
        .where(condition, Account.active)
    )
    return connection.execute(joined).mappings().one_or_none()


def _later(begun: str) -> str:
    """Return when a session ends that is in use now."""
    latest = datetime.fromisoformat(begun) + LONGEST
    return min(_text(datetime.now(UTC) + IDLE), _text(latest))


def _text(time: datetime) -> str:
    return time.isoformat(timespec="microseconds").replace("+00:00", "Z")


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _no_link() -> UnknownObjectError:
    return UnknownObjectError(
        Text("这个链接已用过、已过期或不存在。", "The link was used, has ended, or never was."),
        Text(
            "请向管理员要一个新链接（gridmap user link）。",
            "Ask an admin for a new one (gridmap user link).",
        ),
    )
