"""The road network of a store on foot, built once for each version of its roads."""

from __future__ import annotations

import threading
from weakref import WeakKeyDictionary

from sqlalchemy import Connection

from gridmap.routing.network import Network, make_network
from gridmap.routing.profiles import FOOT_ADULT
from gridmap.routing.travel import Travel, travel
from gridmap_api.store.engine import Store
from gridmap_api.store.layer_reads import current_versions, read_layer

_Held = tuple[int, Network, Travel]
_HELD: WeakKeyDictionary[Store, _Held] = WeakKeyDictionary()
_LOCK = threading.Lock()


def network_of(store: Store, connection: Connection) -> Network | None:
    """Return the road network of a store.

    Parameters
    ----------
    store : Store
        The store.
    connection : Connection
        A connection to it.

    Returns
    -------
    Network or None
        Of every road, whoever asks: roads are on every published map. None if there are none.
    """
    held = _held(store, connection)
    return None if held is None else held[1]


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
        None if there are no roads. Elders go the same ways, more slowly.
    """
    held = _held(store, connection)
    return None if held is None else held[2]


def _held(store: Store, connection: Connection) -> _Held | None:
    version = current_versions(connection).get("roads")
    if version is None:
        return None
    # Whoever comes while it is built waits for it, and does not build another.
    with _LOCK:
        held = _HELD.get(store)
        if held is None or held[0] != version:
            roads = read_layer(connection, "roads")
            if roads.empty:
                return None
            network = make_network(roads)
            held = (version, network, travel(network, FOOT_ADULT))
            _HELD[store] = held
    return held
