"""The check of a patrol finds whatever is put into it that does not hold."""

from dataclasses import replace

import numpy as np
import pytest
import shapely
from patrol_lattice import BEGINS, network, team, visit

from gridmap.errors import RouteError
from gridmap.routing.checking import check_patrol, require_sound
from gridmap.routing.closures import close_edges
from gridmap.routing.patrol import make_patrol
from gridmap.routing.records import Leg

ROADS = network()
VISITS = [
    visit(200, 0, windows=((BEGINS, BEGINS + 600),)),
    visit(200, 200),
    visit(50, 124),
    visit(900, 900),
]


@pytest.fixture(scope="module")
def patrol():
    return make_patrol(VISITS, [team(capacity=3)], ROADS, date="2026-11-21")


def rules(patrol, roads=ROADS):
    return {fault.rule for fault in check_patrol(patrol, roads, visits=VISITS)}


def with_route(patrol, **changes):
    return replace(patrol, routes=(replace(patrol.routes[0], **changes),))


def with_stop(patrol, number, **changes):
    stops = list(patrol.routes[0].stops)
    stops[number] = replace(stops[number], **changes)
    return with_route(patrol, stops=tuple(stops))


def with_team(patrol, **changes):
    return with_route(patrol, team=replace(patrol.routes[0].team, **changes))


def moved(leg, x, y, part=0):
    stretches = list(leg.stretches)
    line = shapely.transform(stretches[part].line, lambda xy: xy + np.array([x, y]))
    stretches[part] = replace(stretches[part], line=line)
    return replace(leg, stretches=tuple(stretches))


def test_what_was_solved_holds(patrol):
    assert [left.visit.key for left in patrol.left_out] == ["H900_900"]
    assert rules(patrol) == set()
    require_sound(patrol, ROADS, visits=VISITS)


def test_a_visit_that_is_lost(patrol):
    assert rules(replace(patrol, left_out=())) == {"visit.lost"}


def test_a_visit_that_is_listed_twice(patrol):
    assert rules(replace(patrol, left_out=patrol.left_out * 2)) == {"visit.twice"}


def test_a_visit_that_was_not_asked_for(patrol):
    (left,) = patrol.left_out
    other = replace(left, visit=replace(left.visit, service_s=1))
    assert rules(replace(patrol, left_out=(other,))) == {"visit.other"}


def test_two_stops_in_each_others_place(patrol):
    one, two, *others = patrol.routes[0].stops
    assert "leg.gap" in rules(with_route(patrol, stops=(two, one, *others)))


def test_a_leg_that_takes_less_than_it_does(patrol):
    leg = patrol.routes[0].back
    shorter = replace(leg, duration_s=leg.duration_s - 60)
    assert rules(with_route(patrol, back=shorter)) == {"leg.time"}


def test_a_leg_that_is_longer_than_its_line(patrol):
    leg = patrol.routes[0].back
    assert rules(with_route(patrol, back=replace(leg, length_m=leg.length_m + 50))) == {
        "leg.length"
    }


def test_a_line_beside_the_road(patrol):
    assert {"leg.off_road", "leg.gap"} <= rules(
        with_route(patrol, back=moved(patrol.routes[0].back, 3, 3))
    )


def test_a_line_across_the_blocks(patrol):
    # As long as the way round: by this nothing but the roads tells it.
    leg = patrol.routes[0].stops[1].leg
    first, last = leg.stretches[0].line.coords[0], leg.stretches[-1].line.coords[-1]
    aside = (first[0] - 60, first[1] + 80)
    line = shapely.LineString([first, aside, last])
    straight = Leg(
        (replace(leg.stretches[0], line=line, length_m=line.length),),
        round(line.length),
        leg.duration_s,
    )
    assert rules(with_stop(patrol, 1, leg=straight)) == {"leg.off_road"}


def test_a_leg_without_a_line(patrol):
    assert "leg.gap" in rules(with_route(patrol, back=replace(patrol.routes[0].back, stretches=())))


def test_a_road_that_is_closed_since(patrol):
    shut = close_edges(ROADS, roads=["C2"])
    assert {"leg.off_road", "leg.time"} <= rules(patrol, shut)


def test_an_arrival_that_is_too_early(patrol):
    stop = patrol.routes[0].stops[1]
    assert "stop.arrival" in rules(
        with_stop(patrol, 1, arrives_s=stop.arrives_s - 60, begins_s=stop.begins_s - 60)
    )


def test_a_visit_that_is_too_short(patrol):
    last = patrol.routes[0].stops[-1]
    assert rules(with_stop(patrol, -1, leaves_s=last.leaves_s - 30)) == {"stop.departure"}


def test_a_visit_that_begins_before_the_team_is_there(patrol):
    last = patrol.routes[0].stops[-1]
    assert "stop.begin" in rules(with_stop(patrol, -1, begins_s=last.begins_s - 30))


def test_a_visit_outside_its_times(patrol):
    numbers = [stop.visit.key for stop in patrol.routes[0].stops]
    at = numbers.index("H200_0")
    stop = patrol.routes[0].stops[at]
    late = replace(stop.visit, windows=((BEGINS, BEGINS + 60),))
    faults = check_patrol(with_stop(patrol, at, visit=late), ROADS)
    assert "stop.window" in {fault.rule for fault in faults}


def test_a_hazard_that_is_nearer_to_the_road_than_it_is(patrol):
    at = [stop.visit.key for stop in patrol.routes[0].stops].index("H50_124")
    assert patrol.routes[0].stops[at].offset_m == pytest.approx(24)
    assert rules(with_stop(patrol, at, offset_m=0.0)) == {"stop.offset"}


def test_a_shift_that_is_shorter_than_the_route(patrol):
    busy_s = patrol.routes[0].ends_s - BEGINS
    assert rules(with_team(patrol, shift_s=busy_s)) == set()
    assert rules(with_team(patrol, shift_s=busy_s - 1)) == {"route.shift"}


def test_a_team_with_more_visits_than_it_may_make(patrol):
    assert rules(with_team(patrol, capacity=2)) == {"route.capacity"}


def test_a_team_that_sets_out_elsewhere(patrol):
    assert "leg.gap" in rules(with_team(patrol, start=(500_100.0, 3_900_000.0)))


def test_a_fault_is_an_error_that_names_the_team(patrol):
    with pytest.raises(RouteError, match="T1队") as raised:
        require_sound(with_team(patrol, capacity=2), ROADS, visits=VISITS)
    (fault,) = raised.value.faults
    assert (fault.layer, fault.feature_id) == ("patrol", "T1")
