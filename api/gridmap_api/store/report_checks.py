"""Checking that reports stand where their steps led them, and that photos are as they were kept."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from itertools import islice

from sqlalchemy import Connection, and_, func, select

from gridmap.errors import Text
from gridmap_api.store.models import Photo, Report, ReportEvent

MOST = 20
AT_ONCE = 20
"""Photos that are held in memory."""


def verify_reports(connection: Connection) -> list[Text]:
    """Return what is wrong with reports and photos.

    Parameters
    ----------
    connection : Connection
        A connection to the store.

    Returns
    -------
    list of Text
        One sentence a problem.
    """
    return [*islice(_astray(connection), MOST), *islice(_altered(connection), MOST)]


def _astray(connection: Connection) -> Iterator[Text]:
    """Yield the reports that are not in the state of their last step, or have lost one."""
    report, event = Report.__table__.c, ReportEvent.__table__.c
    counts = (
        select(event.report_id, func.count().label("count"), func.max(event.number).label("last"))
        .group_by(event.report_id)
        .subquery()
    )
    last = and_(event.report_id == report.id, event.number == report.version)
    rows = select(report.receipt, report.version, report.state, counts.c.count, counts.c.last)
    rows = rows.add_columns(event.state.label("led_to"))
    joined = Report.__table__.outerjoin(counts, counts.c.report_id == report.id)
    found = rows.select_from(joined.outerjoin(ReportEvent.__table__, last))
    for row in connection.execute(found.order_by(report.fid)):
        if not row.version == row.count == row.last or row.state != row.led_to:
            yield Text(
                f"上报事项 {row.receipt} 与其办理经过不一致。",
                f"Report {row.receipt} is not where its steps led it.",
            )


def _altered(connection: Connection) -> Iterator[Text]:
    photo = Photo.__table__.c
    wanted = select(photo.id, photo.digest, photo.content).order_by(photo.id)
    for row in connection.execute(wanted, execution_options={"yield_per": AT_ONCE}):
        if hashlib.sha256(row.content).hexdigest() != row.digest:
            yield Text(f"照片 {row.id} 被改动过。", f"Photo {row.id} was changed.")
