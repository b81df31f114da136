"""Colours of grids on paper: neighbours differ, also for the colour-blind and in grey."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from gridmap.errors import Lang, Text
from gridmap.palette import BELOW, IN_BAND, SPECIAL, household_classes
from gridmap.plan import Band
from gridmap.sheets.pdf.paper import Rgb, rgb

TINTS: tuple[Rgb, ...] = (
    (250, 240, 202),
    (206, 196, 224),
    (244, 206, 184),
    (198, 220, 200),
    (236, 236, 236),
    (214, 200, 184),
)
"""Light and dark in turn, so that neighbours differ in grey; none is told from another by red
against green alone. No blue: that is water."""

DENSITIES = (50, 100, 200, 400)
"""Households of a hectare at which the classes of the theme ``density`` begin."""

DENSITY_TINTS: tuple[Rgb, ...] = tuple(rgb(c) for c in ("#f7fbff", "#d2e3f3", *IN_BAND[2:], BELOW))

Classes = tuple[tuple[Rgb, str], ...]
"""Colours with what they stand for."""


def neighbours_of(polygons: NDArray[Any]) -> list[list[int]]:
    """Return which shapes share an edge, not only a point.

    Parameters
    ----------
    polygons : ndarray of Polygon, shape (n,)
        Shapes that do not overlap.

    Returns
    -------
    list of list of int
        Rows of the neighbours of each, ascending.
    """
    tree = shapely.STRtree(polygons)
    heads, tails = tree.query(polygons, predicate="intersects")
    apart = heads < tails
    heads, tails = heads[apart], tails[apart]
    shared = shapely.intersection(polygons[heads], polygons[tails])
    touching = (shapely.length(shared) > 0) | (shapely.area(shared) > 0)
    found: list[list[int]] = [[] for _ in polygons]
    for head, tail in zip(heads[touching].tolist(), tails[touching].tolist(), strict=True):
        found[head].append(tail)
        found[tail].append(head)
    return [sorted(rows) for rows in found]


def apart(neighbours: list[list[int]]) -> NDArray[np.int64]:
    """Return a number for each shape that no neighbour has, and as few numbers as may be.

    The one with most different neighbours comes first (Brélaz 1979, doi:10.1145/359094.359101).

    Parameters
    ----------
    neighbours : list of list of int
        Of each shape.

    Returns
    -------
    ndarray of int, shape (n,)
        Numbers from 0.

    Examples
    --------
    >>> apart([[1, 2], [0, 2], [0, 1], []]).tolist()
    [0, 1, 2, 0]
    """
    numbers = np.full(len(neighbours), -1)
    seen: list[set[int]] = [set() for _ in neighbours]
    left = set(range(len(neighbours)))
    while left:
        row = max(left, key=lambda one: (len(seen[one]), len(neighbours[one]), -one))
        numbers[row] = next(n for n in range(len(neighbours) + 1) if n not in seen[row])
        left.remove(row)
        for other in neighbours[row]:
            seen[other].add(int(numbers[row]))
    return numbers


def tinted(grids: gpd.GeoDataFrame) -> Mapping[str, Rgb]:
    """Return colours by which neighbouring grids differ.

    Parameters
    ----------
    grids : GeoDataFrame
        Grids of a whole plan, so that a grid has the same colour on every sheet.

    Returns
    -------
    Mapping of str to tuple of int
        By code of the grid.
    """
    numbers = apart(neighbours_of(grids.geometry.to_numpy()))
    return {
        str(code): TINTS[min(number, len(TINTS) - 1)]
        for code, number in zip(grids["grid_code"], numbers.tolist(), strict=True)
    }


def by_households(
    grids: gpd.GeoDataFrame, band: Band, lang: Lang
) -> tuple[Mapping[str, Rgb], Classes]:
    """Return the colours of the classes of households, as the map on the screen has them.

    Parameters
    ----------
    grids : GeoDataFrame
        Grids with ``kind`` and ``households``.
    band : Band
        The band.
    lang : {"zh", "en"}
        Language of the legend.

    Returns
    -------
    tuple
        Colours by code of the grid, and the classes that there are.
    """
    classes = household_classes(band)
    colours: dict[str, Rgb] = {}
    for code, kind, households in zip(
        grids["grid_code"], grids["kind"], grids["households"], strict=True
    ):
        one = next(item for item in classes if item.holds(int(households)))
        colours[str(code)] = rgb(SPECIAL if kind == "special" else one.colour)
    used = set(colours.values())
    told: list[tuple[Rgb, str]] = []
    for item in classes:
        if item.lower is None:
            text = Text(f"不足 {band.lower} 户", f"under {band.lower} households").say(lang)
        elif item.upper is None:
            text = Text(f"超过 {band.upper} 户", f"over {band.upper} households").say(lang)
        else:
            text = Text(f"{item.lower}–{item.upper} 户", f"{item.lower}–{item.upper}").say(lang)
        told.append((rgb(item.colour), text))
    told.append((rgb(SPECIAL), Text("专属网格", "Special-purpose grid").say(lang)))
    return colours, tuple(one for one in told if one[0] in used)


def by_density(grids: gpd.GeoDataFrame, lang: Lang) -> tuple[Mapping[str, Rgb], Classes]:
    """Return the colours of the classes of households of a hectare.

    Parameters
    ----------
    grids : GeoDataFrame
        Grids with ``households``, in metres.
    lang : {"zh", "en"}
        Language of the legend.

    Returns
    -------
    tuple
        Colours by code of the grid, and the classes that there are.
    """
    density = grids["households"].to_numpy(dtype=float) / (grids.geometry.area.to_numpy() / 1e4)
    ranks = np.searchsorted(DENSITIES, density, side="right")
    colours = {
        str(code): DENSITY_TINTS[rank]
        for code, rank in zip(grids["grid_code"], ranks.tolist(), strict=True)
    }
    edges = ("0", *(str(edge) for edge in DENSITIES))
    told = []
    for rank in sorted(set(ranks.tolist())):
        span = f"{edges[rank]}–{edges[rank + 1]}" if rank < len(DENSITIES) else f"≥ {edges[rank]}"
        text = Text(f"{span} 户/公顷", f"{span} households/ha").say(lang)
        told.append((DENSITY_TINTS[rank], text))
    return colours, tuple(told)
