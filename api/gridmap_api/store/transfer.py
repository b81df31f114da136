"""Copying a whole store into another of either kind, row by row, and proving that it is the same.

Every table of the models is read in one state of the source and written in one transaction of the
target, so that the target holds all of it or nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator

import shapely
import sqlalchemy as sa
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Connection, RowMapping, Table

from gridmap.errors import InputError, Text
from gridmap_api.store.base import Base
from gridmap_api.store.engine import Store
from gridmap_api.store.setup import models
from gridmap_api.store.types import canonical

Progress = Callable[[Text, float], None]

CHUNK = 1_000
"""Rows that are held in memory at once."""
FEW = 20
"""The same of tables whose rows hold files or photos."""

FACTS: Table = models.StoreFact.__table__  # type: ignore[assignment]


def tables() -> list[Table]:
    """Return every table of a store.

    Returns
    -------
    list of Table
        Those that others refer to first.
    """
    return list(Base.metadata.sorted_tables)


def copy_store(source: Store, target: Store, *, progress: Progress | None = None) -> dict[str, int]:
    """Copy everything into an empty store, and compare both before it is kept.

    Parameters
    ----------
    source : Store
        A store that is up to date.
    target : Store
        A store that is up to date and empty.
    progress : callable, optional
        Called with what is being done and the share from 0 to 1 that is done.

    Returns
    -------
    dict of str to int
        Rows by table.

    Raises
    ------
    InputError
        If the target is not empty, or does not hold what the source does; it stays as it was.
    """
    say = progress or (lambda _what, _share: None)
    copied = {}
    with source.read() as reading, target.write() as writing:
        require_empty(writing)
        writing.execute(FACTS.delete())
        for number, table in enumerate(tables()):
            say(Text(f"复制 {table.name}", f"Copying {table.name}"), number / len(tables()))
            found = _copy(reading, writing, table)
            copied[table.name] = len(found)
            if _whole(found) != table_digest(writing, table):
                raise _differs(table)
    say(Text("完成", "Done"), 1.0)
    return copied


def require_empty(connection: Connection) -> None:
    """Refuse a store that holds anything but facts of itself.

    Parameters
    ----------
    connection : Connection
        A connection to the store.

    Raises
    ------
    InputError
        If any table has a row.
    """
    for table in tables():
        row = None if table is FACTS else connection.execute(sa.select(table).limit(1)).first()
        if row is not None:
            raise InputError(
                Text(
                    f"目标仓库不是空的（表 {table.name} 中有数据）。",
                    f"The target is not empty: its table {table.name} has rows.",
                ),
                Text(
                    "请指定一个新文件或新建的空数据库；已有数据不会被覆盖。",
                    "Name a new file or an empty database; nothing is overwritten.",
                ),
            )


def table_digest(connection: Connection, table: Table) -> str:
    """Return what stands for all rows of a table, on either kind of store.

    Parameters
    ----------
    connection : Connection
        A connection to the store.
    table : Table
        The table.

    Returns
    -------
    str
        SHA-256 over the sorted SHA-256 of its rows: the order in which a store gives them and
        the way it writes numbers and shapes make no difference.
    """
    return _whole([_row_digest(row) for part in _parts(connection, table) for row in part])


def _whole(rows: list[bytes]) -> str:
    return hashlib.sha256(b"".join(sorted(rows))).hexdigest()


def _copy(reading: Connection, writing: Connection, table: Table) -> list[bytes]:
    """Copy the rows of a table, and return the digests of what was read."""
    digests: list[bytes] = []
    for part in _parts(reading, table):
        writing.execute(table.insert(), [dict(row) for row in part])
        digests += map(_row_digest, part)
    _set_counter(writing, table)
    return digests


def _set_counter(connection: Connection, table: Table) -> None:
    """Let the next row of a table be counted from the last; a file does so by itself."""
    column = table.autoincrement_column
    if connection.dialect.name != "postgresql" or column is None:
        return
    last = connection.scalar(sa.select(sa.func.max(column)))
    if last is not None:
        counter = sa.func.pg_get_serial_sequence(table.name, column.name)
        connection.execute(sa.select(sa.func.setval(counter, last)))


def _parts(connection: Connection, table: Table) -> Iterator[list[RowMapping]]:
    query = sa.select(table).order_by(*table.primary_key.columns)
    is_heavy = any(isinstance(column.type, sa.LargeBinary) for column in table.columns)
    size = FEW if is_heavy else CHUNK
    result = connection.execute(query, execution_options={"yield_per": size})
    yield from (list(part) for part in result.mappings().partitions())


def _row_digest(row: RowMapping) -> bytes:
    values = [_plain(value) for value in row.values()]
    return hashlib.sha256(canonical(values).encode()).digest()


def _plain(value: object) -> object:
    if isinstance(value, BaseGeometry):
        return shapely.to_wkb(value, hex=True, byte_order=1, flavor="iso")
    return value.hex() if isinstance(value, bytes) else value


def _differs(table: Table) -> InputError:
    return InputError(
        Text(
            f"复制后的表 {table.name} 与原表不一致，未保留。",
            f"The copy of {table.name} differs from it; nothing was kept.",
        ),
        Text("请用 gridmap db verify 检查原仓库。", "Check the source with gridmap db verify."),
    )
