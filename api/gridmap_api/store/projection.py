"""The head of a plan as rows that a map, a query and QGIS can read, kept up with its events."""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Connection, Table, bindparam, delete, insert, select, update

from gridmap.crs import STORAGE_CRS
from gridmap.editing.live_plan import LivePlan, Outcome
from gridmap.plan import Violation
from gridmap_api.store.base import Base
from gridmap_api.store.models import PlanGrid, PlanRow, PlanUnit, PlanViolation

CHUNK = 10_000
TABLE = cast("Table", PlanGrid.__table__)
ROWS_AT_ONCE = 500
"""Rows that one statement names: a file takes a limited number of parameters."""


def write_projection(connection: Connection, plan_id: str, live: LivePlan) -> None:
    """Write every row of a plan that has none yet.

    Parameters
    ----------
    connection : Connection
        A transaction that may write.
    plan_id : str
        The plan.
    live : LivePlan
        Its version 0.
    """
    columns = (live.ground.community, live.codes(), live.state.unit_locked)
    names = ("row", "community_code", "grid_code", "locked")
    values = zip(range(live.ground.graph.n), *(one.tolist() for one in columns), strict=True)
    units = [{"plan_id": plan_id, **dict(zip(names, one, strict=True))} for one in values]
    _insert(connection, PlanUnit, units)
    _insert(connection, PlanGrid, grid_rows(live, live.facts, plan_id=plan_id, version=0))
    _insert(connection, PlanViolation, violation_rows(live, live.violations(), plan_id=plan_id))


def update_projection(
    connection: Connection, plan: Mapping[str, Any], version: int, outcome: Outcome
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Bring the rows of a plan from one version to the next; only those that changed.

    Parameters
    ----------
    connection : Connection
        A transaction that holds the plan.
    plan : Mapping
        The plan before the edit.
    version : int
        The version that the edit makes.
    outcome : Outcome
        What the edit made of the plan.

    Returns
    -------
    grids : list of dict
        The grids that changed: the columns of `PlanGrid`.
    violations : list of dict
        Those that are new, or last with another figure: the columns of `PlanViolation`.
    """
    _update_units(connection, plan["id"], outcome)
    if outcome.delta.plan_lock is not None:
        locked = update(PlanRow).where(PlanRow.id == plan["id"])
        connection.execute(locked.values(locked=outcome.plan.locked))
    grids = grid_rows(outcome.plan, outcome.after, plan_id=plan["id"], version=version)
    _update_grids(connection, plan["id"], grids)
    changed = [one.key for one in outcome.violations_changed]
    _delete_violations(connection, plan["id"], [*outcome.violations_resolved, *changed])
    fresh = (*outcome.violations_added, *outcome.violations_changed)
    violations = violation_rows(outcome.plan, fresh, plan_id=plan["id"])
    _insert(connection, PlanViolation, violations)
    return grids, violations


def grid_rows(
    live: LivePlan, codes: Iterable[str], *, plan_id: str, version: int
) -> list[dict[str, Any]]:
    """Return grids as rows of the store.

    Parameters
    ----------
    live : LivePlan
        The plan.
    codes : iterable of str
        Which grids; retired ones have no shape.
    plan_id : str
        The plan.
    version : int
        The version that changed them last.

    Returns
    -------
    list of dict
        The columns of `PlanGrid`, shapes in EPSG:4490.
    """
    found = list(live.grid_rows(codes).values())
    names = live.ground.names
    shapes = to_degrees([one.polygon for one in found], live.ground.units.crs)
    return [
        {
            "plan_id": plan_id,
            "grid_code": one.code,
            "grid_uuid": one.facts.uuid,
            "community": names.get(one.facts.community_code, one.facts.community_code),
            **{name: getattr(one.facts, name) for name in FACTS},
            "version": version,
            **one.figures,
            "geom": shape,
        }
        for one, shape in zip(found, shapes, strict=True)
    ]


FACTS = ("community_code", "name", "kind", "purpose", "locked", "retired")
"""Facts of a grid that are columns by the same name."""


def violation_rows(
    live: LivePlan, violations: Sequence[Violation], *, plan_id: str
) -> list[dict[str, Any]]:
    """Return violations as rows of the store.

    Parameters
    ----------
    live : LivePlan
        The plan.
    violations : sequence of Violation
        Its violations.
    plan_id : str
        The plan.

    Returns
    -------
    list of dict
        The columns of `PlanViolation`, places in degrees.
    """
    points = [None if one.place is None else shapely.Point(one.place) for one in violations]
    places = to_degrees(points, live.ground.units.crs)
    return [
        {
            "plan_id": plan_id,
            "key": one.key,
            "rule": one.rule,
            "hard": one.hard,
            "community_code": one.community_code,
            "grid_code": one.grid_code,
            "what": {"zh": one.what.zh, "en": one.what.en},
            "remedy": {"zh": one.remedy.zh, "en": one.remedy.en},
            "figure": one.figure,
            "lon": None if place is None else place.x,
            "lat": None if place is None else place.y,
        }
        for one, place in zip(violations, places, strict=True)
    ]


def to_degrees(shapes: Sequence[BaseGeometry | None], crs: CRS) -> NDArray[np.object_]:
    """Return shapes in EPSG:4490.

    Parameters
    ----------
    shapes : sequence of BaseGeometry or None
        In metres.
    crs : pyproj.CRS
        Of the shapes.

    Returns
    -------
    ndarray of BaseGeometry or None
        In degrees.
    """
    change = _transformer(crs.to_epsg()).transform

    def _moved(xy: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(change(xy[:, 0], xy[:, 1]))

    held = np.empty(len(shapes), dtype=object)
    held[:] = shapes
    return np.asarray(shapely.transform(held, _moved), dtype=object)


@functools.lru_cache(maxsize=32)
def _transformer(epsg: int) -> Transformer:
    return Transformer.from_crs(epsg, STORAGE_CRS, always_xy=True)


def _update_units(connection: Connection, plan_id: str, outcome: Outcome) -> None:
    row_of = outcome.plan.ground.row_of
    wanted: dict[tuple[str, str | bool | None], list[int]] = defaultdict(list)
    for unit, (_, code) in outcome.delta.units.items():
        wanted["grid_code", code].append(row_of[unit])
    for unit, (_, locked) in outcome.delta.unit_locks.items():
        wanted["locked", locked].append(row_of[unit])
    for (column, value), rows in wanted.items():
        for start in range(0, len(rows), ROWS_AT_ONCE):
            some = PlanUnit.row.in_(sorted(rows)[start : start + ROWS_AT_ONCE])
            changed = update(PlanUnit).where(PlanUnit.plan_id == plan_id, some)
            connection.execute(changed.values({column: value}))


def _update_grids(connection: Connection, plan_id: str, grids: list[dict[str, Any]]) -> None:
    there = _codes_there(connection, plan_id, [one["grid_code"] for one in grids])
    known = [{**one, "known_code": one["grid_code"]} for one in grids if one["grid_code"] in there]
    if known:
        mine = (TABLE.c.plan_id == plan_id) & (TABLE.c.grid_code == bindparam("known_code"))
        connection.execute(update(TABLE).where(mine), known)
    _insert(connection, PlanGrid, [one for one in grids if one["grid_code"] not in there])


def _codes_there(connection: Connection, plan_id: str, codes: Sequence[str]) -> set[str]:
    found: set[str] = set()
    for start in range(0, len(codes), ROWS_AT_ONCE):
        some = PlanGrid.grid_code.in_(codes[start : start + ROWS_AT_ONCE])
        wanted = select(PlanGrid.grid_code).where(PlanGrid.plan_id == plan_id, some)
        found |= set(connection.scalars(wanted))
    return found


def _delete_violations(connection: Connection, plan_id: str, keys: Sequence[str]) -> None:
    for start in range(0, len(keys), ROWS_AT_ONCE):
        some = PlanViolation.key.in_(keys[start : start + ROWS_AT_ONCE])
        connection.execute(delete(PlanViolation).where(PlanViolation.plan_id == plan_id, some))


def _insert(connection: Connection, model: type[Base], rows: list[dict[str, Any]]) -> None:
    for start in range(0, len(rows), CHUNK):
        connection.execute(insert(model), rows[start : start + CHUNK])
