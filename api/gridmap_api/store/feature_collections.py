"""What can be read as collections of features: layers, and grids and units of plans.

The public, who see published plans alone, see no layer that counts households by building, no
units, no column that only the office knows, and of the figures of a grid what was decided to be
told when its plan was published.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection, FromClause, Table

from gridmap.errors import Text
from gridmap.layers import CONTRACTS
from gridmap.layers.contract import Column, Contract
from gridmap_api.errors import UnknownObjectError
from gridmap_api.store.features import FEATURES
from gridmap_api.store.layer_columns import element_of
from gridmap_api.store.models import LayerVersion, PlanGrid, PlanRow, PlanUnit, Publication, Unit
from gridmap_api.store.plan_columns import GRID_COLUMNS, UNIT_COLUMNS
from gridmap_api.store.plans import find_plan, list_plans
from gridmap_api.store.public_counts import BY_HOUSEHOLDS, told_column
from gridmap_api.store.scope import Scope

PRIVATE_LAYERS = frozenset({"compounds", "buildings", "nets"})
PLAN_ID = re.compile(r"plan\.([0-9a-f-]{36})\.(grids|units)", re.ASCII)
COMMUNITY = Column("community_code", Text("社区代码", "Community code"))
GRIDS, UNITS = Text("网格", "Grids"), Text("基本单元", "Units")
NEWEST = Text("最新发布的方案", "the plan published last")


@dataclass(frozen=True, slots=True)
class Collection:
    """Features of one kind, and where the store keeps them.

    Attributes
    ----------
    id : str
        Name in addresses.
    title, description : Text
        What people see.
    source : FromClause
        Where rows come from.
    table : Table
        The table with ``fid`` and ``geom``.
    key : str
        The property that identifies a feature.
    properties : Mapping of str to Column
        What is told of a feature, in order.
    values : Mapping of str to ColumnElement
        Where the store keeps each property.
    geometry : tuple of str
        ``"point"``, ``"line"``, ``"polygon"``.
    conditions : tuple of ColumnElement
        Which rows belong to it and may be seen.
    stamp : str
        Changes whenever a feature does.
    layer : str
        Name of the layer that a write changes; empty where features are only read.
    further : tuple of str
        Names of further properties, that no contract names.
    """

    id: str
    title: Text
    description: Text
    source: FromClause
    table: Table
    key: str
    properties: Mapping[str, Column]
    values: Mapping[str, ColumnElement[Any]]
    geometry: tuple[str, ...]
    conditions: tuple[ColumnElement[bool], ...]
    stamp: str
    layer: str = ""
    further: tuple[str, ...] = field(default=())

    @property
    def own(self) -> frozenset[str]:
        """Names of properties that a write may set."""
        if not self.layer:
            return frozenset()
        named = {column.name for column in CONTRACTS[self.layer].columns}
        return frozenset(named) | frozenset(self.further)


def list_collections(connection: Connection, scope: Scope) -> list[Collection]:
    """Return every collection that may be seen.

    Parameters
    ----------
    connection : Connection
        Any.
    scope : Scope
        What may be seen.

    Returns
    -------
    list of Collection
        Layers, the plan published last, then every plan, the newest first.
    """
    layers = [_layer(connection, one, scope) for one in CONTRACTS.values() if _shown(one, scope)]
    newest = _published_last(connection, scope)
    plans = list_plans(connection, scope)
    return [
        *layers,
        *(_plan(newest, kind, scope, is_newest=True) for kind in _kinds(scope) if newest),
        *(_plan(plan, kind, scope) for plan in plans for kind in _kinds(scope)),
    ]


def find_collection(connection: Connection, name: str, scope: Scope) -> Collection:
    """Return a collection by its name.

    Parameters
    ----------
    connection : Connection
        Any.
    name : str
        Any text.
    scope : Scope
        What may be seen.

    Returns
    -------
    Collection
        The collection.

    Raises
    ------
    UnknownObjectError
        If there is none of that name, or it is out of sight.
    """
    if name in CONTRACTS and _shown(CONTRACTS[name], scope):
        return _layer(connection, CONTRACTS[name], scope)
    if name in _kinds(scope):
        newest = _published_last(connection, scope)
        if newest:
            return _plan(newest, name, scope, is_newest=True)
    named = PLAN_ID.fullmatch(name)
    if named and named[2] in _kinds(scope):
        return _plan(find_plan(connection, named[1], scope), named[2], scope)
    raise UnknownObjectError(
        Text("没有这个要素集合。", "There is no such collection."),
        Text("可用的集合见 /ogc/collections。", "They are listed at /ogc/collections."),
    )


def _shown(contract: Contract, scope: Scope) -> bool:
    return not (scope.published_only and contract.name in PRIVATE_LAYERS)


def _kinds(scope: Scope) -> tuple[str, ...]:
    return ("grids",) if scope.published_only else ("grids", "units")


def _layer(connection: Connection, contract: Contract, scope: Scope) -> Collection:
    table = FEATURES[contract.name]
    properties = {column.name: column for column in contract.columns}
    values = {column.name: element_of(table, column) for column in contract.columns}
    properties.setdefault(COMMUNITY.name, COMMUNITY)
    stamp, further = _layer_state(connection, contract.name)
    if scope.published_only:
        # What a column means that no contract names, such as a count, nobody can know.
        further = []
    return Collection(
        id=contract.name,
        title=contract.title,
        description=Text(f"当前版本的{contract.title.zh}图层", f"The {contract.name} as they are"),
        source=table,
        table=table,
        key=contract.key,
        properties=properties,
        values={COMMUNITY.name: table.c.community_code} | values,
        geometry=contract.geometry,
        conditions=(scope.rows(table.c.community_code),),
        stamp=stamp,
        layer=contract.name,
        # A property of the contract keeps its name from one that only looks like it.
        further=tuple(name for name in further if name not in properties),
    )


def _layer_state(connection: Connection, name: str) -> tuple[str, list[str]]:
    """Return the stamp of a layer and its further columns, by one query."""
    # A change of communities may move features to another community, and makes no version of them.
    places = sa.select(sa.func.max(LayerVersion.version)).where(LayerVersion.layer == "communities")
    query = sa.select(LayerVersion.version, LayerVersion.columns, places.scalar_subquery())
    query = query.where(LayerVersion.layer == name).order_by(LayerVersion.version.desc()).limit(1)
    found = connection.execute(query).one_or_none()
    if found is None:
        return f"{name}:0", []
    return f"{name}:{found[0]}:{found[2]}", [one for one, _ in found[1]]


def _published_last(connection: Connection, scope: Scope) -> Mapping[str, Any] | None:
    plans = {one["id"]: one for one in list_plans(connection, scope) if one["state"] == "published"}
    query = sa.select(Publication.plan_id).join(PlanRow, PlanRow.id == Publication.plan_id)
    query = query.where(Publication.state == "published", PlanRow.state == "published")
    steps = connection.scalars(query.order_by(Publication.time.desc(), Publication.plan_id))
    return next((plans[plan_id] for plan_id in steps if plan_id in plans), None)


def _plan(
    plan: Mapping[str, Any], kind: str, scope: Scope, *, is_newest: bool = False
) -> Collection:
    make = _grids if kind == "grids" else _units
    source, table, key, properties, values, conditions = make(plan, scope)
    what = GRIDS if kind == "grids" else UNITS
    name, newest = plan["name"], NEWEST
    return Collection(
        id=kind if is_newest else f"plan.{plan['id']}.{kind}",
        title=what if is_newest else Text(f"{name}：{what.zh}", f"{name}: {what.en}"),
        description=Text(f"{newest.zh}的{what.zh}", f"{what.en} of {newest.en}")
        if is_newest
        else Text(f"方案“{name}”的{what.zh}", f"{what.en} of the plan {name}"),
        source=source,
        table=table,
        key=key,
        properties=properties,
        values=values,
        geometry=("polygon",),
        conditions=conditions,
        stamp=f"{plan['id']}:{plan['head']}:{plan['state']}:{name}",
    )


Parts = tuple[
    FromClause,
    Table,
    str,
    Mapping[str, Column],
    Mapping[str, ColumnElement[Any]],
    tuple[ColumnElement[bool], ...],
]


def _grids(plan: Mapping[str, Any], scope: Scope) -> Parts:
    table: Table = PlanGrid.__table__  # type: ignore[assignment]
    values: dict[str, ColumnElement[Any]] = {name: table.c[name] for name in GRID_COLUMNS}
    if scope.published_only:
        for name in ("households", "persons"):
            values[name] = told_column(name, table)
        deviation = sa.case((values["households"].is_not(None), table.c.deviation_pct))
        hidden = {name: sa.null() for name in BY_HOUSEHOLDS}
        values |= {"deviation_pct": deviation, **hidden}
    conditions = (
        table.c.plan_id == plan["id"],
        table.c.retired.is_(False),
        scope.rows(table.c.community_code),
    )
    return table, table, "grid_code", GRID_COLUMNS, values, conditions


def _units(plan: Mapping[str, Any], scope: Scope) -> Parts:
    unit: Table = Unit.__table__  # type: ignore[assignment]
    assigned: Table = PlanUnit.__table__  # type: ignore[assignment]
    source = unit.join(
        assigned, sa.and_(assigned.c.row == unit.c.row, assigned.c.plan_id == plan["id"])
    )
    values = {
        name: assigned.c[name] if name in {"grid_code", "locked"} else unit.c[name]
        for name in UNIT_COLUMNS
    }
    conditions = (unit.c.set_id == plan["set_id"], scope.rows(unit.c.community_code))
    return source, unit, "unit_id", UNIT_COLUMNS, values, conditions
