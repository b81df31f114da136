"""What was found lately, kept while the features that it was found in stay as they are."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import TypeVar

from starlette.requests import Request

Found = TypeVar("Found")
MOST = 4_096


class Recent:
    """A bounded memory, shared by threads; what was not asked for longest is forgotten first.

    Parameters
    ----------
    most : int
        Entries that are kept.
    """

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._entries: OrderedDict[Hashable, object] = OrderedDict()
        self._lock = threading.Lock()

    def found(self, key: Hashable, find: Callable[[], Found]) -> Found:
        """Return what was found before, or find it.

        Parameters
        ----------
        key : hashable
            Holds all on which it depends.
        find : callable
            Finds it.

        Returns
        -------
        object
            What was found.
        """
        with self._lock:
            if key in self._entries:
                self._entries.move_to_end(key)
                return self._entries[key]  # type: ignore[return-value]
        made = find()
        with self._lock:
            self._entries[key] = made
            while len(self._entries) > self._most:
                self._entries.popitem(last=False)
        return made


def recent_of(request: Request) -> Recent:
    """Return the memory of the service.

    Parameters
    ----------
    request : Request
        The request.

    Returns
    -------
    Recent
        One for each application.
    """
    state = request.app.state
    if not hasattr(state, "ogc_recent"):
        state.ogc_recent = Recent()
    recent: Recent = state.ogc_recent
    return recent
