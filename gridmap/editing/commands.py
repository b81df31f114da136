"""The edits of a planner: one value each, that says what is asked for and nothing of its effect.

`gridmap.editing.parsing` reads them from JSON, `LivePlan.apply` makes them. ``type`` is the name
of the edit, and the member by which JSON tells one from another.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True)
class Edit:
    """One command of a planner."""

    type: ClassVar[str] = ""

    def to_json(self) -> dict[str, Any]:
        """Return the edit as JSON values.

        Returns
        -------
        dict
            ``type`` and a member for each attribute.
        """
        members = {one.name: _plain(getattr(self, one.name)) for one in fields(self)}
        return {"type": self.type, **members}

    def mentions(self) -> tuple[list[str], list[str]] | None:
        """Return the units and the grids that it names.

        Returns
        -------
        units, grids : list of str
            Ids and codes; None for the lock of the whole plan, which is about every one.
        """
        single = [getattr(self, name, None) for name in ("grid", "into", "target")]
        grids = [*getattr(self, "grids", ()), *(code for code in single if code is not None)]
        return list(getattr(self, "units", ())), grids


@dataclass(frozen=True, slots=True)
class Move(Edit):
    """Units go to another grid of their community, or to none.

    Attributes
    ----------
    units : tuple of str
        Ids of the units.
    target : str or None
        Code of the grid; None for no grid.
    """

    type: ClassVar[str] = "move"
    units: tuple[str, ...]
    target: str | None


@dataclass(frozen=True, slots=True)
class Split(Edit):
    """A grid is divided in two along a drawn line.

    A unit that the line cuts goes to the side on which more of it lies. The side of fewer
    households becomes a new grid.

    Attributes
    ----------
    grid : str
        Code of the grid.
    line : tuple of (float, float)
        Longitude and latitude of each vertex in degrees, EPSG:4490.
    """

    type: ClassVar[str] = "split"
    grid: str
    line: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Merge(Edit):
    """Grids become one; the others are retired.

    Attributes
    ----------
    grids : tuple of str
        Codes of the grids.
    into : str
        Code of the one that stays; it may be named among the grids.
    """

    type: ClassVar[str] = "merge"
    grids: tuple[str, ...]
    into: str


@dataclass(frozen=True, slots=True)
class Create(Edit):
    """Units of one community become a new grid.

    Attributes
    ----------
    units : tuple of str
        Ids of the units.
    name : str
        Its name; empty for none.
    kind : str
        ``"ordinary"`` or ``"special"``.
    purpose : str or None
        What a special-purpose grid is for.
    """

    type: ClassVar[str] = "create"
    units: tuple[str, ...]
    name: str = ""
    kind: str = "ordinary"
    purpose: str | None = None


@dataclass(frozen=True, slots=True)
class LockUnits(Edit):
    """Units are held in their grid, or let go.

    Attributes
    ----------
    units : tuple of str
        Ids of the units.
    locked : bool
        Whether they are to be locked.
    """

    type: ClassVar[str] = "lock_units"
    units: tuple[str, ...]
    locked: bool


@dataclass(frozen=True, slots=True)
class LockGrids(Edit):
    """Grids are held as they are, or let go.

    Attributes
    ----------
    grids : tuple of str
        Codes of the grids.
    locked : bool
        Whether they are to be locked.
    """

    type: ClassVar[str] = "lock_grids"
    grids: tuple[str, ...]
    locked: bool


@dataclass(frozen=True, slots=True)
class LockAll(Edit):
    """The whole plan is held as it is, or let go; single locks stay what they are.

    Attributes
    ----------
    locked : bool
        Whether it is to be locked.
    """

    type: ClassVar[str] = "lock_all"
    locked: bool

    def mentions(self) -> None:
        """Return that it is about every unit and grid."""


@dataclass(frozen=True, slots=True)
class Rename(Edit):
    """A grid gets another name.

    Attributes
    ----------
    grid : str
        Code of the grid.
    name : str
        The name; empty for none.
    """

    type: ClassVar[str] = "rename"
    grid: str
    name: str


@dataclass(frozen=True, slots=True)
class Mark(Edit):
    """A grid becomes a special-purpose one, or an ordinary one again.

    Attributes
    ----------
    grid : str
        Code of the grid.
    kind : str
        ``"ordinary"`` or ``"special"``.
    purpose : str or None
        What a special-purpose grid is for; None for an ordinary one.
    """

    type: ClassVar[str] = "mark"
    grid: str
    kind: str
    purpose: str | None = None


@dataclass(frozen=True, slots=True)
class Made:
    """What a computed grid is to be.

    Attributes
    ----------
    kind : str
        ``"ordinary"`` or ``"special"``.
    purpose : str or None
        What a special-purpose grid is for.
    """

    kind: str = "ordinary"
    purpose: str | None = None


@dataclass(frozen=True, slots=True)
class Apply(Edit):
    """A computed assignment takes the place of the present one.

    A unit goes to a grid by its code, or to a label of ``grids``. A label keeps the code (and the
    uuid and name) of the present grid that it carries on: the one of which it holds more than half
    of the households, provided that every unit of that grid is assigned here; of several, the one
    that gives it most. Other labels get new codes, in reading order.

    Attributes
    ----------
    assignment : Mapping of str to str
        Code or label by unit id.
    grids : Mapping of str to Made
        What each label is to be.
    """

    type: ClassVar[str] = "apply"
    assignment: Mapping[str, str]
    grids: Mapping[str, Made] = field(default_factory=dict)

    def mentions(self) -> tuple[list[str], list[str]]:
        """Return the units and the grids that it names.

        Returns
        -------
        units, grids : list of str
            Ids, and codes; labels are no codes.
        """
        return list(self.assignment), sorted(set(self.assignment.values()) - self.grids.keys())


def _plain(value: Any) -> Any:  # noqa: ANN401
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, Made):
        return {"kind": value.kind, "purpose": value.purpose}
    return value
