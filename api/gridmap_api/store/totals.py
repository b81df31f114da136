"""Published totals in the store: kept by community and street, compared with any plan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd
from sqlalchemy import Connection, delete, insert, select, tuple_

from gridmap.errors import Text
from gridmap.nets.totals import COLUMNS, QUANTITIES, STREET_DIGITS, Reconciled, reconcile, rows_of
from gridmap_api.errors import ParameterError
from gridmap_api.store.engine import Store
from gridmap_api.store.layer_reads import current_versions, read_layer
from gridmap_api.store.live import plans_of
from gridmap_api.store.models import PublishedTotal
from gridmap_api.store.scope import Scope
from gridmap_api.store.types import utc_now

DIGITS = {"all": 0, "street": STREET_DIGITS, "community": 12}
"""Digits of a code of each level."""


def read_totals_table(
    connection: Connection, plan: Mapping[str, Any], _version: int, scope: Scope
) -> pd.DataFrame | None:
    """Return the table ``totals`` that goes along with a plan.

    Parameters
    ----------
    connection : Connection
        Any.
    plan : Mapping
        The plan, as `plans.find_plan` returns it.
    _version : int
        One of its versions; what was published is what it is today.
    scope : Scope
        What may be seen; streets and the whole only with everything.

    Returns
    -------
    DataFrame or None
        Rows that lie around the communities of the plan, and those of codes that no plan has;
        None where nothing was published.
    """
    table = PublishedTotal.__table__
    rows = [
        {name: row[name] for name in COLUMNS}
        for row in connection.execute(
            select(table).order_by(table.c.level, table.c.code)
        ).mappings()
        if scope.sees(row["community_code"]) and _is_near(row["code"], plan["communities"])
    ]
    found = pd.DataFrame(rows, columns=list(COLUMNS))
    for name in QUANTITIES:
        found[name] = found[name].astype("Int64")
    return found if rows else None


def _is_near(code: str, communities: Iterable[str]) -> bool:
    """Return whether a code is of the plan's streets, so that a wrong one is told there."""
    street = code[:STREET_DIGITS]
    return any(one.startswith(street) for one in communities)


def write_totals_table(
    connection: Connection, _plan_id: str, table: pd.DataFrame, actor: str
) -> None:
    """Put the totals of a plan file into the store; rows that it does not name stay.

    Parameters
    ----------
    connection : Connection
        A transaction that may write.
    _plan_id : str
        The plan that was made of the file.
    table : DataFrame
        The table ``totals``.
    actor : str
        Who loads it.
    """
    keep_totals(connection, rows_of(table), actor=actor)


def keep_totals(connection: Connection, rows: Iterable[Mapping[str, Any]], *, actor: str) -> None:
    """Keep published totals, each in place of what was there; one without figures is taken away.

    Parameters
    ----------
    connection : Connection
        A transaction that may write.
    rows : iterable of Mapping
        Columns of `gridmap.nets.totals.COLUMNS`.
    actor : str
        Who says so.
    """
    told = {"actor": actor, "time": utc_now()}
    kept = {(str(row["level"]), str(row["code"] or "")): row for row in rows}
    table = PublishedTotal.__table__
    if kept:
        where = tuple_(table.c.level, table.c.code).in_(sorted(kept))
        connection.execute(delete(PublishedTotal).where(where))
    new: list[dict[str, Any]] = []
    for (level, code), row in kept.items():
        figures = {name: _figure(row[name]) for name in QUANTITIES}
        if any(value is not None for value in figures.values()):
            words = {name: str(row.get(name) or "")[:200] for name in ("name", "source")}
            place = code if level == "community" else ""
            new.append(
                {
                    "level": level,
                    "code": code,
                    "community_code": place,
                    **words,
                    **figures,
                    **told,
                }
            )
    if new:
        connection.execute(insert(PublishedTotal), new)


def _figure(value: object) -> int | None:
    return None if value is None or pd.isna(value) else int(value)  # type: ignore[call-overload]


def require_totals(rows: Iterable[Mapping[str, Any]], scope: Scope) -> None:
    """Refuse totals with a code of another level, or of communities that are out of sight.

    Parameters
    ----------
    rows : iterable of Mapping
        With ``level`` and ``code``.
    scope : Scope
        What may be seen.

    Raises
    ------
    ParameterError
        If one is.
    """
    for row in rows:
        level, code = row["level"], row["code"]
        if len(code) != DIGITS[level] or not (code.isdecimal() or not code):
            raise ParameterError(
                Text(f"代码“{code}”与级别不符。", f"The code {code!r} is not of this level."),
                Text("社区 12 位，街道 9 位，合计留空。", "12 digits, 9 of a street, none of all."),
            )
        if not scope.sees(code if level == "community" else ""):
            raise ParameterError(
                Text(
                    f"无权填写 {code or '合计'} 的公布数据。",
                    f"Not yours to tell: {code or 'all'}.",
                ),
                Text(
                    "社区规划员只填写本社区；街道和合计由管理员填写。",
                    "Planners of some communities tell theirs; streets are an administrator's.",
                ),
            )


def compared_totals(
    store: Store, connection: Connection, plan: Mapping[str, Any], scope: Scope
) -> Reconciled:
    """Return what was published, compared with a plan at its head.

    Parameters
    ----------
    store : Store
        The store.
    connection : Connection
        To it.
    plan : Mapping
        The plan, as `plans.find_plan` returns it.
    scope : Scope
        What may be seen.

    Returns
    -------
    Reconciled
        Every row that may be seen.
    """
    totals = read_totals_table(connection, plan, plan["head"], scope)
    empty = pd.DataFrame(columns=list(COLUMNS))
    return reconcile(
        plan_counts(store, connection, plan, scope), empty if totals is None else totals
    )


def plan_counts(
    store: Store, connection: Connection, plan: Mapping[str, Any], scope: Scope
) -> pd.DataFrame:
    """Return what a plan has in every community that may be seen, at its head.

    Parameters
    ----------
    store, connection, plan, scope
        As in `compared_totals`.

    Returns
    -------
    DataFrame
        As `gridmap.nets.totals.counts_of` returns it.
    """
    live = plans_of(store).head(connection, plan)
    units = live.ground.units
    rows = pd.DataFrame(
        {
            "community_code": units["community_code"].to_numpy(),
            "households": units["households"].to_numpy(),
            "persons": units["persons"].fillna(0).to_numpy(),
            "grid": live.codes(),
        }
    )
    rows = rows[rows["community_code"].map(scope.sees).astype(bool)]
    grouped = rows.groupby("community_code")
    counts = grouped[["households", "persons"]].sum().assign(grids=grouped["grid"].nunique())
    names = community_names(connection)
    return counts.assign(name=[names.get(code, "") for code in counts.index])


def community_names(connection: Connection) -> dict[str, str]:
    """Return the name of every community.

    Parameters
    ----------
    connection : Connection
        Any.

    Returns
    -------
    dict of str to str
        By code.
    """
    version = current_versions(connection).get("communities")
    if version is None:
        return {}
    layer = read_layer(connection, "communities", version=version)
    return {
        str(code): str(name or "")
        for code, name in zip(layer["community_code"], layer["name"], strict=True)
    }
