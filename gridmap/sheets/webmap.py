"""The web map: one HTML file that opens anywhere, with the network off."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import numpy as np
from jinja2 import Environment
from pyproj import CRS

from gridmap.crs import metric_crs
from gridmap.errors import Lang, Text
from gridmap.palette import LEVELS, NETS, SPECIAL, household_classes
from gridmap.plan import Plan
from gridmap.sheets.geojson import LONLAT, dumps
from gridmap.sheets.maplayers import map_layers
from gridmap.sheets.page import ASSETS, DataLayer, OfflineMap, Page, Start, Verbatim, asset
from gridmap.sheets.words import words

STYLES = ("map.css", "panel.css", "paper.css")
SCRIPTS = (
    "styles.js",
    "marks.js",
    "layer.js",
    "hits.js",
    "popup.js",
    "labels.js",
    "panel.js",
    "search.js",
    "paper.js",
    "start.js",
)
FIGURES = ("grids", "households", "persons", "in_band_share", "communities")


def render_map(
    plan: Plan | None, layers: Mapping[str, gpd.GeoDataFrame], *, lang: Lang = "zh", title: str = ""
) -> str:
    """Return the map as one HTML document that needs nothing else.

    Parameters
    ----------
    plan : Plan or None
        The plan; None shows the layers alone and says that there is no plan yet.
    layers : Mapping of str to GeoDataFrame
        Layers of the project, each in any CRS.
    lang : {"zh", "en"}
        The language of titles, legend and popups.
    title : str
        What the page is called; a general title where it is empty.

    Returns
    -------
    str
        HTML. Every text from the data is shown as text, never read as markup.
    """
    bounds = _bounds(plan, layers)
    found = map_layers(plan, layers, crs=_crs(plan, bounds), lang=lang)
    said = words(lang)
    name = title or said["title" if plan is not None else "title_project"]
    page = Page(title=name, lang=lang)
    for file in (*STYLES, *SCRIPTS):
        page.header.add_child(Verbatim(asset(file)))
    page.html.add_child(Verbatim(_header(plan, name, lang=lang)))
    west, south, east, north = bounds
    world = OfflineMap(centre=((south + north) / 2, (west + east) / 2), zoom=14)
    page.add_child(world)
    for layer in found:
        world.add_child(DataLayer(layer))
    world.add_child(Start(dumps(_config(plan, said, bounds, lang=lang))))
    rendered: str = page.render()
    return rendered


def _bounds(
    plan: Plan | None, layers: Mapping[str, gpd.GeoDataFrame]
) -> tuple[float, float, float, float]:
    """Return west, south, east and north of what is to be seen first, in degrees."""
    frames = [plan.grids] if plan is not None else list(layers.values())
    whole = layers.get("communities")
    if plan is None and whole is not None and not whole.empty:
        frames = [whole]
    boxes = [frame.to_crs(LONLAT).total_bounds for frame in frames if not frame.empty]
    if not boxes:
        return (116.0, 35.0, 116.1, 35.1)
    low, high = np.min(boxes, axis=0), np.max(boxes, axis=0)
    return (float(low[0]), float(low[1]), float(high[2]), float(high[3]))


def _crs(plan: Plan | None, bounds: tuple[float, float, float, float]) -> CRS:
    return CRS(plan.units.crs) if plan is not None else metric_crs(bounds)


def _header(plan: Plan | None, title: str, *, lang: Lang) -> str:
    said = words(lang)
    template = Environment(autoescape=True).from_string((ASSETS / "header.html").read_text("utf-8"))
    return template.render(
        title=title,
        words=said,
        notice="" if plan is not None else said["no_plan"],
        figures=[] if plan is None else _figures(plan, said),
        version="" if plan is None else plan.plan_id,
    )


def _figures(plan: Plan, said: Mapping[str, str]) -> list[dict[str, str]]:
    values = dict(plan.figures)
    told = [
        {"title": said[name], "value": f"{values[name]:,}"}
        for name in ("grids", "households", "persons", "communities")
        if values.get(name)
    ]
    if "in_band_share" in values:
        share = f"{100 * values['in_band_share']:.1f}".removesuffix(".0")
        told.insert(2, {"title": said["in_band_share"], "value": f"{share}%"})
    told.append({"title": said["violations"], "value": f"{len(plan.violations):,}"})
    return told


def _config(
    plan: Plan | None,
    said: Mapping[str, str],
    bounds: tuple[float, float, float, float],
    *,
    lang: Lang,
) -> dict[str, Any]:
    return {
        "lang": lang,
        "words": said,
        "bounds": bounds,
        "plan_id": "" if plan is None else plan.plan_id,
        "classes": [] if plan is None else _classes(plan, lang=lang),
        "nets": NETS,
        "levels": LEVELS,
    }


def _classes(plan: Plan, *, lang: Lang) -> list[dict[str, str]]:
    """Return the entries of the legend of grids: key, colour and what it says."""
    found = []
    for one in household_classes(plan.band):
        if one.lower is None:
            title = Text(f"少于 {plan.band.lower} 户", f"under {plan.band.lower}")
        elif one.upper is None:
            title = Text(f"多于 {plan.band.upper} 户", f"over {plan.band.upper}")
        else:
            title = Text(f"{one.lower}–{one.upper} 户", f"{one.lower}–{one.upper}")
        found.append({"key": one.key, "colour": one.colour, "title": title.say(lang)})
    special = Text("专属网格", "special-purpose grid").say(lang)
    return [*found, {"key": "special", "colour": SPECIAL, "title": special}]
