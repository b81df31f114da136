"""Where the borders of units run: half-way between buildings, and along what cuts."""

import numpy as np
import pytest
import shapely
from lattice import (
    ORIGIN,
    box,
    compounds,
    lattice_boxes,
    lattice_layers,
    lattice_units,
    layer,
    line,
    point,
    railways,
    roads,
    water,
)

from gridmap.contiguity import EdgeKind, build_contiguity
from gridmap.tessellation import TessellationParams, tessellate


def units_of(layers, **settings):
    return tessellate(layers, params=TessellationParams(**settings)).units


def with_buildings(shapes, *, width=200.0, height=100.0, **others):
    """Return one community of that size with buildings of 10 households."""
    layers = dict(lattice_layers(1, 1, **others))
    layers["communities"] = layer(
        [box(0, 0, width, height)], community_code="370899001001", name="甲"
    )
    layers["buildings"] = layer(
        shapes, building_id=[f"b{row}" for row in range(len(shapes))], households=10
    )
    return layers


def areas(units):
    return sorted(np.round(units.area).astype(int).tolist())


@pytest.mark.parametrize("building_m", [60.0, 20.0, 0.0])
def test_buildings_and_points_on_a_lattice_get_its_squares(building_m):
    units = units_of(lattice_layers(3, 4, building_m=building_m))
    expected = lattice_boxes(3, 4)
    assert units["buildings"].tolist() == [f"b{row}" for row in range(12)]
    for found, square in zip(units.geometry, expected, strict=True):
        assert shapely.symmetric_difference(found, square).area < 1e-3


def test_units_table_is_that_of_a_drawn_lattice():
    found = units_of(lattice_layers(2, 2, households=[[1, 2], [3, 4]]))
    drawn = lattice_units(2, 2, households=[[1, 2], [3, 4]])
    assert list(found.columns) == list(drawn.columns)
    for name in drawn.columns.drop(["geometry", "x_m", "y_m"]):
        assert found[name].tolist() == drawn[name].tolist(), name
    assert np.allclose(found[["x_m", "y_m"]], drawn[["x_m", "y_m"]], atol=1e-3)
    assert found["households"].dtype == np.int64


def test_points_and_footprints_mix():
    units = units_of(with_buildings([point(50, 50), box(140, 40, 160, 60)]))
    # Half-way between the point at x = 50 and the wall at x = 140 lies x = 95 on the axis.
    border = shapely.intersection(*units.geometry)
    crossing = border.intersection(line((0, 50), (200, 50)))
    assert crossing.x - ORIGIN[0] == pytest.approx(95, abs=0.3)


def test_border_between_facing_walls_is_half_way():
    units = units_of(with_buildings([box(10, 10, 60, 90), box(100, 10, 190, 90)]))
    west = units.geometry[units["buildings"] == "b0"].iloc[0]
    x_max = shapely.intersection(west, box(0, 20, 200, 80)).bounds[2] - ORIGIN[0]
    assert x_max == pytest.approx(80, abs=0.3)


def test_party_wall_is_the_border_of_row_houses():
    houses = [box(20 + 20 * row, 30, 40 + 20 * row, 70) for row in range(5)]
    units = units_of(with_buildings(houses))
    for row, house in enumerate(houses):
        unit = units.geometry[units["buildings"] == f"b{row}"].iloc[0]
        assert unit.intersection(house).area / house.area > 0.99


def test_building_in_a_courtyard_gets_a_cell_in_the_ring():
    ring = box(50, 10, 150, 90).difference(box(70, 25, 130, 75))
    units = units_of(with_buildings([ring, box(90, 40, 110, 60)]))
    outer = units.geometry[units["buildings"] == "b0"].iloc[0]
    inner = units.geometry[units["buildings"] == "b1"].iloc[0]
    assert len(outer.interiors) == 1
    # From the wall at 40 to the wall at 25: half-way is 32.5, so 45 m by 35 m or so.
    assert inner.bounds[1] - ORIGIN[1] == pytest.approx(32.5, abs=0.3)


@pytest.mark.parametrize("road_class", ["arterial", "secondary", "local", None])
def test_road_cuts_where_it_runs(road_class):
    road = roads(line((120, -10), (120, 110)), road_class=road_class)
    units = units_of(with_buildings([point(50, 50), point(150, 50)], roads=road))
    assert areas(units) == [8_000, 12_000]


@pytest.mark.parametrize(
    "road",
    [
        roads(line((120, -10), (120, 110)), road_class="service"),
        roads(line((120, -10), (120, 110)), road_class="path"),
        roads(line((120, -10), (120, 110)), tunnel=True),
        roads(line((120, -10), (120, 60))),
    ],
    ids=["service", "path", "tunnel", "dead end"],
)
def test_road_that_parts_nothing_does_not_cut(road):
    units = units_of(with_buildings([point(50, 50), point(150, 50)], roads=road))
    assert areas(units) == [10_000, 10_000]


@pytest.mark.parametrize(("gap_m", "expected"), [(0.8, [8_000, 12_000]), (1.2, [10_000, 10_000])])
def test_road_that_ends_a_step_short_still_cuts(gap_m, expected):
    # One piece ends short of the border in the north, the other short of the first piece.
    pieces = [line((120, 100 - gap_m), (120, 50)), line((120, -10), (120, 50 - gap_m))]
    layers = with_buildings([point(50, 50), point(150, 50)], roads=roads(*pieces))
    assert areas(units_of(layers)) == expected


def test_road_that_sticks_out_over_another_leaves_no_crumb():
    pieces = [line((120, -10), (120, 110)), line((120.4, 50), (210, 50))]
    over = [line((120, -10), (120, 110)), line((119.6, 50), (210, 50))]
    for lines in (pieces, over):
        layers = with_buildings(
            [point(50, 50), point(150, 25), point(150, 75)], roads=roads(*lines)
        )
        assert areas(units_of(layers)) == [4_000, 4_000, 12_000]


def test_classes_that_cut_are_a_setting():
    road = roads(line((120, -10), (120, 110)), road_class="service")
    layers = with_buildings([point(50, 50), point(150, 50)], roads=road)
    assert areas(units_of(layers, cutting_classes=("service",))) == [8_000, 12_000]


def test_railway_and_river_cut_and_ditch_does_not():
    sites = [point(50, 50), point(150, 50)]
    track = line((120, -10), (120, 110))
    assert areas(units_of(with_buildings(sites, railways=railways(track)))) == [8_000, 12_000]
    assert areas(units_of(with_buildings(sites, water=water(track)))) == [8_000, 12_000]
    ditch = water(track, kind="ditch")
    assert areas(units_of(with_buildings(sites, water=ditch))) == [10_000, 10_000]


def test_wall_cuts_and_names_the_compound():
    wall = compounds(box(0, 0, 70, 100), purpose="school")
    units = units_of(with_buildings([point(50, 50), point(150, 50)], compounds=wall))
    assert areas(units) == [7_000, 13_000]
    school = units[units["compound_id"] == "c0"]
    assert school["purpose"].tolist() == ["school"]
    assert school["buildings"].tolist() == ["b0"]
    assert units["compound_id"].isna().sum() == 1


def test_open_land_in_a_compound_belongs_to_it():
    wall = compounds(box(0, 0, 70, 100), purpose="park")
    units = units_of(with_buildings([point(150, 50)], compounds=wall))
    park = units[units["kind"] == "open"].iloc[0]
    assert (park["compound_id"], park["purpose"], park["households"]) == ("c0", "park", 0)


def test_compound_that_a_building_names_wins_over_the_wall():
    layers = with_buildings(
        [point(50, 50), point(150, 50)], compounds=compounds(box(0, 0, 70, 100))
    )
    layers["buildings"]["compound_id"] = [None, "c0"]
    assert set(units_of(layers)["compound_id"]) == {"c0"}


def test_open_land_is_a_unit_of_no_households():
    track = railways(line((100, -10), (100, 110)))
    units = units_of(with_buildings([point(50, 50)], railways=track))
    assert units["kind"].tolist() == ["building", "open"]
    assert units["households"].tolist() == [10, 0]


def test_community_without_buildings_is_open_land():
    units = units_of(with_buildings([]))
    assert units["kind"].tolist() == ["open"]
    assert areas(units) == [20_000]


def test_small_open_land_goes_with_its_neighbour():
    # The roads leave a triangle of 10 m by 10 m in the corner.
    corner = roads(line((190, -1), (201, 10)), road_class="local")
    units = units_of(with_buildings([point(50, 50), point(150, 50)], roads=corner))
    assert areas(units) == [10_000, 10_000]


def test_narrow_verge_is_shared_out_among_the_compounds_it_borders():
    # Two walls with a verge of 10 m around them: 2 x 7,200 m2 / 1,240 m is 12 m of width.
    walls = compounds(box(10, 10, 90, 90), box(110, 10, 190, 90))
    units = units_of(with_buildings([point(50, 50), point(150, 50)], compounds=walls))
    assert areas(units) == [10_000, 10_000]
    assert units["compound_id"].tolist() == ["c0", "c1"]


def test_wide_verge_stays_open_land():
    walls = compounds(box(10, 10, 90, 90), box(110, 10, 190, 90))
    layers = with_buildings([point(50, 50), point(150, 50)], compounds=walls)
    assert areas(units_of(layers, min_open_width_m=5)) == [6_400, 6_400, 7_200]


def test_narrow_place_with_a_purpose_stays_a_unit():
    market = compounds(box(0, 0, 200, 15), purpose="market")
    units = units_of(with_buildings([point(50, 50), point(150, 50)], compounds=market))
    assert units["purpose"].dropna().tolist() == ["market"]
    assert units.area[units["purpose"] == "market"].tolist() == [pytest.approx(3_000)]


def test_small_piece_of_a_compound_stays_with_it_across_its_road():
    # The road leaves the compound, which holds no building west of it, a strip of 1.5 m there.
    wall = compounds(box(50, 0, 150, 100))
    road = roads(line((51.5, -10), (51.5, 110)), road_class="local")
    layers = with_buildings([point(25, 50), point(100, 50), point(175, 50)], compounds=wall)
    units = units_of({**layers, "roads": road})
    assert units.area[units["compound_id"] == "c0"].tolist() == [pytest.approx(10_000)]


def test_median_goes_to_one_side_so_that_the_border_stays_on_the_road():
    lanes = roads(line((95, -10), (95, 110)), line((105, -10), (105, 110)))
    layers = with_buildings([point(50, 50), point(150, 50)], roads=lanes)
    units = units_of(layers)
    assert areas(units) == [9_500, 10_500]
    graph = build_contiguity(units, layers)
    assert graph.kind.tolist() == [EdgeKind.ARTERIAL]


def test_border_is_smooth():
    shapes = [shapely.affinity.rotate(b.buffer(-30), 20) for b in lattice_boxes(1, 2)]
    units = units_of(with_buildings(shapes))
    assert shapely.get_num_coordinates(np.asarray(units.geometry)).max() < 40
