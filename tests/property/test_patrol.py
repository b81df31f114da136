"""Any patrol that is solved holds; nothing that is changed in it does."""

from dataclasses import fields, replace

import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from patrol_lattice import BEGINS, network, team, visit

from gridmap.routing.checking import check_patrol
from gridmap.routing.patrol import make_patrol
from gridmap.routing.patrol_settings import PatrolSettings
from gridmap.routing.records import Stop
from gridmap.routing.solving_effort import Effort

ROADS = network(spur=[(200, 200), (500, 200)], island=[(1_000, 0), (1_100, 0)])
SETTINGS = PatrolSettings(effort=Effort(steps=200, patience=60))

coordinates = st.tuples(st.integers(-50, 620), st.integers(-50, 260))
windows = st.one_of(
    st.just(()),
    st.tuples(st.integers(0, 3_000), st.integers(60, 3_000)).map(
        lambda pair: ((BEGINS + pair[0], BEGINS + sum(pair)),)
    ),
)


@st.composite
def asked(draw):
    """Return visits and teams."""
    places = draw(st.lists(coordinates, min_size=1, max_size=8, unique=True))
    visits = [
        visit(
            *place,
            key=f"H{number}",
            windows=draw(windows),
            service_s=draw(st.integers(0, 900)),
            prize=draw(st.integers(1, 8)),
            is_required=draw(st.booleans()),
        )
        for number, place in enumerate(places)
    ]
    teams = [
        team(
            f"T{number}",
            *draw(st.sampled_from([(0, 0), (200, 200), (100, 37)])),
            shift_min=draw(st.integers(10, 60)),
            capacity=draw(st.sampled_from([None, 1, 3])),
            profile=draw(st.sampled_from(["foot", "bicycle"])),
        )
        for number in range(draw(st.integers(1, 3)))
    ]
    return visits, teams


def made(visits, teams):
    return make_patrol(visits, teams, ROADS, date="2026-11-21", settings=SETTINGS)


@settings(max_examples=60, deadline=None)
@given(asked())
def test_every_patrol_holds_and_every_left_visit_says_why(given_):
    visits, teams = given_
    patrol = made(visits, teams)
    assert check_patrol(patrol, ROADS, visits=visits) == ()
    for route in patrol.routes:
        assert route.ends_s <= route.team.begins_s + route.team.shift_s
    for left in patrol.left_out:
        assert left.why.zh
        assert left.why.en
        assert left.short_s is None or left.short_s > 0
        assert left.short_m is None or left.short_m > 0


@settings(max_examples=60, deadline=None)
@given(asked(), st.data())
def test_whatever_is_changed_in_a_patrol_is_found(given_, data):
    visits, teams = given_
    patrol = made(visits, teams)
    routes = [route for route in patrol.routes if route.stops]
    assume(routes)
    route = data.draw(st.sampled_from(routes))
    stop = data.draw(st.sampled_from(route.stops))
    names = [item.name for item in fields(Stop) if item.name not in {"visit", "leg"}]
    name = data.draw(st.sampled_from([*names, "line", "duration_s", "length_m", "gone"]))
    by = data.draw(st.sampled_from([-40, -7, 7, 40]))
    if name == "gone":
        stops = tuple(one for one in route.stops if one is not stop)
    else:
        other = replace(stop, **{name: getattr(stop, name) + by}) if name in names else None
        if name in {"duration_s", "length_m"}:
            other = replace(stop, leg=replace(stop.leg, **{name: getattr(stop.leg, name) + by}))
        if name == "line":
            assume(stop.leg.stretches)
            first, *rest = stop.leg.stretches
            line = shapely.transform(first.line, lambda xy: xy + by)
            leg = replace(stop.leg, stretches=(replace(first, line=line), *rest))
            other = replace(stop, leg=leg)
        stops = tuple(other if one is stop else one for one in route.stops)
    changed = tuple(replace(route, stops=stops) if one is route else one for one in patrol.routes)
    assert check_patrol(replace(patrol, routes=changed), ROADS, visits=visits)
