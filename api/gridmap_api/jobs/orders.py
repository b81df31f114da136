"""What every order of work is held against: who asks, for which communities, of which plan."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Connection

from gridmap.errors import Text
from gridmap_api.errors import ConflictError, ForbiddenError, UnknownObjectError
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
