"""GeoJSON as RFC 7946 asks for it, and colours that leave no number of households out."""

import json

import geopandas as gpd
import lattice
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from gridmap.palette import household_classes
from gridmap.plan import Band
from gridmap.sheets.geojson import dumps, features


def collection(frame, **options):
    return json.loads(dumps(features(frame, **{"decimals": 7, **options})))


def test_longitude_comes_first_and_rings_run_counter_clockwise():
    clockwise = shapely.Polygon([(0, 0), (0, 10), (10, 10), (10, 0)])
    shape = shapely.transform(clockwise, lambda xy: xy + lattice.ORIGIN)
    frame = gpd.GeoDataFrame({"id": ["a"]}, geometry=[shape], crs=lattice.CRS)
    (found,) = collection(frame, key="id")
    ring = found["geometry"]["coordinates"][0]
    assert found["id"] == "a"
    assert ring[0][0] == pytest.approx(117.0)
    assert 35 < ring[0][1] < 36
    assert shapely.LinearRing(ring).is_ccw


def test_cgcs2000_degrees_go_in_without_a_shift():
    frame = gpd.GeoDataFrame(
        {"id": ["a"]}, geometry=[shapely.Point(116.1234567, 35.7654321)], crs=4490
    )
    (found,) = collection(frame)
    assert found["geometry"]["coordinates"] == [116.1234567, 35.7654321]


def test_a_feature_without_a_shape_keeps_its_place():
    frame = gpd.GeoDataFrame({"id": ["a"]}, geometry=[None], crs=4490)
    (found,) = collection(frame)
    assert found["geometry"] is None


def test_values_keep_their_types_and_missing_ones_are_null_or_left_out():
    frame = gpd.GeoDataFrame(
        {
            "code": ["370899001001"],
            "count": np.array([5], dtype=np.int64),
            "area": [2.5],
            "none": pd.Series([None], dtype="str"),
            "nan": [float("nan")],
            "flag": [True],
            "when": [pd.Timestamp("2026-11-20")],
        },
        geometry=[shapely.Point(1, 2)],
        crs=4490,
    )
    (kept,) = collection(frame, keep_empty=True)
    assert kept["properties"] == {
        "code": "370899001001",
        "count": 5,
        "area": 2.5,
        "none": None,
        "nan": None,
        "flag": True,
        "when": "2026-11-20T00:00:00",
    }
    (left,) = collection(frame)
    assert "none" not in left["properties"]


@given(st.integers(1, 2000), st.integers(0, 2000), st.integers(0, 6000))
def test_every_number_of_households_has_exactly_one_class(lower, width, households):
    band = Band(lower, lower + width)
    (found,) = [one for one in household_classes(band) if one.holds(households)]
    assert band.holds(households) == found.key.startswith("in")


def test_the_classes_of_a_band_differ_in_colour():
    colours = [one.colour for one in household_classes(Band(300, 500))]
    assert len(set(colours)) == len(colours) == 6
