"""Where people live, and the grids of a version: what distances are counted by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gridmap.crs import require_metric
from gridmap.tessellation.entrances import PART

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, eq=False, slots=True)
class Homes:
    """The units of a plan as places where households live; no version changes them.

    Attributes
    ----------
    unit_id, community : ndarray of object, shape (n,)
        Id of each unit, and code of its community.
    xy : ndarray of float64, shape (n, 2)
        Where its households are, in metres.
    households : ndarray of int64, shape (n,)
        Their number.
    building_unit, building : ndarray of int64, shape (b,)
        Row of a unit and number of a building in it, for each such pair. A building that is
        divided into its entrances is in several units, and counts once.
    shapes : ndarray of Polygon, shape (n,)
        The units.
    crs : int
        EPSG code of the metric CRS.
    """

    unit_id: NDArray[np.object_]
    community: NDArray[np.object_]
    xy: Floats
    households: Ints
    building_unit: Ints
    building: Ints
    shapes: NDArray[np.object_] = field(repr=False)
    crs: int

    @property
    def lived(self) -> Bools:
        """Units in which somebody lives, shape (n,)."""
        return self.households > 0

    def count_buildings(self, chosen: Bools) -> int:
        """Return how many buildings some units hold.

        Parameters
        ----------
        chosen : ndarray of bool, shape (n,)
            The units.

        Returns
        -------
        int
            Each building once.
        """
        return len(np.unique(self.building[chosen[self.building_unit]]))

    def buildings_by(self, group: Ints, count: int) -> Ints:
        """Return how many buildings the units of each group hold.

        Parameters
        ----------
        group : ndarray of int64, shape (n,)
            Group of each unit; -1 for none.
        count : int
            Groups.

        Returns
        -------
        ndarray of int64, shape (count,)
            Each building once in a group.
        """
        pairs = np.column_stack([group[self.building_unit], self.building])
        pairs = np.unique(pairs[pairs[:, 0] >= 0], axis=0)
        return np.bincount(pairs[:, 0], minlength=count).astype(np.int64)


def homes_of(units: gpd.GeoDataFrame) -> Homes:
    """Return the units of a plan as places where households live.

    Parameters
    ----------
    units : GeoDataFrame
        As `gridmap.plan.Plan` has them.

    Returns
    -------
    Homes
        In the order of the units.

    Raises
    ------
    CrsError
        If the units are not in metres.
    """
    require_metric(units, layer="units")
    names = units["buildings"].to_numpy(dtype=object, na_value="")
    pairs = [
        (row, PART.sub("", name))
        for row, text in enumerate(names.tolist())
        for name in str(text).split(";")
        if name
    ]
    numbers, _ = pd.factorize(np.array([name for _, name in pairs], dtype=object))
    return Homes(
        unit_id=units["unit_id"].to_numpy(dtype=object),
        community=units["community_code"].to_numpy(dtype=object),
        xy=units[["x_m", "y_m"]].to_numpy(dtype=np.float64),
        households=units["households"].to_numpy(dtype=np.int64),
        building_unit=np.array([row for row, _ in pairs], dtype=np.int64),
        building=numbers.astype(np.int64),
        shapes=np.asarray(units.geometry.values, dtype=object),
        crs=int(units.crs.to_epsg()),
    )


@dataclass(frozen=True, eq=False, slots=True)
class Grids:
    """The grids of one version, and the grid of each unit.

    Attributes
    ----------
    code, community, name : tuple of str
        Codes of the grids, codes of their communities, and their names, as far as they have one.
    of_unit : ndarray of int64, shape (n,)
        Number of the grid of each unit; -1 for none.
    """

    code: tuple[str, ...]
    community: tuple[str, ...]
    name: tuple[str, ...]
    of_unit: Ints

    def sums(self, values: NDArray[Any]) -> Ints:
        """Return the sum over the units of each grid.

        Parameters
        ----------
        values : ndarray of int64, shape (n,)
            A count of each unit.

        Returns
        -------
        ndarray of int64, shape (k,)
            Sums.
        """
        held = self.of_unit >= 0
        sums = np.bincount(self.of_unit[held], weights=values[held], minlength=len(self.code))
        return np.rint(sums).astype(np.int64)


def grids_of(
    codes: Sequence[str | None] | NDArray[np.object_] | pd.Series,
    homes: Homes,
    *,
    names: Mapping[str, str] | None = None,
) -> Grids:
    """Return the grids of one version.

    Parameters
    ----------
    codes : sequence of (str or None), length n
        Grid of each unit.
    homes : Homes
        The units.
    names : Mapping of str to str, optional
        Names of grids by their codes.

    Returns
    -------
    Grids
        By code.
    """
    held = pd.Series(codes, dtype=object)
    number, known = pd.factorize(held.where(held.notna(), None), sort=True)
    first = np.full(len(known), -1, dtype=np.int64)
    rows = np.flatnonzero(number >= 0)
    first[number[rows][::-1]] = rows[::-1]
    called = names or {}
    return Grids(
        code=tuple(map(str, known)),
        community=tuple(str(homes.community[row]) for row in first),
        name=tuple(str(called.get(code) or "") for code in known),
        of_unit=number.astype(np.int64),
    )
