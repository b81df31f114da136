"""Listing the grids of a unit, against every connected set of units listed by brute force."""

import itertools

import numpy as np
import pytest
from problems import is_connected, lattice_problem

from gridmap.partition.forced import choices
from gridmap.partition.piece import cut_piece
from gridmap.partition.regions import Search
from gridmap.partition.solve import Effort, Weights

SEARCH = Search(Weights(), Effort(restarts=4), seed=1)


def has_plan(problem, members):
    """Whether some assignment of the units, one by one, puts every grid in the band."""
    rest = np.flatnonzero(members)
    if len(rest) == 0:
        return True
    first = rest[0]
    others = [u for u in rest if u != first]
    for size in range(len(others) + 1):
        for chosen in itertools.combinations(others, size):
            grid = np.zeros(problem.n, bool)
            grid[[first, *chosen]] = True
            load = problem.households[grid].sum()
            if (
                problem.lower <= load <= problem.upper
                and is_connected(problem, grid)
                and has_plan(problem, members & ~grid)
            ):
                return True
    return False


@pytest.mark.parametrize("seed", range(12))
def test_a_complete_empty_list_means_that_there_is_no_plan(seed):
    rng = np.random.default_rng(seed)
    households = rng.choice([0, 40, 90, 150, 280], 9)
    problem = lattice_problem(3, 3, households, lower=300, upper=400)
    feasible = has_plan(problem, np.ones(9, bool))
    for unit in np.flatnonzero(households):
        listed = choices(problem, int(unit))
        if listed.complete and len(listed.grids) == 0:
            assert not feasible
        for grid in listed.grids:
            assert grid[unit]
            assert 300 <= problem.households[grid].sum() <= 400
            assert is_connected(problem, grid)


@pytest.mark.parametrize("seed", range(12))
def test_a_piece_is_cut_within_the_band_or_said_to_be_infeasible(seed):
    rng = np.random.default_rng(seed)
    problem = lattice_problem(3, 3, rng.choice([0, 40, 90, 150, 280], 9), lower=300, upper=400)
    found = cut_piece(problem, SEARCH)
    feasible = has_plan(problem, np.ones(9, bool))
    assert (found.outside == 0) == feasible
    assert found.answer.feasible or not feasible


def test_a_proof_by_listing_names_the_unit():
    """A tower of 290 needs the 20 beside it; so does the 280 on its other side."""
    problem = lattice_problem(1, 5, [290, 20, 280, 150, 150], lower=300, upper=310)
    found = cut_piece(problem, SEARCH)
    assert not found.answer.feasible
