"""What became of every grid between two plan files, of lattices drawn by hand."""

from dataclasses import replace

import drawn_plan
import pandas as pd
import pyogrio
import pytest
from drawn_plan import WEST, A, B

from gridmap.codes import next_codes
from gridmap.io.exporting import write_export
from gridmap.io.plans import read_plan, write_plan
from gridmap.io.succession import (
    HEADERS,
    history_of,
    joined,
    plan_difference,
    succession_table,
    with_succession,
)
from gridmap.partition.repair.draft import given_out

TIME = "2026-11-21T22:00:00Z"


def changed(**codes):
    """Return the drawn plan with units of the western community in other grids."""
    plan = drawn_plan.drawn_plan()
    units = plan.units.copy()
    for unit, code in codes["moves"].items():
        units.loc[units["unit_id"] == unit, "grid_code"] = code
    return replace(plan, units=units)


def merged():
    return changed(moves={drawn_plan.unit(row, col): A for row in (3, 4, 5) for col in range(4)})


def rows(table):
    return [tuple(one) for one in table.drop(columns=["version", "time"]).itertuples(index=False)]


def test_two_units_that_move_adjust_two_grids():
    moved = changed(moves={drawn_plan.unit(2, 0): B, drawn_plan.unit(2, 1): B})
    found = plan_difference(drawn_plan.drawn_plan(), moved)
    table = succession_table(found, version="v", time=TIME)
    assert list(table.columns) == list(HEADERS)
    assert rows(table) == [
        ("adjusted", A, A, WEST, 120, 100, 0, 20),
        ("adjusted", B, B, WEST, 120, 140, 20, 0),
    ]


def test_a_grid_that_joins_another_is_merged_and_its_code_has_ended():
    found = plan_difference(drawn_plan.drawn_plan(), merged())
    assert rows(succession_table(found, version="v", time=TIME)) == [
        ("merged", A, A, WEST, 120, 240, 120, 0),
        ("merged", B, "", WEST, 120, 0, 0, 120),
    ]


def test_nothing_changed_gives_an_empty_table_of_the_same_columns(tmp_path):
    plan = drawn_plan.drawn_plan()
    table = succession_table(plan_difference(plan, plan), version="v", time=TIME)
    assert table.empty
    assert list(table.columns) == list(HEADERS)


def test_the_history_goes_along_with_the_plan_file_and_grows(tmp_path):
    first = replace(drawn_plan.drawn_plan(), feasibility=pd.DataFrame({"community_code": [WEST]}))
    then = replace(merged(), feasibility=first.feasibility)
    second = with_succession(first, then, version="v2", time=TIME)
    path = tmp_path / "方案.gpkg"
    write_plan(second, path)
    held = read_plan(path)
    third = with_succession(held, first, version="v3", time=TIME)
    history = third.tables["succession"]
    assert history["version"].tolist() == ["v2", "v2", "v3", "v3"]
    assert history["kind"].tolist() == ["merged", "merged", "split", "split"]
    assert history["old_code"].tolist() == [A, B, A, ""]
    assert history["new_code"].tolist() == [A, "", A, B]
    assert history["households"].tolist() == [240, 0, 120, 120]


@pytest.mark.parametrize("format_", ["gpkg", "xlsx"])
def test_exports_carry_the_history_of_the_grids_that_are_in_them(tmp_path, format_):
    first, then = drawn_plan.drawn_plan(), merged()
    table = with_succession(first, then, version="v2", time=TIME).tables["succession"]
    assert history_of(table, grids=[B])["new_code"].tolist() == [""]
    assert history_of(table, communities=["370899001009"]).empty
    grids = then.grids[["grid_code", "community_code", "households", "geometry"]]
    path = tmp_path / f"网格.{format_}"
    made = write_export({"grids": grids}, path, format=format_, succession=table)
    held = (
        pyogrio.read_dataframe(made.path, layer="网格沿革")
        if format_ == "gpkg"
        else pd.read_excel(made.path, sheet_name="网格沿革", dtype={"原网格编码": str})
    )
    assert held["类型"].tolist() == ["合并", "合并"]
    assert held["原网格编码"].tolist() == [A, B]
    assert held["划出户数"].tolist() == [0, 120]


def test_histories_are_joined_in_their_order():
    one = pd.DataFrame([["new", None, A, WEST, 0, 5, 0, 0, "v1", TIME]], columns=list(HEADERS))
    assert joined([one, one.iloc[:0]])["old_code"].tolist() == [""]


def test_a_code_that_only_the_history_knows_is_not_given_out_again():
    plan = drawn_plan.drawn_plan()
    gone = pd.DataFrame(
        [["retired", f"{WEST}007", "", WEST, 90, 0, 0, 90, "v1", TIME]], columns=list(HEADERS)
    )
    assert given_out(plan) == set(plan.grids["grid_code"])
    known = given_out(replace(plan, tables={"succession": gone}))
    assert known == {*plan.grids["grid_code"], f"{WEST}007"}
    assert next_codes(WEST, known, 1) == [f"{WEST}008"]
