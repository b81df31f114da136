"""The whole of a plan at one version, written once, and read when nothing newer is at hand."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, insert, select

from gridmap.editing.delta import GridFacts
from gridmap.editing.ground import Ground
from gridmap.editing.live_plan import LivePlan
from gridmap.plan import Band
from gridmap_api.store.models import PlanGrid, PlanSnapshot, PlanUnit
from gridmap_api.store.types import canonical


def save_snapshot(connection: Connection, plan_id: str, version: int, live: LivePlan) -> str:
    """Keep the whole of a plan, and return its digest.

    Parameters
    ----------
    connection : Connection
        A transaction that may write.
    plan_id : str
        The plan.
    version : int
        Which version it is.
    live : LivePlan
        The plan at that version.

    Returns
    -------
    str
        SHA-256 of what was kept.
    """
    text = canonical(content_of(live)).encode()
    digest = hashlib.sha256(text).hexdigest()
    row = {"plan_id": plan_id, "version": version, "content": zlib.compress(text, 5)}
    connection.execute(insert(PlanSnapshot).values(**row, digest=digest))
    return digest


def content_of(live: LivePlan) -> dict[str, Any]:
    """Return the whole of a plan as JSON values: grid of each unit, facts of each grid, locks.

    Parameters
    ----------
    live : LivePlan
        The plan.

    Returns
    -------
    dict
        ``assignment``, ``grids``, ``unit_locks`` and ``locked``.
    """
    return {
        "assignment": live.assignment(),
        "grids": {code: facts.to_json() for code, facts in live.facts.items()},
        "unit_locks": sorted(live.locked_units()),
        "locked": live.locked,
    }


def first_state(connection: Connection, plan: Mapping[str, Any], ground: Ground) -> LivePlan:
    """Return a plan as it came.

    Parameters
    ----------
    connection : Connection
        Any.
    plan : Mapping
        The plan.
    ground : Ground
        Its units.

    Returns
    -------
    LivePlan
        Version 0.
    """
    table = PlanSnapshot.__table__
    wanted = select(table.c.content).where(table.c.plan_id == plan["id"], table.c.version == 0)
    content = json.loads(zlib.decompress(connection.execute(wanted).scalar_one()))
    return live_of(ground, content, plan["settings"])


def head_state(connection: Connection, plan: Mapping[str, Any], ground: Ground) -> LivePlan:
    """Return a plan at its head, from the projection of its events.

    Parameters
    ----------
    connection : Connection
        Any.
    plan : Mapping
        The plan.
    ground : Ground
        Its units.

    Returns
    -------
    LivePlan
        Of the state of the store that the connection sees.
    """
    unit, grid = PlanUnit.__table__.c, PlanGrid.__table__.c
    rows = connection.execute(
        select(unit.grid_code, unit.locked).where(unit.plan_id == plan["id"]).order_by(unit.row)
    ).all()
    grids = connection.execute(
        select(PlanGrid.__table__).where(grid.plan_id == plan["id"])
    ).mappings()
    ids = ground.unit_ids.tolist()
    content = {
        "assignment": {one: code for one, (code, _) in zip(ids, rows, strict=True)},
        "unit_locks": [one for one, (_, locked) in zip(ids, rows, strict=True) if locked],
        "grids": {one["grid_code"]: facts_of(dict(one)).to_json() for one in grids},
        "locked": plan["locked"],
    }
    return live_of(ground, content, plan["settings"])


def facts_of(grid: Mapping[str, Any]) -> GridFacts:
    """Return the facts of a grid in the projection.

    Parameters
    ----------
    grid : Mapping
        The columns of `PlanGrid`.

    Returns
    -------
    GridFacts
        Without its figures.
    """
    names = ("community_code", "name", "kind", "purpose", "locked", "retired")
    return GridFacts(uuid=grid["grid_uuid"], **{name: grid[name] for name in names})


def live_of(ground: Ground, content: Mapping[str, Any], settings: Mapping[str, Any]) -> LivePlan:
    """Return the plan that a snapshot holds.

    Parameters
    ----------
    ground : Ground
        Its units.
    content : Mapping
        As `content_of` returns it; a unit that is not named has no grid.
    settings : Mapping
        Of the plan.

    Returns
    -------
    LivePlan
        Ready to be edited.
    """
    assignment = content["assignment"]
    persons = settings.get("persons")
    return LivePlan.of(
        ground,
        {code: GridFacts.from_json(one) for code, one in content["grids"].items()},
        [assignment.get(unit) for unit in ground.unit_ids],
        unit_locks=content["unit_locks"],
        locked=content["locked"],
        band=band_of(settings),
        persons=Band(*persons) if persons else None,
        barriers=settings.get("barriers", "eased"),
    )


def band_of(settings: Mapping[str, Any]) -> Band:
    """Return the band of a plan.

    Parameters
    ----------
    settings : Mapping
        Its settings.

    Returns
    -------
    Band
        Households of a grid.
    """
    lower, upper = settings.get("band", (Band().lower, Band().upper))
    return Band(int(lower), int(upper))
