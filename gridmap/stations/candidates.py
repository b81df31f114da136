"""Places where the next station may go: a list of somebody's, or anywhere on the network."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely

from gridmap.errors import InputError, Text
from gridmap.stations.homes import Bools, Floats, Homes
from gridmap.stations.walking import Ways

SAME_M = 1.0
"""Places of the network nearer to each other than this are one candidate."""


@dataclass(frozen=True, eq=False, slots=True)
class Candidates:
    """Places where a station may go.

    Attributes
    ----------
    key, name : tuple of str
        Ids, and names where they have one.
    xy : ndarray of float64, shape (m, 2)
        Where they are, in metres.
    is_network : bool
        Whether they are the places of the network, not a list of somebody's.
    """

    key: tuple[str, ...]
    name: tuple[str, ...]
    xy: Floats
    is_network: bool = False

    def __len__(self) -> int:
        return len(self.key)


def candidates_of(layer: gpd.GeoDataFrame, homes: Homes, *, key: str = "") -> Candidates:
    """Return the candidates of a layer.

    Parameters
    ----------
    layer : GeoDataFrame
        Points, or shapes of which a point inside is taken, in any CRS.
    homes : Homes
        The units of the plan.
    key : str
        The column of the ids; numbers from 1 by default.

    Returns
    -------
    Candidates
        In the metric CRS of the units.

    Raises
    ------
    InputError
        If there are none.
    """
    there = layer[~(layer.geometry.isna() | layer.geometry.is_empty)].to_crs(homes.crs)
    if there.empty:
        raise InputError(
            Text("候选点图层没有任何点位。", "The candidates hold no place."),
            Text("请给出至少一个候选点。", "Give one candidate at least."),
        )
    ids = there[key].astype(str) if key in there else [f"P{row + 1}" for row in range(len(there))]
    names = there["name"].fillna("").astype(str) if "name" in there else [""] * len(there)
    points = shapely.point_on_surface(np.asarray(there.geometry.values))
    return Candidates(tuple(ids), tuple(names), shapely.get_coordinates(points))


def network_candidates(ways: Ways, chosen: Bools) -> Candidates:
    """Return the places of the network among some units: its nodes, and where homes meet it.

    Of all places of the network, those suffice for the least walking (Hakimi 1964,
    doi:10.1287/opre.12.3.450).

    Parameters
    ----------
    ways : Ways
        The roads.
    chosen : ndarray of bool, shape (n,)
        The units.

    Returns
    -------
    Candidates
        Those within the units, or where the homes of the units meet the roads.
    """
    homes, nodes = ways.homes, ways.network.node_xy
    at, _ = shapely.STRtree(homes.shapes[chosen]).query(
        shapely.points(nodes), predicate="intersects"
    )
    meeting = ways.at.on_road[chosen & homes.lived]
    every = np.vstack([nodes[np.unique(at)], meeting])
    _, first = np.unique(np.round(every / SAME_M), axis=0, return_index=True)
    xy = every[np.sort(first)]
    keys = tuple(f"N{row + 1}" for row in range(len(xy)))
    return Candidates(keys, ("",) * len(xy), xy, is_network=True)
