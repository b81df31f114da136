"""Whatever the buildings, roads, walls and water: no gap, no overlap, no household lost."""

import hypothesis.strategies as st
import lattice as drawn
import numpy as np
import pandas as pd
import shapely
from hypothesis import given, settings

from gridmap.contiguity import build_contiguity
from gridmap.dissolve import dissolve
from gridmap.tessellation import tessellate

SIDE_M = 400.0

step = st.integers(-2, 42).map(lambda steps: steps * 10.0)
hair = st.sampled_from([1e-7, -1e-6, 3e-6, 1e-5, -1e-4, 1e-3, 0.02, -0.3])
coordinate = st.one_of(step, st.tuples(step, hair).map(sum), st.floats(-20, 420))
place = st.tuples(coordinate, coordinate)
size = st.floats(0.5, 80)
angle = st.sampled_from([0.0, 0.0, 15.0, 45.0, 90.0])
footprint = st.builds(
    lambda at, width, height, turn: shapely.affinity.rotate(
        drawn.box(at[0] - width / 2, at[1] - height / 2, at[0] + width / 2, at[1] + height / 2),
        turn,
    ),
    place,
    size,
    size,
    angle,
)
several_parts = st.builds(lambda one, other: one.union(other), footprint, footprint)
point = place.map(lambda at: drawn.point(*at))
building = st.one_of(footprint, footprint, several_parts, point)
path = (
    st.lists(place, min_size=2, max_size=5, unique=True)
    .map(lambda places: drawn.line(*places))
    .filter(lambda line: line.length > 1)
)
split = st.floats(50, 350)


@st.composite
def places(draw):
    """Return layers of one or two communities with anything in them."""
    shapes = draw(st.lists(building, max_size=12))
    x = draw(split)
    gap = draw(st.one_of(st.just(0.0), hair))
    halves = [drawn.box(0, 0, x, SIDE_M), drawn.box(x + gap, 0, SIDE_M, SIDE_M)]
    if draw(st.booleans()):
        halves = [drawn.box(0, 0, SIDE_M, SIDE_M)]
    roads = draw(st.lists(path, max_size=4))
    classes = draw(
        st.lists(
            st.sampled_from(["arterial", "local", "service"]),
            min_size=len(roads),
            max_size=len(roads),
        )
    )
    bridge = draw(st.lists(st.booleans(), min_size=len(roads), max_size=len(roads)))
    return {
        "communities": drawn.layer(
            halves,
            community_code=[f"37089900100{row}" for row in range(len(halves))],
            name="社区",
        ),
        "buildings": drawn.layer(
            shapes,
            building_id=[f"b{row}" for row in range(len(shapes))],
            households=draw(
                st.lists(st.integers(0, 600), min_size=len(shapes), max_size=len(shapes))
            ),
        ),
        "roads": drawn.roads(*roads, road_class=classes, bridge=bridge),
        "railways": drawn.railways(*draw(st.lists(path, max_size=1))),
        "water": drawn.water(*draw(st.lists(st.one_of(footprint, path), max_size=2))),
        "compounds": drawn.compounds(*draw(st.lists(footprint, max_size=2))),
        "bridges": drawn.bridges(*draw(st.lists(st.one_of(footprint, path, point), max_size=2))),
    }


def counted(layers, faults):
    """Return the households that must be in units: all but the reported ones."""
    lost = {
        fault.feature_id
        for fault in faults
        if fault.rule in {"building.outside", "building.duplicate"}
    }
    buildings = layers["buildings"]
    return int(buildings["households"][~buildings["building_id"].isin(lost)].sum())


@settings(max_examples=60, deadline=None)
@given(places())
def test_units_cover_communities_and_hold_every_household(layers):
    tessellation = tessellate(layers)
    units = tessellation.units
    assert set(units.geom_type) == {"Polygon"}
    assert shapely.coverage_is_valid(np.asarray(units.geometry.values))
    kept = SIDE_M**2 * 1e-6
    whole = shapely.union_all(units.geometry.values)
    for code, ground in zip(
        layers["communities"]["community_code"], layers["communities"].geometry, strict=True
    ):
        cover = shapely.union_all(units.geometry[units["community_code"] == code].values)
        assert cover.difference(ground).area < kept
        assert ground.difference(whole).area < kept
    assert units["households"].sum() == counted(layers, tessellation.faults)
    held = [name for names in units["buildings"] for name in names.split(";") if name]
    assert len(held) == len(set(held))
    assert units["unit_id"].is_unique
    assert (units["kind"].eq("building") == units["buildings"].ne("")).all()


@settings(max_examples=40, deadline=None)
@given(places(), st.integers(0, 2**32 - 1))
def test_grids_of_units_share_their_edges_and_keep_the_area(layers, seed):
    units = tessellate(layers).units
    codes = pd.Series(np.random.default_rng(seed).integers(0, 4, len(units)).astype(str))
    grids = dissolve(units, codes)
    assert shapely.coverage_is_valid(np.asarray(grids.geometry.values))
    assert abs(grids.area.sum() / units.area.sum() - 1) < 1e-9
    by_code = units.area.groupby(codes).sum()
    assert np.allclose(grids.set_index("grid_code").area, by_code, rtol=1e-9)


@settings(max_examples=40, deadline=None)
@given(places())
def test_open_components_are_single_polygons_that_cross_no_barrier(layers):
    units = tessellate(layers).units
    graph = build_contiguity(units, layers)
    component = graph.components(~graph.barrier)
    for name in np.unique(component):
        shape = shapely.coverage_union_all(units.geometry.values[component == name])
        assert shapely.get_num_geometries(shape) == 1
    codes = units["community_code"].to_numpy()
    assert (codes[graph.heads] == codes[graph.tails]).all()
