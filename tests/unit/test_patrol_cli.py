"""gridmap route as an office meets it, on roads that are drawn by hand."""

import json

import geopandas as gpd
import pytest
import shapely
from patrol_lattice import CRS, at, roads

from gridmap.cli.app import run
from gridmap.io.project import write_layers
from gridmap.io.team_files import read_patrol_file
from gridmap.layers import CONTRACTS


def layer(name, rows, places):
    """Return a layer with every column of its contract."""
    empty = {column.name: [None] * len(places) for column in CONTRACTS[name].columns}
    table = {**empty, **{key: list(values) for key, values in rows.items()}}
    frame = gpd.GeoDataFrame(table, geometry=[shapely.Point(at(*xy)) for xy in places], crs=CRS)
    return frame.to_crs(4490)


@pytest.fixture
def project(tmp_path):
    """Three corners to visit from a station in the fourth, and a fourth hazard off the road."""
    path = tmp_path / "project.gpkg"
    corners = [(200, 0), (200, 200), (0, 200), (450, 0)]
    hazards = layer(
        "hazards",
        {
            "hazard_id": ["H1", "H2", "H3", "H4"],
            "name": ["东角易涝点", "东北角沟", "西北角围墙", "远处涵洞"],
            "kind": ["low_lying", "ditch", "dilapidated", "culvert"],
            "level": [1, 2, 3, 4],
        },
        corners,
    )
    stations = layer("stations", {"station_id": ["S1"], "name": ["东站"]}, [(0, 0)])
    write_layers(path, {"roads": roads().to_crs(4490), "hazards": hazards, "stations": stations})
    return path


def told(capsys):
    return json.loads(capsys.readouterr().out)


def test_a_patrol_is_told_and_written(project, tmp_path, capsys):
    out = tmp_path / "今晚"
    assert run(["route", str(project), "--out", str(out), "--date", "2026-07-10", "--json"]) == 0
    report = told(capsys)
    (route,) = report["routes"]
    assert sorted(route["visits"]) == ["H1", "H2", "H3"]
    assert route["length_m"] == 800
    # Visits of 5, 8 and 6 minutes by kind, and four times 167 s.
    assert route["duration_s"] == 19 * 60 + 4 * 167
    (left,) = report["left_out"]
    assert (left["hazard"], left["reason"], left["short_m"]) == ("H4", "off_road", 50)
    kinds = {path.suffix for path in out.iterdir()}
    assert {".gpx", ".kml", ".geojson", ".xlsx", ".json"} <= kinds
    assert [len(one.stops) for one in read_patrol_file(out / "patrol.json").routes] == [3]


def test_people_read_a_table_and_the_reasons(project, tmp_path, capsys):
    command = ["route", str(project), "--out", str(tmp_path / "out"), "--date", "2026-07-10"]
    assert run(command) == 0
    said = capsys.readouterr().out
    assert "应巡查 4 处，排上 3 处，未排 1 处" in said
    assert "H4 远处涵洞：离最近的可走道路 250 米，超出 200 米的限度。" in said
    assert run([*command, "--lang", "en"]) == 0
    assert "3 of 4 hazards are visited" in capsys.readouterr().out


def test_one_file_is_written_under_its_name(project, tmp_path, capsys):
    out = tmp_path / "tonight.gpx"
    assert run(["route", str(project), "--out", str(out), "--date", "2026-07-10", "--json"]) == 0
    assert told(capsys)["files"] == [str(out)]
    assert [path.name for path in tmp_path.glob("*.gpx")] == ["tonight.gpx"]


def test_a_flood_closes_roads(project, tmp_path, capsys):
    water = gpd.GeoDataFrame(geometry=[shapely.Point(at(150, 0)).buffer(20)], crs=CRS)
    water.to_crs(4326).to_file(tmp_path / "flood.geojson", driver="GeoJSON")
    command = ["route", str(project), "--out", str(tmp_path / "p.json"), "--date", "2026-07-10"]
    assert run([*command, "--closed", str(tmp_path / "flood.geojson"), "--json"]) == 0
    (route,) = told(capsys)["routes"]
    # From the station (200, 0) is 400 m away now, by (0, 100) and (200, 100).
    assert route["length_m"] == 1_000


def test_what_is_not_due_stays_at_home_unless_all_are_asked_for(project, tmp_path, capsys):
    import pyogrio

    frame = pyogrio.read_dataframe(project, layer="hazards")
    frame["last_visit"] = ["2026-07-09", None, None, None]
    write_layers(project, {"hazards": frame})
    command = ["route", str(project), "--out", str(tmp_path / "p.json"), "--date", "2026-07-10"]
    assert run([*command, "--json"]) == 0
    assert sorted(told(capsys)["routes"][0]["visits"]) == ["H2", "H3"]
    assert run([*command, "--all", "--json"]) == 0
    assert sorted(told(capsys)["routes"][0]["visits"]) == ["H1", "H2", "H3"]
    assert run([*command, "--rain", "red", "--json"]) == 0
    assert sorted(told(capsys)["routes"][0]["visits"]) == ["H1", "H2", "H3"]


def test_teams_of_a_table_set_out_where_it_says(project, tmp_path, capsys):
    table = tmp_path / "队伍.csv"
    table.write_text("队伍,起点,时长,上限\n甲队,东站,90,2\n乙队,S1,120,\n", encoding="utf-8")
    command = ["route", str(project), "--out", str(tmp_path / "p.json"), "--date", "2026-07-10"]
    assert run([*command, "--teams", str(table), "--json"]) == 0
    routes = told(capsys)["routes"]
    assert [route["name"] for route in routes] == ["甲队", "乙队"]
    assert len(routes[0]["visits"]) <= 2


def test_today_differs_from_yesterday(project, tmp_path, capsys):
    command = ["route", str(project), "--date", "2026-07-10", "--json", "--out"]
    assert run([*command, str(tmp_path / "a.json")]) == 0
    yesterday = told(capsys)["routes"][0]
    assert run([*command, str(tmp_path / "b.json"), "--unlike", str(tmp_path / "a.json")]) == 0
    today = told(capsys)["routes"][0]
    assert (yesterday["length_m"], today["length_m"]) == (800, 1_200)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (["--teams", "0"], "队伍数不在 1 至 200"),
        (["--teams", "没有.csv"], "找不到文件"),
        (["--date", "昨天"], "无法识别"),
        (["--rain", "purple"], "降雨等级"),
        (["--begins", "25:00"], "25:00"),
        (["--closed-road", "X9"], "X9"),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_remedy(project, tmp_path, capsys, change, said):
    out = tmp_path / "out"
    assert run(["route", str(project), "--out", str(out), *change]) == 2
    assert said in capsys.readouterr().err
    assert not out.exists()
