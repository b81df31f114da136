"""gridmap db: what the commands print, leave behind and refuse."""

import contextlib
import sqlite3

import planned
import pytest
import stores
from gridmap_api.store.engine import open_store
from gridmap_api.store.transfer import table_digest, tables

from gridmap.cli.app import run
from gridmap.io.plans import write_plan
from gridmap.io.project import write_layers
from gridmap.layers import CONTRACTS, conform


@pytest.fixture
def folder(tmp_path):
    """A folder with a project file and a plan file."""
    layers = {
        name: conform(frame.to_crs(4490), CONTRACTS[name]).frame
        for name, frame in planned.context().items()
    }
    write_layers(tmp_path / "项目.gpkg", layers)
    write_plan(planned.plan(), tmp_path / "方案.gpkg")
    return tmp_path


def _digests(address):
    with contextlib.closing(open_store(address)) as store, store.read() as connection:
        return {table.name: table_digest(connection, table) for table in tables()}


def test_a_store_is_filled_moved_to_postgis_backed_up_and_restored_without_loss(folder, capsys):
    first, last = str(folder / "仓库.gpkg"), str(folder / "恢复.gpkg")
    postgis = stores.new_database()
    try:
        files = [str(folder / "项目.gpkg"), str(folder / "方案.gpkg")]
        assert run(["db", "load", *files, "--store", first]) == 0
        assert run(["db", "move", "--store", first, "--to", postgis]) == 0
        assert run(["db", "backup", str(folder / "备份.gpkg"), "--store", postgis]) == 0
        assert run(["db", "restore", str(folder / "备份.gpkg"), "--store", last]) == 0
        capsys.readouterr()
        assert run(["db", "verify", "--store", last]) == 0
        assert capsys.readouterr().out == "仓库完好。\n"
        assert _digests(first) == _digests(postgis) == _digests(last)
    finally:
        stores.drop_database(postgis)


def test_status_shows_layers_and_plans(folder, capsys, monkeypatch):
    monkeypatch.setenv("GRIDMAP_DATABASE_URL", str(folder / "仓库.gpkg"))
    assert run(["db", "load", str(folder / "方案.gpkg")]) == 0
    capsys.readouterr()
    assert run(["db", "status", "--lang", "en"]) == 0
    told = capsys.readouterr().out
    assert "buildings" in told
    assert "draft" in told


def test_status_of_no_store_makes_none(tmp_path, capsys):
    assert run(["db", "status", "--store", str(tmp_path / "仓库.gpkg")]) == 0
    assert "无" in capsys.readouterr().out
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_no_store_is_told_as_such_and_left_alone(tmp_path, capsys):
    path = tmp_path / "notes.gpkg"
    path.write_text("网格" * 1_000, encoding="utf-8")
    for command, code in (("status", 2), ("upgrade", 2), ("verify", 1)):
        assert run(["db", command, "--store", str(path)]) == code
        told = capsys.readouterr()
        assert "损坏" in told.out + told.err
    assert path.read_text(encoding="utf-8") == "网格" * 1_000


def test_verify_ends_with_1_when_a_byte_was_altered(folder, capsys):
    path = folder / "仓库.gpkg"
    run(["db", "load", str(folder / "方案.gpkg"), "--store", str(path)])
    with contextlib.closing(sqlite3.connect(path)) as database:
        database.execute("UPDATE plan SET head_hash = 'x' || substr(head_hash, 2)")
        database.commit()
    capsys.readouterr()
    assert run(["verify", "--store", str(path)]) == 1
    assert "仓库完好" not in capsys.readouterr().out


def test_without_a_store_the_remedy_is_told(capsys, monkeypatch):
    monkeypatch.delenv("GRIDMAP_DATABASE_URL", raising=False)
    assert run(["db", "upgrade", "--lang", "en"]) == 2
    assert "GRIDMAP_DATABASE_URL" in capsys.readouterr().err


def test_a_password_in_the_address_is_not_shown(capsys):
    address = stores.new_database()
    try:
        secret = address.replace("@", ":geheim@") if ":geheim@" not in address else address
        assert run(["db", "upgrade", "--store", secret]) == 0
        assert "geheim" not in capsys.readouterr().out
    finally:
        stores.drop_database(address)
