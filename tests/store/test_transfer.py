"""A store moves to the other kind and back, and nothing is lost or changed on the way."""

import contextlib

import pytest
import shapely
import sqlalchemy as sa
import stores
from gridmap_api.store.engine import open_store
from gridmap_api.store.features import FEATURES
from gridmap_api.store.models import PlanRow, StoreFact
from gridmap_api.store.setup import upgrade
from gridmap_api.store.transfer import copy_store, table_digest, tables
from gridmap_api.store.types import Json, Shape

from gridmap.errors import InputError

SHAPES = {
    "POINT": shapely.Point(117.1, 35.3),
    "POLYGON": shapely.box(117.0, 35.0, 117.1, 35.1),
    "GEOMETRY": shapely.MultiPolygon([shapely.box(117, 35, 117.1, 35.1)]),
}


PLAIN = {
    sa.Boolean: lambda number: number % 2 == 0,
    sa.Integer: lambda number: 10 * number + 7,
    sa.Double: lambda number: number / 3,
    sa.LargeBinary: lambda number: bytes([0, 255, number]),
    Json: lambda number: {"户": [number, number / 3, None, True], "é": "\u2028"},
}


def _value(column, number):
    """Return a value that fits a column, another for each number; some are empty where they may."""
    if column.foreign_keys:
        return f"{next(iter(column.foreign_keys)).column.name}-0"
    if column.nullable and number % 3 == 2:
        return None
    if isinstance(column.type, Shape):
        return shapely.transform(SHAPES[column.type.kind], lambda xy: xy + number / 7)
    make = PLAIN.get(type(column.type), lambda _: f"{column.name}-{number}")
    return make(number)


def fill(store):
    """Put four rows into every table."""
    with store.write() as connection:
        connection.execute(sa.delete(StoreFact))
        for table in tables():
            rows = [
                {column.name: _value(column, number) for column in table.columns}
                for number in range(4)
            ]
            if all(column.foreign_keys for column in table.primary_key.columns):
                rows = rows[:1]
            connection.execute(table.insert(), rows)


def digests(store):
    with store.read() as connection:
        return {table.name: table_digest(connection, table) for table in tables()}


@pytest.fixture
def new_store(tmp_path):
    """Make fresh stores of a kind; all are closed, and databases removed, at the end."""
    with contextlib.ExitStack() as stack:

        def make(kind):
            if kind == "file":
                address = str(tmp_path / f"store-{len(list(tmp_path.iterdir()))}.gpkg")
            else:
                address = stores.new_database()
                stack.callback(stores.drop_database, address)
            store = stack.enter_context(contextlib.closing(open_store(address)))
            upgrade(store)
            return store

        yield make


def test_file_to_postgis_to_file_is_equal_in_every_row(new_store):
    first, middle, last = new_store("file"), new_store("postgis"), new_store("file")
    fill(first)
    before = digests(first)
    assert len(set(before.values())) == len(before)
    copied = copy_store(first, middle)
    assert set(copied) == {table.name for table in tables()}
    assert min(copied.values()) >= 1
    assert digests(middle) == before
    copy_store(middle, last)
    assert digests(last) == before


@pytest.mark.parametrize("kind", ["file", "postgis"])
def test_rows_are_counted_on_from_the_last_that_was_copied(new_store, kind):
    source, target = new_store("file"), new_store(kind)
    fill(source)
    copy_store(source, target)
    table = FEATURES["buildings"]
    row = {"building_id": "new", "since": 1, "extra": {}, "digest": "0" * 64}
    with target.write() as connection:
        connection.execute(table.insert(), [row])
        assert connection.scalar(sa.select(sa.func.max(table.c.fid))) == 38


@pytest.mark.parametrize("kind", ["file", "postgis"])
def test_a_target_with_rows_is_refused_and_stays_as_it_was(new_store, kind):
    source, target = new_store("file"), new_store(kind)
    fill(source)
    fill(target)
    before = digests(target)
    with pytest.raises(InputError) as refusal:
        copy_store(source, target)
    assert "nothing is overwritten" in refusal.value.remedy.en
    assert digests(target) == before


def test_one_other_bit_is_another_digest(store):
    fill(store)
    before = digests(store)
    with store.write() as connection:
        connection.execute(sa.update(PlanRow).where(PlanRow.id == "id-1").values(head=18))
    after = digests(store)
    assert {name for name, digest in before.items() if after[name] != digest} == {"plan"}
