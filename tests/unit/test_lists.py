"""Lists that an office keeps of every grid: read, refused, replaced."""

import openpyxl
import planned
import pytest

from gridmap.errors import SettingsError
from gridmap.io.team_tables import read_lists_file
from gridmap.teams.lists import MOST_COLUMNS, check_values, require_list, template_lists
from gridmap.teams.records import GridList, ListRow, list_rows_of, list_tables, lists_of

NEEDS = GridList("list-2", "居民需求清单", ("需求事项", "办理情况"), 2)


def book(path, **sheets):
    pages = openpyxl.Workbook()
    pages.remove(pages.active)
    for name, rows in sheets.items():
        page = pages.create_sheet(name)
        for row in rows:
            page.append(row)
    pages.save(path)
    return path


def test_lists_and_rows_come_back_from_the_tables_of_a_plan():
    rows = [ListRow("list-2", planned.EAST, 1, ("加装电梯", "已报")), *()]
    plan = planned.plan(tables=list_tables([NEEDS], rows))
    assert lists_of(plan) == [NEEDS]
    assert list_rows_of(plan, "list-2") == rows
    assert list_rows_of(plan, "list-1") == []


def test_the_seven_lists_of_the_template_may_all_be_kept():
    lists = template_lists()
    assert len(lists) == 7
    for number, one in enumerate(lists):
        require_list(one, lists[:number])


def test_a_sheet_is_a_list_and_a_known_name_keeps_its_id(tmp_path):
    path = book(
        tmp_path / "清单.xlsx",
        居民需求清单=[
            ["网格编码", "需求事项", "办理情况", "期限"],
            [planned.WEST, "加装电梯", "已报", "2026-07-01"],
            [planned.WEST, "增设车位", None, None],
            [planned.EAST, "路灯", "办结", 3],
        ],
        积水清单=[["网格编码", "位置"], [planned.EAST, "校门口"]],
    )
    found = read_lists_file(path, planned.plan(tables=list_tables([NEEDS], [])))
    assert found.faults == ()
    assert found.lists == (
        GridList("list-2", "居民需求清单", ("需求事项", "办理情况", "期限"), 2),
        GridList("list-3", "积水清单", ("位置",), 3),
    )
    assert found.rows[:3] == (
        ListRow("list-2", planned.WEST, 1, ("加装电梯", "已报", "2026-07-01")),
        ListRow("list-2", planned.WEST, 2, ("增设车位", "", "")),
        ListRow("list-2", planned.EAST, 1, ("路灯", "办结", "3")),
    )


def test_a_list_of_residents_is_refused(tmp_path):
    path = book(
        tmp_path / "清单.xlsx",
        重点人员=[["网格编码", "姓名"], [planned.WEST, "张一"]],
        困难家庭=[["网格编码", "备注"], [planned.WEST, "11010519491231002X"]],
    )
    found = read_lists_file(path, planned.plan())
    assert [fault.rule for fault in found.faults] == ["lists.private"] * 2
    assert found.lists == found.rows == ()
    assert "110105" not in "".join(fault.say("zh") for fault in found.faults)


def test_rows_that_are_wrong_are_told_with_sheet_and_row(tmp_path):
    path = book(
        tmp_path / "清单.xlsx",
        需求=[
            ["网格编码", "事项"],
            ["370800000000001", "加装电梯"],
            [planned.WEST, "请联系 13812345678"],
        ],
        说明=[["版本号", "1"], ["日期", "2"]],
    )
    found = read_lists_file(path, planned.plan())
    told = [(one.file, one.severity, one.what.zh.split("：")[0]) for one in found.faults]
    assert told[:2] == [("需求", "error", "第 2 行"), ("需求", "error", "第 3 行")]
    assert told[2][:2] == ("说明", "notice")
    assert found.rows == ()


@pytest.mark.parametrize(
    "one",
    [
        GridList("x", "", ("事项",)),
        GridList("x", "需求", ()),
        GridList("x", "需求", ("事项", "事项 ")),
        GridList("x", "居民需求清单", ("事项",)),
        GridList("x", "需求", tuple(f"列{n}" for n in range(MOST_COLUMNS + 1))),
        GridList("x", "需求", ("身份证号",)),
        GridList("x", "需求", ("居民姓名",)),
    ],
)
def test_a_list_that_does_not_do_is_refused(one):
    with pytest.raises(SettingsError):
        require_list(one, [NEEDS])


def test_a_row_has_a_value_for_each_column():
    assert check_values(NEEDS, ("加装电梯", "")) == []
    assert len(check_values(NEEDS, ("加装电梯",))) == 1
    assert len(check_values(NEEDS, ("加装电梯", "长" * 501))) == 1
