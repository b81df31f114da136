"""What the store itself says when it cannot go on, as errors that a user can act on."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from gridmap.errors import Text
from gridmap_api.errors import BusyError, FullError

DISK_FULL = "53100"
BUSY = frozenset({"40001", "40P01", "55P03", "57014", "53300", "57P03"})
"""States of PostgreSQL: serialisation, deadlock, lock, timeout, connections, starting up."""
SQLITE_BUSY = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
RETRY_AFTER_S = 2


@contextmanager
def told() -> Iterator[None]:
    """Tell a full disk and a store that is busy as what they are.

    Yields
    ------
    None
        Whatever is done with the store.

    Raises
    ------
    FullError
        If the disk is full.
    BusyError
        If the store had no time.
    """
    try:
        yield
    except PoolTimeoutError as error:
        raise _busy() from error
    except DBAPIError as error:
        if _is_full(error):
            raise _full() from error
        if _is_busy(error):
            raise _busy() from error
        raise


def _is_full(error: DBAPIError) -> bool:
    code = getattr(error.orig, "sqlite_errorcode", None)
    return code == sqlite3.SQLITE_FULL or getattr(error.orig, "pgcode", None) == DISK_FULL


def _is_busy(error: DBAPIError) -> bool:
    code = getattr(error.orig, "sqlite_errorcode", None)
    # The low byte is the primary code of an extended one.
    if code is not None and code & 0xFF in SQLITE_BUSY:
        return True
    return error.connection_invalidated or getattr(error.orig, "pgcode", None) in BUSY


def _full() -> FullError:
    return FullError(
        Text("磁盘已满，没有写入任何内容。", "The disk is full; nothing was written."),
        Text("请清理磁盘后重试，读取不受影响。", "Make room and try again; reading goes on."),
    )


def _busy() -> BusyError:
    return BusyError(
        Text("数据库正忙，没有写入任何内容。", "The store is busy; nothing was written."),
        Text("请稍后重试。", "Try again in a moment."),
        retry_after_s=RETRY_AFTER_S,
    )
