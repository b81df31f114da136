"""Into the project file: by key, whole or not at all, every feature counted."""

import json
import shutil
import sqlite3

import geopandas as gpd
import pyogrio
import pytest
import shapely
from foreign import FORMATS, buildings, communities, rules

from gridmap import __version__
from gridmap.errors import InputError
from gridmap.io.project import FORMAT, METADATA, read_project, write_layers
from gridmap.layers import CONTRACTS


def blocks(*households, first=1):
    """Return buildings in a row, called B1 and on."""
    ids = [f"B{number}" for number in range(first, first + len(households))]
    shapes = [shapely.Point(116 + 0.001 * int(name[1:]), 35) for name in ids]
    columns = {"building_id": ids, "households": list(households)}
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=4490)


def written(frame, path, layer="buildings"):
    frame.to_file(path, layer=layer)
    return path


def test_features_of_a_known_id_are_replaced_and_the_others_kept(desk):
    desk.take(written(blocks(10, 20, 30), desk.folder / "one.gpkg"))
    report = desk.take(written(blocks(99, 40, first=3), desk.folder / "two.gpkg"))
    (table,) = report.tables
    assert (table.read, table.new, table.replaced, table.left_out) == (2, 1, 1, 0)
    stored = desk.layers["buildings"].set_index("building_id")["households"]
    assert stored.to_dict() == {"B1": 10, "B2": 20, "B3": 99, "B4": 40}


def test_further_columns_of_both_files_are_kept(desk):
    desk.take(written(blocks(10).assign(colour="red", age=7), desk.folder / "one.gpkg"))
    second = blocks(20, first=2).assign(age="old", height=9.5)
    report = desk.take(written(second, desk.folder / "two.gpkg"))
    assert report.ok
    stored = desk.layers["buildings"].set_index("building_id")
    assert stored.loc["B1", ["colour", "age"]].tolist() == ["red", "7"]
    assert stored.loc["B2", ["age", "height"]].tolist() == ["old", 9.5]


def test_the_same_id_in_two_files_of_one_call_is_a_warning_by_name(desk):
    one = written(blocks(10), desk.folder / "one.gpkg")
    two = written(blocks(20), desk.folder / "two.gpkg")
    report = desk.take(one, two)
    assert rules(report, "warning") == ["key.two_files"]
    assert desk.layers["buildings"]["households"].tolist() == [20]


def test_a_layer_with_a_fault_is_not_written_and_the_others_are(desk):
    bad = written(blocks(10, -1), desk.folder / "buildings.gpkg")
    good = FORMATS["GeoJSON"](desk.folder)
    places = desk.folder / "社区.gpkg"
    communities().to_file(places, layer="社区")
    report = desk.take(bad, places)
    assert not report.ok
    assert list(desk.layers) == ["communities"]
    assert (report.tables[0].read, report.tables[0].left_out) == (2, 2)
    assert desk.take(good).ok


def test_faulty_features_may_be_left_out_and_are_listed(desk):
    path = written(blocks(10, -1, 30), desk.folder / "buildings.gpkg")
    report = desk.take(path, skip_faulty=True)
    (table,) = report.tables
    assert report.ok
    assert (table.read, table.new, table.left_out) == (3, 2, 1)
    assert table.left_out_ids == ("B2",)
    assert rules(report, "warning") == ["value.range"]
    assert desk.layers["buildings"]["building_id"].tolist() == ["B1", "B3"]


def test_a_fault_of_the_whole_layer_leaves_all_out_even_so(desk):
    path = written(blocks(10).assign(姓名="甲"), desk.folder / "buildings.gpkg")
    report = desk.take(path, skip_faulty=True)
    assert rules(report) == ["column.private"]
    assert not desk.project.exists()


def test_references_are_checked_against_the_files_of_the_call_and_the_project(desk):
    square = shapely.box(116, 35, 116.01, 35.01)
    compound = gpd.GeoDataFrame({"compound_id": ["C1"]}, geometry=[square], crs=4490)
    first = written(blocks(10).assign(compound_id="C1"), desk.folder / "a.gpkg")
    target = written(compound, desk.folder / "compounds.gpkg", "compounds")
    assert desk.take(first, target).ok
    second = written(blocks(20, first=2).assign(compound_id="C9"), desk.folder / "b.gpkg")
    report = desk.take(second)
    assert rules(report) == ["reference.missing"]
    assert desk.layers["buildings"]["building_id"].tolist() == ["B1"]


def test_references_into_a_layer_that_is_not_there_yet_are_a_warning(desk):
    path = written(blocks(10).assign(compound_id="C1"), desk.folder / "a.gpkg")
    report = desk.take(path)
    assert report.ok
    assert rules(report, "warning") == ["reference.unchecked"]


def test_a_refused_layer_does_not_make_its_references_faulty_too(desk):
    bow_tie = shapely.Polygon([(116, 35), (116.02, 35.02), (116.02, 35), (116, 35.02)])
    compound = gpd.GeoDataFrame({"compound_id": ["C1"]}, geometry=[bow_tie], crs=4490)
    target = written(compound, desk.folder / "compounds.gpkg", "compounds")
    path = written(blocks(10).assign(compound_id="C1"), desk.folder / "a.gpkg")
    assert rules(desk.take(target, path)) == ["geometry.invalid"]


def test_communities_may_not_overlap_those_that_are_in_the_project(desk):
    desk.take(written(communities("甲村"), desk.folder / "one.gpkg", "社区"))
    other = communities("甲村").assign(社区代码="370829001009", 社区名称="乙村")
    other["geometry"] = other.translate(0.005, 0)
    report = desk.take(written(other, desk.folder / "two.gpkg", "社区"))
    assert rules(report) == ["overlap"]
    assert report.faults[0].feature_id == "370829001009"
    assert desk.layers["communities"]["name"].tolist() == ["甲村"]


def test_a_community_that_is_redrawn_does_not_overlap_its_old_self(desk):
    path = written(communities("甲村"), desk.folder / "one.gpkg", "社区")
    desk.take(path)
    assert desk.take(path).ok


def test_progress_goes_from_nothing_to_all_and_names_each_file(desk):
    said = []
    path = FORMATS["GeoJSON"](desk.folder)
    desk.take(path, progress=lambda what, share: said.append((what.zh, share)))
    shares = [share for _, share in said]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, 1.0)
    assert "楼栋.geojson" in said[0][0]


def test_the_report_is_plain_data(desk):
    path = written(blocks(10, -1), desk.folder / "buildings.gpkg")
    data = json.loads(json.dumps(desk.take(path).to_dict()))
    assert data["ok"] is False
    assert data["tables"][0]["left_out"] == 2
    assert data["faults"][0]["rule"] == "value.range"


def test_the_project_is_a_plain_geopackage_that_says_who_wrote_it(desk):
    desk.take(FORMATS["GeoJSON"](desk.folder))
    assert dict(pyogrio.list_layers(desk.project))["buildings"] == "Point"
    with sqlite3.connect(desk.project) as connection:
        metadata = dict(connection.execute(f"SELECT key, value FROM {METADATA}"))
    connection.close()
    assert metadata == {"format": str(FORMAT), "gridmap_version": __version__}


@pytest.fixture
def project(desk):
    desk.take(FORMATS["GeoJSON"](desk.folder))
    return desk.project


def test_a_project_of_a_newer_program_is_refused(project):
    with sqlite3.connect(project) as connection:
        connection.execute(f"UPDATE {METADATA} SET value = '99' WHERE key = 'format'")
    connection.close()
    with pytest.raises(InputError, match="newer"):
        read_project(project)


@pytest.mark.parametrize("content", [b"", b"text", None])
def test_a_file_that_is_no_project_is_refused_and_left_as_it_is(desk, content):
    path = desk.folder / "other.gpkg"
    if content is None:
        buildings().to_file(path, layer="buildings")
        content = path.read_bytes()
    path.write_bytes(content)
    with pytest.raises(InputError):
        read_project(path)
    with pytest.raises(InputError):
        write_layers(path, {"buildings": blocks(1)})
    assert path.read_bytes() == content


def test_a_project_that_is_not_there_is_named_with_the_remedy(tmp_path):
    with pytest.raises(InputError) as error:
        read_project(tmp_path / "none.gpkg")
    assert "gridmap import" in error.value.say("zh")


def test_a_write_that_fails_leaves_the_old_project_and_no_draft(project):
    before = project.read_bytes()
    wrong = gpd.GeoDataFrame({"x": [1]}, geometry=[shapely.Point(0, 0)])
    with pytest.raises(ValueError, match="transform naive"):
        write_layers(project, {"hazards": wrong})
    assert project.read_bytes() == before
    assert not list(project.parent.glob(".gridmap-*"))


def test_a_copy_of_a_project_can_be_imported_like_any_geopackage(desk, project):
    copy = shutil.copyfile(project, desk.folder / "copy.gpkg")
    report = desk.take(copy)
    assert report.ok
    assert report.tables[0].replaced == 2


def test_the_project_is_not_read_into_itself(desk, project):
    report = desk.take(project)
    assert report.tables == ()
    assert rules(report, "notice") == ["file.own"]
    assert set(desk.layers) <= set(CONTRACTS)
