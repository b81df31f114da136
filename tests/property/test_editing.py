"""Any sequence of edits: what was done can be undone, replayed and told from scratch."""

import json

import lattice
import pytest
from edited import BAND, ground_of
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from gridmap.dissolve import dissolve
from gridmap.editing import (
    Apply,
    Create,
    Delta,
    GridFacts,
    LivePlan,
    LockAll,
    LockGrids,
    LockUnits,
    Made,
    Mark,
    Merge,
    Move,
    Rename,
    Split,
    diff,
    parse_edit,
)
from gridmap.editing.refusals import REASONS
from gridmap.errors import EditError
from gridmap.metrics import METRICS, grid_metrics, plan_figures
from gridmap.rules import Subject, check_plan

ROWS, COLS = 4, 5
SOUTH, NORTH = 35.22, 35.24
HOUSEHOLDS = [7, 0, 12, 5, 9] * ROWS
COMPOUNDS = ["c1", "c1", None, "c2", "c2"] * 2 + [None, "c1", None, "c3", "c3"] * 2
OTHER = "370899001002"
COMMUNITIES = [lattice.COMMUNITY] * 15 + [OTHER] * 5

GROUND = ground_of(
    ROWS,
    COLS,
    households=HOUSEHOLDS,
    persons=[3 * n for n in HOUSEHOLDS],
    compound_ids=COMPOUNDS,
    community_code=COMMUNITIES,
    barrier_after_col=2,
)
IDS = GROUND.unit_ids.tolist()


def start(letters):
    codes = [
        None if letter == 0 else f"{community}{letter:03d}"
        for letter, community in zip(letters, COMMUNITIES, strict=True)
    ]
    facts = {code: GridFacts(f"u{code}", code[:12]) for code in set(codes) - {None}}
    return LivePlan.of(GROUND, facts, codes, band=BAND)


def excess(plan):
    """Return how many pieces too many the grids are in."""
    codes = plan.codes()
    graph = GROUND.graph
    piece = graph.components(codes[graph.heads] == codes[graph.tails])
    pieces = {(code, one) for code, one in zip(codes, piece, strict=True) if code is not None}
    return len(pieces) - len({code for code, _ in pieces})


def from_scratch(plan):
    units = GROUND.units.assign(grid_code=plan.codes())
    there = units[units["grid_code"].notna()]
    grids = dissolve(there, there["grid_code"]).set_index("grid_code")
    facts = [plan.facts[code] for code in grids.index]
    grids["community_code"] = [one.community_code for one in facts]
    grids["kind"] = [one.kind for one in facts]
    return units, grids.join(grid_metrics(units, grids, band=BAND))


some_units = st.lists(st.sampled_from(IDS), min_size=1, max_size=5)
number = st.integers(0, 30)


class Editing(RuleBasedStateMachine):
    @initialize(letters=st.lists(st.integers(0, 3), min_size=20, max_size=20))
    def begin(self, letters):
        self.plan = self.first = start(letters)
        self.deltas = []
        self.undone = []
        self.reasons = set()
        self.locked = set()
        self.given = {code: facts.uuid for code, facts in self.plan.facts.items()}

    def grid(self, n):
        codes = sorted(self.plan.facts)
        return codes[n % len(codes)] if codes else "none"

    def do(self, edit):
        assert parse_edit(json.loads(json.dumps(edit.to_json()))) == edit
        before = self.plan
        try:
            outcome = before.apply(edit)
        except EditError as error:
            self.reasons.add(error.reason)
            return
        self.settle(before, outcome)
        self.undone = []
        assert outcome.plan.undo(outcome.delta).plan.digest() == before.digest()
        assert excess(outcome.plan) <= excess(before)

    def settle(self, before, outcome):
        delta = Delta.from_json(json.loads(json.dumps(outcome.delta.to_json())))
        assert delta == outcome.delta == delta.inverse().inverse()
        assert outcome.plan.digest() == before.replay(delta).digest()
        old = {one.key: one for one in before.violations()}
        new = {one.key: one for one in outcome.plan.violations()}
        assert {one.key for one in outcome.violations_added} == new.keys() - old.keys()
        assert set(outcome.violations_resolved) == old.keys() - new.keys()
        assert {one.key for one in outcome.violations_changed} == {
            key for key in old.keys() & new.keys() if old[key] != new[key]
        }
        moved = [(unit, *pair) for unit, *pair in outcome.flips]
        assert sorted(diff(before, outcome.plan).moved) == moved
        for code, facts in outcome.plan.facts.items():
            assert self.given.setdefault(code, facts.uuid) == facts.uuid
        self.plan = outcome.plan
        self.deltas.append(delta)

    @rule(units=some_units, n=number)
    def move(self, units, n):
        self.do(Move(tuple(dict.fromkeys(units)), self.grid(n)))

    @rule(units=some_units)
    def unassign(self, units):
        self.do(Move(tuple(dict.fromkeys(units)), None))

    @rule(units=some_units, name=st.sampled_from(["", "甲"]))
    def create(self, units, name):
        self.do(Create(tuple(dict.fromkeys(units)), name))

    @rule(first=number, second=number)
    def merge(self, first, second):
        self.do(Merge((self.grid(first),), self.grid(second)))

    @rule(n=number, share=st.floats(0.05, 0.95), slant=st.floats(-0.3, 0.3))
    def split(self, n, share, slant):
        west, width = 117.0, 0.0055
        x, dx = west + width * share, width * slant
        self.do(Split(self.grid(n), ((x - dx, SOUTH), (x + dx, NORTH))))

    @rule(units=some_units, locked=st.booleans())
    def lock_units(self, units, locked):
        self.do(LockUnits(tuple(dict.fromkeys(units)), locked))

    @rule(n=number, locked=st.booleans())
    def lock_grid(self, n, locked):
        self.do(LockGrids((self.grid(n),), locked))

    @rule(locked=st.booleans())
    def lock_all(self, locked):
        self.do(LockAll(locked))

    @rule(n=number, name=st.sampled_from(["", "乙", "丙"]))
    def rename(self, n, name):
        self.do(Rename(self.grid(n), name))

    @rule(n=number, special=st.booleans())
    def mark(self, n, special):
        kind, purpose = ("special", "park") if special else ("ordinary", None)
        self.do(Mark(self.grid(n), kind, purpose))

    @rule(labels=st.lists(st.sampled_from("xyz"), min_size=15, max_size=15))
    def apply(self, labels):
        made = {label: Made() for label in sorted(set(labels))}
        self.do(Apply(dict(zip(IDS[:15], labels, strict=True)), made))

    @precondition(lambda self: self.deltas and not self.plan.locked)
    @rule()
    def undo(self):
        delta = self.deltas[-1]
        try:
            outcome = self.plan.undo(delta)
        except EditError as error:
            self.locked.add(error.reason)
            return
        self.settle(self.plan, outcome)
        self.deltas = self.deltas[:-2]
        self.undone.append(delta)

    @precondition(lambda self: self.undone and not self.plan.locked)
    @rule()
    def redo(self):
        self.settle(self.plan, self.plan.redo(self.undone.pop()))

    @invariant()
    def what_it_says_is_what_is_worked_out_from_scratch(self):
        units, grids = from_scratch(self.plan)
        told = self.plan.grids()
        assert told.index.tolist() == grids.index.tolist()
        assert told[[*METRICS]].values.tolist() == grids[[*METRICS]].values.tolist()
        figures = plan_figures(units, grids, band=BAND)
        assert {name: self.plan.figures()[name] for name in figures} == figures
        found = check_plan(Subject(units, grids, GROUND.graph, BAND))
        assert {one.key: one for one in self.plan.violations()} == {one.key: one for one in found}

    @invariant()
    def households_are_conserved(self):
        gone = self.plan.figures()["unassigned_households"]
        assert int(self.plan.grids()["households"].sum()) + gone == sum(HOUSEHOLDS)

    def teardown(self):
        if not hasattr(self, "plan"):
            return
        assert self.reasons <= set(REASONS) - {"malformed", "misfit", "unknown_unit"}
        assert self.locked <= {"unit_locked", "grid_locked"}
        replayed = self.first
        for delta in self.deltas:
            replayed = replayed.replay(delta)
        assert replayed.digest() == self.plan.digest()
        for delta in reversed(self.deltas):
            replayed = replayed.replay(delta.inverse())
        assert replayed.digest() == self.first.digest()


class LongEditing(Editing):
    """The same, for longer."""


TestEditing = Editing.TestCase
TestEditing.settings = settings(
    max_examples=15,
    stateful_step_count=10,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
TestLongEditing = pytest.mark.slow(LongEditing.TestCase)
TestLongEditing.settings = settings(TestEditing.settings, max_examples=60, stateful_step_count=50)
