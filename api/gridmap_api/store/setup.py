"""Making the tables of a store, and bringing those of an older program up to date."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.exc import DatabaseError, OperationalError

from gridmap import __version__
from gridmap.errors import InputError, SettingsError, Text
from gridmap_api.store import features, models
from gridmap_api.store.base import Base
from gridmap_api.store.engine import Store
from gridmap_api.store.file_styles import write_styles
from gridmap_api.store.public_past import release_missing

__all__ = ["applied", "features", "models", "newest", "upgrade"]

LOCK = 0x6772_6964_6D61_7000
"""Key of the lock under which one process at a time changes the tables of a PostgreSQL store."""

OURS = frozenset({"gridmap_project", "feasibility"})
"""Tables by which a project file and a plan file are known."""


def upgrade(store: Store) -> None:
    """Make the tables of a store, or bring them up to date; a file that is missing is made.

    Parameters
    ----------
    store : Store
        An open store.

    Raises
    ------
    InputError
        If it was made by a newer program, or is a file or a database of another kind.
    SettingsError
        If it cannot be reached, or PostGIS is missing.
    """
    if applied(store) == newest():
        return
    with _explained(store), store.write() as connection:
        _upgrade(store, connection)


def applied(store: Store) -> str | None:
    """Return the revision of the tables of a store.

    Parameters
    ----------
    store : Store
        An open store.

    Returns
    -------
    str or None
        Such as ``"0001"``; None where there are no tables yet.

    Raises
    ------
    InputError
        If it is a file of another kind.
    SettingsError
        If it cannot be reached.
    """
    if store.path is not None and store.path.parent.exists() and not store.path.exists():
        return None
    with _explained(store), store.read() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest() -> str:
    """Return the revision that this program works with.

    Returns
    -------
    str
        Such as ``"0001"``.
    """
    head = _scripts().get_current_head()
    if head is None:
        raise LookupError("no migration")
    return head


def _scripts() -> ScriptDirectory:
    return ScriptDirectory(str(Path(__file__).parent / "migrations"))


@contextmanager
def _explained(store: Store) -> Iterator[None]:
    """Tell what the database says when it cannot be opened in words that help."""
    try:
        yield
    except OperationalError as error:
        raise _unreachable(store) from error
    except DatabaseError as error:
        if store.is_file:
            raise _foreign(store) from error
        raise


def _upgrade(store: Store, connection: Connection) -> None:
    if not store.is_file:
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK)))
        _require_postgis(connection)
    scripts = _scripts()
    context = MigrationContext.configure(connection)
    current = context.get_current_revision()
    if current is None:
        _refuse_foreign(store, connection)
    elif current not in {one.revision for one in scripts.walk_revisions()}:
        raise _newer(connection)
    pending = list(scripts.iterate_revisions("head", current or "base"))
    with Operations.context(context):
        for revision in reversed(pending):
            revision.module.upgrade()
            context.stamp(scripts, revision.revision)
    if store.is_file and current is None:
        write_styles(connection)
    if current is not None and "0007" in {one.revision for one in pending}:
        release_missing(connection)
    _note(connection, is_new=current is None)


def _note(connection: Connection, *, is_new: bool) -> None:
    facts = sa.table("store_fact", sa.column("name"), sa.column("value"))
    rows = [{"name": "gridmap_version", "value": __version__}]
    if is_new:
        rows.append({"name": "id", "value": str(uuid.uuid4())})
    connection.execute(facts.delete().where(facts.c.name == "gridmap_version"))
    connection.execute(facts.insert(), rows)


def _require_postgis(connection: Connection) -> None:
    present = sa.table("pg_extension", sa.column("extname"))
    if connection.scalar(sa.select(present.c.extname).where(present.c.extname == "postgis")):
        return
    try:
        with connection.begin_nested():
            connection.exec_driver_sql("CREATE EXTENSION IF NOT EXISTS postgis")
    except DatabaseError as error:
        raise SettingsError(
            Text("数据库没有 PostGIS 扩展。", "The database has no PostGIS extension."),
            Text(
                "请在服务器上安装 PostGIS（Debian：postgresql-15-postgis-3），"
                "再由数据库管理员执行 CREATE EXTENSION postgis。",
                "Install PostGIS on the server (Debian: postgresql-15-postgis-3), and have its "
                "keeper run CREATE EXTENSION postgis.",
            ),
        ) from error


def _refuse_foreign(store: Store, connection: Connection) -> None:
    names = set(sa.inspect(connection).get_table_names())
    if names & OURS:
        raise InputError(
            Text(
                "这是项目文件或方案文件，不是仓库。",
                "This is a project file or a plan file, not a store.",
            ),
            Text(
                "请另取仓库文件名，并用 gridmap db load 载入此文件。",
                "Name another file as the store, and load this one with gridmap db load.",
            ),
        )
    if names if store.is_file else names & set(Base.metadata.tables):
        raise _foreign(store)


def _foreign(store: Store) -> InputError:
    if store.is_file:
        return InputError(
            Text("这个文件不是仓库，或已损坏。", "This file is no store, or is damaged."),
            Text(
                "请另取一个文件名，程序会新建仓库。",
                "Name another file: a new store is made there.",
            ),
        )
    return InputError(
        Text(
            "数据库中已有其他程序的同名表。", "The database has tables of other programs' making."
        ),
        Text("请为 gridmap 新建一个空数据库。", "Make an empty database for gridmap."),
    )


def _newer(connection: Connection) -> InputError:
    facts = sa.table("store_fact", sa.column("name"), sa.column("value"))
    query = sa.select(facts.c.value).where(facts.c.name == "gridmap_version")
    version = connection.scalar(query) or ""
    return InputError(
        Text(
            f"仓库由更新的 gridmap {version} 建立，本程序是 {__version__}。",
            f"The store was made by a newer gridmap {version}; this is {__version__}.",
        ),
        Text("请升级 gridmap 后再打开。", "Upgrade gridmap, then open it."),
    )


def _unreachable(store: Store) -> SettingsError:
    if store.is_file:
        return SettingsError(
            Text("仓库文件打不开，或正被占用。", "The store cannot be opened, or is in use."),
            Text(
                "请检查文件夹是否存在、能否写入，并关闭正在编辑它的程序。",
                "Check that its folder is there and can be written, and close what edits it.",
            ),
        )
    return SettingsError(
        Text("连不上 PostgreSQL 数据库。", "The PostgreSQL database cannot be reached."),
        Text(
            "请检查地址、用户名、密码，以及数据库是否已启动。",
            "Check the address, the user and the password, and that it is running.",
        ),
    )
