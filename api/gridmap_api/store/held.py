"""What is held in memory of each open store."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

from gridmap_api.store.engine import Store

Kept = TypeVar("Kept")


class OfStore(Generic[Kept]):
    """One thing for each open store, the same for every part of the program.

    Parameters
    ----------
    make : callable
        Makes it when a store is first asked for.
    """

    def __init__(self, make: Callable[[], Kept]) -> None:
        self._make = make
        self._known: WeakKeyDictionary[Store, Kept] = WeakKeyDictionary()
        self._lock = threading.Lock()

    def __call__(self, store: Store) -> Kept:
        """Return what is held of a store.

        Parameters
        ----------
        store : Store
            An open store.

        Returns
        -------
        object
            As long as the store is open.
        """
        with self._lock:
            if store not in self._known:
                self._known[store] = self._make()
            return self._known[store]
