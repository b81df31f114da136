"""From a request to a job of the store."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Connection

from gridmap_api.jobs.kinds.alternatives import order_alternatives
from gridmap_api.jobs.kinds.auditing import order_audit
from gridmap_api.jobs.kinds.dossiers import order_dossiers, order_kit
from gridmap_api.jobs.kinds.exporting import order_export
from gridmap_api.jobs.kinds.improving import order_improvement
from gridmap_api.jobs.kinds.patrolling import order_patrol
from gridmap_api.jobs.kinds.planning import order_plan
from gridmap_api.jobs.kinds.repairing import order_repair
from gridmap_api.jobs.kinds.sheets import order_sheets
from gridmap_api.jobs.kinds.siting import order_siting
from gridmap_api.jobs.kinds.tessellating import order_tessellation
from gridmap_api.jobs.kinds.unifying import order_unification
from gridmap_api.schemas.audits import AuditParams
from gridmap_api.schemas.dossiers import DossiersParams, KitParams
from gridmap_api.schemas.exports import ExportParams
from gridmap_api.schemas.jobs import (
    AlternativesParams,
    ImproveParams,
    JobRequest,
    PlanParams,
    RepairParams,
    TessellateParams,
)
from gridmap_api.schemas.patrol_jobs import PatrolParams
from gridmap_api.schemas.sheets import SheetsParams
from gridmap_api.schemas.stations import SitingParams
from gridmap_api.schemas.unifying import UnifyParams
from gridmap_api.store.engine import Store
from gridmap_api.store.jobs import JobRecord, Work, get_job, submit
from gridmap_api.store.principals import Principal

ORDERS: Mapping[type, Callable[[Connection, Any, Principal], Work]] = {
    TessellateParams: order_tessellation,
    PlanParams: order_plan,
    RepairParams: order_repair,
    ImproveParams: order_improvement,
    AlternativesParams: order_alternatives,
    SitingParams: order_siting,
    ExportParams: order_export,
    AuditParams: order_audit,
    SheetsParams: order_sheets,
    DossiersParams: order_dossiers,
    KitParams: order_kit,
    PatrolParams: order_patrol,
    UnifyParams: order_unification,
}
"""Who makes work of each description."""


def order_job(store: Store, request: JobRequest, principal: Principal) -> tuple[JobRecord, bool]:
    """Return the job that does what is asked for: the one that is at it, or a new one.

    Parameters
    ----------
    store : Store
        The store.
    request : JobRequest
        What is asked for.
    principal : Principal
        Who asks.

    Returns
    -------
    job : JobRecord
        The job.
    new : bool
        Whether it was made by this.
    """
    with store.read() as connection:
        work = ORDERS[type(request.params)](connection, request.params, principal)
    with store.write() as connection:
        job_id, new = submit(connection, work, account=principal.account)
        return _look(connection, job_id, principal), new


def _look(connection: Connection, job_id: str, principal: Principal) -> JobRecord:
    return get_job(connection, job_id, scope=principal.scope, account=principal.account)
