"""Migrations make exactly what the models say, on both stores, and refuse what is no store."""

import contextlib
import sqlite3
from concurrent.futures import ThreadPoolExecutor

import planned
import pytest
import sqlalchemy as sa
import stores
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from geoalchemy2 import Geometry
from gridmap_api.store import setup
from gridmap_api.store.base import Base
from gridmap_api.store.engine import open_store
from gridmap_api.store.models import StoreFact
from gridmap_api.store.types import Shape

from gridmap import __version__
from gridmap.errors import InputError, SettingsError
from gridmap.io.plans import write_plan
from gridmap.io.project import write_layers


def _own(thing, name, kind, is_reflected, _counterpart):
    """Leave out what PostGIS, QGIS and the GeoPackage standard add; GDAL tests the R-tree."""
    if kind == "table":
        return not name.startswith(("gpkg_", "rtree_", "spatial_ref_sys", "layer_styles"))
    return not (kind == "index" and name.endswith("_geom") and not is_reflected)


def _types_differ(context, _inspected, _declared, inspected_type, declared_type):
    if not isinstance(declared_type, Shape):
        return None
    # A file tells GeoAlchemy2 that it is a geometry, and not of which kind.
    kind = "GEOMETRY" if context.dialect.name == "sqlite" else declared_type.kind
    return not isinstance(inspected_type, Geometry) or inspected_type.geometry_type != kind


def _difference(store):
    with store.read() as connection:
        if store.is_file:
            # GeoAlchemy2 asks SpatiaLite's table about every shape; an empty one tells it nothing.
            connection.exec_driver_sql(
                "CREATE TEMP TABLE geometry_columns (f_table_name, f_geometry_column)"
            )
        options = {"compare_type": _types_differ, "include_object": _own}
        context = MigrationContext.configure(connection, opts=options)
        return compare_metadata(context, Base.metadata)


def test_the_migrated_tables_are_those_of_the_models(store):
    assert _difference(store) == []


def test_a_column_that_no_migration_makes_is_found(store):
    with store.write() as connection:
        connection.exec_driver_sql("ALTER TABLE job ADD COLUMN forgotten TEXT")
    assert [change[0] for change in _difference(store)] == ["remove_column"]


def test_upgrade_of_a_store_that_is_up_to_date_changes_nothing(store):
    with store.read() as connection:
        before = connection.execute(sa.select(StoreFact.name, StoreFact.value)).all()
    setup.upgrade(store)
    with store.read() as connection:
        assert connection.execute(sa.select(StoreFact.name, StoreFact.value)).all() == before
    assert dict(before)["gridmap_version"] == __version__
    assert setup.applied(store) == setup.newest()


def test_a_store_of_a_newer_program_is_refused_with_the_remedy(store):
    with store.write() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
        connection.exec_driver_sql(
            "UPDATE store_fact SET value = '99.1' WHERE name = 'gridmap_version'"
        )
    with pytest.raises(InputError, match=r"newer gridmap 99\.1") as refusal:
        setup.upgrade(store)
    assert "升级 gridmap" in refusal.value.remedy.zh


def test_a_failed_migration_leaves_nothing_behind(tmp_path, monkeypatch):
    def fail(*_arguments, **_options):
        raise RuntimeError("interrupted")

    path = tmp_path / "仓库.gpkg"
    with contextlib.closing(open_store(path)) as store:
        with monkeypatch.context() as patch:
            patch.setattr(setup, "_note", fail)
            with pytest.raises(RuntimeError, match="interrupted"):
                setup.upgrade(store)
        with contextlib.closing(sqlite3.connect(path)) as database:
            assert database.execute("SELECT * FROM sqlite_master").fetchall() == []
        setup.upgrade(store)
        assert _difference(store) == []


def test_a_project_file_is_no_store_and_the_remedy_names_db_load(tmp_path):
    layers = {name: frame.to_crs(4490) for name, frame in planned.context().items()}
    write_layers(tmp_path / "项目.gpkg", layers)
    write_plan(planned.plan(), tmp_path / "方案.gpkg")
    for name in ("项目.gpkg", "方案.gpkg"):
        before = (tmp_path / name).read_bytes()
        with (
            contextlib.closing(open_store(tmp_path / name)) as store,
            pytest.raises(InputError) as refusal,
        ):
            setup.upgrade(store)
        assert "gridmap db load" in refusal.value.remedy.en
        assert (tmp_path / name).read_bytes() == before


def test_a_file_that_is_no_geopackage_is_refused_and_left_alone(tmp_path):
    path = tmp_path / "notes.gpkg"
    path.write_text("网格" * 1000, encoding="utf-8")
    with contextlib.closing(open_store(path)) as store, pytest.raises(InputError):
        setup.upgrade(store)
    assert path.read_text(encoding="utf-8") == "网格" * 1000


def test_a_database_that_cannot_be_reached_is_named_as_such(tmp_path):
    for address in ("postgresql://nobody@127.0.0.1:1/none", str(tmp_path / "none" / "a.gpkg")):
        with contextlib.closing(open_store(address)) as store, pytest.raises(SettingsError):
            setup.upgrade(store)


def test_foreign_tables_in_a_postgresql_database_are_refused():
    address = stores.new_database()
    try:
        with contextlib.closing(open_store(address)) as store:
            with store.write() as connection:
                connection.exec_driver_sql("DROP TABLE alembic_version")
            with pytest.raises(InputError) as refusal:
                setup.upgrade(store)
            assert "empty database" in refusal.value.remedy.en
    finally:
        stores.drop_database(address)


def _empty_database(tmp_path, kind):
    if kind == "file":
        return str(tmp_path / "new.gpkg")
    address = stores.new_database()
    with contextlib.closing(open_store(address)) as store, store.write() as connection:
        connection.exec_driver_sql("DROP SCHEMA public CASCADE")
        connection.exec_driver_sql("CREATE SCHEMA public")
    return address


@pytest.mark.parametrize("kind", ["file", "postgis"])
def test_two_programs_that_start_at_once_make_one_store(tmp_path, kind):
    address = _empty_database(tmp_path, kind)
    try:
        with contextlib.ExitStack() as stack, ThreadPoolExecutor(2) as pool:
            opened = [stack.enter_context(contextlib.closing(open_store(address))) for _ in "ab"]
            for run in [pool.submit(setup.upgrade, store) for store in opened]:
                run.result()
            assert _difference(opened[0]) == []
            with opened[1].read() as connection:
                names = connection.scalars(sa.select(StoreFact.name)).all()
            assert sorted(names) == ["gridmap_version", "id"]
    finally:
        if kind == "postgis":
            stores.drop_database(address)
