"""Flood hazards of every kind, where such things are, as a table, still in metres."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gridmap.sample.ground import BANK_M, Ground, Way
from gridmap.sample.plots import Plot

COUNTS = {"low_lying": 5, "culvert": 1, "garage": 5, "river_section": 4, "dilapidated": 4}
"""How many of each kind there are for eight communities; ditches and underpasses have their own."""

LEVELS = {
    "low_lying": (1, 3),
    "ditch": (2, 4),
    "culvert": (1, 2),
    "garage": (2, 4),
    "river_section": (1, 3),
    "dilapidated": (2, 4),
}
"""Gravest and mildest level of each kind."""

STATUS = ("待处置", "处置中", "已处置", "持续监测")
WORDS = {
    "low_lying": "易涝点",
    "ditch": "沟段",
    "culvert": "下穿",
    "garage": "地下车库",
    "river_section": "河道险段",
    "dilapidated": "老旧围墙",
}


def list_hazards(
    ground: Ground,
    plots: Sequence[Plot],
    water: pd.DataFrame,
    ways: Sequence[Way],
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Return the hazard layer.

    Parameters
    ----------
    ground : Ground
        River, underpass and street.
    plots : sequence of Plot
        Compounds and villages.
    water : DataFrame
        With ``kind`` and ``geometry``; the ditches count.
    ways : sequence of Way
        Roads with names, for the addresses.
    rng : numpy.random.Generator
        Source of chance.

    Returns
    -------
    DataFrame
        Columns of the contract of hazards, and ``geometry`` (points) in EPSG:4548.
    """
    turns = max(1, len(ground.lattice.cells) // 8)
    places: dict[str, list[shapely.Point]] = {
        "low_lying": _low_places(plots, ground.river, COUNTS["low_lying"] * turns, rng),
        "ditch": _along(water.loc[water["kind"] == "ditch", "geometry"].tolist()),
        "culvert": [way.line.centroid for way in ground.ways if way.over == -1],
        "garage": _garages(plots, COUNTS["garage"] * turns, rng),
        "river_section": _bank_places(ground, COUNTS["river_section"] * turns),
        "dilapidated": _walls(plots, COUNTS["dilapidated"] * turns, rng),
    }
    kinds = [kind for kind, points in places.items() for _ in points]
    points = np.array([point for found in places.values() for point in found], dtype=object)
    roads = _nearest_roads(points, ways)
    rows: list[dict[str, Any]] = []
    for number, (kind, point, road) in enumerate(zip(kinds, points, roads, strict=True), start=1):
        low, high = LEVELS[kind]
        rows.append(
            {
                "hazard_id": f"H{number:03d}",
                "name": f"{road}{WORDS[kind]}",
                "kind": kind,
                "level": low + int((high - low + 1) * rng.random()),
                "status": STATUS[int(len(STATUS) * rng.random())],
                "address": f"{road}附近",
                "geometry": point,
            }
        )
    return pd.DataFrame(rows)


def _chosen(plots: list[Plot], count: int, rng: np.random.Generator) -> list[Plot]:
    return [plots[i] for i in np.sort(rng.permutation(len(plots))[:count])]


def _low_places(
    plots: Sequence[Plot], river: shapely.LineString, count: int, rng: np.random.Generator
) -> list[shapely.Point]:
    """Return places on lanes, most of them near the river."""
    lanes = [plot.lanes[0] for plot in plots if plot.lanes]
    distance_m = shapely.distance(np.array(lanes, dtype=object), river)
    order = np.argsort(distance_m * (0.5 + rng.random(len(lanes))), kind="stable")[:count]
    return [shapely.line_interpolate_point(lanes[i], 0.3, normalized=True) for i in order]


def _along(lines: list[shapely.LineString]) -> list[shapely.Point]:
    return [
        shapely.line_interpolate_point(line, share, normalized=True)
        for line in lines
        for share in (0.2, 0.8)
    ]


def _garages(plots: Sequence[Plot], count: int, rng: np.random.Generator) -> list[shapely.Point]:
    """Return drives into garages: beside a building of a new compound."""
    new = [
        plot
        for plot in plots
        if plot.block.draft is not None and plot.block.draft.kind == "commercial"
    ]
    return [
        shapely.line_interpolate_point(plot.polygon.exterior, 0.4, normalized=True)
        for plot in _chosen(new, count, rng)
    ]


def _bank_places(ground: Ground, count: int) -> list[shapely.Point]:
    """Return places on the roads along the river, on both banks in turn."""
    banks = [ground.river.offset_curve(side * (BANK_M - 6)) for side in (1, -1)]
    banks = [shapely.intersection(bank, ground.street) for bank in banks]
    shares = (np.arange(count) + 0.6) / count
    return [
        shapely.line_interpolate_point(
            shapely.line_merge(banks[k % 2]), float(share), normalized=True
        )
        for k, share in enumerate(shares)
    ]


def _walls(plots: Sequence[Plot], count: int, rng: np.random.Generator) -> list[shapely.Point]:
    """Return places on the walls of old compounds and villages."""
    old = [
        plot
        for plot in plots
        if plot.block.draft is not None
        and (plot.block.draft.kind == "old" or plot.block.draft.what == "village")
    ]
    return [
        shapely.line_interpolate_point(plot.polygon.exterior, 0.7, normalized=True)
        for plot in _chosen(old, count, rng)
    ]


def _nearest_roads(points: NDArray[np.object_], ways: Sequence[Way]) -> list[str]:
    named = [way for way in ways if way.name]
    nearest = shapely.STRtree([way.line for way in named]).nearest(points)
    return [named[i].name for i in nearest]
