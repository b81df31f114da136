"""The register of the drawn plan: written for an office, read back as what changed."""

import shutil
import subprocess
import zipfile

import edited_register
import lattice
import openpyxl
import planned
import pytest
from edited_register import changes, edited, only, rules
from planned import EAST, MIDDLE, WEST

from gridmap.errors import InputError, SettingsError
from gridmap.io.register import read_register, write_register
from gridmap.pipeline.register import accept, read_back

BARRED = {"possible": False, "plain": False}


@pytest.fixture(scope="module")
def plan():
    return edited_register.plan()


@pytest.fixture
def path(tmp_path):
    return tmp_path / "台账.xlsx"


@pytest.fixture(scope="module")
def book(plan, tmp_path_factory):
    file = tmp_path_factory.mktemp("register") / "台账.xlsx"
    write_register(plan, file, about={"name": "示范方案", "date": "2026-11-21"})
    return openpyxl.load_workbook(file)


def test_a_sheet_for_every_level_layer_team_and_list(book):
    assert book.sheetnames == [
        "封面", "街道", "社区", "网格", "微网格", "小区", "楼栋", "驿站", "隐患点", "队伍",
        "独居老人", "_gridmap",
    ]  # fmt: skip
    assert book["_gridmap"].sheet_state == "veryHidden"


def test_the_sheet_of_grids_tells_codes_as_text_and_figures_that_were_drawn(book):
    sheet = book["网格"]
    heads = [cell.value for cell in sheet[1]]
    west = dict(zip(heads, (cell.value for cell in sheet[2]), strict=True))
    assert west["网格编码"] == WEST
    assert sheet["A2"].number_format == "@"
    assert (west["楼栋数"], west["户数"], west["人数"]) == (8, 400, 1200)
    assert (west["面积(平方米)"], west["户数达标"], west["街道"]) == (80_000, "是", "示范街道")
    kinds = [row[heads.index("类别")].value for row in sheet.iter_rows(min_row=2)]
    assert kinds == ["基础网格", "基础网格", "基础网格", "专属网格"]


def test_a_sheet_prints_on_a4_with_its_header_and_version(book, plan):
    sheet = book["楼栋"]
    assert (sheet.freeze_panes, sheet.auto_filter.ref[:3]) == ("B2", "A1:")
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.print_title_rows == "$1:$1"
    assert plan.plan_id in sheet.oddFooter.left.text
    assert "&P" in sheet.oddFooter.right.text
    assert sheet.oddHeader.center.text == "示范方案 — 楼栋"


def test_grey_cells_are_the_computed_ones_and_choices_are_offered(book):
    sheet = book["楼栋"]
    heads = {cell.value: cell.column_letter for cell in sheet[1]}
    grey = {head for head, at in heads.items() if sheet[f"{at}2"].fill.fgColor.rgb[2:] == "EDEDED"}
    assert grey == {"楼栋编号", "社区代码", "微网格编码", "小区名称"}
    listed = [one for one in sheet.data_validations.dataValidation if one.type == "list"]
    assert any("住宅" in one.formula1 for one in listed)


def test_a_text_that_looks_like_a_formula_is_a_text_in_both_files(book, plan, tmp_path):
    assert book["独居老人"]["D2"].data_type == "s"
    assert book["独居老人"]["D2"].value == "=每周一访"
    write_register(plan, tmp_path / "台账.zip")
    with zipfile.ZipFile(tmp_path / "台账.zip") as archive:
        table = archive.read("独居老人.csv")
    assert table.startswith(b"\xef\xbb\xbf")
    assert "'=每周一访" in table.decode("utf-8-sig")


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("suffix", ["xlsx", "zip"])
def test_an_unchanged_register_changes_nothing(plan, tmp_path, suffix, lang):
    file = tmp_path / f"r.{suffix}"
    write_register(plan, file, lang=lang)
    found = read_back(plan, file).difference
    assert (found.rows, found.faults) == ((), ())
    # 1 street, 1 community, 4 grids, 2 compounds, 24 buildings, 2 + 2 places, 2 members, 1 line.
    assert found.unchanged == 1 + 1 + 4 + 2 + 24 + 2 + 2 + 2 + 1


def _rearranged(book):
    sheet = book.sheet("楼栋")
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    sheet.delete_rows(1, sheet.max_row)
    sheet.append(["平安街道楼栋台账"])
    for row in [rows[0], *rows[:0:-1]]:
        cells = [row[0], *row[:0:-1]]
        # Another program writes numbers as text or with a decimal, and full-width digits.
        sheet.append([f"{cell}.0" if isinstance(cell, int) else cell for cell in cells])
        sheet.append([])
    book.book.move_sheet("楼栋", -4)
    book.write("驿站", "s1", "面积(平方米)", "８０")


def test_columns_moved_rows_sorted_and_numbers_as_text_change_nothing(plan, path):
    found = edited(plan, path, _rearranged).difference
    assert found.rows == ()
    assert found.faults == ()


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_saves_it_again_without_a_change(plan, path, tmp_path):
    write_register(plan, path)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    options = ["--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML"]
    command = ["soffice", profile, *options, "--outdir", str(tmp_path / "saved"), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    assert read_back(plan, tmp_path / "saved" / path.name).difference.rows == ()


def test_a_changed_cell_is_told_with_both_values_and_its_place(plan, path):
    row = only(edited(plan, path, lambda book: book.write("楼栋", "b3", "户数", "３５")))
    assert (row.page.name, row.key, row.change, row.plain) == ("buildings", "b3", "changed", True)
    assert changes(row) == {"households": (30, 35)}
    assert row.cells[0].place.startswith("楼栋!")
    assert row.cells[0].place.endswith("19")  # b3 is the 18th of b0, b1, b10 … b23, b3.


def test_a_moved_building_is_told_with_the_rules_that_then_break(plan, path):
    judged = edited(plan, path, lambda book: book.write("楼栋", "b2", "网格编码", WEST))
    row = only(judged)
    assert changes(row) == {"grid_code": (MIDDLE, WEST)}
    assert row.plain
    assert judged.units[row.row_id] == (f"{lattice.COMMUNITY}-00003",)
    # The middle grid was below the band with 240 and is further below it with 210.
    assert {one.grid_code: one.figure for one in judged.violations_added if one.rule == "band"} == {
        MIDDLE: 210.0
    }


def test_accepted_moves_and_counts_make_another_plan(plan, path):
    def edit(book):
        book.write("楼栋", "b2", "网格编码", WEST)
        book.write("楼栋", "b3", "户数", 45)
        book.write("网格", WEST, "网格名称", "西片")
        book.write("驿站", "s1", "驿站名称", "晨光")

    judged = edited(plan, path, edit)
    made = accept(plan, judged, "all")
    grids = made.grids.set_index("grid_code")
    assert grids.loc[WEST, "households"] == 430
    assert grids.loc[MIDDLE, "households"] == 240 - 30 + 15
    assert grids.loc[WEST, "name"] == "西片"
    buildings = made.context["buildings"].set_index("building_id")
    assert buildings.loc["b3", "households"] == 45
    assert made.context["stations"]["name"].tolist() == ["晨光", "小微家"]
    assert plan.grids["households"].tolist() == [400, 240, 600, 0]
    assert read_back(made, path).difference.rows == ()


def test_some_rows_are_accepted_and_the_rest_stays(plan, path):
    def edit(book):
        book.write("驿站", "s1", "驿站名称", "晨光")
        book.write("驿站", "s2", "驿站名称", "家")

    judged = edited(plan, path, edit)
    first, second = judged.difference.rows
    made = accept(plan, judged, frozenset([first.row_id]))
    assert made.context["stations"]["name"].tolist() == ["晨光", "小微家"]
    assert [row.row_id for row in read_back(made, path).difference.rows] == [second.row_id]
    with pytest.raises(SettingsError, match="ffff"):
        accept(plan, judged, frozenset(["ffff"]))


def test_a_move_that_tears_a_grid_is_told_and_not_accepted(plan, path):
    # b0 lies in the corner: b1 may go, and then b6 under it would leave b0 alone.
    def edit(book):
        for one in ("b1", "b6"):
            book.write("楼栋", one, "网格编码", MIDDLE)
        book.write("楼栋", "b10", "网格编码", MIDDLE)

    rows = edited(plan, path, edit).difference.rows
    assert {row.key: rules(row) for row in rows} == {
        "b1": [],
        "b6": ["contiguity"],
        "b10": [],
    }
    assert [row.key for row in rows if not row.possible] == ["b6"]


def test_buildings_that_change_places_go_together(plan, path):
    # Two cells of the west in the upper half against two of the middle in the lower half; the
    # corner b5 of the east is cut off from nothing it could join, and waits by itself.
    def edit(book):
        for one in ("b14", "b20", "b5"):
            book.write("楼栋", one, "网格编码", WEST)
        for one in ("b1", "b7"):
            book.write("楼栋", one, "网格编码", MIDDLE)

    rows = edited(plan, path, edit).difference.rows
    assert {row.key for row in rows if row.possible} == {"b1", "b7", "b14", "b20"}
    assert {row.key: rules(row) for row in rows if not row.possible} == {"b5": ["contiguity"]}


def test_a_grid_that_would_be_emptied_is_told_and_not_retired_unasked(plan, path):
    def edit(book):
        for one in ("b4", "b5", "b10", "b11"):
            book.write("楼栋", one, "网格编码", MIDDLE)

    judged = edited(plan, path, edit)
    rows = judged.difference.rows
    assert [rules(row) for row in rows] == [["retires"]] * 4
    assert accept(plan, judged, "all") is plan
    made = accept(plan, judged, frozenset(row.row_id for row in rows))
    assert EAST not in set(made.grids["grid_code"])


@pytest.mark.parametrize(
    ("title", "key", "head", "value", "rule"),
    [
        ("楼栋", "b0", "社区代码", "370899001002", "tampered"),
        ("网格", WEST, "户数", 999, "tampered"),
        ("楼栋", "b0", "网格编码", "370899001001099", "unknown_code"),
        ("楼栋", "b0", "网格编码", None, "required"),
        ("楼栋", "b0", "户数", "约三十", "value"),
        ("楼栋", "b0", "户数", -1, "value"),
        ("驿站", "s1", "类别", "茶馆", "value"),
        ("隐患点", "h1", "等级", 7, "value"),
        ("社区", lattice.COMMUNITY, "社区名称", None, "required"),
        ("队伍", "", "角色", "书记", "value"),
    ],
)
def test_a_cell_that_cannot_be_is_flagged_with_its_place(  # noqa: PLR0917
    plan, path, title, key, head, value, rule
):
    def edit(book):
        code = key or book.sheet(title)["A2"].value
        book.write(title, code, head, value)

    row = only(edited(plan, path, edit))
    assert rules(row) == [rule]
    assert not row.possible
    assert row.flags[0].place.startswith(f"{title}!")
    assert row.flags[0].remedy.zh
    assert row.flags[0].remedy.en


def test_a_formula_is_flagged_and_not_taken_without_a_value(plan, path):
    row = only(edited(plan, path, lambda book: book.write("楼栋", "b0", "户数", "=40+2")))
    assert rules(row) == ["formula"]
    assert not row.possible


def test_rows_twice_or_without_a_code_or_unknown_are_flagged(plan, path):
    def edit(book):
        book.add("楼栋", {"楼栋编号": "b0", "户数": 12})
        book.add("楼栋", {"楼栋编号": "X9", "户数": 12})
        book.add("楼栋", {"户数": 12})

    found = edited(plan, path, edit).difference.rows
    assert [rules(row) for row in found] == [["duplicate"], ["unknown_code"], ["no_code"]]
    assert not any(row.possible for row in found)


def test_a_removed_row_of_grids_or_buildings_removes_nothing(plan, path):
    def edit(book):
        book.sheet("楼栋").delete_rows(book.row("楼栋", "b5"))
        book.sheet("网格").delete_rows(book.row("网格", EAST))

    found = edited(plan, path, edit).difference.rows
    assert [(row.key, rules(row)) for row in found] == [(EAST, ["deleting"]), ("b5", ["deleting"])]
    assert not any(row.possible for row in found)


def test_stations_members_and_lines_of_lists_come_and_go(plan, path):
    def edit(book):
        book.add(
            "驿站",
            {"驿站编号": "s3", "驿站名称": "新站", "类别": "驿站", "经度(CGCS2000)": 117.003,
             "纬度(CGCS2000)": 35.22},
        )  # fmt: skip
        book.sheet("隐患点").delete_rows(book.row("隐患点", "h2"))
        book.add("队伍", {"网格编码": EAST, "角色": "志愿者", "姓名": "赵敏"})
        book.sheet("独居老人").delete_rows(2)
        book.add("独居老人", {"网格编码": WEST, "楼栋": "b1", "备注": "电话"})

    judged = edited(plan, path, edit)
    assert [(row.page.name, row.change, row.plain) for row in judged.difference.rows] == [
        ("stations", "added", True),
        ("hazards", "deleted", True),
        ("teams", "added", True),
        ("list:elders", "added", True),
        ("list:elders", "deleted", True),
    ]
    made = accept(plan, judged, "all")
    assert made.context["stations"]["station_id"].tolist() == ["s1", "s2", "s3"]
    place = made.context["stations"].to_crs(4490).geometry.iloc[2]
    assert (round(place.x, 6), round(place.y, 6)) == (117.003, 35.22)
    assert made.context["hazards"]["hazard_id"].tolist() == ["h1"]
    assert made.tables["teams"]["name"].tolist() == ["王芳", "李强", "赵敏"]
    assert made.tables["list_rows"]["values"].tolist() == ['["b1", "电话"]']


def test_a_file_that_was_accepted_changes_nothing_when_it_comes_again(plan, path):
    def edit(book):
        book.write("队伍", book.sheet("队伍")["A2"].value, "单位", "平安社区")
        book.add("队伍", {"网格编码": EAST, "角色": "志愿者", "姓名": "赵敏"})
        book.add("独居老人", {"网格编码": WEST, "楼栋": "b1"})
        book.add("独居老人", {"网格编码": WEST, "楼栋": "b1"})

    made = accept(plan, edited(plan, path, edit), "all")
    assert made.tables["teams"]["organisation"].tolist() == ["平安社区", "", ""]
    assert len(made.tables["list_rows"]) == 3
    assert read_back(made, path).difference.rows == ()


def test_a_new_station_needs_an_id_and_a_place(plan, path):
    row = only(edited(plan, path, lambda book: book.add("驿站", {"驿站名称": "新站"})))
    assert set(rules(row)) == {"required"}
    assert "经度" in row.flags[-1].what.zh
    assert not row.possible


def test_what_others_changed_meanwhile_is_told_with_three_values(plan, path):
    stations = plan.context["stations"].assign(name=["他人改名", "小微家"])
    now = edited_register.plan(context={**plan.context, "stations": stations})
    row = only(
        edited(plan, path, lambda book: book.write("驿站", "s1", "驿站名称", "晨光"), now=now)
    )
    (cell,) = row.cells
    assert (cell.before, cell.after, cell.now) == ("晨光驿站", "晨光", "他人改名")
    assert (rules(row), row.possible, row.plain) == (["stale"], True, False)
    assert accept(now, read_back(now, path), "all") is now
    made = accept(now, read_back(now, path), frozenset([row.row_id]))
    assert made.context["stations"]["name"].tolist() == ["晨光", "小微家"]


def test_what_others_changed_alike_or_elsewhere_is_no_change(plan, path):
    stations = plan.context["stations"].assign(name=["晨光", "他人改名"])
    now = edited_register.plan(context={**plan.context, "stations": stations})
    found = edited(plan, path, lambda book: book.write("驿站", "s1", "驿站名称", "晨光"), now=now)
    assert found.difference.rows == ()


def test_a_row_that_others_removed_is_flagged(plan, path):
    stations = plan.context["stations"].iloc[1:]
    now = edited_register.plan(context={**plan.context, "stations": stations})
    row = only(
        edited(plan, path, lambda book: book.write("驿站", "s1", "驿站名称", "晨光"), now=now)
    )
    assert (rules(row), row.possible) == (["gone"], False)


def test_originals_removed_or_tampered_are_told(plan, path):
    def remove(book):
        del book.book["_gridmap"]
        book.write("驿站", "s1", "驿站名称", "晨光")

    judged = edited(plan, path, remove)
    assert [one.rule for one in judged.difference.faults] == ["originals"]
    assert changes(only(judged)) == {"name": ("晨光驿站", "晨光")}

    def tamper(book):
        sheet = book.sheet("_gridmap")
        row = next(row for row in sheet.iter_rows() if row[0].value == "stations")
        row[3].value = row[3].value.replace("80.0", "90.0")

    judged = edited(plan, path, tamper)
    assert [one.rule for one in judged.difference.faults] == ["originals"]
    assert "1 行" in judged.difference.faults[0].what.zh
    assert judged.difference.rows == ()


def test_sheets_and_columns_that_are_missing_or_unknown_are_told(plan, path):
    def edit(book):
        del book.book["隐患点"]
        book.sheet("驿站").delete_cols(book.column("驿站", "设施"))
        book.sheet("驿站").cell(1, 30).value = "电话"
        book.book.create_sheet("草稿").append(["随手记"])
        book.sheet("队伍").title = "人员"

    found = edited(plan, path, edit).difference
    assert found.rows == ()
    told = "".join(flag.what.zh for flag in found.faults)
    assert all(word in told for word in ("“隐患点”", "“设施”", "“电话”", "“草稿”"))
    assert len(found.faults) == 4


def test_a_file_that_is_none_is_refused(plan, tmp_path):
    (tmp_path / "r.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    with pytest.raises(InputError, match="damaged"):
        read_register(tmp_path / "r.xlsx")
    with pytest.raises(SettingsError, match="xlsx or zip"):
        write_register(plan, tmp_path / "r.txt")


def test_a_district_keeps_its_shape_of_columns_without_optional_layers(tmp_path):
    bare = planned.plan(
        context={name: planned.context()[name] for name in ("communities", "buildings")}
    )
    write_register(bare, tmp_path / "r.xlsx")
    assert read_back(bare, tmp_path / "r.xlsx").difference.rows == ()
