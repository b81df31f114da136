"""The CRS is named by the file or the user, never guessed, and everything is stored in degrees."""

import geopandas as gpd
import pytest
import shapely
from foreign import buildings, geojson, rules, write_shapefile
from pyproj import Geod

NO_CRS = pytest.mark.filterwarnings("ignore:'crs' was not provided:UserWarning")
POINT = {"type": "Point", "coordinates": [116.34, 35.4]}


@NO_CRS
def test_a_shapefile_without_prj_is_refused_with_the_remedy(desk):
    path = write_shapefile(buildings(), desk.folder / "楼栋.shp", encoding="UTF-8")
    path.with_suffix(".prj").unlink()
    report = desk.take(path)
    (fault,) = [fault for fault in report.faults if fault.severity == "error"]
    assert fault.rule == "crs.unknown"
    assert "--crs" in fault.remedy.zh
    assert desk.take(path, crs="EPSG:4490").ok


@NO_CRS
def test_a_geopackage_of_undefined_crs_is_refused(desk):
    path = desk.folder / "楼栋.gpkg"
    buildings().set_crs(None, allow_override=True).to_file(path, layer="楼栋")
    assert "crs.unknown" in rules(desk.take(path))


def test_a_stated_crs_does_not_overrule_that_of_the_file(desk):
    path = desk.folder / "楼栋.gpkg"
    buildings().to_crs(4548).to_file(path, layer="楼栋")
    report = desk.take(path, crs="EPSG:4490")
    assert "crs.stated" in rules(report, "notice")
    assert desk.layers["buildings"].geometry[0].distance(shapely.Point(116.3401, 35.4001)) < 1e-8


def test_projected_coordinates_come_back_as_degrees(desk):
    path = desk.folder / "楼栋.gpkg"
    buildings().to_crs(4548).to_file(path, layer="楼栋")
    report = desk.take(path)
    assert report.tables[0].crs == "EPSG:4548"
    assert desk.layers["buildings"].geometry[0].distance(shapely.Point(116.3401, 35.4001)) < 1e-8


def test_geojson_is_degrees_and_other_numbers_are_a_fault(desk):
    metres = {"type": "Point", "coordinates": [440_000, 3_918_000]}
    path = desk.text("驿站.geojson", geojson(metres))
    report = desk.take(path)
    assert rules(report) == ["geometry.range"]
    assert desk.take(path, crs="EPSG:4548").ok
    assert desk.layers["stations"].geometry[0].x == pytest.approx(116.34, abs=0.01)


def test_geojson_may_name_its_crs_in_the_old_way(desk):
    text = geojson({"type": "Point", "coordinates": [500_000, 3_900_000]})
    crs = '{"crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::4548"}},'
    report = desk.take(desk.text("驿站.geojson", crs + text[1:]))
    assert report.tables[0].crs == "EPSG:4548"
    assert desk.layers["stations"].geometry[0].x == pytest.approx(117.0, abs=1e-9)


@pytest.mark.parametrize("name", ["EPSG:999999", "火星坐标", "not a crs"])
def test_a_crs_that_is_none_is_named(desk, name):
    report = desk.take(desk.text("驿站.geojson", geojson(POINT)), crs=name)
    assert not report.ok
    assert name[:4] in report.faults[0].what.zh


def test_a_datum_shift_is_applied_and_its_accuracy_told(desk):
    """Caister water tower, from the Ordnance Survey's guide to coordinate systems."""
    tower = shapely.Point(651_409.903, 313_177.270)
    frame = gpd.GeoDataFrame({"station_id": ["1"]}, geometry=[tower], crs=27700)
    path = desk.folder / "stations.gpkg"
    frame.to_file(path, layer="stations")
    desk.take(path)
    (stored,) = desk.layers["stations"].geometry
    longitude, latitude = 1 + 42 / 60 + 57.8663 / 3600, 52 + 39 / 60 + 28.8282 / 3600
    _, _, off_m = Geod(ellps="GRS80").inv(stored.x, stored.y, longitude, latitude)
    assert off_m < 6


def test_a_datum_without_public_parameters_is_a_warning(desk):
    path = desk.folder / "驿站.gpkg"
    frame = gpd.GeoDataFrame({"station_id": ["1"]}, geometry=[shapely.Point(116, 35)], crs=4610)
    frame.to_file(path, layer="驿站")
    report = desk.take(path)
    assert report.ok
    assert rules(report, "warning") == ["crs.coarse"]
