"""Flood maps: depths in every spelling, mending with known areas, candidates on drawn ponds."""

import json
import math
import time

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from gridmap.errors import CrsError, InputError, SettingsError
from gridmap.hazards.depths import depth_column, parse_depth
from gridmap.hazards.flood import CandidateSettings, flood_candidates
from gridmap.hazards.mending import MOST_CROSSINGS, crossings, mend
from gridmap.io.flood import read_flood

METRIC = 4548
X, Y = 500_000.0, 3_900_000.0
"""A place on the central meridian of the zone (117 degrees east), where metres are metres."""


def box(west, south, east, north):
    """Return a rectangle in metres from the place."""
    return shapely.box(X + west, Y + south, X + east, Y + north)


def layer(*shapes, **columns):
    """Return shapes in metres."""
    return gpd.GeoDataFrame(columns, geometry=list(shapes), crs=METRIC)


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("0.15 m ~ 0.30 m", 0.15, 0.3),
        ("0.30m~1.0m", 0.3, 1.0),
        ("15-30cm", 0.15, 0.3),
        ("15—30 厘米", 0.15, 0.3),
        ("0.5至1米", 0.5, 1.0),
        ("０．５～１．０米", 0.5, 1.0),
        (">2m", 2.0, math.inf),
        ("≥0.5米", 0.5, math.inf),
        ("2 m以上", 2.0, math.inf),
        ("<0.15m", 0.0, 0.15),
        ("30公分以下", 0.0, 0.3),
        ("0.3", 0.3, 0.3),
        (0.45, 0.45, 0.45),
        (1, 1.0, 1.0),
    ],
)
def test_a_depth_is_read_in_every_spelling(text, least, most):
    depth = parse_depth(text)
    assert (depth.least_m, depth.most_m) == (least, most)


@pytest.mark.parametrize("text", ["", "深", "1.0 m ~ 0.5 m", "-1", "250 m", "nan", True, "2,5 m"])
def test_what_is_no_depth_is_refused(text):
    with pytest.raises(ValueError):  # noqa: PT011
        parse_depth(text)


def test_the_column_of_depths_is_found_by_its_name_or_by_its_units():
    named = pd.DataFrame({"FID": [1, 2], "F_depth": ["1.0 m ~ 2.0 m", ">2m"], "n": ["a", "b"]})
    assert depth_column(named) == "F_depth"
    unnamed = pd.DataFrame({"GRIDCODE": [2, 3], "Name": ["0.15 m ~ 0.30 m", "0.30 m ~ 1.0 m"]})
    assert depth_column(unnamed) == "Name"
    # Whole numbers without a unit and a name may be anything.
    assert depth_column(pd.DataFrame({"GRIDCODE": ["2", "3"], "Name": ["a", "b"]})) is None


def test_a_ring_that_touches_itself_keeps_its_area_to_the_square_metre():
    """Two cells of 10 m that meet at a corner, drawn as one ring, as programs for rasters do."""
    ring = [(0, 0), (10, 0), (10, 10), (20, 10), (20, 20), (10, 20), (10, 10), (0, 10), (0, 0)]
    shape = shapely.Polygon([(X + x, Y + y) for x, y in ring])
    assert not shape.is_valid
    mended, report = mend(layer(shape))
    assert mended.geometry[0].is_valid
    assert shapely.equals(
        mended.geometry[0], shapely.union_all([box(0, 0, 10, 10), box(10, 10, 20, 20)])
    )
    assert (report.invalid_features, report.invalid_parts, report.invalid_rings) == (1, 1, 1)
    assert (report.area_before_m2, report.area_after_m2) == (200, 200)
    ((lon, lat),) = report.places
    assert lon == pytest.approx(117 + 10 / 91_000, abs=1e-5)
    assert lat == pytest.approx(35.2, abs=0.1)


def test_parts_that_lie_over_one_another_are_counted_once():
    twice = shapely.MultiPolygon([box(0, 0, 10, 10), box(5, 0, 15, 10)])
    mended, report = mend(layer(twice))
    assert mended.area[0] == pytest.approx(150)
    assert report.overlapping_m2 == pytest.approx(50)
    assert report.difference_m2 == pytest.approx(-50)
    assert (report.invalid_features, report.invalid_parts, report.invalid_rings) == (1, 0, 0)


def test_a_bow_tie_becomes_its_two_triangles():
    tie = shapely.Polygon([(X, Y), (X + 20, Y + 20), (X + 20, Y), (X, Y + 20)])
    assert crossings(tie) == 1
    mended, _ = mend(layer(tie))
    assert mended.geometry[0].is_valid
    # Each triangle: 20 m wide, 10 m high.
    assert mended.area[0] == pytest.approx(200)


def test_a_hole_outside_its_shell_leaves_the_shell():
    shape = shapely.Polygon(box(0, 0, 10, 10).exterior, [box(20, 0, 25, 5).exterior])
    mended, report = mend(layer(shape))
    assert mended.geometry[0].is_valid
    assert mended.area[0] == pytest.approx(100)
    assert report.invalid_parts == 1


def test_a_valid_polygon_is_untouched():
    valid = shapely.Polygon(box(0, 0, 30, 30).exterior, [box(10, 10, 20, 20).exterior])
    mended, report = mend(layer(valid))
    assert shapely.equals(mended.geometry[0], valid)
    assert (report.invalid_features, report.difference_m2, report.places) == (0, 0, ())


def tangle(vertices, seed=1):
    """Return a ring through random places, as no library mends in time."""
    rng = np.random.default_rng(seed)
    return shapely.Polygon(rng.random((vertices, 2)) * 1000 + (X, Y))


def test_crossings_are_those_of_every_pair_of_sides():
    ring = tangle(40)
    sides = [
        shapely.LineString(pair)
        for pair in zip(ring.exterior.coords, ring.exterior.coords[1:], strict=False)
    ]
    counted = sum(
        one.crosses(other) for number, one in enumerate(sides) for other in sides[number + 1 :]
    )
    assert counted > 100
    assert crossings(ring, most=10**6) == counted


@pytest.mark.parametrize("vertices", [300, 2000])
def test_a_tangle_is_refused_in_time_with_its_place(vertices):
    began = time.process_time()
    with pytest.raises(InputError) as refused:
        mend(layer(box(0, 0, 10, 10), tangle(vertices)))
    assert time.process_time() - began < 2
    assert "117.0" in refused.value.what.zh
    assert crossings(tangle(vertices)) > MOST_CROSSINGS


def test_degrees_are_refused():
    with pytest.raises(CrsError):
        mend(gpd.GeoDataFrame(geometry=[shapely.box(0, 0, 1, 1)], crs=4490))


def ponds():
    """Return ponds: one deep in the middle, one shallow, one tiny, two that meet at a corner."""
    return layer(
        shapely.difference(box(0, 0, 100, 100), box(40, 40, 70, 70)),  # 9,100 m², 0.3 m
        box(40, 40, 70, 70),  # 900 m², 1.0 m
        box(500, 0, 540, 40),  # 1,600 m², 0.15 m
        box(800, 0, 810, 10),  # 100 m²
        shapely.MultiPolygon([box(1000, 0, 1020, 20), box(1020, 20, 1040, 40)]),  # 800 m²
        least_m=[0.3, 1.0, 0.15, 1.0, 0.5],
        most_m=[1.0, 2.0, 0.3, 2.0, 1.0],
    )


def test_each_separate_wet_area_is_one_candidate_of_a_level_by_depth():
    found = flood_candidates(ponds(), source="map")
    assert found["hazard_id"].tolist() == ["FL0001", "FL0002", "FL0003"]
    assert found["level"].tolist() == [1, 2, 4]
    assert found["depth_m"].tolist() == [1.0, 0.5, 0.15]
    assert found["area_m2"].tolist() == [10_000, 800, 1_600]
    assert set(found["status"]) == {"candidate"}
    assert set(found["kind"]) == {"low_lying"}
    assert set(found["source"]) == {"map"}
    assert found.crs.to_epsg() == 4490
    points = found.to_crs(METRIC).geometry
    assert box(40, 40, 70, 70).contains(points[0])
    assert box(500, 0, 540, 40).contains(points[2])


def test_the_deepest_class_counts_only_over_an_area_that_matters():
    """The middle of 900 m² is too small now: with what is around it, it is 0.3 m deep."""
    found = flood_candidates(ponds(), settings=CandidateSettings(least_area_m2=1000))
    assert found["level"].tolist() == [3, 4]
    assert found["depth_m"].tolist() == [0.3, 0.15]
    assert found["area_m2"].tolist() == [10_000, 1_600]


def test_classes_that_overlap_count_as_the_deeper_one():
    both = layer(box(0, 0, 100, 100), box(40, 40, 70, 70), least_m=[0.3, 1.0], most_m=[1.0, 2.0])
    found = flood_candidates(both)
    assert found[["level", "area_m2"]].to_numpy().tolist() == [[1, 10_000]]


def test_wet_areas_that_are_near_are_one_if_that_is_wished():
    two = layer(box(0, 0, 30, 30), box(35, 0, 65, 30), least_m=[0.3, 0.3], most_m=[1.0, 1.0])
    assert flood_candidates(two)["area_m2"].tolist() == [900, 900]
    near = CandidateSettings(join_m=5.5)
    assert flood_candidates(two, settings=near)["area_m2"].tolist() == [1_800]


def test_nothing_wet_gives_no_candidates():
    none = layer(box(0, 0, 10, 10), least_m=[0.5], most_m=[1.0])
    assert flood_candidates(none).empty
    assert flood_candidates(none.iloc[:0]).empty


def test_settings_that_make_no_sense_are_refused():
    with pytest.raises(SettingsError):
        CandidateSettings(levels_m=(0.3, 0.5, 1.0))
    with pytest.raises(SettingsError):
        CandidateSettings(least_area_m2=-1)


def write(path, frame):
    """Write a layer as GeoJSON in degrees."""
    frame.to_crs(4326).to_file(path, driver="GeoJSON", engine="pyogrio")
    return path


def test_a_file_is_read_and_mended_in_a_process_of_its_own(tmp_path):
    tie = shapely.Polygon([(X, Y), (X + 20, Y + 20), (X + 20, Y), (X, Y + 20)])
    frame = layer(tie, box(100, 0, 130, 30), F_depth=["0.15 m ~ 0.30 m", ">1米"], n=[1, 2])
    read = read_flood(write(tmp_path / "淹没.geojson", frame))
    assert read.depth_column == "F_depth"
    assert read.file == "淹没.geojson"
    assert read.classes["least_m"].tolist() == [0.15, 1.0]
    assert read.classes.geometry.is_valid.all()
    assert read.mended.invalid_parts == 1
    # Written to 7 decimals of a degree, which is a centimetre.
    assert read.classes.area.tolist() == pytest.approx([200, 900], rel=5e-3)


def test_one_depth_may_be_stated_for_all(tmp_path):
    path = write(tmp_path / "a.geojson", layer(box(0, 0, 30, 30), n=["a"]))
    with pytest.raises(InputError, match="No column tells depths"):
        read_flood(path)
    assert read_flood(path, depth="30cm").classes["least_m"].tolist() == [0.3]


def test_a_file_with_a_tangle_is_refused_with_the_place(tmp_path):
    path = write(tmp_path / "a.geojson", layer(tangle(500), F_depth=["0.3 m"]))
    with pytest.raises(InputError) as refused:
        read_flood(path)
    assert "自相交过多" in refused.value.what.zh
    assert "(117.0" in refused.value.what.zh


def test_points_are_no_flood(tmp_path):
    path = tmp_path / "a.geojson"
    point = {
        "type": "Feature",
        "properties": {"depth": 1},
        "geometry": {"type": "Point", "coordinates": [117, 35]},
    }
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [point]}))
    with pytest.raises(InputError, match="no polygons"):
        read_flood(path)
