"""Locks of units as clients are told them: with the answer to an edit, and with its event."""

import pytest
from calling import Client
from drawn_plan import OTHER, plan_now, save_drawn, unit
from gridmap_api.store.history import changes_of
from gridmap_api.store.live import plans_of
from gridmap_api.store.scope import EVERYTHING
from stores import store, store_address

__all__ = ["store", "store_address"]


@pytest.fixture
def client(store_address):
    made = Client(store_address)
    yield made
    made.store.close()


def test_units_that_are_locked_and_let_go_are_told_by_the_answer_and_the_event(client):
    plan_id = save_drawn(client.store)
    west, east = unit(0, 0), unit(0, 4)
    lock = {"type": "lock_units", "units": [west, east], "locked": True}
    said = client.call("POST", f"/plans/{plan_id}/edits", base=0, json=lock).json()
    assert sorted(said["locks"]) == sorted([[west, True], [east, True]])
    assert said["flips"] == []
    undone = client.call("POST", f"/plans/{plan_id}/undo", base=1).json()
    assert sorted(undone["locks"]) == sorted([[west, False], [east, False]])
    move = {"type": "move", "units": [unit(2, 0)], "target": f"{west[:12]}002"}
    assert client.call("POST", f"/plans/{plan_id}/edits", base=2, json=move).json()["locks"] == []
    set_id = plan_now(client.store, plan_id)["set_id"]
    with client.store.read() as connection:
        ground = plans_of(client.store).ground(connection, set_id)
        everything, eastern = (
            changes_of(connection, plan_id, ground, scope, after=0, limit=9)
            for scope in (EVERYTHING, OTHER.scope)
        )
    assert [sorted(one["locks"]) for one in everything] == [
        sorted([[west, True], [east, True]]),
        sorted([[west, False], [east, False]]),
        [],
    ]
    # Of the others' community nothing is told but that there was an edit.
    assert [one.get("locks") for one in eastern] == [[[east, True]], [[east, False]], None]
