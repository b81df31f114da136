"""A lattice city of any size with square grids, and endless moves in it that break no rule."""

import random

import lattice
import numpy as np
import pandas as pd

from gridmap.contiguity import ContiguityGraph
from gridmap.editing.commands import Move
from gridmap.plan import Plan

BLOCK = 10
"""A grid is a square of so many units a side; an edit moves the eastern half of one."""
COMMUNITY_COLS = 4


def lattice_graph(rows, cols, community):
    """Return the contiguity of a lattice, within communities."""
    number = np.arange(rows * cols, dtype=np.int32).reshape(rows, cols)
    pairs = np.concatenate(
        [
            np.stack([number[:, :-1].ravel(), number[:, 1:].ravel()]),
            np.stack([number[:-1].ravel(), number[1:].ravel()]),
        ],
        axis=1,
    )
    heads, tails = pairs[:, community[pairs[0]] == community[pairs[1]]]
    order = np.lexsort((tails, heads))
    count = len(order)
    return ContiguityGraph(
        rows * cols,
        heads[order],
        tails[order],
        np.full(count, 100.0),
        np.zeros(count, np.int8),
        np.zeros(count, np.bool_),
    )


def city(rows, cols):
    """Return a plan of square grids on a lattice, and its contiguity."""
    row, col = np.divmod(np.arange(rows * cols), cols)
    column = col // BLOCK // COMMUNITY_COLS
    codes = np.array([f"3708990010{one + 1:02d}" for one in column], dtype=object)
    number = (row // BLOCK) * COMMUNITY_COLS + (col // BLOCK) % COMMUNITY_COLS + 1
    units = lattice.lattice_units(
        rows, cols, households=4, persons=11, community_code=codes.tolist()
    )
    units["grid_code"] = [f"{code}{one:03d}" for code, one in zip(codes, number, strict=True)]
    grids = units.drop_duplicates("grid_code")[["grid_code", "community_code"]]
    grids = grids.assign(community=grids["community_code"], kind="ordinary", purpose=None)
    plan = Plan(units, grids, pd.DataFrame(), (), (), {"band": [300, 500]}, {})
    return plan, lattice_graph(rows, cols, codes)


def edits(plan, cols, seed, communities=None):
    """Give moves of the eastern half of a grid to its eastern neighbour, and back again.

    ``communities`` are numbers from the west; all by default.
    """
    table = plan.units["unit_id"].to_numpy().reshape(-1, cols)
    code = plan.units["grid_code"].to_numpy().reshape(-1, cols)
    draw = random.Random(seed)
    wests = [
        block
        for block in range(cols // BLOCK)
        if block % COMMUNITY_COLS < COMMUNITY_COLS - 1
        and (communities is None or block // COMMUNITY_COLS in communities)
    ]
    while True:
        down = draw.randrange(table.shape[0] // BLOCK) * BLOCK
        west = draw.choice(wests) * BLOCK
        half = table[down : down + BLOCK, west + BLOCK // 2 : west + BLOCK].ravel()
        units = tuple(half.tolist())
        yield Move(units, str(code[down, west + BLOCK]))
        yield Move(units, str(code[down, west]))
