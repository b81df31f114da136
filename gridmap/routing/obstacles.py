"""Gates, bollards and stiles on roads: shut to cars, or to bicycles too."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from gridmap.routing.edges import Edges
from gridmap.routing.pieces import Cuts, cut_lines
from gridmap.routing.profiles import BACKWARD, FORWARD
from gridmap.routing.roads import access_of, words_of

NEAR_M = 1.0
"""A point farther than this from every road shuts none."""
HALF_M = 0.5
"""How much of a road is shut to either side of the point."""

_OPEN: Final = frozenset(
    (
        "kerb",
        "entrance",
        "height_restrictor",
        "toll_booth",
        "border_control",
        "cattle_grid",
        "no",
        "none",
    )
)
_EVERYBODY: Final = sum((*FORWARD.values(), *BACKWARD.values()))
_SHUT_TO_ALL: Final = frozenset(("wall", "fence", "围墙", "围栏"))
_SHUT_TO_BICYCLES: Final = _SHUT_TO_ALL | {
    "stile",
    "turnstile",
    "full-height_turnstile",
    "kissing_gate",
    "cycle_barrier",
    "转闸",
    "台阶",
}


def shut_at(
    edges: Edges, node_xy: NDArray[np.float64], barriers: gpd.GeoDataFrame
) -> tuple[Edges, NDArray[np.float64], int]:
    """Return edges of which a metre is shut at each point that lies on one.

    The metre stays a piece of road of its own, so that a car comes up to the gate from both sides
    and those on foot pass. At a crossing every arm is shut. Gates and bollards shut cars out,
    stiles and turnstiles bicycles too, walls and fences everybody; the columns ``foot``,
    ``bicycle`` and ``car`` overrule the kind where they say ``both`` or ``no``.

    Parameters
    ----------
    edges : Edges
        Of the network to be.
    node_xy : ndarray of float, shape (n, 2)
        Its nodes.
    barriers : GeoDataFrame
        Points in the same CRS; the kind in ``barrier`` or ``kind``.

    Returns
    -------
    edges : Edges
        More of them.
    node_xy : ndarray of float
        With the new nodes behind the others.
    count : int
        Points that lie on a road and shut anybody out.
    """
    masks = _masks(barriers)
    shuts = masks != _EVERYBODY
    points = shapely.centroid(np.asarray(barriers.geometry.array, dtype=object)[shuts])
    point, edge = _met(edges.lines, points)
    masks = masks[shuts][point]
    at_m = shapely.line_locate_point(edges.lines[edge], points[point])
    length = shapely.length(edges.lines[edge])
    low, high = np.maximum(at_m - HALF_M, 0.0), np.minimum(at_m + HALF_M, length)
    cuts = _cuts(edges.lines, np.concatenate([edge, edge]), np.concatenate([low, high]))
    pieces = cut_lines(edges.lines, cuts)
    new = edges.take(pieces.source)
    begin = np.where(pieces.cut[:, 0] < 0, new.nodes[:, 0], len(node_xy) + pieces.cut[:, 0])
    end = np.where(pieces.cut[:, 1] < 0, new.nodes[:, 1], len(node_xy) + pieces.cut[:, 1])
    spans = _spans(pieces.cut, cuts, pieces.source, shapely.length(edges.lines))
    modes = new.modes.copy()
    for each, start, stop, mask in zip(edge, low, high, masks, strict=True):
        inside = (pieces.source == each) & (spans.mean(axis=1) > start)
        inside &= spans.mean(axis=1) < stop
        modes[inside] &= mask
    cut_edges = replace(new, lines=pieces.lines, nodes=np.column_stack([begin, end]), modes=modes)
    return cut_edges, np.concatenate([node_xy, cuts.xy]), len(np.unique(point))


def _met(
    lines: NDArray[np.object_], points: NDArray[np.object_]
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return pairs of a point and an edge on which it lies as near as on any."""
    point, edge = shapely.STRtree(lines).query(points, predicate="dwithin", distance=NEAR_M)
    away = shapely.distance(points[point], lines[edge])
    nearest = np.full(len(points), np.inf)
    np.minimum.at(nearest, point, away)
    chosen = away <= nearest[point] + 0.05
    return point[chosen], edge[chosen]


def _cuts(lines: NDArray[np.object_], edge: NDArray[np.intp], at_m: NDArray[np.float64]) -> Cuts:
    inside = (at_m > 1e-3) & (at_m < shapely.length(lines[edge]) - 1e-3)
    pairs = np.unique(np.column_stack([edge[inside], at_m[inside]]), axis=0)
    which, where = pairs[:, 0].astype(np.intp), pairs[:, 1]
    xy = shapely.get_coordinates(shapely.line_interpolate_point(lines[which], where))
    return Cuts(which, where, xy, np.zeros(len(which), dtype=bool))


def _spans(
    cut: NDArray[np.intp],
    cuts: Cuts,
    source: NDArray[np.intp],
    length: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Return from where to where along its edge each piece reaches."""
    begin = np.where(cut[:, 0] < 0, 0.0, np.append(cuts.at_m, 0.0)[cut[:, 0]])
    end = np.where(cut[:, 1] < 0, length[source], np.append(cuts.at_m, 0.0)[cut[:, 1]])
    return np.column_stack([begin, end])


def _masks(barriers: gpd.GeoDataFrame) -> NDArray[np.uint8]:
    """Return the modes that each point lets through."""
    kinds = words_of(barriers, "barrier" if "barrier" in barriers.columns else "kind")
    told = {name: access_of(barriers, name) for name in FORWARD}
    masks = np.zeros(len(barriers), dtype=np.uint8)
    for place, kind in enumerate(kinds):
        passes = {
            "foot": kind not in _SHUT_TO_ALL,
            "bicycle": kind not in _SHUT_TO_BICYCLES,
            "car": kind in _OPEN,
        }
        for name in FORWARD:
            word = told[name][place]
            if word in {"both", "forward"} or (not word and passes[name]):
                masks[place] |= FORWARD[name]
            if word in {"both", "backward"} or (not word and passes[name]):
                masks[place] |= BACKWARD[name]
    return masks
