"""Tiles of a store: looked up, or made and kept."""

from __future__ import annotations

import threading
import zlib
from collections import OrderedDict
from collections.abc import Callable

from sqlalchemy import Connection

from gridmap.io.mvt import encode_layer
from gridmap_api.store.held import OfStore
from gridmap_api.store.scope import Scope
from gridmap_api.store.tile_matrices import Square
from gridmap_api.store.tile_queries import draw
from gridmap_api.store.tile_sets import TileSet
from gridmap_api.tiles.asked import Asked
from gridmap_api.tiles.cache import TileCache
from gridmap_api.tiles.history import GridsThen, grids_at

GZIP_LEVEL = 1
"""A tile is made once and sent often, but who waits for the first one waits for this too."""

GZIP = 31
"""What zlib calls the format of gzip, with the largest window."""

VERSIONS_HELD = 16


class Tiles:
    """The tiles of one store, for many threads."""

    def __init__(self) -> None:
        self.cache = TileCache()
        self._lock = threading.Lock()
        self._then: OrderedDict[tuple[str, Scope], _Once] = OrderedDict()

    def tile(
        self,
        connection: Connection,
        asked: Asked,
        tiles: TileSet,
        square: Square,
    ) -> bytes:
        """Return one tile of what holds now.

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

        Returns
        -------
        bytes
            A Mapbox Vector Tile in gzip; empty where there is nothing.
        """
        return self._kept(asked, tiles, square, lambda: draw(connection, tiles.drawn, square))

    def past_tile(self, asked: Asked, tiles: TileSet, square: Square, *, version: int) -> bytes:
        """Return one tile of the grids of a plan at an earlier version.

        Parameters
        ----------
        asked : Asked
            Of which store, and what may be seen.
        tiles : TileSet
            The grids of the plan.
        square : Square
            Where.
        version : int
            Before the head.

        Returns
        -------
        bytes
            A Mapbox Vector Tile in gzip; empty where there is nothing.
        """
        return self._kept(
            asked, tiles, square, lambda: _drawn(self._grids_then(asked, tiles, version), square)
        )

    def _kept(
        self, asked: Asked, tiles: TileSet, square: Square, make: Callable[[], bytes]
    ) -> bytes:
        if square.zoom < tiles.least_zoom:
            return b""
        place = (square.matrix_set.name, square.zoom, square.column, square.row)
        return self.cache.get((tiles.stamp, asked.scope, place), lambda: _packed(make()))

    def _grids_then(self, asked: Asked, tiles: TileSet, version: int) -> GridsThen:
        """Return the grids of a version; one thread works them out, the others wait for it."""
        key = (tiles.stamp, asked.scope)
        with self._lock:
            held = self._then.setdefault(key, _Once())
            self._then.move_to_end(key)
            while len(self._then) > VERSIONS_HELD:
                self._then.popitem(last=False)
        return held.get(
            lambda: grids_at(asked.store, (tiles.plan or {})["id"], version, asked.scope)
        )


class _Once:
    """Something that is made by the first who asks for it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._made: GridsThen | None = None

    def get(self, make: Callable[[], GridsThen]) -> GridsThen:
        with self._lock:
            if self._made is None:
                self._made = make()
            return self._made


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


tiles_of = OfStore(Tiles)
"""The tiles that are held of a store."""
