"""Tile sets and tile matrix sets as OGC API Tiles describes them."""

from __future__ import annotations

from collections.abc import Sequence

from gridmap.errors import Lang, Text
from gridmap_api.schemas.tiles import (
    TileBox,
    TileLayer,
    TileLink,
    TileMatrix,
    TileMatrixSet,
    TileMatrixSetItem,
    TileSetInfo,
    TileSetItem,
    TileSets,
)
from gridmap_api.store.tile_matrices import MATRIX_SETS, MatrixSet
from gridmap_api.store.tile_sets import TileSet
from gridmap_api.tiles.answers import DEEPEST_ZOOM, MVT

TILING_SCHEME = "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme"
JSON = "application/json"


def matrix_set_item(matrices: MatrixSet, base: str, *, lang: Lang) -> TileMatrixSetItem:
    """Return a tile matrix set as an item of the list.

    Parameters
    ----------
    matrices : MatrixSet
        The set.
    base : str
        Address of the OGC API.
    lang : {"zh", "en"}
        The language.

    Returns
    -------
    TileMatrixSetItem
        The item.
    """
    address = f"{base}/tileMatrixSets/{matrices.name}"
    return TileMatrixSetItem(
        id=matrices.name,
        title=matrices.title.say(lang),
        uri=matrices.uri or None,
        crs=matrices.crs,
        links=[TileLink(rel="self", href=address, type=JSON)],
    )


def matrix_set_info(matrices: MatrixSet, *, lang: Lang) -> TileMatrixSet:
    """Return a tile matrix set with all its levels.

    Parameters
    ----------
    matrices : MatrixSet
        The set.
    lang : {"zh", "en"}
        The language.

    Returns
    -------
    TileMatrixSet
        The definition.
    """
    return TileMatrixSet(
        id=matrices.name,
        title=matrices.title.say(lang),
        uri=matrices.uri or None,
        crs=matrices.crs,
        orderedAxes=list(matrices.axes),
        wellKnownScaleSet=matrices.scale_set or None,
        tileMatrices=[TileMatrix(**one) for one in matrices.matrices()],
    )


def tile_set_list(tiles: TileSet, collection: str, base: str, *, lang: Lang) -> TileSets:
    """Return the tile sets of a collection.

    Parameters
    ----------
    tiles : TileSet
        The tiles.
    collection : str
        Id of the collection.
    base : str
        Address of the OGC API.
    lang : {"zh", "en"}
        The language.

    Returns
    -------
    TileSets
        One for each tile matrix set.
    """
    here = f"{base}/collections/{collection}/tiles"
    items = []
    for matrices in MATRIX_SETS.values():
        links = _links(matrices, collection, base, lang=lang)
        items.append(
            TileSetItem(
                title=tiles.title.say(lang),
                dataType="vector",
                crs=matrices.crs,
                tileMatrixSetURI=matrices.uri or None,
                links=links,
            )
        )
    return TileSets(links=[TileLink(rel="self", href=here, type=JSON)], tilesets=items)


def tile_set_info(
    tiles: TileSet,
    matrices: MatrixSet,
    collection: str,
    base: str,
    *,
    bounds: Sequence[float] | None,
    lang: Lang,
) -> TileSetInfo:
    """Return one tile set of a collection.

    Parameters
    ----------
    tiles : TileSet
        The tiles.
    matrices : MatrixSet
        Its tile matrix set.
    collection : str
        Id of the collection.
    base : str
        Address of the OGC API.
    bounds : sequence of float, optional
        West, south, east, north in degrees.
    lang : {"zh", "en"}
        The language.

    Returns
    -------
    TileSetInfo
        Its extent, layers and links.
    """
    layer = TileLayer(
        id=tiles.drawn.name,
        dataType="vector",
        minTileMatrix=str(tiles.least_zoom),
        maxTileMatrix=str(DEEPEST_ZOOM),
    )
    return TileSetInfo(
        title=tiles.title.say(lang),
        dataType="vector",
        crs=matrices.crs,
        tileMatrixSetURI=matrices.uri or None,
        links=_links(matrices, collection, base, lang=lang),
        boundingBox=None if bounds is None else _box(bounds),
        layers=[layer],
    )


def _box(bounds: Sequence[float]) -> TileBox:
    west, south, east, north = bounds
    crs = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
    return TileBox(lowerLeft=[west, south], upperRight=[east, north], crs=crs)


def _links(matrices: MatrixSet, collection: str, base: str, *, lang: Lang) -> list[TileLink]:
    here = f"{base}/collections/{collection}/tiles/{matrices.name}"
    scheme = f"{base}/tileMatrixSets/{matrices.name}"
    return [
        TileLink(rel="self", href=here, type=JSON, title=matrices.title.say(lang)),
        TileLink(rel=TILING_SCHEME, href=scheme, type=JSON),
        TileLink(
            rel="item",
            href=f"{here}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}",
            type=MVT,
            title=Text("瓦片", "Tiles").say(lang),
            templated=True,
        ),
    ]
