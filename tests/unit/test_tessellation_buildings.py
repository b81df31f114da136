"""Buildings that are on a border, outside, twice there or on each other: the rule, the report."""

import pytest
from lattice import ORIGIN, box, lattice_layers, layer, line, point, roads

from gridmap.tessellation import tessellate


def place(shapes, *, households=None, names=None, communities=None, **others):
    """Return the tessellation of buildings in a community of 200 m by 100 m."""
    layers = dict(lattice_layers(1, 2, **others))
    columns = {
        "building_id": [f"b{row}" for row in range(len(shapes))],
        "households": households or [10] * len(shapes),
    }
    if names:
        columns["name"] = names
    layers["buildings"] = layer(shapes, **columns)
    if communities:
        codes = [f"37089900100{row}" for row in range(len(communities))]
        layers["communities"] = layer(communities, community_code=codes, name="甲")
    return tessellate(layers)


def told(tessellation):
    return [(fault.rule, fault.feature_id, fault.severity) for fault in tessellation.faults]


def test_building_outside_every_community_is_left_out_with_its_households():
    found = place([point(50, 50), point(300, 50)], households=[10, 77])
    assert told(found) == [("building.outside", "b1", "warning")]
    assert "77" in found.faults[0].what.zh
    assert "77" in found.faults[0].what.en
    assert found.units["households"].sum() == 10


def test_building_that_only_touches_a_community_is_outside():
    found = place([point(50, 50), box(200, 40, 220, 60)])
    assert told(found) == [("building.outside", "b1", "warning")]


def test_faults_name_their_place_in_degrees():
    found = place([point(50, 50), point(300, 50)])
    longitude, latitude = found.faults[0].place
    # The lattice lies at 500 km east of a false origin on 117 degrees east: on that meridian,
    # and 3,900 km north of the equator is 35.2 degrees (one degree is 110.95 km or so there).
    assert longitude == pytest.approx(117.0033, abs=1e-3)
    assert latitude == pytest.approx(35.23, abs=0.01)


HALVES = [box(0, 0, 100, 100), box(100, 0, 200, 100)]


def test_building_on_a_border_counts_where_the_larger_part_lies():
    shapes = [box(20, 20, 40, 40), box(160, 20, 180, 40), box(85, 40, 125, 60)]
    found = place(shapes, households=[1, 2, 30], communities=HALVES)
    assert told(found) == [("building.on_border", "b2", "warning")]
    assert "62%" in found.faults[0].what.zh
    by_community = found.units.groupby("community_code")["households"].sum()
    assert by_community.tolist() == [1, 32]


def test_point_on_a_border_counts_in_the_earlier_community():
    found = place([point(50, 50), point(150, 50), point(100, 50)], communities=HALVES)
    assert told(found) == []
    by_community = found.units.groupby("community_code")["households"].sum()
    assert by_community.tolist() == [20, 10]


def test_copy_of_a_building_counts_once():
    shapes = [box(40, 40, 60, 60), box(140, 40, 160, 60), box(40, 40, 60, 60)]
    found = place(shapes, names=["甲", "乙", "甲"])
    assert told(found) == [("building.duplicate", "b2", "warning")]
    assert found.units["buildings"].tolist() == ["b0", "b1"]
    assert found.units["households"].tolist() == [10, 10]


@pytest.mark.parametrize(
    ("names", "households"), [(["甲", "乙"], [10, 10]), (["甲", "甲"], [10, 12])]
)
def test_two_buildings_of_one_outline_share_a_unit_and_both_count(names, households):
    found = place([box(40, 40, 60, 60)] * 2, names=names, households=households)
    assert told(found) == [("building.same_footprint", "b1", "warning")]
    assert found.units["buildings"].tolist() == ["b0;b1"]
    assert found.units["households"].tolist() == [sum(households)]


def test_smaller_building_more_than_half_inside_shares_the_unit():
    found = place([box(40, 40, 50, 50), box(42, 30, 90, 70), point(150, 50)])
    assert told(found) == [("building.inside", "b0", "warning")]
    assert "80.0" in found.faults[0].what.zh
    assert sorted(found.units["buildings"]) == ["b0;b1", "b2"]


def test_larger_building_keeps_an_overlap():
    small, large = box(30, 40, 50, 60), box(46, 20, 100, 80)
    found = place([small, large])
    assert told(found) == [("building.overlap", "b0", "warning")]
    large_unit = found.units.geometry[found.units["buildings"] == "b1"].iloc[0]
    assert large_unit.intersection(large).area / large.area > 0.99


def test_coincident_points_share_a_unit():
    found = place([point(50, 50), point(150, 50), point(50, 50), point(50.2, 50)])
    assert sorted(found.units["buildings"]) == ["b0;b2;b3", "b1"]
    assert sorted(found.units["households"]) == [10, 30]
    assert told(found) == []


def test_point_in_a_footprint_shares_its_unit():
    found = place([box(30, 30, 70, 70), point(40, 40), point(150, 50)])
    assert sorted(found.units["buildings"]) == ["b0;b1", "b2"]


def test_building_cut_by_a_road_counts_where_the_larger_part_lies():
    shapes = [box(20, 20, 40, 40), box(160, 20, 180, 40), box(85, 40, 125, 60)]
    found = place(shapes, roads=roads(line((100, -10), (100, 110))))
    west = found.units[found.units.geometry.bounds["minx"] < ORIGIN[0] + 99]
    assert west["buildings"].tolist() == ["b0"]
    assert told(found) == []


def test_many_cut_buildings_are_one_notice():
    shapes = [box(15 * row, 45, 15 * row + 8, 55) for row in range(12)]
    found = place(shapes, roads=roads(line((-10, 50), (210, 50)), road_class="local"))
    assert told(found) == [("building.cut", "", "notice")]
    assert found.units["households"].sum() == 120


def test_footprint_of_several_parts_is_one_building():
    parts = box(20, 40, 40, 60).union(box(60, 40, 80, 60))
    found = place([parts, box(140, 40, 160, 60)])
    assert found.units["buildings"].tolist() == ["b0", "b1"]


def test_persons_sources_and_location_are_summed_up():
    layers = dict(lattice_layers(1, 1))
    layers["buildings"] = layer(
        [point(20, 50), point(20, 50), point(20.2, 50)],
        building_id=["a", "b", "c"],
        households=[10, 30, 0],
        persons=[25, None, 4],
        households_source=["given", "estimated", "given"],
    )
    unit = tessellate(layers).units.iloc[0]
    assert (unit["households"], unit["persons"]) == (40, 29)
    assert unit["households_source"] == "estimated"
    assert unit["x_m"] == pytest.approx(ORIGIN[0] + 20)
