"""Faults as a table."""

import csv

from gridmap.errors import Fault, Text
from gridmap.layers import faults_to_frame, write_faults

FAULT = Fault(
    rule="value.null",
    severity="error",
    layer="buildings",
    what=Text("“户数”为空。", "households is empty."),
    remedy=Text("请填写户数。", "Fill in households."),
    feature_id="=cmd|' /C calc'!A0",
    place=(116.34, 35.4),
    file="@楼栋.csv",
)


def test_headers_and_sentences_are_in_the_language_asked_for():
    zh, en = faults_to_frame([FAULT], "zh"), faults_to_frame([FAULT], "en")
    assert list(zh.columns)[:4] == ["级别", "文件", "图层", "要素"]
    assert zh.iloc[0]["问题"] == "“户数”为空。"
    assert en.iloc[0]["fault"] == "households is empty."
    assert (en.iloc[0]["longitude"], en.iloc[0]["latitude"]) == (116.34, 35.4)


def test_the_csv_opens_in_a_spreadsheet_with_chinese_and_without_formulas(tmp_path):
    path = tmp_path / "faults.csv"
    write_faults([FAULT], path)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as stream:
        (row,) = csv.DictReader(stream)
    assert row["要素"] == "'=cmd|' /C calc'!A0"
    assert row["文件"] == "'@楼栋.csv"
    assert float(row["经度"]) == 116.34


def test_a_table_of_no_faults_has_its_headers():
    assert len(faults_to_frame([], "zh").columns) == 9
