"""Hazards that are due, as they are told to clients."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import geopandas as gpd

from gridmap.layers.values import is_null

COLUMNS = (
    "hazard_id",
    "name",
    "kind",
    "level",
    "status",
    "address",
    "responsible",
    "last_visit",
    "due_date",
    "state",
    "due_on",
    "days_overdue",
    "every_days",
    "service_min",
)


def due_shown(rows: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    """Return hazards as JSON values, in their order.

    Parameters
    ----------
    rows : GeoDataFrame
        Of `gridmap.hazards.due.schedule`, in EPSG:4490.

    Returns
    -------
    list of dict
        Columns of the contract and of the schedule, ``place`` in degrees, ``reason`` in both
        languages.
    """
    points = rows.geometry.representative_point()
    table = rows.drop(columns=rows.geometry.name).astype(object)
    places = zip(points.x.tolist(), points.y.tolist(), strict=True)
    return [
        _told(row, [round(lon, 7), round(lat, 7)])
        for row, (lon, lat) in zip(table.to_dict("records"), places, strict=True)
    ]


def _told(row: dict[Hashable, Any], place: list[float]) -> dict[str, Any]:
    values = {name: row.get(name) for name in COLUMNS}
    plain = {name: None if is_null(value) else value for name, value in values.items()}
    level = plain["level"]
    return {
        **plain,
        "level": None if level is None else int(level),
        "place": place,
        "reason": {"zh": row["reason_zh"], "en": row["reason_en"]},
    }
