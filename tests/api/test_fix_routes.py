"""What mends a violation, asked over HTTP on both stores, and then done."""

import httpx
import pytest
from calling import Client
from drawn_plan import ADMIN, OTHER, PLANNER, A, B, save_drawn, unit
from stores import store, store_address

__all__ = ["store", "store_address"]


@pytest.fixture
def client(store_address):
    made = Client(store_address)
    yield made
    made.store.close()


@pytest.fixture
def plan_id(client):
    """The drawn plan with a unit of grid A in no grid: 110 households are left to it."""
    drawn = save_drawn(client.store)
    gap = {"type": "move", "units": [unit(2, 0)], "target": None}
    made = client.call("POST", f"/plans/{drawn}/edits", base=0, json=gap)
    assert made.status_code == 201, made.text
    return drawn


def fixes(client, plan_id, key, **options):
    address = httpx.URL(f"/plans/{plan_id}/violations/{key}/fixes")
    return client.get(str(address), **options)


def test_a_gap_is_mended_by_the_first_fix_as_it_comes(client, plan_id):
    key = f"assigned:{unit(2, 0)}"
    found = fixes(client, plan_id, key, who=PLANNER)
    assert (found["version"], found["key"], found["none"]) == (1, key, None)
    assert {fix["edit"]["target"] for fix in found["fixes"]} == {A, B}
    best = found["fixes"][0]
    assert best["households"] == 10
    assert best["resolved"] == [key]
    assert best["added"] == []
    assert {one["after"] - one["before"] for one in best["grids"]} == {10}
    assert "10 户" in best["what"]["zh"]
    done = client.call(
        "POST", f"/plans/{plan_id}/edits", base=1, json=best["edit"], who=PLANNER
    ).json()
    assert done["violations"]["resolved"] == [key]
    assert done["flips"] == best["flips"]
    assert client.get(f"/plans/{plan_id}/violations")["violations"] == []


def test_a_violation_that_is_gone_has_no_fix_and_says_so(client, plan_id):
    found = fixes(client, plan_id, f"band:{A}")
    assert found["fixes"] == []
    assert found["none"]["en"] == "This violation is gone."


def test_nothing_is_said_of_communities_out_of_sight(client, plan_id):
    key = f"assigned:{unit(2, 0)}"
    assert fixes(client, plan_id, key, who=OTHER)["fixes"] == []
    assert fixes(client, plan_id, key, who=ADMIN)["fixes"] != []
    missing = client.call("GET", f"/plans/nothing/violations/{key}/fixes")
    assert missing.status_code == 404
