"""The layer of stations as the program looks at it: places, sizes, and which grids are served."""

from __future__ import annotations

import re
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from gridmap.stations.homes import Floats, Homes, Ints

BESIDE_M = 1.0
"""A station no farther than this outside of a unit stands in it: doors open onto the border."""

_BETWEEN = re.compile(r"[;；,，、|/\s]+")


@dataclass(frozen=True, eq=False, slots=True)
class Stations:
    """Stations, in the order of their layer.

    Attributes
    ----------
    station_id, name : tuple of str
        Ids and names; the id where there is no name.
    kind : tuple of str
        Codes of the contract; empty for none.
    xy : ndarray of float64, shape (s, 2)
        Where they are, in metres: of a polygon a point inside.
    floor_area_m2 : ndarray of float64, shape (s,)
        Floor areas; not a number where unknown.
    serves : tuple of tuple of str
        Codes of the grids that each is said to serve; empty where nothing is said.
    unit : ndarray of int64, shape (s,)
        Row of the unit that each stands in, or at the border of; -1 for none.
    """

    station_id: tuple[str, ...]
    name: tuple[str, ...]
    kind: tuple[str, ...]
    xy: Floats
    floor_area_m2: Floats
    serves: tuple[tuple[str, ...], ...]
    unit: Ints

    def __len__(self) -> int:
        return len(self.station_id)


def stations_of(layer: gpd.GeoDataFrame | None, homes: Homes) -> Stations:
    """Return the stations of a layer; those without a place are left out.

    Parameters
    ----------
    layer : GeoDataFrame or None
        Of the contract of stations, in any CRS; None for no station.
    homes : Homes
        The units of the plan.

    Returns
    -------
    Stations
        In the metric CRS of the units.
    """
    if layer is None or layer.empty:
        return _none()
    there = layer[~(layer.geometry.isna() | layer.geometry.is_empty)].to_crs(homes.crs)
    points = shapely.point_on_surface(np.asarray(there.geometry.values))
    ids = _texts(there, "station_id")
    names = [name or one for name, one in zip(_texts(there, "name"), ids, strict=True)]
    area = there["floor_area_m2"] if "floor_area_m2" in there else np.full(len(there), np.nan)
    return Stations(
        station_id=tuple(ids),
        name=tuple(names),
        kind=tuple(_texts(there, "kind")),
        xy=shapely.get_coordinates(points).reshape(-1, 2),
        floor_area_m2=np.asarray(area, dtype=np.float64),
        serves=tuple(split_codes(text) for text in _texts(there, "grid_codes")),
        unit=_units_at(points, homes),
    )


def split_codes(text: str) -> tuple[str, ...]:
    """Return the codes that a cell names.

    Parameters
    ----------
    text : str
        Codes divided by commas, semicolons, 顿号 or blanks.

    Returns
    -------
    tuple of str
        Each once, in their order.

    Examples
    --------
    >>> split_codes("370829001001001、370829001001002；370829001001001")
    ('370829001001001', '370829001001002')
    """
    return tuple(dict.fromkeys(code for code in _BETWEEN.split(text) if code))


def _texts(layer: gpd.GeoDataFrame, column: str) -> list[str]:
    if column not in layer:
        return [""] * len(layer)
    return [str(one) for one in layer[column].to_numpy(dtype=object, na_value="")]


def _units_at(points: NDArray[np.object_], homes: Homes) -> Ints:
    """Return the unit that each point is in, or next to; the first of two that share it."""
    found = np.full(len(points), -1, dtype=np.int64)
    at, unit = shapely.STRtree(homes.shapes).query_nearest(points, max_distance=BESIDE_M)
    order = np.lexsort((unit, at))[::-1]
    found[at[order]] = unit[order]
    return found


def _none() -> Stations:
    nothing = np.zeros(0)
    return Stations((), (), (), np.zeros((0, 2)), nothing, (), nothing.astype(np.int64))
