import numpy as np
import pytest
import shapely
from sampled import in_metres, planted, sampled, touching_pairs
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from gridmap.layers import CONTRACTS, check

DISTRICT = (42, 217187)
BOTH = pytest.mark.parametrize("asked", [(8, None), DISTRICT])


def shapes(asked, layer):
    return in_metres(asked)[layer].geometry.to_numpy()


def ids_of(kind, asked):
    return {id_ for fact in planted(kind, asked) for id_ in fact["ids"]}


@BOTH
def test_every_layer_keeps_its_contract(asked):
    layers = sampled(*asked).layers
    known = {
        "communities.community_code": set(layers["communities"]["community_code"]),
        "compounds.compound_id": set(layers["compounds"]["compound_id"]),
    }
    assert set(layers) == set(CONTRACTS)
    faults = [
        fault
        for name, frame in layers.items()
        for fault in check(frame, CONTRACTS[name], known=known)
    ]
    assert [fault.rule for fault in faults] == ["geometry.twin"]
    assert {fault.feature_id for fault in faults} <= ids_of("building_duplicate", asked)


def test_street_lies_in_the_invented_place():
    west, south, east, north = sampled().layers["communities"].total_bounds
    assert west < 116.35 < east
    assert south < 35.40 < north
    assert sampled().layers["communities"].crs.to_epsg() == 4490


@BOTH
def test_communities_cover_the_street_without_gap_or_overlap(asked):
    communities = shapes(asked, "communities")
    assert (shapely.get_type_id(communities) == shapely.GeometryType.POLYGON).all()
    assert shapely.coverage_is_valid(sampled(*asked).layers["communities"].geometry.to_numpy())
    street = shapely.coverage_union_all(communities)
    assert street.geom_type == "Polygon"
    assert len(street.interiors) == 0
    assert street.area == pytest.approx(shapely.area(communities).sum(), abs=1e-3)


@BOTH
def test_no_compounds_overlap_and_each_lies_in_its_community(asked):
    layers = in_metres(asked)
    assert touching_pairs(shapes(asked, "compounds"), least_m2=0.01) == []
    homes = layers["communities"].set_index("community_code").geometry
    own = homes.loc[layers["compounds"]["community_code"]].to_numpy()
    assert shapely.covers(own, shapes(asked, "compounds")).all()


@BOTH
def test_buildings_overlap_only_where_planted(asked):
    ids = in_metres(asked)["buildings"]["building_id"]
    found = {
        frozenset((ids[i], ids[j]))
        for i, j, _ in touching_pairs(shapes(asked, "buildings"), least_m2=0.01)
    }
    expected = {
        frozenset(fact["ids"])
        for kind in ("building_overlap", "building_duplicate")
        for fact in planted(kind, asked)
    }
    assert found == expected


@BOTH
def test_buildings_lie_in_one_community_except_the_planted_two(asked):
    buildings = in_metres(asked)["buildings"]
    tree = shapely.STRtree(shapes(asked, "communities"))
    inside, _ = tree.query(shapes(asked, "buildings"), predicate="covered_by")
    loose = np.setdiff1d(np.arange(len(buildings)), inside)
    expected = ids_of("building_on_border", asked) | ids_of("building_outside", asked)
    assert set(buildings["building_id"].iloc[loose]) == expected


@BOTH
def test_buildings_stand_on_no_road_water_or_railway(asked):
    buildings = shapes(asked, "buildings")
    for layer in ("roads", "water", "railways", "bridges"):
        hits, _ = shapely.STRtree(shapes(asked, layer)).query(buildings, predicate="intersects")
        assert len(hits) == 0, layer


@BOTH
def test_buildings_of_a_compound_lie_inside_its_wall(asked):
    layers = in_metres(asked)
    members = layers["buildings"].dropna(subset="compound_id")
    walls = layers["compounds"].set_index("compound_id").geometry
    own = walls.loc[members["compound_id"]].to_numpy()
    assert shapely.covers(own, members.geometry.to_numpy()).all()


@BOTH
def test_roads_form_one_connected_network_cut_at_its_junctions(asked):
    roads = shapes(asked, "roads")
    ends = np.stack([shapely.get_coordinates(shapely.get_point(roads, i)) for i in (0, -1)], axis=1)
    nodes, at = np.unique(np.round(ends, 2).reshape(-1, 2), axis=0, return_inverse=True)
    at = at.reshape(-1, 2)
    graph = coo_matrix((np.ones(len(at)), (at[:, 0], at[:, 1])), shape=(len(nodes), len(nodes)))
    assert connected_components(graph, directed=False)[0] == 1
    assert shapely.STRtree(roads).query(roads, predicate="crosses").size == 0


@BOTH
def test_only_bridges_cross_the_river_and_only_the_underpass_the_railway(asked):
    roads = in_metres(asked)["roads"]
    water = in_metres(asked)["water"]
    river = water.loc[water["kind"] == "river"].geometry.iloc[0]
    railway = in_metres(asked)["railways"].geometry.iloc[0]
    assert roads.intersects(river).equals(roads["bridge"])
    assert roads.intersects(railway).equals(roads["tunnel"])
    assert (roads.loc[roads["bridge"], "layer"] == 1).all()
    assert (roads.loc[roads["tunnel"], "layer"] == -1).all()


def test_default_sample_has_two_bridges_and_one_underpass():
    bridges = in_metres()["bridges"]
    water = in_metres()["water"]
    river = water.loc[water["kind"] == "river"].geometry.iloc[0]
    assert bridges["kind"].value_counts().to_dict() == {"bridge": 2, "underpass": 1}
    assert bridges[bridges["kind"] == "bridge"].crosses(river).all()
    underpass = bridges[bridges["kind"] == "underpass"].geometry.iloc[0]
    assert underpass.crosses(in_metres()["railways"].geometry.iloc[0])


@BOTH
@pytest.mark.parametrize(("role", "layer"), [("river", "water"), ("rail", "railways")])
def test_a_crossed_community_has_two_sides_that_a_bridge_links(asked, role, layer):
    layers = in_metres(asked)
    (fact,) = planted(f"community_crossed_by_{role}", asked)
    communities = layers["communities"].set_index("community_code").geometry
    barrier = layers[layer].geometry.iloc[0].buffer(0.1)
    sides = communities[fact["ids"][0]].difference(barrier)
    large = [part for part in sides.geoms if part.area > 10_000]
    assert len(large) == 2
    (bridge,) = layers["bridges"].set_index("bridge_id").geometry[fact["bridges"]]
    ends = shapely.points(shapely.get_coordinates(bridge)[[0, -1]])
    assert {tuple(shapely.contains(large, end).tolist()) for end in ends} == {
        (True, False),
        (False, True),
    }
    for other in communities.drop(fact["ids"][0]):
        parts = shapely.get_parts(other.difference(barrier))
        assert (shapely.area(parts) > 10_000).sum() == 1


def test_ditches_and_pond_cut_no_community_in_two():
    water = in_metres()["water"]
    lines = water[water["kind"] == "ditch"].geometry
    pond = water[water["kind"] == "lake"].geometry.iloc[0]
    for community in shapes((8, None), "communities"):
        rest = community.difference(lines.buffer(1.0).union_all()).difference(pond)
        assert rest.geom_type == "Polygon"
    assert shapely.contains(shapes((8, None), "communities"), pond).sum() == 1
