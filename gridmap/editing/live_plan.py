"""A plan that is being edited: immutable, light, and quick to say what an edit does to it.

A plan keeps what it has worked out (figures, polygons and violations of its grids), and an edit
hands that on to its child for every grid that it did not touch.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
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
from gridmap.editing.knowledge import Touch
from gridmap.editing.reassigning import Terms
from gridmap.editing.state import make_state
from gridmap.editing.version import Version
from gridmap.plan import Band, Barriers, Violation


@dataclass(frozen=True, slots=True, eq=False)
class LivePlan(Version):
    """A plan at one version, on the ground that it shares with other plans, to be edited."""

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

    def apply(
        self,
        edit: Edit,
        *,
        new_uuid: Callable[[], uuid.UUID] = uuid.uuid4,
        given: Collection[str] = (),
    ) -> Outcome:
        """Return what an edit makes of the plan.

        Parameters
        ----------
        edit : Edit
            What is asked for.
        new_uuid : callable
            Gives the identity of each new grid.
        given : collection of str
            Codes that were given out by other plans: no new grid gets one of them.

        Returns
        -------
        Outcome
            The change, the plan after it, and what else changed with it.

        Raises
        ------
        EditError
            If the edit is refused; `gridmap.editing.refusals.REASONS` lists why.
        """
        return self._outcome(change(self.state, edit, Terms(self.open_edges, new_uuid, given)))

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
