"""Which datum points of unknown origin are in: CGCS2000, GCJ-02 or BD-09.

Web maps of China shift what they show by some hundred metres, and a table does not say which map
its points were picked on. Points that stand for buildings lie on buildings in the datum that they
are in, and on anything in the others. So known buildings (or roads) are carried into each datum,
and the distances of the points to them are compared with two things that are both measured on the
same references: the distances of places that are random there, and those of places on the
references that are blurred by the error of a careful or a careless hand. The likelihoods of the
two give the odds of each datum, by Bayes' rule with equal odds before, against "none of these".

References are carried forward; GCJ-02 is never turned back into true coordinates here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Transformer

from gridmap.crs import STORAGE_CRS, metric_crs
from gridmap.datum import Places, shifted, wgs84_to_bd09, wgs84_to_gcj02
from gridmap.errors import InputError, Text

Datum = Literal["cgcs2000", "gcj02", "bd09"]
DATUMS: Mapping[Datum, Any] = {
    "cgcs2000": lambda places: places,
    "gcj02": wgs84_to_gcj02,
    "bd09": wgs84_to_bd09,
}
"""How true places are carried into each datum."""

FEWEST = 5
"""Distinct points below which nothing is said."""

AGREE_M = 10.0
"""Points as near as this to a reference are said to lie on it."""

BOUNDS_M = np.array([0.0, 2.0, 5.0, 10.0, 20.0, 40.0, 80.0, 160.0])
"""Upper ends of the classes of distance: the first is "on it", one more lies beyond the last."""

BLURS_M = (2.0, 6.0, 12.0, 25.0)
"""How far off points are put by hand: standard deviations that are tried."""

STRAY = 0.1
"""Share of points that are expected to be wrong, whatever the datum."""

DRAWN = 4_000
"""Places that are drawn for each of the two measured distributions."""

REACH_M = 1_500.0
"""References farther than this from every point do not matter: more than any datum shifts by."""

Floats = NDArray[np.float64]
Trees = tuple[shapely.STRtree, shapely.STRtree]
"""Of the references, and of their middles."""


@dataclass(frozen=True, slots=True)
class Origin:
    """The datum of points, and how sure that is.

    Attributes
    ----------
    datum : {"cgcs2000", "gcj02", "bd09"} or None
        The most probable one; None where no datum fits better than chance.
    confidence : float
        Its probability, 0 to 1, among the three and "none of these".
    offset_m : float
        How far the datum shifts places here, in metres; 0 for CGCS2000 and for None.
    bearing_deg : float
        In which direction, clockwise from north.
    near : Mapping of str to float
        Median distance of the points to the references in each datum, in metres.
    agreeing : Mapping of str to int
        Points that lie within `AGREE_M` of a reference in each datum.
    points : int
        Distinct points that were compared.
    """

    datum: Datum | None
    confidence: float
    offset_m: float
    bearing_deg: float
    near: Mapping[Datum, float]
    agreeing: Mapping[Datum, int]
    points: int


def tell_origin(points: Places, references: gpd.GeoSeries, *, seed: int = 0) -> Origin:
    """Return which datum points are in.

    Parameters
    ----------
    points : ndarray of float, shape (n, 2)
        Longitude and latitude as they were delivered.
    references : GeoSeries
        Buildings (polygons) that the points are said to be at, or roads (lines) that they are said
        to be on; in any CRS whose place on the ground is true.
    seed : int
        Seed of the places that are drawn.

    Returns
    -------
    Origin
        The datum with its confidence. With fewer than five distinct points, or no reference near
        them in any datum, its datum is None and its confidence 0.

    Raises
    ------
    InputError
        If a point is no longitude and latitude in degrees.
    """
    places = np.unique(np.asarray(points, dtype=float).round(7), axis=0)
    _require_degrees(places)
    if len(places) < FEWEST:
        return _unknown(len(places))
    known = _near(references.to_crs(STORAGE_CRS), places)
    if not len(known):
        return _unknown(len(places))
    fitted = {datum: _fit(places, known, datum, seed=seed) for datum in DATUMS}
    log_odds = np.array([0.0, *(one.gain for one in fitted.values())])
    odds = np.exp(log_odds - log_odds.max())
    odds /= odds.sum()
    best = int(odds.argmax())
    near = {datum: one.median_m for datum, one in fitted.items()}
    agreeing = {datum: one.agreeing for datum, one in fitted.items()}
    if best == 0:
        return Origin(None, float(odds[0]), 0.0, 0.0, near, agreeing, len(places))
    datum = list(DATUMS)[best - 1]
    offset_m, bearing_deg = _offset(places, datum)
    return Origin(datum, float(odds[best]), offset_m, bearing_deg, near, agreeing, len(places))


def _to_metres(places: Places) -> Transformer:
    crs = metric_crs((*places.min(axis=0), *places.max(axis=0)))
    return Transformer.from_crs(STORAGE_CRS, crs, always_xy=True)


def _require_degrees(places: Places) -> None:
    if not (np.isfinite(places).all() and (np.abs(places) <= (180, 90)).all()):
        raise InputError(
            Text("坐标不是经纬度。", "The coordinates are no longitude and latitude."),
            Text("请先指明坐标系。", "State the CRS first."),
        )


def _unknown(points: int) -> Origin:
    return Origin(None, 0.0, 0.0, 0.0, {}, {}, points)


def carried(places: Places, references: gpd.GeoSeries, datum: Datum) -> NDArray[Any]:
    """Return the references near points as a map in a datum shows them.

    Parameters
    ----------
    places : ndarray of float, shape (n, 2)
        Longitude and latitude as they were delivered.
    references : GeoSeries
        Buildings or roads, in any CRS whose place on the ground is true.
    datum : {"cgcs2000", "gcj02", "bd09"}
        The datum of the map.

    Returns
    -------
    ndarray of BaseGeometry
        In degrees of that datum: points in it lie on them.
    """
    near = _near(references.to_crs(STORAGE_CRS), np.asarray(places, dtype=float))
    return shifted(near, DATUMS[datum])


def _near(references: gpd.GeoSeries, places: Places) -> NDArray[Any]:
    """Return the references that a point may mean in some datum, in degrees."""
    shapes = np.asarray(references.array)
    shapes = shapes[~(shapely.is_missing(shapes) | shapely.is_empty(shapes))]
    metre_lat = 1.0 / 111_000.0
    metre_lon = metre_lat / max(np.cos(np.radians(places[:, 1])).min(), 0.01)
    reach = np.array([metre_lon, metre_lat]) * REACH_M
    boxes = shapely.box(*(places - reach).T, *(places + reach).T)
    rows = np.unique(shapely.STRtree(shapes).query(boxes)[1])
    return np.asarray(shapes[rows], dtype=object)


@dataclass(frozen=True, slots=True)
class _Fit:
    """How points fit a datum: how much likelier than by chance, as a logarithm, and how near."""

    gain: float
    median_m: float
    agreeing: int


def _fit(places: Places, known: NDArray[Any], datum: Datum, *, seed: int) -> _Fit:
    rng = np.random.default_rng(seed)
    moved = shifted(known, DATUMS[datum])
    to_metres = _to_metres(places)
    shapes = shapely.transform(moved, lambda xy: np.column_stack(to_metres.transform(*xy.T)))
    trees = shapely.STRtree(shapes), shapely.STRtree(shapely.centroid(shapes))
    xy = np.column_stack(to_metres.transform(*places.T))
    chance = _shares(trees, _strewn(xy, rng))
    observed = _counted(trees, xy)
    on_them = _on(shapes, rng)
    gains = []
    for blur_m in BLURS_M:
        blurred = on_them + rng.normal(0.0, blur_m, on_them.shape)
        right = (1 - STRAY) * _shares(trees, blurred) + STRAY * chance
        gains.append(float(observed @ np.log(right / chance)))
    # Each blur is as likely as the others before.
    highest = max(gains)
    gain = highest + np.log(np.mean(np.exp(np.array(gains) - highest)))
    off_m = _distances(trees[0], xy)
    return _Fit(float(gain), float(np.median(off_m)), int((off_m <= AGREE_M).sum()))


def _strewn(xy: Floats, rng: np.random.Generator) -> Floats:
    """Return places about the points that no datum puts there: moved, each by itself."""
    at = xy[rng.integers(0, len(xy), DRAWN)]
    away_m = rng.uniform(150.0, REACH_M, DRAWN)
    angle = rng.uniform(0.0, 2 * np.pi, DRAWN)
    return np.asarray(at + away_m[:, None] * np.column_stack([np.cos(angle), np.sin(angle)]))


def _on(shapes: NDArray[Any], rng: np.random.Generator) -> Floats:
    """Return places on references: middles of areas, places along lines."""
    chosen = shapes[rng.integers(0, len(shapes), DRAWN)]
    is_line = shapely.get_dimensions(chosen) == 1
    along = shapely.line_interpolate_point(
        np.where(is_line, chosen, shapely.LineString([(0, 0), (1, 1)])),
        rng.random(DRAWN),
        normalized=True,
    )
    middles = np.where(is_line, along, shapely.centroid(chosen))
    return np.asarray(shapely.get_coordinates(middles))


def _distances(tree: shapely.STRtree, xy: Floats) -> Floats:
    pairs, distances_m = tree.query_nearest(
        shapely.points(xy), return_distance=True, all_matches=False
    )
    found = np.empty(len(xy))
    found[pairs[0]] = distances_m
    return found


def _counted(trees: Trees, xy: Floats) -> Floats:
    """Return how many places are in each class of both distances."""
    outside, off_middle = (np.searchsorted(BOUNDS_M, _distances(tree, xy)) for tree in trees)
    classes = len(BOUNDS_M) + 1
    return np.bincount(outside * classes + off_middle, minlength=classes**2).astype(float)


def _shares(trees: Trees, xy: Floats) -> Floats:
    counted = _counted(trees, xy) + 0.5
    return np.asarray(counted / counted.sum())


def _offset(places: Places, datum: Datum) -> tuple[float, float]:
    """Return the length and the bearing of the shift at the middle of the points."""
    middle = np.median(places, axis=0)[None]
    to_metres = _to_metres(middle)
    ends = np.vstack([middle, DATUMS[datum](middle)])
    start, end = np.column_stack(to_metres.transform(*ends.T))
    east_m, north_m = end - start
    return float(np.hypot(east_m, north_m)), float(np.degrees(np.arctan2(east_m, north_m)) % 360)
