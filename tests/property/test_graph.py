"""Any small graph: the plan is the optimum of all plans listed one by one, the bound below it."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridmap.partition import partition_graph
from gridmap.partition.cut_bound import cut_bound
from gridmap.partition.graph_piece import Solver
from gridmap.partition.problem import make_problem


def groupings(n):
    """Every way to put n units into groups, as labels in the order of first units."""
    rows = [[0]]
    for _ in range(n - 1):
        rows = [[*row, g] for row in rows for g in range(max(row) + 2)]
    return rows


def whole(members, edges):
    """Whether units are connected among themselves."""
    left = set(members[1:])
    front = [members[0]]
    while front:
        u = front.pop()
        for a, b in edges:
            for v in {a, b} - {u} if u in (a, b) else ():
                if v in left:
                    left.remove(v)
                    front.append(v)
    return not left


def value_of(labels, weights, edges, xy, objective):
    if objective == "cut":
        return sum(labels[a] != labels[b] for a, b in edges)
    total = 0.0
    for g in set(labels):
        members = [u for u, label in enumerate(labels) if label == g]
        load = sum(weights[u] for u in members)
        if load:
            centre = sum(weights[u] * xy[u] for u in members) / load
            total += sum(weights[u] * ((xy[u] - centre) ** 2).sum() for u in members)
    return total


def listed(weights, edges, xy, band, objective):
    """The least objective for every number of grids that can be, by listing."""
    best = {}
    lower, upper = band
    subsets = [
        subset
        for size in range(1, len(weights) + 1)
        for subset in itertools.combinations(range(len(weights)), size)
    ]
    grids = {
        subset
        for subset in subsets
        if lower <= sum(weights[u] for u in subset) <= upper and whole(subset, edges)
    }
    for labels in groupings(len(weights)):
        groups = {tuple(u for u, label in enumerate(labels) if label == g) for g in set(labels)}
        if groups <= grids:
            value = value_of(labels, weights, edges, xy, objective)
            best[len(groups)] = min(value, best.get(len(groups), math.inf))
    return best


def drawn(seed, units):
    """A random graph, now and then of several components, with units of no weight."""
    rng = np.random.default_rng(seed)
    weights = rng.integers(0, 30, units).tolist()
    xy = rng.random((units, 2)) * 500
    near = ((xy[:, None] - xy) ** 2).sum(axis=2) < (150 + 250 * rng.random()) ** 2
    edges = [(a, b) for a in range(units) for b in range(a) if near[a, b]]
    lower = int(rng.integers(10, 40))
    return weights, edges, xy, lower, lower + int(rng.integers(0, 40))


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.integers(0, 10**6), st.integers(1, 8), st.sampled_from(["moi", "cut"]))
def test_the_plan_is_the_optimum_for_a_free_and_for_every_number_of_grids(seed, units, objective):
    weights, edges, xy, lower, upper = drawn(seed, units)
    best = listed(weights, edges, xy, (lower, upper), objective)
    for parts in (None, *range(1, units + 1)):
        found = partition_graph(
            weights,
            edges,
            lower=lower,
            upper=upper,
            parts=parts,
            xy=xy,
            objective=objective,
            time_s=0.05,
        )
        expected = min(best.values(), default=None) if parts is None else best.get(parts)
        assert found.feasible == (expected is not None)
        assert found.infeasible == (expected is None)
        assert bool(found.reason.zh) == bool(found.reason.en) == (not found.feasible)
        groups = [np.flatnonzero(found.labels == g).tolist() for g in range(found.parts)]
        assert all(groups)
        assert all(whole(group, edges) for group in groups)
        assert found.objective == pytest.approx(
            value_of(found.labels.tolist(), weights, edges, xy, objective)
        )
        if expected is not None:
            assert found.objective == pytest.approx(expected, rel=1e-9, abs=1e-6)
            assert found.bound <= found.objective
            assert found.optimal


def lattice(rows, cols):
    cell = np.arange(rows * cols).reshape(rows, cols)
    across = [*zip(cell[:, :-1].ravel(), cell[:, 1:].ravel(), strict=True)]
    down = [*zip(cell[:-1].ravel(), cell[1:].ravel(), strict=True)]
    y, x = np.mgrid[0:rows, 0:cols]
    edges = [(int(a), int(b)) for a, b in across + down]
    return edges, np.column_stack([x.ravel(), y.ravel()]) * 100.0


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("objective", ["moi", "cut"])
def test_the_search_finds_and_the_bound_respects_the_optimum_of_small_lattices(seed, objective):
    rng = np.random.default_rng(seed)
    rows, cols = [(3, 3), (2, 4), (2, 5)][seed % 3]
    edges, xy = lattice(rows, cols)
    weights = rng.integers(20, 60, rows * cols).tolist()
    parts = 2 + seed % 2
    mean = sum(weights) / parts
    lower, upper = int(mean * 0.9), int(mean * 1.1)
    best = listed(weights, edges, xy, (lower, upper), objective).get(parts)
    problem = make_problem(
        weights, edges, xy=xy, lower=lower, upper=upper, cut_cost=np.ones(len(edges))
    )
    solver = Solver(objective == "moi", 0)
    solver.compile()
    found = solver.solve(problem, parts, time_s=0.5)
    assert (found.outside == 0) == (best is not None)
    if best is not None:
        assert found.objective == pytest.approx(best)
        if objective == "cut":
            assert parts - 1 <= cut_bound(problem, parts, plan=found.labels, time_s=5.0) <= best
