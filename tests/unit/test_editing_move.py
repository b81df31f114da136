"""Moves on lattices of 10 households a unit, in a band of 20 to 40."""

import lattice
import pytest
from edited import BAND, ELSEWHERE, FAR, A, B, C, drawing_of, ground_of, plan_of, unit, units

from gridmap.editing import Delta, GridFacts, LivePlan, LockAll, LockGrids, LockUnits, Move
from gridmap.errors import EditError


def refused(plan, edit):
    with pytest.raises(EditError) as caught:
        plan.apply(edit)
    return caught.value


def test_move_carries_units_to_the_target_and_says_each_flip():
    outcome = plan_of("AABB AABB").apply(Move(units(3, 7), A))
    assert drawing_of(outcome.plan, 4) == "AAAB AAAB"
    assert outcome.flips == [(unit(3), B, A), (unit(7), B, A)]
    assert outcome.delta.units == {unit(3): (B, A), unit(7): (B, A)}


def test_move_leaves_the_plan_before_it_as_it_was():
    plan = plan_of("AABB AABB")
    digest = plan.digest()
    plan.apply(Move(units(3, 7), A))
    assert drawing_of(plan, 4) == "AABB AABB"
    assert plan.digest() == digest


def test_move_reports_figures_of_grids_and_plan_before_and_after():
    outcome = plan_of("AABB AABB").apply(Move(units(3, 7), A))
    households = {code: row.figures["households"] for code, row in outcome.after.items()}
    assert households == {A: 60, B: 20}
    assert outcome.before[A].figures["households"] == 40
    assert outcome.after[A].polygon.area == 6 * 100 * 100
    assert outcome.figures["in_band"] == (2, 1)
    assert outcome.figures["in_band_share"] == (1.0, 0.5)


def test_move_reports_violations_that_come_change_and_go():
    first = plan_of("AABB AABB").apply(Move(units(3, 7), A))
    assert [one.key for one in first.violations_added] == [f"band:{A}"]
    second = first.plan.apply(Move(units(4), A))
    assert [one.key for one in second.violations_added] == [f"band:{B}"]
    assert [(one.key, one.figure) for one in second.violations_changed] == [(f"band:{A}", 70.0)]
    back = first.plan.apply(Move(units(3, 7), B))
    assert back.violations_resolved == (f"band:{A}",)


def test_move_to_none_leaves_a_gap_that_is_a_violation_and_not_refused():
    outcome = plan_of("AABB AABB").apply(Move(units(4), None))
    assert drawing_of(outcome.plan, 4) == "AAB. AABB"
    assert [one.key for one in outcome.violations_added] == [f"assigned:{unit(4)}"]
    assert outcome.figures["unassigned"] == (0, 1)
    assert outcome.figures["unassigned_households"] == (0, 10)


def test_move_of_the_last_unit_retires_the_grid():
    outcome = plan_of("AAB AAB").apply(Move(units(3, 6), A))
    old, new = outcome.delta.grids[B]
    assert (old.retired, new.retired) == (False, True)
    assert outcome.plan.facts[B].retired
    assert outcome.grids.loc[B, "retired"]
    assert outcome.grids.loc[B, "geometry"] is None
    assert outcome.plan.grids().index.tolist() == [A]


def test_move_that_tears_the_source_is_refused_with_the_pieces():
    error = refused(plan_of("AAB AAB AAB"), Move(units(6), A))
    assert error.reason == "contiguity"
    assert error.grids == (B,)
    assert error.pieces == ((unit(9),),)


def test_move_that_does_not_touch_the_target_is_refused():
    error = refused(plan_of("AABC AABC"), Move(units(4), A))
    assert (error.reason, error.grids, error.units) == ("contiguity", (A,), (unit(4),))


def test_grid_in_two_pieces_may_be_edited_as_long_as_they_do_not_become_three():
    plan = plan_of("AABBA AABBB BBBBB")
    assert drawing_of(plan.apply(Move(units(8), A)).plan, 5) == "AABBA AAABB BBBBB"
    assert refused(plan, Move(units(14), A)).reason == "contiguity"


def test_grids_that_touch_only_across_a_river_connect_unless_barriers_are_closed():
    ground = ground_of(2, 4, barrier_after_col=1)
    eased = plan_of("AABB AABB", ground=ground)
    outcome = eased.apply(Move(units(3), A))
    assert f"barrier:{A}" in [one.key for one in outcome.violations_added]
    closed = plan_of("AABB AABB", ground=ground, barriers="closed")
    assert refused(closed, Move(units(3), A)).reason == "contiguity"


def test_unknown_units_and_grids_are_refused_without_naming_them():
    plan = plan_of("AB")
    error = refused(plan, Move(("<script>",), A))
    assert error.reason == "unknown_unit"
    assert "script" not in str(error) + error.say("zh")
    assert refused(plan, Move(units(1), "<script>")).reason == "unknown_grid"


def test_retired_grid_takes_no_units():
    plan = plan_of("AAB").apply(Move(units(3), A)).plan
    error = refused(plan, Move(units(3), B))
    assert (error.reason, error.grids) == ("retired_grid", (B,))


def test_unit_of_another_community_is_refused():
    ground = ground_of(1, 4, community_code=[lattice.COMMUNITY] * 2 + [ELSEWHERE] * 2)
    facts = {A: GridFacts("a", lattice.COMMUNITY), FAR: GridFacts("f", ELSEWHERE)}
    plan = LivePlan.of(ground, facts, [A, A, FAR, FAR], band=BAND)
    error = refused(plan, Move((f"{ELSEWHERE}-00001",), A))
    assert (error.reason, error.grids) == ("other_community", (A,))


@pytest.mark.parametrize("locked", [A, B])
def test_locked_source_or_target_is_refused(locked):
    plan = plan_of("AABB").apply(LockGrids((locked,), True)).plan
    error = refused(plan, Move(units(3), A))
    assert (error.reason, error.grids) == ("grid_locked", (locked,))


def test_locked_unit_is_refused_and_named():
    plan = plan_of("AABB").apply(LockUnits(units(3), True)).plan
    error = refused(plan, Move(units(3, 4), A))
    assert (error.reason, error.units) == ("unit_locked", units(3))


def test_locked_plan_takes_no_edit_but_its_unlocking():
    plan = plan_of("AABB").apply(LockAll(True)).plan
    assert refused(plan, Move(units(3), A)).reason == "plan_locked"
    assert refused(plan, LockUnits(units(3), True)).reason == "plan_locked"
    assert not plan.apply(LockAll(False)).plan.locked


def test_move_that_changes_nothing_is_refused():
    assert refused(plan_of("AABB"), Move(units(1, 2), A)).reason == "nothing"
    assert refused(plan_of("AABB"), Move((), A)).reason == "nothing"


def test_undo_restores_a_retired_grid_and_redo_retires_it_again():
    plan = plan_of("AAB AAB")
    done = plan.apply(Move(units(3, 6), A))
    undone = done.plan.undo(done.delta)
    assert undone.plan.digest() == plan.digest()
    assert undone.plan.redo(done.delta).plan.digest() == done.plan.digest()


def test_undo_of_what_was_locked_since_is_refused():
    done = plan_of("AABB").apply(Move(units(3), A))
    for lock in (LockUnits(units(3), True), LockGrids((B,), True), LockAll(True)):
        locked = done.plan.apply(lock)
        with pytest.raises(EditError):
            locked.plan.undo(done.delta)
        assert locked.plan.undo(locked.delta).plan.digest() == done.plan.digest()


def test_replay_of_a_change_that_does_not_fit_is_refused():
    plan = plan_of("AABB")
    with pytest.raises(EditError) as caught:
        plan.replay(Delta(units={unit(1): (B, A)}))
    assert (caught.value.reason, caught.value.units) == ("misfit", units(1))


def test_disjoint_moves_out_of_one_grid_do_not_overlap():
    plan = plan_of("AABB AABB")
    first, second = plan.apply(Move(units(3), A)), plan.apply(Move(units(7), A))
    assert not first.delta.touched() & second.delta.touched()
    locked = plan.apply(LockUnits(units(3), True))
    assert first.delta.touched() & locked.delta.touched() == {f"unit:{unit(3)}"}


def test_communities_of_an_edit_are_those_of_its_units_and_grids():
    plan = plan_of("AABB")
    assert plan.communities(Move(units(3), A)) == {lattice.COMMUNITY}
    assert plan.communities(Move(("nowhere",), "nothing")) == frozenset()
    assert plan.communities(LockAll(True)) == {lattice.COMMUNITY}


def test_plan_whose_unit_has_no_such_grid_is_no_plan():
    with pytest.raises(EditError) as caught:
        LivePlan.of(ground_of(1, 2), {A: GridFacts("a", lattice.COMMUNITY)}, [A, C])
    assert caught.value.reason == "misfit"
