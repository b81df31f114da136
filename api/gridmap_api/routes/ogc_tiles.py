"""OGC API Tiles part 1: tile matrix sets, and the tiles of every collection as it is now.

Source: OGC 20-057, OGC API - Tiles - Part 1: Core.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from fastapi import APIRouter, Response

from gridmap_api.routes.parts import PROBLEM, GivenLanguage
from gridmap_api.schemas.tiles import TileMatrixSet, TileMatrixSets, TileSetInfo, TileSets
from gridmap_api.store.tile_matrices import MATRIX_SETS, matrix_set
from gridmap_api.store.tile_queries import extent
from gridmap_api.store.tile_sets import collection_tiles
from gridmap_api.tiles.answers import MVT, tile_answer
from gridmap_api.tiles.asked import GivenAsked, GivenOgcSquare
from gridmap_api.tiles.describing import (
    matrix_set_info,
    matrix_set_item,
    tile_set_info,
    tile_set_list,
)

router = APIRouter(prefix="/ogc", tags=["ogc tiles"])

KNOWN: dict[int | str, dict[str, Any]] = {400: PROBLEM, 404: PROBLEM, 503: PROBLEM}
TILE: dict[int | str, dict[str, Any]] = {
    200: {"content": {MVT: {}}, "description": "A Mapbox Vector Tile."},
    204: {"description": "There is nothing here."},
    304: {"description": "The client holds it."},
    **KNOWN,
}


@router.get(
    "/tileMatrixSets",
    response_model=TileMatrixSets,
    response_model_exclude_none=True,
    responses={400: PROBLEM},
)
def tile_matrix_sets(asked: GivenAsked) -> TileMatrixSets:
    """List the tile matrix sets."""
    base = f"{asked.base}/ogc"
    items = [matrix_set_item(one, base, lang=asked.lang) for one in MATRIX_SETS.values()]
    return TileMatrixSets(tileMatrixSets=items)


@router.get(
    "/tileMatrixSets/{name}",
    response_model=TileMatrixSet,
    response_model_exclude_none=True,
    responses={400: PROBLEM, 404: PROBLEM},
)
def tile_matrix_set(name: str, lang: GivenLanguage) -> TileMatrixSet:
    """Return where the tiles of every level of a tile matrix set lie."""
    return matrix_set_info(matrix_set(name), lang=lang)


@router.get(
    "/collections/{collection}/tiles",
    response_model=TileSets,
    response_model_exclude_none=True,
    responses=KNOWN,
)
def tile_sets(collection: str, asked: GivenAsked) -> TileSets:
    """List the tile sets of a collection, one for each tile matrix set."""
    with asked.store.read(scope=asked.scope) as connection:
        tiles = collection_tiles(connection, asked.scope, collection=collection)
    return tile_set_list(tiles, collection, f"{asked.base}/ogc", lang=asked.lang)


@router.get(
    "/collections/{collection}/tiles/{tms}",
    response_model=TileSetInfo,
    response_model_exclude_none=True,
    responses=KNOWN,
)
def tile_set(collection: str, tms: str, asked: GivenAsked) -> TileSetInfo:
    """Return what the tiles of a collection are: extent, levels, layers, addresses."""
    matrices, base = matrix_set(tms), f"{asked.base}/ogc"
    with asked.store.read(scope=asked.scope) as connection:
        tiles = collection_tiles(connection, asked.scope, collection=collection)
        bounds = extent(connection, tiles.drawn)
    return tile_set_info(tiles, matrices, collection, base, bounds=bounds, lang=asked.lang)


@router.get(
    "/collections/{collection}/tiles/{tms}/{tile_matrix}/{tile_row}/{tile_col}",
    response_class=Response,
    responses=TILE,
)
def tile(collection: str, square: GivenOgcSquare, asked: GivenAsked) -> Response:
    """Return one tile of a collection as it is now."""
    return tile_answer(asked, partial(collection_tiles, collection=collection), square)
