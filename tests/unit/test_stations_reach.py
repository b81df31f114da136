"""Who can walk to a station, on a street whose distances can be read off the drawing."""

import lattice
import numpy as np
import pytest
import shapely
from street_of_stations import A, B, codes, houses, reach, stations, street, units

from gridmap.errors import CrsError, InputError, SettingsError
from gridmap.stations import (
    StationSettings,
    compare_reach,
    grid_rows,
    grids_of,
    home_rows,
    homes_of,
    plan_row,
    station_rows,
    stations_of,
    walks_of,
    ways_of,
)


def row_of(rows, key, value):
    return next(row for row in rows if row[key] == value)


def test_ways_are_straight_to_the_road_and_then_along_it():
    found = reach(stations((50, 0), (650, 80)))
    east = np.arange(12) * 100 + 50
    by_hand = [np.abs(east - 50) + 50, np.abs(east - 650) + 50 + 80]
    assert found.walks.length_m == pytest.approx(np.array(by_hand))
    assert found.walks.offset_m == pytest.approx(np.full(12, 50))


def test_fifteen_minutes_are_1080_m_for_adults_and_720_m_for_elders():
    told = station_rows(reach(stations((50, 0))))[0]
    # 100 i + 50 m: squares 0 to 10 within 1,080 m, 0 to 6 within 720 m.
    assert told["adult_in"] == houses(*range(11))
    assert told["elder_in"] == houses(*range(7))
    assert (told["adult_in_buildings"], told["elder_in_buildings"]) == (11, 7)


def test_a_way_of_exactly_the_limit_is_within_reach():
    # Square 8 is 850 - 180 + 50 = 720 m away, one more metre is too far.
    assert not reach(stations((180, 0))).is_out("elder", of_any=True)[8]
    assert reach(stations((179, 0))).is_out("elder", of_any=True)[8]


def test_minutes_and_speeds_are_settings():
    settings = StationSettings(minutes=10, adult_m_s=1.0, elder_m_s=0.5)
    told = station_rows(reach(stations((50, 0)), settings=settings))[0]
    # 600 m and 300 m: squares 0 to 5 (550 m), 0 to 2 (250 m).
    assert (told["adult_in"], told["elder_in"]) == (houses(*range(6)), houses(*range(3)))


def test_households_out_of_reach_of_their_own_station_and_of_any():
    found = reach(stations((50, 0), (950, 0)), grids=codes(last_of_a=8))
    west, east = (row_of(grid_rows(found), "grid_code", code) for code in (A, B))
    # Grid A is squares 0 to 8: of s0 elders reach 0 to 6; squares 7 and 8 are near s1, which
    # stands in B.
    assert west["stations"] == ["s0"]
    assert west["elder_out"] == houses(7, 8)
    assert west["elder_out_any"] == 0
    assert west["adult_out"] == 0
    assert (east["stations"], east["elder_out"]) == (["s1"], 0)
    whole = plan_row(found)
    assert (whole["elder_out"], whole["elder_out_buildings"]) == (houses(7, 8), 2)
    assert (whole["households"], whole["grids"], whole["served"]) == (78, 2, 2)


def test_mean_and_farthest_way_are_weighed_by_households():
    west = row_of(grid_rows(reach(stations((50, 0)))), "grid_code", A)
    ways = [(i + 1, 100 * i + 50) for i in range(6)]
    assert west["mean_m"] == pytest.approx(sum(n * m for n, m in ways) / 21, abs=0.05)
    assert west["farthest_m"] == 550


def test_a_grid_without_a_station_is_out_of_reach_of_its_own():
    found = reach(stations((50, 0)))
    east = row_of(grid_rows(found), "grid_code", B)
    assert (east["stations"], east["mean_m"]) == ([], None)
    assert east["adult_out"] == houses(*range(6, 12))
    # Squares 6 to 10 reach the station of the other grid.
    assert east["adult_out_any"] == houses(11)
    assert plan_row(found)["unserved"] == houses(*range(6, 12))


def test_a_river_without_a_bridge_cannot_be_walked_over():
    roads = street((0, 590), (610, 1200))
    found = reach(stations((550, 0)), roads=roads)
    assert np.isinf(found.any_m[6:]).all()
    assert plan_row(found)["adult_out_any"] == houses(*range(6, 12))


def test_homes_far_from_every_road_walk_straight_to_it_and_are_told():
    roads = lattice.roads(lattice.line((0, -300), (1200, -300)), road_class="local")
    found = reach(stations((50, -300)), roads=roads)
    assert found.walks.length_m[0] == pytest.approx(np.arange(12) * 100 + 350)
    assert plan_row(found)["off_road"] == 78
    assert not found.walks.is_near.any()


def test_a_building_of_several_entrances_counts_once():
    frame = units()
    frame["buildings"] = ["b0#1", "b0#2", *frame["buildings"][2:]]
    told = station_rows(reach(stations((50, 0)), frame=frame))[0]
    assert (told["elder_in"], told["elder_in_buildings"]) == (houses(*range(7)), 6)


def test_lengths_on_a_lattice_of_streets_are_those_of_blocks():
    side, cells = 100.0, 6
    frame = lattice.lattice_units(cells, cells)
    lines = [lattice.line((0, k * side), (cells * side, k * side)) for k in range(cells + 1)]
    lines += [lattice.line((k * side, 0), (k * side, cells * side)) for k in range(cells + 1)]
    # Homes stand 10 m west of the middle of the eastern street of their block, which is nearest.
    frame["x_m"] += 40.0
    homes = homes_of(frame)
    ways = ways_of(lattice.roads(*lines, road_class="local"), homes)
    there = stations_of(stations((0, 0), (300, 200)), homes)
    on_street = homes.xy - lattice.ORIGIN + (10.0, 0.0)
    for row, (x, y) in enumerate(((0, 0), (300, 200))):
        by_hand = np.abs(on_street[:, 0] - x) + np.abs(on_street[:, 1] - y) + 10.0
        assert walks_of(ways, there).length_m[row] == pytest.approx(by_hand)


def test_no_way_is_shorter_than_the_straight_line():
    rng = np.random.default_rng(5)
    places = rng.uniform((0, -100), (1200, 200), size=(20, 2))
    found = reach(stations(*places))
    gaps = found.walks.homes.xy[None] - found.walks.stations.xy[:, None]
    assert (found.walks.length_m >= np.hypot(*gaps.transpose(2, 0, 1)) - 1e-6).all()


def test_every_home_in_a_circle_stands_by_a_road_of_it():
    frame = units()
    homes = homes_of(frame)
    ways = ways_of(street(), homes)
    there = stations_of(stations((50, 0)), homes)
    places = ways.meet(there.xy)
    for walker, metres in (("adult", 1080), ("elder", 720)):
        circle = ways.circles(places, walker)[0]
        # The street is reached from 0 to 50 + metres, a strip of 50 m on either side.
        assert shapely.bounds(circle)[2] - lattice.ORIGIN[0] == pytest.approx(
            min(1200, 50 + metres) + 50, abs=1
        )
        inside = walks_of(ways, there).circle(0, walker)
        on_road = shapely.points(ways.at.on_road[inside])
        assert shapely.intersects(circle, on_road).all()


def test_a_redraw_is_told_before_and_after():
    layer = stations((50, 0), (950, 0))
    before = reach(layer, grids=codes(last_of_a=8))
    after = reach(layer, grids=codes(last_of_a=6))
    change = compare_reach(before, after)
    assert (change.before["elder_out"], change.after["elder_out"]) == (houses(7, 8), 0)
    assert change.gained == {"adult": 0, "elder": houses(7, 8)}
    assert change.lost == {"adult": 0, "elder": 0}
    west = row_of(change.grids, "grid_code", A)
    assert (west["households_before"], west["households_after"]) == (45, 28)


def test_plans_on_other_units_are_compared_by_their_sums():
    layer = stations((50, 0))
    other = reach(layer, frame=units(community_code="370899001009"), grids=["x" * 15] * 12)
    change = compare_reach(reach(layer), other)
    assert change.lost is None
    assert row_of(change.grids, "grid_code", A)["households_after"] is None


def test_homes_tell_their_ways():
    rows = home_rows(reach(stations((50, 0))))
    first, last = rows[0], rows[-1]
    assert (first["station"], first["length_m"], first["adult_min"]) == ("s0", 50, 0.7)
    assert (last["station"], last["length_m"], last["adult_is_out"]) == ("", None, True)
    assert (last["any_station"], last["any_m"]) == ("s0", 1150)


def test_without_stations_everybody_is_out_of_reach():
    whole = plan_row(reach(None))
    assert (whole["stations"], whole["adult_out"], whole["elder_out_any"]) == (0, 78, 78)


def test_without_roads_it_is_said_how_to_bring_them():
    with pytest.raises(InputError, match="gridmap import"):
        ways_of(None, homes_of(units()))


def test_degrees_are_refused():
    with pytest.raises(CrsError):
        homes_of(units().to_crs(4490))


@pytest.mark.parametrize("wrong", [{"minutes": 0}, {"elder_m_s": -1}, {"adult_m_s": np.nan}])
def test_settings_that_make_no_sense_are_refused(wrong):
    with pytest.raises(SettingsError):
        StationSettings(**wrong)


def test_units_of_no_grid_are_out_of_reach_of_their_own():
    found = reach(stations((50, 0)), grids=[None, *[A] * 11])
    assert found.is_out("adult")[0]
    assert not found.is_out("adult", of_any=True)[0]
    homes = homes_of(units())
    assert grids_of([None, *[A] * 11], homes).of_unit.tolist() == [-1, *[0] * 11]
