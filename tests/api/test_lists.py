"""Lists of grids on both stores: made, filled, read from files, kept apart by community."""

import pytest
from calling import Client
from drawn_plan import ADMIN, OTHER, PLANNER, VIEWER, A, C, save_drawn
from stores import store, store_address
from teamed import book, send

__all__ = ["store", "store_address"]


@pytest.fixture
def client(store_address):
    made = Client(store_address)
    made.plan = save_drawn(made.store)
    yield made
    made.store.close()


def make(client, name, *columns, who=PLANNER):
    return client.call("POST", "/lists", who=who, json={"name": name, "columns": list(columns)})


def put(client, list_id, code, rows, who=PLANNER):
    address = f"/plans/{client.plan}/lists/{list_id}/{code}"
    return client.call("PUT", address, who=who, json={"rows": rows})


def rows(client, list_id, who=ADMIN):
    answer = client.get(f"/plans/{client.plan}/lists", who=who)
    return next(one["rows"] for one in answer["lists"] if one["list_id"] == list_id)


def test_the_seven_lists_are_made_once(client):
    for _ in range(2):
        made = client.call("POST", "/lists/template", who=PLANNER).json()
        assert len(made["lists"]) == 7
    assert client.get("/lists") == made


def test_rows_of_a_grid_are_kept_in_order_and_apart_from_other_communities(client):
    needs = make(client, "居民需求清单", "需求事项", "办理情况").json()["list_id"]
    given = [["加装电梯", "已报"], ["增设车位", ""]]
    assert put(client, needs, A, given).status_code == 200
    assert put(client, needs, C, [["路灯", "办结"]], who=OTHER).status_code == 200
    assert rows(client, needs) == {A: given, C: [["路灯", "办结"]]}
    assert rows(client, needs, who=PLANNER) == {A: given}
    assert put(client, needs, C, []).status_code == 404
    assert put(client, needs, A, []).status_code == 200
    assert rows(client, needs) == {C: [["路灯", "办结"]]}


def test_a_column_may_be_added_and_goes_only_when_it_is_empty(client):
    needs = make(client, "需求", "事项", "情况").json()["list_id"]
    put(client, needs, A, [["加装电梯", ""]])
    wider = {"name": "居民需求", "columns": ["期限", "事项"]}
    assert client.call("PUT", f"/lists/{needs}", who=PLANNER, json=wider).status_code == 200
    assert rows(client, needs) == {A: [["", "加装电梯"]]}
    without = {"name": "居民需求", "columns": ["期限"]}
    refused = client.call("PUT", f"/lists/{needs}", who=PLANNER, json=without)
    assert refused.status_code == 409
    assert "事项" in refused.text


def test_a_list_with_rows_is_not_removed(client):
    needs = make(client, "需求", "事项").json()["list_id"]
    put(client, needs, A, [["加装电梯"]])
    assert client.call("DELETE", f"/lists/{needs}", who=PLANNER).status_code == 409
    put(client, needs, A, [])
    assert client.call("DELETE", f"/lists/{needs}", who=PLANNER).status_code == 204
    assert client.get("/lists") == {"lists": []}
    assert client.call("DELETE", f"/lists/{needs}", who=PLANNER).status_code == 404


def test_lists_that_would_hold_residents_are_refused(client):
    assert make(client, "重点人员", "姓名").status_code == 400
    needs = make(client, "需求", "事项").json()["list_id"]
    answer = put(client, needs, A, [["联系 13812345678"]])
    assert answer.status_code == 400
    assert "13812345678" not in answer.text
    assert make(client, "需求", "事项").status_code == 400


def test_a_viewer_makes_no_list(client):
    assert make(client, "需求", "事项", who=VIEWER).status_code == 403


def test_lists_are_read_from_a_workbook_under_their_names(client):
    needs = make(client, "Sheet", "事项").json()["list_id"]
    content = book((A, "加装电梯", "已报"), heads=["网格编码", "事项", "办理情况"])
    for _ in range(2):
        answer = send(client, content, what="lists").json()
        assert (answer["kept"], answer["lists"], answer["rows"]) == (True, 1, 1)
    assert rows(client, needs) == {A: [["加装电梯", "已报"]]}
