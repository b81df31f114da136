"""Published totals against a plan whose figures can be added up by hand."""

from dataclasses import replace

import openpyxl
import pandas as pd
import pytest
from drawn_plan import EAST, WEST, drawn_plan
from planned import feasibility

from gridmap.cli.app import run
from gridmap.errors import InputError
from gridmap.io.plans import read_plan, write_plan
from gridmap.io.totals import comparison_frame, read_totals, totals_from_rows, write_comparison
from gridmap.nets.totals import COLUMNS, counts_of, reconcile

# Each community is 6 x 4 cells of 10 households and 30 persons, in two grids.
STREET = WEST[:9]
RIGHT = {"grids": 2, "households": 240, "persons": 720}


def table(*rows):
    made = pd.DataFrame([{**dict.fromkeys(COLUMNS), **row} for row in rows], columns=list(COLUMNS))
    for name in ("grids", "households", "persons"):
        made[name] = made[name].astype("Int64")
    return made.assign(name=made["name"].fillna(""))


def community(code, **figures):
    return {"level": "community", "code": code, **RIGHT, **figures}


def test_a_plan_as_published_agrees():
    street = {"level": "street", "code": STREET, "grids": 4, "households": 480, "persons": 1440}
    whole = {"level": "all", "code": "", "grids": 4, "households": 480}
    found = reconcile(
        counts_of(drawn_plan()), table(whole, street, community(WEST), community(EAST))
    )
    assert [row.level for row in found.rows] == ["all", "street", "community", "community"]
    assert found.equal
    assert found.notes == ()


def test_what_differs_is_told_with_figures_and_place():
    found = reconcile(counts_of(drawn_plan()), table(community(WEST, grids=3, households=230)))
    (row,) = found.rows
    assert row.differences == {"grids": -1, "households": 10}
    assert not found.equal
    assert "网格数公布 3，方案 2，少 1 个" in row.say().zh
    assert "户数公布 230，方案 240，多 10 户" in row.say().zh
    assert "230 households published, 240 planned, 10 more" in row.say().en


def test_figures_that_were_not_published_are_not_compared():
    found = reconcile(
        counts_of(drawn_plan()), table({**community(WEST), "persons": None, "grids": None})
    )
    assert found.rows[0].published == {"households": 240}
    assert found.differing == 0


def test_an_unknown_code_and_a_community_left_out_are_told():
    found = reconcile(counts_of(drawn_plan()), table(community(WEST), community("370899001099")))
    unknown = found.rows[1]
    assert (unknown.known, unknown.equal) == (False, False)
    assert "没有这个代码" in unknown.say().zh
    assert any(EAST in note.zh for note in found.notes)


def test_communities_that_do_not_add_up_to_their_street_are_told():
    """240 and 240 households were published of the two, 500 of the street."""
    street = {"level": "street", "code": STREET, "households": 500}
    found = reconcile(counts_of(drawn_plan()), table(street, community(WEST), community(EAST)))
    assert found.broken == 1
    assert "户数为 500，而各社区相加为 480，相差 20" in found.notes[0].zh


ROWS = [
    ("街道", "社区", "社区代码", "网格数", "户数", "人口"),
    ("城东街道", "西社区", WEST, 2, "240户", 720),
    (None, "东社区", EAST, 2, 240, "—"),
    ("城东街道", "小计", None, 4, "4 80", None),
    ("合计", None, None, 4, 480, None),
]


def workbook(path, rows):
    book = openpyxl.Workbook()
    book.active.append(["城东街道网格统计表"])
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def test_a_table_as_an_office_keeps_it_is_read(tmp_path):
    found = read_totals(workbook(tmp_path / "公布.xlsx", ROWS))
    assert found.faults == ()
    got = found.table.set_index(["level", "code"])
    assert list(got.index) == [
        ("community", WEST),
        ("community", EAST),
        ("all", ""),
        ("street", STREET),
    ]
    assert got.loc[("community", WEST), "households"] == 240
    assert pd.isna(got.loc[("community", EAST), "persons"])
    assert got.loc[("street", STREET), "households"] == 480
    assert set(got["source"]) == {"公布.xlsx"}


def test_a_community_without_code_is_found_by_its_name():
    rows = [{"社区": "西社区", "户数": "240"}, {"社区": "无此社区", "户数": "1"}]
    found = totals_from_rows(rows, source="", names={WEST: "西社区"})
    assert found.table["code"].tolist() == [WEST]
    (fault,) = found.faults
    assert "第 3 行" in fault.zh
    assert "无此社区" in fault.zh


@pytest.mark.parametrize(
    ("row", "word"),
    [
        ({"社区代码": "12345", "户数": "1"}, "不是 9 位或 12 位数字"),
        ({"社区代码": WEST, "户数": "很多", "人口": "3"}, "不是整数"),
        ({"社区代码": WEST, "户数": "-4", "人口": "3"}, "不是整数"),
    ],
)
def test_a_wrong_cell_is_told_with_its_row(row, word):
    found = totals_from_rows([{"社区代码": EAST, "户数": "2", "人口": "1"}, row], source="")
    assert len(found.faults) == 1
    assert "第 3 行" in found.faults[0].zh
    assert word in found.faults[0].zh


def test_a_code_that_comes_twice_is_told_and_the_first_taken():
    rows = [{"社区代码": WEST, "户数": "1"}, {"社区代码": WEST, "户数": "2"}]
    found = totals_from_rows(rows, source="")
    assert found.table["households"].tolist() == [1]
    assert "重复" in found.faults[0].zh


def test_a_table_without_figures_is_refused():
    with pytest.raises(InputError, match="grids"):
        totals_from_rows([{"社区": "西社区", "备注": "无"}], source="")


def test_the_comparison_is_a_workbook_with_codes_as_text(tmp_path):
    found = reconcile(counts_of(drawn_plan()), table(community(WEST, grids=3)))
    write_comparison(found, tmp_path / "核对.xlsx")
    rows = list(openpyxl.load_workbook(tmp_path / "核对.xlsx").worksheets[0].values)
    told = dict(zip(*rows, strict=True))
    assert told["代码"] == WEST
    assert (told["公布网格数"], told["方案网格数"], told["差网格数"]) == (3, 2, -1)
    assert comparison_frame(found, lang="en")["grids difference"].tolist() == [-1]


def test_the_command_fails_where_something_differs_and_keeps_the_totals(tmp_path, capsys):
    plan, totals = tmp_path / "p.gpkg", workbook(tmp_path / "t.xlsx", ROWS)
    write_plan(replace(drawn_plan(), feasibility=feasibility()), plan)
    assert run(["reconcile", str(plan)]) == 2
    assert run(["reconcile", str(plan), "--totals", str(totals), "--keep"]) == 0
    assert "全部一致" in capsys.readouterr().out
    assert len(read_plan(plan).tables["totals"]) == 4
    assert run(["reconcile", str(plan)]) == 0
    wrong = workbook(tmp_path / "w.xlsx", [ROWS[0], ("城东街道", "西社区", WEST, 3, 240, 720)])
    assert run(["reconcile", str(plan), "--totals", str(wrong), "--lang", "en"]) == 1
    assert "3 grids published, 2 planned, 1 fewer" in capsys.readouterr().out
