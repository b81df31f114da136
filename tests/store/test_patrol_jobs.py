"""The job that makes a patrol, on one street that can be drawn by hand, on both stores.

A street of 1,200 m from west to east in pieces of 100 m; the west half is one community, the east
half the other. The station stands at 100 m, culverts at 300, 500 and 900 m; one more lies 390 m
beside the street, out of reach. On foot 1.2 m/s; a culvert takes 5 minutes.
"""

import json
from datetime import UTC, datetime

import lattice
import pytest
from gridmap_api.errors import ConflictError, UnknownObjectError
from gridmap_api.jobs.kinds import KINDS
from gridmap_api.jobs.ordering import order_job
from gridmap_api.jobs.running import run_job
from gridmap_api.schemas.patrol_jobs import PatrolJob
from gridmap_api.store import job_queue, jobs
from gridmap_api.store.hazards_seen import hazards_seen
from gridmap_api.store.layer_writes import import_layer
from gridmap_api.store.patrols import find_patrol, find_route, list_patrols
from gridmap_api.store.principals import LOCAL, Principal
from gridmap_api.store.scope import EVERYTHING, Scope
from gridmap_api.store.visits import Tick, add_tick
from pydantic import ValidationError
from shapely import to_geojson

from gridmap.errors import InputError

WEST, EAST = "370899001001", "370899001002"
PLANNER = Principal("p", "甲", "planner", frozenset({WEST}))
PLACES = {"h-1": (300, 0), "h-2": (500, 0), "h-3": (900, 0), "h-far": (100, 390)}
on_a_file = pytest.mark.parametrize("store_address", ["file"], indirect=True)


def street():
    boxes = [lattice.box(0, -50, 600, 400), lattice.box(600, -50, 1200, 400)]
    pieces = [lattice.line((x, 0), (x + 100, 0)) for x in range(0, 1200, 100)]
    made = {
        "communities": lattice.layer(boxes, community_code=[WEST, EAST], name=["西", "东"]),
        "roads": lattice.roads(*pieces),
        "stations": lattice.layer(
            [lattice.point(100, 0)], station_id=["s-1"], name=["东关驿站"], kind=["station"]
        ),
        # They name no community: it is the one in which they lie.
        "hazards": lattice.layer(
            [lattice.point(*place) for place in PLACES.values()],
            hazard_id=[*PLACES],
            name=[*PLACES],
            kind=["culvert"] * 4,
            level=[1, 2, 3, 1],
        ),
    }
    return {name: frame.to_crs(4490) for name, frame in made.items()}


@pytest.fixture
def filled(store):
    with store.write() as connection:
        for name, frame in street().items():
            import_layer(connection, name, frame, actor="test")
    return store


@pytest.fixture
def do(filled, store_address):
    """Ask for a patrol, make it here, and return the job and its result."""

    def done(principal=LOCAL, **params):
        order_job(filled, request(**params), principal)
        claim = job_queue.claim_job(filled, "w", lease_s=60)
        run_job(store_address, claim, KINDS[claim.kind])
        with filled.read() as connection:
            job = jobs.get_job(connection, claim.id, scope=EVERYTHING, account="")
            return job, jobs.result_of(connection, claim.id)

    return done


def request(**params):
    given = {"date": "2026-07-01", "rain": "orange", "count": 1, **params}
    return PatrolJob.model_validate({"kind": "patrol", "params": given})


def made(store, result, scope=EVERYTHING):
    with store.read() as connection:
        return find_patrol(connection, result["patrol_id"], scope)


def stops(patrol):
    return {stop["visit"]["key"] for route in patrol["saved"]["routes"] for stop in route["stops"]}


def left_out(patrol):
    return {left["visit"]["key"]: left["reason"] for left in patrol["saved"]["left_out"]}


def test_a_team_walks_to_all_that_is_due_and_back(do, filled):
    job, result = do()
    assert job.state == "done", job.problem
    # From 100 m to 900 m and back.
    assert (result["stops"], result["left_out"], result["length_m"]) == (3, 1, 1_600)
    patrol = made(filled, result)
    assert stops(patrol) == {"h-1", "h-2", "h-3"}
    assert left_out(patrol) == {"h-far": "off_road"}
    (route,) = patrol["routes"]
    # 1,600 m at 1.2 m/s and three times five minutes; legs are whole seconds.
    assert route["ends_s"] - route["begins_s"] == pytest.approx(1_600 / 1.2 + 900, abs=4)
    assert route["team"]["start_name"] == "东关驿站"
    assert route["communities"] == [WEST, EAST]
    assert patrol["owner"] == LOCAL.name


def test_a_planner_has_a_patrol_of_the_own_community_which_others_do_not_see(do, filled):
    job, result = do(PLANNER)
    assert job.state == "done", job.problem
    patrol = made(filled, result, PLANNER.field_scope)
    assert stops(patrol) == {"h-1", "h-2"}
    assert patrol["whole"]
    assert patrol["routes"][0]["length_m"] == 800
    with filled.read() as connection:
        assert list_patrols(connection, Scope(frozenset({EAST})), limit=9) == []


@on_a_file
def test_flooded_ground_cuts_the_street_and_says_so(do, filled):
    water = lattice.layer([lattice.box(620, -20, 680, 20)]).to_crs(4490).geometry.iloc[0]
    patrol = made(filled, do(closed=[json.loads(to_geojson(water))])[1])
    assert stops(patrol) == {"h-1", "h-2"}
    assert left_out(patrol)["h-3"] in {"closed", "unreachable"}
    assert patrol["routes"][0]["length_m"] == 800


@on_a_file
def test_what_a_patrol_has_visited_today_is_not_due_again(do, filled):
    result = do()[1]
    told = datetime(2026, 7, 1, 4, 0, tzinfo=UTC)
    with filled.write() as connection:
        patrol, _ = find_route(connection, result["patrol_id"], 1, EVERYTHING)
        add_tick(connection, patrol, 1, Tick("k", "h-1", "done", told))
    assert stops(made(filled, do()[1])) == {"h-2", "h-3"}
    assert stops(made(filled, do(date="2026-07-02")[1])) == {"h-1", "h-2", "h-3"}


@on_a_file
def test_teams_shifts_and_hazards_may_be_named(do, filled):
    teams = [
        {"name": "甲队", "station": "东关驿站", "shift_min": 30, "begins": "19:30"},
        {"name": "乙队", "place": street()["hazards"].geometry.iloc[2].coords[0], "capacity": 1},
    ]
    job, result = do(teams=teams, hazards=["h-1", "h-3"])
    assert job.state == "done", job.problem
    first, second = made(filled, result)["saved"]["routes"]
    assert first["team"]["begins_s"] == 19.5 * 3600
    assert [stop["visit"]["key"] for stop in first["stops"]] == ["h-1"]
    assert [stop["visit"]["key"] for stop in second["stops"]] == ["h-3"]
    # The second team stands there already.
    assert second["length_m"] == 0


@on_a_file
def test_what_cannot_be_made_says_why_and_what_to_do(do):
    for params, what in (
        ({"rain": "none", "hazards": ["nothing"]}, "There is no hazard nothing."),
        ({"teams": [{"name": "甲", "station": "西关驿站"}]}, "西关驿站"),
    ):
        job, _ = do(**params)
        assert job.state == "failed"
        assert what in job.problem["what"]["en"]
        assert job.problem["remedy"]["zh"]


@on_a_file
def test_orders_that_make_no_sense_are_refused_at_once(filled, store):
    ring = [[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]
    crossed = {"type": "Polygon", "coordinates": [ring]}
    for closed in (crossed, {"type": "Polygon", "coordinates": [[[0, 0]]]}):
        with pytest.raises(InputError):
            order_job(filled, request(closed=[closed]), LOCAL)
    for params in ({"unlike": "nothing"}, {"plan_id": "nothing"}, {"communities": [EAST]}):
        with pytest.raises(UnknownObjectError):
            order_job(filled, request(**params), PLANNER)
    for params in (
        {"begins": "25:00"},
        {"date": "soon"},
        {"teams": [{"name": "甲"}]},
        {"teams": [{"name": "甲", "place": [200, 0]}]},
        {"shift_min": 0},
        {"more": 1},
    ):
        with pytest.raises(ValidationError):
            request(**params)


@on_a_file
def test_without_layers_there_is_nothing_to_order(store):
    with store.write() as connection:
        import_layer(connection, "communities", street()["communities"], actor="test")
    with pytest.raises(ConflictError, match="hazards or roads"):
        order_job(store, request(), LOCAL)


@on_a_file
def test_hazards_are_in_sight_by_the_community_that_they_name_or_lie_in(store):
    layers = street()
    named = layers["hazards"].assign(community_code=[EAST, None, None, None])

    def seen(*codes):
        with store.read() as connection:
            found = hazards_seen(connection, Scope(frozenset(codes)))
        return set(found["hazard_id"])

    with store.write() as connection:
        import_layer(connection, "hazards", named, actor="test")
    assert (seen(WEST), seen(EAST)) == (set(), {"h-1"})
    with store.write() as connection:
        import_layer(connection, "communities", layers["communities"], actor="test")
    assert (seen(WEST), seen(EAST)) == ({"h-2", "h-far"}, {"h-1", "h-3"})
