"""What every order of work is held against: who asks, for which communities, of which plan."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from gridmap.errors import Text
from gridmap_api.errors import ConflictError, ForbiddenError, UnknownObjectError
from gridmap_api.schemas.jobs import WeightsBody
from gridmap_api.store.plans import find_plan, require_editor
from gridmap_api.store.principals import Principal


def communities_for(
    principal: Principal, asked: Sequence[str] | None, there: Collection[str]
) -> tuple[str, ...]:
    """Return the communities that some work is about.

    Parameters
    ----------
    principal : Principal
        Who asks.
    asked : sequence of str or None
        Codes; None for all in which this one works.
    there : collection of str
        Codes of the communities that there are.

    Returns
    -------
    tuple of str
        Sorted, at least one.

    Raises
    ------
    ForbiddenError
        If this one may only look.
    UnknownObjectError
        If one of them is not there, or not this one's.
    """
    require_editor(principal)
    seen = {code for code in there if principal.scope.sees(code)}
    chosen = seen if asked is None else set(asked)
    if not chosen or not chosen <= seen:
        raise UnknownObjectError(
            Text("没有其中的某个社区。", "One of the communities is not there."),
            Text("请核对社区代码。", "Check the codes of the communities."),
        )
    return tuple(sorted(chosen))


def draft_for(connection: Connection, principal: Principal, plan_id: str) -> dict[str, Any]:
    """Return a plan for which something is to be computed.

    Parameters
    ----------
    connection : Connection
        To the store.
    principal : Principal
        Who asks.
    plan_id : str
        The plan.

    Returns
    -------
    dict
        As `gridmap_api.store.plans.find_plan` returns it.

    Raises
    ------
    UnknownObjectError
        If there is none in sight.
    ConflictError
        If it is no draft.
    """
    plan = find_plan(connection, plan_id, principal.scope)
    if plan["state"] != "draft":
        raise ConflictError(
            Text("只有草案可以修改。", "Only a draft can be changed."),
            Text(
                "请先建立该方案的分支，再对分支计算。",
                "Make a branch of the plan first, and ask for this on the branch.",
            ),
            state=plan["state"],
        )
    return plan


def require_unlocked(plan: Mapping[str, Any], locked: Collection[str]) -> None:
    """Refuse to cut communities anew in which something is locked.

    Parameters
    ----------
    plan : Mapping
        The plan.
    locked : collection of str
        Codes of those of the communities in which a grid or a unit is locked.

    Raises
    ------
    ConflictError
        If there are any, or the whole plan is locked.
    """
    if plan["locked"] or locked:
        raise ConflictError(
            Text(
                "方案中有锁定的网格或基本单元，不能整体重新划分。",
                "Grids or units are locked, so that the communities cannot be cut anew.",
            ),
            Text(
                "请先解锁，或只优化未锁定的网格。",
                "Unlock them first, or improve the grids that are not locked.",
            ),
            communities=sorted(locked),
        )


def recorded(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return the settings of a plan as far as a job takes them.

    Parameters
    ----------
    settings : Mapping
        Settings that a plan was made with.

    Returns
    -------
    dict
        Members of `gridmap_api.schemas.jobs.PlanningBody`.
    """
    names = ("band", "persons", "seed", "barriers", "grids", "balance", "workload")
    weights = settings.get("weights", {})
    known = {name: weights[name] for name in WeightsBody.model_fields if name in weights}
    return {name: settings[name] for name in names if name in settings} | {"weights": known}


def require_everywhere(principal: Principal) -> None:
    """Refuse what concerns whole layers to somebody who works in a part of the place.

    Parameters
    ----------
    principal : Principal
        Who asks.

    Raises
    ------
    ForbiddenError
        If this one may only look, or not everywhere.
    """
    require_editor(principal)
    if principal.scope.communities is not None:
        raise ForbiddenError(
            Text(
                "导入涉及全部社区，而您只负责其中部分。",
                "An import concerns every community, and you work in some of them.",
            ),
            Text("请由管理员操作。", "Ask an admin to do it."),
        )
