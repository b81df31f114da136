"""A proven bound is at most the optimum, and the optimum at most the plan: against brute force."""

import itertools

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from problems import lattice_problem
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import Delaunay

from gridmap.partition.bound import prove
from gridmap.partition.generation import ProofEffort
from gridmap.partition.problem import make_problem
from gridmap.partition.solve import Weights, evaluate

ALL = Weights()
INERTIA = Weights(balance=0.0, split=0.0, boundary=0.0, crossing=0.0)
NO_CENTRES = Weights(compactness=0.0)


def grids_of(problem):
    """Every connected set of units within the band, as a bit mask, by looking at all subsets."""
    n = problem.n
    heads = np.repeat(np.arange(n), np.diff(problem.indptr))
    beside = [0] * n
    for u, v in zip(heads.tolist(), problem.indices.tolist(), strict=True):
        beside[u] |= 1 << v
    found = []
    for mask in range(1, 1 << n):
        load = sum(int(problem.households[i]) for i in range(n) if mask >> i & 1)
        if not problem.lower <= load <= problem.upper:
            continue
        reached = mask & -mask
        while True:
            more = reached
            for i in range(n):
                if reached >> i & 1:
                    more |= beside[i] & mask
            if more == reached:
                break
            reached = more
        if reached == mask:
            found.append(mask)
    return found


def plans_of(problem, parts):
    """Every plan of so many grids, as labels."""
    n, by_lowest = problem.n, {}
    for mask in grids_of(problem):
        by_lowest.setdefault((mask & -mask).bit_length() - 1, []).append(mask)

    def extend(covered, chosen):
        if covered == (1 << n) - 1:
            if len(chosen) == parts:
                yield np.array(
                    [next(g for g, m in enumerate(chosen) if m >> i & 1) for i in range(n)]
                )
            return
        if len(chosen) == parts:
            return
        lowest = next(i for i in range(n) if not covered >> i & 1)
        for mask in by_lowest.get(lowest, []):
            if not mask & covered:
                yield from extend(covered | mask, [*chosen, mask])

    yield from extend(0, [])


def check(problem, parts, weights, effort=None):
    """Prove a poor plan and compare the bound and the plan with the optimum; how many plans."""
    plans = list(plans_of(problem, parts))
    if not plans:
        return 0
    objectives = [evaluate(problem, plan, parts, weights)[1] for plan in plans]
    optimum = min(objectives)
    worst = plans[int(np.argmax(objectives))]
    proof = prove(problem, [worst], weights=weights, effort=effort)
    slack = 1e-6 * max(1.0, abs(optimum))
    assert proof.bound <= optimum + slack
    assert proof.objective >= optimum - slack
    assert proof.objective == pytest.approx(evaluate(problem, proof.labels, parts, weights)[1])
    if proof.optimal:
        assert proof.objective == pytest.approx(optimum, rel=1e-5, abs=1e-6)
    return len(plans)


@pytest.mark.parametrize(
    ("rows", "cols"), [(1, 6), (2, 2), (2, 3), (2, 4), (3, 3), (2, 5), (2, 6), (3, 4)]
)
@pytest.mark.parametrize("parts", [1, 2, 3])
@pytest.mark.parametrize(
    "weights", [INERTIA, ALL, NO_CENTRES], ids=["inertia", "all terms", "no inertia"]
)
def test_bound_holds_on_every_small_lattice(rows, cols, parts, weights):
    n = rows * cols
    for slack in (0, 1):
        lower = max(1, n // parts - slack)
        check(
            lattice_problem(rows, cols, 1, lower=lower, upper=-(-n // parts) + slack),
            parts,
            weights,
        )


@st.composite
def communities(draw):
    """A planar graph of 4 to 11 units with households, walls, barriers and compounds."""
    n = draw(st.integers(4, 11))
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    xy = rng.random((n, 2)) * 300
    triangles = Delaunay(xy).simplices
    edges = np.unique(
        np.sort(np.vstack([triangles[:, [0, 1]], triangles[:, [1, 2]], triangles[:, [0, 2]]])),
        axis=0,
    )
    households = rng.integers(0, 60, n)
    households[rng.integers(n)] += 1
    parts = draw(st.integers(1, 4))
    mean = households.sum() / parts
    compound = rng.integers(-1, 3, n)
    cost = rng.choice([0.0, 0.1, 0.3, -0.2], len(edges))
    links = coo_array((np.ones(len(edges)), edges.T), (n, n))
    assert connected_components(links, directed=False)[0] == 1
    problem = make_problem(
        households,
        edges,
        xy=xy,
        lower=max(1, int(0.7 * mean)),
        upper=max(1, int(1.3 * mean) + 1),
        cut_cost=cost,
        compound=compound,
    )
    return problem, parts


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(communities(), st.sampled_from([INERTIA, ALL, NO_CENTRES]))
def test_bound_holds_on_random_communities(community, weights):
    check(*community, weights)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(communities(), st.integers(1, 4))
def test_bound_holds_wherever_it_is_stopped(community, rounds):
    check(*community, ALL, ProofEffort(rounds=rounds, nodes=20, listed=8))


def test_every_optimum_of_ten_units_is_proved():
    rng = np.random.default_rng(7)
    proved = []
    for _ in range(12):
        xy = rng.random((10, 2)) * 300
        edges = np.array(list(itertools.combinations(range(10), 2)))
        edges = edges[np.hypot(*(xy[edges[:, 0]] - xy[edges[:, 1]]).T) < 220]
        households = rng.integers(10, 50, 10)
        half = households.sum() / 2
        problem = make_problem(
            households, edges, xy=xy, lower=int(0.8 * half), upper=int(1.2 * half) + 1
        )
        plans = list(plans_of(problem, 2))
        if plans:
            proved.append(prove(problem, plans[:1], weights=INERTIA).optimal)
    assert len(proved) >= 10
    assert all(proved)


def test_bound_for_any_number_of_grids_is_at_most_that_of_each():
    problem = lattice_problem(3, 4, 1, lower=2, upper=6)
    plan = next(plans_of(problem, 3))
    free = prove(problem, [plan], weights=INERTIA, fewest=2, most=6)
    for parts in range(2, 7):
        scaled = [
            evaluate(problem, other, parts, INERTIA)[1] * 3 / parts * 3 / parts
            for other in plans_of(problem, parts)
        ]
        assert free.bound <= min(scaled) + 1e-9
