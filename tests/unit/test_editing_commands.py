"""Splits, merges, new grids, marks, names and locks on lattices of 10 households a unit."""

import lattice
import pytest
from edited import (
    BAND,
    ELSEWHERE,
    FAR,
    A,
    B,
    C,
    counted_uuids,
    drawing_of,
    ground_of,
    plan_of,
    unit,
    units,
)
from pyproj import Transformer

from gridmap.editing import (
    Create,
    GridFacts,
    LivePlan,
    LockGrids,
    LockUnits,
    Mark,
    Merge,
    Move,
    Rename,
    Split,
)
from gridmap.errors import EditError

TO_DEGREES = Transformer.from_crs(lattice.CRS, "EPSG:4490", always_xy=True)


def degrees(*xy):
    """Return a drawn line; points in metres from the south-west corner of the lattice."""
    east, north = lattice.ORIGIN
    return tuple(TO_DEGREES.transform(east + x, north + y) for x, y in xy)


def refused(plan, edit):
    with pytest.raises(EditError) as caught:
        plan.apply(edit)
    return caught.value


def test_split_gives_the_side_of_fewer_households_the_new_code():
    outcome = plan_of("AAA AAA").apply(Split(A, degrees((100, -10), (100, 210))))
    assert drawing_of(outcome.plan, 3) == "BAA BAA"
    assert [(unit, new) for unit, _, new in outcome.flips] == [(unit(1), B), (unit(4), B)]


def test_split_does_not_depend_on_the_direction_in_which_the_line_is_drawn():
    plan = plan_of("AAA AAA")
    there, back = degrees((100, -10), (100, 210)), degrees((100, 210), (100, -10))
    one, other = (plan.apply(Split(A, line), new_uuid=counted_uuids()) for line in (there, back))
    assert one.plan.digest() == other.plan.digest()


def test_split_gives_a_cut_unit_to_the_side_on_which_more_of_it_lies():
    plan = plan_of("AAA AAA")
    assert drawing_of(plan.apply(Split(A, degrees((130, -10), (130, 210)))).plan, 3) == "BAA BAA"
    assert drawing_of(plan.apply(Split(A, degrees((170, -10), (170, 210)))).plan, 3) == "AAB AAB"


def test_split_follows_a_bent_line():
    plan = plan_of("AAA AAA AAA")
    corner = degrees((100, -10), (100, 200), (310, 200))
    assert drawing_of(plan.apply(Split(A, corner)).plan, 3) == "AAA ABB ABB"


def test_split_divides_the_named_grid_only():
    plan = plan_of("AAB AAB")
    outcome = plan.apply(Split(A, degrees((-10, 100), (310, 100))))
    assert drawing_of(outcome.plan, 3) in {"CCB AAB", "AAB CCB"}


@pytest.mark.parametrize(
    "line",
    [
        ((-50, -10), (-50, 210)),
        ((100, -10), (100, 150)),
        ((20, -10), (20, 210)),
        ((100, -10), (100, 210), (150, 210), (50, 100)),
        ((100, 100), (100, 100)),
    ],
    ids=["misses", "ends inside", "no unit mostly there", "crosses itself", "has no length"],
)
def test_split_by_a_line_that_divides_nothing_is_refused(line):
    error = refused(plan_of("AAA AAA"), Split(A, degrees(*line)))
    assert (error.reason, error.grids) == ("line", (A,))


def test_split_that_leaves_a_side_in_pieces_is_refused():
    # A comb: the line cuts both teeth off the back, which are not connected to each other.
    plan = plan_of("AAA ABA")
    assert refused(plan, Split(A, degrees((-10, 100), (310, 100)))).reason == "contiguity"


def test_split_of_a_special_grid_makes_another_of_the_same_purpose():
    plan = plan_of("AAA").apply(Mark(A, "special", "park")).plan
    outcome = plan.apply(Split(A, degrees((100, -10), (100, 110))))
    assert (outcome.plan.facts[B].kind, outcome.plan.facts[B].purpose) == ("special", "park")


def test_merge_retires_all_but_one():
    outcome = plan_of("AABBCC").apply(Merge((A, B, C), B))
    assert drawing_of(outcome.plan, 6) == "BBBBBB"
    retired = {code: facts.retired for code, facts in outcome.plan.facts.items()}
    assert retired == {A: True, B: False, C: True}
    assert outcome.figures["grids"] == (3, 1)


def test_merge_of_grids_that_do_not_touch_is_refused():
    assert refused(plan_of("AABBCC"), Merge((A, C), A)).reason == "contiguity"


def test_merge_may_join_the_pieces_of_a_grid():
    assert drawing_of(plan_of("ABA").apply(Merge((A,), B)).plan, 3) == "BBB"


def test_merge_of_a_grid_with_itself_changes_nothing():
    assert refused(plan_of("AABB"), Merge((A,), A)).reason == "nothing"


def test_merge_of_a_locked_grid_is_refused():
    plan = plan_of("AABB").apply(LockGrids((B,), True)).plan
    for into in (A, B):
        assert refused(plan, Merge((A, B), into)).reason == "grid_locked"


def test_create_numbers_the_grid_above_every_number_ever_used():
    merged = plan_of("AABBCC").apply(Merge((B, C), B)).plan
    outcome = merged.apply(Create(units(1), name="北院"), new_uuid=counted_uuids())
    assert drawing_of(outcome.plan, 6) == "DABBBB"
    facts = outcome.plan.facts[f"{lattice.COMMUNITY}004"]
    assert (facts.name, facts.uuid) == ("北院", "00000000-0000-0000-0000-000000000001")


def test_code_of_a_grid_whose_making_was_undone_is_not_given_out_again():
    plan = plan_of("AABB")
    made = plan.apply(Create(units(1)))
    undone = made.plan.undo(made.delta).plan
    assert undone.digest() == plan.digest()
    assert drawing_of(undone.apply(Create(units(1))).plan, 4) == "DABB"
    assert undone.redo(made.delta).plan.digest() == made.plan.digest()


def test_create_of_units_of_two_communities_is_refused():
    ground = ground_of(1, 4, community_code=[lattice.COMMUNITY] * 2 + [ELSEWHERE] * 2)
    facts = {A: GridFacts("a", lattice.COMMUNITY), FAR: GridFacts("f", ELSEWHERE)}
    plan = LivePlan.of(ground, facts, [A, A, FAR, FAR], band=BAND)
    error = refused(plan, Create((unit(2), f"{ELSEWHERE}-00001")))
    assert (error.reason, error.grids) == ("other_community", ())


def test_create_of_units_that_do_not_touch_is_refused():
    error = refused(plan_of("AAB AAB"), Create(units(1, 6)))
    assert (error.reason, error.grids) == ("contiguity", ())


def test_community_has_no_more_than_999_codes():
    last = f"{lattice.COMMUNITY}999"
    plan = plan_of("AABB", facts={last: GridFacts("z", lattice.COMMUNITY, retired=True)})
    assert refused(plan, Create(units(1))).reason == "codes_exhausted"


def test_create_and_mark_want_a_purpose_of_special_grids_only():
    plan = plan_of("AABB")
    for edit in (
        Create(units(1), kind="special"),
        Create(units(1), purpose="park"),
        Mark(A, "special"),
        Mark(A, "ordinary", "park"),
    ):
        assert refused(plan, edit).reason == "purpose"


def test_special_grid_is_out_of_the_band_by_right():
    plan = plan_of("ABB")
    assert [one.key for one in plan.violations()] == [f"band:{A}"]
    outcome = plan.apply(Mark(A, "special", "park"))
    assert outcome.violations_resolved == (f"band:{A}",)
    assert outcome.figures["special_grids"] == (0, 1)
    again = outcome.plan.apply(Mark(A, "ordinary"))
    assert [one.key for one in again.violations_added] == [f"band:{A}"]


def test_rename_changes_the_name_and_no_unit():
    outcome = plan_of("AABB").apply(Rename(A, "晨光网格"))
    assert outcome.grids.loc[A, "name"] == "晨光网格"
    assert (outcome.flips, outcome.figures) == ([], {})
    assert refused(outcome.plan, Rename(A, "晨光网格")).reason == "nothing"


def test_locked_grid_keeps_its_name_and_kind():
    plan = plan_of("AABB").apply(LockGrids((A,), True)).plan
    assert refused(plan, Rename(A, "x")).reason == "grid_locked"
    assert refused(plan, Mark(A, "special", "park")).reason == "grid_locked"
    assert not plan.apply(LockGrids((A,), False)).plan.facts[A].locked


def test_locks_that_are_there_already_are_passed_over():
    plan = plan_of("AABB").apply(LockUnits(units(1), True)).plan
    outcome = plan.apply(LockUnits(units(1, 2), True))
    assert outcome.delta.unit_locks == {unit(2): (False, True)}
    assert outcome.plan.locked_units() == list(units(1, 2))
    assert refused(outcome.plan, LockUnits(units(1), True)).reason == "nothing"


def test_retired_grid_has_no_name_to_change():
    plan = plan_of("AAB").apply(Move(units(3), A)).plan
    assert refused(plan, Rename(B, "x")).reason == "retired_grid"
