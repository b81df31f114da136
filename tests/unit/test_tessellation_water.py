"""Water and bridges: a river of 20 m across a community of 200 m by 100 m, from south to north."""

import numpy as np
import pytest
import shapely
from lattice import ORIGIN, box, bridges, lattice_layers, line, point, roads, water

from gridmap.contiguity import EdgeKind, build_contiguity
from gridmap.tessellation import TessellationParams, tessellate

RIVER = (90, -20, 110, 120)


def layers_with(*, river=RIVER, **others):
    return lattice_layers(1, 2, building_m=20, water=water(box(*river)), **others)


def units_of(layers, **settings):
    return tessellate(layers, params=TessellationParams(**settings)).units


def kinds(units):
    return units["kind"].value_counts().to_dict()


def test_river_is_one_unit_between_two_banks():
    units = units_of(layers_with())
    assert kinds(units) == {"building": 2, "water": 1}
    river = units[units["kind"] == "water"].iloc[0]
    assert river.geometry.area == pytest.approx(20 * 100)
    assert (river["households"], river["buildings"], river["compound_id"]) == (0, "", None)


def test_road_without_a_bridge_does_not_cut_the_river():
    crossing = roads(line((-10, 50), (210, 50)), road_class="local")
    units = units_of(layers_with(roads=crossing))
    assert kinds(units)["water"] == 1


def test_road_that_crosses_the_river_without_a_bridge_is_told():
    across, pier = line((-10, 50), (210, 50)), line((-10, 20), (100, 20))
    found = tessellate(layers_with(roads=roads(across, pier, across, bridge=[0, 0, 1])))
    assert [(fault.rule, fault.feature_id) for fault in found.faults] == []
    found = tessellate(layers_with(roads=roads(across, pier, across, tunnel=[0, 0, 1])))
    assert [(fault.rule, fault.feature_id, fault.severity) for fault in found.faults] == [
        ("road.no_bridge", "r0", "notice")
    ]


def test_pond_below_the_least_area_does_not_cut():
    pond = layers_with(river=(85, 40, 115, 60))
    assert kinds(units_of(pond)) == {"building": 2}
    assert kinds(units_of(pond, min_water_area_m2=500)) == {"building": 2, "water": 1}


BRIDGE = line((80, 50), (120, 50))


@pytest.mark.parametrize(
    "others",
    [
        {"bridges": bridges(BRIDGE)},
        {"bridges": bridges(line((90, 50), (110, 50)))},
        {"bridges": bridges(box(80, 44, 120, 56))},
        {"bridges": bridges(point(95, 50))},
        {
            "bridges": bridges(point(95, 52)),
            "roads": roads(line((-10, 50), (210, 50)), road_class="path"),
        },
        {"roads": roads(BRIDGE, bridge=True, road_class="path")},
    ],
    ids=["line", "line from bank to bank", "polygon", "point", "point by a path", "road"],
)
def test_bridge_is_a_deck_from_bank_to_bank(others):
    units = units_of(layers_with(**others))
    assert kinds(units) == {"building": 2, "water": 2, "bridge": 1}
    deck = units.geometry[units["kind"] == "bridge"].iloc[0]
    # 20 m of river, twice the half width of 6 m.
    assert deck.area == pytest.approx(20 * 12, rel=1e-3)
    for bank in units.geometry[units["kind"] == "building"]:
        assert shapely.intersection(deck, bank).length == pytest.approx(12, rel=1e-3)


def test_deck_is_as_wide_as_set():
    units = units_of(layers_with(bridges=bridges(BRIDGE)), deck_half_width_m=2)
    assert units.area[units["kind"] == "bridge"].tolist() == [pytest.approx(80)]


def test_underpass_is_no_deck():
    units = units_of(layers_with(bridges=bridges(BRIDGE, kind="underpass")))
    assert kinds(units) == {"building": 2, "water": 1}


def test_bridge_away_from_water_is_no_deck():
    units = units_of(layers_with(bridges=bridges(point(30, 50))))
    assert "bridge" not in kinds(units)


def test_arterial_road_parts_its_deck():
    road = roads(line((-10, 50), (85, 50)), BRIDGE, line((120, 50), (210, 50)), bridge=[0, 1, 0])
    layers = layers_with(roads=road)
    units = units_of(layers)
    decks = np.flatnonzero(units["kind"] == "bridge")
    assert units.area[decks].tolist() == [pytest.approx(120, rel=1e-3)] * 2
    graph = build_contiguity(units, layers)
    between = (graph.heads == decks[0]) & (graph.tails == decks[1])
    assert graph.kind[between].tolist() == [EdgeKind.ARTERIAL]


def test_pieces_of_water_are_joined_where_they_touch():
    parts = water(box(90, -20, 110, 50), box(90, 50, 110, 120))
    units = units_of({**layers_with(), "water": parts})
    assert kinds(units) == {"building": 2, "water": 1}


def test_line_in_a_river_does_not_cut_it():
    centre = water(box(*RIVER), line((100, -20), (100, 120)))
    units = units_of({**layers_with(), "water": centre})
    assert kinds(units) == {"building": 2, "water": 1}


def test_islet_too_small_for_a_unit_goes_with_the_water():
    ring = box(*RIVER).difference(box(98, 48, 102, 52))
    units = units_of({**layers_with(), "water": water(ring)})
    assert units.area[units["kind"] == "water"].tolist() == [pytest.approx(2_000)]


def test_building_in_the_water_goes_ashore_and_is_reported():
    layers = dict(layers_with())
    buildings = layers["buildings"].copy()
    buildings.loc[1, "geometry"] = box(100, 45, 105, 50)
    tessellation = tessellate({**layers, "buildings": buildings})
    assert [fault.rule for fault in tessellation.faults] == ["building.in_water"]
    units = tessellation.units
    assert units["households"].sum() == 20
    assert units["households"][units["kind"] == "water"].sum() == 0
    east = units[units["buildings"] == "b1"].iloc[0]
    assert east.geometry.bounds[0] == ORIGIN[0] + 110
