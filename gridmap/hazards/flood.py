"""Candidate hazards from a map of flood depths: each separate wet area that is large and deep."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from gridmap.crs import STORAGE_CRS, require_metric
from gridmap.errors import SettingsError, Text
from gridmap.hazards.depths import Depth

FIRST_LEVELS_M = (1.0, 0.5, 0.3)
"""Depths in metres from which on a candidate is of level 1, 2 and 3; less deep ones are of 4."""


@dataclass(frozen=True, slots=True)
class CandidateSettings:
    """What makes a wet or low place a candidate.

    Attributes
    ----------
    least_area_m2 : float
        Area that it has at least.
    least_depth_m : float
        Depth that it has at least, over that area.
    levels_m : tuple of float
        Depths from which on it is of level 1, 2 and 3, the deepest first.
    join_m : float
        Wet areas no farther apart are one. Corners that touch in the CRS of the file are some
        micrometres apart in another.
    """

    least_area_m2: float = 500.0
    least_depth_m: float = 0.15
    levels_m: tuple[float, float, float] = FIRST_LEVELS_M
    join_m: float = 0.5

    def __post_init__(self) -> None:
        falling = self.levels_m[0] >= self.levels_m[1] >= self.levels_m[2] > 0
        if self.least_area_m2 < 0 or self.least_depth_m < 0 or self.join_m < 0 or not falling:
            raise SettingsError(
                Text(
                    "候选点的面积、水深或等级设置不能用。", "Area, depth or levels make no sense."
                ),
                Text(
                    "面积、水深不小于 0，三个等级的水深由深到浅。",
                    "Area and depth are 0 or more; the depths of levels fall.",
                ),
            )

    def level(self, depth_m: float) -> int:
        """Return the level of a candidate.

        Parameters
        ----------
        depth_m : float
            Its depth.

        Returns
        -------
        int
            1 to 4.
        """
        return 1 + sum(depth_m < limit for limit in self.levels_m)


def flood_candidates(
    classes: gpd.GeoDataFrame,
    *,
    settings: CandidateSettings | None = None,
    source: str = "",
    prefix: str = "FL",
) -> gpd.GeoDataFrame:
    """Return a candidate hazard for each separate wet area that is large and deep enough.

    A wet area is what the classes of depth cover together. Its depth is the least depth of the
    deepest class that, with the deeper ones, covers the least area in it: what is certain, over
    an area that matters.

    Parameters
    ----------
    classes : GeoDataFrame
        Valid polygons in metres, with ``least_m`` and ``most_m``: the depths of their class.
    settings : CandidateSettings, optional
        What makes a candidate.
    source : str
        Where the map came from.
    prefix : str
        How ids begin.

    Returns
    -------
    GeoDataFrame
        Hazards of kind ``low_lying`` and status ``candidate`` in EPSG:4490, as points in the
        deepest part; with ``depth_m``, ``area_m2`` and ``source``. The gravest and largest come
        first, ids in that order.

    Raises
    ------
    CrsError
        If the coordinates are degrees.
    """
    require_metric(classes, layer="flood")
    settings = settings or CandidateSettings()
    pieces = _pieces(classes)
    wet = _wet_areas(pieces, settings.join_m)
    found = [
        one for rows in _rows_by(wet) if (one := _candidate(pieces, rows, settings)) is not None
    ]
    found.sort(key=lambda one: (one["level"], -one["area_m2"], one["geometry"].x))
    return as_candidates(found, classes, source=source, prefix=prefix)


def as_candidates(
    found: list[dict[str, Any]], place: gpd.GeoDataFrame, *, source: str, prefix: str
) -> gpd.GeoDataFrame:
    """Return places as hazards that are marked as candidates.

    Parameters
    ----------
    found : list of dict
        ``level``, ``depth_m``, ``area_m2`` and ``geometry``, in order.
    place : GeoDataFrame
        Whose CRS the geometry is in.
    source : str
        Where they come from.
    prefix : str
        How ids begin.

    Returns
    -------
    GeoDataFrame
        Columns of the contract and ``depth_m``, ``area_m2``, ``source``, in EPSG:4490.
    """
    numbers = [f"{number:04d}" for number in range(1, len(found) + 1)]
    table = pd.DataFrame(
        {
            "hazard_id": pd.Series([f"{prefix}{number}" for number in numbers], dtype="str"),
            "name": pd.Series([f"低洼易涝候选点{number}" for number in numbers], dtype="str"),
            "kind": pd.Series(["low_lying"] * len(found), dtype="str"),
            "level": pd.Series([one["level"] for one in found], dtype="int64"),
            "status": pd.Series(["candidate"] * len(found), dtype="str"),
            "depth_m": pd.Series([round(one["depth_m"], 2) for one in found], dtype="float64"),
            "area_m2": pd.Series([round(one["area_m2"]) for one in found], dtype="int64"),
            "source": pd.Series([source] * len(found), dtype="str"),
        }
    )
    shapes = gpd.GeoSeries([one["geometry"] for one in found], crs=place.crs)
    return gpd.GeoDataFrame(table, geometry=shapes).to_crs(STORAGE_CRS)


def as_classes(frame: gpd.GeoDataFrame, depths: list[Depth]) -> gpd.GeoDataFrame:
    """Return polygons with the depths of their classes.

    Parameters
    ----------
    frame : GeoDataFrame
        Valid polygons in metres.
    depths : list of Depth
        One a row.

    Returns
    -------
    GeoDataFrame
        ``least_m``, ``most_m`` and the geometry.
    """
    columns = {
        "least_m": [one.least_m for one in depths],
        "most_m": [one.most_m for one in depths],
    }
    return gpd.GeoDataFrame(columns, geometry=frame.geometry.to_numpy(), crs=frame.crs)


def _pieces(classes: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the single polygons of every class, the deepest first, none under a deeper one."""
    ordered = classes.sort_values("least_m", ascending=False, kind="stable")
    parts: list[Any] = []
    depths: list[float] = []
    for depth, shape in zip(ordered["least_m"], ordered.geometry, strict=True):
        if depths:
            shape = _less(shape, parts)  # noqa: PLW2901 - what of it is not deeper
        own = [one for one in shapely.get_parts(shape) if one.geom_type == "Polygon"]
        parts += own
        depths += [float(depth)] * len(own)
    return gpd.GeoDataFrame({"least_m": depths}, geometry=parts, crs=classes.crs)


def _less(shape: Any, deeper: list[Any]) -> Any:  # noqa: ANN401
    """Return a shape less the deeper pieces that overlap it; those that only touch cost nothing."""
    own = shapely.get_parts(shape)
    tree = shapely.STRtree(deeper)
    row, over = tree.query(own, predicate="intersects")
    shared = shapely.area(shapely.intersection(own[row], tree.geometries[over])) > 0
    left = own.copy()
    for at in np.unique(row[shared]):
        above = tree.geometries[over[shared & (row == at)]]
        left[at] = shapely.difference(own[at], shapely.union_all(above))
    return shapely.GeometryCollection(list(shapely.get_parts(left)))


def _wet_areas(pieces: gpd.GeoDataFrame, join_m: float) -> NDArray[np.int64]:
    """Return the number of the wet area of each piece."""
    shapes = np.asarray(pieces.geometry.array)
    if not len(shapes):
        return np.zeros(0, dtype=np.int64)
    tree = shapely.STRtree(shapes)
    one, other = tree.query(shapes, predicate="dwithin", distance=join_m)
    links = coo_array((np.ones(len(one)), (one, other)), shape=(len(shapes),) * 2)
    return np.asarray(connected_components(links, directed=False)[1], dtype=np.int64)


def _rows_by(labels: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    order = np.argsort(labels, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(labels[order])) + 1) if len(order) else []


def _candidate(
    pieces: gpd.GeoDataFrame, rows: NDArray[np.int64], settings: CandidateSettings
) -> dict[str, Any] | None:
    shapes = np.asarray(pieces.geometry.array)[rows]
    depths = pieces["least_m"].to_numpy()[rows]
    areas = shapely.area(shapes)
    for depth in np.unique(depths)[::-1]:
        if depth < settings.least_depth_m:
            return None
        as_deep = depths >= depth
        if areas[as_deep].sum() >= settings.least_area_m2:
            deepest = np.flatnonzero(as_deep)[np.argmax(areas[as_deep])]
            return {
                "level": settings.level(float(depth)),
                "depth_m": float(depth),
                "area_m2": float(areas.sum()),
                "geometry": shapely.point_on_surface(shapes[deepest]),
            }
    return None
