"""Links that open one route on a phone without a login: secrets of which digests are kept."""

from __future__ import annotations

import hashlib
import secrets
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, insert, select, update

from gridmap.errors import Text
from gridmap_api.errors import UnknownObjectError
from gridmap_api.store.models import PatrolLink
from gridmap_api.store.types import utc_now

SECRET_BYTES = 24
"""192 bits; 128 would be enough."""

AFTER_DAY = timedelta(hours=48 - 8)
"""From midnight UTC of the day until the end of the next one in China."""

LATE = timedelta(days=7)
"""After the end of a link, what a phone wrote down before it may still come."""


def make_link(
    connection: Connection, patrol_id: str, number: int, *, day: str, actor: str
) -> tuple[str, str]:
    """Return the secret of a new link to a route, and when it ends.

    Parameters
    ----------
    connection : Connection
        A transaction that may write.
    patrol_id : str
        The patrol.
    number : int
        Number of the route.
    day : str
        The day of the patrol, ``YYYY-MM-DD``.
    actor : str
        Who makes it.

    Returns
    -------
    secret, expires : str
        The secret is told once and kept nowhere.
    """
    secret = secrets.token_urlsafe(SECRET_BYTES)
    begins = datetime.combine(date.fromisoformat(day), time(), tzinfo=UTC)
    # A link to a day that is over serves for reading it again until tomorrow.
    expires = _text(max(begins, _today()) + AFTER_DAY)
    connection.execute(
        insert(PatrolLink).values(
            digest=_digest(secret),
            patrol_id=patrol_id,
            route=number,
            actor=actor,
            time=utc_now(),
            expires=expires,
            revoked=False,
        )
    )
    return secret, expires


def find_link(connection: Connection, secret: str, *, late: bool = False) -> dict[str, Any]:
    """Return the link of a secret.

    Parameters
    ----------
    connection : Connection
        Any.
    secret : str
        What the address held.
    late : bool
        Whether one that has ended serves as well, for a week: what was written down on the way
        may come when there is a network again.

    Returns
    -------
    dict
        Columns of `PatrolLink`.

    Raises
    ------
    UnknownObjectError
        If there is none, it has ended or was revoked: the answer is the same.
    """
    wanted = select(PatrolLink.__table__).where(PatrolLink.digest == _digest(secret))
    row = connection.execute(wanted).mappings().one_or_none()
    grace = LATE if late else timedelta()
    if row is None or row["revoked"] or row["expires"] < _text(datetime.now(UTC) - grace):
        raise UnknownObjectError(
            Text("这条巡查路线的链接无效或已过期。", "This link to a route is not valid any more."),
            Text("请向派发任务的人索取新的链接。", "Ask whoever gave it to you for a new one."),
        )
    return dict(row)


def links_of(connection: Connection, patrol_id: str) -> dict[int, str]:
    """Return when the links to routes end.

    Parameters
    ----------
    connection : Connection
        Any.
    patrol_id : str
        The patrol.

    Returns
    -------
    dict of int to str
        The latest end by number of the route; nothing for routes without a link that holds.
    """
    table = PatrolLink.__table__.c
    wanted = select(table.route, table.expires).where(
        table.patrol_id == patrol_id, table.revoked.is_(False), table.expires >= utc_now()
    )
    return {row.route: row.expires for row in connection.execute(wanted.order_by(table.expires))}


def revoke_links(connection: Connection, patrol_id: str, number: int) -> None:
    """Let every link to a route end now.

    Parameters
    ----------
    connection : Connection
        A transaction that may write.
    patrol_id : str
        The patrol.
    number : int
        Number of the route.
    """
    connection.execute(
        update(PatrolLink)
        .where(PatrolLink.patrol_id == patrol_id, PatrolLink.route == number)
        .values(revoked=True)
    )


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _today() -> datetime:
    return datetime.combine(datetime.now(UTC).date(), time(), tzinfo=UTC)


def _text(when: datetime) -> str:
    return when.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
