"""One step of a layer: rows that no longer hold go to the past, new ones come, a version is noted.

Whoever changes a layer holds its lock until the end of the transaction, so that versions follow
each other without a gap.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy import Connection

from gridmap.errors import Fault, Text
from gridmap.layers import CONTRACTS
from gridmap_api.store.features import FEATURES, PAST
from gridmap_api.store.layer_reads import VERSIONS
from gridmap_api.store.layer_rows import Columns, Row, located
from gridmap_api.store.types import utc_now

LOCKS = 0x6772_696C
"""The first of the two keys of a layer's lock on PostgreSQL; the second is its place."""

CHUNK = 500
"""Rows that one statement names: SQLite takes 32,766 parameters at most, and older ones 999."""


@dataclass(frozen=True, slots=True)
class Change:
    """What one version changes.

    Attributes
    ----------
    kind : {"import", "edit"}
        What makes it.
    actor : str
        Who makes it.
    source : str
        Name of the file.
    columns : sequence of (str, str)
        Name and type of each further column.
    faults : sequence of Fault
        What was found in the file.
    added : sequence of dict
        New rows.
    changed : sequence of dict
        Rows that take the place of others with the same key.
    removed : sequence of str
        Keys.
    """

    kind: Literal["import", "edit"]
    actor: str
    source: str = ""
    columns: Columns = ()
    faults: Sequence[Fault] = ()
    added: Sequence[Row] = ()
    changed: Sequence[Row] = ()
    removed: Sequence[str] = ()

    @property
    def changes_rows(self) -> bool:
        """Whether any feature differs."""
        return bool(self.added or self.changed or self.removed)


def lock_layer(connection: Connection, name: str) -> None:
    """Wait until nobody else changes a layer, and keep it so until the end of the transaction.

    Parameters
    ----------
    connection : Connection
        In a transaction that writes; on a file it has the whole file already.
    name : str
        Name of the layer.
    """
    if connection.dialect.name == "postgresql":
        key = list(CONTRACTS).index(name)
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCKS, key)))


def make_version(connection: Connection, name: str, change: Change) -> int:
    """Bring a layer to its next version.

    Parameters
    ----------
    connection : Connection
        In a transaction that writes and holds the lock of the layer.
    name : str
        Name of the layer.
    change : Change
        What changes; rows have every column but ``fid`` and ``since``.

    Returns
    -------
    int
        The version.
    """
    last = connection.execute(
        sa.select(VERSIONS.c.version, VERSIONS.c.features)
        .where(VERSIONS.c.layer == name)
        .order_by(VERSIONS.c.version.desc())
        .limit(1)
    ).first()
    number, features = (1, 0) if last is None else (last.version + 1, last.features)
    key = CONTRACTS[name].key
    _close(connection, name, [*change.removed, *(row[key] for row in change.changed)], number)
    _insert(connection, name, [*change.changed, *change.added], number)
    connection.execute(
        VERSIONS.insert(),
        {
            "layer": name,
            "version": number,
            "kind": change.kind,
            "source": change.source,
            "actor": change.actor,
            "time": utc_now(),
            "features": features + len(change.added) - len(change.removed),
            "added": len(change.added),
            "changed": len(change.changed),
            "removed": len(change.removed),
            "faults": [_fault(one) for one in change.faults],
            "columns": [list(one) for one in change.columns],
        },
    )
    return number


def _close(connection: Connection, name: str, keys: Sequence[str], number: int) -> None:
    present, past = FEATURES[name], PAST[name]
    shared = [column.name for column in past.columns if column.name in present.c]
    for start in range(0, len(keys), CHUNK):
        here = present.c[CONTRACTS[name].key].in_(keys[start : start + CHUNK])
        closed = sa.select(*(present.c[column] for column in shared), sa.literal(number))
        connection.execute(past.insert().from_select([*shared, "until"], closed.where(here)))
        connection.execute(present.delete().where(here))


def _insert(connection: Connection, name: str, rows: Sequence[Row], number: int) -> None:
    if rows:
        connection.execute(FEATURES[name].insert(), [{**row, "since": number} for row in rows])


def communities(connection: Connection) -> dict[str, Any]:
    """Return the shape of every community that holds now.

    Parameters
    ----------
    connection : Connection
        A connection to the store.

    Returns
    -------
    dict of str to BaseGeometry
        By code, in the order of the codes.
    """
    table = FEATURES["communities"]
    query = sa.select(table.c.community_code, table.c.geom)
    found = {code: shape for code, shape in connection.execute(query) if shape is not None}
    return dict(sorted(found.items()))


def place_rows(rows: Iterable[Row], shapes: Mapping[str, Any]) -> None:
    """Fill in the community of rows that name none, by where they lie.

    Parameters
    ----------
    rows : iterable of dict
        New rows; changed in place.
    shapes : Mapping of str to BaseGeometry
        Shape of each community by its code.
    """
    without = [row for row in rows if row.get("community_code") is None]
    codes = located((row["geom"] for row in without), shapes)
    for row, code in zip(without, codes, strict=True):
        row["community_code"] = code


def place_again(connection: Connection) -> None:
    """Find the community of every feature anew, after communities have changed.

    A community that a layer names itself stays as it is named.

    Parameters
    ----------
    connection : Connection
        In a transaction that writes.
    """
    shapes = communities(connection)
    for name, contract in CONTRACTS.items():
        if any(column.name == "community_code" for column in contract.columns):
            continue
        table = FEATURES[name]
        query = sa.select(table.c.fid, table.c.community_code, table.c.geom)
        rows = connection.execute(query).all()
        codes = located((row.geom for row in rows), shapes)
        moved = [
            {"at": row.fid, "to": code}
            for row, code in zip(rows, codes, strict=True)
            if row.community_code != code
        ]
        if moved:
            change = table.update().where(table.c.fid == sa.bindparam("at"))
            connection.execute(change.values(community_code=sa.bindparam("to")), moved)


def _fault(fault: Fault) -> dict[str, Any]:
    return {
        "rule": fault.rule,
        "severity": fault.severity,
        "what": _words(fault.what),
        "remedy": _words(fault.remedy),
        "feature_id": fault.feature_id,
        "place": None if fault.place is None else list(fault.place),
        "file": fault.file,
    }


def _words(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}
