"""A piece of boundary as it is walked: on the road that runs along it, else on the piece itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.ops import substring

from gridmap.routing.travel import Travel

SEEN_M = 10.0
"""From as far as this a piece of boundary is seen, and so covered, by who walks."""

NEAR_M = 9.0
"""A road as near as this along the whole of it is walked instead: what rounds is kept in hand."""

STEP_M = 25.0
"""In parts of about this length a piece is put on roads."""

DETOUR = 1.5
"""A road that is longer than its part by more does not run along it."""

Points = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Trace:
    """A part of a walk.

    Attributes
    ----------
    points : ndarray of float, shape (n, 2)
        In the direction of going, in metres.
    street : str
        Name of the road; empty where it has none.
    on_road : bool
        Whether it is a road.
    """

    points: Points
    street: str
    on_road: bool


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of a piece and the edge it is put on; -1 for none."""

    points: Points
    edge: int


def trace(line: shapely.LineString, travel: Travel | None) -> tuple[Trace, ...]:
    """Return how a piece of boundary is walked, from its begin to its end.

    Parameters
    ----------
    line : LineString
        The piece, in metres.
    travel : Travel or None
        The roads that can be used; without them the piece itself is walked.

    Returns
    -------
    tuple of Trace
        Every point of the piece is within `SEEN_M` of one of them.
    """
    found: list[Trace] = []
    edge = -1
    for part in _parts(line, travel):
        if found and part.edge == edge:
            points = np.concatenate([found.pop().points, part.points[1:]])
        else:
            points = part.points
        edge = part.edge
        found.append(_told(points, edge, travel))
    return tuple(found)


def _told(points: Points, edge: int, travel: Travel | None) -> Trace:
    if travel is None or edge < 0:
        return Trace(points, "", on_road=False)
    return Trace(points, str(travel.network.edge_street[edge]), on_road=True)


def _parts(line: shapely.LineString, travel: Travel | None) -> Iterator[_Part]:
    count = max(1, round(line.length / STEP_M))
    cuts = np.linspace(0.0, line.length, count + 1)
    last = -1
    for begin, end in pairwise(cuts.tolist()):
        part = substring(line, begin, end)
        if part.geom_type != "LineString" or part.length == 0:
            continue
        found = None if travel is None else _beside(part, travel, last)
        last = -1 if found is None else found.edge
        yield found or _Part(shapely.get_coordinates(part), -1)


def _beside(part: shapely.LineString, travel: Travel, last: int) -> _Part | None:
    """Return the stretch of one edge that runs along a part; that of the part before if it does."""
    rows = travel.usable[travel.tree.query(part, predicate="dwithin", distance=NEAR_M)]
    lines = travel.network.lines
    far = shapely.hausdorff_distance(part, lines[rows]) if len(rows) else np.empty(0)
    for edge in rows[np.lexsort((far, rows != last))].tolist():
        along = _along(part, lines[edge])
        if along is not None and _sees(along, part):
            return _Part(shapely.get_coordinates(along), edge)
    return None


def _along(part: shapely.LineString, road: shapely.LineString) -> shapely.LineString | None:
    begin, end = (road.project(shapely.Point(part.coords[at])) for at in (0, -1))
    found = substring(road, begin, end)
    if found.geom_type != "LineString" or found.length > DETOUR * part.length + NEAR_M:
        return None
    return found


def _sees(walk: shapely.LineString, part: shapely.LineString) -> bool:
    return bool(shapely.covers(shapely.buffer(walk, NEAR_M), part))
