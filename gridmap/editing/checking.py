"""The rules of a plan asked of a part of it: some grids, some compounds, some units."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gridmap.editing.figures import GridRow
from gridmap.editing.ground import Rows
from gridmap.editing.state import NONE, State
from gridmap.plan import Band, Violation
from gridmap.rules import COMPOUND_RULES, GRID_RULES, UNIT_RULES, GridColumns, Rule, Scene

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
    found: dict[str, list[Violation]] = {code: [] for code in grids}
    if there:
        rows = state.rows_of([row.code for row in there])
        for violation in _broken(GRID_RULES, state, rows, bands, there):
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
    for violation in _broken(COMPOUND_RULES, state, rows, bands):
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
    return tuple(_broken(UNIT_RULES, state, lacking, bands))


def _broken(
    rules: Collection[Rule], state: State, rows: Rows, bands: Bands, grids: Sequence[GridRow] = ()
) -> Sequence[Violation]:
    """Ask the rules; those that speak of grids are given theirs, others all codes there are."""
    if len(rows) == 0:
        return ()
    ground = state.ground
    number = np.full(len(state.codes) + 1, NONE)
    codes = [row.code for row in grids] or list(state.codes)
    number[[state.label_of[code] for code in codes]] = np.arange(len(codes))
    scene = Scene(
        ground.columns(rows, grid=number[state.labels[rows]]),
        GridColumns(
            code=codes,
            community=[row.facts.community_code for row in grids],
            kind=[row.facts.kind for row in grids],
            households=[row.figures["households"] for row in grids],
            persons=[row.figures["persons"] for row in grids],
            shape=[row.polygon for row in grids],
        ),
        ground.compounds,
        ground.subgraph(rows),
        bands.households,
        bands.persons,
    )
    return [violation for rule in rules for violation in rule(scene)]
