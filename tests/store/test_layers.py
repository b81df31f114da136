"""Layers come back as they were imported, and every version of them stays readable."""

import contextlib
import functools
import threading

import geopandas as gpd
import lattice
import numpy as np
import pandas as pd
import planned
import pytest
import shapely
import sqlalchemy as sa
from geopandas.testing import assert_geodataframe_equal
from gridmap_api.errors import (
    ConflictError,
    ForbiddenError,
    ParameterError,
    RefusedEditError,
    StaleError,
    UnknownLayerError,
    UnknownObjectError,
)
from gridmap_api.store.engine import open_store
from gridmap_api.store.features import FEATURES, PAST
from gridmap_api.store.layer_reads import current_versions, difference, layer_versions, read_layer
from gridmap_api.store.layer_writes import (
    create_feature,
    delete_feature,
    import_layer,
    replace_feature,
    update_feature,
)
from gridmap_api.store.scope import Scope
from gridmap_api.store.setup import upgrade
from stores import drop_database, new_database

from gridmap.errors import Fault, LayerFaultsError, Text
from gridmap.io.project import read_project, write_layers
from gridmap.layers import CONTRACTS, conform

EAST = "370899001002"


@functools.cache
def _layers():
    """Every layer of the lattice as the import conforms it, in degrees."""
    layers = planned.context()
    # Two communities of 3 columns each, so that every feature lies in one or the other.
    layers["communities"] = lattice.layer(
        [lattice.box(0, 0, 300, 400), lattice.box(300, 0, 600, 400)],
        community_code=[lattice.COMMUNITY, EAST],
        name=["格子西社区", "格子东社区"],
    )
    layers["compounds"]["community_code"] = lattice.COMMUNITY
    return {
        name: conform(frame.to_crs(4490), CONTRACTS[name]).frame for name, frame in layers.items()
    }


def _import(store, **changed):
    """Import what people live in, and what else is given by keyword."""
    first = {name: _layers()[name] for name in ("communities", "compounds", "buildings")}
    with store.write() as connection:
        for name, frame in {**first, **changed}.items():
            import_layer(connection, name, frame, actor="甲", source="项目.gpkg")


@pytest.fixture(scope="module", params=["file", "postgis"])
def imported(request, tmp_path_factory):
    """A store of each kind that several tests edit, each a feature of its own."""
    is_file = request.param == "file"
    address = str(tmp_path_factory.mktemp("layers") / "a.gpkg") if is_file else new_database()
    with contextlib.closing(open_store(address)) as opened:
        upgrade(opened)
        _import(opened)
        yield opened
    if not is_file:
        drop_database(address)


def _read(store, name, **options):
    with store.read() as connection:
        return read_layer(connection, name, **options)


def _written(store, write, *arguments, **options):
    with store.write() as connection:
        return write(connection, *arguments, actor="甲", **options)


def test_layers_come_back_as_a_project_file_gives_them(store, tmp_path):
    layers = dict(_layers())
    layers["buildings"] = layers["buildings"].assign(
        备注=["é", None] * 12,
        number=pd.array([1, None] * 12, dtype="Int64"),
        share=np.linspace(0, 1, 24),
        checked=pd.array([True, None, False] * 8, dtype="boolean"),
        surveyed=pd.to_datetime(["2026-11-21T08:30:00.123"] * 24).astype("datetime64[ms]"),
    )
    path = tmp_path / "项目.gpkg"
    write_layers(path, layers)
    written = read_project(path)
    _import(store, **written)
    for name, frame in written.items():
        assert_geodataframe_equal(_read(store, name), frame)


def test_the_same_content_again_makes_no_version(store):
    for _ in range(2):
        _import(store, **_layers())
    with store.read() as connection:
        versions = current_versions(connection)
    assert versions == dict.fromkeys(CONTRACTS, 1)


def test_only_what_differs_is_closed_and_added(store):
    before = _layers()["buildings"]
    _import(store)
    after = before.drop(index=0)
    after.loc[1, "households"] = 77
    new = before.iloc[[0]].assign(building_id="new")
    after = gpd.GeoDataFrame(pd.concat([after, new], ignore_index=True), crs=4490)
    _import(store, buildings=after)
    with store.read() as connection:
        newest, first = layer_versions(connection, "buildings")
        closed = connection.scalar(sa.select(sa.func.count()).select_from(PAST["buildings"]))
        assert difference(connection, "buildings", before=1, after=2).changed == ("b1",)
        back = difference(connection, "buildings", before=2, after=1)
    assert (first["features"], first["added"], first["changed"], first["removed"]) == (24, 24, 0, 0)
    assert (newest["features"], newest["added"]) == (24, 1)
    assert (newest["changed"], newest["removed"]) == (1, 1)
    assert closed == 2
    assert (back.added, back.changed, back.removed) == (("b0",), ("b1",), ("new",))


def test_every_version_stays_as_it_was(store):
    first = _layers()["buildings"]
    second = first.assign(households=first["households"] + 1)
    third = second.iloc[::2].reset_index(drop=True)
    for frame in (first, second, third):
        _import(store, buildings=frame)
    for version, frame in enumerate((first, second, third), start=1):
        assert_geodataframe_equal(_read(store, "buildings", version=version), frame)
    assert_geodataframe_equal(_read(store, "buildings"), third)


def test_what_changed_and_changed_back_is_no_difference(store):
    first = _layers()["buildings"]
    for frame in (first, first.assign(households=1), first):
        _import(store, buildings=frame)
    with store.read() as connection:
        found = difference(connection, "buildings", before=1, after=3)
    assert (found.added, found.changed, found.removed) == ((), (), ())


def test_features_are_given_the_community_in_which_they_lie(store):
    _import(store)
    with store.read() as connection:
        table = FEATURES["buildings"]
        query = sa.select(table.c.building_id, table.c.community_code)
        found = {row[0]: row[1] for row in connection.execute(query)}
    # Columns 0 to 2 of the lattice lie west, columns 3 to 5 east.
    expected = {f"b{n}": lattice.COMMUNITY if n % 6 < 3 else EAST for n in range(24)}
    assert found == expected
    bare = _layers()["compounds"].assign(community_code=pd.Series([None, None], dtype="str"))
    _import(store, compounds=bare)
    assert set(_read(store, "compounds")["community_code"]) == {lattice.COMMUNITY}
    seen = _read(store, "buildings", scope=Scope(frozenset({EAST})))
    assert set(seen["building_id"]) == {key for key, code in expected.items() if code == EAST}


def test_new_communities_place_the_features_of_all_layers_anew(store):
    _import(store, **_layers())
    whole = lattice.layer(
        [lattice.box(0, 0, 600, 400)], community_code=[EAST], name=["格子社区"]
    ).to_crs(4490)
    _import(store, communities=conform(whole, CONTRACTS["communities"]).frame)
    for name in ("buildings", "stations", "hazards"):
        assert len(_read(store, name, scope=Scope(frozenset({EAST})))) == len(_layers()[name])
    with store.read() as connection:
        assert current_versions(connection)["buildings"] == 1


def test_what_was_found_in_the_file_is_kept_with_the_version(store):
    fault = Fault(
        "geometry.invalid",
        "warning",
        "buildings",
        Text("自相交。", "It crosses itself."),
        Text("请修正。", "Mend it."),
        feature_id="b7",
        place=(117.5, 35.25),
        file="楼栋.shp",
    )
    with store.write() as connection:
        frame = _layers()["buildings"]
        import_layer(connection, "buildings", frame, actor="甲", faults=[fault])
    with store.read() as connection:
        (row,) = layer_versions(connection, "buildings")
    assert row["faults"][0]["what"] == {"zh": "自相交。", "en": "It crosses itself."}
    assert row["faults"][0]["place"] == [117.5, 35.25]


def test_features_without_a_key_of_their_own_are_refused(store):
    frame = _layers()["buildings"]
    others = frame["building_id"][1:]
    for keys in (["b0"] * 24, [None, *others], ["b" * 3_000, *others]):
        with store.write() as connection, pytest.raises(LayerFaultsError):
            import_layer(connection, "buildings", frame.assign(building_id=keys), actor="甲")


def test_layers_and_versions_that_are_not_there_are_named_as_such(imported):
    with pytest.raises(UnknownLayerError):
        _read(imported, "job")
    for name, version in (("roads", None), ("buildings", 999)):
        with pytest.raises(UnknownObjectError):
            _read(imported, name, version=version)


def test_a_feature_is_created_changed_replaced_and_deleted(store):
    _import(store)
    shape = shapely.box(*_layers()["buildings"].geometry.iloc[0].bounds)
    values = {"households": 12, "name": "1 号楼", "geometry": shape}
    made = _written(store, create_feature, "buildings", "甲-1", values)
    assert (made.key, made.version) == ("甲-1", 2)
    changed = _written(
        store, update_feature, "buildings", "甲-1", {"households": 13}, if_match=made.digest
    )
    row = _read(store, "buildings").set_index("building_id").loc["甲-1"]
    assert (row["households"], row["name"]) == (13, "1 号楼")
    replaced = _written(
        store, replace_feature, "buildings", "甲-1", {"households": 14, "geometry": shape}
    )
    row = _read(store, "buildings").set_index("building_id").loc["甲-1"]
    assert row["households"] == 14
    assert pd.isna(row["name"])
    removed = _written(store, delete_feature, "buildings", "甲-1", if_match=replaced.digest)
    assert [changed.version, replaced.version, removed.version] == [3, 4, 5]
    assert_geodataframe_equal(_read(store, "buildings"), _read(store, "buildings", version=1))
    assert len(_read(store, "buildings", version=3)) == 25


def test_an_edit_that_changes_nothing_makes_no_version(imported):
    first = _written(imported, update_feature, "buildings", "b9", {"households": 31})
    again = _written(imported, update_feature, "buildings", "b9", {"households": 31})
    assert again == first


def test_a_feature_that_somebody_else_changed_is_not_overwritten(imported):
    first = _written(imported, update_feature, "buildings", "b3", {"households": 31})
    _written(imported, update_feature, "buildings", "b3", {"households": 32}, if_match=first.digest)
    for write, values in ((update_feature, [{"households": 33}]), (delete_feature, [])):
        with pytest.raises(StaleError):
            _written(imported, write, "buildings", "b3", *values, if_match=first.digest)


REFUSED = (
    ("households", {"households": -1}),
    ("households", {"households": "many"}),
    ("households", {"households": None}),
    ("compound_id", {"compound_id": "none"}),
    ("geometry", {"geometry": shapely.from_wkt("POLYGON ((0 0, 1 1, 1 0, 0 1, 0 0))")}),
    ("geometry", {"geometry": None}),
    ("name", {"name": "a\x00b"}),
    ("name", {"name": {"zh": "楼"}}),
    ("households", {"households": 2**63}),
)


def test_a_refusal_names_the_property_and_not_the_value(imported):
    for name, values in REFUSED:
        with pytest.raises(RefusedEditError) as refusal:
            _written(imported, update_feature, "buildings", "b3", values)
        assert [field["name"] for field in refusal.value.more["fields"]] == [name]
        said = refusal.value.say("en") + str(refusal.value.more)
        assert not any(str(value) in said for value in values.values() if isinstance(value, str))


def test_further_columns_keep_their_type(store):
    frame = _layers()["buildings"]
    _import(store, buildings=frame.assign(number=np.arange(24), remark="无"))
    with pytest.raises(RefusedEditError):
        _written(store, update_feature, "buildings", "b3", {"number": "three"})
    with pytest.raises(RefusedEditError) as refusal:
        _written(store, update_feature, "buildings", "b3", {"remark": "a\x00b"})
    assert refusal.value.more["fields"] == [{"name": "properties", "rule": "text.character"}]
    with pytest.raises(ParameterError):
        _written(store, update_feature, "buildings", "b3", {"unheard_of": 1})
    _written(store, update_feature, "buildings", "b3", {"number": None, "remark": "有"})
    assert str(_read(store, "buildings")["number"].dtype) == "Int64"
    assert str(_read(store, "buildings", version=1)["number"].dtype) == "int64"


def test_a_key_is_given_out_once_and_never_changes(imported):
    shape = _layers()["buildings"].geometry.iloc[0]
    values = {"households": 1, "geometry": shape}
    with pytest.raises(ConflictError):
        _written(imported, create_feature, "buildings", "b3", values)
    with pytest.raises(ParameterError):
        _written(imported, update_feature, "buildings", "b3", {"building_id": "b4"})
    with pytest.raises(UnknownObjectError):
        _written(imported, update_feature, "buildings", "none", values)
    with pytest.raises(RefusedEditError):
        _written(imported, create_feature, "buildings", "b" * 3_000, values)
    made = _written(imported, create_feature, "buildings", None, values)
    assert len(made.key) == 36


def test_what_others_refer_to_is_not_deleted(imported):
    _written(imported, update_feature, "buildings", "b3", {"compound_id": "c0"})
    with pytest.raises(ConflictError):
        _written(imported, delete_feature, "compounds", "c0")
    _written(imported, delete_feature, "compounds", "c1")


def test_a_community_may_not_overlap_another(imported):
    shape = _layers()["communities"].geometry.iloc[0]
    values = {"name": "新社区", "geometry": shape}
    with pytest.raises(RefusedEditError) as refusal:
        _written(imported, create_feature, "communities", "370899001003", values)
    assert refusal.value.more["fields"] == [{"name": "geometry", "rule": "overlap"}]


def test_a_planner_changes_features_of_own_communities_only(imported):
    west = Scope(frozenset({lattice.COMMUNITY}))
    with pytest.raises(UnknownObjectError):
        _written(imported, update_feature, "buildings", "b3", {"households": 1}, scope=west)
    eastern = _layers()["buildings"].geometry.iloc[3]
    with pytest.raises(ForbiddenError):
        _written(imported, update_feature, "buildings", "b0", {"geometry": eastern}, scope=west)
    assert _written(imported, update_feature, "buildings", "b0", {"households": 1}, scope=west)


def test_edits_at_the_same_time_make_versions_without_a_gap(store):
    _import(store)

    def edit(number):
        for _ in range(5):
            key = f"b{number}"
            with store.write() as connection:
                row = read_layer(connection, "buildings").set_index("building_id").loc[key]
                values = {"households": int(row["households"]) + 1}
                update_feature(connection, "buildings", key, values, actor=str(number))

    writers = [threading.Thread(target=edit, args=(number,)) for number in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    with store.read() as connection:
        versions = [row["version"] for row in layer_versions(connection, "buildings")]
    assert versions == list(range(21, 0, -1))
    raised = (
        _read(store, "buildings")["households"] - _read(store, "buildings", version=1)["households"]
    )
    assert raised.sum() == 20
