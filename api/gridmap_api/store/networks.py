"""The road network of a store on foot, built once for each version of its roads."""

from __future__ import annotations

import logging
import threading
from weakref import WeakKeyDictionary

from sqlalchemy import Connection

from gridmap.errors import CrsError
from gridmap.routing.network import make_network
from gridmap.routing.profiles import FOOT_ADULT
from gridmap.routing.travel import Travel, travel
from gridmap_api.store.engine import Store
from gridmap_api.store.layer_reads import current_versions, read_layer

LOG = logging.getLogger(__name__)

_HELD: WeakKeyDictionary[Store, tuple[int, Travel | None]] = WeakKeyDictionary()
_LOCK = threading.Lock()


def foot_travel(store: Store, connection: Connection) -> Travel | None:
    """Return the ways that there are on foot.

    Parameters
    ----------
    store : Store
        The store.
    connection : Connection
        A connection to it.

    Returns
    -------
    Travel or None
        None if there are no roads that fit together. Elders go the same ways, more slowly.
    """
    version = current_versions(connection).get("roads")
    if version is None:
        return None
    # Whoever comes while it is built waits for it, and does not build another.
    with _LOCK:
        held = _HELD.get(store)
        if held is None or held[0] != version:
            held = _HELD[store] = (version, _built(connection))
    return held[1]


def prepare(store: Store) -> None:
    """Build what is not built yet, so that whoever asks next does not wait for it.

    Parameters
    ----------
    store : Store
        The store.
    """
    with store.read() as connection:
        foot_travel(store, connection)


def _built(connection: Connection) -> Travel | None:
    # Of every road, whoever asks: roads are on every published map.
    roads = read_layer(connection, "roads")
    if roads.empty:
        return None
    try:
        return travel(make_network(roads), FOOT_ADULT)
    except CrsError as error:
        # Roads of half a country fit no map in metres: walks are guessed, and told so.
        LOG.warning("no network of the roads: %s", error)
        return None
