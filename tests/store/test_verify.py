"""Files are loaded whole, and one altered byte of what was kept is found."""

import contextlib
import sqlite3
import zlib

import planned
import pytest
import sqlalchemy as sa
from gridmap_api.store.audit import record
from gridmap_api.store.engine import open_store
from gridmap_api.store.features import FEATURES, PAST
from gridmap_api.store.layer_reads import current_versions, read_layer
from gridmap_api.store.loading import load_file
from gridmap_api.store.models import AuditEntry, LayerVersion, PlanGrid, PlanRow, PlanSnapshot, Unit
from gridmap_api.store.plans import list_plans
from gridmap_api.store.scope import EVERYTHING
from gridmap_api.store.setup import upgrade
from gridmap_api.store.verify import verify_store

from gridmap.errors import InputError
from gridmap.io.plans import write_plan
from gridmap.io.project import read_project, write_layers
from gridmap.layers import CONTRACTS, conform


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """A project file, and the file of the plan that was made of it."""
    folder = tmp_path_factory.mktemp("files")
    layers = {
        name: conform(frame.to_crs(4490), CONTRACTS[name]).frame
        for name, frame in planned.context().items()
    }
    write_layers(folder / "项目.gpkg", layers)
    context = {
        name: frame.to_crs(4548) for name, frame in read_project(folder / "项目.gpkg").items()
    }
    write_plan(planned.plan(context=context), folder / "方案.gpkg")
    return folder


@pytest.fixture
def filled(store, files):
    """A store with layers, one of which changed once, a plan, and an audit log."""
    load_file(store, files / "方案.gpkg", actor="甲")
    frame = read_project(files / "项目.gpkg")["buildings"]
    write_layers(files / "其他.gpkg", {"buildings": frame.assign(households=1)})
    load_file(store, files / "其他.gpkg", actor="甲")
    with store.write() as connection:
        for number in range(3):
            record(connection, actor="甲", action="login", object=str(number), result="ok")
    return store


def test_a_project_is_loaded_once(store, files):
    first = load_file(store, files / "项目.gpkg", actor="甲")
    again = load_file(store, files / "项目.gpkg", actor="甲")
    assert first == again
    assert set(first.layers.values()) == {1}
    assert first.plan_id is None
    with store.read() as connection:
        assert len(read_layer(connection, "buildings")) == 24


def test_the_layers_of_a_plan_are_those_of_its_project(store, files):
    load_file(store, files / "项目.gpkg", actor="甲")
    loaded = load_file(store, files / "方案.gpkg", actor="甲")
    with store.read() as connection:
        assert current_versions(connection) == dict.fromkeys(CONTRACTS, 1)
        (plan,) = list_plans(connection, EVERYTHING)
    assert (plan["id"], plan["name"], plan["state"]) == (loaded.plan_id, "方案", "draft")


def test_a_plan_goes_by_the_name_of_its_file_or_by_one_of_its_own(store, files):
    load_file(store, files / "方案.gpkg", actor="甲")
    load_file(store, files / "方案.gpkg", actor="甲", name="东街道")
    with store.read() as connection:
        names = {plan["name"] for plan in list_plans(connection, EVERYTHING)}
    assert names == {"方案", "东街道"}


def test_a_file_that_cannot_be_loaded_leaves_nothing(store, files, tmp_path):
    with contextlib.closing(open_store(tmp_path / "other.gpkg")) as other:
        upgrade(other)
    (tmp_path / "notes.gpkg").write_text("notes", encoding="utf-8")
    for path in (tmp_path / "other.gpkg", tmp_path / "notes.gpkg", tmp_path / "missing.gpkg"):
        with pytest.raises(InputError):
            load_file(store, path, actor="甲")
    with store.read() as connection:
        assert current_versions(connection) == {}


def _one(table):
    """Return the condition of the first row of a table."""
    key = next(iter(table.primary_key.columns))
    return key == sa.select(sa.func.min(key)).scalar_subquery()


ALTERED = (
    (FEATURES["buildings"], {"households": 2}),
    (PAST["buildings"], {"households": 51}),
    (FEATURES["compounds"], {"extra": {"a": 1}}),
    (LayerVersion.__table__, {"features": 7}),
    (AuditEntry.__table__, {"result": "No"}),
    (PlanGrid.__table__, {"households": 401}),
    (Unit.__table__, {"households": 51}),
    (PlanRow.__table__, {"head_hash": "0" * 64}),
    (PlanSnapshot.__table__, {"content": zlib.compress(b"{}")}),
)


def test_what_was_altered_behind_the_back_of_the_program_is_found(filled):
    assert verify_store(filled) == []
    for table, values in ALTERED:
        names = [table.c[name] for name in values]
        with filled.write() as connection:
            before = connection.execute(sa.select(*names).where(_one(table))).mappings().first()
            connection.execute(table.update().where(_one(table)).values(values))
        assert verify_store(filled) != [], table.name
        with filled.write() as connection:
            connection.execute(table.update().where(_one(table)).values(dict(before)))
    assert verify_store(filled) == []
    with filled.write() as connection:
        connection.execute(sa.delete(PAST["buildings"]).where(PAST["buildings"].c.fid == 1))
    (problem,) = verify_store(filled)
    assert "buildings" in problem.en


def test_a_damaged_page_and_a_dangling_row_of_a_file_are_found(files, tmp_path):
    path = tmp_path / "仓库.gpkg"
    with contextlib.closing(open_store(path)) as store:
        upgrade(store)
        load_file(store, files / "方案.gpkg", actor="甲")
    with contextlib.closing(sqlite3.connect(path)) as database:
        database.execute("DELETE FROM unit_set")
        database.commit()
    with contextlib.closing(open_store(path)) as store:
        assert any("unit_set" in problem.en for problem in verify_store(store))
    content = bytearray(path.read_bytes())
    # A byte of the header of the pages after the first: the count of cells.
    for page in range(4096, len(content), 4096):
        content[page + 3] ^= 0xFF
    path.write_bytes(content)
    with contextlib.closing(open_store(path)) as store:
        assert verify_store(store) != []
