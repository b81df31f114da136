"""Nodes where lines cross or touch on one level, or share an end on any."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import KDTree

from gridmap.routing.pieces import Cuts, cut_lines

JOIN_M = 0.1
"""Ends that are nearer than this to each other, or to a line of their level, meet it."""
_SAME_M = 1e-3


@dataclass(frozen=True, slots=True)
class Noded:
    """Lines that meet at their ends alone.

    Attributes
    ----------
    lines : ndarray of LineString, shape (m,)
        Pieces, each from the place of one node to that of another or the same.
    source : ndarray of int, shape (m,)
        The line that each is a piece of.
    nodes : ndarray of int, shape (m, 2)
        Node at its begin and its end.
    node_xy : ndarray of float, shape (n, 2)
        Where the nodes are.
    cuts : int
        Places at which lines were cut.
    """

    lines: NDArray[np.object_]
    source: NDArray[np.intp]
    nodes: NDArray[np.intp]
    node_xy: NDArray[np.float64]
    cuts: int


def node_lines(
    lines: NDArray[np.object_],
    level: NDArray[np.int64],
    *,
    is_noded: bool = False,
    join_m: float = JOIN_M,
) -> Noded:
    """Return lines cut where they meet, and the nodes at which they do.

    Lines of one level meet where they cross, touch or run together. Lines of different levels
    meet where both end, or where one ends at a vertex of the other: the end of a bridge on the
    road that it leads to. A line on the ground that crosses itself meets itself; one above or
    below it is a ramp that winds over itself.

    Parameters
    ----------
    lines : ndarray of LineString, shape (k,)
        In metres, none without length.
    level : ndarray of int, shape (k,)
        0 on the ground.
    is_noded : bool
        Whether lines are known to meet at their ends alone: where they cross, one passes above.
    join_m : float
        How near an end must be to what it meets.

    Returns
    -------
    Noded
        Pieces and nodes.
    """
    whole = np.arange(len(lines))
    if not is_noded:
        lines, whole = _unwound(lines, level)
    on = level[whole]
    cuts = _no_cuts() if is_noded else _all_cuts(lines, on, join_m)
    pieces = cut_lines(lines, cuts)
    at_end = pieces.cut < 0
    bound = np.append(cuts.binds, True)[pieces.cut] | at_end
    ends = np.stack([shapely.get_point(pieces.lines, place) for place in (0, -1)], axis=1)
    xy = shapely.get_coordinates(ends.ravel())
    place, place_xy = _places(xy, join_m)
    levels = np.repeat(on[pieces.source], 2)
    node, first = _nodes(place, levels, bound.ravel())
    nodes, node_xy = node.reshape(-1, 2), place_xy[place[first]]
    drawn = _drawn_to(pieces.lines, node_xy[nodes])
    kept = shapely.length(drawn) > 0
    kept &= (nodes[:, 0] != nodes[:, 1]) | (shapely.length(drawn) > 2 * join_m)
    return Noded(
        drawn[kept], whole[pieces.source[kept]], *_renumbered(nodes[kept], node_xy), len(cuts.line)
    )


def _no_cuts() -> Cuts:
    none = np.zeros(0)
    return Cuts(none.astype(np.intp), none, np.zeros((0, 2)), none.astype(bool))


def _unwound(
    lines: NDArray[np.object_], level: NDArray[np.int64]
) -> tuple[NDArray[np.object_], NDArray[np.intp]]:
    """Return lines of which none on the ground crosses itself: those that do fall in segments."""
    winds = ~shapely.is_simple(lines) & (level == 0)
    if not winds.any():
        return lines, np.arange(len(lines))
    xy, line = shapely.get_coordinates(lines[winds], return_index=True)
    within = line[1:] == line[:-1]
    segments = shapely.linestrings(np.stack([xy[:-1][within], xy[1:][within]], axis=1))
    whole = np.concatenate([np.flatnonzero(~winds), np.flatnonzero(winds)[line[1:][within]]])
    order = np.argsort(whole, kind="stable")
    return np.concatenate([lines[~winds], segments])[order], whole[order]


def _all_cuts(lines: NDArray[np.object_], level: NDArray[np.int64], join_m: float) -> Cuts:
    tree = shapely.STRtree(lines)
    parts = [_crossings(lines, level, tree), _touches(lines, level, tree, join_m)]
    line, points, binds = (np.concatenate(each) for each in zip(*parts, strict=True))
    at_m = shapely.line_locate_point(lines[line], points)
    inside = (at_m > join_m) & (at_m < shapely.length(lines[line]) - join_m)
    line, at_m, binds = line[inside], at_m[inside], binds[inside]
    xy = shapely.get_coordinates(points[inside])
    order = np.lexsort((at_m, line))
    line, at_m, xy, binds = line[order], at_m[order], xy[order], binds[order]
    apart = np.ones(len(line), dtype=bool)
    apart[1:] = (line[1:] != line[:-1]) | (at_m[1:] - at_m[:-1] > join_m)
    begin = np.flatnonzero(apart)
    if len(begin):
        binds = np.logical_or.reduceat(binds, begin)
    return Cuts(line[begin], at_m[begin], xy[begin], binds)


Found = tuple[NDArray[np.intp], NDArray[np.object_], NDArray[np.bool_]]


def _crossings(
    lines: NDArray[np.object_], level: NDArray[np.int64], tree: shapely.STRtree
) -> Found:
    """Return where lines of one level share a point, and the ends of what they share."""
    one, other = tree.query(lines, predicate="intersects")
    paired = (one < other) & (level[one] == level[other])
    one, other = one[paired], other[paired]
    shared, pair = shapely.get_parts(
        shapely.intersection(lines[one], lines[other]), return_index=True
    )
    is_line = shapely.get_type_id(shared) == 1
    points = [shared[~is_line], *(shapely.get_point(shared[is_line], end) for end in (0, -1))]
    pairs = [pair[~is_line], pair[is_line], pair[is_line]]
    found, which = np.concatenate(points), np.concatenate(pairs)
    line = np.concatenate([one[which], other[which]])
    return line, np.concatenate([found, found]), np.zeros(len(line), dtype=bool)


def _touches(
    lines: NDArray[np.object_], level: NDArray[np.int64], tree: shapely.STRtree, join_m: float
) -> Found:
    """Return the ends of lines that lie on other lines, or at a vertex where levels differ."""
    ends = np.concatenate([shapely.get_point(lines, place) for place in (0, -1)])
    end, line = tree.query(ends, predicate="dwithin", distance=join_m)
    own = end % len(lines)
    end, line, own = (each[own != line] for each in (end, line, own))
    crosses_level = level[own] != level[line]
    vertices = shapely.extract_unique_points(lines[line])
    at_vertex = crosses_level & (shapely.distance(vertices, ends[end]) < _SAME_M)
    meets = ~crosses_level | at_vertex
    return line[meets], ends[end[meets]], at_vertex[meets]


def _places(xy: NDArray[np.float64], join_m: float) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Return the place of each end, and where the places are."""
    spots, spot = np.unique(xy, axis=0, return_inverse=True)
    near = KDTree(spots).query_pairs(join_m, output_type="ndarray") if len(spots) else spots
    if not len(near):
        return spot.ravel(), spots
    size = (len(spots), len(spots))
    pairs = coo_array((np.ones(len(near), dtype=bool), (near[:, 0], near[:, 1])), shape=size)
    count, place = connected_components(pairs, directed=False)
    first = np.full(count, len(spots), dtype=np.intp)
    np.minimum.at(first, place, np.arange(len(spots)))
    return place[spot.ravel()].astype(np.intp), spots[first]


def _nodes(
    place: NDArray[np.intp], level: NDArray[np.int64], bound: NDArray[np.bool_]
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the node of each end, and an end of each node.

    Ends at one place are of one node where they are of one level, and where they are bound.
    """
    _, key = np.unique(np.column_stack([place, level]), axis=0, return_inverse=True)
    key = key.ravel()
    shared = np.full(place.max(initial=-1) + 1, -1, dtype=np.intp)
    shared[place[bound]] = key[bound]
    stands_for = np.arange(key.max(initial=-1) + 1)
    stands_for[key[bound]] = shared[place[bound]]
    _, first, node = np.unique(stands_for[key], return_index=True, return_inverse=True)
    return node.ravel(), first


def _drawn_to(lines: NDArray[np.object_], ends: NDArray[np.float64]) -> NDArray[np.object_]:
    """Return the lines with their ends at the places of their nodes."""
    xy, line = shapely.get_coordinates(lines, return_index=True)
    first = np.flatnonzero(np.append(True, line[1:] != line[:-1])) if len(line) else line
    last = np.append(first[1:], len(line)) - 1 if len(line) else line
    xy[first], xy[last] = ends[:, 0], ends[:, 1]
    return shapely.linestrings(xy, indices=line) if len(line) else lines


def _renumbered(
    nodes: NDArray[np.intp], node_xy: NDArray[np.float64]
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    used, nodes_now = np.unique(nodes, return_inverse=True)
    return nodes_now.reshape(-1, 2), node_xy[used]
