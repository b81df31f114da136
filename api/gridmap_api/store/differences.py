"""Versions of a plan as they were, and what differs between two, of one plan or of two."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from gridmap.editing import Difference, LivePlan, diff
from gridmap.errors import Text
from gridmap_api.errors import UnknownObjectError
from gridmap_api.store.engine import Store
from gridmap_api.store.live import plans_of
from gridmap_api.store.plans import SEE_PLANS, require_version
from gridmap_api.store.public_counts import told_counts
from gridmap_api.store.scope import Scope

PlanAt = tuple[Mapping[str, Any], int]
DIFFERENCES_HELD = 8


@dataclass(frozen=True, slots=True)
class Side:
    """One of two plans that are compared.

    Attributes
    ----------
    row : Mapping
        The plan, as `plans.find_plan` returns it.
    version : int
        The version.
    live : LivePlan
        The plan at that version.
    told : Mapping
        What everybody is told of it, as `public_counts.told_counts` gives it.
    """

    row: Mapping[str, Any]
    version: int
    live: LivePlan
    told: Mapping[str, tuple[int | None, int | None]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Compared:
    """Two plans, and what differs between them.

    Attributes
    ----------
    before, after : Side
        The plans.
    found : Difference
        What differs, of what may be seen.
    scope : Scope
        What may be seen.
    """

    before: Side
    after: Side
    found: Difference
    scope: Scope

    @property
    def names(self) -> dict[str, str]:
        """Name of each community that may be seen, by its code."""
        known = {**self.before.live.ground.names, **self.after.live.ground.names}
        return {code: name for code, name in known.items() if self.scope.sees(code)}


def state_at(
    store: Store, connection: Connection, plan: Mapping[str, Any], version: int, scope: Scope
) -> dict[str, Any]:
    """Return the grid of every unit as it was at one version.

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
    dict
        Of `gridmap_api.schemas.plans.VersionState`.

    Raises
    ------
    UnknownObjectError
        If the plan has no such version.
    """
    require_version(plan, version)
    live = plans_of(store).at(connection, plan, version)
    seen = seen_units(live, scope)
    return {
        "version": version,
        "unit_id": live.ground.unit_ids[seen].tolist(),
        "grid_code": live.codes()[seen].tolist(),
        "locked": live.state.unit_locked[seen].tolist(),
    }


def compare(
    store: Store, connection: Connection, before: PlanAt, after: PlanAt, scope: Scope
) -> Compared:
    """Return two versions, of one plan or of two on any units, and what differs between them.

    Parameters
    ----------
    store : Store
        The store.
    connection : Connection
        In which the plans were found.
    before, after : tuple of (Mapping, int)
        A plan, and a version of it.
    scope : Scope
        What may be seen. Who sees published plans alone sees of each the version that was
        published.

    Returns
    -------
    Compared
        Of the communities that may be seen.

    Raises
    ------
    UnknownObjectError
        If a plan has no such version, or it is out of sight.
    """
    for plan, version in (before, after):
        require_version(plan, version)
        if scope.published_only and version != plan["head"]:
            raise UnknownObjectError(
                Text("这个版本没有发布。", "This version is not published."), SEE_PLANS
            )
    plans = plans_of(store)
    old, new = (plans.at(connection, plan, version) for plan, version in (before, after))
    key = (*((plan["id"], version) for plan, version in (before, after)), scope.communities)
    held = _held_of(store)
    found = held.known(key)
    if found is None:
        found = diff(old, new, communities=scope.communities)
        held.keep(key, found)
    told = [
        told_counts(connection, plan) if scope.published_only else {} for plan, _ in (before, after)
    ]
    return Compared(Side(*before, old, told[0]), Side(*after, new, told[1]), found, scope)


def seen_units(live: LivePlan, scope: Scope) -> NDArray[np.bool_]:
    """Return which units of a plan may be seen.

    Parameters
    ----------
    live : LivePlan
        The plan.
    scope : Scope
        What may be seen.

    Returns
    -------
    ndarray of bool, shape (n,)
        In the order of the units.
    """
    if scope.communities is None:
        return np.ones(live.ground.graph.n, dtype=bool)
    return np.isin(live.ground.community.astype(str), sorted(scope.communities))


class _Held:
    """Differences that were asked for lately: a table, then its map, then its file.

    A version never changes, so that nothing held grows old.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._found: OrderedDict[Any, Difference] = OrderedDict()

    def known(self, key: Any) -> Difference | None:  # noqa: ANN401
        with self._lock:
            if key in self._found:
                self._found.move_to_end(key)
            return self._found.get(key)

    def keep(self, key: Any, found: Difference) -> None:  # noqa: ANN401
        with self._lock:
            self._found[key] = found
            while len(self._found) > DIFFERENCES_HELD:
                self._found.popitem(last=False)


_HELD: WeakKeyDictionary[Store, _Held] = WeakKeyDictionary()
_HOLDING = threading.Lock()


def _held_of(store: Store) -> _Held:
    with _HOLDING:
        return _HELD.setdefault(store, _Held())
