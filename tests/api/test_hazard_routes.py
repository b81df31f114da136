"""The rain level of the day and what is due by it, on both stores, each in the own communities."""

import json

import lattice
import pytest
import shapely
from calling import Client
from drawn_plan import ADMIN, EAST, OTHER, PLANNER, VIEWER, WEST, save_drawn
from gridmap_api.settings import Settings
from gridmap_api.store.audit import read_audit
from gridmap_api.store.layer_reads import read_layer
from gridmap_api.store.layer_writes import import_layer
from gridmap_api.store.principals import Principal
from stores import store, store_address

from gridmap.errors import SettingsError
from gridmap.layers import CONTRACTS, conform

__all__ = ["store", "store_address"]

PATROL = Principal("id-patrol", "巡查甲", "patrol", frozenset({WEST}))


def hazards():
    """Return hazards, two in the west and one in the east, as an office lists them."""
    frame = lattice.layer(
        [lattice.point(50, 350), lattice.point(150, 350), lattice.point(750, 350)],
        hazard_id=["H1", "H2", "H3"],
        name=["济安桥下穿", "东关沟", "滨河险段"],
        kind=["涵洞/下穿", "沟渠", "河道险段"],
        level=[1, 4, 2],
        status=["待处置", "候选", "处置中"],
        last_visit=["2026年7月8日", None, "2026/7/9"],
        due_date=[None, None, "2026-07-12"],
        responsible=["城管所", None, "水利站"],
    ).to_crs(4490)
    return conform(frame, CONTRACTS["hazards"]).frame


def communities():
    """Return the two communities of the drawn plan."""
    halves = [lattice.box(0, 0, 400, 600), lattice.box(400, 0, 800, 600)]
    names = {"community_code": [WEST, EAST], "name": ["西社区", "东社区"]}
    return lattice.layer(halves, **names).to_crs(4490)


def put(store, frame):
    with store.write() as connection:
        return import_layer(connection, "hazards", frame, actor="test")


@pytest.fixture
def client(store_address):
    made = Client(store_address)
    save_drawn(made.store)
    with made.store.write() as connection:
        import_layer(connection, "communities", communities(), actor="test")
    put(made.store, hazards())
    yield made
    made.store.close()


def due(client, who=ADMIN, **asked):
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    return client.get(f"/hazards/due?{query}", who=who)


def ids(answer):
    return [one["hazard_id"] for one in answer["hazards"]]


def test_nobody_set_a_level_so_there_is_no_rain(client):
    assert client.get("/hazards/rain") == {"level": "none", "set_by": "", "time": None}


def test_a_planner_sets_the_level_which_holds_and_is_in_the_log(client):
    made = client.call("PUT", "/hazards/rain", who=PLANNER, json={"level": "orange"})
    assert made.status_code == 200
    told = client.get("/hazards/rain", who=PATROL)
    assert told == made.json()
    assert (told["level"], told["set_by"]) == ("orange", PLANNER.name)
    assert told["time"].endswith("Z")
    again = client.call("PUT", "/hazards/rain", who=ADMIN, json={"level": "orange"}).json()
    assert again == told
    lifted = client.call("PUT", "/hazards/rain", who=ADMIN, json={"level": "none"}).json()
    assert (lifted["level"], lifted["set_by"]) == ("none", ADMIN.name)
    with client.store.read() as connection:
        noted = [one["action"] for one in read_audit(connection, before=None, limit=10)]
    assert noted.count("PUT /hazards/rain") == 3


@pytest.mark.parametrize("body", [{"level": "purple"}, {}, {"level": "red", "by": "x"}, []])
def test_what_is_no_level_is_refused(client, body):
    assert client.call("PUT", "/hazards/rain", json=body).status_code == 422


def test_what_is_due_follows_the_level_of_the_day(client):
    """H1, level 1: every 7 days without rain, every day from yellow on; H3, level 2: 14 and 1."""
    calm = due(client, date="2026-07-10")
    assert (calm["rain"], calm["hazards"]) == ("none", [])
    assert calm["counts"] == {"overdue": 0, "due": 0, "later": 2, "left_out": 1}
    client.call("PUT", "/hazards/rain", json={"level": "yellow"})
    wet = due(client, date="2026-07-10")
    assert (wet["rain"], wet["date"]) == ("yellow", "2026-07-10")
    assert ids(wet) == ["H1", "H3"]
    first, second = wet["hazards"]
    assert (first["state"], first["days_overdue"], first["due_on"]) == ("overdue", 1, "2026-07-09")
    assert (second["state"], second["days_overdue"]) == ("due", 0)
    assert first["last_visit"] == "2026-07-08"
    assert first["responsible"] == "城管所"
    assert "逾期 1 天" in first["reason"]["zh"]
    assert first["place"] == pytest.approx(
        [*shapely.get_coordinates(hazards().geometry[0])[0]], abs=1e-6
    )


def test_the_level_and_the_day_may_be_named_and_all_be_told(client):
    answer = due(client, date="2026-07-12", rain="none", all="true")
    assert ids(answer) == ["H3", "H1", "H2"]
    assert [one["state"] for one in answer["hazards"]] == ["due", "later", "left_out"]
    assert "限期 2026-07-12" in answer["hazards"][0]["reason"]["zh"]
    assert answer["hazards"][2]["due_on"] is None


@pytest.mark.parametrize("query", ["rain=purple", "date=2026-13-01", "date=x", "all=maybe"])
def test_what_makes_no_sense_is_refused(client, query):
    assert client.call("GET", f"/hazards/due?{query}").status_code == 400


def test_each_sees_the_hazards_of_the_own_communities(client):
    asked = {"rain": "red", "date": "2026-07-20"}
    assert ids(due(client, ADMIN, **asked)) == ["H1", "H3"]
    assert ids(due(client, PATROL, **asked)) == ["H1"]
    assert ids(due(client, OTHER, **asked)) == ["H3"]
    assert ids(due(client, VIEWER, **asked)) == []


def test_a_store_without_hazards_has_nothing_due(store_address):
    client = Client(store_address)
    assert due(client, date="2026-07-10")["hazards"] == []
    client.store.close()


def test_columns_that_came_later_are_read_filtered_and_drawn_like_any_other(client):
    """They are kept in JSON, since the table was made before the contract got them."""
    items = "/ogc/collections/hazards/items"
    read = client.get(f"{items}/H1")["properties"]
    assert (read["last_visit"], read["responsible"], read["status"]) == (
        "2026-07-08",
        "城管所",
        "open",
    )
    found = client.get(f"{items}?responsible=水利站")
    assert [one["id"] for one in found["features"]] == ["H3"]
    sought = client.get(f"{items}?filter=last_visit<'2026-07-09'&filter-lang=cql2-text")
    assert [one["id"] for one in sought["features"]] == ["H1"]
    schema = client.get("/ogc/collections/hazards/schema")["properties"]
    assert (schema["due_date"]["type"], schema["due_date"]["format"]) == ("string", "date")


def test_a_visit_is_written_by_a_change_of_the_feature(client):
    address = "/ogc/collections/hazards/items/H1"
    headers = {"content-type": "application/merge-patch+json", "if-match": "*"}
    body = json.dumps({"properties": {"last_visit": "2026年7月10日"}})
    changed = client.call("PATCH", address, headers=headers, content=body)
    assert changed.status_code == 204, changed.text
    assert due(client, rain="yellow", date="2026-07-10")["hazards"][0]["hazard_id"] == "H3"
    with client.store.read() as connection:
        first = read_layer(connection, "hazards", version=1).set_index("hazard_id")
        now = read_layer(connection, "hazards").set_index("hazard_id")
    assert (first.loc["H1", "last_visit"], now.loc["H1", "last_visit"]) == (
        "2026-07-08",
        "2026-07-10",
    )
    wrong = json.dumps({"properties": {"due_date": "soon"}})
    assert client.call("PATCH", address, headers=headers, content=wrong).status_code == 422


def test_the_same_layer_again_makes_no_version(client):
    assert put(client.store, hazards()) == 1
    with_visit = hazards().assign(last_visit="2026-07-10")
    assert put(client.store, with_visit) == 2


def test_the_table_may_be_changed_by_a_file(tmp_path, store_address):
    rules = tmp_path / "巡查.toml"
    rules.write_text("[hazards.every_days.yellow]\nculvert = [5, 5, 5, 5]\n", encoding="utf-8")
    given = {"GRIDMAP_DATABASE_URL": str(store_address), "GRIDMAP_VISITS": str(rules)}
    settings = Settings.from_environment(given)
    assert settings.visits.every("yellow", "culvert", 1) == 5
    rules.write_text("[hazards.every_days.yellow]\nculvert = [5, 5]\n", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"every_days\.yellow\.culvert"):
        Settings.from_environment(given)
