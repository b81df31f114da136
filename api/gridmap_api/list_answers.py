"""What the routes of lists answer: the lists of the grids of a plan."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from gridmap.errors import Text
from gridmap.io.team_tables import read_lists_file
from gridmap.teams.lists import check_values
from gridmap.teams.records import GridList
from gridmap_api.errors import ParameterError
from gridmap_api.store.engine import Store
from gridmap_api.store.list_rows import keep_lists, list_rows, replace_rows
from gridmap_api.store.lists import all_lists, find_list
from gridmap_api.store.plans import find_plan, require_editor
from gridmap_api.store.principals import Principal
from gridmap_api.store.teams import (
    grid_communities,
)
from gridmap_api.team_plans import (
    edited_plan,
    home_communities,
    no_grid,
    told_faults,
)


def shown_lists(
    store: Store, plan_id: str, principal: Principal, grid_code: str | None
) -> dict[str, Any]:
    """Return the lists of the grids of a plan.

    Parameters
    ----------
    store : Store
        The store.
    plan_id : str
        The plan.
    principal : Principal
        Who asks.
    grid_code : str or None
        Of this grid alone.

    Returns
    -------
    dict
        As `gridmap_api.schemas.teams.PlanLists` says.
    """
    with store.read() as connection:
        plan = find_plan(connection, plan_id, principal.scope)
        lists = all_lists(connection)
        rows = list_rows(connection, plan["communities"], principal.scope)
    held: dict[str, dict[str, list[list[str]]]] = {}
    for row in rows:
        if grid_code in {None, row.grid_code}:
            of_list = held.setdefault(row.list_id, {})
            of_list.setdefault(row.grid_code, []).append(list(row.values))
    return {
        "plan_id": plan["id"],
        "lists": [told_list(one) | {"rows": held.get(one.list_id, {})} for one in lists],
    }


def save_rows(
    store: Store,
    plan_id: str,
    grid_code: str,
    list_id: str,
    rows: Sequence[Sequence[str]],
    *,
    principal: Principal,
) -> dict[str, Any]:
    """Keep rows in place of those that a list has of a grid.

    Parameters
    ----------
    store : Store
        The store.
    plan_id : str
        The plan in which the grid is seen.
    grid_code, list_id : str
        The grid, and the list.
    rows : sequence of sequence of str
        A text for each column, in each.
    principal : Principal
        Who asks.

    Returns
    -------
    dict
        As `gridmap_api.schemas.teams.NewRows` says.

    Raises
    ------
    ParameterError
        If anything is wrong with a row.
    UnknownObjectError
        If the plan, the grid or the list is out of sight.
    """
    with store.write() as connection:
        plan = find_plan(connection, plan_id, principal.scope)
        require_editor(principal)
        where = grid_communities(connection, plan["id"]).get(grid_code, "")
        if not where or not principal.scope.sees(where):
            raise no_grid()
        one = find_list(connection, list_id)
        for number, values in enumerate(rows, start=1):
            wrong = check_values(one, values)
            if wrong:
                what, remedy = wrong[0]
                at = Text(f"第 {number} 行：{what.zh}", f"Row {number}: {what.en}")
                raise ParameterError(at, remedy)
        replace_rows(connection, list_id, grid_code, where, rows, actor=principal.name)
    return {"rows": [list(values) for values in rows]}


def import_lists(store: Store, plan_id: str, path: Path, *, principal: Principal) -> dict[str, Any]:
    """Keep the lists of a file, a list a sheet.

    Parameters
    ----------
    store : Store
        The store.
    plan_id : str
        The plan whose grids they are of.
    path : Path
        xlsx or CSV.
    principal : Principal
        Who sends it.

    Returns
    -------
    dict
        As `gridmap_api.schemas.teams.ListsImported` says; where a row is wrong, nothing is kept.
    """
    with store.write() as connection:
        _, core = edited_plan(store, connection, plan_id, principal)
        found = read_lists_file(path, core)
        if found.ok:
            where = home_communities(core)
            keep_lists(connection, found.lists, found.rows, where, actor=principal.name)
    return {
        "kept": found.ok,
        "lists": len(found.lists),
        "rows": len(found.rows),
        "faults": told_faults(found.faults),
    }


def told_list(one: GridList) -> dict[str, Any]:
    """Return a list without its rows.

    Parameters
    ----------
    one : GridList
        The list.

    Returns
    -------
    dict
        As `gridmap_api.schemas.teams.ListInfo` says.
    """
    return {"list_id": one.list_id, "name": one.name, "columns": list(one.columns)}
