"""The audit as a command: files of nets as offices have them, and the report in every form."""

from __future__ import annotations

import io
import json
import shutil
import subprocess

import geopandas as gpd
import pyogrio
import pytest
from audit_ground import EAST_HALF, FULL, WEST, box, nets, one_community, polygon
from openpyxl import load_workbook

from gridmap.audit import AuditSettings, audit_nets
from gridmap.cli.app import run
from gridmap.errors import InputError, LayerFaultsError, SettingsError
from gridmap.io.audit_tables import audit_csv, audit_workbook, faults_frame
from gridmap.io.project import write_layers
from gridmap.pipeline.auditing import read_nets, write_report
from gridmap.plan import Band


def layers():
    return {"communities": one_community(), "buildings": FULL}


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    path = tmp_path_factory.mktemp("audit") / "项目.gpkg"
    write_layers(path, layers())
    return path


def office_file(path, *shapes, ids=None, **columns):
    """Write a net as an office has it: Chinese headers, no column that names the net."""
    codes = ids or [f"0{number}" for number in range(1, len(shapes) + 1)]
    header = "编号" if path.suffix == ".shp" else "网格编号"
    frame = gpd.GeoDataFrame({header: codes, **columns}, geometry=list(shapes), crs="EPSG:4548")
    frame.to_crs(4490).to_file(path)
    return path


@pytest.fixture
def told(reader, project):
    """Return the audit of files beside the project."""

    def audit_files(*files, project=project):
        grids, beside = read_nets(files, project=project, reader=reader)
        return audit_nets(grids, beside)

    return audit_files


def test_three_files_of_departments_are_three_nets_called_like_them(tmp_path, told):
    files = [
        office_file(tmp_path / "综治网.shp", WEST, EAST_HALF),
        office_file(tmp_path / "城管网.geojson", box(0, 0, 203, 200), box(203, 0, 400, 200)),
        office_file(tmp_path / "环保网.gpkg", WEST),
    ]
    found = told(*files)
    assert [one.net for one in found.nets] == ["综治网", "城管网", "环保网"]
    edges = {one.nets for one in found.of("edge")}
    # The third net ends where the first has its boundary, 3 m short of that of the second.
    assert edges == {("综治网", "城管网"), ("城管网", "环保网")}
    (gap,) = found.of("gap")
    assert (gap.nets, gap.households) == (("环保网",), 400)
    assert gap.area_m2 == pytest.approx(40_000, rel=1e-4)


def test_several_nets_in_one_file_are_told_apart_by_a_column(tmp_path, told):
    file = office_file(
        tmp_path / "各网.geojson",
        WEST,
        EAST_HALF,
        box(0, 0, 400, 200),
        ids=["A1", "A2", "B1"],
        网=["综治网", "综治网", "城管网"],
    )
    assert [(one.net, one.grids) for one in told(file).nets] == [("综治网", 2), ("城管网", 1)]


def test_rows_that_an_import_refuses_are_faults_of_the_net(tmp_path, told):
    tie = polygon((200, 0), (400, 200), (400, 0), (200, 200))
    file = office_file(tmp_path / "综治网.geojson", WEST, tie, ids=["01", "01"])
    found = told(file)
    assert (len(found.of("invalid")), len(found.of("duplicate"))) == (1, 1)


def test_a_project_gives_its_own_nets(tmp_path, told):
    path = tmp_path / "项目.gpkg"
    write_layers(path, {**layers(), "nets": nets(警网={"A": WEST})})
    for found in (told(path, project=None), told(project=path)):
        assert [one.kind for one in found.faults] == ["gap", "building_none"]


def test_files_that_are_no_nets_are_refused_with_a_remedy(tmp_path, told, project):
    points = gpd.GeoDataFrame({"编号": ["1"]}, geometry=[WEST.centroid], crs="EPSG:4548")
    points.to_crs(4490).to_file(tmp_path / "楼栋.geojson")
    with pytest.raises(LayerFaultsError) as refused:
        told(tmp_path / "楼栋.geojson")
    assert "只收面" in refused.value.faults[0].what.zh
    with pytest.raises(InputError, match="no net"):
        told()
    with pytest.raises(InputError):
        told(tmp_path / "无.shp")


def test_a_report_of_an_unknown_form_is_refused(tmp_path):
    with pytest.raises(SettingsError, match="xlsx"):
        write_report(found(), nets(), {}, tmp_path / "报告.docx", date="2026-11-22")


def test_the_command_tells_what_it_found_and_what_it_could_not_look_at(tmp_path, capsys):
    path = tmp_path / "项目.gpkg"
    write_layers(path, {"nets": nets(警网={"A": WEST, "B": box(190, 0, 400, 200)})})
    assert run(["audit", str(path)]) == 0
    said = capsys.readouterr().out
    assert "没有社区、楼栋图层" in said
    assert run(["audit", str(path), "--json"]) == 0
    (overlap,) = json.loads(capsys.readouterr().out)["faults"]
    assert (overlap["kind"], overlap["area_m2"]) == ("overlap", pytest.approx(2_000, rel=1e-3))


def found():
    grids = {"007": box(0, 0, 230, 200), "008": EAST_HALF}
    second = {"=1+1": WEST, "2": EAST_HALF}
    asked = AuditSettings(band=Band(300, 500))
    return audit_nets(nets(警网=grids, 城网=second), layers(), settings=asked)


def test_the_workbook_has_a_sheet_for_each_kind_and_keeps_ids_as_texts():
    book = load_workbook(io.BytesIO(audit_workbook(found())))
    assert book.sheetnames == ["汇总", "两网对照", "一致率矩阵", "重叠", "说明"]
    page = book["重叠"]
    assert page.freeze_panes == "A2"
    assert page.auto_filter.ref == "A1:P2"
    assert page.page_setup.orientation == "landscape"
    rows = [[cell.value for cell in row] for row in page.iter_rows()]
    row = dict(zip(*rows, strict=True))
    assert row["类型"] == "重叠"
    assert row["网格编号"] in {"007、008", "008、007"}
    assert row["面积(平方米)"] == 6000
    assert page["F2"].data_type == "s", "a code is a text"
    summary = {cell.value: place for place, cell in enumerate(book["汇总"][1])}
    assert book["汇总"].cell(2, summary["重叠"] + 1).value == 1
    matrix = [[cell.value for cell in row] for row in book["一致率矩阵"].iter_rows()]
    assert matrix == [["网", "警网", "城网"], ["警网", "–", 100], ["城网", 100, "–"]]


def test_no_cell_of_a_csv_is_a_formula_and_excel_knows_its_letters():
    content = audit_csv(found())
    assert content.startswith(b"\xef\xbb\xbf")
    bad = audit_nets(nets(警网={"=1+1": WEST}), layers())
    assert all(not cell.startswith("=") for cell in audit_csv(bad).decode("utf-8-sig").split(","))


def test_the_english_tables_hold_no_chinese_but_names():
    table = faults_frame(found(), lang="en")
    assert table["Kind"].tolist() == ["Overlap"]
    assert "overlap by 6,000 m²" in table["What"].iloc[0]


@pytest.fixture(scope="module")
def report(tmp_path_factory, project):
    folder = tmp_path_factory.mktemp("report")
    file = office_file(
        folder / "综治网.geojson", box(0, 0, 230, 200), EAST_HALF, ids=["007", "008"]
    )
    code = run(["audit", str(file), "--project", str(project), "--out", str(folder / "体检")])
    assert code == 0
    return folder / "体检"


def test_a_folder_gets_the_report_in_every_form(report):
    suffixes = {path.suffix for path in report.iterdir()}
    assert suffixes == {".xlsx", ".csv", ".html", ".pdf", ".gpkg", ".geojson"}


def test_faults_open_as_layers_in_another_program(report):
    assert {name for name, _ in pyogrio.list_layers(report / "多网体检.gpkg")} == {
        "faults",
        "fault_places",
    }
    faults = gpd.read_file(report / "多网体检.gpkg", layer="faults").to_crs(4548)
    assert faults.area.tolist() == pytest.approx([6_000], rel=1e-3)
    drawn = json.loads((report / "多网体检.geojson").read_text(encoding="utf-8"))
    assert [one["properties"]["kind"] for one in drawn["features"]] == ["overlap"]


def test_the_map_asks_the_network_for_nothing(report):
    page = (report / "多网体检.html").read_text(encoding="utf-8")
    assert "多网体检图" in page
    assert 'src="http' not in page
    assert '"fault-overlap"' in page.replace("&#34;", '"').replace("'", '"')


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is not installed")
def test_the_pdf_tells_the_faults_in_letters_that_can_be_searched(report):
    done = subprocess.run(
        ["pdftotext", "-layout", str(report / "多网体检.pdf"), "-"],
        capture_output=True,
        check=True,
        encoding="utf-8",
    )
    text = done.stdout.replace(" ", "")
    assert "现有网体检报告" in text
    assert "007" in text
    assert "重叠6,000平方米" in text.replace("\n", "")
