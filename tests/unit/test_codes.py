"""Grid codes."""

import pytest

from gridmap.codes import grid_code, number_grids
from gridmap.errors import SettingsError


def test_grids_are_numbered_like_a_page_from_the_north_west():
    x, y = [0, 100, 200, 0, 100, 200], [100, 110, 95, 0, 5, 10]
    assert number_grids(x, y, row_m=50).tolist() == [1, 2, 3, 4, 5, 6]


def test_a_code_is_the_community_and_three_digits():
    assert grid_code("370899001002", 12) == "370899001002012"


def test_more_grids_than_three_digits_can_number_are_refused():
    with pytest.raises(SettingsError, match="more grids"):
        grid_code("370899001002", 1_000)
