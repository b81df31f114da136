"""Rows of the lists that an office keeps of every grid, in the store."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from sqlalchemy import Connection, delete, insert, select

from gridmap.teams.records import (
    GridList,
    ListRow,
)
from gridmap_api.store.lists import add_list, all_lists, change_list
from gridmap_api.store.models import KeptListRow
from gridmap_api.store.scope import Scope
from gridmap_api.store.teams import community_of
from gridmap_api.store.types import utc_now


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
