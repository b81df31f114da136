"""The layers of the web map: which there are, what their popups say, what is searched."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj import CRS

from gridmap.errors import Lang, Text
from gridmap.layers import CONTRACTS, Column
from gridmap.plan import Plan
from gridmap.sheets.facts import FACTS, grid_facts
from gridmap.sheets.geojson import LONLAT, dumps, features

DECIMALS = 6
"""Of a degree: 0.1 m on the ground, finer than a screen or a page shows."""

LABEL_TOLERANCE_M = 2.0
SMALL_STATION_M2 = 60.0


@dataclass(frozen=True, slots=True)
class MapLayer:
    """One layer of the map.

    Attributes
    ----------
    name : str
        Identifies it in the page: ``"grids"``, ``"net-0"``.
    style : str
        How it is drawn: the name of its contract, or ``"grids"``, ``"units"``, ``"violations"``.
    title : str
        What the legend says.
    group : str
        The part of the legend it stands in.
    shown : bool
        Whether it is drawn when the map opens.
    key : str
        The property that identifies a feature.
    fields : tuple of (str, str)
        Properties of the popup with their titles.
    search : tuple of str
        Properties that are searched.
    count : int
        Features.
    data : bytes
        A GeoJSON feature collection.
    """

    name: str
    style: str
    title: str
    group: str
    shown: bool
    key: str
    fields: tuple[tuple[str, str], ...]
    search: tuple[str, ...]
    count: int
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a layer of the project stands in the legend, and the column that styles it."""

    group: str
    shown: bool
    style_by: str = ""


PLACES = {
    "communities": _Place("base_group", shown=True),
    "compounds": _Place("base_group", shown=True),
    "buildings": _Place("base_group", shown=True),
    "roads": _Place("barrier_group", shown=True, style_by="road_class"),
    "railways": _Place("barrier_group", shown=True),
    "water": _Place("barrier_group", shown=True, style_by="kind"),
    "bridges": _Place("barrier_group", shown=True, style_by="kind"),
    "stations": _Place("service_group", shown=True, style_by="kind"),
    "hazards": _Place("service_group", shown=True, style_by="kind"),
}
UNIT_TITLES = {
    "unit_id": Text("基本单元编号", "Unit id"),
    "households": Text("户数", "Households"),
    "persons": Text("人数", "Persons"),
    "grid_code": Text("网格编号", "Grid code"),
}


def map_layers(
    plan: Plan | None, layers: Mapping[str, gpd.GeoDataFrame], *, crs: CRS, lang: Lang
) -> list[MapLayer]:
    """Return the layers of the map, in the order of the legend.

    Parameters
    ----------
    plan : Plan or None
        The plan, where there is one.
    layers : Mapping of str to GeoDataFrame
        Layers that keep their contracts, in any CRS.
    crs : pyproj.CRS
        A metric CRS of the place, in which labels are placed.
    lang : {"zh", "en"}
        The language.

    Returns
    -------
    list of MapLayer
        Empty layers are left out.
    """
    found = [] if plan is None else _plan_layers(plan, layers, lang=lang)
    for name in PLACES:
        frame = layers.get(name)
        if frame is not None and not frame.empty:
            found.append(_contract_layer(name, frame.to_crs(crs), lang=lang))
    nets = layers.get("nets")
    if nets is not None and not nets.empty:
        found += _net_layers(nets.to_crs(crs), lang=lang)
    return found


def _plan_layers(
    plan: Plan, layers: Mapping[str, gpd.GeoDataFrame], *, lang: Lang
) -> list[MapLayer]:
    found = [_grid_layer(plan, layers, lang=lang), _unit_layer(plan, lang=lang)]
    issues = _violation_layer(plan, lang=lang)
    return [*found, issues] if issues.count else found


def _grid_layer(plan: Plan, layers: Mapping[str, gpd.GeoDataFrame], *, lang: Lang) -> MapLayer:
    frame = plan.grids[["grid_code", "community", plan.grids.geometry.name]]
    frame = _anchored(frame.join(grid_facts(plan, layers, lang=lang)))
    titles = {
        "grid_code": Text("网格编号", "Grid code"),
        "community": Text("社区", "Community"),
        **FACTS,
    }
    return MapLayer(
        name="grids",
        style="grids",
        title=Text("网格", "Grids").say(lang),
        group="plan_group",
        shown=True,
        key="grid_code",
        fields=tuple((name, title.say(lang)) for name, title in titles.items()),
        search=("grid_code", "community"),
        count=len(frame),
        data=_collection(frame),
    )


def _unit_layer(plan: Plan, *, lang: Lang) -> MapLayer:
    frame = plan.units[[*UNIT_TITLES, plan.units.geometry.name]]
    frame = frame.assign(persons=frame["persons"].where(frame["persons"] > 0))
    return MapLayer(
        name="units",
        style="units",
        title=Text("基本单元", "Units").say(lang),
        group="plan_group",
        shown=False,
        key="unit_id",
        fields=tuple((name, title.say(lang)) for name, title in UNIT_TITLES.items()),
        search=(),
        count=len(frame),
        data=_collection(frame),
    )


def _violation_layer(plan: Plan, *, lang: Lang) -> MapLayer:
    placed = [one for one in plan.violations if one.place is not None]
    frame = gpd.GeoDataFrame(
        {
            "what": [one.what.say(lang) for one in placed],
            "remedy": [one.remedy.say(lang) for one in placed],
            "grid_code": [one.grid_code or None for one in placed],
            "class": ["hard" if one.hard else "soft" for one in placed],
        },
        geometry=gpd.GeoSeries([shapely.Point(one.place) for one in placed], crs=plan.units.crs),
    )
    titles = {
        "what": Text("问题", "What"),
        "remedy": Text("处理办法", "Remedy"),
        "grid_code": Text("网格编号", "Grid code"),
    }
    return MapLayer(
        name="violations",
        style="violations",
        title=Text("问题项", "Violations").say(lang),
        group="plan_group",
        shown=True,
        key="what",
        fields=tuple((name, title.say(lang)) for name, title in titles.items()),
        search=(),
        count=len(frame),
        data=_collection(frame),
    )


def _contract_layer(name: str, frame: gpd.GeoDataFrame, *, lang: Lang) -> MapLayer:
    contract, place = CONTRACTS[name], PLACES[name]
    columns = [column for column in contract.columns if column.name in frame.columns]
    shown = frame[[*(column.name for column in columns), frame.geometry.name]]
    told = _anchored(shown.assign(**{c.name: _told(frame[c.name], c, lang) for c in columns}))
    if place.style_by in frame.columns:
        told["class"] = frame[place.style_by]
    if "floor_area_m2" in frame.columns:
        told["small"] = (frame["floor_area_m2"] < SMALL_STATION_M2).where(lambda small: small)
    return MapLayer(
        name=name,
        style=name,
        title=contract.title.say(lang),
        group=place.group,
        shown=place.shown,
        key=contract.key,
        fields=tuple((column.name, column.title.say(lang)) for column in columns),
        search=tuple(c.name for c in columns if c.name in {contract.key, "name", "address"}),
        count=len(frame),
        data=_collection(told),
    )


def _net_layers(frame: gpd.GeoDataFrame, *, lang: Lang) -> list[MapLayer]:
    contract = CONTRACTS["nets"]
    columns = [column for column in contract.columns if column.name in frame.columns]
    found = []
    for number, (net, members) in enumerate(frame.groupby("net", sort=True)):
        told = _anchored(members[[*(c.name for c in columns), members.geometry.name]])
        found.append(
            MapLayer(
                name=f"net-{number}",
                style="nets",
                title=str(net),
                group="nets_group",
                shown=False,
                key=contract.key,
                fields=tuple((column.name, column.title.say(lang)) for column in columns),
                search=tuple(c.name for c in columns if c.name in {contract.key, "name"}),
                count=len(members),
                data=_collection(told),
            )
        )
    return found


def _told(values: pd.Series, column: Column, lang: Lang) -> pd.Series:
    """Return values as people read them: words for choices, yes for true."""
    if column.choices and lang == "zh":
        return values.map(lambda value: dict(column.choices).get(value, value))
    if column.choices:
        return values.map(lambda value: value if pd.isna(value) else value.replace("_", " "))
    if column.kind == "bool":
        yes = Text("是", "yes").say(lang)
        return values.map(lambda value: yes if value else None, na_action="ignore")
    return values


def _anchored(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Add to each shape the point for its label, ``at``, and the room there, ``room_m``."""
    shapes = frame.geometry.to_numpy()
    if not (shapely.get_dimensions(shapes) > 0).any():
        return frame
    points = shapely.point_on_surface(shapes)
    room_m: NDArray[np.float64] = np.zeros(len(shapes))
    areal = shapely.get_dimensions(shapes) == 2
    points[areal], room_m[areal] = _roomiest(shapes[areal])
    degrees = gpd.GeoSeries(points, crs=frame.crs).to_crs(LONLAT)
    at = np.column_stack([degrees.x, degrees.y]).round(DECIMALS).tolist()
    return frame.assign(at=pd.Series(at, index=frame.index), room_m=room_m.round(1))


def _roomiest(
    polygons: NDArray[np.object_],
) -> tuple[NDArray[np.object_], NDArray[np.float64]]:
    """Return where a label has most room, and the radius in metres of the circle that fits.

    The centroid is taken where it is nearly as roomy: it looks more at rest in a long shape.
    """
    circles = shapely.maximum_inscribed_circle(polygons, tolerance=LABEL_TOLERANCE_M)
    radius_m = shapely.length(circles)
    centroids = shapely.centroid(polygons)
    at_rest = shapely.distance(centroids, shapely.boundary(polygons)) >= 0.8 * radius_m
    at_rest &= shapely.contains_properly(polygons, centroids)
    return np.where(at_rest, centroids, shapely.get_point(circles, 0)), radius_m


def _collection(frame: gpd.GeoDataFrame) -> bytes:
    drawn = frame[frame.geometry.notna() & ~frame.geometry.is_empty]
    return dumps({"type": "FeatureCollection", "features": features(drawn, decimals=DECIMALS)})
