"""The buildings of an OpenStreetMap file, with their uses, floors and households."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gridmap.crs import STORAGE_CRS, metric_crs
from gridmap.errors import Fault, Text
from gridmap.io.households import DWELLING_USES, estimate_households
from gridmap.io.osm_objects import Element
from gridmap.io.osm_tags import building_name, building_use, ground_use, number_of
from gridmap.layers import CONTRACTS

_MOST_HOUSEHOLDS = CONTRACTS["buildings"].column("households").maximum or 0
_MOST_FLOORS = CONTRACTS["buildings"].column("floors").maximum or 0


def read_buildings(
    elements: Sequence[Element], grounds: Sequence[Element]
) -> tuple[gpd.GeoDataFrame, list[Fault]]:
    """Return the layer of buildings and what was estimated in it.

    The use comes from the building's own tags, else from the smallest ground of one use that
    holds it (``landuse=industrial``, a school's campus ...), else it stays open. Households come
    from ``building:flats``, else from `gridmap.io.households.estimate_households`.

    Parameters
    ----------
    elements : sequence of Element
        Buildings, in degrees.
    grounds : sequence of Element
        Areas whose buildings have one use, in degrees.

    Returns
    -------
    frame : GeoDataFrame
        The layer in EPSG:4490 with the columns of its contract.
    faults : list of Fault
        Numbers that are none, and how many households are estimated.
    """
    floors, flats = _numbers(elements, "building:levels"), _numbers(elements, "building:flats")
    frame = gpd.GeoDataFrame(
        {
            "building_id": [element.osm_id for element in elements],
            "name": [building_name(element.tags) for element in elements],
            "households": 0,
            "floors": np.where(floors <= _MOST_FLOORS, floors, np.nan),
            "entrances": pd.array(
                [element.entrances or None for element in elements], dtype="Int64"
            ),
            "use": pd.Series([building_use(element.tags) for element in elements], dtype=object),
            "households_source": "estimated",
        },
        geometry=[element.geometry for element in elements],
        crs=STORAGE_CRS,
    )
    faults = _no_numbers(elements, "building:levels", floors, _MOST_FLOORS)
    faults += _no_numbers(elements, "building:flats", flats, _MOST_HOUSEHOLDS)
    metric = frame.to_crs(metric_crs(frame.total_bounds))
    metric["use"] = frame["use"] = _with_grounds(metric, grounds)
    given = (flats <= _MOST_HOUSEHOLDS) & (frame["use"].isna() | frame["use"].isin(DWELLING_USES))
    estimate = estimate_households(metric)
    frame["households"] = np.where(given, np.nan_to_num(flats), estimate).astype(np.int64)
    frame.loc[given, "households_source"] = "given"
    return frame, [*faults, _estimated(frame)]


def _numbers(elements: Sequence[Element], key: str) -> NDArray[np.float64]:
    numbers = [number_of(element.tags.get(key)) for element in elements]
    return np.array([np.nan if number is None else number for number in numbers])


def _with_grounds(metric: gpd.GeoDataFrame, grounds: Sequence[Element]) -> pd.Series[Any]:
    """Return the uses, those left open taken from the smallest ground that holds the building."""
    areas = gpd.GeoDataFrame(
        {"ground": [ground_use(ground.tags) for ground in grounds]},
        geometry=[ground.geometry for ground in grounds],
        crs=STORAGE_CRS,
    ).to_crs(metric.crs)
    areas = areas.iloc[np.argsort(areas.area.to_numpy(), kind="stable")].reset_index(drop=True)
    spots = metric.set_geometry(metric.representative_point())[["geometry"]]
    held = spots.sjoin(areas, predicate="within").sort_values("index_right", kind="stable")
    smallest = held.loc[~held.index.duplicated(), "ground"]
    own: pd.Series[Any] = metric["use"]
    return own.where(own.notna(), smallest.reindex(metric.index))


def _no_numbers(
    elements: Sequence[Element], key: str, numbers: NDArray[np.float64], most: float
) -> list[Fault]:
    return [
        Fault(
            "osm.no_number",
            "warning",
            "buildings",
            Text(
                f"标签 {key}={element.tags[key]} 不是可用的数值，按未填处理。",
                f"The tag {key}={element.tags[key]} is no number that can be used; it was ignored.",
            ),
            Text("请在 OpenStreetMap 中修正。", "Mend it in OpenStreetMap."),
            feature_id=element.osm_id,
            place=_place(element),
        )
        for element, number in zip(elements, numbers, strict=True)
        if key in element.tags and not number <= most
    ]


def _place(element: Element) -> tuple[float, float]:
    spot = element.geometry.representative_point()
    return (spot.x, spot.y)


def _estimated(frame: gpd.GeoDataFrame) -> Fault:
    estimated = frame["households_source"] == "estimated"
    households = int(frame.loc[estimated, "households"].sum())
    silent = int(frame["use"].isna().sum())
    return Fault(
        "osm.estimated",
        "warning",
        "buildings",
        Text(
            f"按用途、占地面积和层数估算户数的楼栋 {int(estimated.sum())} 栋，共 {households} 户；"
            f"其中 {silent} 栋未注明用途，按住宅估算。",
            "Buildings whose households are estimated from use, footprint and floors: "
            f"{int(estimated.sum())} with {households} households; {silent} of them tell no use "
            "and count as homes.",
        ),
        Text(
            "有实际户数时，请在楼栋图层的“户数”列填入后重新导入。",
            "Fill in the column households of the buildings where you know better.",
        ),
    )
