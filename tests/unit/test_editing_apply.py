"""Computed assignments, on lattices of 10 households a unit."""

import pytest
from edited import A, C, counted_uuids, drawing_of, plan_of, unit, units

from gridmap.editing import Apply, LockUnits, Made, Rename
from gridmap.errors import EditError


def computed(drawing, **made):
    """Return a computed assignment, drawn with a letter for each label; a dot is left out."""
    letters = "".join(drawing.split())
    assignment = {unit(i): letter for i, letter in enumerate(letters, 1) if letter != "."}
    return Apply(assignment, {label: Made() for label in sorted(set(letters) - {"."})} | made)


def test_grids_that_mostly_persist_keep_their_codes():
    outcome = plan_of("AAABBB").apply(computed("xxyyyy"))
    assert drawing_of(outcome.plan, 6) == "AABBBB"
    assert outcome.delta.grids == {}


def test_labels_that_carry_no_grid_on_get_new_codes_in_reading_order():
    outcome = plan_of("AAAAAA").apply(computed("zzyyxx"))
    assert drawing_of(outcome.plan, 6) == "BBCCDD"
    assert outcome.plan.facts[A].retired


def test_kept_grid_keeps_its_name_and_uuid():
    plan = plan_of("AAABBB").apply(Rename(A, "甲")).plan
    outcome = plan.apply(computed("xxxxyy"))
    assert outcome.plan.facts[A] == plan.facts[A]


def test_of_two_grids_that_become_one_the_larger_gives_the_code():
    outcome = plan_of("AABBBB").apply(computed("xxxxxx"))
    assert drawing_of(outcome.plan, 6) == "BBBBBB"
    assert outcome.plan.facts[A].retired


def test_grid_that_is_assigned_in_part_lends_its_code_to_no_label():
    outcome = plan_of("AAAAAA").apply(computed("xxxx.."))
    assert drawing_of(outcome.plan, 6) == "BBBBAA"


def test_assignment_may_name_grids_by_their_codes():
    edit = Apply({unit(3): A, unit(4): "x"}, {"x": Made("special", "park")})
    outcome = plan_of("AABB").apply(edit, new_uuid=counted_uuids())
    assert drawing_of(outcome.plan, 4) == "AAAC"
    assert outcome.plan.facts[C].purpose == "park"


def test_grid_that_keeps_exactly_half_of_its_households_is_carried_on_by_nobody():
    assert drawing_of(plan_of("AABB").apply(computed("xyyy")).plan, 4) == "CBBB"


def test_assignment_to_what_is_no_grid_and_no_label_is_refused():
    with pytest.raises(EditError) as caught:
        plan_of("AABB").apply(Apply({unit(1): "x"}))
    assert caught.value.reason == "unknown_grid"


def test_assignment_of_a_locked_unit_is_refused():
    plan = plan_of("AABB").apply(LockUnits(units(2), True)).plan
    with pytest.raises(EditError) as caught:
        plan.apply(computed("xyyy"))
    assert caught.value.units == units(2)


def test_blank_plan_is_filled_by_one_assignment():
    outcome = plan_of("......").apply(computed("xxyyzz"))
    assert drawing_of(outcome.plan, 6) == "AABBCC"
    assert outcome.figures["unassigned"] == (6, 0)
