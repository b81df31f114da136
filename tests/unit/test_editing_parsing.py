import json

import pytest

from gridmap.editing import (
    Apply,
    Create,
    Delta,
    GridFacts,
    LockAll,
    LockGrids,
    LockUnits,
    Made,
    Mark,
    Merge,
    Move,
    Rename,
    Split,
    parse_edit,
)
from gridmap.editing.parsing import EDITS
from gridmap.errors import EditError

EVERY = [
    Move(("u1", "u2"), "g1"),
    Move(("u1",), None),
    Split("g1", ((117.0, 35.0), (117.1, 35.1))),
    Merge(("g1", "g2"), "g2"),
    Create(("u1",), "北院", "special", "park"),
    LockUnits(("u1",), True),
    LockGrids(("g1",), False),
    LockAll(True),
    Rename("g1", ""),
    Mark("g1", "ordinary"),
    Apply({"u1": "x", "u2": "g1"}, {"x": Made("special", "park")}),
]


def test_every_kind_of_edit_is_tried():
    assert {edit.type for edit in EVERY} == set(EDITS)


@pytest.mark.parametrize("edit", EVERY, ids=lambda edit: edit.type)
def test_edit_comes_back_out_of_json(edit):
    assert parse_edit(json.loads(json.dumps(edit.to_json()))) == edit


def test_members_with_a_default_may_be_left_out():
    assert parse_edit({"type": "create", "units": ["u1"]}) == Create(("u1",))


def test_unit_that_is_named_twice_counts_once():
    assert parse_edit({"type": "move", "units": ["u", "u"], "target": None}).units == ("u",)


@pytest.mark.parametrize(
    ("value", "field"),
    [
        (None, ""),
        ([], ""),
        ({}, "type"),
        ({"type": "explode"}, "type"),
        ({"type": ["move"]}, "type"),
        ({"type": "move", "units": ["u"]}, "target"),
        ({"type": "move", "units": ["u"], "target": 7}, "target"),
        ({"type": "move", "units": [], "target": "g"}, "units"),
        ({"type": "move", "units": "u", "target": "g"}, "units"),
        ({"type": "move", "units": [1], "target": "g"}, "units"),
        ({"type": "move", "units": ["u" * 201], "target": "g"}, "units"),
        ({"type": "move", "units": ["u\x00"], "target": "g"}, "units"),
        ({"type": "move", "units": ["\ud800"], "target": "g"}, "units"),
        ({"type": "move", "units": ["u"], "target": "g", "<b>": 1}, ""),
        ({"type": "rename", "grid": "g", "name": "x" * 101}, "name"),
        ({"type": "rename", "grid": "g", "name": "a\u202eb"}, "name"),
        ({"type": "lock_all", "locked": 1}, "locked"),
        ({"type": "mark", "grid": "g", "kind": "vacant"}, "kind"),
        ({"type": "mark", "grid": "g", "kind": "special", "purpose": ""}, "purpose"),
        ({"type": "split", "grid": "g", "line": [[117, 35]]}, "line"),
        ({"type": "split", "grid": "g", "line": [[117, 35], [117]]}, "line"),
        ({"type": "split", "grid": "g", "line": [[117, 35], [117, float("nan")]]}, "line"),
        ({"type": "split", "grid": "g", "line": [[117, 35], [10**400, 35]]}, "line"),
        ({"type": "split", "grid": "g", "line": [[117, 35], [True, 35]]}, "line"),
        ({"type": "split", "grid": "g", "line": [[35, 117], [36, 117]]}, "line"),
        ({"type": "merge", "grids": {"g": {}}, "into": "g"}, "grids"),
        ({"type": "apply", "assignment": {}}, "assignment"),
        ({"type": "apply", "assignment": ["u"]}, "assignment"),
        ({"type": "apply", "assignment": {"u": "x"}, "grids": ["x"]}, "grids"),
        ({"type": "apply", "assignment": {"u": "x"}, "grids": {"x": {"kind": 1}}}, "grids.kind"),
    ],
)
def test_what_is_no_edit_is_refused_by_the_name_of_the_member(value, field):
    with pytest.raises(EditError) as caught:
        parse_edit(value)
    assert (caught.value.reason, caught.value.field) == ("malformed", field)


def test_refusal_does_not_repeat_what_was_sent():
    for value in (
        {"type": "<img>"},
        {"type": "move", "<img>": 1},
        {"type": "rename", "grid": "<img>\n"},
    ):
        with pytest.raises(EditError) as caught:
            parse_edit(value)
        assert "img" not in caught.value.say("zh") + caught.value.say("en")


def test_delta_comes_back_out_of_json_and_its_inverse_is_undone_by_inverting():
    facts = GridFacts("u", "370899001001", "北院", "special", "park", locked=True)
    delta = Delta(
        {"u1": ("g1", None)},
        {"u2": (False, True)},
        {"g1": (facts, facts.as_retired())},
        (True, False),
    )
    assert Delta.from_json(json.loads(json.dumps(delta.to_json()))) == delta
    assert delta.inverse().inverse() == delta
    assert delta.touched() == {"unit:u1", "unit:u2", "grid:g1", "plan"}
    assert not Delta()
