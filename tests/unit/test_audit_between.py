"""What does not fit between two nets, on a street that can be drawn by hand; see `audit_ground`."""

from __future__ import annotations

import pytest
from audit_ground import EAST_HALF, FULL, WEST, box, buildings, house, nets, one_community

from gridmap.audit import AuditSettings, audit_nets
from gridmap.plan import Band


def audit(first, second, *, homes=FULL, tolerance=5.0):
    layers = {"communities": one_community(), "buildings": homes}
    asked = AuditSettings(band=Band(1, 9_000), tolerance_m=tolerance)
    return audit_nets(nets(警网=first, 城网=second), layers, settings=asked)


HALVES = {"A": WEST, "B": EAST_HALF}


def test_equal_nets_fit():
    found = audit(HALVES, {"1": WEST, "2": EAST_HALF})
    assert found.faults == ()
    (pair,) = found.pairs
    assert (pair.edges, pair.households_moved, pair.first_only_m2) == (0, 0, 0)
    assert pair.households_both == 800


def test_boundaries_three_metres_apart_are_meant_to_be_one():
    moved = {"1": box(0, 0, 203, 200), "2": box(203, 0, 400, 200)}
    homes = buildings((house(50, 100), 400), (house(350, 100), 400), (house(201, 100, side=1), 7))
    (edge,) = audit(HALVES, moved, homes=homes).of("edge")
    assert (edge.nets, edge.grids) == (("警网", "城网"), ("B", "1"))
    assert (edge.area_m2, edge.length_m) == pytest.approx((600, 200))
    assert edge.width_m == pytest.approx(3, abs=0.02)
    assert (edge.households, edge.buildings) == (7, 1)
    (pair,) = audit(HALVES, moved, homes=homes).pairs
    assert (pair.edges, pair.edge_m, pair.edge_m2) == pytest.approx((1, 200, 600))


def test_boundaries_farther_apart_than_the_tolerance_are_two():
    moved = {"1": box(0, 0, 203, 200), "2": box(203, 0, 400, 200)}
    assert audit(HALVES, moved, tolerance=2.5).of("edge") == ()


def test_outer_edges_that_are_apart_are_told_once_for_each_grid():
    short = {"1": box(0, 0, 200, 198), "2": box(200, 0, 400, 198)}
    edges = audit(HALVES, short).of("edge")
    assert sorted(edge.grids for edge in edges) == [("A", ""), ("B", "")]
    assert [edge.area_m2 for edge in edges] == pytest.approx([400, 400])


def test_a_net_that_lacks_ground_of_another_is_told_with_its_households():
    (alone,) = audit(HALVES, {"1": WEST}).of("coverage")
    assert (alone.nets, alone.grids) == (("警网", "城网"), ("B",))
    assert (alone.area_m2, alone.households, alone.buildings) == (pytest.approx(40_000), 400, 1)
    (pair,) = audit(HALVES, {"1": WEST}).pairs
    assert (pair.first_only_m2, pair.second_only_m2) == pytest.approx((40_000, 0))


QUARTERS = {
    "1": box(0, 0, 100, 200),
    "2": box(100, 0, 200, 200),
    "3": box(200, 0, 300, 200),
    "4": box(300, 0, 400, 200),
}


def test_a_net_of_smaller_grids_inside_larger_ones_groups_alike():
    homes = buildings(*((house(x, 100), 200) for x in (50, 150, 250, 350)))
    assert audit(HALVES, QUARTERS, homes=homes).of("grouping") == ()


def test_buildings_apart_from_the_main_part_of_both_grids_are_grouped_differently():
    # Households by grid of either net:   1: A 300, B 20;   2: A 30, B 400.
    # A keeps most with 1 and B with 2, so that the 20 and the 30 are apart from both.
    second = {"1": box(0, 0, 220, 200), "2": box(220, 0, 400, 200)}
    cut = box(150, 0, 200, 50)
    second = {"1": second["1"].difference(cut), "2": second["2"].union(cut)}
    homes = buildings(
        (house(50, 100), 300), (house(210, 100), 20), (house(175, 25), 30), (house(350, 100), 400)
    )
    found = audit(HALVES, second, homes=homes)
    told = {one.grids: (one.households, one.buildings) for one in found.of("grouping")}
    assert told == {("B", "1"): (20, 1), ("A", "2"): (30, 1)}
    (pair,) = found.pairs
    assert (pair.households_moved, pair.buildings_moved, pair.households_both) == (50, 2, 750)


def test_three_nets_make_three_pairs():
    layers = {"communities": one_community(), "buildings": FULL}
    found = audit_nets(nets(警网=HALVES, 城网=HALVES, 环网=HALVES), layers)
    assert [(one.first, one.second) for one in found.pairs] == [
        ("警网", "城网"),
        ("警网", "环网"),
        ("城网", "环网"),
    ]
