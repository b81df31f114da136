"""Rows of a register that change layers, teams and lists: one version a layer, not one a row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import shapely
import sqlalchemy as sa
from sqlalchemy import Connection

from gridmap.errors import Text
from gridmap.layers import Contract
from gridmap.plan import Plan
from gridmap.register.difference import RowChange
from gridmap.register.pages import LAYERS, LIST
from gridmap.register.tables import changed_tables
from gridmap.teams.records import Member, list_rows_of, members_of
from gridmap_api.errors import ForbiddenError
from gridmap_api.store.feature_checks import checked_row
from gridmap_api.store.features import FEATURES
from gridmap_api.store.layer_changes import (
    Change,
    communities,
    lock_layer,
    make_version,
    place_again,
    place_rows,
)
from gridmap_api.store.layer_columns import value_of
from gridmap_api.store.layer_reads import contract_of, layer_versions
from gridmap_api.store.layer_rows import Columns, Row, digest_of
from gridmap_api.store.list_rows import replace_rows
from gridmap_api.store.principals import Principal
from gridmap_api.store.teams import community_of, grid_communities, replace_team


def change_layers(
    connection: Connection, rows: Sequence[RowChange], *, principal: Principal, source: str
) -> dict[str, int]:
    """Bring the layers that rows change to their next version.

    Parameters
    ----------
    connection : Connection
        In a transaction that writes.
    rows : sequence of RowChange
        Rows that are accepted.
    principal : Principal
        Who accepts them.
    source : str
        Name of the file.

    Returns
    -------
    dict of str to int
        The new version of each layer that changes.

    Raises
    ------
    RefusedEditError
        If a value breaks the contract.
    ForbiddenError
        If a feature would lie where this one does not work.
    """
    made = {}
    for layer in LAYERS:
        mine = [row for row in rows if row.page.layer == layer and _is_of_layer(row)]
        if mine:
            made[layer] = _change_layer(connection, layer, mine, principal, source)
    if "communities" in made:
        place_again(connection)
    return made


def change_tables(
    connection: Connection, plan: Plan, plan_id: str, rows: Sequence[RowChange], *, actor: str
) -> list[str]:
    """Put teams and lists in place of those that rows change.

    Parameters
    ----------
    connection : Connection
        In a transaction that writes.
    plan : Plan
        As it is seen by who asks, with its tables.
    plan_id : str
        The plan.
    rows : sequence of RowChange
        Rows that are accepted.
    actor : str
        Who accepts them.

    Returns
    -------
    list of str
        Names of the pages that change.
    """
    pages = sorted({row.page.name for row in rows})
    concerned = [name for name in pages if name == "teams" or name.startswith(LIST)]
    if not concerned:
        return []
    tables = changed_tables(plan, rows)
    after = Plan(plan.units, plan.grids, plan.feasibility, (), (), plan.settings, {}, tables=tables)
    homes = grid_communities(connection, plan_id)
    for name in concerned:
        if name == "teams":
            _keep_teams(connection, (plan, after), homes, actor)
        else:
            _keep_list(connection, name.removeprefix(LIST), (plan, after), homes, actor)
    return concerned


def _keep_teams(
    connection: Connection, plans: tuple[Plan, Plan], homes: Mapping[str, str], actor: str
) -> None:
    before, after = (_by_grid(members_of(one)) for one in plans)
    for code in _changed(before, after):
        replace_team(connection, code, community_of(code, homes), after.get(code, []), actor=actor)


def _keep_list(
    connection: Connection,
    list_id: str,
    plans: tuple[Plan, Plan],
    homes: Mapping[str, str],
    actor: str,
) -> None:
    before, after = (
        _lines((row.grid_code, row.values) for row in list_rows_of(one, list_id)) for one in plans
    )
    for code in _changed(before, after):
        home = community_of(code, homes)
        replace_rows(connection, list_id, code, home, after.get(code, []), actor=actor)


def _by_grid(members: Iterable[Member]) -> dict[str, list[Member]]:
    found: dict[str, list[Member]] = {}
    for one in members:
        found.setdefault(one.grid_code, []).append(one)
    return found


def _lines(rows: Iterable[tuple[str, tuple[str, ...]]]) -> dict[str, list[tuple[str, ...]]]:
    found: dict[str, list[tuple[str, ...]]] = {}
    for code, values in rows:
        found.setdefault(code, []).append(values)
    return found


def _changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    codes = before.keys() | after.keys()
    return sorted(code for code in codes if before.get(code) != after.get(code))


def _change_layer(
    connection: Connection,
    layer: str,
    rows: Sequence[RowChange],
    principal: Principal,
    source: str,
) -> int:
    contract = contract_of(layer)
    lock_layer(connection, layer)
    versions = layer_versions(connection, layer)
    columns: Columns = versions[0]["columns"] if versions else ()
    present = _present(connection, contract, [row.key for row in rows])
    added: list[Row] = []
    changed: list[Row] = []
    shapes = communities(connection)
    for one in rows:
        if one.change == "deleted":
            continue
        values = _merged(contract, one, present.get(one.key))
        row = checked_row(connection, contract, values, columns)
        if layer != "communities":
            place_rows([row], shapes)
        _require_seen(row, principal)
        made = added if one.change == "added" else changed
        made.append({**row, "digest": digest_of(contract, row)})
    removed = [row.key for row in rows if row.change == "deleted"]
    change = Change(
        "edit",
        principal.name,
        source=source,
        columns=columns,
        added=added,
        changed=changed,
        removed=removed,
    )
    return make_version(connection, layer, change)


def _present(
    connection: Connection, contract: Contract, keys: Sequence[str]
) -> dict[str, Mapping[str, Any]]:
    table = FEATURES[contract.name]
    found: dict[str, Mapping[str, Any]] = {}
    for start in range(0, len(keys), 500):
        some = table.c[contract.key].in_(keys[start : start + 500])
        for row in connection.execute(sa.select(table).where(some)).mappings():
            found[str(row[contract.key])] = dict(row)
    return found


def _merged(contract: Contract, row: RowChange, before: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return all values of a feature; what the file does not change stays."""
    values = _values(row, contract.name)
    merged: dict[str, Any] = {}
    if before is not None:
        merged = {column.name: value_of(column, before) for column in contract.columns}
        merged |= {**before["extra"], "geometry": before["geom"]}
    taken = {**row.said, **row.taken}
    if {"lon", "lat"} & row.taken.keys():
        merged["geometry"] = shapely.Point(float(taken["lon"] or 0), float(taken["lat"] or 0))
    return {**merged, **values, contract.key: row.key}


def _values(row: RowChange, layer: str) -> dict[str, Any]:
    names = {column.name for column in contract_of(layer).columns}
    return {name: value for name, value in row.taken.items() if name in names}


def _is_of_layer(row: RowChange) -> bool:
    """Return whether a row changes its layer; the grid of a building is of the plan."""
    moves = {cell.field.name for cell in row.cells if cell.field.access == "move"}
    return bool(row.taken.keys() - moves)


def _require_seen(row: Row, principal: Principal) -> None:
    code, scope = row["community_code"], principal.scope
    if scope.communities is not None and not (code is not None and scope.sees(code)):
        raise ForbiddenError(
            Text("要素不在您负责的社区内。", "The feature lies outside your communities."),
            Text("请联系该社区的规划员或管理员。", "Ask a planner of that community."),
        )
