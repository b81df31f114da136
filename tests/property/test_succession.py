"""Flows add up and successions are consistent, for any two plans on any units."""

import lattice
import numpy as np
from edited import BAND, ground_of
from hypothesis import given, settings
from hypothesis import strategies as st

from gridmap.editing import GridFacts, Ground, LivePlan, diff

UNITS = 8
GRAPH = ground_of(1, UNITS).graph
BACKWARDS = {"new": "retired", "merged": "split"}
BACKWARDS |= {kind: other for other, kind in BACKWARDS.items()}


def ground(households, buildings):
    frame = lattice.lattice_units(1, UNITS, households=list(households), persons=list(households))
    frame["buildings"] = list(buildings)
    return Ground(frame, GRAPH)


HOUSEHOLDS = st.lists(st.integers(0, 40), min_size=UNITS, max_size=UNITS)
LETTERS = st.lists(st.integers(0, 5), min_size=UNITS, max_size=UNITS)
BUILDINGS = st.permutations(["b1", "b2;b3", "b4#1", "b4#2", "", "b5", "b6;b7;b8", ""])


def plan(on, letters, prefix):
    codes = [f"{lattice.COMMUNITY}{n:03d}" if n else None for n in letters]
    known = {code: GridFacts(f"{prefix}{code}", code[:12]) for code in codes if code}
    return LivePlan.of(on, known, codes, band=BAND)


def held(live):
    """Return the households of each grid, counted from the units."""
    codes, households = live.codes(), live.ground.households
    return {code: int(households[codes == code].sum()) for code in set(codes.tolist()) - {None}}


@st.composite
def pairs(draw):
    first = ground(draw(HOUSEHOLDS), draw(BUILDINGS))
    then = draw(st.sampled_from([None, True]))
    second = first if then is None else ground(draw(HOUSEHOLDS), draw(BUILDINGS))
    kin = draw(st.booleans())
    return plan(first, draw(LETTERS), "a"), plan(second, draw(LETTERS), "a" if kin else "b")


@settings(max_examples=50, deadline=None)
@given(pairs())
def test_flows_out_of_a_grid_are_what_it_had_and_flows_into_it_what_it_has(two):
    before, after = two
    flows = diff(before, after).flows
    for code, households in held(before).items():
        leaving = [flow for flow in flows if flow.old == code]
        assert sum(flow.households_before for flow in leaving) == households
        assert sum(flow.persons_before for flow in leaving) == households
    for code, households in held(after).items():
        entering = [flow for flow in flows if flow.new == code]
        assert sum(flow.households for flow in entering) == households
        assert sum(flow.persons for flow in entering) == households
    assert sum(flow.units for flow in flows) == UNITS
    assert sum(flow.households_before for flow in flows) == before.ground.households.sum()
    assert sum(flow.households for flow in flows) == after.ground.households.sum()


@settings(max_examples=50, deadline=None)
@given(pairs())
def test_every_grid_has_one_succession_whose_parts_add_up(two):
    before, after = two
    found = diff(before, after)
    was, now = held(before), held(after)
    rows = found.successions
    assert sorted(row.old for row in rows if row.old) == sorted(was)
    assert sorted(row.new for row in rows if row.new) == sorted(now)
    for row in rows:
        assert row.households_before == was.get(row.old, 0)
        assert row.households == now.get(row.new, 0)
        assert sum(part.households for part in row.predecessors) == row.households
        assert sum(part.households for part in row.successors) == row.households_before
        assert (row.kind in {"new", "retired"}) <= (row.old is None or row.new is None)
        assert (row.kind == "unchanged") <= (row.moved_in == row.moved_out == 0)
    assert found.households == sum(row.moved_in for row in rows) + sum(
        flow.households for flow in found.flows if found.is_move(flow) and flow.new is None
    )


@settings(max_examples=50, deadline=None)
@given(HOUSEHOLDS, BUILDINGS, LETTERS, LETTERS)
def test_versions_of_one_plan_read_backwards_give_the_reverse(households, buildings, old, new):
    on = ground(households, buildings)
    before, after = plan(on, old, "a"), plan(on, new, "a")
    there, back = diff(before, after), diff(after, before)
    assert there.households == back.households
    assert {(row.new, row.old, told(row)) for row in back.successions} == {
        (row.old, row.new, BACKWARDS.get(told(row), told(row))) for row in there.successions
    }


def told(row):
    """Return the type; a grid that goes on may both take in and give off, of which one is told."""
    goes_on = row.old is not None and row.new is not None
    return "either" if goes_on and row.kind in {"merged", "split"} else row.kind


@settings(max_examples=40, deadline=None)
@given(HOUSEHOLDS, LETTERS, st.permutations(range(1, 6)))
def test_other_numbers_of_the_same_grids_move_nobody(households, letters, numbers):
    on = ground(np.add(households, 1), [f"b{k}" for k in range(UNITS)])
    renumbered = [numbers[n - 1] if n else 0 for n in letters]
    found = diff(plan(on, letters, "a"), plan(on, renumbered, "b"))
    assert (found.households, found.moved) == (0, ())
    assert {row.kind for row in found.successions} <= {"unchanged", "recoded"}
