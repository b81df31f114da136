"""Checking that a store is whole: the file, layers, snapshots, plans, reports, audit log."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Iterator
from functools import partial

import sqlalchemy as sa
from sqlalchemy import Connection, Table
from sqlalchemy.exc import DatabaseError

from gridmap.errors import GridmapError, Text
from gridmap.layers import CONTRACTS
from gridmap_api.store.audit import verify_audit
from gridmap_api.store.base import spatial_tables
from gridmap_api.store.chain import verify_plan
from gridmap_api.store.engine import Store
from gridmap_api.store.features import FEATURES, PAST
from gridmap_api.store.layer_reads import VERSIONS
from gridmap_api.store.layer_rows import digest_of
from gridmap_api.store.models import PlanRow, PlanSnapshot
from gridmap_api.store.report_checks import verify_reports
from gridmap_api.store.setup import applied, newest

UNREADABLE = (DatabaseError, GridmapError, ValueError, TypeError, LookupError, zlib.error)
"""What reading damaged rows may end with."""

NOT_UP_TO_DATE = Text(
    "仓库的表不是本程序的版本；请先运行 gridmap db upgrade。",
    "The tables are not those of this program; run gridmap db upgrade first.",
)
CHUNK = 1_000
MOST = 20
"""Problems of one sort that are told before the rest is left out."""


def verify_store(store: Store) -> list[Text]:
    """Return everything that is wrong with a store.

    Parameters
    ----------
    store : Store
        Any store.

    Returns
    -------
    list of Text
        One sentence a problem; none if every digest, chain and count holds.
    """
    found: list[Text] = []
    try:
        if applied(store) != newest():
            return [NOT_UP_TO_DATE]
        with store.read() as connection:
            for what, check in _checks(store):
                found += _told(what, check, connection)
    except (DatabaseError, GridmapError):
        # Damage may be such that there is not even a connection.
        found.append(Text("仓库打不开，或已损坏。", "The store cannot be opened, or is damaged."))
    return found


def _checks(store: Store) -> list[tuple[Text, Callable[[Connection], list[Text]]]]:
    of_file = [(Text("文件", "file"), verify_file)] if store.is_file else []
    return [
        *of_file,
        (Text("图层", "layers"), verify_layers),
        (Text("快照", "snapshots"), verify_snapshots),
        (Text("方案", "plans"), verify_plans),
        (Text("上报事项", "reports"), verify_reports),
        (Text("审计日志", "audit log"), verify_audit),
    ]


def _told(
    what: Text, check: Callable[[Connection], list[Text]], connection: Connection
) -> list[Text]:
    """Return what a check finds; what cannot even be read is a problem, too."""
    try:
        return check(connection)
    except UNREADABLE as error:
        kind = type(error).__name__
        return [Text(f"{what.zh}读不出来（{kind}）。", f"The {what.en} cannot be read ({kind}).")]


def verify_file(connection: Connection) -> list[Text]:
    """Return what is wrong with the pages, references and R-trees of a file.

    Parameters
    ----------
    connection : Connection
        A connection to a store file.

    Returns
    -------
    list of Text
        One sentence a problem.
    """
    pages = connection.exec_driver_sql("PRAGMA integrity_check(20)").scalars().all()
    found = [
        Text(f"仓库文件损坏：{page}。", f"The file is damaged: {page}.")
        for page in pages
        if page != "ok"
    ]
    dangling = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    found += [
        Text(
            f"表 {row[0]} 中有一行引用了表 {row[2]} 中不存在的行。",
            f"A row of {row[0]} refers to one that {row[2]} has not.",
        )
        for row in dangling[:MOST]
    ]
    return found + [
        Text(f"表 {table.name} 的空间索引损坏。", f"The R-tree of {table.name} is damaged.")
        for table in spatial_tables()
        if connection.scalar(sa.select(sa.func.rtreecheck("main", f"rtree_{table.name}_geom")))
        != "ok"
    ]


def verify_layers(connection: Connection) -> list[Text]:
    """Return the features whose digest does not fit them, and the versions that do not add up.

    Parameters
    ----------
    connection : Connection
        A connection to the store.

    Returns
    -------
    list of Text
        One sentence a problem.
    """
    found: list[Text] = []
    for name in CONTRACTS:
        features = [*_altered(connection, name, FEATURES[name])]
        features += _altered(connection, name, PAST[name])
        found += features[:MOST]
        found += _miscounted(connection, name)
    return found


def _altered(connection: Connection, name: str, table: Table) -> Iterator[Text]:
    contract = CONTRACTS[name]
    result = connection.execute(sa.select(table), execution_options={"yield_per": CHUNK})
    for row in result.mappings():
        if digest_of(contract, row) != row["digest"]:
            key = row[contract.key]
            yield Text(
                f"图层 {name} 的要素 {key} 被改动过：与其摘要不符。",
                f"Feature {key} of {name} was altered: it does not fit its digest.",
            )


def _miscounted(connection: Connection, name: str) -> Iterator[Text]:
    query = sa.select(VERSIONS).where(VERSIONS.c.layer == name).order_by(VERSIONS.c.version)
    features = 0
    for number, row in enumerate(connection.execute(query).mappings(), start=1):
        features += row["added"] - row["removed"]
        if row["version"] != number:
            yield Text(
                f"图层 {name} 缺少第 {number} 版。", f"Version {number} of {name} is missing."
            )
            return
        if not features == row["features"] == _holding(connection, name, number):
            yield Text(
                f"图层 {name} 第 {number} 版的要素数不对。",
                f"Version {number} of {name} has not the features that it should have.",
            )


def _holding(connection: Connection, name: str, version: int) -> int:
    present, past = FEATURES[name], PAST[name]
    here = sa.select(sa.func.count()).where(present.c.since <= version)
    there = sa.select(sa.func.count()).where(past.c.since <= version, past.c.until > version)
    return (connection.scalar(here) or 0) + (connection.scalar(there) or 0)


def verify_snapshots(connection: Connection) -> list[Text]:
    """Return the snapshots of plans that do not fit their digest.

    Parameters
    ----------
    connection : Connection
        A connection to the store.

    Returns
    -------
    list of Text
        One sentence a problem.
    """
    table: Table = PlanSnapshot.__table__  # type: ignore[assignment]
    result = connection.execute(sa.select(table), execution_options={"yield_per": 1})
    return [
        Text(
            f"方案 {row['plan_id']} 第 {row['version']} 版的快照与其摘要不符。",
            f"The snapshot of version {row['version']} of plan {row['plan_id']} "
            "does not fit its digest.",
        )
        for row in result.mappings()
        if hashlib.sha256(zlib.decompress(row["content"])).hexdigest() != row["digest"]
    ]


def verify_plans(connection: Connection) -> list[Text]:
    """Return what is wrong with the plans: chains of events, projections, what is frozen.

    Parameters
    ----------
    connection : Connection
        A connection to the store.

    Returns
    -------
    list of Text
        One sentence a problem.
    """
    found: list[Text] = []
    for plan_id in connection.scalars(sa.select(PlanRow.id).order_by(PlanRow.id)).all():
        what = Text(f"方案 {plan_id} ", f"plan {plan_id}")
        found += _told(what, partial(verify_plan, plan_id=plan_id), connection)
    return found
