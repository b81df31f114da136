"""Networks of random streets beside networkx, which is told of the same drawing itself."""

from itertools import pairwise

import geopandas as gpd
import networkx as nx
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from lattice import CRS, ORIGIN, line

from gridmap.routing.circles import circles, reach, reached_lines
from gridmap.routing.matrix import matrix
from gridmap.routing.network import make_network
from gridmap.routing.profiles import BICYCLE, CAR, FOOT_ADULT
from gridmap.routing.snapping import snap
from gridmap.routing.travel import travel
from gridmap.routing.ways import ways

BLOCK_M = 100
SPEEDS = {
    FOOT_ADULT: {"primary": 1.2, "residential": 1.2, "footway": 1.2},
    BICYCLE: {"primary": 4.2, "residential": 4.2, "footway": 2.5},
    CAR: {"primary": 11.0, "residential": 6.0},
}
ROADS = st.tuples(
    st.sampled_from(["primary", "residential", "footway"]), st.sampled_from(["no", "yes", "-1"])
)
PROFILES = st.sampled_from([FOOT_ADULT, BICYCLE, CAR])
PARTS = st.integers(1, 10).map(lambda part: part * BLOCK_M / np.sqrt(117))
"""Of no ratio to a block, so that no two ways on roads of two classes take the same time."""


@st.composite
def towns(draw):
    """Return streets between the points of a lattice: their ends, classes and one ways."""
    size = draw(st.integers(2, 4))
    points = [(x, y) for x in range(size) for y in range(size)]
    between = [((x, y), (x + 1, y)) for x, y in points if x + 1 < size]
    between += [((x, y), (x, y + 1)) for x, y in points if y + 1 < size]
    # A diagonal crosses another one in the middle of its block.
    between += [((0, 0), (1, 1)), ((0, 1), (1, 0))]
    kept = draw(st.lists(st.sampled_from(between), min_size=1, unique=True))
    told = draw(st.lists(ROADS, min_size=len(kept), max_size=len(kept)))
    turned = draw(st.lists(st.booleans(), min_size=len(kept), max_size=len(kept)))
    return [
        (pair[::-1] if turn else pair, *road)
        for pair, road, turn in zip(kept, told, turned, strict=True)
    ]


def drawn(town):
    """Return the layer of roads of a town."""
    return gpd.GeoDataFrame(
        {
            "highway": [highway for _, highway, _ in town],
            "oneway": [oneway for _, _, oneway in town],
            "name": [f"street {number}" for number in range(len(town))],
        },
        geometry=[line(*(np.array(pair) * BLOCK_M)) for pair, _, _ in town],
        crs=CRS,
    )


def graph_of(town, profile, places):
    """Return the town in the words of networkx, with a node for every place on a street."""
    graph = nx.DiGraph()
    diagonals = {frozenset(((0, 0), (1, 1))), frozenset(((0, 1), (1, 0)))}
    both = sum(frozenset(pair) in diagonals for pair, _, _ in town) == 2
    for number, (pair, highway, oneway) in enumerate(town):
        begin, end = (np.array(each) * BLOCK_M for each in pair)
        length = float(np.hypot(*(end - begin)))
        stops = {0.0: tuple(map(float, begin)), length: tuple(map(float, end))}
        if both and frozenset(pair) in diagonals:
            stops[length / 2] = (BLOCK_M / 2, BLOCK_M / 2)
        for name, (street, at_m) in places.items():
            if street == number:
                stops.setdefault(at_m * length / BLOCK_M, name)
                graph.add_edge(name, stops[at_m * length / BLOCK_M], weight=0)
                graph.add_edge(stops[at_m * length / BLOCK_M], name, weight=0)
        speed = SPEEDS[profile].get(highway)
        if speed is None:
            continue
        order = sorted(stops)
        for low, high in pairwise(order):
            seconds = (high - low) / speed
            if profile is not CAR or oneway != "-1":
                graph.add_edge(stops[low], stops[high], weight=seconds)
            if profile is not CAR or oneway != "yes":
                graph.add_edge(stops[high], stops[low], weight=seconds)
    return graph


def spots_of(town, places):
    xy = []
    for street, at_m in places.values():
        begin, end = (np.array(each) * BLOCK_M for each in town[street][0])
        xy.append(begin + (end - begin) * at_m / BLOCK_M + ORIGIN)
    return np.array(xy)


@st.composite
def journeys(draw):
    """Return a town, a profile, and places on the streets that the profile may use."""
    town, profile = draw(towns()), draw(PROFILES)
    usable = [n for n, (_, highway, _) in enumerate(town) if highway in SPEEDS[profile]]
    if not usable:
        return town, profile, {}
    spots = st.tuples(st.sampled_from(usable), PARTS)
    found = draw(st.lists(spots, min_size=1, max_size=5))
    return town, profile, {f"place {n}": spot for n, spot in enumerate(found)}


@settings(max_examples=150, deadline=None)
@given(journeys())
def test_durations_are_those_of_networkx(journey):
    town, profile, places = journey
    found = travel(make_network(drawn(town)), profile)
    if not places:
        assert len(found.usable) == 0
        return
    snapped = snap(found, spots_of(town, places))
    assert snapped.is_near.all()
    graph = graph_of(town, profile, places)
    expected = np.full((len(places), len(places)), np.inf)
    for row, origin in enumerate(places):
        told = nx.single_source_dijkstra_path_length(graph, origin)
        expected[row] = [told.get(target, np.inf) for target in places]
    durations = matrix(found, snapped, snapped).duration_s
    assert durations == pytest.approx(expected, abs=1e-6)
    limit_s = float(np.median(expected[np.isfinite(expected)]))
    limited = matrix(found, snapped, snapped, limit_s=limit_s).duration_s
    within = np.where(expected <= limit_s + 1e-6, expected, np.inf)
    assert limited == pytest.approx(within, abs=1e-6)
    nearest = reach(found, snapped, snapped, limit_s=1e6, counts_offset=False)
    assert nearest.reach_s == pytest.approx(expected.min(axis=0), abs=1e-6)


@settings(max_examples=100, deadline=None)
@given(journeys())
def test_ways_add_up_to_the_matrix_along_the_roads(journey):
    town, profile, places = journey
    network = make_network(drawn(town))
    found = travel(network, profile)
    if not places:
        return
    snapped = snap(found, spots_of(town, places))
    told = matrix(found, snapped, snapped)
    streets = drawn(town).set_index("name").geometry
    for row in range(len(places)):
        for column, leg in enumerate(ways(found, snapped, row, range(len(places)))):
            if not np.isfinite(told.duration_s[row, column]):
                assert leg is None
                continue
            assert leg.duration_s == round(told.duration_s[row, column])
            length_m = sum(stretch.length_m for stretch in leg.stretches)
            assert leg.length_m == round(length_m)
            straight_m = np.hypot(*(snapped.on_road[row] - snapped.on_road[column]))
            assert length_m >= straight_m - 1e-6
            lengths = [stretch.line.length for stretch in leg.stretches]
            assert lengths == pytest.approx([each.length_m for each in leg.stretches])
            for stretch in leg.stretches:
                assert streets[stretch.street].distance(stretch.line) < 1e-6
                assert stretch.line.difference(streets[stretch.street].buffer(1e-6)).is_empty
            ends = [
                spot
                for each in leg.stretches
                for spot in (each.line.coords[0], each.line.coords[-1])
            ]
            chain = [tuple(snapped.on_road[row]), *ends, tuple(snapped.on_road[column])]
            joints = np.array(chain).reshape(-1, 2, 2)
            assert np.abs(joints[:, 0] - joints[:, 1]).max() < 1e-6
            assert told.length_m[row, column] == pytest.approx(length_m, abs=1e-6)


@settings(max_examples=100, deadline=None)
@given(journeys(), st.integers(1, 60))
def test_the_reached_roads_are_the_places_that_networkx_reaches(journey, tens):
    town, profile, places = journey
    if not places:
        return
    # Of no ratio to a block or to a place, so that none lies at the very end of what is reached.
    limit_s = tens * 10 / np.pi
    found = travel(make_network(drawn(town)), profile)
    snapped = snap(found, spots_of(town, places))
    graph = graph_of(town, profile, places)
    points = shapely.points(snapped.on_road)
    reached = reached_lines(found, snapped, limit_s=limit_s, counts_offset=False)
    areas = circles(found, snapped, limit_s=limit_s, counts_offset=False)
    for origin, lines, area in zip(places, reached, areas, strict=True):
        told = nx.single_source_dijkstra_path_length(graph, origin, cutoff=limit_s)
        covered = shapely.distance(shapely.union_all(lines), points) < 1e-6
        assert covered.tolist() == [target in told for target in places]
        assert shapely.covers(area, points[covered]).all()


LINES = st.lists(
    st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=2, max_size=4),
    min_size=1,
    max_size=6,
)


@settings(max_examples=100, deadline=None)
@given(LINES, st.booleans())
def test_no_length_is_lost_and_edges_meet_at_nodes_alone(scrawls, above):
    lines = [line(*(np.array(each) * BLOCK_M)) for each in scrawls]
    lines = [each for each in lines if each.length > 0]
    if not lines:
        return
    roads = gpd.GeoDataFrame({"bridge": [above] * len(lines)}, geometry=lines, crs=CRS)
    network = make_network(roads)
    before, after = roads.geometry, gpd.GeoSeries(network.lines, crs=CRS)
    assert before.difference(after.buffer(0.2).union_all()).length.sum() == 0
    assert after.difference(before.buffer(0.2).union_all()).length.sum() == 0
    ends = np.array([[each.coords[0], each.coords[-1]] for each in network.lines])
    assert ends == pytest.approx(network.node_xy[network.edge_nodes])
    # A ramp may run over itself.
    if not above:
        once = shapely.union_all(before.to_numpy(), grid_size=1e-4)
        assert network.edge_length_m.sum() == pytest.approx(once.length, abs=0.5)
        for one in range(len(network)):
            for other in range(one):
                shared = network.lines[one].intersection(network.lines[other])
                nodes = gpd.GeoSeries.from_xy(*network.node_xy.T).union_all()
                assert shared.difference(nodes.buffer(0.2)).length < 1e-3
                assert shared.difference(nodes.buffer(0.2)).is_empty
