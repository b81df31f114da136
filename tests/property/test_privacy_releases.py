"""Whatever plans are published one after another, no few people follow from what is told."""

from itertools import combinations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from gridmap.privacy.guard import Counts, withheld

LEAST = 10
UNITS = 8


@st.composite
def releases(draw):
    """Return households of units, and for each release the grid of each unit."""
    counts = draw(st.lists(st.sampled_from([0, 2, 4, 7, 12, 30]), min_size=UNITS, max_size=UNITS))
    grids = draw(st.lists(st.integers(0, 2), min_size=UNITS, max_size=UNITS))
    plans = [grids]
    for _ in range(draw(st.integers(1, 3))):
        grids = list(plans[-1])
        for unit in draw(st.sets(st.integers(0, UNITS - 1), min_size=1, max_size=2)):
            grids[unit] = draw(st.integers(0, 2))
        plans.append(grids)
    return np.array(counts), plans


def sums_of(grids):
    """Return the units of every grid, and of all of them together."""
    return [[unit for unit in range(UNITS) if grids[unit] == one] for one in range(3)] + [
        list(range(UNITS))
    ]


def told_after(counts, plans, *, guarded):
    told = []
    for grids in plans:
        now = sums_of(grids)
        hidden = np.zeros(len(now), dtype=bool)
        if guarded:
            hidden = withheld([Counts(counts, list(told), now)], [0, 0, 0, 1], least=LEAST)
        told += [one for one, gone in zip(now, hidden, strict=True) if not gone]
    return told


def given_away(counts, told):
    """Return sets of units, of up to all that are lived in, of few people, whose count follows."""
    lived = np.flatnonzero(counts)
    rows = np.array([[unit in one for unit in lived] for one in told], dtype=float)
    if not rows.size:
        return []
    rank = np.linalg.matrix_rank(rows)
    return [
        some
        for size in range(1, len(lived) + 1)
        for some in combinations(range(len(lived)), size)
        if 0 < counts[lived[list(some)]].sum() < LEAST
        and np.linalg.matrix_rank(np.vstack([rows, np.isin(np.arange(len(lived)), some)])) == rank
    ]


@settings(max_examples=40, deadline=None)
@given(releases())
def test_nothing_few_follows_from_all_that_was_ever_told(found):
    counts, plans = found
    assert given_away(counts, told_after(counts, plans, guarded=True)) == []


@settings(max_examples=5, deadline=None)
@given(releases())
def test_the_same_releases_are_decided_in_the_same_way(found):
    counts, plans = found
    assert told_after(counts, plans, guarded=True) == told_after(counts, plans, guarded=True)


def test_without_the_guard_a_unit_that_moves_is_given_away():
    counts = np.array([4, 30, 30, 30, 30, 30, 30, 30])
    before = [0, 0, 0, 1, 1, 1, 2, 2]
    plans = [before, [1, *before[1:]]]
    assert given_away(counts, told_after(counts, plans, guarded=False)) == [(0,)]
