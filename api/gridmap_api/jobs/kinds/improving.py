"""Improving some grids of a draft, the others left as they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import shapely
from sqlalchemy import Connection

from gridmap.errors import Text
from gridmap.partition.improving import Group, Improved, improve_grids
from gridmap.partition.levels import Nesting
from gridmap.partition.regions import Search
from gridmap.partition.tasks import Task, make_tasks
from gridmap.pipeline.making import with_workload
from gridmap.plan import Band
from gridmap_api.errors import ConflictError, UnknownObjectError
from gridmap_api.jobs.desk import Desk, Ending
from gridmap_api.jobs.inputs import Present, present_at_head, settings_of
from gridmap_api.jobs.orders import communities_for, draft_for
from gridmap_api.jobs.previews import preview_of
from gridmap_api.jobs.results import edit_of_changes, words
from gridmap_api.schemas.jobs import ImproveParams
from gridmap_api.store.job_inputs import Head, grids_of_units, read_head
from gridmap_api.store.jobs import Work
from gridmap_api.store.principals import Principal
from gridmap_api.store.projection import to_degrees


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
        If the grids lie in several communities, one is locked or special-purpose, or none is
        chosen.
    UnknownObjectError
        If one of them is not there, or out of sight.
    """
    plan = draft_for(connection, principal, params.plan_id)
    head = read_head(connection, params.plan_id)
    of_units = grids_of_units(connection, params.plan_id, params.units, principal.scope)
    grids = sorted({*params.grids, *of_units})
    _require_some(grids)
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
        "neighbours": params.neighbours,
        "seed": params.seed,
        "time_s": params.time_s,
    }
    return Work("improve", values, codes, f"plan:{params.plan_id}")


def _require_some(grids: list[str]) -> None:
    if not grids:
        raise ConflictError(
            Text(
                "没有选中网格，或所选的基本单元都不属于任何网格。",
                "No grid is chosen, or the chosen units are in none.",
            ),
            Text("请选网格，或先修复盲区。", "Choose grids, or repair the gaps first."),
        )


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
    (community,) = desk.claim.communities
    present = whole.community(community)
    grids = list(desk.params["grids"])
    _require_there(present.head, grids)
    _require_free(present.head, grids, locked=whole.plan["locked"])
    if desk.params.get("neighbours"):
        grids = _with_neighbours(present, grids)
    desk.progress(Text("重新搜索所选网格", "Searching the chosen grids again"), 0.1)
    names, found = _improved(present, desk, grids)
    result = _result(present, desk, names=names, found=found)
    return lambda _connection: result


def _result(present: Present, desk: Desk, *, names: np.ndarray, found: Improved) -> dict[str, Any]:
    units, base = present.tessellated.units, present.plan["head"]
    after = names[found.labels]
    changed = (found.labels >= 0) & (after != present.head.codes)
    ids = units["unit_id"].to_numpy(dtype=object)[changed]
    edit = edit_of_changes(dict(zip(ids, after[changed], strict=True)), present.head.used)
    moved = int(units["households"].to_numpy()[changed].sum())
    return {
        "plan_id": desk.params["plan_id"],
        "base": base,
        "edit": edit,
        "moved": moved,
        "grids": [str(names[grid]) for group in found.groups for grid in group.grids],
        "before": {"outside": found.before[0], "objective": found.before[1]},
        "after": {"outside": found.after[0], "objective": found.after[1]},
        "said": words(_said(found, moved)),
        "reasons": _reasons(present, names, found),
        "preview": preview_of(present.live, edit, desk.claim.communities, version=base),
    }


def _said(found: Improved, moved: int) -> Text:
    """Return what was gained, or that nothing was."""
    grids = sum(len(group.grids) for group in found.groups)
    (out, cost), (left, less) = found.before, found.after
    if moved == 0:
        return Text(
            f"{grids} 个网格重新搜索过，没有找到更好的划分。",
            f"{grids} grids were searched again, and nothing better was found.",
        )
    share = round(100 * (cost - less) / cost) if cost > 0 else 0
    mended = Text(
        f"，区间外的户数由 {out} 降到 {left}", f"; households outside the band from {out} to {left}"
    )
    gain = Text(f"，综合得分改善 {share}%", f"; the objective is {share}% better")
    return Text(
        f"{grids} 个网格重新搜索过：{moved} 户换网格"
        f"{mended.zh if left < out else ''}{gain.zh if share > 0 else ''}。",
        f"{grids} grids were searched again: {moved} households change their grid"
        f"{mended.en if left < out else ''}{gain.en if share > 0 else ''}.",
    )


def _reasons(present: Present, names: np.ndarray, found: Improved) -> list[dict[str, Any]]:
    """Return why chosen grids stay out of the band, where that is plain from their number."""
    band = settings_of(present.plan["settings"]).band
    failing = [group for group in found.groups if group.after[0] > 0]
    told = [(group, _why(group, band)) for group in failing]
    return [
        {
            "community_code": present.head.communities[str(names[group.grids[0]])],
            "what": words(what),
            "remedy": words(remedy),
            "households": group.households,
            "place": _place(present, names, group),
        }
        for group, (what, remedy) in told
    ]


def _why(group: Group, band: Band) -> tuple[Text, Text]:
    count, held = len(group.grids), group.households
    if count == 1:
        return (
            Text(
                f"只选了一个网格（{held} 户），没有可以与它交换的所选网格。",
                f"One grid alone ({held} households) has none to exchange units with.",
            ),
            Text("请连同相邻网格一起优化。", "Improve it together with its neighbours."),
        )
    least, most = count * band.lower, count * band.upper
    if not least <= held <= most:
        return (
            Text(
                f"所选 {count} 个相连的网格共 {held} 户，而 {count} 个网格合起来须为 "
                f"{least} 至 {most} 户。",
                f"These {count} grids hold {held} households; {count} grids hold {least} to "
                f"{most}.",
            ),
            Text(
                "请先合并或拆分一个网格，或多选几个相邻网格。",
                "Merge or split one of them first, or choose more neighbours.",
            ),
        )
    return (
        Text(
            f"所选 {count} 个相连的网格仍有 {group.after[0]} 户在区间之外；"
            "没有证明做不到，只是没有找到。",
            f"{group.after[0]} households of these {count} grids stay outside the band; that is "
            "not proved impossible, nothing better was found.",
        ),
        Text(
            "请多选几个相邻网格，或修复整个社区。",
            "Choose more neighbours, or repair the community.",
        ),
    )


def _place(present: Present, names: np.ndarray, group: Group) -> list[float]:
    """Return longitude and latitude of a point inside the grids of a group."""
    units = present.tessellated.units
    inside = np.isin(present.head.codes.astype(str), names[list(group.grids)].astype(str))
    point = shapely.union_all(units.geometry.values[inside]).representative_point()
    (degrees,) = to_degrees([point], units.crs)
    return [round(float(degrees.x), 7), round(float(degrees.y), 7)]


def _with_neighbours(present: Present, grids: Sequence[str]) -> list[str]:
    """Return grids with those that touch them and may be changed."""
    codes, graph = present.head.codes, present.tessellated.graph
    inside = np.isin(codes.astype(str), list(grids))
    edge = inside[graph.heads] != inside[graph.tails]
    outer = np.where(inside[graph.heads], graph.tails, graph.heads)[edge]
    barred = present.head.special | present.head.locked_grids
    around = {code for code in codes[outer].tolist() if code is not None and code not in barred}
    return sorted({*grids, *around})


def _improved(present: Present, desk: Desk, grids: Sequence[str]) -> tuple[np.ndarray, Improved]:
    """Return the codes of the grids of the community in their order, and the grids found."""
    names = np.array(sorted({code for code in present.head.codes if code is not None}), object)
    place = {code: label for label, code in enumerate(names)} | {None: -1}
    task = _task(present, desk)
    return names, improve_grids(
        task.units,
        task.graph,
        np.array([place[code] for code in present.head.codes], dtype=np.int64),
        np.array([place[code] for code in grids], dtype=np.int64),
        locked=present.head.locked,
        band=task.band,
        barriers=task.barriers,
        how=task.how,
    )


def _task(present: Present, desk: Desk) -> Task:
    settings = settings_of(present.plan["settings"])
    effort = replace(settings.effort, time_s=desk.params["time_s"])
    (task,) = make_tasks(
        with_workload(present.tessellated, settings),
        present.tessellated.graph,
        band=settings.band,
        nesting=Nesting(),
        barriers=settings.barriers,
        how=Search(settings.weights, effort, desk.params["seed"], persons=settings.persons),
        grids={},
    )
    return task
