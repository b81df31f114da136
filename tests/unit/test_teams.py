"""Teams of grids: tables as offices write them, gaps, grids that are gone."""

import openpyxl
import pandas as pd
import planned
import pytest

from gridmap.cli.app import run
from gridmap.errors import LayerFaultsError
from gridmap.io.plans import read_plan, write_plan
from gridmap.io.team_sheets import read_sheets
from gridmap.io.team_tables import read_lists_file, read_teams_file, require_read, write_teams
from gridmap.teams.gaps import (
    community_gaps,
    gaps_of,
    reassignments_of,
    shared_of,
    staffing_of,
    successors_of,
)
from gridmap.teams.records import ROLES, Member, members_of, team_table
from gridmap.teams.rules import TeamRules, read_rules

WEST, MIDDLE, EAST, SCHOOL = planned.WEST, planned.MIDDLE, planned.EAST, planned.SCHOOL
HEADS = ["网格编码", "角色", "姓名", "类别", "单位", "电话", "起始日期"]
WHOLE = [
    (WEST, "网格员", "张一", "专职", "城东社区", "0537-2345678", "2025年3月1日"),
    (WEST, "机关干部", "李二", "", "区民政局", "", ""),
    (WEST, "楼长", "王三", "", "", "", ""),
    (WEST, "志愿者", "赵四", "", "", "", "2024/5/1"),
    (MIDDLE, "网格员", "张一", "专职", "城东社区", "0537-2345678", ""),
    (EAST, "兼职网格员", "孙五", "", "", "", ""),
]


def book(path, rows, heads=HEADS, title=None):
    pages = openpyxl.Workbook()
    page = pages.active
    for row in ([title] if title else []), heads, *rows:
        if row:
            page.append(row)
    pages.save(path)
    return path


def manned(members=None, **more):
    found = members if members is not None else read(None)
    return planned.plan(tables={"teams": team_table(found)}, **more)


def read(path, rows=WHOLE, plan=None):
    rules = TeamRules()
    if path is None:
        kinds = {"专职": "full_time", "": ""}
        roles = {"网格员": ROLES[0], "机关干部": ROLES[1], "楼长": ROLES[2], "志愿者": ROLES[3]}
        return [
            Member(code, roles.get(role, ROLES[0]), name, kinds[kind], office)
            for code, role, name, kind, office, *_ in rows
        ]
    return read_teams_file(path, plan or planned.plan(), rules)


def test_a_table_with_a_row_a_member_is_read_with_the_words_of_offices(tmp_path):
    found = read(book(tmp_path / "队伍.xlsx", WHOLE, title="城东街道四包一一览表"))
    assert found.ok
    assert found.members[0] == Member(
        WEST, "grid_worker", "张一", "full_time", "城东社区", "0537-2345678", "2025-03-01"
    )
    assert [one.role for one in found.members[1:4]] == ["cadre", "leader", "volunteer"]
    assert (found.members[5].role, found.members[5].worker_kind) == ("grid_worker", "part_time")
    assert found.grids == {WEST, MIDDLE, EAST}


def test_a_table_with_a_row_a_grid_has_several_names_in_a_cell(tmp_path):
    heads = [
        "网格编码",
        "网格员",
        "网格员类别",
        "网格员值班电话",
        "机关干部",
        "党员小组长",
        "志愿者",
    ]
    rows = [(WEST, "张一、孙五", "专职、兼职", "0537-2345678", "李二", "王三", "赵四 钱六")]
    found = read(book(tmp_path / "宽.xlsx", rows, heads))
    assert found.faults == ()
    told = [(one.role, one.name, one.worker_kind, one.duty_phone) for one in found.members]
    assert told == [
        ("grid_worker", "张一", "full_time", "0537-2345678"),
        ("grid_worker", "孙五", "part_time", "0537-2345678"),
        ("cadre", "李二", "", ""),
        ("leader", "王三", "", ""),
        ("volunteer", "赵四", "", ""),
        ("volunteer", "钱六", "", ""),
    ]


def test_a_csv_of_an_office_in_gbk_is_read(tmp_path):
    path = tmp_path / "队伍.csv"
    path.write_bytes(pd.DataFrame(WHOLE, columns=HEADS).to_csv(index=False).encode("gbk"))
    assert len(read(path).members) == len(WHOLE)


def test_all_faults_are_told_at_once_with_their_rows(tmp_path):
    rows = [
        (f"{planned.lattice.COMMUNITY}999", "网格员", "张一", "专职", "", "", ""),
        (WEST, "站长", "李二", "", "", "", "昨天"),
        (WEST, "网格员", "", "劳务", "", "电话号码", ""),
        (WEST, "志愿者", "赵四", "", "", "", ""),
        (WEST, "志愿者", "赵四", "", "", "", ""),
    ]
    found = read(book(tmp_path / "错.xlsx", rows))
    told = [(fault.rule, fault.what.zh.split("：")[0]) for fault in found.faults]
    assert told == [
        ("teams.grid_code", "第 2 行"),
        ("teams.role", "第 3 行"),
        ("teams.since", "第 3 行"),
        ("teams.worker_kind", "第 4 行"),
        ("teams.name", "第 4 行"),
        ("teams.duty_phone", "第 4 行"),
        ("teams.repeated", "第 6 行"),
    ]
    with pytest.raises(LayerFaultsError):
        require_read(found)


@pytest.mark.parametrize(
    ("cells", "heads"),
    [
        (("张一", "专职", "", "13812345678", ""), HEADS),
        (("张一", "专职", "城东 138 1234 5678", "", ""), HEADS),
        (("张13812345678", "专职", "", "", ""), HEADS),
        (("张一", "专职", "11010519491231002X", "", ""), HEADS),
        (("张一", "专职", "", "", "", "11010519491231002X"), [*HEADS, "备用"]),
        (("张一", "专职", "", "", "", "1"), [*HEADS, "身份证号"]),
    ],
)
def test_numbers_of_persons_are_refused_and_not_repeated(tmp_path, cells, heads):
    found = read(book(tmp_path / "t.xlsx", [(WEST, "网格员", *cells)], heads))
    assert not found.ok
    told = "".join(fault.say("zh") + fault.say("en") for fault in found.faults)
    assert "1381234" not in told
    assert "110105" not in told


def test_a_grid_that_lacks_a_role_or_a_full_time_worker_is_told():
    gaps = gaps_of(manned())
    assert gaps.loc[WEST, "missing"] == ""
    assert gaps.loc[MIDDLE, "missing"] == "cadre;leader;volunteer"
    assert gaps["lacks_full_time"].to_dict() == {
        WEST: False,
        MIDDLE: False,
        EAST: True,
        SCHOOL: True,
    }
    table = community_gaps(gaps).loc[planned.lattice.COMMUNITY]
    assert table[["grids", "complete", "without_full_time", "cadre"]].tolist() == [4, 1, 2, 3]


def test_vacant_land_needs_no_team():
    grids = planned.grids()
    grids.loc[3, "purpose"] = "vacant"
    plan = manned(grids=grids)
    assert gaps_of(plan).loc[SCHOOL, "missing"] == ""
    assert staffing_of(plan)["grids"] == 3


def test_a_person_of_two_grids_is_one_worker():
    """张一 serves two grids, 孙五 one: two workers for four grids."""
    told = staffing_of(manned())
    assert (told["workers"], told["workers_per_grid"]) == (2, 0.5)
    assert told["workers_by_kind"] == {"full_time": 1, "": 1}
    assert told["missing"] == {"grid_worker": 1, "cadre": 3, "leader": 3, "volunteer": 3}
    assert (told["complete"], told["without_full_time"], told["shared"]) == (1, 2, 1)
    ((who, grids),) = shared_of(members_of(manned()))
    assert (who.name, grids) == ("张一", (WEST, MIDDLE))


def test_settings_may_ask_for_other_roles_and_kinds():
    rules = read_rules({"roles": ["grid_worker"], "worker_kinds": {"hired": "聘用"}})
    gaps = gaps_of(manned(), rules)
    assert gaps["missing"].tolist() == ["", "", "", "grid_worker"]
    assert not gaps["lacks_full_time"].any()


def test_the_team_of_a_grid_that_is_gone_is_to_be_reassigned_to_its_successors():
    """009 was merged into 008, and that was split into 001 and 002."""
    gone, later = (f"{planned.lattice.COMMUNITY}00{n}" for n in (9, 8))
    succession = pd.DataFrame(
        [("merged", gone, later), ("split", later, WEST), ("split", later, MIDDLE)],
        columns=["kind", "old_code", "new_code"],
    )
    team = team_table([Member(gone, "cadre", "李二"), Member(EAST, "cadre", "钱六")])
    plan = planned.plan(tables={"teams": team, "succession": succession})
    (found,) = reassignments_of(plan)
    assert (found.member.name, found.successors) == ("李二", (WEST, MIDDLE))
    assert WEST in found.say().zh
    assert staffing_of(plan)["to_reassign"] == 1


def test_households_of_a_merged_grid_went_where_households_came_in():
    gone = f"{planned.lattice.COMMUNITY}009"
    rows = [
        ("merged", gone, "", planned.lattice.COMMUNITY, 0, "v1"),
        ("merged", WEST, WEST, planned.lattice.COMMUNITY, 120, "v1"),
        ("adjusted", MIDDLE, MIDDLE, planned.lattice.COMMUNITY, 0, "v1"),
        ("adjusted", EAST, EAST, planned.lattice.COMMUNITY, 10, "v2"),
    ]
    columns = ["kind", "old_code", "new_code", "community_code", "moved_in", "version"]
    succession = pd.DataFrame(rows, columns=columns)
    assert successors_of(planned.plan(tables={"succession": succession})) == {gone: (WEST,)}


def test_a_workbook_with_a_team_to_reassign_is_read_back(tmp_path):
    gone = Member(f"{planned.lattice.COMMUNITY}009", "cadre", "李二")
    plan = manned([gone, Member(WEST, "cadre", "钱六")])
    write_teams(plan, tmp_path / "out.xlsx")
    assert "待重新安排" in {one.name for one in read_sheets(tmp_path / "out.xlsx")}
    assert [one.name for one in read(tmp_path / "out.xlsx").members] == ["钱六"]
    found = read_lists_file(tmp_path / "out.xlsx", plan)
    assert (found.ok, found.lists) == (True, ())


def test_a_row_for_a_grid_that_is_gone_names_the_grids_of_today(tmp_path):
    gone = f"{planned.lattice.COMMUNITY}009"
    succession = pd.DataFrame([("merged", gone, WEST)], columns=["kind", "old_code", "new_code"])
    plan = planned.plan(tables={"succession": succession})
    path = book(tmp_path / "t.xlsx", [(gone, "网格员", "张一", "", "", "", "")])
    (fault,) = read(path, plan=plan).faults
    assert WEST in fault.remedy.zh


def test_teams_go_through_a_workbook_and_come_back_the_same(tmp_path):
    plan = planned.plan(
        tables={"teams": team_table(read(book(tmp_path / "in.xlsx", WHOLE)).members)}
    )
    for name in ("out.xlsx", "out.csv"):
        write_teams(plan, tmp_path / name)
        again = read(tmp_path / name)
        assert again.faults == ()
        assert sorted(again.members, key=repr) == sorted(members_of(plan), key=repr)


def test_a_workbook_shows_gaps_and_workload_of_every_grid(tmp_path):
    write_teams(manned(), tmp_path / "out.xlsx")
    sheets = {one.name: one for one in read_sheets(tmp_path / "out.xlsx")}
    rows = {cells["网格编码"]: cells for _, cells in sheets["四包一与工作量"].rows}
    assert rows[WEST]["缺少"] is None
    assert rows[MIDDLE]["缺少"] == "机关干部、楼长/党员小组长、志愿者"
    assert rows[EAST]["无专职网格员"] == "是"
    assert rows[EAST]["户数"] == 600


def test_a_text_that_begins_like_a_formula_stays_a_text(tmp_path):
    plan = manned([Member(WEST, "cadre", "=1+1")])
    write_teams(plan, tmp_path / "out.xlsx")
    page = openpyxl.load_workbook(tmp_path / "out.xlsx")["队伍"]
    cell = next(cell for row in page.iter_rows() for cell in row if cell.value == "=1+1")
    assert cell.data_type == "s"


def test_the_command_line_reads_teams_into_a_plan_and_tells_gaps(tmp_path, capsys):
    write_plan(planned.plan(), tmp_path / "plan.gpkg")
    table = book(tmp_path / "队伍.xlsx", WHOLE)
    out = tmp_path / "out.gpkg"
    command = ["teams", str(tmp_path / "plan.gpkg"), "--read", str(table), "--seven"]
    assert run([*command, "--out", str(out)]) == 0
    told = "".join(capsys.readouterr().out.split())
    assert "4个网格配网格员2人（专职1、兼职1）" in told
    assert "没有老年人数据" in told
    made = read_plan(out)
    assert len(members_of(made)) == len(WHOLE)
    assert made.plan_id == planned.plan().plan_id
    assert len(made.tables["lists"]) == 7
    again = read_lists_file(_written(made, tmp_path), made)
    assert [one.list_id for one in again.lists] == [f"list-{n}" for n in range(1, 8)]


def test_the_command_line_writes_nothing_when_a_row_is_wrong(tmp_path, capsys):
    write_plan(planned.plan(), tmp_path / "plan.gpkg")
    table = book(tmp_path / "队伍.xlsx", [(WEST, "站长", "张一", "", "", "", "")])
    out = tmp_path / "out.gpkg"
    assert run(["teams", str(tmp_path / "plan.gpkg"), "--read", str(table), "-o", str(out)]) == 2
    assert "第 2 行" in capsys.readouterr().err
    assert not out.exists()


def _written(plan, folder):
    write_teams(plan, folder / "lists.xlsx")
    return folder / "lists.xlsx"
