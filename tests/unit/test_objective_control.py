"""The search from a present plan, with locks, bands of further loads, and rules that end it."""

import threading
from dataclasses import dataclass, field, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from problems import is_connected, lattice_problem

from gridmap.errors import SettingsError
from gridmap.partition.control import Cancel, First, Gap, Steps, Time
from gridmap.partition.solve import Effort, Weights, canonical, evaluate, search

SHORT = Effort(200, 3, 50)


def lattice(seed, **options):
    rng = np.random.default_rng(seed)
    return lattice_problem(6, 6, rng.integers(0, 40, 36), lower=100, upper=260, **options)


def columns():
    """Two columns of each of three grids, west to east."""
    return np.tile(np.arange(6) // 2, 6)


@dataclass
class Calls:
    """A rule that gives a search so many questions."""

    most: int
    asked: int = field(default=0)

    def spent(self, _state):
        self.asked += 1
        return self.asked / self.most


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10**6))
def test_a_search_from_a_plan_is_never_worse_than_it(seed):
    problem = lattice(seed)
    found = search(problem, 3, start=columns(), effort=SHORT, seed=seed)
    assert found.rank <= evaluate(problem, columns(), 3, Weights())
    assert all(is_connected(problem, found.labels == g) for g in range(3))


def test_nothing_moves_where_staying_is_dear_and_something_does_where_it_is_not():
    start = columns()
    households = np.full(36, 10)
    households[:6] = 40  # the north row makes squares better than columns
    problem = lattice_problem(6, 6, households, lower=100, upper=260, present=start)
    dear = search(problem, 3, start=start, weights=Weights(stability=1e3), effort=SHORT)
    free = search(problem, 3, start=start, weights=Weights(balance=0.0), effort=Effort(2_000, 4))
    assert (dear.labels == start).all()
    assert (free.labels != start).any()


def test_grids_keep_their_numbers_when_a_plan_is_mended():
    # The west grid has 12 cells, the others 12 and 12; six of its cells get three times as many.
    start = columns()
    households = np.where(np.arange(36) % 6 == 0, 30, 10)
    problem = lattice_problem(6, 6, households, lower=140, upper=180, present=start)
    found = search(problem, 3, start=start, weights=Weights(stability=2.0), effort=SHORT)
    assert evaluate(problem, start, 3, Weights())[0] > 0
    assert found.outside == 0
    assert (found.labels == start).mean() > 0.5


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10**6))
def test_a_locked_unit_keeps_its_grid(seed):
    problem = lattice(seed, present=np.zeros(36))
    locked = np.random.default_rng(seed).random(36) < 0.3
    found = search(
        problem, 3, start=columns(), locked=locked, effort=SHORT, weights=Weights(stability=0.1)
    )
    assert (found.labels[locked] == columns()[locked]).all()


def test_locks_that_leave_nothing_free_leave_the_plan():
    locked = np.ones(36, dtype=np.bool_)
    found = search(lattice(1), 3, start=columns(), locked=locked, effort=SHORT)
    assert (found.labels == columns()).all()


@pytest.mark.parametrize(
    "labels",
    [np.zeros(36), np.arange(36) % 2, columns() + 1, np.zeros(5), np.where(columns() == 1, 2, 0)],
)
def test_a_start_that_is_no_plan_of_so_many_connected_grids_is_refused(labels):
    with pytest.raises(SettingsError, match="start from"):
        search(lattice(1), 3, start=labels.astype(np.int64))


def test_locks_without_a_plan_are_refused():
    with pytest.raises(SettingsError, match="locked"):
        search(lattice(1), 3, locked=np.ones(36, dtype=np.bool_))


def test_the_bands_of_persons_and_workload_are_kept_too():
    rng = np.random.default_rng(5)
    loads = np.column_stack([rng.integers(0, 100, 36), rng.random(36)])
    mean = loads.sum(axis=0) / 3
    problem = lattice(5, loads=loads, load_bands=np.column_stack([0.95 * mean, 1.05 * mean]))
    plain = search(replace(problem, load_bands=problem.load_bands * [0, 9]), 3, seed=1)
    found = search(problem, 3, seed=1)
    assert not problem.in_band(plain.labels, 3).all()
    assert found.outside == 0
    assert problem.in_band(found.labels, 3).all()


def test_households_walk_less_when_walking_counts():
    # Stations in the four corners of the lattice; grids of nine cells.
    corner = np.array([(0, 0), (0, 500), (500, 0), (500, 500)])
    problem = lattice_problem(6, 6, 10, lower=60, upper=120)
    xy = problem.xy - problem.xy.min(axis=0)
    metres = np.abs(xy[:, None] - corner).sum(axis=2)
    problem = lattice_problem(6, 6, 10, lower=60, upper=120, walk_m=metres)
    weights = Weights(compactness=0.0, walking=1.0)
    found = search(problem, 4, weights=weights)
    # Each quarter walks to its own corner: 9 cells at 0 to 400 m, 200 m in the mean.
    quarters = (xy[:, 0] > 250) * 2 + (xy[:, 1] > 250)
    assert (canonical(found.labels) == canonical(quarters)).all()


def test_kinds_are_kept_apart_when_mixing_counts():
    kind = np.where(np.arange(36) < 18, 0, 1)  # the north, and the south
    problem = lattice_problem(6, 6, 10, lower=180, upper=180, kind=kind)
    found = search(problem, 2, weights=Weights(mixing=5.0))
    assert (canonical(found.labels) == kind).all()


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10**6))
def test_units_without_households_stay_attached(seed):
    rng = np.random.default_rng(seed)
    households = rng.integers(20, 60, 36) * (rng.random(36) < 0.5)
    problem = lattice_problem(6, 6, households, lower=1, upper=10**6)
    found = search(problem, 4, seed=seed, effort=SHORT, weights=Weights(compactness=0.0))
    assert all(is_connected(problem, found.labels == g) for g in range(4))


@pytest.mark.parametrize("seed", range(3))
def test_asking_whether_to_go_on_does_not_change_the_plan(seed):
    states = []
    plain = search(lattice(seed), 3, seed=seed)
    asked = search(lattice(seed), 3, seed=seed, stop=Steps(10**9), progress=states.append)
    assert (plain.labels == asked.labels).all()
    assert plain == replace(asked, labels=plain.labels)
    shares = [state.share for state in states]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert states[-1].objective == plain.objective


@pytest.mark.parametrize("workers", [2, 3])
def test_the_plan_and_the_pool_do_not_depend_on_the_number_of_threads(workers):
    problem = lattice(2)
    alone, shared = [], []
    one = search(problem, 3, seed=4, effort=Effort(100, 7), pool=alone)
    many = search(problem, 3, seed=4, effort=Effort(100, 7), pool=shared, workers=workers)
    assert (one.labels == many.labels).all()
    assert one.rank == many.rank
    assert one.runs == many.runs == 7
    np.testing.assert_array_equal(alone, shared)


def test_threads_stop_at_a_gap_after_the_same_run():
    problem = lattice(2)
    best = search(problem, 3, seed=4, effort=Effort(100, 7))
    stop = Gap(best.objective, share=1e-9)
    one = search(problem, 3, seed=4, effort=Effort(100, 7), stop=stop)
    two = search(problem, 3, seed=4, effort=Effort(100, 7), stop=stop, workers=2)
    assert one.runs == two.runs <= 7
    assert one.objective == two.objective == best.objective


def test_a_pool_holds_every_set_of_grids_once():
    pool = [canonical(columns())]
    search(lattice_problem(2, 6, 10, lower=40, upper=40), 3, effort=Effort(500, 12), pool=pool[:0])
    problem = lattice(3)
    search(problem, 3, effort=Effort(500, 12), pool=pool)
    search(problem, 3, effort=Effort(500, 12), pool=pool)
    keys = {canonical(labels).tobytes() for labels in pool}
    assert len(keys) == len(pool) > 1


@pytest.mark.parametrize("most", [1, 2, 5, 12])
def test_a_rule_ends_a_search_inside_a_run_with_a_plan(most):
    problem, rule = lattice(6), Calls(most)
    found = search(problem, 3, stop=rule, effort=Effort(10**6, 1))
    assert rule.asked <= most + 4
    assert sorted(set(found.labels)) == [0, 1, 2]
    assert all(is_connected(problem, found.labels == g) for g in range(3))


def test_a_search_that_is_cut_short_cools_down_all_the_same():
    problem = lattice(2)
    full = search(problem, 3, effort=Effort(4_000, 1))
    short = search(problem, 3, effort=Effort(10**6, 1), stop=Steps(4_000 * 36))
    first = search(problem, 3, effort=Effort(1, 1, 0))
    assert short.outside == 0
    assert short.objective < first.objective
    assert short.objective == pytest.approx(full.objective, rel=0.02)


def test_a_cancelled_search_returns_what_it_has():
    event = threading.Event()
    event.set()
    found = search(lattice(1), 3, stop=Cancel(event), effort=Effort(10**6, 9))
    assert found.runs == 1
    assert sorted(set(found.labels)) == [0, 1, 2]


def test_a_search_is_cancelled_from_its_own_progress():
    event = threading.Event()

    def cancel_at(state):
        if state.share > 0.2:
            event.set()

    found = search(lattice(1), 3, stop=Cancel(event), effort=Effort(3_000, 10), progress=cancel_at)
    assert 1 <= found.runs <= 4


def test_a_search_of_no_steps_is_a_first_plan_that_no_flip_improves():
    problem = lattice(1)
    found = search(problem, 3, effort=Effort(0, 1), progress=lambda _state: None)
    assert sorted(set(found.labels)) == [0, 1, 2]
    again = search(problem, 3, effort=Effort(0, 1, 0), start=found.labels)
    assert again.objective == pytest.approx(found.objective)


def test_of_several_rules_the_first_ends_the_search():
    problem = lattice(2)
    far = Time.within(3_600)
    found = search(problem, 3, stop=First((far, Steps(3 * 100 * 36))), effort=Effort(100, 9))
    assert found.runs == 3
