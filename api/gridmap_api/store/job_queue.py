"""Jobs as workers see them: taken with a lease, kept by heartbeats, ended once.

Whoever takes a job gets a token, one more each time. Everything that a worker changes names its
token, and changes nothing once another worker has taken the job: what a worker writes when its
lease is long over is rolled back as a whole.

The lease runs on the clock of the database on PostgreSQL, which all workers share. A file has one
machine, and its clock is `time.time`: if somebody sets it back, a dead worker's job is taken over
later by as much; if forward, a job may be taken from a worker that lives, whose end then counts
for nothing.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Float,
    Select,
    and_,
    cast,
    delete,
    extract,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.sql import func

from gridmap.errors import Text
from gridmap_api.store.engine import Store
from gridmap_api.store.job_claims import Claim, LostLeaseError, change_claimed, problem_of
from gridmap_api.store.models import Job, JobPart
from gridmap_api.store.types import utc_now

ATTEMPTS = 3
"""Workers that may crash over a job before it is given up."""

WORK_PARTS = ("part:", "upload:")
"""How names of parts begin that nobody needs once the job has ended."""


def claim_job(store: Store, worker: str, *, lease_s: float) -> Claim | None:
    """Take the job that has waited longest, or one whose worker has let its lease run out.

    A job over which as many workers as `ATTEMPTS` have crashed is ended as failed.

    Parameters
    ----------
    store : Store
        The store.
    worker : str
        Who takes it.
    lease_s : float
        Seconds after which it is taken from a worker that is not heard of.

    Returns
    -------
    Claim or None
        None if there is nothing to do.
    """
    # A look that locks nothing first: in a file, whoever may write keeps out all others.
    with store.read() as connection:
        if connection.execute(_due(connection)).first() is None:
            return None
    with store.write() as connection:
        while True:
            row = connection.execute(_due(connection).with_for_update(skip_locked=True)).first()
            if row is None:
                return None
            claim = _take(connection, row, worker, lease_s)
            if row.cancel:
                end_cancelled(connection, claim)
            elif row.attempts >= ATTEMPTS:
                fail_job(connection, claim, _crashed())
            else:
                return claim


def _due(connection: Connection) -> Select[Any]:
    over = and_(Job.state == "running", Job.lease_until_s < _now_s(connection))
    return (
        select(
            *(Job.id, Job.kind, Job.account, Job.params, Job.communities),
            *(Job.cancel, Job.token, Job.attempts, Job.started),
        )
        .where(or_(Job.state == "waiting", over))
        .order_by(Job.time, Job.id)
        .limit(1)
    )


def _now_s(connection: Connection) -> ColumnElement[float]:
    if connection.dialect.name == "postgresql":
        return cast(extract("epoch", func.clock_timestamp()), Float(53))
    return literal(time.time(), Float)


def _take(connection: Connection, row: Any, worker: str, lease_s: float) -> Claim:  # noqa: ANN401
    connection.execute(
        update(Job)
        .where(Job.id == row.id)
        .values(
            state="running",
            token=row.token + 1,
            attempts=row.attempts + 1,
            worker=worker,
            lease_until_s=_now_s(connection) + lease_s,
            started=row.started or utc_now(),
        )
    )
    return Claim(
        id=row.id,
        kind=row.kind,
        account=row.account,
        worker=worker,
        token=row.token + 1,
        attempts=row.attempts + 1,
        params=row.params,
        communities=tuple(row.communities),
    )


def _crashed() -> dict[str, Any]:
    what = Text(
        f"任务 {ATTEMPTS} 次使计算进程中断，已放弃。",
        f"The job was given up: {ATTEMPTS} times its process ended before it did.",
    )
    remedy = Text(
        "请检查图层中有无异常图形，或换用更大内存的机器。",
        "Look for odd shapes in the layers, or give the machine more memory.",
    )
    return problem_of(what, remedy)


def heartbeat(store: Store, claim: Claim, *, lease_s: float) -> None:
    """Renew the lease.

    Parameters
    ----------
    store : Store
        The store.
    claim : Claim
        The job.
    lease_s : float
        Seconds from now.

    Raises
    ------
    LostLeaseError
        If the job is no longer this worker's.
    """
    with store.write() as connection:
        change_claimed(connection, claim, lease_until_s=_now_s(connection) + lease_s)


def cancel_asked(store: Store, claim: Claim) -> bool:
    """Return whether somebody asked for the end of a job.

    Parameters
    ----------
    store : Store
        The store.
    claim : Claim
        The job.

    Returns
    -------
    bool
        Whether.

    Raises
    ------
    LostLeaseError
        If the job is no longer this worker's.
    """
    with store.read() as connection:
        row = connection.execute(
            select(Job.token, Job.state, Job.cancel).where(Job.id == claim.id)
        ).first()
    if row is None or row.token != claim.token or row.state != "running":
        raise LostLeaseError
    return bool(row.cancel)


def report_progress(store: Store, claim: Claim, *, share: float, step: Text) -> None:
    """Say how far a job is.

    Parameters
    ----------
    store : Store
        The store.
    claim : Claim
        The job.
    share : float
        Fraction that is done.
    step : Text
        What is being done.

    Raises
    ------
    LostLeaseError
        If the job is no longer this worker's.
    """
    with store.write() as connection:
        change_claimed(connection, claim, share=share, step={"zh": step.zh, "en": step.en})


def finish_job(connection: Connection, claim: Claim, result: object) -> None:
    """End a job with its result, in the transaction that writes what the result consists of.

    Parameters
    ----------
    connection : Connection
        In a transaction that writes.
    claim : Claim
        The job.
    result : JSON value
        The result.

    Raises
    ------
    LostLeaseError
        If the job is no longer this worker's; the transaction is to be given up.
    """
    _end(connection, claim, "done", result=result, share=1.0)


def fail_job(connection: Connection, claim: Claim, problem: Mapping[str, Any]) -> None:
    """End a job with the reason why there is no result.

    Parameters
    ----------
    connection : Connection
        In a transaction that writes.
    claim : Claim
        The job.
    problem : Mapping
        Made by `problem_of`.

    Raises
    ------
    LostLeaseError
        If the job is no longer this worker's.
    """
    _end(connection, claim, "failed", problem=dict(problem))


def end_cancelled(connection: Connection, claim: Claim) -> None:
    """End a job that somebody cancelled.

    Parameters
    ----------
    connection : Connection
        In a transaction that writes.
    claim : Claim
        The job.

    Raises
    ------
    LostLeaseError
        If the job is no longer this worker's.
    """
    _end(connection, claim, "cancelled")


def _end(connection: Connection, claim: Claim, state: str, **values: object) -> None:
    gone = {"active_key": None, "lease_until_s": None, "worker": None}
    change_claimed(connection, claim, state=state, ended=utc_now(), **gone, **values)
    working = or_(*(JobPart.name.startswith(start, autoescape=True) for start in WORK_PARTS))
    connection.execute(delete(JobPart).where(JobPart.job_id == claim.id, working))


def give_back(store: Store, claim: Claim, *, crashed: bool) -> None:
    """Let another worker have a job.

    Parameters
    ----------
    store : Store
        The store.
    claim : Claim
        The job.
    crashed : bool
        Whether its process ended before it did: the job fails after so many as `ATTEMPTS`. A
        worker that is told to stop gives the job back as it took it.

    Raises
    ------
    LostLeaseError
        If the job is no longer this worker's.
    """
    with store.write() as connection:
        if crashed and claim.attempts >= ATTEMPTS:
            fail_job(connection, claim, _crashed())
            return
        attempts = claim.attempts - (not crashed)
        waiting = {"state": "waiting", "lease_until_s": None, "worker": None}
        change_claimed(connection, claim, attempts=attempts, **waiting)
