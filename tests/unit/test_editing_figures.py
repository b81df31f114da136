"""What a live plan says of itself is what the core says of the whole plan."""

import edited
import lattice
import numpy as np
import planned
import pytest
from edited import A, B, ground_of, plan_of, units

from gridmap.dissolve import dissolve
from gridmap.editing import GridFacts, Ground, LivePlan, LockAll, Mark, Merge, Move
from gridmap.metrics import METRICS, grid_metrics, plan_figures
from gridmap.plan import Band
from gridmap.rules import Subject, check_plan


def whole(plan):
    """Return the units, grids and violations of a plan, from scratch."""
    units = plan.ground.units.assign(grid_code=plan.codes())
    there = units[units["grid_code"].notna()]
    grids = dissolve(there, there["grid_code"]).set_index("grid_code")
    facts = [plan.facts[code] for code in grids.index]
    grids["community_code"] = [one.community_code for one in facts]
    grids["kind"] = [one.kind for one in facts]
    grids = grids.join(grid_metrics(units, grids, band=plan.bands.households))
    subject = Subject(units, grids, plan.ground.graph, plan.bands.households, plan.bands.persons)
    return units, grids, check_plan(subject)


def require_true(plan):
    """Assert that everything a plan says is what is worked out from scratch."""
    units, grids, violations = whole(plan)
    told = plan.grids()
    assert told.index.tolist() == grids.index.tolist()
    for name in METRICS:
        assert told[name].tolist() == grids[name].tolist(), name
    assert told.geometry.geom_equals(grids.geometry).all()
    figures = plan_figures(units, grids, band=plan.bands.households)
    assert {name: plan.figures()[name] for name in figures} == figures
    found = sorted(violations, key=lambda v: (not v.hard, v.rule, v.grid_code, v.key))
    assert plan.violations() == tuple(found)
    assert [one.key for one in plan.violations()] == [one.key for one in found]
    assert len({one.key for one in found}) == len(found)


def sample(**options):
    """Return the plan of `planned` to be edited: compounds, a school, persons, three bands."""
    units = planned.units()
    graph = ground_of(4, 6).graph
    names = (planned.WEST, planned.MIDDLE, planned.EAST, planned.SCHOOL)
    facts = {code: GridFacts(code[-1], lattice.COMMUNITY) for code in names}
    facts[planned.SCHOOL] = GridFacts("4", lattice.COMMUNITY, kind="special", purpose="school")
    return LivePlan.of(Ground(units, graph), facts, units["grid_code"], **options)


def test_sample_is_told_as_the_core_tells_it():
    plan = sample(persons=Band(900, 1500))
    require_true(plan)
    assert [one.key for one in plan.violations()] == [
        f"band:{planned.MIDDLE}",
        f"band:{planned.EAST}",
        f"persons:{planned.MIDDLE}",
        f"persons:{planned.EAST}",
    ]


def test_sample_stays_true_through_edits():
    plan = sample()
    ids = plan.ground.unit_ids
    for edit in (
        Move((ids[2], ids[8]), planned.WEST),
        Move((ids[4],), planned.MIDDLE),
        Merge((planned.SCHOOL,), planned.EAST),
        Mark(planned.MIDDLE, "special", "park"),
        Move((ids[5], ids[11]), None),
        LockAll(True),
    ):
        plan = plan.apply(edit).plan
        require_true(plan)


def test_violations_of_some_grids_are_those_that_name_them():
    plan = plan_of("AAAAABB")
    assert [one.key for one in plan.violations([A])] == [f"band:{A}"]
    assert plan.violations([B]) == ()


def test_compound_in_two_grids_is_a_violation_until_it_is_whole():
    ground = ground_of(1, 4, compound_ids=[None, "c1", "c1", None])
    plan = plan_of("AABB", ground=ground)
    assert [one.key for one in plan.violations()] == ["compound:c1"]
    outcome = plan.apply(Move(units(2), B))
    assert "compound:c1" in outcome.violations_resolved
    assert outcome.figures["compounds_split"] == (1, 0)


def test_grid_across_a_river_in_two_pieces_has_a_violation_for_each_piece():
    # The river runs between the columns; the middle row parts the grid into two pieces.
    ground = ground_of(3, 2, barrier_after_col=0)
    plan = plan_of("AA BB AA", ground=ground)
    keys = [one.key for one in plan.violations() if one.rule == "barrier"]
    assert keys == [f"barrier:{A}", f"barrier:{A}#2", f"barrier:{B}"]
    require_true(plan)


def test_figures_of_a_grid_do_not_depend_on_the_other_grids():
    rng = np.random.default_rng(7)
    ground = ground_of(6, 6, households=rng.integers(0, 90, 36).tolist())
    plan = plan_of("AAABBB AAABBB AAABBB CCCDDD CCCDDD CCCDDD", ground=ground)
    whole_plan, alone = (
        plan.grids(),
        plan_of("AAA... AAA... AAA... ...... ...... ......", ground=ground),
    )
    for name in METRICS:
        assert alone.grids().loc[A, name] == whole_plan.loc[A, name]


def test_table_of_grids_carries_names_facts_and_retired_ones_on_demand():
    plan = plan_of("AAB").apply(Move(units(3), A)).plan
    table = plan.grids([A, B])
    assert table.loc[A, "community"] == "格子社区"
    assert table.crs == lattice.CRS
    assert table["retired"].tolist() == [False, True]
    assert table.loc[B, "households"] == 0


@pytest.mark.parametrize("drawing", ["AAAABBBB", "AABB....", "........"])
def test_small_plans_are_told_as_the_core_tells_them(drawing):
    plan = plan_of(drawing)
    if set(drawing) == {"."}:
        assert plan.grids().empty
        assert len(plan.violations()) == 8
    else:
        require_true(plan)


def test_digest_is_that_of_the_assignment_facts_and_locks():
    plan = plan_of("AABB")
    assert plan.digest() == plan_of("AABB").digest()
    others = [
        plan_of("AAAB"),
        plan_of("AABB", locked=True),
        plan_of("AABB", unit_locks=units(1)),
        plan_of("AABB", facts={A: GridFacts("other", lattice.COMMUNITY)}),
    ]
    assert len({plan.digest(), *(one.digest() for one in others)}) == 5


def test_digest_is_the_same_on_every_machine():
    text = (
        '{"grids":{"370899001001001":{"community_code":"370899001001","kind":"ordinary",'
        '"locked":false,"name":"","purpose":null,"retired":false,"uuid":"uuid-1"}},'
        '"locked":false,"units":[["370899001001-00001","370899001001001",false],'
        '["370899001001-00002",null,false]]}'
    )
    assert plan_of("A.").digest() == edited.sha256(text)
