"""States of a plan: draft, in review, published, retired; publishing freezes it by a SHA-256."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, insert, select, update

from gridmap.editing.live_plan import LivePlan
from gridmap.errors import Text
from gridmap.privacy.guard import LEAST
from gridmap_api.errors import ConflictError
from gridmap_api.store.engine import Store
from gridmap_api.store.given_codes import give_out
from gridmap_api.store.live import plans_of
from gridmap_api.store.models import PlanRow, PlanViolation, Publication
from gridmap_api.store.plans import new_number
from gridmap_api.store.public_counts import release
from gridmap_api.store.types import canonical, utc_now

STEPS = {
    "draft": ("in_review",),
    "in_review": ("draft", "published"),
    "published": ("retired",),
    "retired": (),
}
"""The states that may follow each state."""

NAMES = {
    "draft": Text("草案", "a draft"),
    "in_review": Text("会审", "in review"),
    "published": Text("发布", "published"),
    "retired": Text("作废", "retired"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a plan to another state.

    Attributes
    ----------
    to : str
        The state.
    note : str
        What is said with it.
    exceptions : Mapping of str to str
        The reason for each violation that is let pass, by its key.
    """

    to: str
    note: str = ""
    exceptions: Mapping[str, str] = field(default_factory=dict)


def take_step(
    connection: Connection,
    plan: Mapping[str, Any],
    live: LivePlan,
    step: Step,
    *,
    actor: str,
    least: int = LEAST,
) -> dict[str, Any]:
    """Bring a plan to another state; what everybody is told of it is decided as it is published.

    Parameters
    ----------
    connection : Connection
        A transaction that holds the plan.
    plan : Mapping
        The plan.
    live : LivePlan
        Its head.
    step : Step
        Where to.
    actor : str
        Who does it.
    least : int
        Fewer households or persons are not told to everybody.

    Returns
    -------
    dict
        The step, as `list_steps` returns it.

    Raises
    ------
    ConflictError
        If that state does not follow, or the plan has open violations that are not let pass.
    """
    if step.to not in STEPS[plan["state"]]:
        raise _no_step(plan["state"], step.to)
    publishing = step.to == "published"
    number = new_number(connection, Publication.number, Publication.plan_id == plan["id"])
    row = {
        "number": number,
        "state": step.to,
        "version": plan["head"],
        "actor": actor,
        "time": utc_now(),
        "note": step.note,
        "exceptions": _let_pass(connection, plan, step) if publishing else [],
        "digest": frozen_digest(plan, live) if publishing else None,
    }
    connection.execute(insert(Publication).values(plan_id=plan["id"], **row))
    values = {"state": step.to} | ({"published_hash": row["digest"]} if publishing else {})
    connection.execute(update(PlanRow).where(PlanRow.id == plan["id"]).values(**values))
    if publishing:
        release(connection, plan, live, least=least)
        give_out(connection, plan, live)
    return row


def list_steps(connection: Connection, plan_id: str) -> list[dict[str, Any]]:
    """Return the steps of a plan, the first one first.

    Parameters
    ----------
    connection : Connection
        Any.
    plan_id : str
        The plan.

    Returns
    -------
    list of dict
        The columns of `Publication` but the plan.
    """
    table = Publication.__table__
    wanted = select(table).where(table.c.plan_id == plan_id).order_by(table.c.number)
    rows = connection.execute(wanted).mappings()
    return [{name: row[name] for name in row if name != "plan_id"} for row in rows]


def frozen_digest(plan: Mapping[str, Any], live: LivePlan) -> str:
    """Return the SHA-256 that freezes a plan.

    Parameters
    ----------
    plan : Mapping
        The plan; of its columns the settings and the digest of its units count.
    live : LivePlan
        Its head: the grid of every unit, the facts of every grid, the locks.

    Returns
    -------
    str
        64 hexadecimal digits.
    """
    content = {
        "assignment": live.digest(),
        "settings": plan["settings"],
        "units": plan["units_digest"],
    }
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def is_intact(store: Store, connection: Connection, plan: Mapping[str, Any]) -> bool | None:
    """Return whether a plan still is what was published.

    Parameters
    ----------
    store : Store
        The store.
    connection : Connection
        In which the plan was found.
    plan : Mapping
        The plan.

    Returns
    -------
    bool or None
        None if it never was published.
    """
    if plan["published_hash"] is None:
        return None
    live = plans_of(store).head(connection, plan)
    return frozen_digest(plan, live) == str(plan["published_hash"])


def require_draft(plan: Mapping[str, Any]) -> None:
    """Refuse edits of a plan that is no draft.

    Parameters
    ----------
    plan : Mapping
        The plan.

    Raises
    ------
    ConflictError
        If it is in review, published or retired.
    """
    if plan["state"] == "draft":
        return
    if plan["state"] == "in_review":
        remedy = Text("请先退回草案。", "Take it back to a draft first.")
    else:
        remedy = Text("请由它建立分支，在分支上修改。", "Make a branch of it, and edit the branch.")
    name = NAMES[plan["state"]]
    raise ConflictError(
        Text(f"方案处于{name.zh}状态，不能修改。", f"The plan is {name.en}: it does not change."),
        remedy,
        state=plan["state"],
    )


def _let_pass(connection: Connection, plan: Mapping[str, Any], step: Step) -> list[dict[str, str]]:
    """Return the violations that are let pass with the reason of each; refuse if others stand."""
    table = PlanViolation.__table__
    wanted = select(table.c.key).where(table.c.plan_id == plan["id"], table.c.hard)
    standing = sorted(set(connection.scalars(wanted)))
    left = [key for key in standing if not step.exceptions.get(key, "").strip()]
    if left:
        raise ConflictError(
            Text(
                f"方案还有 {len(left)} 个问题项未处理，不能发布。",
                f"The plan has {len(left)} open violations and cannot be published.",
            ),
            Text(
                "请先解决，或对每个问题项写明例外理由。",
                "Resolve them, or give a reason for each exception.",
            ),
            violations=left,
        )
    return [{"key": key, "reason": step.exceptions[key]} for key in standing]


def _no_step(state: str, to: str) -> ConflictError:
    now, then = NAMES[state], NAMES[to]
    ways = [NAMES[one] for one in STEPS[state]]
    return ConflictError(
        Text(f"不能从{now.zh}转为{then.zh}。", f"A plan that is {now.en} cannot become {then.en}."),
        Text(
            f"可以转为：{'、'.join(one.zh for one in ways) or '无'}。",
            f"It can become: {', '.join(one.en for one in ways) or 'nothing else'}.",
        ),
        state=state,
    )
