"""Tables with longitude and latitude: headers, codes, coordinates."""

import pandas as pd
import pytest
import shapely
from foreign import rules

HEADER = "楼栋编号,楼栋名称,户数,经度,纬度\n"


@pytest.mark.parametrize(
    "header",
    [
        "楼栋编号,楼栋名称,户数,经度,纬度",
        "building_id,name,households,lon,lat",
        "BUILDING ID,Name,Households,LNG,LAT",
        "编号,地址,总户数,longitude,latitude",
        "楼 栋 编 号,楼号,住户数,东经,北纬",
        "ｂｕｉｌｄｉｎｇ＿ｉｄ,ｎａｍｅ,户　数,ｌｏｎ,ｌａｔ",
    ],
)
def test_headers_are_known_in_chinese_english_any_case_and_width(desk, header):
    report = desk.take(desk.text("楼栋.csv", header + "\n0012,甲楼,40,116.34,35.4\n"))
    assert report.ok, report.to_dict()
    (row,) = desk.layers["buildings"].itertuples()
    assert (row.building_id, row.name, row.households) == ("0012", "甲楼", 40)
    assert row.geometry.equals(shapely.Point(116.34, 35.4))


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_told_from_the_header(desk, delimiter):
    text = (HEADER + "1,甲楼,40,116.34,35.4\n").replace(",", delimiter)
    assert desk.take(desk.text("楼栋.csv", text)).ok


def test_codes_stay_text_in_csv_and_xlsx(desk):
    codes = ["0012", "00000000000000000013"]
    table = pd.DataFrame({"楼栋编号": codes, "户数": [1, 2], "经度": 116.3, "纬度": [35.4, 35.5]})
    table.to_excel(desk.folder / "楼栋.xlsx", index=False)
    table.to_csv(desk.folder / "更多楼栋.csv", index=False)
    assert desk.take(desk.folder / "楼栋.xlsx").ok
    assert desk.layers["buildings"]["building_id"].tolist() == codes
    report = desk.take(desk.folder / "更多楼栋.csv")
    assert report.tables[0].replaced == 2


def test_a_number_shown_with_leading_zeros_is_that_text(desk):
    path = desk.folder / "楼栋.xlsx"
    table = pd.DataFrame({"楼栋编号": [12], "户数": [1], "经度": [116.3], "纬度": [35.4]})
    with pd.ExcelWriter(path, engine="openpyxl") as writer:
        table.to_excel(writer, index=False)
        writer.sheets["Sheet1"]["A2"].number_format = "0000"
    desk.take(path)
    assert desk.layers["buildings"]["building_id"].tolist() == ["0012"]


def test_title_rows_above_the_header_and_blank_rows_are_passed_over(desk):
    cells = [
        ["嘉祥县楼栋台账", None, None, None],
        ["单位：户", None, None, None],
        ["楼栋编号", "户数", "经度", "纬度"],
        ["1", 40, 116.34, 35.4],
        [None, None, None, None],
        ["2", 50, 116.35, 35.4],
    ]
    path = desk.folder / "楼栋.xlsx"
    pd.DataFrame(cells).to_excel(path, header=False, index=False)
    report = desk.take(path)
    assert report.ok, report.to_dict()
    assert desk.layers["buildings"]["households"].tolist() == [40, 50]


def test_columns_x_and_y_need_a_crs(desk):
    path = desk.text("楼栋.csv", "楼栋编号,户数,x,y\n1,40,500000,3900000\n")
    report = desk.take(path)
    assert "--crs" in report.faults[0].remedy.zh
    assert desk.take(path, crs="EPSG:4548").ok
    (shape,) = desk.layers["buildings"].geometry
    assert shape.x == pytest.approx(117.0, abs=1e-9)


def test_a_column_may_name_the_crs(desk):
    text = "楼栋编号,户数,x,y,坐标系\n1,40,500000,3900000,EPSG:4548\n"
    report = desk.take(desk.text("楼栋.csv", text))
    assert report.tables[0].crs == "EPSG:4548"


@pytest.mark.parametrize("name", ["GCJ-02", "高德", "BD09", "百度坐标"])
def test_shifted_coordinates_are_refused_and_it_is_said_why(desk, name):
    text = f"楼栋编号,户数,经度,纬度,坐标系\n1,40,116.34,35.4,{name}\n"
    report = desk.take(desk.text("楼栋.csv", text))
    assert "加偏" in report.faults[0].what.zh
    assert not desk.project.exists()


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        ("2,乙楼,40,116.3", "table.cells"),
        ("2,乙楼,40,116.3,35.4,9", "table.cells"),
        ("2,乙楼,40,116°20′,35.4", "value.coordinate"),
        ("2,乙楼,40,nan,35.4", "value.coordinate"),
        ("2,乙楼,40,1e999,35.4", "value.coordinate"),
        ("2,乙楼,40,,35.4", "geometry.null"),
        ("2,乙楼,40,35.4,116.3", "geometry.range"),
        ("2,乙楼,四十,116.3,35.4", "value.type"),
        ("2,乙楼,,116.3,35.4", "value.null"),
        ("1,乙楼,40,116.3,35.4", "key.repeated"),
    ],
)
def test_a_row_that_is_wrong_is_named(desk, row, rule):
    path = desk.text("楼栋.csv", HEADER + "1,甲楼,40,116.34,35.4\n" + row + "\n")
    report = desk.take(path)
    assert rules(report) == [rule]
    assert next(f for f in report.faults if f.rule == rule).feature_id == row.split(",")[0]
    assert (report.tables[0].read, report.tables[0].left_out) == (2, 2)


@pytest.mark.parametrize("text", ["", "\n\n", '名称,经度,纬度\n"甲,116,35\n', "甲,乙\n1,2\n"])
def test_what_is_no_table_of_places_is_refused(desk, text):
    assert rules(desk.take(desk.text("楼栋.csv", text))) == ["file.unreadable"]


def test_a_header_whose_values_mean_something_else_is_left_alone(desk):
    text = "编号,户数,用途,class,经度,纬度\n1,40,住宅,x9,116.3,35.4\n"
    report = desk.take(desk.text("楼栋.csv", text.replace("用途", "性质").replace("住宅", "国有")))
    assert report.ok, report.to_dict()
    assert "column.left_alone" in rules(report, "notice")
    assert desk.layers["buildings"]["性质"].tolist() == ["国有"]
    assert desk.layers["buildings"]["use"].isna().all()


def test_formulas_in_names_stay_text(desk):
    path = desk.text("楼栋.csv", HEADER + "1,=HYPERLINK(1),40,116.34,35.4\n")
    desk.take(path)
    assert desk.layers["buildings"]["name"].tolist() == ["=HYPERLINK(1)"]


def test_foreign_words_leave_the_choice_empty_and_the_column_as_it_was(desk):
    text = "编号,户数,type,经度,纬度\n1,40,apartments,116.3,35.4\n2,0,garage,116.4,35.4\n"
    report = desk.take(desk.text("楼栋.csv", text))
    assert report.ok, report.to_dict()
    assert rules(report, "warning") == ["column.in_part"]
    stored = desk.layers["buildings"]
    assert stored["use"].fillna("").tolist() == ["residential", ""]
    assert stored["type"].tolist() == ["apartments", "garage"]
