"""What a dossier tells, of a plan that can be drawn by hand; on paper and as files."""

from dataclasses import replace
from datetime import date
from subprocess import run

import pandas as pd
import planned
import pytest

from gridmap.dossier.book import book_of
from gridmap.dossier.cutting import communities_of
from gridmap.errors import SettingsError
from gridmap.io.plans import read_plan, write_plan
from gridmap.pipeline.dossiers import write_dossiers
from gridmap.teams.records import GridList, ListRow, Member, list_tables, team_table

DAY = date(2026, 11, 22)
HISTORY = pd.DataFrame(
    [
        ("split", "370899001001009", planned.WEST, 700, 400, 0, 300, "v1", "2026-03-01T08:00:00Z"),
        ("adjusted", planned.WEST, planned.WEST, 400, 390, 0, 10, "v2", "2026-05-02T09:30:00Z"),
        ("new", "", planned.EAST, 0, 600, 600, 0, "v2", "2026-05-02T09:30:00Z"),
    ],
    columns=[
        "kind",
        "old_code",
        "new_code",
        "households_before",
        "households",
        "moved_in",
        "moved_out",
        "version",
        "time",
    ],
).assign(community_code=planned.lattice.COMMUNITY)


@pytest.fixture(scope="module")
def plan():
    team = team_table(
        [
            Member(planned.WEST, "grid_worker", "周一鸣", "full_time", "甲街道办", "0537-1234567"),
            Member(planned.MIDDLE, "cadre", "吴二", organisation="市直机关"),
        ]
    )
    lists = list_tables(
        [GridList("shops", "沿街商户", ("店名", "门牌"))],
        [ListRow("shops", planned.WEST, 1, ("便民粮店", "人民路 8 号"))],
    )
    return replace(planned.plan(), tables={"teams": team, "succession": HISTORY, **lists})


@pytest.fixture(scope="module")
def book(plan):
    return book_of(plan, day=DAY)


def cells(section):
    return [[cell.zh for cell in row] for row in section.rows]


def test_figures_are_those_of_the_drawing(book):
    facts = {name.zh: value.zh for name, value in book.dossier(planned.MIDDLE).sections[0].facts}
    # 8 cells of 30 households and three times the persons, 200 m by 400 m.
    assert facts["户数"] == "240"
    assert facts["户数区间"] == "300–500，少 60 户"
    assert facts["人数"] == "720"
    assert facts["面积"] == "8.00 公顷"
    assert facts["周长"] == "1,200 米"


def test_the_team_tells_who_is_there_and_which_role_nobody_has(book):
    assert cells(book.dossier(planned.WEST).section("team")) == [
        ["网格员", "周一鸣", "专职", "甲街道办", "0537-1234567", ""],
        ["机关干部", "（缺）", "", "", "", ""],
        ["楼长/党员小组长", "（缺）", "", "", "", ""],
        ["志愿者", "（缺）", "", "", "", ""],
    ]


def test_lists_are_told_of_their_grid_alone(book):
    west, east = (book.dossier(code).section("lists") for code in (planned.WEST, planned.EAST))
    assert west.title.zh == "沿街商户"
    assert [header.title.zh for header in west.headers] == ["序号", "店名", "门牌"]
    assert cells(west) == [["1", "便民粮店", "人民路 8 号"]]
    assert cells(east) == []


def test_the_history_goes_back_to_the_code_before(book):
    assert [row[:4] for row in cells(book.dossier(planned.WEST).section("history"))] == [
        ["2026-03-01 08:00", "拆分", "370899001001009", planned.WEST],
        ["2026-05-02 09:30", "调整", planned.WEST, planned.WEST],
    ]
    assert [row[1] for row in cells(book.dossier(planned.EAST).section("history"))] == ["新设"]
    assert cells(book.dossier(planned.SCHOOL).section("history")) == []


def test_compounds_are_told_with_their_share(plan, book):
    # The upper four cells of the western grid are compound c0: 4 times 50 households.
    assert [row[3:] for row in cells(book.dossier(planned.WEST).section("compounds"))] == [
        ["200", "全部"]
    ]


def test_stations_hazards_and_violations_are_those_of_the_grid(book):
    west, school = book.dossier(planned.WEST), book.dossier(planned.SCHOOL)
    assert [row[0] for row in cells(west.section("stations"))] == ["晨光驿站"]
    assert cells(school.section("stations")) == []
    assert [row[:3] for row in cells(school.section("hazards"))] == [
        ["学校门前低洼处", "低洼易涝点", "1"]
    ]
    assert [line.zh for line in book.dossier(planned.MIDDLE).section("violations").lines] == [
        "网格 002 只有 240 户，少于 300 户。请并入相邻网格的楼栋。"
    ]
    with pytest.raises(KeyError):
        west.section("violations")


def test_a_public_dossier_tells_no_buildings_no_staff_and_no_hazards(plan):
    public = book_of(plan, day=DAY, is_public=True)
    for one in public:
        assert [section.name for section in one.sections] == ["figures", "boundary", "stations"]
    assert not any("周一鸣" in str(one) for one in public)
    # What is drawn is drawn of this plan.
    assert "hazards" in plan.context
    assert "hazards" not in public.plan.context


def test_a_public_dossier_withholds_counts_of_few_people(plan):
    units = plan.units.copy()
    few = units["grid_code"] == planned.SCHOOL
    units.loc[units.index[few][0], ["households", "persons"]] = [3, 7]
    grids = plan.grids.assign(households=[400, 240, 600, 3])
    public = book_of(replace(plan, units=units, grids=grids), day=DAY, is_public=True)

    def told(code):
        return [value.zh for _, value in public.dossier(code).section("figures").facts][:2]

    assert told(planned.SCHOOL) == ["不公开", "不公开"]
    assert told(planned.MIDDLE) == ["240", "720"]


def test_dossiers_on_paper_hold_text_in_a_font_of_their_own(plan, tmp_path):
    steps = []
    (path,) = write_dossiers(
        plan,
        tmp_path,
        day=DAY,
        grids=[planned.WEST, planned.SCHOOL],
        progress=lambda *s: steps.append(s),
    )
    assert path.name == "网格档案.pdf"
    text = run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True).stdout.decode()
    for word in (planned.WEST, planned.SCHOOL, "周一鸣", "便民粮店", "晨光驿站", "海棠苑"):
        assert word in text
    fonts = run(["pdffonts", path], capture_output=True, check=True).stdout.decode().splitlines()
    # name, type, encoding, embedded, subset, unicode: every font is inside.
    assert len(fonts) > 2
    assert all(line.split()[-5] == "yes" for line in fonts[2:])
    assert [round(share, 2) for _, share in steps] == [0.0, 0.0, 0.5]


def test_unknown_grids_and_formats_are_refused(plan, tmp_path):
    with pytest.raises(SettingsError, match="404"):
        write_dossiers(plan, tmp_path, day=DAY, grids=["404"])
    with pytest.raises(SettingsError, match="docx"):
        write_dossiers(plan, tmp_path, day=DAY, formats=["docx"])
    with pytest.raises(SettingsError, match="404"):
        communities_of(plan, ["404"])


def test_a_plan_of_all_its_communities_is_written_and_read_back(plan, tmp_path):
    part = communities_of(plan, [planned.lattice.COMMUNITY])
    write_plan(part, tmp_path / "part.gpkg")
    assert read_plan(tmp_path / "part.gpkg").plan_id == plan.plan_id
