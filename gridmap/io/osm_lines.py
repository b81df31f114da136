"""The roads, water and railways of an OpenStreetMap file."""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd

from gridmap.crs import STORAGE_CRS
from gridmap.io.osm_access import bicycle_access, car_access, foot_access
from gridmap.io.osm_objects import Element
from gridmap.io.osm_tags import (
    is_oneway,
    is_set,
    name_of,
    road_class,
    road_level,
    water_kind,
    waterway_kind,
)


def read_roads(elements: Sequence[Element]) -> gpd.GeoDataFrame:
    """Return the layer of roads.

    Parameters
    ----------
    elements : sequence of Element
        Roads, in degrees.

    Returns
    -------
    GeoDataFrame
        The layer in EPSG:4490 with the columns of its contract.
    """
    tags = [element.tags for element in elements]
    return gpd.GeoDataFrame(
        {
            "road_id": [element.osm_id for element in elements],
            "name": [name_of(each) for each in tags],
            "road_class": [road_class(each) for each in tags],
            "oneway": [is_oneway(each) for each in tags],
            "bridge": [is_set(each, "bridge") for each in tags],
            "tunnel": [is_set(each, "tunnel") for each in tags],
            "layer": [road_level(each) for each in tags],
            "foot_access": [foot_access(each) for each in tags],
            "bicycle_access": [bicycle_access(each) for each in tags],
            "car_access": [car_access(each) for each in tags],
            "barriers": [element.barriers or None for element in elements],
        },
        geometry=[element.geometry for element in elements],
        crs=STORAGE_CRS,
    )


def read_water(areas: Sequence[Element], lines: Sequence[Element]) -> gpd.GeoDataFrame:
    """Return the layer of water, areas first.

    Parameters
    ----------
    areas, lines : sequence of Element
        Water that is drawn as areas and as lines, in degrees.

    Returns
    -------
    GeoDataFrame
        The layer in EPSG:4490 with the columns of its contract.
    """
    elements = [*areas, *lines]
    kinds = [water_kind(area.tags) for area in areas]
    kinds += [waterway_kind(line.tags) for line in lines]
    return gpd.GeoDataFrame(
        {
            "water_id": [element.osm_id for element in elements],
            "name": [name_of(element.tags) for element in elements],
            "kind": kinds,
        },
        geometry=[element.geometry for element in elements],
        crs=STORAGE_CRS,
    )


def read_railways(elements: Sequence[Element]) -> gpd.GeoDataFrame:
    """Return the layer of railways.

    Parameters
    ----------
    elements : sequence of Element
        Tracks that bar the way, in degrees.

    Returns
    -------
    GeoDataFrame
        The layer in EPSG:4490 with the columns of its contract.
    """
    return gpd.GeoDataFrame(
        {
            "railway_id": [element.osm_id for element in elements],
            "name": [name_of(element.tags) for element in elements],
        },
        geometry=[element.geometry for element in elements],
        crs=STORAGE_CRS,
    )
