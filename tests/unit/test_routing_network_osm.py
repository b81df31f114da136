"""From files to networks: what OpenStreetMap and others say of who may use a road."""

import geopandas as gpd
import numpy as np
import pytest
from foreign import PLACES
from osm_drawing import SOUTH, STEP_DEG, WEST, Drawing

from gridmap.io.osm import read_osm
from gridmap.layers import CONTRACTS, check
from gridmap.routing.matrix import matrix
from gridmap.routing.network import make_network
from gridmap.routing.profiles import BICYCLE, CAR, CLASSES, FOOT_ADULT
from gridmap.routing.snapping import snap
from gridmap.routing.travel import travel

PROFILES = (FOOT_ADULT, BICYCLE, CAR)


@pytest.fixture
def roads_of(tmp_path):
    """Return the layer of roads of a drawing."""

    def read(drawing):
        return read_osm(drawing.write(tmp_path / "drawn.osm")).layers["roads"]

    return read


def passes(roads, begin, end):
    """Return whether each profile gets from one lattice point to another on the roads between."""
    network = make_network(roads)
    spots = gpd.GeoSeries.from_xy(
        [WEST + x * STEP_DEG for x, _ in (begin, end)],
        [SOUTH + y * STEP_DEG for _, y in (begin, end)],
        crs=4490,
    ).to_crs(network.metric_crs)
    found = [travel(network, profile) for profile in PROFILES]
    snapped = [snap(each, spots.get_coordinates().to_numpy(), limit_m=1.0) for each in found]
    told = [matrix(*each).duration_s[0, 1] for each in zip(found, snapped, snapped, strict=True)]
    return np.isfinite(told).tolist()


def straight(**tags):
    drawing = Drawing()
    drawing.way((0, 0), (5, 0), (10, 0), **tags)
    return drawing


@pytest.mark.parametrize(
    ("tags", "there", "back"),
    [
        ({"highway": "residential"}, [1, 1, 1], [1, 1, 1]),
        ({"highway": "residential", "oneway": "yes"}, [1, 1, 1], [1, 1, 0]),
        ({"highway": "residential", "oneway": "-1"}, [1, 1, 0], [1, 1, 1]),
        ({"highway": "residential", "oneway:bicycle": "yes"}, [1, 1, 1], [1, 0, 1]),
        ({"highway": "cycleway", "oneway": "-1"}, [1, 0, 0], [1, 1, 0]),
        ({"highway": "motorway"}, [0, 0, 1], [0, 0, 0]),
        ({"highway": "trunk", "motorroad": "yes"}, [0, 0, 1], [0, 0, 1]),
        ({"highway": "steps"}, [1, 0, 0], [1, 0, 0]),
        ({"highway": "steps", "conveying": "forward"}, [1, 0, 0], [0, 0, 0]),
        ({"highway": "service", "access": "private"}, [1, 1, 0], [1, 1, 0]),
        ({"highway": "service", "access": "no", "foot": "yes"}, [1, 0, 0], [1, 0, 0]),
        ({"highway": "busway"}, [1, 1, 0], [1, 1, 0]),
    ],
)
def test_tags_say_who_may_use_a_road_and_which_way(roads_of, tags, there, back):
    roads = roads_of(straight(**tags))
    assert check(roads, CONTRACTS["roads"]) == ()
    assert passes(roads, (0, 0), (10, 0)) == [bool(each) for each in there]
    assert passes(roads, (10, 0), (0, 0)) == [bool(each) for each in back]


@pytest.mark.parametrize(
    ("tags", "through"),
    [
        ({"barrier": "gate"}, [1, 1, 0]),
        ({"barrier": "bollard"}, [1, 1, 0]),
        ({"barrier": "lift_gate", "motor_vehicle": "destination"}, [1, 1, 1]),
        ({"barrier": "kissing_gate"}, [1, 0, 0]),
        ({"barrier": "gate", "access": "no"}, [0, 0, 0]),
        ({"barrier": "toll_booth"}, [1, 1, 1]),
    ],
)
def test_a_gate_on_a_node_of_the_road_shuts_it_there(roads_of, tags, through):
    drawing = straight(highway="residential")
    drawing.node(5, 0, **tags)
    roads = roads_of(drawing)
    assert passes(roads, (0, 0), (10, 0)) == [bool(each) for each in through]
    assert passes(roads, (0, 0), (4, 0)) == [True, True, True]


def test_a_fence_drawn_as_a_way_is_no_road(roads_of):
    drawing = straight(highway="residential")
    drawing.way((5, -5), (5, 5), barrier="fence")
    roads = roads_of(drawing)
    assert len(roads) == 1
    assert roads["barriers"].tolist() == [None]


def test_a_motorway_stays_one_though_the_contract_knows_but_arterials(roads_of):
    drawing = straight(highway="motorway")
    drawing.way((0, 9), (9, 9), highway="primary")
    roads = roads_of(drawing)
    assert roads["road_class"].tolist() == ["arterial", "arterial"]
    classes = make_network(roads).edge_class
    assert [CLASSES[each] for each in classes] == ["motorway", "arterial"]


def test_the_directions_of_a_geofabrik_file_survive_the_import(desk):
    lon, lat = PLACES[0]
    gpd.GeoDataFrame(
        {
            "osm_id": ["1", "2", "3", "4"],
            "fclass": ["residential", "residential", "motorway", "steps"],
            "oneway": ["F", "T", "B", "B"],
        },
        geometry=gpd.GeoSeries.from_wkt(
            [
                f"LINESTRING ({lon} {lat + y}, {lon + 0.001} {lat + y})"
                for y in (0, 1e-3, 2e-3, 3e-3)
            ]
        ),
        crs=4490,
    ).to_file(desk.folder / "roads.gpkg")
    report = desk.take(desk.folder / "roads.gpkg")
    assert report.ok, report.to_dict()
    roads = desk.layers["roads"].set_index("road_id").sort_index()
    assert roads["oneway"].tolist() == [True, True, False, False]
    assert [str(each) for each in roads["car_access"].fillna("")] == ["", "backward", "", ""]
    assert [str(each) for each in roads["foot_access"].fillna("")] == ["", "", "no", ""]
    assert [str(each) for each in roads["bicycle_access"].fillna("")] == ["", "", "no", "no"]
    network = make_network(roads.reset_index())
    driven = [
        (bool(np.isfinite(travel(network, CAR).forward_s[edge])), bool(np.isfinite(back)))
        for edge, back in enumerate(travel(network, CAR).backward_s)
    ]
    assert driven == [(True, False), (False, True), (True, True), (False, False)]
