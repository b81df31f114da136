"""The walk along boundaries that changed, over HTTP, on the plan that is drawn in `drawn_plan`."""

import pytest
from calling import Client
from drawn_plan import OTHER, PLANNER, A, B, save_drawn, unit
from gridmap_api.store.principals import Principal
from stores import store, store_address

__all__ = ["store", "store_address"]

STRANGER = Principal("s", "外人", "planner", frozenset({"370899009009"}))


@pytest.fixture
def client(store_address):
    made = Client(store_address)
    yield made
    made.store.close()


@pytest.fixture
def address(client):
    """The address of a plan in which the south-west unit of A went to B: version 1."""
    plan_id = save_drawn(client.store)
    body = {"type": "move", "units": [unit(2, 0)], "target": B}
    answer = client.call("POST", f"/plans/{plan_id}/edits", base=0, json=body)
    assert answer.status_code == 201, answer.text
    return f"/plans/{plan_id}/seams"


def test_the_walk_covers_what_a_move_of_one_unit_changes(client, address):
    found = client.get(address, who=PLANNER)
    # Its upper and its eastern side are new, its lower one was a boundary; the western one is the
    # edge of the plan as before. What lies within a metre of the other version has not changed,
    # which takes a metre from both ends of the new line of 200 m and of the old one of 100 m.
    assert found["changed_m"] == pytest.approx(296, abs=0.5)
    assert found["unseen_m"] == 0
    assert found["walked_m"] >= 296
    lengths = {"new": 0.0, "old": 0.0}
    for piece in found["pieces"]["features"]:
        told = piece["properties"]
        lengths[told["kind"]] += told["length_m"]
        assert told["grids"] == [A, B]
    assert lengths == pytest.approx({"new": 198, "old": 98}, abs=0.5)
    assert found["walk"]["type"] == "MultiLineString"


@pytest.mark.parametrize("store_address", ["file"], indirect=True)
def test_the_walk_comes_as_files(client, address):
    gpx = client.call("GET", f"{address}?f=gpx&lon=117&lat=35.2248")
    assert gpx.headers["content-type"].startswith("application/gpx+xml")
    assert "<trk>" in gpx.text
    assert client.call("GET", f"{address}?f=xlsx").content[:2] == b"PK"
    assert "<!doctype html>" in client.call("GET", f"{address}?f=html").text[:200].lower()


@pytest.mark.parametrize("store_address", ["file"], indirect=True)
def test_where_nothing_changed_that_may_be_seen_there_is_nothing_to_walk(client, address):
    assert client.call("GET", f"{address}?from=1").status_code == 422
    # The move was in the west.
    assert client.call("GET", address, who=OTHER).status_code == 422
    assert client.call("GET", address, who=STRANGER).status_code == 404
    assert client.call("GET", f"{address}?lon=117").status_code == 400
