"""Going along streets drawn by hand: places on them, matrices, ways, circles, closures."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from lattice import CRS, ORIGIN, box, line

from gridmap.errors import InputError
from gridmap.routing.circles import circles, reach, reached_lines
from gridmap.routing.closures import close_edges, reopen
from gridmap.routing.matrix import matrix
from gridmap.routing.network import make_network
from gridmap.routing.profiles import BICYCLE, CAR, FOOT_ADULT, FOOT_ELDER
from gridmap.routing.snapping import snap
from gridmap.routing.travel import travel
from gridmap.routing.ways import way, ways

SIDE = 300
NAMES = ["一路", "二路", "三路", "四路", "甲街", "乙街", "丙街", "丁街"]


def town(**columns):
    """Return four streets to the east and four to the north, 100 m apart: 24 edges, 16 nodes."""
    lines = [line((0, at), (SIDE, at)) for at in range(0, 301, 100)]
    lines += [line((at, 0), (at, SIDE)) for at in range(0, 301, 100)]
    roads = gpd.GeoDataFrame({"road_id": NAMES, "name": NAMES}, geometry=lines, crs=CRS)
    return make_network(roads.assign(**columns))


def street(*points, **columns):
    told = {name: [value] for name, value in columns.items()}
    return make_network(gpd.GeoDataFrame(told, geometry=[line(*points)], crs=CRS))


def put(found, *xy, **options):
    return snap(found, np.array(xy, dtype=float).reshape(-1, 2) + ORIGIN, **options)


def metres(found, *xy, **options):
    spots = put(found, *xy)
    return matrix(found, spots, spots, **options).length_m


def test_a_place_is_put_on_the_nearest_edge_at_its_share():
    network = town()
    spots = put(travel(network, FOOT_ADULT), (30, 10), (110, 140), (300, 301))
    assert spots.share.tolist() == pytest.approx([0.3, 0.4, 1.0])
    assert spots.offset_m == pytest.approx([10, 10, 1])
    assert (spots.on_road - ORIGIN).tolist() == [[30, 0], [100, 140], [300, 300]]
    assert network.edge_street[spots.edge].tolist() == ["一路", "乙街", "四路"]


def test_places_that_are_too_far_keep_their_rows_and_are_named():
    spots = put(travel(town(), FOOT_ADULT), (0, -201), (0, -199), (900, 900))
    assert spots.is_near.tolist() == [False, True, False]
    assert spots.edge[[0, 2]].tolist() == [-1, -1]
    assert np.isnan(spots.offset_m[[0, 2]]).all()
    far = spots.why_far(["东闸", "泵站", "涵洞"])
    assert [text.zh for text in far] == [
        "东闸：200 米内没有可走的道路。",
        "涵洞：200 米内没有可走的道路。",
    ]


def test_a_place_that_is_nowhere_is_near_nothing():
    found = travel(town(), FOOT_ADULT)
    nowhere = put(found, (np.nan, 0), (0, 0), (np.inf, 0))
    assert nowhere.is_near.tolist() == [False, True, False]
    assert np.isinf(matrix(found, nowhere, nowhere).duration_s[0]).all()


def test_only_edges_that_the_profile_may_use_count():
    lines = [line((0, 0), (100, 0)), line((0, 50), (100, 50))]
    roads = gpd.GeoDataFrame({"highway": ["steps", "residential"]}, geometry=lines, crs=CRS)
    network = make_network(roads)
    assert put(travel(network, FOOT_ADULT), (50, 5)).edge.tolist() == [0]
    assert put(travel(network, CAR), (50, 5)).edge.tolist() == [1]
    assert put(travel(network, CAR), (50, 5)).offset_m == pytest.approx([45])


def test_small_parts_are_passed_over_on_demand():
    lines = [line((0, 0), (500, 0)), line((0, 50), (40, 50))]
    found = travel(make_network(gpd.GeoDataFrame(geometry=lines, crs=CRS)), FOOT_ADULT)
    assert put(found, (20, 45)).edge.tolist() == [1]
    assert put(found, (20, 45), main_only=True).edge.tolist() == [0]


def test_a_lattice_is_crossed_by_its_streets():
    found = travel(town(), FOOT_ADULT)
    # Corner to corner 600 m; the middle of an edge to the corners; along one street.
    lengths = metres(found, (0, 0), (300, 300), (50, 0), (150, 300))
    assert lengths == pytest.approx(
        np.array([[0, 600, 50, 450], [600, 0, 550, 150], [50, 550, 0, 400], [450, 150, 400, 0]])
    )


def test_seconds_are_metres_by_speed():
    network = town()
    for profile, speed in ((FOOT_ADULT, 1.2), (FOOT_ELDER, 0.8), (BICYCLE, 4.2), (CAR, 6.0)):
        found = travel(network, profile)
        spots = put(found, (0, 0), (300, 300))
        assert matrix(found, spots, spots).duration_s[0, 1] == pytest.approx(600 / speed)


def test_the_fastest_way_is_not_the_shortest_one():
    # 200 m of a service road at 4 m/s take 50 s; 300 m of an arterial round it at 11 m/s 27 s.
    lines = [line((0, 0), (200, 0)), line((0, 0), (0, 50), (200, 50), (200, 0))]
    roads = gpd.GeoDataFrame({"highway": ["service", "primary"]}, geometry=lines, crs=CRS)
    network = make_network(roads)
    for profile, seconds, length_m in ((CAR, 300 / 11, 300), (FOOT_ADULT, 200 / 1.2, 200)):
        found = travel(network, profile)
        spots = put(found, (0, 0), (200, 0))
        told = matrix(found, spots, spots)
        assert told.duration_s[0, 1] == pytest.approx(seconds)
        assert told.length_m[0, 1] == pytest.approx(length_m)
        assert way(found, spots, 0, 1).length_m == length_m


def test_two_places_on_one_edge_of_a_one_way_street():
    # A ring of 400 m to be driven to the east along the south side.
    ring = line((0, 0), (100, 0), (100, 100), (0, 100), (0, 0))
    roads = gpd.GeoDataFrame({"oneway": [True]}, geometry=[ring], crs=CRS)
    found = travel(make_network(roads), CAR)
    lengths = metres(found, (20, 0), (70, 0))
    assert lengths == pytest.approx(np.array([[0, 50], [350, 0]]))
    leg = way(found, put(found, (70, 0), (20, 0)), 0, 1)
    assert leg.length_m == 350
    assert leg.stretches[0].line.length == pytest.approx(350)
    assert metres(travel(found.network, FOOT_ADULT), (20, 0), (70, 0))[1, 0] == pytest.approx(50)


def test_the_way_round_may_be_faster_than_along_the_edge():
    # The edge is a detour of 500 m between two nodes that a street of 100 m joins.
    lines = [line((0, 0), (100, 0)), line((0, 0), (0, 200), (100, 200), (100, 0))]
    found = travel(make_network(gpd.GeoDataFrame(geometry=lines, crs=CRS)), FOOT_ADULT)
    assert metres(found, (0, 50), (100, 50))[0, 1] == pytest.approx(200)
    assert metres(found, (0, 150), (100, 150))[0, 1] == pytest.approx(200)
    assert metres(found, (0, 100), (100, 100))[0, 1] == pytest.approx(300)


def test_the_end_of_a_one_way_street_cannot_be_left_against_it():
    found = travel(street((0, 0), (100, 0), oneway=True), CAR)
    lengths = metres(found, (0, 0), (60, 0), (100, 0))
    far = np.inf
    assert lengths == pytest.approx(np.array([[0, 60, 100], [far, 0, 40], [far, far, 0]]))


def test_beyond_the_limit_is_no_way():
    found = travel(town(), FOOT_ADULT)
    lengths = metres(found, (0, 0), (200, 0), (200.5, 0), limit_m=200)
    assert np.isfinite(lengths[0]).tolist() == [True, True, False]
    assert np.isfinite(metres(found, (0, 0), (120, 0), (121, 0), limit_s=100)[0]).tolist() == [
        True,
        True,
        False,
    ]
    driven = travel(town(highway=["primary", *["service"] * 7]), CAR)
    assert np.isfinite(metres(driven, (0, 0), (300, 0), (300, 300), limit_m=300)[0]).tolist() == [
        True,
        True,
        False,
    ]


def test_places_off_the_road_and_parts_apart_have_no_way():
    lines = [line((0, 0), (100, 0)), line((0, 900), (100, 900))]
    found = travel(make_network(gpd.GeoDataFrame(geometry=lines, crs=CRS)), FOOT_ADULT)
    spots = put(found, (0, 0), (0, 900), (0, 400))
    told = matrix(found, spots, spots)
    assert np.isinf(told.duration_s[~np.eye(3, dtype=bool)]).all()
    assert np.isinf(told.duration_s[2, 2])
    assert ways(found, spots, 0, [1, 2]) == (None, None)


def test_a_matrix_of_nothing_is_empty_and_of_shut_roads_infinite():
    network = town()
    found = travel(network, FOOT_ADULT)
    none, one = snap(found, np.zeros((0, 2))), put(found, (0, 0))
    assert matrix(found, none, one).length_m.shape == (0, 1)
    assert matrix(found, one, none).length_m.shape == (1, 0)
    shut = travel(close_edges(network, roads=NAMES), FOOT_ADULT)
    assert not put(shut, (0, 0)).is_near.any()
    assert np.isinf(metres(shut, (0, 0), (100, 0))).all()


def test_a_way_is_told_street_by_street():
    found = travel(town(), FOOT_ADULT)
    leg = way(found, put(found, (50, 0), (200, 230)), 0, 1)
    assert [stretch.street for stretch in leg.stretches] == ["一路", "丙街"]
    assert [stretch.length_m for stretch in leg.stretches] == pytest.approx([150, 230])
    assert (leg.length_m, leg.duration_s) == (380, round(380 / 1.2))
    first, last = (shapely.get_coordinates(each.line) - ORIGIN for each in leg.stretches)
    assert first.tolist() == [[50, 0], [100, 0], [200, 0]]
    assert last.tolist() == [[200, 0], [200, 100], [200, 200], [200, 230]]


def test_a_way_against_the_drawing_of_its_streets_is_drawn_as_it_is_gone():
    found = travel(town(), FOOT_ADULT)
    leg = way(found, put(found, (250, 300), (30, 300)), 0, 1)
    xy = shapely.get_coordinates(leg.stretches[0].line) - ORIGIN
    assert xy.tolist() == [[250, 300], [200, 300], [100, 300], [30, 300]]


def test_a_way_to_where_one_is_has_no_stretch():
    found = travel(town(), FOOT_ADULT)
    leg = way(found, put(found, (50, 0), (50, 3)), 0, 1)
    assert (leg.stretches, leg.length_m, leg.duration_s) == ((), 0, 0)


def test_a_way_over_a_loop_takes_the_shorter_side():
    # A square of 400 m at the end of a street, left 30 m after its begin.
    lines = [line((0, 0), (100, 0)), line((100, 0), (200, 0), (200, 100), (100, 100), (100, 0))]
    found = travel(make_network(gpd.GeoDataFrame(geometry=lines, crs=CRS)), FOOT_ADULT)
    spots = put(found, (0, 0), (130, 0), (100, 90))
    lengths = matrix(found, spots, spots).length_m
    assert lengths == pytest.approx(np.array([[0, 130, 190], [130, 0, 120], [190, 120, 0]]))
    assert [leg.length_m for leg in ways(found, spots, 1, [0, 2])] == [130, 120]


def test_a_far_way_is_found_beyond_the_first_look():
    found = travel(street((0, 0), (90_000, 0)), FOOT_ADULT)
    assert way(found, put(found, (0, 0), (90_000, 0)), 0, 1).length_m == 90_000


def test_reach_is_that_of_the_nearest_station_with_the_way_to_the_road():
    found = travel(town(), FOOT_ADULT)
    stations = put(found, (0, 12), (300, 300))
    homes = put(found, (50, -24), (150, 324), (0, 312))
    told = reach(found, stations, homes)
    # 24 m + 50 m + 12 m: the first station lies on a street itself, 12 m from the corner.
    assert told.reach_s == pytest.approx([(12 + 50 + 24) / 1.2, (150 + 24) / 1.2, 300 / 1.2])
    assert told.nearest.tolist() == [0, 1, 0]
    bare = reach(found, stations, homes, counts_offset=False)
    assert bare.reach_s == pytest.approx([62 / 1.2, 150 / 1.2, 288 / 1.2])


def test_reach_ends_at_the_limit():
    found = travel(street((0, 0), (3000, 0)), FOOT_ADULT)
    station = put(found, (0, 0))
    homes = put(found, (1080, 0), (1081, 0), (0, 900))
    told = reach(found, station, homes, limit_s=900)
    assert told.reach_s.tolist() == [pytest.approx(900), np.inf, np.inf]
    assert told.nearest.tolist() == [0, -1, -1]
    slow = travel(found.network, FOOT_ELDER)
    told = reach(slow, put(slow, (0, 0)), put(slow, (720, 0), (721, 0)), limit_s=900)
    assert np.isfinite(told.reach_s).tolist() == [True, False]
    assert np.isinf(reach(found, put(found), homes).reach_s).all()


def test_reached_roads_end_where_the_time_is_over():
    found = travel(street((0, 0), (1000, 0)), FOOT_ADULT)
    (lines,) = reached_lines(found, put(found, (400, 0)), limit_s=100)
    assert shapely.union_all(lines).equals(line((280, 0), (520, 0)))
    # 10 m to the road leave 110 m along it.
    (lines,) = reached_lines(found, put(found, (400, 10)), limit_s=100)
    assert shapely.union_all(lines).length == pytest.approx(220)


def test_a_circle_on_a_straight_street_is_a_strip_with_round_ends():
    found = travel(street((0, 0), (1000, 0)), FOOT_ADULT)
    (area,) = circles(found, put(found, (500, 0)), limit_s=250, width_m=50)
    # 600 m by 100 m and two half circles, drawn as 16 sides of a polygon.
    ends = 0.5 * 16 * 50**2 * np.sin(2 * np.pi / 16)
    assert area.area == pytest.approx(600 * 100 + ends, rel=1e-6)
    assert area.bounds == pytest.approx(
        (150 + ORIGIN[0], ORIGIN[1] - 50, 850 + ORIGIN[0], ORIGIN[1] + 50)
    )


def test_blocks_within_a_circle_are_filled_up_to_a_size():
    found = travel(town(), FOOT_ADULT)
    spots = put(found, (150, 150))
    whole = {"limit_s": 3600, "width_m": 10}
    (filled,) = circles(found, spots, fill_m2=80 * 80 + 1, **whole)
    (open_,) = circles(found, spots, fill_m2=80 * 80 - 1, **whole)
    assert len(filled.interiors) == 0
    assert len(open_.interiors) == 9
    assert filled.area - open_.area == pytest.approx(9 * 80 * 80)


def test_a_circle_does_not_reach_over_a_river_without_a_bridge():
    banks = [line((0, 0), (1000, 0)), line((0, 120), (1000, 120))]
    found = travel(make_network(gpd.GeoDataFrame(geometry=banks, crs=CRS)), FOOT_ADULT)
    (area,) = circles(found, put(found, (500, 0)), limit_s=600)
    assert not area.intersects(box(0, 60, 1000, 200))


def test_a_station_off_the_road_has_an_empty_circle():
    found = travel(town(), FOOT_ADULT)
    area, far = circles(found, put(found, (0, 0), (900, 900)))
    assert area.area > 0
    assert far.is_empty


def flood(*corners):
    return gpd.GeoDataFrame(geometry=[box(*corners)], crs=CRS)


def test_flooded_edges_are_closed_and_gone_round():
    network = town()
    dry = travel(network, FOOT_ADULT)
    wet = close_edges(network, areas=flood(120, -10, 180, 10).to_crs(4490))
    assert network.edge_street[wet.is_closed].tolist() == ["一路"]
    assert metres(dry, (0, 0), (300, 0))[0, 1] == pytest.approx(300)
    assert metres(travel(wet, FOOT_ADULT), (0, 0), (300, 0))[0, 1] == pytest.approx(500)
    assert not network.is_closed.any()
    assert not reopen(wet).is_closed.any()


def test_a_place_on_a_closed_edge_is_put_on_the_next_one():
    wet = travel(close_edges(town(), areas=flood(120, -10, 180, 10)), FOOT_ADULT)
    spots = put(wet, (150, 1))
    assert wet.network.is_closed[spots.edge].tolist() == [False]
    assert spots.offset_m == pytest.approx([50])


def test_a_bridge_stays_open_above_the_water_and_an_underpass_does_not():
    lines = [line((0, 0), (100, 0)), line((0, 20), (100, 20)), line((0, 40), (100, 40))]
    columns = {"bridge": [True, False, False], "tunnel": [False, True, False]}
    network = make_network(gpd.GeoDataFrame(columns, geometry=lines, crs=CRS))
    assert close_edges(network, areas=flood(40, -5, 60, 90)).is_closed.tolist() == [
        False,
        True,
        True,
    ]


def test_roads_are_closed_by_id_from_end_to_end_and_closures_add_up():
    network = town()
    closed = close_edges(network, roads=["一路"])
    assert closed.is_closed.sum() == 3
    assert close_edges(closed, roads=["甲街"]).is_closed.sum() == 6
    with pytest.raises(InputError, match="no road 九路"):
        close_edges(network, roads=["九路"])
    with pytest.raises(InputError, match="no CRS"):
        close_edges(network, areas=gpd.GeoDataFrame(geometry=[box(0, 0, 1, 1)]))


def test_a_flood_in_many_parts_that_cross_themselves_closes_what_it_touches():
    bowtie = shapely.Polygon(np.array([[40, -10], [60, 10], [60, -10], [40, 10]]) + ORIGIN)
    far = box(140, 290, 160, 310)
    flooded = gpd.GeoDataFrame(geometry=[shapely.MultiPolygon([bowtie, far])], crs=CRS)
    network = town()
    closed = close_edges(network, areas=flooded).is_closed
    assert network.edge_street[closed].tolist() == ["一路", "四路"]
