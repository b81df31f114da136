"""Who reaches a station, by HTTP and as a job: on both stores, each in the own communities alone.

On the drawn plan with a street, see `drawn_street`.
"""

import io
from functools import partial

import lattice
import pytest
import shapely
from calling import Client
from drawn_plan import ADMIN, OTHER, PLANNER, VIEWER, WEST, A, B, C, D, save_drawn, unit
from drawn_street import put, put_street, stations
from errands_of_jobs import until
from gridmap_api.jobs.kinds import KINDS
from gridmap_api.jobs.worker import Worker
from openpyxl import load_workbook
from stores import store, store_address

from gridmap.partition.executors import threads

__all__ = ["store", "store_address"]


@pytest.fixture
def client(store_address):
    made = Client(store_address)
    put_street(made.store)
    yield made
    made.store.close()


@pytest.fixture
def plan_id(client):
    return save_drawn(client.store)


def by(rows, key):
    return {row[key]: row for row in rows}


def publish(client, plan_id):
    for to in ("in_review", "published"):
        base = client.get(f"/plans/{plan_id}")["version"]
        answer = client.call("POST", f"/plans/{plan_id}/state", base=base, json={"to": to})
        assert answer.status_code == 201, answer.text


def test_reach_of_a_plan_by_grid(client, plan_id):
    found = client.get(f"/plans/{plan_id}/reach")
    grids = by(found["grids"], "grid_code")
    assert {code: row["stations"] for code, row in grids.items()} == {
        A: ["s1"], B: [], C: ["s2"], D: [],
    }  # fmt: skip
    # The farthest of A is 10 + 300 + 250 m away: nobody is out of reach; B and D have none.
    assert [grids[code]["elder_out"] for code in (A, B, C, D)] == [0, 120, 0, 120]
    assert grids[A]["farthest_m"] == 560
    assert found["plan"]["elder_out_any"] == 0
    assert set(found["out_units"]["elder_out"]) == {
        unit(row, col) for row in (3, 4, 5) for col in range(8)
    }
    # s1: 10 + 100 c + 50, 150 or 250 m within 720 m: 7, 6 and 5 columns, twice.
    told = by(found["stations"], "station_id")["s1"]
    assert (told["elder_in"], told["adult_in"]) == (360, 480)
    rules = [one["rule"] for one in found["violations"]]
    assert sorted(rules) == ["station.none", "station.none", "station.small"]
    assert found["before"] is None


def test_a_redraw_is_compared_with_a_version(client, plan_id):
    edit = {"type": "move", "units": [unit(3, 0)], "target": A}
    assert client.call("POST", f"/plans/{plan_id}/edits", base=0, json=edit).status_code == 201
    found = client.get(f"/plans/{plan_id}/reach", params={"from": 0})
    before = found["before"]
    assert (before["version"], found["version"]) == (0, 1)
    assert before["gained"] == {"adult": 10, "elder": 10}
    assert before["lost"] == {"adult": 0, "elder": 0}
    rows = by(before["grids"], "grid_code")
    assert (rows[B]["elder_out_before"], rows[B]["elder_out_after"]) == (120, 110)
    earlier = client.get(f"/plans/{plan_id}/reach", params={"version": 0})
    assert by(earlier["grids"], "grid_code")[B]["elder_out"] == 120


def test_another_plan_is_compared_too(client, plan_id):
    other = save_drawn(client.store, name="另一个")
    found = client.get(f"/plans/{plan_id}/reach", params={"plan": other})
    assert found["before"]["plan_id"] == other
    assert found["before"]["plan"]["elder_out"] == 240


def test_a_planner_counts_the_households_of_own_communities(client, plan_id):
    found = client.get(f"/plans/{plan_id}/reach", who=PLANNER)
    assert {row["grid_code"] for row in found["grids"]} == {A, B}
    assert found["plan"]["households"] == 240
    assert {one["community_code"] for one in found["violations"]} == {WEST}
    told = by(found["stations"], "station_id")
    # Every western home is within 720 m of s1; of s2 elders reach the fourth column (460 m at
    # least, 660 m at most), the third but for the rows far from the street, and so on.
    assert told["s1"]["elder_in"] == 240
    theirs = by(client.get(f"/plans/{plan_id}/reach", who=OTHER)["stations"], "station_id")
    assert told["s1"]["elder_in"] + theirs["s1"]["elder_in"] == 360


def test_minutes_and_speeds_are_asked_for(client, plan_id):
    params = {"minutes": 1, "adult_m_s": 1.0, "elder_m_s": 0.5}
    found = client.get(f"/plans/{plan_id}/reach", params=params)
    # 60 m: the two homes by the street above and below s1.
    told = by(found["stations"], "station_id")["s1"]
    assert (told["adult_in"], told["elder_in"]) == (20, 0)
    assert found["settings"]["minutes"] == 1


def test_reach_is_for_planners_and_circles_for_everybody(client, plan_id):
    publish(client, plan_id)
    address = f"/plans/{plan_id}/circles"
    told = client.get(address, params={"minutes": 1}, who=ADMIN)["features"]
    shown = client.get(address, params={"minutes": 1}, who=VIEWER)["features"]
    counts = [
        [one["properties"]["households"] for one in some if one["properties"]["station_id"] == "s1"]
        for some in (told, shown)
    ]
    # Adults walk 72 m: two homes; elders 48 m: none. The public are told neither.
    assert counts == [[20, 0], [None, None]]


def test_circles_are_along_the_street(client, plan_id):
    found = client.get(f"/plans/{plan_id}/circles")
    assert [one["id"] for one in found["features"]] == [
        "s1 adult", "s1 elder", "s2 adult", "s2 elder",
    ]  # fmt: skip
    elder = found["features"][1]
    assert elder["properties"] == {
        "station_id": "s1",
        "station": "晨光驿站",
        "walker": "elder",
        "minutes": 15,
        "households": 360,
    }
    circle = shapely.from_geojson(shapely.to_geojson(shapely.geometry.shape(elder["geometry"])))
    east = shapely.bounds(circle)[2]
    # From 50 m on, 710 m along the street, and a strip of 50 m.
    there = lattice.layer([lattice.point(810, 300)]).to_crs(4490).geometry.x[0]
    assert east == pytest.approx(there, abs=2e-5)


def test_nothing_is_sent_twice(client, plan_id):
    for what in ("reach", "circles"):
        first = client.call("GET", f"/plans/{plan_id}/{what}")
        again = client.call(
            "GET", f"/plans/{plan_id}/{what}", headers={"If-None-Match": first.headers["etag"]}
        )
        assert (first.status_code, again.status_code) == (200, 304)
    first = client.call("GET", f"/plans/{plan_id}/reach")
    put(client.store, "stations", stations().assign(floor_area_m2=90.0))
    tag = {"If-None-Match": first.headers["etag"]}
    changed = client.call("GET", f"/plans/{plan_id}/reach", headers=tag)
    assert changed.status_code == 200
    assert "station.small" not in {one["rule"] for one in changed.json()["violations"]}


def test_reach_is_a_file_for_the_office(client, plan_id):
    address = f"/plans/{plan_id}/reach"
    book = client.call("GET", address, params={"f": "xlsx", "from": 0})
    assert "%E9%A9%BF%E7%AB%99" in book.headers["content-disposition"]
    pages = load_workbook(io.BytesIO(book.content))
    assert pages.sheetnames == ["网格", "驿站", "住处", "驿站问题", "前后比较", "说明"]
    assert pages["住处"].max_row == 49
    table = client.call("GET", address, params={"f": "csv"}, who=PLANNER).text
    assert [line.split(",")[0] for line in table.split("\r\n")[1:3]] == [A, B]
    homes = client.get(address, params={"f": "geojson"}, who=PLANNER)
    assert len(homes["features"]) == 24


def test_without_roads_the_remedy_is_named(store_address):
    client = Client(store_address)
    plan_id = save_drawn(client.store)
    answer = client.call("GET", f"/plans/{plan_id}/reach")
    assert answer.status_code in {400, 422}
    assert "gridmap import" in answer.json()["remedy"]
    client.store.close()


@pytest.mark.parametrize("query", [{"minutes": 0}, {"from": 9}, {"version": 9}, {"plan": "none"}])
def test_what_makes_no_sense_is_refused(client, plan_id, query):
    answer = client.call("GET", f"/plans/{plan_id}/reach", params=query)
    assert answer.status_code in {400, 404}
    assert answer.json()["remedy"]


def sited(client, address, params, *, who=ADMIN):
    """Have stations sited, and return the result."""
    body = {"kind": "siting", "params": params}
    answer = client.call("POST", "/jobs", json=body, who=who)
    assert answer.status_code in {200, 202}, answer.text
    job = f"/jobs/{answer.json()['id']}"
    with Worker(address, KINDS, crew=partial(threads, 1)):
        state = until(lambda: _ended(client, job, who))
    assert state == "done", client.get(job, who=who)
    return client.get(f"{job}/result", who=who)


def _ended(client, job, who):
    state = client.get(job, who=who)["state"]
    return state if state in {"done", "failed", "cancelled"} else ""


def degrees(*places):
    frame = lattice.layer([lattice.point(*place) for place in places]).to_crs(4490)
    return [[point.x, point.y] for point in frame.geometry]


def test_the_next_station_is_sited_by_a_job_with_its_proof(client, store_address, plan_id):
    # Within 5 minutes elders walk 240 m. A station in the middle of the street, at 400 m, is
    # reached from 50 m beside and 190 m along it: columns 3 and 4, and 2 and 5 (150 + 50 m), twice
    # 4 homes; and from 150 m beside: columns 3 and 4 (50 + 150 m). One at 100 m: columns 0 and 1
    # are near s1 already.
    params = {
        "plan_id": plan_id,
        "count": 1,
        "walker": "elder",
        "minutes": 5,
        "candidates": degrees((100, 300), (400, 300)),
    }
    found = sited(client, store_address, params)
    assert [one["key"] for one in found["sites"]] == ["P2"]
    assert found["sites"][0]["place"] == pytest.approx(degrees((400, 300))[0], abs=2e-6)
    # s1 at 50 m, 10 m off: 50 m beside and 180 m along: columns 0 and 1; 150 m: column 0: the
    # same of s2.
    assert found["covered_before"] == 10 * 2 * (2 * 2 + 2 * 1)
    assert found["covered_after"] == found["covered_before"] + 10 * (2 * 4 + 2 * 2)
    assert (found["status"], found["bound"]) == ("optimal", 120)
    assert "已证明最优" in found["said"]["zh"]


def test_a_planner_sites_for_own_households(client, store_address, plan_id):
    params = {"plan_id": plan_id, "count": 1, "objective": "distance"}
    found = sited(client, store_address, params, who=PLANNER)
    assert found["households"] == 240
    assert found["is_network"]
    assert found["mean_after_m"] < found["mean_before_m"]


@pytest.mark.parametrize(
    ("params", "who", "status"),
    [
        ({"count": 1, "communities": ["370899001002"]}, PLANNER, 404),
        ({"count": 0}, ADMIN, 422),
        ({"count": 1, "candidates": []}, ADMIN, 422),
        ({"count": 1}, VIEWER, 404),
    ],
)
def test_siting_that_makes_no_sense_or_is_not_allowed(client, plan_id, params, who, status):
    body = {"kind": "siting", "params": {"plan_id": plan_id, **params}}
    assert client.call("POST", "/jobs", json=body, who=who).status_code == status
