"""Backups: one GeoPackage store file, from either kind of store, restored to either.

A file is copied by SQLite's own online backup, which gives one state of it while others write. A
PostgreSQL store is read in one snapshot and written as a store file by `copy_store`, which also
compares every table, so that nothing but this program is needed to restore it, to either kind;
``pg_dump`` works too, and is the choice where the rest of a server is saved that way.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from gridmap.errors import InputError, Text
from gridmap.io.files import replacing
from gridmap_api.store.engine import Store, open_store
from gridmap_api.store.setup import applied, upgrade
from gridmap_api.store.transfer import Progress, copy_store

OWNER_ONLY = 0o600
"""Of the mode of a backup: it holds the digests of passwords and sessions."""


def back_up(store: Store, path: Path, *, progress: Progress | None = None) -> None:
    """Write one state of a store to a file, while others go on writing to the store.

    Parameters
    ----------
    store : Store
        A store of either kind.
    path : Path
        The file, which must not be there; it appears whole or not at all.
    progress : callable, optional
        Called with what is being done and the share from 0 to 1 that is done.

    Raises
    ------
    InputError
        If the file is there, or cannot be written.
    """
    if path.exists():
        raise InputError(
            Text(f"{path.name} 已存在。", f"{path.name} is there already."),
            Text("请换一个备份文件名。", "Give the backup another name."),
        )
    with replacing(path) as draft:
        if store.path is not None:
            _copy_file(store.path, draft)
        else:
            with closing(open_store(draft)) as target:
                upgrade(target)
                copy_store(store, target, progress=progress)
        draft.chmod(OWNER_ONLY)
    _sync_folder(path.parent)


def restore(backup: Path, store: Store, *, progress: Progress | None = None) -> dict[str, int]:
    """Bring what a backup holds into an empty store of either kind.

    Parameters
    ----------
    backup : Path
        A file that `back_up` wrote, or any store file; it is not changed.
    store : Store
        The store; a file is made if it is missing.
    progress : callable, optional
        Called with what is being done and the share from 0 to 1 that is done.

    Returns
    -------
    dict of str to int
        Rows by table.

    Raises
    ------
    InputError
        If the backup is missing, damaged or no store, or if the target is not empty.
    """
    with _opened(backup) as source:
        upgrade(store)
        return copy_store(source, store, progress=progress)


@contextmanager
def _opened(backup: Path) -> Iterator[Store]:
    """Give a copy of a backup, brought up to date, so that the backup stays as it is."""
    if not backup.is_file():
        raise InputError(
            Text(f"找不到备份文件 {backup.name}。", f"There is no backup {backup.name}."),
            Text("请检查路径。", "Check the path."),
        )
    with TemporaryDirectory(prefix="gridmap-") as folder:
        copy = Path(folder) / "backup.gpkg"
        try:
            _copy_file(backup, copy)
            _require_whole(copy)
        except sqlite3.DatabaseError as error:
            raise _damaged(backup) from error
        with closing(open_store(copy)) as store:
            if applied(store) is None:
                raise _damaged(backup)
            upgrade(store)
            yield store


def _copy_file(source: Path, target: Path) -> None:
    address = f"{source.resolve().as_uri()}?mode=ro"
    with (
        closing(sqlite3.connect(address, uri=True, timeout=60)) as reading,
        closing(sqlite3.connect(target)) as writing,
    ):
        # All pages in one step: a step by step copy begins anew after each write of another
        # process, and so may never end; writers wait for this one within their own patience.
        reading.backup(writing)


def _require_whole(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database:
        if database.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
            raise sqlite3.DatabaseError


def _damaged(backup: Path) -> InputError:
    return InputError(
        Text(
            f"{backup.name} 已损坏，或不是 gridmap 的备份。",
            f"{backup.name} is damaged, or no backup of gridmap.",
        ),
        Text("请换一份备份。", "Take another backup."),
    )


def _sync_folder(folder: Path) -> None:
    """Bring the name of a new file to the disk, too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
