"""What mends a violation, on lattices of 10 households a unit in a band of 20 to 40."""

import lattice
import pytest
from edited import A, B, C, drawing_of, ground_of, plan_of, unit, units

from gridmap.editing import Create, GridFacts, LockGrids, Merge, Move
from gridmap.editing.fixes import suggest_fixes
from gridmap.plan import Band


def violation(plan, key):
    return next(one for one in plan.violations() if one.key == key)


def fixes(plan, key, cols):
    """Return the drawings that the suggested edits make, the best first."""
    found = suggest_fixes(plan, violation(plan, key))
    return [drawing_of(one.outcome.plan, cols) for one in found]


def test_a_gap_goes_to_the_neighbour_that_has_room():
    plan = plan_of("AA.B AABB")
    drawn = fixes(plan, f"assigned:{unit(3)}", 4)
    assert drawn[0] == "AABB AABB"
    wider = plan_of("AA.B AABB", band=Band(20, 50))
    drawn = fixes(wider, f"assigned:{unit(3)}", 4)
    assert sorted(drawn) == ["AAAB AABB", "AABB AABB"]


def test_a_gap_of_several_units_is_filled_at_once_and_may_be_a_grid_of_its_own():
    plan = plan_of("AA.. AABB AABB", band=Band(20, 60))
    drawn = fixes(plan, f"assigned:{unit(3)}", 4)
    assert sorted(drawn) == ["AAAA ABBB ABBB", "AABB AABB AABB", "AACC AABB AABB"]


def test_a_gap_whose_neighbours_are_full_is_filled_with_an_exchange():
    # A holds 40 and is full; B holds 20. The gap touches A alone: A takes it and gives B a unit.
    plan = plan_of(".AAB AABB")
    (best, *_) = suggest_fixes(plan, violation(plan, f"assigned:{unit(1)}"))
    counts = {code: pair[1] for code, pair in best.households.items()}
    assert sum(counts.values()) == 80
    assert counts == {A: 40, B: 40}
    assert best.outcome.plan.violations() == ()


def test_a_fragment_goes_to_the_grid_that_it_touches_most():
    # The lone A in the east touches B with three sides and C with one.
    plan = plan_of("AABBB AABAB CCCCC", band=Band(20, 90))
    drawn = fixes(plan, f"contiguity:{A}", 5)
    assert drawn == ["AABBB AABBB CCCCC", "AABBB AABCB CCCCC"]


def test_every_fragment_of_a_grid_is_given_away_at_once():
    plan = plan_of("ABBBA AABBB BBBBB", band=Band(10, 150))
    drawn = fixes(plan, f"contiguity:{A}", 5)
    assert "ABBBB AABBB BBBBB" in drawn


def test_a_compound_goes_whole_to_the_grid_that_holds_most_of_it():
    ground = ground_of(2, 4, compound_ids=["c", "c", "c", None, None, None, None, None])
    plan = plan_of("AABB AABB", ground=ground, band=Band(20, 60))
    (best, *_) = suggest_fixes(plan, violation(plan, "compound:c"))
    assert best.edit == Move(units(3), A)
    assert best.households == {A: (40, 50), B: (40, 30)}


def test_a_compound_is_made_whole_by_an_exchange_where_the_band_allows_no_other():
    # Both grids are full. What A takes of the compound it gives back elsewhere along the border.
    ground = ground_of(2, 4, compound_ids=["c", "c", "c", None, None, None, None, None])
    plan = plan_of("AABB AABB", ground=ground)
    (best, *_) = suggest_fixes(plan, violation(plan, "compound:c"))
    assert drawing_of(best.outcome.plan, 4) == "AAAB ABBB"
    assert best.outcome.plan.violations() == ()


def test_a_grid_above_the_band_gives_its_smallest_strip():
    plan = plan_of("AAAB AAAB")
    (best, *others) = suggest_fixes(plan, violation(plan, f"band:{A}"))
    assert best.households[A][1] == 40
    assert best.households[B] == (20, 40)
    assert drawing_of(best.outcome.plan, 4) == "AABB AABB"
    assert all(fix.outcome.plan.violations() == () for fix in others)


def test_a_grid_far_above_the_band_is_divided():
    plan = plan_of("AAAA AAAA")
    (best, *_) = suggest_fixes(plan, violation(plan, f"band:{A}"))
    assert isinstance(best.edit, Create)
    assert sorted(after for _, after in best.households.values()) == [40, 40]


def test_a_grid_below_the_band_takes_a_strip_or_is_merged():
    plan = plan_of("ABBB")
    found = suggest_fixes(plan, violation(plan, f"band:{A}"))
    assert [drawing_of(one.outcome.plan, 4) for one in found] == ["AABB", "BBBB"]
    assert isinstance(found[1].edit, Merge)


def test_a_grid_below_the_band_takes_the_gap_beside_it():
    plan = plan_of("A.BB")
    assert fixes(plan, f"band:{A}", 4)[0] == "AABB"


def test_a_small_grid_between_full_ones_is_dealt_out_among_them():
    # B is too small for the band, and neither neighbour has room for both of its units.
    plan = plan_of("ABC ABC A.C", band=Band(30, 40))
    drawn = fixes(plan, f"band:{B}", 3)
    assert drawn == ["ABC ABC ABC", "ACC AAC A.C"]


def test_what_lies_beyond_a_barrier_goes_to_the_grid_there():
    ground = ground_of(2, 4, barrier_after_col=1)
    plan = plan_of("AAAB AABB", ground=ground, band=Band(20, 60))
    drawn = fixes(plan, f"barrier:{A}", 4)
    assert drawn == ["AABB AABB"]


def test_locked_grids_are_left_alone():
    plan = plan_of("AAAB AAAB").apply(LockGrids((B,), True)).plan
    found = suggest_fixes(plan, violation(plan, f"band:{A}"))
    assert all(B not in one.households for one in found)


def test_one_building_above_the_band_has_no_fix():
    ground = ground_of(1, 3, households=[90, 10, 10])
    plan = plan_of("ABB", ground=ground)
    assert suggest_fixes(plan, violation(plan, f"band:{A}")) == []


def test_a_fragment_of_a_special_purpose_grid_may_be_one_of_its_own():
    facts = {C: GridFacts("u", lattice.COMMUNITY, kind="special", purpose="park")}
    ground = ground_of(1, 7, households=[0, 10, 10, 10, 10, 10, 0])
    plan = plan_of("CAAABBC", ground=ground, facts=facts)
    found = suggest_fixes(plan, violation(plan, f"contiguity:{C}"))
    made = next(one for one in found if isinstance(one.edit, Create))
    assert (made.edit.kind, made.edit.purpose) == ("special", "park")


def test_the_sentence_names_what_moves_and_both_grids():
    plan = plan_of("AAAB AAAB")
    best = suggest_fixes(plan, violation(plan, f"band:{A}"))[0]
    assert best.what.zh == (
        f"把 2 个基本单元（20 户）从网格 {A} 划入网格 {B}；"
        f"网格 {A} 由 60 户变为 40 户；网格 {B} 由 20 户变为 40 户。"
    )
    assert best.what.en == (
        f"Move 2 units (20 households) from grid {A} to grid {B}; grid {A} goes from 60 to 40 "
        f"households; grid {B} goes from 20 to 40 households."
    )


@pytest.mark.parametrize("most", [1, 2])
def test_no_more_are_given_than_wanted(most):
    plan = plan_of("AAAB AAAB")
    assert len(suggest_fixes(plan, violation(plan, f"band:{A}"), most=most)) == most
