"""Files of jobs, in the store itself, so that service and workers need no folder in common.

A file lies in pieces of 1 MiB: what was sent for an import until the import ends, what was sent to
be looked at first for an hour, what a job has made for a day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, delete, insert, select

from gridmap_api.store.engine import Store
from gridmap_api.store.models import Job, JobPart

PIECE_BYTES = 2**20
KEPT = timedelta(days=1)
KEPT_SENT = timedelta(hours=1)

MADE = "file"
"""The file that a job has made."""

SENT = "sent"
"""How names of files begin that were sent to be looked at."""

UPLOAD = "upload"
"""How names of files begin that were sent to be imported."""


def put_file(connection: Connection, job_id: str, which: str, pieces: Iterable[bytes]) -> int:
    """Keep a file of a job.

    Parameters
    ----------
    connection : Connection
        In a transaction that writes.
    job_id : str
        The job.
    which : str
        `MADE`, or `SENT` or `UPLOAD` with a number, such as ``"sent:0"``.
    pieces : iterable of bytes
        The content.

    Returns
    -------
    int
        Its size in bytes.
    """
    size = 0
    for number, piece in enumerate(pieces):
        connection.execute(
            insert(JobPart).values(job_id=job_id, name=f"{which}:{number:06d}", content=piece)
        )
        size += len(piece)
    return size


def has_file(connection: Connection, job_id: str, which: str) -> bool:
    """Return whether a file is there.

    Parameters
    ----------
    connection : Connection
        To the store.
    job_id : str
        The job.
    which : str
        Which file, as it was put.

    Returns
    -------
    bool
        Whether it was made, and not removed since.
    """
    first = select(JobPart.name).where(JobPart.job_id == job_id, JobPart.name == f"{which}:{0:06d}")
    return connection.execute(first).first() is not None


def file_pieces(store: Store, job_id: str, which: str) -> Iterator[bytes]:
    """Give a file piece by piece.

    Parameters
    ----------
    store : Store
        The store.
    job_id : str
        The job.
    which : str
        Which file, as it was put.

    Yields
    ------
    bytes
        The next piece. Between two pieces no transaction is open.
    """
    number = 0
    while True:
        name = f"{which}:{number:06d}"
        query = select(JobPart.content).where(JobPart.job_id == job_id, JobPart.name == name)
        with store.read() as connection:
            piece = connection.scalar(query)
        if piece is None:
            return
        yield piece
        number += 1


def remove_old_files(store: Store, *, now: datetime | None = None) -> int:
    """Remove files that were made more than a day ago, or looked at more than an hour ago.

    Parameters
    ----------
    store : Store
        The store.
    now : datetime, optional
        The time, with its zone; now by default.

    Returns
    -------
    int
        Pieces that were removed.
    """
    last = now or datetime.now(UTC)
    return sum(
        _remove(store, f"{which}:", last - kept)
        # What was sent for an import stays where that was cancelled before anybody took it.
        for which, kept in ((MADE, KEPT), (SENT, KEPT_SENT), (UPLOAD, KEPT_SENT))
    )


def _remove(store: Store, start: str, last: datetime) -> int:
    old = select(Job.id).where(Job.ended < last.isoformat(timespec="microseconds"))
    files = JobPart.name.startswith(start, autoescape=True)
    with store.read() as connection:
        found = list(connection.scalars(old.where(Job.id.in_(select(JobPart.job_id).where(files)))))
    if not found:
        return 0
    with store.write() as connection:
        gone = connection.execute(delete(JobPart).where(files, JobPart.job_id.in_(found)))
        return int(gone.rowcount)


def drop_sent(connection: Connection, job_id: str) -> None:
    """Remove files that were sent to be looked at, once they are imported.

    Parameters
    ----------
    connection : Connection
        In a transaction that writes.
    job_id : str
        The job that looked at them.
    """
    sent = JobPart.name.startswith(f"{SENT}:", autoescape=True)
    connection.execute(delete(JobPart).where(sent, JobPart.job_id == job_id))
