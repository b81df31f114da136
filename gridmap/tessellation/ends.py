"""Ends of lines that miss what they were meant to meet."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from gridmap.borders import EdgeKind, straight_pieces
from gridmap.columns import first_rows

Cuts = list[tuple[EdgeKind, NDArray[Any]]]


def join_ends(cuts: Cuts, border: shapely.Geometry, *, reach_m: float) -> Cuts:
    """Return the lines, with those lengthened that end just before another line or the border.

    A line that was drawn a step too short would leave a hole in the wall that it is part of, and
    cut nothing.

    Parameters
    ----------
    cuts : list of (EdgeKind, ndarray of geometry)
        Lines by kind, in a metric CRS.
    border : LineString or MultiLineString
        The border of the community.
    reach_m : float
        A line is lengthened by so many metres at most.

    Returns
    -------
    list of (EdgeKind, ndarray of geometry)
        The same lines, and the pieces that join their ends.
    """
    parts = [shapely.get_parts(shapes) for _, shapes in cuts]
    lines = np.concatenate([np.empty(0, dtype=object), *parts])
    kind = np.repeat([int(k) for k, _ in cuts], [len(part) for part in parts])
    rows = np.flatnonzero(~shapely.is_empty(lines) & ~shapely.is_closed(lines))
    ends = np.concatenate([shapely.get_point(lines[rows], 0), shapely.get_point(lines[rows], -1)])
    line_of_end = np.tile(rows, 2)
    pieces, line_of_piece = straight_pieces(np.append(lines, shapely.get_parts(border)))
    pieces = shapely.linestrings(pieces)
    end, piece = shapely.STRtree(pieces).query(ends, predicate="dwithin", distance=reach_m)
    other = line_of_end[end] != line_of_piece[piece]
    end, piece = end[other], piece[other]
    meets = shapely.intersects(lines[line_of_end[end]], pieces[piece])
    astray = ~np.isin(end, end[meets])
    end, piece = end[astray], piece[astray]
    nearest = first_rows(end, shapely.distance(ends[end], pieces[piece]))
    joints = shapely.shortest_line(ends[end[nearest]], pieces[piece[nearest]])
    joint_kind = kind[line_of_end[end[nearest]]]
    return [(k, np.concatenate([shapes, joints[joint_kind == k]])) for k, shapes in cuts]
