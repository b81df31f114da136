"""From files that were sent to a job of the store that looks at them or imports them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import IO, Any

from sqlalchemy import Connection

from gridmap.errors import Text
from gridmap_api.errors import UnknownObjectError
from gridmap_api.jobs.orders import require_everywhere
from gridmap_api.jobs.receiving import Sent
from gridmap_api.jobs.uploads import pieces_of
from gridmap_api.store.engine import Store
from gridmap_api.store.job_files import SENT, UPLOAD, has_file, put_file
from gridmap_api.store.jobs import JobRecord, Work, get_job, submit
from gridmap_api.store.principals import Principal


def order_file_import(store: Store, sent: Sent, principal: Principal) -> tuple[JobRecord, bool]:
    """Return the job that imports files, with the files in it.

    Parameters
    ----------
    store : Store
        The store.
    sent : Sent
        The files, or the preview that has them, and how they are read.
    principal : Principal
        Who asks; it takes one who works everywhere.

    Returns
    -------
    job : JobRecord
        The job.
    new : bool
        Whether it was made by this.

    Raises
    ------
    ForbiddenError
        If this one does not work everywhere.
    UnknownObjectError
        If the preview is not there, or its files are no longer kept.
    """
    return _order(store, sent, principal, kind="import", start=UPLOAD)


def order_preview(store: Store, sent: Sent, principal: Principal) -> tuple[JobRecord, bool]:
    """Return the job that looks at files, with the files in it.

    Parameters
    ----------
    store : Store
        The store.
    sent : Sent
        The files, or an earlier preview that has them, and how they are read.
    principal : Principal
        Who asks; it takes one who works everywhere.

    Returns
    -------
    job : JobRecord
        The job; its id names the files until they are imported, an hour at most.
    new : bool
        Whether it was made by this.

    Raises
    ------
    ForbiddenError
        If this one does not work everywhere.
    UnknownObjectError
        If the earlier preview is not there, or its files are no longer kept.
    """
    return _order(store, sent, principal, kind="preview", start=SENT)


def _order(
    store: Store, sent: Sent, principal: Principal, *, kind: str, start: str
) -> tuple[JobRecord, bool]:
    require_everywhere(principal)
    digest = _digest(sent.files)
    with store.write() as connection:
        params: dict[str, Any] = {"files": [name for name, _ in sent.files], "sha256": digest}
        if sent.upload_id is not None:
            params = _kept(connection, sent.upload_id, principal)
        work = Work(kind, {**params, **sent.options})
        job_id, new = submit(connection, work, account=principal.account)
        if new:
            for number, (_, file) in enumerate(sent.files):
                put_file(connection, job_id, f"{start}:{number}", pieces_of(file))
        job = get_job(connection, job_id, scope=principal.scope, account=principal.account)
        return job, new


def _digest(files: Iterable[tuple[str, IO[bytes]]]) -> str:
    sha256 = hashlib.sha256()
    for _, file in files:
        one = hashlib.sha256()
        for piece in pieces_of(file):
            one.update(piece)
        file.seek(0)
        sha256.update(one.digest())
    return sha256.hexdigest()


def _kept(connection: Connection, job_id: str, principal: Principal) -> dict[str, Any]:
    """Return the names of files that a preview keeps, and where they are."""
    job = get_job(connection, job_id, scope=principal.scope, account=principal.account)
    if job.kind != "preview" or not has_file(connection, job_id, f"{SENT}:0"):
        raise UnknownObjectError(
            Text(
                "上传的文件已过期或已导入。",
                "The files that were sent are no longer kept, or were imported.",
            ),
            Text("请重新选择文件。", "Choose the files again."),
        )
    return {"files": list(job.params["files"]), "upload_id": job_id}
