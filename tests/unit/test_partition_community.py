"""Cutting a community: compounds, barriers, special grids and what cannot be done."""

import lattice
import numpy as np
import pandas as pd
import pytest

from gridmap.contiguity import build_contiguity
from gridmap.partition.community import Units, cut_community
from gridmap.partition.regions import Search
from gridmap.partition.solve import Effort, Weights
from gridmap.plan import Band


def cut(units, layers=None, *, band=(300, 500), barriers="eased", grids=None):
    graph = build_contiguity(units, layers or {})
    arrays = Units(
        households=units["households"].to_numpy(),
        area_m2=units.area.to_numpy(),
        xy=units[["x_m", "y_m"]].to_numpy(),
        compound=pd.factorize(units["compound_id"])[0].astype(np.int64),
        special=units["purpose"].notna().to_numpy(),
    )
    how = Search(Weights(), Effort(restarts=4), seed=1, grids=grids)
    return cut_community(arrays, graph, band=Band(*band), barriers=barriers, how=how)


def loads(units, found):
    return np.bincount(found.labels, weights=units["households"]).astype(int).tolist()


def test_every_grid_is_in_the_band():
    units = lattice.lattice_units(6, 8, households=50)
    found = cut(units)
    assert all(300 <= load <= 500 for load in loads(units, found))
    assert sum(loads(units, found)) == 2400
    assert found.components[0].answer.feasible


def test_a_given_number_of_grids_is_kept():
    units = lattice.lattice_units(6, 8, households=50)
    assert len(loads(units, cut(units, grids=5))) == 5
    assert len(loads(units, cut(units, grids=8))) == 8


def test_compounds_that_fit_a_grid_stay_whole():
    compound = [
        ["a"] * 3 + ["b"] * 3,
        ["a"] * 3 + ["b"] * 3,
        ["c"] * 3 + ["d"] * 3,
        ["c"] * 3 + ["d"] * 3,
    ]
    units = lattice.lattice_units(4, 6, households=60, compound_ids=compound)
    labels = cut(units).labels
    for name in "abcd":
        assert len(set(labels[units["compound_id"] == name])) == 1


def test_a_compound_is_opened_only_where_no_plan_keeps_it_whole():
    """Three compounds of 300, band 400 to 500: two grids of 450 need one compound split."""
    units = lattice.lattice_units(1, 9, households=100, compound_ids=list("aaabbbccc"))
    found = cut(units, band=(400, 500))
    assert sorted(loads(units, found)) == [400, 500]
    split = [n for n in "abc" if len(set(found.labels[units["compound_id"] == n])) > 1]
    assert split == ["b"]


def test_a_compound_above_the_band_is_cut_inside_itself():
    compound = [["big"] * 4 + [None] * 4] * 4
    units = lattice.lattice_units(4, 8, households=50, compound_ids=compound)
    labels = cut(units).labels
    inside = (units["compound_id"] == "big").to_numpy()
    assert not set(labels[inside]) & set(labels[~inside])


def river(rows, cols):
    x = cols * 50.0
    return {"water": lattice.water(lattice.line((x, -50), (x, rows * 100 + 50)))}


@pytest.mark.parametrize("barriers", ["closed", "eased", "priced"])
def test_no_grid_crosses_a_river_that_it_need_not(barriers):
    units = lattice.lattice_units(4, 8, households=50)
    found = cut(units, river(4, 8), barriers=barriers)
    west = (units["x_m"] < units["x_m"].mean()).to_numpy()
    assert not set(found.labels[west]) & set(found.labels[~west])


def test_a_bank_too_small_for_a_grid_is_joined_unless_barriers_are_closed():
    """The west bank has 2 x 2 cells of 50: 200 households, fewer than 300."""
    units = lattice.lattice_units(2, 8, households=50)
    layers = {"water": lattice.water(lattice.line((200, -50), (200, 250)))}
    eased = cut(units, layers, barriers="eased")
    assert all(300 <= load <= 500 for load in loads(units, eased))
    assert eased.eased.any()
    closed = cut(units, layers, barriers="closed")
    assert 200 in loads(units, closed)
    assert [part.answer.feasible for part in closed.components].count(False) == 1
    failed = next(part.answer for part in closed.components if not part.answer.feasible)
    assert "200 户" in failed.reason(Band(300, 500)).zh


def test_a_unit_that_fits_with_no_neighbour_may_cross_a_barrier():
    """Beyond the river 264 and 264: neither is a grid, nor both; each finds 100 on this side."""
    units = lattice.lattice_units(2, 4, households=[[264, 100, 100, 100], [264, 100, 100, 100]])
    layers = {"water": lattice.water(lattice.line((100, -50), (100, 250)))}
    found = cut(units, layers, band=(300, 528))
    assert all(300 <= load <= 528 for load in loads(units, found))
    assert not cut(units, layers, band=(300, 500), barriers="closed").components[0].answer.feasible
    assert all(300 <= load <= 500 for load in loads(units, cut(units, layers)))


def test_a_unit_above_the_band_is_a_grid_of_its_own_and_named():
    households = [[50] * 6, [50, 50, 612, 50, 50, 50], [50] * 6]
    units = lattice.lattice_units(3, 6, households=households)
    found = cut(units)
    tower = found.labels[8]
    assert (found.labels == tower).sum() == 1
    assert found.kinds[tower] == "oversize"
    assert all(300 <= h <= 500 for g, h in enumerate(loads(units, found)) if g != tower)
    part = next(part for part in found.components if not part.answer.feasible)
    assert part.unit == 8
    assert part.answer.nearest == Band(300, 612)
    assert "612" in part.answer.reason(Band(300, 500)).en


def test_a_special_purpose_compound_is_a_grid_of_its_own():
    purpose = [[None] * 6] * 2 + [[None] * 4 + ["school"] * 2] * 2
    compound = [[None] * 6] * 2 + [[None] * 4 + ["s"] * 2] * 2
    households = [[50] * 6] * 2 + [[50] * 4 + [0] * 2] * 2
    units = lattice.lattice_units(
        4, 6, households=households, compound_ids=compound, purposes=purpose
    )
    found = cut(units)
    school = set(found.labels[units["purpose"].notna()])
    assert len(school) == 1
    assert found.kinds[school.pop()] == "special"
    assert not units["purpose"].isna().to_numpy()[found.labels == found.labels[-1]].any()


def test_land_without_households_behind_a_barrier_joins_its_neighbour():
    households = [[0] * 6, [50] * 6, [50] * 6]
    units = lattice.lattice_units(3, 6, households=households)
    layers = {"railways": lattice.railways(lattice.line((-50, 200), (650, 200)))}
    found = cut(units, layers, barriers="closed")
    assert sorted(loads(units, found)) == [300, 300]
    assert (found.labels >= 0).all()


def test_detached_land_without_households_is_a_vacant_grid():
    units = lattice.lattice_units(2, 5, households=[[50] * 4 + [0]] * 2)
    apart = units[units["x_m"] != units["x_m"].iloc[3]].reset_index(drop=True)
    found = cut(apart, band=(250, 500))
    assert found.kinds[found.labels[-1]] == "vacant"
    assert loads(apart, found)[found.labels[-1]] == 0


def test_a_band_of_persons_is_held_beside_that_of_households():
    # Six cells in a row; by households alone 3 + 3 is best, but the persons are all in the east.
    graph = build_contiguity(lattice.lattice_units(1, 6), {})
    units = Units(
        households=np.full(6, 10),
        area_m2=np.full(6, 1e4),
        xy=np.column_stack([np.arange(6) * 100.0, np.zeros(6)]),
        compound=np.full(6, -1),
        special=np.zeros(6, dtype=bool),
        persons=np.array([10, 10, 10, 10, 20, 20]),
    )
    how = Search(Weights(), Effort(), 0, persons=Band(40, 40))
    cut = cut_community(units, graph, band=Band(20, 40), barriers="closed", how=how)
    assert cut.labels.tolist() in ([0, 0, 0, 0, 1, 1], [1, 1, 1, 1, 0, 0])


def test_mixed_kinds_of_compounds_have_a_price():
    # Six cells in a row, the two in the west old and the others new: the price moves the cut.
    graph = build_contiguity(lattice.lattice_units(1, 6), {})
    units = Units(
        households=np.full(6, 10),
        area_m2=np.full(6, 1e4),
        xy=np.column_stack([np.arange(6) * 100.0, np.zeros(6)]),
        compound=np.full(6, -1),
        special=np.zeros(6, dtype=bool),
        kind=np.array([0, 0, 1, 1, 1, 1]),
    )
    cuts = [
        cut_community(
            units,
            graph,
            band=Band(20, 40),
            barriers="closed",
            how=Search(Weights(mixing=mixing), Effort(), 0),
        ).labels
        for mixing in (0.0, 10.0)
    ]
    assert (cuts[0][:3] == cuts[0][0]).all()
    assert (cuts[0][3:] == cuts[0][5]).all()
    assert (cuts[1][:2] == cuts[1][0]).all()
    assert (cuts[1][2:] == cuts[1][5]).all()
