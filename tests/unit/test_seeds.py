"""First plans: connected for any connected graph, balanced where a drawing shows the balance."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from problems import is_connected, lattice_problem

from gridmap.partition.problem import make_problem
from gridmap.partition.seeds import bisect, first_plan
from gridmap.partition.solve import Weights, arrays_of, scale_of
from gridmap.partition.streams import new_state


def planned(problem, parts, *, seed=0, jitter=0.0, weights=None):
    scale = scale_of(problem, parts, weights or Weights(balance=0.0))
    return first_plan(arrays_of(problem), scale, parts, new_state(seed), jitter)


def bisected(problem, parts, *, seed=0, jitter=0.0):
    return bisect(arrays_of(problem), parts, new_state(seed), jitter)


def are_grids(problem, labels, parts):
    whole = sorted(set(labels)) == list(range(parts))
    return whole and all(is_connected(problem, labels == g) for g in range(parts))


def any_graph(rng, n, links):
    """A random tree with a few edges more, its units anywhere: not a map at all."""
    tree = [(int(rng.integers(v)), v) for v in range(1, n)]
    more = {tuple(sorted(map(int, rng.choice(n, 2, replace=False)))) for _ in range(links)}
    edges = sorted({*tree, *more})
    households = rng.integers(0, 90, n)
    return make_problem(households, edges, xy=rng.random((n, 2)) * 900, lower=100, upper=300)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.integers(2, 70), st.integers(0, 60), st.floats(0, 1))
def test_every_grid_is_connected_on_any_graph(seed, n, links, share):
    problem = any_graph(np.random.default_rng(seed), n, links)
    parts = 1 + round(share * (n - 1))
    for labels in (
        bisected(problem, parts, seed=seed, jitter=1.0),
        planned(problem, parts, seed=seed, jitter=1.0),
    ):
        assert are_grids(problem, labels, parts)


@pytest.mark.parametrize("parts", [1, 2, 7, 18, 35, 36])
def test_units_without_households_in_one_place_still_make_grids(parts):
    edges = [(u, u + 1) for u in range(35)]
    problem = make_problem(np.zeros(36, int), edges, xy=np.zeros((36, 2)), lower=1, upper=2)
    assert are_grids(problem, planned(problem, parts), parts)
    assert are_grids(problem, bisected(problem, parts), parts)


def test_a_sheet_of_equal_cells_falls_into_equal_squares():
    problem = lattice_problem(16, 16, 10)
    labels = bisected(problem, 16).reshape(16, 16)
    squares = labels.reshape(4, 4, 4, 4).swapaxes(1, 2).reshape(16, 16)
    assert (squares == squares[:, :1]).all()
    assert len(set(squares[:, 0])) == 16


def test_a_strip_is_cut_where_its_households_divide():
    problem = lattice_problem(1, 8, [60, 10, 10, 10, 10, 10, 10, 60])
    labels = bisected(problem, 3)
    sums = np.bincount(labels, weights=problem.households)
    assert sorted(sums) == [60, 60, 60]


def test_hundreds_of_equal_cells_are_shared_out_equally():
    problem = lattice_problem(32, 32, 10)
    assert set(np.bincount(bisected(problem, 64))) == {16}
    assert set(np.bincount(planned(problem, 64))) == {16}


def test_sparse_land_gets_smaller_grids_where_only_inertia_counts():
    """At a quarter of the density the best grids have half the households: 1/H² per inertia.

    800 units of 40 households and 800 of 10 make 40,000, 64 grids are 625 each; grids of 2h and
    h households solve 32,000 / 2h + 8,000 / h = 64: 750 and 375.
    """
    dense = np.arange(40) < 20
    households = np.tile(np.where(dense, 40, 10), (40, 1)).ravel()
    problem = lattice_problem(40, 40, households, lower=1, upper=2_000)
    labels = planned(problem, 64)
    sums = np.bincount(labels, weights=problem.households)
    x = np.bincount(labels, weights=problem.xy[:, 0]) / np.bincount(labels)
    west, east = sums[x < np.median(problem.xy[:, 0])], sums[x > np.median(problem.xy[:, 0])]
    assert west.mean() == pytest.approx(750, rel=0.1)
    assert east.mean() == pytest.approx(375, rel=0.1)


def test_sparse_land_gets_grids_of_the_band_all_the_same():
    dense = np.arange(40) < 20
    households = np.tile(np.where(dense, 40, 10), (40, 1)).ravel()
    problem = lattice_problem(40, 40, households, lower=500, upper=800)
    labels = planned(problem, 64)
    sums = np.bincount(labels, weights=problem.households)
    assert (problem.in_band(labels, 64)).mean() > 0.9
    assert sums.max() > 1.2 * sums.min()


def test_balance_alone_wants_grids_of_equal_households():
    dense = np.arange(40) < 20
    households = np.tile(np.where(dense, 40, 10), (40, 1)).ravel()
    problem = lattice_problem(40, 40, households, lower=1, upper=2_000)
    labels = planned(problem, 64, weights=Weights(compactness=0.0, balance=1.0))
    sums = np.bincount(labels, weights=problem.households)
    assert sums.std() < 0.1 * sums.mean()


def test_the_same_seed_gives_the_same_plan_and_others_differ():
    problem = lattice_problem(20, 20, np.random.default_rng(0).integers(5, 60, 400))
    plans = [planned(problem, 20, seed=seed, jitter=0.4) for seed in (1, 1, 2, 3)]
    assert (plans[0] == plans[1]).all()
    assert len({plan.tobytes() for plan in plans}) == 3
