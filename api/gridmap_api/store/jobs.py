"""Jobs as those who ask for work see them: asked for, looked at, cancelled.

What a worker does with them is in `gridmap_api.store.job_queue`.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from sqlalchemy import Connection, RowMapping, Select, insert, literal, select, tuple_, update
from sqlalchemy.sql import func

from gridmap.errors import Text
from gridmap_api.errors import ConflictError, UnknownObjectError
from gridmap_api.store.models import Job
from gridmap_api.store.scope import Scope
from gridmap_api.store.types import canonical, utc_now

State = Literal["waiting", "running", "done", "failed", "cancelled"]
ACTIVE = ("waiting", "running")
SUBMITTING = 5_401_317
"""Number of the lock under which one job at a time is asked for on PostgreSQL."""

_SHOWN = tuple(column for column in Job.__table__.columns if column.name != "result")


@dataclass(frozen=True, slots=True)
class Work:
    """Work that somebody asks for.

    Attributes
    ----------
    kind : str
        What is to be done, such as ``"plan"``.
    params : Mapping
        How, as JSON values.
    communities : tuple of str
        Codes of the communities it is about; those who see all of them see the job. Empty where
        nobody knows them yet: then the job is its owner's.
    subject : str
        What only one job at a time may work on in each community, such as one plan; empty where
        nothing speaks against several.
    """

    kind: str
    params: Mapping[str, Any]
    communities: tuple[str, ...] = ()
    subject: str = ""

    def active_key(self, account: str) -> str:
        """Return the same text for the same work.

        Parameters
        ----------
        account : str
            Who asks for it, which counts where the work is of no community.

        Returns
        -------
        str
            The subject, and a digest of the rest.
        """
        owner = "" if self.communities else account
        told = canonical([self.kind, dict(self.params), sorted(self.communities), owner])
        return f"{self.subject}|{hashlib.sha256(told.encode('utf-8')).hexdigest()}"


@dataclass(frozen=True, slots=True)
class JobRecord:
    """A job as it is now, without its result.

    Attributes
    ----------
    id, kind, account : str
        Which job, of which kind, whose.
    params : Mapping
        How it is done.
    communities : tuple of str
        What it is about.
    state : {"waiting", "running", "done", "failed", "cancelled"}
        Where it is.
    cancel : bool
        Whether somebody asked for its end.
    attempts : int
        Workers that have taken it, less those that gave it back whole.
    share : float
        Fraction that is done.
    step : Mapping
        What is being done, in both languages; empty before the start.
    problem : Mapping or None
        Why it failed: ``what`` and ``remedy`` in both languages, maybe ``faults``.
    time, started, ended : str
        When it was asked for, begun and ended.
    """

    id: str
    kind: str
    account: str
    params: Mapping[str, Any] = field(repr=False)
    communities: tuple[str, ...] = field(repr=False)
    state: State
    cancel: bool
    attempts: int
    share: float
    step: Mapping[str, Any]
    problem: Mapping[str, Any] | None
    time: str
    started: str | None
    ended: str | None

    @property
    def active(self) -> bool:
        """Whether it has not ended."""
        return self.state in ACTIVE

    def seen_by(self, scope: Scope, account: str) -> bool:
        """Return whether somebody may know of the job.

        Parameters
        ----------
        scope : Scope
            What that one may see.
        account : str
            Who it is.

        Returns
        -------
        bool
            Whether it is that one's own, or all its communities are in sight.
        """
        if self.account == account:
            return True
        if scope.published_only:
            return False
        return scope.communities is None or (
            bool(self.communities) and scope.communities.issuperset(self.communities)
        )


def submit(connection: Connection, work: Work, *, account: str) -> tuple[str, bool]:
    """Return the job that does some work: the one that is at it already, or a new one.

    Parameters
    ----------
    connection : Connection
        In a transaction that writes.
    work : Work
        What is asked for.
    account : str
        Who asks.

    Returns
    -------
    id : str
        The job.
    new : bool
        Whether it was made by this.

    Raises
    ------
    ConflictError
        If another job works on the same subject in one of the communities.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(literal(SUBMITTING))))
    key = work.active_key(account)
    known = connection.scalar(select(Job.id).where(Job.active_key == key))
    if known is not None:
        return known, False
    _require_free(connection, work)
    job_id = str(uuid.uuid4())
    connection.execute(
        insert(Job).values(
            id=job_id,
            kind=work.kind,
            params=dict(work.params),
            account=account,
            communities=sorted(work.communities),
            active_key=key,
            state="waiting",
            step={},
            time=utc_now(),
        )
    )
    return job_id, True


def _require_free(connection: Connection, work: Work) -> None:
    if not work.subject:
        return
    same = Job.active_key.startswith(f"{work.subject}|", autoescape=True)
    for job_id, communities in connection.execute(select(Job.id, Job.communities).where(same)):
        if not work.communities or not communities or set(communities) & set(work.communities):
            raise ConflictError(
                Text(
                    "另一个任务正在处理同一方案的这些社区。",
                    "Another job is at work on these communities of the same plan.",
                ),
                Text(
                    "请等它结束，或先取消它。",
                    "Wait for its end, or cancel it first.",
                ),
                job=job_id,
            )


def get_job(connection: Connection, job_id: str, *, scope: Scope, account: str) -> JobRecord:
    """Return a job.

    Parameters
    ----------
    connection : Connection
        To the store.
    job_id : str
        Its id.
    scope : Scope
        What the one who asks may see.
    account : str
        Who asks.

    Returns
    -------
    JobRecord
        As it is now.

    Raises
    ------
    UnknownObjectError
        If there is none, or it is of communities that are out of sight.
    """
    row = connection.execute(select(*_SHOWN).where(Job.id == job_id)).mappings().first()
    found = None if row is None else _record(row)
    if found is None or not found.seen_by(scope, account):
        raise UnknownObjectError(
            Text("没有这个任务。", "There is no such job."),
            Text("任务列表见 /jobs。", "The jobs are listed at /jobs."),
        )
    return found


def result_of(connection: Connection, job_id: str) -> Any:  # noqa: ANN401 - any JSON value
    """Return the result of a job that is done.

    Parameters
    ----------
    connection : Connection
        To the store.
    job_id : str
        A job that the one who asks may see.

    Returns
    -------
    JSON value
        None before the end.
    """
    return connection.scalar(select(Job.result).where(Job.id == job_id))


def list_jobs(
    connection: Connection,
    *,
    scope: Scope,
    account: str,
    limit: int,
    before: JobRecord | None = None,
) -> list[JobRecord]:
    """Return jobs, the newest first.

    Parameters
    ----------
    connection : Connection
        To the store.
    scope : Scope
        What the one who asks may see.
    account : str
        Who asks.
    limit : int
        Jobs at most.
    before : JobRecord, optional
        Only jobs asked for before this one.

    Returns
    -------
    list of JobRecord
        Those in sight.
    """
    found: list[JobRecord] = []
    for row in connection.execute(_newest_first(before)).mappings():
        job = _record(row)
        if job.seen_by(scope, account):
            found.append(job)
        if len(found) == limit:
            break
    return found


def _newest_first(before: JobRecord | None) -> Select[Any]:
    query = select(*_SHOWN).order_by(Job.time.desc(), Job.id.desc())
    if before is None:
        return query
    return query.where(tuple_(Job.time, Job.id) < tuple_(literal(before.time), literal(before.id)))


def cancel_job(connection: Connection, job_id: str) -> None:
    """End a job that waits, and ask for the end of one that runs; others stay as they are.

    Parameters
    ----------
    connection : Connection
        In a transaction that writes.
    job_id : str
        A job that the one who asks may see.
    """
    ended = {"state": "cancelled", "active_key": None, "ended": utc_now()}
    this = update(Job).where(Job.id == job_id)
    connection.execute(this.where(Job.state == "waiting").values(cancel=True, **ended))
    connection.execute(this.where(Job.state == "running").values(cancel=True))


def _record(row: RowMapping) -> JobRecord:
    values = {name: row[name] for name in JobRecord.__slots__}
    return JobRecord(**{**values, "communities": tuple(row["communities"])})
