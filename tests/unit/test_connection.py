"""Whether a grid stays connected, on any graph, and the order in which units are stored."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from problems import is_connected, lattice_problem

from gridmap.partition.connection import shared_neighbours, stays_connected
from gridmap.partition.curve import along_curve, rearranged
from gridmap.partition.problem import make_problem
from gridmap.partition.solve import arrays_of


def leaves_connected(problem, labels, u):
    members = labels == labels[u]
    members[u] = False
    return bool(members.any()) and is_connected(problem, members)


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 10**6), st.integers(2, 40), st.integers(0, 90), st.integers(1, 3))
def test_the_answer_is_that_of_a_search_of_the_whole_grid(seed, n, links, parts):
    rng = np.random.default_rng(seed)
    edges = {tuple(sorted(map(int, rng.choice(n, 2, replace=False)))) for _ in range(links)}
    problem = make_problem(np.ones(n, int), sorted(edges), xy=rng.random((n, 2)), lower=1, upper=n)
    labels = rng.integers(parts, size=n)
    queue, mark = np.empty(n, np.int64), np.zeros(n, np.int64)
    arrays = arrays_of(problem)
    for u in range(n):
        whole = is_connected(problem, labels == labels[u])
        if whole:
            answer = stays_connected(arrays, labels, u, queue, mark, 2 * u + 1)
            assert bool(answer) == leaves_connected(problem, labels, u)


def test_the_middle_of_a_star_of_a_hundred_holds_it_together():
    star = [(0, v) for v in range(1, 101)]
    ring = [(v, v + 1) for v in range(1, 100)]
    for edges, middle in ((star, False), (star + ring, True)):
        problem = make_problem(np.ones(101, int), edges, xy=np.zeros((101, 2)), lower=1, upper=200)
        queue, mark = np.empty(101, np.int64), np.zeros(101, np.int64)
        arrays, labels = arrays_of(problem), np.zeros(101, np.int64)
        assert bool(stays_connected(arrays, labels, 0, queue, mark, 1)) == middle
        assert bool(stays_connected(arrays, labels, 50, queue, mark, 3))


def test_neighbours_of_a_triangle_with_a_tail_are_known():
    """0, 1, 2 make a triangle, 3 hangs on 2: rows 1 2 | 0 2 | 0 1 3 | 2."""
    problem = make_problem(
        np.ones(4, int), [(0, 1), (0, 2), (1, 2), (2, 3)], xy=np.zeros((4, 2)), lower=1, upper=4
    )
    near = shared_neighbours(problem.indptr, problem.indices)
    assert near.tolist() == [0b11, 0b11, 0b11, 0b11, 0b011, 0b011, 0b100, 0b1]


def test_the_curve_goes_through_one_quarter_of_a_sheet_after_the_other():
    problem = lattice_problem(4, 4, 1)
    quarter = (problem.xy[:, 0] > 0) + 2 * (problem.xy[:, 1] > 0)
    assert quarter[along_curve(problem.xy)].tolist() == [0] * 4 + [1] * 4 + [2] * 4 + [3] * 4


@pytest.mark.parametrize("seed", range(3))
def test_a_rearranged_problem_is_the_same_problem(seed):
    rng = np.random.default_rng(seed)
    problem = lattice_problem(
        3, 4, np.arange(12), cut_cost=rng.random(17), compound=rng.integers(-1, 3, 12)
    )
    order = rng.permutation(12)
    old, new = arrays_of(problem), rearranged(arrays_of(problem), order)
    assert (new.households == order).all()
    assert (new.xy == problem.xy[order]).all()
    assert (new.compound == problem.compound[order]).all()
    costs = dict(zip(zip(old.sources, old.indices, strict=True), old.cut_cost, strict=True))
    moved = zip(order[new.sources], order[new.indices], strict=True)
    assert dict(zip(moved, new.cut_cost, strict=True)) == costs
    for u in range(12):
        row = slice(new.indptr[u], new.indptr[u + 1])
        before = slice(old.indptr[order[u]], old.indptr[order[u] + 1])
        assert (order[new.indices[row]] == old.indices[before]).all()
        assert (new.near[row] == old.near[before]).all()
