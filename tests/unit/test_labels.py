"""Names find places: none on another, none outside the frame, lines clear of text."""

import math

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gridmap.sheets.maps.colouring import apart, neighbours_of
from gridmap.sheets.maps.labels import (
    place_along,
    place_beside,
    place_called_out,
    place_inside,
    size_of,
)
from gridmap.sheets.maps.room import Rect, Room, overlap
from gridmap.sheets.maps.view import bar_m, round_scale, view_of
from gridmap.sheets.pdf import Box

FRAME = Box(0, 0, 100, 80)
SOME = st.floats(-20, 120, allow_nan=False)


@pytest.mark.parametrize(
    ("one", "other", "do"),
    [
        (Rect(0, 0, 4, 4), Rect(3, 0, 4, 4), True),
        (Rect(0, 0, 4, 4), Rect(4, 0, 4, 4), False),
        # A square turned by 45 degrees reaches 2.83 from its middle, but not into the corner.
        (Rect(0, 0, 4, 4, 45), Rect(4.5, 0, 4, 4), True),
        (Rect(0, 0, 4, 4, 45), Rect(3.6, 3.6, 4, 4), False),
        (Rect(0, 0, 10, 1, 30), Rect(0, 0, 1, 10, 30), True),
    ],
)
def test_rectangles_overlap_where_no_line_parts_them(one, other, do):
    assert overlap(one.corners, other.corners) is do


@given(
    st.lists(
        st.tuples(SOME, SOME, st.floats(1, 30), st.floats(1, 9), st.floats(-90, 90)), max_size=40
    )
)
@settings(max_examples=60, deadline=None)
def test_what_is_placed_is_in_the_frame_and_on_nothing_else(wanted):
    room, taken = Room(FRAME), []
    for values in wanted:
        rect = Rect(*values)
        if room.is_free(rect):
            room.take(rect)
            taken.append(shapely.Polygon(rect.corners))
    frame = shapely.box(0, 0, 100, 80).buffer(1e-6)
    assert all(frame.contains(shape) for shape in taken)
    for row, shape in enumerate(taken):
        assert all(shape.intersection(other).area < 1e-6 for other in taken[:row])


def test_a_text_stands_in_the_middle_of_what_it_names():
    placed = place_inside(Room(FRAME), shapely.box(10, 10, 50, 40), (("001",),), (9, 7))
    assert (placed.rect.x, placed.rect.y, placed.size_pt) == pytest.approx((30, 25, 9))


def test_a_text_gets_shorter_before_it_is_left_out():
    wordings = (("001", "1234户"), ("001",))
    narrow = shapely.box(10, 10, 10 + size_of(("001",), 6)[0] + 0.1, 30)
    placed = place_inside(Room(FRAME), narrow, wordings, (9, 6))
    assert (placed.lines, placed.size_pt) == (("001",), 6)
    assert place_inside(Room(FRAME), shapely.box(0, 0, 1, 30), wordings, (9, 6)) is None


def test_a_text_keeps_out_of_a_hole():
    ring = shapely.box(0, 0, 60, 60).difference(shapely.box(10, 10, 60, 60))
    placed = place_inside(Room(FRAME), ring, (("001",),), (8,))
    assert ring.contains(shapely.Polygon(placed.rect.corners))


def test_a_call_out_crosses_no_text():
    room = Room(FRAME)
    room.take(Rect(50, 40, 8, 8))
    wall = Rect(58, 40, 2, 60)
    room.take(wall)
    placed = place_called_out(room, (52.0, 46.0), ("001",), 8)
    begin, end = placed.lead
    lead = shapely.LineString([begin, end])
    assert not lead.intersects(shapely.Polygon(wall.corners))
    assert not shapely.Polygon(placed.rect.corners).intersects(shapely.Polygon(wall.corners))


def test_there_is_no_call_out_where_all_is_taken():
    room = Room(FRAME)
    room.take(Rect(50, 40, 100, 80))
    assert place_called_out(room, (50.0, 40.0), ("001",), 8) is None
    assert place_beside(room, (50.0, 40.0), 1, ("001",), 8) is None


def test_a_street_is_named_along_itself_and_upright():
    slope = shapely.LineString([(90, 10), (10, 50)])
    placed = place_along(Room(FRAME), slope, "红旗路", 8)
    # From right to left and down: written from left to right, rising.
    assert placed.rect.angle_deg == pytest.approx(math.degrees(math.atan2(40, 80)))
    assert slope.distance(shapely.Point(placed.rect.x, placed.rect.y)) < 1e-6
    bent = shapely.LineString([(10, 10), (13, 10), (13, 13), (10, 13), (10, 16)])
    assert place_along(Room(FRAME), bent, "红旗路", 8) is None


def test_scales_and_bars_are_round():
    view = view_of(shapely.box(0, 0, 390, 100), Box(0, 0, 200, 100), margin_mm=10)
    # 390 m on 180 mm is 1:2,167, so 1:2,500: a bar of 40 mm may be 100 m.
    assert view.scale == 2500
    assert bar_m(view, most_mm=45) == 100
    assert view.put(np.array([[195.0, 50.0]])).tolist() == [[100.0, 50.0]]
    assert [round_scale(value) for value in (200, 201, 9_999, 12_501)] == [200, 250, 10_000, 15_000]


def test_neighbours_have_different_colours_and_corners_may_share():
    squares = np.array([shapely.box(x, y, x + 1, y + 1) for y in range(3) for x in range(3)])
    found = neighbours_of(squares)
    assert found[4] == [1, 3, 5, 7]
    colours = apart(found)
    assert all(colours[row] != colours[other] for row in range(9) for other in found[row])
    assert set(colours.tolist()) == {0, 1}
