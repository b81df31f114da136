"""Shapes and JSON come back from both stores as they went in."""

import pytest
import shapely
import sqlalchemy as sa
from gridmap_api.store.features import FEATURES

ROWS = [
    {"building_id": "甲", "geom": shapely.box(116.3, 35.3, 116.4, 35.4), "extra": {"备注": "é"}},
    {"building_id": "乙", "geom": shapely.Point(116.1, 35.1), "extra": {}},
    {"building_id": "丙", "geom": None, "extra": {"b": [1, None], "a": 0.1}},
]


def test_rows_come_back_as_they_went_in(store):
    table = FEATURES["buildings"]
    rows = [{"since": 1, "digest": "0" * 64, **row} for row in ROWS]
    with store.write() as connection:
        connection.execute(table.insert(), rows)
    with store.read() as connection:
        found = connection.execute(sa.select(table).order_by(table.c.fid)).mappings().all()
    assert [row["building_id"] for row in found] == ["甲", "乙", "丙"]
    assert [row["geom"] for row in found] == [row["geom"] for row in ROWS]
    assert [row["extra"] for row in found] == [row["extra"] for row in ROWS]


def test_an_error_keeps_nothing_of_its_transaction(store):
    table = FEATURES["buildings"]
    row = {"since": 1, "digest": "0" * 64, **ROWS[0]}
    with store.write() as connection:
        connection.execute(table.insert(), [row])

    def fail():
        with store.write() as connection:
            connection.execute(table.insert(), [{**row, "building_id": "other"}])
            connection.execute(table.insert(), [row])

    with pytest.raises(sa.exc.IntegrityError):
        fail()
    with store.read() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(table)) == 1
