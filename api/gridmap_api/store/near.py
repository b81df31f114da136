"""Stations near a place, and places by their names, as everybody may know them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from sqlalchemy import Connection, func, select

from gridmap.crs import STORAGE_CRS, metric_crs
from gridmap.errors import CrsError, Text
from gridmap.io.maplinks import map_links
from gridmap.layers import CONTRACTS
from gridmap.stations.layer import split_codes
from gridmap.stations.nearest import NearStation, near_stations, nearest_open, walks_to
from gridmap.stations.opening import Now, Opening, read_opening, state_at
from gridmap.stations.settings import StationSettings
from gridmap_api.errors import UnknownObjectError
from gridmap_api.store.engine import Store
from gridmap_api.store.features import FEATURES
from gridmap_api.store.layer_reads import current_versions, read_layer
from gridmap_api.store.networks import foot_travel
from gridmap_api.store.scope import Scope
from gridmap_api.store.searching import search

DECIMALS = 6
LOOKED_AT = 200
"""Stations, the nearest by the straight line, to which ways are looked for."""
LISTED = 300
"""Compounds in the list from which one chooses."""
FOUND = 20
FLOORS = ("floor", "楼层", "所在楼层")
"""Columns that may tell the storey: no contract has one."""
ENGLISH = {"station": "station", "centre": "service centre", "home": "small station"}
NAMED = ("compound", "community", "station", "road")

Place = tuple[float, float]


def stations_near(
    store: Store,
    connection: Connection,
    place: Place,
    moment: datetime,
    *,
    scope: Scope,
    limit: int,
    settings: StationSettings,
) -> dict[str, Any]:
    """Return the stations near a place.

    Parameters
    ----------
    store : Store
        The store.
    connection : Connection
        A connection to it.
    place : tuple of float
        Longitude and latitude.
    moment : datetime
        Local time.
    scope : Scope
        Whose stations are seen.
    limit : int
        Stations at most.
    settings : StationSettings
        How fast people walk.

    Returns
    -------
    dict
        ``nearest_open``, ``unknown`` and ``stations`` of `gridmap_api.schemas.near.Near`.
    """
    layer = _near_by(_stations(connection, scope), place)
    if layer.empty:
        return {"nearest_open": None, "unknown": 0, "stations": []}
    travel = foot_travel(store, connection)
    here, there = _metric(place, layer, crs=None if travel is None else travel.network.metric_crs)
    walks = walks_to(here, there, travel=travel, settings=settings)
    texts = _texts(layer, "opening_hours")
    found = near_stations(walks, texts, moment, settings=settings)
    best = nearest_open(found)
    shown = _shown(found, best, limit)
    ids = _texts(layer, "station_id")
    return {
        "nearest_open": None if best is None else ids[best.row],
        "unknown": sum(one.now.state == "unknown" for one in shown),
        "stations": [
            _told(layer.iloc[one.row], one.opening, one.now) | _walk(one) for one in shown
        ],
    }


def station_now(
    connection: Connection, station_id: str, moment: datetime, *, scope: Scope
) -> dict[str, Any]:
    """Return a station, and whether it is open.

    Parameters
    ----------
    connection : Connection
        Any.
    station_id : str
        Which.
    moment : datetime
        Local time.
    scope : Scope
        Whose stations are seen.

    Returns
    -------
    dict
        Of `gridmap_api.schemas.near.StationInfo`.

    Raises
    ------
    UnknownObjectError
        If there is no such station with a place, or it is out of sight.
    """
    layer = _stations(connection, scope)
    found = layer[layer["station_id"] == station_id] if len(layer) else layer
    if found.empty:
        raise UnknownObjectError(
            Text("没有这个驿站。", "There is no such station."),
            Text("请在地图上选择驿站。", "Choose one on the map."),
        )
    row = found.iloc[0]
    opening = read_opening(_text(row, "opening_hours"))
    return _told(row, opening, state_at(opening, moment))


def places_named(connection: Connection, words: str, scope: Scope) -> list[dict[str, Any]]:
    """Return places that people may mean by a name.

    A compound is told to everybody by its name and a point on it, as any map of the town does,
    and by nothing else that the office knows of it.

    Parameters
    ----------
    connection : Connection
        Any.
    words : str
        Part of a name or an address; empty for the list of compounds, or of communities where
        there are no compounds.
    scope : Scope
        Whose communities are seen.

    Returns
    -------
    list of dict
        Of `gridmap_api.schemas.near.NamedPlace`.
    """
    if not words:
        for kind, layer in (("compound", "compounds"), ("community", "communities")):
            listed = _listed(connection, layer, kind, scope)
            if listed:
                return listed
        return []
    by_name = replace(scope, published_only=False)
    found = search(connection, words, by_name, plan_id=None, limit=5 * FOUND)
    return [_named(one) for one in found if one["kind"] in NAMED][:FOUND]


def _named(found: dict[str, Any]) -> dict[str, Any]:
    # Of what a search tells of compounds, nothing goes out.
    told = {} if found["kind"] == "compound" else found["detail"]
    detail = told.get("zh", "") if found["kind"] in {"community", "station"} else ""
    return {key: found[key] for key in ("kind", "name", "place")} | {"detail": detail}


def _listed(connection: Connection, layer: str, kind: str, scope: Scope) -> list[dict[str, Any]]:
    table = FEATURES[layer]
    name = table.c["name"]
    wanted = select(name, table.c.geom).where(
        scope.rows(table.c.community_code), func.coalesce(name, "") != ""
    )
    rows = connection.execute(wanted.order_by(name).limit(LISTED)).all()
    points = shapely.point_on_surface(np.array([row.geom for row in rows], dtype=object))
    return [
        {"kind": kind, "name": row.name, "detail": "", "place": _place(point)}
        for row, point in zip(rows, points, strict=True)
        if point is not None
    ]


def _stations(connection: Connection, scope: Scope) -> gpd.GeoDataFrame:
    if "stations" not in current_versions(connection):
        return gpd.GeoDataFrame(geometry=[], crs=STORAGE_CRS)
    layer = read_layer(connection, "stations", scope=scope)
    layer = layer[~(layer.geometry.isna() | layer.geometry.is_empty)]
    points = shapely.point_on_surface(np.asarray(layer.geometry.values))
    return layer.set_geometry(gpd.GeoSeries(points, index=layer.index, crs=layer.crs))


def _near_by(layer: gpd.GeoDataFrame, place: Place) -> gpd.GeoDataFrame:
    """Return the nearest stations by the straight line."""
    if layer.empty:
        return layer
    offsets = shapely.get_coordinates(layer.geometry.values) - np.asarray(place)
    # Degrees of longitude are shorter; near the date line that is as good as it has to be.
    far = np.hypot(offsets[:, 0] * np.cos(np.radians(place[1])), offsets[:, 1])
    return layer.iloc[np.argsort(far, kind="stable")[:LOOKED_AT]]


def _metric(
    place: Place,
    layer: gpd.GeoDataFrame,
    *,
    crs: Any,  # noqa: ANN401
) -> tuple[Place, np.ndarray]:
    """Return the place and the stations in metres."""
    points = gpd.GeoSeries([shapely.Point(place), *layer.geometry], crs=STORAGE_CRS)
    if crs is None:
        crs = _crs_around(layer)
    xy = shapely.get_coordinates(points.to_crs(crs).values)
    return (float(xy[0, 0]), float(xy[0, 1])), xy[1:]


def _crs_around(layer: gpd.GeoDataFrame) -> Any:  # noqa: ANN401
    try:
        return metric_crs(layer.total_bounds)
    except CrsError:
        # Stations all over a country: the zone of the nearest.
        return metric_crs(layer.geometry.iloc[0].bounds)


def _shown(
    found: tuple[NearStation, ...], best: NearStation | None, limit: int
) -> list[NearStation]:
    """Return the first stations, and the nearest that is open if it is not among them."""
    shown = list(found[:limit])
    if best is not None and best not in shown:
        shown[-1] = best
    return shown


def _texts(layer: gpd.GeoDataFrame, column: str) -> list[str]:
    if column not in layer:
        return [""] * len(layer)
    return [str(one) for one in layer[column].to_numpy(dtype=object, na_value="")]


def _walk(near: NearStation) -> dict[str, Any]:
    return {
        "length_m": near.length_m,
        "by_road": near.is_by_road,
        "adult_s": near.duration_s["adult"],
        "elder_s": near.duration_s["elder"],
    }


def _told(row: Any, opening: Opening | None, now: Now) -> dict[str, Any]:  # noqa: ANN401
    station_id, name = _text(row, "station_id"), _text(row, "name")
    lon, lat = _place(row.geometry)
    area = row.get("floor_area_m2")
    return {
        "station_id": station_id,
        "name": name or station_id,
        "kind": _kind(_text(row, "kind")),
        "place": [lon, lat],
        "address": _text(row, "address"),
        "floor": next((_text(row, one) for one in FLOORS if _text(row, one)), ""),
        "floor_area_m2": float(area) if area is not None and np.isfinite(area) else None,
        "amenities": list(split_codes(_text(row, "amenities"))),
        "opening_hours": _text(row, "opening_hours"),
        "is_shut_on_holidays": opening is not None and opening.is_shut_on_holidays,
        "state": now.state,
        "changes": now.changes and now.changes.isoformat(),
        "links": map_links(lon, lat, name or station_id),
    }


def _kind(code: str) -> dict[str, str]:
    kinds = {one.name: dict(one.choices) for one in CONTRACTS["stations"].columns}["kind"]
    return {"zh": kinds.get(code, code), "en": ENGLISH.get(code, code.replace("_", " "))}


def _text(row: Any, column: str) -> str:  # noqa: ANN401
    value = row.get(column)
    return value.strip() if isinstance(value, str) else ""


def _place(point: shapely.Point) -> Place:
    return round(point.x, DECIMALS), round(point.y, DECIMALS)
