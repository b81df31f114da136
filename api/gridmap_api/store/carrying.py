"""Carrying a plan over to other units: a new draft, and what could not be carried there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from gridmap.partition.repair.carry import carry
from gridmap_api.store.engine import Store
from gridmap_api.store.live import plans_of
from gridmap_api.store.making import insert_plan
from gridmap_api.store.plans import find_plan, require_all
from gridmap_api.store.principals import Principal
from gridmap_api.store.scope import EVERYTHING
from gridmap_api.store.snapshots import live_of


def carry_over(
    store: Store,
    connection: Connection,
    plan: Mapping[str, Any],
    *,
    name: str,
    set_id: str,
    principal: Principal,
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Make a draft on other units that has the grids of a plan, as far as they can be carried.

    Buildings keep their grid; land keeps the grid that covers most of it. A grid keeps its code,
    its facts and its lock; one that has no unit any more is retired. Locks of units are not
    carried: the units are others.

    Parameters
    ----------
    store : Store
        The store.
    connection : Connection
        A transaction of it that may write.
    plan : Mapping
        The plan.
    name : str
        What people call the new one.
    set_id : str
        The other units.
    principal : Principal
        Who asks.

    Returns
    -------
    plan : dict
        The new plan, as `plans.find_plan` returns it.
    report : dict
        The members of `gridmap_api.schemas.plans.CarriedReport` but the plan.

    Raises
    ------
    UnknownObjectError
        If there are no such units.
    ForbiddenError
        If the account does not work in all of the communities.
    """
    require_all(plan, principal)
    plans = plans_of(store)
    ground, live = plans.ground(connection, set_id), plans.head(connection, plan)
    require_all({"communities": ground.names}, principal)
    crs = ground.units.crs
    old_units = live.ground.units.assign(grid_code=live.codes()).to_crs(crs)
    found = carry(ground.units, live.grids().reset_index().to_crs(crs), old_units)
    codes = found.codes.tolist()
    gone = sorted({code for code, one in live.facts.items() if not one.retired} - set(codes))
    facts = {code: one.as_retired() if code in gone else one for code, one in live.facts.items()}
    content = {
        "assignment": dict(zip(ground.unit_ids.tolist(), codes, strict=True)),
        "grids": {code: one.to_json() for code, one in facts.items()},
        "unit_locks": [],
        "locked": False,
    }
    plan_id = insert_plan(
        connection,
        live_of(ground, content, plan["settings"]),
        set_id=set_id,
        name=name,
        owner=principal.name,
        settings=plan["settings"],
        figures={},
        parent=(plan["id"], plan["head"]),
    )
    left = [row for row, code in enumerate(codes) if code is None]
    said = found.say()
    report = {
        "what": {"zh": said.zh, "en": said.en},
        "new_buildings": list(found.new_buildings),
        "lost_buildings": list(found.lost_buildings),
        "uncarried_units": [str(ground.unit_ids[row]) for row in left],
        "uncarried_households": int(ground.households[left].sum()),
        "lost_grids": gone,
        "lost_unit_locks": len(live.locked_units()),
    }
    return find_plan(connection, plan_id, EVERYTHING), report
