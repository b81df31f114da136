"""Cutting grids: a new plan, or grids for communities of a draft."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from gridmap.errors import SettingsError, Text
from gridmap.partition.levels import Levels
from gridmap.partition.records import levels_from_json, levels_to_json
from gridmap.pipeline import PlanSettings, Tessellated, plan_tessellated
from gridmap.pipeline.tessellated import within
from gridmap.plan import Plan
from gridmap_api.jobs.desk import Desk, Ending
from gridmap_api.jobs.inputs import names_of, present_at_head, settings_of, tessellated_of
from gridmap_api.jobs.kinds.tessellating import save_made, tessellate_now_with, versions_now
from gridmap_api.jobs.orders import communities_for, draft_for, recorded, require_unlocked
from gridmap_api.jobs.previews import preview_of
from gridmap_api.jobs.reasons import reasons_of
from gridmap_api.jobs.results import edit_of_plan, finite, proof_text, words
from gridmap_api.schemas.jobs import PlanningBody, PlanParams
from gridmap_api.store.given_codes import with_lasting_codes
from gridmap_api.store.job_inputs import actor_of, community_codes, locked_communities
from gridmap_api.store.jobs import Work
from gridmap_api.store.making import create_plan
from gridmap_api.store.plans import find_plan
from gridmap_api.store.principals import Principal
from gridmap_api.store.scope import EVERYTHING
from gridmap_api.store.types import canonical
from gridmap_api.store.unit_sets import unit_set

NAME = Text("新方案", "New plan")
CUT = "cut "


def order_plan(connection: Connection, params: PlanParams, principal: Principal) -> Work:
    """Return the work of cutting grids.

    Two who ask for a plan of the same community with the same settings are at the same work.

    Parameters
    ----------
    connection : Connection
        To the store.
    params : PlanParams
        What is asked for.
    principal : Principal
        Who asks.

    Returns
    -------
    Work
        It names the units, or the versions of the layers of which they will be made.

    Raises
    ------
    SettingsError
        If both units and a plan are named, or a band is none.
    """
    if params.plan_id is not None:
        return _order_for_draft(connection, params, params.plan_id, principal)
    settings = _body(params.settings or PlanningBody())
    known: dict[str, Any] = {"settings": settings}
    if params.set_id is None:
        there = community_codes(connection)
        known["layers"] = versions_now(connection)
    else:
        there = list(unit_set(connection, params.set_id)["communities"])
        known["set_id"] = params.set_id
    codes = communities_for(principal, params.communities, there)
    subject = f"new plan:{hashlib.sha256(canonical(known).encode()).hexdigest()}"
    return Work("plan", {**known, "name": params.name or NAME.zh}, codes, subject)


def _order_for_draft(
    connection: Connection, params: PlanParams, plan_id: str, principal: Principal
) -> Work:
    if params.set_id is not None or params.name is not None:
        raise SettingsError(
            Text("plan_id 不能与 set_id、name 同时给出。", "plan_id goes with no set_id or name."),
            Text("请只给出 plan_id。", "Give plan_id alone."),
        )
    plan = draft_for(connection, principal, plan_id)
    codes = communities_for(principal, params.communities, plan["communities"])
    require_unlocked(plan, locked_communities(connection, plan_id) & set(codes))
    body = params.settings or PlanningBody.model_validate(recorded(plan["settings"]))
    known = {
        "settings": _body(body),
        "plan_id": plan_id,
        "set_id": plan["set_id"],
    }
    return Work("plan", known, codes, f"plan:{plan_id}")


def _body(settings: PlanningBody) -> dict[str, Any]:
    values = settings.model_dump(mode="json")
    settings_of(values)
    return values


def plan_now(desk: Desk) -> Ending:
    """Cut grids, community by community, going on from what was cut before.

    Parameters
    ----------
    desk : Desk
        The job.

    Returns
    -------
    callable
        Its result is the id of the new plan, or an edit for the draft; and figures.
    """
    settings = settings_of(desk.params["settings"])
    base = _base(desk)
    set_id = _set_id(desk, settings)
    with desk.store.read() as connection:
        made = tessellated_of(connection, set_id, desk.claim.communities)
    known = {
        name.removeprefix(CUT): levels_from_json(json.loads(content))
        for name, content in desk.kept().items()
        if name.startswith(CUT)
    }

    def _keep(code: str, levels: Levels) -> None:
        desk.keep(f"{CUT}{code}", canonical(levels_to_json(levels)).encode("utf-8"))

    plan = plan_tessellated(
        made,
        settings=settings,
        progress=within(desk.progress, 0.5, 1.0),
        known=known,
        keep=_keep,
    )
    told = _told(plan, made)
    if base is not None:
        found = {"plan_id": desk.params["plan_id"], "base": base, **told} | _offered(desk, plan)
        return lambda _connection: found
    return lambda connection: {"plan_id": _create(connection, desk, plan, made, set_id), **told}


def _base(desk: Desk) -> int | None:
    """Return the version of the draft at which this was begun; None for a new plan."""
    if "plan_id" not in desk.params:
        return None
    kept = desk.kept().get("base")
    if kept is not None:
        return int(kept)
    with desk.store.read() as connection:
        head = int(find_plan(connection, desk.params["plan_id"], EVERYTHING)["head"])
    desk.keep("base", str(head).encode())
    return head


def _set_id(desk: Desk, settings: PlanSettings) -> str:
    """Return the units, made once and from then on read, so that a crash makes no difference."""
    if "set_id" in desk.params:
        return str(desk.params["set_id"])
    kept = desk.kept().get("set_id")
    return _make_units(desk, settings) if kept is None else kept.decode()


def _make_units(desk: Desk, settings: PlanSettings) -> str:
    made = tessellate_now_with(desk, settings, progress=within(desk.progress, 0.0, 0.5))
    with desk.store.write() as connection:
        set_id = save_made(connection, made, desk.params["layers"], settings)
    desk.keep("set_id", set_id.encode())
    return set_id


def _offered(desk: Desk, plan: Plan) -> dict[str, Any]:
    """Return the edit for a draft, and what it would make of it now."""
    present = present_at_head(desk)
    edit = edit_of_plan(plan)
    version = present.plan["head"]
    shown = preview_of(present.live, edit, desk.claim.communities, version=version)
    changes = shown["flips"] or shown["refused"]
    return {"edit": edit if changes else None, "preview": shown, "said": words(_said(plan, shown))}


def _said(plan: Plan, shown: Mapping[str, Any]) -> Text:
    if not shown["flips"] and not shown["refused"]:
        return Text("找到的划分与现在的一样。", "What was found is what is there already.")
    grids, within, proof = shown["after"]["grids"], shown["after"]["in_band"], proof_text(plan)
    return Text(
        f"{grids} 个网格，{within} 个在户数区间内，{shown['moved']} 户换了网格。{proof.zh}",
        f"{grids} grids, {within} of them in the band; {shown['moved']} households change their "
        f"grid. {proof.en}",
    )


def _told(plan: Plan, made: Tessellated) -> dict[str, Any]:
    layer = made.context["communities"]
    return {
        "figures": finite(plan.figures),
        "proof": words(proof_text(plan)),
        "violations": sum(one.hard for one in plan.violations),
        "reasons": reasons_of(plan, names_of(plan.units, layer)),
    }


def _create(connection: Connection, desk: Desk, plan: Plan, made: Tessellated, set_id: str) -> str:
    """Keep a new plan; one of some communities of the units has those alone."""
    units = unit_set(connection, set_id)
    return create_plan(
        connection,
        with_lasting_codes(connection, plan),
        name=desk.params["name"],
        owner=actor_of(connection, desk.claim.account),
        layers=units["layers"],
        graph=made.graph,
        set_id=set_id if len(plan.units) == units["count"] else None,
    )
