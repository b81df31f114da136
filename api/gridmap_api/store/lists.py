"""Lists that an office keeps of every grid, in the store."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import pandas as pd
from sqlalchemy import Connection, delete, func, insert, select, update

from gridmap.errors import Text
from gridmap.teams.lists import TEMPLATE, require_list
from gridmap.teams.records import (
    GridList,
    ListRow,
    list_tables,
    lists_of_table,
    rows_of_table,
)
from gridmap_api.errors import ConflictError, UnknownObjectError
from gridmap_api.store.models import KeptList, KeptListRow
from gridmap_api.store.scope import Scope
from gridmap_api.store.teams import community_of, grid_communities
from gridmap_api.store.types import utc_now


def all_lists(connection: Connection) -> list[GridList]:
    """Return the lists of the office.

    Parameters
    ----------
    connection : Connection
        Any.

    Returns
    -------
    list of GridList
        In their order.
    """
    table = KeptList.__table__
    rows = connection.execute(select(table).order_by(table.c.position, table.c.id)).mappings()
    return [
        GridList(one["id"], one["name"], tuple(one["columns"]), one["position"]) for one in rows
    ]


def find_list(connection: Connection, list_id: str) -> GridList:
    """Return one list.

    Parameters
    ----------
    connection : Connection
        Any.
    list_id : str
        Its id.

    Returns
    -------
    GridList
        The list.

    Raises
    ------
    UnknownObjectError
        If there is none.
    """
    for one in all_lists(connection):
        if one.list_id == list_id:
            return one
    raise UnknownObjectError(
        Text("没有这张清单。", "There is no such list."),
        Text("请刷新清单。", "Load the lists again."),
    )


def add_list(connection: Connection, name: str, columns: Sequence[str], *, actor: str) -> GridList:
    """Make a list.

    Parameters
    ----------
    connection : Connection
        A transaction that may write.
    name : str
        What it is called.
    columns : sequence of str
        Its headers.
    actor : str
        Who makes it.

    Returns
    -------
    GridList
        The list, behind the others.
    """
    others = all_lists(connection)
    last = max((one.order for one in others), default=0)
    made = GridList(str(uuid.uuid4()), name, tuple(columns), last + 1)
    require_list(made, others)
    connection.execute(
        insert(KeptList).values(
            id=made.list_id,
            name=name,
            columns=list(columns),
            position=made.order,
            actor=actor,
            time=utc_now(),
        )
    )
    return made


def add_template(connection: Connection, *, actor: str) -> list[GridList]:
    """Make the seven lists of the template, those that are not there by their name.

    Parameters
    ----------
    connection : Connection
        A transaction that may write.
    actor : str
        Who makes them.

    Returns
    -------
    list of GridList
        All lists.
    """
    known = {one.name for one in all_lists(connection)}
    for name, columns in TEMPLATE:
        if name not in known:
            add_list(connection, name, columns, actor=actor)
    return all_lists(connection)


def change_list(
    connection: Connection, list_id: str, name: str, columns: Sequence[str], *, actor: str
) -> GridList:
    """Give a list another name or other columns; columns of the same header keep their values.

    Parameters
    ----------
    connection : Connection
        A transaction that may write.
    list_id : str
        The list.
    name : str
        What it is called now.
    columns : sequence of str
        Its headers now.
    actor : str
        Who says so.

    Returns
    -------
    GridList
        The list.

    Raises
    ------
    ConflictError
        If a column would go that holds values.
    """
    before = find_list(connection, list_id)
    others = [one for one in all_lists(connection) if one.list_id != list_id]
    made = GridList(list_id, name, tuple(columns), before.order)
    require_list(made, others)
    if made.columns != before.columns:
        _move_values(connection, before, made.columns)
    values = {"name": name, "columns": list(columns), "actor": actor, "time": utc_now()}
    connection.execute(update(KeptList).where(KeptList.id == list_id).values(**values))
    return made


def remove_list(connection: Connection, list_id: str) -> None:
    """Remove a list that has no rows.

    Parameters
    ----------
    connection : Connection
        A transaction that may write.
    list_id : str
        The list.

    Raises
    ------
    ConflictError
        If it has rows, in whatever community.
    """
    find_list(connection, list_id)
    held = select(func.count()).where(KeptListRow.list_id == list_id)
    if connection.execute(held).scalar_one():
        raise ConflictError(
            Text("清单中还有内容，不能删除。", "The list has rows and cannot be removed."),
            Text("请先清空各网格的内容。", "Empty it in every grid first."),
        )
    connection.execute(delete(KeptList).where(KeptList.id == list_id))


def list_rows(connection: Connection, communities: Collection[str], scope: Scope) -> list[ListRow]:
    """Return the rows of all lists in some communities, as far as they may be seen.

    Parameters
    ----------
    connection : Connection
        Any.
    communities : collection of str
        Their codes.
    scope : Scope
        What may be seen.

    Returns
    -------
    list of ListRow
        By list, grid and place.
    """
    table = KeptListRow.__table__
    seen = sorted(code for code in communities if scope.sees(code))
    wanted = select(table).where(table.c.community_code.in_(seen))
    ordered = wanted.order_by(table.c.list_id, table.c.grid_code, table.c.position)
    rows = connection.execute(ordered).mappings()
    return [
        ListRow(one["list_id"], one["grid_code"], one["position"], tuple(one["content"]))
        for one in rows
    ]


def replace_rows(
    connection: Connection,
    list_id: str,
    grid_code: str,
    community_code: str,
    rows: Sequence[Sequence[str]],
    *,
    actor: str,
) -> None:
    """Put rows in place of those that a list has of a grid.

    Parameters
    ----------
    connection : Connection
        A transaction that may write.
    list_id : str
        The list.
    grid_code, community_code : str
        The grid, and where it lies.
    rows : sequence of sequence of str
        A text for each column, in each.
    actor : str
        Who says so.
    """
    connection.execute(
        delete(KeptListRow).where(
            KeptListRow.list_id == list_id, KeptListRow.grid_code == grid_code
        )
    )
    told = {"list_id": list_id, "grid_code": grid_code, "community_code": community_code}
    told |= {"actor": actor, "time": utc_now()}
    lines = [
        {**told, "position": position, "content": list(values)}
        for position, values in enumerate(rows, start=1)
    ]
    if lines:
        connection.execute(insert(KeptListRow), lines)


def keep_lists(
    connection: Connection,
    lists: Sequence[GridList],
    rows: Iterable[ListRow],
    communities: Mapping[str, str],
    *,
    actor: str,
) -> None:
    """Put lists that were read from a file into the store: by name, with the rows of each grid.

    Parameters
    ----------
    connection : Connection
        A transaction that may write.
    lists : sequence of GridList
        The lists of the file.
    rows : iterable of ListRow
        Their rows; grids of which there is none keep what they have.
    communities : Mapping of str to str
        Community of each grid that the plan has.
    actor : str
        Who says so.
    """
    known = {one.name: one for one in all_lists(connection)}
    ids: dict[str, str] = {}
    for one in lists:
        held = known.get(one.name)
        if held is None:
            ids[one.list_id] = add_list(connection, one.name, one.columns, actor=actor).list_id
        else:
            ids[one.list_id] = held.list_id
            if held.columns != one.columns:
                change_list(connection, held.list_id, one.name, one.columns, actor=actor)
    of_grid: dict[tuple[str, str], list[tuple[str, ...]]] = {}
    for row in rows:
        of_grid.setdefault((ids[row.list_id], row.grid_code), []).append(row.values)
    for (list_id, code), values in of_grid.items():
        where = community_of(code, communities)
        if where:
            replace_rows(connection, list_id, code, where, values, actor=actor)


def read_lists_table(
    connection: Connection, _plan: Mapping[str, Any], _version: int, _scope: Scope
) -> pd.DataFrame | None:
    """Return the table ``lists`` that goes along with a plan.

    Parameters
    ----------
    connection : Connection
        Any.
    _plan, _version, _scope : object
        Lists are those of the office, the same for every plan.

    Returns
    -------
    DataFrame or None
        None where there is no list.
    """
    lists = all_lists(connection)
    return list_tables(lists, [])["lists"] if lists else None


def read_rows_table(
    connection: Connection, plan: Mapping[str, Any], _version: int, scope: Scope
) -> pd.DataFrame | None:
    """Return the table ``list_rows`` that goes along with a plan.

    Parameters
    ----------
    connection : Connection
        Any.
    plan : Mapping
        The plan, as `plans.find_plan` returns it.
    _version : int
        One of its versions; lists are those of today.
    scope : Scope
        What may be seen.

    Returns
    -------
    DataFrame or None
        None where there is no row.
    """
    rows = list_rows(connection, plan["communities"], scope)
    return list_tables([], rows)["list_rows"] if rows else None


def write_lists_table(
    connection: Connection, _plan_id: str, table: pd.DataFrame, actor: str
) -> None:
    """Put the lists of a plan file into the store; those of a known name are there already.

    Parameters
    ----------
    connection : Connection
        A transaction that may write.
    _plan_id : str
        The plan that was made of the file.
    table : DataFrame
        The table ``lists``.
    actor : str
        Who loads it.
    """
    keep_lists(connection, lists_of_table(table), [], {}, actor=actor)


def write_rows_table(connection: Connection, plan_id: str, table: pd.DataFrame, actor: str) -> None:
    """Put the rows of the lists of a plan file into the store.

    Parameters
    ----------
    connection : Connection
        A transaction that may write.
    plan_id : str
        The plan that was made of the file.
    table : DataFrame
        The table ``list_rows``, as `with_list_names` returns it.
    actor : str
        Who loads it.
    """
    named = table.drop_duplicates("list_id")
    lists = lists_of_table(named.assign(order=1))
    communities = grid_communities(connection, plan_id)
    keep_lists(connection, lists, rows_of_table(table), communities, actor=actor)


def with_list_names(tables: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Return the tables of a plan file, the rows of lists with the name and columns of their list.

    Ids of lists are those of the file: the store knows its own lists by their names.

    Parameters
    ----------
    tables : Mapping of str to DataFrame
        By name.

    Returns
    -------
    dict of str to DataFrame
        The same, with ``name`` and ``columns`` in ``list_rows``.
    """
    found = dict(tables)
    if "list_rows" in found and "lists" in found:
        named = found["lists"][["list_id", "name", "columns"]]
        found["list_rows"] = found["list_rows"].merge(named, on="list_id", how="inner")
    else:
        found.pop("list_rows", None)
    return found


def _move_values(connection: Connection, before: GridList, columns: Sequence[str]) -> None:
    """Give the rows of a list other columns; refuse to lose what a column holds."""
    table = KeptListRow.__table__
    key = (table.c.list_id, table.c.grid_code, table.c.position)
    rows = connection.execute(select(table).where(table.c.list_id == before.list_id)).mappings()
    for row in rows.all():
        held = dict(zip(before.columns, row["content"], strict=True))
        lost = [name for name, value in held.items() if value and name not in columns]
        if lost:
            raise ConflictError(
                Text(
                    f"列“{lost[0]}”中已有内容，不能去掉。",
                    f"Column {lost[0]} holds values and cannot go.",
                ),
                Text("请先清空该列，或保留它。", "Empty it first, or keep it."),
            )
        same = [column == row[column.name] for column in key]
        moved = [held.get(name, "") for name in columns]
        connection.execute(update(KeptListRow).where(*same).values(content=moved))
