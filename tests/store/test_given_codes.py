"""A code that was published is never given to another grid, in no plan of the store."""

import drawn_plan
import pytest
import stores
from drawn_plan import ADMIN, EAST, WEST, A, B, save_drawn, unit
from gridmap_api.store.committing import commit_edit
from gridmap_api.store.given_codes import given_codes, with_lasting_codes
from gridmap_api.store.live import plans_of
from gridmap_api.store.making import branch_plan
from gridmap_api.store.plans import find_plan
from gridmap_api.store.scope import EVERYTHING
from gridmap_api.store.states import Step, take_step
from stores import store, store_address

from gridmap.editing import Create

__all__ = ["store", "store_address", "stores"]


def publish(store, plan_id):
    for state in ("in_review", "published"):
        with store.write() as connection:
            plan = find_plan(connection, plan_id, EVERYTHING, hold=True)
            live = plans_of(store).head(connection, plan)
            reasons = {one.key: "示例" for one in live.violations() if one.hard}
            take_step(connection, plan, live, Step(state, exceptions=reasons), actor="t")


def branch(store, plan_id):
    with store.write() as connection:
        plan = find_plan(connection, plan_id, EVERYTHING)
        return branch_plan(store, connection, plan, name="分支", version=None, principal=ADMIN)[
            "id"
        ]


def create(store, plan_id, *units, base=0):
    """Make a grid of units, and return the codes that the plan has then."""
    edit = Create(tuple(units))
    commit_edit(store, plan_id, edit, base=base, principal=ADMIN)
    with store.read() as connection:
        plan = find_plan(connection, plan_id, EVERYTHING)
        return sorted(plans_of(store).head(connection, plan).facts)


@pytest.fixture
def first(store):
    plan_id = save_drawn(store)
    publish(store, plan_id)
    return plan_id


def test_two_branches_of_a_published_plan_give_out_different_codes(store, first):
    one, other = branch(store, first), branch(store, first)
    assert f"{WEST}003" in create(store, one, unit(0, 0))
    publish(store, one)
    codes = create(store, other, unit(5, 0))
    assert f"{WEST}003" not in codes
    assert f"{WEST}004" in codes
    with store.read() as connection:
        given = given_codes(connection, {WEST})
    assert given == {A, B, f"{WEST}003"}


def test_a_draft_that_was_never_published_gives_no_code_out(store, first):
    draft, other = branch(store, first), branch(store, first)
    create(store, draft, unit(0, 0))
    assert f"{WEST}003" in create(store, other, unit(0, 0))


def test_a_plan_made_anew_keeps_the_codes_of_the_grids_that_it_goes_on_with(store, first):
    # Numbered the other way round, with a third grid of four units in the south-west.
    plan = drawn_plan.drawn_plan()
    swapped = {A: B, B: A}
    for frame in (plan.units, plan.grids):
        frame["grid_code"] = [swapped.get(code, code) for code in frame["grid_code"]]
    corner = plan.units["unit_id"].isin([unit(5, col) for col in range(4)])
    plan.units.loc[corner, "grid_code"] = f"{WEST}003"
    with store.read() as connection:
        found = with_lasting_codes(connection, plan)
    codes = dict(zip(found.units["unit_id"], found.units["grid_code"], strict=True))
    assert (codes[unit(0, 0)], codes[unit(3, 0)]) == (A, B)
    assert codes[unit(5, 0)] == f"{WEST}003"
    assert {codes[unit(0, 4)], codes[unit(3, 4)]} == {f"{EAST}001", f"{EAST}002"}


def test_where_nothing_was_published_codes_stay(store):
    plan = drawn_plan.drawn_plan()
    with store.read() as connection:
        assert with_lasting_codes(connection, plan) is plan
