"""Places put on the road next to them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from gridmap.errors import Text
from gridmap.routing.travel import Travel

SNAP_LIMIT_M = 200.0
"""Farther from every road than this, a place is off the road."""


@dataclass(frozen=True, slots=True)
class Snapped:
    """Where places meet the network; every place keeps its row.

    Attributes
    ----------
    xy : ndarray of float, shape (k, 2)
        The places themselves.
    edge : ndarray of int, shape (k,)
        The edge next to each; -1 where none is near.
    share : ndarray of float, shape (k,)
        How far along the edge, from 0 to 1.
    offset_m : ndarray of float, shape (k,)
        How far from it; NaN where none is near.
    is_near : ndarray of bool, shape (k,)
        Whether there is an edge within the limit.
    on_road : ndarray of float, shape (k, 2)
        The place on the edge; NaN where none is near.
    limit_m : float
        The limit.
    """

    xy: NDArray[np.float64]
    edge: NDArray[np.intp]
    share: NDArray[np.float64]
    offset_m: NDArray[np.float64]
    is_near: NDArray[np.bool_]
    on_road: NDArray[np.float64]
    limit_m: float

    def __len__(self) -> int:
        """Return the number of places."""
        return len(self.edge)

    def why_far(self, names: ArrayLike) -> tuple[Text, ...]:
        """Return a sentence for each place that is off the road.

        Parameters
        ----------
        names : sequence of str
            What people call the places.

        Returns
        -------
        tuple of Text
            In the order of the places.
        """
        far = np.asarray(names, dtype=object)[~self.is_near]
        return tuple(
            Text(
                f"{name}：{self.limit_m:.0f} 米内没有可走的道路。",
                f"{name}: no road that can be used within {self.limit_m:.0f} m.",
            )
            for name in far
        )


def snap(
    travel: Travel, xy: ArrayLike, *, limit_m: float = SNAP_LIMIT_M, main_only: bool = False
) -> Snapped:
    """Return the place on the nearest edge for each of some places.

    Only edges that the profile may use, and that are open, count. Of edges equally near it is the
    first.

    Parameters
    ----------
    travel : Travel
        Who goes where.
    xy : array of float, shape (k, 2)
        Places in metres of the network's CRS.
    limit_m : float
        How far from an edge a place may lie.
    main_only : bool
        Whether small parts from which no way leads to the longest one are passed over.

    Returns
    -------
    Snapped
        One row for each place.
    """
    places = np.asarray(xy, dtype=np.float64).reshape(-1, 2)
    network = travel.network
    usable, tree = travel.usable, travel.tree
    if main_only:
        usable = usable[network.part[network.edge_nodes[usable, 0]] == 0]
        tree = shapely.STRtree(network.lines[usable])
    points = shapely.points(places)
    known = np.flatnonzero(np.isfinite(places).all(axis=1))
    point, found = tree.query_nearest(points[known], max_distance=limit_m)
    edge = np.full(len(places), len(network), dtype=np.intp)
    np.minimum.at(edge, known[point], usable[found])
    is_near = edge < len(network)
    edge[~is_near] = -1
    lines = network.lines[edge[is_near]]
    share = np.zeros(len(places))
    share[is_near] = shapely.line_locate_point(lines, points[is_near], normalized=True)
    share = np.clip(share, 0.0, 1.0)
    offset_m, on_road = np.full(len(places), np.nan), np.full((len(places), 2), np.nan)
    spots = shapely.line_interpolate_point(lines, share[is_near], normalized=True)
    on_road[is_near] = shapely.get_coordinates(spots)
    offset_m[is_near] = np.hypot(*(on_road[is_near] - places[is_near]).T)
    return Snapped(places, edge, share, offset_m, is_near, on_road, limit_m)
