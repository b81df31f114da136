"""What moved between two plans, or between two versions of one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from gridmap.editing.delta import Code, GridFacts
from gridmap.editing.ground import Rows
from gridmap.editing.live_plan import LivePlan


@dataclass(frozen=True, slots=True)
class Flow:
    """What two grids of two plans have in common.

    Attributes
    ----------
    old, new : str or None
        Grid in the first and in the second plan; None for no grid.
    units, households, persons : int
        Of the units that are in the one before and in the other after.
    """

    old: Code
    new: Code
    units: int
    households: int
    persons: int


@dataclass(frozen=True, slots=True)
class Difference:
    """What moved between two plans.

    Attributes
    ----------
    moved : tuple of (str, str or None, str or None)
        Each unit whose grid has another code, with the old and the new one.
    flows : tuple of Flow
        Every pair of grids that have units in common, sorted; pairs of the same code are what
        stayed.
    households, persons : int
        Of the units that moved.
    grids : Mapping of str to (GridFacts or None, GridFacts or None)
        Living grids whose facts differ, by code; None where the code is not alive.
    only_before, only_after : tuple of str
        Units that one of the plans does not have.
    """

    moved: tuple[tuple[str, Code, Code], ...]
    flows: tuple[Flow, ...]
    households: int
    persons: int
    grids: Mapping[str, tuple[GridFacts | None, GridFacts | None]]
    only_before: tuple[str, ...] = ()
    only_after: tuple[str, ...] = ()


def diff(before: LivePlan, after: LivePlan) -> Difference:
    """Return what moved between two plans.

    Parameters
    ----------
    before, after : LivePlan
        Of any numbers of grids. On different grounds, units are the same by their ids, and count
        with the households that they have after.

    Returns
    -------
    Difference
        What moved.
    """
    rows_before, rows_after = _common(before, after)
    old, new = before.codes()[rows_before], after.codes()[rows_after]
    ground = after.ground
    moved = np.flatnonzero(old != new)
    rows = rows_after[moved]
    ids = ground.unit_ids
    return Difference(
        moved=tuple(zip(ids[rows].tolist(), old[moved].tolist(), new[moved].tolist(), strict=True)),
        flows=_flows(after, rows_after, old, new),
        households=int(ground.households[rows].sum()),
        persons=int(ground.persons[rows].sum()),
        grids=_altered(before, after),
        only_before=tuple(sorted(before.ground.row_of.keys() - ground.row_of.keys())),
        only_after=tuple(sorted(ground.row_of.keys() - before.ground.row_of.keys())),
    )


def _common(before: LivePlan, after: LivePlan) -> tuple[Rows, Rows]:
    every = np.arange(len(after.ground.unit_ids))
    if before.ground is after.ground:
        return every, every
    found = [before.ground.row_of.get(unit, -1) for unit in after.ground.unit_ids]
    rows = np.array(found, dtype=np.int64)
    return rows[rows >= 0], every[rows >= 0]


def _flows(plan: LivePlan, rows: Rows, old: np.ndarray, new: np.ndarray) -> tuple[Flow, ...]:
    ground = plan.ground
    counted = pd.DataFrame(
        {
            "old": pd.Series(old, dtype=object).fillna(""),
            "new": pd.Series(new, dtype=object).fillna(""),
            "units": 1,
            "households": ground.households[rows],
            "persons": ground.persons[rows],
        }
    )
    sums = counted.groupby(["old", "new"], as_index=False).sum()
    listed = zip(*(sums[name].tolist() for name in counted.columns), strict=True)
    return tuple(Flow(first or None, then or None, *counts) for first, then, *counts in listed)


def _altered(
    before: LivePlan, after: LivePlan
) -> dict[str, tuple[GridFacts | None, GridFacts | None]]:
    old, new = (
        {code: facts for code, facts in plan.facts.items() if not facts.retired}
        for plan in (before, after)
    )
    return {
        code: (old.get(code), new.get(code))
        for code in sorted(old.keys() | new.keys())
        if old.get(code) != new.get(code)
    }
