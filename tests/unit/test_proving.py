"""What planners are told of the quality of a plan, on lattices drawn by hand."""

import numpy as np
import pytest
from lattice import lattice_layers
from problems import lattice_problem

from gridmap.partition.bound import QUICK
from gridmap.partition.proving import kept_together, prove_piece
from gridmap.partition.solve import Weights, scale_of
from gridmap.pipeline import PlanSettings, make_plan

INERTIA = Weights(balance=0.0, split=0.0, boundary=0.0, crossing=0.0)
ROWS = np.array([0, 0, 0, 0, 1, 1, 1, 1])
SQUARES = np.array([0, 0, 1, 1, 0, 0, 1, 1])


def test_two_squares_are_proved_to_be_the_best_halves_of_two_rows_of_four():
    problem = lattice_problem(2, 4, 100, lower=300, upper=500)
    proof = prove_piece(problem, ROWS, weights=INERTIA, seed=0, effort=QUICK)
    # Four cells of 100 households, each 50 m east or west and 50 m north or south of the middle.
    inertia = 2 * 4 * 100 * (50**2 + 50**2)
    assert proof.labels.tolist() == SQUARES.tolist()
    assert proof.optimal
    assert proof.objective == pytest.approx(scale_of(problem, 2, INERTIA).inertia * inertia)
    assert proof.bound == pytest.approx(proof.objective, rel=1e-5)


def test_compounds_that_are_whole_stay_whole_in_the_proof():
    compound = np.array([0, 0, 0, 0, -1, -1, -1, -1])
    problem = lattice_problem(2, 4, 100, lower=400, upper=400, compound=compound)
    proof = prove_piece(problem, ROWS, weights=INERTIA, seed=0, effort=QUICK)
    assert proof.labels.tolist() == ROWS.tolist()
    assert proof.optimal


def test_land_without_households_stays_with_its_grid():
    households = np.array([100, 0, 0, 100, 100, 100, 100, 0])
    problem = lattice_problem(2, 4, households, lower=100, upper=500)
    labels = np.array([0, 0, 1, 1, 0, 0, 1, 1])
    group = kept_together(problem, labels)
    assert len(set(group.tolist())) == 5
    assert group[1] in (group[0], group[5])
    assert group[2] in (group[3], group[6])
    assert group[7] in (group[3], group[6])


@pytest.mark.parametrize(
    ("labels", "weights"), [(np.zeros(8, int), INERTIA), (ROWS, Weights(mixing=1.0))]
)
def test_nothing_is_proved_out_of_band_or_with_terms_that_the_bound_does_not_know(labels, weights):
    problem = lattice_problem(2, 4, 100, lower=300, upper=500)
    assert prove_piece(problem, labels, weights=weights, seed=0, effort=QUICK) is None


def test_a_plan_says_how_good_it_is():
    drawn = lattice_layers(4, 4, households=50)
    layers = {name: frame.to_crs(4490) for name, frame in drawn.items()}
    plan = make_plan(layers)
    row = plan.feasibility.iloc[0]
    assert row["optimal"]
    assert row["bound"] == pytest.approx(row["objective"], rel=1e-5)
    assert plan.figures["proof"] == {"pieces": 1, "bounded": 1, "optimal": 1, "gap_pct": 0.0}
    without = make_plan(layers, settings=PlanSettings(proof=None))
    assert np.isnan(without.feasibility.iloc[0]["bound"])
    assert without.figures["proof"]["bounded"] == 0
