"""Plans as rows: finding those that somebody may see, their names, their named versions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, insert, select, update
from sqlalchemy.orm import InstrumentedAttribute

from gridmap.errors import Text
from gridmap_api.errors import (
    ConflictError,
    ForbiddenError,
    NoBaseError,
    StaleError,
    UnknownObjectError,
)
from gridmap_api.store.events import events_after, summary_of
from gridmap_api.store.models import NamedVersion, PlanRow, UnitSet
from gridmap_api.store.principals import Principal
from gridmap_api.store.scope import Scope
from gridmap_api.store.types import utc_now

MOST_EVENTS_TOLD = 100
SEE_PLANS = Text("可用的方案见 /plans。", "Those that there are are listed at /plans.")


def find_plan(
    connection: Connection, plan_id: str, scope: Scope, *, hold: bool = False
) -> dict[str, Any]:
    """Return a plan as it is now.

    Parameters
    ----------
    connection : Connection
        Any; one that may write if the plan is to be held.
    plan_id : str
        The plan.
    scope : Scope
        What may be seen.
    hold : bool
        Whether nobody else may change the plan until the end of the transaction.

    Returns
    -------
    dict
        The columns of `PlanRow`, ``communities``: names by code, and ``units_digest``.

    Raises
    ------
    UnknownObjectError
        If there is no such plan, or it is out of sight.
    """
    wanted = _plans().where(PlanRow.id == plan_id)
    if hold:
        wanted = wanted.with_for_update(of=PlanRow)
    row = connection.execute(wanted).mappings().one_or_none()
    found = {} if row is None else dict(row)
    if not found or not _is_seen(found, scope):
        raise UnknownObjectError(Text("没有这个方案。", "There is no such plan."), SEE_PLANS)
    return found


def list_plans(connection: Connection, scope: Scope) -> list[dict[str, Any]]:
    """Return every plan that may be seen, the newest first.

    Parameters
    ----------
    connection : Connection
        Any.
    scope : Scope
        What may be seen.

    Returns
    -------
    list of dict
        As `find_plan` returns them.
    """
    rows = connection.execute(_plans().order_by(PlanRow.time.desc(), PlanRow.id)).mappings()
    return [plan for plan in map(dict, rows) if _is_seen(plan, scope)]


def rename_plan(connection: Connection, plan: Mapping[str, Any], name: str) -> None:
    """Give a plan another name.

    Parameters
    ----------
    connection : Connection
        A transaction that holds the plan.
    plan : Mapping
        The plan.
    name : str
        Its new name.
    """
    connection.execute(update(PlanRow).where(PlanRow.id == plan["id"]).values(name=name))


def name_version(
    connection: Connection, plan: Mapping[str, Any], *, name: str, version: int, actor: str
) -> dict[str, Any]:
    """Give a version of a plan a name.

    Parameters
    ----------
    connection : Connection
        A transaction that holds the plan.
    plan : Mapping
        The plan.
    name : str
        A name that no other version of the plan has.
    version : int
        The version.
    actor : str
        Who does it.

    Returns
    -------
    dict
        The columns of `NamedVersion` but the plan.

    Raises
    ------
    UnknownObjectError
        If the plan has no such version.
    ConflictError
        If another version has the name.
    """
    require_version(plan, version)
    if any(one["name"] == name for one in named_versions(connection, plan["id"])):
        raise ConflictError(
            Text("这个名称已经用于另一个版本。", "Another version has this name already."),
            Text("请换一个名称。", "Give another name."),
        )
    row = {"name": name, "version": version, "actor": actor, "time": utc_now()}
    connection.execute(insert(NamedVersion).values(plan_id=plan["id"], **row))
    return row


def named_versions(connection: Connection, plan_id: str) -> list[dict[str, Any]]:
    """Return the versions of a plan that have a name.

    Parameters
    ----------
    connection : Connection
        Any.
    plan_id : str
        The plan.

    Returns
    -------
    list of dict
        ``name``, ``version``, ``actor`` and ``time``, in the order of the versions.
    """
    table = NamedVersion.__table__
    wanted = select(table.c.name, table.c.version, table.c.actor, table.c.time)
    wanted = wanted.where(table.c.plan_id == plan_id).order_by(table.c.version, table.c.name)
    return [dict(row) for row in connection.execute(wanted).mappings()]


def require_version(plan: Mapping[str, Any], version: int) -> None:
    """Refuse a version that a plan does not have.

    Parameters
    ----------
    plan : Mapping
        The plan.
    version : int
        A number.

    Raises
    ------
    UnknownObjectError
        If the head is before it.
    """
    if not 0 <= version <= plan["head"]:
        raise UnknownObjectError(
            Text("方案没有这个版本。", "The plan has no such version."),
            Text(f"最新版本是 {plan['head']}。", f"The last one is {plan['head']}."),
            head=plan["head"],
        )


def require_all(plan: Mapping[str, Any], principal: Principal) -> None:
    """Refuse what concerns a whole plan to somebody who works in a part of it.

    Parameters
    ----------
    plan : Mapping
        The plan.
    principal : Principal
        Who asks.

    Raises
    ------
    ForbiddenError
        If the plan has communities in which this one does not work.
    """
    require_editor(principal)
    if not all(principal.scope.sees(code) for code in plan["communities"]):
        raise ForbiddenError(
            Text(
                "此操作涉及整个方案，而您只负责其中部分社区。",
                "This concerns the whole plan, and you work in some of its communities.",
            ),
            Text("请由管理员操作。", "Ask an admin to do it."),
        )


def require_editor(principal: Principal) -> None:
    """Refuse changes to somebody who may only look.

    Parameters
    ----------
    principal : Principal
        Who asks.

    Raises
    ------
    ForbiddenError
        If it is neither a planner nor an admin.
    """
    if principal.role not in {"planner", "admin"}:
        raise ForbiddenError(
            Text("您的账号只能查看。", "Your account may only look."),
            Text("请由规划员或管理员操作。", "Ask a planner or an admin to do it."),
        )


def require_head(connection: Connection, plan: Mapping[str, Any], base: int | None) -> None:
    """Refuse a change of a whole plan that is not based on its last version.

    Parameters
    ----------
    connection : Connection
        Any.
    plan : Mapping
        The plan.
    base : int or None
        The version that the change is based on; None if none was named.

    Raises
    ------
    NoBaseError
        If none was named.
    StaleError
        If it is not the last one; carries the events since.
    """
    if require_base(plan, base) != plan["head"]:
        since = events_after(connection, plan["id"], base or 0)[-MOST_EVENTS_TOLD:]
        raise StaleError(
            Text("方案已有更新的版本。", "The plan has a newer version."),
            Text("请刷新到最新版本后重试。", "Load the latest version and try again."),
            head=plan["head"],
            since=[summary_of(one) for one in since],
            units=[],
            grids=[],
        )


def require_base(plan: Mapping[str, Any], base: int | None) -> int:
    """Return the version that a change is based on.

    Parameters
    ----------
    plan : Mapping
        The plan.
    base : int or None
        None if none was named.

    Returns
    -------
    int
        The version.

    Raises
    ------
    NoBaseError
        If none was named.
    StaleError
        If there is no such version.
    """
    if base is None:
        raise NoBaseError(
            Text("没有说明修改基于哪个版本。", "The change names no version it is based on."),
            Text(
                '请加请求头 If-Match，例如 If-Match: "12"。',
                'Add the header If-Match, such as If-Match: "12".',
            ),
        )
    if not 0 <= base <= plan["head"]:
        raise StaleError(
            Text("基准版本不存在。", "There is no such version to be based on."),
            Text("请刷新到最新版本后重试。", "Load the latest version and try again."),
            head=plan["head"],
            since=[],
            units=[],
            grids=[],
        )
    return base


def new_number(
    connection: Connection,
    column: ColumnElement[int] | InstrumentedAttribute[int],
    condition: ColumnElement[bool],
) -> int:
    """Return the next number of a list that somebody holds.

    Parameters
    ----------
    connection : Connection
        A transaction that holds what the list belongs to.
    column : InstrumentedAttribute of int
        The numbers.
    condition : ColumnElement of bool
        Which list.

    Returns
    -------
    int
        From 1.
    """
    last = connection.execute(select(func.max(column)).where(condition)).scalar_one()
    return int(last or 0) + 1


def _plans() -> Select[Any]:
    return select(
        PlanRow.__table__, UnitSet.communities, UnitSet.digest.label("units_digest")
    ).join(UnitSet, UnitSet.id == PlanRow.set_id)


def _is_seen(plan: Mapping[str, Any], scope: Scope) -> bool:
    if scope.published_only and plan["state"] != "published":
        return False
    return any(scope.sees(code) for code in plan["communities"])
