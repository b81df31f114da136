"""Some grids searched again on lattices, the rest left as it is."""

import lattice
import numpy as np
import pytest

from gridmap.contiguity import build_contiguity
from gridmap.errors import SettingsError
from gridmap.partition.community import Units
from gridmap.partition.improving import improve_grids
from gridmap.partition.regions import Search
from gridmap.partition.solve import Effort, Weights
from gridmap.plan import Band

BAND = Band(100, 200)
HOW = Search(Weights(), Effort(), seed=1)
SNAKE = """
0 0 0 0 1 1 2 2
0 1 1 1 1 1 2 2
0 0 0 0 0 1 2 2
1 1 1 1 1 1 2 2
"""
"""Grids 0 and 1 wind around each other; two rectangles of 4 x 3 cells are far more compact."""


def drawn(text):
    return np.array(text.split(), dtype=np.int64)


def improve(text, chosen, *, locked=(), band=BAND):
    frame = lattice.lattice_units(4, 8, households=10)
    units = Units(
        households=frame["households"].to_numpy(),
        area_m2=frame.area.to_numpy(),
        xy=frame[["x_m", "y_m"]].to_numpy(),
        compound=np.full(32, -1),
        special=np.zeros(32, dtype=bool),
    )
    mask = np.zeros(32, dtype=bool)
    mask[list(locked)] = True
    return improve_grids(
        units,
        build_contiguity(frame, lattice.lattice_layers(4, 8, households=10)),
        drawn(text),
        np.array(chosen),
        locked=mask,
        band=band,
        barriers="eased",
        how=HOW,
    )


def test_winding_grids_become_compact_and_the_rest_stays():
    found = improve(SNAKE, [0, 1])
    old = drawn(SNAKE)
    assert found.after[1] < 0.5 * found.before[1]
    assert (found.labels[old == 2] == 2).all()
    halves = found.labels.reshape(4, 8)[:, :6]
    assert np.bincount(halves.ravel()).tolist() == [12, 12]
    boundary = (halves[:, 1:] != halves[:, :-1]).sum() + (halves[1:] != halves[:-1]).sum()
    assert boundary in {4, 5, 6}


def test_grids_that_do_not_touch_are_groups_of_their_own():
    columns = "0 0 1 1 2 2 3 3 " * 4
    found = improve(columns, [0, 1, 3])
    assert [(one.grids, one.households) for one in found.groups] == [((0, 1), 160), ((3,), 80)]
    assert found.groups[0].before[0] + found.groups[1].before[0] == found.before[0] == 60


def test_what_cannot_be_better_stays_as_it_is():
    best = "0 0 0 0 1 1 1 1 " * 4
    found = improve(best, [0, 1], band=Band(160, 160))
    assert (found.labels == drawn(best)).all()
    assert found.after == found.before


def test_locked_units_keep_their_grid():
    corners = (0, 24)
    found = improve(SNAKE, [0, 1], locked=corners)
    assert found.labels[list(corners)].tolist() == [0, 1]
    assert found.after <= found.before


def test_a_grid_in_pieces_is_to_be_repaired_first():
    with pytest.raises(SettingsError, match="in pieces"):
        improve(SNAKE.replace("2", "0"), [0, 1])
