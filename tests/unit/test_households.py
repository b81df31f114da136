"""The estimate of households, against areas and floors that can be multiplied by hand."""

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from gridmap.errors import CrsError, SettingsError
from gridmap.io.households import HouseholdAssumptions, estimate_households


def building(width_m, depth_m, **columns):
    """Return one building of that footprint."""
    return gpd.GeoDataFrame(
        {name: [value] for name, value in columns.items()},
        geometry=[shapely.box(0, 0, width_m, depth_m)],
        crs=4548,
    )


def estimate(width_m, depth_m, **columns):
    return estimate_households(building(width_m, depth_m, **columns)).item()


def test_a_slab_holds_its_floor_area_over_the_size_of_a_dwelling():
    # 50 x 12 m, 6 floors: 3600 m², 80 % of it dwellings of 100 m².
    assert estimate(50, 12, use="residential", floors=6.0) == 29


def test_the_ground_floor_of_a_mixed_building_is_shops():
    # 5 of 6 floors: 50 x 12 x 5 x 0.8 / 100.
    assert estimate(50, 12, use="mixed", floors=6.0) == 24


def test_a_small_low_building_is_a_house_of_one_household():
    assert estimate(12, 10, use="residential", floors=3.0) == 1


def test_a_small_tower_is_no_house():
    # 120 m² x 20 floors x 0.8 / 100.
    assert estimate(12, 10, use="residential", floors=20.0) == 19


@pytest.mark.parametrize("use", ["commercial", "industrial", "public", "school", "other"])
def test_nobody_lives_in_other_uses(use):
    assert estimate(50, 12, use=use, floors=6.0) == 0


def test_an_unknown_use_counts_as_homes():
    assert estimate(50, 12, use=None, floors=6.0) == 29


def test_an_unknown_hall_or_shed_holds_nobody():
    assert estimate(60, 30, use=None, floors=None) == 0
    assert estimate(5, 5, use=None, floors=None) == 0


def test_floors_that_are_not_told_grow_with_the_footprint():
    # 250 m²: 2.5 floors, 250 x 2.5 x 0.8 / 100; 600 m²: 3 at most, 600 x 3 x 0.8 / 100.
    assert estimate(25, 10, use="residential", floors=None) == 5
    assert estimate(60, 10, use="residential", floors=None) == 14


def test_the_columns_use_and_floors_may_be_absent():
    assert estimate(60, 10) == 14


def test_points_have_no_footprint_and_no_households():
    points = gpd.GeoDataFrame({"use": ["residential"]}, geometry=[shapely.Point(0, 0)], crs=4548)
    assert estimate_households(points).item() == 0


def test_the_index_is_kept_and_counts_are_whole():
    frame = building(50, 12, use="residential", floors=6.0).set_axis(["a-7"])
    estimated = estimate_households(frame)
    assert estimated.index.tolist() == ["a-7"]
    assert estimated.dtype == "int64"


def test_no_buildings_give_no_households():
    assert estimate_households(building(1, 1).iloc[:0]).empty


def test_assumptions_can_be_told():
    assume = HouseholdAssumptions(dwelling_m2=60.0, efficiency=1.0)
    frame = building(50, 12, use="residential", floors=6.0)
    assert estimate_households(frame, assume=assume).item() == 60


def test_assumptions_that_make_no_sense_are_refused():
    with pytest.raises(SettingsError, match="dwelling_m2 > 0"):
        HouseholdAssumptions(dwelling_m2=0)


def test_degrees_are_refused():
    frame = building(0.001, 0.001).set_crs(4490, allow_override=True)
    with pytest.raises(CrsError):
        estimate_households(frame)


def test_the_frame_is_not_changed():
    frame = building(50, 12, use="residential", floors=6.0)
    before = frame.copy()
    estimate_households(frame)
    pd.testing.assert_frame_equal(frame, before)
