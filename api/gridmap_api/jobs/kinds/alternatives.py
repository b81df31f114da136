"""Several plans of the same communities, made one after the other, to choose from."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import numpy as np
from sqlalchemy import Connection

from gridmap.editing import LivePlan, parse_edit
from gridmap.errors import GridmapError, Text
from gridmap.partition.levels import Levels
from gridmap.partition.records import levels_from_json, levels_to_json
from gridmap.partition.repair.plans import Settings, Wish, repair_plan
from gridmap.pipeline import plan_tessellated
from gridmap.pipeline.tessellated import Progress, within
from gridmap_api.jobs.desk import Desk, Ending
from gridmap_api.jobs.inputs import Present, present_at_head, settings_of
from gridmap_api.jobs.orders import communities_for, draft_for, recorded, require_unlocked
from gridmap_api.jobs.previews import outlines_of, preview_of
from gridmap_api.jobs.reasons import reasons_of
from gridmap_api.jobs.results import edit_of_changes, edit_of_plan, proof_text, words
from gridmap_api.schemas.jobs import AlternativeBody, AlternativesParams, PlanningBody
from gridmap_api.store.job_inputs import locked_communities
from gridmap_api.store.jobs import Work
from gridmap_api.store.principals import Principal
from gridmap_api.store.types import canonical

NEAR_SHARE = 0.05
"""Part of all households that a plan near the present one may move, where nothing is to mend."""

NEAR_S = 20.0
"""Seconds for one community of a plan near the present one."""

TITLES: Mapping[str, Text] = MappingProxyType(
    {
        "balance": Text("均衡优先", "Balance first"),
        "compact": Text("紧凑优先", "Compactness first"),
        "whole": Text("小区完整优先", "Compounds whole"),
        "near": Text("少改动", "Least change"),
        "own": Text("自选侧重", "Own settings"),
    }
)
"""What alternatives are called whose names are known."""

BY_DEFAULT = ("balance", "compact", "whole", "near")

WEIGHTS: Mapping[str, Mapping[str, float]] = MappingProxyType(
    {
        "balance": {"balance": 20.0, "compactness": 0.5},
        "compact": {"compactness": 4.0, "balance": 0.5, "split": 0.3},
        "whole": {"split": 6.0, "balance": 1.0},
        "near": {},
    }
)
"""By which weights they differ from the plan that they are made for."""


def order_alternatives(
    connection: Connection, params: AlternativesParams, principal: Principal
) -> Work:
    """Return the work of making several plans of the same communities of a draft.

    Parameters
    ----------
    connection : Connection
        To the store.
    params : AlternativesParams
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
        If one is to cut anew what is locked.
    """
    plan = draft_for(connection, principal, params.plan_id)
    codes = communities_for(principal, params.communities, plan["communities"])
    asked = params.alternatives or [AlternativeBody(name=name) for name in BY_DEFAULT]
    listed = [_described(one, params, plan["settings"]) for one in asked]
    if any(one["method"] == "anew" for one in listed):
        require_unlocked(plan, locked_communities(connection, params.plan_id) & set(codes))
    values = {"plan_id": params.plan_id, "alternatives": listed}
    return Work("alternatives", values, codes, f"plan:{params.plan_id}")


def _described(
    one: AlternativeBody, params: AlternativesParams, settings: Mapping[str, Any]
) -> dict[str, Any]:
    """Return an alternative with everything that makes it."""
    known = recorded(settings)
    known["weights"] = {**known["weights"], **WEIGHTS.get(one.name, {})}
    known |= {"seed": params.seed, "proof": params.proof, "time_s": params.time_s}
    body = one.settings or PlanningBody.model_validate(known)
    values = body.model_dump(mode="json")
    settings_of(values)
    return {
        "name": one.name,
        "title": words(TITLES.get(one.name, Text(one.name, one.name))),
        "method": one.method or ("near" if one.name == "near" else "anew"),
        "settings": values,
        "budget": one.budget,
    }


def alternatives_now(desk: Desk) -> Ending:
    """Make the plans one by one, going on from those that were made before.

    Parameters
    ----------
    desk : Desk
        The job.

    Returns
    -------
    callable
        Its result has an edit for the draft and scores for each, and the grid of every unit.
    """
    present = present_at_head(desk)
    base, asked = present.plan["head"], desk.params["alternatives"]
    parts = desk.kept()
    found = []
    for number, one in enumerate(asked):
        name = f"{base} {number}"
        if name not in parts:
            title = Text(one["title"]["zh"], one["title"]["en"])
            progress = _titled(desk, title, number, len(asked))
            told = _made(desk, present, one, progress=progress, part=name)
            parts[name] = canonical(told).encode("utf-8")
            desk.keep(name, parts[name])
        found.append(json.loads(parts[name]))
    result = _result(desk, present, found)
    return lambda _connection: result


def _titled(desk: Desk, title: Text, number: int, count: int) -> Progress:
    """Return the progress of one alternative, each step with its title."""

    def _tell(step: Text, share: float) -> None:
        said = Text(
            f"第 {number + 1}/{count} 个方案“{title.zh}”：{step.zh}",
            f"Alternative {number + 1} of {count}, {title.en}: {step.en}",
        )
        desk.progress(said, share)

    return within(_tell, number / count, (number + 1) / count)


def _made(
    desk: Desk, present: Present, one: Mapping[str, Any], *, progress: Progress, part: str
) -> dict[str, Any]:
    """Return one alternative; one that cannot be made says why, and stops no other."""
    codes, base = desk.claim.communities, present.plan["head"]
    shown = {name: one[name] for name in ("name", "title", "method", "settings")}
    try:
        if one["method"] == "near":
            found = _near(desk, present, one, progress=progress)
        else:
            found = _anew(desk, present, one, progress=progress, part=part)
    except GridmapError as error:
        problem = {"what": words(error.what), "remedy": words(error.remedy)}
        found = {"edit": None, "proof": None, "reasons": [], "problem": problem}
    preview = preview_of(present.live, found["edit"], codes, version=base)
    return {"problem": None, **shown, **found, "preview": preview}


def _anew(
    desk: Desk, present: Present, one: Mapping[str, Any], *, progress: Progress, part: str
) -> dict[str, Any]:
    prefix = f"{part} cut "
    known = {
        name.removeprefix(prefix): levels_from_json(json.loads(content))
        for name, content in desk.kept().items()
        if name.startswith(prefix)
    }

    def _keep(code: str, levels: Levels) -> None:
        desk.keep(f"{prefix}{code}", canonical(levels_to_json(levels)).encode("utf-8"))

    plan = plan_tessellated(
        present.tessellated.take(desk.claim.communities),
        settings=settings_of(one["settings"]),
        progress=progress,
        known=known,
        keep=_keep,
    )
    return {
        "edit": edit_of_plan(plan),
        "proof": words(proof_text(plan)),
        "reasons": reasons_of(plan, present.plan["communities"]),
    }


def _near(
    desk: Desk, present: Present, one: Mapping[str, Any], *, progress: Progress
) -> dict[str, Any]:
    """Mend with the fewest households moved, or improve within the budget what needs no mending."""
    codes = desk.claim.communities
    settings = settings_of(one["settings"])
    assignment: dict[str, str] = {}
    reasons: list[dict[str, Any]] = []
    moved = bound = 0
    for number, code in enumerate(codes):
        part = present.community(code)
        draft = part.draft()
        draft = replace(draft, settings={**draft.settings, **one["settings"]})
        ids = draft.units["unit_id"].to_numpy(dtype=object)
        budget = one["budget"] or max(1, round(NEAR_SHARE * int(draft.known.sum())))
        how = Settings(
            settings.band,
            locked=frozenset(ids[part.head.locked]),
            seed=settings.seed,
            time_s=settings.effort.time_s or NEAR_S,
        )
        wish = None if _is_broken(present.live, code) else Wish(budget=budget)
        step = within(progress, number / len(codes), (number + 1) / len(codes))
        repaired = repair_plan(draft, how, wish=wish, progress=step)[0]
        after = repaired.plan.units["grid_code"].to_numpy(dtype=object)
        changed = after != draft.codes
        assignment |= dict(zip(ids[changed], after[changed], strict=True))
        reasons += reasons_of(repaired.plan, present.plan["communities"])
        moved, bound = moved + repaired.moved, bound + repaired.bound
    proof = Text(
        f"调整 {moved} 户；满足各项规则至少要调整 {bound} 户。",
        f"{moved} households move; to keep every rule at least {bound} have to.",
    )
    edit = edit_of_changes(assignment, present.head.used)
    return {"edit": edit, "proof": words(proof), "reasons": reasons}


def _is_broken(live: LivePlan, community: str) -> bool:
    return any(one.hard and one.community_code == community for one in live.violations())


def _result(desk: Desk, present: Present, found: Sequence[dict[str, Any]]) -> dict[str, Any]:
    live, codes = present.live, desk.claim.communities
    rows = np.flatnonzero(np.isin(live.ground.community, list(codes)))
    listed: list[dict[str, Any]] = []
    for one in found:
        changes = one["preview"]["flips"]
        after = live.apply(parse_edit(one["edit"])).plan if changes else live
        grids = _columns(after, rows)
        same = next((n for n, other in enumerate(listed) if _alike(other["grids"], grids)), None)
        edit = one["edit"] if changes or one["preview"]["refused"] else None
        drawn = outlines_of(after, after.grid_rows(grids["codes"]).values())
        told = {"edit": edit, "grids": grids, "outlines": drawn, "same_as": same}
        listed.append({**one, **told})
    return {
        "plan_id": desk.params["plan_id"],
        "base": present.plan["head"],
        "communities": list(codes),
        "units": live.ground.unit_ids[rows].tolist(),
        "present": _columns(live, rows),
        "alternatives": listed,
    }


def _columns(live: LivePlan, rows: np.ndarray) -> dict[str, Any]:
    """Return the grids of some units: codes, and the place of each unit's among them."""
    codes = live.codes()[rows].tolist()
    names = sorted({code for code in codes if code is not None})
    place = {code: number for number, code in enumerate(names)} | {None: -1}
    return {"codes": names, "of_unit": [place[code] for code in codes]}


def _alike(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Return whether two plans hold the same units together, whatever the grids are called."""
    pairs = set(zip(one["of_unit"], other["of_unit"], strict=True))
    return len(pairs) == len({a for a, _ in pairs}) == len({b for _, b in pairs})
