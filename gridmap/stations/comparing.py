"""Reach before and after a redraw: the same stations, other grids."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from gridmap.stations.homes import Bools
from gridmap.stations.reach import Reach, grid_rows, plan_row
from gridmap.stations.settings import WALKERS, Walker

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ReachChange:
    """What a redraw changes for those who walk.

    Attributes
    ----------
    before, after : dict
        As `gridmap.stations.reach.plan_row` returns them.
    grids : tuple of dict
        By code: ``grid_code``, ``households`` and what is out of reach, each with ``_before``
        and ``_after``; None where a version has no such grid.
    lost, gained : dict
        Households of each walker that get out of reach of the station of their grid, and into
        it; None where the two have different units.
    """

    before: Row
    after: Row
    grids: tuple[Row, ...]
    lost: dict[str, int] | None
    gained: dict[str, int] | None


def compare_reach(before: Reach, after: Reach) -> ReachChange:
    """Return what a redraw changes for those who walk.

    Parameters
    ----------
    before, after : Reach
        Of two versions, or of two plans.

    Returns
    -------
    ReachChange
        Side by side.
    """
    sides = [{row["grid_code"]: row for row in grid_rows(one)} for one in (before, after)]
    columns = ["households", *(f"{walker}_out" for walker in WALKERS)]
    rows = []
    for code in sorted(sides[0].keys() | sides[1].keys()):
        row: Row = {"grid_code": code}
        for name in columns:
            for side, when in zip(sides, ("before", "after"), strict=True):
                row[f"{name}_{when}"] = side[code][name] if code in side else None
        rows.append(row)
    same = np.array_equal(before.walks.homes.unit_id, after.walks.homes.unit_id)
    return ReachChange(
        before=plan_row(before),
        after=plan_row(after),
        grids=tuple(rows),
        lost={walker: _moved(before, after, walker) for walker in WALKERS} if same else None,
        gained={walker: _moved(after, before, walker) for walker in WALKERS} if same else None,
    )


def _moved(near: Reach, far: Reach, walker: Walker) -> int:
    """Return the households that are in reach in one version and out of it in the other."""
    moved: Bools = ~near.is_out(walker) & far.is_out(walker)
    return int(far.walks.homes.households[moved].sum())
