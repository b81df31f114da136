"""Codes of outside systems in the service: imported, told, found by search, put into plan files."""

import pytest
from calling import Client
from drawn_plan import EAST, OTHER, PLANNER, VIEWER, WEST, A, B, C, save_drawn, unit
from gridmap_api.store.plans import find_plan
from gridmap_api.store.scope import EVERYTHING
from gridmap_api.store_source import whole_plan
from stores import store, store_address

__all__ = ["store", "store_address"]

CITY = "城管平台"


@pytest.fixture
def client(store_address):
    made = Client(store_address)
    made.plan = save_drawn(made.store)
    yield made
    made.store.close()


def send(client, text, query="", **options):
    files = {"file": ("对照.csv", text.encode("utf-8-sig"), "text/csv")}
    address = f"/plans/{client.plan}/outside-codes/table{query}"
    return client.call("POST", address, files=files, **options)


def told(client, query="", **options):
    return client.get(f"/plans/{client.plan}/outside-codes{query}", **options)


def table(*rows):
    return "\n".join(["系统,图层,编号,外部编码", *(",".join(row) for row in rows)]) + "\n"


def test_a_table_is_kept_and_sent_again_changes_nothing(client):
    text = table((CITY, "网格", A, "0012"), (CITY, "网格", C, "0013;0014"))
    for _ in range(2):
        answer = send(client, text)
        assert (answer.status_code, answer.json()) == (
            200,
            {"taken": 3, "systems": [CITY], "faults": []},
        )
    rows = [(row["object_id"], row["code"]) for row in told(client)["codes"]]
    assert rows == [(A, "0012"), (C, "0013"), (C, "0014")]
    send(client, table((CITY, "网格", A, "0099")))
    assert [row["code"] for row in told(client, f"?object={A}")["codes"]] == ["0099"]


def test_a_planner_of_one_community_neither_sees_nor_names_objects_of_another(client):
    send(client, table((CITY, "网格", A, "1"), (CITY, "网格", C, "2")))
    assert [row["object_id"] for row in told(client, who=PLANNER)["codes"]] == [A]
    answer = send(client, table((CITY, "网格", C, "7"), (CITY, "网格", B, "8")), who=PLANNER).json()
    assert (answer["taken"], len(answer["faults"])) == (1, 1)
    assert f"没有编号 {C}" in answer["faults"][0]["zh"]
    assert [row["code"] for row in told(client, who=OTHER)["codes"]] == ["2"]


def test_an_outside_code_finds_its_grid_for_those_who_plan(client):
    send(client, table((CITY, "网格", A, "JX-7")))
    found = client.get("/search?q=jx-7")["results"]
    assert [(one["kind"], one["id"]) for one in found] == [("grid", A)]
    assert found[0]["detail"]["zh"].startswith(f"{CITY} JX-7 · 西社区")
    assert client.get("/search?q=jx-7", who=VIEWER)["results"] == []
    assert client.get("/search?q=jx-7", who=OTHER)["results"] == []


def test_they_go_along_with_the_plan_and_its_history_does_too(client):
    send(client, table((CITY, "网格", A, "0012")))
    edit = {"type": "move", "units": [unit(2, 0)], "target": B}
    assert client.call("POST", f"/plans/{client.plan}/edits", base=0, json=edit).status_code == 201
    with client.store.read() as connection:
        plan = find_plan(connection, client.plan, EVERYTHING)
        tables = whole_plan(client.store, connection, plan, 1, scope=EVERYTHING).tables
    assert tables["outside_codes"].to_numpy().tolist() == [[CITY, "grids", A, "0012"]]
    history = tables["succession"]
    columns = ["kind", "old_code", "new_code", "households_before", "households", "moved_out"]
    assert history[columns].to_numpy().tolist() == [
        ["adjusted", A, A, 120, 110, 10],
        ["adjusted", B, B, 120, 130, 0],
    ]
    assert set(history["version"]) == {f"{client.plan}@1"}
    assert set(history["community_code"]) == {WEST}
    assert EAST not in set(history["community_code"])


def test_a_file_that_is_no_table_is_refused(client):
    files = {"file": ("对照.pdf", b"%PDF", "application/pdf")}
    address = f"/plans/{client.plan}/outside-codes/table"
    assert client.call("POST", address, files=files).status_code == 400


def test_an_export_has_a_column_of_their_codes(client):
    send(client, table((CITY, "网格", A, "0012")))
    asked = f"/exports?plan={client.plan}&format=geojson&codes_of={CITY}"
    answer = client.call("GET", asked)
    assert answer.status_code == 200, answer.text
    codes = [one["properties"][CITY] for one in answer.json()["features"]]
    assert sorted(codes) == ["", "", "", "0012"]
