"""Making plans: of what a computation found, without grids, or as a branch of another."""

from __future__ import annotations

import math
import uuid
from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import numpy as np
from sqlalchemy import Connection, insert, update

from gridmap.contiguity import ContiguityGraph, build_contiguity
from gridmap.editing.delta import GridFacts
from gridmap.editing.live_plan import LivePlan
from gridmap.plan import Band, Plan
from gridmap_api.store.engine import Store
from gridmap_api.store.live import load_ground, plans_of
from gridmap_api.store.models import PlanRow
from gridmap_api.store.plans import find_plan, require_all, require_editor, require_version
from gridmap_api.store.principals import Principal
from gridmap_api.store.projection import write_projection
from gridmap_api.store.scope import EVERYTHING
from gridmap_api.store.snapshots import live_of, save_snapshot
from gridmap_api.store.types import utc_now
from gridmap_api.store.unit_sets import save_units


def create_plan(
    connection: Connection,
    plan: Plan,
    *,
    name: str,
    owner: str,
    layers: Mapping[str, int] | None = None,
    graph: ContiguityGraph | None = None,
    set_id: str | None = None,
) -> str:
    """Keep a plan as a draft at version 0, with its units, and return its id.

    Parameters
    ----------
    connection : Connection
        A transaction that may write.
    plan : Plan
        The plan.
    name : str
        What people call it.
    owner : str
        The name of who makes it.
    layers : Mapping of str to int, optional
        Version of each layer that its units were made of.
    graph : ContiguityGraph, optional
        Contiguity of its units; by default it is built again, for which the plan has to have its
        layers.
    set_id : str, optional
        Where its units, all of them and no others, are kept already.

    Returns
    -------
    str
        The id of the plan.
    """
    set_id = set_id or save_units(
        connection,
        plan.units,
        build_contiguity(plan.units, plan.context) if graph is None else graph,
        layers=layers or {},
        tessellation=plan.settings.get("tessellation", {}),
        communities=_names(plan),
        feasibility=_records(plan),
    )
    content = {
        "assignment": dict(zip(plan.units["unit_id"], _codes(plan.units), strict=True)),
        "grids": {code: facts.to_json() for code, facts in _facts(plan.grids).items()},
        "unit_locks": [],
        "locked": False,
    }
    live = live_of(load_ground(connection, set_id), content, plan.settings)
    return insert_plan(
        connection,
        live,
        set_id=set_id,
        name=name,
        owner=owner,
        settings=plan.settings,
        figures=plan.figures,
    )


def insert_plan(
    connection: Connection,
    live: LivePlan,
    *,
    set_id: str,
    name: str,
    owner: str,
    settings: Mapping[str, Any],
    figures: Mapping[str, Any],
    parent: tuple[str, int] | None = None,
) -> str:
    """Keep what a live plan is as version 0 of a new draft, and return its id.

    Parameters
    ----------
    connection : Connection
        A transaction that may write.
    live : LivePlan
        The plan.
    set_id : str
        Its units.
    name : str
        What people call it.
    owner : str
        The name of who makes it.
    settings, figures : Mapping
        As `gridmap.plan.Plan` has them.
    parent : tuple of (str, int), optional
        Id and version of the plan that it comes from.

    Returns
    -------
    str
        The id of the plan.
    """
    plan_id = str(uuid.uuid4())
    row = {
        "id": plan_id,
        "name": name,
        "state": "draft",
        "set_id": set_id,
        "settings": dict(settings),
        "figures": _finite(figures),
        "parent_id": parent[0] if parent else None,
        "parent_version": parent[1] if parent else None,
        "owner": owner,
        "time": utc_now(),
        "locked": live.locked,
        "head": 0,
        "head_hash": "",
    }
    connection.execute(insert(PlanRow).values(**row))
    digest = save_snapshot(connection, plan_id, 0, live)
    connection.execute(update(PlanRow).where(PlanRow.id == plan_id).values(head_hash=digest))
    write_projection(connection, plan_id, live)
    return plan_id


def make_blank(
    store: Store,
    connection: Connection,
    *,
    name: str,
    set_id: str,
    band: Band,
    principal: Principal,
) -> dict[str, Any]:
    """Make a draft without grids, and return it.

    Parameters
    ----------
    store : Store
        The store.
    connection : Connection
        A transaction of it that may write.
    name : str
        What people call it.
    set_id : str
        Its units.
    band : Band
        Households of a grid.
    principal : Principal
        Who makes it.

    Returns
    -------
    dict
        As `plans.find_plan` returns it.

    Raises
    ------
    UnknownObjectError
        If there are no such units.
    ForbiddenError
        If the account does not work in all of their communities.
    """
    require_editor(principal)
    ground = plans_of(store).ground(connection, set_id)
    require_all({"communities": ground.names}, principal)
    settings = {"band": [band.lower, band.upper]}
    nothing = {"assignment": {}, "grids": {}, "unit_locks": [], "locked": False}
    plan_id = insert_plan(
        connection,
        live_of(ground, nothing, settings),
        set_id=set_id,
        name=name,
        owner=principal.name,
        settings=settings,
        figures={},
    )
    return find_plan(connection, plan_id, EVERYTHING)


def branch_plan(
    store: Store,
    connection: Connection,
    plan: Mapping[str, Any],
    *,
    name: str,
    version: int | None,
    principal: Principal,
) -> dict[str, Any]:
    """Make a draft that begins as a copy of a plan, and return it.

    Parameters
    ----------
    store : Store
        The store.
    connection : Connection
        A transaction of it that may write.
    plan : Mapping
        The plan.
    name : str
        What people call the branch.
    version : int or None
        The version that is copied; the head for None.
    principal : Principal
        Who makes it.

    Returns
    -------
    dict
        As `plans.find_plan` returns it.

    Raises
    ------
    UnknownObjectError
        If the plan has no such version.
    ForbiddenError
        If the account may only look.
    """
    require_editor(principal)
    number = plan["head"] if version is None else version
    require_version(plan, number)
    plan_id = insert_plan(
        connection,
        plans_of(store).at(connection, plan, number),
        set_id=plan["set_id"],
        name=name,
        owner=principal.name,
        settings=plan["settings"],
        figures=plan["figures"],
        parent=(plan["id"], number),
    )
    return find_plan(connection, plan_id, EVERYTHING)


def _names(plan: Plan) -> dict[str, str]:
    """Return the name of every community that has units, its code where it has no name."""
    known = dict(zip(plan.grids["community_code"], plan.grids["community"], strict=True))
    codes = sorted(set(plan.units["community_code"]))
    return {code: str(known.get(code) or code) for code in codes}


def _codes(units: gpd.GeoDataFrame) -> list[str | None]:
    gone = units["grid_code"].isna()
    return [
        None if none else str(code) for code, none in zip(units["grid_code"], gone, strict=True)
    ]


def _facts(grids: gpd.GeoDataFrame) -> dict[str, GridFacts]:
    return {
        str(grid.grid_code): GridFacts(
            str(uuid.uuid4()),
            str(grid.community_code),
            kind=str(grid.kind),
            purpose=grid.purpose if isinstance(grid.purpose, str) else None,
        )
        for grid in grids.itertuples()
    }


def _records(plan: Plan) -> list[dict[str, Any]]:
    rows = plan.feasibility.to_dict("records")
    return [_finite({str(name): one for name, one in row.items()}) for row in rows]


def _finite(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return JSON values: numbers of Python, None for one that is none."""
    found: dict[str, Any] = {}
    for name, value in values.items():
        plain = value.item() if isinstance(value, np.generic) else value
        if isinstance(plain, Mapping):
            plain = _finite(plain)
        elif isinstance(plain, float) and not math.isfinite(plain):
            plain = None
        found[name] = plain
    return found
