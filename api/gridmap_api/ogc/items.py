"""The answers that hold features: a page of a collection, one feature."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import quote

import orjson
from fastapi import Response
from sqlalchemy import Connection

from gridmap.errors import Text
from gridmap_api.errors import UnknownObjectError
from gridmap_api.ogc.asking import Asking, part_of
from gridmap_api.ogc.caller import Caller
from gridmap_api.ogc.crs import FIXED, OfferedCrs
from gridmap_api.ogc.html import page
from gridmap_api.ogc.links import GEOJSON, HTML, Link, link, self_links
from gridmap_api.ogc.overview import offered_for
from gridmap_api.ogc.recent import recent_of
from gridmap_api.store.feature_collections import Collection, find_collection
from gridmap_api.store.feature_queries import (
    Part,
    count_features,
    find_digest,
    read_features,
)
from gridmap_api.store.spatial_functions import require_functions

FIXED_URIS = frozenset(one.uri for one in FIXED)


def items(caller: Caller, name: str, asking: Asking) -> Response:
    """Return a page of features.

    Parameters
    ----------
    caller : Caller
        Who asks.
    name : str
        Id of the collection.
    asking : Asking
        What the address asks for.

    Returns
    -------
    Response
        A GeoJSON feature collection, or a page.
    """
    with caller.store.read(scope=caller.scope) as connection:
        found = find_collection(connection, name, caller.scope)
        tag = caller.tag(found.stamp)
        held = caller.unchanged(tag)
        if held is not None:
            return held
        require_functions(connection)
        among = _among(caller, connection, found, asking)
        part, crs = part_of(connection, found, asking, among)
        features, matched = _features(caller, connection, found, asking, part)
    has_more = len(features) > part.limit
    features = features[: part.limit]
    links = _page_links(caller, asking, part, features if has_more else [])
    if caller.is_html:
        told = {"matched": matched, "links": links, "offset": part.offset}
        answer: Response = page(
            "items", lang=caller.lang, collection=found, features=features, told=told
        )
    else:
        content = {
            "type": "FeatureCollection",
            "numberMatched": matched,
            "numberReturned": len(features),
            "features": features,
            "links": links,
        }
        answer = Response(orjson.dumps(content), media_type=GEOJSON)
    answer.headers["Content-Crs"] = f"<{crs.uri}>"
    return caller.headed(answer, tag)


def item(caller: Caller, name: str, key: str, crs_uri: str) -> Response:
    """Return one feature.

    Parameters
    ----------
    caller : Caller
        Who asks.
    name : str
        Id of the collection.
    key : str
        Its key.
    crs_uri : str
        The CRS in which it is told.

    Returns
    -------
    Response
        A GeoJSON feature, whose entity tag a change has to name, or a page.
    """
    if "\0" in key:
        raise no_feature()
    with caller.store.read(scope=caller.scope) as connection:
        found = find_collection(connection, name, caller.scope)
        require_functions(connection)
        among = _among(caller, connection, found, Asking(crs=crs_uri))
        part, crs = part_of(connection, found, Asking(crs=crs_uri, limit=1), among)
        here = found.values[found.key] == key
        features, _ = read_features(connection, found, replace(part, conditions=(here,)))
        digest = find_digest(connection, found, key) if found.layer else None
    if not features:
        raise no_feature()
    tag = caller.tag(found.stamp) if digest is None or caller.is_html else f'"{digest}"'
    return caller.unchanged(tag) or _told_item(caller, found, features[0], crs, tag)


def no_feature() -> UnknownObjectError:
    """Return the error that there is no such feature, or none that may be seen.

    Returns
    -------
    UnknownObjectError
        To be raised.
    """
    return UnknownObjectError(
        Text("没有这个要素。", "There is no such feature."), Text("请核对编号。", "Check its key.")
    )


def _told_item(
    caller: Caller, found: Collection, feature: dict[str, Any], crs: OfferedCrs, tag: str
) -> Response:
    links = self_links(caller.request, caller.is_html, GEOJSON)
    root = f"/ogc/collections/{quote(found.id, safe='')}"
    links.append(link(caller.request, "collection", root, title=found.title.say(caller.lang)))
    if caller.is_html:
        answer: Response = page(
            "item", lang=caller.lang, collection=found, feature=feature, told={"links": links}
        )
    else:
        answer = Response(orjson.dumps({**feature, "links": links}), media_type=GEOJSON)
    answer.headers["Content-Crs"] = f"<{crs.uri}>"
    return caller.headed(answer, tag)


def _among(
    caller: Caller, connection: Connection, found: Collection, asking: Asking
) -> tuple[OfferedCrs, ...]:
    """Return the CRS that are offered; where the fixed ones do, the place need not be known."""
    if {asking.crs, asking.bbox_crs, asking.filter_crs} <= FIXED_URIS:
        return FIXED
    return offered_for(caller, connection, found)[1]


def _features(
    caller: Caller, connection: Connection, found: Collection, asking: Asking, part: Part
) -> tuple[list[dict[str, Any]], int]:
    """Return the features of a page, with one more if there is one, and how many match in all."""
    key = ("count", found.id, found.stamp, caller.scope, asking.selection)
    recent = recent_of(caller.request)
    known: int | None = recent.known(key)
    is_counted = known is None and part.after is None and bool(part.conditions)
    one_more = replace(part, limit=part.limit + 1, is_counted=is_counted)
    features, matched = read_features(connection, found, one_more)
    if known is None:
        known = matched or count_features(connection, found, part.conditions)
        recent.keep(key, known)
    return features, known


def _page_links(
    caller: Caller, asking: Asking, part: Part, before_next: list[dict[str, Any]]
) -> list[Link]:
    """Return links to this page and to its neighbours.

    Without an offset or an order of its own, an address goes on after the last key, so that
    nothing is missed or told twice while features come and go.
    """
    request = caller.request
    links = self_links(request, caller.is_html, GEOJSON)
    media = HTML if caller.is_html else GEOJSON
    asked = dict(request.query_params)
    asked |= {"limit": str(part.limit)}
    if before_next and (asking.is_counted or part.order or caller.is_html):
        further = asked | {"offset": str(part.offset + part.limit)}
        links.append(link(request, "next", request.url.path, media, asked=further))
    elif before_next:
        further = asked | {"after": str(before_next[-1]["id"])}
        links.append(link(request, "next", request.url.path, media, asked=further))
    if part.offset:
        back = asked | {"offset": str(max(0, part.offset - part.limit))}
        links.append(link(request, "prev", request.url.path, media, asked=back))
    root = request.url.path.rsplit("/items", 1)[0]
    return [*links, link(request, "collection", root)]
