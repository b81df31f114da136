"""Hazards as offices list them: dates in every spelling, statuses and kinds in their own words."""

from datetime import date, datetime

import openpyxl
import pytest

from gridmap.io.imports import import_files
from gridmap.io.project import read_project, write_layers
from gridmap.layers import CONTRACTS
from gridmap.layers.values import to_date


@pytest.mark.parametrize(
    "cell",
    [
        date(2026, 7, 1),
        datetime(2026, 7, 1, 8, 30),  # noqa: DTZ001 - as a workbook gives it
        "2026-07-01",
        "2026-7-1",
        "2026/7/1",
        "2026.07.01",
        "20260701",
        20260701.0,
        "2026年7月1日",
        "２０２６年７月１日",
        "2026-07-01T08:30:00+08:00",
        "2026/7/1 8:30",
        "2026年7月1日8:30",
    ],
)
def test_a_day_is_one_day_in_every_spelling(cell):
    assert to_date(cell) == "2026-07-01"


@pytest.mark.parametrize(
    "cell", ["2026-13-01", "2026-02-30", "7/1/2026", "26-7-1", "46204", 46204, "", "1899-12-31"]
)
def test_what_is_no_day_is_refused(cell):
    with pytest.raises(ValueError):  # noqa: PT011
        to_date(cell)


def workbook(path):
    """Write a list of hazards as an office keeps it, two title rows above the header."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "隐患点台账"
    for row in (
        ["2026年汛期隐患点台账"],
        [],
        [
            "编号",
            "隐患点名称",
            "隐患类型",
            "风险等级",
            "整改状态",
            "责任部门",
            "最近巡查日期",
            "整改时限",
            "照片编号",
            "经度",
            "纬度",
        ],
        [
            "A1",
            "济安桥下穿",
            "下穿通道",
            "1",
            "整改中",
            "城管所",
            datetime(2026, 7, 1),  # noqa: DTZ001
            "2026/7/9",
            "p1、p2",
            116.35,
            35.40,
        ],
        [
            "A2",
            "东关沟",
            "排水沟",
            2,
            "未整改",
            "水利站",
            "2026年6月30日",
            None,
            None,
            116.36,
            35.41,
        ],
        ["A3", "老街围墙", "危旧房/围墙", 4, "销号", "住建办", "2026-06-01", "", "", 116.37, 35.42],
    ):
        sheet.append(row)
    book.save(path)


def test_a_workbook_with_headers_of_an_office_is_imported(tmp_path):
    workbook(tmp_path / "隐患点台账.xlsx")
    project = tmp_path / "p.gpkg"
    report = import_files([tmp_path / "隐患点台账.xlsx"], project=project)
    assert report.ok
    frame = read_project(project)["hazards"].set_index("hazard_id")
    assert frame["kind"].tolist() == ["culvert", "ditch", "dilapidated"]
    assert frame["level"].tolist() == [1, 2, 4]
    assert frame["status"].tolist() == ["treating", "open", "closed"]
    assert frame["last_visit"].tolist() == ["2026-07-01", "2026-06-30", "2026-06-01"]
    assert frame.loc["A1", ["responsible", "due_date", "photos"]].tolist() == [
        "城管所",
        "2026-07-09",
        "p1、p2",
    ]
    assert frame["due_date"].isna().tolist() == [False, True, True]


def test_a_project_file_of_an_older_program_has_the_new_columns_empty_and_its_words_as_codes(
    tmp_path,
):
    workbook(tmp_path / "a.xlsx")
    project, old = tmp_path / "p.gpkg", tmp_path / "old.gpkg"
    import_files([tmp_path / "a.xlsx"], project=project)
    layer = read_project(project)["hazards"]
    names = ["responsible", "last_visit", "due_date", "photos"]
    write_layers(old, {"hazards": layer.drop(columns=names).assign(status="处置中")})
    read = read_project(old)["hazards"]
    assert read.columns.tolist()[:10] == [one.name for one in CONTRACTS["hazards"].columns]
    assert read[names].isna().all(axis=None)
    assert set(read["status"]) == {"treating"}
