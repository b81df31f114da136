"""Committing edits: one transaction from the request to the event, its projection and its answer.

An edit names the version that it was made on. What others did since is looked at: where they
touched the same units or the same facts the edit is refused with the list; where they did not, it
is made anew on the head, and every rule is checked there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from gridmap.editing import Edit, LivePlan, Outcome
from gridmap.errors import EditError
from gridmap.sheets.geojson import dumps
from gridmap_api.store.edit_checks import concerned, named, refused, require_apart, require_known
from gridmap_api.store.engine import Store
from gridmap_api.store.events import Event, append_event, events_after
from gridmap_api.store.given_codes import given_codes
from gridmap_api.store.idempotency import Key, Reply, answered, keep
from gridmap_api.store.live import Head, plans_of
from gridmap_api.store.plan_reads import GRID, violation_shown
from gridmap_api.store.plans import find_plan, require_base, require_editor
from gridmap_api.store.principals import Principal
from gridmap_api.store.projection import update_projection
from gridmap_api.store.states import require_draft
from gridmap_api.store.types import utc_now

MAKING = frozenset({"apply", "create", "split"})
"""Edits that may make grids."""


@dataclass(frozen=True, slots=True)
class Change:
    """A change of a plan that is to be made at its head.

    Attributes
    ----------
    outcome : Outcome
        What it makes of the head.
    kind : str
        Of the edit, or ``"undo"`` or ``"redo"``.
    edit : Mapping
        What was asked for.
    base : int
        The version that it was made on.
    reverses : int or None
        The version that it takes back or makes again.
    """

    outcome: Outcome
    kind: str
    edit: Mapping[str, Any]
    base: int
    reverses: int | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """A plan that nobody else may change until the end of the transaction.

    Attributes
    ----------
    connection : Connection
        The transaction.
    plan : Mapping
        The plan.
    live : LivePlan
        Its head.
    principal : Principal
        Who asks.
    """

    connection: Connection
    plan: Mapping[str, Any]
    live: LivePlan
    principal: Principal


def commit_edit(
    store: Store,
    plan_id: str,
    edit: Edit,
    *,
    base: int | None,
    principal: Principal,
    key: Key | None = None,
) -> Reply:
    """Make an edit, and return the answer, once it is kept for good.

    Parameters
    ----------
    store : Store
        The store.
    plan_id : str
        The plan.
    edit : Edit
        What is asked for.
    base : int or None
        The version that it was made on; None if none was named.
    principal : Principal
        Who asks.
    key : Key, optional
        By which a repetition is known.

    Returns
    -------
    Reply
        201 with the version, the flips, the grids, figures and violations that changed.

    Raises
    ------
    UnknownObjectError
        If the plan, or something that the edit names, is not there or out of sight.
    ForbiddenError
        If the account may only look.
    ConflictError
        If the plan is no draft.
    NoBaseError
        If no base was named.
    StaleError
        If others changed the same since; carries ``units``, ``grids`` and ``since``.
    RefusedEditError
        If the edit breaks a rule that no draft may break; carries ``reason``.
    KeyReusedError
        If the key came with another request.
    FullError
        If the disk is full.
    BusyError
        If the store had no time.
    """

    def _make(held: Held) -> Change:
        version = require_base(held.plan, base)
        since = events_after(held.connection, plan_id, version)
        require_known(held.plan, held.live, edit, held.principal)
        try:
            outcome = held.live.apply(edit, given=_given(held, edit))
        except EditError as error:
            require_apart(held.plan, concerned(error) | named(edit), since)
            raise refused(error) from error
        require_apart(held.plan, outcome.delta.touched() | named(edit), since)
        return Change(outcome, edit.type, edit.to_json(), version)

    return commit(store, plan_id, _make, principal=principal, key=key)


def _given(held: Held, edit: Edit) -> frozenset[str]:
    """Return the codes that were published in the communities where an edit may make a grid."""
    if edit.type not in MAKING:
        return frozenset()
    return given_codes(held.connection, held.plan["communities"])


def commit(
    store: Store,
    plan_id: str,
    make: Callable[[Held], Change],
    *,
    principal: Principal,
    key: Key | None,
) -> Reply:
    """Make a change at the head of a plan, and return the answer, once it is kept for good.

    Parameters
    ----------
    store : Store
        The store.
    plan_id : str
        The plan.
    make : callable
        From `Held` to `Change`.
    principal : Principal
        Who asks.
    key : Key or None
        By which a repetition is known.

    Returns
    -------
    Reply
        201 with what changed.
    """
    plans = plans_of(store)
    with store.write() as connection:
        plan = find_plan(connection, plan_id, principal.scope, hold=True)
        require_editor(principal)
        known = answered(connection, key)
        if known is not None:
            return known
        require_draft(plan)
        held = Held(connection, plan, plans.head(connection, plan), principal)
        change = make(held)
        reply = _kept(held, change)
        keep(connection, key, reply)
    plans.swap(plan_id, Head(plan["head"] + 1, change.outcome.plan))
    return reply


def _kept(held: Held, change: Change) -> Reply:
    """Write the event and its projection, and return the answer."""
    connection, plan, outcome = held.connection, held.plan, change.outcome
    version = plan["head"] + 1
    event = Event(
        plan_id=plan["id"],
        version=version,
        actor=held.principal.name,
        time=utc_now(),
        kind=change.kind,
        edit=change.edit,
        delta=outcome.delta.to_json(),
        reverses=change.reverses,
    )
    seal = append_event(connection, event, prev_hash=plan["head_hash"])
    grids, violations = update_projection(connection, plan, version, outcome)
    resolved = list(outcome.violations_resolved)
    whole = held.principal.scope.communities is None
    body = {
        "version": version,
        "base": change.base,
        "rebased": change.base < plan["head"],
        "kind": change.kind,
        "flips": [list(one) for one in outcome.flips],
        "locks": [[unit, locked] for unit, (_, locked) in outcome.delta.unit_locks.items()],
        "grids": [{name: one[name] for name in GRID} for one in grids],
        "figures": {name: now for name, (_, now) in outcome.figures.items()} if whole else {},
        "violations": {
            "added": [violation_shown(one) for one in violations],
            "resolved": resolved,
        },
        "hash": seal,
    }
    return Reply(201, dumps(body).decode(), {"ETag": f'"{version}"'})
