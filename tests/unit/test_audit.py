"""Faults within a net, each on a street that can be drawn by hand; see `audit_ground`."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
import shapely
from audit_ground import (
    EAST_HALF,
    FULL,
    WEST,
    box,
    buildings,
    communities,
    frame,
    house,
    line,
    nets,
    one_community,
    polygon,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from gridmap.audit import KINDS, AuditSettings, audit_nets
from gridmap.errors import InputError, SettingsError
from gridmap.plan import Band


def audit(grids, *, homes=FULL, tolerance=5.0, band=(300, 500), **layers):
    """Return the audit of one net on one community of 400 m by 200 m."""
    layers = {"communities": one_community(), "buildings": homes, **layers}
    asked = AuditSettings(band=Band(*band), tolerance_m=tolerance)
    return audit_nets(nets(警网=grids), layers, settings=asked)


def kinds(found):
    return [fault.kind for fault in found.faults]


def only(found, kind):
    """Return the fault of a kind, which is the only fault that there is."""
    assert kinds(found) == [kind]
    return found.faults[0]


def test_a_net_that_tiles_its_community_has_no_fault():
    found = audit({"A": WEST, "B": EAST_HALF})
    assert found.faults == ()
    (net,) = found.nets
    assert (net.grids, net.in_band, net.households, net.households_none) == (2, 2, 800, 0)
    assert net.covered_m2 == pytest.approx(80_000)


def test_a_gap_tells_its_ground_its_households_and_its_neighbours():
    hole = box(150, 50, 250, 150)
    homes = buildings((house(50, 100), 400), (house(350, 100), 400), (house(200, 100), 40))
    found = audit(
        {"A": WEST.difference(hole), "B": EAST_HALF.difference(hole)}, homes=homes, band=(300, 500)
    )
    gap, left_out = found.faults
    assert (gap.kind, left_out.kind, left_out.about) == ("gap", "building_none", "L3")
    assert gap.area_m2 == pytest.approx(10_000)
    assert (gap.households, gap.buildings, set(gap.grids)) == (40, 1, {"A", "B"})
    assert gap.community_code == "370800001001"
    assert found.nets[0].households_none == 40
    assert found.nets[0].covered_m2 == pytest.approx(70_000)


def test_a_gap_lies_in_one_community_each():
    grids = {"A": box(0, 0, 150, 200), "B": box(250, 0, 400, 200)}
    layers = {"communities": communities(), "buildings": FULL}
    found = audit_nets(nets(警网=grids), layers)
    assert [(one.kind, one.community_code, round(one.area_m2)) for one in found.faults] == [
        ("gap", "370800001001", 10_000),
        ("gap", "370800001002", 10_000),
    ]


def test_a_gap_thinner_than_the_tolerance_is_a_sliver():
    grids = {"A": box(0, 0, 198, 200), "B": EAST_HALF}
    sliver = only(audit(grids), "sliver")
    assert sliver.about == "gap"
    assert sliver.area_m2 == pytest.approx(400)
    assert sliver.length_m == pytest.approx(200)
    assert sliver.width_m == pytest.approx(2, abs=0.02)
    assert only(audit(grids, tolerance=1.0), "gap").area_m2 == pytest.approx(400)


def test_an_overlap_tells_both_grids_and_what_both_hold():
    homes = buildings((house(50, 100), 400), (house(350, 100), 400), (house(215, 100), 30))
    found = audit({"A": box(0, 0, 230, 200), "B": EAST_HALF}, homes=homes)
    overlap, cut = found.faults
    assert (overlap.kind, set(overlap.grids)) == ("overlap", {"A", "B"})
    assert overlap.area_m2 == pytest.approx(6_000)
    assert (overlap.households, overlap.buildings) == (30, 1)
    assert (cut.kind, cut.about, set(cut.grids)) == ("building_two", "L3", {"A", "B"})


def test_an_overlap_thinner_than_the_tolerance_is_a_sliver():
    sliver = only(audit({"A": box(0, 0, 202, 200), "B": EAST_HALF}), "sliver")
    assert (sliver.about, set(sliver.grids)) == ("overlap", {"A", "B"})
    assert (sliver.area_m2, sliver.length_m) == pytest.approx((400, 200))


def test_an_exclave_is_the_lesser_part_and_names_the_grid_around_it():
    patch = box(300, 20, 340, 60)
    homes = buildings((house(50, 100), 400), (house(350, 100), 400), (house(320, 40), 25))
    found = audit({"A": shapely.union(WEST, patch), "B": EAST_HALF.difference(patch)}, homes=homes)
    exclave = only(found, "exclave")
    assert exclave.grids == ("A", "B")
    assert exclave.area_m2 == pytest.approx(1_600)
    assert (exclave.households, exclave.buildings) == (25, 1)


def test_parts_that_touch_in_a_point_are_apart():
    first, second = box(0, 0, 200, 100), box(200, 100, 400, 200)
    rest = box(0, 0, 400, 200).difference(shapely.union(first, second))
    homes = buildings((house(50, 50), 400), (house(350, 50), 400))
    found = audit({"A": shapely.multipolygons([first, second]), "B": rest}, homes=homes)
    assert kinds(found) == ["exclave", "exclave"]
    assert [one.area_m2 for one in found.faults] == pytest.approx([20_000, 20_000])


def test_parts_side_by_side_within_the_tolerance_are_one():
    first = shapely.union(box(0, 0, 100, 200), box(102, 0, 200, 200))
    assert only(audit({"A": first, "B": EAST_HALF}), "sliver").about == "gap"


def test_ground_beyond_the_community_is_told_for_the_community_it_is_in():
    grids = {"A": box(0, 0, 250, 200), "B": box(250, 0, 400, 230)}
    layers = {"communities": communities(), "buildings": FULL}
    found = audit_nets(nets(警网=grids), layers)
    told = {(one.kind, one.grids, one.community_code): round(one.area_m2) for one in found.faults}
    assert told == {
        ("outside", ("A",), "370800001002"): 10_000,
        ("outside", ("B",), ""): 4_500,
    }


def test_a_code_says_of_which_community_a_grid_is():
    code = "370800001001007"
    grids = {code: box(150, 0, 400, 200), "A": box(0, 0, 150, 200)}
    layers = {"communities": communities(), "buildings": FULL}
    found = audit_nets(nets(警网=grids), layers)
    outside = only(found, "outside")
    assert (outside.grids, round(outside.area_m2)) == ((code,), 40_000)


def test_grids_outside_the_band_are_told_but_for_special_purposes():
    homes = buildings((house(50, 100), 600), (house(350, 100), 20))
    found = audit({"A": WEST, "B": EAST_HALF}, homes=homes)
    assert [(one.kind, one.grids, one.households) for one in found.faults] == [
        ("oversize", ("A",), 600),
        ("undersize", ("B",), 20),
    ]
    school = frame([EAST_HALF], compound_id=["X1"], name=["中学"], purpose=["school"])
    found = audit({"A": WEST, "B": EAST_HALF}, homes=homes, compounds=school)
    assert only(found, "oversize").grids == ("A",)
    assert found.nets[0].special == 1


SIDES = buildings((house(50, 100), 380), (house(150, 100), 20), (house(350, 100), 400))
ACROSS = line((100, -20), (100, 220))
OVER = line((80, 100), (120, 100))


def barriers(kind):
    if kind == "railway":
        return {"railways": frame([ACROSS])}
    if kind == "arterial":
        return {"roads": frame([ACROSS], road_class=["arterial"], bridge=[False], tunnel=[False])}
    shape = ACROSS if kind == "stream" else box(95, -20, 105, 220)
    return {"water": frame([shape], kind=["river"])}


@pytest.mark.parametrize("kind", ["railway", "arterial", "stream", "river"])
def test_a_grid_parted_by_a_barrier_counts_those_on_the_lesser_side(kind):
    found = audit({"A": WEST, "B": EAST_HALF}, homes=SIDES, **barriers(kind))
    crossing = only(found, "barrier")
    assert (crossing.grids, crossing.households, crossing.buildings) == (("A",), 20, 1)
    wide = 95 if kind == "river" else 100
    assert crossing.area_m2 == pytest.approx(wide * 200)


@pytest.mark.parametrize("kind", ["railway", "arterial", "stream", "river"])
def test_a_bridge_opens_a_barrier(kind):
    bridge = {"bridges": frame([OVER], kind=["bridge"])}
    found = audit({"A": WEST, "B": EAST_HALF}, homes=SIDES, **barriers(kind), **bridge)
    assert found.faults == ()


@pytest.mark.parametrize("kind", ["railway", "stream", "river"])
def test_a_road_marked_as_bridge_opens_a_barrier(kind):
    road = frame([OVER], road_class=["local"], bridge=[True], tunnel=[False])
    found = audit({"A": WEST, "B": EAST_HALF}, homes=SIDES, **barriers(kind), roads=road)
    assert found.faults == ()


def test_a_barrier_along_the_boundary_or_one_that_ends_inside_parts_nothing():
    along = frame([line((200, -20), (200, 220)), line((100, 50), (100, 220))])
    assert audit({"A": WEST, "B": EAST_HALF}, homes=SIDES, railways=along).faults == ()


def test_a_barrier_with_nobody_behind_it_is_no_fault():
    homes = buildings((house(50, 100), 400), (house(350, 100), 400))
    assert audit({"A": WEST, "B": EAST_HALF}, homes=homes, **barriers("railway")).faults == ()


ESTATE = frame([box(150, 50, 250, 150)], compound_id=["X1"], name=["南苑"], purpose=[None])


def estate_homes(first, second):
    return buildings(
        (house(50, 100), 300),
        (house(350, 100), 300),
        (house(180, 100), first, "X1"),
        (house(220, 100), second, "X1"),
    )


def test_a_compound_that_one_grid_could_hold_is_split():
    grids = {"A": WEST, "B": EAST_HALF}
    split = only(audit(grids, homes=estate_homes(70, 90), compounds=ESTATE), "compound")
    assert (split.about, split.grids, split.households, split.buildings) == (
        "X1",
        ("B", "A"),
        160,
        2,
    )
    large = audit(grids, homes=estate_homes(400, 450), compounds=ESTATE, band=(300, 800))
    assert large.faults == ()


def test_a_compound_that_one_of_two_overlapping_grids_holds_is_whole():
    grids = {"A": box(0, 0, 300, 200), "B": EAST_HALF}
    found = audit(grids, homes=estate_homes(70, 90), compounds=ESTATE)
    assert "compound" not in kinds(found)


def test_buildings_are_in_a_grid_by_the_share_of_their_footprint():
    homes = buildings(
        (house(50, 100), 400),
        (house(350, 100), 400),
        (house(199, 50), 1),  # 60 % in A, 40 % in B
        (house(204.5, 100), 1),  # 5 % in A
        (house(50, 199), 1),  # 60 % inside, 40 % beyond the community
        (house(50, 201), 1),  # 40 % inside
    )
    found = audit({"A": WEST, "B": EAST_HALF}, homes=homes)
    assert [(one.kind, one.about, one.grids) for one in found.faults] == [
        ("building_two", "L3", ("A", "B"))
    ]
    assert found.outside == 1, "what stands outside of every community is no fault of a net"


def test_buildings_as_points_are_in_a_grid_by_place():
    points = buildings(*((shapely.Point(house(x, 100).centroid), 400) for x in (50, 350, 200.5)))
    found = audit({"A": WEST, "B": box(201, 0, 400, 200)}, homes=points, tolerance=0.5)
    gap, left_out = found.faults
    assert (gap.kind, gap.households) == ("gap", 400)
    assert (left_out.kind, left_out.about) == ("building_none", "L3")


def test_repeated_and_missing_ids_are_told():
    found = audit_nets(
        nets(警网={"A": WEST}, 其他={"B": EAST_HALF}).assign(net="警网", net_grid_id=["A", "A"]),
        {"communities": one_community(), "buildings": FULL},
    )
    twice = only(found, "duplicate")
    assert (twice.grids, twice.households) == (("A",), 800)
    nameless = nets(警网={"A": WEST, "B": EAST_HALF}).assign(net_grid_id=["A", None])
    found = audit_nets(nameless, {"communities": one_community(), "buildings": FULL})
    assert only(found, "duplicate").grids == ("#2",)


def test_a_bow_tie_is_invalid_and_measured_by_its_outline():
    tie = polygon((200, 0), (400, 200), (400, 0), (200, 200))
    found = audit({"A": WEST, "B": tie}, band=(1, 900))
    invalid = found.of("invalid")[0]
    assert (invalid.grids, invalid.area_m2) == (("B",), pytest.approx(20_000))
    assert invalid.shape.equals(shapely.Point(*np.add((300, 100), box(0, 0, 1, 1).bounds[:2])))
    assert [round(one.area_m2) for one in found.of("gap")] == [10_000, 10_000]


def test_a_row_without_a_shape_is_invalid():
    found = audit({"A": box(0, 0, 400, 200), "B": None}, band=(1, 900))
    invalid = only(found, "invalid")
    assert (invalid.grids, invalid.shape, invalid.area_m2) == (("B",), None, 0.0)


def test_what_is_enclosed_is_the_ground_where_there_are_no_communities():
    ring = box(0, 0, 400, 200).difference(box(180, 80, 220, 120))
    found = audit_nets(nets(警网={"A": ring}), {})
    assert only(found, "gap").area_m2 == pytest.approx(1_600)
    assert found.nets[0].covered_m2 == pytest.approx(78_400)


def test_only_the_communities_that_are_asked_for_are_told_of():
    grids = {"A": box(0, 0, 150, 200), "B": box(210, 0, 400, 200)}
    layers = {"communities": communities(), "buildings": FULL}
    found = audit_nets(nets(警网=grids), layers, communities=["370800001002"])
    gap = only(found, "gap")
    assert (gap.community_code, round(gap.area_m2)) == ("370800001002", 2_000)
    (net,) = found.nets
    assert (net.grids, net.households, round(net.ground_m2)) == (1, 400, 40_000)
    assert dict(found.communities) == {"370800001002": "敦睦"}


def test_nets_without_a_grid_and_tolerances_that_make_no_sense_are_refused():
    with pytest.raises(InputError):
        audit_nets(nets(警网={"A": None}), {})
    with pytest.raises(SettingsError):
        AuditSettings(tolerance_m=0)
    with pytest.raises(SettingsError):
        AuditSettings(tolerance_m=51)


def test_every_kind_has_words_in_both_languages_and_a_colour_of_its_own():
    assert all(kind.title.zh and kind.title.en and kind.meaning.zh for kind in KINDS.values())
    assert len({kind.colour for kind in KINDS.values()}) == len(KINDS)


cuts = st.lists(st.integers(1, 39), min_size=0, max_size=5, unique=True).map(sorted)


@settings(max_examples=25, deadline=None)
@given(columns=cuts, rows=cuts)
def test_any_tiling_by_straight_cuts_is_without_a_fault(columns, rows):
    xs, ys = [0, *(10 * x for x in columns), 400], [0, *(5 * y for y in rows), 200]
    cells = [
        box(west, south, east, north)
        for west, east in itertools.pairwise(xs)
        for south, north in itertools.pairwise(ys)
    ]
    homes = buildings(*((shapely.centroid(cell), 400) for cell in cells))
    found = audit({f"G{n}": cell for n, cell in enumerate(cells)}, homes=homes)
    assert found.faults == ()


places = st.tuples(st.integers(0, 36), st.integers(0, 16), st.integers(1, 20), st.integers(1, 10))


@settings(max_examples=25, deadline=None)
@given(st.lists(places, min_size=1, max_size=6))
def test_gaps_and_covered_ground_make_up_the_community(rows):
    shapes = [box(10 * x, 10 * y, 10 * (x + w), 10 * (y + h)) for x, y, w, h in rows]
    found = audit({f"G{n}": shape for n, shape in enumerate(shapes)})
    community = box(0, 0, 400, 200)
    covered = shapely.intersection(shapely.union_all(shapes), community).area
    gaps = sum(one.area_m2 for one in found.faults if one.kind == "gap")
    assert gaps + covered == pytest.approx(80_000)
    assert found.nets[0].covered_m2 == pytest.approx(covered)
