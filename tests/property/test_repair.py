"""Repair against every labelling there is, on hundreds of small random graphs."""

import numpy as np
import pytest
from problems import is_connected, rook
from scipy.optimize import linear_sum_assignment
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from gridmap.partition.problem import make_problem
from gridmap.partition.repair.alternatives import alternatives
from gridmap.partition.repair.budget import objective, variants, within_budget
from gridmap.partition.repair.case import make_case
from gridmap.partition.repair.minimum import repair
from gridmap.partition.solve import Weights

SHAPES = [(1, 7), (2, 4), (3, 3), (2, 3), (1, 6)]


def random_case(seed):
    """A small lattice with holes in its edges, and a present plan, good or bad."""
    rng = np.random.default_rng(seed)
    rows, cols = SHAPES[rng.integers(len(SHAPES))]
    edges, xy = rook(rows, cols)
    n = rows * cols
    fewer = edges[rng.random(len(edges)) > 0.1]
    links = coo_array((np.ones(len(fewer)), (fewer[:, 0], fewer[:, 1])), (n, n))
    if connected_components(links, directed=False)[0] == 1:
        edges = fewer
    households = rng.integers(1, 40, n)
    households[rng.random(n) < 0.15] = 0
    households[0] += 5
    lower = int(rng.integers(25, 60))
    grids = int(rng.integers(1, 4))
    present = np.minimum(np.arange(n) * grids // n, grids - 1)
    thrown = rng.random(n) < 0.3
    present[thrown] = rng.integers(0, grids, thrown.sum())
    present[rng.random(n) < 0.1] = -1
    locked = (rng.random(n) < 0.06) & (present >= 0)
    problem = make_problem(
        households, edges, xy=xy, lower=lower, upper=int(lower * rng.uniform(1.4, 2.4))
    )
    return make_case(problem, present, grids=grids, locked=locked)


def partitions(n):
    """Every partition of n things, each once, as labels."""
    labels = [0] * n

    def rest(i, count):
        if i == n:
            yield tuple(labels)
            return
        for block in range(count + 1):
            labels[i] = block
            yield from rest(i + 1, max(count, block + 1))

    return list(rest(0, 0))


PARTITIONS = {n: np.array(partitions(n)) for n in range(6, 10)}


def brute_force(case):
    """Fewest households outside the band, then fewest moved, of all plans; None without any."""
    problem, n = case.problem, case.problem.n
    connected = np.array(
        [m > 0 and is_connected(problem, bits(m, n)) for m in range(2**n)], dtype=bool
    )
    plans = PARTITIONS[n]
    masks = np.stack(
        [((plans == block) * (1 << np.arange(n))).sum(axis=1) for block in range(n)], axis=1
    )
    whole = (connected[masks] | (masks == 0)).all(axis=1)
    loads = np.stack(
        [((plans == block) * problem.households).sum(axis=1) for block in range(n)], axis=1
    )
    off = np.maximum(0, np.maximum(problem.lower - loads, loads - problem.upper))
    outside = np.where(masks > 0, off, 0).sum(axis=1)
    best = None
    for k in np.argsort(np.where(whole, outside, 10**6), kind="stable"):
        if not whole[k] or (best is not None and outside[k] > best[0]):
            break
        moved = fewest_named(case, plans[k])
        if moved is not None and (best is None or (outside[k], moved) < best):
            best = int(outside[k]), moved
    return best


def bits(mask, n):
    return (mask >> np.arange(n) & 1).astype(bool)


def fewest_named(case, blocks):
    """Households moved when blocks are named best; None if locks forbid it."""
    kept = np.zeros((int(blocks.max()) + 1, case.grids + int(blocks.max()) + 1))
    placed = case.present >= 0
    lock = 10.0**6
    np.add.at(
        kept,
        (blocks[placed], case.present[placed]),
        (case.price + lock * case.locked)[placed],
    )
    total = kept[linear_sum_assignment(-kept)].sum() - lock * case.locked.sum()
    return None if total < 0 else int(case.price.sum() - total)


@pytest.mark.parametrize("block", range(10))
def test_the_repair_is_the_least_change_of_all_plans(block):
    for seed in range(25 * block, 25 * block + 25):
        case = random_case(seed)
        least = brute_force(case)
        if least is None:
            continue
        found = repair(case.problem, case.present, grids=case.grids, locked=case.locked)
        assert (found.outside, found.moved) == least, seed
        assert (found.outside_bound, found.bound) == least, seed
        assert case.connected(found.labels)
        assert (found.labels[case.locked] == case.present[case.locked]).all()


@pytest.mark.parametrize("seed", range(4))
def test_a_budget_is_kept_and_never_makes_the_plan_worse(seed):
    case = larger_case(seed)
    found = repair(case.problem, case.present)
    plans = variants(case, found.labels, weights=Weights(), seed=seed)
    before = objective(case, found.labels, Weights())
    for extra in (0, 40, 400):
        budget = found.moved + extra
        plan = within_budget(case, plans, budget=budget, weights=Weights(), seed=seed)
        assert case.moved(plan) <= budget
        assert case.connected(plan)
        assert case.outside(plan) == found.outside
        value = objective(case, plan, Weights())
        assert value <= before + 1e-9
        before = value


@pytest.mark.parametrize("terms", [("objective", "moved"), ("compactness", "balance")])
def test_no_alternative_is_dominated_or_nearly_alike(terms):
    case = larger_case(9)
    found = repair(case.problem, case.present)
    plans = alternatives(case, found.labels, weights=Weights(), terms=terms, least_difference=0.02)
    values = np.array([plan.values for plan in plans])
    assert len(plans) > 1
    assert (np.diff(values[:, 0]) > 0).all()
    assert (np.diff(values[:, 1]) < 0).all()
    for i, one in enumerate(plans):
        assert case.connected(one.labels)
        assert case.outside(one.labels) == 0
        for other in plans[:i]:
            differ = case.problem.households[one.labels != other.labels].sum()
            assert differ >= 0.02 * case.problem.total


def larger_case(seed):
    """A lattice of 6 by 6 in six strips, with units thrown into other strips."""
    rng = np.random.default_rng(seed)
    edges, xy = rook(6, 6)
    households = rng.integers(20, 60, 36)
    present = np.arange(36) // 6
    thrown = rng.choice(36, 4, replace=False)
    present[thrown] = rng.integers(0, 6, 4)
    return make_case(make_problem(households, edges, xy=xy, lower=180, upper=310), present)
