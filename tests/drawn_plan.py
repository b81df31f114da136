"""A plan of two communities that can be drawn by hand, kept in a store.

Six rows of eight squares of 100 m. The western four columns are one community, the eastern four
the other; in each the upper three rows are grid 001, the lower three grid 002. Ten households a
unit: 120 a grid, in the band of 100 to 140::

    A A A A  C C C C
    A A A A  C C C C
    A A A A  C C C C
    B B B B  D D D D
    B B B B  D D D D
    B B B B  D D D D
"""

import lattice
import numpy as np
import pandas as pd
from gridmap_api.store.making import create_plan
from gridmap_api.store.plans import find_plan
from gridmap_api.store.principals import Principal
from gridmap_api.store.scope import EVERYTHING

from gridmap.contiguity import build_contiguity
from gridmap.dissolve import dissolve
from gridmap.metrics import plan_figures
from gridmap.plan import Band, Plan

WEST, EAST = "370899001001", "370899001002"
A, B, C, D = f"{WEST}001", f"{WEST}002", f"{EAST}001", f"{EAST}002"
BAND = Band(100, 140)
PLANNER = Principal("west", "西区规划员", "planner", frozenset({WEST}))
OTHER = Principal("east", "东区规划员", "planner", frozenset({EAST}))
ADMIN = Principal("admin", "管理员", "admin")
VIEWER = Principal("viewer", "访客", "viewer")


def unit(row, col):
    """Return the id of the unit in a row from the north and a column from the west."""
    return f"{WEST}-{row * 4 + col + 1:05d}" if col < 4 else f"{EAST}-{row * 4 + col - 3:05d}"


def drawn_plan(*, rows=6, cols=8):
    """Return the plan; with more rows and columns of the same drawing it is larger."""
    half = cols // 2
    frame = lattice.lattice_units(
        rows,
        cols,
        community_code=[[WEST] * half + [EAST] * half] * rows,
        persons=30,
    )
    upper = np.arange(rows * cols) // cols < rows // 2
    frame["grid_code"] = [
        f"{code}{'001' if above else '002'}"
        for code, above in zip(frame["community_code"], upper, strict=True)
    ]
    grids = dissolve(frame, frame["grid_code"])
    grids["community_code"] = grids["grid_code"].str[:12]
    grids["community"] = grids["community_code"].map({WEST: "西社区", EAST: "东社区"})
    grids = grids.assign(kind="ordinary", purpose=None)
    totals = frame.groupby("grid_code")["households"].sum()
    grids["households"] = grids["grid_code"].map(totals)
    return Plan(
        units=frame,
        grids=grids,
        feasibility=pd.DataFrame(),
        violations=(),
        faults=(),
        settings={"band": [BAND.lower, BAND.upper], "seed": 1},
        figures=plan_figures(frame, grids.set_index("grid_code"), band=BAND),
    )


def save_drawn(store, *, name="手绘方案", **size):
    """Keep the drawn plan in a store and return its id."""
    plan = drawn_plan(**size)
    graph = build_contiguity(plan.units, {})
    with store.write() as connection:
        return create_plan(connection, plan, name=name, owner="本机", graph=graph)


def plan_now(store, plan_id):
    """Return the row of a plan."""
    with store.read() as connection:
        return find_plan(connection, plan_id, EVERYTHING)
