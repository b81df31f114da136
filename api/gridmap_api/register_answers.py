"""The register of a plan of the store: written, compared, accepted."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from gridmap.editing import LivePlan
from gridmap.errors import EditError, Lang, Text
from gridmap.io.register import read_register, write_register
from gridmap.plan import Plan
from gridmap.register.comparing import compare
from gridmap.register.content import register_of
from gridmap.register.difference import Flag, RowChange
from gridmap.register.given import Given
from gridmap.register.moving import Judged, edits_of, judge, outcome_of
from gridmap.register.pages import LAYERS
from gridmap.register.places import places_of
from gridmap.register.telling import judged_json
from gridmap_api.errors import ConflictError
from gridmap_api.store.committing import Change, Held, commit
from gridmap_api.store.edit_checks import refused, require_apart
from gridmap_api.store.engine import Store
from gridmap_api.store.events import event_at, events_after
from gridmap_api.store.idempotency import Key, Reply, answered, keep
from gridmap_api.store.layer_reads import current_versions, read_layer
from gridmap_api.store.live import plans_of
from gridmap_api.store.plans import find_plan, require_base, require_editor
from gridmap_api.store.principals import Principal
from gridmap_api.store.register_layers import change_layers, change_tables
from gridmap_api.store_source import whole_plan


class _OnlyLayers(Exception):  # noqa: N818 - no error: the plan itself stays as it is
    """The accepted rows change nothing of the plan itself."""


def write_plan_register(
    store: Store, plan_id: str, path: Path, *, principal: Principal, lang: Lang
) -> str:
    """Write the register of a plan at its head, and return the name of the file.

    Parameters
    ----------
    store : Store
        The store.
    plan_id : str
        The plan.
    path : Path
        ``.xlsx`` or ``.zip``.
    principal : Principal
        Who asks: what is out of sight is left out.
    lang : {"zh", "en"}
        The language.

    Returns
    -------
    str
        Its name in the language.

    Raises
    ------
    UnknownObjectError
        If there is no such plan in sight.
    """
    with store.read(scope=principal.scope) as connection:
        plan = find_plan(connection, plan_id, principal.scope)
        shown = _plan_now(store, connection, plan, principal)
    about = {"name": plan["name"], "plan": plan_id, "version": plan["head"]}
    write_register(shown, path, lang=lang, about=about)
    return f"{Text('台账', 'register').say(lang)}_v{plan['head']}{path.suffix}"


def require_plan(store: Store, plan_id: str, principal: Principal) -> None:
    """Refuse a file for a plan that is out of sight, before it is read.

    Parameters
    ----------
    store : Store
        The store.
    plan_id : str
        The plan.
    principal : Principal
        Who asks.

    Raises
    ------
    UnknownObjectError
        If there is no such plan in sight.
    """
    with store.read(scope=principal.scope) as connection:
        find_plan(connection, plan_id, principal.scope)


def compare_file(
    store: Store, plan_id: str, path: Path, *, name: str, principal: Principal, lang: Lang
) -> dict[str, Any]:
    """Return what an edited register changes in a plan; nothing is changed.

    Parameters
    ----------
    store : Store
        The store.
    plan_id : str
        The plan.
    path : Path
        The file.
    name : str
        What people call it.
    principal : Principal
        Who asks.
    lang : {"zh", "en"}
        The language of words for values.

    Returns
    -------
    dict
        Of `gridmap_api.schemas.registers.RegisterDifference`.

    Raises
    ------
    UnknownObjectError
        If there is no such plan in sight.
    InputError
        If the file is no register.
    """
    given = replace(read_register(path), file=name)
    with store.read(scope=principal.scope) as connection:
        plan = find_plan(connection, plan_id, principal.scope)
        shown = _plan_now(store, connection, plan, principal)
        live = plans_of(store).head(connection, plan)
    judged = _judged(given, shown, live, plan_id)
    places = places_of(shown, judged.difference.rows)
    return {**judged_json(judged, lang, places), "head": plan["head"]}


def accept_file(
    store: Store,
    plan_id: str,
    path: Path,
    accept: str | frozenset[str],
    *,
    name: str,
    base: int | None,
    principal: Principal,
    key: Key | None,
) -> Reply:
    """Make the accepted changes of an edited register, all of them or none.

    What is of the plan becomes one edit, which can be taken back; each layer that changes gets one
    new version.

    Parameters
    ----------
    store : Store
        The store.
    plan_id : str
        The plan.
    path : Path
        The file.
    accept : "all" or frozenset of str
        Ids of rows, or all with which nothing is wrong.
    name : str
        What people call the file.
    base : int or None
        The version of the plan that was looked at.
    principal : Principal
        Who asks.
    key : Key or None
        By which a repetition is known.

    Returns
    -------
    Reply
        201 with the rows, the edit, and the new version of each layer.

    Raises
    ------
    UnknownObjectError
        If there is no such plan in sight.
    ConflictError
        If a row is no longer what was looked at, or the plan is no draft.
    StaleError
        If others changed the same of the plan since.
    RefusedEditError
        If a rule forbids the changes together.
    """
    given = replace(read_register(path), file=name)

    def _make(held: Held) -> Change:
        version = require_base(held.plan, base)
        since = events_after(held.connection, plan_id, version)
        shown = _plan_now(store, held.connection, held.plan, principal)
        rows = _chosen(_judged(given, shown, held.live, plan_id), accept)
        try:
            outcome = outcome_of(held.live, edits_of(rows, held.live.ground))
        except EditError as error:
            raise refused(error) from error
        if outcome is None:
            raise _OnlyLayers
        require_apart(held.plan, outcome.delta.touched(), since)
        told = _write(held.connection, shown, plan_id, rows, file=name, principal=principal)
        return Change(outcome, "register", {"type": "register", **told}, version)

    with store.read(scope=principal.scope) as connection:
        state = find_plan(connection, plan_id, principal.scope)["state"]
    if state == "draft":
        try:
            reply = commit(store, plan_id, _make, principal=principal, key=key)
        except _OnlyLayers:
            pass
        else:
            return _with_edit(store, plan_id, reply)
    return _accept_layers(store, plan_id, given, accept, principal=principal, key=key)


def _accept_layers(
    store: Store,
    plan_id: str,
    given: Given,
    accept: str | frozenset[str],
    *,
    principal: Principal,
    key: Key | None,
) -> Reply:
    """Make changes that are none of the plan itself, which may be published."""
    with store.write() as connection:
        plan = find_plan(connection, plan_id, principal.scope, hold=True)
        require_editor(principal)
        known = answered(connection, key)
        if known is not None:
            return known
        shown = _plan_now(store, connection, plan, principal)
        live = plans_of(store).head(connection, plan)
        rows = _chosen(_judged(given, shown, live, plan_id), accept)
        if edits_of(rows, live.ground):
            raise ConflictError(
                Text("只有草案可以改划楼栋和网格。", "Grids of a draft alone can be changed."),
                Text("请先建立该方案的分支。", "Make a branch of the plan first."),
                state=plan["state"],
            )
        told = _write(connection, shown, plan_id, rows, file=given.file, principal=principal)
        body = {"version": plan["head"], "edit": None, **told}
        reply = Reply(201, json.dumps(body, ensure_ascii=False), {"ETag": f'"{plan["head"]}"'})
        keep(connection, key, reply)
    return reply


def _plan_now(store: Store, connection: Connection, plan: Any, principal: Principal) -> Plan:  # noqa: ANN401
    """Return a plan at its head with the layers of a register as they are today."""
    shown = whole_plan(store, connection, plan, plan["head"], scope=principal.scope)
    there = current_versions(connection)
    now = {
        name: read_layer(connection, name, scope=principal.scope).to_crs(shown.units.crs)
        for name in LAYERS
        if name in there
    }
    return replace(shown, context={**shown.context, **now})


def _judged(given: Given, shown: Plan, live: LivePlan, plan_id: str) -> Judged:
    difference = compare(given, register_of(shown))
    about = difference.about
    if about is not None and about.plan and about.plan != plan_id:
        flag = Flag(
            "other_plan",
            "",
            Text(
                f"这份台账导出自另一个方案“{about.name}”。",
                f"This register was written of another plan, {about.name}.",
            ),
            Text(
                "请确认选对了方案；改动按当前方案的现状列出。",
                "Make sure of the plan; changes are told against the one that is open.",
            ),
        )
        difference = replace(difference, faults=(flag, *difference.faults))
    return judge(difference, live) if difference else Judged(difference)


def _chosen(judged: Judged, accept: str | frozenset[str]) -> tuple[RowChange, ...]:
    rows = judged.difference.chosen(accept)
    lost = sorted(accept - {row.row_id for row in rows}) if isinstance(accept, frozenset) else []
    if lost or not rows:
        raise ConflictError(
            Text(
                f"有 {len(lost)} 行改动与您看到的不同，或不能采用。"
                if lost
                else "没有可以采用的改动。",
                f"{len(lost)} rows are not what you looked at, or cannot be accepted."
                if lost
                else "There is nothing to accept.",
            ),
            Text("请重新读入文件，核对后再采用。", "Read the file again, and check the changes."),
            rows=lost,
        )
    return rows


def _write(
    connection: Connection,
    shown: Plan,
    plan_id: str,
    rows: Sequence[RowChange],
    *,
    file: str,
    principal: Principal,
) -> dict[str, Any]:
    """Write what is none of the plan itself, and return what was accepted."""
    return {
        "file": file,
        "rows": [row.row_id for row in rows],
        "layers": change_layers(connection, rows, principal=principal, source=file),
        "tables": change_tables(connection, shown, plan_id, rows, actor=principal.name),
    }


def _with_edit(store: Store, plan_id: str, reply: Reply) -> Reply:
    """Return the answer to an edit with what else was changed along with it."""
    edit = json.loads(reply.body)
    with store.read() as connection:
        told = dict(event_at(connection, plan_id, edit["version"])["edit"])
    told.pop("type")
    body = {"version": edit["version"], "edit": edit, **told}
    return Reply(reply.status, json.dumps(body, ensure_ascii=False), reply.headers)
