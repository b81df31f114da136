"""The nearest station on a street that can be drawn by hand.

A street runs 800 m from west to east; another leaves its east end, goes 200 m north and 600 m back
west, and so ends 200 m north of the middle, 1,400 m away on foot.

    B----------------+
                     |
    A...me...........+
"""

from datetime import UTC, datetime

import lattice
import numpy as np
import pytest

from gridmap.routing.network import make_network
from gridmap.routing.profiles import FOOT_ADULT
from gridmap.routing.travel import travel
from gridmap.stations.nearest import DETOUR, near_stations, nearest_open, walks_to

NOON = datetime(2026, 11, 16, 12, tzinfo=UTC)


def at(x, y):
    return lattice.ORIGIN[0] + x, lattice.ORIGIN[1] + y


ME = at(200, 300)
NEXT_DOOR, ROUND_THE_CORNER, OFF_ROAD = at(100, 312), at(200, 500), at(200, 1_300)
STATIONS = np.array([ROUND_THE_CORNER, NEXT_DOOR, OFF_ROAD])


@pytest.fixture(scope="module")
def on_foot():
    roads = lattice.roads(
        lattice.line((0, 300), (800, 300)),
        lattice.line((800, 300), (800, 500), (200, 500)),
    )
    return travel(make_network(roads), FOOT_ADULT)


def test_one_walks_along_the_street_and_not_through_houses(on_foot):
    walks = walks_to(ME, STATIONS, travel=on_foot)
    # 600 m east, 200 m north, 600 m west; and 100 m west with 12 m from the street to the door.
    assert walks.length_m[:2] == pytest.approx([1_400, 112])
    assert walks.is_by_road.tolist() == [True, True, False]


def test_where_no_road_leads_the_straight_line_is_stretched_and_told_apart(on_foot):
    walks = walks_to(ME, STATIONS, travel=on_foot)
    assert walks.length_m[2] == pytest.approx(1_000 * DETOUR)
    alone = walks_to(ME, STATIONS, travel=None)
    assert alone.length_m == pytest.approx([260, np.hypot(100, 12) * DETOUR, 1_300])
    assert not alone.is_by_road.any()


def test_the_nearest_on_foot_comes_first_with_the_time_of_adults_and_elders(on_foot):
    walks = walks_to(ME, STATIONS, travel=on_foot)
    found = near_stations(walks, ["24小时"] * 3, NOON)
    assert [(one.row, one.length_m) for one in found] == [(1, 112), (2, 1_300), (0, 1_400)]
    # At 1.2 and 0.8 m/s: 93.3 and 140 s.
    assert found[0].duration_s == {"adult": 93, "elder": 140}


def test_nobody_is_sent_to_a_closed_door_nor_to_one_that_may_be_closed(on_foot):
    walks = walks_to(ME, STATIONS, travel=on_foot)
    found = near_stations(walks, ["11:00-13:00", "13:00-18:00", "电话预约"], NOON)
    assert [one.now.state for one in found] == ["closed", "unknown", "open"]
    assert nearest_open(found).row == 0
    assert nearest_open(found[:2]) is None


def test_what_is_on_no_map_in_metres_is_left_out():
    walks = walks_to((np.inf, np.inf), STATIONS, travel=None)
    assert near_stations(walks, ["24小时"] * 3, NOON) == ()


def test_there_may_be_no_station(on_foot):
    walks = walks_to(ME, np.zeros((0, 2)), travel=on_foot)
    assert near_stations(walks, [], NOON) == ()
