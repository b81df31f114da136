"""Tables of lists that go along with a plan: out of the store, and into it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from sqlalchemy import Connection

from gridmap.teams.records import (
    list_tables,
    lists_of_table,
    rows_of_table,
)
from gridmap_api.store.list_rows import keep_lists, list_rows
from gridmap_api.store.lists import all_lists
from gridmap_api.store.scope import Scope
from gridmap_api.store.teams import grid_communities


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
