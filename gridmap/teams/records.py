"""Who serves a grid (四包一), and the lists that an office keeps of it, as tables of a plan."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from types import MappingProxyType

import pandas as pd

from gridmap.errors import Text
from gridmap.plan import Plan

ROLES = ("grid_worker", "cadre", "leader", "volunteer")
"""The four roles of a team, in the order in which tables show them."""

ROLE_WORDS = MappingProxyType(
    {
        "grid_worker": Text("网格员", "Grid worker"),
        "cadre": Text("机关干部", "Cadre"),
        "leader": Text("楼长/党员小组长", "Building or group leader"),
        "volunteer": Text("志愿者", "Volunteer"),
    }
)

TEAM_COLUMNS = (
    "grid_code",
    "role",
    "worker_kind",
    "name",
    "organisation",
    "duty_phone",
    "since",
)
"""Columns of the table ``teams``: staff of an office, never residents."""

TEAM_WORDS = MappingProxyType(
    {
        "grid_code": Text("网格编码", "Grid code"),
        "role": Text("角色", "Role"),
        "name": Text("姓名", "Name"),
        "worker_kind": Text("类别", "Kind"),
        "organisation": Text("单位", "Office"),
        "duty_phone": Text("值班电话", "Office telephone"),
        "since": Text("起始日期", "Since"),
    }
)
"""Headers of the columns, in the order of a file."""

LIST_COLUMNS = ("list_id", "name", "columns", "order")
LIST_ROW_COLUMNS = ("list_id", "grid_code", "row", "values")
"""Columns of the tables ``lists`` and ``list_rows``."""


@dataclass(frozen=True, slots=True)
class Member:
    """One person of the team of one grid.

    Attributes
    ----------
    grid_code : str
        The grid.
    role : str
        One of `ROLES`.
    name : str
        Name of a member of staff or of a volunteer.
    worker_kind : str
        Of a grid worker: a code of `TeamRules.worker_kinds`; empty for others.
    organisation : str
        The office that he or she comes from.
    duty_phone : str
        A fixed line of that office.
    since : str
        Day, ``YYYY-MM-DD``; empty where it is not known.
    """

    grid_code: str
    role: str
    name: str
    worker_kind: str = ""
    organisation: str = ""
    duty_phone: str = ""
    since: str = ""


@dataclass(frozen=True, slots=True)
class GridList:
    """A list that an office keeps of every grid.

    Attributes
    ----------
    list_id : str
        Short name, the same as long as the list lasts.
    name : str
        What it is called.
    columns : tuple of str
        Headers.
    order : int
        Place among the lists, from 1.
    """

    list_id: str
    name: str
    columns: tuple[str, ...]
    order: int = 1


@dataclass(frozen=True, slots=True)
class ListRow:
    """One row of a list.

    Attributes
    ----------
    list_id : str
        The list.
    grid_code : str
        The grid.
    row : int
        Place among the rows of the grid, from 1.
    values : tuple of str
        A value for each column of the list.
    """

    list_id: str
    grid_code: str
    row: int
    values: tuple[str, ...]


def members_of(plan: Plan) -> list[Member]:
    """Return the teams that a plan knows.

    Parameters
    ----------
    plan : Plan
        The plan.

    Returns
    -------
    list of Member
        By grid, role in the order of `ROLES`, and name; members of grids that are gone included.
    """
    table = plan.tables.get("teams")
    return [] if table is None else members_of_table(table)


def members_of_table(table: pd.DataFrame) -> list[Member]:
    """Return the members that the table ``teams`` holds.

    Parameters
    ----------
    table : DataFrame
        As `team_table` returns it; columns may be missing.

    Returns
    -------
    list of Member
        By grid, role in the order of `ROLES`, and name.
    """
    rows = table.reindex(columns=list(TEAM_COLUMNS)).fillna("").astype(str)
    found = [Member(**dict(zip(TEAM_COLUMNS, row, strict=True))) for row in rows.to_numpy()]
    return sorted(found, key=_place)


def team_table(members: Iterable[Member]) -> pd.DataFrame:
    """Return teams as the table that goes along with a plan.

    Parameters
    ----------
    members : iterable of Member
        Any.

    Returns
    -------
    DataFrame
        Columns `TEAM_COLUMNS`, all text, by grid, role and name.
    """
    rows = [asdict(member) for member in sorted(members, key=_place)]
    return pd.DataFrame(rows, columns=list(TEAM_COLUMNS), dtype=object)


def lists_of(plan: Plan) -> list[GridList]:
    """Return the lists that a plan knows.

    Parameters
    ----------
    plan : Plan
        The plan.

    Returns
    -------
    list of GridList
        In their order.
    """
    table = plan.tables.get("lists")
    return [] if table is None else lists_of_table(table)


def lists_of_table(table: pd.DataFrame) -> list[GridList]:
    """Return the lists that the table ``lists`` holds.

    Parameters
    ----------
    table : DataFrame
        Columns `LIST_COLUMNS`.

    Returns
    -------
    list of GridList
        In their order.
    """
    found = [
        GridList(str(name), str(title), tuple(json.loads(columns)), int(order))
        for name, title, columns, order in table[list(LIST_COLUMNS)].itertuples(index=False)
    ]
    return sorted(found, key=lambda one: (one.order, one.list_id))


def list_rows_of(plan: Plan, list_id: str | None = None) -> list[ListRow]:
    """Return the rows of the lists of a plan.

    Parameters
    ----------
    plan : Plan
        The plan.
    list_id : str, optional
        Of this list alone.

    Returns
    -------
    list of ListRow
        By list, grid and place.
    """
    table = plan.tables.get("list_rows")
    rows = [] if table is None else rows_of_table(table)
    return [row for row in rows if list_id in {None, row.list_id}]


def rows_of_table(table: pd.DataFrame) -> list[ListRow]:
    """Return the rows that the table ``list_rows`` holds.

    Parameters
    ----------
    table : DataFrame
        Columns `LIST_ROW_COLUMNS`.

    Returns
    -------
    list of ListRow
        By list, grid and place.
    """
    found = [
        ListRow(str(name), str(grid), int(row), tuple(json.loads(values)))
        for name, grid, row, values in table[list(LIST_ROW_COLUMNS)].itertuples(index=False)
    ]
    return sorted(found, key=lambda one: (one.list_id, one.grid_code, one.row))


def list_tables(lists: Iterable[GridList], rows: Iterable[ListRow]) -> dict[str, pd.DataFrame]:
    """Return lists as the tables that go along with a plan.

    Parameters
    ----------
    lists : iterable of GridList
        The lists.
    rows : iterable of ListRow
        Their rows.

    Returns
    -------
    dict of str to DataFrame
        ``lists`` and ``list_rows``; headers and values are lists of text in JSON.
    """
    kept = [(one.list_id, one.name, _json(one.columns), one.order) for one in lists]
    lines = [(one.list_id, one.grid_code, one.row, _json(one.values)) for one in rows]
    return {
        "lists": pd.DataFrame(kept, columns=list(LIST_COLUMNS)),
        "list_rows": pd.DataFrame(lines, columns=list(LIST_ROW_COLUMNS)),
    }


def _place(member: Member) -> tuple[str, int, str, str]:
    at = ROLES.index(member.role) if member.role in ROLES else len(ROLES)
    return member.grid_code, at, member.name, member.organisation


def _json(texts: Iterable[str]) -> str:
    return json.dumps(list(texts), ensure_ascii=False)
