"""Who can walk to a station, of plans of the store; the ways are worked out once."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

import geopandas as gpd
import numpy as np
import shapely
from sqlalchemy import Connection

from gridmap.editing import LivePlan
from gridmap.editing.ground import Ground
from gridmap.errors import Text
from gridmap.stations import (
    WALKERS,
    Grids,
    Homes,
    Reach,
    StationSettings,
    Walks,
    Ways,
    grids_of,
    homes_of,
    reach_of,
    stations_of,
    walks_of,
    ways_of,
)
from gridmap_api.errors import UnknownObjectError
from gridmap_api.store.differences import seen_units
from gridmap_api.store.engine import Store
from gridmap_api.store.held import OfStore
from gridmap_api.store.layer_reads import current_versions, read_layer
from gridmap_api.store.live import plans_of
from gridmap_api.store.networks import foot_travel
from gridmap_api.store.plans import SEE_PLANS, require_version
from gridmap_api.store.reach_shown import circles_shown
from gridmap_api.store.scope import Scope

HELD = 6
"""Networks, and sets of ways to stations, that are held in memory."""

Kept = TypeVar("Kept")
Key = tuple[object, ...]


class Reaches:
    """The ways of one store that were used last, for many threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._values: OrderedDict[Key, Any] = OrderedDict()
        self._making: dict[Key, threading.Lock] = {}

    def get(self, key: Key, make: Callable[[], Kept]) -> Kept:
        """Return what is held under a key, or make it, once for all who ask for it.

        Parameters
        ----------
        key : tuple
            Names everything that it is made of.
        make : callable
            Makes it.

        Returns
        -------
        object
            What was made.
        """
        with self._lock:
            alone = self._making.setdefault(key, threading.Lock())
        with alone:
            with self._lock:
                if key in self._values:
                    self._values.move_to_end(key)
                    found: Kept = self._values[key]
                    return found
            made = make()
            with self._lock:
                self._values[key] = made
                while len(self._values) > 2 * HELD:
                    gone, _ = self._values.popitem(last=False)
                    self._making.pop(gone, None)
            return made


reaches_of = OfStore(Reaches)
"""The ways that are held of a store."""


def ways_for(
    store: Store,
    connection: Connection,
    ground: Ground,
    set_id: str,
    settings: StationSettings | None = None,
) -> Ways:
    """Return the roads as people walk them from the units of a set.

    Parameters
    ----------
    store : Store
        The store.
    connection : Connection
        To it.
    ground : Ground
        The units of the set.
    set_id : str
        The set.
    settings : StationSettings, optional
        How far people walk.

    Returns
    -------
    Ways
        Of the present layer of roads.

    Raises
    ------
    InputError
        If there are no roads.
    """
    version = current_versions(connection).get("roads", 0)

    def _make() -> Ways:
        homes = homes_of(ground.units)
        known = foot_travel(store, connection)
        if known is not None and known.network.metric_crs == homes.crs:
            return ways_of(known.network, homes)
        return ways_of(read_layer(connection, "roads") if version else None, homes)

    ways = reaches_of(store).get(("ways", set_id, version), _make)
    return ways if settings is None else replace(ways, settings=settings)


def walks_for(
    store: Store,
    connection: Connection,
    ground: Ground,
    set_id: str,
    settings: StationSettings | None = None,
) -> Walks:
    """Return how far it is from the units of a set to every station.

    Parameters
    ----------
    store : Store
        The store.
    connection : Connection
        To it.
    ground : Ground
        The units of the set.
    set_id : str
        The set.
    settings : StationSettings, optional
        How far people walk, within what is looked at.

    Returns
    -------
    Walks
        To the stations that there are now.
    """
    versions = current_versions(connection)
    key = ("walks", set_id, versions.get("roads", 0), versions.get("stations", 0))

    def _make() -> Walks:
        ways = ways_for(store, connection, ground, set_id)
        return walks_of(ways, stations_of(_stations(connection, versions), ways.homes))

    walks = reaches_of(store).get(key, _make)
    return walks if settings is None else replace(walks, settings=settings)


def _stations(connection: Connection, versions: Mapping[str, int]) -> gpd.GeoDataFrame | None:
    return read_layer(connection, "stations") if versions.get("stations") else None


def live_at(
    store: Store, connection: Connection, plan: Mapping[str, Any], version: int, scope: Scope
) -> LivePlan:
    """Return a plan at one version, where that may be seen.

    Parameters
    ----------
    store : Store
        The store.
    connection : Connection
        In which the plan was found.
    plan : Mapping
        The plan.
    version : int
        The version.
    scope : Scope
        What may be seen.

    Returns
    -------
    LivePlan
        The plan.

    Raises
    ------
    UnknownObjectError
        If the plan has no such version, or it was never published and only that may be seen.
    """
    require_version(plan, version)
    if scope.published_only and version != plan["head"]:
        raise UnknownObjectError(
            Text("这个版本没有发布。", "This version is not published."), SEE_PLANS
        )
    return plans_of(store).at(connection, plan, version)


def reach_at(
    store: Store,
    connection: Connection,
    plan: Mapping[str, Any],
    version: int,
    scope: Scope,
    *,
    settings: StationSettings | None = None,
) -> Reach:
    """Return who can walk to a station in a plan at one version, of what may be seen.

    Parameters
    ----------
    store : Store
        The store.
    connection : Connection
        In which the plan was found.
    plan : Mapping
        The plan.
    version : int
        The version.
    scope : Scope
        What may be seen: households elsewhere are not counted.
    settings : StationSettings, optional
        How far people walk.

    Returns
    -------
    Reach
        Of that version.
    """
    live = live_at(store, connection, plan, version, scope)
    walks = walks_for(store, connection, live.ground, plan["set_id"], settings)
    homes = _seen(walks.homes, live, scope)
    return reach_of(replace(walks, homes=homes), grids_at(live, homes, scope))


def grids_at(live: LivePlan, homes: Homes, scope: Scope) -> Grids:
    """Return the grids of a plan that may be seen.

    Parameters
    ----------
    live : LivePlan
        The plan.
    homes : Homes
        Its units.
    scope : Scope
        What may be seen.

    Returns
    -------
    Grids
        By code.
    """
    codes = live.codes()
    codes[~seen_units(live, scope)] = None
    names = {code: facts.name or "" for code, facts in live.facts.items()}
    return grids_of(codes, homes, names=names)


def _seen(homes: Homes, live: LivePlan, scope: Scope) -> Homes:
    if scope.communities is None:
        return homes
    return replace(homes, households=np.where(seen_units(live, scope), homes.households, 0))


def buildings_of(store: Store, connection: Connection, plan: Mapping[str, Any]) -> list[str]:
    """Return the buildings of every unit of a plan.

    Parameters
    ----------
    store : Store
        The store.
    connection : Connection
        In which the plan was found.
    plan : Mapping
        The plan.

    Returns
    -------
    list of str
        Ids divided by semicolons, in the order of the units.
    """
    units = plans_of(store).ground(connection, plan["set_id"]).units
    found: list[str] = units["buildings"].fillna("").astype(str).tolist()
    return found


def circles_at(
    store: Store,
    connection: Connection,
    plan: Mapping[str, Any],
    scope: Scope,
    *,
    settings: StationSettings,
) -> dict[str, Any]:
    """Return the service circles of every station, with the households of a plan inside.

    Parameters
    ----------
    store : Store
        The store.
    connection : Connection
        In which the plan was found.
    plan : Mapping
        The plan.
    scope : Scope
        What may be seen: stations everywhere, households of one's own communities.
    settings : StationSettings
        How far people walk.

    Returns
    -------
    dict
        Of `gridmap_api.schemas.stations.Circles`.
    """
    reach = reach_at(store, connection, plan, plan["head"], scope, settings=settings)
    versions = current_versions(connection)
    key = ("circles", plan["set_id"], versions.get("roads", 0), versions.get("stations", 0))

    def _make() -> list[tuple[int, str, shapely.Geometry]]:
        ground = plans_of(store).ground(connection, plan["set_id"])
        ways = ways_for(store, connection, ground, plan["set_id"], settings)
        places = ways.meet(reach.walks.stations.xy)
        drawn = {walker: ways.circles(places, walker) for walker in WALKERS}
        rows = range(len(places))
        return [(row, walker, shape[row]) for row in rows for walker, shape in drawn.items()]

    shapes = reaches_of(store).get((*key, settings), _make)
    return circles_shown(reach, shapes, scope)
