"""Crosswalks from nets to plans: every household and square metre once, on both sides."""

from dataclasses import replace

import lattice
import openpyxl
import pandas as pd
import pytest
from drawn_plan import EAST, WEST, drawn_plan

from gridmap.io.crosswalk import NONE, write_crosswalks
from gridmap.nets.crosswalk import crosswalk_of
from gridmap.nets.homes import homes_of
from gridmap.nets.records import nets_of


@pytest.fixture(scope="module")
def plan():
    """Return the drawn plan, each cell a building: rows 0 to 2 are 001, rows 3 to 5 are 002."""
    made = drawn_plan()
    made.units["buildings"] = [f"b{n}" for n in range(48)]
    return made


@pytest.fixture(scope="module")
def walk(plan):
    """Return the crosswalk of a net of two grids: columns 0 to 2, and 3 to 6 but the last row."""
    layer = lattice.layer(
        [lattice.box(0, 0, 300, 600), lattice.box(300, 100, 700, 600)],
        net=["综治网"] * 2,
        net_grid_id=["Z1", "Z2"],
    )
    cells = lattice.layer(
        plan.units.geometry,
        building_id=plan.units["buildings"].tolist(),
        households=plan.units["households"].tolist(),
    )
    (net,) = nets_of(layer)
    return crosswalk_of(plan, net, homes_of(plan.units, [net], cells)[:, 0])


def rows(walk):
    table = walk.table
    return [tuple(row) for row in table[["net_grid_id", "grid_code", "households"]].to_numpy()]


def test_every_pair_has_what_lies_in_both(walk):
    west, south_west = f"{WEST}001", f"{WEST}002"
    east, south_east = f"{EAST}001", f"{EAST}002"
    assert rows(walk) == [
        ("Z1", west, 90),
        ("Z1", south_west, 90),
        # Column 3 in the west, columns 4 to 6 in the east.
        ("Z2", east, 90),
        ("Z2", south_east, 60),
        ("Z2", west, 30),
        ("Z2", south_west, 20),
        # The last column, and columns 3 to 6 of the last row.
        ("", south_east, 60),
        ("", east, 30),
        ("", south_west, 10),
    ]


def test_sums_are_those_of_the_plan_and_of_the_net(walk, plan):
    by_new = walk.totals("grid_code")
    units = plan.units.assign(area_m2=plan.units.area).groupby("grid_code")
    for name in ("households", "persons"):
        assert by_new[name].to_dict() == units[name].sum().to_dict()
    assert by_new["buildings"].to_dict() == units.size().to_dict()
    assert by_new["area_m2"].to_dict() == pytest.approx(units["area_m2"].sum().to_dict())
    assert walk.totals("net_grid_id")["households"].to_dict() == {"Z1": 180, "Z2": 200, "": 100}
    assert walk.table["buildings"].sum() == 48


def test_the_main_successor_has_most_households(walk):
    main = walk.table[walk.table["main"]]
    assert main["net_grid_id"].tolist() == ["Z1", "Z2"]
    assert main["grid_code"].tolist() == [f"{WEST}001", f"{EAST}001"]
    assert main["share"].tolist() == [0.5, 0.45]


def test_a_building_in_several_units_counts_once(plan):
    halves = plan.units.assign(buildings=["b0#1", "b0#2"] + [""] * 46)
    layer = lattice.layer([lattice.box(0, 0, 800, 600)], net=["A"], net_grid_id=["A1"])
    (net,) = nets_of(layer)
    found = crosswalk_of(replace(plan, units=halves), net, homes_of(halves, [net])[:, 0])
    assert found.table["buildings"].sum() == 1


def test_the_workbook_has_a_sheet_for_each_net_and_codes_as_text(walk, tmp_path):
    (path,) = write_crosswalks([walk, walk], tmp_path / "对照.xlsx", about={"方案版本号": "x"})
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["综治网", "综治网-2", "说明"]
    sheet = list(book["综治网"].values)
    assert sheet[0][:3] == ("原网格编号", "新网格编码", "户数")
    assert sheet[1][:3] == ("Z1", f"{WEST}001", 90)
    assert sheet[1][-2:] == (50.0, "是")
    assert sheet[-1][0] == NONE.zh


def test_csv_is_a_file_for_each_net(walk, tmp_path):
    (path,) = write_crosswalks([walk], tmp_path / "walk.csv", lang="en")
    table = pd.read_csv(path, dtype=str, encoding="utf-8-sig")
    assert table["New grid code"].iloc[0] == f"{WEST}001"
    assert table["Households"].astype(int).sum() == 480
