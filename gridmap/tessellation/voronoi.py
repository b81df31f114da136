"""Borders half-way between the sites of one enclosure.

A Voronoi diagram of the points along all walls, of which only the edges between two sites are
kept: the morphological tessellation of Fleischmann, Feliciotti, Romice and Porta (2020),
https://doi.org/10.1016/j.compenvurbsys.2019.101441, built from the Delaunay triangulation.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import Delaunay

from gridmap.tessellation.params import GRID_M

FRAME_POINTS = 8
"""Points far around a diagram, so that each of its edges ends."""


def halfway_lines(
    points: NDArray[np.float64],
    site: NDArray[np.int64],
    within: shapely.Polygon,
    *,
    simplify_m: float,
) -> NDArray[Any]:
    """Return the lines half-way between sites.

    Parameters
    ----------
    points : ndarray of float64, shape (k, 2)
        Points of the sites, in metres.
    site : ndarray of int, shape (k,)
        Site of each point.
    within : Polygon
        The enclosure; lines end a hair outside it.
    simplify_m : float
        Tolerance of smoothing in metres. Ends and junctions stay.

    Returns
    -------
    ndarray of LineString
        The lines; none where there is one site only.
    """
    if (site == site[0]).all():
        return np.empty(0, dtype=object)
    corners = np.array(within.bounds).reshape(2, 2)
    low = np.minimum(corners[0], points.min(axis=0))
    high = np.maximum(corners[1], points.max(axis=0))
    centre = (low + high) / 2
    edges = _edges(points - centre, site, radius_m=2 * float(np.hypot(*(high - low)))) + centre
    chains = shapely.get_parts(shapely.line_merge(shapely.multilinestrings(list(edges))))
    chains = shapely.simplify(chains, simplify_m)
    shapely.prepare(within)
    inside = shapely.contains_properly(within, chains)
    reach = shapely.buffer(within, 3 * GRID_M, join_style="mitre")
    crossing = chains[~inside & shapely.intersects(within, chains)]
    return np.concatenate([chains[inside], shapely.intersection(crossing, reach)])


def _edges(
    points: NDArray[np.float64], site: NDArray[np.int64], *, radius_m: float
) -> NDArray[np.float64]:
    """Return the Voronoi edges between points of two sites, shape (s, 2, 2)."""
    angle = np.arange(FRAME_POINTS) * (2 * np.pi / FRAME_POINTS) + 0.1
    frame = radius_m * np.column_stack([np.cos(angle), np.sin(angle)])
    diagram = Delaunay(np.concatenate([points, frame]))
    owner = np.concatenate([site, np.full(FRAME_POINTS, -1)])[diagram.simplices]
    centres = _circumcentres(diagram.points[diagram.simplices])
    triangle = np.arange(len(centres))
    edges = []
    for corner in range(3):
        left, right = owner[:, (corner + 1) % 3], owner[:, (corner + 2) % 3]
        beyond = diagram.neighbors[:, corner]
        kept = (left != right) & (left >= 0) & (right >= 0) & (beyond > triangle)
        edges.append(np.stack([centres[kept], centres[beyond[kept]]], axis=1))
    found = np.concatenate(edges)
    length_m = np.hypot(*(found[:, 1] - found[:, 0]).T)
    # However short, an edge stays: without it the two junctions that it joins may be rounded
    # apart, and the border would have a gap.
    return np.asarray(found[np.isfinite(length_m) & (length_m > 0)])


def _circumcentres(corners: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the circumcentres of triangles, shape (t, 2)."""
    origin = corners[:, 0]
    b, c = corners[:, 1] - origin, corners[:, 2] - origin
    b2, c2 = (b**2).sum(axis=1), (c**2).sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        scale = 0.5 / (b[:, 0] * c[:, 1] - b[:, 1] * c[:, 0])
        x = (c[:, 1] * b2 - b[:, 1] * c2) * scale
        y = (b[:, 0] * c2 - c[:, 0] * b2) * scale
    return np.column_stack([x, y]) + origin
