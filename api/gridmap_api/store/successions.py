"""The history of the codes of a plan: what its file told, and what became of them in the store."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
from sqlalchemy import Connection, insert, select

from gridmap.editing import LivePlan, diff
from gridmap.editing.delta import Delta
from gridmap.editing.ground import Ground
from gridmap.io.succession import HEADERS, joined, succession_table
from gridmap_api.store.events import event_at, events_after
from gridmap_api.store.live import load_ground
from gridmap_api.store.models import KeptSuccession
from gridmap_api.store.plans import find_plan
from gridmap_api.store.scope import EVERYTHING, Scope
from gridmap_api.store.snapshots import first_state, head_state

MOST_HELD = 32
_HELD: OrderedDict[Any, pd.DataFrame] = OrderedDict()
_HOLDING = threading.Lock()


@dataclass(frozen=True, slots=True)
class _Stage:
    """A version of a plan that its history goes through."""

    plan: Mapping[str, Any]
    version: int


def read_succession_table(
    connection: Connection, plan: Mapping[str, Any], version: int, scope: Scope
) -> pd.DataFrame | None:
    """Return the table ``succession`` that goes along with a plan.

    The history begins with what the file of the first plan of its line told, and goes on with
    what became of every grid from stage to stage: the first plan as it came, every plan of the
    line that was published, and this version.

    Parameters
    ----------
    connection : Connection
        Any.
    plan : Mapping
        The plan, as `plans.find_plan` returns it.
    version : int
        One of its versions.
    scope : Scope
        What may be seen.

    Returns
    -------
    DataFrame or None
        Columns `gridmap.io.succession.HEADERS`, the oldest first; None where nothing changed.
    """
    stages = _stages(connection, plan, version)
    kept = _kept(connection, stages[0].plan["id"], scope)
    # Versions never change, and neither does what became of their grids.
    key = (tuple((one.plan["id"], one.version) for one in stages), scope.communities)
    with _HOLDING:
        known = _HELD.get(key)
    if known is None:
        known = joined(_steps(connection, stages, scope))
        with _HOLDING:
            _HELD[key] = known
            while len(_HELD) > MOST_HELD:
                _HELD.popitem(last=False)
    whole = joined([kept, known])
    return whole if len(whole) else None


def _steps(connection: Connection, stages: list[_Stage], scope: Scope) -> list[pd.DataFrame]:
    tables: list[pd.DataFrame] = []
    grounds: dict[str, Ground] = {}
    before = _at(connection, stages[0], grounds) if len(stages) > 1 else None
    for stage in stages[1:]:
        after = _at(connection, stage, grounds)
        if before is not None:
            found = diff(before, after, communities=scope.communities)
            name = f"{stage.plan['id']}@{stage.version}"
            tables.append(succession_table(found, version=name, time=_time(connection, stage)))
        before = after
    return tables


def write_succession_table(
    connection: Connection,
    plan_id: str,
    table: pd.DataFrame,
    actor: str,
) -> None:
    """Keep the history that a plan file told.

    Parameters
    ----------
    connection : Connection
        A transaction that may write.
    plan_id : str
        The plan that was made of the file.
    table : DataFrame
        Columns `gridmap.io.succession.HEADERS`.
    actor : str
        Who loads it; a history is no deed of theirs.
    """
    del actor
    rows = [
        {"plan_id": plan_id, "position": position, **{str(name): one[name] for name in one}}
        for position, one in enumerate(joined([table]).to_dict("records"))
    ]
    if rows:
        connection.execute(insert(KeptSuccession), rows)


def _stages(connection: Connection, plan: Mapping[str, Any], version: int) -> list[_Stage]:
    stages, one = [_Stage(plan, version)], plan
    while one["parent_id"] is not None:
        parent = find_plan(connection, one["parent_id"], EVERYTHING)
        if parent["published_hash"] is not None:
            stages.append(_Stage(parent, one["parent_version"]))
        one = parent
    first = _Stage(one, 0)
    if stages[-1] != first:
        stages.append(first)
    return stages[::-1]


def _at(connection: Connection, stage: _Stage, grounds: dict[str, Ground]) -> LivePlan:
    plan, set_id = stage.plan, stage.plan["set_id"]
    ground = grounds.get(set_id) or load_ground(connection, set_id)
    grounds[set_id] = ground
    if stage.version == plan["head"]:
        return head_state(connection, plan, ground)
    live = first_state(connection, plan, ground)
    for event in events_after(connection, plan["id"], 0, until=stage.version):
        live = live.replay(Delta.from_json(event["delta"]))
    return live


def _time(connection: Connection, stage: _Stage) -> str:
    if stage.version == 0:
        return str(stage.plan["time"])
    return str(event_at(connection, stage.plan["id"], stage.version)["time"])


def _kept(connection: Connection, plan_id: str, scope: Scope) -> pd.DataFrame:
    table = KeptSuccession.__table__
    wanted = select(table).where(table.c.plan_id == plan_id, scope.rows(table.c.community_code))
    rows = connection.execute(wanted.order_by(table.c.position)).mappings()
    return pd.DataFrame([dict(row) for row in rows], columns=list(HEADERS))
