"""Points of web maps are moved back only where somebody says so and may; the command tells them."""

import json
import re

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from pyproj import Geod

from gridmap.cli.app import run
from gridmap.datum import wgs84_to_bd09, wgs84_to_gcj02
from gridmap.errors import SettingsError
from gridmap.io.choices import TableChoice
from gridmap.io.gathering import ImportOptions, gather
from gridmap.io.unshifting import unshifted
from gridmap.origins import carried, tell_origin

INTO = {"gcj02": wgs84_to_gcj02, "bd09": wgs84_to_bd09}
WEST, SOUTH = 116.34, 35.40
SIDE = 2e-4
"""Some 20 m."""


@pytest.fixture(scope="module")
def houses():
    """Eighty houses of 20 m, strewn over a square of 2 km so that no shift maps them on others."""
    corners = np.random.default_rng(8).uniform((WEST, SOUTH), (WEST + 0.02, SOUTH + 0.02), (80, 2))
    shapes = shapely.box(*corners.T, *(corners + SIDE).T)
    ids = [f"h{number}" for number in range(len(shapes))]
    return gpd.GeoDataFrame({"building_id": ids}, geometry=shapes, crs=4490)


def middles(houses, count=20):
    return shapely.get_coordinates(shapely.centroid(houses.geometry.to_numpy()[:count]))


def table(path, places):
    lon, lat = places.T
    ids = range(len(places))
    frame = pd.DataFrame({"驿站编号": ids, "驿站名称": "站", "经度": lon, "纬度": lat})
    frame.to_csv(path, index=False)
    return path


def silent(_step, _share):
    pass


@pytest.mark.parametrize("datum", INTO)
def test_points_in_a_datum_agree_with_what_is_carried_into_it(houses, datum):
    points = INTO[datum](middles(houses))
    found = tell_origin(points, houses.geometry)
    assert (found.datum, found.agreeing[datum], found.points) == (datum, 20, 20)
    assert found.agreeing["cgcs2000"] < 20
    near = shapely.union_all(carried(points, houses.geometry, datum))
    assert shapely.covers(near, shapely.points(points)).all()


@pytest.mark.parametrize("datum", INTO)
def test_with_the_permit_points_come_back_to_where_they_were(houses, datum):
    true = middles(houses)
    shifted = gpd.GeoDataFrame(geometry=shapely.points(INTO[datum](true)), crs=4490)
    moved, finding = unshifted(shifted, datum, permitted=True)
    assert shapely.get_coordinates(moved.geometry.to_numpy()) == pytest.approx(true, abs=1e-9)
    off_m = Geod(ellps="GRS80").inv(*INTO[datum](true).T, *true.T)[2].mean()
    (told,) = re.findall(r"平均移动 (\d+) 米", finding.what.zh)
    assert float(told) == pytest.approx(off_m, abs=1)
    with pytest.raises(SettingsError, match="GCJ-02"):
        unshifted(shifted, datum, permitted=False)


@pytest.mark.parametrize("permitted", [True, False])
def test_a_choice_moves_a_table_at_import_where_it_is_permitted(houses, tmp_path, permitted):
    true = middles(houses)
    path = table(tmp_path / "驿站.csv", wgs84_to_gcj02(true))
    options = ImportOptions(choices=(TableChoice(path.name, datum="gcj02"),), unshift=permitted)
    found = gather([path], {"buildings": houses}, options, progress=silent)
    (judged,) = found.judged
    rules = {fault.rule: fault.severity for fault in found.report.faults}
    places = shapely.get_coordinates(judged.prepared.frame.geometry.to_numpy())
    if permitted:
        assert places == pytest.approx(true, abs=1e-9)
        assert rules["crs.unshifted"] == "warning"
        assert not judged.seen.is_shifted
    else:
        assert places == pytest.approx(wgs84_to_gcj02(true))
        assert rules["crs.unpermitted"] == "error"
        assert found.merged.changed == {}


def test_a_datum_that_is_none_is_refused():
    with pytest.raises(SettingsError, match="cgcs2000"):
        TableChoice("a.csv", datum="wgs72")


def test_the_command_tells_the_datum_of_a_table(houses, tmp_path, capsys):
    houses.assign(name="楼").to_file(tmp_path / "楼栋.gpkg", layer="buildings")
    points = table(tmp_path / "点.csv", wgs84_to_bd09(middles(houses)))
    order = ["datum", str(points), "--against", str(tmp_path / "楼栋.gpkg")]
    assert run([*order, "--json"]) == 0
    (told,) = json.loads(capsys.readouterr().out)["tables"]
    assert (told["datum"], told["points"], told["agreeing"]["bd09"]) == ("bd09", 20, 20)
    assert run(order) == 0
    said = capsys.readouterr().out
    assert "BD-09（百度地图），把握 99.9%；20 个点中 20 个吻合" in said


def test_the_command_says_why_a_file_cannot_be_compared(tmp_path, capsys):
    points = table(tmp_path / "点.csv", np.array([[WEST, SOUTH]] * 6))
    assert run(["datum", str(points), "--against", str(points)]) == 2
    assert "没有楼栋或道路" in capsys.readouterr().err
