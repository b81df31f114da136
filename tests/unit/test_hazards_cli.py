"""gridmap hazards: candidates into files and projects, what is due, and refusals with a remedy."""

import json
from pathlib import Path

import geopandas as gpd
import openpyxl
import pytest
import shapely

from gridmap.cli.app import run
from gridmap.io.imports import import_files
from gridmap.io.project import read_project

DATA = Path(__file__).parents[2] / "data"
POND = (116.3500, 35.4000, 116.3510, 35.4010)
"""About 91 m by 111 m."""


@pytest.fixture
def flood(tmp_path):
    """A pond whose ring touches itself, drawn 0.3 to 1.0 m deep."""
    west, south, east, north = POND
    middle = (west + east) / 2
    ring = [(west, south), (east, south), (east, north), (middle, south), (west, north)]
    frame = gpd.GeoDataFrame(
        {"F_depth": ["0.30 m ~ 1.0 m"]}, geometry=[shapely.Polygon(ring)], crs=4326
    )
    assert not frame.is_valid.all()
    path = tmp_path / "积水.geojson"
    frame.to_file(path, driver="GeoJSON", engine="pyogrio")
    return path


@pytest.fixture
def project(tmp_path):
    """A project with hazards that an office lists."""
    points = [shapely.Point(116.350, 35.400), shapely.Point(116.351, 35.401)]
    frame = gpd.GeoDataFrame(
        {
            "hazard_id": ["A1", "A2"],
            "隐患点名称": ["济安桥下穿", "东关沟"],
            "类别": ["涵洞/下穿", "沟渠"],
            "等级": [1, 4],
            "状态": ["待处置", "处置中"],
            "上次巡查": ["2026-07-08", "2026-07-08"],
        },
        geometry=points,
        crs=4490,
    )
    frame.to_file(tmp_path / "hazards.gpkg", engine="pyogrio")
    path = tmp_path / "项目.gpkg"
    assert import_files([tmp_path / "hazards.gpkg"], project=path).ok
    return path


def test_a_flood_becomes_candidates_in_a_file_with_headers_for_people(flood, tmp_path, capsys):
    out = tmp_path / "候选.xlsx"
    assert run(["hazards", "from-flood", str(flood), "--out", str(out)]) == 0
    said = capsys.readouterr().out
    assert "修复 1 个部分、1 个环" in said
    assert "共 1 个候选点（3 级 1）" in said
    sheet = openpyxl.load_workbook(out)["隐患点"]
    head, row = (list(cells) for cells in sheet.iter_rows(values_only=True))
    told = dict(zip(head, row, strict=True))
    assert told["类别"] == "低洼易涝点"
    assert told["状态"] == "待核实"
    assert told["等级"] == 3
    # Two triangles under the diagonals of the box of 90.9 m by 110.9 m: half of it.
    assert told["面积(平方米)"] == pytest.approx(90.9 * 110.9 / 2, rel=0.01)
    assert POND[0] < told["经度"] < POND[2]


def test_what_was_written_for_people_is_read_back_by_the_import(flood, tmp_path):
    out, project = tmp_path / "隐患点候选.xlsx", tmp_path / "新.gpkg"
    assert run(["hazards", "from-flood", str(flood), "--out", str(out)]) == 0
    assert import_files([out], project=project).ok
    read = read_project(project)["hazards"]
    assert read[["hazard_id", "kind", "status", "level"]].to_numpy().tolist() == [
        ["FL0001", "low_lying", "candidate", 3]
    ]


def test_candidates_join_the_hazards_of_a_project_and_replace_their_own_former_ones(
    flood, project, capsys
):
    for _ in range(2):
        assert run(["hazards", "from-flood", str(flood), "--project", str(project)]) == 0
    assert "替换同一来源的旧候选点 1 个" in capsys.readouterr().out
    read = read_project(project)["hazards"].set_index("hazard_id")
    assert read["status"].to_dict() == {"A1": "open", "A2": "treating", "FL0001": "candidate"}
    assert read.loc["A1", "last_visit"] == "2026-07-08"
    assert read.loc["FL0001", "source"] == "积水.geojson"


def test_an_id_of_another_hazard_is_not_taken(flood, project, capsys):
    other = flood.with_name("另.geojson")
    other.write_bytes(flood.read_bytes())
    assert run(["hazards", "from-flood", str(flood), "--project", str(project)]) == 0
    assert run(["hazards", "from-flood", str(other), "--project", str(project)]) == 2
    assert "--prefix" in capsys.readouterr().err
    again = ["--project", str(project), "--prefix", "FB"]
    assert run(["hazards", "from-flood", str(other), *again]) == 0
    assert len(read_project(project)["hazards"]) == 4


def test_heights_become_candidates(tmp_path, capsys):
    pytest.importorskip("pysheds")
    out = tmp_path / "c.geojson"
    command = ["hazards", "from-elevation", str(DATA / "elevation.tif"), "--out", str(out)]
    assert run([*command, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    read = gpd.read_file(out)
    assert len(told["candidates"]) == told["hollows"]["found"] == len(read) > 0
    assert set(read["status"]) == {"candidate"}


def test_what_is_due_follows_rain_and_day(project, tmp_path, capsys):
    """A1, an underpass of level 1: every 7 days, every day from yellow on."""
    out = tmp_path / "到期.csv"
    due = ["hazards", "due", str(project), "--date", "2026年7月10日"]
    assert run([*due, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["hazards"] == []
    assert run([*due, "--rain", "橙色", "--out", str(out)]) == 0
    said = capsys.readouterr().out
    assert "应巡查 1 处，其中逾期 1 处，共 2 处" in said
    text = out.read_text(encoding="utf-8-sig")
    assert "到期情况" in text
    assert "已逾期" in text
    assert "A2" not in text
    assert run([*due, "--rain", "orange", "--all", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["due"], told["overdue"], len(told["hazards"])) == (1, 1, 2)


def test_the_table_of_visits_may_be_changed(project, tmp_path, capsys):
    settings = tmp_path / "巡查.json"
    settings.write_text(json.dumps({"every_days": {"orange": {"culvert": [30] * 4}}}))
    due = ["hazards", "due", str(project), "--date", "2026-07-10", "--rain", "orange", "--json"]
    assert run([*due, "--settings", str(settings)]) == 0
    assert json.loads(capsys.readouterr().out)["due"] == 0
    settings.write_text("{")
    assert run([*due, "--settings", str(settings)]) == 2
    assert "TOML" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "said"),
    [(["--rain", "purple"], "降雨等级"), (["--date", "7月"], "日期看不懂")],
)
def test_what_makes_no_sense_is_refused_with_the_remedy(project, options, said, capsys):
    assert run(["hazards", "due", str(project), *options]) == 2
    assert said in capsys.readouterr().err


def test_a_file_of_another_kind_is_refused(flood, tmp_path, capsys):
    assert run(["hazards", "from-flood", str(flood), "--out", str(tmp_path / "a.pdf")]) == 2
    assert ".xlsx" in capsys.readouterr().err
    assert not (tmp_path / "a.pdf").exists()
