"""Doing one job from start to end: what travels to the process that works."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict
from typing import Any

from sqlalchemy.exc import OperationalError

from gridmap.errors import GridmapError, LayerFaultsError, Text
from gridmap_api.errors import ServiceError
from gridmap_api.jobs.desk import CancelledJob, Desk, Ending
from gridmap_api.store.engine import Store, open_store
from gridmap_api.store.job_claims import Claim, LostLeaseError, problem_of
from gridmap_api.store.job_queue import end_cancelled, fail_job, finish_job

LOG = logging.getLogger(__name__)

Doing = Callable[[Desk], Ending]
"""What one kind of work consists of; a function of a module, so that it can travel by its name."""


def run_job(address: str, claim: Claim, doing: Doing) -> None:
    """Do a job and end it: done, failed with the reason, or cancelled.

    What the job writes and its end are one transaction, which counts only while nobody else has
    taken the job. A store that does not answer is no reason to fail: the job is tried again.

    Parameters
    ----------
    address : str
        The store.
    claim : Claim
        The job.
    doing : callable
        Does the work, and returns what writes its result.

    Raises
    ------
    OperationalError
        If the store does not answer.
    """
    with closing(open_store(address)) as store:
        try:
            _do(store, claim, doing)
        except LostLeaseError:
            LOG.warning("job %s was taken over; what was found here is dropped", claim.id)


def _do(store: Store, claim: Claim, doing: Doing) -> None:
    try:
        with closing(Desk(store, claim)) as desk:
            ending = doing(desk)
            with store.write() as connection:
                finish_job(connection, claim, ending(connection))
    except (LostLeaseError, OperationalError):
        raise
    except CancelledJob:
        with store.write() as connection:
            end_cancelled(connection, claim)
    except Exception as error:  # noqa: BLE001 - whatever it is, it ends this job and no other
        problem = _problem(error, claim)
        with store.write() as connection:
            fail_job(connection, claim, problem)


def _problem(error: Exception, claim: Claim) -> dict[str, Any]:
    if isinstance(error, GridmapError):
        more: dict[str, Any] = dict(error.more) if isinstance(error, ServiceError) else {}
        if isinstance(error, LayerFaultsError):
            more["faults"] = [asdict(fault) for fault in error.faults]
        return problem_of(error.what, error.remedy, **more)
    LOG.error("job %s (%s) failed", claim.id, claim.kind, exc_info=error)
    kind = type(error).__name__
    return problem_of(
        Text(f"程序出错（{kind}）。", f"The program failed ({kind})."),
        Text("请把服务端日志交给管理员。", "Give the worker's log to its keeper."),
    )
