"""A grid divided by a drawn line: which of its units lie on the lesser side."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Transformer
from shapely.geometry import LineString, MultiPolygon, Polygon
from shapely.ops import split

from gridmap.crs import STORAGE_CRS
from gridmap.dissolve import union
from gridmap.editing.ground import Rows
from gridmap.editing.refusals import missed_line
from gridmap.editing.state import State
from gridmap.errors import Text

NEAR_M = 0.01
"""How far beside the line it is looked for which piece lies there."""


def lesser_side(state: State, code: str, line: Sequence[tuple[float, float]]) -> Rows:
    """Return the units of a grid on the side of a line that has fewer households.

    Parameters
    ----------
    state : State
        The plan.
    code : str
        A living grid.
    line : sequence of (float, float)
        Longitude and latitude of each vertex in degrees.

    Returns
    -------
    ndarray of int64
        Rows, ascending. Of two sides with as many households it is the one of fewer units, else
        the right one as the line was drawn.

    Raises
    ------
    EditError
        If the line crosses itself, does not divide the grid, or leaves one side without units
        (``"line"``).
    """
    rows = state.rows_of([code])
    shapes = state.ground.shapes[rows]
    drawn = _metric_line(state, line)
    if not drawn.is_simple or drawn.length < NEAR_M:
        raise missed_line(
            Text("所画的线自相交或过短。", "The line crosses itself, or is too short."), code
        )
    left = _on_left(union(shapes), drawn, shapes)
    if left is None:
        raise missed_line(
            Text(f"所画的线没有把网格 {code} 分开。", f"The line does not divide grid {code}."),
            code,
        )
    if left.all() or not left.any():
        raise missed_line(
            Text(
                f"线的一侧没有完整到可以划出的基本单元（网格 {code}）。",
                f"One side of the line has no unit that lies mostly there (grid {code}).",
            ),
            code,
        )
    households = state.ground.households[rows]
    sides = [(int(households[side].sum()), int(side.sum())) for side in (left, ~left)]
    return rows[left if sides[0] < sides[1] else ~left]


def _metric_line(state: State, line: Sequence[tuple[float, float]]) -> LineString:
    to_metres = Transformer.from_crs(STORAGE_CRS, state.ground.units.crs, always_xy=True)
    return LineString(np.column_stack(to_metres.transform(*np.asarray(line, dtype=float).T)))


def _on_left(
    grid: Polygon | MultiPolygon, line: LineString, shapes: NDArray[np.object_]
) -> NDArray[np.bool_] | None:
    """Return which units lie mostly left of the line; None if it does not divide the grid."""
    parts = split(grid, line).geoms
    if len(parts) == shapely.get_num_geometries(grid):
        return None
    lefts = [part for part in parts if _is_left(part, line)]
    area = shapely.area(shapely.intersection(shapes, MultiPolygon(lefts)))
    return np.asarray(area > shapely.area(shapes) / 2, dtype=np.bool_)


def _is_left(part: Polygon, line: LineString) -> bool:
    """Return whether a part of the grid lies left of the line, seen along it."""
    border = shapely.line_merge(shapely.intersection(part.boundary, line))
    longest = max(shapely.get_parts(border), key=lambda one: one.length, default=LineString())
    inside = part.representative_point()
    beside = longest.length > 2 * NEAR_M
    along_m = line.project(longest.interpolate(0.5, normalized=True) if beside else inside)
    first, last = (line.interpolate(max(0.0, along_m + step)) for step in (-NEAR_M, NEAR_M))
    ahead = np.array([last.x - first.x, last.y - first.y])
    leftward = np.array([-ahead[1], ahead[0]]) / np.hypot(*ahead)
    middle = np.array([(first.x + last.x) / 2, (first.y + last.y) / 2])
    if beside:
        return bool(shapely.contains_xy(part, *(middle + NEAR_M * leftward)))
    return bool(leftward @ (np.array([inside.x, inside.y]) - middle) > 0)
