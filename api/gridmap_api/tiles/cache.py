"""Tiles that were made, kept in memory up to so many bytes."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable

MOST_BYTES = 128 * 2**20


class TileCache:
    """The tiles that were asked for last, for many threads.

    Parameters
    ----------
    most_bytes : int
        Bytes of all tiles together; the one that was not asked for longest goes first.
    """

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most = most_bytes
        self._lock = threading.Lock()
        self._tiles: OrderedDict[Hashable, bytes] = OrderedDict()
        self._held = 0

    @property
    def held_bytes(self) -> int:
        """Bytes of all tiles together."""
        return self._held

    def get(self, key: Hashable, make: Callable[[], bytes]) -> bytes:
        """Return a tile, made if it is not held.

        Parameters
        ----------
        key : Hashable
            All that the tile depends on: what it shows, which version, and what may be seen.
        make : callable
            Makes it; two threads that need the same tile at once may both do so.

        Returns
        -------
        bytes
            The tile.
        """
        with self._lock:
            if key in self._tiles:
                self._tiles.move_to_end(key)
                return self._tiles[key]
        tile = make()
        self._hold(key, tile)
        return tile

    def _hold(self, key: Hashable, tile: bytes) -> None:
        with self._lock:
            self._held += len(tile) - len(self._tiles.pop(key, b""))
            self._tiles[key] = tile
            while self._held > self._most:
                self._held -= len(self._tiles.popitem(last=False)[1])
