"""Networks of streets drawn by hand: where they meet, who may use them, what is reported."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from lattice import CRS, ORIGIN, line, point

from gridmap.errors import CrsError, InputError, SettingsError, Text, UnknownCrsError
from gridmap.routing.matrix import matrix
from gridmap.routing.network import make_network
from gridmap.routing.profiles import BICYCLE, CAR, CLASSES, FOOT_ADULT, Profile
from gridmap.routing.snapping import snap
from gridmap.routing.travel import travel


def streets(*lines, crs=CRS, **columns):
    """Return a layer of roads; a column is one value for all of them, or one for each."""
    told = {
        name: value if isinstance(value, list) else [value] * len(lines)
        for name, value in columns.items()
    }
    ids = [f"r{number}" for number in range(len(lines))]
    return gpd.GeoDataFrame({"road_id": ids, **told}, geometry=list(lines), crs=crs)


def network_of(*lines, **columns):
    return make_network(streets(*lines, **columns))


def arcs(network, profile):
    """Return the arcs as pairs of places in metres from the lattice's corner."""
    found = travel(network, profile)
    xy = np.round(network.node_xy - ORIGIN, 1).tolist()
    tails = np.repeat(np.arange(len(xy)), np.diff(found.start))
    return {
        (tuple(xy[tail]), tuple(xy[head])) for tail, head in zip(tails, found.head, strict=True)
    }


def places(network):
    return {tuple(each) for each in np.round(network.node_xy - ORIGIN).astype(int).tolist()}


CROSS = (line((0, 50), (100, 50)), line((50, 0), (50, 100)))
MIDDLE = (50, 50)


def test_streets_that_cross_meet():
    network = network_of(*CROSS)
    assert (len(network), len(network.node_xy)) == (4, 5)
    assert places(network) == {(0, 50), (100, 50), (50, 0), (50, 100), MIDDLE}
    assert network.edge_length_m == pytest.approx([50] * 4)
    assert network.metric_crs == 4548
    assert network.report.cuts == 2


@pytest.mark.parametrize(
    "columns",
    [{"bridge": [True, False]}, {"tunnel": [False, True]}, {"layer": [1, 0]}, {"layer": [0, -2]}],
)
def test_a_street_above_another_does_not_meet_it(columns):
    network = network_of(*CROSS, **columns)
    assert (len(network), len(network.node_xy)) == (2, 4)


@pytest.mark.parametrize("columns", [{"bridge": True}, {"layer": 3}, {"bridge": "F", "layer": 0}])
def test_streets_that_cross_on_one_level_meet(columns):
    assert len(network_of(*CROSS, **columns)) == 4


def test_a_bridge_meets_the_streets_that_it_leads_to_and_no_other():
    # Along the x axis a street, a bridge, a street; below the bridge another street.
    network = network_of(
        line((0, 0), (100, 0)),
        line((100, 0), (200, 0)),
        line((200, 0), (300, 0)),
        line((150, -50), (150, 50)),
        bridge=[False, True, False, False],
    )
    assert len(network) == 4
    assert ((100, 0), (200, 0)) in arcs(network, FOOT_ADULT)
    assert network.report.parts[0].edges == 1


def test_a_bridge_meets_a_street_at_a_vertex_in_its_middle():
    level = {"bridge": [False, True]}
    drawn = network_of(line((0, 0), (50, 0), (100, 0)), line((50, 0), (50, 80)), **level)
    assert (len(drawn), len(drawn.node_xy)) == (3, 4)
    # With no vertex there the bridge ends in the air above the street.
    assert len(network_of(line((0, 0), (100, 0)), line((50, 0), (50, 80)), **level)) == 2


def test_crossings_on_two_levels_at_one_place_stay_apart():
    network = network_of(
        *CROSS, line((0, 0), (100, 100)), line((0, 100), (100, 0)), layer=[0, 0, 1, 1]
    )
    assert (len(network), len(network.node_xy)) == (8, 10)
    assert len(network.report.parts) == 1


def test_an_end_on_a_street_meets_it_though_it_falls_short_by_centimetres():
    network = network_of(line((0, 0), (100, 0)), line((40, 0.06), (40, 60)))
    assert len(network) == 3
    assert network.edge_length_m.sum() == pytest.approx(160, abs=0.1)
    assert not network.report.parts
    assert len(network_of(line((0, 0), (100, 0)), line((40, 0.5), (40, 60)))) == 2


def test_streets_that_run_together_become_one():
    network = network_of(line((0, 0), (100, 0)), line((60, 0), (160, 0)))
    assert sorted(network.edge_length_m) == pytest.approx([40, 60, 60])
    assert network.report.doubled == 1


def test_two_one_way_lines_drawn_against_each_other_are_a_two_way_street():
    network = network_of(line((0, 0), (100, 0)), line((100, 0), (0, 0)), oneway=True)
    assert len(network) == 1
    assert arcs(network, CAR) == {((0, 0), (100, 0)), ((100, 0), (0, 0))}


def test_ways_between_the_same_nodes_on_different_lines_all_stay():
    network = network_of(line((0, 0), (100, 0)), line((0, 0), (50, 40), (100, 0)))
    assert len(network) == 2
    found = travel(network, FOOT_ADULT)
    assert found.seconds == pytest.approx([100 / 1.2] * 2)


def test_loops_stay():
    ring = line((100, 0), (150, 50), (200, 0), (100, 0))
    network = network_of(line((0, 0), (100, 0)), ring)
    assert len(network) == 2
    assert (network.edge_nodes[1, 0] == network.edge_nodes[1, 1]).all()


def test_a_line_on_the_ground_meets_itself_and_a_ramp_does_not():
    eight = line((0, 0), (100, 100), (100, 0), (0, 100))
    assert (50, 50) in places(network_of(eight))
    assert places(network_of(eight, bridge=True)) == {(0, 0), (0, 100)}


def test_a_line_that_comes_back_to_its_own_middle_meets_it():
    network = network_of(line((0, 0), (100, 0), (100, 80), (40, 80), (40, 0)))
    assert ((40, 0), (0, 0)) in arcs(network, FOOT_ADULT)
    assert network.edge_length_m.sum() == pytest.approx(320)


def test_lines_without_length_and_rows_without_lines_are_counted():
    network = network_of(
        line((0, 0), (100, 0)), line((5, 5), (5, 5)), None, shapely.LineString(), point(3, 3)
    )
    assert len(network) == 1
    report = network.report
    assert (report.roads, report.empty, report.zero) == (5, 3, 1)
    assert any("3 条道路没有线" in note.zh for note in report.notes)


def test_parts_of_a_line_belong_to_one_road():
    parts = shapely.union_all([line((0, 0), (10, 0)), line((20, 0), (40, 0))])
    network = network_of(parts)
    assert network.edge_road.tolist() == [0, 0]
    assert network.edge_length_m == pytest.approx([10, 20])


def test_heights_are_left_out_of_lengths():
    steep = shapely.LineString([(*ORIGIN, 0), (ORIGIN[0] + 30, ORIGIN[1], 4000)])
    assert network_of(steep).edge_length_m == pytest.approx([30])


def test_a_street_graph_is_taken_as_it_is():
    network = network_of(*CROSS, u=[1, 3], v=[2, 4])
    assert (len(network), network.report.cuts) == (2, 0)


def test_degrees_become_metres_of_the_zone():
    degrees = streets(*CROSS).to_crs(4490)
    network = make_network(degrees)
    assert network.metric_crs == 4548
    assert network.edge_length_m == pytest.approx([50] * 4, abs=1e-3)
    assert make_network(degrees, crs=4549).metric_crs == 4549


def test_what_cannot_be_a_network_is_refused():
    with pytest.raises(UnknownCrsError, match="no CRS"):
        make_network(streets(*CROSS, crs=None))
    with pytest.raises(CrsError, match="in metres"):
        make_network(streets(*CROSS), crs=4490)
    with pytest.raises(InputError, match="holds no line"):
        make_network(streets(point(0, 0)))
    with pytest.raises(InputError, match="holds no line"):
        make_network(streets())


def test_parts_apart_are_kept_and_reported_with_their_place():
    network = network_of(
        line((0, 0), (900, 0)), line((0, 500), (40, 500)), line((0, 700), (9, 700))
    )
    assert network.part[network.edge_nodes[:, 0]].tolist() == [0, 1, 2]
    large, small = network.report.parts
    assert (large.edges, large.length_m, small.length_m) == (1, pytest.approx(40), pytest.approx(9))
    corner = gpd.GeoSeries([point(0, 500)], crs=CRS).to_crs(4490)[0]
    assert large.place == pytest.approx((corner.x, corner.y), abs=1e-6)
    (told,) = [note for note in network.report.notes if "不连通" in note.zh]
    assert "2 片小路网" in told.zh
    assert f"{corner.x:.5f}" in told.en


@pytest.mark.parametrize(
    ("word", "is_walked", "is_ridden", "is_driven"),
    [
        ("motorway", False, False, True),
        ("motorway_link", False, False, True),
        ("primary", True, True, True),
        ("次干路", True, True, True),
        ("residential", True, True, True),
        ("footway", True, True, False),
        ("cycleway", True, True, False),
        ("steps", True, False, False),
        ("no such word", True, True, True),
    ],
)
def test_the_class_of_a_road_says_who_may_use_it(word, is_walked, is_ridden, is_driven):
    network = network_of(line((0, 0), (100, 0)), highway=word)
    used = [bool(arcs(network, profile)) for profile in (FOOT_ADULT, BICYCLE, CAR)]
    assert used == [is_walked, is_ridden, is_driven]


@pytest.mark.parametrize(
    ("word", "forward", "backward"),
    [
        (True, True, False),
        ("yes", True, False),
        (1, True, False),
        ("-1", False, True),
        (-1, False, True),
        (False, True, True),
        (None, True, True),
        ("no", True, True),
    ],
)
def test_one_way_binds_cars_alone(word, forward, backward):
    network = network_of(line((0, 0), (100, 0)), oneway=[word])
    there, back = ((0, 0), (100, 0)), ((100, 0), (0, 0))
    driven = arcs(network, CAR)
    assert (there in driven, back in driven) == (forward, backward)
    assert arcs(network, FOOT_ADULT) == arcs(network, BICYCLE) == {there, back}


def test_geofabriks_letters_are_along_against_and_both():
    lines = [line((0, y), (100, y)) for y in (0, 100, 200)]
    driven = arcs(network_of(*lines, oneway=["F", "T", "B"]), CAR)
    assert driven == {
        ((0, 0), (100, 0)),
        ((100, 100), (0, 100)),
        ((0, 200), (100, 200)),
        ((100, 200), (0, 200)),
    }


def test_access_overrules_class_and_one_way():
    network = network_of(
        line((0, 0), (100, 0)),
        highway="motorway",
        oneway=True,
        foot_access="forward",
        bicycle_access="backward",
        car_access="no",
    )
    assert arcs(network, FOOT_ADULT) == {((0, 0), (100, 0))}
    assert arcs(network, BICYCLE) == set()  # a motorway has no speed for bicycles
    assert arcs(network, CAR) == set()


def test_an_arterial_shut_to_all_but_cars_is_a_motorway():
    network = network_of(
        line((0, 0), (100, 0)), road_class="arterial", foot_access="no", bicycle_access="no"
    )
    assert CLASSES[network.edge_class[0]] == "motorway"


def gate_at(x, y, **columns):
    columns = {"barrier": "gate"} | columns
    return gpd.GeoDataFrame(
        {name: [value] for name, value in columns.items()}, geometry=[point(x, y)], crs=CRS
    )


@pytest.mark.parametrize(
    ("columns", "is_walked", "is_ridden", "is_driven"),
    [
        ({"barrier": "gate"}, True, True, False),
        ({"barrier": "bollard"}, True, True, False),
        ({"barrier": "kissing_gate"}, True, False, False),
        ({"barrier": "wall"}, False, False, False),
        ({"barrier": "toll_booth"}, True, True, True),
        ({"barrier": "gate", "car": "yes"}, True, True, True),
        ({"barrier": "gate", "foot": "no"}, False, True, False),
    ],
)
def test_a_gate_shuts_the_road_where_it_stands(columns, is_walked, is_ridden, is_driven):
    network = make_network(streets(line((0, 0), (100, 0))), barriers=gate_at(40, 0.3, **columns))
    spots = np.array([[0, 0], [100, 0]]) + ORIGIN
    passes = []
    for profile in (FOOT_ADULT, BICYCLE, CAR):
        found = travel(network, profile)
        ends = snap(found, spots)
        passes.append(matrix(found, ends, ends).length_m[0, 1] == pytest.approx(100))
    assert passes == [is_walked, is_ridden, is_driven]


def test_a_car_comes_up_to_a_gate_from_both_sides():
    network = make_network(streets(line((0, 0), (100, 0))), barriers=gate_at(40, 0.3))
    assert sorted(network.edge_length_m) == pytest.approx([1, 39.5, 59.5])
    assert network.report.barriers == 1
    driven = {((0, 0), (39.5, 0)), ((40.5, 0), (100, 0))}
    assert arcs(network, CAR) == driven | {(head, tail) for tail, head in driven}


def test_a_gate_at_a_crossing_shuts_every_arm():
    network = make_network(streets(*CROSS), barriers=gate_at(*MIDDLE))
    assert len(network) == 8
    assert all(MIDDLE not in arc for arc in arcs(network, CAR))
    assert {arc for arc in arcs(network, FOOT_ADULT) if MIDDLE in arc}


def test_a_gate_beside_the_road_shuts_nothing():
    network = make_network(streets(line((0, 0), (100, 0))), barriers=gate_at(40, 3))
    assert (len(network), network.report.barriers) == (1, 0)


def test_gates_may_be_told_by_the_roads_themselves():
    spot = gpd.GeoSeries([point(40, 0)], crs=CRS).to_crs(4490)[0]
    told = f"gate {spot.x:.8f} {spot.y:.8f}; no such thing"
    network = network_of(line((0, 0), (100, 0)), barriers=told)
    assert sorted(network.edge_length_m) == pytest.approx([1, 39.5, 59.5], abs=0.01)
    assert len(arcs(network, CAR)) == 4
    assert len(arcs(network_of(line((0, 0), (100, 0)), barrier="bollard"), CAR)) == 0


def test_a_profile_refuses_what_cannot_be():
    named = Text("骡", "mule")
    with pytest.raises(SettingsError, match="rails"):
        Profile("foot", named, {"rails": 2.0})
    with pytest.raises(SettingsError, match="between 0 and 100"):
        Profile("foot", named, {"local": 0.0})
    with pytest.raises(SettingsError, match="make no sense"):
        Profile("foot", named, {})
