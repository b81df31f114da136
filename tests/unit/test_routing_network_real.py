"""Networks of real streets: how large they are, and no way shorter than the straight line."""

from itertools import pairwise

import geopandas as gpd
import networkx as nx
import numpy as np
import osmium
import pytest
import shapely
from shared_data import absence, folder

from gridmap.io.osm import read_osm
from gridmap.routing.matrix import matrix
from gridmap.routing.network import make_network
from gridmap.routing.profiles import CAR, FOOT_ADULT
from gridmap.routing.snapping import snap
from gridmap.routing.travel import travel
from gridmap.routing.ways import way

WUHAN = folder("wuhan_roads") / "wuhan_streets_original.parquet"
pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def wuhan():
    if not WUHAN.is_file():
        pytest.skip(absence("wuhan_roads"))
    return make_network(gpd.read_parquet(WUHAN))


def near(network, count, *, seed=0):
    """Return places beside nodes that are chosen by chance."""
    rng = np.random.default_rng(seed)
    at = network.node_xy[rng.integers(len(network.node_xy), size=count)]
    return at + rng.normal(0, 20, (count, 2))


def test_wuhan_keeps_its_edges_and_their_length(wuhan):
    # 92,667 edges of 7,185 km in UTM zone 50, whose scale at 114 degrees east is 1.00059.
    assert len(wuhan) + wuhan.report.doubled == 92_667
    assert wuhan.edge_length_m.sum() / 1000 == pytest.approx(7_185 / 1.00059, rel=1e-4)
    assert wuhan.metric_crs == 4547
    assert not wuhan.report.parts


@pytest.mark.parametrize("profile", [FOOT_ADULT, CAR])
def test_no_way_in_wuhan_is_shorter_than_the_straight_line(wuhan, profile):
    found = travel(wuhan, profile)
    spots = snap(found, near(wuhan, 60))
    told = matrix(found, spots, spots)
    straight_m = np.hypot(*(spots.on_road[:, None] - spots.on_road[None]).transpose(2, 0, 1))
    reached = np.isfinite(told.length_m)
    assert reached.mean() > 0.9
    assert (told.length_m >= straight_m - 1e-6)[reached].all()
    fastest = max(profile.speeds.values())
    assert (told.duration_s * fastest >= told.length_m - 1e-6)[reached].all()
    for place in range(0, 60, 6):
        leg = way(found, spots, place, place + 1)
        if leg is None:
            assert not reached[place, place + 1]
            continue
        drawn_m = sum(stretch.line.length for stretch in leg.stretches)
        assert drawn_m == pytest.approx(told.length_m[place, place + 1], abs=1e-3)


def test_ways_in_wuhan_are_as_long_as_those_of_networkx(wuhan):
    graph = nx.Graph()
    for (u, v), length_m in zip(wuhan.edge_nodes.tolist(), wuhan.edge_length_m, strict=True):
        if graph.get_edge_data(u, v, {"weight": np.inf})["weight"] > length_m:
            graph.add_edge(u, v, weight=float(length_m))
    walked = wuhan.edge_class != 0
    graph.remove_edges_from(wuhan.edge_nodes[~walked].tolist())
    found = travel(wuhan, FOOT_ADULT)
    nodes = np.unique(wuhan.edge_nodes[walked])[::4000]
    spots = snap(found, wuhan.node_xy[nodes], limit_m=1e-6)
    assert spots.offset_m == pytest.approx(np.zeros(len(nodes)), abs=1e-6)
    told = matrix(found, spots, spots, limit_m=8000).length_m
    for row, node in enumerate(nodes.tolist()):
        lengths = nx.single_source_dijkstra_path_length(graph, node, cutoff=8000)
        expected = [lengths.get(other, np.inf) for other in nodes.tolist()]
        assert told[row] == pytest.approx(np.array(expected), abs=1e-3)


@pytest.mark.parametrize("name", ["liechtenstein-latest.osm.pbf", "redon.osm.gz"])
def test_roads_of_openstreetmap_become_one_network_and_few_crumbs(name):
    path = folder("osm") / name
    if not path.is_file():
        pytest.skip(absence("osm"))
    roads = read_osm(path).layers["roads"]
    network = make_network(roads)
    metric_m = roads.to_crs(network.metric_crs).length.sum()
    assert network.edge_length_m.sum() == pytest.approx(metric_m, rel=0.01)
    apart_m = sum(part.length_m for part in network.report.parts)
    assert apart_m < 0.1 * metric_m
    ends = shapely.get_coordinates(shapely.get_point(network.lines, 0))
    assert ends == pytest.approx(network.node_xy[network.edge_nodes[:, 0]])
    found = travel(network, FOOT_ADULT)
    spots = snap(found, near(network, 40), main_only=True)
    lengths = matrix(found, spots, spots).length_m
    straight_m = np.hypot(*(spots.on_road[:, None] - spots.on_road[None]).transpose(2, 0, 1))
    assert (lengths >= straight_m - 1e-6)[np.isfinite(lengths)].all()
    assert np.isfinite(lengths).mean() > 0.8


def parts_by_shared_nodes(path, ways):
    """Return how many parts the ways of a file make that share nodes, by the file's own ids."""
    graph = nx.Graph()
    for way_ in osmium.FileProcessor(str(path)).with_locations():
        if way_.is_way() and f"way/{way_.id}" in ways:
            refs = [node.ref if node.location.valid() else None for node in way_.nodes]
            graph.add_edges_from(pair for pair in pairwise(refs) if None not in pair)
    return nx.number_connected_components(graph)


@pytest.mark.parametrize(
    "name",
    ["liechtenstein-latest.osm.pbf", "krems.osm.gz", "north-bayreuth.osm.gz", "redon.osm.gz"],
)
def test_parts_are_those_of_the_nodes_that_openstreetmap_shares(name):
    # Levels included: no bridge is torn off its ramps, and none joined to what it passes over.
    path = folder("osm") / name
    if not path.is_file():
        pytest.skip(absence("osm"))
    roads = read_osm(path).layers["roads"]
    network = make_network(roads)
    assert len(network.report.parts) + 1 == parts_by_shared_nodes(path, set(roads["road_id"]))
