"""Codes of outside systems in the store: kept, told, searched, and put into files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd
from sqlalchemy import Connection, delete, insert, select, tuple_

from gridmap.io.outside_codes import COLUMNS, KEYS, OutsideRead, read_outside
from gridmap.teams.sheet import Sheet
from gridmap_api.store.features import FEATURES
from gridmap_api.store.models import OutsideCode, PlanGrid
from gridmap_api.store.scope import Scope
from gridmap_api.store.types import utc_now

TABLE: Any = OutsideCode.__table__
AT_ONCE = 300
"""Rows that one statement names: a file takes a limited number of parameters."""

Homes = Mapping[str, Mapping[str, str]]
"""Community of every object, by its code, by its layer."""


def outside_codes(
    connection: Connection,
    scope: Scope,
    *,
    system: str | None = None,
    layer: str | None = None,
    object_id: str | None = None,
) -> list[dict[str, str]]:
    """Return codes of outside systems.

    Parameters
    ----------
    connection : Connection
        Any.
    scope : Scope
        What may be seen; whoever sees what is published alone sees none.
    system, layer, object_id : str, optional
        Only those.

    Returns
    -------
    list of dict
        Columns `gridmap.io.outside_codes.COLUMNS`, in their order.
    """
    if scope.published_only:
        return []
    wanted = select(*(TABLE.c[name] for name in COLUMNS)).where(scope.rows(TABLE.c.community_code))
    for name, value in (("system", system), ("layer", layer), ("object_id", object_id)):
        if value is not None:
            wanted = wanted.where(TABLE.c[name] == value)
    rows = connection.execute(wanted.order_by(*(TABLE.c[name] for name in COLUMNS))).mappings()
    return [dict(row) for row in rows]


def objects_called(
    connection: Connection, words: str, scope: Scope, *, limit: int
) -> list[dict[str, str]]:
    """Return the objects that an outside system knows by a code.

    Parameters
    ----------
    connection : Connection
        Any.
    words : str
        The code, or how it begins; capitals do not matter.
    scope : Scope
        What may be seen.
    limit : int
        Rows at most.

    Returns
    -------
    list of dict
        Columns `gridmap.io.outside_codes.COLUMNS`, shorter codes first.
    """
    if scope.published_only or not words.strip():
        return []
    found = select(*(TABLE.c[name] for name in COLUMNS)).where(
        scope.rows(TABLE.c.community_code), TABLE.c.code.istartswith(words.strip(), autoescape=True)
    )
    rows = connection.execute(found.order_by(TABLE.c.code, TABLE.c.system).limit(limit)).mappings()
    return [dict(row) for row in rows]


def import_outside(
    connection: Connection,
    plan: Mapping[str, Any],
    sheets: Iterable[Sheet],
    scope: Scope,
    *,
    system: str = "",
    layer: str = "",
    actor: str,
) -> OutsideRead:
    """Keep the codes of a table file, those of an object in place of its former ones.

    Parameters
    ----------
    connection : Connection
        A transaction that may write.
    plan : Mapping
        The plan, as `plans.find_plan` returns it: its grids are the grids that may be named.
    sheets : iterable of Sheet
        Of the file.
    scope : Scope
        What may be seen: other objects are unknown.
    system, layer : str
        What the file is about where it has no such columns.
    actor : str
        Who does it.

    Returns
    -------
    OutsideRead
        What was kept, and the rows that were not.
    """
    homes = _homes(connection, plan["id"], scope)
    found = read_outside(sheets, homes, system=system, layer=layer)
    _keep(connection, found.table, homes, actor=actor)
    return found


def read_outside_table(
    connection: Connection, plan: Mapping[str, Any], _version: int, scope: Scope
) -> pd.DataFrame | None:
    """Return the table ``outside_codes`` that goes along with a plan.

    Parameters
    ----------
    connection : Connection
        Any.
    plan : Mapping
        The plan.
    _version : int
        One of its versions; what others call our objects has none.
    scope : Scope
        What may be seen.

    Returns
    -------
    DataFrame or None
        Of the communities of the plan; None where there are none.
    """
    seen = frozenset(code for code in plan["communities"] if scope.sees(code))
    rows = outside_codes(connection, Scope(seen, published_only=scope.published_only))
    return pd.DataFrame(rows, columns=list(COLUMNS), dtype=object) if rows else None


def write_outside_table(
    connection: Connection, plan_id: str, table: pd.DataFrame, actor: str
) -> None:
    """Put the outside codes of a plan file into the store.

    Parameters
    ----------
    connection : Connection
        A transaction that may write.
    plan_id : str
        The plan that was made of the file.
    table : DataFrame
        Columns `gridmap.io.outside_codes.COLUMNS`; rows of unknown objects are left out.
    actor : str
        Who loads it.
    """
    homes = _homes(connection, plan_id, Scope())
    plain = table[list(COLUMNS)].fillna("").astype(str)
    known = [
        one.object_id in homes.get(str(one.layer), {}) for one in plain.itertuples(index=False)
    ]
    _keep(connection, plain[known], homes, actor=actor)


def _homes(connection: Connection, plan_id: str, scope: Scope) -> Homes:
    """Return the community of every object that may be seen."""
    found: dict[str, dict[str, str]] = {}
    for layer, key in KEYS.items():
        table: Any = PlanGrid.__table__ if layer == "grids" else FEATURES[layer]
        wanted = select(table.c[key], table.c.community_code)
        wanted = wanted.where(scope.rows(table.c.community_code))
        if layer == "grids":
            wanted = wanted.where(table.c.plan_id == plan_id)
        rows = connection.execute(wanted)
        found[layer] = {str(code): str(community or "") for code, community in rows}
    return found


def _keep(connection: Connection, table: pd.DataFrame, homes: Homes, *, actor: str) -> None:
    objects = sorted(
        set(table[["system", "layer", "object_id"]].itertuples(index=False, name=None))
    )
    columns = (TABLE.c.system, TABLE.c.layer, TABLE.c.object_id)
    for start in range(0, len(objects), AT_ONCE):
        some = tuple_(*columns).in_(objects[start : start + AT_ONCE])
        connection.execute(delete(OutsideCode).where(some))
    now = utc_now()
    rows = [
        {
            **{name: str(one[name]) for name in COLUMNS},
            "community_code": homes[str(one["layer"])][str(one["object_id"])],
            "actor": actor,
            "time": now,
        }
        for one in table.drop_duplicates().to_dict("records")
    ]
    if rows:
        connection.execute(insert(OutsideCode), rows)
