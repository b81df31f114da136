"""Recombination: what a cut of the tree costs is what the objective gains."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from problems import is_connected, lattice_problem, rook

from gridmap.partition.recombine import _best_cut, _crossing, _random_tree, recombine
from gridmap.partition.solve import Weights, arrays_of, evaluate, scale_of
from gridmap.partition.streams import new_state
from gridmap.partition.tally import tally


def problem_of(seed):
    rng = np.random.default_rng(seed)
    edges, _ = rook(4, 5)
    return lattice_problem(
        4,
        5,
        rng.integers(1, 90, 20),
        lower=300,
        upper=600,
        cut_cost=rng.normal(size=len(edges)),
        compound=rng.integers(-1, 4, 20),
    )


def tree_of(problem, seed):
    units = np.arange(problem.n)
    return units, *_random_tree(arrays_of(problem), units, -1 - units, new_state(seed))


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6))
def test_edges_and_compounds_that_a_cut_of_the_tree_crosses_are_counted(seed):
    problem = problem_of(seed)
    arrays, scale = arrays_of(problem), scale_of(problem, 2, Weights())
    units, order, parent, *edges = tree_of(problem, seed)
    extra = _crossing(arrays, scale, units, order, parent, *edges)
    for root in order[1:]:
        below = {root}
        for i in order:
            if parent[i] in below:
                below.add(i)
        side = np.isin(units, list(below))
        assert is_connected(problem, side)
        assert is_connected(problem, ~side)
        cut = side[arrays.sources] != side[arrays.indices]
        split = sum(
            len(set(side[problem.compound == c])) == 2 for c in set(problem.compound) - {-1}
        )
        expected = arrays.cut_cost[cut].sum() / 2 + scale.split * split
        assert extra[root] == pytest.approx(expected)


def test_the_cut_that_is_chosen_is_the_cheapest_of_the_tree():
    problem = problem_of(1)
    arrays, scale = arrays_of(problem), scale_of(problem, 2, Weights())
    units, order, parent, *edges = tree_of(problem, 3)
    extra = _crossing(arrays, scale, units, order, parent, *edges)
    side = _best_cut(arrays, scale, 0.01, units, order, parent, extra)
    costs = []
    for root in order[1:]:
        below = {root}
        for i in order:
            if parent[i] in below:
                below.add(i)
        labels = np.isin(units, list(below)).astype(np.int64)
        outside, objective = evaluate(problem, labels, 2, Weights())
        costs.append(objective + 0.01 * outside)
    outside, objective = evaluate(problem, side.astype(np.int64), 2, Weights())
    assert objective + 0.01 * outside == pytest.approx(min(costs))


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10**6))
def test_cold_recombination_never_costs_and_keeps_grids_whole_and_totals_right(seed):
    problem = problem_of(seed)
    arrays, scale = arrays_of(problem), scale_of(problem, 4, Weights())
    labels = np.repeat(np.arange(4), 5)
    totals = tally(arrays, labels, 4)
    queue, mark = np.empty(problem.n, np.int64), np.zeros(problem.n, np.int64)
    state = new_state(seed)
    for turn in range(40):
        outside, objective = evaluate(problem, labels, 4, Weights())
        e = (7 * turn) % len(arrays.indices)
        recombine(arrays, scale, 0.1, totals, labels, e, state, 0.0, queue, mark, 4 * turn + 1)
        after = evaluate(problem, labels, 4, Weights())
        assert after[1] + 0.1 * after[0] <= objective + 0.1 * outside + 1e-9
        assert all(is_connected(problem, labels == g) for g in range(4))
    for kept, fresh in zip(totals, tally(arrays, labels, 4), strict=True):
        np.testing.assert_allclose(kept, fresh, atol=1e-6)
