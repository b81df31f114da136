"""Reach and circles as they are shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import orjson
import shapely

from gridmap.errors import Lang, Text
from gridmap.io.reach_tables import ReachReport, reach_file
from gridmap.plan import Violation
from gridmap.sheets.geojson import shapes_lonlat
from gridmap.stations import (
    Reach,
    check_stations,
    compare_reach,
    grid_rows,
    out_units,
    plan_row,
    station_rows,
)
from gridmap_api.store.plan_reads import violation_shown
from gridmap_api.store.scope import Scope

DECIMALS = 6
"""Of a degree: 0.1 m."""


def reach_shown(reach: Reach, before: Reach | None, scope: Scope) -> dict[str, Any]:
    """Return who reaches a station on foot, but for the names of the versions.

    Parameters
    ----------
    reach : Reach
        At one version, of what may be seen.
    before : Reach or None
        At another.
    scope : Scope
        What may be seen.

    Returns
    -------
    dict
        Of `gridmap_api.schemas.stations.ReachInfo`, without ``plan_id`` and ``version``.
    """
    walks = reach.walks
    places = _degrees(walks.stations.xy, walks.homes.crs)
    stations = station_rows(reach)
    for row, place in zip(stations, places, strict=True):
        row["place"] = place
    found = [
        one
        for one in check_stations(walks.homes, reach.grids, walks.stations, settings=walks.settings)
        if scope.sees(one.community_code)
    ]
    return {
        "settings": walks.settings.to_dict(),
        "plan": plan_row(reach),
        "grids": grid_rows(reach),
        "stations": stations,
        "out_units": out_units(reach),
        "violations": violations_shown(found, walks.homes.crs),
        "before": None if before is None else _changed(before, reach),
    }


def reach_written(
    reach: Reach,
    before: Reach | None,
    scope: Scope,
    form: str,
    *,
    buildings: Sequence[str],
    about: Mapping[str, str],
    lang: Lang,
) -> bytes:
    """Return who reaches a station on foot as a file.

    Parameters
    ----------
    reach : Reach
        At one version, of what may be seen.
    before : Reach or None
        At another.
    scope : Scope
        What may be seen.
    form : {"xlsx", "csv", "geojson"}
        As `gridmap.io.reach_tables.reach_file` has it.
    buildings : sequence of str
        Of each unit.
    about : Mapping of str to str
        Name of the ``plan`` and its ``version``.
    lang : {"zh", "en"}
        The language.

    Returns
    -------
    bytes
        The file.
    """
    settings = reach.walks.settings
    facts = {
        Text("方案", "Plan"): about["plan"],
        Text("版本", "Version"): about["version"],
        Text("步行分钟", "Minutes"): f"{settings.minutes:g}",
        Text("成年人步速(米/秒)", "Adults (m/s)"): f"{settings.adult_m_s:g}",
        Text("老年人步速(米/秒)", "Elders (m/s)"): f"{settings.elder_m_s:g}",
    }
    report = ReachReport(reach, buildings, _faults(reach, scope), before)
    told = {name.say(lang): value for name, value in facts.items()}
    return reach_file(report, form, lang=lang, about=told)


def _faults(reach: Reach, scope: Scope) -> list[Violation]:
    walks = reach.walks
    found = check_stations(walks.homes, reach.grids, walks.stations, settings=walks.settings)
    return [one for one in found if scope.sees(one.community_code)]


def _changed(before: Reach, after: Reach) -> dict[str, Any]:
    change = compare_reach(before, after)
    return {
        "plan": change.before,
        "grids": list(change.grids),
        "lost": change.lost,
        "gained": change.gained,
    }


def violations_shown(found: Sequence[Violation], crs: int) -> list[dict[str, Any]]:
    """Return violations about stations as those of a plan are shown.

    Parameters
    ----------
    found : sequence of Violation
        With a place each.
    crs : int
        EPSG code of the CRS of the places.

    Returns
    -------
    list of dict
        Of `gridmap_api.schemas.plans.ViolationRow`.
    """
    places = _degrees(np.array([one.place for one in found]).reshape(-1, 2), crs)
    names = ("key", "rule", "hard", "community_code", "grid_code", "figure")
    return [
        violation_shown(
            {name: getattr(one, name) for name in names}
            | {
                "what": {"zh": one.what.zh, "en": one.what.en},
                "remedy": {"zh": one.remedy.zh, "en": one.remedy.en},
                "lon": lon,
                "lat": lat,
            }
        )
        for one, (lon, lat) in zip(found, places, strict=True)
    ]


def circles_shown(
    reach: Reach, shapes: Sequence[tuple[int, str, shapely.Geometry]], scope: Scope
) -> dict[str, Any]:
    """Return service circles as GeoJSON.

    Parameters
    ----------
    reach : Reach
        At one version, of what may be seen.
    shapes : sequence of (int, str, Geometry)
        Row of a station, who walks, and the circle in metres.
    scope : Scope
        What may be seen: the public are told no households, for circles laid over grids whose
        households are told would give away few.

    Returns
    -------
    dict
        Of `gridmap_api.schemas.stations.Circles`.
    """
    rows, walks = station_rows(reach), reach.walks
    frame = gpd.GeoSeries([shape for _, _, shape in shapes], crs=walks.homes.crs)
    texts = shapely.to_geojson(shapes_lonlat(frame.to_frame("geometry"), decimals=DECIMALS))
    features = []
    for (row, walker, _), text in zip(shapes, texts, strict=True):
        count = rows[row][f"{walker}_in"]
        features.append(
            {
                "type": "Feature",
                "id": f"{rows[row]['station_id']} {walker}",
                "geometry": orjson.Fragment(text or "null"),
                "properties": {
                    "station_id": rows[row]["station_id"],
                    "station": rows[row]["name"],
                    "walker": walker,
                    "minutes": walks.settings.minutes,
                    "households": None if scope.published_only else count,
                },
            }
        )
    return {"type": "FeatureCollection", "features": features}


def _degrees(xy: np.ndarray, crs: int) -> list[list[float]]:
    points = gpd.GeoSeries(gpd.points_from_xy(xy[:, 0], xy[:, 1]), crs=crs).to_crs(4490)
    degrees: list[list[float]] = shapely.get_coordinates(points.to_numpy()).round(DECIMALS).tolist()
    return degrees
