"""The map of an audit: one HTML file with the nets and a layer for each kind of fault."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from jinja2 import Environment

from gridmap.audit import KINDS, Kind, NetAudit, NetFault
from gridmap.errors import Lang, Text
from gridmap.palette import LEVELS, NETS
from gridmap.sheets.geojson import LONLAT, dumps, features
from gridmap.sheets.maplayers import DECIMALS, MapLayer, map_layers
from gridmap.sheets.page import ASSETS, DataLayer, OfflineMap, Page, Start, Verbatim, asset
from gridmap.sheets.webmap import SCRIPTS, STYLES
from gridmap.sheets.words import words

TITLE = Text("多网体检图", "Audit of nets")
WITHIN, BETWEEN = Text("网内问题", "Within a net"), Text("网间问题", "Between nets")
SHOWN = frozenset({"gap", "overlap", "exclave", "outside", "barrier", "invalid", "edge"})
"""Kinds that are drawn when the map opens."""

SEEN_M = 1.5
"""A point is drawn as a circle of this radius."""

_FIELDS = {
    "number": Text("序号", "No."),
    "nets": Text("网", "Net"),
    "grids": Text("网格编号", "Grids"),
    "about": Text("对象", "About"),
    "households": Text("户数", "Households"),
    "buildings": Text("楼栋数", "Buildings"),
    "area_m2": Text("面积(平方米)", "Area (m²)"),
    "length_m": Text("长度(米)", "Length (m)"),
    "width_m": Text("最宽(米)", "Width (m)"),
    "what": Text("说明", "What"),
    "remedy": Text("处理办法", "Remedy"),
}


def audit_map(
    audit: NetAudit,
    nets: gpd.GeoDataFrame,
    layers: Mapping[str, gpd.GeoDataFrame],
    *,
    lang: Lang = "zh",
    title: str = "",
) -> str:
    """Return the map as one HTML document that needs nothing else.

    Parameters
    ----------
    audit : NetAudit
        The audit.
    nets : GeoDataFrame
        The nets that were audited, in any CRS.
    layers : Mapping of str to GeoDataFrame
        Layers of the project, in any CRS.
    lang : {"zh", "en"}
        The language.
    title : str
        What the page is called; a general title where it is empty.

    Returns
    -------
    str
        HTML. Every text from the data is shown as text.
    """
    name = title or TITLE.say(lang)
    page = Page(title=name, lang=lang)
    for file in (*STYLES, *SCRIPTS, "audit.js"):
        page.header.add_child(Verbatim(asset(file)))
    page.header.add_child(Verbatim(f"<style>{_swatches()}</style>"))
    page.html.add_child(Verbatim(_header(audit, name, lang)))
    west, south, east, north = nets.to_crs(LONLAT).total_bounds.tolist()
    world = OfflineMap(centre=((south + north) / 2, (west + east) / 2), zoom=14)
    page.add_child(world)
    base = {key: value for key, value in layers.items() if key != "nets"}
    drawn = gpd.GeoDataFrame(nets[~nets.geometry.is_empty & nets.geometry.notna()])
    ground = map_layers(None, {**base, "nets": drawn}, crs=audit.crs, lang=lang)
    for layer in (*_fault_layers(audit, lang), *ground):
        world.add_child(DataLayer(layer))
    world.add_child(Start(dumps(_config((west, south, east, north), lang))))
    rendered: str = page.render()
    return rendered


def _swatches() -> str:
    return "".join(
        f'.gm-row input[name="fault-{kind.name}"]+.gm-swatch'
        f"{{background:{kind.colour}66;border:2px solid {kind.colour}}}"
        for kind in KINDS.values()
    )


def _header(audit: NetAudit, title: str, lang: Lang) -> str:
    counts = [(Text("现有网", "Nets"), len(audit.nets))]
    counts += [(KINDS[name].title, len(audit.of(name))) for name in ("gap", "overlap", "exclave")]
    counts.append((Text("问题总数", "Faults"), len(audit.faults)))
    template = Environment(autoescape=True).from_string((ASSETS / "header.html").read_text("utf-8"))
    return template.render(
        title=title,
        words=words(lang),
        notice="",
        figures=[{"title": told.say(lang), "value": f"{value:,}"} for told, value in counts],
        version="",
    )


def _config(bounds: tuple[float, float, float, float], lang: Lang) -> dict[str, Any]:
    said = words(lang) | {"audit_within": WITHIN.say(lang), "audit_between": BETWEEN.say(lang)}
    return {
        "lang": lang,
        "words": said,
        "bounds": bounds,
        "plan_id": "",
        "classes": [],
        "nets": NETS,
        "levels": LEVELS,
    }


def _fault_layers(audit: NetAudit, lang: Lang) -> list[MapLayer]:
    numbered = list(enumerate(audit.faults, start=1))
    found = []
    for kind in KINDS.values():
        own = [one for one in numbered if one[1].kind == kind.name and one[1].shape is not None]
        if own:
            found.append(_fault_layer(audit, kind, own, lang))
    return found


def _fault_layer(
    audit: NetAudit, kind: Kind, own: Sequence[tuple[int, NetFault]], lang: Lang
) -> MapLayer:
    shapes = np.array([fault.shape for _, fault in own], dtype=object)
    flat = shapely.get_dimensions(shapes) < 2
    shapes[flat] = shapely.buffer(shapes[flat], SEEN_M)
    points = gpd.GeoSeries(shapely.point_on_surface(shapes), crs=audit.crs).to_crs(LONLAT)
    frame = gpd.GeoDataFrame(
        {
            "name": [f"{number} {kind.title.say(lang)}" for number, _ in own],
            "number": [number for number, _ in own],
            "nets": ["、".join(fault.nets) for _, fault in own],
            "grids": ["、".join(filter(None, fault.grids)) for _, fault in own],
            "about": [fault.about for _, fault in own],
            "households": [fault.households for _, fault in own],
            "buildings": [fault.buildings for _, fault in own],
            "area_m2": [round(fault.area_m2) or None for _, fault in own],
            "length_m": [round(fault.length_m) or None for _, fault in own],
            "width_m": [round(fault.width_m, 1) or None for _, fault in own],
            "what": [fault.what.say(lang) for _, fault in own],
            "remedy": [fault.remedy.say(lang) for _, fault in own],
            "colour": kind.colour,
            "at": [
                [round(x, DECIMALS), round(y, DECIMALS)]
                for x, y in zip(points.x, points.y, strict=True)
            ],
        },
        geometry=gpd.GeoSeries(shapes, crs=audit.crs),
    )
    return MapLayer(
        name=f"fault-{kind.name}",
        style="faults",
        title=kind.title.say(lang),
        group="audit_between" if kind.between else "audit_within",
        shown=kind.name in SHOWN,
        key="number",
        fields=tuple((name, title.say(lang)) for name, title in _FIELDS.items()),
        search=("name", "grids", "about"),
        count=len(frame),
        data=dumps({"type": "FeatureCollection", "features": features(frame, decimals=7)}),
    )
