"""Present grids over units that were made anew: buildings keep their grid, land goes by area."""

import lattice
import pandas as pd

from gridmap.partition.repair.carry import carry

G1, G2 = f"{lattice.COMMUNITY}001", f"{lattice.COMMUNITY}002"


def old_plan(cells=4):
    """A row of units, the left half in the first grid and the right half in the second."""
    units = lattice.lattice_units(1, cells, households=40)
    units["grid_code"] = [G1] * (cells // 2) + [G2] * (cells - cells // 2)
    grids = units.dissolve("grid_code").reset_index()[["grid_code", "geometry"]]
    return units, grids


def new_units(buildings, *, households=40, communities=lattice.COMMUNITY):
    units = lattice.lattice_units(
        1, len(buildings), households=households, community_code=communities
    )
    return units.assign(buildings=buildings)


def test_a_building_keeps_its_grid_wherever_its_unit_lies_now():
    units, grids = old_plan()
    found = carry(new_units(["b0", "b2", "b1", "b3"]), grids, units)
    assert found.codes.tolist() == [G1, G2, G1, G2]
    assert found.known.tolist() == [40] * 4


def test_the_most_buildings_of_a_merged_unit_decide():
    units, grids = old_plan()
    found = carry(new_units(["b0;b2;b3", "b1"]), grids, units)
    assert found.codes.tolist() == [G2, G1]


def test_entrances_of_a_building_that_was_divided_keep_its_grid():
    units, grids = old_plan()
    found = carry(new_units(["b0", "b2#1", "b2#2", "b3"]), grids, units)
    assert found.codes.tolist() == [G1, G2, G2, G2]


def test_a_new_building_takes_the_grid_of_its_land_and_its_households_are_new():
    units, grids = old_plan()
    found = carry(new_units(["b0", "b1;n1", "n2", "b3"]), grids, units)
    assert found.codes.tolist() == [G1, G1, G2, G2]
    assert found.known.tolist() == [40, 20, 0, 40]
    assert found.new_buildings == ("n1", "n2")
    assert found.lost_buildings == ("b2",)


def test_land_that_no_grid_covers_has_none():
    units, grids = old_plan()
    found = carry(new_units(["b0", "b1", "b2", "b3", ""]), grids, units)
    assert found.codes.tolist() == [G1, G1, G2, G2, None]
    assert found.homeless == (f"{lattice.COMMUNITY}-00005",)


def test_polygons_alone_carry_all_by_area():
    _, grids = old_plan()
    found = carry(new_units(["x0", "x1", "x2", ""]), grids)
    assert found.codes.tolist() == [G1, G1, G2, G2]
    assert found.new_buildings == ()
    assert found.known.tolist() == [40] * 4


def test_no_grid_of_another_community_is_carried():
    units, grids = old_plan()
    other = "370899001002"
    found = carry(new_units(["b0", "b1"], communities=[lattice.COMMUNITY, other]), grids, units)
    assert found.codes.tolist() == [G1, None]
    assert found.known.tolist() == [40, 0]


def test_what_was_carried_is_told_in_both_languages():
    units, grids = old_plan()
    told = carry(new_units(["b0", "n1"]), grids, units).say()
    assert "新增楼栋 1 栋" in told.zh
    assert "已无的楼栋 3 栋" in told.zh
    assert "1 new buildings, 3 that are no more" in told.en


def test_a_building_in_two_grids_goes_with_most_of_its_households():
    units, grids = old_plan()
    units = units.assign(buildings=["b0#1", "b0#2", "b0#3", "b3"], households=[10, 10, 50, 5])
    assert carry(new_units(["b0"]), grids, units).codes.tolist() == [G2]
    assert pd.isna(units["grid_code"]).sum() == 0
