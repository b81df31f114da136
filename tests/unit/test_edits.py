"""Moves as values: applied, taken back, refused on another version of the plan."""

import numpy as np
import pandas as pd
import pytest

from gridmap.edits import Move, apply_all, undo
from gridmap.errors import InputError


@pytest.fixture
def assignment():
    return pd.Series({"u1": "g1", "u2": "g1", "u3": "g2", "u4": None}, dtype=object)


def test_a_move_changes_its_units_and_nothing_else(assignment):
    after = Move(("u2",), "g1", "g2").apply(assignment)
    assert after.tolist() == ["g1", "g2", "g2", None]
    assert assignment.tolist() == ["g1", "g1", "g2", None]


def test_a_unit_without_grid_is_placed_and_taken_out_again(assignment):
    move = Move(("u4",), None, "g3")
    after = move.apply(assignment)
    assert after["u4"] == "g3"
    assert move.inverse().apply(after)["u4"] is None


def test_a_move_of_units_that_are_elsewhere_by_now_is_refused(assignment):
    with pytest.raises(InputError, match="u3 is in grid g2, not in g1"):
        Move(("u1", "u3"), "g1", "g2").apply(assignment)


def test_a_move_of_an_unknown_unit_is_refused(assignment):
    with pytest.raises(InputError, match="no unit u9"):
        Move(("u9",), "g1", "g2").apply(assignment)


@pytest.mark.parametrize("seed", range(5))
def test_undoing_any_list_of_moves_gives_the_first_assignment(seed):
    rng = np.random.default_rng(seed)
    units = [f"u{i}" for i in range(12)]
    grids = ["g1", "g2", "g3", None]
    first = now = pd.Series([grids[i] for i in rng.integers(0, 4, 12)], index=units, dtype=object)
    edits = []
    for _ in range(30):
        unit = units[rng.integers(12)]
        alike = tuple(u for u in units if now[u] == now[unit] and rng.random() < 0.5) or (unit,)
        source = now[alike[0]]
        edits.append(Move(alike, source, grids[rng.integers(4)]))
        now = edits[-1].apply(now)
    assert apply_all(first, edits).equals(now)
    assert apply_all(now, undo(edits)).equals(first)
