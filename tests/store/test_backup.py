"""A backup is one state of a store that is in use, and restores to either kind."""

import contextlib
import shutil
import stat
import threading
from pathlib import Path

import pytest
import sqlalchemy as sa
import stores
from alembic.script import ScriptDirectory
from gridmap_api.store import setup
from gridmap_api.store.backup import back_up, restore
from gridmap_api.store.engine import open_store
from gridmap_api.store.models import AuditEntry
from gridmap_api.store.setup import applied, newest, upgrade
from gridmap_api.store.transfer import table_digest, tables

from gridmap.errors import InputError

ENTRIES = AuditEntry.__table__


def _add(store, numbers):
    """Add entries in one transaction: entry n names n - 1, so that a gap would be seen."""
    words = dict.fromkeys(("time", "actor", "action", "object", "result"), "甲")
    rows = [
        {**words, "number": number, "prev_hash": str(number - 1), "hash": str(number)}
        for number in numbers
    ]
    with store.write() as connection:
        connection.execute(ENTRIES.insert(), rows)


def _numbers(store):
    with store.read() as connection:
        return connection.scalars(sa.select(ENTRIES.c.number).order_by(ENTRIES.c.number)).all()


@pytest.fixture
def other_address(tmp_path):
    """Addresses of an empty file and an empty database."""
    address = stores.new_database()
    yield {"file": str(tmp_path / "其他.gpkg"), "postgis": address}
    stores.drop_database(address)


def test_a_backup_under_load_holds_all_that_was_there_at_its_start(store, tmp_path):
    _add(store, range(1, 21))
    stop, backup = threading.Event(), tmp_path / "备份.gpkg"

    def write():
        for number in range(21, 2_000):
            if stop.is_set():
                return
            _add(store, [number])

    writer = threading.Thread(target=write)
    writer.start()
    try:
        at_start = len(_numbers(store))
        back_up(store, backup)
    finally:
        stop.set()
        writer.join()
    with contextlib.closing(open_store(tmp_path / "restored.gpkg")) as restored:
        restore(backup, restored)
        found = _numbers(restored)
    assert len(found) >= at_start
    assert found == list(range(1, len(found) + 1))


@pytest.mark.parametrize("kind", ["file", "postgis"])
def test_a_backup_of_either_kind_restores_to_either_kind(store, other_address, tmp_path, kind):
    _add(store, range(1, 4))
    back_up(store, tmp_path / "备份.gpkg")
    before = (tmp_path / "备份.gpkg").read_bytes()
    with contextlib.closing(open_store(other_address[kind])) as restored:
        restore(tmp_path / "备份.gpkg", restored)
        with store.read() as left, restored.read() as right:
            for table in tables():
                assert table_digest(left, table) == table_digest(right, table)
    assert (tmp_path / "备份.gpkg").read_bytes() == before


def test_a_backup_is_for_its_owner_alone_and_replaces_nothing(store, tmp_path):
    backup = tmp_path / "备份.gpkg"
    back_up(store, backup)
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.glob("*备份*")] == ["备份.gpkg"]
    with pytest.raises(InputError, match="there already"):
        back_up(store, backup)


def test_a_restore_overwrites_nothing(store, tmp_path):
    back_up(store, tmp_path / "备份.gpkg")
    _add(store, [1])
    with pytest.raises(InputError, match="not empty"):
        restore(tmp_path / "备份.gpkg", store)
    assert _numbers(store) == [1]


def test_a_damaged_or_foreign_backup_is_refused(tmp_path):
    with contextlib.closing(open_store(tmp_path / "仓库.gpkg")) as store:
        upgrade(store)
        _add(store, range(1, 400))
        back_up(store, tmp_path / "备份.gpkg")
    content = bytearray((tmp_path / "备份.gpkg").read_bytes())
    for page in range(4096, len(content), 4096):
        content[page : page + 16] = b"\xff" * 16
    (tmp_path / "damaged.gpkg").write_bytes(content)
    (tmp_path / "foreign.gpkg").write_text("no database", encoding="utf-8")
    (tmp_path / "empty.gpkg").write_bytes(b"")
    with contextlib.closing(open_store(tmp_path / "new.gpkg")) as target:
        for name in ("damaged", "foreign", "empty", "missing"):
            with pytest.raises(InputError):
                restore(tmp_path / f"{name}.gpkg", target)
    assert not (tmp_path / "new.gpkg").exists()


def test_a_backup_of_an_older_program_is_brought_up_to_date_and_stays_as_it_is(
    tmp_path, monkeypatch
):
    backup = tmp_path / "备份.gpkg"
    older = tmp_path / "migrations"
    shutil.copytree(Path(setup.__file__).parent / "migrations", older)
    for script in older.glob("versions/0*"):
        if script.stem != "0001_first":
            script.unlink()
    with (
        monkeypatch.context() as patch,
        contextlib.closing(open_store(tmp_path / "仓库.gpkg")) as store,
    ):
        patch.setattr(setup, "_scripts", lambda: ScriptDirectory(str(older)))
        upgrade(store)
        _add(store, [1])
        back_up(store, backup)
        assert applied(store) == "0001"
    before = backup.read_bytes()
    with contextlib.closing(open_store(tmp_path / "new.gpkg")) as target:
        restore(backup, target)
        assert applied(target) == newest()
        assert _numbers(target) == [1]
    assert backup.read_bytes() == before
