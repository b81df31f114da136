"""Hazards of a table as the visits of a patrol."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gridmap.crs import require_metric
from gridmap.errors import InputError, Text
from gridmap.routing.patrol_settings import SERVICE_MIN
from gridmap.routing.records import Visit

_CLOCK = re.compile(r"(\d{1,2})[:：](\d{2})")
_WINDOWS = re.compile(r"[,，;；、\s]+")
_DASH = re.compile(r"[-–—~～至]+")


def visits_of(hazards: gpd.GeoDataFrame, *, prizes: Mapping[int, int]) -> tuple[Visit, ...]:
    """Return the visits that a table of hazards asks for.

    Parameters
    ----------
    hazards : GeoDataFrame
        In metres. ``hazard_id`` at least; besides ``name``, ``kind``, ``level``,
        ``service_min``, ``windows`` such as ``"08:30-10:00"`` (several with commas), ``required``,
        ``prize`` and ``grid``, each of which may lack or be empty.
    prizes : Mapping of int to int
        What a visit is worth by level, where the table does not say.

    Returns
    -------
    tuple of Visit
        In the order of the table; a line or an area is visited in its middle.

    Raises
    ------
    InputError
        If two hazards have one id, a hazard has no place, or a time cannot be read.
    CrsError
        If the table is not in metres.
    """
    require_metric(hazards, layer="hazards")
    keys = [str(key) for key in hazards["hazard_id"]]
    _refuse_doubles(keys)
    places = [_place(key, shape) for key, shape in zip(keys, hazards.geometry, strict=True)]
    rows = pd.DataFrame(hazards.drop(columns=hazards.geometry.name)).to_dict("records")
    return tuple(
        _visit(key, place, {str(name): value for name, value in row.items()}, prizes)
        for key, place, row in zip(keys, places, rows, strict=True)
    )


def _visit(
    key: str, place: tuple[float, float], row: Mapping[str, Any], prizes: Mapping[int, int]
) -> Visit:
    level = _number(row.get("level"))
    service_min = _number(row.get("service_min"))
    prize = _number(row.get("prize"))
    required = row.get("required")
    worth = prizes.get(int(level), 1) if level is not None else 1
    return Visit(
        key=key,
        name=_word(row.get("name")) or key,
        xy=place,
        service_s=round(60 * (SERVICE_MIN if service_min is None else service_min)),
        kind=_word(row.get("kind")),
        level=None if level is None else int(level),
        windows=windows_of(key, _word(row.get("windows"))),
        is_required=True if _is_empty(required) else bool(required),
        prize=worth if prize is None else int(prize),
        grid=_word(row.get("grid")),
    )


def windows_of(key: str, text: str) -> tuple[tuple[int, int], ...]:
    """Return times of day that a text says.

    Parameters
    ----------
    key : str
        Whose they are, for the message.
    text : str
        Such as ``"08:30-10:00, 14:00-16:00"``; empty for any time.

    Returns
    -------
    tuple of (int, int)
        Seconds after midnight, in order.

    Raises
    ------
    InputError
        If it cannot be read, or a time ends before it begins.

    Examples
    --------
    >>> windows_of("H1", "14:00-16:00，08:30至10:00")
    ((30600, 36000), (50400, 57600))
    """
    found = []
    for part in _WINDOWS.split(_DASH.sub("-", text).replace(" -", "-").replace("- ", "-").strip()):
        if not part:
            continue
        ends = [seconds_of(end) for end in part.split("-")]
        if len(ends) != 2 or None in ends or (ends[0] or 0) >= (ends[1] or 0):
            raise InputError(
                Text(
                    f"隐患点 {key} 的时段“{text[:40]}”无法识别。",
                    f"The times of hazard {key}, {text[:40]!r}, cannot be read.",
                ),
                Text(
                    "请写作 08:30-10:00，多个时段用逗号隔开。",
                    "Write them like 08:30-10:00, several with commas.",
                ),
            )
        found.append((int(ends[0] or 0), int(ends[1] or 0)))
    return tuple(sorted(found))


def seconds_of(text: str) -> int | None:
    """Return the seconds after midnight of a time of day.

    Parameters
    ----------
    text : str
        Such as ``"08:30"``.

    Returns
    -------
    int or None
        None if it is no time of day.

    Examples
    --------
    >>> seconds_of("08:30"), seconds_of("25:00")
    (30600, None)
    """
    found = _CLOCK.fullmatch(text.strip())
    if found is None:
        return None
    hours, minutes = int(found[1]), int(found[2])
    is_time = minutes < 60 and (hours < 24 or (hours == 24 and minutes == 0))
    return hours * 3600 + minutes * 60 if is_time else None


def _refuse_doubles(keys: list[str]) -> None:
    doubled = [key for key, count in Counter(keys).items() if count > 1]
    if doubled:
        listed = ", ".join(doubled[:5])
        raise InputError(
            Text(f"隐患点编号重复：{listed}。", f"Hazards share an id: {listed}."),
            Text("请给每个隐患点唯一的编号。", "Give each hazard an id of its own."),
        )


def _place(key: str, shape: shapely.Geometry | None) -> tuple[float, float]:
    if shape is None or shape.is_empty:
        raise InputError(
            Text(f"隐患点 {key} 没有位置。", f"Hazard {key} has no place."),
            Text("请补上坐标。", "Add its coordinates."),
        )
    if shape.geom_type == "LineString":
        point = shape.interpolate(0.5, normalized=True)
    else:
        point = shape if shape.geom_type == "Point" else shape.representative_point()
    return float(point.x), float(point.y)


def _is_empty(value: object) -> bool:
    return value is None or value is pd.NA or (isinstance(value, float) and np.isnan(value))


def _word(value: object) -> str:
    return "" if _is_empty(value) else str(value).strip()


def _number(value: object) -> float | None:
    return None if _is_empty(value) or value == "" else float(str(value))
