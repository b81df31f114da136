"""Why a hazard is left out, and by how much: each figure can be worked out on the drawing."""

import geopandas as gpd
import pytest
import shapely
from patrol_lattice import BEGINS, CRS, at, network, team, visit

from gridmap.routing.closures import close_edges
from gridmap.routing.patrol import make_patrol
from gridmap.routing.patrol_settings import PatrolSettings
from gridmap.routing.solving_effort import Effort

SETTINGS = PatrolSettings(effort=Effort(steps=1_000, patience=300))


def left_out(visits, teams, roads=None):
    """Return the only visit that is left out."""
    patrol = make_patrol(visits, teams, roads or network(), date="2026-11-21", settings=SETTINGS)
    (left,) = patrol.left_out
    assert len(visits) == 1 + sum(len(route.stops) for route in patrol.routes)
    return left


def test_a_hazard_off_the_road_says_by_how_many_metres():
    left = left_out([visit(450, 0)], [team()])
    assert (left.reason, left.short_m, left.short_s) == ("off_road", 50, None)
    assert "250 米" in left.why.zh
    assert "250 m" in left.why.en


def test_a_hazard_beyond_the_shift_says_by_how_many_minutes():
    # 400 m there, 400 m back: 2 x 334 s with a visit of 300 s are 968 s, 68 s more than 15 min.
    left = left_out([visit(200, 200)], [team(shift_min=15)])
    assert (left.reason, left.short_s) == ("shift", 68)
    assert "17 分钟" in left.why.zh
    assert "2 min more" in left.why.en


def test_the_nearest_team_is_the_one_that_is_named():
    left = left_out([visit(200, 200)], [team("T1", shift_min=10), team("T2", 200, 0, shift_min=10)])
    # From (200, 0) it is 200 m: 2 x 167 s and 300 s are 634 s, 34 s more than 10 min.
    assert (left.reason, left.short_s) == ("shift", 34)
    assert "T2队" in left.why.zh


def test_a_hazard_on_roads_that_meet_no_other_says_how_far_they_end():
    left = left_out([visit(1_100, 0)], [team()], network(island=[(1_000, 0), (1_100, 0)]))
    assert (left.reason, left.short_m) == ("unreachable", 900)


SPUR = {"spur": [(200, 200), (500, 200)]}
"""The hazard at its end is 700 m from the start: 2 x 584 s and 300 s are 1,468 s."""


def test_a_hazard_on_a_closed_road_says_so_and_what_it_would_take():
    roads = close_edges(network(**SPUR), roads=["spur"])
    left = left_out([visit(500, 200)], [team()], roads)
    assert (left.reason, left.short_s, left.short_m) == ("closed", None, 300)
    assert "25 分钟" in left.why.zh
    assert "300 米" in left.why.zh


def test_a_hazard_behind_flooded_ground_is_closed_too():
    water = gpd.GeoDataFrame(geometry=[shapely.Point(at(300, 200)).buffer(10)], crs=CRS)
    roads = close_edges(network(**SPUR), areas=water)
    assert left_out([visit(500, 200)], [team()], roads).reason == "closed"


def test_a_way_round_that_is_too_long_is_put_down_to_the_closed_road():
    # (200, 0) is 200 m away along R0: 634 s. Round by R1 it is 400 m: 968 s, 308 s over 11 min.
    roads = close_edges(network(), roads=["R0"])
    left = left_out([visit(200, 0)], [team(shift_min=11)], roads)
    assert (left.reason, left.short_s) == ("closed", 308)
    assert "绕行后超时 6 分钟" in left.why.zh


def test_a_road_that_is_closed_elsewhere_is_no_reason():
    roads = close_edges(network(), roads=["C2"])
    left = left_out([visit(200, 200)], [team(shift_min=15)], roads)
    assert (left.reason, left.short_s) == ("shift", 68)


def test_times_that_end_before_anybody_can_be_there():
    # The hazard is 167 s away and opens until 120 s after the begin.
    left = left_out([visit(200, 0, windows=((BEGINS, BEGINS + 120),))], [team()])
    assert (left.reason, left.short_s) == ("window", 47)
    assert "08:00–08:02" in left.why.zh


def test_times_that_begin_too_late_to_be_back():
    # It may begin a minute before the end of the shift: 300 s and 167 s back are 407 s too many.
    left = left_out([visit(200, 0, windows=((BEGINS + 7_140, BEGINS + 9_000),))], [team()])
    assert (left.reason, left.short_s) == ("window", 407)


def test_a_team_that_is_full_takes_the_graver_one():
    mild, grave = visit(100, 0, prize=2), visit(200, 0, prize=8)
    left = left_out([mild, grave], [team(capacity=1)])
    assert (left.reason, left.visit.key) == ("capacity", "H100_0")
    assert "1 处" in left.why.zh


def test_what_others_displace_says_how_many_minutes_are_missing():
    # Both corners take 167 + 334 + 167 s and two visits: 1,268 s, 368 s more than 15 min.
    mild, grave = visit(0, 200, prize=1), visit(200, 0, prize=8)
    left = left_out([mild, grave], [team(shift_min=15)])
    assert (left.reason, left.visit.key, left.short_s) == ("not_worth", "H0_200", 368)
    assert "7 分钟" in left.why.zh


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_reason_is_a_sentence(lang):
    left = left_out([visit(450, 0)], [team()])
    assert left.why.say(lang).endswith("。" if lang == "zh" else ".")
