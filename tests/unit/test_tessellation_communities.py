"""Communities: overlaps, parts, neighbours, numbers, and what is refused."""

import numpy as np
import pytest
import shapely
from lattice import COMMUNITY, ORIGIN, box, lattice_layers, layer, line, point, roads

from gridmap.borders import shared_borders
from gridmap.errors import CrsError, InputError, SettingsError
from gridmap.tessellation import TessellationParams, tessellate, tessellate_community


def place(communities, points):
    codes = [f"37089900100{row}" for row in range(len(communities))]
    return {
        "communities": layer(communities, community_code=codes, name="甲"),
        "buildings": layer(
            points, building_id=[f"b{row}" for row in range(len(points))], households=10
        ),
    }


def test_earlier_community_keeps_an_overlap():
    layers = place([box(0, 0, 110, 100), box(100, 0, 200, 100)], [point(50, 50), point(150, 50)])
    found = tessellate(layers)
    assert found.units.area.round().tolist() == [11_000, 9_000]
    fault = found.faults[0]
    assert (fault.rule, fault.feature_id, fault.severity) == (
        "community.overlap",
        "370899001001",
        "warning",
    )
    assert "1000.0" in fault.what.zh


def test_neighbours_share_the_vertices_of_their_border():
    # The cells meet the common border at y = 50 on one side only.
    layers = place(
        [box(0, 0, 100, 100), box(100, 0, 200, 100)],
        [point(50, 25), point(50, 75), point(150, 50)],
    )
    units = tessellate(layers).units
    assert shapely.coverage_is_valid(np.asarray(units.geometry.values))
    assert units.area.round(3).tolist() == [5_000, 5_000, 10_000]


def test_slanting_border_leaves_no_gap_and_no_overlap():
    # No vertex of a cell lies exactly on a slanting line: neighbours must have the same ones.
    slant = [(ORIGIN[0] + x, ORIGIN[1] + y) for x, y in [(0, 0), (37, 13.7), (11, 100), (0, 100)]]
    west = shapely.Polygon(slant)
    east = box(0, 0, 200, 100).difference(west)
    points = [point(x, y) for x in (5, 60, 150) for y in (21, 43, 66, 88)]
    units = tessellate(place([west, east], points)).units
    polygons = np.asarray(units.geometry.values)
    assert shapely.coverage_is_valid(polygons)
    borders = shared_borders(polygons)
    codes = units["community_code"].to_numpy()
    common_m = borders.length_m[codes[borders.heads] != codes[borders.tails]].sum()
    assert common_m == pytest.approx(np.hypot(37, 13.7) + np.hypot(26, 86.3))
    for code, ground in [("370899001000", west), ("370899001001", east)]:
        mine = units.area[units["community_code"] == code].sum()
        assert mine == pytest.approx(ground.area, rel=1e-6)


def test_every_part_of_a_community_is_covered():
    parts = box(0, 0, 100, 100).union(box(150, 0, 250, 100))
    units = tessellate(place([parts], [point(50, 50)])).units
    assert units["kind"].tolist() == ["building", "open"]
    assert units.area.round().tolist() == [10_000, 10_000]


def test_hole_in_a_community_is_no_unit():
    ground = box(0, 0, 100, 100).difference(box(40, 40, 60, 60))
    units = tessellate(place([ground], [point(20, 20), point(80, 80)])).units
    assert units.area.sum() == pytest.approx(9_600)


def test_community_within_another_is_cut_out_of_it():
    layers = place([box(40, 40, 60, 60), box(0, 0, 100, 100)], [point(50, 50), point(10, 10)])
    units = tessellate(layers).units
    assert units.area.round().tolist() == [400, 9_600]


def test_units_are_numbered_as_one_reads():
    shuffled = lattice_layers(3, 3)
    shuffled = {**shuffled, "buildings": shuffled["buildings"].iloc[[4, 8, 0, 2, 7, 1, 6, 3, 5]]}
    units = tessellate(shuffled).units
    assert units["buildings"].tolist() == [f"b{row}" for row in range(9)]
    assert units["unit_id"].tolist() == [f"{COMMUNITY}-{row:05d}" for row in range(1, 10)]


def test_same_layers_give_the_same_units():
    layers = lattice_layers(4, 4, roads=roads(line((-5, 170), (405, 230)), road_class="local"))
    first, second = tessellate(layers).units, tessellate(layers).units
    assert first.drop(columns="geometry").equals(second.drop(columns="geometry"))
    assert first.geometry.to_wkb().equals(second.geometry.to_wkb())


def test_community_by_itself_has_the_units_it_has_in_the_district():
    layers = dict(lattice_layers(2, 2))
    ground = layers["communities"].geometry.iloc[0]
    units, faults = tessellate_community(
        COMMUNITY, ground, layers, np.empty(0, dtype=object), params=TessellationParams()
    )
    assert faults == []
    assert units.geometry.geom_equals(tessellate(layers).units.geometry).all()


def test_heights_and_empty_layers_do_no_harm():
    layers = dict(lattice_layers(1, 2))
    tall = shapely.force_3d(layers["buildings"].geometry.values, z=5.0)
    layers["buildings"] = layers["buildings"].set_geometry(tall, crs=layers["buildings"].crs)
    layers["roads"] = roads(line((0, 0), (1, 1))).iloc[:0]
    units = tessellate(layers).units
    assert units.area.round().tolist() == [10_000, 10_000]
    assert not units.has_z.any()


def test_layers_are_left_as_they_were():
    layers = lattice_layers(1, 2)
    before = {name: frame.copy() for name, frame in layers.items()}
    tessellate(layers)
    for name, frame in layers.items():
        assert frame.equals(before[name])


def test_progress_ends_at_one():
    seen = []
    layers = place([box(0, 0, 100, 100), box(100, 0, 200, 100)], [point(50, 50), point(150, 50)])
    tessellate(layers, progress=lambda step, done: seen.append((step.zh, done)))
    assert [done for _, done in seen] == [0.0, 0.5, 1.0]
    assert "0/2" in seen[0][0]


def test_degrees_are_refused():
    layers = {name: frame.to_crs("EPSG:4490") for name, frame in lattice_layers(1, 1).items()}
    with pytest.raises(CrsError, match="communities"):
        tessellate(layers)


def test_layers_in_two_crs_are_refused():
    layers = dict(lattice_layers(1, 1))
    layers["buildings"] = layers["buildings"].to_crs("EPSG:4547")
    with pytest.raises(InputError, match="buildings"):
        tessellate(layers)


@pytest.mark.parametrize("name", ["communities", "buildings"])
def test_missing_layer_is_named(name):
    layers = dict(lattice_layers(1, 1))
    del layers[name]
    with pytest.raises(InputError, match=name):
        tessellate(layers)


@pytest.mark.parametrize(
    "settings",
    [
        {"cutting_classes": ("motorway",)},
        {"min_open_area_m2": -1.0},
        {"simplify_m": float("nan")},
        {"finest_m": 0.0},
        {"finest_m": 5.0, "coarsest_m": 4.0},
    ],
)
def test_settings_that_make_no_sense_are_refused(settings):
    with pytest.raises(SettingsError):
        TessellationParams(**settings)
