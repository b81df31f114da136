"""The check of geometry."""

import xml.etree.ElementTree as ET

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shared_data import absence, folder

from gridmap.errors import Text
from gridmap.layers import CONTRACTS, Contract, conform
from gridmap.layers.geometries import MOST_VERTICES, check_geometry

ANY = Contract("any", Text("任意", "any"), "", ("point", "line", "polygon"), ())
SQUARE = shapely.box(116, 35, 116.01, 35.01)


def frame_of(*shapes):
    return gpd.GeoDataFrame(geometry=list(shapes), crs=4490)


def hazards(*shapes):
    ids = [f"h{number}" for number, _ in enumerate(shapes)]
    return gpd.GeoDataFrame({"hazard_id": ids}, geometry=list(shapes), crs=4490)


@pytest.mark.parametrize(
    ("shape", "rule"),
    [
        (None, "geometry.null"),
        (shapely.Polygon(), "geometry.empty"),
        (shapely.Point(np.nan, 35), "geometry.finite"),
        (shapely.LineString([(116, 35), (np.inf, 35)]), "geometry.finite"),
        (shapely.Point(181, 35), "geometry.range"),
        (shapely.Point(35, 116), "geometry.range"),
        (shapely.LineString([(116, 35), (116, 35)]), "geometry.invalid"),
        (shapely.Polygon(SQUARE.exterior, [shapely.box(117, 35, 117.1, 35.1).exterior]),
         "geometry.invalid"),
    ],
)  # fmt: skip
def test_each_wrong_geometry_has_its_rule(shape, rule):
    assert [finding.rule for finding in check_geometry(frame_of(shape), ANY)] == [rule]


def test_a_kind_that_the_layer_does_not_take_is_a_fault():
    (finding,) = check_geometry(frame_of(SQUARE, shapely.Point(116, 35)), CONTRACTS["communities"])
    assert (finding.row, finding.rule) == (1, "geometry.kind")


def test_multi_kinds_are_taken_with_their_kind():
    both = shapely.MultiPolygon([SQUARE, shapely.box(117, 35, 117.1, 35.1)])
    assert check_geometry(frame_of(both), CONTRACTS["communities"]) == []


def test_two_thousand_random_crossings_are_refused_and_not_mended():
    rng = np.random.default_rng(0)
    tangle = shapely.Polygon(rng.random((2000, 2)))
    (finding,) = check_geometry(frame_of(tangle), ANY)
    assert finding.rule == "geometry.invalid"
    assert finding.place is not None


def test_a_feature_of_too_many_vertices_is_refused():
    steps = np.linspace(0, 1, MOST_VERTICES + 1)
    line = shapely.linestrings(np.column_stack([116 + steps, 35 + steps]))
    (finding,) = check_geometry(frame_of(line), ANY)
    assert finding.rule == "geometry.vertices"


def test_heights_are_dropped_with_a_notice():
    conformed = conform(hazards(shapely.Point(116, 35, 50)), CONTRACTS["hazards"])
    assert not conformed.frame.geometry.has_z.any()
    assert [(f.rule, f.severity) for f in conformed.findings] == [("geometry.height", "notice")]


def test_a_collection_of_one_kind_is_unpacked_with_a_notice():
    inner = shapely.GeometryCollection([shapely.Point(116, 35)])
    collection = shapely.GeometryCollection([inner, shapely.Point(117, 36)])
    conformed = conform(hazards(collection), CONTRACTS["hazards"])
    assert conformed.frame.geometry[0].equals(shapely.MultiPoint([(116, 35), (117, 36)]))
    assert [(f.rule, f.severity) for f in conformed.findings] == [("geometry.collection", "notice")]


def test_a_collection_of_several_kinds_is_refused():
    collection = shapely.GeometryCollection([shapely.Point(116, 35), SQUARE])
    conformed = conform(hazards(collection), CONTRACTS["hazards"])
    assert [finding.rule for finding in conformed.findings] == ["geometry.kind"]


def jts_cases():
    for path in sorted(folder("bad_input/jts_validity_xml").glob("*.xml")):
        for case in ET.parse(path).getroot().iter("case"):
            for test in case.iter("op"):
                if test.get("name") == "isValid" and test.text:
                    yield case.findtext("a").strip(), test.text.strip() == "true"


@pytest.mark.real
@pytest.mark.skipif(not folder("bad_input/jts_validity_xml").is_dir(), reason=absence("bad_input"))
def test_validity_is_what_the_jts_suite_expects():
    cases = [(text, valid) for text, valid in jts_cases() if not text[:2].isdigit()]
    shapes = [shapely.from_wkt(text, on_invalid="ignore") for text, _ in cases]
    readable = [
        (shape, valid)
        for shape, (_, valid) in zip(shapes, cases, strict=True)
        if shape is not None and not shape.is_empty
    ]
    simple = [pair for pair in readable if pair[0].geom_type != "GeometryCollection"]
    frame = gpd.GeoDataFrame(geometry=[shape for shape, _ in simple])
    flagged = {finding.row for finding in check_geometry(frame, ANY)}
    assert len(simple) > 300
    assert flagged == {row for row, (_, valid) in enumerate(simple) if not valid}
