"""A job in the hands of a worker, and what may be written by those hands alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, and_, delete, insert, select, update

from gridmap.errors import GridmapError, Text
from gridmap_api.store.engine import Store
from gridmap_api.store.models import Job, JobPart


class LostLeaseError(GridmapError):
    """Another worker has the job, or it has ended."""

    def __init__(self) -> None:
        super().__init__(
            Text("任务已被其他进程接手。", "Another worker has taken the job."),
            Text("无需处理。", "Nothing to do."),
        )


@dataclass(frozen=True, slots=True)
class Claim:
    """A job in the hands of one worker.

    Attributes
    ----------
    id, kind, account, worker : str
        The job, what is to be done, for whom, and who does it.
    token : int
        The fencing token.
    attempts : int
        Workers that have taken it, this one included.
    params : Mapping
        How it is done.
    communities : tuple of str
        What it is about.
    """

    id: str
    kind: str
    account: str
    worker: str
    token: int
    attempts: int
    params: Mapping[str, Any] = field(repr=False)
    communities: tuple[str, ...] = field(repr=False)


def problem_of(what: Text, remedy: Text, **more: object) -> dict[str, Any]:
    """Return why a job failed as it is stored.

    Parameters
    ----------
    what, remedy : Text
        What is wrong, and what to do about it.
    **more : JSON value
        What else there is to say, such as ``faults``.

    Returns
    -------
    dict
        JSON values, sentences in both languages.
    """
    said = {"what": what, "remedy": remedy}
    return {**more, **{name: {"zh": one.zh, "en": one.en} for name, one in said.items()}}


def change_claimed(connection: Connection, claim: Claim, **values: object) -> None:
    """Change a job while it is this claim's.

    Parameters
    ----------
    connection : Connection
        In a transaction that writes.
    claim : Claim
        The job.
    **values : object
        Columns and what they become.

    Raises
    ------
    LostLeaseError
        If the job is no longer this worker's; the transaction is to be given up.
    """
    ours = and_(Job.id == claim.id, Job.token == claim.token, Job.state == "running")
    if connection.execute(update(Job).where(ours).values(**values)).rowcount == 0:
        raise LostLeaseError


def keep_part(store: Store, claim: Claim, name: str, content: bytes) -> None:
    """Keep what a job has finished of its work.

    Parameters
    ----------
    store : Store
        The store.
    claim : Claim
        The job.
    name : str
        What it is, such as the code of a community.
    content : bytes
        The part; one of the same name is replaced.

    Raises
    ------
    LostLeaseError
        If the job is no longer this worker's.
    """
    called = f"part:{name}"
    with store.write() as connection:
        change_claimed(connection, claim, worker=claim.worker)
        connection.execute(
            delete(JobPart).where(JobPart.job_id == claim.id, JobPart.name == called)
        )
        connection.execute(insert(JobPart).values(job_id=claim.id, name=called, content=content))


def kept_parts(store: Store, claim: Claim) -> dict[str, bytes]:
    """Return what a job has finished of its work, in whosever hands.

    Parameters
    ----------
    store : Store
        The store.
    claim : Claim
        The job.

    Returns
    -------
    dict of str to bytes
        Parts by name.
    """
    query = select(JobPart.name, JobPart.content).where(
        JobPart.job_id == claim.id, JobPart.name.startswith("part:", autoescape=True)
    )
    with store.read() as connection:
        return {name.removeprefix("part:"): content for name, content in connection.execute(query)}
