"""Features created, replaced, changed and deleted: each makes a version of its layer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote

from fastapi import Response
from sqlalchemy import Connection
from starlette.exceptions import HTTPException

from gridmap_api.ogc.caller import Caller
from gridmap_api.ogc.crs import OfferedCrs
from gridmap_api.ogc.items import no_feature
from gridmap_api.ogc.links import address
from gridmap_api.ogc.overview import offered_for
from gridmap_api.ogc.writing import (
    FEATURE_TYPES,
    PATCH_TYPES,
    body_crs,
    feature_values,
    require_type,
    required_tag,
)
from gridmap_api.store.feature_collections import Collection, find_collection
from gridmap_api.store.layer_writes import (
    Written,
    create_feature,
    delete_feature,
    replace_feature,
    update_feature,
)
from gridmap_api.store.plans import require_editor

READING = "GET, OPTIONS"
ON_ITEMS = "GET, POST, OPTIONS"
ON_ITEM = "GET, PUT, PATCH, DELETE, OPTIONS"


def create(caller: Caller, name: str, body: bytes) -> Response:
    """Add a feature to a collection.

    Parameters
    ----------
    caller : Caller
        Who does it.
    name : str
        Id of the collection.
    body : bytes
        What was sent.

    Returns
    -------
    Response
        201 with its address and entity tag.
    """
    with _writing(caller, name) as (connection, found, among):
        require_type(caller.request, FEATURE_TYPES)
        values = feature_values(body, found, body_crs(caller.request, among))
        written = create_feature(
            connection,
            found.layer,
            None,
            values,
            actor=caller.principal.name,
            scope=caller.scope,
        )
    where = f"/ogc/collections/{quote(name, safe='')}/items/{quote(written.key, safe='')}"
    return _done(written, 201, Location=address(caller.request, where))


def replace(caller: Caller, name: str, key: str, body: bytes) -> Response:
    """Give a feature other values.

    Parameters
    ----------
    caller : Caller
        Who does it.
    name : str
        Id of the collection.
    key : str
        Of the feature.
    body : bytes
        What was sent.

    Returns
    -------
    Response
        204 with its entity tag.
    """
    with _writing(caller, name, key) as (connection, found, among):
        tag = required_tag(caller.request)
        require_type(caller.request, FEATURE_TYPES)
        values = feature_values(body, found, body_crs(caller.request, among))
        written = replace_feature(
            connection,
            found.layer,
            key,
            values,
            actor=caller.principal.name,
            if_match=tag,
            scope=caller.scope,
        )
    return _done(written, 204)


def update(caller: Caller, name: str, key: str, body: bytes) -> Response:
    """Change some values of a feature.

    Parameters
    ----------
    caller : Caller
        Who does it.
    name : str
        Id of the collection.
    key : str
        Of the feature.
    body : bytes
        What was sent.

    Returns
    -------
    Response
        204 with its entity tag.
    """
    with _writing(caller, name, key) as (connection, found, among):
        tag = required_tag(caller.request)
        require_type(caller.request, PATCH_TYPES)
        crs = body_crs(caller.request, among)
        written = update_feature(
            connection,
            found.layer,
            key,
            feature_values(body, found, crs, is_whole=False),
            actor=caller.principal.name,
            if_match=tag,
            scope=caller.scope,
        )
    return _done(written, 204)


def delete(caller: Caller, name: str, key: str) -> Response:
    """Remove a feature.

    Parameters
    ----------
    caller : Caller
        Who does it.
    name : str
        Id of the collection.
    key : str
        Of the feature.

    Returns
    -------
    Response
        204.
    """
    with _writing(caller, name, key) as (connection, found, _):
        delete_feature(
            connection,
            found.layer,
            key,
            actor=caller.principal.name,
            if_match=required_tag(caller.request),
            scope=caller.scope,
        )
    return Response(status_code=204)


def allowed(caller: Caller, name: str, *, is_item: bool) -> Response:
    """Return which methods a collection or its features know.

    Parameters
    ----------
    caller : Caller
        Who asks.
    name : str
        Id of the collection.
    is_item : bool
        Whether it is about one feature.

    Returns
    -------
    Response
        204 with ``Allow``.
    """
    with caller.store.read(scope=caller.scope) as connection:
        found = find_collection(connection, name, caller.scope)
    methods = (ON_ITEM if is_item else ON_ITEMS) if found.layer else READING
    return Response(status_code=204, headers={"Allow": methods})


@contextmanager
def _writing(
    caller: Caller, name: str, key: str = ""
) -> Iterator[tuple[Connection, Collection, tuple[OfferedCrs, ...]]]:
    """Give a transaction on a collection that the caller may change."""
    if "\0" in key:
        raise no_feature()
    with caller.store.write() as connection:
        found = find_collection(connection, name, caller.scope)
        if not found.layer:
            raise HTTPException(405, headers={"Allow": READING})
        require_editor(caller.principal)
        yield connection, found, offered_for(caller, connection, found)[1]


def _done(written: Written, status: int, **headers: str) -> Response:
    tag = {"ETag": f'"{written.digest}"'}
    return Response(status_code=status, headers={**headers, **tag})
