"""The search: totals by difference, connectivity, the optimum of lattices small enough to list."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from problems import is_connected, lattice_problem, rook

from gridmap.errors import SettingsError
from gridmap.partition.connection import stays_connected
from gridmap.partition.problem import contract, make_problem
from gridmap.partition.seeds import bisect
from gridmap.partition.solve import Effort, Weights, arrays_of, evaluate, scale_of, search
from gridmap.partition.streams import below, exponential, new_state, uniform
from gridmap.partition.tally import flip_cost, move, tally


def plans_of(problem, parts):
    """Every assignment into connected grids, listed one by one."""
    subsets = np.array(list(itertools.product([False, True], repeat=problem.n)))
    whole = {members.tobytes() for members in subsets if is_connected(problem, members)}
    for labels in itertools.product(range(parts), repeat=problem.n - 1):
        array = np.array((0, *labels))
        if all((array == g).tobytes() in whole for g in range(parts)):
            yield array


@pytest.mark.parametrize("seed", range(4))
def test_search_finds_the_optimum_of_every_small_lattice(seed):
    rng = np.random.default_rng(seed)
    edges, _ = rook(3, 3)
    problem = lattice_problem(
        3,
        3,
        rng.integers(50, 200, 9),
        lower=250,
        upper=500,
        cut_cost=rng.random(len(edges)) * 0.2,
        compound=rng.integers(-1, 3, 9),
    )
    best = min(evaluate(problem, labels, 3, Weights()) for labels in plans_of(problem, 3))
    found = search(problem, 3, seed=seed)
    assert found.outside == best[0]
    assert found.objective == pytest.approx(best[1])


def test_sixteen_equal_cells_become_four_squares():
    problem = lattice_problem(4, 4, 100, lower=400, upper=400)
    found = search(problem, 4, weights=Weights(balance=0, split=0))
    squares = np.array([0, 0, 1, 1, 0, 0, 1, 1, 2, 2, 3, 3, 2, 2, 3, 3])
    assert len({*zip(squares, found.labels, strict=True)}) == 4
    assert found.outside == 0


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6), st.integers(2, 5), st.integers(2, 6))
def test_a_flip_costs_what_the_objective_gains(seed, rows, cols):
    rng = np.random.default_rng(seed)
    n, parts = rows * cols, 3
    edges, _ = rook(rows, cols)
    problem = lattice_problem(
        rows,
        cols,
        rng.integers(0, 90, n),
        lower=100,
        upper=200,
        cut_cost=rng.normal(size=len(edges)),
        compound=rng.integers(-1, 4, n),
        mass=rng.random(n) + 0.1,
    )
    labels = rng.integers(0, parts, n)
    arrays, scale = arrays_of(problem), scale_of(problem, parts, Weights())
    totals = tally(arrays, labels, parts)
    for _ in range(20):
        u, b = int(rng.integers(n)), int(rng.integers(parts))
        if b == labels[u]:
            continue
        before = evaluate(problem, labels, parts, Weights())
        cost = flip_cost(arrays, scale, 0.01, totals, labels, u, b)
        move(arrays, totals, labels, u, b)
        after = evaluate(problem, labels, parts, Weights())
        expected = after[1] - before[1] + 0.01 * (after[0] - before[0])
        assert cost == pytest.approx(expected, abs=1e-6)
    for kept, fresh in zip(totals, tally(arrays, labels, parts), strict=True):
        np.testing.assert_allclose(kept, fresh, atol=1e-6)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6))
def test_a_unit_may_leave_exactly_when_its_grid_stays_whole(seed):
    rng = np.random.default_rng(seed)
    problem = lattice_problem(5, 5, 1)
    labels = rng.integers(0, 2, problem.n)
    mark, queue = np.zeros(problem.n, np.int64), np.empty(problem.n, np.int64)
    for u in range(problem.n):
        members = labels == labels[u]
        if not is_connected(problem, members):
            continue
        left = members.copy()
        left[u] = False
        expected = bool(left.any()) and is_connected(problem, left)
        answer = stays_connected(arrays_of(problem), labels, u, queue, mark, 2 * u + 1)
        assert bool(answer) == expected


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 8))
def test_every_grid_of_a_plan_is_connected_and_every_unit_is_in_one(seed, parts):
    rng = np.random.default_rng(seed)
    problem = lattice_problem(5, 6, rng.integers(0, 40, 30), lower=50, upper=90)
    for labels in (
        bisect(arrays_of(problem), parts, new_state(seed), 1.0),
        search(problem, parts, seed=seed, effort=Effort(200, 2, 50)).labels,
    ):
        assert sorted(set(labels)) == list(range(parts))
        assert all(is_connected(problem, labels == g) for g in range(parts))


def test_the_same_seed_gives_the_same_plan_and_another_seed_may_not():
    problem = lattice_problem(8, 8, np.random.default_rng(0).integers(5, 60, 64), lower=300)
    plans = [search(problem, 5, seed=seed, effort=Effort(2, 1)).labels for seed in (1, 1, 2)]
    assert (plans[0] == plans[1]).all()
    assert (plans[0] != plans[2]).any()


def test_merging_units_keeps_households_mass_inertia_and_cut():
    rng = np.random.default_rng(3)
    edges, _ = rook(4, 4)
    problem = lattice_problem(
        4, 4, rng.integers(1, 50, 16), cut_cost=rng.random(len(edges)), mass=rng.random(16)
    )
    group = np.array([0, 0, 1, 1, 0, 0, 1, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    merged = contract(problem, group)
    assert merged.total == problem.total
    coarse = np.array([0, 1, 0, 0, 1, 1, 0, 0, 1, 1])
    weights = Weights(balance=0.7)
    assert evaluate(merged, coarse, 2, weights)[1] == pytest.approx(
        evaluate(problem, coarse[group], 2, weights)[1]
    )


def test_shapes_that_do_not_agree_are_refused():
    with pytest.raises(SettingsError, match="do not agree"):
        make_problem([1, 2], [(0, 2)], xy=[[0, 0], [1, 1]], lower=1, upper=2)


def test_random_streams_are_uniform_and_apart():
    state = new_state(7)
    draws = np.array([below(state, 10) for _ in range(20_000)])
    assert np.bincount(draws, minlength=10).min() > 1_800
    assert abs(np.mean([uniform(state) for _ in range(20_000)]) - 0.5) < 0.01
    assert abs(np.mean([exponential(state) for _ in range(20_000)]) - 1.0) < 0.03
    assert new_state(7)[0] != new_state(7, 1)[0]
