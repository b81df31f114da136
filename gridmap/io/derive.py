"""Communities where a project has none: derived from the buildings, and said so."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj import CRS
from shapely.geometry.base import BaseGeometry

from gridmap.crs import STORAGE_CRS, metric_crs
from gridmap.errors import Fault, InputError, Text
from gridmap.layers.words import COMMUNITY_CODE

MARGIN_M = 50.0
"""Metres round the outermost buildings that belong to a derived community."""
HULL_RATIO = 0.3
"""How closely the outline follows the buildings: 0 as close as can be, 1 the convex hull."""
SMALLEST_PART = 0.1
"""Share of a community's households that a part away from the rest must hold to stay."""
FEWEST_BUILDINGS = 5
"""Buildings a community has on average at least, or the column does not name communities."""

_WORDS = (
    "community",
    "社区",
    "village",
    "村",
    "neighbourhood",
    "neighborhood",
    "town",
    "镇",
    "街道",
)

GeometryArray = NDArray[np.object_]
IntArray = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class _Parts:
    """Polygons with, of equal length, their group and households (or buildings)."""

    shapes: GeometryArray
    group: IntArray
    weight: NDArray[np.float64]


def derive_communities(
    layers: Mapping[str, gpd.GeoDataFrame],
) -> tuple[gpd.GeoDataFrame, tuple[Fault, ...]]:
    """Return communities derived from the buildings of a project that has no such layer.

    A column of the buildings that names their community, village or town (full, more than one
    value, 5 buildings a value on average) makes one community a value: the Voronoi cells of the
    buildings of that value, inside one outline round all. A part away from the rest with less
    than a tenth of the community's households goes to the neighbour with which it shares the
    longest border. With no such column the outline is one community.

    Parameters
    ----------
    layers : Mapping
        The layers of a project by name; only ``"buildings"``, in any CRS, is used.

    Returns
    -------
    communities : GeoDataFrame
        Columns ``community_code``, ``name``, ``street`` and polygons in EPSG:4490 without gaps
        or overlaps.
    faults : tuple of Fault
        One warning with the rule and its figures.

    Raises
    ------
    InputError
        If there are no buildings.
    CrsError
        If the buildings span more than one projection zone.
    """
    buildings = layers.get("buildings")
    if buildings is None or buildings.empty:
        raise InputError(
            Text("既没有社区也没有楼栋。", "There are neither communities nor buildings."),
            Text("请导入社区边界或楼栋。", "Import the boundaries of communities, or buildings."),
        )
    stored = buildings.to_crs(STORAGE_CRS)
    metric = stored.to_crs(metric_crs(stored.total_bounds))
    outline = _outline(metric)
    column = _naming_column(buildings)
    if column is None:
        return _layer([outline], ["全域"], metric.crs), (_one_community(len(metric)),)
    names, group = np.unique(buildings[column].astype(str), return_inverse=True)
    parts = _parts(metric, group, outline)
    owner = _adopt(parts)
    kept, shapes = _dissolve(parts.shapes, owner)
    frame = _layer(shapely.coverage_clean(shapes), names[kept].tolist(), metric.crs)
    return frame, (_by_column(column, len(frame), parts, owner),)


def _outline(metric: gpd.GeoDataFrame) -> shapely.Polygon:
    shapes = metric.geometry.to_numpy()
    around = shapely.concave_hull(
        shapely.MultiPoint(shapely.get_coordinates(shapes)), ratio=HULL_RATIO
    )
    # The hull runs through corners and may cut a building between them.
    return shapely.union_all([around, *shapes]).buffer(MARGIN_M, quad_segs=4)


def _naming_column(buildings: gpd.GeoDataFrame) -> str | None:
    """Return the column that names communities, the finest first, or None."""
    for word in _WORDS:
        start, end = (r"(^|[_:\W])", "(_name|_code)?$") if word.isascii() else ("", "(名称|代码)?$")
        for column in buildings.columns:
            if re.search(f"{start}{word}{end}", str(column).lower()) is None:
                continue
            distinct = buildings[column].nunique()
            full = not buildings[column].isna().any()
            if full and 1 < distinct <= len(buildings) / FEWEST_BUILDINGS:
                return str(column)
    return None


def _parts(metric: gpd.GeoDataFrame, group: IntArray, outline: shapely.Polygon) -> _Parts:
    """Return the pieces of the Voronoi cells of every group inside the outline."""
    points = shapely.get_coordinates(metric.representative_point().to_numpy())
    spots, first, spot_of = np.unique(points, axis=0, return_index=True, return_inverse=True)
    weight = np.bincount(spot_of.ravel(), weights=_weight(metric), minlength=len(spots))
    cells = shapely.get_parts(
        shapely.voronoi_polygons(shapely.MultiPoint(spots), extend_to=outline)
    )
    spot, cell = shapely.STRtree(cells).query(shapely.points(spots), predicate="within")
    names, whole = _dissolve(cells[cell], group[first[spot]])
    shapes, name = shapely.get_parts(shapely.intersection(whole, outline), return_index=True)
    flat = shapely.get_dimensions(shapes) == 2
    shapes, name = shapes[flat], name[flat]
    part, spot = shapely.STRtree(shapely.points(spots)).query(shapes, predicate="contains")
    held = np.bincount(part, weight[spot], minlength=len(shapes)).astype(float)
    return _Parts(shapes, names[name], held)


def _weight(metric: gpd.GeoDataFrame) -> NDArray[np.float64]:
    """Return the households of every building, or 1 where none are known at all."""
    known = pd.to_numeric(metric.get("households", pd.Series(0, index=metric.index)))
    households = known.fillna(0).to_numpy(dtype=float)
    return households if households.sum() > 0 else np.ones(len(metric))


def _dissolve(shapes: GeometryArray, group: IntArray) -> tuple[IntArray, GeometryArray]:
    """Return the groups and the union of each; the shapes share their edges exactly."""
    groups, member = np.unique(group, return_inverse=True)
    unions = [shapely.coverage_union_all(shapes[member == each]) for each in range(len(groups))]
    return groups, np.array(unions, dtype=object)


def _adopt(parts: _Parts) -> IntArray:
    """Return the group of every part once the small ones away from the rest changed theirs."""
    owner = parts.group.copy()
    total = np.bincount(parts.group, parts.weight)[parts.group]
    order = np.lexsort((shapely.area(parts.shapes), parts.weight))
    largest = np.zeros(len(owner), dtype=bool)
    largest[pd.Series(order).groupby(parts.group[order]).last().to_numpy()] = True
    loose = ~largest & (parts.weight <= SMALLEST_PART * total)
    one, other = shapely.STRtree(parts.shapes).query(parts.shapes, predicate="intersects")
    border_m = shapely.length(shapely.intersection(parts.shapes[one], parts.shapes[other]))
    while loose.any():
        open_pair = loose[one] & ~loose[other] & (border_m > 0)
        if not open_pair.any():
            break
        pairs = pd.DataFrame({"one": one, "other": other, "border_m": border_m})[open_pair]
        nearest = pairs.sort_values("border_m", kind="stable").groupby("one")["other"].last()
        owner[nearest.index] = owner[nearest.to_numpy()]
        loose[nearest.index] = False
    return owner


def _layer(shapes: Iterable[BaseGeometry], names: Sequence[str], crs: CRS) -> gpd.GeoDataFrame:
    official = all(re.fullmatch(COMMUNITY_CODE, name) for name in names)
    codes = names if official else [f"{number:012d}" for number in range(1, len(names) + 1)]
    frame = gpd.GeoDataFrame(
        {
            "community_code": codes,
            "name": names,
            "street": pd.Series([None] * len(names), dtype=object),
        },
        geometry=list(shapes),
        crs=crs,
    )
    return frame.to_crs(STORAGE_CRS)


def _by_column(column: str, communities: int, parts: _Parts, owner: IntArray) -> Fault:
    moved = int(np.sum(owner != parts.group))
    return _derived(
        Text(
            f"没有社区图层，已按楼栋的“{column}”列划出 {communities} 个社区；"
            f"其中 {moved} 块零星地并入相邻社区。",
            f"There is no layer of communities; {communities} were drawn by the column {column} "
            f"of the buildings. Stray parts given to a neighbour: {moved}.",
        )
    )


def _one_community(buildings: int) -> Fault:
    return _derived(
        Text(
            f"没有社区图层，楼栋也没有注明社区的列，已把 {buildings} 栋楼的外围作为一个社区。",
            "There is no layer of communities and no column of the buildings names any; one "
            f"community was drawn round all {buildings} buildings.",
        )
    )


def _derived(what: Text) -> Fault:
    remedy = Text("请导入正式的社区边界。", "Import the official boundaries of communities.")
    return Fault("communities.derived", "warning", "communities", what, remedy)
