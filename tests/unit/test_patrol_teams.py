"""Teams of tables with Chinese headers, and hazards as visits."""

import json

import geopandas as gpd
import openpyxl
import pytest
import shapely
from patrol_lattice import CRS, at

from gridmap.errors import InputError, SettingsError
from gridmap.io.team_files import read_patrol_file, read_team_rows
from gridmap.routing.patrol_settings import PRIZES, PatrolSettings
from gridmap.routing.patrol_visits import visits_of, windows_of
from gridmap.routing.teams import make_teams, teams_at_stations, teams_of, with_near_grids

STATIONS = gpd.GeoDataFrame(
    {"station_id": ["S1", "S2", "S3", "S4"], "name": ["东站", "西站", None, "北站"]},
    geometry=[shapely.Point(x, 35.0) for x in (117.00, 117.01, 117.02, 117.09)],
    crs="EPSG:4490",
)
ROWS = [
    {"队伍": "一队", "起点": "东站", "时长（分钟）": 90, "方式": "骑行", "上限": "12"},
    {"队伍": "二队", "起点": "S3", "网格": "370811001001001、370811001001002"},
    {"队伍": "三队", "经度": 117.5, "纬度": "35.5", "出发时间": "19:30", "方式": ""},
]


def made(rows=ROWS):
    return teams_of(make_teams(rows, stations=STATIONS).to_crs(CRS))


def test_rows_with_chinese_headers_are_teams():
    first, second, third = made()
    assert (first.name, first.start_name, first.profile) == ("一队", "东站", "bicycle")
    assert (first.shift_s, first.capacity, first.begins_s) == (90 * 60, 12, 8 * 3600)
    assert first.start[0] == pytest.approx(500_000, abs=0.01)
    assert (second.start_name, second.shift_s, second.capacity) == ("S3", 120 * 60, None)
    assert second.grids == ("370811001001001", "370811001001002")
    assert (third.begins_s, third.profile, third.start_name) == (70_200, "foot", "")
    assert [team.key for team in (first, second, third)] == ["T01", "T02", "T03"]


@pytest.mark.parametrize("kind", ["xlsx", "csv", "json"])
def test_a_table_of_teams_is_read_from_every_kind_of_file(tmp_path, kind):
    path = tmp_path / f"队伍.{kind}"
    headers = ["队伍", "起点", "出发时间", "班次(分钟)"]
    rows = [["一队", "东站", "19:00", 60], ["二队", "北站", "08:30", 120]]
    if kind == "xlsx":
        book = openpyxl.Workbook()
        for row in (["今晚队伍"], headers, *rows):
            book.active.append(row)
        book.save(path)
    elif kind == "csv":
        lines = [",".join(map(str, row)) for row in (headers, *rows)]
        path.write_bytes("\r\n".join(lines).encode("gbk"))
    else:
        found = [dict(zip(headers, row, strict=True)) for row in rows]
        path.write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")
    teams = made(read_team_rows(path))
    assert [(team.name, team.begins_s, team.shift_s) for team in teams] == [
        ("一队", 19 * 3600, 3_600),
        ("二队", 8 * 3600 + 1_800, 7_200),
    ]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"起点": "南站"}, "南站"),
        ({"出发时间": "25:00"}, "25:00"),
        ({"时长": "两小时"}, "两小时"),
        ({"时长": 0}, "shift_min"),
        ({"方式": "飞机"}, "飞机"),
        ({"上限": 1.5}, "capacity"),
        ({"经度": 500, "纬度": 35}, "500"),
    ],
)
def test_what_cannot_be_read_names_the_team_and_the_column(change, said):
    with pytest.raises(InputError, match=said) as raised:
        made([{"队伍": "一队", "起点": "东站", **change}])
    assert "一队" in raised.value.what.zh


def test_teams_with_one_id_are_refused():
    rows = [{"编号": "A", "起点": "东站"}, {"编号": "A", "起点": "西站"}]
    with pytest.raises(InputError, match="share an id"):
        made(rows)


def test_a_number_of_teams_is_spread_over_the_stations():
    # The middle is 117.03: the nearest is S3, from there the farthest S4, then S1.
    table = teams_at_stations(STATIONS, 3)
    assert table.start_name.tolist() == ["S3", "北站", "东站"]


def test_more_teams_than_stations_set_out_together():
    assert teams_at_stations(STATIONS, 6).start_name.value_counts()["S3"] == 2


def test_files_that_are_no_tables_are_refused(tmp_path):
    for name, content in {"a.xlsx": b"PK", "b.json": b"{", "c.txt": b"", "d.json": b"3"}.items():
        path = tmp_path / name
        path.write_bytes(content)
        with pytest.raises(InputError):
            read_team_rows(path)
    with pytest.raises(InputError, match="no file"):
        read_team_rows(tmp_path / "none.csv")
    with pytest.raises(InputError, match="no patrol"):
        read_patrol_file(tmp_path / "d.json")


def hazards(**columns):
    table = {"hazard_id": ["H1", "H2"], **columns}
    return gpd.GeoDataFrame(table, geometry=[shapely.Point(at(0, 0))] * 2, crs=CRS)


def test_hazards_are_visits_worth_their_level():
    first, second = visits_of(
        hazards(level=[1, None], kind=["ditch", None], service_min=[8, None], name=["北沟", None]),
        prizes=PRIZES,
    )
    assert (first.prize, first.service_s, first.name, first.kind) == (8, 480, "北沟", "ditch")
    assert (second.prize, second.service_s, second.name, second.level) == (1, 300, "H2", None)
    assert first.is_required
    assert second.is_required


def test_a_table_says_times_and_what_is_not_required():
    first, second = visits_of(
        hazards(windows=["8:30-10:00", ""], required=[True, False], prize=[None, 7]),
        prizes=PRIZES,
    )
    assert first.windows == ((30_600, 36_000),)
    assert (second.windows, second.is_required, second.prize) == ((), False, 7)


def test_a_line_is_visited_in_its_middle():
    line = shapely.LineString([at(0, 0), at(80, 0)])
    table = gpd.GeoDataFrame({"hazard_id": ["H1"]}, geometry=[line], crs=CRS)
    (visit,) = visits_of(table, prizes=PRIZES)
    assert visit.xy == at(40, 0)


@pytest.mark.parametrize("text", ["8点", "10:00-08:00", "08:30", "08:30-09:00-10:00"])
def test_times_that_make_no_sense_name_the_hazard(text):
    with pytest.raises(InputError, match="hazard H1"):
        windows_of("H1", text)


def test_hazards_with_one_id_are_refused():
    table = hazards()
    with pytest.raises(InputError, match="share an id: H1"):
        visits_of(table.assign(hazard_id="H1"), prizes=PRIZES)


@pytest.mark.parametrize("wrong", [{"off_road_m": -1}, {"prizes": {1: 0}}, {"stray_min": -5}])
def test_settings_that_make_no_sense_are_refused(wrong):
    with pytest.raises(SettingsError):
        PatrolSettings(**wrong)


def test_teams_without_grids_get_those_next_to_their_start():
    rows = [{"队伍": "一队", "起点": "东站"}, {"队伍": "二队", "起点": "西站"}]
    named = [*rows, {"队伍": "三队", "起点": "北站", "网格": "G9"}]
    # From the first station to the second it is about 913 m east.
    squares = [shapely.box(*at(x, -50), *at(x + 100, 50)) for x in (0, 200, 800, 5_000)]
    y = made()[0].start[1] - at(0, 0)[1]
    moved = gpd.GeoSeries(squares).translate(0, y)
    grids = gpd.GeoDataFrame({"code": ["G1", "G2", "G3", "G4"]}, geometry=moved, crs=CRS)
    teams = with_near_grids(make_teams(named, stations=STATIONS), grids)
    assert teams["grids"].tolist() == ["G1,G2", "G3,G4", "G9"]
