"""Hazards of a patrol get the grid that they lie in; planned.grids: west, middle, east, school."""

import lattice
import pandas as pd
import planned
import pytest

from gridmap.pipeline.patrolling import _in_grids


def hazards(**columns):
    # In the west, in the middle, outside; in the east.
    points = [lattice.point(*at) for at in ((50, 50), (250, 50), (900, 50), (500, 300))]
    return lattice.layer(points, hazard_id=["a", "b", "c", "d"], **columns)


def grids():
    return planned.grids().rename(columns={"grid_code": "code"})


LIE_IN = [planned.WEST, planned.MIDDLE, "", planned.EAST]


@pytest.mark.parametrize("index", [[0, 1, 2, 3], [7, 7, 7, 3], ["x", "y", "z", "w"]])
def test_a_hazard_gets_the_grid_that_it_lies_in(index):
    frame = hazards().set_index(pd.Index(index))
    found = _in_grids(frame, grids())
    assert list(found["grid"]) == LIE_IN
    assert list(found.index) == index


def test_a_grid_that_is_given_is_kept():
    frame = hazards(grid=["g1", None, "g3", ""]).set_index(pd.Index([5, 5, 6, 6]))
    assert list(_in_grids(frame, grids())["grid"]) == ["g1", planned.MIDDLE, "g3", planned.EAST]


def test_without_grids_hazards_stay_as_they_are():
    frame = hazards()
    assert _in_grids(frame, None) is frame
