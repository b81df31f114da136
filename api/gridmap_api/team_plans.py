"""A plan with its teams and lists, as the routes of both need it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

from sqlalchemy import Connection

from gridmap.errors import Fault, Text
from gridmap.plan import Plan
from gridmap_api.errors import UnknownObjectError
from gridmap_api.store.engine import Store
from gridmap_api.store.layer_reads import current_versions, read_layer
from gridmap_api.store.live import plans_of
from gridmap_api.store.plan_tables import read_tables
from gridmap_api.store.plans import find_plan, require_editor
from gridmap_api.store.principals import Principal
from gridmap_api.store.scope import Scope
from gridmap_api.store.unit_sets import unit_set
from gridmap_api.store_source import core_plan

WORKING_LAYERS = ("buildings", "hazards")
"""Layers that tell of workload."""


def plan_with_teams(
    store: Store, connection: Connection, plan_id: str, scope: Scope
) -> tuple[dict[str, Any], Plan]:
    """Return a plan at its head, with its tables and the layers that tell of workload.

    Parameters
    ----------
    store : Store
        The store.
    connection : Connection
        To it.
    plan_id : str
        The plan.
    scope : Scope
        What may be seen.

    Returns
    -------
    plan : dict
        As `find_plan` returns it.
    core : Plan
        The communities that may be seen.

    Raises
    ------
    UnknownObjectError
        If the plan is out of sight.
    """
    plan = find_plan(connection, plan_id, scope)
    core = core_plan(plan, plans_of(store).head(connection, plan))
    held = {**current_versions(connection), **unit_set(connection, plan["set_id"])["layers"]}
    context = {
        name: read_layer(connection, name, version=held[name], scope=scope).to_crs(core.units.crs)
        for name in WORKING_LAYERS
        if name in held
    }
    seen = [
        frame[frame["community_code"].map(scope.sees).astype(bool)].reset_index(drop=True)
        for frame in (core.units, core.grids)
    ]
    tables = read_tables(connection, plan, plan["head"], scope)
    return plan, replace(core, units=seen[0], grids=seen[1], context=context, tables=tables)


def edited_plan(
    store: Store, connection: Connection, plan_id: str, principal: Principal
) -> tuple[dict[str, Any], Plan]:
    """Return a plan with its teams to somebody who is going to change them.

    Parameters
    ----------
    store : Store
        The store.
    connection : Connection
        A transaction that may write.
    plan_id : str
        The plan.
    principal : Principal
        Who asks.

    Returns
    -------
    plan : dict
        As `find_plan` returns it.
    core : Plan
        The communities that may be seen.

    Raises
    ------
    UnknownObjectError
        If the plan is out of sight.
    ForbiddenError
        If somebody edits no plans.
    """
    plan = find_plan(connection, plan_id, principal.scope)
    require_editor(principal)
    return plan_with_teams(store, connection, plan["id"], principal.scope)


def home_communities(core: Plan) -> dict[str, str]:
    """Return the community of each grid of a plan.

    Parameters
    ----------
    core : Plan
        The plan.

    Returns
    -------
    dict of str to str
        By code of the grid.
    """
    return dict(zip(core.grids["grid_code"], core.grids["community_code"], strict=True))


def no_grid() -> UnknownObjectError:
    """Return the refusal of a grid that a plan does not have.

    Returns
    -------
    UnknownObjectError
        To be raised.
    """
    return UnknownObjectError(
        Text("方案中没有这个网格。", "The plan has no such grid."),
        Text("请刷新方案。", "Load the plan again."),
    )


def told_faults(faults: Sequence[Fault]) -> list[dict[str, Any]]:
    """Return what is wrong with the rows of a file.

    Parameters
    ----------
    faults : sequence of Fault
        What was found.

    Returns
    -------
    list of dict
        As `gridmap_api.schemas.teams.RowFault` says.
    """
    return [
        {
            "severity": one.severity,
            "sheet": one.file,
            "what": asdict(one.what),
            "remedy": asdict(one.remedy),
        }
        for one in faults[:500]
    ]
