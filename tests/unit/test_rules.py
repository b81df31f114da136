"""Rules and metrics on a lattice that can be drawn."""

from dataclasses import replace

import lattice
import numpy as np
import pytest

from gridmap.contiguity import build_contiguity
from gridmap.crs import CrsError
from gridmap.dissolve import dissolve
from gridmap.metrics import grid_metrics, members_of, plan_figures
from gridmap.plan import Band
from gridmap.rules import Subject, check_plan

A, B = f"{lattice.COMMUNITY}001", f"{lattice.COMMUNITY}002"


def subject(drawing, *, households=100, layers=None, **columns):
    codes = [{"A": A, "B": B, ".": None}[cell] for row in drawing for cell in row]
    rows, cols = len(drawing), len(drawing[0])
    units = lattice.lattice_units(rows, cols, households=households, **columns)
    units["grid_code"] = codes
    grids = dissolve(units.dropna(subset="grid_code"), units["grid_code"].dropna())
    grids = grids.set_index("grid_code")
    grids["community_code"] = lattice.COMMUNITY
    grids["kind"] = "ordinary"
    grids["households"] = units.groupby("grid_code")["households"].sum()
    return Subject(units, grids, build_contiguity(units, layers or {}), Band(300, 500))


def rules_of(found):
    return [(v.rule, v.hard, v.grid_code) for v in check_plan(found)]


def test_a_plan_without_fault_has_no_violation():
    assert rules_of(subject(["AABB", "AABB"])) == []


def test_a_grid_outside_the_band_is_a_hard_violation_with_its_figure():
    violations = check_plan(subject(["AABB", "AABB"], households=[[90, 70, 50, 50]] * 2))
    assert [(v.rule, v.grid_code, v.figure) for v in violations] == [("band", B, 200.0)]
    assert "低于下限 100 户" in violations[0].what.zh
    assert "100 below" in violations[0].what.en


def test_persons_outside_their_band_are_a_hard_violation_where_one_is_given():
    found = subject(["AABB", "AABB"])
    found.grids["persons"] = [900, 1400]
    assert rules_of(found) == []
    (violation,) = check_plan(replace(found, persons=Band(800, 1300)))
    assert (violation.rule, violation.hard, violation.grid_code) == ("persons", True, B)
    assert violation.figure == 1400


def test_a_grid_in_two_pieces_is_an_exclave():
    assert rules_of(subject(["ABBA", "ABBA"])) == [("contiguity", True, A)]


def test_pieces_that_touch_in_a_point_are_not_connected():
    found = rules_of(subject(["AABB", "AABB", "BBAA", "BBAA"], households=50))
    assert found == [("contiguity", True, A), ("contiguity", True, B)]


def test_a_unit_of_no_grid_is_a_gap():
    found = check_plan(subject(["AA.BB", "AAABB"], households=[[70] * 5] * 2))
    assert [v.rule for v in found] == ["assigned", "band"]
    assert "盲区" in found[0].what.zh


def test_a_compound_in_two_grids_is_a_soft_violation():
    found = subject(["AABB", "AABB"], compound_ids=[[None, "c", "c", None]] * 2)
    assert rules_of(found) == [("compound", False, A)]


def test_a_grid_over_a_railway_is_a_soft_violation_unless_an_underpass_opens_it():
    railway = {"railways": lattice.railways(lattice.line((100, -50), (100, 250)))}
    assert rules_of(subject(["AABB", "AABB"], layers=railway)) == [("barrier", False, A)]
    open_ = railway | {"bridges": lattice.bridges(lattice.point(100, 50), kind="underpass")}
    assert rules_of(subject(["AABB", "AABB"], layers=open_)) == []


def test_metrics_of_a_square_are_those_of_the_drawing():
    found = subject(["AABB", "AABB"])
    table = grid_metrics(found.units, found.grids, band=found.band)
    row = table.loc[A]
    assert row["households"] == 400
    assert row["buildings"] == 4
    assert row["area_m2"] == 40_000
    assert row["deviation_pct"] == 0
    assert row["mean_distance_m"] == pytest.approx(np.hypot(50, 50), abs=0.05)
    assert row["service_radius_m"] == pytest.approx(np.hypot(50, 50), abs=0.05)
    assert row["roundness"] == pytest.approx(np.pi / 4, abs=5e-4)
    inertia_m2 = members_of(found.units, found.grids, band=found.band).inertia_m2
    assert inertia_m2.tolist() == pytest.approx([400 * 5_000] * 2)


def test_figures_of_a_plan_add_up():
    found = subject(["AABB", "AABB"], compound_ids=[[None, "c", "c", "d"]] * 2)
    figures = plan_figures(found.units, found.grids, band=found.band)
    assert figures["households"] == 800
    assert (figures["grids"], figures["in_band"], figures["in_band_share"]) == (2, 2, 1.0)
    assert (figures["compounds"], figures["compounds_split"]) == (2, 1)
    assert figures["mean_distance_m"] == pytest.approx(np.hypot(50, 50), abs=0.05)


def test_degrees_are_not_measured():
    found = subject(["AB"], households=400)
    with pytest.raises(CrsError, match="nothing can be measured"):
        grid_metrics(found.units.to_crs(4490), found.grids, band=found.band)
