"""Codes of outside systems: read, kept with a plan, written as columns, and read back into ours."""

import csv
from dataclasses import replace

import pandas as pd
import planned
import pytest

from gridmap.io.outside_codes import (
    COLUMNS,
    LAYERS,
    merged,
    objects_of,
    own_codes,
    read_outside,
    translated,
    with_code_columns,
    with_outside,
)
from gridmap.io.plans import read_plan, write_plan
from gridmap.io.team_sheets import read_sheets

CITY, POLICE = "城管平台", "警务平台"


def table(*rows):
    return pd.DataFrame(rows, columns=list(COLUMNS))


def written(tmp_path, *rows, heads=("系统", "图层", "编号", "外部编码")):
    path = tmp_path / "对照.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream).writerows([heads, *rows])
    return read_sheets(path)


@pytest.fixture(scope="module")
def plan():
    return planned.plan()


def test_a_table_is_read_in_the_words_of_an_office(plan, tmp_path):
    sheets = written(
        tmp_path,
        (CITY, "网格", planned.WEST, "0012"),
        (CITY, "驿站", "s1", "YZ-1；YZ-2"),
        (POLICE, "grids", planned.WEST, "J7"),
    )
    found = read_outside(sheets, objects_of(plan))
    assert found.faults == ()
    assert found.table.to_numpy().tolist() == [
        [CITY, "grids", planned.WEST, "0012"],
        [CITY, "stations", "s1", "YZ-1"],
        [CITY, "stations", "s1", "YZ-2"],
        [POLICE, "grids", planned.WEST, "J7"],
    ]


def test_a_row_that_cannot_be_taken_names_itself_and_the_remedy(plan, tmp_path):
    sheets = written(
        tmp_path,
        (CITY, "网格", "370899001001999", "1"),
        (CITY, "商铺", planned.WEST, "2"),
        ("", "网格", planned.WEST, "3"),
        (CITY, "网格", planned.WEST, ""),
    )
    found = read_outside(sheets, objects_of(plan))
    assert found.table.empty
    assert [one.what.zh[:6] for one in found.faults] == [f"第 {n} 行：" for n in (2, 3, 4, 5)]
    assert "没有编号 370899001001999" in found.faults[0].what.zh
    assert LAYERS["hazards"].zh in found.faults[1].remedy.zh


def test_system_and_layer_may_be_said_for_the_whole_file(plan, tmp_path):
    sheets = written(tmp_path, (planned.WEST, "8"), heads=("网格编码", "外部编码"))
    found = read_outside(sheets, objects_of(plan), system=CITY, layer="grids")
    assert found.table.to_numpy().tolist() == [[CITY, "grids", planned.WEST, "8"]]


def test_new_codes_of_an_object_take_the_place_of_its_former_ones_in_that_system():
    present = table(
        (CITY, "grids", "g1", "1"), (CITY, "grids", "g2", "2"), (POLICE, "grids", "g1", "9")
    )
    more = table((CITY, "grids", "g1", "5"), (CITY, "grids", "g1", "6"))
    assert merged(present, more).to_numpy().tolist() == [
        [CITY, "grids", "g1", "5"],
        [CITY, "grids", "g1", "6"],
        [CITY, "grids", "g2", "2"],
        [POLICE, "grids", "g1", "9"],
    ]


def test_they_go_along_with_the_plan_file_as_texts(plan, tmp_path):
    held = with_outside(plan, table((CITY, "grids", planned.WEST, "0012")))
    write_plan(held, tmp_path / "p.gpkg")
    found = read_plan(tmp_path / "p.gpkg")
    assert found.tables["outside_codes"].to_numpy().tolist() == [
        [CITY, "grids", planned.WEST, "0012"]
    ]
    assert found.plan_id == plan.plan_id


def test_a_layer_gets_a_column_for_each_system(plan):
    known = table(
        (CITY, "grids", planned.WEST, "0012"),
        (CITY, "grids", planned.EAST, "b"),
        (CITY, "grids", planned.EAST, "a"),
        (CITY, "stations", "s1", "x"),
    )
    shown = with_code_columns(plan.grids, "grids", known, [CITY, POLICE])
    by = dict(zip(shown["grid_code"], shown[CITY], strict=True))
    assert by == {planned.WEST: "0012", planned.MIDDLE: "", planned.EAST: "a;b", planned.SCHOOL: ""}
    assert set(shown[POLICE]) == {""}
    assert CITY not in with_code_columns(plan.units, "units", known, [CITY])


def test_a_table_by_their_codes_becomes_one_by_ours():
    known = own_codes(
        table(
            (CITY, "buildings", "b1", "L1"),
            (CITY, "buildings", "b2", "L2"),
            (CITY, "buildings", "b3", "L2"),
        ),
        CITY,
        "buildings",
    )
    codes, faults = translated(["L1", "", "L2", "L9"], known, layer="buildings")
    assert codes == ["b1", "", "", ""]
    assert [one.what.zh for one in faults] == [
        "第 3 行：外部编码 L2 对应 2 个对象。",
        "第 4 行：外部编码 L9 没有对应的编号。",
    ]


def test_a_plan_without_layers_knows_its_grids_alone(plan):
    assert set(objects_of(replace(plan, context={}))) == {"grids"}
