"""The datum of points is told by known buildings and roads, with how sure that is."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from sampled import sampled
from shared_data import absence, folder

from gridmap.datum import wgs84_to_bd09, wgs84_to_gcj02
from gridmap.errors import InputError
from gridmap.origins import tell_origin

INTO = {"cgcs2000": lambda places: places, "gcj02": wgs84_to_gcj02, "bd09": wgs84_to_bd09}
METRE = 1 / 111_000


def picked(shapes, rng, *, points=20, blur_m=5.0, stray=0.0):
    """Return middles of buildings as somebody picks them by hand, some of them wrong."""
    middles = shapely.get_coordinates(shapely.centroid(shapes))
    chosen = middles[rng.choice(len(middles), points, replace=False)]
    wide = METRE / np.array([np.cos(np.radians(middles[0, 1])), 1.0])
    wrong = rng.random(points) < stray
    blur = np.where(wrong, 500.0, blur_m)[:, None]
    return chosen + rng.normal(0.0, 1.0, (points, 2)) * blur * wide


@pytest.fixture(scope="module")
def buildings():
    return sampled().layers["buildings"].geometry


@pytest.mark.parametrize("datum", INTO)
@pytest.mark.parametrize("seed", range(4))
def test_twenty_points_picked_by_hand_tell_their_datum(buildings, datum, seed):
    rng = np.random.default_rng(seed)
    points = INTO[datum](picked(buildings.values, rng, blur_m=8.0, stray=0.1))
    found = tell_origin(points, buildings)
    assert found.datum == datum
    assert found.confidence > 0.99
    assert found.points == 20
    assert found.near[datum] == min(found.near.values())


def test_the_offset_is_the_shift_of_the_datum_at_the_place(buildings):
    points = picked(buildings.values, np.random.default_rng(0))
    middle = np.median(points, axis=0)[None]
    east, north = ((wgs84_to_gcj02(middle) - middle) / METRE)[0]
    east *= np.cos(np.radians(middle[0, 1]))
    found = tell_origin(wgs84_to_gcj02(points), buildings)
    # A degree of latitude is 111 km within half a percent.
    assert found.offset_m == pytest.approx(np.hypot(east, north), rel=0.01)
    assert found.bearing_deg == pytest.approx(np.degrees(np.arctan2(east, north)) % 360, abs=2)
    assert tell_origin(points, buildings).offset_m == 0


def test_roads_tell_it_too():
    roads = sampled().layers["roads"].geometry
    rng = np.random.default_rng(3)
    lines = rng.choice(roads.values, 40)
    on_roads = shapely.get_coordinates(
        shapely.line_interpolate_point(lines, rng.random(40), normalized=True)
    )
    points = wgs84_to_bd09(on_roads + rng.normal(0.0, 3.0, (40, 2)) * METRE)
    assert tell_origin(points, roads).datum == "bd09"


def test_points_of_no_datum_are_said_to_be_of_none(buildings):
    rng = np.random.default_rng(1)
    strewn = rng.uniform(*np.reshape(buildings.total_bounds, (2, 2)), (200, 2))
    assert tell_origin(strewn, buildings).datum is None


def test_too_few_points_and_references_elsewhere_tell_nothing(buildings):
    points = picked(buildings.values, np.random.default_rng(0))
    assert tell_origin(np.repeat(points[:4], 9, axis=0), buildings).confidence == 0
    far = gpd.GeoSeries([shapely.box(100, 30, 100.001, 30.001)], crs=4490)
    for references in (far, far.iloc[:0]):
        found = tell_origin(points, references)
        assert (found.datum, found.confidence) == (None, 0)


def test_coordinates_that_are_no_degrees_are_refused(buildings):
    with pytest.raises(InputError):
        tell_origin(np.array([[500_000.0, 3_900_000.0]]), buildings)
    with pytest.raises(InputError):
        tell_origin(np.array([[np.nan, 35.0]]), buildings)


@pytest.mark.parametrize(("datum", "name"), [("gcj02", "GCJ-02"), ("bd09", "BD-09")])
def test_shifted_points_are_told_at_import_and_left_as_they_are(desk, buildings, datum, name):
    buildings.to_frame("geometry").assign(building_id=range(len(buildings))).to_file(
        desk.folder / "buildings.gpkg"
    )
    points = picked(buildings.values, np.random.default_rng(0))
    for shift, told in ((INTO[datum], [name]), (INTO["cgcs2000"], [])):
        lon, lat = shift(points).T
        ids = range(len(points))
        table = pd.DataFrame({"驿站编号": ids, "驿站名称": "站", "经度": lon, "纬度": lat})
        table.to_csv(desk.folder / "驿站.csv", index=False)
        report = desk.take(desk.folder / "buildings.gpkg", desk.folder / "驿站.csv")
        said = [fault.what.zh for fault in report.faults if fault.rule == "crs.shifted"]
        assert [text.split("像是 ")[1][: len(name)] for text in said] == told
        stored = shapely.get_coordinates(desk.layers["stations"].geometry.values)
        assert stored == pytest.approx(shift(points))


@pytest.mark.real
@pytest.mark.skipif(not folder("nyc_100k").is_dir(), reason=absence("nyc_100k"))
def test_of_twelve_samples_in_a_dense_real_city_none_is_told_wrong():
    frame = gpd.read_parquet(folder("nyc_100k") / "nyc_buildings.parquet")
    # Carried to the longitude of China, where the datums differ.
    moved = shapely.transform(frame.geometry.values, lambda xy: xy + np.array([190.0, 0.0]))
    middles = shapely.points(shapely.get_coordinates(shapely.centroid(moved)))
    tree = shapely.STRtree(middles)
    rng = np.random.default_rng(0)
    for trial in range(12):
        at = shapely.get_coordinates(middles[rng.integers(len(middles))])[0]
        near = moved[tree.query(shapely.box(*(at - 0.012), *(at + 0.012)))]
        datum = list(INTO)[trial % 3]
        points = picked(near, rng, points=20, blur_m=float(rng.choice([1, 5, 10])), stray=0.1)
        found = tell_origin(INTO[datum](points), gpd.GeoSeries(near, crs=4490))
        assert found.datum == datum, (trial, found)
