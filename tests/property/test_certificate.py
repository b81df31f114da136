"""Proofs that a band is infeasible, against every way to cut small random pieces."""

import dataclasses

import numpy as np
import pytest
from scipy.spatial import Delaunay

from gridmap.partition.certificate import Exhausted, Listed, Stuck
from gridmap.partition.certificate_check import check_certificate
from gridmap.partition.piece import arithmetic
from gridmap.partition.problem import make_problem
from gridmap.partition.settle import nearest_band, settle, try_all
from gridmap.plan import Band

SEEDS = range(400)


def random_piece(seed, *, most=13):
    """Random connected planar pieces: paths and trees to triangulations, some land left empty."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(4, most + 1))
    xy = rng.random((n, 2))
    triangles = Delaunay(xy).simplices
    pairs = {
        tuple(sorted(map(int, t[[a, b]]))) for t in triangles for a, b in [(0, 1), (1, 2), (0, 2)]
    }
    pairs = sorted(pairs)
    rng.shuffle(pairs)
    tree, extra, root = [], [], list(range(n))

    def find(u):
        while root[u] != u:
            u = root[u]
        return u

    for a, b in pairs:
        if find(a) != find(b):
            root[find(a)] = find(b)
            tree.append((a, b))
        else:
            extra.append((a, b))
    edges = tree + extra[: int(len(extra) * rng.random())]
    sizes = [[0, 30, 60, 110, 160, 210, 260], [0, 0, 150, 200, 280], [20, 90, 170]][seed % 3]
    households = rng.choice(sizes, n)
    lower = int(rng.integers(250, 320))
    return make_problem(
        households, edges, xy=xy, lower=lower, upper=lower + int(rng.integers(5, 130))
    )


def edges_of(problem):
    heads = np.repeat(np.arange(problem.n), np.diff(problem.indptr))
    return [(a, b) for a, b in zip(heads.tolist(), problem.indices.tolist(), strict=True) if a < b]


def can_be_cut(problem, lower, upper):
    """Cut off the grid of the first unit in every way there is, and what is left likewise."""
    around = [0] * problem.n
    for a, b in edges_of(problem):
        around[a] |= 1 << b
        around[b] |= 1 << a
    loads = problem.households.tolist()
    known = {}

    def sum_of(units):
        return sum(load for u, load in enumerate(loads) if units >> u & 1)

    def grids(units, grid, barred):
        """Yield every connected set that holds `grid`, lies in `units` and avoids `barred`."""
        yield grid
        near = 0
        for u in range(problem.n):
            if grid >> u & 1:
                near |= around[u]
        near &= units & ~grid & ~barred
        while near:
            v = near & -near
            near ^= v
            yield from grids(units, grid | v, barred)
            barred |= v

    def cut(units):
        if sum_of(units) == 0:
            return True
        if units not in known:
            first = next(1 << u for u in range(problem.n) if units >> u & 1 and loads[u])
            known[units] = any(
                lower <= sum_of(grid) <= upper and cut(units & ~grid)
                for grid in grids(units, first, 0)
            )
        return known[units]

    return cut((1 << problem.n) - 1)


def verdict(problem):
    answer = arithmetic(problem, Band(problem.lower, problem.upper))
    return answer.certificate or settle(problem).certificate


def is_checked(certificate, problem):
    return check_certificate(
        certificate,
        problem.households.tolist(),
        edges_of(problem),
        Band(problem.lower, problem.upper),
    )


def is_plan(problem, labels):
    heads = np.repeat(np.arange(problem.n), np.diff(problem.indptr))
    same = labels[heads] == labels[problem.indices]
    seen = np.arange(problem.n)
    for _ in range(problem.n):
        np.minimum.at(seen, heads[same], seen[problem.indices[same]])
    loads = np.bincount(labels, weights=problem.households)
    whole = len(np.unique(seen)) == len(loads)
    return whole and all(problem.lower <= load <= problem.upper for load in loads)


def test_every_small_infeasible_piece_has_a_certificate_that_checks():
    kinds = {}
    for seed in SEEDS:
        problem = random_piece(seed)
        certificate = verdict(problem)
        assert (certificate is None) == can_be_cut(problem, problem.lower, problem.upper), seed
        if certificate is not None:
            assert is_checked(certificate, problem), (seed, certificate)
            kinds[type(certificate).__name__] = kinds.get(type(certificate).__name__, 0) + 1
    print(f"{len(SEEDS)} pieces, {sum(kinds.values())} infeasible, certificates: {kinds}")
    assert {"TooFew", "Between", "Stuck", "Bottleneck", "Listed", "Exhausted"} <= set(kinds)


def test_a_piece_that_can_be_cut_is_given_a_plan_and_one_that_cannot_is_not():
    for seed in SEEDS:
        problem = random_piece(seed)
        tried = try_all(problem, work=10**8)
        assert (tried.labels is None) != (tried.certificate is None)
        if tried.labels is not None:
            assert is_plan(problem, tried.labels), seed


def test_nearly_every_piece_of_twice_the_size_is_settled_one_way_or_the_other():
    open_ = 0
    for seed in range(1_000, 1_060):
        problem = random_piece(seed, most=26)
        certificate = verdict(problem)
        if certificate is not None:
            assert is_checked(certificate, problem), (seed, certificate)
            continue
        labels = settle(problem).labels
        open_ += labels is None
        assert labels is None or is_plan(problem, labels), seed
    assert open_ <= 1


def test_no_certificate_of_any_kind_is_believed_of_a_piece_that_can_be_cut():
    for seed in SEEDS[:120]:
        problem = random_piece(seed)
        if not can_be_cut(problem, problem.lower, problem.upper):
            continue
        lived = int((problem.households > 0).sum())
        assert not is_checked(Exhausted(lived, problem.total), problem)
        for unit in range(problem.n):
            assert not is_checked(Listed(unit, int(problem.households[unit])), problem)


def test_the_nearest_band_is_feasible_and_none_that_moves_an_end_by_less_is():
    tried = 0
    for seed in SEEDS[:120]:
        problem = random_piece(seed, most=8)
        if problem.total == 0 or verdict(problem) is None:
            continue
        nearest, basis = nearest_band(problem, problem.households[:1])
        assert basis == "exact"
        assert can_be_cut(problem, nearest.lower, nearest.upper)
        largest = max(problem.upper, int(problem.households.max()))
        down, up = problem.lower - nearest.lower, nearest.upper - largest
        assert min(down, up) == 0
        for by in range(down + up):
            assert by >= problem.lower or not can_be_cut(problem, problem.lower - by, largest)
            assert not can_be_cut(problem, problem.lower, largest + by)
        tried += 1
    assert tried > 40


@pytest.mark.parametrize("seed", [*range(0, 400, 7)])
def test_a_certificate_with_a_changed_figure_is_rejected(seed):
    problem = random_piece(seed)
    certificate = verdict(problem)
    if certificate is None:
        return
    for field in dataclasses.fields(certificate):
        value = getattr(certificate, field.name)
        changed = value + 1 if isinstance(value, int) else (*value, 1)
        other = dataclasses.replace(certificate, **{field.name: changed})
        # Two units may both be listed, or hold as many households: then the claim is true.
        if field.name != "unit":
            assert not is_checked(other, problem), field.name


def test_a_claim_about_no_piece_or_no_unit_is_rejected():
    band = Band(300, 500)
    assert not check_certificate(Stuck(7, 264, 528), [264, 264], [(0, 1)], band)
    assert not check_certificate(Stuck(-1, 264, 528), [264, 264], [(0, 1)], band)
    apart = [264, 264, 264]
    assert check_certificate(Exhausted(3, 792), apart, [(0, 1), (1, 2)], band)
    assert not check_certificate(Exhausted(3, 792), apart, [(0, 1)], band)
