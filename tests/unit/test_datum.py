"""GCJ-02 and BD-09 against control values that others published."""

import numpy as np
import pytest
import shapely
from pyproj import Geod

from gridmap import datum
from gridmap.errors import SettingsError

EVILTRANSFORM = (
    # WGS 84, GCJ-02: github.com/googollee/eviltransform, go/transform_test.go (2013)
    ((121.5272106, 31.1774276), (121.531541859215, 31.17530398364597)),
    ((113.912316, 22.543847), (113.9171764808363, 22.540796131694766)),
    ((116.377817, 39.911954), (116.38404722455657, 39.91334545536069)),
)
CITIES = (
    # WGS 84, GCJ-02, BD-09 of Zhumadian, Nagqu, Shenyang, Quanzhou, Xilinhot, Jiuquan, Qinzhou:
    # github.com/hujiulong/gcoord, test/fixtures/china-cities.json
    ((114.0164322, 33.0133556), (114.022306, 33.0115324), (114.0287781, 33.0176697)),
    ((92.0499619, 31.4784436), (92.0512438, 31.4762063), (92.0576832, 31.4824421)),
    ((123.4253306, 41.8032629), (123.4314787, 41.8057023), (123.438095, 41.8114013)),
    ((118.6711365, 24.8770487), (118.6756787, 24.8741363), (118.6821251, 24.8804872)),
    ((116.0414035, 43.9312805), (116.0482308, 43.9334573), (116.0546232, 43.9397782)),
    ((98.4937175, 39.7319946), (98.4943595, 39.7328234), (98.5008441, 39.7388949)),
    ((108.6503952, 21.9828281), (108.6541485, 21.9799392), (108.6607283, 21.9856319)),
)
COORDTRANSFORM = (116.404, 39.915)
"""The place of the README of github.com/wandergis/coordtransform."""
GEOD = Geod(ellps="WGS84")


def one(function, place, **options):
    return function(np.array([place], dtype=float), **options)[0]


def apart_m(first, second):
    return np.abs(GEOD.inv(*np.asarray(first).T, *np.asarray(second).T)[2]).max()


def places():
    """Places all over the box, a degree from its edge, where the rule is the same both ways."""
    west, south, east, _ = datum.SHIFTED_BOUNDS
    lon, lat = np.meshgrid(np.linspace(west + 1, east - 1, 101), np.linspace(south + 1, 54, 97))
    return np.column_stack([lon.ravel(), lat.ravel()])


@pytest.mark.parametrize(("true", "shown"), EVILTRANSFORM)
def test_gcj02_agrees_with_the_control_values_of_eviltransform(true, shown):
    assert one(datum.wgs84_to_gcj02, true) == pytest.approx(shown, abs=1e-9)


def test_the_ways_there_agree_with_the_control_values_of_coordtransform():
    assert one(datum.wgs84_to_gcj02, COORDTRANSFORM) == pytest.approx(
        (116.41024449916938, 39.91640428150164), abs=1e-10
    )
    assert one(datum.gcj02_to_bd09, COORDTRANSFORM) == pytest.approx(
        (116.41036949371029, 39.92133699351021), abs=1e-10
    )


def test_bd09_agrees_with_the_control_values_of_gcoord():
    # github.com/hujiulong/gcoord, test/unit/crs/GCJ02.spec.js, which compares five decimals
    assert one(datum.gcj02_to_bd09, (123, 45)) == pytest.approx(
        (123.00636499, 45.00636899), abs=1e-8
    )
    assert one(datum.gcj02_to_wgs84, (123, 45), permitted=True) == pytest.approx(
        (122.99395597, 44.99804071), abs=5e-6
    )


def test_the_ways_back_agree_with_the_control_values_of_coordtransform_within_its_own_error():
    # Its way back is one step: good to 1e-5 degrees from GCJ-02 and 1e-6 from BD-09.
    assert one(datum.bd09_to_gcj02, COORDTRANSFORM) == pytest.approx(
        (116.39762729119315, 39.90865673957631), abs=2e-6
    )
    assert one(datum.gcj02_to_wgs84, COORDTRANSFORM, permitted=True) == pytest.approx(
        (116.39775550083061, 39.91359571849836), abs=1e-5
    )


@pytest.mark.parametrize(("true", "amap", "baidu"), CITIES)
def test_cities_are_where_the_maps_of_amap_and_baidu_show_them(true, amap, baidu):
    # The list gives seven decimals; its GCJ-02 lies 0.7 m beside the formula all over China.
    assert apart_m([one(datum.wgs84_to_gcj02, true)], [amap]) < 1.0
    assert apart_m([one(datum.gcj02_to_bd09, amap)], [baidu]) < 0.02
    assert apart_m([one(datum.wgs84_to_bd09, true)], [baidu]) < 1.0
    assert apart_m([one(datum.bd09_to_gcj02, baidu)], [amap]) < 0.02


def test_there_and_back_is_where_one_started():
    given = places()
    back = datum.gcj02_to_wgs84(datum.wgs84_to_gcj02(given), permitted=True)
    assert apart_m(given, back) < 1e-6
    assert apart_m(given, datum.bd09_to_gcj02(datum.gcj02_to_bd09(given))) < 1e-6


def test_the_shift_is_some_hundred_metres_in_china():
    assert 100 < apart_m([COORDTRANSFORM], [one(datum.wgs84_to_gcj02, COORDTRANSFORM)]) < 1_000


def test_outside_the_box_nothing_changes():
    given = np.array([(9.52, 47.14), (-74.0, 40.7), (151.2, -33.9), (137.9, 40.0)])
    for function in (datum.wgs84_to_gcj02, datum.gcj02_to_bd09, datum.bd09_to_gcj02):
        assert function(given).tolist() == given.tolist()


def test_the_way_back_is_off_and_says_why():
    with pytest.raises(SettingsError) as caught:
        datum.gcj02_to_wgs84(np.array([COORDTRANSFORM]))
    assert "测绘法" in caught.value.remedy.zh
    assert "Surveying and Mapping Law" in caught.value.remedy.en


def test_shapes_move_vertex_by_vertex_and_neighbours_still_share_their_edge():
    west, east = shapely.box(116.3, 35.3, 116.31, 35.31), shapely.box(116.31, 35.3, 116.32, 35.31)
    moved = datum.shifted(np.array([west, east, None], dtype=object), datum.wgs84_to_bd09)
    assert moved[2] is None
    assert shapely.coverage_is_valid(moved[:2])
    expected = datum.wgs84_to_bd09(shapely.get_coordinates(west))
    assert shapely.get_coordinates(moved[0]).tolist() == expected.tolist()
