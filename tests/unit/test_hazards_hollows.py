"""Hollows of rasters that can be drawn by hand, and those that were planted in the sample."""

import json
import sys
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import rasterio
from rasterio import Affine

from gridmap.errors import InputError, SettingsError, UnknownCrsError
from gridmap.hazards.flood import CandidateSettings
from gridmap.hazards.hollows import fill, find_hollows
from gridmap.io.elevation import elevation_candidates, read_elevation

pytest.importorskip("pysheds")

DATA = Path(__file__).parents[2] / "data"
ALL = CandidateSettings(least_area_m2=0, least_depth_m=0.05)
NO = np.nan


def plain(rows=9, columns=9, height=10.0):
    """Return a plain."""
    return np.full((rows, columns), height)


def dug():
    """Return a plain with a hollow of nine cells, 1 m deep and 2 m in its middle.

    Its rim is cut down to 9.5 m at one cell, behind which a gully runs to the edge.
    """
    ground = plain()
    ground[3:6, 3:6] = 9.0
    ground[4, 4] = 8.0
    ground[4, 6] = 9.5
    ground[4, 7:] = 9.2
    return ground


def hollows(ground, settings=ALL, cell_m2=100.0):
    """Return the hollows of a raster whose cells are 10 m wide."""
    return find_hollows(ground, np.full(len(ground), cell_m2), settings=settings)


def test_a_hollow_is_filled_to_where_it_overflows():
    filled = fill(dug())
    assert (filled[3:6, 3:6] == 9.5).all()
    ((one),) = hollows(dug()).found
    assert one.deepest == (4, 4)
    assert one.pour == (4, 6)
    assert one.depth_m == pytest.approx(1.5)
    assert one.level_m == pytest.approx(9.5)
    assert one.area_m2 == 900


def test_the_raster_is_not_changed():
    ground = dug()
    before = ground.copy()
    hollows(ground)
    assert (ground == before).all()


def test_what_drains_to_the_edge_is_no_hollow():
    valley = plain()
    valley[4, :] = 5.0
    assert hollows(valley).found == ()


def test_shallow_and_small_hollows_are_left_out_and_counted():
    ground = plain(12, 20)
    ground[2:5, 2:5] = 9.0
    ground[2, 8] = 9.0
    ground[7:10, 12:16] = 9.9
    found = hollows(ground, CandidateSettings(least_area_m2=200, least_depth_m=0.5))
    assert [one.area_m2 for one in found.found] == [900]
    assert (found.small, found.shallow) == (1, 1)


def test_the_deeper_hollow_comes_first():
    ground = plain(9, 15)
    ground[2:5, 2:5] = 9.0
    ground[2:5, 9:12] = 7.0
    assert [one.depth_m for one in hollows(ground).found] == [3.0, 1.0]


def test_a_hollow_beside_a_void_is_left_out_and_counted():
    ground = dug()
    ground[2, 2] = NO
    found = hollows(ground)
    assert found.found == ()
    assert (found.beside_void, found.voids) == (1, 1)


def test_a_void_elsewhere_changes_nothing():
    ground = dug()
    ground[0:2, 0:2] = NO
    ((one),) = hollows(ground).found
    assert (one.depth_m, one.deepest, one.pour) == (pytest.approx(1.5), (4, 4), (4, 6))


def test_a_raster_without_data_is_refused():
    with pytest.raises(InputError, match="no data"):
        hollows(np.full((3, 3), NO))


def test_without_the_extra_the_remedy_names_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "pysheds.grid", None)
    with pytest.raises(SettingsError, match=r"pip install 'gridmap\[terrain\]'"):
        fill(dug())


def write(path, ground, *, crs="EPSG:4548", transform=None, nodata=-9999.0, scale=1.0):
    """Write a raster with cells of 10 m."""
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        height=ground.shape[0],
        width=ground.shape[1],
        count=1,
        dtype="float32",
        crs=crs,
        transform=transform or Affine(10, 0, 500_000, 0, -10, 3_900_090),
        nodata=nodata,
    ) as file:
        file.write(np.where(np.isnan(ground), nodata, ground).astype("float32"), 1)
        file.scales = (scale,)
    return path


def test_candidates_lie_at_the_deepest_cell_and_tell_where_they_overflow(tmp_path):
    ground = dug()
    ground[8, 0] = NO
    raster = read_elevation(write(tmp_path / "a.tif", ground))
    assert np.isnan(raster.height_m[8, 0])
    assert raster.cell_m2.tolist() == [100.0] * 9
    found, _ = elevation_candidates(raster, source="a.tif")
    assert found[["hazard_id", "level", "status"]].to_numpy().tolist() == [
        ["EL0001", 1, "candidate"]
    ]
    assert found[["depth_m", "area_m2"]].to_numpy().tolist() == [[1.5, 900]]
    place = found.to_crs(4548).geometry[0]
    # Row 4, column 4: 45 m east of the corner, 45 m south of it.
    assert (place.x, place.y) == (pytest.approx(500_045), pytest.approx(3_900_045))
    pour = gpd.GeoSeries.from_xy(found["pour_lon"], found["pour_lat"], crs=4490).to_crs(4548)[0]
    assert (pour.x, pour.y) == (pytest.approx(500_065, abs=0.1), pytest.approx(3_900_045, abs=0.1))


def test_the_scale_of_a_file_counts(tmp_path):
    raster = read_elevation(write(tmp_path / "a.tif", dug() * 10, scale=0.1))
    assert raster.height_m[4, 4] == pytest.approx(8.0)


def test_a_cell_in_degrees_has_the_area_of_the_ellipsoid(tmp_path):
    """A degree at the equator: 111,320 m of longitude, 110,574 m of latitude."""
    degree = Affine(0.01, 0, 117, 0, -0.01, 0.045)
    raster = read_elevation(write(tmp_path / "a.tif", plain(), crs="EPSG:4490", transform=degree))
    assert raster.cell_m2[4] == pytest.approx(1113.20 * 1105.74, rel=1e-4)


def test_a_raster_that_names_no_crs_or_is_turned_or_is_none_is_refused(tmp_path):
    with pytest.raises(UnknownCrsError):
        read_elevation(write(tmp_path / "a.tif", plain(), crs=None))
    assert read_elevation(tmp_path / "a.tif", crs="EPSG:4548").crs.to_epsg() == 4548
    turned = Affine(10, 1, 500_000, 1, -10, 3_900_000)
    with pytest.raises(InputError, match="turned"):
        read_elevation(write(tmp_path / "b.tif", plain(), transform=turned))
    (tmp_path / "c.tif").write_text("no raster", encoding="utf-8")
    with pytest.raises(InputError, match="no raster"):
        read_elevation(tmp_path / "c.tif")


def test_every_hollow_that_was_planted_in_the_sample_is_found():
    """The sample lowers the ground around its low points and its underpass (truth.json)."""
    truth = json.loads((DATA / "truth.json").read_text(encoding="utf-8"))
    planted = {*truth["hazards"]["low_lying"], *truth["hazards"]["culvert"]}
    points = gpd.read_file(DATA / "sample.gpkg", layer="hazards").set_index("hazard_id")
    metric = points.loc[sorted(planted)].to_crs(truth["metric_crs"])
    found, hollows_found = elevation_candidates(read_elevation(DATA / "elevation.tif"))
    candidates = found.to_crs(truth["metric_crs"])
    nearest = [candidates.distance(point).min() for point in metric.geometry]
    # Heights are in cells of 11 m by 14 m: the deepest cell is the one of the point or beside it.
    assert max(nearest) < 2 * np.hypot(11.4, 13.9)
    assert len(found) <= len(planted) + 1
    assert hollows_found.voids == 0
