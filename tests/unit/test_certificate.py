"""Proofs of infeasible bands on pieces that can be drawn: what they say, and that they hold."""

import numpy as np
import pytest
from problems import lattice_problem, rook

from gridmap.partition.certificate import (
    Between,
    Bottleneck,
    Exhausted,
    Listed,
    Oversize,
    Stuck,
    TooFew,
)
from gridmap.partition.certificate_check import check_certificate
from gridmap.partition.condense import condense, connect
from gridmap.partition.forced import choices
from gridmap.partition.piece import arithmetic, cut_piece
from gridmap.partition.problem import make_problem
from gridmap.partition.regions import Search
from gridmap.partition.settle import nearest_band, settle
from gridmap.partition.solve import Effort, Weights
from gridmap.plan import Band

BAND = Band(300, 500)
SEARCH = Search(Weights(), Effort(restarts=1, steps_per_unit=200), seed=1)
STAR = [(0, 1), (0, 2), (0, 3)]


def problem_of(households, edges, *, lower=300, upper=500):
    places = np.column_stack([np.arange(len(households)) * 100.0, np.zeros(len(households))])
    return make_problem(households, edges, xy=places, lower=lower, upper=upper)


def path(n):
    return [(u, u + 1) for u in range(n - 1)]


@pytest.mark.parametrize(
    ("households", "edges", "certificate", "figures"),
    [
        ([120, 60], path(2), TooFew(180), ["180", "300"]),
        ([280, 280], path(2), Between(560, 1), ["560", "500", "600"]),
        ([612, 60], path(2), Oversize(0, 612), ["612", "500"]),
        ([264, 264, 264], path(3), Stuck(0, 264, 528), ["264", "300", "528", "500"]),
    ],
)
def test_arithmetic_gives_a_certificate_with_its_figures(households, edges, certificate, figures):
    answer = arithmetic(problem_of(households, edges), BAND)
    assert answer.certificate == certificate
    assert check_certificate(certificate, households, edges, BAND)
    for said in (answer.reason(BAND).zh, answer.reason(BAND).en):
        assert all(figure in said for figure in figures)


def test_a_unit_between_parts_that_all_need_it_is_a_bottleneck():
    """Parts of 150, 180 and 200 around a unit of 120: each needs its grid, which would hold 650."""
    problem = problem_of([120, 150, 180, 200], STAR, lower=300, upper=360)
    certificate = settle(problem).certificate
    assert certificate == Bottleneck(0, 120, (150, 180, 200), (150, 180, 200))
    said = certificate.what(Band(300, 360), name=" u0")
    assert "150、180、200 户" in said.zh
    assert "650" in said.en
    assert check_certificate(certificate, [120, 150, 180, 200], STAR, Band(300, 360))
    assert not check_certificate(certificate, [120, 150, 180, 300], STAR, Band(300, 360))


def test_a_unit_of_which_every_grid_spoils_the_rest_is_listed():
    """The tower of 290 at the end needs the 20 beside it; so does the 280 on its other side."""
    households = [290, 20, 280, 150, 150]
    certificate = settle(problem_of(households, path(5), lower=300, upper=310)).certificate
    assert isinstance(certificate, Listed | Bottleneck)
    assert check_certificate(certificate, households, path(5), Band(300, 310))
    assert not check_certificate(certificate, [290, 20, 300, 150, 150], path(5), Band(300, 310))


def test_every_way_is_tried_where_no_single_unit_tells():
    """Even sums never make 101: six units of 34 around a ring, grids of 100 to 101."""
    ring = [*path(6), (0, 5)]
    claim = Exhausted(6, 204)
    assert check_certificate(claim, [34] * 6, ring, Band(101, 101))
    assert not check_certificate(claim, [34] * 6, ring, Band(102, 102))
    assert not check_certificate(Exhausted(6, 205), [34] * 6, ring, Band(101, 101))


def test_land_without_households_does_not_lengthen_a_proof():
    """Three towers of 264 whose plots meet in a park of 400 empty units."""
    park, _ = rook(20, 20)
    edges = [tuple(edge) for edge in park.tolist()] + [(0, 400), (19, 401), (399, 402)]
    households = [0] * 400 + [264, 150, 186]
    problem = problem_of(households, edges, lower=300, upper=320)
    certificate = settle(problem).certificate
    assert certificate is not None
    assert check_certificate(certificate, households, edges, Band(300, 320))
    listed = choices(problem, 400)
    assert listed.complete
    assert len(listed.grids) == 0


def test_land_is_left_out_and_links_what_it_touches():
    """100 | 0 0 | 100 in a row, and 100 below the second empty unit."""
    problem = problem_of([100, 0, 0, 100, 100], [(0, 1), (1, 2), (2, 3), (2, 4)])
    lived = condense(problem, most_linked=3)
    assert lived.rows.tolist() == [0, 3, 4]
    assert lived.indices.tolist() == [1, 2, 0, 2, 0, 1]
    assert condense(problem, most_linked=2).n == 5
    assert connect(problem, np.array([0, 3]), 0).tolist() == [True, True, True, True, False]
    assert connect(problem, np.array([4, 3]), 4).tolist() == [False, False, True, True, True]


def test_land_that_links_four_units_serves_two_grids_only_where_they_do_not_cross():
    """Four of 150 around one empty unit: opposite pairs cannot both cross it."""
    star = [(0, 1), (0, 2), (0, 3), (0, 4)]
    problem = problem_of([0, 150, 150, 150, 150], star, upper=310)
    certificate = settle(problem).certificate
    assert certificate == Exhausted(4, 600)
    assert check_certificate(certificate, [0, 150, 150, 150, 150], star, Band(300, 310))
    beside = [*star, (1, 2)]
    assert settle(problem_of([0, 150, 150, 150, 150], beside, upper=310)).labels is not None


def test_a_plan_is_found_where_there_is_one():
    problem = lattice_problem(2, 3, [100, 200, 300, 200, 100, 0], lower=300, upper=300)
    labels = settle(problem).labels
    assert np.bincount(labels, weights=problem.households).tolist() == [300, 300, 300]


@pytest.mark.parametrize(
    ("households", "lower", "upper", "nearest"),
    [
        ([280, 280], 300, 500, (280, 500)),
        ([270, 270], 300, 539, (300, 540)),
        ([612, 400], 300, 500, (300, 612)),
        ([264, 264, 264], 300, 500, (300, 528 + 264)),
    ],
)
def test_the_nearest_band_moves_one_end(households, lower, upper, nearest):
    """Of 264, 264, 264 the lower end can go down by 36 only: the upper would go up by 292."""
    problem = problem_of(households, path(len(households)), lower=lower, upper=upper)
    band, basis = nearest_band(problem, np.array(households))
    expected = (264, 500) if households == [264, 264, 264] else nearest
    assert (band.lower, band.upper) == expected
    assert basis == "exact"


def test_a_piece_says_how_its_nearest_band_is_known():
    found = cut_piece(lattice_problem(7, 8, 10, lower=300, upper=500), SEARCH)
    assert found.answer.certificate == Between(560, 1)
    assert (found.answer.nearest, found.answer.basis) == (Band(280, 500), "exact")
    assert "280 至 500" in found.answer.reason(BAND).zh
    unknown = arithmetic(lattice_problem(7, 8, 10, lower=300, upper=500), BAND)
    assert "仅按户数推算" in unknown.reason(BAND).zh


def test_a_tail_of_a_large_piece_is_proved_by_listing():
    """144 units of 20 and, at a corner, a tower of 290 behind one of 215: 505 together."""
    edges, _ = rook(12, 12)
    edges = [*map(tuple, edges.tolist()), (0, 144), (144, 145)]
    households = [20] * 144 + [215, 290]
    problem = problem_of(households, edges)
    assert arithmetic(problem, BAND).certificate == Stuck(145, 290, 505)
    households = [20] * 144 + [5, 150, 160]
    edges = [*edges[:-1], (144, 145), (144, 146)]
    problem = problem_of(households, edges, upper=310)
    certificate = settle(problem).certificate
    assert certificate is not None
    assert check_certificate(certificate, households, edges, Band(300, 310))


def test_a_piece_that_the_search_misses_is_cut_by_trying_all_ways():
    """A ring in which only one way to pair neighbours of 1 to 6 tens makes grids of 70."""
    ring = [*path(6), (0, 5)]
    households = [10, 60, 20, 50, 30, 40]
    problem = problem_of(households, ring, lower=70, upper=70)
    weak = Search(Weights(), Effort(restarts=1, steps_per_unit=1, recombine_every=0), seed=0)
    found = cut_piece(problem, weak)
    assert found.answer.feasible
    assert found.outside == 0
    assert np.bincount(found.labels, weights=households).tolist() == [70, 70, 70]
