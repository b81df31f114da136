"""Verifying a plan: its chain of events, its versions, its projection, what was published."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterator, Mapping
from typing import Any

import shapely
from sqlalchemy import Connection, select

from gridmap.editing.delta import Delta
from gridmap.editing.ground import Ground
from gridmap.editing.live_plan import LivePlan
from gridmap.errors import EditError, Text
from gridmap_api.store.events import events_after, seal
from gridmap_api.store.live import load_ground
from gridmap_api.store.models import PlanGrid, PlanSnapshot, PlanUnit, PlanViolation
from gridmap_api.store.plans import find_plan
from gridmap_api.store.projection import grid_rows, violation_rows
from gridmap_api.store.scope import EVERYTHING
from gridmap_api.store.snapshots import live_of
from gridmap_api.store.states import frozen_digest
from gridmap_api.store.types import canonical
from gridmap_api.store.unit_sets import is_whole

SHAPE_M2 = 0.01
"""Area in square metres by which a stored shape may be off, by rounding of degrees."""


def verify_plan(connection: Connection, plan_id: str) -> list[Text]:
    """Return everything that is wrong with a plan; nothing if it is whole.

    The chain of hashes is followed from the snapshot of version 0, every event is replayed, and
    what comes out is compared with the rows of the head and with the hash of the publication.

    Parameters
    ----------
    connection : Connection
        One that sees one state of the store.
    plan_id : str
        The plan.

    Returns
    -------
    list of Text
        One sentence each.

    Raises
    ------
    UnknownObjectError
        If there is no such plan.
    """
    plan = find_plan(connection, plan_id, EVERYTHING)
    if not is_whole(connection, plan["set_id"]):
        return [Text("基本单元与校验值不符。", "The units are not what their digest says.")]
    content, digest = _first(connection, plan_id)
    if content is None:
        return [Text("初始快照与校验值不符。", "The first snapshot is not what its digest says.")]
    problems = list(_breaks(connection, plan, digest))
    ground = load_ground(connection, plan["set_id"])
    try:
        live = _replayed(connection, plan, live_of(ground, content, plan["settings"]))
    except (EditError, KeyError, ValueError, TypeError):
        said = Text("事件不能从头重放。", "The events cannot be replayed from the start.")
        return [*problems, said]
    return [*problems, *_astray(connection, plan, live), *_thawed(plan, live)]


def _first(connection: Connection, plan_id: str) -> tuple[dict[str, Any] | None, str]:
    """Return the snapshot of version 0 and its digest; None if they do not agree."""
    table = PlanSnapshot.__table__.c
    wanted = select(table.content, table.digest)
    row = connection.execute(
        wanted.where(table.plan_id == plan_id, table.version == 0)
    ).one_or_none()
    if row is None:
        return None, ""
    try:
        text = zlib.decompress(row.content)
    except zlib.error:
        return None, row.digest
    if hashlib.sha256(text).hexdigest() != row.digest:
        return None, row.digest
    return json.loads(text), row.digest


def _breaks(connection: Connection, plan: Mapping[str, Any], digest: str) -> Iterator[Text]:
    """Find where the chain breaks: gaps in the versions, hashes that are not those of events."""
    prev, expected = digest, 1
    for event in events_after(connection, plan["id"], 0):
        version = event["version"]
        if version != expected:
            yield Text(f"缺少版本 {expected}。", f"Version {expected} is missing.")
        if event["prev_hash"] != prev or seal(event, event["prev_hash"]) != event["hash"]:
            yield Text(
                f"版本 {version} 的事件被改动过。", f"The event of version {version} was altered."
            )
        prev, expected = event["hash"], version + 1
    if (plan["head"], plan["head_hash"]) != (expected - 1, prev):
        yield Text("最新版本与事件链不符。", "The head is not the end of the chain.")


def _replayed(connection: Connection, plan: Mapping[str, Any], live: LivePlan) -> LivePlan:
    for event in events_after(connection, plan["id"], 0):
        live = live.replay(Delta.from_json(event["delta"]))
    return live


def _astray(connection: Connection, plan: Mapping[str, Any], live: LivePlan) -> Iterator[Text]:
    """Find what the rows of the head say that the events do not."""
    if plan["locked"] != live.locked or _units(connection, plan["id"]) != _units_of(live):
        yield Text("单元归属与事件不符。", "The grids of units are not what the events made.")
    if not _same_grids(connection, plan["id"], live):
        yield Text("网格记录与事件不符。", "The rows of grids are not what the events made.")
    table = PlanViolation.__table__.c
    names = ("key", "rule", "hard", "community_code", "grid_code", "what", "remedy", "figure")
    rows = connection.execute(
        select(*(table[name] for name in names)).where(table.plan_id == plan["id"])
    ).mappings()
    found = violation_rows(live, live.violations(), plan_id=plan["id"])
    said = sorted(canonical({name: one[name] for name in names}) for one in found)
    if sorted(canonical(dict(row)) for row in rows) != said:
        yield Text("问题项与事件不符。", "The violations are not what the events made.")


def _units(connection: Connection, plan_id: str) -> list[tuple[int, str, str | None, bool]]:
    table = PlanUnit.__table__.c
    wanted = select(table.row, table.community_code, table.grid_code, table.locked)
    rows = connection.execute(wanted.where(table.plan_id == plan_id).order_by(table.row))
    return [(row, code, grid, bool(locked)) for row, code, grid, locked in rows]


def _units_of(live: LivePlan) -> list[tuple[int, str, str | None, bool]]:
    columns = (live.ground.community, live.codes(), live.state.unit_locked)
    plain = (column.tolist() for column in columns)
    return list(zip(range(live.ground.graph.n), *plain, strict=True))


def _same_grids(connection: Connection, plan_id: str, live: LivePlan) -> bool:
    """Return whether every grid, its figures and its shape are what the events made."""
    table = PlanGrid.__table__
    rows = connection.execute(select(table).where(table.c.plan_id == plan_id)).mappings()
    known = {row["grid_code"]: dict(row) for row in rows}
    made = {
        row["grid_code"]: row for row in grid_rows(live, live.facts, plan_id=plan_id, version=0)
    }
    if known.keys() != made.keys():
        return False
    return all(_same_grid(known[code], made[code], live.ground) for code in made)


def _same_grid(known: Mapping[str, Any], made: Mapping[str, Any], ground: Ground) -> bool:
    names = made.keys() - {"geom", "version"}
    if any(known[name] != made[name] for name in names):
        return False
    if known["geom"] is None or made["geom"] is None:
        return known["geom"] is made["geom"]
    # A square degree is less than 1.3e10 square metres anywhere.
    apart = shapely.symmetric_difference(known["geom"], made["geom"]).area
    return bool(apart * 1.3e10 <= SHAPE_M2)


def _thawed(plan: Mapping[str, Any], live: LivePlan) -> Iterator[Text]:
    if plan["published_hash"] not in {None, frozen_digest(plan, live)}:
        yield Text(
            "方案与发布时的校验值不符。", "The plan is not what it was when it was published."
        )
