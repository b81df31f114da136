"""Published totals in the service, on both stores: kept, compared after edits, out of sight."""

import pytest
from calling import Client
from drawn_plan import EAST, OTHER, PLANNER, VIEWER, WEST, A, save_drawn, unit
from gridmap_api.store.plans import find_plan
from gridmap_api.store.scope import EVERYTHING
from gridmap_api.store_source import whole_plan
from stores import store, store_address
from teamed import book

__all__ = ["store", "store_address"]

HEADS = ["街道", "社区", "社区代码", "网格数", "户数", "人口"]
STREET = {"level": "street", "code": WEST[:9], "name": "城东街道", "grids": 4, "households": 480}


def community(code, **figures):
    return {"level": "community", "code": code, "grids": 2, "households": 240, **figures}


@pytest.fixture
def client(store_address):
    made = Client(store_address)
    made.plan = save_drawn(made.store)
    yield made
    made.store.close()


def put(client, *rows, **options):
    body = {"rows": list(rows), "source": "统计公报"}
    return client.call("PUT", f"/plans/{client.plan}/totals", json=body, **options)


def told(client, **options):
    return client.get(f"/plans/{client.plan}/totals", **options)


def test_totals_are_compared_after_every_edit(client):
    assert told(client)["rows"] == []
    answer = put(client, STREET, community(WEST), community(EAST)).json()
    assert (answer["equal"], answer["version"], answer["notes"]) == (True, 0, [])
    edit = {"type": "create", "units": [unit(0, 0)]}
    made = client.call("POST", f"/plans/{client.plan}/edits", base=0, json=edit)
    assert made.status_code < 300, made.text
    answer = told(client)
    assert (answer["equal"], answer["differing"]) == (False, 2)
    by_code = {row["code"]: row for row in answer["rows"]}
    assert by_code[WEST]["differences"] == {"grids": 1}
    assert by_code[STREET["code"]]["said"]["zh"].endswith("网格数公布 4，方案 5，多 1 个。")
    assert by_code[EAST]["equal"]


def test_a_row_without_figures_is_taken_away(client):
    put(client, community(WEST), community(EAST))
    answer = put(client, {"level": "community", "code": WEST}).json()
    assert [row["code"] for row in answer["rows"]] == [EAST]


def test_a_planner_of_one_community_sees_and_tells_that_one_alone(client):
    put(client, STREET, community(WEST), community(EAST))
    answer = told(client, who=PLANNER)
    assert [row["code"] for row in answer["rows"]] == [WEST]
    assert [one["code"] for one in answer["communities"]] == [WEST]
    assert answer["may_tell_streets"] is False
    assert put(client, community(WEST, households=1), who=PLANNER).status_code == 200
    assert put(client, community(EAST, households=1), who=PLANNER).status_code == 400
    assert put(client, STREET, who=PLANNER).status_code == 400
    assert [row["code"] for row in told(client, who=OTHER)["rows"]] == [EAST]
    assert told(client, who=OTHER)["rows"][0]["published"]["households"] == 240


def test_a_viewer_is_told_nothing(client):
    assert client.call("GET", f"/plans/{client.plan}/totals", who=VIEWER).status_code in {403, 404}


def test_a_code_of_another_level_is_refused(client):
    answer = put(client, {"level": "street", "code": WEST, "grids": 1})
    assert answer.status_code == 400
    assert "级别不符" in answer.text


def test_a_table_is_read_and_its_faults_are_told(client):
    table = book(["城东街道", "西", WEST, 3, 240, 720], ["", "东", "12", 2, 240, ""], heads=HEADS)
    answer = client.call(
        "POST", f"/plans/{client.plan}/totals/table", files={"file": ("公布.xlsx", table)}
    )
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert (found["taken"], found["differing"]) == (1, 1)
    assert "第 3 行" in found["faults"][0]["zh"]
    file = client.call("GET", f"/plans/{client.plan}/totals/file")
    assert file.content[:2] == b"PK"


def test_totals_go_along_with_the_plan_file(client):
    put(client, community(WEST))
    with client.store.read() as connection:
        plan = find_plan(connection, client.plan, EVERYTHING)
        whole = whole_plan(client.store, connection, plan, plan["head"], scope=EVERYTHING)
    row = whole.tables["totals"].iloc[0]
    assert (row["code"], row["households"], row["source"]) == (WEST, 240, "统计公报")
    assert A.startswith(row["code"])
