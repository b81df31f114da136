"""Tiles and what describes them, as answers of the service."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Boolean, Connection, Double, Integer
from starlette.requests import Request
from starlette.responses import Response

from gridmap_api.caching import entity_tag, unchanged
from gridmap_api.schemas.tiles import TileJson, VectorLayer
from gridmap_api.store.scope import Scope
from gridmap_api.store.tile_matrices import Square
from gridmap_api.store.tile_queries import extent
from gridmap_api.store.tile_sets import TileSet
from gridmap_api.tiles.asked import Asked
from gridmap_api.tiles.making import GZIP, tiles_of

MVT = "application/vnd.mapbox-vector-tile"
FOREVER = "max-age=31536000, immutable"
DEEPEST_ZOOM = 16
"""A step of a tile is then 0.15 m; clients enlarge it for closer views."""

Find = Callable[[Connection, Scope], TileSet]


def tile_answer(
    asked: Asked, find: Find, square: Square, *, version: int | None = None
) -> Response:
    """Return a tile with the headers by which it is kept.

    Parameters
    ----------
    asked : Asked
        The request.
    find : callable
        Finds the tile set, or raises that there is none.
    square : Square
        Where.
    version : int, optional
        The version that the address names: the tile then never changes.

    Returns
    -------
    Response
        200, 204 where there is nothing, or 304.
    """
    with asked.store.read(scope=asked.scope) as connection:
        tiles = find(connection, asked.scope)
        tag = entity_tag(asked.request, f"{tiles.stamp} {asked.scope}")
        headers = {"ETag": tag, **_keeping(asked.request, is_fixed=version is not None)}
        same = unchanged(asked.request, tag)
        if same is not None:
            same.headers.update(headers)
            return same
        is_past = _is_past(tiles, version)
        if not is_past:
            tile = tiles_of(asked.store).tile(connection, asked, tiles, square)
    if is_past:
        tile = tiles_of(asked.store).past_tile(asked, tiles, square, version=int(version or 0))
    return _sent(asked.request, tile, headers)


def tile_json(asked: Asked, find: Find, address: str) -> TileJson:
    """Return the TileJSON of a tile set.

    Parameters
    ----------
    asked : Asked
        The request; its host stands in the addresses.
    find : callable
        Finds the tile set, or raises that there is none.
    address : str
        Address of the tiles from the root, with ``{z}``, ``{x}`` and ``{y}``.

    Returns
    -------
    TileJson
        Version 3.0.0.
    """
    with asked.store.read(scope=asked.scope) as connection:
        tiles = find(connection, asked.scope)
        bounds = extent(connection, tiles.drawn)
    return TileJson(
        tilejson="3.0.0",
        name=tiles.title.say(asked.lang),
        tiles=[f"{asked.base}{address}"],
        scheme="xyz",
        minzoom=tiles.least_zoom,
        maxzoom=DEEPEST_ZOOM,
        bounds=list(bounds) if bounds else [-180.0, -90.0, 180.0, 90.0],
        vector_layers=[vector_layer(tiles)],
    )


def vector_layer(tiles: TileSet) -> VectorLayer:
    """Return what a layer of tiles holds.

    Parameters
    ----------
    tiles : TileSet
        The tiles.

    Returns
    -------
    VectorLayer
        Its name and the kind of each property.
    """
    columns: Sequence[Any] = list(tiles.drawn.rows.selected_columns)
    fields = {one.name: _kind(one) for one in columns if one.name not in {"geom", "number"}}
    return VectorLayer(
        id=tiles.drawn.name, fields=fields, minzoom=tiles.least_zoom, maxzoom=DEEPEST_ZOOM
    )


def _kind(column: Any) -> str:  # noqa: ANN401
    if isinstance(column.type, Boolean):
        return "Boolean"
    return "Number" if isinstance(column.type, (Integer, Double)) else "String"


def _is_past(tiles: TileSet, version: int | None) -> bool:
    return tiles.plan is not None and version is not None and version < tiles.plan["head"]


def _keeping(request: Request, *, is_fixed: bool) -> dict[str, str]:
    """Return who may keep an answer and for how long; what depends on a login is kept by one."""
    if not request.app.state.settings.accounts:
        keep = f"public, {FOREVER}" if is_fixed else "no-cache"
        return {"Cache-Control": keep, "Vary": "Accept-Encoding"}
    keep = f"private, {FOREVER}" if is_fixed else "private, no-cache"
    return {"Cache-Control": keep, "Vary": "Accept-Encoding, Cookie, Authorization"}


def _sent(request: Request, tile: bytes, headers: dict[str, str]) -> Response:
    if not tile:
        return Response(status_code=204, headers=headers)
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(tile, media_type=MVT, headers={**headers, "Content-Encoding": "gzip"})
    return Response(zlib.decompress(tile, GZIP), media_type=MVT, headers=headers)
