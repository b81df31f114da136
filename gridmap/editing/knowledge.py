"""What a plan has worked out about itself, handed on to its child where an edit left it alone."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from gridmap.editing.checking import Bands, Found, check_compounds, check_grids, check_units
from gridmap.editing.delta import Delta
from gridmap.editing.figures import (
    GridRow,
    Tallies,
    figures_of,
    grid_rows,
    respread,
    retally,
    tally,
)
from gridmap.editing.ground import Rows
from gridmap.editing.state import State
from gridmap.plan import Violation

Key = TypeVar("Key")
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True, eq=False)
class Touch:
    """What an edit touches, and so has to be worked out anew.

    Attributes
    ----------
    codes : frozenset of str
        Grids that a unit leaves or enters, or whose facts change.
    rows : ndarray of int64
        Units that change their grid, ascending.
    compounds : ndarray of int
        Numbers of the compounds of these units.
    """

    codes: frozenset[str]
    rows: Rows
    compounds: NDArray[Any]

    @classmethod
    def of(cls, state: State, delta: Delta) -> Touch:
        """Return what a change touches.

        Parameters
        ----------
        state : State
            The plan before or after it.
        delta : Delta
            The change.

        Returns
        -------
        Touch
            The grids, units and compounds.
        """
        ends = {code for pair in delta.units.values() for code in pair if code is not None}
        rows = np.array(sorted(state.ground.row_of[unit] for unit in delta.units), dtype=np.int64)
        compounds = np.unique(state.ground.compound[rows])
        return cls(frozenset(ends | delta.grids.keys()), rows, compounds[compounds >= 0])


@dataclass(slots=True)
class Knowledge:
    """Figures, polygons and violations that were asked for.

    Attributes
    ----------
    grids : dict of str to GridRow
        Grids by code.
    of_grids : dict of str to tuple of Violation
        Violations of each grid.
    of_compounds : dict of int to tuple of Violation
        Violations of each compound, by number.
    tallies : Tallies or None
        What the figures of the plan are made of.
    """

    grids: dict[str, GridRow] = field(default_factory=dict)
    of_grids: dict[str, Found] = field(default_factory=dict)
    of_compounds: dict[int, Found] = field(default_factory=dict)
    tallies: Tallies | None = None

    def after(self, touch: Touch, state: State, bands: Bands) -> Knowledge:
        """Return what is known of the plan after an edit.

        Parameters
        ----------
        touch : Touch
            What the edit touched.
        state : State
            The plan after it.
        bands : Bands
            What a grid is to hold.

        Returns
        -------
        Knowledge
            All but what was touched; the tallies brought up to date.
        """
        tallies = self.tallies
        if tallies is not None and touch.codes:
            tallies = retally(tallies, state, touch.codes, bands.households)
            tallies = respread(tallies, state, touch.compounds)
        compounds = touch.compounds.tolist()
        return Knowledge(
            _without(self.grids, touch.codes),
            _without(self.of_grids, touch.codes),
            _without(self.of_compounds, compounds),
            tallies,
        )

    def grid_rows(self, state: State, codes: Collection[str], bands: Bands) -> dict[str, GridRow]:
        """Return grids with their figures and polygons.

        Parameters
        ----------
        state : State
            The plan that this is known of.
        codes : collection of str
            Codes that the plan knows.
        bands : Bands
            What a grid is to hold.

        Returns
        -------
        dict of str to GridRow
            In the order of the codes.
        """
        missing = [code for code in codes if code not in self.grids]
        if missing:
            self.grids.update(grid_rows(state, missing, bands.households))
        return {code: self.grids[code] for code in codes}

    def violations(
        self, state: State, codes: Iterable[str] | None, bands: Bands
    ) -> list[Violation]:
        """Return the violations of a plan, or of some of its grids.

        Parameters
        ----------
        state : State
            The plan that this is known of.
        codes : iterable of str or None
            The grids; None for the whole plan.
        bands : Bands
            What a grid is to hold.

        Returns
        -------
        list of Violation
            In no particular order.
        """
        every = np.arange(len(state.ground.compounds))
        if codes is None:
            lacking = check_units(state, np.arange(len(state.labels)), bands)
            return [*lacking, *self._found(state, state.living(), every, bands)]
        wanted = set(codes)
        found = self._found(state, sorted(wanted), every, bands)
        return [violation for violation in found if violation.grid_code in wanted]

    def concerned(self, state: State, touch: Touch, bands: Bands) -> dict[str, Violation]:
        """Return the violations that an edit can bring or take.

        Parameters
        ----------
        state : State
            The plan that this is known of.
        touch : Touch
            What the edit touches.
        bands : Bands
            What a grid is to hold.

        Returns
        -------
        dict of str to Violation
            By key.
        """
        codes = sorted(touch.codes & state.facts.keys())
        lacking = check_units(state, touch.rows, bands)
        found = [*lacking, *self._found(state, codes, touch.compounds, bands)]
        return {violation.key: violation for violation in found}

    def figures(self, state: State, bands: Bands) -> dict[str, Any]:
        """Return the figures of a plan.

        Parameters
        ----------
        state : State
            The plan that this is known of.
        bands : Bands
            What a grid is to hold.

        Returns
        -------
        dict
            As `gridmap.editing.figures.figures_of` gives them.
        """
        if self.tallies is None:
            self.tallies = tally(state, bands.households)
        return figures_of(state, self.tallies, bands.households)

    def _found(
        self, state: State, codes: Collection[str], compounds: NDArray[Any], bands: Bands
    ) -> list[Violation]:
        missing = [code for code in codes if code not in self.of_grids]
        if missing:
            rows = self.grid_rows(state, missing, bands)
            self.of_grids.update(check_grids(state, rows, bands))
        unknown = [one for one in compounds.tolist() if one not in self.of_compounds]
        if unknown:
            self.of_compounds.update(check_compounds(state, np.array(unknown), bands))
        found = [self.of_grids[code] for code in codes]
        found += [self.of_compounds[one] for one in compounds.tolist()]
        return [violation for some in found for violation in some]


def _without(known: dict[Key, Value], gone: Iterable[Key]) -> dict[Key, Value]:
    left = known.copy()
    for key in gone:
        left.pop(key, None)
    return left
