"""Codes of outside systems at the command line."""

import csv

import planned
import pytest
from openpyxl import load_workbook

from gridmap.cli import run
from gridmap.io.plans import read_plan, write_plan

CITY = "城管平台"


def lines(path):
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.reader(stream))


def written(path, *rows):
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream).writerows(rows)
    return str(path)


@pytest.fixture(scope="module")
def plan(tmp_path_factory):
    folder = tmp_path_factory.mktemp("outside")
    write_plan(planned.plan(), folder / "方案.gpkg")
    table = written(
        folder / "对照.csv",
        ("系统", "图层", "编号", "外部编码"),
        (CITY, "网格", planned.WEST, "0012"),
        (CITY, "网格", planned.EAST, "0013"),
        (CITY, "驿站", "s1", "Y1"),
    )
    out = folder / "新.gpkg"
    assert (
        run(["outside", "add", str(folder / "方案.gpkg"), "--table", table, "--out", str(out)]) == 0
    )
    return out


def test_codes_are_written_as_a_column_for_each_system(plan, tmp_path):
    out = tmp_path / "表.xlsx"
    assert run(["outside", "write", str(plan), "--out", str(out)]) == 0
    rows = list(load_workbook(out).active.iter_rows(values_only=True))
    assert rows[0] == ("图层", "编号", CITY)
    assert ("网格", planned.WEST, "0012") in rows
    assert ("驿站", "s1", "Y1") in rows


def test_a_scheme_writes_every_grid_down(plan, tmp_path):
    out = tmp_path / "p.gpkg"
    asked = ["outside", "add", str(plan), "--scheme", "cjt349:010100", "--out", str(out)]
    assert run(asked) == 0
    table = read_plan(out).tables["outside_codes"]
    mine = table[table["system"] == "CJ/T 349-2010 (010100)"]
    assert dict(zip(mine["object_id"], mine["code"], strict=True))[planned.WEST] == (
        f"010100{planned.WEST[:12]}01"
    )
    assert len(mine) == 4
    assert set(table["system"]) == {CITY, "CJ/T 349-2010 (010100)"}


def test_a_table_by_their_codes_becomes_one_by_ours(plan, tmp_path):
    table = written(tmp_path / "t.csv", ("楼栋", "网格"), ("b1", "0012"), ("b2", "0099"))
    out = tmp_path / "o.csv"
    asked = ["outside", "translate", str(plan), table, "--system", CITY]
    assert run([*asked, "--column", "网格=grids", "--out", str(out)]) == 1
    assert lines(out) == [["楼栋", "网格"], ["b1", planned.WEST], ["b2", ""]]


@pytest.mark.parametrize(
    "wrong",
    [
        ["add", "P", "--out", "x.gpkg"],
        ["add", "P", "--scheme", "nothing", "--out", "x.gpkg"],
        ["translate", "P", "T", "--system", CITY, "--column", "没有=grids", "--out", "x.csv"],
    ],
)
def test_what_is_asked_amiss_is_refused(plan, tmp_path, wrong, capsys):
    table = written(tmp_path / "t.csv", ("楼栋",), ("b1",))
    named = {"P": str(plan), "T": table, "x.gpkg": str(tmp_path / "x.gpkg")}
    assert run(["outside", *(named.get(one, one) for one in wrong)]) == 2
    assert not (tmp_path / "x.gpkg").exists()


def test_an_export_has_a_column_of_their_codes(plan, tmp_path):
    out = tmp_path / "网格.xlsx"
    assert run(["export", str(plan), "--out", str(out), "--codes-of", CITY]) == 0
    rows = list(load_workbook(out).active.iter_rows(values_only=True))
    place = rows[0].index(CITY)
    code = next(n for n, head in enumerate(rows[0]) if "网格" in head and "码" in head)
    assert {row[code]: row[place] for row in rows[1:]}[planned.WEST] == "0012"
