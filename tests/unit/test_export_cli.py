"""gridmap export, on a plan file, a project file and a store."""

import contextlib

import drawn_plan
import planned
import pyogrio
import pytest
from gridmap_api.store.engine import open_store
from gridmap_api.store.setup import upgrade

from gridmap.cli.app import run as run_command
from gridmap.io.plans import write_plan
from gridmap.io.project import write_layers


@pytest.fixture
def plan_file(tmp_path):
    write_plan(planned.plan(), tmp_path / "方案.gpkg")
    return tmp_path / "方案.gpkg"


def run(*arguments):
    return run_command([str(one) for one in ("export", *arguments)])


def test_a_plan_is_exported_as_its_grids_by_the_suffix_of_the_file(plan_file, tmp_path, capsys):
    assert run(plan_file, "--out", tmp_path / "网格.geojson") == 0
    back = pyogrio.read_dataframe(tmp_path / "网格.geojson")
    assert back["网格编码"].tolist() == sorted(back["网格编码"])
    assert len(back) == 4
    assert "已导出" in capsys.readouterr().out


def test_a_selection_keeps_the_grid_its_units_and_what_lies_in_it(plan_file, tmp_path):
    layers = "grids,units,buildings,stations,violations"
    chosen = ("--grid", planned.MIDDLE, "--layers", layers)
    assert run(plan_file, "--out", tmp_path / "a.gpkg", *chosen) == 0
    counts = {
        name: len(pyogrio.read_dataframe(tmp_path / "a.gpkg", layer=name))
        for name in ("网格", "基本单元", "楼栋", "驿站", "问题项")
    }
    # The middle 4 x 2 cells, a building in each, one of the two stations, one violation.
    assert counts == {"网格": 1, "基本单元": 8, "楼栋": 8, "驿站": 1, "问题项": 1}


def test_a_project_is_exported_whole(tmp_path):
    layers = {name: frame.to_crs(4490) for name, frame in planned.context().items()}
    write_layers(tmp_path / "项目.gpkg", layers)
    assert run(tmp_path / "项目.gpkg", "--out", tmp_path / "b", "--format", "kml") == 0
    assert len(pyogrio.list_layers(tmp_path / "b.kml")) == len(layers)


@pytest.mark.parametrize(
    "wrong",
    [
        ("--format", "dwg"),
        ("--coordinates", "mars"),
        ("--encoding", "Big5"),
        ("--layers", "plan"),
        ("--community", "370899009999"),
        ("--grid", "x"),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_is_written(plan_file, tmp_path, wrong, capsys):
    out = () if wrong[0] == "--format" else ("--format", "csv")
    assert run(plan_file, "--out", tmp_path / "c", *out, *wrong) == 2
    assert "错误" in capsys.readouterr().err
    assert [one.name for one in tmp_path.iterdir()] == ["方案.gpkg"]


def test_a_plan_of_a_store_is_exported(tmp_path):
    path = tmp_path / "仓库.gpkg"
    with contextlib.closing(open_store(path)) as store:
        upgrade(store)
        plan_id = drawn_plan.save_drawn(store)
    east = ("--plan", plan_id, "--community", drawn_plan.EAST, "--coordinates", "bd09")
    assert run(path, "--out", tmp_path / "东.csv", *east) == 0
    lines = (tmp_path / "东_bd09.csv").read_text("utf-8-sig").splitlines()
    assert [line.split(",")[1] for line in lines[1:]] == [drawn_plan.C, drawn_plan.D]
