"""A plan that is being edited: immutable, light, and quick to say what an edit does to it.

A plan keeps what it has worked out (figures, polygons and violations of its grids), and an edit
hands that on to its child for every grid that it did not touch.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from gridmap.borders import EdgeKind
from gridmap.editing.changes import change, require_reversible
from gridmap.editing.checking import Bands
from gridmap.editing.commands import Edit
from gridmap.editing.delta import Code, Delta, GridFacts
from gridmap.editing.figures import GridRow, framed
from gridmap.editing.ground import Ground
from gridmap.editing.knowledge import Knowledge, Touch
from gridmap.editing.reassigning import Terms
from gridmap.editing.state import State, make_state
from gridmap.plan import Band, Barriers, Violation


@dataclass(frozen=True, slots=True, eq=False)
class LivePlan:
    """A plan at one version, on the ground that it shares with other plans.

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

    @classmethod
    def of(
        cls,
        ground: Ground,
        facts: Mapping[str, GridFacts],
        codes: Sequence[Code] | NDArray[np.object_],
        *,
        unit_locks: Collection[str] = (),
        locked: bool = False,
        band: Band | None = None,
        persons: Band | None = None,
        barriers: Barriers = "eased",
    ) -> LivePlan:
        """Return a plan from its parts.

        Parameters
        ----------
        ground : Ground
            The units.
        facts : Mapping of str to GridFacts
            Of every grid, retired ones as well, by code.
        codes : sequence of (str or None), length n
            Grid of each unit, in the order of the units.
        unit_locks : collection of str
            Ids of locked units.
        locked : bool
            Whether the whole plan is locked.
        band, persons : Band, optional
            Households and persons of a grid.
        barriers : {"closed", "eased", "priced", "ignored"}
            Setting of the plan. Where it is ``"closed"``, a border along a river or a railway
            without a bridge does not connect; otherwise such a grid is a violation that is
            reported, and no edit is refused for it.

        Returns
        -------
        LivePlan
            The plan.

        Raises
        ------
        EditError
            If a unit is in a grid that has no facts, or of another community (``"misfit"``).
        """
        state = make_state(ground, facts, codes, unit_locks=unit_locks, locked=locked)
        graph = ground.graph
        shut = (graph.kind >= EdgeKind.RAILWAY) & ~graph.bridged & (barriers == "closed")
        return cls(state, Bands(band or Band(), persons), ~shut)

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

    def apply(self, edit: Edit, *, new_uuid: Callable[[], uuid.UUID] = uuid.uuid4) -> Outcome:
        """Return what an edit makes of the plan.

        Parameters
        ----------
        edit : Edit
            What is asked for.
        new_uuid : callable
            Gives the identity of each new grid.

        Returns
        -------
        Outcome
            The change, the plan after it, and what else changed with it.

        Raises
        ------
        EditError
            If the edit is refused; `gridmap.editing.refusals.REASONS` lists why.
        """
        return self._outcome(change(self.state, edit, Terms(self.open_edges, new_uuid)))

    def undo(self, delta: Delta) -> Outcome:
        """Return what taking a change back makes of the plan.

        Parameters
        ----------
        delta : Delta
            A change that was made, and that nothing since has touched.

        Returns
        -------
        Outcome
            Its delta is the inverse.

        Raises
        ------
        EditError
            If something that would change is locked, or is not as the change left it.
        """
        return self.redo(delta.inverse())

    def redo(self, delta: Delta) -> Outcome:
        """Return what making a change again makes of the plan.

        Parameters
        ----------
        delta : Delta
            A change that was made and taken back.

        Returns
        -------
        Outcome
            Its delta is the same.

        Raises
        ------
        EditError
            If something that would change is locked, or is not as it was before the change.
        """
        require_reversible(self.state, delta)
        return self._outcome(delta)

    def replay(self, delta: Delta) -> LivePlan:
        """Return the plan after a change that was acknowledged before.

        Parameters
        ----------
        delta : Delta
            The change.

        Returns
        -------
        LivePlan
            The plan after it.

        Raises
        ------
        EditError
            If what is there is not what the change takes for granted (``"misfit"``).
        """
        state = self.state.replay(delta)
        told = self.known.after(Touch.of(state, delta), state, self.bands)
        return replace(self, state=state, known=told)

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

    def _outcome(self, delta: Delta) -> Outcome:
        # The figures before have to be known before they can be handed on and changed.
        figures = self.figures()
        child = self.replay(delta)
        touch = Touch.of(self.state, delta)
        there = sorted(touch.codes & self.facts.keys())
        before = self.known.concerned(self.state, touch, self.bands)
        after = child.known.concerned(child.state, touch, child.bands)
        return Outcome(
            delta=delta,
            plan=child,
            before=self.grid_rows(there),
            after=child.grid_rows(touch.codes),
            violations_added=tuple(after[key] for key in sorted(after.keys() - before.keys())),
            violations_changed=tuple(
                after[key] for key in sorted(after) if key in before and after[key] != before[key]
            ),
            violations_resolved=tuple(sorted(before.keys() - after.keys())),
            figures={
                name: (figures[name], value)
                for name, value in child.figures().items()
                if value != figures[name]
            },
        )


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """What an edit made of a plan.

    Attributes
    ----------
    delta : Delta
        What it changed.
    plan : LivePlan
        The plan after it.
    before, after : Mapping of str to GridRow
        The grids that a unit left or entered or whose facts changed, by code, with figures and
        polygons. A new grid is only in ``after``; a retired one is there as retired.
    violations_added : tuple of Violation
        New ones, by key.
    violations_changed : tuple of Violation
        Those that last with another figure, sentence or place.
    violations_resolved : tuple of str
        Keys of those that are gone.
    figures : Mapping of str to (value, value)
        Figures of the plan that changed: before and after.
    """

    delta: Delta
    plan: LivePlan
    before: Mapping[str, GridRow]
    after: Mapping[str, GridRow]
    violations_added: tuple[Violation, ...]
    violations_changed: tuple[Violation, ...]
    violations_resolved: tuple[str, ...]
    figures: Mapping[str, tuple[Any, Any]]

    @property
    def flips(self) -> list[tuple[str, Code, Code]]:
        """Each unit that changed its grid, with the old and the new code, by unit id."""
        return [(unit, old, new) for unit, (old, new) in sorted(self.delta.units.items())]

    @property
    def grids(self) -> gpd.GeoDataFrame:
        """The changed grids as `LivePlan.grids` gives them, retired ones as well."""
        return framed(self.after.values(), self.plan.ground)
