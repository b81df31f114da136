"""Reading OpenStreetMap, on files drawn by hand."""

import gzip
from collections import Counter

import osmium
import pandas as pd
import pytest
from osm_drawing import Drawing

from gridmap.errors import InputError
from gridmap.io.osm import read_osm
from gridmap.layers import CONTRACTS, check


@pytest.fixture
def read(tmp_path):
    """Return the layers of a drawing, and the faults."""

    def read_drawing(drawing, **options):
        found = read_osm(drawing.write(tmp_path / "drawn.osm", **options))
        return found.layers, found.faults

    return read_drawing


@pytest.fixture
def town():
    """Return a house, a block of flats, a school and a road between them."""
    drawing = Drawing()
    drawing.box(0, 0, 1, 1, building="house", addr__street="河西路", addr__housenumber="7")
    drawing.box(3, 0, 8, 1, building="apartments", building__levels="6", building__flats="48")
    drawing.box(0, 4, 8, 8, building="school", name="实验小学")
    drawing.way((-2, 2), (10, 2), highway="residential", name="河西路")
    return drawing


def unread(faults):
    return {fault.feature_id: fault for fault in faults if fault.rule == "osm.unread"}


def rows(frame, key):
    return frame.set_index(key).to_dict("index")


def test_buildings_carry_name_use_floors_and_households(read, town):
    layers, _ = read(town)
    buildings = rows(layers["buildings"], "building_id")
    assert layers["buildings"].crs.to_epsg() == 4490
    house, block, school = buildings["way/100"], buildings["way/101"], buildings["way/102"]
    assert (house["name"], house["use"], house["households"]) == ("河西路 7", "residential", 1)
    assert house["households_source"] == "estimated"
    assert (block["floors"], block["households"]) == (6, 48)
    assert block["households_source"] == "given"
    assert (school["name"], school["use"], school["households"]) == ("实验小学", "school", 0)


def test_every_layer_keeps_its_contract(read, town):
    town.box(20, 0, 30, 30, natural="water")
    town.way((12, 0), (12, 9), railway="rail")
    ring = town.box(-5, -5, 40, 40)
    town.relation((ring, "outer"), type="boundary", boundary="administrative", admin_level="9")
    layers, _ = read(town)
    assert set(layers) == {"buildings", "roads", "water", "railways", "communities"}
    for name, frame in layers.items():
        assert check(frame, CONTRACTS[name]) == ()


def test_what_is_estimated_is_said(read, town):
    _, faults = read(town)
    (told,) = [fault for fault in faults if fault.rule == "osm.estimated"]
    assert (told.severity, told.layer) == ("warning", "buildings")
    assert "2 栋" in told.say("zh")


def test_a_number_that_is_none_is_told_and_ignored(read):
    drawing = Drawing()
    drawing.box(0, 0, 1, 1, building="house", building__levels="two", building__flats="999999")
    layers, faults = read(drawing)
    assert layers["buildings"]["floors"].isna().all()
    assert layers["buildings"]["households"].tolist() == [1]
    told = [fault for fault in faults if fault.rule == "osm.no_number"]
    assert [fault.feature_id for fault in told] == ["way/100", "way/100"]


def test_the_ground_tells_the_use_that_a_building_does_not(read):
    drawing = Drawing()
    drawing.box(0, 0, 40, 40, landuse="residential")
    drawing.box(0, 0, 10, 10, landuse="industrial")
    drawing.box(2, 2, 4, 4, building="yes")
    drawing.box(22, 22, 23, 23, building="yes")
    drawing.box(6, 6, 8, 8, building="apartments")
    drawing.box(50, 50, 51, 51, building="yes")
    layers, _ = read(drawing)
    buildings = rows(layers["buildings"], "building_id")
    assert buildings["way/102"]["use"] == "industrial"
    assert buildings["way/102"]["households"] == 0
    assert buildings["way/103"]["use"] == "residential"
    assert buildings["way/104"]["use"] == "residential"
    assert pd.isna(buildings["way/105"]["use"])


def test_entrances_on_the_outline_are_counted(read):
    drawing = Drawing()
    drawing.node(0, 0, entrance="staircase")
    drawing.node(5, 0, entrance="staircase")
    drawing.node(5, 1, entrance="emergency")
    drawing.box(0, 0, 5, 1, building="apartments")
    drawing.box(7, 0, 8, 1, building="apartments")
    layers, _ = read(drawing)
    entrances = layers["buildings"].set_index("building_id")["entrances"]
    assert entrances["way/100"] == 2
    assert entrances.isna().to_dict() == {"way/100": False, "way/101": True}


def test_a_courtyard_stays_open_and_its_outline_counts_once(read):
    drawing = Drawing()
    outer = drawing.box(0, 0, 9, 9, building="yes")
    inner = drawing.box(3, 3, 6, 6)
    drawing.relation((outer, "outer"), (inner, "inner"), type="multipolygon", building="apartments")
    layers, faults = read(drawing)
    assert layers["buildings"]["building_id"].tolist() == ["relation/500"]
    (shape,) = layers["buildings"].geometry
    assert (shape.geom_type, len(shape.interiors)) == ("Polygon", 1)
    assert any("role=outer (1)" in fault.say("en") for fault in faults)


def test_every_building_that_cannot_be_read_is_reported_with_the_reason(read):
    drawing = Drawing()
    drawing.box(0, 0, 1, 1, building="house")
    drawing.way((3, 0), (4, 0), (3, 0), building="house")
    drawing.way((5, 0), (6, 0), (6, 1), building="house")
    drawing.way((7, 0), (8, 1), (8, 0), (7, 1), (7, 0), building="house")
    drawing.way((9, 0), None, (10, 1), (9, 0), building="house")
    drawing.way(building="house")
    drawing.relation((777, "outer"), type="multipolygon", building="house")
    drawing.relation((102, "outer"), type="multipolygon", building="school")
    layers, faults = read(drawing)
    assert layers["buildings"]["building_id"].tolist() == ["way/100"]
    reasons = {osm_id: fault.what.en for osm_id, fault in unread(faults).items()}
    expected = {
        "way/101": "only 2 points",
        "way/102": "not closed",
        "way/103": "crosses itself",
        "way/104": "1 of its 4 nodes are not in the file",
        "way/105": "only 0 points",
        "relation/500": "1 of its 1 member ways are not in the file",
        "relation/501": "enclose no valid area",
    }
    assert reasons.keys() == expected.keys()
    assert all(reason in reasons[osm_id] for osm_id, reason in expected.items())
    assert {fault.severity for fault in unread(faults).values()} == {"warning"}
    assert unread(faults)["way/101"].place == (117.0003, 35.0)


def test_parts_and_points_of_buildings_are_left_out_and_counted(read, town):
    town.box(3, 0, 5, 1, building__part="yes")
    town.node(20, 20, building="yes")
    layers, faults = read(town)
    assert len(layers["buildings"]) == 3
    assert any("building:part (1), node (1)" in fault.say("en") for fault in faults)


@pytest.mark.parametrize(
    ("highway", "road_class"),
    [
        ("motorway", "arterial"),
        ("primary_link", "arterial"),
        ("secondary", "secondary"),
        ("tertiary", "secondary"),
        ("unclassified", "local"),
        ("living_street", "local"),
        ("service", "service"),
        ("steps", "path"),
    ],
)
def test_a_highway_has_a_class(read, highway, road_class):
    drawing = Drawing()
    drawing.way((0, 0), (9, 0), highway=highway)
    layers, _ = read(drawing)
    assert layers["roads"]["road_class"].tolist() == [road_class]


def test_roads_tell_direction_bridge_tunnel_and_level(read):
    drawing = Drawing()
    drawing.way((0, 0), (9, 0), highway="primary", oneway="-1", bridge="viaduct", layer="2")
    drawing.way((0, 3), (9, 3), highway="service", oneway="no", tunnel="yes", layer="low")
    layers, _ = read(drawing)
    flags = layers["roads"][["oneway", "bridge", "tunnel", "layer"]].to_numpy().tolist()
    assert flags == [[True, True, False, 2], [False, False, True, 0]]


def test_what_is_no_road_in_use_is_left_out_and_counted(read, town):
    town.way((0, 20), (9, 20), highway="construction")
    town.box(20, 20, 25, 25, highway="pedestrian", area="yes")
    layers, faults = read(town)
    assert layers["roads"]["road_id"].tolist() == ["way/103"]
    assert any("area=yes (1), highway=construction (1)" in fault.say("en") for fault in faults)


def test_a_road_with_missing_nodes_is_read_in_part(read):
    drawing = Drawing()
    drawing.way((0, 0), (1, 0), None, (3, 0), (4, 0), (5, 0), highway="residential")
    drawing.way((0, 5), None, highway="residential")
    layers, faults = read(drawing)
    (shape,) = layers["roads"].geometry
    assert [len(part.coords) for part in shape.geoms] == [2, 3]
    assert [fault.feature_id for fault in faults if fault.rule == "osm.partly"] == ["way/100"]
    assert list(unread(faults)) == ["way/101"]


def test_water_is_areas_and_lines(read):
    drawing = Drawing()
    drawing.box(0, 0, 9, 9, natural="water")
    drawing.box(20, 0, 29, 9, waterway="riverbank")
    drawing.box(40, 0, 49, 9, natural="water", water="canal")
    drawing.way((60, 0), (60, 9), waterway="river", name="洸府河")
    drawing.way((70, 0), (70, 9), waterway="stream")
    drawing.way((80, 0), (80, 9), waterway="stream", tunnel="culvert")
    layers, faults = read(drawing)
    water = layers["water"].set_index("water_id")
    assert water["kind"].tolist() == ["lake", "river", "canal", "river", "ditch"]
    assert water.geom_type.tolist() == ["Polygon"] * 3 + ["LineString"] * 2
    assert water["name"]["way/103"] == "洸府河"
    assert any("waterway=stream, tunnel=culvert (1)" in fault.say("en") for fault in faults)


def test_only_tracks_that_bar_the_way_are_railways(read):
    drawing = Drawing()
    drawing.way((0, 0), (9, 0), railway="rail")
    for number, tags in enumerate(
        [
            {"railway": "rail", "tunnel": "yes"},
            {"railway": "rail", "service": "yard"},
            {"railway": "abandoned"},
            {"railway": "tram"},
        ]
    ):
        drawing.way((0, number + 1), (9, number + 1), **tags)
    layers, faults = read(drawing)
    assert layers["railways"]["railway_id"].tolist() == ["way/100"]
    (told,) = [fault for fault in faults if fault.rule == "osm.left_out"]
    assert "4 in all" in told.say("en")


def passages(layers):
    frame = layers.get("bridges")
    return {} if frame is None else dict(zip(frame["bridge_id"], frame["kind"], strict=True))


def test_a_raised_road_over_water_is_a_bridge_and_a_raised_path_a_footbridge(read):
    drawing = Drawing()
    drawing.way((0, 5), (40, 5), waterway="river")
    drawing.way((3, 0), (3, 9), highway="residential", bridge="yes", name="南门桥")
    drawing.way((6, 0), (6, 9), highway="footway", bridge="yes")
    drawing.way((9, 0), (9, 9), highway="residential")
    drawing.way((12, 0), (12, 9), highway="motorway", bridge="yes")
    drawing.way((15, 20), (15, 29), highway="residential", bridge="yes")
    layers, _ = read(drawing)
    assert passages(layers) == {"way/101": "bridge", "way/102": "footbridge"}
    assert layers["bridges"]["name"].dropna().tolist() == ["南门桥"]


def test_a_road_under_a_raised_railway_or_in_a_tunnel_is_an_underpass(read):
    drawing = Drawing()
    drawing.way((0, 5), (10, 5), railway="rail", bridge="yes")
    drawing.way((10, 5), (40, 5), railway="rail")
    drawing.way((3, -50), (3, 60), highway="residential")
    drawing.way((20, 0), (20, 9), highway="footway", tunnel="yes")
    layers, _ = read(drawing)
    assert passages(layers) == {"way/102": "underpass", "way/103": "underpass"}
    # The residential road is 110 steps long; the underpass is 25 m of it on either side.
    metric = layers["bridges"].to_crs(4548).set_index("bridge_id")
    assert metric.length["way/102"] == pytest.approx(50, rel=0.01)


def test_two_tracks_side_by_side_make_one_underpass(read):
    drawing = Drawing()
    drawing.way((0, 5), (10, 5), railway="rail", bridge="yes")
    drawing.way((0, 6), (10, 6), railway="rail", bridge="yes")
    drawing.way((3, -50), (3, 60), highway="residential")
    layers, _ = read(drawing)
    assert passages(layers) == {"way/102": "underpass"}


def test_a_road_that_shares_a_node_with_a_railway_is_a_level_crossing(read):
    drawing = Drawing()
    drawing.way((0, 5), (10, 5), (40, 5), railway="rail")
    drawing.way((10, 0), (10, 5), highway="tertiary")
    drawing.way((10, 5), (10, 9), highway="tertiary")
    drawing.way((20, 0), (20, 9), highway="tertiary")
    layers, _ = read(drawing)
    assert Counter(passages(layers).values()) == {"crossing": 1}
    (shape,) = layers["bridges"].to_crs(4548).geometry
    assert shape.length == pytest.approx(50, rel=0.01)


def test_an_arterial_is_passed_over_and_under_but_not_at_a_junction(read):
    drawing = Drawing()
    drawing.way((0, 5), (10, 5), (20, 5), highway="primary")
    drawing.way((20, 5), (40, 5), highway="primary", bridge="yes")
    drawing.way((5, 0), (5, 9), highway="footway", bridge="yes")
    drawing.way((10, 0), (10, 5), (10, 9), highway="residential")
    drawing.way((30, -50), (30, 60), highway="residential")
    layers, _ = read(drawing)
    assert passages(layers) == {"way/102": "footbridge", "way/104": "underpass"}


def villages(drawing, *, level="9", **tags):
    """Draw two areas side by side round the town."""
    west = drawing.way((5, -5), (5, 20), (-5, 20), (-5, -5), (5, -5))
    east = drawing.way((5, -5), (5, 20), (20, 20), (20, -5), (5, -5))
    for ring, name in ((west, "乙村"), (east, "甲村")):
        drawing.relation(
            (ring, "outer"),
            type="boundary",
            boundary="administrative",
            admin_level=level,
            name=name,
            **{key: value[name] for key, value in tags.items()},
        )


def test_the_finest_areas_that_hold_the_buildings_are_the_communities(read, town):
    villages(town, level="9")
    around = town.box(-9, -9, 40, 40)
    town.relation((around, "outer"), type="boundary", boundary="administrative", admin_level="8")
    corner = town.box(0, 0, 2, 2)
    town.relation((corner, "outer"), type="boundary", boundary="administrative", admin_level="10")
    layers, faults = read(town)
    communities = layers["communities"]
    assert communities["name"].tolist() == ["乙村", "甲村"]
    assert communities["community_code"].tolist() == ["000000000001", "000000000002"]
    assert any(fault.rule == "osm.codes_made" and fault.severity == "warning" for fault in faults)


def test_official_codes_of_12_digits_are_kept(read, town):
    official = {"乙村": "370829001202", "甲村": "370829001201"}
    villages(town, ref=official)
    layers, faults = read(town)
    named = layers["communities"].set_index("name")["community_code"].to_dict()
    assert named == official
    assert not any(fault.rule == "osm.codes_made" for fault in faults)


def test_areas_that_are_cut_make_no_communities_and_say_so(read, town):
    half = town.way((-5, -5), (20, -5), (20, 20))
    town.relation(
        (half, "outer"), (888, "outer"), type="boundary", boundary="administrative", admin_level="9"
    )
    layers, faults = read(town)
    assert "communities" not in layers
    assert unread(faults)["relation/500"].severity == "notice"
    assert any(fault.rule == "osm.no_communities" for fault in faults)


def test_a_file_out_of_order_is_sorted_and_says_so(read, town):
    ordered, _ = read(town)
    sorted_, faults = read(town, backwards=True)
    assert sorted_["buildings"].equals(ordered["buildings"])
    assert any(fault.rule == "osm.sorted" for fault in faults)


def test_compressed_and_binary_files_hold_the_same(tmp_path, town):
    plain = town.write(tmp_path / "town.osm")
    zipped = tmp_path / "town.osm.gz"
    zipped.write_bytes(gzip.compress(plain.read_bytes(), mtime=0))
    binary = tmp_path / "town.osm.pbf"
    with osmium.SimpleWriter(str(binary)) as writer:
        for thing in osmium.FileProcessor(str(plain)):
            writer.add(thing)
    expected = read_osm(plain).layers["buildings"]
    assert read_osm(zipped).layers["buildings"].equals(expected)
    assert read_osm(binary).layers["buildings"].equals(expected)


def test_a_draft_with_negative_ids_is_reported_with_the_remedy(tmp_path):
    draft = tmp_path / "draft.osm"
    draft.write_text(
        '<osm version="0.6"><node id="-1" lat="35" lon="117"/><node id="-2" lat="35" lon="117.1"/>'
        '<node id="1" lat="35" lon="117"/><node id="2" lat="35" lon="117.1"/>'
        '<way id="-3"><nd ref="-1"/><nd ref="-2"/><tag k="highway" v="service"/></way>'
        '<way id="4"><nd ref="1"/><nd ref="2"/><tag k="highway" v="service"/></way></osm>',
        encoding="utf-8",
    )
    found = read_osm(draft)
    assert found.layers["roads"]["road_id"].tolist() == ["way/4"]
    assert "osmium renumber" in unread(found.faults)["way/-3"].say("en")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("text.osm", b"hello"),
        ("empty.osm", b""),
        ("cut.osm", b'<osm version="0.6"><node id="1" lat="35'),
        ("text.osm.pbf", b"hello, this is no protocol buffer"),
        ("cut.osm.gz", gzip.compress(b'<osm version="0.6"></osm>', mtime=0)[:20]),
        ("bomb.osm", b'<!DOCTYPE osm [<!ENTITY a "b">]><osm version="0.6">&a;</osm>'),
        ("bare.osm", b'<osm version="0.6"></osm>'),
    ],
)
def test_a_file_that_is_none_is_refused_by_name(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputError, match=name):
        read_osm(path)


def test_progress_goes_from_nothing_to_all(tmp_path, town):
    shares = []
    read_osm(town.write(tmp_path / "town.osm"), progress=lambda _what, share: shares.append(share))
    assert shares[0] == 0
    assert shares == sorted(shares)
    assert shares[-1] == 1
