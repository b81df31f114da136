"""Files that are damaged or wrong: the fault is named, with its place where it has one."""

import json
import random

import pytest
from foreign import FORMATS, PLACES, communities, geojson, rules

X, Y = PLACES[0]


def polygon(*ring):
    return {"type": "Polygon", "coordinates": [list(map(list, ring))]}


@pytest.mark.parametrize(
    ("geometry", "words"),
    [
        ({"type": "Point", "coordinates": ["116", "35"]}, "不是数字"),
        ({"type": "Point", "coordinates": [116]}, "层次不对"),
        ({"type": "Point", "coordinates": [[116, 35]]}, "层次不对"),
        ({"type": "Point", "coordinates": [True, 35]}, "不是数字"),
        ({"type": "Point", "coordinates": [None, 35]}, "不是数字"),
        ({"type": "Point"}, "没有 coordinates"),
        ({"type": "point", "coordinates": [116, 35]}, "不存在"),
        ({"type": ["Point"], "coordinates": [116, 35]}, "不存在"),
        ([116, 35], "不是对象"),
        ({"type": "LineString", "coordinates": [[116, 35]]}, "至少要 2 个"),
        (polygon((0, 0), (1, 0), (1, 1), (0, 1)), "没有闭合"),
        (polygon((0, 0), (1, 0), (0, 0)), "至少要 4 个"),
        ({"type": "Polygon", "coordinates": [[]]}, "空的环"),
        ({"type": "MultiPolygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}, "层次不对"),
        ({"type": "GeometryCollection"}, "没有 geometries"),
        (polygon((0, 0), (2, 2), (2, 0), (0, 2), (0, 0)), "自相交"),
        (None, "没有图形"),
        ({"type": "Polygon", "coordinates": []}, "图形为空"),
    ],
)
def test_a_malformed_geometry_is_a_fault_of_its_feature(desk, geometry, words):
    good = {"type": "Point", "coordinates": [X, Y]}
    path = desk.text("a.geojson", geojson(good, geometry, properties=[{"id": 1}, {"id": 2}]))
    report = desk.take(path, layer="hazards")
    (fault,) = [fault for fault in report.faults if fault.severity == "error"]
    assert fault.feature_id == "2"
    assert words in fault.what.zh
    assert report.tables[0].read == 2


def test_the_place_of_an_open_ring_and_of_a_crossing_is_told(desk):
    open_ring = polygon((110, 30), (111, 30), (111, 31), (110, 31))
    bow_tie = polygon((110, 30), (112, 32), (112, 30), (110, 32), (110, 30))
    report = desk.take(desk.text("a.geojson", geojson(open_ring, bow_tie)), layer="hazards")
    places = [fault.place for fault in report.faults if fault.severity == "error"]
    assert places == [(110.0, 31.0), (111.0, 31.0)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "空的"),
        ("{", "第 1 行第 2 列"),
        ("[1, 2]", "不是 GeoJSON"),
        ('{"type": "Topology"}', "TopoJSON"),
        ('{"type": "FeatureCollection"}', "没有 features"),
        ('{"type": "FeatureCollection", "features": []}', "没有要素"),
        ('{"type": "Point", "coordinates": [NaN, 35]}', "JSON"),
        ('{"type": "Point", "coordinates": [1e999, 35]}', "数值超出范围"),
        ('{"type": "Point", "coordinates": [116, 35], "x": "\\ud800"}', "代理字符"),
        ('{"type": "Point", "coordinates": [116, 35], "x": "\0"}', "控制字符"),
        (geojson({"type": "Point", "coordinates": [X, Y]})[:-20], "不完整"),
    ],
)
def test_what_is_no_geojson_says_where_and_why(desk, text, words):
    report = desk.take(desk.text("a.geojson", text), layer="hazards")
    assert words in report.faults[0].what.zh
    assert not report.ok


def test_a_member_named_twice_is_refused_because_one_would_be_lost(desk):
    text = geojson({"type": "Point", "coordinates": [X, Y]})
    report = desk.take(desk.text("a.geojson", text[:-1] + ', "features": []}'), layer="hazards")
    assert "两次" in report.faults[0].what.zh


def test_a_number_beyond_64_bits_is_a_fault_of_the_feature(desk):
    point = {"type": "Point", "coordinates": [X, Y]}
    text = geojson(point, properties=[{"楼栋编号": "1", "户数": 2**63}])
    report = desk.take(desk.text("楼栋.geojson", text))
    assert rules(report) == ["value.type"]


def test_a_nul_in_a_name_is_a_fault_of_the_feature(desk):
    point = {"type": "Point", "coordinates": [X, Y]}
    text = geojson(point, properties=[{"楼栋编号": "1", "户数": 2, "楼栋名称": "a\0b"}])
    report = desk.take(desk.text("楼栋.geojson", text))
    assert rules(report) == ["text.character"]
    assert report.say("zh").isprintable() or "\n" in report.say("zh")


def test_a_feature_that_is_no_feature_is_counted_and_named(desk):
    collection = json.loads(geojson({"type": "Point", "coordinates": [X, Y]}))
    collection["features"] += [None, 7, {"type": "feature"}, {"type": "Feature", "properties": []}]
    report = desk.take(desk.text("a.geojson", json.dumps(collection)), layer="hazards")
    assert report.tables[0].read == 5
    assert rules(report).count("geojson.feature") == 3
    assert "geojson.properties" in rules(report)


@pytest.mark.parametrize("missing", [".shx", ".dbf"])
def test_a_shapefile_that_lacks_a_part_says_which(desk, missing):
    path = FORMATS["Shapefile"](desk.folder)
    path.with_suffix(missing).unlink()
    assert missing in desk.take(path).faults[0].what.zh


def test_a_shapefile_whose_parts_do_not_fit_is_refused(desk):
    path = FORMATS["Shapefile"](desk.folder)
    other = desk.folder / "other"
    other.mkdir()
    communities("甲村").to_file(other / "x.shp", encoding="GBK")
    path.with_suffix(".dbf").write_bytes((other / "x.dbf").read_bytes())
    assert "不一致" in desk.take(path).faults[0].what.zh


def test_records_marked_deleted_are_counted(desk):
    path = FORMATS["Shapefile"](desk.folder)
    dbf = path.with_suffix(".dbf")
    data = bytearray(dbf.read_bytes())
    start = int.from_bytes(data[8:10], "little")
    data[start] = 0x2A
    dbf.write_bytes(data)
    report = desk.take(path)
    assert rules(report, "notice") == ["shapefile.deleted"]
    assert desk.layers["buildings"]["building_id"].tolist() == ["0013"]


def test_a_geopackage_in_use_is_refused_because_its_last_changes_are_elsewhere(desk):
    path = FORMATS["GeoPackage"](desk.folder)
    path.with_name("a.gpkg-wal").write_bytes(b"changes")
    assert "-wal" in desk.take(path).faults[0].what.zh


def test_an_undecodable_file_name_does_not_stop_the_report(desk):
    name = b"\xff\xfe\n.geojson".decode("utf-8", "surrogateescape")
    point = {"type": "Point", "coordinates": [X, Y]}
    report = desk.take(desk.text(name, geojson(point)), layer="hazards")
    assert report.ok
    report.say("zh").encode("utf-8")


MANGLED = [name for name in FORMATS if name != "zipped Shapefile"]


@pytest.mark.parametrize("name", MANGLED)
def test_a_truncated_file_is_refused_and_no_feature_is_lost_in_silence(desk, name):
    path = FORMATS[name](desk.folder)
    data = path.read_bytes()
    for share in (0.1, 0.5, 0.9, 0.99):
        path.write_bytes(data[: int(len(data) * share)])
        report = desk.take(path)
        assert accounted(report)
        assert not report.ok or stored(desk) == 2


@pytest.mark.parametrize("name", MANGLED)
def test_changed_bytes_never_raise_and_never_lose_a_feature_in_silence(desk, name):
    rng = random.Random(20261120)
    path = FORMATS[name](desk.folder)
    data = path.read_bytes()
    for _ in range(6):
        changed = bytearray(data)
        for _ in range(8):
            changed[rng.randrange(len(changed))] = rng.randrange(256)
        path.write_bytes(changed)
        report = desk.take(path)
        assert accounted(report)
        assert report.tables or not report.ok


def stored(desk):
    return sum(map(len, desk.layers.values()))


def accounted(report):
    for table in report.tables:
        if table.read != table.new + table.replaced + table.left_out:
            return False
    return all(fault.what.zh and fault.what.en and fault.remedy.zh for fault in report.faults)
