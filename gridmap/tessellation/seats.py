"""Seats: the enclosure of every site, and the sites that share out narrow open land."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from gridmap.borders import SHORTEST_EDGE_M, EdgeKind, shared_borders
from gridmap.columns import first_rows, groups
from gridmap.tessellation.enclosures import BRIDGE, LAND, Enclosures
from gridmap.tessellation.params import TessellationParams
from gridmap.tessellation.sides import MERGE_ORDER, find_sides

CUT_SHARE = 0.05
"""A footprint of which less lies beyond a line is not cut by it."""


SMALLEST_DECK_M2 = 10.0
"""What is left of a bridge at the rim of a community, and leads nowhere, is no unit."""


NARROWEST_M = 2.0
"""What is narrower is no place in a compound, but a slip of its outline."""


def estrangement(
    enclosures: Enclosures, piece: NDArray[np.int64], other: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return how strange a neighbour is: 2 land to water, 1 a compound to what is outside, else 0.

    Parameters
    ----------
    enclosures : Enclosures
        The pieces of a community.
    piece, other : ndarray of int, shape (k,)
        Rows of enclosures side by side.

    Returns
    -------
    ndarray of int, shape (k,)
        The strangeness of the other to the piece.
    """
    compound = enclosures.compound
    outside = (compound[piece] >= 0) & (compound[piece] != compound[other])
    return np.where(enclosures.ground[piece] != enclosures.ground[other], 2, outside.astype(int))


@dataclass(frozen=True, slots=True)
class Seats:
    """Where buildings are seated.

    Attributes
    ----------
    enclosure : ndarray of int, shape (n,)
        Enclosure of each building.
    shapes : ndarray of geometry, shape (n,)
        The part of each building in its enclosure.
    cut : int
        Buildings that lie in more than one enclosure.
    in_water : ndarray of int
        Rows of buildings that stand in water only.
    """

    enclosure: NDArray[np.int64]
    shapes: NDArray[Any]
    cut: int
    in_water: NDArray[np.int64]


def take_seats(shapes: NDArray[Any], site: NDArray[np.int64], enclosures: Enclosures) -> Seats:
    """Return the enclosure of each building: the piece of land that holds most of it.

    Parameters
    ----------
    shapes : ndarray of geometry, shape (n,)
        Footprints or points, in a metric CRS.
    site : ndarray of int, shape (n,)
        Site of each; buildings of one site are seated together.
    enclosures : Enclosures
        The pieces of their community.

    Returns
    -------
    Seats
        The seats.
    """
    land = np.flatnonzero(enclosures.ground == LAND)
    if not len(land):
        land = np.arange(len(enclosures.polygons))
    pieces = enclosures.polygons[land]
    tree = shapely.STRtree(pieces)
    building, piece = tree.query(shapes, predicate="intersects")
    many = np.bincount(building, minlength=len(shapes))[building] > 1
    held = np.ones(len(building))
    shared = shapely.intersection(shapes[building[many]], pieces[piece[many]])
    held[many] = shapely.area(shared) / np.maximum(shapely.area(shapes[building[many]]), 1e-9)
    first = first_rows(building, -held, piece)
    seat = np.full(len(shapes), -1, dtype=np.int64)
    seat[building[first]] = piece[first]
    lost = np.flatnonzero(seat < 0)
    seat[lost] = tree.nearest(shapes[lost])
    seat = _together(seat, shapely.area(shapes), site)
    crossing = np.unique(building[many & (shapely.get_dimensions(shapes[building]) == 2)])
    parts = shapes.copy()
    cut, row = _areas(shapely.intersection(shapes[crossing], pieces[seat[crossing]]))
    parts[crossing[row]] = cut
    beyond = np.unique(building[many & (held > CUT_SHARE) & (held < 1 - CUT_SHARE)])
    return Seats(land[seat], parts, len(beyond), lost)


def _areas(shapes: NDArray[Any]) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """Return the areal part of each shape that has any, and the row of that shape."""
    parts, row = shapely.get_parts(shapes, return_index=True)
    areal = shapely.get_dimensions(parts) == 2
    rows, group = np.unique(row[areal], return_inverse=True)
    return shapely.multipolygons(parts[areal], indices=group), rows


def _together(
    seat: NDArray[np.int64], area_m2: NDArray[np.float64], site: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Seat every building of a site with the largest one."""
    return np.asarray(seat[first_rows(site, -area_m2)][site])


def is_small(enclosures: Enclosures, params: TessellationParams) -> NDArray[np.bool_]:
    """Return which enclosures are too small to stand by themselves.

    Parameters
    ----------
    enclosures : Enclosures
        The pieces of a community.
    params : TessellationParams
        Settings.

    Returns
    -------
    ndarray of bool, shape (e,)
        Whether the area, or on land the width, is below the setting.
    """
    area_m2 = shapely.area(enclosures.polygons)
    width_m = 2 * area_m2 / shapely.length(enclosures.polygons)
    least_width_m = np.full(len(area_m2), params.min_open_width_m)
    least_width_m[enclosures.compound >= 0] = min(NARROWEST_M, params.min_open_width_m)
    narrow = (enclosures.ground == LAND) & (width_m < least_width_m)
    least_m2 = np.where(enclosures.ground == BRIDGE, SMALLEST_DECK_M2, params.min_open_area_m2)
    return np.asarray((area_m2 < least_m2) | narrow)


def lend_sites(
    enclosures: Enclosures, seated: NDArray[np.bool_], params: TessellationParams
) -> list[tuple[int, list[int]]]:
    """Return the enclosures whose sites share out each small or narrow piece of open land.

    A verge between walls and a road is shared out among the compounds that it borders; a median
    goes to one side as a whole, for else the border between the two sides would leave the road.

    Parameters
    ----------
    enclosures : Enclosures
        The pieces of a community.
    seated : ndarray of bool, shape (e,)
        Whether a site is in the enclosure.
    params : TessellationParams
        Settings.

    Returns
    -------
    list of (int, list of int)
        Open enclosure, and the enclosures that lend it their sites.
    """
    open_land = is_small(enclosures, params) & ~seated & (enclosures.ground == LAND)
    borders = shared_borders(enclosures.polygons)
    borders = borders.take(open_land[borders.heads] | open_land[borders.tails])
    sides = find_sides(borders, enclosures.lines, np.arange(len(seated)))
    ashore = open_land[sides.piece] & (enclosures.ground[sides.other] == LAND)
    sides = sides.take(ashore & (sides.length_m >= SHORTEST_EDGE_M))
    lent = []
    strange = estrangement(enclosures, sides.piece, sides.other)
    for piece, rows in groups(sides.piece):
        familiar = rows[strange[rows] == strange[rows].min()]
        weakest = sides.parting[familiar[0]]
        others = sides.other[familiar][sides.parting[familiar] == weakest]
        if weakest > MERGE_ORDER[EdgeKind.WALL]:
            others = others[:1]
        if seated[others].any():
            lent.append((piece, others[seated[others]].tolist()))
    return lent
