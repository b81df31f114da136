"""Tiles made by PostGIS and tiles encoded from the file show the same, as GDAL reads them."""

import lattice
import planned
import pytest
import shapely
from gridmap_api.errors import UnknownObjectError
from gridmap_api.store.scope import EVERYTHING, Scope
from gridmap_api.store.tile_matrices import CGCS2000_QUAD, WEB_MERCATOR_QUAD
from gridmap_api.store.tile_queries import draw, extent
from gridmap_api.store.tile_sets import (
    collection_tiles,
    grids_tiles,
    layer_tiles,
    plan_units_tiles,
    units_tiles,
)
from tiled import OTHER, PLAN, SET, read, square_at

WEST_ONLY = Scope(frozenset({lattice.COMMUNITY}))
VIEWER = Scope(None, published_only=True)

ZOOM = {"WebMercatorQuad": 13, "CGCS2000Quad": 12}
"""A level at which one tile holds both communities."""


@pytest.fixture
def shown(drawn_store):
    def show(find, matrices=WEB_MERCATOR_QUAD, zoom=13, scope=EVERYTHING, **what):
        square = square_at(matrices, zoom)
        with drawn_store.read() as connection:
            tiles = find(connection, scope, **what)
            return read(draw(connection, tiles.drawn, square), square)

    return show


@pytest.mark.parametrize("matrices", [WEB_MERCATOR_QUAD, CGCS2000_QUAD], ids=lambda one: one.name)
def test_units_come_with_their_row_their_facts_and_their_place(shown, matrices):
    found = shown(units_tiles, matrices, zoom=ZOOM[matrices.name], set_id=SET)
    assert found["mvt_id"].tolist() == list(range(48))
    drawing = planned.units()
    assert found["unit_id"].tolist()[:24] == drawing["unit_id"].tolist()
    assert found["households"].tolist()[:24] == drawing["households"].tolist()
    assert found["purpose"].isna().tolist()[:24] == drawing["purpose"].isna().tolist()
    # A step is 1.2 m; a lattice cell has sides of 100 m.
    metric = found.to_crs(lattice.CRS).geometry[:24]
    assert metric.area.tolist() == pytest.approx([10_000] * 24, rel=0.05)
    assert shapely.hausdorff_distance(metric.to_numpy(), drawing.geometry.to_numpy()).max() < 2


def test_outlines_of_grids_are_those_of_the_head(shown):
    found = shown(grids_tiles, plan_id=PLAN).sort_values("grid_code")
    assert found["grid_code"].tolist()[:4] == [
        planned.WEST,
        planned.MIDDLE,
        planned.EAST,
        planned.SCHOOL,
    ]
    assert found["households"].tolist()[:4] == [400, 240, 600, 0]
    assert found["name"].tolist()[:1] == ["第1网格"]
    areas = found.to_crs(lattice.CRS).area.tolist()[:4]
    assert areas == pytest.approx([80_000, 80_000, 40_000, 40_000], rel=0.02)


def test_units_of_a_plan_carry_the_grid_of_each(shown):
    found = shown(plan_units_tiles, plan_id=PLAN)
    assert found["grid_code"].tolist()[:24] == planned.units()["grid_code"].tolist()


def test_a_planner_sees_his_communities_alone(shown):
    assert len(shown(units_tiles, scope=WEST_ONLY, set_id=SET)) == 24
    assert set(shown(grids_tiles, scope=WEST_ONLY, plan_id=PLAN)["community_code"]) == {
        lattice.COMMUNITY
    }


def test_every_version_of_a_layer_shows_what_held_then(shown):
    now = shown(layer_tiles, name="buildings", zoom=15)
    then = shown(layer_tiles, name="buildings", version=1, zoom=15)
    assert sorted(now["building_id"]) == ["b0", "b1"]
    assert sorted(then["building_id"]) == ["b0", "b1", "b2"]
    moved = now.set_index("building_id").geometry["b1"]
    before = then.set_index("building_id").geometry["b1"]
    # From (150, 50) to (350, 350) of the lattice; Web Mercator stretches by 1 / cos 35.2 degrees.
    assert moved.distance(before) * 0.8166 == pytest.approx((200**2 + 300**2) ** 0.5, rel=0.01)


def test_what_is_out_of_sight_or_is_not_there_is_not_found(drawn_store):
    nobody = Scope(frozenset({"370899009999"}))
    asked = [
        (units_tiles, nobody, {"set_id": SET}),
        (units_tiles, EVERYTHING, {"set_id": "x"}),
        (grids_tiles, nobody, {"plan_id": PLAN}),
        (grids_tiles, EVERYTHING, {"plan_id": PLAN, "version": 1}),
        (layer_tiles, EVERYTHING, {"name": "buildings", "version": 3}),
        (layer_tiles, EVERYTHING, {"name": "plan"}),
        (layer_tiles, EVERYTHING, {"name": "roads"}),
        (collection_tiles, EVERYTHING, {"collection": f"plan.{PLAN}.events"}),
        (collection_tiles, EVERYTHING, {"collection": "plan..grids"}),
        (collection_tiles, nobody, {"collection": "grids"}),
    ]
    with drawn_store.read() as connection:
        for find, scope, what in asked:
            with pytest.raises(UnknownObjectError):
                find(connection, scope, **what)
        assert units_tiles(connection, VIEWER, set_id=SET).drawn.name == "units"
        assert collection_tiles(connection, VIEWER, collection="grids").plan["id"] == PLAN


def test_the_extent_is_that_of_what_may_be_seen(drawn_store):
    with drawn_store.read() as connection:
        whole = extent(connection, units_tiles(connection, EVERYTHING, set_id=SET).drawn)
        part = extent(connection, units_tiles(connection, WEST_ONLY, set_id=SET).drawn)
        past = extent(connection, layer_tiles(connection, EVERYTHING, name="buildings").drawn)
    expected = planned.units().to_crs(4490).total_bounds
    assert part == pytest.approx(tuple(expected), abs=1e-5)
    assert whole[0] == part[0]
    assert whole[2] - part[2] == pytest.approx(expected[2] - expected[0], rel=1e-3)
    assert past[2] < part[2]


def test_a_second_community_lies_beside_the_first(shown):
    found = shown(units_tiles, set_id=SET)
    assert found["community_code"].value_counts().to_dict() == {lattice.COMMUNITY: 24, OTHER: 24}
