"""The heads of plans held in memory, kept up with what other processes write.

A head is replaced and never changed: whoever holds one may go on with it. What is held is brought
up to date by replaying the events that are newer than it, so that several processes may write to
one store.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Connection

from gridmap.editing.delta import Delta
from gridmap.editing.ground import Ground
from gridmap.editing.live_plan import LivePlan
from gridmap_api.store.events import events_after
from gridmap_api.store.held import OfStore
from gridmap_api.store.snapshots import first_state, head_state
from gridmap_api.store.unit_sets import load_units, unit_set

PLANS_HELD = 16
GROUNDS_HELD = 4

Kept = TypeVar("Kept")


@dataclass(frozen=True, slots=True)
class Head:
    """A plan at one version.

    Attributes
    ----------
    version : int
        The version.
    live : LivePlan
        The plan.
    """

    version: int
    live: LivePlan


class Plans:
    """The plans of one store that were used last, for many threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._heads: OrderedDict[str, Head] = OrderedDict()
        self._grounds: OrderedDict[str, Ground] = OrderedDict()
        self._loading: dict[str, threading.Lock] = {}

    def ground(self, connection: Connection, set_id: str) -> Ground:
        """Return the units of a set, ready to be edited on.

        Parameters
        ----------
        connection : Connection
            Any.
        set_id : str
            The set.

        Returns
        -------
        Ground
            The same object for every plan on the set.
        """
        with self._alone(set_id):
            held = self._held(self._grounds, set_id)
            if held is None:
                held = load_ground(connection, set_id)
                self._hold(self._grounds, set_id, held, GROUNDS_HELD)
        return held

    def head(self, connection: Connection, plan: Mapping[str, Any]) -> LivePlan:
        """Return a plan at its head.

        Parameters
        ----------
        connection : Connection
            In which the plan was found.
        plan : Mapping
            The plan, as `plans.find_plan` returns it.

        Returns
        -------
        LivePlan
            At ``plan["head"]``.
        """
        plan_id, version = plan["id"], plan["head"]
        ground = self.ground(connection, plan["set_id"])
        with self._alone(plan_id):
            held = self._held(self._heads, plan_id)
            if held is None or held.version > version:
                live = head_state(connection, plan, ground)
                # An edit compares with what was before: it is not to be worked out while it waits.
                live.violations()
                found = Head(version, live)
            elif held.version < version:
                found = Head(
                    version, _replayed(connection, plan_id, held.live, held.version, version)
                )
            else:
                return held.live
            self.swap(plan_id, found)
        return found.live

    def at(self, connection: Connection, plan: Mapping[str, Any], version: int) -> LivePlan:
        """Return a plan as it was at one version.

        Parameters
        ----------
        connection : Connection
            In which the plan was found.
        plan : Mapping
            The plan, as `plans.find_plan` returns it.
        version : int
            From 0 to the head.

        Returns
        -------
        LivePlan
            Replayed from the nearer end of its history.
        """
        plan_id, head = plan["id"], plan["head"]
        if version > head // 2:
            live = self.head(connection, plan)
            for event in reversed(events_after(connection, plan_id, version)):
                live = live.replay(Delta.from_json(event["delta"]).inverse())
            return live
        ground = self.ground(connection, plan["set_id"])
        start = first_state(connection, plan, ground)
        return _replayed(connection, plan_id, start, 0, version)

    def swap(self, plan_id: str, head: Head) -> None:
        """Hold a newer head of a plan.

        Parameters
        ----------
        plan_id : str
            The plan.
        head : Head
            Kept unless a newer one is held.
        """
        held = self._held(self._heads, plan_id)
        if held is None or held.version <= head.version:
            self._hold(self._heads, plan_id, head, PLANS_HELD)

    def _held(self, where: OrderedDict[str, Kept], key: str) -> Kept | None:
        with self._lock:
            if key in where:
                where.move_to_end(key)
            return where.get(key)

    def _hold(self, where: OrderedDict[str, Kept], key: str, value: Kept, most: int) -> None:
        with self._lock:
            where[key] = value
            where.move_to_end(key)
            while len(where) > most:
                where.popitem(last=False)

    def _alone(self, key: str) -> threading.Lock:
        """Return the lock under which one thread loads what the others then find."""
        with self._lock:
            return self._loading.setdefault(key, threading.Lock())


def load_ground(connection: Connection, set_id: str) -> Ground:
    """Return the units of a set, ready to be edited on.

    Parameters
    ----------
    connection : Connection
        Any.
    set_id : str
        The set.

    Returns
    -------
    Ground
        In the metric CRS in which the units were made.
    """
    names = unit_set(connection, set_id)["communities"]
    return Ground(*load_units(connection, set_id), names=names)


def _replayed(
    connection: Connection, plan_id: str, live: LivePlan, version: int, until: int
) -> LivePlan:
    for event in events_after(connection, plan_id, version, until=until):
        live = live.replay(Delta.from_json(event["delta"]))
    return live


plans_of = OfStore(Plans)
"""The plans that are held of a store."""
