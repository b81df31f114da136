"""Where buildings belong: the units, the grid and the community of each, and sums of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from gridmap.columns import texts
from gridmap.plan import Plan
from gridmap.tessellation.entrances import PART

LEVELS = ("community_code", "grid_code", "micro_code", "compound_id")


@dataclass(frozen=True, slots=True, eq=False)
class Homes:
    """Units of a plan, by what a register counts.

    Attributes
    ----------
    units : DataFrame
        Units without their shapes.
    rows_of : Mapping of str to list of int
        Rows of the units in which each building is, by its id.
    codes : Mapping of str to list of str
        Code of each unit at the levels above a building; empty for none.
    community_of_compound : Mapping of str to str
        Community of each compound: that of its first unit.
    totals : Mapping of str to Mapping
        Buildings, households and persons by code, for each level.
    """

    units: pd.DataFrame
    rows_of: Mapping[str, Sequence[int]]
    codes: Mapping[str, Sequence[str]]
    community_of_compound: Mapping[str, str]
    totals: Mapping[str, Mapping[str, Mapping[str, int]]] = field(default_factory=dict)

    def sums(self, level: str, codes: Sequence[str]) -> dict[str, int]:
        """Return how many buildings, households and persons there are under some codes.

        Parameters
        ----------
        level : str
            Column of the units.
        codes : sequence of str
            Codes of that level.

        Returns
        -------
        dict of str to int
            ``buildings``, ``households`` and ``persons``.
        """
        known = self.totals.get(level, {})
        parts = [known[code] for code in codes if code in known]
        names = ("buildings", "households", "persons")
        return {name: sum(part[name] for part in parts) for name in names}

    def of_building(self, building: str) -> dict[str, Any]:
        """Return where a building belongs.

        Parameters
        ----------
        building : str
            Its id.

        Returns
        -------
        dict
            ``community_code``, ``grid_code`` and ``micro_code``; several codes, where its
            entrances are in several, divided by ``;``.
        """
        rows = self.rows_of.get(building, ())
        return {
            level: ";".join(sorted({codes[row] for row in rows} - {""})) or None
            for level, codes in self.codes.items()
        }


def buildings_of(text: object) -> list[str]:
    """Return the buildings that a unit holds.

    Parameters
    ----------
    text : object
        The column ``buildings`` of the unit.

    Returns
    -------
    list of str
        Ids; that of the whole building for an entrance.

    Examples
    --------
    >>> buildings_of("B12#2"), buildings_of("B7;B8"), buildings_of("")
    (['B12'], ['B7', 'B8'], [])
    """
    if not isinstance(text, str) or not text:
        return []
    return [PART.sub("", one) for one in text.split(";")]


def homes_of(plan: Plan) -> Homes:
    """Return where the buildings of a plan belong.

    Parameters
    ----------
    plan : Plan
        The plan.

    Returns
    -------
    Homes
        By building and level.
    """
    units = pd.DataFrame(plan.units.drop(columns="geometry")).reset_index(drop=True)
    rows_of: dict[str, list[int]] = {}
    held = [buildings_of(text) for text in units["buildings"]]
    for row, ids in enumerate(held):
        for building in dict.fromkeys(ids):
            rows_of.setdefault(building, []).append(row)
    compounds = units.dropna(subset="compound_id").drop_duplicates("compound_id")
    return Homes(
        units,
        rows_of,
        {level: texts(plan.units, level).tolist() for level in LEVELS[:3]},
        dict(zip(compounds["compound_id"], compounds["community_code"], strict=True)),
        {level: _totals(units, level, held) for level in LEVELS if level in units.columns},
    )


def _totals(
    units: pd.DataFrame, level: str, held: Sequence[Sequence[str]]
) -> dict[str, dict[str, int]]:
    sums = units.groupby(level)[["households", "persons"]].sum()
    homes: dict[str, set[str]] = {}
    codes = units[level].to_numpy(dtype=object)
    for code, ids in zip(codes, held, strict=True):
        if ids and not pd.isna(code):
            homes.setdefault(code, set()).update(ids)
    return {
        str(code): {
            "buildings": len(homes.get(str(code), ())),
            "households": int(households),
            "persons": int(persons),
        }
        for code, (households, persons) in zip(
            sums.index, np.asarray(sums, dtype=np.int64).tolist(), strict=True
        )
    }
