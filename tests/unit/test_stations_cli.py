"""gridmap reach and gridmap site as a planner meets them, on a street that can be drawn."""

import json

import geopandas as gpd
import lattice
import pandas as pd
import planned
import pytest
from openpyxl import load_workbook
from street_of_stations import A, B, codes, houses, stations, street, units

from gridmap.cli.app import run
from gridmap.io.plans import write_plan


def street_plan(path, *, last_of_a=5, there=None, roads=None):
    """Write a plan of the street with its stations."""
    frame = units()
    frame["grid_code"] = codes(last_of_a=last_of_a)
    grids = frame.dissolve("grid_code")[["geometry", "community_code"]].reset_index()
    grids = grids.assign(
        community="格子社区",
        kind="ordinary",
        purpose=None,
        households=frame.groupby("grid_code")["households"].sum().to_numpy(),
    )
    context = {
        "communities": lattice.layer(
            [lattice.box(0, 0, 1200, 100)], community_code=[lattice.COMMUNITY], name=["格子社区"]
        ),
        "stations": stations((50, 0)) if there is None else there,
    }
    if roads is not False:
        context["roads"] = street()
    made = planned.plan(units=frame, grids=grids, violations=(), faults=(), context=context)
    write_plan(made, path)
    return path


@pytest.fixture
def plan(tmp_path):
    return street_plan(tmp_path / "plan.gpkg")


def told(capsys):
    return json.loads(capsys.readouterr().out)


def test_reach_counts_households_by_grid(plan, capsys):
    assert run(["reach", str(plan), "--json"]) == 0
    found = told(capsys)
    grids = {row["grid_code"]: row for row in found["grids"]}
    assert (grids[A]["adult_out"], grids[B]["adult_out"]) == (0, houses(*range(6, 12)))
    assert found["plan"]["elder_out_any"] == houses(*range(7, 12))
    assert [one["rule"] for one in found["violations"]] == ["station.none"]
    assert len(found["homes"]) == 12


def test_reach_says_it_in_chinese_and_in_english(plan, capsys):
    assert run(["reach", str(plan)]) == 0
    said = capsys.readouterr()
    assert "共 78 户、2 个有人居住的网格，其中 1 个有驿站" in said.out
    assert "没有驿站" in said.err
    assert run(["reach", str(plan), "--lang", "en"]) == 0
    assert "78 households, 2 lived-in grids, 1 of them with a station" in capsys.readouterr().out


def test_reach_compares_with_an_earlier_plan(plan, tmp_path, capsys):
    later = street_plan(tmp_path / "later.gpkg", last_of_a=6)
    assert run(["reach", str(later), "--before", str(plan)]) == 0
    said = capsys.readouterr().out
    # Square 6 (7 households) gets a station, and is within reach of it for elders too.
    assert "成年人 57 → 50 户，老年人 57 → 50 户" in said
    assert "新走得到的 7/7 户" in said
    assert "21 → 28" in said


def test_the_workbook_has_a_sheet_of_before_and_after(plan, tmp_path):
    later, out = street_plan(tmp_path / "later.gpkg", last_of_a=6), tmp_path / "可达.xlsx"
    assert run(["reach", str(later), "--before", str(plan), "--out", str(out)]) == 0
    rows = list(load_workbook(out)["前后比较"].values)
    assert rows[0][0] == "网格编码"
    assert rows[1] == (A, 21, 28, 0, 0, 0, 0)
    assert rows[2] == (B, 57, 50, 57, 50, 57, 50)


@pytest.mark.parametrize("suffix", ["xlsx", "csv", "geojson"])
def test_reach_is_written_as_a_file(plan, tmp_path, suffix):
    out = tmp_path / f"可达.{suffix}"
    assert run(["reach", str(plan), "--out", str(out)]) == 0
    if suffix == "xlsx":
        book = load_workbook(out)
        assert book.sheetnames == ["网格", "驿站", "住处", "驿站问题", "说明"]
        rows = list(book["网格"].values)
        assert rows[1][:4] == (A, None, lattice.COMMUNITY, 21)
        assert book["住处"].max_row == 13
        assert "没有驿站" in book["驿站问题"].cell(2, 2).value
    elif suffix == "csv":
        table = pd.read_csv(out, dtype={"网格编码": str})
        assert table["网格编码"].tolist() == [A, B]
        assert table["老年人走不到本网格驿站(户)"].tolist() == [0, 57]
    else:
        homes = gpd.read_file(out)
        assert homes["households"].sum() == 78
        assert homes.crs.to_epsg() == 4326
        assert homes["elder_is_out"].sum() == 6


def test_reach_takes_stations_and_roads_of_files(plan, tmp_path, capsys):
    table = tmp_path / "驿站.geojson"
    layer = stations((650, 0)).rename(columns={"station_id": "驿站编号", "name": "驿站名称"})
    layer.to_crs(4490).to_file(table, driver="GeoJSON")
    assert run(["reach", str(plan), "--stations", str(table), "--json"]) == 0
    assert told(capsys)["grids"][1]["stations"] == ["s0"]


def test_reach_without_roads_names_the_remedy(tmp_path, capsys):
    path = street_plan(tmp_path / "bare.gpkg", roads=False)
    assert run(["reach", str(path)]) == 2
    assert "gridmap import" in capsys.readouterr().err


def test_reach_refuses_a_form_that_nobody_writes(plan, tmp_path, capsys):
    assert run(["reach", str(plan), "--out", str(tmp_path / "a.doc")]) == 2
    assert ".xlsx" in capsys.readouterr().err
    assert not (tmp_path / "a.doc").exists()


def test_site_prints_the_proof(plan, capsys):
    assert run(["site", str(plan), "--count", "1", "--walker", "elder"]) == 0
    said = capsys.readouterr().out
    assert "已证明最优" in said
    assert f"由 {houses(*range(7))} 户增至 78 户" in said


def test_site_chooses_of_a_file_of_candidates(plan, tmp_path, capsys):
    path, out = tmp_path / "候选.geojson", tmp_path / "选址.geojson"
    stations((100, 0), (1150, 0)).to_crs(4490).to_file(path, driver="GeoJSON")
    command = ["site", str(plan), "--candidates", str(path), "--walker", "elder", "--json"]
    assert run([*command, "--out", str(out)]) == 0
    found = told(capsys)
    assert [one["key"] for one in found["sites"]] == ["s1"]
    assert (found["status"], found["candidates"]) == ("optimal", 2)
    written = json.loads(out.read_text(encoding="utf-8"))
    place = gpd.GeoSeries([lattice.point(1150, 0)], crs=lattice.CRS).to_crs(4490)[0]
    assert written["features"][0]["geometry"]["coordinates"] == pytest.approx(
        [place.x, place.y], abs=1e-6
    )
    assert written["proof"]["zh"] == found["said"]["zh"]


def test_site_refuses_a_community_that_is_not_there(plan, capsys):
    assert run(["site", str(plan), "--community", "370899009009"]) == 2
    assert "370899009009" in capsys.readouterr().err
