"""Turn-by-turn of ways drawn by hand: streets, angles and lengths are read off the drawing.

North is up; every coordinate is in metres.
"""

import math

import pytest
import shapely

from gridmap.routing.records import Leg, Route, Stop, Stretch, Team, Visit
from gridmap.routing.telling import arrival, directions
from gridmap.routing.turns import side, steps

HALL = Team("t1", "一队", (0.0, 0.0), "东湖驿站")


def leg(*streets):
    """A way of (street, points) in order, at 1 m/s."""
    stretches = tuple(
        Stretch(street, line := shapely.LineString(points), line.length)
        for street, points in streets
    )
    length = round(sum(stretch.length_m for stretch in stretches))
    return Leg(stretches, length, length)


def stop(way, xy, name="红旗涵洞", offset_m=0.0):
    return Stop(Visit("h", name, xy, 300), way, offset_m, 0, 0, 300)


def around(angle_deg):
    """100 m north on one street, then 100 m on another, turned to the right by an angle."""
    turned = math.radians(angle_deg)
    end = (100 * math.sin(turned), 100 + 100 * math.cos(turned))
    return leg(("红旗路", [(0, 0), (0, 100)]), ("民主路", [(0, 100), end]))


def told(way, lang="zh", team=HALL):
    route = Route(team, (stop(way, way.stretches[-1].line.coords[-1]),), Leg((), 0, 0))
    return [line.text.say(lang) for line in directions(route)[0][:-1]]


@pytest.mark.parametrize(
    ("angle_deg", "turn"),
    [
        (0, "straight"),
        (20, "straight"),
        (-20, "straight"),
        (45, "slight_right"),
        (-45, "slight_left"),
        (90, "right"),
        (-90, "left"),
        (140, "sharp_right"),
        (-140, "sharp_left"),
        (180, "u_turn"),
    ],
)
def test_an_angle_has_its_turn(angle_deg, turn):
    first, second = steps(around(angle_deg))
    assert (first.turn, second.turn) == ("depart", turn)
    assert second.xy == (0.0, 100.0)
    assert second.length_m == pytest.approx(100)


@pytest.mark.parametrize(
    ("angle_deg", "zh", "en"),
    [
        (0, "直行进入民主路，走 100 米", "Continue onto 民主路 for 100 m"),
        (-45, "向左前方进入民主路，走 100 米", "Bear left onto 民主路 for 100 m"),
        (90, "右转进入民主路，走 100 米", "Turn right onto 民主路 for 100 m"),
        (-90, "左转进入民主路，走 100 米", "Turn left onto 民主路 for 100 m"),
        (140, "向右后方急转进入民主路，走 100 米", "Turn sharp right onto 民主路 for 100 m"),
    ],
)
def test_turns_are_told_in_both_languages(angle_deg, zh, en):
    assert told(around(angle_deg))[1] == zh
    assert told(around(angle_deg), "en")[1] == en


@pytest.mark.parametrize(
    ("end", "zh"), [((0, 80), "北"), ((80, 0), "东"), ((-60, -60), "西南"), ((-80, 1), "西")]
)
def test_a_way_begins_with_where_it_leads(end, zh):
    assert told(leg(("红旗路", [(0, 0), end])))[0].startswith(f"沿红旗路向{zh}走 ")


def test_a_street_walked_straight_on_is_one_step():
    way = leg(
        ("红旗路", [(0, 0), (0, 100)]),
        ("红旗路", [(0, 100), (5, 200)]),
        ("红旗路", [(5, 200), (5, 250)]),
    )
    assert told(way) == ["沿红旗路向北走 250 米"]


def test_a_bend_within_a_street_is_told():
    way = leg(("红旗路", [(0, 0), (0, 100), (200, 100)]))
    assert told(way) == ["沿红旗路向北走 100 米", "右转，继续沿红旗路走 200 米"]


def test_unnamed_roads_are_cut_where_they_turn():
    way = leg(("", [(0, 0), (0, 100), (60, 100)]), ("", [(60, 100), (60, 0)]))
    assert [step.turn for step in steps(way)] == ["depart", "right", "right"]
    assert told(way) == ["沿无名道路向北走 100 米", "右转，走 60 米", "右转，走 100 米"]
    assert told(way, "en")[:2] == [
        "Head north on an unnamed road for 100 m",
        "Turn right, then 60 m",
    ]


def test_a_road_without_a_name_is_called_by_its_class():
    lines = [[(0, 0), (0, 100)], [(0, 100), (80, 100)], [(80, 100), (80, 200)]]
    classes = ["service", "path", "path"]
    stretches = tuple(
        Stretch("", line := shapely.LineString(points), line.length, road_class)
        for points, road_class in zip(lines, classes, strict=True)
    )
    way = Leg(stretches, 280, 280)
    assert told(way) == ["沿内部路向北走 100 米", "右转进入步行路，走 80 米", "左转，走 100 米"]
    assert told(way, "en")[1] == "Turn right onto the path for 80 m"


def test_a_corner_rounded_over_some_metres_is_one_turn():
    rounded = [(0, 0), (0, 95), (1.5, 98.5), (5, 100), (105, 100)]
    assert [step.turn for step in steps(leg(("", rounded)))] == ["depart", "right"]


def test_a_wide_curve_is_no_turn():
    # A quarter of a circle of 100 m: 17 degrees over the 15 m on either side of a vertex.
    arc = [
        (100 - 100 * math.cos(math.radians(deg)), 100 * math.sin(math.radians(deg)))
        for deg in range(0, 91, 5)
    ]
    assert [step.turn for step in steps(leg(("环湖路", arc)))] == ["depart"]


def test_a_short_link_between_streets_is_told_with_them():
    # 8 m across a carriageway: north, the link east, north again: straight on.
    way = leg(
        ("红旗路", [(0, 0), (0, 100)]), ("", [(0, 100), (8, 100)]), ("民主路", [(8, 100), (8, 200)])
    )
    first, second = steps(way)
    assert (first.street, second.street, second.turn) == ("红旗路", "民主路", "straight")
    assert first.length_m == pytest.approx(108)


def test_a_way_that_is_all_short_is_still_told():
    way = leg(("", [(0, 0), (0, 6)]), ("红旗路", [(0, 6), (0, 12)]))
    assert [(step.turn, step.length_m) for step in steps(way)] == [("depart", pytest.approx(12))]


def test_no_way_asks_for_nothing():
    nowhere = Leg((), 0, 0)
    assert steps(nowhere) == ()
    route = Route(HALL, (stop(nowhere, (0.0, 0.0)),), nowhere)
    to, back = directions(route)
    assert [line.text.zh for line in to] == ["到达 01 红旗涵洞"]
    assert [line.text.zh for line in back] == ["回到东湖驿站"]


def test_the_lengths_of_steps_are_that_of_the_way():
    way = leg(
        ("红旗路", [(0, 0), (0, 103), (4, 106)]),
        ("", [(4, 106), (10, 106)]),
        ("民主路", [(10, 106), (90, 106), (90, 300)]),
    )
    total = sum(stretch.length_m for stretch in way.stretches)
    assert sum(step.length_m for step in steps(way)) == pytest.approx(total)


def test_who_leaves_a_dead_end_turns_around():
    there = leg(("红旗路", [(0, 0), (0, 100)]))
    back = leg(("红旗路", [(0, 100), (0, 0)]))
    route = Route(HALL, (stop(there, (0.0, 100.0)),), back)
    assert [line.text.zh for line in directions(route)[1]] == [
        "掉头，沿红旗路向南走 100 米",
        "回到东湖驿站",
    ]
    assert directions(route)[1][0].text.en == "Turn around and head south on 红旗路 for 100 m"


def test_a_car_drives():
    car = Team("t", "车", (0.0, 0.0), "东湖驿站", profile="car")
    assert told(leg(("红旗路", [(0, 0), (0, 1240)])), team=car) == ["沿红旗路向北行驶 1.2 公里"]


@pytest.mark.parametrize(
    ("xy", "where"),
    [
        ((10.0, 100.0), "right"),
        ((-10.0, 100.0), "left"),
        ((0.0, 110.0), "ahead"),
        ((0.0, 100.0), "here"),
        ((2.0, 100.0), "here"),
    ],
)
def test_a_place_lies_on_a_side_of_the_road(xy, where):
    assert side(leg(("红旗路", [(0, 0), (0, 100)])), xy) == where


def test_an_arrival_says_which_stop_and_on_which_side():
    way = leg(("红旗路", [(0, 0), (0, 100)]))
    assert arrival(stop(way, (10.0, 100.0), offset_m=10), 3).text.zh == (
        "到达 03 红旗涵洞，在道路右侧"
    )
    far = arrival(stop(way, (-42.0, 100.0), offset_m=42), 12).text
    assert far.zh == "到达 12 红旗涵洞，在道路左侧约 40 米处"
    assert far.en == "Arrive at 12 红旗涵洞, on the left, about 40 m off the road"


def test_a_stop_without_a_name_is_called_by_its_id():
    assert arrival(stop(Leg((), 0, 0), (0.0, 0.0), name=""), 1).text.zh == "到达 01 h"
