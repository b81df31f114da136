"""Flows between the grids of two plans: units, buildings, households and persons of each pair."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from gridmap.editing.delta import Code
from gridmap.editing.live_plan import LivePlan
from gridmap.editing.matching import Match, View, match
from gridmap.tessellation.entrances import PART

Reason = Literal["", "built", "gone"]
Key = tuple[Code, Code, Reason]


@dataclass(frozen=True, slots=True)
class Flow:
    """What two grids of two plans have in common.

    Attributes
    ----------
    old, new : str or None
        Grid in the first and in the second plan; None for no grid.
    reason : {"", "built", "gone"}
        Why the one side has no grid: the building was not there before, or is there no more. On
        the same units always empty.
    units : int
        Units of the second plan that are in the one before and in the other after.
    buildings : int
        Different buildings that they share; a building of several units may count in several.
    households_before, households : int
        As counted in the first and in the second plan; they differ on other units alone.
    persons_before, persons : int
        The same for persons.
    """

    old: Code
    new: Code
    reason: Reason = ""
    units: int = 0
    buildings: int = 0
    households_before: int = 0
    households: int = 0
    persons_before: int = 0
    persons: int = 0


def flows(
    before: LivePlan, after: LivePlan, *, communities: Collection[str] | None = None
) -> tuple[Flow, ...]:
    """Return what every two grids of two plans have in common.

    Parameters
    ----------
    before, after : LivePlan
        The plans, on the same units or on others.
    communities : collection of str, optional
        Codes of the communities that are looked at; all by default.

    Returns
    -------
    tuple of Flow
        Sorted by both codes; units without a grid first. The households before of the flows out
        of a grid add up to those that it had, the households of the flows into a grid to those
        that it has.
    """
    return flows_of(match(before, after, communities=communities))


def flows_of(found: Match) -> tuple[Flow, ...]:
    """Return the flows of two plans that were matched.

    Parameters
    ----------
    found : Match
        The plans.

    Returns
    -------
    tuple of Flow
        As `flows` gives them.
    """
    first, then = _sums(found.before, "gone"), _sums(found.after, "built")
    units, buildings = _units(found), _buildings(found)
    keys = {*first, *then, *units, *buildings}
    return tuple(
        Flow(
            *key,
            units=units.get(key, 0),
            buildings=buildings.get(key, 0),
            households_before=first.get(key, (0, 0))[0],
            households=then.get(key, (0, 0))[0],
            persons_before=first.get(key, (0, 0))[1],
            persons=then.get(key, (0, 0))[1],
        )
        for key in sorted(keys, key=lambda key: (key[0] or "", key[1] or "", key[2]))
    )


def _sums(view: View, unknown: Reason) -> dict[Key, tuple[int, int]]:
    columns = {
        "reason": np.where(view.is_known, "", unknown),
        "households": view.households,
        "persons": view.persons,
    }
    sums = _paired(view.old, view.new, columns).groupby(["old", "new", "reason"]).sum()
    keys = (_key(*key) for key in sums.index.tolist())
    return dict(zip(keys, map(tuple, sums.to_numpy().tolist()), strict=True))


def _units(found: Match) -> dict[Key, int]:
    rows, first = np.unique(found.after.row, return_index=True)
    columns = {"units": np.ones(len(rows), dtype=np.int64)}
    sums = _paired(found.unit_old[rows], found.after.new[first], columns)
    counted = sums.groupby(["old", "new"])["units"].sum()
    keys = (_key(*key) for key in counted.index.tolist())
    return dict(zip(keys, counted.tolist(), strict=True))


def _buildings(found: Match) -> dict[Key, int]:
    """Return how many buildings go from each grid to each, those that are no more as well."""
    names: set[tuple[Key, str]] = set()
    sides: list[tuple[View, Reason]] = [(found.after, "built"), (found.before, "gone")]
    for view, unknown in sides:
        ends = zip(view.old, view.new, view.is_known.tolist(), view.building, strict=True)
        for old, new, known, text in ends:
            key: Key = (old, new, "" if known else unknown)
            names.update((key, PART.sub("", name)) for name in text.split(";") if name)
    counted: dict[Key, int] = {}
    for key, _ in names:
        counted[key] = counted.get(key, 0) + 1
    return counted


def _paired(old: Any, new: Any, columns: Mapping[str, Any]) -> pd.DataFrame:  # noqa: ANN401
    ends = {"old": pd.Series(old, dtype=object), "new": pd.Series(new, dtype=object)}
    return pd.DataFrame({name: end.fillna("") for name, end in ends.items()} | dict(columns))


def _key(old: Any, new: Any, reason: Any = "") -> Key:  # noqa: ANN401
    return str(old) or None, str(new) or None, reason
