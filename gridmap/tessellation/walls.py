"""Points along the walls of buildings, as dense as the next building is near."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from gridmap.borders import straight_pieces
from gridmap.tessellation.params import TessellationParams

INSET_M = 0.4
"""Points of a wall that touches another building lie so far inside their own."""

TOUCHING_M = 1.0
"""Walls that are nearer to another building are treated as touching it."""


@dataclass(frozen=True, slots=True)
class _Standing:
    """Buildings, indexed."""

    shapes: NDArray[Any]
    site: NDArray[np.int64]
    enclosure: NDArray[np.int64]
    tree: shapely.STRtree

    def rivals(self, own: NDArray[np.int64], other: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Return which pairs stand in one enclosure and in two units."""
        return np.asarray(
            (self.site[own] != self.site[other]) & (self.enclosure[own] == self.enclosure[other])
        )


def sample_walls(
    shapes: NDArray[Any],
    site: NDArray[np.int64],
    enclosure: NDArray[np.int64],
    params: TessellationParams,
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return points of buildings, from which the ground is shared out by nearness.

    The distance between points is half the clearance to the next building in the enclosure, so
    that the border half-way between two walls is off by less than a sixteenth of the clearance.

    Parameters
    ----------
    shapes : ndarray of geometry, shape (n,)
        Footprints or points, in a metric CRS.
    site, enclosure : ndarray of int, shape (n,)
        Site and enclosure of each.
    params : TessellationParams
        Gives the least and the greatest distance.

    Returns
    -------
    points : ndarray of float64, shape (k, 2)
        x and y in metres.
    row : ndarray of int, shape (k,)
        Row of the building that each belongs to.
    """
    areal = shapely.get_dimensions(shapes) == 2
    points, point_row = shapely.get_coordinates(shapes[~areal], return_index=True)
    point_row = np.flatnonzero(~areal)[point_row]
    walls, row = _walls(shapes[areal])
    row = np.flatnonzero(areal)[row]
    walls, row = _subdivided(walls, row, np.full(len(walls), params.coarsest_m))
    standing = _Standing(shapes, site, enclosure, shapely.STRtree(shapes))
    clear_m = _clearance(walls, row, standing, farthest_m=2 * params.coarsest_m)
    spacing = np.clip(clear_m / 2, params.finest_m, params.coarsest_m)
    clear_m = clear_m[_repeats(walls, spacing)]
    walls, row = _subdivided(walls, row, spacing)
    middles = walls.mean(axis=1)
    touching = clear_m < TOUCHING_M
    middles[touching] += INSET_M * _inward(walls[touching])
    doubtful = np.flatnonzero(clear_m == 0)
    kept = np.ones(len(middles), dtype=bool)
    kept[doubtful] = ~_claimed(middles[doubtful], row[doubtful], standing)
    return np.concatenate([points, middles[kept]]), np.concatenate([point_row, row[kept]])


def _walls(footprints: NDArray[Any]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return every wall with its footprint on the left, and the row of the footprint."""
    parts, part_row = shapely.get_parts(shapely.orient_polygons(footprints), return_index=True)
    rings, ring_part = shapely.get_rings(parts, return_index=True)
    walls, wall_ring = straight_pieces(rings)
    return walls, part_row[ring_part[wall_ring]]


def _repeats(walls: NDArray[np.float64], spacing: NDArray[np.float64]) -> NDArray[np.int64]:
    length_m = np.hypot(*(walls[:, 1] - walls[:, 0]).T)
    return np.repeat(np.arange(len(walls)), np.ceil(length_m / spacing).astype(np.int64))


def _subdivided(
    walls: NDArray[np.float64], row: NDArray[np.int64], spacing: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Cut walls into equal parts no longer than the spacing."""
    wall = _repeats(walls, spacing)
    count = np.bincount(wall, minlength=len(walls))
    place = np.arange(len(wall)) - np.repeat(np.cumsum(count) - count, count)
    start, step = walls[wall, 0], (walls[wall, 1] - walls[wall, 0]) / count[wall][:, None]
    ends = [start + place[:, None] * step, start + (place[:, None] + 1) * step]
    return np.stack(ends, axis=1), row[wall]


def _inward(walls: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return unit vectors to the left of walls, which is inside: outer rings run anticlockwise."""
    along = walls[:, 1] - walls[:, 0]
    left = np.column_stack([-along[:, 1], along[:, 0]])
    return np.asarray(left / np.hypot(*along.T)[:, None])


def _clearance(
    walls: NDArray[np.float64], row: NDArray[np.int64], standing: _Standing, *, farthest_m: float
) -> NDArray[np.float64]:
    """Return the distance from each wall to the next building of another site."""
    middles = shapely.points(walls.mean(axis=1))
    wall, other = standing.tree.query(middles, predicate="dwithin", distance=farthest_m)
    rivals = standing.rivals(row[wall], other)
    wall, other = wall[rivals], other[rivals]
    clear_m = np.full(len(walls), farthest_m)
    np.minimum.at(clear_m, wall, shapely.distance(middles[wall], standing.shapes[other]))
    return clear_m


def _claimed(
    points: NDArray[np.float64], row: NDArray[np.int64], standing: _Standing
) -> NDArray[np.bool_]:
    """Return which points lie in a larger building of another site, which keeps the overlap."""
    point, other = standing.tree.query(shapely.points(points), predicate="within")
    own, area_m2 = row[point], shapely.area(standing.shapes)
    larger = (area_m2[other] > area_m2[own]) | ((area_m2[other] == area_m2[own]) & (other < own))
    claimed = np.zeros(len(points), dtype=bool)
    claimed[point[standing.rivals(own, other) & larger]] = True
    return claimed
