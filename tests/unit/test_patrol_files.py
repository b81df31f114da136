"""Files of a patrol: valid against their schemas, and read back by others in order."""

import json

import fastkml
import geopandas as gpd
import gpxpy
import numpy as np
import openpyxl
import patrolled
import pyogrio
import pytest
from fastkml.validator import get_schema_parser
from lxml import etree

from gridmap.datum import wgs84_to_bd09, wgs84_to_gcj02
from gridmap.errors import SettingsError
from gridmap.io.patrols import PATROL_FORMATS, write_patrol

CENTIMETRE_DEG = 1e-7
NAMES = ["红旗涵洞", patrolled.HARD.replace("\x0b", ""), patrolled.LONG]
"""As they come back: a name has no vertical tab."""


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("巡查")
    return {path.name: path for path in write_patrol(patrolled.patrol(), folder)}


@pytest.fixture(scope="module")
def gpx_path(files):
    return files["巡查_2026-07-01_01_东湖一队.gpx"]


def whole(files, ending):
    return files[f"巡查_2026-07-01.{ending}"]


def degrees(*places):
    """Longitude and latitude of metres east and north of the station."""
    points = gpd.GeoSeries.from_xy(
        *zip(*(patrolled.xy(*place) for place in places), strict=True), crs=patrolled.CRS
    )
    return [(point.x, point.y) for point in points.to_crs(4490)]


STOPS = [(100, 0), (200, 30), (100, 200)]
WAY = [(0, 0), (100, 0), (200, 0), (100, 0), (100, 200), (0, 200), (0, 0)]


def assert_near(found, wanted):
    assert len(found) == len(wanted)
    for one, other in zip(found, wanted, strict=True):
        assert tuple(one) == pytest.approx(other, abs=CENTIMETRE_DEG)


def test_a_patrol_is_a_file_a_format_and_a_gpx_a_route_with_stops(files):
    assert sorted(files) == [
        "巡查_2026-07-01.geojson",
        "巡查_2026-07-01.kml",
        "巡查_2026-07-01.xlsx",
        "巡查_2026-07-01_01_东湖一队.gpx",
        "巡查_2026-07-01_03_=cmd_三队[夜].gpx",
    ]


def test_gpx_is_valid(files, gpx_schema):
    for name, path in files.items():
        if name.endswith(".gpx"):
            gpx_schema.assertValid(etree.parse(path))


@pytest.fixture(scope="module")
def gpx_schema(request):
    return etree.XMLSchema(etree.parse(request.config.rootpath / "tests" / "schemas" / "gpx.xsd"))


def test_gpx_is_read_back_by_gpxpy_in_order(gpx_path):
    read = gpxpy.parse(gpx_path.read_text("utf-8"))
    assert [point.name for point in read.waypoints] == ["01", "02", "03"]
    assert [point.comment for point in read.waypoints] == NAMES
    assert_near([(p.longitude, p.latitude) for p in read.waypoints], degrees(*STOPS))
    assert not read.routes
    (track,) = read.tracks
    (segment,) = track.segments
    assert_near([(p.longitude, p.latitude) for p in segment.points], degrees(*WAY))


def test_gpx_says_when_a_stop_is_reached_in_utc(gpx_path):
    # 08:00 in China is midnight in UTC; 100 m at 1 m/s.
    first = gpxpy.parse(gpx_path.read_text("utf-8")).waypoints[0]
    assert first.time.isoformat() == "2026-07-01T00:01:40+00:00"


def test_gpx_is_read_back_by_gdal_in_order(gpx_path):
    points = pyogrio.read_dataframe(gpx_path, layer="waypoints")
    assert list(points["name"]) == ["01", "02", "03"]
    assert list(points["cmt"]) == NAMES
    assert_near([(p.x, p.y) for p in points.geometry], degrees(*STOPS))
    (track,) = pyogrio.read_dataframe(gpx_path, layer="tracks").geometry
    assert_near(track.geoms[0].coords, degrees(*WAY))


def test_kml_is_valid(files):
    get_schema_parser().assertValid(etree.parse(whole(files, "kml")))


def test_kml_is_read_back_by_fastkml_a_folder_a_route(files):
    (document,) = fastkml.KML.parse(whole(files, "kml")).features
    folders = {folder.name: folder.features for folder in document.features}
    assert list(folders) == ["01 东湖一队", "03 =cmd|三队[夜]", "未安排"]
    way, *stops = folders["01 东湖一队"]
    assert [stop.name for stop in stops] == [
        f"{label} {name}" for label, name in zip(("01", "02", "03"), NAMES, strict=True)
    ]
    assert_near([place[:2] for place in way.geometry.coords], degrees(*WAY))
    assert_near([stop.geometry.coords[0][:2] for stop in stops], degrees(*STOPS))


def test_kml_is_read_back_by_gdal(files):
    path = whole(files, "kml")
    layers = [name for name, _ in pyogrio.list_layers(path)]
    assert layers == ["01 东湖一队", "03 =cmd|三队[夜]", "未安排"]
    names = list(pyogrio.read_dataframe(path, layer=layers[0])["Name"])
    assert [name[:2] for name in names] == ["路线", "01", "02", "03"]


def test_geojson_is_read_back_by_gdal_in_order(files):
    read = pyogrio.read_dataframe(whole(files, "geojson"))
    assert list(read["要素"]) == ["路线", *["巡查点"] * 3, "路线", "巡查点", *["未安排"] * 2]
    stops = read[(read["要素"] == "巡查点") & (read["队伍"] == "东湖一队")]
    assert list(stops["序号"]) == ["01", "02", "03"]
    assert list(stops["隐患点"]) == NAMES
    assert [str(time)[:5] for time in stops["到达"]] == ["08:02", "08:13", "08:28"]
    assert_near([(p.x, p.y) for p in stops.geometry], degrees(*STOPS))


def test_the_workbook_has_a_sheet_a_team(files):
    book = openpyxl.load_workbook(whole(files, "xlsx"))
    assert book.sheetnames == ["汇总", "东湖一队", "=cmd|三队_夜_", "未安排", "说明"]
    rows = list(book["东湖一队"].iter_rows(values_only=True))
    header = rows[0]
    table = [dict(zip(header, row, strict=True)) for row in rows[1:]]
    assert [row["序号"] for row in table] == ["01", "02", "03", "返回"]
    assert [row["本段路程(米)"] for row in table] == [100, 100, 300, 300]
    assert [row["累计路程(米)"] for row in table] == [100, 200, 500, 800]
    assert [row["到达"] for row in table] == ["08:02", "08:13", "08:28", "08:43"]
    assert table[0]["网格编码"] == "420106001001001"
    assert table[0]["走法"] == "沿红旗路向东走 100 米；到达 01 红旗涵洞"
    assert table[3]["隐患点"] == "东湖驿站"
    assert book["东湖一队"].freeze_panes == "A2"


def test_the_workbook_sums_up(files):
    rows = list(openpyxl.load_workbook(whole(files, "xlsx"))["汇总"].iter_rows(values_only=True))
    # 800 m at 1 m/s and three visits of 600 s: 2,600 s.
    assert rows[1] == ("01", "东湖一队", "东湖驿站", 3, 0.8, 43.3, "08:00", "08:43")
    assert rows[2] == ("03", "=cmd|三队[夜]", "东湖驿站", 1, 0, 10, "20:00", "20:10")


def test_no_cell_is_a_formula(files):
    book = openpyxl.load_workbook(whole(files, "xlsx"))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert any(str(cell.value).startswith("=") for cell in cells)
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr", "n"}


def test_the_workbook_says_why_a_visit_is_left_out(files):
    rows = list(openpyxl.load_workbook(whole(files, "xlsx"))["未安排"].iter_rows(values_only=True))
    table = [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
    assert [row["原因"] for row in table] == ["超出班次时长", "附近无道路"]
    assert [(row["差(分钟)"], row["差(米)"]) for row in table] == [(30, None), (None, 60)]


@pytest.mark.parametrize(
    ("coordinates", "shift"), [("gcj02", wgs84_to_gcj02), ("bd09", wgs84_to_bd09)]
)
def test_shifted_coordinates_say_so(tmp_path, coordinates, shift):
    written = write_patrol(patrolled.patrol(), tmp_path, coordinates=coordinates)
    assert all(path.stem.endswith(f"_{coordinates}") for path in written)
    wanted = [tuple(place) for place in shift(np.array(degrees(*STOPS)))]
    by_ending = {path.suffix: path for path in reversed(written)}
    read = gpxpy.parse(by_ending[".gpx"].read_text("utf-8"))
    assert_near([(p.longitude, p.latitude) for p in read.waypoints], wanted)
    assert f"_{coordinates}" in read.tracks[0].name
    features = json.loads(by_ending[".geojson"].read_bytes())["features"]
    assert all(f"坐标_{coordinates}" in one["properties"] for one in features)
    assert_near([one["geometry"]["coordinates"] for one in features[1:4]], wanted)
    book = openpyxl.load_workbook(by_ending[".xlsx"])
    header = [cell.value for cell in book["东湖一队"][1]]
    assert header[-2:] == [f"经度_{coordinates}", f"纬度_{coordinates}"]
    assert f"_{coordinates}</name>" in by_ending[".kml"].read_text("utf-8")


def test_english_is_the_second_language(tmp_path):
    written = write_patrol(patrolled.patrol(), tmp_path, lang="en")
    assert written[0].name == "patrol_2026-07-01_01_东湖一队.gpx"
    book = openpyxl.load_workbook(tmp_path / "patrol_2026-07-01.xlsx")
    assert book.sheetnames == ["Summary", "东湖一队", "=cmd|三队_夜_", "Left out", "About"]
    how = [cell.value for cell in book["东湖一队"]["M"]]
    assert how[1] == "Head east on 红旗路 for 100 m; Arrive at 01 红旗涵洞"


def test_one_route_can_be_written_alone(tmp_path):
    written = write_patrol(patrolled.patrol(), tmp_path, only=3)
    assert [path.name for path in written] == [
        f"巡查_2026-07-01_03_=cmd_三队[夜].{ending}" for ending in PATROL_FORMATS
    ]
    read = pyogrio.read_dataframe(written[PATROL_FORMATS.index("geojson")])
    assert list(read["要素"]) == ["路线", "巡查点"]


def test_a_route_without_stops_cannot_be_written_alone(tmp_path):
    with pytest.raises(SettingsError, match="Route 2"):
        write_patrol(patrolled.patrol(), tmp_path, only=2)


def test_an_unknown_format_is_refused(tmp_path):
    with pytest.raises(SettingsError, match="doc"):
        write_patrol(patrolled.patrol(), tmp_path, formats=["doc"])
    assert not list(tmp_path.iterdir())
