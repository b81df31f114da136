"""Communities from the administrative boundaries of an OpenStreetMap file."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gridmap.crs import STORAGE_CRS
from gridmap.errors import Fault, Text
from gridmap.io.osm_objects import Element
from gridmap.io.osm_tags import Tags, name_of
from gridmap.layers.words import COMMUNITY_CODE

COVERAGE = 0.9
"""Share of the buildings that the areas of a level must hold to serve as communities."""


def find_communities(
    boundaries: Sequence[Element], buildings: gpd.GeoDataFrame
) -> tuple[gpd.GeoDataFrame | None, list[Fault]]:
    """Return the administrative areas that serve as communities.

    Of every ``admin_level`` the whole areas that hold a building are taken; the finest level
    whose areas hold 90 % of the buildings serves. A code is taken from the tags only where every
    area has its own of 12 digits; else codes are numbered by name.

    Parameters
    ----------
    boundaries : sequence of Element
        Administrative areas that are whole, in degrees.
    buildings : GeoDataFrame
        The layer in EPSG:4490.

    Returns
    -------
    frame : GeoDataFrame or None
        The layer in EPSG:4490 with the columns of its contract; None where no level serves.
    faults : list of Fault
        Which level serves, and whether codes were made.
    """
    spots = shapely.point_on_surface(buildings.geometry.to_numpy())
    for level, areas in _by_level(boundaries):
        shapes = np.array([area.geometry for area in areas], dtype=object)
        area, spot = shapely.STRtree(shapes).query(spots, predicate="intersects")[::-1]
        held = len(np.unique(spot))
        if held and held >= COVERAGE * len(spots):
            lived_in = [areas[row] for row in np.unique(area)]
            return _layer(lived_in, level=level, held=held, buildings=len(spots))
    return None, [_none()]


def _by_level(boundaries: Iterable[Element]) -> list[tuple[str, list[Element]]]:
    """Return the areas by level, the finest first; a level that is no number is no level."""
    levels: dict[str, list[Element]] = defaultdict(list)
    for boundary in boundaries:
        levels[boundary.tags["admin_level"]].append(boundary)
    return sorted(
        ((level, areas) for level, areas in levels.items() if re.fullmatch(r"\d{1,2}", level)),
        key=lambda entry: -int(entry[0]),
    )


def _layer(
    areas: Sequence[Element], *, level: str, held: int, buildings: int
) -> tuple[gpd.GeoDataFrame, list[Fault]]:
    named = sorted(areas, key=lambda area: (_name(area), area.osm_id))
    codes = [_code(area.tags) for area in named]
    own = None not in codes and len(set(codes)) == len(codes)
    if not own:
        codes = [f"{number:012d}" for number in range(1, len(named) + 1)]
    frame = gpd.GeoDataFrame(
        {
            "community_code": codes,
            "name": [_name(area) for area in named],
            "street": pd.Series([None] * len(named), dtype=object),
        },
        geometry=[area.geometry for area in named],
        crs=STORAGE_CRS,
    )
    return frame, [_serves(level, len(named), held, buildings), *([] if own else [_numbered()])]


def _name(area: Element) -> str:
    return name_of(area.tags) or area.osm_id


def _code(tags: Tags | Mapping[str, str]) -> str | None:
    """Return the first 12-digit reference of an area, such as Germany's Regionalschlüssel."""
    keys = sorted(key for key in tags if re.search(r"(^|:)(ref|code|regionalschluessel)", key))
    return next((tags[key] for key in keys if re.fullmatch(COMMUNITY_CODE, tags[key])), None)


def _serves(level: str, areas: int, held: int, buildings: int) -> Fault:
    return Fault(
        "osm.communities",
        "notice",
        "communities",
        Text(
            f"以 admin_level={level} 的 {areas} 个行政区作为社区，"
            f"{buildings} 栋楼中有 {held} 栋在内。",
            f"The {areas} areas of admin_level={level} serve as communities; they hold {held} of "
            f"{buildings} buildings.",
        ),
        Text("如有社区边界，请另行导入。", "Import the boundaries of communities if any."),
    )


def _numbered() -> Fault:
    return Fault(
        "osm.codes_made",
        "warning",
        "communities",
        Text(
            "行政区没有 12 位代码，已按名称顺序编为 000000000001 起的临时代码。",
            "The areas have no codes of 12 digits; they were numbered by name from 000000000001.",
        ),
        Text("请在社区图层中填入正式代码。", "Fill in the official codes in the layer."),
    )


def _none() -> Fault:
    return Fault(
        "osm.no_communities",
        "notice",
        "communities",
        Text(
            "文件中没有能覆盖九成楼栋的完整行政区，未生成社区图层。",
            "No whole administrative areas hold nine tenths of the buildings; there is no layer "
            "of communities.",
        ),
        Text("请另行导入社区边界。", "Import the boundaries of communities."),
    )
