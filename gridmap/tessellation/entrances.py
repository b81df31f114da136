"""Entrances as units: a building of too many households is divided into its stairwells."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gridmap.columns import counts, texts
from gridmap.errors import Fault
from gridmap.tessellation.notes import note

SHARED = ("households", "persons")
"""Columns that are shared out evenly among the entrances of a building."""

PART = re.compile(r"#\d+$")
"""What the id of an entrance has behind that of its building."""


def building_names(buildings: pd.Series) -> pd.Series:
    """Return which building each unit is, or is an entrance of; missing for none.

    Parameters
    ----------
    buildings : Series of str
        Ids of the buildings of each unit, divided by ``;``.

    Returns
    -------
    Series of str
        The ids, without what tells entrances from each other.

    Examples
    --------
    >>> building_names(pd.Series(["B12#1", "B12#2", "B7;B8"])).tolist()
    ['B12', 'B12', 'B7;B8']
    """
    return buildings.str.replace(PART, "", regex=True).mask(buildings == "")


def divide_buildings(
    buildings: gpd.GeoDataFrame, *, above: int | None
) -> tuple[gpd.GeoDataFrame, list[Fault]]:
    """Return buildings, those of too many households divided into their entrances.

    A footprint is cut across its longer axis into strips of one length, one for each entrance.
    The parts of building ``B12`` are ``B12#1``, ``B12#2`` ... from west to east; its households
    and persons are shared out evenly, the first parts having one more where that does not come
    out even. A point has no axis, and a building of one entrance no parts: they stay as they are.

    Parameters
    ----------
    buildings : GeoDataFrame
        Buildings in a metric CRS; ``entrances`` may be missing.
    above : int or None
        Households up to which a building stays whole; None for any number.

    Returns
    -------
    buildings : GeoDataFrame
        The parts stand where their building stood.
    faults : list of Fault
        A notice for each building that was divided, its place in the CRS of the layer.
    """
    entrances, households = counts(buildings, "entrances"), counts(buildings, "households")
    shapes = np.asarray(buildings.geometry.values)
    many = (entrances > 1) & (shapely.get_dimensions(shapes) == 2)
    rows = np.flatnonzero(many & (households > above)) if above is not None else np.empty(0, int)
    if not len(rows):
        return buildings, []
    parts = _parts(buildings, shapes, rows, entrances)
    ids = texts(buildings, "building_id")
    figures = [{"households": households[row], "entrances": entrances[row]} for row in rows]
    return parts, [
        note("building.divided", shapes[row], ids[row], above=above, **told)
        for row, told in zip(rows, figures, strict=True)
    ]


def _parts(
    buildings: gpd.GeoDataFrame,
    shapes: NDArray[Any],
    rows: NDArray[np.int64],
    entrances: NDArray[np.int64],
) -> gpd.GeoDataFrame:
    """Put the entrances of some buildings in their place."""
    copies = np.ones(len(shapes), dtype=np.int64)
    copies[rows] = entrances[rows]
    row = np.repeat(np.arange(len(shapes)), copies)
    number = np.arange(len(row)) - np.repeat(np.cumsum(copies) - copies, copies)
    divided = copies[row] > 1
    parts = buildings.iloc[row].reset_index(drop=True)
    columns: dict[str, Any] = {}
    for name in (name for name in SHARED if name in buildings.columns):
        whole = counts(buildings, name)[row]
        share = whole // copies[row] + (number < whole % copies[row])
        columns[name] = parts[name].mask(divided, pd.Series(share, parts.index))
    ids = texts(parts, "building_id")
    columns["building_id"] = np.where(divided, ids + "#" + (number + 1).astype(str), ids)
    cut = [strips(shapes[one], int(entrances[one])) for one in rows]
    outlines = shapes[row]
    outlines[divided] = np.concatenate(cut)
    return parts.assign(**columns).set_geometry(gpd.GeoSeries(outlines, parts.index, buildings.crs))


def strips(footprint: shapely.Geometry, count: int) -> NDArray[Any]:
    """Return a footprint cut across its longer axis into strips of one length.

    Parameters
    ----------
    footprint : Polygon or MultiPolygon
        A building, in a metric CRS.
    count : int
        Number of strips.

    Returns
    -------
    ndarray of Polygon or MultiPolygon, shape (count,)
        From west to east.

    Examples
    --------
    >>> [part.bounds for part in strips(shapely.box(0, 0, 40, 10), 2)]
    [(0.0, 0.0, 20.0, 10.0), (20.0, 0.0, 40.0, 10.0)]
    """
    ring = shapely.get_coordinates(shapely.oriented_envelope(footprint))
    side_m = np.hypot(*np.diff(ring[:3], axis=0).T)
    corner = int(side_m[1] > side_m[0])
    start, along = ring[corner], ring[corner + 1] - ring[corner]
    across = ring[corner + 2] - ring[corner + 1]
    if along[0] < 0 or (along[0] == 0 and along[1] > 0):
        start, along = start + along, -along
    # Wider than the footprint, so that rounding shaves nothing off its outer walls.
    places = [-1.0, *np.arange(1, count) / count, 2.0]
    slabs = [
        shapely.Polygon(
            [
                start + a * along - across,
                start + b * along - across,
                start + b * along + 2 * across,
                start + a * along + 2 * across,
            ]
        )
        for a, b in pairwise(places)
    ]
    return np.array([_areal(part) for part in shapely.intersection(footprint, slabs)], dtype=object)


def _areal(shape: shapely.Geometry) -> shapely.Geometry:
    """Drop lines and points in which a footprint only touches a cut."""
    parts = shapely.get_parts(shape)
    areal = parts[shapely.get_dimensions(parts) == 2]
    return areal[0] if len(areal) == 1 else shapely.MultiPolygon(list(areal))
