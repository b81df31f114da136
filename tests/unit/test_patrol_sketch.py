"""The sketch of a route: what is where, from the drawing of tests/patrolled.py."""

import numpy as np
import patrolled
import pytest

from gridmap.routing.telling_stops import told_route
from gridmap.sheets.patrol_sketch import FOOT_MM, MARGIN_MM, MARK_MM, sketch_of


def sketch(route=None, **options):
    options = {"width_mm": 100.0, "heights_mm": (60.0, 130.0)} | options
    told = told_route(route or patrolled.first_route(), 1)
    return sketch_of(told, metric_crs=patrolled.CRS, **options)


def scale(one):
    return one.bar_mm / one.bar_m


def test_north_is_up_and_the_scale_is_the_same_both_ways():
    drawn = sketch()
    start, first, third = np.array([drawn.start, drawn.marks[0].place, drawn.marks[2].place])
    # The first stop is 100 m east of the start, the third 200 m north of the first.
    assert first - start == pytest.approx([100 * scale(drawn), 0], abs=1e-6)
    assert third - first == pytest.approx([0, -200 * scale(drawn)], abs=1e-6)


def test_a_route_fills_the_sketch_and_leaves_its_margins():
    drawn = sketch()
    # 200 m in 100 mm less two margins.
    assert scale(drawn) == pytest.approx((100 - 2 * MARGIN_MM) / 200)
    assert drawn.height_mm == pytest.approx(200 * scale(drawn) + 2 * MARGIN_MM + FOOT_MM)
    low, high = drawn.way.min(axis=0), drawn.way.max(axis=0)
    assert low == pytest.approx([MARGIN_MM, MARGIN_MM])
    assert high == pytest.approx([100 - MARGIN_MM, drawn.height_mm - MARGIN_MM - FOOT_MM])


def test_the_bar_is_round_and_at_most_a_quarter_wide():
    drawn = sketch()
    # A quarter of 100 mm is 25 mm, 61 m at this scale.
    assert drawn.bar_m == 50
    assert drawn.bar_mm == pytest.approx(50 * scale(drawn))


def test_degrees_are_found_on_it():
    drawn = sketch()
    a, b, c, d, e, f = drawn.from_lonlat
    lon, lat = patrolled.STATION
    assert (a * lon + b * lat + c, d * lon + e * lat + f) == pytest.approx(drawn.start, abs=0.01)


def test_a_place_beside_the_road_is_linked_to_it():
    # Only the second stop lies off its road, 30 m.
    (link,) = sketch().links
    assert np.hypot(*(link[1] - link[0])) == pytest.approx(30 * scale(sketch()), abs=1e-6)


def test_marks_at_one_place_stand_apart():
    route = patrolled.first_route()
    same = type(route)(route.team, (route.stops[0],) * 5, route.back)
    drawn = sketch(same)
    spots = np.array([drawn.start, *(mark.spot for mark in drawn.marks)])
    apart = np.hypot(*(spots[:, None] - spots[None]).transpose(2, 0, 1))
    assert apart[np.triu_indices(len(spots), 1)].min() >= 2 * MARK_MM
    assert {mark.place for mark in drawn.marks} == {drawn.marks[0].place}


def test_a_tiny_route_is_not_blown_up():
    route = patrolled.patrol().routes[2]
    assert scale(sketch(route)) == pytest.approx((100 - 2 * MARGIN_MM) / 150)


def test_streets_are_named_along_them():
    names = {name.text: name.angle_deg for name in sketch().names}
    # 红旗路 and 民主路 run east and west, 胜利街 north; names are read from left or from below.
    assert names["红旗路"] == pytest.approx(0)
    assert names["民主路"] == pytest.approx(0)
    assert abs(names["胜利街"]) == pytest.approx(90)
