"""The door to PyVRP, and the shortest loop, on problems with a known best."""

import numpy as np
import pytest
from routing_instances import OPTIMUM, read_instance, task_of
from shared_data import absence

from gridmap.routing.solving import FAR, Call, Ground, Loop, Task, Vehicle, solve_routes
from gridmap.routing.solving_effort import Effort, Halt
from gridmap.routing.solving_near import likely_next
from gridmap.routing.solving_tour import shortest_loop

QUICK = Effort(steps=2_000, patience=500)


def lattice(rows, cols):
    """Return lengths by streets between the crossings of a lattice, one block apart."""
    places = np.array([(row, col) for row in range(rows) for col in range(cols)])
    return np.abs(places[:, None] - places[None]).sum(axis=2).astype(np.int64)


def task(cost, calls, *vehicles, **others):
    return Task((Ground(np.zeros_like(cost), cost),), tuple(calls), vehicles, **others)


def length(matrix, order):
    return int(matrix[order, np.roll(order, -1)].sum())


@pytest.mark.parametrize(("rows", "cols"), [(2, 4), (6, 6), (5, 8), (10, 15)])
def test_a_loop_through_a_lattice_goes_each_block_once(rows, cols):
    # With an even number of crossings there is a loop of as many blocks, and no shorter one.
    matrix = lattice(rows, cols)
    order = shortest_loop(matrix, seed=1, halt=Halt(Effort()))
    assert sorted(order) == list(range(rows * cols))
    assert order[0] == 0
    assert length(matrix, order) == rows * cols


def test_a_loop_round_a_circle_follows_it():
    turn = np.random.default_rng(5).permutation(60)
    angle = 2 * np.pi * turn / 60
    xy = 10_000 * np.column_stack([np.cos(angle), np.sin(angle)])
    matrix = np.rint(np.hypot(*(xy[:, None] - xy[None]).transpose(2, 0, 1))).astype(np.int64)
    order = turn[shortest_loop(matrix, seed=0, halt=Halt(Effort()))]
    steps = np.abs(np.diff(np.append(order, order[0])))
    assert set(np.minimum(steps, 60 - steps)) == {1}


def test_places_in_clusters_are_joined_from_cluster_to_cluster():
    # Four clusters of nine places: by distance alone the eight nearest are all in the cluster.
    inner = lattice(3, 3)
    xy = np.array(
        [(x + dx, y + dy) for x in (0, 90) for y in (0, 90) for dx in range(3) for dy in range(3)]
    )
    matrix = np.abs(xy[:, None] - xy[None]).sum(axis=2).astype(np.int64)
    near = likely_next(matrix, most=6)
    assert matrix[:9, :9].max() == inner.max() == 4
    assert any(set(near[row] // 9) != {row // 9} for row in range(36))


def test_the_same_seed_gives_the_same_loop():
    matrix = lattice(7, 9)
    first, second = (shortest_loop(matrix, seed=4, halt=Halt(Effort())) for _ in range(2))
    assert first.tolist() == second.tolist()


def test_one_vehicle_makes_one_loop():
    cost = lattice(4, 4)
    solved = solve_routes(
        task(cost, [Call(place) for place in range(1, 16)], Vehicle(0)), effort=QUICK
    )
    assert solved.is_feasible
    assert (solved.cost, len(solved.loops)) == (16, 1)


def test_capacity_divides_the_calls():
    # Six places on a line, 1 to 6 from the start, three for each vehicle: 2 x 3 and 2 x 6.
    cost = np.abs(np.subtract.outer(np.arange(7), np.arange(7)))
    calls = [Call(place, load=1) for place in range(1, 7)]
    solved = solve_routes(task(cost, calls, Vehicle(0, capacity=3, count=4)), effort=QUICK)
    assert solved.cost == 18
    assert sorted(sorted(loop.calls) for loop in solved.loops) == [[0, 1, 2], [3, 4, 5]]


def test_what_costs_more_than_its_prize_is_left_out():
    cost = np.abs(np.subtract.outer(np.arange(7), np.arange(7)))
    calls = [Call(2, prize=5), Call(6, prize=5)]
    solved = solve_routes(task(cost, calls, Vehicle(0)), effort=QUICK)
    assert solved.made == {0}
    assert solved.cost == 4 + 5


def test_what_cannot_be_done_is_said():
    cost = np.abs(np.subtract.outer(np.arange(7), np.arange(7)))
    calls = [Call(6, load=2)]
    solved = solve_routes(task(cost, calls, Vehicle(0, capacity=1)), effort=QUICK)
    assert not solved.is_feasible


def test_no_loop_goes_where_no_way_leads():
    seconds = np.full((3, 3), 10)
    np.fill_diagonal(seconds, 0)
    seconds[0, 2] = FAR
    ground = Ground(seconds, np.zeros((3, 3), dtype=np.int64))
    one = Task((ground,), (Call(1), Call(2)), (Vehicle(0, shift_s=1_000),), second_cost=1)
    assert solve_routes(one, effort=QUICK).loops == (Loop(0, (0, 1)),)


def test_without_calls_nobody_goes():
    assert solve_routes(task(lattice(1, 2), [], Vehicle(0))).loops == ()


def test_the_share_that_is_told_never_falls_and_the_steps_are_kept():
    told = []
    halt = Halt(Effort(steps=None, patience=10, seconds=None), told.append)
    costs = iter([9, 8, *[8] * 20])
    rounds = 0
    while not halt(next(costs)):
        rounds += 1
    assert rounds == 11
    assert told == sorted(told)


@pytest.mark.real
@pytest.mark.skipif(not OPTIMUM.is_dir(), reason=absence("routing_optimum"))
@pytest.mark.parametrize(("name", "steps"), [("X-n101-k25", 3_000), ("X-n110-k13", 3_000)])
def test_loops_come_near_the_best_that_is_known(name, steps):
    case = read_instance(OPTIMUM / f"{name}.vrp")
    solved = solve_routes(task_of(case), effort=Effort(steps=steps, patience=None), seed=1)
    assert solved.is_feasible
    assert case.known <= solved.cost <= 1.02 * case.known
