"""Buildings set in rows inside a walled plot, facing south, with lanes between the rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray

from gridmap.sample.drafts import Draft
from gridmap.sample.footprints import Design

STRETCHES = (2.2, 1.8, 1.5, 1.3, 1.15, 1.0, 0.9, 0.8, 0.7, 0.62, 0.54, 0.47, 0.4, 0.33)
"""Factors on the usual distances, the most generous first."""

MARGIN_M = 2.0
"""Least distance from a building to the wall."""

SPINE_HALF_M = 5.0
"""Half the width kept free for the drive from gate to gate."""


@dataclass(frozen=True)
class Packing:
    """Buildings and lanes of one plot.

    Attributes
    ----------
    centres : ndarray of shape (n, 2)
        Middles of the buildings' rectangles, in the plane, in metres.
    angle : float
        Direction of the rows in radians from east.
    lanes : tuple of shapely.LineString
        Lanes between rows, inside the plot.
    drives : tuple of shapely.LineString
        Lines far beyond the plot, from which what lies in the block is the way to the gates.
    """

    centres: NDArray[np.float64]
    angle: float
    lanes: tuple[shapely.LineString, ...]
    drives: tuple[shapely.LineString, ...]


def pack_rows(
    plot: shapely.Polygon,
    draft: Draft,
    *,
    angle: float,
    spine: float | None,
) -> Packing | None:
    """Return buildings in rows with the most generous distances that fit.

    Parameters
    ----------
    plot : shapely.Polygon
        Inside of the wall, in metres.
    draft : Draft
        The buildings, from the southern row to the northern, and the usual distances.
    angle : float
        Direction of the rows in radians from east.
    spine : float or None
        Place of the drive that crosses the rows as a share of the width, or None for no drive.

    Returns
    -------
    Packing or None
        None if the buildings do not fit.
    """
    if plot.is_empty:
        return None
    frame = _Frame(shapely.get_coordinates(plot.centroid)[0], angle)
    local = shapely.transform(plot, frame.inward)
    shapely.prepare(local)
    west, south, east, north = local.bounds
    spine_x = None if spine is None else west + spine * (east - west)
    depth_m = max(design.depth_m for design in draft.buildings)
    for stretch in STRETCHES:
        gap_m, end_m = draft.row_gap_m * stretch, draft.end_gap_m * min(stretch, 1.3)
        rows = _rows(local, depth_m, gap_m, spine_x)
        boxes = _fill(rows, draft.buildings, end_m)
        if boxes is not None and shapely.contains_properly(local, shapely.box(*boxes.T)).all():
            lanes = _lanes(boxes, [row.y for row in rows], depth_m, gap_m, spine_x)
            return _outward(frame, boxes, lanes, spine_x, (west, south, east, north))
    return None


@dataclass(frozen=True, slots=True)
class _Row:
    y: float
    start: float
    stop: float


@dataclass(frozen=True, slots=True)
class _Frame:
    """A frame in which the rows of a plot run along x."""

    centre: NDArray[np.float64]
    angle: float

    def inward(self, xy: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray((xy - self.centre) @ self._turn())

    def outward(self, xy: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(xy @ self._turn().T + self.centre)

    def _turn(self) -> NDArray[np.float64]:
        cos, sin = np.cos(self.angle), np.sin(self.angle)
        return np.array([[cos, -sin], [sin, cos]])


def _rows(
    local: shapely.Polygon, depth_m: float, gap_m: float, spine_x: float | None
) -> list[_Row]:
    """Return the free stretches of each row, split by the drive."""
    west, south, east, north = local.bounds
    free_m = north - south - 2 * MARGIN_M
    count = int((free_m + gap_m) / (depth_m + gap_m))
    first = south + MARGIN_M + (free_m - count * depth_m - (count - 1) * gap_m) / 2
    y = first + np.arange(count) * (depth_m + gap_m)
    starts, stops = np.full(len(y), -np.inf), np.full(len(y), np.inf)
    for part in (0.0, 0.25, 0.5, 0.75, 1.0):
        ends = np.empty((len(y), 2, 2))
        ends[:, 0, 0], ends[:, 1, 0] = west - 1, east + 1
        ends[:, :, 1] = (y + part * depth_m)[:, None]
        bounds = shapely.bounds(_longest(shapely.intersection(local, shapely.linestrings(ends))))
        starts = np.maximum(starts, bounds[:, 0] + MARGIN_M)
        stops = np.minimum(stops, bounds[:, 2] - MARGIN_M)
    rows: list[_Row] = []
    for place, start, stop in zip(y.tolist(), starts.tolist(), stops.tolist(), strict=True):
        if spine_x is None:
            rows.append(_Row(place, start, stop))
        else:
            rows.append(_Row(place, start, min(stop, spine_x - SPINE_HALF_M)))
            rows.append(_Row(place, max(start, spine_x + SPINE_HALF_M), stop))
    return rows


def _longest(lines: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return the longest part of each line."""
    parts, owner = shapely.get_parts(lines, return_index=True)
    order = np.lexsort((shapely.length(parts), owner))
    last = np.flatnonzero(np.append(np.diff(owner[order]) > 0, True)) if len(order) else order
    longest = np.full(len(lines), shapely.LineString(), dtype=object)
    longest[owner[order][last]] = parts[order][last]
    return longest


def _fill(
    rows: Sequence[_Row], designs: Sequence[Design], end_gap_m: float
) -> NDArray[np.float64] | None:
    """Return west, south, east, north of each building, or None if the rows are too short."""
    boxes = np.zeros((len(designs), 4))
    waiting = list(range(len(designs)))
    for row in rows:
        chosen: list[int] = []
        free = row.stop - row.start
        for index in list(waiting):
            need = designs[index].length_m + (end_gap_m if chosen else 0.0)
            if need <= free:
                chosen.append(index)
                waiting.remove(index)
                free -= need
        if not chosen:
            continue
        extra = min(free / len(chosen), 1.6 * end_gap_m)
        x = row.start + (free - extra * (len(chosen) - 1)) / 2
        for index in chosen:
            design = designs[index]
            boxes[index] = (x, row.y, x + design.length_m, row.y + design.depth_m)
            x += design.length_m + end_gap_m + extra
        if not waiting:
            return boxes
    return None


def _lanes(
    boxes: NDArray[np.float64],
    places: Sequence[float],
    depth_m: float,
    gap_m: float,
    spine_x: float | None,
) -> list[tuple[float, float, float]]:
    """Return y, start and stop of the lane between each row and the next."""
    used = sorted(set(boxes[:, 1].tolist()) & set(places))
    lanes = []
    for low, high in pairwise(used):
        beside = boxes[(boxes[:, 1] == low) | (boxes[:, 1] == high)]
        ends = [*beside[:, 0], *beside[:, 2], *([] if spine_x is None else [spine_x])]
        lanes.append((low + depth_m + gap_m / 2, float(min(ends)), float(max(ends))))
    return lanes


def _outward(
    frame: _Frame,
    boxes: NDArray[np.float64],
    lanes: Sequence[tuple[float, float, float]],
    spine_x: float | None,
    bounds: tuple[float, float, float, float],
) -> Packing:
    west, south, east, north = bounds
    reach = (east - west) + (north - south)
    if spine_x is not None:
        side_gates = [[[spine_x, y], [east + reach, y]] for y, _, _ in lanes[: len(lanes) // 2 + 1]]
        drives = [[[spine_x, south - reach], [spine_x, north + reach]], *side_gates[-1:]]
    else:
        drives = [[[start, y], [east + reach, y]] for y, start, _ in lanes]
    return Packing(
        frame.outward((boxes[:, :2] + boxes[:, 2:]) / 2),
        frame.angle,
        tuple(
            shapely.LineString(frame.outward(np.array([[start, y], [stop, y]])))
            for y, start, stop in lanes
        ),
        tuple(shapely.LineString(frame.outward(np.array(line))) for line in drives),
    )
