"""Collections described: what they hold, where, in which CRS; queryables and schemas."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from starlette.requests import Request

from gridmap.errors import Lang
from gridmap.layers.contract import Column
from gridmap_api.ogc.crs import CRS84_URI, STORAGE_URI, OfferedCrs
from gridmap_api.ogc.links import address, collection_links
from gridmap_api.store.feature_collections import Collection

Extent = tuple[float, float, float, float] | None
JSON_TYPES = {
    "text": "string",
    "date": "string",
    "int": "integer",
    "float": "number",
    "bool": "boolean",
}
FORMATS: dict[tuple[str, ...], str] = {
    ("point",): "geometry-point-or-multipoint",
    ("line",): "geometry-linestring-or-multilinestring",
    ("polygon",): "geometry-polygon-or-multipolygon",
}
DIALECT = "https://json-schema.org/draft/2020-12/schema"


def collection_info(
    request: Request,
    collection: Collection,
    extent: Extent,
    among: Sequence[OfferedCrs],
    lang: Lang,
) -> dict[str, Any]:
    """Return what is told of a collection.

    Parameters
    ----------
    request : Request
        The request.
    collection : Collection
        The collection.
    extent : tuple of float or None
        West, south, east, north in degrees.
    among : sequence of OfferedCrs
        The CRS that are offered.
    lang : {"zh", "en"}
        The language.

    Returns
    -------
    dict
        JSON.
    """
    info: dict[str, Any] = {
        "id": collection.id,
        "title": collection.title.say(lang),
        "description": collection.description.say(lang),
        "itemType": "feature",
        "crs": [one.uri for one in among],
        "storageCrs": STORAGE_URI,
        "links": collection_links(request, collection.id, lang),
    }
    if extent is not None:
        info["extent"] = {"spatial": {"bbox": [list(extent)], "crs": CRS84_URI}}
    return info


def queryables(request: Request, collection: Collection, lang: Lang) -> dict[str, Any]:
    """Return the JSON Schema of what filters may name.

    Parameters
    ----------
    request : Request
        The request.
    collection : Collection
        The collection.
    lang : {"zh", "en"}
        The language.

    Returns
    -------
    dict
        JSON Schema.
    """
    properties = {name: _schema(column, lang) for name, column in collection.properties.items()}
    return {
        **_head(request, collection, lang),
        "properties": {**properties, "geometry": _geometry(collection)},
        "additionalProperties": False,
    }


def schema(request: Request, collection: Collection, lang: Lang) -> dict[str, Any]:
    """Return the JSON Schema of a feature: its properties, their roles, and what may be written.

    Parameters
    ----------
    request : Request
        The request.
    collection : Collection
        The collection.
    lang : {"zh", "en"}
        The language.

    Returns
    -------
    dict
        JSON Schema as OGC API: Features, part 5, has it.
    """
    properties = {}
    for name, column in collection.properties.items():
        one = _schema(column, lang)
        one |= {"x-ogc-role": "id"} if name == collection.key else {}
        properties[name] = one | ({} if name in collection.own else {"readOnly": True})
    further: dict[str, Any] = {name: {"title": name} for name in collection.further}
    required = [
        name
        for name, column in collection.properties.items()
        if column.required and name in collection.own and name != collection.key
    ]
    return {
        **_head(request, collection, lang),
        "properties": {**properties, **further, "geometry": _geometry(collection)},
        "required": required,
    }


def _head(request: Request, collection: Collection, lang: Lang) -> dict[str, Any]:
    return {
        "$schema": DIALECT,
        "$id": address(request, request.url.path),
        "type": "object",
        "title": collection.title.say(lang),
        "description": collection.description.say(lang),
    }


def _schema(column: Column, lang: Lang) -> dict[str, Any]:
    found: dict[str, Any] = {"title": column.title.say(lang), "type": JSON_TYPES[column.kind]}
    if column.kind == "date":
        found["format"] = "date"
    if column.choices:
        found["enum"] = [code for code, _ in column.choices]
        found["description"] = "、".join(f"{code} {word}" for code, word in column.choices)
    for name, limit in (("minimum", column.minimum), ("maximum", column.maximum)):
        found |= {} if limit is None else {name: limit}
    return found | ({"pattern": f"^(?:{column.pattern})$"} if column.pattern else {})


def _geometry(collection: Collection) -> dict[str, Any]:
    kind = FORMATS.get(collection.geometry, "geometry-any")
    return {"x-ogc-role": "primary-geometry", "format": kind}
