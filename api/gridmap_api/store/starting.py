"""What a client draws first: plans and layers that may be seen, and where they lie."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, func, select

from gridmap.layers import CONTRACTS
from gridmap_api.store.engine import Store
from gridmap_api.store.feature_collections import PRIVATE_LAYERS
from gridmap_api.store.features import FEATURES
from gridmap_api.store.layer_reads import current_versions
from gridmap_api.store.plan_reads import item_of
from gridmap_api.store.plans import list_plans
from gridmap_api.store.scope import Scope
from gridmap_api.store.snapshots import band_of
from gridmap_api.store.tile_queries import extent, layer_drawn, units_drawn

DECIMALS = 6
MOST_HELD = 1_000
Bounds = tuple[float, float, float, float]


class _Held:
    """What was worked out of things that never change, the last thousand of them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._values: dict[Any, Any] = {}

    def get(self, key: object, work_out: Callable[[], Any]) -> Any:  # noqa: ANN401
        with self._lock:
            if key in self._values:
                return self._values[key]
        value = work_out()
        with self._lock:
            while len(self._values) >= MOST_HELD:
                self._values.pop(next(iter(self._values)))
            self._values[key] = value
        return value


_HELD: WeakKeyDictionary[Store, _Held] = WeakKeyDictionary()
_HOLDING = threading.Lock()


def start_of(store: Store, connection: Connection, scope: Scope) -> dict[str, Any]:
    """Return the plans and layers that may be seen, with their bounds.

    Parameters
    ----------
    store : Store
        The store.
    connection : Connection
        A connection to it.
    scope : Scope
        What may be seen.

    Returns
    -------
    dict
        ``plans`` and ``layers`` of `gridmap_api.schemas.starting.Start`, and ``bounds`` of all
        plans, or of all layers where there is no plan.
    """
    with _HOLDING:
        held = _HELD.setdefault(store, _Held())
    plans = [_plan(held, connection, one, scope) for one in list_plans(connection, scope)]
    layers = [
        _layer(held, connection, name, version, scope)
        for name, version in _versions(connection, scope).items()
    ]
    # A layer of roads or water may reach far beyond the plans.
    places = [one["bounds"] for one in plans] or [one["bounds"] for one in layers]
    return {"plans": plans, "layers": layers, "bounds": _around(filter(None, places))}


def _plan(
    held: _Held, connection: Connection, plan: dict[str, Any], scope: Scope
) -> dict[str, Any]:
    drawn = units_drawn(plan["set_id"], scope)
    bounds = held.get(("set", plan["set_id"], scope), lambda: _bounds(connection, drawn))
    band = band_of(plan["settings"])
    told = {"bounds": bounds, "band": {"lower": band.lower, "upper": band.upper}}
    return item_of(plan, scope) | told


def _versions(connection: Connection, scope: Scope) -> dict[str, int]:
    hidden = PRIVATE_LAYERS if scope.published_only else frozenset()
    found = current_versions(connection)
    return {name: version for name, version in found.items() if name not in hidden}


def _layer(
    held: _Held, connection: Connection, name: str, version: int, scope: Scope
) -> dict[str, Any]:
    def work_out() -> tuple[int, Bounds | None]:
        table = FEATURES[name]
        count = select(func.count()).select_from(table).where(scope.rows(table.c.community_code))
        drawn = layer_drawn(name, version, is_current=True, scope=scope)
        return int(connection.execute(count).scalar_one()), _bounds(connection, drawn)

    # A change of communities may move features to another community, and makes no version of them.
    places = current_versions(connection).get("communities")
    count, bounds = held.get((name, version, places, scope), work_out)
    title = CONTRACTS[name].title
    return {
        "name": name,
        "title": {"zh": title.zh, "en": title.en},
        "version": version,
        "features": count,
        "bounds": bounds,
    }


def _bounds(connection: Connection, drawn: Any) -> Bounds | None:  # noqa: ANN401
    found = extent(connection, drawn)
    if found is None:
        return None
    west, south, east, north = (round(side, DECIMALS) for side in found)
    return west, south, east, north


def _around(boxes: Iterable[Bounds]) -> Bounds | None:
    sides = list(zip(*boxes, strict=True))
    if not sides:
        return None
    return min(sides[0]), min(sides[1]), max(sides[2]), max(sides[3])
