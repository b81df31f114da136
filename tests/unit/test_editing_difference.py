"""Differences of plans and succession of codes, on lattices of 10 households a unit."""

import edited
import lattice
import pytest
from edited import A, B, C, D, ground_of, plan_of, unit, units

from gridmap.editing import (
    Create,
    Flow,
    GridFacts,
    Ground,
    Merge,
    Move,
    Rename,
    Share,
    Split,
    diff,
    say,
)
from gridmap.editing.live_plan import LivePlan

E = f"{lattice.COMMUNITY}005"


def others(drawing, letters, *, ground=None):
    """Return a plan that shares no identity with any other; each letter gets a code of its own."""
    lines = drawing.split()
    codes = dict(zip(letters, (A, B, C, D, E), strict=False))
    facts = {code: GridFacts(f"other-{code}", lattice.COMMUNITY) for code in codes.values()}
    ground = ground or ground_of(len(lines), len(lines[0]))
    given = [codes.get(letter) for letter in "".join(lines)]
    kept = {code: one for code, one in facts.items() if code in given}
    return LivePlan.of(ground, kept, given, band=edited.BAND)


def kinds(found):
    """Return the type of every succession by its codes, as their last digits."""
    return {
        ((row.old or "-")[-1], (row.new or "-")[-1]): row.kind
        for row in found.successions
        if row.kind != "unchanged"
    }


def said(found, code):
    rows = {row.old or row.new: row for row in found.successions}
    return say(rows[code]).zh


def test_flows_count_what_every_two_grids_have_in_common():
    plan = plan_of("AAABBB", ground=ground_of(1, 6, persons=30))
    after = plan.apply(Move(units(3), B)).plan.apply(Move(units(6), None)).plan
    found = diff(plan, after)
    assert found.moved == ((unit(3), A, B), (unit(6), B, None))
    assert (found.households, found.persons) == (20, 60)
    assert found.flows == (
        Flow(A, A, "", 2, 2, 20, 20, 60, 60),
        Flow(A, B, "", 1, 1, 10, 10, 30, 30),
        Flow(B, None, "", 1, 1, 10, 10, 30, 30),
        Flow(B, B, "", 2, 2, 20, 20, 60, 60),
    )
    assert {pair: rows.tolist() for pair, rows in found.pieces.items()} == {
        (A, B): [2],
        (B, None): [5],
    }


def test_plan_from_itself_differs_in_nothing():
    plan = plan_of("AABB")
    found = diff(plan, plan)
    assert (found.moved, found.households, dict(found.grids)) == ((), 0, {})
    assert [row.kind for row in found.successions] == ["unchanged", "unchanged"]
    assert {flow.old for flow in found.flows} == {A, B}


def test_facts_of_grids_that_differ_are_told():
    plan = plan_of("AABBCC")
    found = diff(plan, plan.apply(Merge((A, B), B)).plan.apply(Rename(C, "丙")).plan)
    old, new = found.grids[A]
    assert (old.uuid, new) == ("uuid-1", None)
    assert [one.name for one in found.grids[C]] == ["", "丙"]


def test_grids_that_exchange_units_are_adjusted():
    plan = plan_of("AAABBB")
    found = diff(plan, plan.apply(Move(units(3), B)).plan)
    assert kinds(found) == {("1", "1"): "adjusted", ("2", "2"): "adjusted"}
    row = found.successions[0]
    assert (row.households_before, row.households) == (30, 20)
    assert (row.moved_in, row.moved_out) == (0, 10)
    assert row.successors == (Share(A, 20), Share(B, 10))
    assert said(found, A) == f"{A} 调整，划出至 …002（10 户）"


def test_grid_that_joins_another_is_merged_and_the_other_too():
    plan = plan_of("AABBBC")
    found = diff(plan, plan.apply(Merge((A, B), B)).plan)
    assert kinds(found) == {("1", "-"): "merged", ("2", "2"): "merged"}
    assert said(found, A) == f"{A} 并入 …002，涉及 20 户"
    assert said(found, B) == f"{B} 合并，划入 …001（20 户）"


def test_grid_most_of_which_joins_another_says_where_the_rest_went():
    found = diff(plan_of("BAAAC"), plan_of("BBBCC"))
    assert said(found, A) == f"{A} 并入 …002（20 户），其余划入 …003（10 户）"


def test_grid_that_is_divided_is_split_and_its_new_part_too():
    plan = plan_of("AAAAAB")
    new = plan.apply(Create(units(1, 2)))
    found = diff(plan, new.plan)
    assert kinds(found) == {("1", "1"): "split", ("-", "3"): "split"}
    assert said(found, C) == f"{C} 由 …001 拆出，共 20 户"
    assert found.households == 20


def test_split_by_a_line_and_read_backwards_is_a_merger():
    plan = plan_of("AAAA", ground=ground_of(1, 4))
    degrees = lattice.layer([lattice.line((200, -50), (200, 150))]).to_crs(4490).geometry.iloc[0]
    split = plan.apply(Split(A, tuple(degrees.coords))).plan
    forwards, backwards = diff(plan, split), diff(split, plan)
    assert set(kinds(forwards).values()) == {"split"}
    assert set(kinds(backwards).values()) == {"merged"}
    assert forwards.households == backwards.households == 20


def test_grid_of_what_had_no_grid_is_new_and_the_reverse_is_retired():
    before, after = plan_of("AA.."), plan_of("AABB")
    assert kinds(diff(before, after)) == {("-", "2"): "new"}
    assert kinds(diff(after, before)) == {("2", "-"): "retired"}
    assert said(diff(before, after), B) == f"{B} 新设，共 20 户"
    assert said(diff(after, before), B) == f"{B} 撤销，原有 20 户"


def test_grid_of_lesser_parts_of_several_is_new_and_names_them():
    found = diff(plan_of("AAABBBCCC"), plan_of("AADBBDCCD"))
    assert kinds(found)[("-", "4")] == "new"
    assert said(found, D) == f"{D} 新设，共 30 户，来自 …001（10 户）、…002（10 户）、…003（10 户）"


def test_grid_of_two_that_ended_is_merged():
    found = diff(plan_of("AABBCC"), plan_of("DDDDCC"))
    assert kinds(found) == {("1", "-"): "merged", ("2", "-"): "merged", ("-", "4"): "merged"}
    assert said(found, D) == f"{D} 由 …001（20 户）、…002（20 户）合并设立"


def test_grid_that_is_cut_up_into_new_ones_is_split():
    found = diff(plan_of("AAAABB"), plan_of("CCDDBB"))
    assert kinds(found) == {("1", "-"): "split", ("-", "3"): "split", ("-", "4"): "split"}
    assert said(found, A) == f"{A} 拆分为 …003（20 户）、…004（20 户）"


def test_grid_that_is_shared_out_among_its_neighbours_is_retired():
    found = diff(plan_of("BBAACC"), plan_of("BBBCCC"))
    assert kinds(found)[("1", "-")] == "retired"
    assert said(found, A) == f"{A} 撤销，原有 20 户，划入 …002（10 户）、…003（10 户）"


def test_same_ground_under_another_identity_of_one_plan_is_recoded():
    found = diff(plan_of("AAABB"), plan_of("CCCBB"))
    assert kinds(found) == {("1", "3"): "recoded"}
    assert (found.households, found.recoded) == (0, 30)
    assert found.moved == ()
    assert said(found, A) == f"{A} 换码为 …003，范围不变"


def test_plans_without_a_common_identity_are_matched_by_households():
    found = diff(plan_of("AAABBB"), others("yyxxxx", "xy"))
    assert dict(found.continues) == {A: B, B: A}
    assert found.moved == ((unit(3), A, A),)
    assert (found.households, found.recoded) == (10, 50)
    assert said(found, B) == f"{B} 调整，划入 …001（10 户），换码为 …001"


def test_plans_without_a_common_identity_may_have_other_numbers_of_grids():
    found = diff(plan_of("AABBCC"), others("xxxxxx", "x"))
    assert dict(found.continues) == {A: A}
    assert kinds(found) == {("1", "1"): "merged", ("2", "-"): "merged", ("3", "-"): "merged"}
    assert found.households == 40


def test_of_equal_parts_the_grid_of_the_same_code_continues():
    found = diff(plan_of("AABB"), others("xyxy", "xy"))
    assert dict(found.continues) == {A: A, B: B}


def test_grids_without_households_are_told_apart_by_their_units():
    empty = ground_of(1, 6, households=[10, 10, 0, 0, 0, 0], kinds=["building"] * 2 + ["land"] * 4)
    found = diff(plan_of("AABBBB", ground=empty), plan_of("AACCCC", ground=empty))
    assert kinds(found) == {("2", "3"): "recoded"}


def test_land_that_changes_its_grid_adjusts_both_on_the_same_units():
    ground = ground_of(
        1, 4, households=[10, 0, 0, 10], kinds=["building", "land", "land", "building"]
    )
    found = diff(plan_of("AABB", ground=ground), plan_of("AAAB", ground=ground))
    assert kinds(found) == {("1", "1"): "adjusted", ("2", "2"): "adjusted"}
    assert (found.households, len(found.moved)) == (0, 1)
    assert said(found, A) == f"{A} 调整，仅涉及无住户的地块"


def test_communities_out_of_sight_are_left_out():
    ground = ground_of(1, 4, community_code=[lattice.COMMUNITY] * 2 + [edited.ELSEWHERE] * 2)
    far = {edited.FAR: GridFacts("far", edited.ELSEWHERE)}
    facts = {A: GridFacts("uuid-1", lattice.COMMUNITY), **far}
    before = LivePlan.of(ground, facts, [A, A, edited.FAR, edited.FAR])
    after = LivePlan.of(ground, facts, [A, None, edited.FAR, None])
    assert diff(before, after).households == 20
    found = diff(before, after, communities={lattice.COMMUNITY})
    assert (found.households, found.moved) == (10, ((unit(2), A, None),))
    assert [row.old for row in found.successions] == [A]


def divided(buildings, households, *, cell_m):
    """Return a ground of one row of cells that hold the given buildings."""
    count = len(buildings)
    frame = lattice.lattice_units(1, count, cell_m=cell_m, households=households)
    frame["buildings"] = buildings
    return Ground(frame, ground_of(1, count).graph, {lattice.COMMUNITY: "格子社区"})


class TestOtherUnits:
    """Plans on two sets of units: what stands in the same building is the same."""

    def test_by_buildings_wherever_units_are_cut(self):
        # Four units of 100 m hold a building each; two of 200 m hold two each.
        fine = divided(["b1", "b2", "b3", "b4"], [10, 20, 30, 40], cell_m=100)
        coarse = divided(["b1;b2", "b3;b4"], [30, 70], cell_m=200)
        found = diff(plan_of("AABB", ground=fine), plan_of("AB", ground=coarse))
        assert found.compared_by == "buildings"
        assert (found.households, found.moved) == (0, ())
        moved = diff(plan_of("ABBB", ground=fine), plan_of("AB", ground=coarse))
        # b2 goes from B to A with its 20 households, two thirds of those of its later unit.
        assert moved.flows == (
            Flow(A, A, "", 0, 1, 10, 10),
            Flow(B, A, "", 1, 1, 20, 20),
            Flow(B, B, "", 1, 2, 70, 70),
        )
        assert moved.households == 20

    def test_what_was_built_or_pulled_down_did_not_move(self):
        before = divided(["b1", "b2", "b3"], [10, 20, 30], cell_m=100)
        after = divided(["b1", "b9", "b3"], [10, 50, 30], cell_m=100)
        found = diff(plan_of("AAB", ground=before), plan_of("AAB", ground=after))
        assert (found.households, found.built, found.gone) == (0, 50, 20)
        assert found.flows[0] == Flow(None, A, "built", 0, 1, 0, 50)
        assert (
            found.flows[-2:]
            == (
                Flow(A, A, "", 2, 1, 10, 10),
                Flow(B, B, "", 1, 1, 30, 30),
            )
            or Flow(A, None, "gone", 0, 1, 20, 0) in found.flows
        )
        assert {row.kind for row in found.successions} == {"unchanged"}

    def test_entrances_are_known_by_their_own_names_and_else_by_their_building(self):
        before = divided(["b1#1", "b1#2", "b2"], [10, 11, 30], cell_m=100)
        after = divided(["b1#1", "b1#2;b2"], [10, 41], cell_m=100)
        found = diff(plan_of("AAB", ground=before), plan_of("AB", ground=after))
        assert Flow(A, B, "", 0, 1, 11, 11) in found.flows
        whole = divided(["b1", "b2"], [21, 30], cell_m=100)
        found = diff(plan_of("AAB", ground=before), plan_of("AB", ground=whole))
        assert found.households == 0

    def test_land_is_known_by_its_place(self):
        before = divided(["b1", "", "", "b2"], [10, 0, 0, 20], cell_m=100)
        after = divided(["b1", "b2"], [10, 20], cell_m=200)
        found = diff(plan_of("AABB", ground=before), plan_of("AB", ground=after))
        assert {row.kind for row in found.successions} == {"unchanged"}
        back = diff(plan_of("AB", ground=after), plan_of("AABB", ground=before))
        assert [flow.units for flow in back.flows] == [2, 2]

    def test_units_that_one_of_the_plans_lacks_are_told(self):
        assert diff(plan_of("AAB"), plan_of("AABB")).only_after == units(4)
        assert diff(plan_of("AABB"), plan_of("AAB")).only_before == units(4)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_sentences_of_many_grids_name_some_and_count_the_rest(lang):
    codes = {f"{lattice.COMMUNITY}{n:03d}": n for n in range(2, 8)}
    facts = {code: GridFacts(f"u{code}", lattice.COMMUNITY) for code in codes}
    ground = ground_of(1, 6)
    one = plan_of("AAAAAA", ground=ground)
    many = LivePlan.of(ground, one.facts | facts, list(codes))
    row = next(row for row in diff(one, many).successions if row.old == A)
    assert row.kind == "split"
    text = say(row).say(lang)
    assert ("等 6 个网格" if lang == "zh" else "and 2 more") in text
