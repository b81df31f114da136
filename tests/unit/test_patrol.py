"""Who visits what in which order, on roads where the best can be seen."""

from itertools import pairwise

import geopandas as gpd
import pytest
import shapely
from patrol_lattice import BEGINS, CRS, at, network, roads, team, visit

from gridmap.errors import InputError
from gridmap.pipeline.patrolling import plan_patrol
from gridmap.routing.patrol import make_patrol
from gridmap.routing.patrol_settings import PatrolSettings
from gridmap.routing.saving import patrol_to_dict
from gridmap.routing.solving_effort import Effort

QUICK = Effort(steps=2_000, patience=500)


def solved(visits, teams, *, roads=None, unlike=None, **settings):
    """Return a patrol on the lattice."""
    return make_patrol(
        visits,
        teams,
        roads or network(),
        date="2026-11-21",
        settings=PatrolSettings(**{"effort": QUICK, **settings}),
        unlike=unlike,
    )


def keys(route):
    return [stop.visit.key for stop in route.stops]


def links(route):
    """Return which places follow each other on a route, either way."""
    places = ["start", *keys(route), "start"]
    return {frozenset(pair) for pair in pairwise(places)}


def test_a_team_goes_round_the_lattice_once():
    patrol = solved([visit(200, 0), visit(200, 200), visit(0, 200)], [team()])
    (route,) = patrol.routes
    assert keys(route) in (["H200_0", "H200_200", "H0_200"], ["H0_200", "H200_200", "H200_0"])
    assert route.length_m == 800
    assert [stop.arrives_s - BEGINS for stop in route.stops] == [167, 634, 1_101]
    assert route.ends_s == BEGINS + 4 * 167 + 3 * 300
    assert patrol.left_out == ()


def test_a_route_follows_streets_from_the_start_and_back():
    (route,) = solved([visit(200, 200)], [team()]).routes
    (stop,) = route.stops
    way = shapely.line_merge(shapely.union_all([stretch.line for stretch in stop.leg.stretches]))
    assert way.length == pytest.approx(400)
    assert {way.coords[0], way.coords[-1]} == {at(0, 0), at(200, 200)}
    assert all(stretch.street for stretch in stop.leg.stretches)
    assert (stop.leg.length_m, stop.leg.duration_s) == (400, 333)


def test_the_way_from_the_road_to_a_hazard_and_back_takes_its_time():
    (route,) = solved([visit(50, 24)], [team()]).routes
    (stop,) = route.stops
    assert stop.offset_m == pytest.approx(24)
    assert stop.arrives_s == BEGINS + 42 + 20
    assert stop.leaves_s == stop.arrives_s + 300 + 20
    assert route.ends_s == stop.leaves_s + 42


def test_times_are_waited_for_and_the_order_follows_them():
    late = visit(100, 0, windows=((BEGINS + 900, BEGINS + 960),))
    (route,) = solved([late, visit(200, 0)], [team()]).routes
    assert keys(route) == ["H200_0", "H100_0"]
    assert route.stops[1].begins_s == BEGINS + 900


def test_a_visit_is_made_in_one_of_its_times():
    choice = visit(200, 0, windows=((BEGINS, BEGINS + 60), (BEGINS + 600, BEGINS + 700)))
    (route,) = solved([choice], [team()]).routes
    assert [stop.begins_s for stop in route.stops] == [BEGINS + 600]


def test_of_a_shift_too_short_for_all_the_gravest_are_visited():
    # One corner alone takes 634 s, two 1,268 s: a shift of 15 minutes holds one.
    mild, grave = visit(0, 200, level=4, prize=1), visit(200, 0, level=1, prize=8)
    patrol = solved([mild, grave], [team(shift_min=15)])
    assert keys(patrol.routes[0]) == ["H200_0"]
    assert [left.visit.key for left in patrol.left_out] == ["H0_200"]


def test_what_is_required_goes_before_what_is_worth_more():
    wanted = visit(0, 200, prize=8, is_required=False)
    required = visit(200, 0, prize=1)
    patrol = solved([wanted, required], [team(shift_min=15)])
    assert keys(patrol.routes[0]) == ["H200_0"]


def test_what_is_not_required_is_visited_where_there_is_time():
    patrol = solved([visit(0, 200, is_required=False), visit(200, 0)], [team()])
    assert sorted(keys(patrol.routes[0])) == ["H0_200", "H200_0"]


BALANCE = [visit(100, 0), visit(200, 0), visit(200, 100), visit(0, 100)]
"""One team takes 600 m and 1,700 s for all; two that share them 1,000 m: 1,100 s and 933 s."""


def busy(patrol):
    return [route.ends_s - BEGINS for route in patrol.routes]


def test_teams_are_busy_for_about_the_same_time():
    patrol = solved(BALANCE, [team("T1"), team("T2")], balance_share=0.3)
    assert max(busy(patrol)) == pytest.approx(1_100, abs=4)
    assert min(busy(patrol)) == pytest.approx(933, abs=4)
    assert max(patrol.settings["balance"]["before_s"]) == pytest.approx(1_700, abs=5)


def test_balance_costs_no_more_than_it_may():
    patrol = solved(BALANCE, [team("T1"), team("T2")], balance_share=0.05)
    assert sorted(busy(patrol)) == pytest.approx([0, 1_700], abs=5)


def test_balance_can_be_turned_off():
    patrol = solved(BALANCE, [team("T1"), team("T2")], balance_share=0.3, is_balanced=False)
    assert sorted(busy(patrol)) == pytest.approx([0, 1_700], abs=5)
    assert patrol.settings["balance"] == {}


GRIDS = [visit(200, 0, grid="g1"), visit(200, 100, grid="g2")]
"""One team takes 1,100 s for both; each in its grid 633 s and 800 s, which is 333 s more."""


@pytest.mark.parametrize(("stray_min", "routes"), [(10, 2), (5, 1)])
def test_teams_keep_to_their_grids_where_it_is_worth_it(stray_min, routes):
    teams = [team("T1", grids=("g1",)), team("T2", grids=("g2",))]
    patrol = solved(GRIDS, teams, stray_min=stray_min, is_balanced=False)
    assert sum(bool(route.stops) for route in patrol.routes) == routes
    if routes == 2:
        assert [keys(route) for route in patrol.routes] == [["H200_0"], ["H200_100"]]


@pytest.mark.parametrize(("unlike_min", "shared"), [(0, 4), (5, 2)])
def test_a_patrol_differs_from_yesterday_if_wished(unlike_min, shared):
    # The short loop has 800 m; every other order has 1,200 m, 333 s more, and two links in common.
    corners = [visit(200, 0), visit(200, 200), visit(0, 200)]
    yesterday = solved(corners, [team()])
    today = solved(corners, [team()], unlike=yesterday, unlike_min=unlike_min)
    assert len(links(today.routes[0]) & links(yesterday.routes[0])) == shared


def test_the_same_input_gives_the_same_patrol():
    visits = [visit(x, y) for x in (0, 100, 200) for y in (100, 200)]
    teams = [team("T1"), team("T2", 200, 0)]
    first, second = (solved(visits, teams, seed=3) for _ in range(2))
    assert patrol_to_dict(first) == patrol_to_dict(second)


def test_a_team_by_car_does_not_take_a_path():
    path = gpd.GeoDataFrame(
        {"road_id": ["P"], "name": ["小路"], "road_class": ["path"]},
        geometry=[shapely.LineString([at(0, 0), at(200, 200)])],
        crs=CRS,
    )
    both = gpd.pd.concat([roads(), path], ignore_index=True)
    hazards = gpd.GeoDataFrame(
        {"hazard_id": ["H1"]}, geometry=[shapely.Point(at(200, 200))], crs=CRS
    )
    found = {}
    for profile in ("foot", "car"):
        teams = gpd.GeoDataFrame(
            {
                "team_id": ["T1"],
                "name": ["一队"],
                "start_name": [""],
                "begins_s": [BEGINS],
                "shift_s": [7_200],
                "profile": [profile],
                "capacity": [0],
                "grids": [""],
            },
            geometry=[shapely.Point(at(0, 0))],
            crs=CRS,
        )
        made = plan_patrol(hazards, both, teams, date="2026-11-21")
        found[profile] = made.routes[0].stops[0].leg.length_m
    assert found["car"] == 400
    assert found["foot"] == 283


def test_a_team_that_sets_out_off_the_road_is_refused():
    with pytest.raises(InputError, match="T1队 sets out where no road"):
        solved([visit(0, 0)], [team(x=1_000, y=1_000)])


def test_a_patrol_without_teams_is_refused():
    with pytest.raises(InputError, match="no teams"):
        solved([visit(0, 0)], [])


class Cancelled(Exception):  # noqa: N818
    pass


@pytest.mark.parametrize("step", ["Ordering visits", "Checking"])
def test_what_progress_raises_ends_the_work(step):
    def progress(said, _share):
        if said.en == step:
            raise Cancelled

    visits = [visit(x, y) for x in (0, 100, 200) for y in (0, 100, 200)]
    with pytest.raises(Cancelled):
        make_patrol(
            visits,
            [team("T1"), team("T2")],
            network(),
            date="2026-11-21",
            settings=PatrolSettings(effort=Effort(steps=None, patience=None, seconds=2.0)),
            progress=progress,
        )


def test_progress_never_goes_back():
    shares = []
    make_patrol(
        [visit(x, y) for x in (0, 100, 200) for y in (0, 100, 200)],
        [team("T1"), team("T2")],
        network(),
        date="2026-11-21",
        progress=lambda _step, share: shares.append(share),
    )
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
