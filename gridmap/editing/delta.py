"""What an edit changes: the old and the new of units, locks and grids, and so its own inverse."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

Code = str | None


@dataclass(frozen=True, slots=True)
class GridFacts:
    """What is said of a grid, apart from its units.

    Attributes
    ----------
    uuid : str
        Stays the same as long as the grid lives, whatever becomes of its code.
    community_code : str
        12 digits.
    name : str
        What people call it; empty for none.
    kind : str
        ``"ordinary"`` or ``"special"``.
    purpose : str or None
        What a special-purpose grid is for.
    locked : bool
        Whether it stays as it is.
    retired : bool
        Whether it has no unit any more; its code is never given out again.

    Examples
    --------
    >>> facts = GridFacts("0b6c", "370899001001", name="海棠苑")
    >>> GridFacts.from_json(facts.to_json()) == facts
    True
    """

    uuid: str
    community_code: str
    name: str = ""
    kind: str = "ordinary"
    purpose: str | None = None
    locked: bool = False
    retired: bool = False

    def to_json(self) -> dict[str, Any]:
        """Return the facts as JSON values.

        Returns
        -------
        dict
            One member for each attribute.
        """
        return {name: getattr(self, name) for name in GridFacts.__slots__}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> GridFacts:
        """Return the facts that `to_json` wrote.

        Parameters
        ----------
        value : Mapping
            The members.

        Returns
        -------
        GridFacts
            The facts.
        """
        return cls(**{name: value[name] for name in cls.__slots__})

    def as_retired(self) -> GridFacts:
        """Return the facts of the grid when it has lost its last unit.

        Returns
        -------
        GridFacts
            The same uuid and name; no longer locked.
        """
        return replace(self, retired=True, locked=False)


@dataclass(frozen=True, slots=True)
class Delta:
    """The change that one edit makes, from which it is replayed and taken back.

    Attributes
    ----------
    units : Mapping of str to (str or None, str or None)
        Old and new grid code of each unit that changes, by unit id; None for no grid.
    unit_locks : Mapping of str to (bool, bool)
        Old and new lock of each unit that is locked or unlocked.
    grids : Mapping of str to (GridFacts or None, GridFacts or None)
        Old and new facts of each grid that is made, changed or retired, by code. None before: the
        grid is made; None after: its making is taken back, which retires the code.
    plan_lock : (bool, bool) or None
        Old and new lock of the whole plan, where that changes.

    Examples
    --------
    >>> delta = Delta(units={"u1": ("g1", "g2")})
    >>> delta.inverse().units
    {'u1': ('g2', 'g1')}
    >>> sorted(delta.touched())
    ['unit:u1']
    """

    units: Mapping[str, tuple[Code, Code]] = field(default_factory=dict)
    unit_locks: Mapping[str, tuple[bool, bool]] = field(default_factory=dict)
    grids: Mapping[str, tuple[GridFacts | None, GridFacts | None]] = field(default_factory=dict)
    plan_lock: tuple[bool, bool] | None = None

    def __bool__(self) -> bool:
        """Return whether anything changes."""
        return bool(self.units or self.unit_locks or self.grids or self.plan_lock)

    def inverse(self) -> Delta:
        """Return the change back.

        Returns
        -------
        Delta
            Replayed after this one, it gives the plan before it.
        """
        return Delta(
            units={unit: (new, old) for unit, (old, new) in self.units.items()},
            unit_locks={unit: (new, old) for unit, (old, new) in self.unit_locks.items()},
            grids={code: (new, old) for code, (old, new) in self.grids.items()},
            plan_lock=None if self.plan_lock is None else (self.plan_lock[1], self.plan_lock[0]),
        )

    def touched(self) -> frozenset[str]:
        """Return what two edits must not have in common to be made in either order.

        An edit that was made on an older version is applied anew on the head, and the delta that
        it makes *there* is compared with the deltas of the versions since. They overlap when both
        change the same unit (its grid or its lock), the facts of the same grid (name, kind, lock,
        made, merged, retired), or the lock of the plan. Two moves of different units into or out
        of one grid do not overlap: neither changes its facts, and what else they could break -
        locks, contiguity, a target that was retired - is checked on the head because the edit is
        applied there.

        Returns
        -------
        frozenset of str
            ``"unit:ID"``, ``"grid:CODE"`` and ``"plan"``.
        """
        return frozenset(
            [f"unit:{unit}" for unit in (*self.units, *self.unit_locks)]
            + [f"grid:{code}" for code in self.grids]
            + (["plan"] if self.plan_lock is not None else [])
        )

    def mentions(self) -> tuple[list[str], list[str]] | None:
        """Return the units and the grids that it is about.

        Returns
        -------
        units, grids : list of str
            Ids and codes; None for the lock of the whole plan, which is about every one.
        """
        if self.plan_lock is not None:
            return None
        ends = {code for pair in self.units.values() for code in pair if code is not None}
        return [*self.units, *self.unit_locks], sorted(ends | self.grids.keys())

    def to_json(self) -> dict[str, Any]:
        """Return the change as JSON values.

        Returns
        -------
        dict
            ``units``, ``unit_locks``, ``grids`` and ``plan_lock``; pairs are lists.
        """
        return {
            "units": {unit: list(pair) for unit, pair in self.units.items()},
            "unit_locks": {unit: list(pair) for unit, pair in self.unit_locks.items()},
            "grids": {
                code: [None if facts is None else facts.to_json() for facts in pair]
                for code, pair in self.grids.items()
            },
            "plan_lock": None if self.plan_lock is None else list(self.plan_lock),
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Delta:
        """Return the change that `to_json` wrote.

        Parameters
        ----------
        value : Mapping
            The members.

        Returns
        -------
        Delta
            The change.
        """
        lock = value["plan_lock"]
        return cls(
            units={unit: (old, new) for unit, (old, new) in value["units"].items()},
            unit_locks={unit: (old, new) for unit, (old, new) in value["unit_locks"].items()},
            grids={code: (_facts(old), _facts(new)) for code, (old, new) in value["grids"].items()},
            plan_lock=None if lock is None else (lock[0], lock[1]),
        )


def _facts(value: Mapping[str, Any] | None) -> GridFacts | None:
    return None if value is None else GridFacts.from_json(value)
