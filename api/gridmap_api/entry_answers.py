"""What codes at doors are answered with, and what a report sent through one becomes."""

from __future__ import annotations

from typing import Any

from gridmap.sheets.geojson import dumps
from gridmap_api.finding_forms import SentForm
from gridmap_api.report_answers import finding_of, take_turns
from gridmap_api.schemas.reports import NewEntries
from gridmap_api.store.engine import Store
from gridmap_api.store.entries import find_entry, make_building_entry, make_grid_entries
from gridmap_api.store.findings import add_by_entry
from gridmap_api.store.idempotency import Key, Reply, answered, keep
from gridmap_api.store.plans import find_plan
from gridmap_api.store.principals import Principal
from gridmap_api.store.scope import Scope


def send_by_entry(store: Store, secret: str, form: SentForm, key: str | None) -> Reply:
    """Keep what somebody reports by a QR entry.

    Parameters
    ----------
    store : Store
        The store.
    secret : str
        What stands in the code.
    form : SentForm
        What was sent.
    key : str or None
        By which a repetition is known.

    Returns
    -------
    Reply
        A `Receipt`: nothing of it can be read again.
    """
    finding = finding_of(form.fields(), form)
    with store.read() as connection:
        entry = find_entry(connection, secret)
    known = None if key is None else Key.of(f"entry:{entry['id']}", key, form.stamp)
    with store.write(scope=Scope(frozenset({entry["community_code"]}))) as connection:
        take_turns(connection, known)
        before = answered(connection, known)
        if before is not None:
            return before
        made = add_by_entry(connection, find_entry(connection, secret), finding)
        told = {"receipt": made["receipt"], "photos": made["photos"]}
        reply = Reply(201, dumps(told).decode(), {})
        keep(connection, known, reply)
    return reply


def known_entry(store: Store, secret: str) -> dict[str, Any]:
    """Return the QR entry that a secret opens.

    Parameters
    ----------
    store : Store
        The store.
    secret : str
        What stands in the code.

    Returns
    -------
    dict
        As `find_entry` returns it.
    """
    with store.read() as connection:
        return find_entry(connection, secret)


def make_entries(store: Store, body: NewEntries, principal: Principal) -> list[dict[str, Any]]:
    """Make QR entries.

    Parameters
    ----------
    store : Store
        The store.
    body : NewEntries
        For what.
    principal : Principal
        Who makes them.

    Returns
    -------
    list of dict
        The entries with their secrets.
    """
    by: dict[str, Any] = {"scope": principal.field_scope, "actor": principal.name}
    with store.write(scope=principal.field_scope) as connection:
        made: list[dict[str, Any]] = []
        if body.plan_id is not None:
            plan = find_plan(connection, body.plan_id, principal.scope)
            made += make_grid_entries(connection, plan, body.grids, **by)
        for building_id in body.buildings:
            made += make_building_entry(connection, building_id, **by)
    return made
