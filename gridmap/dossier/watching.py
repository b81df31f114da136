"""What has to be watched in a grid: hazards with the days on which they are due, violations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import shapely

from gridmap.columns import texts
from gridmap.dossier.records import Header, Section, same
from gridmap.errors import Text
from gridmap.hazards.due import schedule
from gridmap.layers.words import HAZARD_KINDS, HAZARD_STATUS
from gridmap.plan import Plan, Violation

BESIDE_M = 1.0
"""A hazard no farther than this outside of a grid is told of it: ditches run along boundaries."""

_KINDS, _STATUS = dict(HAZARD_KINDS), dict(HAZARD_STATUS)


@dataclass(frozen=True, eq=False, slots=True)
class Watched:
    """Hazards and violations of a plan, by grid.

    Attributes
    ----------
    hazards : Mapping of str to sequence of Mapping
        Rows of `gridmap.hazards.due.schedule`, the most pressing first.
    violations : Mapping of str to sequence of Violation
        Of each grid.
    date : date
        The day of which it tells.
    """

    hazards: Mapping[str, Sequence[Mapping[str, Any]]]
    violations: Mapping[str, Sequence[Violation]]
    date: date


def watched_of(plan: Plan, day: date) -> Watched:
    """Return what has to be watched on a day without a rainstorm warning.

    Parameters
    ----------
    plan : Plan
        The layer ``hazards`` may be missing.
    day : date
        The day.

    Returns
    -------
    Watched
        A hazard on the boundary of two grids is told of both.
    """
    violations: dict[str, list[Violation]] = defaultdict(list)
    for one in plan.violations:
        if one.grid_code:
            violations[one.grid_code].append(one)
    return Watched(_hazards(plan, day), dict(violations), day)


def hazards_section(watched: Watched, code: str) -> Section:
    """Return the hazards of a grid.

    Parameters
    ----------
    watched : Watched
        Of the plan.
    code : str
        Of the grid.

    Returns
    -------
    Section
        A row a hazard, the most pressing first.
    """
    day = watched.date.isoformat()
    rows = tuple(_hazard_row(row) for row in watched.hazards.get(code, ()))
    note = Text(
        f"应查日期按 {day}、无暴雨预警计。", f"Due as of {day}, without a rainstorm warning."
    )
    return Section(
        "hazards",
        Text("隐患点", "Hazards"),
        headers=(
            Header(Text("名称", "Name"), 0.22),
            Header(Text("类别", "Kind"), 0.16),
            Header(Text("等级", "Level"), 0.08, is_number=True),
            Header(Text("状态", "Status"), 0.12),
            Header(Text("地址", "Address"), 0.2),
            Header(Text("应查日期", "Due"), 0.22),
        ),
        rows=rows,
        nothing=Text("没有隐患点。", "No hazard."),
        note=note if rows else None,
    )


def violations_section(watched: Watched, code: str) -> Section | None:
    """Return the violations of a grid.

    Parameters
    ----------
    watched : Watched
        Of the plan.
    code : str
        Of the grid.

    Returns
    -------
    Section or None
        A sentence a violation; None where there is none.
    """
    found = watched.violations.get(code, ())
    if not found:
        return None
    lines = tuple(
        Text(f"{one.what.zh}{one.remedy.zh}", f"{one.what.en} {one.remedy.en}") for one in found
    )
    return Section("violations", Text("问题项", "Violations"), lines=lines)


def _hazards(plan: Plan, day: date) -> dict[str, list[Mapping[str, Any]]]:
    layer = plan.context.get("hazards")
    if layer is None or layer.empty:
        return {}
    ordered = schedule(layer.to_crs(plan.grids.crs), "none", day)
    tree = shapely.STRtree(np.asarray(plan.grids.geometry.array, dtype=object))
    hazard, grid = tree.query(
        np.asarray(ordered.geometry.array, dtype=object), predicate="dwithin", distance=BESIDE_M
    )
    codes = texts(plan.grids, "grid_code")
    rows = ordered.drop(columns=ordered.geometry.name).to_dict("records")
    found: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row, place in sorted(zip(hazard.tolist(), grid.tolist(), strict=True)):
        found[str(codes[place])].append({str(key): value for key, value in rows[row].items()})
    return dict(found)


def _hazard_row(row: Mapping[str, Any]) -> tuple[Text, ...]:
    kind, status = (_plain(row.get(name)) for name in ("kind", "status"))
    return (
        same(_plain(row.get("name")) or row.get("hazard_id")),
        Text(_KINDS.get(kind, kind), kind.replace("_", "-")),
        same(row.get("level")),
        Text(_STATUS.get(status, status), status),
        same(row.get("address")),
        _due(row),
    )


def _due(row: Mapping[str, Any]) -> Text:
    if row["state"] == "left_out":
        return Text("不需巡查", "not visited")
    if row["state"] == "overdue" and row["days_overdue"] > 0:
        days = row["days_overdue"]
        return Text(f"{row['due_on']}（逾期 {days} 天）", f"{row['due_on']} ({days} days late)")
    return same(row["due_on"])


def _plain(value: object) -> str:
    return "" if value is None or value != value else str(value)  # noqa: PLR0124
