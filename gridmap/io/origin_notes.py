"""Whether points that are imported are shifted as web maps are: told, and nothing is moved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from gridmap.errors import Text
from gridmap.io.looking import placed
from gridmap.io.preparing import Prepared
from gridmap.io.unshifting import NAMES
from gridmap.layers.findings import Finding
from gridmap.origins import Origin, carried, tell_origin

COMPARED = frozenset({"stations", "hazards", "buildings", "compounds"})
"""Layers whose points stand for places at buildings or on roads."""

REFERENCES = ("buildings", "roads")
"""Layers that points are compared with, the better first."""

MOST_POINTS = 200
"""Points of a table that are compared: more would not be surer."""

LEAST_CONFIDENCE = 0.95

MOST_CARRIED = 400
"""References that are drawn as the datum has them."""

_WINDS = (
    ("北", "north"),
    ("东北", "north-east"),
    ("东", "east"),
    ("东南", "south-east"),
    ("南", "south"),
    ("西南", "south-west"),
    ("西", "west"),
    ("西北", "north-west"),
)


def known_places(
    tables: Iterable[Prepared], before: Mapping[str, gpd.GeoDataFrame]
) -> gpd.GeoSeries | None:
    """Return the buildings, or else the roads, whose true place is known.

    Parameters
    ----------
    tables : iterable of Prepared
        New tables.
    before : Mapping of str to GeoDataFrame
        Layers of the project; they come first.

    Returns
    -------
    GeoSeries or None
        Areas and lines in EPSG:4490; None where there are none.
    """
    frames = [*before.items(), *((table.layer, table.frame) for table in tables)]
    for wanted in REFERENCES:
        for name, frame in frames:
            if name == wanted and frame.crs is not None:
                shapes = frame.geometry[shapely.get_dimensions(frame.geometry.values) >= 1]
                if len(shapes):
                    return shapes
    return None


@dataclass(frozen=True, slots=True)
class Seen:
    """What is told of the datum of a table of points.

    Attributes
    ----------
    origin : Origin
        The datum, how sure that is, and how many points lie on references in each.
    carried : tuple of BaseGeometry
        References near the points as that datum has them: points in it lie on them.
    """

    origin: Origin
    carried: tuple[BaseGeometry, ...]

    @property
    def is_shifted(self) -> bool:
        """Whether the points are surely those of a web map."""
        sure = self.origin.confidence >= LEAST_CONFIDENCE
        return sure and self.origin.datum in {"gcj02", "bd09"}


def see_origin(prepared: Prepared, known: gpd.GeoSeries | None) -> Seen | None:
    """Return what is told of the datum of a table of points.

    Parameters
    ----------
    prepared : Prepared
        A table.
    known : GeoSeries or None
        Buildings or roads in EPSG:4490.

    Returns
    -------
    Seen or None
        None where the table is not of points, or there is nothing to compare them with.
    """
    points = _points(prepared)
    if known is None or points is None:
        return None
    origin = tell_origin(points, known)
    seen = Seen(origin, ())
    if not seen.is_shifted or origin.datum is None:
        return seen
    shapes = carried(points, known, origin.datum)
    nearest = np.argsort(shapely.distance(shapes, shapely.multipoints(points)))[:MOST_CARRIED]
    return Seen(origin, tuple(shapes[nearest]))


def note_origin(seen: Seen | None) -> list[Finding]:
    """Return a warning where points are shifted as those of a web map.

    Parameters
    ----------
    seen : Seen or None
        What is told of a table.

    Returns
    -------
    list of Finding
        At most one, of the whole layer.
    """
    if seen is None or not seen.is_shifted or seen.origin.datum is None:
        return []
    return [_finding(seen.origin, NAMES[seen.origin.datum])]


def wind_of(bearing_deg: float) -> Text:
    """Return the nearest of eight directions.

    Parameters
    ----------
    bearing_deg : float
        Clockwise from north.

    Returns
    -------
    Text
        Its name.

    Examples
    --------
    >>> wind_of(100).en
    'east'
    """
    return Text(*_WINDS[round(bearing_deg / 45) % 8])


def _points(prepared: Prepared) -> np.ndarray | None:
    if prepared.layer not in COMPARED or prepared.frame.crs is None:
        return None
    shapes = prepared.frame.geometry.values[placed(prepared.frame)]
    if not len(shapes) or (shapely.get_type_id(shapes) != shapely.GeometryType.POINT).any():
        return None
    step = -(-len(shapes) // MOST_POINTS)
    return np.asarray(shapely.get_coordinates(shapes[::step]))


def _finding(origin: Origin, name: Text) -> Finding:
    wind = wind_of(origin.bearing_deg)
    agreeing = origin.agreeing["gcj02" if origin.datum == "gcj02" else "bd09"]
    off_m = round(origin.offset_m, -1)
    sure = f"{min(origin.confidence, 0.999):.1%}"
    return Finding(
        None,
        "crs.shifted",
        Text(
            f"与已知的楼栋或道路相比，这些点像是 {name.zh} 坐标，整体向{wind.zh}偏约 {off_m:.0f} 米"
            f"（把握 {sure}；比对 {origin.points} 个点，{agreeing} 个吻合）。未作任何改动。",
            f"Beside known buildings or roads these points seem to be {name.en}, off by about "
            f"{off_m:.0f} m to the {wind.en} ({sure} sure; {agreeing} of {origin.points} points "
            "agree). Nothing was moved.",
        ),
        Text(
            "请向来源索取 CGCS2000 坐标，再重新导入；加偏坐标默认不还原，获准后可在导入时选择。",
            "Ask the source for CGCS2000 coordinates and import them; shifted ones are turned back "
            "only where that is permitted and chosen at import.",
        ),
        "warning",
    )
