"""A plan at one version, and everything that it says of itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from gridmap.editing.checking import Bands
from gridmap.editing.commands import Edit
from gridmap.editing.delta import Code, Delta, GridFacts
from gridmap.editing.figures import GridRow, framed
from gridmap.editing.ground import Ground
from gridmap.editing.knowledge import Knowledge
from gridmap.editing.state import State
from gridmap.plan import Violation


@dataclass(frozen=True, slots=True, eq=False)
class Version:
    """A plan at one version.

    Attributes
    ----------
    state : State
        The grid of every unit, the facts of every grid, the locks.
    bands : Bands
        What a grid is to hold.
    open_edges : ndarray of bool, shape (m,)
        Edges of the graph that connect the units of a grid.
    known : Knowledge
        What was worked out of the plan so far.
    """

    state: State
    bands: Bands
    open_edges: NDArray[np.bool_]
    known: Knowledge = field(default_factory=Knowledge)

    @property
    def ground(self) -> Ground:
        """The units."""
        return self.state.ground

    @property
    def facts(self) -> Mapping[str, GridFacts]:
        """Facts of every grid by code, retired ones as well."""
        return self.state.facts

    @property
    def locked(self) -> bool:
        """Whether the whole plan is locked."""
        return self.state.locked

    def locked_units(self) -> list[str]:
        """Return the units that are locked.

        Returns
        -------
        list of str
            Ids, in the order of the units.
        """
        locked: list[str] = self.ground.unit_ids[self.state.unit_locked].tolist()
        return locked

    def codes(self) -> NDArray[np.object_]:
        """Return the grid of every unit.

        Returns
        -------
        ndarray of object, shape (n,)
            Code or None, in the order of the units.
        """
        names = np.array([*self.state.codes, None], dtype=object)
        return names[self.state.labels]

    def assignment(self) -> dict[str, Code]:
        """Return the grid of every unit by its id.

        Returns
        -------
        dict of str to (str or None)
            In the order of the units.
        """
        return dict(zip(self.ground.unit_ids.tolist(), self.codes().tolist(), strict=True))

    def digest(self) -> str:
        """Return a hash of the assignment, the facts of the living grids, and the locks.

        Returns
        -------
        str
            SHA-256 in hexadecimal digits; the same on every machine.
        """
        return self.state.digest()

    def grid_rows(self, codes: Iterable[str] | None = None) -> dict[str, GridRow]:
        """Return grids with their figures and polygons.

        Parameters
        ----------
        codes : iterable of str, optional
            Codes that the plan knows; every living grid by default.

        Returns
        -------
        dict of str to GridRow
            By code, ascending.
        """
        wanted = self.state.living() if codes is None else sorted(set(codes))
        return self.known.grid_rows(self.state, wanted, self.bands)

    def grids(self, codes: Iterable[str] | None = None) -> gpd.GeoDataFrame:
        """Return grids with their facts, figures and polygons.

        Parameters
        ----------
        codes : iterable of str, optional
            Codes that the plan knows; every living grid by default.

        Returns
        -------
        GeoDataFrame
            Indexed by ``grid_code``, in the CRS of the units: ``uuid``, ``community_code``,
            ``community``, ``name``, ``kind``, ``purpose``, ``locked``, ``retired`` and every
            metric of `gridmap.metrics.METRICS`.
        """
        return framed(self.grid_rows(codes).values(), self.ground)

    def violations(self, codes: Iterable[str] | None = None) -> tuple[Violation, ...]:
        """Return the violations of the plan, or of some of its grids.

        Parameters
        ----------
        codes : iterable of str, optional
            Grids of which every violation is wanted that names them; the whole plan by default,
            units without a grid as well.

        Returns
        -------
        tuple of Violation
            Hard ones first, then by rule, grid and key.
        """
        found = self.known.violations(self.state, codes, self.bands)
        return tuple(sorted(found, key=lambda v: (not v.hard, v.rule, v.grid_code, v.key)))

    def figures(self) -> dict[str, Any]:
        """Return the figures of the plan.

        Returns
        -------
        dict
            Those of `gridmap.metrics.plan_figures`, and ``unassigned`` units and
            ``unassigned_households``.
        """
        return self.known.figures(self.state, self.bands)

    def communities(self, what: Edit | Delta) -> frozenset[str]:
        """Return the communities that an edit or a change is about.

        Parameters
        ----------
        what : Edit or Delta
            Units and grids that the plan does not have are passed over.

        Returns
        -------
        frozenset of str
            Codes; every community of the plan for a lock of the whole plan.
        """
        named = what.mentions()
        if named is None:
            return frozenset(self.ground.community.tolist())
        units, grids = named
        rows = [self.ground.row_of[unit] for unit in units if unit in self.ground.row_of]
        homes = {self.facts[code].community_code for code in grids if code in self.facts}
        return frozenset(homes.union(self.ground.community[rows].tolist()))
