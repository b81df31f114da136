"""What is shown of a plan at its head: its own columns, grids, units, violations; by scope."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, case, func, select

from gridmap_api.store.models import PlanGrid, PlanUnit, PlanViolation, Unit, UnitSet
from gridmap_api.store.public_counts import told_counts
from gridmap_api.store.scope import EVERYTHING, Scope
from gridmap_api.store.snapshots import band_of

GRID = (
    "grid_code",
    "grid_uuid",
    "community_code",
    "community",
    "name",
    "kind",
    "purpose",
    "locked",
    "retired",
    "version",
    "households",
    "persons",
    "buildings",
    "compounds",
    "area_m2",
    "deviation_pct",
    "mean_distance_m",
    "service_radius_m",
    "roundness",
)
"""What is shown of a grid besides its shape."""

VIOLATION = ("key", "rule", "hard", "community_code", "grid_code", "what", "remedy", "figure")


def item_of(plan: Mapping[str, Any], scope: Scope) -> dict[str, Any]:
    """Return a plan as it is listed.

    Parameters
    ----------
    plan : Mapping
        The plan, as `plans.find_plan` returns it.
    scope : Scope
        What may be seen.

    Returns
    -------
    dict
        Of `gridmap_api.schemas.plans.PlanItem`.
    """
    parent = {"plan_id": plan["parent_id"], "version": plan["parent_version"]}
    address = f"/plans/{plan['id']}"
    named = {name: plan[name] for name in ("name", "state", "set_id", "time", "locked")}
    return named | {
        # Whoever sees what is published alone is told the names of no planner.
        "owner": "" if scope.published_only else plan["owner"],
        "plan_id": plan["id"],
        "version": plan["head"],
        "communities": {
            code: name for code, name in plan["communities"].items() if scope.sees(code)
        },
        "whole": all(map(scope.sees, plan["communities"])),
        "parent": None if plan["parent_id"] is None else parent,
        "links": [
            {"rel": rel, "href": f"{address}{path}", "type": "application/json"}
            for rel, path in (("self", ""), ("grids", "/grids"), ("units", "/units"))
        ],
    }


def head_of(connection: Connection, plan: Mapping[str, Any], scope: Scope) -> dict[str, Any]:
    """Return a plan at its head, but for whether it still is what was published.

    Parameters
    ----------
    connection : Connection
        In which the plan was found.
    plan : Mapping
        The plan.
    scope : Scope
        What may be seen.

    Returns
    -------
    dict
        Of `gridmap_api.schemas.plans.PlanHead`.
    """
    band = band_of(plan["settings"])
    layers = select(UnitSet.layers).where(UnitSet.id == plan["set_id"])
    return item_of(plan, scope) | {
        "hash": plan["head_hash"],
        "band": {"lower": band.lower, "upper": band.upper},
        "figures": figures_of(connection, plan, scope),
        # What was computed tells counts of small places; it is of the whole plan.
        "computed": plan["figures"] if scope == EVERYTHING else {},
        "settings": plan["settings"],
        "layers": connection.execute(layers).scalar_one(),
        "published_hash": plan["published_hash"],
    }


def figures_of(connection: Connection, plan: Mapping[str, Any], scope: Scope) -> dict[str, float]:
    """Return the figures of a plan at its head.

    Parameters
    ----------
    connection : Connection
        In which the plan was found.
    plan : Mapping
        The plan.
    scope : Scope
        What may be seen.

    Returns
    -------
    dict of str to float
        ``grids``, ``ordinary_grids``, ``special_grids``, ``households``, ``persons``, ``in_band``,
        ``in_band_share``, ``unassigned_units``, ``open_violations``. The public are told
        ``households`` and ``persons`` only if those of every community are told, and ``in_band``
        of the grids whose households are told.
    """
    grid, unit, found = PlanGrid.__table__.c, PlanUnit.__table__.c, PlanViolation.__table__.c
    band = band_of(plan["settings"])
    ordinary = grid.kind == "ordinary"
    within = ordinary & grid.households.between(band.lower, band.upper)
    figures: dict[str, float] = dict(
        connection.execute(
            select(
                func.count().label("grids"),
                _count(ordinary).label("ordinary_grids"),
                func.coalesce(func.sum(grid.households), 0).label("households"),
                func.coalesce(func.sum(grid.persons), 0).label("persons"),
                _count(within).label("in_band"),
            ).where(grid.plan_id == plan["id"], ~grid.retired, scope.rows(grid.community_code))
        )
        .mappings()
        .one()
    )
    gaps = select(func.count()).where(
        unit.plan_id == plan["id"], unit.grid_code.is_(None), scope.rows(unit.community_code)
    )
    standing = select(func.count()).where(
        found.plan_id == plan["id"], found.hard, scope.rows(found.community_code)
    )
    if scope.published_only:
        figures = _told_figures(connection, plan, figures)
    count = figures["ordinary_grids"]
    return figures | {
        "special_grids": figures["grids"] - count,
        "in_band_share": round(figures["in_band"] / count, 4) if count else 1.0,
        "unassigned_units": connection.execute(gaps).scalar_one(),
        "open_violations": connection.execute(standing).scalar_one(),
    }


def _told_figures(
    connection: Connection, plan: Mapping[str, Any], figures: dict[str, float]
) -> dict[str, float]:
    """Return figures without what follows from counts that are withheld."""
    told, grid, band = (
        told_counts(connection, plan),
        PlanGrid.__table__.c,
        band_of(plan["settings"]),
    )
    totals = [told.get(code, (None, None)) for code in plan["communities"]]
    ordinary = select(grid.grid_code).where(
        grid.plan_id == plan["id"], ~grid.retired, grid.kind == "ordinary"
    )
    counts = [told.get(code, (None, None))[0] for code in connection.scalars(ordinary)]
    within = sum(one is not None and band.holds(one) for one in counts)
    shown = figures | {"in_band": within}
    for place, name in enumerate(("households", "persons")):
        if any(one[place] is None for one in totals):
            del shown[name]
    return shown


def grids_of(
    connection: Connection, plan_id: str, scope: Scope, *, limit: int, offset: int
) -> tuple[int, list[dict[str, Any]]]:
    """Return a page of the grids of a plan, those included that have no unit any more.

    Parameters
    ----------
    connection : Connection
        Any.
    plan_id : str
        The plan.
    scope : Scope
        What may be seen.
    limit, offset : int
        Grids on the page, and before it.

    Returns
    -------
    count : int
        Grids in all.
    grids : list of dict
        Of `gridmap_api.schemas.plans.GridInfo`, by code.
    """
    table = PlanGrid.__table__.c
    seen = (table.plan_id == plan_id) & scope.rows(table.community_code)
    count = connection.execute(select(func.count()).where(seen)).scalar_one()
    wanted = select(*(table[name] for name in GRID)).where(seen).order_by(table.grid_code)
    rows = connection.execute(wanted.limit(limit).offset(offset)).mappings()
    return int(count), [dict(row) for row in rows]


def units_of(
    connection: Connection, plan: Mapping[str, Any], scope: Scope, *, after: int, limit: int
) -> dict[str, Any]:
    """Return a page of the units of a plan with the grid of each, as columns.

    Parameters
    ----------
    connection : Connection
        Any.
    plan : Mapping
        The plan.
    scope : Scope
        What may be seen.
    after : int
        The cursor: the row before the first one; -1 to begin.
    limit : int
        Units on the page.

    Returns
    -------
    dict
        Of `gridmap_api.schemas.plans.UnitColumns`.
    """
    held, unit = PlanUnit.__table__.c, Unit.__table__.c
    wanted = (
        select(held.row, unit.unit_id, held.grid_code, held.locked)
        .select_from(PlanUnit)
        .join(Unit, (unit.set_id == plan["set_id"]) & (unit.row == held.row))
        .where(held.plan_id == plan["id"], held.row > after, scope.rows(held.community_code))
        .order_by(held.row)
        .limit(limit + 1)
    )
    rows = connection.execute(wanted).all()
    page = rows[:limit]
    columns = list(zip(*page, strict=True)) if page else [(), (), (), ()]
    return {
        "version": plan["head"],
        "unit_id": list(columns[1]),
        "grid_code": list(columns[2]),
        "locked": list(columns[3]),
        "next": page[-1].row if len(rows) > limit else None,
    }


def violations_of(connection: Connection, plan_id: str, scope: Scope) -> list[dict[str, Any]]:
    """Return the violations at the head of a plan, hard ones first.

    Parameters
    ----------
    connection : Connection
        Any.
    plan_id : str
        The plan.
    scope : Scope
        What may be seen.

    Returns
    -------
    list of dict
        Of `gridmap_api.schemas.plans.ViolationRow`.
    """
    table = PlanViolation.__table__
    wanted = select(table).where(table.c.plan_id == plan_id, scope.rows(table.c.community_code))
    rows = connection.execute(
        wanted.order_by(table.c.hard.desc(), table.c.rule, table.c.grid_code, table.c.key)
    ).mappings()
    return [violation_shown(dict(row)) for row in rows]


def violation_shown(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a violation as it is shown.

    Parameters
    ----------
    row : Mapping
        The columns of `PlanViolation`.

    Returns
    -------
    dict
        Of `gridmap_api.schemas.plans.ViolationRow`.
    """
    place = None if row["lon"] is None else [row["lon"], row["lat"]]
    return {name: row[name] for name in VIOLATION} | {"place": place}


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)
