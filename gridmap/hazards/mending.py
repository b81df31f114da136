"""Invalid polygons mended part by part, within bounds, and what that changed.

Maps of floods are often made of raster cells: their rings touch themselves at corners, and their
parts lie over one another. Such a polygon is mended in no time part by part, while one that was
drawn across itself thousands of times would keep any library busy for minutes: the crossings are
counted first, and a part with too many of them is refused with its place.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from gridmap.crs import STORAGE_CRS, require_metric
from gridmap.errors import InputError, Text

MOST_CROSSINGS = 500
"""Times that the rings of one part may cross themselves."""

MOST_POINTS = 200_000
"""Vertices of one part that is not valid."""

SHOWN = 20
"""Places that a report lists."""

_AT_ONCE = 128
_PLACE = re.compile(r"\[(\S+) (\S+)\]")
Geometries = NDArray[np.object_]


@dataclass(frozen=True, slots=True)
class Mended:
    """What the mending of polygons found and changed.

    Attributes
    ----------
    features, parts, rings, vertices : int
        What there was.
    invalid_features, invalid_parts, invalid_rings : int
        What was not valid. A part counts too whose rings are valid but cross one another.
    overlapping_m2 : float
        Area that parts of one feature shared, and that is counted once now.
    area_before_m2, area_after_m2 : float
        Area of all features, as delivered and as mended.
    places : tuple of (float, float)
        Longitude and latitude of the first faults.
    """

    features: int
    parts: int
    rings: int
    vertices: int
    invalid_features: int
    invalid_parts: int
    invalid_rings: int
    overlapping_m2: float
    area_before_m2: float
    area_after_m2: float
    places: tuple[tuple[float, float], ...]

    @property
    def difference_m2(self) -> float:
        """How much larger the area is now; below 0 where it is smaller."""
        return self.area_after_m2 - self.area_before_m2

    def say(self) -> Text:
        """Return what was mended, in a sentence.

        Returns
        -------
        Text
            The sentence.
        """
        return Text(
            f"{self.features} 个要素（{self.parts} 个部分，{self.rings} 个环，"
            f"{self.vertices} 个顶点）中，{self.invalid_features} 个无效；"
            f"修复 {self.invalid_parts} 个部分、{self.invalid_rings} 个环；面积 "
            f"{self.area_before_m2:.0f} → {self.area_after_m2:.0f} 平方米"
            f"（差 {self.difference_m2:+.0f}，其中重复部分 {self.overlapping_m2:.0f}）。",
            f"Of {self.features} features ({self.parts} parts, {self.rings} rings, "
            f"{self.vertices} vertices) {self.invalid_features} were invalid; mended "
            f"{self.invalid_parts} parts, {self.invalid_rings} rings; area "
            f"{self.area_before_m2:.0f} to {self.area_after_m2:.0f} m² "
            f"({self.difference_m2:+.0f}, of which {self.overlapping_m2:.0f} were counted twice).",
        )


def mend(frame: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, Mended]:
    """Return polygons as valid ones, each feature without overlaps of its own parts.

    Parameters
    ----------
    frame : GeoDataFrame
        Polygons and multipolygons, in metres. Not changed.

    Returns
    -------
    frame : GeoDataFrame
        The same rows; every geometry is valid, and empty where nothing was left of it.
    mended : Mended
        What was found and changed.

    Raises
    ------
    InputError
        If a part crosses itself too often, or has too many vertices; names the place.
    CrsError
        If the coordinates are degrees.
    """
    require_metric(frame, layer="flood")
    shapes = np.asarray(frame.geometry.array)
    parts, owner = shapely.get_parts(shapes, return_index=True)
    invalid = ~shapely.is_valid(parts)
    mended = parts.copy()
    places = []
    for row in np.flatnonzero(invalid):
        place = _place(parts[row])
        _require_bounded(parts[row], frame, place)
        mended[row] = _valid(parts[row])
        places.append(place)
    whole = _joined(mended, owner, len(shapes))
    rings = shapely.get_rings(parts)
    report = Mended(
        features=len(shapes),
        parts=len(parts),
        rings=len(rings),
        vertices=int(shapely.get_num_coordinates(shapes).sum()),
        invalid_features=int((~shapely.is_valid(shapes)).sum()),
        invalid_parts=int(invalid.sum()),
        invalid_rings=int((~shapely.is_valid(shapely.polygons(rings))).sum()),
        overlapping_m2=float(shapely.area(mended).sum() - shapely.area(whole).sum()),
        area_before_m2=float(shapely.area(shapes).sum()),
        area_after_m2=float(shapely.area(whole).sum()),
        places=tuple(_in_degrees(places[:SHOWN], frame)),
    )
    return frame.set_geometry(gpd.GeoSeries(whole, index=frame.index, crs=frame.crs)), report


def crossings(part: shapely.Polygon, *, most: int = MOST_CROSSINGS) -> int:
    """Return how often the rings of a polygon cross themselves or one another.

    Parameters
    ----------
    part : Polygon
        Valid or not.
    most : int
        Where counting stops.

    Returns
    -------
    int
        Pairs of segments that cross inside both; a ring that only touches itself has none. More
        than ``most`` means at least that many.

    Examples
    --------
    >>> crossings(shapely.Polygon([(0, 0), (2, 2), (2, 0), (0, 2)]))
    1
    """
    starts, ends = _segments(part)
    tree = shapely.STRtree(shapely.linestrings(np.stack([starts, ends], axis=1)))
    found = 0
    for first in range(0, len(starts), _AT_ONCE):
        some = tree.geometries[first : first + _AT_ONCE]
        one, other = tree.query(some)
        one = one + first
        later = other > one
        found += int(_cross(starts, ends, one[later], other[later]).sum())
        if found > most:
            break
    return found


def _segments(part: shapely.Polygon) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    points, owner = shapely.get_coordinates(shapely.get_rings(part), return_index=True)
    inner = owner[1:] == owner[:-1]
    return points[:-1][inner], points[1:][inner]


def _cross(
    starts: NDArray[np.float64],
    ends: NDArray[np.float64],
    one: NDArray[np.int64],
    other: NDArray[np.int64],
) -> NDArray[np.bool_]:
    """Return which pairs of segments cross at a point inside both."""
    a, b, c, d = starts[one], ends[one], starts[other], ends[other]
    apart = _side(a, b, c) * _side(a, b, d) < 0
    return np.asarray(apart & (_side(c, d, a) * _side(c, d, b) < 0))


def _side(
    a: NDArray[np.float64], b: NDArray[np.float64], p: NDArray[np.float64]
) -> NDArray[np.float64]:
    along, to = b - a, p - a
    return np.sign(along[:, 0] * to[:, 1] - along[:, 1] * to[:, 0])


def _require_bounded(
    part: shapely.Polygon, frame: gpd.GeoDataFrame, place: tuple[float, float]
) -> None:
    is_large = int(shapely.get_num_coordinates(part)) > MOST_POINTS
    if not is_large and crossings(part) <= MOST_CROSSINGS:
        return
    at = "".join(f"({lon:.6f}, {lat:.6f})" for lon, lat in _in_degrees([place], frame))
    what = Text(
        f"图形在 {at} 处自相交过多，无法可靠修复。",
        f"A polygon crosses itself too often at {at} to be mended reliably.",
    )
    if is_large:
        what = Text(
            f"图形在 {at} 处无效，且一个部分的顶点超过 {MOST_POINTS:,} 个，无法可靠修复。",
            f"A polygon is invalid at {at}, and a part of it has more than {MOST_POINTS:,} "
            "vertices: too many to be mended reliably.",
        )
    raise InputError(
        what,
        Text(
            "请在 QGIS 中查看该处，删除或重画该部分后再导入。",
            "Look at the place in QGIS, and remove or draw that part again.",
        ),
    )


def _place(part: shapely.Polygon) -> tuple[float, float]:
    found = _PLACE.search(shapely.is_valid_reason(part))
    if found is None:
        west, south, east, north = part.bounds
        return (west + east) / 2, (south + north) / 2
    return float(found[1]), float(found[2])


def _valid(part: shapely.Polygon) -> shapely.Geometry:
    """Return the shell of a part less its holes, each ring made valid by itself.

    A hole outside the shell takes nothing away. Mended with the whole part it would become an area.
    """
    rings = shapely.polygons(shapely.get_rings(part))
    shell, *holes = (_areas(shapely.make_valid(one, method="structure")) for one in rings)
    return _areas(shapely.difference(shell, shapely.union_all(holes)) if holes else shell)


def _areas(shape: shapely.Geometry) -> shapely.Geometry:
    """Return what of a mended shape has an area."""
    parts = [one for one in shapely.get_parts(shape) if one.geom_type == "Polygon"]
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)


def _joined(parts: Geometries, owner: NDArray[np.int64], count: int) -> Geometries:
    whole = np.empty(count, dtype=object)
    for row in range(count):
        whole[row] = shapely.union_all(parts[owner == row])
    return whole


def _in_degrees(
    places: list[tuple[float, float]], frame: gpd.GeoDataFrame
) -> list[tuple[float, float]]:
    if not places:
        return []
    points = gpd.points_from_xy(*zip(*places, strict=True), crs=frame.crs).to_crs(STORAGE_CRS)
    return [(float(point.x), float(point.y)) for point in points]
