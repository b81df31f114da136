"""What is exported is read back by others as it went out: ids, counts, attributes, shapes."""

import csv
import io
import subprocess
import zipfile

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import planned
import pyogrio
import pytest
import shapely

from gridmap.io.exporting import write_export
from gridmap.io.imports import import_files
from gridmap.io.project import read_project

TOLERANCE_DEG = {"geojson": 1e-9, "kml": 1e-9, "csv": 1e-9}
CODES = [planned.WEST, planned.MIDDLE, planned.EAST, planned.SCHOOL]
HEADERS = ["网格编码", "社区代码", "社区名称", "类型", "专属类型", "户数"]


def export(folder, frames=None, **options):
    frames = {"grids": planned.grids()} if frames is None else frames
    return write_export(frames, folder / "导出", **options).path


def member(path, ending):
    with zipfile.ZipFile(path) as archive:
        name = next(name for name in archive.namelist() if name.endswith(ending))
        return archive.read(name)


def read_back(path, format_name):
    if format_name == "parquet":
        return gpd.read_parquet(path)
    if format_name == "csv":
        table = pd.read_csv(path, dtype={"网格编码": str, "社区代码": str})
        return gpd.GeoDataFrame(table, geometry=shapely.from_wkt(table["WKT"].to_numpy()))
    if format_name == "shp":
        return pyogrio.read_dataframe(f"/vsizip/{path}/网格.shp")
    return pyogrio.read_dataframe(path)


@pytest.mark.parametrize("format_name", ["gpkg", "parquet", "fgb", "geojson", "shp", "csv"])
def test_grids_come_back_with_their_codes_facts_and_shapes(tmp_path, format_name):
    back = read_back(export(tmp_path, format=format_name), format_name)
    # FlatGeobuf writes in the order of its index.
    heads = ["网格编码", "社区代码", "户数"]
    if format_name == "shp":
        heads = ["网格编", "社区代", "户数"]
    back = back.sort_values(heads[0]).reset_index(drop=True)
    assert back[heads[0]].tolist() == CODES
    assert set(back[heads[1]]) == {planned.lattice.COMMUNITY}
    assert back[heads[2]].tolist() == [400, 240, 600, 0]
    expected = planned.grids().to_crs(4490).geometry.to_numpy()
    tolerance = TOLERANCE_DEG.get(format_name, 1e-12)
    apart = shapely.hausdorff_distance(back.geometry.to_numpy(), expected)
    assert apart.max() <= tolerance


def test_headers_and_words_are_chinese_by_default_and_english_when_asked(tmp_path):
    back = pyogrio.read_dataframe(export(tmp_path, format="gpkg"))
    assert list(back.columns) == [*HEADERS, "geometry"]
    assert back["类型"].tolist() == ["基础网格"] * 3 + ["专属网格"]
    assert back["专属类型"].tolist()[3] == "学校"
    assert pyogrio.list_layers(tmp_path / "导出.gpkg")[:, 0].tolist() == ["网格"]
    english = pyogrio.read_dataframe(export(tmp_path, format="gpkg", lang="en"))
    assert list(english.columns)[:2] == ["Grid code", "Community code"]
    assert english["Kind"].tolist()[3] == "special"


@pytest.mark.parametrize(("coordinates", "epsg"), [("cgcs2000", 4490), ("wgs84", 4326)])
def test_true_coordinates_name_their_crs(tmp_path, coordinates, epsg):
    path = export(tmp_path, format="gpkg", coordinates=coordinates)
    assert path.name == "导出.gpkg"
    assert pyogrio.read_info(path)["crs"] == f"EPSG:{epsg}"


@pytest.mark.parametrize("format_name", ["gpkg", "parquet", "fgb", "geojson", "shp", "csv", "xlsx"])
@pytest.mark.parametrize("coordinates", ["gcj02", "bd09"])
def test_shifted_coordinates_say_so_everywhere_and_claim_no_crs(tmp_path, format_name, coordinates):
    path = export(tmp_path, format=format_name, coordinates=coordinates)
    assert path.stem == f"导出_{coordinates}"
    if format_name == "xlsx":
        heads = [cell.value for cell in openpyxl.load_workbook(path).worksheets[0][1]]
        assert {f"坐标_{coordinates}", f"经度_{coordinates}", f"纬度_{coordinates}"} <= set(heads)
    elif format_name == "csv":
        heads = path.read_text("utf-8-sig").splitlines()[0].split(",")
        assert {f"坐标_{coordinates}", f"WKT_{coordinates}"} <= set(heads)
    elif format_name == "shp":
        assert f"网格_{coordinates}.prj" not in zipfile.ZipFile(path).namelist()
    elif format_name == "parquet":
        frame = gpd.read_parquet(path)
        assert (frame.crs, frame.geometry.name) == (None, f"geometry_{coordinates}")
    elif format_name == "gpkg":
        info = pyogrio.read_info(path)
        assert (info["crs"], info["geometry_name"]) == (None, f"geom_{coordinates}")
    if format_name in {"gpkg", "fgb", "geojson"}:
        back = pyogrio.read_dataframe(path)
        datum = {"gcj02": "GCJ-02", "bd09": "BD-09"}[coordinates]
        assert set(back[f"坐标_{coordinates}"]) == {datum}


def test_a_shapefile_says_its_encoding_and_maps_its_names(tmp_path):
    frames = {"stations": planned.context()["stations"]}
    path = export(tmp_path, frames, format="shp", encoding="GBK")
    assert member(path, ".cpg") == b"GBK"
    back = pyogrio.read_dataframe(f"/vsizip/{path}/驿站.shp")
    assert back["驿站名称"].tolist() == ["晨光驿站", "小微家"]
    lines = member(path, "字段对照.txt").decode("utf-8-sig").splitlines()
    rows = [line.split("\t") for line in lines if "\t" in line]
    assert rows[0] == ["文件", "字段名", "完整名称"]
    full = {short: head for _, short, head in rows[1:]}
    assert all(len(short.encode("gbk")) <= 10 for short in full)
    assert full["面积(平方"] == "面积(平方米)"
    told = subprocess.run(
        ["ogrinfo", "-al", f"/vsizip/{path}/驿站.shp"], capture_output=True, text=True, check=True
    ).stdout
    assert "晨光驿站" in told


def test_characters_that_gbk_lacks_are_replaced_and_reported(tmp_path):
    stations = planned.context()["stations"].assign(name=["𠮷祥驿站", "小微家"])
    done = write_export({"stations": stations}, tmp_path / "驿站", format="shp", encoding="GBK")
    assert "U+20BB7" in done.notes[0].zh
    back = pyogrio.read_dataframe(f"/vsizip/{done.path}/驿站.shp")
    assert back["驿站名称"].tolist() == ["〓祥驿站", "小微家"]
    assert "𠮷" in member(done.path, "字段对照.txt").decode("utf-8-sig")
    utf8 = write_export({"stations": stations}, tmp_path / "驿站", format="shp")
    assert utf8.notes == ()
    assert pyogrio.read_dataframe(f"/vsizip/{utf8.path}/驿站.shp").iloc[0, 1] == "𠮷祥驿站"


def test_a_text_too_long_for_a_shapefile_is_cut_between_characters_and_reported(tmp_path):
    stations = planned.context()["stations"].assign(address=["路" * 200, None])
    done = write_export({"stations": stations}, tmp_path / "驿站", format="shp", encoding="GBK")
    assert "254" in done.notes[0].zh
    back = pyogrio.read_dataframe(f"/vsizip/{done.path}/驿站.shp")
    assert back["地址"].tolist()[0] == "路" * 127


def test_shapes_of_several_kinds_become_a_shapefile_each(tmp_path):
    hazards = planned.context()["hazards"]
    line = shapely.LineString(shapely.get_coordinates(hazards.geometry.to_numpy()))
    hazards.loc[1, "geometry"] = line
    path = export(tmp_path, {"hazards": hazards}, format="shp")
    names = zipfile.ZipFile(path).namelist()
    assert {"隐患点_点.shp", "隐患点_线.shp"} <= set(names)
    assert "隐患点.shp" not in names


ABOUT = {"版本": "7f", "日期": "2026-11-21"}
HOSTILE = ["=HYPERLINK(1)", "+1+cmd", "@SUM(A1)", "-1", "\tx", "正常"]


@pytest.fixture
def hostile():
    points = [planned.lattice.point(10 * n, 10) for n in range(len(HOSTILE))]
    ids = [f"0{n}" for n in range(len(HOSTILE))]
    return {"stations": planned.lattice.layer(points, station_id=ids, name=HOSTILE)}


def test_no_text_of_a_csv_is_a_formula(tmp_path, hostile):
    path = export(tmp_path, hostile, format="csv")
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"))))
    assert [row["驿站名称"] for row in rows] == [f"'{one}" for one in HOSTILE[:5]] + ["正常"]
    # Numbers are numbers, negative ones too, and codes keep their zeros.
    assert [row["驿站编号"] for row in rows][:2] == ["00", "01"]
    assert float(rows[0]["经度"]) == pytest.approx(117.0, abs=0.1)


def test_every_text_of_a_workbook_is_a_text_under_a_frozen_header(tmp_path, hostile):
    frames = {**hostile, "grids": planned.grids()}
    done = write_export(frames, tmp_path / "台账", format="xlsx", about=ABOUT)
    book = openpyxl.load_workbook(done.path)
    assert book.sheetnames == ["驿站", "网格", "说明"]
    stations = book["驿站"]
    assert stations.freeze_panes == "A2"
    names = [row[1] for row in stations.iter_rows(min_row=2)]
    assert [cell.value for cell in names] == HOSTILE
    assert {cell.data_type for cell in names} == {"s"}
    codes = [row[0] for row in book["网格"].iter_rows(min_row=2)]
    assert [(cell.value, cell.data_type) for cell in codes] == [(code, "s") for code in CODES]
    assert [row[5].value for row in book["网格"].iter_rows(min_row=2)] == [400, 240, 600, 0]
    facts = dict(book["说明"].iter_rows(values_only=True))
    assert facts == {**ABOUT, "坐标": "CGCS2000"}


def test_kml_has_a_folder_a_layer_and_shows_names_as_text(tmp_path):
    frames = {"grids": planned.grids(), "compounds": planned.context()["compounds"]}
    path = export(tmp_path, frames, format="kml")
    assert pyogrio.list_layers(path)[:, 0].tolist() == ["网格", "小区"]
    assert "<img" not in path.read_text("utf-8")
    back = pyogrio.read_dataframe(path, layer="小区")
    assert back["Name"].tolist() == [
        "海棠苑",
        planned.HOSTILE,
    ]
    grids = pyogrio.read_dataframe(path, layer="网格")
    assert grids["Name"].tolist() == CODES
    apart = shapely.hausdorff_distance(
        grids.geometry.to_numpy(), planned.grids().to_crs(4490).geometry.to_numpy()
    )
    assert apart.max() < 1e-8


def test_several_layers_of_a_format_that_holds_one_become_a_zip(tmp_path):
    path = export(tmp_path, {"grids": planned.grids(), "units": planned.units()}, format="fgb")
    assert path.suffix == ".zip"
    assert sorted(zipfile.ZipFile(path).namelist()) == ["基本单元.fgb", "网格.fgb"]


@pytest.mark.parametrize("format_name", ["xlsx", "csv", "shp", "gpkg"])
def test_stations_are_imported_again_without_loss(tmp_path, format_name):
    stations = planned.context()["stations"]
    path = export(tmp_path, {"stations": stations}, format=format_name, encoding="UTF-8")
    if format_name == "xlsx":
        book = openpyxl.load_workbook(path)
        del book["说明"]
        book.save(path)
    named = path.rename(path.with_stem("驿站"))
    project = tmp_path / "项目.gpkg"
    import_files([named], project=project)
    back = read_project(project)["stations"]
    for column in ("station_id", "name", "kind", "floor_area_m2"):
        assert back[column].tolist() == stations[column].tolist()
    expected = shapely.get_coordinates(stations.to_crs(4490).geometry)
    assert np.abs(shapely.get_coordinates(back.geometry) - expected).max() < 1e-8
