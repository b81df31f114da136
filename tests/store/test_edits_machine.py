"""A state machine of edits through both stores: whatever is done, nothing is lost and all undone.

Each step is asked of a plan in the file and of the same plan in PostGIS at once: they have to
answer alike, version by version and hash by hash of the assignment.
"""

import contextlib
import json
import tempfile
from pathlib import Path

import pytest
from drawn_plan import ADMIN, A, B, C, D, save_drawn, unit
from gridmap_api.errors import ConflictError, RefusedEditError, UnknownObjectError
from gridmap_api.store.chain import verify_plan
from gridmap_api.store.committing import commit_edit
from gridmap_api.store.engine import open_store
from gridmap_api.store.live import plans_of
from gridmap_api.store.making import branch_plan
from gridmap_api.store.models import PlanGrid, PlanViolation
from gridmap_api.store.plans import find_plan
from gridmap_api.store.scope import EVERYTHING
from gridmap_api.store.setup import upgrade
from gridmap_api.store.states import Step, is_intact, take_step
from gridmap_api.store.undoing import commit_redo, commit_undo
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import func, select
from stores import drop_database, new_database

from gridmap.editing import (
    Create,
    LockAll,
    LockGrids,
    LockUnits,
    Mark,
    Merge,
    Move,
    Rename,
)

UNITS = [unit(row, col) for row in range(6) for col in range(8)]
CODES = [A, B, C, D, *(f"{code[:12]}{number:03d}" for code in (A, C) for number in (3, 4, 5))]
HOUSEHOLDS = 480

units = st.lists(st.sampled_from(UNITS), min_size=1, max_size=3, unique=True).map(tuple)
codes = st.sampled_from(CODES)
edits = st.one_of(
    st.builds(Move, units, codes | st.none()),
    st.builds(Create, units, st.sampled_from(["", "新格"])),
    st.builds(Merge, st.tuples(codes, codes), codes),
    st.builds(LockUnits, units, st.booleans()),
    st.builds(LockGrids, st.tuples(codes), st.booleans()),
    st.builds(LockAll, st.booleans()),
    st.builds(Rename, codes, st.sampled_from(["", "海棠", "玉兰"])),
    st.builds(Mark, codes, st.just("special"), st.just("park")),
    st.builds(Mark, codes, st.just("ordinary"), st.none()),
)


columns = st.integers(0, 7)


class Side:
    """The plan in one store."""

    def __init__(self, address):
        self.store = open_store(address)
        upgrade(self.store)
        self.plan_id = save_drawn(self.store)

    def row(self):
        with self.store.read() as connection:
            return find_plan(connection, self.plan_id, EVERYTHING)

    def digest(self):
        with self.store.read() as connection:
            plan = find_plan(connection, self.plan_id, EVERYTHING)
            return plans_of(self.store).head(connection, plan).digest()

    def problems(self):
        with self.store.read() as connection:
            return [one.en for one in verify_plan(connection, self.plan_id)]

    def households(self):
        with self.store.read() as connection:
            plan = find_plan(connection, self.plan_id, EVERYTHING)
            figures = plans_of(self.store).head(connection, plan).figures()
            total = select(func.coalesce(func.sum(PlanGrid.households), 0)).where(
                PlanGrid.plan_id == self.plan_id
            )
            return connection.scalar(total) + figures["unassigned_households"]

    def open_violations(self):
        with self.store.read() as connection:
            hard = select(func.count()).where(
                PlanViolation.plan_id == self.plan_id, PlanViolation.hard
            )
            return connection.scalar(hard)

    def step_to(self, state):
        with self.store.write() as connection:
            plan = find_plan(connection, self.plan_id, EVERYTHING, hold=True)
            live = plans_of(self.store).head(connection, plan)
            take_step(connection, plan, live, Step(state), actor="甲")

    def intact(self):
        with self.store.read() as connection:
            plan = find_plan(connection, self.plan_id, EVERYTHING)
            return plan["published_hash"], is_intact(self.store, connection, plan)

    def branch(self):
        with self.store.write() as connection:
            plan = find_plan(connection, self.plan_id, EVERYTHING)
            made = branch_plan(
                self.store, connection, plan, name="支线", version=None, principal=ADMIN
            )
        self.plan_id = made["id"]


class Edits(RuleBasedStateMachine):
    """Edits, undo, redo, publishing and branches, on both stores side by side."""

    def __init__(self):
        super().__init__()
        self.closing = contextlib.ExitStack()
        folder = self.closing.enter_context(tempfile.TemporaryDirectory())
        address = new_database()
        self.closing.callback(drop_database, address)
        self.sides = [Side(Path(folder) / "store.gpkg"), Side(address)]
        for side in self.sides:
            self.closing.callback(side.store.close)
        self.done = [[side.digest() for side in self.sides]]
        self.undone = []
        self.published = []

    def same(self, ask):
        """Return what both stores answer, which is the same."""
        first, second = (ask(side) for side in self.sides)
        assert first == second
        return first

    def attempt(self, ask):
        """Return the answers of both stores, or None where both refuse for the same reason."""
        found = []
        for side in self.sides:
            try:
                found.append(json.loads(ask(side).body))
            except (RefusedEditError, UnknownObjectError, ConflictError) as error:
                found.append((type(error), error.more.get("reason")))
        first, second = found
        if isinstance(first, tuple):
            assert first == second
            return None
        # The identity of a new grid is drawn anew in each store.
        assert [first["version"], first["flips"]] == [second["version"], second["flips"]]
        return first

    def base(self):
        return self.same(lambda side: side.row()["head"])

    @rule(col=columns, south=st.booleans())
    def move_at_the_border(self, col, south):
        """The northern grids begin with row 2 as their last one, the southern ones with row 3."""
        self.make(Move((unit(2 if south else 3, col),), CODES[2 * (col > 3) + south]))

    @rule(name=st.sampled_from(["海棠", "玉兰", "银杏"]), code=st.sampled_from([A, B, C, D]))
    def rename(self, name, code):
        self.make(Rename(code, name))

    @rule(edit=edits)
    def make_anything(self, edit):
        self.make(edit)

    def make(self, edit):
        base, before = self.base(), [side.digest() for side in self.sides]
        said = self.attempt(
            lambda side: commit_edit(side.store, side.plan_id, edit, base=base, principal=ADMIN)
        )
        after = [side.digest() for side in self.sides]
        if said is None:
            assert after == before
        else:
            self.done.append(after)
            self.undone.clear()

    @rule()
    def undo(self):
        base = self.base()
        said = self.attempt(
            lambda side: commit_undo(side.store, side.plan_id, base=base, principal=ADMIN)
        )
        assert (said is None) == (len(self.done) == 1)
        if said is not None:
            self.undone.append(self.done.pop())
            assert [side.digest() for side in self.sides] == self.done[-1]

    @rule()
    def redo(self):
        base = self.base()
        said = self.attempt(
            lambda side: commit_redo(side.store, side.plan_id, base=base, principal=ADMIN)
        )
        assert (said is None) == (not self.undone)
        if said is not None:
            self.done.append(self.undone.pop())
            assert [side.digest() for side in self.sides] == self.done[-1]

    @rule()
    def publish(self):
        standing = self.same(Side.open_violations)
        for side in self.sides:
            side.step_to("in_review")
            if standing:
                with pytest.raises(ConflictError):
                    side.step_to("published")
                side.step_to("draft")
            else:
                side.step_to("published")
                self.published.append((side, side.plan_id, side.intact()))
                side.branch()
        if not standing:
            self.done, self.undone = [[side.digest() for side in self.sides]], []

    @precondition(lambda self: self.published)
    @rule(edit=edits)
    def edit_what_is_published(self, edit):
        side, plan_id, _ = self.published[-1]
        with pytest.raises(ConflictError):
            commit_edit(side.store, plan_id, edit, base=0, principal=ADMIN)

    @invariant()
    def nobody_is_lost(self):
        assert self.same(Side.households) == HOUSEHOLDS

    def teardown(self):
        try:
            for side in self.sides:
                assert side.problems() == []
            for side, plan_id, was in self.published:
                side.plan_id = plan_id
                assert side.intact() == was
                assert was[1] is True
                assert side.problems() == []
        finally:
            self.closing.close()


QUIET = {
    "deadline": None,
    "suppress_health_check": list(HealthCheck),
    "database": None,
    "print_blob": True,
}


def run_machine(*, examples, steps):
    run_state_machine_as_test(
        Edits, settings=settings(max_examples=examples, stateful_step_count=steps, **QUIET)
    )


def test_edits_on_both_stores_do_the_same_and_lose_nothing():
    run_machine(examples=4, steps=25)


@pytest.mark.slow
def test_five_thousand_edits_on_both_stores_do_the_same_and_lose_nothing():
    run_machine(examples=20, steps=250)
