"""Pages of a layer as GeoJSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

import geopandas as gpd
import shapely

from gridmap.errors import Lang, Text
from gridmap.layers import CONTRACTS
from gridmap.sheets.geojson import dumps, features
from gridmap_api.errors import UnknownLayerError

GEOJSON = "application/geo+json"
DECIMALS = 7
"""Of a degree: 1 cm."""

PLAN_LAYERS = {
    "units": ("unit_id", Text("基本单元", "Units")),
    "grids": ("grid_code", Text("网格", "Grids")),
    "violations": ("", Text("问题项", "Violations")),
}


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of a layer is asked for.

    Attributes
    ----------
    limit, offset : int
        Features on the page, and before it.
    box : tuple of float or None
        West, south, east, north in degrees; None for everywhere.
    """

    limit: int
    offset: int = 0
    box: tuple[float, float, float, float] | None = None


def layer_page(frame: gpd.GeoDataFrame, page: Page, *, name: str, address: str) -> bytes:
    """Return one page of a layer.

    Parameters
    ----------
    frame : GeoDataFrame
        The layer.
    page : Page
        Which part.
    name : str
        Name of the layer.
    address : str
        Address of the layer, for its links.

    Returns
    -------
    bytes
        A GeoJSON feature collection with ``numberMatched``, ``numberReturned`` and links.
    """
    if page.box is not None:
        rows = frame.sindex.query(shapely.box(*page.box), predicate="intersects")
        frame = frame.iloc[sorted(rows)]
    part = frame.iloc[page.offset : page.offset + page.limit]
    links = [_link("self", address, page)]
    if page.offset + page.limit < len(frame):
        links.append(_link("next", address, Page(page.limit, page.offset + page.limit, page.box)))
    return dumps(
        {
            "type": "FeatureCollection",
            "numberMatched": len(frame),
            "numberReturned": len(part),
            "links": links,
            "features": features(part, decimals=DECIMALS, key=layer_key(name), keep_empty=True),
        }
    )


def layer_list(layers: Mapping[str, gpd.GeoDataFrame], *, lang: Lang) -> bytes:
    """Return what layers there are.

    Parameters
    ----------
    layers : Mapping of str to GeoDataFrame
        Layers in degrees, by name.
    lang : {"zh", "en"}
        The language.

    Returns
    -------
    bytes
        JSON of `gridmap_api.schemas.layers.LayerList`.
    """
    infos = [
        {
            "name": name,
            "title": layer_title(name).say(lang),
            "count": len(frame),
            "geometry": sorted(frame.geom_type.dropna().unique()),
            "bbox": None if frame.empty else frame.total_bounds.round(DECIMALS).tolist(),
            "links": [{"rel": "items", "href": f"/layers/{name}", "type": GEOJSON}],
        }
        for name, frame in layers.items()
    ]
    links = [{"rel": "self", "href": "/layers", "type": "application/json"}]
    return dumps({"layers": infos, "links": links})


def layer_of(layers: Mapping[str, gpd.GeoDataFrame], name: str) -> gpd.GeoDataFrame:
    """Return a layer by its name.

    Parameters
    ----------
    layers : Mapping of str to GeoDataFrame
        Layers by name.
    name : str
        Any text.

    Returns
    -------
    GeoDataFrame
        The layer.

    Raises
    ------
    UnknownLayerError
        If there is none of that name.
    """
    if name not in layers:
        held = "、".join(layers)
        raise UnknownLayerError(
            Text("文件中没有这个图层。", "The file holds no such layer."),
            Text(f"现有图层：{held}。", f"It holds {held.replace('、', ', ')}."),
        )
    return layers[name]


def layer_key(name: str) -> str:
    """Return the column that identifies a feature of a layer.

    Parameters
    ----------
    name : str
        Name of a layer that exists.

    Returns
    -------
    str
        Empty where features have no id.
    """
    return PLAN_LAYERS[name][0] if name in PLAN_LAYERS else CONTRACTS[name].key


def layer_title(name: str) -> Text:
    """Return the name of a layer that people see.

    Parameters
    ----------
    name : str
        Name of a layer that exists.

    Returns
    -------
    Text
        The title.
    """
    return PLAN_LAYERS[name][1] if name in PLAN_LAYERS else CONTRACTS[name].title


def _link(rel: str, address: str, page: Page) -> dict[str, str]:
    asked: dict[str, str | int] = {"limit": page.limit, "offset": page.offset}
    if page.box is not None:
        asked["bbox"] = ",".join(f"{value:g}" for value in page.box)
    return {"rel": rel, "href": f"{address}?{urlencode(asked, safe=',')}", "type": GEOJSON}
