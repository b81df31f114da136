"""Tiles of a store: looked up, or made and kept."""

from __future__ import annotations

import threading
import zlib
from collections import OrderedDict
from weakref import WeakKeyDictionary

from sqlalchemy import Connection

from gridmap.io.mvt import encode_layer
from gridmap_api.store.engine import Store
from gridmap_api.store.scope import Scope
from gridmap_api.store.tile_queries import draw
from gridmap_api.store.tile_sets import TileSet
from gridmap_api.tiles.asked import Asked
from gridmap_api.tiles.cache import TileCache
from gridmap_api.tiles.history import GridsThen, grids_at
from gridmap_api.tiles.matrices import Square

GZIP_LEVEL = 1
"""A tile is made once and sent often, but who waits for the first one waits for this too."""

GZIP = 31
"""What zlib calls the format of gzip, with the largest window."""

VERSIONS_HELD = 8


class Tiles:
    """The tiles of one store, for many threads."""

    def __init__(self) -> None:
        self.cache = TileCache()
        self._lock = threading.Lock()
        self._then: OrderedDict[tuple[str, Scope], GridsThen] = OrderedDict()

    def tile(
        self,
        connection: Connection,
        asked: Asked,
        tiles: TileSet,
        square: Square,
        *,
        version: int | None = None,
    ) -> bytes:
        """Return one tile.

        Parameters
        ----------
        connection : Connection
            In which the tile set was found.
        asked : Asked
            Of which store, and what may be seen.
        tiles : TileSet
            What it shows.
        square : Square
            Where.
        version : int, optional
            Of a plan's grids, the version, where it is not the head.

        Returns
        -------
        bytes
            A Mapbox Vector Tile in gzip; empty where there is nothing.
        """
        if square.zoom < tiles.least_zoom:
            return b""
        place = (square.matrix_set.name, square.zoom, square.column, square.row)
        key = (tiles.stamp, asked.scope, place)
        if version is None:
            return self.cache.get(key, lambda: _packed(draw(connection, tiles.drawn, square)))
        return self.cache.get(
            key, lambda: _packed(_drawn(self._grids_then(asked, tiles, version), square))
        )

    def _grids_then(self, asked: Asked, tiles: TileSet, version: int) -> GridsThen:
        key = (tiles.stamp, asked.scope)
        with self._lock:
            then = self._then.get(key)
        if then is None:
            plan = dict(tiles.plan or {})
            then = grids_at(asked.store, plan, version, asked.scope)
            self._hold(key, then)
        return then

    def _hold(self, key: tuple[str, Scope], then: GridsThen) -> None:
        with self._lock:
            self._then[key] = then
            while len(self._then) > VERSIONS_HELD:
                self._then.popitem(last=False)


def _drawn(then: GridsThen, square: Square) -> bytes:
    columns = {name: then.table[name].tolist() for name in then.table.columns}
    numbers = columns.pop("number", [])
    shapes = square.matrix_set.project(then.shapes)
    return encode_layer("grids", shapes, columns, bounds=square.bounds, ids=numbers)


def _packed(tile: bytes) -> bytes:
    if not tile:
        return b""
    packer = zlib.compressobj(GZIP_LEVEL, zlib.DEFLATED, GZIP)
    return packer.compress(tile) + packer.flush()


_KNOWN: WeakKeyDictionary[Store, Tiles] = WeakKeyDictionary()
_KNOWING = threading.Lock()


def tiles_of(store: Store) -> Tiles:
    """Return the tiles that are held of a store.

    Parameters
    ----------
    store : Store
        An open store.

    Returns
    -------
    Tiles
        As long as the store is open.
    """
    with _KNOWING:
        return _KNOWN.setdefault(store, Tiles())
