"""Files made to harm: refused in one sentence, nothing written, nothing fetched, nothing run."""

import gzip
import os
import sqlite3
import struct
import zipfile

import geopandas as gpd
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely
from foreign import buildings, geojson

VRT = (
    '<OGRVRTDataSource><OGRVRTLayer name="x"><SrcDataSource>{secret}</SrcDataSource>'
    "</OGRVRTLayer></OGRVRTDataSource>"
)
SECRET = "s3cr3t-of-this-machine"
POINT = {"type": "Point", "coordinates": [116.34, 35.4]}


def refused(desk, path):
    """Import a file and return the one sentence of its refusal, in both languages."""
    report = desk.take(path, layer="hazards")
    assert not report.ok
    assert not desk.project.exists()
    errors = [fault for fault in report.faults if fault.severity == "error"]
    said = "\n".join(fault.say(lang) for fault in errors for lang in ("zh", "en"))
    assert SECRET not in said
    assert "Traceback" not in said
    return said


def geopackage(desk, *statements, parameters=()):
    """Return a GeoPackage of one point to which SQL statements were applied."""
    path = desk.folder / "a.gpkg"
    frame = gpd.GeoDataFrame({"name": ["a"]}, geometry=[shapely.Point(116, 35)], crs=4490)
    frame.to_file(path, layer="hazards")
    with sqlite3.connect(path) as connection:
        for name in ("ST_IsEmpty", "ST_MinX", "ST_MaxX", "ST_MinY", "ST_MaxY"):
            connection.create_function(name, 1, lambda *_: 0)
        for statement in statements:
            connection.execute(statement, parameters if "?" in statement else ())
    connection.close()
    return path


SECOND_TABLE = (
    "CREATE TABLE z (fid INTEGER PRIMARY KEY, geom BLOB)",
    (
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) "
        "VALUES ('z', 'features', 'z', 4490)"
    ),
    "INSERT INTO gpkg_geometry_columns VALUES ('z', 'geom', 'GEOMETRY', 4490, 0, 0)",
    "INSERT INTO z VALUES (1, ?)",
)
NESTED_WKB = (
    struct.pack("<BII", 1, 7, 1) * 100_000 + struct.pack("<BI", 1, 1) + struct.pack("<dd", 1, 1)
)


@pytest.mark.parametrize("name", ["a.geojson", "a.gpx", "a.kml", "a.gpkg", "a.shp", "a.fgb"])
def test_a_virtual_dataset_under_another_name_is_not_followed(desk, name):
    secret = desk.text("secret.csv", f"name,lon,lat\n{SECRET},116,35\n")
    refused(desk, desk.text(name, VRT.format(secret=secret)))


@pytest.mark.parametrize(
    "name", ["/vsicurl/http://localhost:9/a.geojson", "/vsistdin/", "GPKG:/etc/passwd:x"]
)
def test_a_name_that_gdal_would_interpret_is_only_a_name(desk, name):
    assert "找不到" in refused(desk, desk.folder / name.lstrip("/"))


@pytest.mark.parametrize("name", ["a.kml", "a.gpx"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_an_entity_in_xml_is_not_expanded(desk, name, encoding):
    secret = desk.text("secret.txt", SECRET)
    xml = (
        f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE x [<!ENTITY e SYSTEM "{secret}">]>'
        '<gpx version="1.1" creator="t" xmlns="http://www.topografix.com/GPX/1/1">'
        '<wpt lat="35" lon="116"><name>&e;</name></wpt></gpx>'
    )
    assert "DOCTYPE" in refused(desk, desk.text(name, xml, encoding=encoding))


def test_a_zip_that_unpacks_to_a_thousand_times_its_size_is_not_unpacked(desk):
    path = desk.folder / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.geojson", b" " * 200_000_000)
    assert "比例异常" in refused(desk, path)


def test_a_packed_file_that_unpacks_to_a_thousand_times_its_size_is_stopped(desk):
    path = desk.folder / "a.geojson.gz"
    path.write_bytes(gzip.compress(b" " * 200_000_000, compresslevel=1))
    assert "比例异常" in refused(desk, path)


@pytest.mark.parametrize("name", ["../evil.geojson", "/etc/evil.geojson", "a/../../b.geojson"])
def test_a_zip_member_that_leads_out_is_not_unpacked(desk, name):
    path = desk.folder / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(name, geojson(POINT))
    assert "指向包外" in refused(desk, path)
    assert not list(desk.folder.rglob("*evil*"))


def test_a_link_in_a_zip_is_not_unpacked(desk):
    path = desk.folder / "a.zip"
    link = zipfile.ZipInfo("a.geojson")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(link, str(desk.text("secret.txt", SECRET)))
    assert "链接" in refused(desk, path)


def test_a_zip_in_a_zip_is_refused(desk):
    inner = desk.folder / "b.zip"
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("a.geojson", geojson(POINT))
    path = desk.folder / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(inner, "b.zip")
    refused(desk, path)


def test_a_trigger_is_refused_before_gdal_opens_the_file(desk):
    trigger = "CREATE TRIGGER evil AFTER INSERT ON hazards BEGIN DELETE FROM hazards; END"
    assert "触发器 evil" in refused(desk, geopackage(desk, trigger))


def test_an_endless_view_is_refused_before_gdal_opens_the_file(desk):
    view = (
        "CREATE VIEW v AS WITH c (fid) AS (SELECT 1 UNION ALL SELECT fid + 1 FROM c) "
        "SELECT fid FROM c"
    )
    assert "递归视图 v" in refused(desk, geopackage(desk, view))


def test_a_virtual_table_is_refused_before_gdal_opens_the_file(desk):
    assert "虚拟表" in refused(desk, geopackage(desk, "CREATE VIRTUAL TABLE f USING fts5(x)"))


def test_geometry_nested_a_hundred_thousand_deep_ends_a_child_and_not_the_program(desk):
    header = b"GP\x00\x01" + struct.pack("<i", 4490)
    path = geopackage(desk, *SECOND_TABLE, parameters=(header + NESTED_WKB,))
    assert "崩溃" in refused(desk, path)


def test_nested_parquet_geometry_ends_a_child_and_the_reader_goes_on(desk):
    path = desk.folder / "a.parquet"
    notes = (
        '{"version":"1.0.0","primary_column":"geometry",'
        '"columns":{"geometry":{"encoding":"WKB","geometry_types":[]}}}'
    )
    table = pa.table({"geometry": pa.array([NESTED_WKB], pa.binary())})
    pq.write_table(table.replace_schema_metadata({"geo": notes}), path)
    assert "崩溃" in refused(desk, path)
    buildings().to_file(desk.folder / "楼栋.gpkg")
    assert desk.take(desk.folder / "楼栋.gpkg").ok


def test_json_nested_a_hundred_thousand_deep_is_a_syntax_fault(desk):
    text = '{"type":"GeometryCollection","geometries":[' * 100_000 + "]}" * 100_000
    assert "嵌套过深" in refused(desk, desk.text("a.geojson", text))


def test_collections_nested_deeper_than_anyone_needs_are_a_fault(desk):
    nested = POINT
    for _ in range(50):
        nested = {"type": "GeometryCollection", "geometries": [nested]}
    assert "嵌套过深" in refused(desk, desk.text("a.geojson", geojson(nested)))


def test_a_parquet_of_many_million_equal_rows_is_not_unfolded(desk):
    path = desk.folder / "a.parquet"
    column = pa.array(np.full(21_000_000, 1.0))
    pq.write_table(pa.table({"lon": column, "lat": column}), path)
    assert path.stat().st_size < 200_000
    assert "超过上限" in refused(desk, path)


@pytest.mark.parametrize("name", ["a.geojson", "a.gpkg", "a.csv"])
def test_a_pipe_is_not_waited_for(desk, name):
    path = desk.folder / name
    os.mkfifo(path)
    assert "不是普通文件" in refused(desk, path)


def test_a_device_is_not_read(desk):
    path = desk.folder / "a.geojson"
    path.symlink_to("/dev/zero")
    assert "不是普通文件" in refused(desk, path)


def test_two_communities_whose_combs_cross_millions_of_times_are_stopped(desk):
    def comb(teeth, *, upright):
        edge = np.arange(teeth) / teeth
        teeth_x = np.column_stack([edge, edge, edge + 0.5 / teeth, edge + 0.5 / teeth]).ravel()
        teeth_y = np.tile([0.001, 1.0, 1.0, 0.001], teeth)
        ring = np.vstack([[0, 0], np.column_stack([teeth_x, teeth_y]), [1, 0]])
        return shapely.Polygon(ring if upright else ring[:, ::-1])

    columns = {"社区代码": ["370829001001", "370829001002"], "社区名称": ["甲", "乙"]}
    shapes = [comb(6000, upright=True), comb(6000, upright=False)]
    path = desk.folder / "社区.gpkg"
    gpd.GeoDataFrame(columns, geometry=shapes, crs=4490).to_file(path)
    report = desk.take(path)
    assert [fault.rule for fault in report.faults] == ["overlap.unchecked"]
    assert not desk.project.exists()
