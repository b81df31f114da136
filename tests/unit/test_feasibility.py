"""Feasibility by arithmetic, against every band and number of grids listed one by one."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridmap.errors import SettingsError
from gridmap.partition.feasibility import feasibility, find_stuck, grids_to_try
from gridmap.plan import Band


@given(st.integers(1, 3_000), st.integers(1, 60), st.integers(1, 40), st.integers(0, 60))
def test_feasible_exactly_when_some_number_of_grids_fits(households, units, lower, width):
    band = Band(lower, lower + width)
    fitting = [k for k in range(1, units + 1) if k * lower <= households <= k * band.upper]
    answer = feasibility(households, units, 1, band)
    assert answer.feasible == bool(fitting)
    if fitting:
        assert (answer.grids_min, answer.grids_max) == (fitting[0], fitting[-1])


@pytest.mark.parametrize(
    ("households", "nearest"),
    [(560, (280, 500)), (520, (300, 520)), (250, (250, 500)), (1_000, (300, 500)), (40, (40, 500))],
)
def test_the_nearest_feasible_band_moves_one_end_as_little_as_possible(households, nearest):
    answer = feasibility(households, 50, 60, Band(300, 500))
    assert (answer.nearest.lower, answer.nearest.upper) == nearest
    assert feasibility(households, 50, 60, answer.nearest).feasible


def test_a_unit_above_the_band_is_infeasible_and_lifts_the_nearest_band():
    answer = feasibility(1_200, 10, 612, Band(300, 500))
    assert not answer.feasible
    assert answer.nearest.upper >= 612


def test_reasons_name_the_figures_in_both_languages():
    band = Band(300, 500)
    small = feasibility(120, 5, 40, band).reason(band)
    assert "120" in small.zh
    assert "300" in small.en
    between = feasibility(560, 20, 60, band).reason(band)
    assert "560" in between.en
    assert "280 至 500" in between.zh
    assert feasibility(900, 20, 60, band).reason(band).zh == ""


def test_the_nearest_band_is_said_to_be_so_only_where_that_is_known():
    band = Band(300, 500)
    assert (
        "The nearest feasible band is 300 to 612" in feasibility(612, 1, 612, band).reason(band).en
    )
    assert "By arithmetic alone" in feasibility(560, 20, 60, band).reason(band).en


def test_a_unit_that_fits_with_no_neighbour_is_stuck_and_named():
    """A tower of 264 between two of 264: alone below 300, with either above 500."""
    chain = np.array([0, 1, 3, 4]), np.array([1, 0, 2, 1])
    band = Band(300, 500)
    stuck = find_stuck(np.array([264, 264, 264]), *chain, band)[0]
    assert (stuck.households, stuck.joined) == (264, 528)
    answer = feasibility(792, 3, 264, band, stuck=stuck)
    assert not answer.feasible
    assert "528" in answer.reason(band).zh
    assert answer.nearest == Band(264, 500)
    assert find_stuck(np.array([264, 100, 264]), *chain, band) == []
    assert find_stuck(np.array([264, 0, 100]), *chain, band) == []


def test_numbers_of_grids_are_tried_from_the_middle_of_the_band():
    band = Band(300, 500)
    assert grids_to_try(feasibility(2_000, 90, 60, band), band) == (5, 6, 4)
    assert grids_to_try(feasibility(450, 90, 60, band), band) == (1,)
    assert grids_to_try(feasibility(560, 90, 60, band), band) == (1,)


@pytest.mark.parametrize("band", [(0, 10), (10, 5)])
def test_a_band_that_is_none_is_refused(band):
    with pytest.raises(SettingsError, match="no band"):
        Band(*band)
