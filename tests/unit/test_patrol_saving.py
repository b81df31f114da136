import json

import pytest
import shapely

from gridmap.errors import InputError, Text
from gridmap.routing.records import LeftOut, Leg, Patrol, Route, Stop, Stretch, Team, Visit
from gridmap.routing.saving import patrol_from_dict, patrol_to_dict

X, Y = 500_000.0, 3_900_000.0
"""On the central meridian of EPSG:4548, 117 degrees east."""


@pytest.fixture
def patrol():
    near = Visit(
        "H001", "西湖路易涝点", (X + 100, Y), 300, "low_lying", 1, ((28_800, 30_000),), grid="370"
    )
    far = Visit("H002", "北沟", (X, Y + 9_000), 300, "ditch", None, is_required=False, prize=3)
    team = Team("T1", "一队", (X, Y), "东站", capacity=9, grids=("370", "371"))
    there = Stretch("西湖路", shapely.LineString([(X, Y), (X + 50, Y), (X + 100, Y)]), 100.0)
    back = Stretch("", shapely.LineString([(X + 100, Y), (X, Y)]), 100.0, "path")
    stop = Stop(near, Leg((there,), 100, 84), 2.5, 28_884, 28_884, 29_184)
    why = Text("往返超出 20 分钟。", "There and back takes 20 minutes too long.")
    left = LeftOut(far, "shift", why, short_s=1_200)
    route = Route(team, (stop,), Leg((back,), 100, 84))
    return Patrol(4548, "2026-11-21", "orange", (route,), (left,), {"seed": 7})


def test_a_saved_patrol_says_degrees_times_and_words(patrol):
    saved = json.loads(json.dumps(patrol_to_dict(patrol)))
    (route,) = saved["routes"]
    assert route["team"]["start"][0] == 117.0
    assert route["stops"][0]["visit"]["windows"] == [[28_800, 30_000]]
    assert (route["length_m"], route["ends_s"]) == (200, 29_268)
    assert saved["left_out"][0]["why"]["zh"] == "往返超出 20 分钟。"
    assert saved["left_out"][0]["visit"]["is_required"] is False


def test_a_patrol_comes_back_as_it_was_saved(patrol):
    read = patrol_from_dict(json.loads(json.dumps(patrol_to_dict(patrol))))
    assert patrol_to_dict(read) == patrol_to_dict(patrol)
    assert read.routes[0].stops[0].visit.xy == pytest.approx((X + 100, Y), abs=0.002)
    line = read.routes[0].stops[0].leg.stretches[0].line
    assert line.hausdorff_distance(patrol.routes[0].stops[0].leg.stretches[0].line) < 0.002
    assert read.routes[0].back.stretches[0].road_class == "path"
    assert read.settings == {"seed": 7}
    assert read.left_out[0].short_s == 1_200


@pytest.mark.parametrize("value", [{}, {"format": 1}, {"format": "x"}, {"format": None}])
def test_what_is_no_patrol_is_refused(value):
    with pytest.raises(InputError, match="no patrol"):
        patrol_from_dict(value)


def test_a_patrol_of_a_newer_form_is_refused(patrol):
    with pytest.raises(InputError, match="newer"):
        patrol_from_dict({**patrol_to_dict(patrol), "format": 99})
