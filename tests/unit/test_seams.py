"""Changed boundaries on squares drawn by hand, and the walk along them.

Two grids of 100 m, west and east::

      100 +-------+-------+          the border between them moves
          |   A   |   B   |          from x = 100 to x = 120
        0 +-------+-------+
          0      100     200
"""

from itertools import pairwise, permutations, product

import geopandas as gpd
import numpy as np
import pytest
import shapely

from gridmap.errors import CrsError, InputError
from gridmap.routing.network import make_network
from gridmap.routing.profiles import FOOT_ADULT
from gridmap.routing.seams import changed_seams
from gridmap.routing.seams_order import order_pieces, round_m
from gridmap.routing.seams_tracing import trace
from gridmap.routing.seams_walk import unseen_m, walk_seams
from gridmap.routing.travel import travel

CRS = 4547
X0, Y0 = 500_000.0, 3_380_000.0
A, B, C = "420106001001001", "420106001001002", "420106001002001"


def box(west, south, east, north):
    return shapely.box(X0 + west, Y0 + south, X0 + east, Y0 + north)


def line(*points):
    return shapely.LineString([(X0 + x, Y0 + y) for x, y in points])


def grids(**boxes):
    codes = {"A": A, "B": B, "C": C}
    return gpd.GeoDataFrame(
        {"grid_code": [codes[name] for name in boxes]},
        geometry=[box(*sides) for sides in boxes.values()],
        crs=CRS,
    )


BEFORE = grids(A=(0, 0, 100, 100), B=(100, 0, 200, 100))
AFTER = grids(A=(0, 0, 120, 100), B=(120, 0, 200, 100))


def on_foot(*roads):
    """Roads of (name, points)."""
    frame = gpd.GeoDataFrame(
        {
            "road_id": [str(number) for number in range(len(roads))],
            "name": [name for name, _ in roads],
            "road_class": ["local"] * len(roads),
        },
        geometry=[line(*points) for _, points in roads],
        crs=CRS,
    )
    return travel(make_network(frame, crs=CRS), FOOT_ADULT)


def walked(route):
    legs = (*(stop.leg for stop in route.stops), route.back)
    return shapely.union_all([stretch.line for leg in legs for stretch in leg.stretches])


def farthest_m(route, seams):
    """The farthest that any metre of the pieces lies from the walk."""
    ground = walked(route)
    return max(
        ground.distance(seam.line.interpolate(at))
        for seam in seams
        for at in np.linspace(0, seam.length_m, round(seam.length_m) + 1)
    )


def test_a_border_that_moves_is_new_where_it_is_and_old_where_it_was():
    new, old = changed_seams(BEFORE, AFTER)
    assert (new.kind, old.kind) == ("new", "old")
    # A metre at either end lies within the tolerance of the outer edge, which both have.
    assert new.line.equals(line((120, 1), (120, 99)))
    assert old.line.equals(line((100, 1), (100, 99)))
    assert new.grids == old.grids == (A, B)


def test_what_did_not_move_is_not_walked():
    assert changed_seams(BEFORE, BEFORE) == ()


def test_a_move_below_the_tolerance_is_none():
    moved = grids(A=(0, 0, 100.5, 100), B=(100.5, 0, 200, 100))
    assert changed_seams(BEFORE, moved) == ()
    assert len(changed_seams(BEFORE, moved, tolerance_m=0.2)) == 2


def test_other_vertices_on_the_same_line_are_no_change():
    shape = shapely.segmentize(box(0, 0, 100, 100), 7)
    drawn = BEFORE.copy()
    drawn.geometry = [shape, BEFORE.geometry.iloc[1]]
    assert changed_seams(BEFORE, drawn) == ()


def test_a_grid_that_is_split_has_one_new_border():
    merged = grids(A=(0, 0, 200, 100))
    (new,) = changed_seams(merged, BEFORE)
    assert (new.kind, new.grids) == ("new", (A, B))
    (old,) = changed_seams(BEFORE, merged)
    assert (old.kind, old.grids) == ("old", (A, B))


def test_an_outer_edge_belongs_to_one_grid():
    grown = grids(A=(0, 0, 100, 100), B=(100, 0, 230, 100))
    new, old = changed_seams(BEFORE, grown)
    assert new.grids == old.grids == (B,)
    # 29 m (the first lies within the tolerance of the old edge), 100 m, 29 m.
    assert new.length_m == pytest.approx(158)
    assert old.length_m == pytest.approx(98)


def test_boundaries_are_not_measured_in_degrees():
    with pytest.raises(CrsError):
        changed_seams(BEFORE.to_crs(4490), AFTER.to_crs(4490))


def test_a_road_beside_a_piece_is_walked_instead():
    piece = line((120, 0), (120, 100))
    (found,) = trace(piece, on_foot(("红旗路", [(126, -50), (126, 150)])))
    assert (found.street, found.on_road) == ("红旗路", True)
    assert shapely.LineString(found.points).equals(line((126, 0), (126, 100)))


def test_a_road_too_far_to_see_the_piece_is_left_alone():
    piece = line((120, 0), (120, 100))
    (found,) = trace(piece, on_foot(("红旗路", [(131, -50), (131, 150)])))
    assert not found.on_road
    assert shapely.LineString(found.points).equals(piece)


def test_a_walk_leaves_a_road_that_turns_away():
    # Beside the first half of the piece only; then the road goes east.
    piece = line((120, 0), (120, 200))
    found = trace(piece, on_foot(("红旗路", [(125, -50), (125, 100), (300, 100)])))
    assert [part.on_road for part in found] == [True, False]
    ground = shapely.union_all([shapely.LineString(part.points) for part in found])
    assert shapely.covers(ground.buffer(10), piece)


def test_a_road_across_a_piece_is_not_taken_for_one_along_it():
    piece = line((120, 0), (120, 100))
    assert not any(part.on_road for part in trace(piece, on_foot(("横路", [(0, 50), (300, 50)]))))


@pytest.mark.parametrize("has_roads", [False, True])
def test_a_walk_sees_every_metre_within_ten(has_roads):
    seams = changed_seams(BEFORE, AFTER)
    roads = on_foot(("红旗路", [(60, -20), (60, 50), (126, 50), (126, 70)]))
    walk = walk_seams(seams, roads if has_roads else None, metric_crs=CRS)
    assert farthest_m(walk.route, seams) <= 10
    assert walk.unseen_m == 0
    assert walk.changed_m == pytest.approx(196)
    assert len(walk.route.stops) == len(walk.pieces) == 2


def test_what_is_not_seen_is_counted():
    seams = changed_seams(BEFORE, AFTER)
    walk = walk_seams(seams, None, metric_crs=CRS)
    elsewhere = shapely.LineString([(X0, Y0 + 500), (X0 + 80, Y0 + 500)])
    extra = (*seams, type(seams[0])("new", (A,), elsewhere))
    assert unseen_m(walk.route, extra) == pytest.approx(80)


def test_without_roads_the_round_is_the_shortest():
    # Up one border, 20 m across, down the other, 20 m back: 98 + 20 + 98 + 20.
    walk = walk_seams(changed_seams(BEFORE, AFTER), None, metric_crs=CRS)
    assert walk.route.length_m == 236
    first, second = walk.route.stops
    assert second.visit.xy[1] == pytest.approx(first.visit.xy[1] + 98)


def test_a_walk_is_continuous_and_a_round_from_the_station():
    station = (X0 + 10, Y0 - 40)
    roads = on_foot(("红旗路", [(0, -40), (126, -40), (126, 140)]))
    walk = walk_seams(
        changed_seams(BEFORE, AFTER), roads, metric_crs=CRS, start=station, start_name="东湖驿站"
    )
    legs = (*(stop.leg for stop in walk.route.stops), walk.route.back)
    lines = [stretch.line for leg in legs for stretch in leg.stretches]
    ends = [(one.coords[0], one.coords[-1]) for one in lines]
    assert ends[0][0] == pytest.approx(station)
    assert ends[-1][1] == pytest.approx(station)
    for (_, here), (there, _) in pairwise(ends):
        assert here == pytest.approx(there, abs=0.02)


def test_a_piece_is_named_by_its_grids_and_the_street_beside_it():
    roads = on_foot(("红旗路", [(126, -50), (126, 150)]))
    walk = walk_seams(changed_seams(BEFORE, AFTER), roads, metric_crs=CRS)
    by_kind = {piece.seam.kind: piece for piece in walk.pieces}
    assert by_kind["new"].street == "红旗路"
    assert by_kind["new"].on_road_m == pytest.approx(98)
    assert by_kind["old"].street == "红旗路"
    assert by_kind["old"].on_road_m == 0
    assert {(stop.visit.name, stop.visit.kind) for stop in walk.route.stops} == {
        ("420106001001001 与 002 网格之间新边界", "98 米，红旗路"),
        ("420106001001001 与 002 网格之间原边界", "98 米，红旗路"),
    }


def test_nothing_to_walk_is_said():
    with pytest.raises(InputError, match="same"):
        walk_seams((), None, metric_crs=CRS)


def random_ends(seed, count):
    random = np.random.default_rng(seed)
    ends = random.uniform(0, 1000, (2 * count, 2))
    start = random.uniform(0, 1000, 2)
    between = np.hypot(*(ends[:, None] - ends[None]).transpose(2, 0, 1))
    return between, np.hypot(*(ends - start).T)


def best_m(between, from_start):
    count = len(from_start) // 2
    return min(
        round_m(list(zip(order, ways, strict=True)), between, from_start)
        for order in permutations(range(count))
        for ways in product([False, True], repeat=count)
    )


@pytest.mark.parametrize("count", [1, 2, 4])
def test_small_rounds_are_the_best_of_all(count):
    gaps = []
    for seed in range(12):
        between, from_start = random_ends(seed, count)
        order = order_pieces(between, from_start)
        assert sorted(piece for piece, _ in order) == list(range(count))
        gaps.append(round_m(order, between, from_start) / best_m(between, from_start) - 1)
    assert min(gaps) >= -1e-9
    assert np.mean(gaps) < 0.01


def test_large_rounds_are_shorter_than_going_to_the_nearest():
    between, from_start = random_ends(1, 80)
    order = order_pieces(between, from_start)
    assert sorted(piece for piece, _ in order) == list(range(80))
    left, here, greedy = set(range(160)), None, 0.0
    while left:
        metres = from_start if here is None else between[here]
        nearest = min(left, key=lambda end: (metres[end], end))
        greedy, here = greedy + metres[nearest], nearest ^ 1
        left -= {nearest, here}
    assert round_m(order, between, from_start) < 0.95 * (greedy + from_start[here])
