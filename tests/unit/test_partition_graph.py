"""Any graph: bad input, components, numbers of grids, reasons; lattices that can be drawn."""

import subprocess
import sys

import numpy as np
import pytest
from problems import rook

from gridmap.errors import SettingsError
from gridmap.partition import partition_graph
from gridmap.partition.cut_bound import cut_bound
from gridmap.partition.cut_exact import optima
from gridmap.partition.problem import make_problem


def test_importing_the_package_loads_no_compiler():
    code = "import sys, gridmap.partition; sys.exit('numba' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_everything_wrong_with_the_input_is_said_at_once():
    with pytest.raises(SettingsError) as caught:
        partition_graph(
            [1, -2, 3],
            [(0, 5), (1, 1)],
            lower=4,
            upper=3,
            parts=0,
            xy=[(0, 0)],
            objective="best",
            time_s=0,
        )
    said = str(caught.value)
    for fault in (
        "unit 1 weighs -2",
        "edge 0 joins no units of 0 to 2",
        "edge 1 joins a unit to itself",
        "4 to 3 is no band",
        "parts is 0",
        "of shape (3, 2)",
        "objective is 'best'",
        "time_s is 0",
    ):
        assert fault in said
    assert "单元 1 的权重为 -2" in caught.value.what.zh


@pytest.mark.parametrize(
    ("weights", "edges", "fault"),
    [
        ([], [], "n at least 1"),
        ([[1], [2]], [(0, 1)], "shape \\(n,\\)"),
        ([1.5, 1], [(0, 1)], "unit 0 weighs 1.5"),
        ([1, np.nan], [(0, 1)], "finite"),
        ([1, np.inf], [(0, 1)], "finite"),
        (["one", "two"], [(0, 1)], "finite"),
        ([2**53, 2**53], [(0, 1)], "more than 2"),
        ([1, 1], [(0, 1, 1)], "\\(m, 2\\)"),
        ([1, 1], [(0, 0.5)], "joins no units"),
        ([1, 1], [(-1, 0)], "joins no units"),
    ],
)
def test_malformed_arrays_are_refused_by_name(weights, edges, fault):
    with pytest.raises(SettingsError, match=fault):
        partition_graph(weights, edges, lower=1, upper=2, objective="cut")


def test_inertia_needs_places_and_cut_edges_do_not():
    with pytest.raises(SettingsError, match="needs xy"):
        partition_graph([1, 1], [(0, 1)], lower=1, upper=2)
    assert partition_graph([1, 1], [(0, 1)], lower=2, upper=2, objective="cut").parts == 1


def test_thirty_six_cells_become_nine_squares():
    # Searched, not listed. A square of 4 cells of 100 m has 10 * 4 * (50² + 50²) of inertia.
    edges, xy = rook(6, 6)
    found = partition_graph(np.full(36, 10), edges, lower=40, upper=40, xy=xy, time_s=2)
    assert found.parts == 9
    assert found.objective == pytest.approx(9 * 10 * 4 * 5_000)
    assert found.bound <= found.objective


def test_a_long_lattice_is_cut_across_and_that_is_proved():
    # Two parts of a lattice 3 cells high share 3 edges at least if neither is a corner.
    edges, _ = rook(3, 10)
    found = partition_graph(
        np.ones(30), edges, lower=14, upper=16, parts=2, objective="cut", time_s=4
    )
    assert (found.objective, found.bound, found.optimal) == (3, 3, True)


def test_weights_of_a_country_are_added_up_exactly():
    weights = np.array([2**50 + 1, 2**50, 2**50 - 1, 2**50])
    found = partition_graph(
        weights, [(0, 1), (1, 2), (2, 3), (3, 0)], lower=2**51, upper=2**51, objective="cut"
    )
    assert not found.feasible
    again = partition_graph(
        weights, [(0, 1), (1, 2), (2, 3), (3, 0)], lower=2**51 - 1, upper=2**51 + 1, objective="cut"
    )
    assert again.feasible
    assert again.objective == 2


def islands(sizes):
    """Rows of cells, each a component of its own."""
    edges, start = [], 0
    for size in sizes:
        edges += [(u, u + 1) for u in range(start, start + size - 1)]
        start += size
    return edges, np.column_stack([np.arange(start) * 100.0, np.zeros(start)])


def test_the_number_of_grids_is_shared_out_among_components():
    # 4 cells are two grids of 2 or one of 4; 3 cells are one grid only.
    edges, xy = islands([4, 3])
    for parts, sizes in ((2, [4, 3]), (3, [2, 2, 3])):
        found = partition_graph(np.ones(7), edges, lower=2, upper=4, parts=parts, xy=xy)
        assert np.bincount(found.labels).tolist() == sizes
        assert found.optimal
    free = partition_graph(np.ones(7), edges, lower=2, upper=4, xy=xy)
    assert free.parts == 3
    too_many = partition_graph(np.ones(7), edges, lower=2, upper=4, parts=4, xy=xy)
    assert too_many.infeasible
    assert "2 to 3 grids, not 4" in too_many.reason.en


def test_large_components_get_numbers_that_add_up():
    # 30 cells make 5 or 6 grids of 5 or 6, and 24 make 4.
    edges, xy = islands([30, 24])
    found = partition_graph(np.ones(54), edges, lower=5, upper=6, parts=10, xy=xy, time_s=1)
    assert found.feasible
    assert sorted(set(np.bincount(found.labels))) == [5, 6]
    assert len(set(found.labels[:30])) == 6


def test_an_infeasible_component_is_named():
    edges, xy = islands([4, 1])
    found = partition_graph([1, 1, 1, 1, 9], edges, lower=2, upper=4, xy=xy)
    assert found.infeasible
    assert not found.feasible
    assert "component of unit 4 (1 units)" in found.reason.en
    assert "单元 4 所在的连通片" in found.reason.zh
    assert (found.labels >= 0).all()


def test_a_star_that_cannot_be_halved_is_refuted():
    # Whatever grid the middle is in, the other points are alone.
    found = partition_graph(
        [2, 2, 2, 2], [(0, 1), (0, 2), (0, 3)], lower=4, upper=4, objective="cut"
    )
    assert found.infeasible
    assert "none keeps all grids within the band" in found.reason.en


def test_a_large_star_is_refuted_by_a_certificate():
    points = 40
    edges = [(0, u) for u in range(1, points)]
    found = partition_graph(
        np.full(points, 2), edges, lower=4, upper=6, objective="cut", time_s=0.5
    )
    assert found.infeasible
    assert found.reason.en


def test_edges_in_any_order_and_twice_count_once():
    once = partition_graph(
        [1, 1, 1, 1], [(0, 1), (1, 2), (2, 3)], lower=2, upper=2, objective="cut"
    )
    twice = partition_graph(
        [1, 1, 1, 1], [(3, 2), (2, 1), (1, 2), (1, 0)], lower=2, upper=2, objective="cut"
    )
    assert once.objective == twice.objective == 1
    assert (once.labels == twice.labels).all()


def test_too_much_to_list_is_left_to_the_search():
    edges, xy = rook(5, 5)
    problem = make_problem(np.ones(25), edges, xy=xy, lower=5, upper=5)
    assert optima(problem, 5, compact=True) is None


def test_a_bound_without_time_is_that_of_a_tree():
    edges, xy = rook(5, 5)
    problem = make_problem(np.ones(25), edges, xy=xy, lower=5, upper=5)
    assert cut_bound(problem, 5, plan=None, time_s=0.0) == 4
