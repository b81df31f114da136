"""The least change on lattices whose answer can be drawn, and the order of the moves."""

import numpy as np
import pytest
from problems import lattice_problem, rook

from gridmap.contiguity import ContiguityGraph, EdgeKind
from gridmap.errors import SettingsError
from gridmap.partition.repair.minimum import least_outside, repair
from gridmap.partition.repair.order import order_steps


def row(households, lower, upper):
    return lattice_problem(1, len(households), households, lower=lower, upper=upper)


def test_a_plan_that_keeps_every_rule_stays_as_it_is():
    found = repair(row([20, 20, 20, 20], 30, 50), np.array([0, 0, 1, 1]))
    assert found.labels.tolist() == [0, 0, 1, 1]
    assert (found.moved, found.bound, found.outside) == (0, 0, 0)
    assert found.proven


def test_the_lesser_part_of_a_grid_in_fragments_is_given_away():
    found = repair(row([10] * 6, 20, 40), np.array([0, 0, 0, 1, 1, 0]))
    assert found.labels.tolist() == [0, 0, 0, 1, 1, 1]
    assert (found.moved, found.bound) == (10, 10)


def test_a_unit_without_grid_is_placed_and_moves_nobody():
    found = repair(row([20, 20, 15, 20, 20], 40, 60), np.array([0, 0, -1, 1, 1]))
    assert found.labels[2] in {0, 1}
    assert (found.moved, found.bound) == (0, 0)


def test_households_of_new_buildings_move_nobody():
    """Of 70 households in the first grid, 30 are new in the unit at its end."""
    problem = row([40, 30, 30], 30, 60)
    present = np.array([0, 0, 1])
    assert repair(problem, present).moved == 30
    assert repair(problem, present, known=np.array([40, 5, 30])).moved == 5


def test_a_grid_too_small_is_dissolved():
    found = repair(row([40, 10, 40], 40, 60), np.array([0, 1, 2]))
    assert found.moved == found.bound == 10
    assert set(found.labels.tolist()) == {0, 2}


def test_a_grid_too_large_is_divided_and_the_new_one_has_a_new_label():
    """Of 120 households, grids of 40 to 60 are two or three; two move 60."""
    found = repair(row([20] * 6, 40, 60), np.zeros(6, dtype=int))
    assert found.moved == found.bound == 60
    assert set(found.labels.tolist()) == {0, 1}


def test_a_chain_of_moves_is_found_where_the_neighbour_is_full():
    """The first grid has 10 too many, the second is full, the third has room for 10."""
    found = repair(row([30, 10, 10, 30, 10, 20, 10], 30, 50), np.array([0, 0, 0, 1, 1, 1, 2]))
    assert found.outside == 0
    assert found.moved == found.bound == 20
    assert found.labels.tolist() == [0, 0, 0, 1, 1, 2, 2]


def test_a_locked_unit_never_moves():
    problem, present = row([40, 10, 40], 40, 60), np.array([0, 1, 2])
    found = repair(problem, present, locked=np.array([False, True, False]))
    assert found.labels[1] == 1
    assert found.moved == found.bound == 40


def test_locks_that_tear_a_grid_are_refused_with_the_remedy():
    problem = row([30, 30, 30], 20, 60)
    with pytest.raises(SettingsError, match="Unlock"):
        repair(problem, np.array([0, 1, 0]), locked=np.ones(3, dtype=bool))


def test_a_unit_without_grid_cannot_be_locked():
    with pytest.raises(SettingsError, match="cannot be locked"):
        repair(row([30, 30], 20, 60), np.array([0, -1]), locked=np.ones(2, dtype=bool))


def test_where_the_band_cannot_be_kept_the_fewest_are_left_outside():
    """A tower of 70 above the band of 30 to 50: 20 outside, whatever the plan."""
    problem = row([70, 20, 20], 30, 50)
    found = repair(problem, np.array([0, 0, 1]))
    assert found.labels.tolist() == [0, 1, 1]
    assert (found.outside, found.outside_bound) == (20, 20)
    assert (found.moved, found.bound) == (20, 20)


def test_arithmetic_knows_what_no_plan_can_place():
    assert least_outside(row([28, 28], 30, 50)) == 2 + 2
    assert least_outside(row([20, 20, 12], 30, 50)) == 2
    assert least_outside(row([70, 40], 30, 50)) == 20
    assert least_outside(row([40, 40], 30, 50)) == 0


def test_the_same_seed_gives_the_same_plan():
    rng = np.random.default_rng(3)
    problem = lattice_problem(6, 6, rng.integers(10, 40, 36), lower=120, upper=200)
    present = np.arange(36) // 6
    present[rng.choice(36, 4, replace=False)] = rng.integers(0, 6, 4)
    first, again = (repair(problem, present, seed=5) for _ in range(2))
    assert first.labels.tolist() == again.labels.tolist()


def graph_of(rows, cols):
    edges, _ = rook(rows, cols)
    m = len(edges)
    return ContiguityGraph(
        n=rows * cols,
        heads=edges[:, 0].astype(np.int32),
        tails=edges[:, 1].astype(np.int32),
        length_m=np.full(m, 100.0),
        kind=np.full(m, EdgeKind.PLAIN, dtype=np.int8),
        bridged=np.zeros(m, dtype=bool),
    )


def prefixes(before, steps):
    labels = before.copy()
    yield labels.copy()
    for step in steps:
        assert (labels[step.units] == step.source).all()
        labels[step.units] = step.target
        yield labels.copy()


def pieces_of(graph, labels):
    component = graph.components(labels[graph.heads] == labels[graph.tails])
    return max(len(set(component[labels == g])) for g in set(labels.tolist()))


def test_every_prefix_of_the_moves_keeps_the_grids_connected():
    """In a row of eight, two border shifts; done from the far end they would tear the grid."""
    graph = graph_of(1, 8)
    before = np.array([0, 0, 0, 0, 0, 0, 1, 1])
    after = np.array([0, 0, 0, 1, 1, 1, 1, 1])
    alone = np.arange(8)
    steps = order_steps(graph, before, after, together=alone, households=np.full(8, 5))
    assert [step.units.tolist() for step in steps] == [[5], [4], [3]]
    assert all(pieces_of(graph, labels) == 1 for labels in prefixes(before, steps))
    assert not any(step.torn for step in steps)


def test_neighbours_of_one_compound_move_in_one_step_with_the_land_between_them():
    graph = graph_of(1, 6)
    before, after = np.array([0, 0, 0, 0, 1, 1]), np.array([0, 1, 1, 1, 1, 1])
    compound, households = np.array([0, 7, 7, 7, 1, 1]), np.array([5, 5, 0, 5, 5, 5])
    steps = order_steps(graph, before, after, together=compound, households=households)
    assert sorted(step.units.tolist() for step in steps) in ([[1, 2, 3]], [[1, 2], [3]])
    assert sum(len(step.units) for step in steps) == 3


def test_a_step_that_no_order_can_save_is_marked():
    """Two units of a row change places: whoever goes first leaves a grid in two pieces."""
    graph = graph_of(1, 4)
    before, after = np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])
    steps = order_steps(graph, before, after, together=np.arange(4), households=np.full(4, 5))
    *_, last = prefixes(before, steps)
    assert last.tolist() == after.tolist()
    assert any(step.torn for step in steps)
