"""Repairing a draft: the fewest moves after which every rule holds, community by community."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from gridmap.errors import Text
from gridmap.partition.repair.moves import moves_frame
from gridmap.partition.repair.plans import Settings, repair_plan
from gridmap.pipeline.tessellated import Progress, within
from gridmap.plan import Band
from gridmap_api.jobs.desk import Desk, Ending
from gridmap_api.jobs.inputs import Present, present_at_head
from gridmap_api.jobs.orders import communities_for, draft_for
from gridmap_api.jobs.previews import preview_of
from gridmap_api.jobs.reasons import reasons_of
from gridmap_api.jobs.results import edit_of_changes, finite, words
from gridmap_api.schemas.jobs import RepairParams
from gridmap_api.store.jobs import Work
from gridmap_api.store.principals import Principal
from gridmap_api.store.types import canonical

SUMMED = ("moved", "bound", "placed", "outside", "outside_bound")


def order_repair(connection: Connection, params: RepairParams, principal: Principal) -> Work:
    """Return the work of repairing communities of a draft at its head.

    Parameters
    ----------
    connection : Connection
        To the store.
    params : RepairParams
        What is asked for.
    principal : Principal
        Who asks.

    Returns
    -------
    Work
        On the plan as it is when the work begins.
    """
    plan = draft_for(connection, principal, params.plan_id)
    codes = communities_for(principal, params.communities, plan["communities"])
    lower, upper = params.band or plan["settings"].get("band", (300, 500))
    band = Band(int(lower), int(upper))
    values = {
        "plan_id": params.plan_id,
        "band": [band.lower, band.upper],
        "lock": sorted(set(params.lock)),
        "seed": params.seed,
        "time_s": params.time_s,
    }
    return Work("repair", values, codes, f"plan:{params.plan_id}")


def repair_now(desk: Desk) -> Ending:
    """Repair communities one by one, going on from those that were repaired before.

    Parameters
    ----------
    desk : Desk
        The job.

    Returns
    -------
    callable
        Its result is an edit for the draft, the moves as sentences, how many households move
        and how few can.
    """
    present = present_at_head(desk)
    base, codes = present.plan["head"], desk.claim.communities
    parts = desk.kept()
    found = []
    for number, code in enumerate(codes):
        name = f"{base} {code}"
        if name not in parts:
            progress = within(desk.progress, number / len(codes), (number + 1) / len(codes))
            told = _repaired(present.community(code), desk.params, progress=progress)
            parts[name] = canonical(told).encode("utf-8")
            desk.keep(name, parts[name])
        found.append(json.loads(parts[name]))
    result: dict[str, Any] = {
        "plan_id": desk.params["plan_id"],
        "base": base,
        "edit": edit_of_changes(
            {unit: grid for one in found for unit, grid in one["assignment"].items()},
            present.head.used,
        ),
        "moves": [move for one in found for move in one["moves"]],
        "reasons": [reason for one in found for reason in one["reasons"]],
        **{name: sum(one[name] for one in found) for name in SUMMED},
    }
    result["preview"] = preview_of(present.live, result["edit"], codes, version=base)
    result["said"] = words(_said(result))
    return lambda _connection: result


def _said(result: Mapping[str, Any]) -> Text:
    """Return how few households move, and whether fewer could."""
    left = result["outside"]
    rest = Text(
        f"仍有 {left} 户在区间之外，原因见下。",
        f" {left} households stay out of the band: see why.",
    )
    if result["edit"] is None:
        return Text(
            f"没有可以修复的。{rest.zh if left else '各网格连片，户数都在区间内。'}",
            "Nothing to repair."
            + (rest.en if left else " Every grid is connected and in the band."),
        )
    moved, bound, placed = result["moved"], result["bound"], result["placed"]
    proof = (
        Text("已证明不能更少", "proved to be the fewest")
        if moved <= bound
        else Text(f"至少要调整 {bound} 户", f"at least {bound} have to")
    )
    more = Text(f"，另有 {placed} 户从无网格划入", f"; {placed} that had no grid get one")
    left = result["outside"]
    rest = Text(
        f"仍有 {left} 户在区间之外，原因见下。",
        f" {left} households stay out of the band: see why.",
    )
    return Text(
        f"调整 {moved} 户（{proof.zh}）{more.zh if placed else ''}。{rest.zh if left else ''}",
        f"{moved} households move ({proof.en}){more.en if placed else ''}."
        f"{rest.en if left else ''}",
    )


def _repaired(present: Present, params: Mapping[str, Any], *, progress: Progress) -> dict[str, Any]:
    """Return what becomes of one community."""
    draft = present.draft()
    ids = draft.units["unit_id"].to_numpy(dtype=object)
    wanted = set(params["lock"])
    locked = set(ids[present.head.locked]) | (wanted & {*ids, *draft.used})
    settings = Settings(
        Band(*params["band"]),
        locked=frozenset(locked),
        seed=params["seed"],
        time_s=params["time_s"],
    )
    repaired = repair_plan(draft, settings, progress=progress)[0]
    after = repaired.plan.units["grid_code"].to_numpy(dtype=object)
    changed = after != draft.codes
    return {
        "assignment": dict(zip(ids[changed], after[changed], strict=True)),
        "moves": finite(moves_frame(repaired.moves).to_dict("records")),
        "reasons": reasons_of(repaired.plan, present.plan["communities"]),
        **{name: int(getattr(repaired, name)) for name in SUMMED},
    }
