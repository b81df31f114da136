"""Tables without shapes that go along with a plan: out of the store, and into it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd
from sqlalchemy import Connection

from gridmap_api.store.list_tables import (
    read_lists_table,
    read_rows_table,
    with_list_names,
    write_lists_table,
    write_rows_table,
)
from gridmap_api.store.outside_codes import read_outside_table, write_outside_table
from gridmap_api.store.scope import Scope
from gridmap_api.store.successions import read_succession_table, write_succession_table
from gridmap_api.store.teams import read_team_table, write_team_table
from gridmap_api.store.totals import read_totals_table, write_totals_table

Reading = Callable[[Connection, Mapping[str, Any], int, Scope], pd.DataFrame | None]
"""From a plan, its version and what may be seen to the table; None where there is nothing."""

Writing = Callable[[Connection, str, pd.DataFrame, str], None]
"""Puts the table of a plan file into the store: the plan's id, the table, who loads it."""

READINGS: dict[str, Reading] = {
    "outside_codes": read_outside_table,
    "succession": read_succession_table,
    "totals": read_totals_table,
    "teams": read_team_table,
    "lists": read_lists_table,
    "list_rows": read_rows_table,
}
WRITINGS: dict[str, Writing] = {
    "outside_codes": write_outside_table,
    "succession": write_succession_table,
    "totals": write_totals_table,
    "teams": write_team_table,
    "lists": write_lists_table,
    "list_rows": write_rows_table,
}
"""By name of `gridmap.plan.KEPT_TABLES`."""


def read_tables(
    connection: Connection, plan: Mapping[str, Any], version: int, scope: Scope
) -> dict[str, pd.DataFrame]:
    """Return the tables that go along with a version of a plan.

    Parameters
    ----------
    connection : Connection
        To the store.
    plan : Mapping
        The plan, as `plans.find_plan` returns it.
    version : int
        One of its versions.
    scope : Scope
        What may be seen.

    Returns
    -------
    dict of str to DataFrame
        By name, without those that hold nothing.
    """
    read = {name: reading(connection, plan, version, scope) for name, reading in READINGS.items()}
    return {name: table for name, table in read.items() if table is not None}


def write_tables(
    connection: Connection, plan_id: str, tables: Mapping[str, pd.DataFrame], *, actor: str
) -> None:
    """Put the tables of a plan file into the store.

    Parameters
    ----------
    connection : Connection
        To the store.
    plan_id : str
        The plan that was made of the file.
    tables : Mapping of str to DataFrame
        By name; those that the store makes of its own accord are left out.
    actor : str
        Who loads it.
    """
    for name, table in with_list_names(tables).items():
        if name in WRITINGS:
            WRITINGS[name](connection, plan_id, table, actor)
