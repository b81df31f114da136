"""Lists that an office keeps of every grid, in the store."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from sqlalchemy import Connection, delete, func, insert, select, update

from gridmap.errors import Text
from gridmap.teams.lists import TEMPLATE, require_list
from gridmap.teams.records import (
    GridList,
)
from gridmap_api.errors import ConflictError, UnknownObjectError
from gridmap_api.store.models import KeptList, KeptListRow
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
