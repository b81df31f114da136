"""Photos in the store: of reports, hazards, visits; for those who may see their community."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Connection, and_, delete, insert, select

from gridmap.errors import Text
from gridmap_api.errors import UnknownObjectError
from gridmap_api.photos import MEDIA_TYPE, CleanPhoto
from gridmap_api.store.engine import Store
from gridmap_api.store.keeping import kept_days
from gridmap_api.store.models import Photo, Report
from gridmap_api.store.reports import stamp
from gridmap_api.store.scope import Scope
from gridmap_api.store.types import utc_now

DAYS_SETTING = "GRIDMAP_PHOTO_DAYS"
KEPT_DAYS = 180
Subject = Literal["report", "hazard", "visit"]
FACTS = ("id", "time", "actor", "media_type", "width_px", "height_px", "size_bytes")


def add_photos(
    connection: Connection,
    photos: Iterable[CleanPhoto],
    *,
    subject: Subject,
    subject_id: str,
    community_code: str,
    actor: str,
) -> list[str]:
    """Keep photos and return their ids.

    Parameters
    ----------
    connection : Connection
        A transaction that may write.
    photos : iterable of CleanPhoto
        The photos.
    subject, subject_id : str
        What they are of: a report, a hazard, a visit; its id.
    community_code : str
        Who may see that community, may see them.
    actor : str
        Who sent them; empty where nobody had logged in.

    Returns
    -------
    list of str
        Their ids.
    """
    rows = [
        {
            "id": str(uuid.uuid4()),
            "subject": subject,
            "subject_id": subject_id,
            "community_code": community_code,
            "actor": actor,
            "time": utc_now(),
            "media_type": MEDIA_TYPE,
            "width_px": photo.width_px,
            "height_px": photo.height_px,
            "size_bytes": len(photo.content),
            "digest": hashlib.sha256(photo.content).hexdigest(),
            "content": photo.content,
        }
        for photo in photos
    ]
    if rows:
        connection.execute(insert(Photo), rows)
    return [str(row["id"]) for row in rows]


def list_photos(connection: Connection, subject: Subject, subject_id: str) -> list[dict[str, Any]]:
    """Return what is known of the photos of something, the first one first.

    Parameters
    ----------
    connection : Connection
        Any.
    subject, subject_id : str
        What they are of, which may be seen.

    Returns
    -------
    list of dict
        `FACTS`.
    """
    table = Photo.__table__.c
    wanted = select(*(table[name] for name in FACTS)).where(
        table.subject == subject, table.subject_id == subject_id
    )
    rows = connection.execute(wanted.order_by(table.time, table.id)).mappings()
    return [dict(row) for row in rows]


def find_photo(connection: Connection, photo_id: str, scope: Scope) -> dict[str, Any]:
    """Return one photo with its content.

    Parameters
    ----------
    connection : Connection
        Any.
    photo_id : str
        The photo.
    scope : Scope
        What may be seen.

    Returns
    -------
    dict
        The columns of `Photo`.

    Raises
    ------
    UnknownObjectError
        If there is none, or it is out of sight.
    """
    table = Photo.__table__
    wanted = select(table).where(table.c.id == photo_id, scope.rows(table.c.community_code))
    found = connection.execute(wanted).mappings().one_or_none()
    if found is None:
        raise UnknownObjectError(
            Text("没有这张照片。", "There is no such photo."),
            Text("照片可能已过保存期限。", "It may have been kept long enough and be gone."),
        )
    return dict(found)


def remove_old_photos(store: Store, *, days: int | None = None, now: datetime | None = None) -> int:
    """Remove the photos of reports that were closed long ago; the reports stay.

    Parameters
    ----------
    store : Store
        The store.
    days : int, optional
        How long they are kept; as the setting says by default.
    now : datetime, optional
        The time, with its zone; now by default.

    Returns
    -------
    int
        Photos that were removed.
    """
    kept = kept_days(DAYS_SETTING, KEPT_DAYS) if days is None else days
    last = (now or datetime.now(UTC)) - timedelta(days=kept)
    closed = select(Report.id).where(Report.closed.is_not(None), Report.closed < stamp(last))
    old = and_(Photo.subject == "report", Photo.subject_id.in_(closed))
    with store.read() as connection:
        if connection.execute(select(Photo.id).where(old).limit(1)).first() is None:
            return 0
    with store.write() as connection:
        return int(connection.execute(delete(Photo).where(old)).rowcount)
