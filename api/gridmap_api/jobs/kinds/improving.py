"""Improving some grids of a draft, the others left as they are."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from sqlalchemy import Connection

from gridmap.errors import Text
from gridmap.partition.improving import Improved, improve_grids
from gridmap.partition.levels import Nesting
from gridmap.partition.regions import Search
from gridmap.partition.tasks import Task, make_tasks
from gridmap_api.errors import ConflictError, UnknownObjectError
from gridmap_api.jobs.desk import Desk, Ending
from gridmap_api.jobs.inputs import Present, present_at_head, settings_of
from gridmap_api.jobs.orders import communities_for, draft_for
from gridmap_api.jobs.results import edit_of_changes
from gridmap_api.schemas.jobs import ImproveParams
from gridmap_api.store.job_inputs import Head, read_head
from gridmap_api.store.jobs import Work
from gridmap_api.store.principals import Principal


def order_improvement(connection: Connection, params: ImproveParams, principal: Principal) -> Work:
    """Return the work of searching some grids of one community again.

    Parameters
    ----------
    connection : Connection
        To the store.
    params : ImproveParams
        What is asked for.
    principal : Principal
        Who asks.

    Returns
    -------
    Work
        On the plan as it is when the work begins.

    Raises
    ------
    ConflictError
        If the grids lie in several communities, or one is locked or special-purpose.
    UnknownObjectError
        If one of them is not there, or out of sight.
    """
    plan = draft_for(connection, principal, params.plan_id)
    head = read_head(connection, params.plan_id)
    grids = sorted(set(params.grids))
    _require_there(head, grids)
    found = sorted({head.communities[code] for code in grids})
    codes = communities_for(principal, found, plan["communities"])
    _require_free(head, grids, locked=plan["locked"])
    if len(codes) > 1:
        raise ConflictError(
            Text("所选网格不在同一个社区。", "The grids lie in several communities."),
            Text("请按社区分别优化。", "Improve one community at a time."),
        )
    values = {
        "plan_id": params.plan_id,
        "grids": grids,
        "seed": params.seed,
        "time_s": params.time_s,
    }
    return Work("improve", values, codes, f"plan:{params.plan_id}")


def _require_there(head: Head, grids: list[str]) -> None:
    if not set(grids) <= set(head.codes.tolist()):
        raise UnknownObjectError(
            Text("没有其中的某个网格。", "One of the grids is not there."),
            Text("请刷新到最新版本后重试。", "Load the latest version and try again."),
        )


def _require_free(head: Head, grids: list[str], *, locked: bool) -> None:
    barred = sorted(set(grids) & (head.locked_grids | head.special))
    if barred or locked:
        raise ConflictError(
            Text(
                "所选网格中有锁定的网格或专属网格。",
                "One of the grids is locked or has a special purpose.",
            ),
            Text("请先解锁，或不选这些网格。", "Unlock it first, or leave it out."),
            grids=barred,
        )


def improve_now(desk: Desk) -> Ending:
    """Search the grids again.

    Parameters
    ----------
    desk : Desk
        The job.

    Returns
    -------
    callable
        Its result is an edit for the draft, and the objective before and after it.
    """
    whole = present_at_head(desk)
    base = whole.plan["head"]
    (community,) = desk.claim.communities
    present = whole.community(community)
    grids = desk.params["grids"]
    _require_there(present.head, grids)
    _require_free(present.head, grids, locked=whole.plan["locked"])
    desk.progress(Text("重新搜索所选网格", "Searching the chosen grids again"), 0.1)
    names, found = _improved(present, desk)
    units = present.tessellated.units
    after = names[found.labels]
    changed = (found.labels >= 0) & (after != present.head.codes)
    ids = units["unit_id"].to_numpy(dtype=object)[changed]
    result: dict[str, Any] = {
        "plan_id": desk.params["plan_id"],
        "base": base,
        "edit": edit_of_changes(dict(zip(ids, after[changed], strict=True)), present.head.used),
        "moved": int(units["households"].to_numpy()[changed].sum()),
        "before": {"outside": found.before[0], "objective": found.before[1]},
        "after": {"outside": found.after[0], "objective": found.after[1]},
    }
    return lambda _connection: result


def _improved(present: Present, desk: Desk) -> tuple[np.ndarray, Improved]:
    """Return the codes of the grids of the community in their order, and the grids found."""
    names = np.array(sorted({code for code in present.head.codes if code is not None}), object)
    place = {code: label for label, code in enumerate(names)} | {None: -1}
    task = _task(present, desk)
    return names, improve_grids(
        task.units,
        task.graph,
        np.array([place[code] for code in present.head.codes], dtype=np.int64),
        np.array([place[code] for code in desk.params["grids"]], dtype=np.int64),
        locked=present.head.locked,
        band=task.band,
        barriers=task.barriers,
        how=task.how,
    )


def _task(present: Present, desk: Desk) -> Task:
    settings = settings_of(present.plan["settings"])
    effort = replace(settings.effort, time_s=desk.params["time_s"])
    (task,) = make_tasks(
        present.tessellated.units,
        present.tessellated.graph,
        band=settings.band,
        nesting=Nesting(),
        barriers=settings.barriers,
        how=Search(settings.weights, effort, desk.params["seed"], persons=settings.persons),
        grids={},
    )
    return task
