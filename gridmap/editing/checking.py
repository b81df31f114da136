"""The rules of a plan asked of a part of it: some grids, some compounds, some units."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gridmap.editing.figures import GridRow
from gridmap.editing.ground import Rows
from gridmap.editing.state import NONE, State
from gridmap.plan import Band, Violation
from gridmap.rules import COMPOUND_RULES, GRID_RULES, UNIT_RULES, Rule, Subject

Found = tuple[Violation, ...]


@dataclass(frozen=True, slots=True)
class Bands:
    """What a grid is to hold.

    Attributes
    ----------
    households : Band
        Households of a grid.
    persons : Band or None
        Persons of a grid, where they are held in a band too.
    """

    households: Band
    persons: Band | None = None


def check_grids(state: State, grids: Mapping[str, GridRow], bands: Bands) -> dict[str, Found]:
    """Return the violations of some grids.

    Parameters
    ----------
    state : State
        The plan.
    grids : Mapping of str to GridRow
        The grids, as they are in it.
    bands : Bands
        What a grid is to hold.

    Returns
    -------
    dict of str to tuple of Violation
        By code, for every grid given; the same as `gridmap.rules.check_plan` finds.
    """
    there = [row for row in grids.values() if row.polygon is not None]
    frame = pd.DataFrame(
        {
            "community_code": [row.facts.community_code for row in there],
            "kind": [row.facts.kind for row in there],
            "households": [row.figures["households"] for row in there],
            "persons": [row.figures["persons"] for row in there],
            "geometry": pd.Series([row.polygon for row in there], dtype=object),
        }
    ).set_index(pd.Index([row.code for row in there], name="grid_code", dtype=object))
    found: dict[str, list[Violation]] = {code: [] for code in grids}
    if there:
        rows = state.rows_of([row.code for row in there])
        for violation in _broken(GRID_RULES, state, rows, bands, frame):
            found[violation.grid_code].append(violation)
    return {code: tuple(some) for code, some in found.items()}


def check_compounds(state: State, compounds: NDArray[Any], bands: Bands) -> dict[int, Found]:
    """Return the violations of some compounds.

    Parameters
    ----------
    state : State
        The plan.
    compounds : ndarray of int
        Numbers of the compounds.
    bands : Bands
        What a grid is to hold.

    Returns
    -------
    dict of int to tuple of Violation
        By number, for every compound given.
    """
    rows = state.ground.compound_rows(compounds)
    found: dict[int, Found] = dict.fromkeys(compounds.tolist(), ())
    number = dict(zip(state.ground.compounds[compounds], compounds.tolist(), strict=True))
    for violation in _broken(COMPOUND_RULES, state, rows, bands, pd.DataFrame()):
        found[number[violation.about]] = (violation,)
    return found


def check_units(state: State, rows: Rows, bands: Bands) -> Found:
    """Return the violations of some units: those that have no grid.

    Parameters
    ----------
    state : State
        The plan.
    rows : ndarray of int64
        Rows of the units, ascending.
    bands : Bands
        What a grid is to hold.

    Returns
    -------
    tuple of Violation
        In the order of the units.
    """
    lacking = rows[state.labels[rows] == NONE]
    return tuple(_broken(UNIT_RULES, state, lacking, bands, pd.DataFrame()))


def _broken(
    rules: Collection[Rule], state: State, rows: Rows, bands: Bands, grids: pd.DataFrame
) -> Sequence[Violation]:
    if len(rows) == 0:
        return ()
    codes = np.array([*state.codes, None], dtype=object)
    units = state.ground.table.iloc[rows].assign(grid_code=codes[state.labels[rows]])
    graph = state.ground.subgraph(rows)
    subject = Subject(units, grids, graph, bands.households, bands.persons)
    return [violation for rule in rules for violation in rule(subject)]
