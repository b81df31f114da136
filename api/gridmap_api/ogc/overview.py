"""The answers about the API as a whole and about collections."""

from __future__ import annotations

from typing import Any, Literal

from fastapi import Response
from sqlalchemy import Connection

from gridmap import __version__
from gridmap.errors import Text
from gridmap.sheets.geojson import dumps
from gridmap_api.ogc.caller import Caller
from gridmap_api.ogc.conformance import CLASSES
from gridmap_api.ogc.crs import OfferedCrs, offered
from gridmap_api.ogc.describing import Extent, collection_info, queryables, schema
from gridmap_api.ogc.html import page
from gridmap_api.ogc.links import JSON, SCHEMA, landing_links, self_links
from gridmap_api.ogc.recent import recent_of
from gridmap_api.store.feature_collections import Collection, find_collection, list_collections
from gridmap_api.store.feature_queries import read_extent

TITLE = Text("网格地理数据接口", "Geo API of the grids")
ABOUT = Text(
    "社区图层、网格和基本单元，按 OGC API – Features 提供。",
    "Layers, grids and units as OGC API: Features.",
)


def landing(caller: Caller) -> Response:
    """Return the landing page.

    Parameters
    ----------
    caller : Caller
        Who asks.

    Returns
    -------
    Response
        Links to all else.
    """
    links = self_links(caller.request, caller.is_html) + landing_links(caller.request, caller.lang)
    told = {"title": TITLE.say(caller.lang), "description": ABOUT.say(caller.lang), "links": links}
    return _told(caller, "landing", told, stamp="landing")


def conformance(caller: Caller) -> Response:
    """Return the conformance classes.

    Parameters
    ----------
    caller : Caller
        Who asks.

    Returns
    -------
    Response
        ``conformsTo``.
    """
    return _told(caller, "conformance", {"conformsTo": list(CLASSES)}, stamp="conformance")


def collections(caller: Caller) -> Response:
    """Return every collection that the caller may see.

    Parameters
    ----------
    caller : Caller
        Who asks.

    Returns
    -------
    Response
        The collections.
    """
    with caller.store.read(scope=caller.scope) as connection:
        found = list_collections(connection, caller.scope)
        told = [_info(caller, connection, one) for one in found]
    links = self_links(caller.request, caller.is_html)
    stamp = "|".join(one.stamp for one in found)
    return _told(caller, "collections", {"collections": told, "links": links}, stamp=stamp)


def collection(caller: Caller, name: str) -> Response:
    """Return one collection.

    Parameters
    ----------
    caller : Caller
        Who asks.
    name : str
        Its id.

    Returns
    -------
    Response
        The collection.
    """
    with caller.store.read(scope=caller.scope) as connection:
        found = find_collection(connection, name, caller.scope)
        told = _info(caller, connection, found)
    told["links"] = self_links(caller.request, caller.is_html) + told["links"]
    return _told(caller, "collection", told, stamp=found.stamp)


def described(caller: Caller, name: str, what: Literal["queryables", "schema"]) -> Response:
    """Return the queryables or the schema of a collection.

    Parameters
    ----------
    caller : Caller
        Who asks.
    name : str
        Id of the collection.
    what : {"queryables", "schema"}
        Which.

    Returns
    -------
    Response
        JSON Schema.
    """
    with caller.store.read(scope=caller.scope) as connection:
        found = find_collection(connection, name, caller.scope)
    make = queryables if what == "queryables" else schema
    told = make(caller.request, found, caller.lang)
    return _told(caller, "schema", told, stamp=found.stamp, media=SCHEMA)


def offered_for(
    caller: Caller, connection: Connection, found: Collection
) -> tuple[Extent, tuple[OfferedCrs, ...]]:
    """Return where a collection lies, and the CRS that it is offered in.

    Parameters
    ----------
    caller : Caller
        Who asks.
    connection : Connection
        Any.
    found : Collection
        The collection.

    Returns
    -------
    extent : tuple of float or None
        West, south, east, north in degrees.
    among : tuple of OfferedCrs
        The CRS.
    """
    key = ("extent", found.id, found.stamp, caller.scope)
    recent = recent_of(caller.request)
    kept: tuple[Extent] | None = recent.known(key)
    if kept is None:
        kept = (read_extent(connection, found),)
        recent.keep(key, kept)
    return kept[0], offered(kept[0])


def _info(caller: Caller, connection: Connection, found: Collection) -> dict[str, Any]:
    extent, among = offered_for(caller, connection, found)
    return collection_info(caller.request, found, extent, among, caller.lang)


def _told(
    caller: Caller, name: str, told: dict[str, Any], *, stamp: str, media: str = JSON
) -> Response:
    tag = caller.tag(f"{__version__}|{stamp}")
    held = caller.unchanged(tag)
    if held is not None:
        return held
    if caller.is_html:
        return caller.headed(page(name, lang=caller.lang, told=told), tag)
    return caller.headed(Response(dumps(told), media_type=media), tag)
