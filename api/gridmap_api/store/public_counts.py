"""What everybody is told of published plans: decided once, when a plan is published, and kept.

What was told of a plan stays told, even once the plan is retired: whoever noted it may subtract it
from what is published next. So each release keeps which units every count that was told counted.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from sqlalchemy import ColumnElement, Connection, Table, insert, select

from gridmap.editing.live_plan import LivePlan
from gridmap.errors import Text
from gridmap.privacy.guard import LEAST, Counts, withheld
from gridmap_api.errors import ConflictError
from gridmap_api.store.models import PlanRow, PublicCount, PublicRelease
from gridmap_api.store.types import utc_now

MEASURES = ("households", "persons")
CHUNK = 5_000
TOLD: Table = PublicCount.__table__  # type: ignore[assignment]

Sum = list[tuple[str, int]]
"""Place and count of everything in it that is lived in."""


def release(
    connection: Connection, plan: Mapping[str, Any], live: LivePlan, *, least: int = LEAST
) -> None:
    """Decide what everybody is told of a plan, and keep it.

    Parameters
    ----------
    connection : Connection
        A transaction that holds the plan.
    plan : Mapping
        The plan, as `plans.find_plan` returns it.
    live : LivePlan
        Its head.
    least : int
        Fewer households or persons are not told.
    """
    cells = _cells(live)
    told_before = _before(connection, {one.community for one in cells})
    tables = [_table(name, cells, told_before) for name in MEASURES]
    hidden = withheld(tables, [one.rank for one in cells], least=least)
    rows = [
        {
            "plan_id": plan["id"],
            "version": plan["head"],
            "code": one.code,
            "community_code": one.community,
            **{name: None if gone else one.total(name) for name in MEASURES},
        }
        for one, gone in zip(cells, hidden.tolist(), strict=True)
    ]
    told = [one for one, gone in zip(cells, hidden.tolist(), strict=True) if not gone]
    kept = PublicRelease(
        plan_id=plan["id"],
        version=plan["head"],
        time=utc_now(),
        least=least,
        content=_packed(told),
    )
    columns = PublicRelease.__table__.columns.keys()
    values = {name: getattr(kept, name) for name in columns}
    connection.execute(insert(PublicRelease).values(**values))
    for start in range(0, len(rows), CHUNK):
        connection.execute(insert(PublicCount), rows[start : start + CHUNK])


def told_counts(
    connection: Connection, plan: Mapping[str, Any]
) -> dict[str, tuple[int | None, int | None]]:
    """Return what everybody is told of the head of a plan.

    Parameters
    ----------
    connection : Connection
        In which the plan was found.
    plan : Mapping
        The plan; its ``id`` and ``head``.

    Returns
    -------
    dict of str to tuple
        Households and persons of every grid and every community by its code, None where they are
        withheld; nothing of a plan that was not published.
    """
    wanted = select(TOLD.c.code, TOLD.c.households, TOLD.c.persons)
    wanted = wanted.where(TOLD.c.plan_id == plan["id"], TOLD.c.version == plan["head"])
    return {code: (first, then) for code, first, then in connection.execute(wanted)}


def withheld_codes(connection: Connection, plan: Mapping[str, Any], version: int) -> frozenset[str]:
    """Return what files for everybody must not tell of a version of a plan.

    Parameters
    ----------
    connection : Connection
        In which the plan was found.
    plan : Mapping
        The plan, as `plans.find_plan` returns it.
    version : int
        The version.

    Returns
    -------
    frozenset of str
        Codes of the grids and communities whose counts were withheld when it was published.

    Raises
    ------
    ConflictError
        If it is not published: it was never decided what can be told of it beside all that was
        told before.
    """
    if plan["state"] != "published" or version != plan["head"]:
        raise ConflictError(
            Text("方案尚未发布，不能生成公开版。", "No public edition: the plan is a draft."),
            Text("请先发布方案，或生成内部使用版。", "Publish it, or make one for the office."),
        )
    told = told_counts(connection, plan)
    return frozenset(code for code, counts in told.items() if None in counts)


def told_column(name: str, grids: Table) -> ColumnElement[Any]:
    """Return what everybody is told of each row of a table of grids, as SQL.

    Parameters
    ----------
    name : str
        ``"households"`` or ``"persons"``.
    grids : Table
        With ``plan_id`` and ``grid_code``.

    Returns
    -------
    ColumnElement
        NULL where it is withheld.
    """
    at_head = (PlanRow.id == TOLD.c.plan_id) & (PlanRow.head == TOLD.c.version)
    wanted = select(TOLD.c[name]).join(PlanRow, at_head)
    wanted = wanted.where(TOLD.c.plan_id == grids.c.plan_id, TOLD.c.code == grids.c.grid_code)
    return wanted.correlate(grids).scalar_subquery()


def without_withheld(
    grid: Mapping[str, Any], told: Mapping[str, tuple[int | None, int | None]]
) -> dict[str, Any]:
    """Return the figures of a grid as everybody is told them.

    Parameters
    ----------
    grid : Mapping
        With ``grid_code``.
    told : Mapping
        As `told_counts` gives it.

    Returns
    -------
    dict
        The same, None for what is not told: counts that are withheld, the deviation that tells
        them, and distances, which are means over households.
    """
    households, persons = told.get(str(grid["grid_code"]), (None, None))
    shown = {"households": households, "persons": persons} | dict.fromkeys(BY_HOUSEHOLDS)
    if households is None:
        shown["deviation_pct"] = None
    return {name: shown.get(name, value) for name, value in grid.items()}


BY_HOUSEHOLDS = ("mean_distance_m", "service_radius_m")
"""Figures of a grid that are worked out from where its households live."""


@dataclass(slots=True)
class _Cell:
    """A grid or a community, with the sums of everything that is lived in."""

    code: str
    community: str
    rank: int
    sums: dict[str, Sum] = field(default_factory=lambda: {name: [] for name in MEASURES})

    def total(self, name: str) -> int:
        return sum(count for _, count in self.sums[name])


def _cells(live: LivePlan) -> list[_Cell]:
    """Return the grids that live, and all those of each community, which are withheld last."""
    ground = live.ground
    grids = {
        code: _Cell(code, facts.community_code, 0)
        for code, facts in sorted(live.facts.items())
        if not facts.retired
    }
    communities = {code: _Cell(code, code, 1) for code in sorted(set(ground.community.tolist()))}
    columns = {name: getattr(ground, name).tolist() for name in MEASURES}
    codes, homes = live.codes().tolist(), ground.community.tolist()
    for row, place in enumerate(_places(live)):
        for name, column in columns.items():
            if column[row] > 0 and codes[row] in grids:
                for cell in (grids[codes[row]], communities[homes[row]]):
                    cell.sums[name].append((place, column[row]))
    return [*grids.values(), *communities.values()]


def _places(live: LivePlan) -> list[str]:
    """Return by what each unit is known again on other units: its buildings, else its place."""
    units = live.ground.units
    known: dict[str, int] = {}
    found = []
    for text, x, y in zip(units["buildings"], units["x_m"], units["y_m"], strict=True):
        place = ";".join(sorted(str(text).split(";"))) if isinstance(text, str) and text else ""
        place = place or f"{x:.0f},{y:.0f}"
        known[place] = known.get(place, 0) + 1
        found.append(place if known[place] == 1 else f"{place} {known[place]}")
    return found


def _packed(cells: Sequence[_Cell]) -> bytes:
    content = [[one.community, *(one.sums[name] for name in MEASURES)] for one in cells]
    return zlib.compress(json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode())


def _before(connection: Connection, communities: set[str]) -> dict[str, list[Sum]]:
    """Return every sum that was ever told of some communities."""
    wanted = select(PublicRelease.content).order_by(PublicRelease.time, PublicRelease.plan_id)
    found: dict[str, list[Sum]] = {name: [] for name in MEASURES}
    for content in connection.scalars(wanted):
        for community, *sums in json.loads(zlib.decompress(content)):
            if community in communities:
                for name, one in zip(MEASURES, sums, strict=True):
                    found[name].append([(place, count) for place, count in one])
    return found


def _table(name: str, cells: Sequence[_Cell], before: Mapping[str, list[Sum]]) -> Counts:
    now = [one.sums[name] for one in cells]
    number: dict[tuple[str, int], int] = {}
    rows = [
        [[number.setdefault(thing, len(number)) for thing in one] for one in sums]
        for sums in (before[name], now)
    ]
    values = np.array([count for _, count in number], dtype=np.int64)
    return Counts(values, rows[0], rows[1])
