"""Edits through the store: what is acknowledged is kept, and nothing else is done."""

import json

import pytest
import sqlalchemy as sa
from drawn_plan import (
    ADMIN,
    EAST,
    OTHER,
    PLANNER,
    VIEWER,
    WEST,
    A,
    B,
    C,
    D,
    plan_now,
    save_drawn,
    unit,
)
from gridmap_api.errors import (
    ConflictError,
    ForbiddenError,
    KeyReusedError,
    NoBaseError,
    RefusedEditError,
    StaleError,
    UnknownObjectError,
)
from gridmap_api.store.chain import verify_plan
from gridmap_api.store.committing import commit_edit
from gridmap_api.store.engine import open_store
from gridmap_api.store.history import history_of
from gridmap_api.store.idempotency import Key
from gridmap_api.store.live import plans_of
from gridmap_api.store.models import PlanEvent, PlanGrid, PlanUnit
from gridmap_api.store.plan_reads import violations_of
from gridmap_api.store.plans import find_plan
from gridmap_api.store.scope import EVERYTHING
from gridmap_api.store.states import Step, is_intact, take_step
from gridmap_api.store.undoing import commit_redo, commit_undo

from gridmap.editing.commands import Create, LockAll, LockGrids, LockUnits, Merge, Move, Rename

ROW_2_WEST = tuple(unit(2, col) for col in range(4))
"""The southern row of grid A, next to B."""


@pytest.fixture
def plan_id(store):
    return save_drawn(store)


def edit(store, plan_id, command, *, base, principal=ADMIN, key=None):
    reply = commit_edit(store, plan_id, command, base=base, principal=principal, key=key)
    return json.loads(reply.body)


def digest(store, plan_id):
    with store.read() as connection:
        plan = find_plan(connection, plan_id, EVERYTHING)
        return plans_of(store).head(connection, plan).digest()


def problems(store, plan_id):
    with store.read() as connection:
        return [one.en for one in verify_plan(connection, plan_id)]


def step_to(store, plan_id, *states, exceptions=None):
    for state in states:
        with store.write() as connection:
            plan = find_plan(connection, plan_id, EVERYTHING, hold=True)
            live = plans_of(store).head(connection, plan)
            take_step(connection, plan, live, Step(state, "", exceptions or {}), actor="甲")


def test_a_move_makes_a_version_and_says_what_changed(store, plan_id):
    said = edit(store, plan_id, Move(ROW_2_WEST, B), base=0)
    assert (said["version"], said["base"], said["rebased"], said["kind"]) == (1, 0, False, "move")
    assert sorted(map(tuple, said["flips"])) == sorted((one, A, B) for one in ROW_2_WEST)
    assert {one["grid_code"]: one["households"] for one in said["grids"]} == {A: 80, B: 160}
    assert sorted(one["grid_code"] for one in said["violations"]["added"]) == [A, B]
    assert said["violations"]["resolved"] == []
    assert said["figures"]["in_band"] == 2
    with store.read() as connection:
        grids = connection.execute(
            sa.select(PlanGrid.grid_code, PlanGrid.households, PlanGrid.version)
            .where(PlanGrid.plan_id == plan_id)
            .order_by(PlanGrid.grid_code)
        ).all()
        standing = violations_of(connection, plan_id, EVERYTHING)
    assert grids == [(A, 80, 1), (B, 160, 1), (C, 120, 0), (D, 120, 0)]
    assert [one["grid_code"] for one in standing if one["rule"] == "band"] == [A, B]
    assert problems(store, plan_id) == []


def test_moving_back_resolves_what_the_move_had_broken(store, plan_id):
    broken = edit(store, plan_id, Move(ROW_2_WEST, B), base=0)["violations"]["added"]
    mended = edit(store, plan_id, Move(ROW_2_WEST, A), base=1)["violations"]
    assert sorted(mended["resolved"]) == sorted(one["key"] for one in broken)
    assert mended["added"] == []


def test_an_edit_without_a_base_or_of_the_future_is_refused(store, plan_id):
    with pytest.raises(NoBaseError):
        edit(store, plan_id, Move(ROW_2_WEST, B), base=None)
    with pytest.raises(StaleError):
        edit(store, plan_id, Move(ROW_2_WEST, B), base=7)
    assert plan_now(store, plan_id)["head"] == 0


def test_a_stale_edit_elsewhere_is_made_on_the_head(store, plan_id):
    edit(store, plan_id, Move((unit(2, 0),), B), base=0)
    said = edit(store, plan_id, Move((unit(2, 1),), B), base=0)
    assert (said["version"], said["rebased"]) == (2, True)
    assert {one["grid_code"]: one["households"] for one in said["grids"]} == {A: 100, B: 140}


def test_a_stale_edit_of_the_same_units_is_refused_with_the_list(store, plan_id):
    edit(store, plan_id, Move((unit(2, 0), unit(2, 1)), B), base=0)
    with pytest.raises(StaleError) as caught:
        edit(store, plan_id, Move((unit(2, 1), unit(2, 2)), B), base=0)
    more = caught.value.more
    assert more["units"] == [unit(2, 1)]
    assert (more["head"], [one["version"] for one in more["since"]]) == (1, [1])
    assert plan_now(store, plan_id)["head"] == 1


def test_the_list_says_which_edits_changed_the_same(store, plan_id):
    edit(store, plan_id, Rename(A, "西片"), base=0)
    edit(store, plan_id, Move((unit(2, 0),), B), base=1)
    with pytest.raises(StaleError) as caught:
        edit(store, plan_id, Move((unit(2, 0), unit(2, 1)), B), base=0)
    told = [(one["version"], one["collides"]) for one in caught.value.more["since"]]
    assert told == [(1, False), (2, True)]


def test_a_stale_edit_is_checked_against_the_rules_on_the_head(store, plan_id):
    """Row 2 goes to B; row 1 of A alone still touches it, but a unit of row 0 then does not."""
    edit(store, plan_id, Move((unit(1, 0),), None), base=0)
    with pytest.raises(RefusedEditError) as caught:
        edit(store, plan_id, Move((unit(0, 1),), None), base=0)
    assert caught.value.more["reason"] == "contiguity"


def test_a_stale_edit_of_facts_that_others_changed_is_refused(store, plan_id):
    edit(store, plan_id, Rename(A, "海棠"), base=0)
    with pytest.raises(StaleError) as caught:
        edit(store, plan_id, Rename(A, "玉兰"), base=0)
    assert caught.value.more["grids"] == [A]
    said = edit(store, plan_id, Move((unit(2, 0),), B), base=0)
    assert said["rebased"]


def test_an_edit_of_a_grid_that_was_merged_meanwhile_is_stale(store, plan_id):
    edit(store, plan_id, Merge((A, B), B), base=0)
    with pytest.raises(StaleError) as caught:
        edit(store, plan_id, Rename(A, "海棠"), base=0)
    assert caught.value.more["grids"] == [A]


def test_a_locked_unit_does_not_move_and_the_reason_is_told(store, plan_id):
    edit(store, plan_id, LockUnits((unit(2, 0),), True), base=0)
    with pytest.raises(RefusedEditError) as caught:
        edit(store, plan_id, Move((unit(2, 0),), B), base=1)
    assert caught.value.more["reason"] == "unit_locked"
    assert caught.value.more["units"] == [unit(2, 0)]
    with store.read() as connection:
        locked = connection.scalars(
            sa.select(PlanUnit.row).where(PlanUnit.plan_id == plan_id, PlanUnit.locked)
        ).all()
    assert locked == [16]
    assert problems(store, plan_id) == []


def test_a_grid_that_is_made_and_one_that_is_emptied_are_rows_at_once(store, plan_id):
    corner = tuple(unit(row, col) for row in range(3) for col in range(2))
    said = edit(store, plan_id, Create(corner, "西北角"), base=0)
    new = f"{WEST}003"
    assert {one["grid_code"]: one["households"] for one in said["grids"]} == {A: 60, new: 60}
    said = edit(store, plan_id, Merge((A, new), A), base=1)
    retired = {one["grid_code"]: one["retired"] for one in said["grids"]}
    assert retired == {A: False, new: True}
    with store.read() as connection:
        row = connection.execute(
            sa.select(PlanGrid.retired, PlanGrid.households, PlanGrid.geom).where(
                PlanGrid.plan_id == plan_id, PlanGrid.grid_code == new
            )
        ).one()
    assert tuple(row) == (True, 0, None)
    assert problems(store, plan_id) == []


def test_a_planner_edits_his_communities_and_knows_of_no_others(store, plan_id):
    said = edit(store, plan_id, Move((unit(2, 0),), B), base=0, principal=PLANNER)
    assert said["version"] == 1
    for command in (
        Move((unit(2, 4),), D),
        Rename(C, "东"),
        LockGrids((A, C), True),
        Move((f"{WEST}-99999",), B),
    ):
        with pytest.raises(UnknownObjectError):
            edit(store, plan_id, command, base=1, principal=PLANNER)
    with pytest.raises(ForbiddenError):
        edit(store, plan_id, LockAll(True), base=1, principal=PLANNER)
    with pytest.raises(UnknownObjectError):
        edit(store, plan_id, Move((unit(2, 1),), B), base=1, principal=VIEWER)
    assert plan_now(store, plan_id)["head"] == 1


def test_undo_and_redo_walk_through_the_whole_history(store, plan_id):
    seen = [digest(store, plan_id)]
    commands = [
        Move((unit(2, 0),), B),
        Rename(A, "海棠"),
        Merge((C, D), C),
        LockUnits((unit(0, 0),), True),
    ]
    for base, command in enumerate(commands):
        edit(store, plan_id, command, base=base)
        seen.append(digest(store, plan_id))
    for number in range(4):
        said = json.loads(commit_undo(store, plan_id, base=4 + number, principal=ADMIN).body)
        assert said["kind"] == "undo"
        assert digest(store, plan_id) == seen[3 - number]
    with pytest.raises(ConflictError):
        commit_undo(store, plan_id, base=8, principal=ADMIN)
    for number in range(4):
        commit_redo(store, plan_id, base=8 + number, principal=ADMIN)
        assert digest(store, plan_id) == seen[1 + number]
    with pytest.raises(ConflictError):
        commit_redo(store, plan_id, base=12, principal=ADMIN)
    assert problems(store, plan_id) == []


def test_a_new_edit_ends_what_could_be_made_again(store, plan_id):
    edit(store, plan_id, Move((unit(2, 0),), B), base=0)
    commit_undo(store, plan_id, base=1, principal=ADMIN)
    edit(store, plan_id, Move((unit(2, 1),), B), base=2)
    with pytest.raises(ConflictError):
        commit_redo(store, plan_id, base=3, principal=ADMIN)
    commit_undo(store, plan_id, base=3, principal=ADMIN)
    commit_redo(store, plan_id, base=4, principal=ADMIN)
    assert problems(store, plan_id) == []


def test_planners_of_two_communities_undo_their_own(store, plan_id):
    edit(store, plan_id, Move((unit(2, 0),), B), base=0, principal=PLANNER)
    edit(store, plan_id, Move((unit(2, 4),), D), base=1, principal=OTHER)
    said = json.loads(commit_undo(store, plan_id, base=1, principal=PLANNER).body)
    assert said["flips"] == [[unit(2, 0), B, A]]
    with pytest.raises(ConflictError):
        commit_undo(store, plan_id, base=3, principal=PLANNER)
    assert problems(store, plan_id) == []


def test_undo_of_a_version_that_was_not_seen_is_stale(store, plan_id):
    edit(store, plan_id, Move((unit(2, 0),), B), base=0)
    edit(store, plan_id, Move((unit(2, 1),), B), base=1)
    with pytest.raises(StaleError):
        commit_undo(store, plan_id, base=1, principal=ADMIN)


def test_a_request_that_is_repeated_with_its_key_has_one_effect(store, plan_id):
    key = Key.of("a", "k1", "move")
    first = commit_edit(store, plan_id, Move((unit(2, 0),), B), base=0, principal=ADMIN, key=key)
    again = commit_edit(store, plan_id, Move((unit(2, 0),), B), base=0, principal=ADMIN, key=key)
    assert again == first
    assert plan_now(store, plan_id)["head"] == 1
    with pytest.raises(KeyReusedError):
        edit(store, plan_id, Rename(A, "x"), base=1, key=Key.of("a", "k1", "other"))
    said = edit(store, plan_id, Rename(A, "x"), base=1, key=Key.of("b", "k1", "other"))
    assert said["version"] == 2


def test_a_refused_request_may_be_repeated_with_its_key(store, plan_id):
    key = Key.of("a", "k1", "move")
    with pytest.raises(RefusedEditError):
        edit(store, plan_id, Move((unit(2, 0),), A), base=0, key=key)
    edit(store, plan_id, Move((unit(2, 1),), B), base=0, key=key)
    assert plan_now(store, plan_id)["head"] == 1


def test_another_process_sees_the_edits_of_this_one(store, store_address, plan_id):
    other = open_store(store_address)
    digest(other, plan_id)
    edit(store, plan_id, Move((unit(2, 0),), B), base=0)
    edit(other, plan_id, Move((unit(2, 1),), B), base=1)
    edit(store, plan_id, Move((unit(2, 2),), B), base=2)
    assert digest(store, plan_id) == digest(other, plan_id)
    other.close()
    assert problems(store, plan_id) == []


def test_a_plan_as_it_was_comes_back_from_both_ends_of_its_history(store, plan_id):
    seen = [digest(store, plan_id)]
    for col in range(4):
        edit(store, plan_id, Move((unit(2, col),), B), base=col)
        seen.append(digest(store, plan_id))
    with store.read() as connection:
        plan = find_plan(connection, plan_id, EVERYTHING)
        was = [plans_of(store).at(connection, plan, number).digest() for number in range(5)]
    assert was == seen


def test_publishing_freezes_and_refuses_what_is_open(store, plan_id):
    edit(store, plan_id, Move((unit(2, 0), unit(2, 1), unit(2, 2)), B), base=0)
    with pytest.raises(ConflictError):
        step_to(store, plan_id, "published")
    step_to(store, plan_id, "in_review")
    with pytest.raises(ConflictError) as caught:
        step_to(store, plan_id, "published")
    keys = caught.value.more["violations"]
    assert len(keys) == 2
    with pytest.raises(ConflictError):
        step_to(store, plan_id, "published", exceptions={keys[0]: "老旧小区"})
    step_to(store, plan_id, "published", exceptions=dict.fromkeys(keys, "老旧小区"))
    with pytest.raises(ConflictError):
        edit(store, plan_id, Move((unit(2, 0),), A), base=1)
    with store.read() as connection:
        plan = find_plan(connection, plan_id, VIEWER.scope)
        assert is_intact(store, connection, plan)
        assert verify_plan(connection, plan_id) == []
    with pytest.raises(ForbiddenError):
        edit(store, plan_id, Move((unit(2, 0),), A), base=1, principal=VIEWER)


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        (PlanEvent, "actor", "乙"),
        (PlanEvent, "delta", {"units": {}, "unit_locks": {}, "grids": {}, "plan_lock": None}),
        (PlanUnit, "grid_code", D),
        (PlanGrid, "households", 7),
        (PlanGrid, "name", "别名"),
    ],
)
def test_one_altered_value_is_found(store, plan_id, table, column, value):
    edit(store, plan_id, Move((unit(2, 0),), B), base=0)
    assert problems(store, plan_id) == []
    with store.write() as connection:
        rows = sa.update(table).where(table.plan_id == plan_id)
        connection.execute(rows.values({column: value}))
    assert problems(store, plan_id) != []


def test_the_history_tells_a_planner_what_happened_in_his_communities(store, plan_id):
    edit(store, plan_id, Move((unit(2, 0),), B), base=0, principal=PLANNER)
    edit(store, plan_id, Move((unit(2, 4),), D), base=1, principal=OTHER)
    with store.read() as connection:
        plan = find_plan(connection, plan_id, EVERYTHING)
        ground = plans_of(store).ground(connection, plan["set_id"])
        mine = history_of(connection, plan, ground, PLANNER.scope, after=0, limit=10)
        everything = history_of(connection, plan, ground, EVERYTHING, after=0, limit=1)
    (one,) = mine["events"]
    assert (one["actor"], one["units"]) == ("西区规划员", 1)
    assert one["what"] == {
        "zh": f"把 1 个单元划入网格 {B}。",
        "en": f"Moved 1 units to {B}.",
    }
    assert mine["next"] is None
    assert ([one["version"] for one in everything["events"]], everything["next"]) == ([1], 1)
    assert EAST not in json.dumps(mine)
