"""The graph of a lattice: which squares share an edge, how long it is, what it runs along."""

import numpy as np
import pytest
import shapely
from lattice import (
    box,
    bridges,
    compounds,
    lattice_layers,
    lattice_units,
    line,
    point,
    railways,
    roads,
    water,
)
from libpysal.graph import Graph

from gridmap.contiguity import ContiguityGraph, EdgeKind, build_contiguity
from gridmap.errors import CrsError, InputError
from gridmap.tessellation import tessellate

# Two rows of three squares of 100 m; units 0 1 2 in the north, 3 4 5 in the south.
MIDDLE = line((-50, 100), (350, 100))
"""Along the border of the two rows."""


def edges(graph, wanted=None):
    """Return the edges, or those of a mask, as pairs."""
    pairs = np.column_stack([graph.heads, graph.tails])
    return [tuple(pair) for pair in pairs[slice(None) if wanted is None else wanted].tolist()]


def kinds(graph):
    return dict(zip(edges(graph), (EdgeKind(kind) for kind in graph.kind), strict=True))


def test_squares_that_share_an_edge_are_neighbours():
    graph = build_contiguity(lattice_units(2, 3), {})
    assert edges(graph) == [(0, 1), (0, 3), (1, 2), (1, 4), (2, 5), (3, 4), (4, 5)]
    assert graph.length_m.tolist() == [100.0] * 7
    assert not graph.barrier.any()


@pytest.mark.parametrize("shape", [(1, 2), (5, 7), (12, 3)])
def test_edges_and_lengths_are_those_of_libpysal(shape):
    units = lattice_units(*shape, cell_m=50)
    theirs = Graph.build_contiguity(units, rook=True, by_perimeter=True).adjacency
    theirs = theirs[theirs.index.get_level_values(0) < theirs.index.get_level_values(1)]
    ours = build_contiguity(units, {})
    assert edges(ours) == theirs.index.tolist()
    assert ours.length_m.tolist() == theirs.tolist()


def test_edges_of_cells_are_those_of_libpysal():
    layers = lattice_layers(3, 3, roads=roads(line((-5, 40), (305, 260)), road_class="local"))
    units = tessellate(layers).units
    theirs = Graph.build_contiguity(units, rook=True, by_perimeter=True).adjacency
    ours = build_contiguity(units, layers)
    expected = theirs[list(zip(ours.heads.tolist(), ours.tails.tolist(), strict=True))]
    assert np.allclose(ours.length_m, expected)
    assert (theirs > 0.1).sum() == 2 * len(ours.heads)


def test_communities_are_not_neighbours():
    units = lattice_units(1, 3, community_code=["370899001001", "370899001001", "370899001002"])
    graph = build_contiguity(units, {})
    assert edges(graph) == [(0, 1)]
    assert graph.islands().tolist() == [2]
    assert graph.components(np.ones(1, dtype=bool)).tolist() == [0, 0, 1]


ALONG = {
    EdgeKind.ROAD: {"roads": roads(MIDDLE, road_class="local")},
    EdgeKind.WALL: {"compounds": compounds(box(0, 0, 300, 100))},
    EdgeKind.ARTERIAL: {"roads": roads(MIDDLE)},
    EdgeKind.RAILWAY: {"railways": railways(MIDDLE)},
    EdgeKind.WATER: {"water": water(MIDDLE)},
}


@pytest.mark.parametrize("kind", ALONG)
def test_border_takes_the_kind_of_the_line_it_runs_along(kind):
    graph = build_contiguity(lattice_units(2, 3), ALONG[kind])
    across = np.isin(graph.heads, [0, 1, 2]) & np.isin(graph.tails, [3, 4, 5])
    assert (graph.kind[across] == kind).all()
    assert (graph.kind[~across] == EdgeKind.PLAIN).all()
    assert graph.barrier.any() == (kind >= EdgeKind.ARTERIAL)


def test_strongest_line_wins():
    order = [EdgeKind.WATER, EdgeKind.RAILWAY, EdgeKind.ARTERIAL, EdgeKind.ROAD, EdgeKind.WALL]
    layers = {
        "water": water(MIDDLE),
        "railways": railways(MIDDLE),
        "roads": roads(MIDDLE, MIDDLE, road_class=["arterial", "local"]),
        "compounds": compounds(box(0, 0, 300, 100)),
    }
    for kind in order:
        assert kinds(build_contiguity(lattice_units(2, 3), layers))[1, 4] == kind
        if kind == EdgeKind.ARTERIAL:
            layers["roads"] = layers["roads"].iloc[1:]
        else:
            del layers[next(iter(layers))]


@pytest.mark.parametrize(("offset_m", "kind"), [(0.4, EdgeKind.RAILWAY), (0.6, EdgeKind.PLAIN)])
def test_line_counts_within_the_tolerance(offset_m, kind):
    track = railways(line((-50, 100 + offset_m), (350, 100 + offset_m)))
    assert kinds(build_contiguity(lattice_units(2, 3), {"railways": track}))[1, 4] == kind


def test_tolerance_is_an_option():
    track = railways(line((-50, 103), (350, 103)))
    graph = build_contiguity(lattice_units(2, 3), {"railways": track}, tolerance_m=5)
    assert kinds(graph)[1, 4] == EdgeKind.RAILWAY


@pytest.mark.parametrize(("gap_m", "kind"), [(18, EdgeKind.RAILWAY), (24, EdgeKind.PLAIN)])
def test_barrier_with_an_opening_does_not_close(gap_m, kind):
    # Free for 18 or 24 of 100 m, and 20 percent is the limit; cell 1 lies at 100 to 200 m.
    parts = railways(line((-50, 100), (130, 100)), line((130 + gap_m, 100), (350, 100)))
    graph = build_contiguity(lattice_units(2, 3), {"railways": parts})
    assert kinds(graph)[1, 4] == kind
    assert kinds(graph)[0, 3] == EdgeKind.RAILWAY


def test_two_barriers_close_a_border_together():
    layers = {
        "railways": railways(line((100, 100), (145, 100))),
        "water": water(line((145, 100), (200, 100))),
    }
    assert kinds(build_contiguity(lattice_units(2, 3), layers))[1, 4] == EdgeKind.WATER


def test_arterial_with_an_opening_is_still_a_road():
    parts = roads(line((-50, 100), (130, 100)), line((160, 100), (350, 100)))
    assert kinds(build_contiguity(lattice_units(2, 3), {"roads": parts}))[1, 4] == EdgeKind.ROAD


@pytest.mark.parametrize(
    "lines",
    [
        {"water": water(MIDDLE, kind="ditch")},
        {"roads": roads(MIDDLE, road_class="path")},
        {"roads": roads(MIDDLE, tunnel=True)},
    ],
    ids=["ditch", "path", "tunnel"],
)
def test_ditches_paths_and_tunnels_are_nothing_to_run_along(lines):
    assert kinds(build_contiguity(lattice_units(2, 3), lines))[1, 4] == EdgeKind.PLAIN


CROSSING = line((150, 80), (150, 120))
BARRIERS = {
    "river": {"water": water(MIDDLE)},
    "railway": {"railways": railways(MIDDLE)},
    "arterial": {"roads": roads(MIDDLE)},
}


@pytest.mark.parametrize("barrier", BARRIERS)
@pytest.mark.parametrize(
    "bridge",
    [
        {"bridges": bridges(CROSSING)},
        {"bridges": bridges(CROSSING, kind="underpass")},
        {"bridges": bridges(point(150, 103))},
        {"bridges": bridges(box(146, 80, 154, 120))},
        {"roads": roads(CROSSING, road_class="path", bridge=True)},
        {"roads": roads(CROSSING, road_class="local", tunnel=True)},
    ],
    ids=["line", "underpass", "point", "polygon", "road on a bridge", "road in a tunnel"],
)
def test_bridge_opens_the_border_it_crosses_and_no_other(barrier, bridge):
    layers = {**BARRIERS[barrier]}
    if "roads" in layers and "roads" in bridge:
        road = bridge["roads"]
        classes = ["arterial", road["road_class"].iloc[0]]
        bridge_flag, tunnel = [False, road["bridge"].iloc[0]], [False, road["tunnel"].iloc[0]]
        layers["roads"] = roads(
            MIDDLE, CROSSING, road_class=classes, bridge=bridge_flag, tunnel=tunnel
        )
    else:
        layers |= bridge
    graph = build_contiguity(lattice_units(2, 3), layers)
    assert edges(graph, graph.bridged) == [(1, 4)]
    assert edges(graph, graph.barrier) == [(0, 3), (2, 5)]


@pytest.mark.parametrize(
    "bridge",
    [
        {"bridges": bridges(line((120, 100), (180, 100)))},
        {"bridges": bridges(line((150, 120), (150, 180)))},
        {"bridges": bridges(point(150, 106))},
    ],
    ids=["along the railway", "beside it", "a point beside it"],
)
def test_bridge_that_does_not_cross_opens_nothing(bridge):
    graph = build_contiguity(lattice_units(2, 3), {"railways": railways(MIDDLE), **bridge})
    assert not graph.bridged.any()


def test_ramp_that_ends_at_an_arterial_does_not_open_it():
    road = roads(MIDDLE, line((150, 100), (150, 160)), bridge=[False, True])
    assert not build_contiguity(lattice_units(2, 3), {"roads": road}).bridged.any()


def test_arterial_on_a_bridge_opens_the_railway_and_not_itself():
    # The arterial runs along x = 100, the railway along y = 100; they cross at a corner of four.
    layers = {
        "railways": railways(MIDDLE),
        "roads": roads(line((100, -50), (100, 250)), bridge=True),
    }
    graph = build_contiguity(lattice_units(2, 3), layers)
    assert edges(graph, graph.bridged) == [(0, 3), (1, 4)]
    assert kinds(graph)[0, 1] == kinds(graph)[3, 4] == EdgeKind.ARTERIAL


def test_overlapping_units_are_refused():
    units = lattice_units(1, 2)
    units.loc[0, "geometry"] = box(0, 0, 120, 100)
    with pytest.raises(InputError, match="370899001001"):
        build_contiguity(units, {})


def test_units_of_several_parts_are_refused():
    units = lattice_units(1, 2)
    units.loc[0, "geometry"] = shapely.union(box(0, 0, 20, 100), box(40, 0, 60, 100))
    with pytest.raises(InputError):
        build_contiguity(units, {})


def test_units_in_degrees_are_refused():
    with pytest.raises(CrsError):
        build_contiguity(lattice_units(1, 2).to_crs("EPSG:4490"), {})


GOOD = {"n": 3, "heads": [0, 1], "tails": [1, 2], "length_m": [1.0, 1.0], "kind": [0, 0]}


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        ({"heads": [0]}, "differ in length"),
        ({"heads": [0, 2], "tails": [1, 2]}, "own neighbour"),
        ({"heads": [0, 2], "tails": [1, 1]}, "heads > tails"),
        ({"tails": [1, 3]}, "leaves"),
        ({"heads": [-1, 1]}, "leaves"),
        ({"heads": [0, 0], "tails": [1, 1]}, "two edges"),
        ({"length_m": [1.0, 0.0]}, "length"),
        ({"length_m": [1.0, float("nan")]}, "length"),
    ],
)
def test_malformed_adjacency_is_refused(wrong, word):
    columns = {**GOOD, **wrong, "bridged": [False, False]}
    n = columns.pop("n")
    with pytest.raises(InputError, match=word):
        ContiguityGraph(n=n, **{name: np.asarray(value) for name, value in columns.items()})


def test_graph_without_edges_is_all_islands():
    graph = build_contiguity(lattice_units(1, 1), {})
    assert graph.islands().tolist() == [0]
    assert graph.components(graph.barrier).tolist() == [0]
