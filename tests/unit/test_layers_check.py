"""The check of a layer: every fault at once, each with rule, feature and place."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from foreign import buildings, communities

from gridmap.layers import CONTRACTS, check, conform

M_PER_DEG_LON = 111_319.49
M_PER_DEG_LAT = 110_574.28
"""Length of a degree at the equator of GRS 80: a·π/180, and a(1 - e²)·π/180 at latitude 0."""


def community(**columns):
    frame = communities().rename(columns={"社区代码": "community_code", "社区名称": "name"})
    return frame.assign(**columns)


def building(**columns):
    names = {"楼栋编号": "building_id", "楼栋名称": "name", "户数": "households"}
    frame = buildings(points=False).rename(columns=names)
    return frame.assign(**columns)


def rules(frame, layer, **options):
    return [fault.rule for fault in check(frame, CONTRACTS[layer], **options)]


def test_a_good_layer_has_no_faults():
    assert rules(community(), "communities") == []
    assert rules(building(), "buildings") == []


def test_every_fault_is_reported_at_once():
    bow_tie = shapely.Polygon([(116, 35), (116.02, 35.02), (116.02, 35), (116, 35.02)])
    frame = building(
        households=[-1, None],
        floors=["six", 1],
        use=["castle", "住宅"],
        geometry=[bow_tie, None],
    ).drop(columns="building_id")
    assert sorted(rules(frame, "buildings")) == [
        "column.missing",
        "geometry.invalid",
        "geometry.null",
        "value.choice",
        "value.null",
        "value.range",
        "value.type",
    ]


def test_a_fault_names_layer_feature_place_and_remedy_in_both_languages():
    bow_tie = shapely.Polygon([(116, 35), (116.02, 35.02), (116.02, 35), (116, 35.02)])
    frame = community(geometry=[bow_tie, communities().geometry[1]])
    (fault, *_) = check(frame, CONTRACTS["communities"], file="a.gpkg")
    assert (fault.layer, fault.feature_id) == ("communities", "370829001001")
    assert fault.place == pytest.approx((116.01, 35.01))
    assert "自相交" in fault.say("zh")
    assert "Self-intersection" in fault.say("en")
    assert fault.say("zh").startswith("a.gpkg communities")


def test_the_place_is_in_degrees_whatever_the_crs():
    bow_tie = shapely.Polygon([(116, 35), (116.02, 35.02), (116.02, 35), (116, 35.02)])
    frame = gpd.GeoDataFrame(community()[:1].drop(columns="geometry"), geometry=[bow_tie], crs=4490)
    (fault,) = check(frame.to_crs(4548), CONTRACTS["communities"])
    assert fault.place == pytest.approx((116.01, 35.01), abs=1e-5)


def test_a_layer_without_a_crs_is_faulty():
    bare = community().set_crs(None, allow_override=True)
    assert rules(bare, "communities") == ["crs.missing"]


@pytest.mark.parametrize("word", ["residential", "住宅", "Residential ", "ＲＥＳＩＤＥＮＴＩＡＬ"])
def test_a_choice_may_be_the_code_or_its_chinese_word_and_the_code_is_stored(word):
    conformed = conform(building(use=word), CONTRACTS["buildings"])
    assert conformed.findings == ()
    assert conformed.frame["use"].tolist() == ["residential", "residential"]


@pytest.mark.parametrize(("cell", "number"), [("３７", 37), ("37.0", 37), (37.0, 37), (" 37 ", 37)])
def test_a_whole_number_may_be_written_in_many_ways(cell, number):
    conformed = conform(building(households=[cell, 1]), CONTRACTS["buildings"])
    assert conformed.frame["households"].tolist() == [number, 1]
    assert conformed.frame["households"].dtype == np.int64


@pytest.mark.parametrize("cell", ["12½", 3.5, "NaN ", "1e999", str(2**63), "１，０００", "many"])
def test_what_is_no_whole_number_is_a_fault_of_the_feature(cell):
    (fault,) = check(building(households=[cell, 1]), CONTRACTS["buildings"])
    assert (fault.rule, fault.feature_id) == ("value.type", "0012")


@pytest.mark.parametrize("cell", [float("inf"), "1e999", "-inf", "nan "])
def test_a_number_must_be_finite(cell):
    assert rules(building(floors=[cell, 1.0]), "buildings") == ["value.type"]


@pytest.mark.parametrize("code", ["3708290010", "37082900100X", "3708290010011", "３７"])
def test_a_community_code_is_twelve_digits(code):
    assert rules(community(community_code=[code, "370829001002"]), "communities") == [
        "value.pattern"
    ]


@pytest.mark.parametrize("text", ["a\0b", "a\x1bb", "a\ud800b"])
def test_a_control_character_or_lone_surrogate_is_a_fault_and_is_not_echoed_raw(text):
    names = pd.Series([text, "b"], dtype=object)
    (fault,) = check(community(name=names), CONTRACTS["communities"])
    assert fault.rule == "text.character"
    assert fault.say("zh").isprintable()


def test_a_repeated_key_is_a_fault_of_the_later_row():
    (fault,) = check(building(building_id=["7", "7"]), CONTRACTS["buildings"])
    assert (fault.rule, fault.feature_id) == ("key.repeated", "7")


def test_two_features_in_one_place_are_a_warning():
    shape = building().geometry[0]
    (fault,) = check(building(geometry=[shape, shape]), CONTRACTS["buildings"])
    assert (fault.rule, fault.severity) == ("geometry.twin", "warning")


def test_nets_of_two_departments_may_cover_the_same_ground():
    shape = shapely.box(116, 35, 116.01, 35.01)
    nets = gpd.GeoDataFrame(
        {"net_grid_id": ["1", "2"], "net": ["综治网", "城管网"]}, geometry=[shape] * 2, crs=4490
    )
    assert rules(nets, "nets") == []
    assert rules(nets.assign(net="综治网"), "nets") == ["geometry.twin"]


def test_a_reference_must_meet_its_target():
    frame = building(compound_id=["C1", "C9"])
    known = {"compounds": {"C1"}}
    (fault,) = check(frame, CONTRACTS["buildings"], known=known)
    assert (fault.rule, fault.feature_id) == ("reference.missing", "0013")
    assert rules(frame, "buildings") == []


def equator_pair(overlap_deg):
    side = 0.001
    return community(
        geometry=[
            shapely.box(0, 0, side, side),
            shapely.box(side - overlap_deg, 0, 2 * side, side),
        ]
    )


def test_communities_that_overlap_are_faulty_and_the_area_is_told():
    (fault,) = check(equator_pair(0.0005), CONTRACTS["communities"])
    expected_m2 = 0.0005 * M_PER_DEG_LON * 0.001 * M_PER_DEG_LAT
    told_m2 = float(fault.what.en.split("by ")[1].split(" m²")[0].replace(",", ""))
    assert fault.rule == "overlap"
    assert told_m2 == pytest.approx(expected_m2, rel=1e-3)


def test_a_sliver_between_communities_is_a_warning_and_rounding_is_nothing():
    half_a_metre = 0.5 / M_PER_DEG_LON
    (fault,) = check(equator_pair(half_a_metre), CONTRACTS["communities"])
    assert (fault.rule, fault.severity) == ("overlap.sliver", "warning")
    assert rules(equator_pair(1e-10), "communities") == []


def test_communities_that_touch_do_not_overlap():
    assert rules(equator_pair(0.0), "communities") == []
