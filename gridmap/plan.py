"""A plan: units, the grid of each, the grids, and what was found on the way.

A plan is immutable; a change returns a new one.
"""

from __future__ import annotations

import json
import operator
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import geopandas as gpd
import pandas as pd

from gridmap.errors import Fault, SettingsError, Text

Barriers = Literal["closed", "eased", "priced", "ignored"]

ASSIGNMENT = ("unit_id", "grid_code", "micro_code", "large_code")
"""Columns of the units that make a plan what it is, as far as it has them."""

KEPT_TABLES = ("teams", "lists", "list_rows", "totals", "outside_codes", "succession")
"""Tables without shapes that go along with a plan, as far as it has them."""

PLAN_NAMESPACE = uuid.UUID("6f1c6a52-6a3c-5c0e-9a51-7f0f0d0c2b11")


@dataclass(frozen=True, slots=True)
class Band:
    """The least and the most households of a grid, both included.

    Attributes
    ----------
    lower, upper : int
        Households.
    """

    lower: int = 300
    upper: int = 500

    def __post_init__(self) -> None:
        if not 0 < self.lower <= self.upper:
            raise SettingsError(
                Text(
                    f"户数区间 {self.lower} 至 {self.upper} 不成立。",
                    f"The band {self.lower} to {self.upper} is no band.",
                ),
                Text("下限须大于 0 且不大于上限。", "Give 0 < lower <= upper."),
            )

    @property
    def target(self) -> float:
        """The middle of the band, in households."""
        return (self.lower + self.upper) / 2

    def holds(self, households: int) -> bool:
        """Return whether a grid of so many households is in the band.

        Parameters
        ----------
        households : int
            Households of a grid.

        Returns
        -------
        bool
            Whether ``lower <= households <= upper``.
        """
        return self.lower <= households <= self.upper


@dataclass(frozen=True, slots=True)
class Violation:
    """A failed rule of a plan, with the place, the figure and the remedy.

    Attributes
    ----------
    rule : str
        Stable short name: ``"band"``, ``"contiguity"``, ``"compound"``, ``"barrier"`` ...
    hard : bool
        Whether it bars the plan from being published.
    community_code, grid_code : str
        Where it is; empty where it is of the whole plan.
    what, remedy : Text
        What is wrong, and what to do about it.
    figure : float
        The figure that breaks the rule, such as the households of the grid.
    place : tuple of float or None
        x and y in metres, in the CRS of the plan.
    about : str
        What tells violations of one rule and grid apart: the unit or the compound.
    """

    rule: str
    hard: bool
    community_code: str
    grid_code: str
    what: Text
    remedy: Text
    figure: float = 0.0
    place: tuple[float, float] | None = None
    about: str = field(default="", compare=False)

    @property
    def key(self) -> str:
        """What it is about, the same as long as the violation lasts."""
        where = self.grid_code or self.community_code
        return ":".join(part for part in (self.rule, self.about or where) if part)


@dataclass(frozen=True, slots=True)
class Plan:
    """Grids over the communities of a place.

    Attributes
    ----------
    units : GeoDataFrame
        One row a unit, polygons in the metric CRS that cover every community without gap or
        overlap. Columns ``unit_id``, ``community_code``, ``compound_id``, ``kind``, ``purpose``,
        ``buildings``, ``households``, ``persons``, ``households_source``, ``x_m``, ``y_m`` and
        ``grid_code``; ``micro_code`` and ``large_code`` where those levels were asked for. A unit
        that is one entrance of building ``B12`` names it as ``B12#1``, ``B12#2`` ...
    grids : GeoDataFrame
        One row a grid, columns ``grid_code``, ``community_code``, ``community``, ``kind``
        (``"ordinary"`` or ``"special"``), ``purpose`` (``"vacant"`` for detached land without
        households), ``households`` and the metrics.
    feasibility : DataFrame
        One row a component of a community: ``community_code``, ``component``, ``units``,
        ``households``, ``grids_min``, ``grids_max``, ``feasible``, ``reason_zh``, ``reason_en``,
        ``nearest_lower``, ``nearest_upper``.
    violations : tuple of Violation
        Every failed rule.
    faults : tuple of Fault
        What was found in the layers and handled by a stated rule.
    settings : Mapping
        Everything that makes the plan: band (``[lower, upper]``), seed, barriers, weights,
        versions of the program. JSON values only.
    figures : Mapping
        Figures of the whole plan, such as ``grids`` and ``in_band``.
    context : Mapping
        The other layers of the project, in the metric CRS, by name.
    tables : Mapping
        Tables without shapes that go along, by name of `KEPT_TABLES`; all their columns are text
        or numbers. They are no part of what makes the plan.
    """

    units: gpd.GeoDataFrame
    grids: gpd.GeoDataFrame
    feasibility: pd.DataFrame
    violations: tuple[Violation, ...]
    faults: tuple[Fault, ...]
    settings: Mapping[str, Any]
    figures: Mapping[str, Any]
    context: Mapping[str, gpd.GeoDataFrame] = field(default_factory=dict)
    tables: Mapping[str, pd.DataFrame] = field(default_factory=dict)

    @property
    def band(self) -> Band:
        """The band that the grids were asked to keep."""
        lower, upper = self.settings.get("band", (Band().lower, Band().upper))
        return Band(int(lower), int(upper))

    @property
    def plan_id(self) -> str:
        """The version id, a UUID made of the assignment and the settings.

        The same plan has the same id wherever it is made, written, drawn or served; the versions
        of the programs that made it are no part of it.
        """
        settings = {key: value for key, value in self.settings.items() if key != "versions"}
        known = [name for name in ASSIGNMENT if name in self.units.columns]
        assignment = sorted(zip(*(_plain(self.units[name]) for name in known), strict=True))
        content = json.dumps(
            [assignment, settings], sort_keys=True, default=operator.methodcaller("item")
        )
        return str(uuid.uuid5(PLAN_NAMESPACE, content))


def _plain(codes: pd.Series) -> list[str | None]:
    return [None if missing else code for code, missing in zip(codes, codes.isna(), strict=True)]
