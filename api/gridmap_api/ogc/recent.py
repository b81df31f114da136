"""What was found lately, kept while the features that it was found in stay as they are."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Any

from starlette.requests import Request

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

    def known(self, key: Hashable) -> Any:  # noqa: ANN401
        """Return what was found before.

        Parameters
        ----------
        key : hashable
            Holds all on which it depends.

        Returns
        -------
        object
            None if it is not known.
        """
        with self._lock:
            if key not in self._entries:
                return None
            self._entries.move_to_end(key)
            return self._entries[key]

    def keep(self, key: Hashable, found: object) -> None:
        """Remember something.

        Parameters
        ----------
        key : hashable
            Holds all on which it depends.
        found : object
            What was found.
        """
        with self._lock:
            self._entries[key] = found
            while len(self._entries) > self._most:
                self._entries.popitem(last=False)


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
