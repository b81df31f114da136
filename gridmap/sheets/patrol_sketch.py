"""The sketch of a route: what is drawn where, in millimetres, for pages and for paper.

There is no base map below it, so that it needs no network and no map approval: the way, the stops
in order, the streets that are walked by name, roads near by where they are given, north and a bar.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Transformer

from gridmap.crs import STORAGE_CRS
from gridmap.routing.telling import plain
from gridmap.routing.telling_stops import ToldRoute, line_of

Points = NDArray[np.float64]
Spot = tuple[float, float]

MARGIN_MM = 9.0
FOOT_MM = 5.0
"""Below the route, for the scale bar."""

MARK_MM = 2.9
"""Radius of a numbered stop."""

NARROWEST_M = 150.0
"""A route within a few steps is not blown up to a page."""

FINE_MM = 0.15
"""What no eye tells apart."""

ARROW_EVERY_MM = 26.0
ARROW_APART_MM = 4.0
"""Nearer, arrows there and back would make a cross."""

LETTER_MM = 2.7
"""Width of a Chinese character of the name of a street."""

LINK_MM = 1.0
"""Places nearer to the road than this need no line to it."""

ROUNDS = 60
"""Of pushing marks apart."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A numbered stop: where it lies and, a little off where others are near, where its mark is."""

    label: str
    spot: Spot
    place: Spot


@dataclass(frozen=True, slots=True)
class StreetName:
    """The name of a street along it."""

    text: str
    spot: Spot
    angle_deg: float


@dataclass(frozen=True, slots=True)
class Sketch:
    """What is drawn, in millimetres to the right and down.

    Attributes
    ----------
    width_mm, height_mm : float
        Its size.
    way : ndarray of float, shape (n, 2)
        The way of the route.
    roads : tuple of ndarray
        Roads near by.
    start : tuple of float
        Where the team sets out.
    marks : tuple of Mark
        The stops in order.
    links : tuple of ndarray
        From where the road is left to each place beside it.
    arrows : tuple of (x, y, angle)
        Which way is walked; degrees clockwise from the right.
    names : tuple of StreetName
        Streets.
    bar_mm, bar_m : float
        The scale bar and what it stands for.
    from_lonlat : tuple of float
        Six numbers: x = a lon + b lat + c, y = d lon + e lat + f.
    """

    width_mm: float
    height_mm: float
    way: Points
    roads: tuple[Points, ...]
    start: Spot
    marks: tuple[Mark, ...]
    links: tuple[Points, ...]
    arrows: tuple[tuple[float, float, float], ...]
    names: tuple[StreetName, ...]
    bar_mm: float
    bar_m: float
    from_lonlat: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class _Paper:
    """From metres east and north to millimetres to the right and down."""

    west: float
    north: float
    mm_per_m: float
    width_mm: float
    height_mm: float

    def put(self, points: Points) -> Points:
        x = (points[:, 0] - self.west) * self.mm_per_m
        y = (self.north - points[:, 1]) * self.mm_per_m
        return np.column_stack([x, y])

    def spot(self, xy: Spot) -> Spot:
        x, y = self.put(np.array([xy], dtype=float))[0].tolist()
        return x, y

    def box(self) -> tuple[float, float, float, float]:
        """Return west, south, east, north in metres."""
        east = self.west + self.width_mm / self.mm_per_m
        return self.west, self.north - self.height_mm / self.mm_per_m, east, self.north


def sketch_of(
    told: ToldRoute,
    *,
    metric_crs: int,
    width_mm: float,
    heights_mm: tuple[float, float],
    roads: NDArray[Any] | None = None,
) -> Sketch:
    """Return the sketch of a route.

    Parameters
    ----------
    told : ToldRoute
        The route; it has stops.
    metric_crs : int
        EPSG code of its coordinates.
    width_mm : float
        How wide the sketch is.
    heights_mm : tuple of float
        How high it is at least and at most; between them it is as high as the route needs.
    roads : ndarray of LineString, optional
        Roads near by, in the same coordinates.

    Returns
    -------
    Sketch
        The sketch, north at the top.
    """
    line = line_of(told.route)
    places = [stop.stop.visit.xy for stop in told.stops]
    paper = _paper(np.vstack([line, places, [told.route.team.start]]), width_mm, heights_mm)
    way = _simple(paper.put(line))
    start = paper.spot(told.route.team.start)
    bar_m = _bar(paper)
    return Sketch(
        width_mm=paper.width_mm,
        height_mm=paper.height_mm,
        way=way,
        roads=_near(roads, paper),
        start=start,
        marks=_apart(
            [s.label for s in told.stops], [paper.spot(xy) for xy in places], start, paper
        ),
        links=_links(told, paper),
        arrows=_arrows(way),
        names=_street_names(told, paper),
        bar_mm=bar_m * paper.mm_per_m,
        bar_m=bar_m,
        from_lonlat=_from_lonlat(paper, metric_crs),
    )


def _paper(points: Points, width_mm: float, heights_mm: tuple[float, float]) -> _Paper:
    low, high = points.min(axis=0), points.max(axis=0)
    middle, size = (low + high) / 2, np.maximum(high - low, NARROWEST_M)
    inner_mm = width_mm - 2 * MARGIN_MM
    above_mm = 2 * MARGIN_MM + FOOT_MM
    wanted_mm = size[1] * inner_mm / size[0] + above_mm
    height_mm = min(max(wanted_mm, heights_mm[0]), heights_mm[1])
    scale = min(inner_mm / size[0], (height_mm - above_mm) / size[1])
    west = middle[0] - width_mm / scale / 2
    north = middle[1] + (height_mm - FOOT_MM) / scale / 2
    return _Paper(float(west), float(north), float(scale), width_mm, float(height_mm))


def _simple(points: Points) -> Points:
    line = shapely.simplify(shapely.LineString(points), FINE_MM, preserve_topology=False)
    return np.asarray(shapely.get_coordinates(line))


def _near(roads: NDArray[Any] | None, paper: _Paper) -> tuple[Points, ...]:
    if roads is None or not len(roads):
        return ()
    box = shapely.box(*paper.box())
    lines = np.asarray(roads, dtype=object)
    cut = shapely.intersection(lines[shapely.intersects(lines, box)], box)
    parts = shapely.get_parts(cut)
    parts = parts[shapely.get_type_id(parts) == 1]
    drawn = shapely.simplify(shapely.transform(parts, paper.put), FINE_MM, preserve_topology=False)
    return tuple(shapely.get_coordinates(one) for one in drawn[shapely.length(drawn) > FINE_MM])


def _bar(paper: _Paper) -> float:
    """Return the longest of 1, 2, 5, 10 ... metres that takes at most a quarter of the width."""
    most_m = paper.width_mm / 4 / paper.mm_per_m
    power = 10.0 ** math.floor(math.log10(most_m))
    return max(factor * power for factor in (1, 2, 5) if factor * power <= most_m)


def _apart(
    labels: Sequence[str], spots: Sequence[Spot], start: Spot, paper: _Paper
) -> tuple[Mark, ...]:
    """Return marks that do not lie on each other nor on the start, each near its place."""
    marks = np.array([start, *spots], dtype=float)
    # Marks at the very same place leave it in directions of their own.
    turns = np.arange(len(marks)) * 2.4
    marks[1:] += 0.01 * np.column_stack([np.cos(turns), np.sin(turns)])[1:]
    least = 2 * MARK_MM + 0.6
    low, high = MARK_MM + 0.5, np.array([paper.width_mm, paper.height_mm]) - MARK_MM - 0.5
    for _ in range(ROUNDS):
        between = marks[:, None, :] - marks[None, :, :]
        far = np.hypot(between[..., 0], between[..., 1])
        push = np.where((far > 0) & (far < least), (least - far) / np.maximum(far, 1e-9) / 2, 0.0)
        if not push.any():
            break
        moved = (between * push[..., None]).sum(axis=1)
        moved[0] = 0.0
        marks = np.clip(marks + moved, low, high)
        marks[0] = start
    found = zip(labels, marks[1:].tolist(), spots, strict=True)
    return tuple(Mark(label, (mark[0], mark[1]), place) for label, mark, place in found)


def _links(told: ToldRoute, paper: _Paper) -> tuple[Points, ...]:
    found = []
    for stop in told.stops:
        if stop.stop.leg.stretches:
            left = shapely.get_coordinates(stop.stop.leg.stretches[-1].line)[-1]
            link = paper.put(np.array([left, stop.stop.visit.xy]))
            if np.hypot(*(link[1] - link[0])) > LINK_MM:
                found.append(link)
    return tuple(found)


def _arrows(way: Points) -> tuple[tuple[float, float, float], ...]:
    line = shapely.LineString(way)
    count = int(line.length // ARROW_EVERY_MM)
    found: list[tuple[float, float, float]] = []
    for number in range(count):
        at = (number + 0.5) * line.length / count
        ahead, behind = (line.interpolate(at + by) for by in (0.4, -0.4))
        angle = math.degrees(math.atan2(ahead.y - behind.y, ahead.x - behind.x))
        middle = line.interpolate(at)
        if any(math.hypot(middle.x - x, middle.y - y) < ARROW_APART_MM for x, y, _ in found):
            continue
        found.append((middle.x, middle.y, angle))
    return tuple(found)


def _street_names(told: ToldRoute, paper: _Paper) -> tuple[StreetName, ...]:
    """Return each street's name along the longest stretch of it that has room."""
    legs = (*(stop.stop.leg for stop in told.stops), told.route.back)
    longest: dict[str, shapely.LineString] = {}
    for stretch in (stretch for leg in legs for stretch in leg.stretches):
        known = longest.get(stretch.street)
        if stretch.street and (known is None or known.length < stretch.line.length):
            longest[stretch.street] = stretch.line
    found = []
    for street, line in longest.items():
        drawn = shapely.LineString(paper.put(shapely.get_coordinates(line)))
        text = plain(street)[:12]
        if drawn.length < len(text) * LETTER_MM + 2 * MARK_MM:
            continue
        a, b = (drawn.interpolate(share, normalized=True) for share in (0.4, 0.6))
        angle = math.degrees(math.atan2(b.y - a.y, b.x - a.x))
        angle = angle - 180 if angle > 90 else angle + 180 if angle <= -90 else angle
        middle = drawn.interpolate(0.5, normalized=True)
        found.append(StreetName(text, (middle.x, middle.y), angle))
    return tuple(found)


def _from_lonlat(paper: _Paper, metric_crs: int) -> tuple[float, ...]:
    """Return how degrees become millimetres, fitted over the sketch."""
    west, south, east, north = paper.box()
    eastings, northings = np.meshgrid(np.linspace(west, east, 5), np.linspace(south, north, 5))
    metres = np.column_stack([eastings.ravel(), northings.ravel()])
    lonlat = degrees_of(metres, metric_crs)
    middle = lonlat.mean(axis=0)
    sides = np.column_stack([lonlat - middle, np.ones(len(lonlat))])
    fitted, *_ = np.linalg.lstsq(sides, paper.put(metres), rcond=None)
    numbers = []
    for a, b, c in fitted.T.tolist():
        numbers += [a, b, c - a * middle[0] - b * middle[1]]
    return tuple(float(number) for number in numbers)


def degrees_of(points: Points, metric_crs: int) -> Points:
    """Return longitude and latitude of places.

    Parameters
    ----------
    points : ndarray of float, shape (n, 2)
        In metres.
    metric_crs : int
        EPSG code of their CRS.

    Returns
    -------
    ndarray of float, shape (n, 2)
        In degrees of CGCS2000.
    """
    return np.column_stack(_to_degrees(metric_crs).transform(points[:, 0], points[:, 1]))


@lru_cache(maxsize=8)
def _to_degrees(metric_crs: int) -> Transformer:
    return Transformer.from_crs(metric_crs, STORAGE_CRS, always_xy=True)
