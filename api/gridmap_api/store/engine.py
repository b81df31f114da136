"""Opening a store: PostgreSQL with PostGIS, or one GeoPackage file.

The file keeps a rollback journal: SQLite's write-ahead log has a bug that can corrupt a file
(3.7.0 to 3.51.2), and the library that comes with Python is often older than its mending. The
journal is truncated and not removed: the end of a transaction is then itself brought to the disk,
where the removal of a file may be undone by a power loss.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event, func, select
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from gridmap.errors import SettingsError, Text
from gridmap_api.store.failures import told
from gridmap_api.store.geopackage import add_functions
from gridmap_api.store.scope import EVERYTHING, Scope

BUSY_S = 20
POOL = 20
NO_COMMUNITY = "-"
READING = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}


class Store:
    """A store that is open. Objects of this class are shared by threads.

    Parameters
    ----------
    engine : Engine
        Of one of the two kinds.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._writing = threading.Lock()
        self._thread = threading.local()

    @property
    def is_file(self) -> bool:
        """Whether it is a GeoPackage file."""
        return self.engine.dialect.name == "sqlite"

    @property
    def path(self) -> Path | None:
        """The file; None for PostgreSQL."""
        return Path(str(self.engine.url.database)) if self.is_file else None

    @contextmanager
    def read(self, *, scope: Scope = EVERYTHING) -> Iterator[Connection]:
        """Give a connection that sees one state of the store and changes nothing.

        Parameters
        ----------
        scope : Scope
            Rows of other communities are hidden by PostgreSQL itself, whatever a query says.

        Yields
        ------
        Connection
            Rolled back at the end.

        Raises
        ------
        BusyError
            If the store gives no answer in time.
        """
        options = {} if self.is_file else READING
        with (
            told(),
            self._only_one(),
            self.engine.connect().execution_options(**options) as connection,
        ):
            self._confine(connection, scope)
            yield connection
            connection.rollback()

    @contextmanager
    def write(self, *, scope: Scope = EVERYTHING) -> Iterator[Connection]:
        """Give a connection whose changes are all kept at the end, or none if an error leaves it.

        In a file there is one writer at a time, who has the whole file from the start.

        Parameters
        ----------
        scope : Scope
            Rows of other communities are hidden by PostgreSQL itself, whatever a query says.

        Yields
        ------
        Connection
            Committed at the end.

        Raises
        ------
        BusyError
            If the store gives no answer in time.
        FullError
            If the disk is full; nothing was written.
        """
        if not self.is_file:
            with told(), self._only_one(), self.engine.begin() as connection:
                self._confine(connection, scope)
                yield connection
            return
        with (
            told(),
            self._only_one(),
            self._writing,
            self.engine.connect().execution_options(gridmap_immediate=True) as connection,
            connection.begin(),
        ):
            yield connection

    @contextmanager
    def _only_one(self) -> Iterator[None]:
        """Refuse a second transaction of a file in a thread.

        It would wait for a writer who waits for the first one to end.
        """
        if self.is_file and getattr(self._thread, "is_busy", False):
            raise RuntimeError("a transaction of this thread is open already")
        self._thread.is_busy = True
        try:
            yield
        finally:
            self._thread.is_busy = False

    def _confine(self, connection: Connection, scope: Scope) -> None:
        """Set what the policies of migration 0002 look at, until the end of the transaction."""
        if self.is_file or scope.communities is None:
            return
        # An empty setting would hide nothing.
        codes = ",".join(sorted(scope.communities)) or NO_COMMUNITY
        connection.execute(select(func.set_config("gridmap.communities", codes, True)))

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def open_store(address: str | Path) -> Store:
    """Return a store, without looking whether its tables are there.

    Parameters
    ----------
    address : str or Path
        ``postgresql://user@host/database``, or the path of a GeoPackage file.

    Returns
    -------
    Store
        The store; a file is not made by this.

    Raises
    ------
    SettingsError
        If the address is neither.
    """
    url = _url(address)
    if url.get_backend_name() == "sqlite":
        engine = create_engine(url, pool_size=POOL, max_overflow=POOL, pool_timeout=BUSY_S)
        _prepare_file(engine)
    else:
        engine = create_engine(
            url.set(drivername="postgresql+psycopg2"),
            pool_size=POOL,
            max_overflow=POOL,
            pool_timeout=BUSY_S,
            pool_pre_ping=True,
            # Whoever waits longer for what another holds is told to come again.
            connect_args={"options": f"-c lock_timeout={BUSY_S * 1000}"},
        )
    return Store(engine)


def _url(address: str | Path) -> URL:
    if isinstance(address, Path) or "://" not in address:
        return URL.create("sqlite", database=str(Path(address).absolute()))
    try:
        url = make_url(address)
    except ArgumentError as error:
        raise _unknown() from error
    if url.get_backend_name() not in {"postgresql", "sqlite"}:
        raise _unknown()
    return url


def _unknown() -> SettingsError:
    return SettingsError(
        Text("数据库地址不能用。", "The address of the database cannot be used."),
        Text(
            "请写成 postgresql://用户@主机/数据库，或给出 .gpkg 文件的路径。",
            "Write postgresql://user@host/database, or the path of a .gpkg file.",
        ),
    )


def _prepare_file(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def _opened(connection: sqlite3.Connection, _record: object) -> None:
        # SQLAlchemy and not Python's driver says where a transaction begins.
        connection.isolation_level = None
        connection.execute(f"PRAGMA busy_timeout = {BUSY_S * 1000}")
        connection.execute("PRAGMA journal_mode = TRUNCATE")
        connection.execute("PRAGMA synchronous = EXTRA")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA trusted_schema = ON")
        add_functions(connection)

    @event.listens_for(engine, "begin")
    def _began(connection: Connection) -> None:
        immediate = connection.get_execution_options().get("gridmap_immediate")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")
