"""Rules about stations: large enough, every grid served, served from inside."""

import lattice
import numpy as np
from street_of_stations import A, B, codes, stations, units

from gridmap.layers import CONTRACTS, check
from gridmap.layers.checking import conform
from gridmap.stations import (
    StationSettings,
    check_stations,
    grids_of,
    homes_of,
    serving_of,
    stations_of,
)


def found_in(layer, *, grids=None, settings=None, frame=None):
    frame = units() if frame is None else frame
    homes = homes_of(frame)
    drawn = grids_of(codes() if grids is None else grids, homes)
    return check_stations(homes, drawn, stations_of(layer, homes), settings=settings)


def keys(found):
    return sorted(one.key for one in found)


def test_a_grid_without_a_station_is_a_soft_violation_with_its_households():
    found = found_in(stations((50, 50)))
    assert keys(found) == [f"station.none:{B}"]
    one = found[0]
    assert (one.hard, one.grid_code, one.figure) == (False, B, 57)
    assert B in one.what.zh
    assert "57 户" in one.what.zh
    # Squares 6 to 11 weigh 7 to 12.
    weights = np.arange(7, 13)
    east = np.average(650 + 100 * np.arange(6), weights=weights)
    np.testing.assert_allclose(np.subtract(one.place, lattice.ORIGIN), (east, 50))


def test_one_station_may_serve_several_grids_where_that_is_stated():
    layer = stations((50, 50), grid_codes=[f"{A}、{B}"])
    assert found_in(layer) == ()


def test_a_stated_station_serves_nothing_but_what_is_stated():
    homes = homes_of(units())
    drawn = grids_of(codes(), homes)
    layer = stations((50, 50), (650, 50), grid_codes=[B, ""])
    serving = serving_of(stations_of(layer, homes), drawn)
    # s0 is said to serve B and stands in A, which has none then; B needs s1 no more.
    assert serving.serves.tolist() == [[False, True], [False, False]]
    assert keys(found_in(layer)) == [f"station.none:{A}", "station.outside:s0"]


def test_all_stations_inside_serve_a_grid_where_nothing_is_stated():
    homes = homes_of(units())
    layer = stations_of(stations((50, 50), (150, 50), (650, 50)), homes)
    serving = serving_of(layer, grids_of(codes(), homes))
    assert serving.stations_of(0) == [0, 1]
    assert serving.stations_of(1) == [2]


def test_a_code_that_is_not_in_the_plan_is_told():
    layer = stations((50, 50), (650, 50), grid_codes=[f"{A};370899001001777", B])
    found = found_in(layer)
    assert [one.rule for one in found] == ["station.unknown_grid"]
    assert "370899001001777" in found[0].what.en


def test_a_station_outside_of_what_it_serves_is_told_with_where_it_stands():
    found = found_in(stations((50, 50), (150, 50), grid_codes=[A, B]))
    assert keys(found) == ["station.outside:s1"]
    assert f"位于网格 {A}" in found[0].what.zh
    beyond = found_in(stations((50, 50), (650, 900), grid_codes=[A, B]))
    assert "不在任何网格内" in beyond[0].what.zh


def test_a_station_that_serves_nobody_is_told():
    found = found_in(stations((50, 50), (650, 50), (300, 900)))
    assert keys(found) == ["station.idle:s2"]


def test_floor_area_below_60_is_told_and_the_limit_is_a_setting():
    layer = stations((50, 50), (650, 50), floor_area_m2=[59.9, 60.0])
    assert keys(found_in(layer)) == ["station.small:s0"]
    large = StationSettings(floor_area_m2=80)
    assert keys(found_in(layer, settings=large)) == ["station.small:s0", "station.small:s1"]
    unknown = stations((50, 50), (650, 50), floor_area_m2=[None, 90.0])
    assert found_in(unknown) == ()


def test_a_grid_in_which_nobody_lives_needs_no_station():
    frame = lattice.lattice_units(1, 12, households=[[1] * 6 + [0] * 6])
    assert found_in(stations((50, 50)), frame=frame) == ()


def test_the_contract_takes_the_headers_of_an_office_and_keeps_codes_as_text():
    contract = CONTRACTS["stations"]
    column = contract.column("grid_codes")
    assert (column.title.zh, column.kind) == ("服务网格", "text")
    layer = stations((50, 50), grid_codes=[int(A)]).to_crs(4490)
    assert conform(layer, contract).frame["grid_codes"].tolist() == [A]
    assert not check(layer, contract)
