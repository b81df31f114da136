"""Stations of an invented street, as a table, still in metres."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

HOUSEHOLDS_PER_STATION = 1200
"""One station for about three grids."""

SMALL_EVERY = 3
"""Of the stations, each third is below 60 m², unless it is a centre."""

HOSTS = ("commercial", "public")
"""Uses of the buildings that stations stand in."""

AMENITIES = (
    "饮水机",
    "微波炉",
    "工具箱",
    "手机充电",
    "休息座椅",
    "雨伞",
    "急救箱",
    "图书角",
    "无线网络",
    "冰箱",
)
HOURS = ("08:00-20:00", "07:30-21:00", "09:00-18:00", "全天")


def list_stations(
    buildings: pd.DataFrame, communities: pd.DataFrame, rng: np.random.Generator
) -> pd.DataFrame:
    """Return the station layer.

    Parameters
    ----------
    buildings : DataFrame
        With ``name``, ``use``, ``compound_id``, ``households``, ``community`` and ``geometry``.
    communities : DataFrame
        With ``name``, one row a community, in the order of their indices.
    rng : numpy.random.Generator
        Source of chance.

    Returns
    -------
    DataFrame
        Columns of the contract of stations, and ``geometry`` (points) in EPSG:4548. Every
        community has a centre; the others stand in shops and offices far from each other.
    """
    rows: list[dict[str, Any]] = []
    for index, name in enumerate(communities["name"]):
        own = buildings[buildings["community"] == index]
        hosts = own[own["compound_id"].isna() & own["use"].isin(HOSTS) & (own["households"] == 0)]
        points = shapely.point_on_surface(hosts["geometry"].to_numpy())
        count = max(1, round(int(own["households"].sum()) / HOUSEHOLDS_PER_STATION))
        for turn, k in enumerate(_far_apart(shapely.get_coordinates(points), count)):
            rows.append(
                _station(turn, len(rows), name, hosts["name"].iloc[k], rng)
                | {"geometry": points[k], "station_id": f"S{len(rows) + 1:03d}"}
            )
    columns = ["station_id", "name", "kind", "floor_area_m2", "amenities", "opening_hours"]
    return pd.DataFrame(rows)[[*columns, "address", "geometry"]]


def _far_apart(points: NDArray[np.float64], count: int) -> list[int]:
    """Return points, each the farthest from those before it, the first nearest the middle."""
    chosen = [int(np.argmin(np.hypot(*(points - points.mean(axis=0)).T)))]
    while len(chosen) < min(count, len(points)):
        gaps = np.hypot(*(points[:, None] - points[chosen][None]).transpose(2, 0, 1))
        chosen.append(int(np.argmax(gaps.min(axis=1))))
    return chosen


def _station(
    turn: int, number: int, community: str, address: str, rng: np.random.Generator
) -> dict[str, Any]:
    short = community.removesuffix("社区")
    if turn == 0:
        kind, name, area_m2 = "centre", f"{community}党群服务中心", 280 + 640 * rng.random()
    elif turn % 3 == 2:
        kind, name, area_m2 = "home", f"{short}党群微家{turn}", 60 + 40 * rng.random()
    else:
        kind, name, area_m2 = "station", f"{short}驿站{turn}", 60 + 90 * rng.random()
    if turn > 0 and number % SMALL_EVERY == 0:
        area_m2 = 34 + 24 * rng.random()
    chosen = np.sort(rng.permutation(len(AMENITIES))[: 3 + int(5 * rng.random())])
    return {
        "name": name,
        "kind": kind,
        "floor_area_m2": float(round(area_m2)),
        "amenities": "、".join(AMENITIES[i] for i in chosen),
        "opening_hours": HOURS[int(len(HOURS) * rng.random())],
        "address": address,
    }
