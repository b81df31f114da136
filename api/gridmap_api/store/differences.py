"""Versions of a plan as they were, and what differs between two."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from gridmap.editing import LivePlan, diff
from gridmap.errors import Text
from gridmap_api.errors import ConflictError
from gridmap_api.store.engine import Store
from gridmap_api.store.live import plans_of
from gridmap_api.store.plans import require_version
from gridmap_api.store.scope import Scope

PlanAt = tuple[Mapping[str, Any], int]


def state_at(
    store: Store, connection: Connection, plan: Mapping[str, Any], version: int, scope: Scope
) -> dict[str, Any]:
    """Return the grid of every unit as it was at one version.

    Parameters
    ----------
    store : Store
        The store.
    connection : Connection
        In which the plan was found.
    plan : Mapping
        The plan.
    version : int
        The version.
    scope : Scope
        What may be seen.

    Returns
    -------
    dict
        Of `gridmap_api.schemas.plans.VersionState`.

    Raises
    ------
    UnknownObjectError
        If the plan has no such version.
    """
    require_version(plan, version)
    live = plans_of(store).at(connection, plan, version)
    seen = _seen(live, scope)
    return {
        "version": version,
        "unit_id": live.ground.unit_ids[seen].tolist(),
        "grid_code": live.codes()[seen].tolist(),
        "locked": live.state.unit_locked[seen].tolist(),
    }


def difference_of(
    store: Store, connection: Connection, before: PlanAt, after: PlanAt, scope: Scope
) -> dict[str, Any]:
    """Return what differs between two versions, of one plan or of two on the same units.

    Parameters
    ----------
    store : Store
        The store.
    connection : Connection
        In which the plans were found.
    before, after : tuple of (Mapping, int)
        A plan, and a version of it.
    scope : Scope
        What may be seen.

    Returns
    -------
    dict
        Of `gridmap_api.schemas.plans.Difference`.

    Raises
    ------
    UnknownObjectError
        If a plan has no such version.
    ConflictError
        If the plans are on different units.
    """
    if before[0]["set_id"] != after[0]["set_id"]:
        raise ConflictError(
            Text("两个方案的基本单元不同，不能比较。", "The plans are on different units."),
            Text("请先把一个方案转到另一方案的单元上。", "Carry one over to the other's units."),
        )
    for plan, version in (before, after):
        require_version(plan, version)
    plans = plans_of(store)
    old, new = (plans.at(connection, plan, version) for plan, version in (before, after))
    found, seen = diff(old, new), _seen(new, scope)
    row_of, households = new.ground.row_of, new.ground.households
    moved = [flip for flip in found.moved if seen[row_of[flip[0]]]]
    flows = [
        asdict(flow)
        for flow in found.flows
        if flow.old != flow.new and scope.sees(_home((old, new), flow.old or flow.new))
    ]
    return {
        "flips": moved,
        "households": int(households[[row_of[unit] for unit, _, _ in moved]].sum()),
        "moved": flows,
    }


def _home(plans: tuple[LivePlan, LivePlan], code: str | None) -> str:
    """Return the community of a grid; both grids of a flow are of one."""
    return next(plan.facts[code].community_code for plan in plans if code and code in plan.facts)


def _seen(live: LivePlan, scope: Scope) -> NDArray[np.bool_]:
    if scope.communities is None:
        return np.ones(live.ground.graph.n, dtype=bool)
    return np.isin(live.ground.community.astype(str), sorted(scope.communities))
