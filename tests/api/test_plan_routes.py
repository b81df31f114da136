"""The routes of plans, on both stores: what a client sees, and how it is refused."""

import json
import threading

import pytest
from calling import Client
from drawn_plan import PLANNER, VIEWER, WEST, A, B, C, D, save_drawn, unit
from gridmap_api.store.models import Unit
from service_process import ServiceProcess
from sqlalchemy import select
from stores import store, store_address

__all__ = ["store", "store_address"]


@pytest.fixture
def client(store_address):
    made = Client(store_address)
    yield made
    made.store.close()


@pytest.fixture
def plan_id(client):
    return save_drawn(client.store)


def move(*units, to):
    return {"type": "move", "units": list(units), "target": to}


def test_the_head_of_a_plan_has_its_version_as_entity_tag(client, plan_id):
    answer = client.call("GET", f"/plans/{plan_id}")
    head = answer.json()
    assert answer.headers["etag"] == '"0"'
    assert (head["plan_id"], head["version"], head["state"]) == (plan_id, 0, "draft")
    assert head["band"] == {"lower": 100, "upper": 140}
    assert (head["figures"]["grids"], head["figures"]["in_band"]) == (4, 4)
    assert head["intact"] is None
    assert [one["plan_id"] for one in client.get("/plans")["plans"]] == [plan_id]


def test_an_edit_answers_with_what_changed(client, plan_id):
    answer = client.call("POST", f"/plans/{plan_id}/edits", base=0, json=move(unit(2, 0), to=B))
    assert (answer.status_code, answer.headers["etag"]) == (201, '"1"')
    said = answer.json()
    assert said["flips"] == [[unit(2, 0), A, B]]
    assert client.get(f"/plans/{plan_id}")["version"] == 1
    grids = {one["grid_code"]: one for one in client.get(f"/plans/{plan_id}/grids")["grids"]}
    assert [grids[code]["households"] for code in (A, B, C, D)] == [110, 130, 120, 120]
    assert [one for one in said["grids"] if one["grid_code"] == B] == [grids[B]]


@pytest.mark.parametrize(
    ("body", "status", "reason"),
    [
        ({"type": "vanish"}, 422, "malformed"),
        ({"type": "move", "units": [], "target": None}, 422, "malformed"),
        (move("no-such-unit", to=B), 404, "unknown_unit"),
        (move(unit(2, 0), to="no-such-grid"), 404, "unknown_grid"),
        (move(unit(2, 0), to=A), 422, "nothing"),
        (move(unit(2, 0), to=D), 422, "other_community"),
        (move(unit(0, 0), to=B), 422, "contiguity"),
    ],
)
def test_an_edit_that_makes_no_sense_is_told_why_and_not_echoed(
    client, plan_id, body, status, reason
):
    answer = client.call("POST", f"/plans/{plan_id}/edits", base=0, json=body)
    assert (answer.status_code, answer.json()["reason"]) == (status, reason)
    assert answer.headers["content-type"] == "application/problem+json"
    assert "no-such" not in answer.text
    assert client.get(f"/plans/{plan_id}")["version"] == 0


def test_a_base_is_needed_and_has_to_be_a_version(client, plan_id):
    address, body = f"/plans/{plan_id}/edits", move(unit(2, 0), to=B)
    assert client.call("POST", address, json=body).status_code == 428
    odd = client.call("POST", address, json=body, headers={"If-Match": '"abc"'})
    assert odd.status_code == 400
    client.call("POST", address, json=body, base=0)
    stale = client.call("POST", address, json=body, base=0)
    assert (stale.status_code, stale.json()["units"]) == (412, [unit(2, 0)])
    assert stale.json()["since"][0]["version"] == 1


def test_a_repeated_key_gets_the_first_answer_again(client, plan_id):
    address, key = f"/plans/{plan_id}/edits", {"Idempotency-Key": "k"}
    body = move(unit(2, 0), to=B)
    first = client.call("POST", address, base=0, json=body, headers=key)
    again = client.call("POST", address, base=0, json=body, headers=key)
    assert (again.status_code, again.text) == (201, first.text)
    assert again.headers["etag"] == first.headers["etag"]
    other = client.call("POST", address, base=1, json=body, headers=key)
    assert other.status_code == 422
    assert client.get(f"/plans/{plan_id}")["version"] == 1


def test_undo_redo_history_versions_and_difference(client, plan_id):
    client.call("POST", f"/plans/{plan_id}/edits", base=0, json=move(unit(2, 0), to=B))
    assert client.call("POST", f"/plans/{plan_id}/undo", base=1).json()["version"] == 2
    assert client.call("POST", f"/plans/{plan_id}/redo", base=2).json()["version"] == 3
    assert client.call("POST", f"/plans/{plan_id}/redo", base=3).status_code == 409
    events = client.get(f"/plans/{plan_id}/events")["events"]
    assert [(one["kind"], one["reverses"]) for one in events] == [
        ("move", None),
        ("undo", 1),
        ("redo", 1),
    ]
    was = client.get(f"/plans/{plan_id}/versions/0")
    assert dict(zip(was["unit_id"], was["grid_code"], strict=True))[unit(2, 0)] == A
    found = client.get(f"/plans/{plan_id}/difference", params={"from": 0, "to": 3})
    assert found["flips"] == [[unit(2, 0), A, B]]
    same = client.get(f"/plans/{plan_id}/difference", params={"from": 1, "to": 3})
    assert (same["flips"], same["households"], same["moved"]) == ([], 0, [])


def test_names_branches_and_the_difference_between_two_plans(client, plan_id):
    client.call("POST", f"/plans/{plan_id}/edits", base=0, json=move(unit(2, 0), to=B))
    named = client.call("POST", f"/plans/{plan_id}/names", json={"name": "初稿", "version": 0})
    assert named.status_code == 201
    assert client.get(f"/plans/{plan_id}/names")["names"][0]["name"] == "初稿"
    made = client.call("POST", f"/plans/{plan_id}/branches", json={"name": "支线", "version": 0})
    branch = made.json()["plan_id"]
    assert made.headers["location"] == f"/plans/{branch}"
    assert made.json()["parent"] == {"plan_id": plan_id, "version": 0}
    found = client.get(f"/plans/{branch}/difference", params={"plan": plan_id, "to": 1})
    assert found["flips"] == [[unit(2, 0), A, B]]
    renamed = client.call("PATCH", f"/plans/{branch}", json={"name": "第二稿"})
    assert renamed.json()["name"] == "第二稿"


def test_a_plan_is_published_and_frozen(client, plan_id):
    client.call(
        "POST", f"/plans/{plan_id}/edits", base=0, json=move(*(unit(2, c) for c in range(4)), to=B)
    )
    address = f"/plans/{plan_id}/state"
    assert client.call("POST", address, json={"to": "in_review"}).status_code == 428
    assert client.call("POST", address, base=1, json={"to": "in_review"}).status_code == 201
    refused = client.call("POST", address, base=1, json={"to": "published"})
    keys = refused.json()["violations"]
    assert (refused.status_code, len(keys)) == (409, 2)
    exceptions = [{"key": key, "reason": "沿河，无法再分"} for key in keys]
    body = {"to": "published", "note": "通过", "exceptions": exceptions}
    published = client.call("POST", address, base=1, json=body)
    assert (published.status_code, len(published.json()["digest"])) == (201, 64)
    head = client.get(f"/plans/{plan_id}", who=VIEWER)
    assert (head["state"], head["intact"]) == ("published", True)
    assert head["published_hash"] == published.json()["digest"]
    edit = client.call("POST", f"/plans/{plan_id}/edits", base=1, json=move(unit(2, 0), to=A))
    assert edit.status_code == 409
    steps = client.get(f"/plans/{plan_id}/states")["steps"]
    assert [one["state"] for one in steps] == ["in_review", "published"]


def test_comments_lie_in_a_community_and_are_seen_there(client, plan_id):
    with client.store.read() as connection:
        shapes = dict(connection.execute(select(Unit.unit_id, Unit.geom)).all())
    west, east = (shapes[unit(0, col)].representative_point() for col in (0, 7))
    address = f"/plans/{plan_id}/comments"
    said = client.call(
        "POST", address, who=PLANNER, json={"text": "此处有围墙", "place": [west.x, west.y]}
    )
    assert (said.status_code, said.json()["community_code"]) == (201, WEST)
    answered = client.call("POST", address, json={"text": "已拆", "parent_id": said.json()["id"]})
    assert answered.json()["place"] == said.json()["place"]
    hidden = client.call(
        "POST", address, who=PLANNER, json={"text": "x", "place": [east.x, east.y]}
    )
    assert hidden.status_code == 404
    client.call("POST", address, json={"text": "东边", "place": [east.x, east.y]})
    assert len(client.get(address)["comments"]) == 3
    assert len(client.get(address, who=PLANNER)["comments"]) == 2
    outside = client.call("POST", address, json={"text": "x", "place": [0.0, 0.0]})
    assert outside.status_code == 400
    resolved = client.call(
        "PATCH", f"{address}/{said.json()['id']}", json={"resolved": True}, who=PLANNER
    )
    assert resolved.json()["resolved"] is True


def test_a_plan_is_carried_to_its_own_units_without_a_loss(client, plan_id):
    client.call("POST", f"/plans/{plan_id}/edits", base=0, json=move(unit(2, 0), to=B))
    (units,) = client.get("/unit-sets")["sets"]
    made = client.call(
        "POST", f"/plans/{plan_id}/rebase", json={"name": "新底图", "set_id": units["id"]}
    )
    report = made.json()
    assert made.status_code == 201
    assert (report["uncarried_units"], report["lost_grids"]) == ([], [])
    found = client.get(f"/plans/{plan_id}/difference", params={"plan": report["plan"]["plan_id"]})
    assert [flip[0] for flip in found["flips"]] == [unit(2, 0)]


def test_what_a_planner_may_not_see_is_not_there(client, plan_id):
    head = client.get(f"/plans/{plan_id}", who=PLANNER)
    assert (list(head["communities"]), head["figures"]["grids"]) == ([WEST], 2)
    assert (head["whole"], client.get(f"/plans/{plan_id}")["whole"]) == (False, True)
    assert client.call("GET", f"/plans/{plan_id}", who=VIEWER).status_code == 404
    edit = client.call(
        "POST", f"/plans/{plan_id}/edits", base=0, json=move(unit(2, 4), to=D), who=PLANNER
    )
    assert edit.status_code == 404
    state = client.call(
        "POST", f"/plans/{plan_id}/state", base=0, json={"to": "in_review"}, who=PLANNER
    )
    assert state.status_code == 403


@pytest.mark.parametrize(
    ("method", "address", "body"),
    [
        ("GET", "/plans/%00", None),
        ("POST", "/plans/%00/undo", None),
        ("POST", "/plans/{}/names", {"name": "a\x00b", "version": 0}),
        ("POST", "/plans/{}/comments", {"text": "\x00", "place": [117.0, 35.2]}),
        ("POST", "/plans/{}/branches", {"name": "\ud800"}),
        ("POST", "/plans/{}/state", {"to": "in_review", "note": "\x00"}),
        ("POST", "/plans/{}/branches", {"name": "x", "version": 2**63}),
        ("POST", "/plans", {"name": "x", "set_id": "x", "band": [5, 3]}),
    ],
)
def test_what_no_store_can_keep_is_refused_before_it(client, plan_id, method, address, body):
    content = None if body is None else json.dumps(body)
    answer = client.call(
        method,
        address.format(plan_id),
        base=0,
        content=content,
        headers={"Content-Type": "application/json"},
    )
    assert answer.status_code in {400, 404, 422}
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_blank_plan_is_made_on_a_set_of_units(client, plan_id):
    (units,) = client.get("/unit-sets")["sets"]
    made = client.call("POST", "/plans", json={"name": "空白", "set_id": units["id"]})
    assert made.status_code == 201
    body = {"type": "create", "units": [unit(0, 0), unit(0, 1)]}
    edit = client.call("POST", f"/plans/{made.json()['plan_id']}/edits", base=0, json=body)
    assert [one["households"] for one in edit.json()["grids"]] == [20]
    assert client.call("POST", "/plans", json={"name": "x", "set_id": "?"}).status_code == 404


def test_others_hear_of_an_edit_of_another_process_and_the_stream_ends(store, store_address):
    plan_id = save_drawn(store)
    heard, began, done = [], threading.Event(), threading.Event()

    def listen(service):
        with (
            service.client() as web,
            web.stream("GET", f"/plans/{plan_id}/events/stream") as answer,
        ):
            for line in answer.iter_lines():
                began.set()
                if line.startswith("data: "):
                    heard.append(json.loads(line.removeprefix("data: ")))
                    if len(heard) == 2:
                        break
        done.set()

    with ServiceProcess(store_address) as one, ServiceProcess(store_address) as other:
        listener = threading.Thread(target=listen, args=(one,))
        listener.start()
        assert began.wait(30)
        with other.client() as web:
            for base, col in enumerate((0, 1)):
                web.post(
                    f"/plans/{plan_id}/edits",
                    json=move(unit(2, col), to=B),
                    headers={"If-Match": f'"{base}"'},
                ).raise_for_status()
        assert done.wait(30)
        listener.join()
    assert [one["version"] for one in heard] == [1, 2]
    assert heard[0]["flips"] == [[unit(2, 0), A, B]]
