"""Teams and lists with the rows of a register that were accepted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from gridmap.plan import Plan
from gridmap.register.content import register_of
from gridmap.register.difference import RowChange
from gridmap.register.pages import LIST, Page, Row
from gridmap.teams.records import (
    TEAM_COLUMNS,
    ListRow,
    Member,
    list_rows_of,
    list_tables,
    lists_of,
    team_table,
)


def changed_tables(plan: Plan, rows: Sequence[RowChange]) -> Mapping[str, pd.DataFrame]:
    """Return the tables of a plan with the rows that were accepted.

    Parameters
    ----------
    plan : Plan
        The plan.
    rows : sequence of RowChange
        Any; those of teams and lists are looked at.

    Returns
    -------
    Mapping of str to DataFrame
        By name; those that nothing changes are the same.
    """
    concerned = {row.page.name for row in rows}
    lists = {name.removeprefix(LIST) for name in concerned if name.startswith(LIST)}
    tables = dict(plan.tables)
    if not lists and "teams" not in concerned:
        return tables
    register = register_of(plan)
    if "teams" in concerned:
        page = register.page("teams")
        tables["teams"] = team_table(_members(page, rows) if page else ())
    if lists:
        kept = [one for one in list_rows_of(plan) if one.list_id not in lists]
        for list_id in sorted(lists):
            page = register.page(f"{LIST}{list_id}")
            kept += _list_rows(page, list_id, rows) if page else []
        tables |= list_tables(lists_of(plan), kept)
    return tables


def _changed(page: Page, rows: Iterable[RowChange]) -> list[Row]:
    """Return the rows of a page after the changes, new ones last."""
    mine = [row for row in rows if row.page.name == page.kind.name]
    by_key = {row.key: row for row in mine if row.change != "added"}
    kept = [
        {**row, **(by_key[key].taken if key in by_key else {})}
        for key, row in page.rows.items()
        if key not in by_key or by_key[key].change != "deleted"
    ]
    return kept + [row.taken for row in mine if row.change == "added"]


def _members(page: Page, rows: Iterable[RowChange]) -> list[Member]:
    return [
        Member(**{name: str(row.get(name) or "") for name in TEAM_COLUMNS})
        for row in _changed(page, rows)
    ]


def _list_rows(page: Page, list_id: str, rows: Iterable[RowChange]) -> list[ListRow]:
    """Return the rows of a list, numbered anew within each grid."""
    columns = len(page.kind.fields) - 2
    made: list[ListRow] = []
    numbers: dict[str, int] = {}
    for row in _changed(page, rows):
        grid = str(row.get("grid_code") or "")
        numbers[grid] = numbers.get(grid, 0) + 1
        values = tuple(str(row.get(f"v{n}") or "") for n in range(columns))
        made.append(ListRow(list_id, grid, numbers[grid], values))
    return made
