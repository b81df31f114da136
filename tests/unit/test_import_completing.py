"""What a layer lacks and a stated rule gives: ids, codes, households."""

import geopandas as gpd
import pytest
import shapely
from foreign import PLACES, buildings, communities, geojson, rules

SLAB_M = (60.0, 12.0)


def slabs(**columns):
    """Return one residential slab of 60 by 12 m and 6 floors."""
    corner = gpd.GeoSeries([shapely.Point(PLACES[0])], crs=4490).to_crs(4548).iloc[0]
    shape = shapely.box(corner.x, corner.y, corner.x + SLAB_M[0], corner.y + SLAB_M[1])
    base = {"楼栋编号": ["1"], "用途": ["住宅"], "层数": [6]}
    return gpd.GeoDataFrame({**base, **columns}, geometry=[shape], crs=4548)


def test_features_without_ids_are_called_by_file_and_row(desk):
    point = {"type": "Point", "coordinates": [116.34, 35.4]}
    report = desk.take(desk.text("驿站.geojson", geojson(point)))
    assert desk.layers["stations"]["station_id"].tolist() == ["驿站-1"]
    assert rules(report, "notice") == ["id.row_number"]


def test_rows_without_ids_of_two_files_do_not_replace_each_other(desk):
    one = desk.text("驿站.geojson", geojson({"type": "Point", "coordinates": [116.34, 35.4]}))
    two = desk.text("新驿站.geojson", geojson({"type": "Point", "coordinates": [116.35, 35.4]}))
    desk.take(one, two)
    assert len(desk.layers["stations"]) == 2


def test_communities_without_codes_get_made_up_ones_that_survive_a_second_import(desk):
    path = desk.folder / "villages.gpkg"
    communities("甲村", "乙村")[["社区名称", "geometry"]].to_file(path)
    report = desk.take(path)
    assert rules(report, "warning") == ["code.made_up"]
    assert sorted(desk.layers["communities"]["community_code"]) == ["000000000001", "000000000002"]
    again = desk.take(path)
    assert (again.tables[0].new, again.tables[0].replaced) == (0, 2)


def test_made_up_codes_of_a_second_place_go_on_counting(desk):
    first, second = desk.folder / "villages.gpkg", desk.folder / "more villages.gpkg"
    communities("甲村")[["社区名称", "geometry"]].to_file(first)
    east = communities("甲村", "乙村")[1:].reset_index(drop=True)
    east[["社区名称", "geometry"]].to_file(second)
    desk.take(first, second)
    assert sorted(desk.layers["communities"]["community_code"]) == ["000000000001", "000000000002"]


def test_codes_that_are_none_of_ours_are_kept_as_a_further_column(desk):
    path = desk.folder / "villages.gpkg"
    frame = communities("甲村", "乙村").rename(columns={"社区代码": "code"})
    frame.assign(code=["7001", "7002"]).to_file(path)
    report = desk.take(path)
    assert report.ok, report.to_dict()
    assert desk.layers["communities"]["code"].tolist() == ["7001", "7002"]


def test_one_wrong_code_among_right_ones_is_a_fault(desk):
    path = desk.folder / "villages.gpkg"
    frame = communities("甲村", "乙村").rename(columns={"社区代码": "code"})
    frame.assign(code=["370829001001", "7002"]).to_file(path)
    assert rules(desk.take(path)) == ["value.pattern"]


def test_households_are_estimated_where_there_is_no_column(desk):
    """720 m² × 6 floors × 0.8 / 100 m² = 34.56, so 35 households."""
    path = desk.folder / "楼栋.gpkg"
    slabs().to_file(path)
    report = desk.take(path)
    stored = desk.layers["buildings"]
    assert stored["households"].tolist() == [35]
    assert stored["households_source"].tolist() == ["estimated"]
    (warning,) = [fault for fault in report.faults if fault.severity == "warning"]
    assert (warning.rule, "35" in warning.what.zh) == ("households.estimated", True)


def test_points_without_households_count_none_and_that_is_said(desk):
    path = desk.folder / "楼栋.gpkg"
    buildings().drop(columns="户数").to_file(path)
    report = desk.take(path)
    assert desk.layers["buildings"]["households"].tolist() == [0, 0]
    (warning,) = [fault for fault in report.faults if fault.severity == "warning"]
    assert "2 栋只有点位" in warning.what.zh


def test_empty_households_are_a_fault_unless_they_may_be_estimated(desk):
    path = desk.folder / "楼栋.gpkg"
    frame = slabs(户数=[None]).astype({"户数": "Int64"})
    frame.to_file(path)
    report = desk.take(path)
    assert rules(report) == ["value.null"]
    assert report.faults[0].feature_id == "1"
    assert desk.take(path, estimate=True).ok
    assert desk.layers["buildings"]["households"].tolist() == [35]


def test_given_households_are_never_overwritten_by_an_estimate(desk):
    path = desk.folder / "楼栋.gpkg"
    slabs(户数=[7]).to_file(path)
    desk.take(path, estimate=True)
    stored = desk.layers["buildings"]
    assert stored["households"].tolist() == [7]
    assert stored["households_source"].tolist() == ["given"]


def test_missing_optional_columns_are_there_and_null(desk):
    path = desk.folder / "楼栋.gpkg"
    buildings().to_file(path)
    desk.take(path)
    stored = desk.layers["buildings"]
    for column in ("persons", "floors", "entrances", "use", "compound_id"):
        assert stored[column].isna().all()
    assert stored["households"].dtype == "int64"


@pytest.mark.parametrize("word", ["residential", "house", "apartments", "住宅楼"])
def test_words_of_other_sources_are_understood(desk, word):
    path = desk.folder / "楼栋.gpkg"
    slabs(用途=[word]).to_file(path)
    desk.take(path)
    assert desk.layers["buildings"]["use"].tolist() == ["residential"]


def net_file(desk, name, *ids, **columns):
    shape = slabs().geometry.iloc[0]
    frame = gpd.GeoDataFrame(
        {"网格编号": list(ids), **columns}, geometry=[shape] * len(ids), crs=4548
    )
    return desk.text(name, frame.to_crs(4490).to_json())


def test_files_of_departments_are_nets_called_like_them_and_keep_their_numbers_apart(desk):
    files = [net_file(desk, "综治网.geojson", "001"), net_file(desk, "城管网.geojson", "001")]
    report = desk.take(*files, layer="nets")
    nets = desk.layers["nets"]
    assert nets["net"].tolist() == ["综治网", "城管网"]
    assert nets["net_grid_id"].tolist() == ["综治网-001", "城管网-001"]
    assert rules(report, "notice") == ["net.file_name", "net.file_name"]
    assert rules(report, "warning") == []


def test_codes_of_a_net_stay_as_they_are_and_a_column_that_names_it_counts(desk):
    desk.take(net_file(desk, "环保网.geojson", "HB001"), layer="nets")
    desk.take(net_file(desk, "某网.geojson", "001", 网=["综治网"]), layer="nets")
    nets = desk.layers["nets"]
    assert nets["net"].tolist() == ["环保网", "综治网"]
    assert nets["net_grid_id"].tolist() == ["HB001", "001"]
