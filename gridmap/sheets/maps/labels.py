"""Where texts stand so that none lies on another or outside the frame.

Each is tried in places of its own, the best first; what is placed bars its place for all that
come later, so that the important ones come first.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from gridmap.sheets.drawing.canvas import measure
from gridmap.sheets.maps.room import Rect, Room, Spot
from gridmap.sheets.pdf.paper import MM_PER_PT

PAD_MM = 0.35
"""Between two texts."""

LINE_EM = 1.15
RISE_EM = 0.37
"""From the middle of a line of letters down to its base line."""

LEAST_MM2 = 1.0
"""No text stands in less."""

LEAD_STEPS_MM = tuple(np.arange(4.0, 44.0, 2.5).tolist())
DIRECTIONS = 16


@dataclass(frozen=True, slots=True)
class Placed:
    """A text that found its place.

    Attributes
    ----------
    lines : tuple of str
        One below the other.
    rect : Rect
        What it takes.
    size_pt : float
        Height of its letters.
    lead : tuple of Spot or None
        From what it names to its edge, where it stands beside it.
    """

    lines: tuple[str, ...]
    rect: Rect
    size_pt: float
    lead: tuple[Spot, Spot] | None = None


def size_of(lines: Sequence[str], size_pt: float) -> tuple[float, float]:
    """Return how wide and high lines of text are, with what keeps them apart from others.

    Parameters
    ----------
    lines : sequence of str
        One below the other.
    size_pt : float
        Height of the letters in points.

    Returns
    -------
    tuple of float
        Millimetres.
    """
    width = max(measure(line, size_pt) for line in lines)
    return width + 2 * PAD_MM, len(lines) * size_pt * MM_PER_PT * LINE_EM + PAD_MM


def place_inside(
    room: Room,
    shape: Any,  # noqa: ANN401
    wordings: Iterable[Sequence[str]],
    sizes_pt: Sequence[float],
) -> Placed | None:
    """Return a text inside a shape, in the fullest wording and the largest letters that fit.

    Parameters
    ----------
    room : Room
        Free places.
    shape : Polygon or MultiPolygon
        In millimetres.
    wordings : iterable of sequence of str
        Lines, the fullest first.
    sizes_pt : sequence of float
        Heights of letters, the largest first.

    Returns
    -------
    Placed or None
        None where nothing fits.
    """
    part = _largest(shape)
    if part is None:
        return None
    spots = list(spots_in(part))
    bounds = part.bounds
    shapely.prepare(part)
    for lines in wordings:
        for size_pt in sizes_pt:
            width, height = size_of(lines, size_pt)
            if width > bounds[2] - bounds[0] or height > bounds[3] - bounds[1]:
                continue
            for x, y in spots:
                rect = Rect(x, y, width, height)
                if room.is_free(rect) and part.contains(shapely.Polygon(rect.corners)):
                    return Placed(tuple(lines), rect, size_pt)
    return None


def spots_in(part: Any) -> Iterator[Spot]:  # noqa: ANN401
    """Yield places in a polygon: where it is roomiest, then ever further from there.

    Parameters
    ----------
    part : Polygon
        In millimetres.

    Yields
    ------
    tuple of float
        x and y.
    """
    circle = shapely.maximum_inscribed_circle(part, tolerance=0.3)
    pole = shapely.get_coordinates(circle)[0]
    middle = part.centroid
    # A text in the middle looks at rest; where that is nearly as roomy, it stands there.
    if part.contains(middle) and part.boundary.distance(middle) > 0.4 * circle.length:
        yield float(middle.x), float(middle.y)
    yield float(pole[0]), float(pole[1])
    low_x, low_y, high_x, high_y = part.bounds
    across = np.linspace(low_x, high_x, 9)[1:-1]
    down = np.linspace(low_y, high_y, 9)[1:-1]
    grid = np.array([(x, y) for x in across for y in down])
    held = grid[shapely.contains_xy(part, grid[:, 0], grid[:, 1])]
    order = np.argsort(np.hypot(*(held - pole).T), kind="stable")
    yield from ((float(x), float(y)) for x, y in held[order])


def place_beside(
    room: Room, at: Spot, gap_mm: float, lines: Sequence[str], size_pt: float
) -> Placed | None:
    """Return a text close beside a symbol: right, left, below, above, then at the corners.

    Parameters
    ----------
    room : Room
        Free places.
    at : tuple of float
        Middle of the symbol.
    gap_mm : float
        From there to the text.
    lines : sequence of str
        One below the other.
    size_pt : float
        Height of the letters.

    Returns
    -------
    Placed or None
        None where nothing is free.
    """
    width, height = size_of(lines, size_pt)
    out_x, out_y = gap_mm + width / 2, gap_mm + height / 2
    for right, down in ((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (1, -1), (-1, 1), (-1, -1)):
        flat = 0.75 if right and down else 1.0
        rect = Rect(at[0] + right * out_x * flat, at[1] + down * out_y * flat, width, height)
        if room.is_free(rect):
            return Placed(tuple(lines), rect, size_pt)
    return None


def place_called_out(
    room: Room, at: Spot, lines: Sequence[str], size_pt: float, *, least_mm: float = 4.0
) -> Placed | None:
    """Return a text off what it names, joined to it by a line that meets no text.

    Parameters
    ----------
    room : Room
        Free places.
    at : tuple of float
        What it names.
    lines : sequence of str
        One below the other.
    size_pt : float
        Height of the letters.
    least_mm : float
        Length of the line at least.

    Returns
    -------
    Placed or None
        None where nothing is free.
    """
    width, height = size_of(lines, size_pt)
    for step in LEAD_STEPS_MM:
        if step < least_mm:
            continue
        for turn in range(DIRECTIONS):
            angle = 2 * math.pi * turn / DIRECTIONS
            x = at[0] + math.cos(angle) * (step + width / 2)
            y = at[1] + math.sin(angle) * (step + height / 2)
            rect = Rect(x, y, width, height)
            if not room.is_free(rect):
                continue
            end = _edge_towards(rect, at)
            if room.is_clear(at, end):
                return Placed(tuple(lines), rect, size_pt, (at, end))
    return None


def place_along(
    room: Room,
    line: Any,  # noqa: ANN401
    text: str,
    size_pt: float,
    *,
    every_mm: float = 4.0,
) -> Placed | None:
    """Return a text along a line, where the line is straight and the text is upright.

    Parameters
    ----------
    room : Room
        Free places.
    line : LineString
        In millimetres.
    text : str
        One line.
    size_pt : float
        Height of the letters.
    every_mm : float
        Places are tried every so far, the middle of the line first.

    Returns
    -------
    Placed or None
        None where nothing is free.
    """
    width, height = size_of((text,), size_pt)
    length = line.length
    if length < width:
        return None
    starts = np.arange(0.0, length - width + 1e-9, every_mm)
    order = np.argsort(np.abs(starts + width / 2 - length / 2), kind="stable")
    for start in starts[order].tolist():
        begin, middle, end = (
            shapely.get_coordinates(line.interpolate(at))[0]
            for at in (start, start + width / 2, start + width)
        )
        chord = end - begin
        if np.hypot(*chord) < 0.97 * width:
            continue
        angle = -math.degrees(math.atan2(chord[1], chord[0]))
        angle = (angle + 90) % 180 - 90
        centre = (begin + end) / 4 + middle / 2
        rect = Rect(float(centre[0]), float(centre[1]), width, height, angle)
        if room.is_free(rect):
            return Placed((text,), rect, size_pt)
    return None


def _largest(shape: Any) -> Any:  # noqa: ANN401
    parts = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
    found = max(parts, key=lambda part: part.area, default=None)
    return found if found is not None and found.area > LEAST_MM2 else None


def _edge_towards(rect: Rect, at: Spot) -> Spot:
    """Return the place of the edge of an upright rectangle that is nearest to a place."""
    x = min(max(at[0], rect.x - rect.width / 2), rect.x + rect.width / 2)
    y = min(max(at[1], rect.y - rect.height / 2), rect.y + rect.height / 2)
    return x, y
