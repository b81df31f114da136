"""Households of a building, estimated from its use, footprint and floors.

The estimate stands in where nobody counted: its results are marked ``"estimated"`` and give way
to a count as soon as there is one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gridmap.crs import require_metric
from gridmap.errors import SettingsError, Text

DWELLING_USES = ("residential", "mixed")


@dataclass(frozen=True, slots=True)
class HouseholdAssumptions:
    """What the estimate takes for granted.

    Attributes
    ----------
    dwelling_m2 : float
        Floor area of the dwelling of one household in square metres. China's census of 2020
        counts 92.17 m² a household in cities and 111.18 m² in all places (China Population
        Census Yearbook 2020); 100 lies between.
    efficiency : float
        Share of the floor area inside the dwellings; the rest are walls, stairs and lifts. An
        assumption.
    house_m2 : float
        Footprint in square metres below which a building of few floors is a house of one
        household. An assumption.
    house_floors : float
        Most floors of such a house. An assumption.
    guessed_floors : tuple of float
        Least and most floors of a building of which none are told: one floor for each 100 m² of
        footprint, between these two. An assumption, low for a city of towers.
    shed_m2 : float
        Footprint in square metres below which nobody lives in a building. An assumption.
    hall_m2 : float
        Footprint in square metres above which a building of unknown use is a hall. An assumption.
    """

    dwelling_m2: float = 100.0
    efficiency: float = 0.8
    house_m2: float = 200.0
    house_floors: float = 3.0
    guessed_floors: tuple[float, float] = (2.0, 3.0)
    shed_m2: float = 40.0
    hall_m2: float = 1_500.0

    def __post_init__(self) -> None:
        if not (self.dwelling_m2 > 0 and 0 < self.efficiency <= 1):
            raise SettingsError(
                Text("户均面积或得房率不成立。", "The dwelling size or the efficiency is no size."),
                Text(
                    "户均面积须大于 0，得房率须在 0 与 1 之间。",
                    "Give dwelling_m2 > 0 and 0 < efficiency <= 1.",
                ),
            )


def estimate_households(
    frame: gpd.GeoDataFrame, *, assume: HouseholdAssumptions = HouseholdAssumptions()
) -> pd.Series[Any]:
    """Return the estimated households of every building.

    For a residential building ``footprint × floors × efficiency / dwelling_m2``, rounded, at
    least 1; a small building of few floors is a house of exactly 1. The ground floor of a mixed
    building counts as shops. Other uses hold none. A use that is not told counts as residential,
    save for what is too small or, with no floors told, too large to be a dwelling.

    How far off it is: on OpenStreetMap's Liechtenstein of July 2015, a land of villages whose
    buildings tell no floors, it gives some 23,600 households where the census of that year
    counts 16,522 (Amt für Statistik, Volkszählung 2015). Use counts wherever there are any.

    Parameters
    ----------
    frame : GeoDataFrame
        Buildings in a metric CRS with the columns ``use`` and ``floors``; either may be absent
        or hold nulls. Points have no footprint and so no households.
    assume : HouseholdAssumptions
        The assumptions.

    Returns
    -------
    Series of int64
        Households by the index of ``frame``.

    Raises
    ------
    CrsError
        If the coordinates are not metres.

    Examples
    --------
    A slab of 60 by 12 m with 6 floors: 720 × 6 × 0.8 / 100 = 34.56.

    >>> slab = shapely.box(0, 0, 60, 12)
    >>> estimate_households(
    ...     gpd.GeoDataFrame({"use": ["residential"], "floors": [6.0]}, geometry=[slab], crs=4548)
    ... ).to_list()
    [35]
    """
    require_metric(frame, layer="buildings")
    footprint_m2 = shapely.area(frame.geometry.to_numpy())
    use = _column(frame, "use").to_numpy(dtype=object)
    told = pd.to_numeric(_column(frame, "floors"), errors="coerce").to_numpy(dtype=float)
    floors = np.where(told > 0, told, np.clip(footprint_m2 / 100, *assume.guessed_floors))
    dwelling_floors = np.where(use == "mixed", np.maximum(floors - 1, 0.5), floors)
    count = np.rint(footprint_m2 * dwelling_floors * assume.efficiency / assume.dwelling_m2)
    house = (footprint_m2 < assume.house_m2) & (floors <= assume.house_floors)
    count = np.where(house, 1, np.maximum(count, 1))
    hall = pd.isna(use) & ~(told > 0) & (footprint_m2 > assume.hall_m2)
    lived_in = pd.isna(use) | np.isin(use.astype(str), DWELLING_USES)
    count = np.where(lived_in & ~hall & (footprint_m2 >= assume.shed_m2), count, 0)
    return pd.Series(count.astype(np.int64), index=frame.index, name="households")


def _column(frame: gpd.GeoDataFrame, name: str) -> pd.Series[Any]:
    return frame[name] if name in frame else pd.Series(None, index=frame.index, dtype=object)
