"""The objective: what the search keeps by difference is what the terms say from nothing."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from problems import is_connected, rook

from gridmap.partition.annealing import PENALTY
from gridmap.partition.identity import named_as_today
from gridmap.partition.objective import Weights, arrays_of, away_of, evaluate, scale_of
from gridmap.partition.problem import contract, make_problem, restrict
from gridmap.partition.recombine import recombine
from gridmap.partition.seeds import bisect
from gridmap.partition.solve import canonical, search
from gridmap.partition.streams import new_state
from gridmap.partition.tally import flip_cost, judge, move, tally
from gridmap.partition.terms import TERMS, breakdown

EVERY = Weights(1.0, 2.0, 0.6, 0.15, 1.0, walking=0.7, mixing=1.3, loads=0.9, stability=0.8)
WEIGHTS = {name: Weights(**dict.fromkeys(TERMS, 0.0) | {name: 1.5}) for name in TERMS}
WEIGHTS["every"] = EVERY


def any_problem(seed, *, rows=4, cols=5):
    """A lattice with chords across it, and every kind of data."""
    rng = np.random.default_rng(seed)
    n = rows * cols
    edges, xy = rook(rows, cols)
    chords = rng.integers(0, n, (4, 2))
    chords = np.sort(chords[chords[:, 0] != chords[:, 1]], axis=1)
    edges = np.unique(np.vstack([edges, chords]), axis=0)
    return make_problem(
        rng.integers(0, 90, n),
        edges,
        xy=xy + rng.normal(size=(n, 2)) * 20,
        lower=150,
        upper=400,
        cut_cost=rng.normal(size=len(edges)),
        mass=rng.random(n) + 0.1,
        compound=rng.integers(-1, 4, n),
        present=rng.integers(-1, 4, n),
        loads=rng.random((n, 2)) * [250, 30],
        load_bands=[(900, 1_100), (0, np.inf)],
        kind=rng.integers(-1, 3, n),
        walk_m=rng.random((n, 3)) * 900,
        net_cost=rng.normal(size=len(edges)),
    )


def compiled_form(problem, parts, weights):
    scale = scale_of(problem, parts, weights)
    return arrays_of(problem, away=away_of(problem, scale, weights)), scale


def judged(problem, labels, parts, weights, penalty):
    """What the terms and the households outside the bands cost, in NumPy alone."""
    target = np.clip(problem.total / parts, problem.lower, problem.upper)
    columns = [problem.households, *problem.loads.T]
    bands = [(problem.lower, problem.upper), *problem.load_bands]
    out = 0.0
    for column, (lower, upper) in zip(columns, bands, strict=True):
        sums = np.bincount(labels, weights=column, minlength=parts)
        mean = np.clip(column.sum() / parts, lower, upper)
        out += np.maximum(0, np.maximum(lower - sums, sums - upper)).sum() * target / mean
    return sum(breakdown(problem, labels, parts, weights).values()) + penalty * out


@pytest.mark.parametrize("name", WEIGHTS)
@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10**6))
def test_a_flip_costs_what_the_terms_gain(name, seed):
    rng = np.random.default_rng(seed)
    problem, parts, weights = any_problem(seed), 4, WEIGHTS[name]
    labels = rng.integers(0, parts, problem.n)
    arrays, scale = compiled_form(problem, parts, weights)
    totals = tally(arrays, labels, parts)
    for u, b in rng.integers(0, (problem.n, parts), (12, 2)):
        if b == labels[u]:
            continue
        before = judged(problem, labels, parts, weights, 0.01)
        cost = flip_cost(arrays, scale, 0.01, totals, labels, u, b)
        move(arrays, totals, labels, u, b)
        assert cost == pytest.approx(
            judged(problem, labels, parts, weights, 0.01) - before, abs=1e-7
        )
    for kept, fresh in zip(totals, tally(arrays, labels, parts), strict=True):
        np.testing.assert_allclose(kept, fresh, atol=1e-6)


@pytest.mark.parametrize("name", WEIGHTS)
@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 6))
def test_the_objective_of_a_plan_is_the_sum_of_its_terms(name, seed, parts):
    problem = any_problem(seed)
    labels = np.random.default_rng(seed).integers(0, parts, problem.n)
    outside, objective = evaluate(problem, labels, parts, WEIGHTS[name])
    assert objective == pytest.approx(
        sum(breakdown(problem, labels, parts, WEIGHTS[name]).values()), abs=1e-9
    )
    without = judged(problem, labels, parts, WEIGHTS[name], 0.0)
    exact = judged(problem, labels, parts, WEIGHTS[name], 1.0) - without
    assert exact - 1e-6 <= outside < exact + 1
    assert problem.in_band(labels, parts).all() == (outside == 0)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.floats(0.0, 1.0))
def test_recombination_keeps_totals_and_connection_and_takes_what_pays(seed, temperature):
    problem, parts = any_problem(seed), 4
    arrays, scale = compiled_form(problem, parts, EVERY)
    state = new_state(seed)
    labels = bisect(arrays, parts, state, 1.0)
    totals = tally(arrays, labels, parts)
    queue, mark = np.empty(problem.n, np.int64), np.zeros(problem.n, np.int64)
    penalty = PENALTY[0] / scale.target
    greatest_variate = 9.1  # of the rounded table, -log(1 / 8192)
    for turn, e in enumerate(np.random.default_rng(seed).integers(0, len(arrays.indices), 20)):
        before = judged(problem, labels, parts, EVERY, penalty)
        recombine(
            arrays, scale, penalty, totals, labels, e, state, temperature, queue, mark, 4 * turn + 4
        )
        after = judged(problem, labels, parts, EVERY, penalty)
        assert after - before <= temperature * greatest_variate + 1e-7
        assert all(is_connected(problem, labels == g) for g in range(parts))
    for kept, fresh in zip(totals, tally(arrays, labels, parts), strict=True):
        np.testing.assert_allclose(kept, fresh, atol=1e-6)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6))
def test_merged_units_cost_what_their_units_cost(seed):
    rng = np.random.default_rng(seed)
    problem = any_problem(seed)
    group = np.arange(problem.n)
    group[[1, 6, 12]] = [0, 5, 11]
    group = np.unique(group, return_inverse=True)[1]
    merged = contract(problem, group)
    coarse = rng.integers(0, 3, merged.n)
    fine, found = (
        breakdown(problem, coarse[group], 3, EVERY),
        breakdown(merged, coarse, 3, EVERY),
    )
    for terms in (fine, found):
        terms["edges"] = terms.pop("boundary") + terms.pop("crossing")
        del terms["split"], terms["stability"]  # a unit has one compound, and one grid today
    assert found == pytest.approx(fine, abs=1e-8)
    assert merged.total == problem.total
    np.testing.assert_allclose(judge_all(merged, coarse), judge_all(problem, coarse[group]))


def judge_all(problem, labels):
    arrays, scale = compiled_form(problem, 3, EVERY)
    return judge(scale, tally(arrays, labels, 3))[1]


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6))
def test_a_part_of_a_problem_keeps_the_sums_of_its_units(seed):
    problem = any_problem(seed)
    inside = np.random.default_rng(seed).random(problem.n) < 0.7
    inside[0] = True
    part = restrict(problem, inside)
    labels = np.zeros(part.n, dtype=np.int64)
    assert part.total == problem.households[inside].sum()
    for name in ("loads", "kinds", "walks"):
        np.testing.assert_array_equal(getattr(part, name), getattr(problem, name)[inside])
    heads = np.repeat(np.arange(problem.n), np.diff(problem.indptr))
    kept = inside[heads] & inside[problem.indices]
    assert part.cut_cost.sum() == pytest.approx(problem.cut_cost[kept].sum())
    mass, xy = problem.mass[inside], problem.xy[inside]
    about = ((xy - mass @ xy / mass.sum()) ** 2).sum(axis=1)
    assert TERMS["compactness"].measure(part, labels, 1) == pytest.approx(mass @ about)


@pytest.mark.parametrize("seed", range(6))
def test_search_finds_the_optimum_of_all_terms_on_every_small_lattice(seed):
    problem = replace(
        any_problem(seed, rows=3, cols=3),
        lower=80,
        upper=300,
        load_bands=np.array([(200.0, 1_500.0), (0, np.inf)]),
    )
    subsets = np.array(list(itertools.product([False, True], repeat=9)))
    whole = {members.tobytes() for members in subsets if is_connected(problem, members)}
    best = (10**9, 0.0)
    for plan in itertools.product(range(3), repeat=9):
        labels = np.array(plan)
        if all((labels == g).tobytes() in whole for g in range(3)):
            best = min(best, evaluate(problem, labels, 3, EVERY))
    found = search(problem, 3, weights=EVERY, seed=seed)
    assert found.outside == best[0]
    assert found.objective == pytest.approx(best[1])


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 5))
def test_naming_as_today_keeps_the_most_of_all_permutations(seed, parts):
    rng = np.random.default_rng(seed)
    labels = rng.permutation(np.concatenate([np.arange(parts), rng.integers(0, parts, 8)]))
    present = rng.integers(-1, parts + 1, len(labels))
    weight = rng.integers(0, 50, len(labels)).astype(np.float64)

    def stays(named):
        return weight[named == present].sum()

    named = named_as_today(labels, present, weight, parts)
    assert (canonical(named) == canonical(labels)).all()
    assert sorted(set(named)) == list(range(parts))
    options = itertools.permutations(range(parts))
    assert stays(named) == max(stays(np.array(option)[labels]) for option in options)
