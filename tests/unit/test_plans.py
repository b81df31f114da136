"""A plan that is written is the plan that is read, and QGIS finds its styles in the file."""

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from xml.etree import ElementTree as ET

import geopandas as gpd
import lattice
import numpy as np
import pandas as pd
import planned
import pytest
import shapely
from geopandas.testing import assert_geodataframe_equal

from gridmap.errors import CrsError, InputError
from gridmap.io.plans import read_layers, read_plan, write_plan
from gridmap.io.project import write_layers
from gridmap.layers import CONTRACTS


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "方案.gpkg"
    write_plan(planned.plan(), path)
    return path


def same(left, right):
    """Compare two layers whose columns may stand in another order; nothing is as good as None."""
    columns = sorted(left.columns)
    assert columns == sorted(right.columns)
    empty = {name: "str" for name in columns if name != "geometry" and left[name].isna().all()}
    assert_geodataframe_equal(
        left[columns].astype(empty), right[columns].astype(empty), check_dtype=False
    )


def query(path, sql):
    with closing(sqlite3.connect(path)) as database:
        return database.execute(sql).fetchall()


def test_layers_are_read_from_a_plan_and_from_a_project_alike(file, tmp_path):
    project = tmp_path / "项目.gpkg"
    layers = {name: frame.to_crs(4490) for name, frame in planned.context().items()}
    write_layers(project, layers)
    for path in (file, project):
        assert read_layers(path).keys() == layers.keys()
    same(planned.context()["roads"], read_layers(file)["roads"])
    with pytest.raises(InputError):
        read_layers(tmp_path / "没有.gpkg")


def test_a_plan_comes_back_as_it_was_written(file):
    before, after = planned.plan(), read_plan(file)
    same(before.units, after.units)
    same(before.grids, after.grids)
    pd.testing.assert_frame_equal(before.feasibility, after.feasibility, check_dtype=False)
    assert after.violations == before.violations
    assert after.faults == before.faults
    assert after.settings == before.settings
    assert after.figures == before.figures
    assert after.plan_id == before.plan_id


def test_tables_that_go_along_come_back_with_their_codes_as_text(tmp_path):
    path = tmp_path / "方案.gpkg"
    teams = pd.DataFrame({"grid_code": ["037089900100"], "role": ["网格员"], "count": [2]})
    write_plan(replace(planned.plan(), tables={"teams": teams}), path)
    after = read_plan(path)
    assert list(after.tables) == ["teams"]
    pd.testing.assert_frame_equal(teams, after.tables["teams"], check_dtype=False)
    assert after.plan_id == planned.plan().plan_id


@pytest.mark.parametrize("name", CONTRACTS)
def test_every_layer_of_the_project_comes_back(file, name):
    same(planned.context()[name], read_plan(file).context[name])


def test_an_empty_plan_table_and_an_empty_layer_come_back_empty(tmp_path):
    empty = gpd.GeoDataFrame(
        {"hazard_id": pd.Series([], dtype="str")}, geometry=gpd.GeoSeries([], crs=lattice.CRS)
    )
    plan = planned.plan(violations=(), faults=(), context=planned.context(hazards=empty))
    write_plan(plan, tmp_path / "plan.gpkg")
    after = read_plan(tmp_path / "plan.gpkg")
    assert after.violations == ()
    assert after.faults == ()
    assert len(after.context["hazards"]) == 0


def test_single_and_multiple_shapes_of_one_layer_come_back_as_they_were(tmp_path):
    two = shapely.MultiPolygon([lattice.box(0, 0, 9, 9), lattice.box(20, 0, 29, 9)])
    water = lattice.water(lattice.box(50, 0, 60, 10), two)
    write_plan(planned.plan(context={"water": water}), tmp_path / "plan.gpkg")
    after = read_plan(tmp_path / "plan.gpkg").context["water"]
    assert list(after.geom_type) == ["Polygon", "MultiPolygon"]
    same(water, after)


def test_a_layer_of_several_kinds_comes_back(tmp_path):
    bridges = lattice.bridges(lattice.point(5, 5), lattice.line((0, 0), (9, 9)))
    write_plan(planned.plan(context={"bridges": bridges}), tmp_path / "plan.gpkg")
    same(bridges, read_plan(tmp_path / "plan.gpkg").context["bridges"])


def test_a_column_named_fid_is_kept(tmp_path):
    roads = lattice.roads(lattice.line((0, 0), (9, 9)), lattice.line((0, 9), (9, 0)))
    roads["fid"] = np.array([70, 80], dtype=np.int64)
    write_plan(planned.plan(context={"roads": roads}), tmp_path / "plan.gpkg")
    assert list(read_plan(tmp_path / "plan.gpkg").context["roads"]["fid"]) == [70, 80]


def test_layers_in_degrees_are_written_in_the_metric_crs(tmp_path):
    degrees = {name: frame.to_crs(4490) for name, frame in planned.context().items()}
    write_plan(planned.plan(context=degrees), tmp_path / "plan.gpkg")
    after = read_plan(tmp_path / "plan.gpkg").context
    assert {frame.crs.to_epsg() for frame in after.values()} == {4548}
    expected = planned.context()["stations"].geometry
    assert expected.distance(after["stations"].geometry).max() < 1e-4


def test_the_plan_table_has_one_row_that_says_what_made_it(file):
    plan = planned.plan()
    with closing(sqlite3.connect(file)) as database:
        database.row_factory = sqlite3.Row
        (row,) = database.execute("SELECT * FROM plan").fetchall()
    assert row["plan_id"] == plan.plan_id
    assert (row["seed"], row["band_lower"], row["band_upper"]) == (7, 300, 500)
    assert row["metric_crs"] == "EPSG:4548"
    assert row["gridmap_version"]
    assert json.loads(row["settings"]) == plan.settings
    assert json.loads(row["figures"]) == plan.figures
    assert json.loads(row["versions"]) == {"shapely": "2.1.2", "numpy": "2.0.0"}


def test_codes_are_text_in_the_file(file):
    kinds = {row[1]: row[2] for row in query(file, "PRAGMA table_info(grids)")}
    assert kinds["grid_code"].startswith("TEXT")
    assert kinds["community_code"].startswith("TEXT")
    assert query(file, "SELECT grid_code FROM grids LIMIT 1") == [(planned.WEST,)]


def test_plain_tables_are_registered_as_attributes(file):
    rows = dict(query(file, "SELECT table_name, data_type FROM gpkg_contents"))
    plain = {"plan", "feasibility", "faults", "layer_styles"}
    assert {name for name, kind in rows.items() if kind == "attributes"} == plain
    assert set(rows) == plain | {"units", "grids", "violations"} | set(CONTRACTS)


def test_every_layer_has_one_default_style_of_its_own_geometry(file):
    styles = query(
        file,
        "SELECT f_table_name, f_geometry_column, f_table_schema, useAsDefault, styleQML "
        "FROM layer_styles",
    )
    shapes = dict(query(file, "SELECT table_name, geometry_type_name FROM gpkg_geometry_columns"))
    kinds = {"POINT": "0", "LINESTRING": "1", "POLYGON": "2"}
    assert sorted(row[0] for row in styles) == sorted(shapes)
    for name, column, schema, default, qml in styles:
        root = ET.fromstring(qml)
        assert (column, schema, default) == ("geom", "", 1)
        assert root.findtext("layerGeometryType") == kinds[shapes[name]]
        assert len(root.findall(".//symbols/symbol")) == len(root.findall(".//rules/rule")) > 0


def test_grids_are_styled_by_the_band(file):
    ((qml,),) = query(file, "SELECT styleQML FROM layer_styles WHERE f_table_name = 'grids'")
    rules = ET.fromstring(qml).findall(".//rules/rule")
    assert [rule.get("label") for rule in rules] == [
        "专属网格",
        "少于 300 户",
        "300–349 户",
        "350–399 户",
        "400–449 户",
        "450–500 户",
        "多于 500 户",
    ]
    assert rules[-1].get("filter") == '"kind" <> \'special\' AND "households" >= 501'


def test_writing_again_replaces_the_file_and_leaves_nothing_beside_it(file):
    write_plan(planned.plan(settings={"band": [200, 700], "seed": 1}), file)
    assert read_plan(file).settings["seed"] == 1
    assert list(file.parent.iterdir()) == [file]


def test_a_write_that_fails_leaves_the_old_file(file):
    broken = planned.plan(feasibility=pd.DataFrame({"a": [1], "A": [2]}))
    with pytest.raises(InputError):
        write_plan(broken, file)
    assert read_plan(file).plan_id == planned.plan().plan_id
    assert list(file.parent.iterdir()) == [file]


def test_a_plan_in_degrees_is_refused(tmp_path):
    with pytest.raises(CrsError):
        write_plan(planned.plan(units=planned.units().to_crs(4490)), tmp_path / "plan.gpkg")


def test_a_place_where_nothing_can_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(InputError, match=r"plan\.gpkg cannot be written"):
        write_plan(planned.plan(), tmp_path / "file" / "plan.gpkg")


def test_whole_numbers_stay_whole_beside_empty_cells(tmp_path):
    big = 370899001001000003
    roads = lattice.roads(lattice.line((0, 0), (9, 9)), lattice.line((0, 9), (9, 0)))
    roads["number"] = pd.array([big, None], dtype="Int64")
    roads["oneway"] = pd.array([True, None], dtype="boolean")
    write_plan(planned.plan(context={"roads": roads}), tmp_path / "plan.gpkg")
    after = read_plan(tmp_path / "plan.gpkg").context["roads"]
    assert list(after["number"]) == [big, pd.NA]
    assert list(after["oneway"]) == [True, pd.NA]


def test_what_is_no_plan_is_refused_with_the_remedy(tmp_path):
    missing = tmp_path / "missing.gpkg"
    with pytest.raises(InputError, match="There is no file"):
        read_plan(missing)
    text = tmp_path / "text.gpkg"
    text.write_text("not a database, only some words in a file")
    with pytest.raises(InputError, match="no GeoPackage"):
        read_plan(text)
    project = tmp_path / "project.gpkg"
    planned.units().to_file(project, layer="units", driver="GPKG")
    with pytest.raises(InputError, match="lacks faults, feasibility, grids, plan, violations"):
        read_plan(project)


def test_the_version_id_follows_the_assignment_and_the_settings():
    plan = planned.plan()
    moved = planned.units()
    moved.loc[0, "grid_code"] = planned.MIDDLE
    assert planned.plan().plan_id == plan.plan_id
    assert planned.plan(units=moved).plan_id != plan.plan_id
    assert planned.plan(settings={**plan.settings, "seed": 8}).plan_id != plan.plan_id
    assert planned.plan(settings={**plan.settings, "versions": {}}).plan_id == plan.plan_id
