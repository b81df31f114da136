"""Rivers with a width, and bridges over them, as units of the graph."""

import numpy as np
import shapely
from lattice import (
    box,
    bridges,
    lattice_layers,
    lattice_units,
    line,
    roads,
    water,
)

from gridmap.contiguity import EdgeKind, build_contiguity
from gridmap.tessellation import tessellate

# Three rows of three squares of 100 m:
#
#   0 1 2   land
#   3 4 5   the river
#   6 7 8   land
RIVER = [["building"] * 3, ["water"] * 3, ["building"] * 3]


def open_edges(graph):
    return np.column_stack([graph.heads, graph.tails])[~graph.barrier].tolist()


def test_water_is_open_to_the_bank_with_the_longest_border():
    units = lattice_units(2, 2, kinds=[["water", "building"], ["building", "building"]])
    graph = build_contiguity(units, {})
    assert graph.kind.tolist() == [EdgeKind.PLAIN] * 4
    assert not graph.barrier.any()


def test_no_grid_reaches_over_a_river_through_its_water():
    graph = build_contiguity(lattice_units(3, 3, kinds=RIVER), {})
    north, south = {0, 1, 2}, {6, 7, 8}
    component = graph.components(~graph.barrier)
    assert len(set(component[list(north)])) == len(set(component[list(south)])) == 1
    assert component[0] != component[6]
    # Pieces of water side by side are no way along the river.
    assert [pair for pair in open_edges(graph) if set(pair) <= {3, 4, 5}] == []
    for piece in (3, 4, 5):
        assert component[piece] in {component[0], component[6]}


def test_longest_bank_gets_the_water():
    # One river along the middle row: 200 m of bank in the north, 300 m in the south.
    units = lattice_units(3, 3, kinds=RIVER)
    units.loc[3, "geometry"] = shapely.coverage_union_all(units.geometry.values[3:6])
    units = units.drop(index=[2, 4, 5]).reset_index(drop=True)
    graph = build_contiguity(units, {})
    assert open_edges(graph) == [[0, 1], [2, 3], [2, 4], [2, 5], [3, 4], [4, 5]]


def layers_with_bridge(**others):
    return lattice_layers(2, 2, building_m=20, water=water(box(-5, 90, 205, 110)), **others)


def test_bridge_joins_both_banks_and_not_the_water():
    layers = layers_with_bridge(bridges=bridges(line((50, 80), (50, 120))))
    units = tessellate(layers).units
    graph = build_contiguity(units, layers)
    deck = int(np.flatnonzero(units["kind"] == "bridge")[0])
    wet = np.flatnonzero(units["kind"] == "water")
    touching = (graph.heads == deck) | (graph.tails == deck)
    others = graph.heads[touching] + graph.tails[touching] - deck
    afloat = np.isin(others, wet)
    assert (graph.kind[touching][afloat] == EdgeKind.WATER).all()
    assert graph.barrier[touching][afloat].all()
    assert (graph.kind[touching][~afloat] == EdgeKind.PLAIN).all()
    assert graph.bridged[touching][~afloat].all()
    assert len(set(graph.components(~graph.barrier))) == 1


def test_river_without_a_bridge_parts_its_community():
    layers = layers_with_bridge()
    units = tessellate(layers).units
    graph = build_contiguity(units, layers)
    land = np.flatnonzero(units["kind"] == "building")
    component = graph.components(~graph.barrier)[land]
    rows = units["y_m"].to_numpy()[land].round()
    assert len(set(component)) == 2
    assert all(len(set(component[rows == row])) == 1 for row in set(rows))


def test_arterial_on_a_bridge_parts_its_banks_and_its_deck_alike():
    layers = layers_with_bridge(roads=roads(line((100, -5), (100, 205)), bridge=True))
    units = tessellate(layers).units
    graph = build_contiguity(units, layers)
    # West of the arterial one side, with its half of the deck; east of it the other.
    land = units["kind"].isin(["building", "bridge"]).to_numpy()
    west = units.geometry.centroid.x.to_numpy() < 500_100
    component = graph.components(~graph.barrier)
    assert len(set(component[land & west])) == len(set(component[land & ~west])) == 1
    assert set(component[land & west]) != set(component[land & ~west])
