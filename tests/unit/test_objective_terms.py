"""Every term on a street of four cells of 100 m, cut in the middle: figures by hand."""

import math

import pytest
from problems import lattice_problem

from gridmap.errors import SettingsError
from gridmap.partition.objective import Weights, evaluate
from gridmap.partition.problem import contract
from gridmap.partition.terms import TERMS, breakdown

HALVES = [0, 0, 1, 1]
ZERO = Weights(0, 0, 0, 0, 0)

# Middles of cells at 0, 100, 200 and 300 m; households 10, 30, 20, 20; grids of 40 each.
STREET = {
    "cut_cost": [0.5, 0.25, -0.5],
    "compound": [0, 0, 0, 1],
    "present": [0, 1, 1, -1],
    "loads": [[1], [1], [1], [5]],
    "kind": [2, 7, 7, -1],
    "walk_m": [[0, 300], [100, 200], [200, 100], [300, 0]],
    "area_m2": 20_000 * math.pi,
    "net_cost": [1.0, -4 / 3, 1.0],
}


def street(**options):
    return lattice_problem(1, 4, [10, 30, 20, 20], lower=30, upper=60, **(STREET | options))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        # Centroids at 75 and 250 m: 10 * 75² + 30 * 25² and 2 * 20 * 50².
        ("compactness", 75_000 + 100_000),
        # The first grid walks 0 + 3,000 m to the first station; the other 20 * 100 to the second.
        ("walking", 3_000 + 2_000),
        ("balance", 0),
        # Loads of 2 and 6 about a mean of 4: each is off by half.
        ("loads", 0.25 + 0.25),
        ("split", 1),
        # 10 of one kind and 30 of another: 40 * (1 - 1/16 - 9/16); the other grid has one kind.
        ("mixing", 15),
        # Only the middle edge is cut.
        ("boundary", 0.25),
        ("crossing", 0),
        # The second cell is in 1 today; the last one is in no grid.
        ("stability", 30),
        # The middle edge keeps a boundary of two nets of three: 2 sides, by two thirds.
        ("nets", -4 / 3),
    ],
)
def test_each_term_measures_what_its_definition_says(name, expected):
    problem = street()
    labels = problem.present * 0 + HALVES
    assert TERMS[name].measure(problem, labels, 2) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        # Two grids of 10,000π m²: discs of a radius of 100 m, inertia 40 * 100² / 2 = 200,000.
        ("compactness", 175_000 / 200_000),
        # A disc's points are 2/3 of 100 m from its middle: 40 households walk 8,000 / 3 m.
        ("walking", 5_000 / (8_000 / 3)),
        ("balance", 0),
        ("loads", 0.5),
        ("split", 1),
        ("mixing", 15 / 40),
        ("stability", 30 / 40),
    ],
)
def test_a_weight_of_one_counts_mean_grids(name, expected):
    problem = street()
    labels = problem.present * 0 + HALVES
    weights = Weights(**{**dict.fromkeys(TERMS, 0.0), name: 1.0})
    terms = breakdown(problem, labels, 2, weights)
    assert terms[name] == pytest.approx(expected)
    assert evaluate(problem, labels, 2, weights)[1] == pytest.approx(expected + 0.25 - 4 / 3)


def test_following_a_barrier_lowers_the_cost_of_a_cut():
    problem = street()
    labels = problem.present * 0 + [0, 0, 0, 1]
    assert breakdown(problem, labels, 2, ZERO)["crossing"] == -0.5
    assert evaluate(problem, labels, 2, ZERO)[1] == pytest.approx(-0.5 + 1.0)


def test_what_is_outside_the_band_of_a_further_load_counts_in_households():
    problem = street(load_bands=[(0, 4)])
    labels = problem.present * 0 + HALVES
    assert list(problem.in_band(labels, 2)) == [True, False]
    # Loads of 2 and 6, at most 4: 2 too many, of a mean of 4, as 20 of 40 households.
    assert evaluate(problem, labels, 2, Weights())[0] == 20


@pytest.mark.parametrize(
    "wrong",
    [
        {"present": [0, 1]},
        {"kind": [[0], [1], [1], [0]]},
        {"loads": [[1], [2]]},
        {"load_bands": [(0, 1), (0, 1)]},
        {"walk_m": [[0, 1], [1, 0], [1, 1], [1, float("inf")]]},
        {"loads": [[1], [2], [3], [float("nan")]]},
    ],
)
def test_figures_that_do_not_fit_the_units_are_refused(wrong):
    with pytest.raises(SettingsError):
        street(**wrong)


@pytest.mark.parametrize(
    ("present", "expected"),
    [
        # Households 10, 30, 20, 20; the first three units become one.
        ([0, 1, 0, 2], [0, 2]),  # 30 and 30: the lower of the two
        ([0, 1, 2, 2], [1, 2]),
        ([-1, -1, 5, -1], [-1, -1]),
    ],
)
def test_merged_units_are_today_where_most_of_their_households_are(present, expected):
    merged = contract(street(present=present), street().present * 0 + [0, 0, 0, 1])
    assert list(merged.present) == expected


def test_every_weight_has_a_term_that_says_what_it_means():
    assert set(TERMS) == set(Weights.__dataclass_fields__)
    for term in TERMS.values():
        for text in (term.title, term.unit, term.definition, term.one):
            assert text.say("zh")
            assert text.say("en")
