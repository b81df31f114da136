"""The command line as a user meets it: files, exit codes, languages, errors."""

import json

import lattice
import pyogrio
import pytest

from gridmap.cli.app import run
from gridmap.io.plans import read_plan
from gridmap.io.project import write_layers


@pytest.fixture
def project(tmp_path):
    path = tmp_path / "project.gpkg"
    metric = lattice.lattice_layers(4, 8, households=50)
    write_layers(path, {name: frame.to_crs(4490) for name, frame in metric.items()})
    return path


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sample")
    assert run(["sample", str(folder)]) == 0
    return folder


def test_a_plan_is_written_and_told(project, tmp_path, capsys):
    out = tmp_path / "plan.gpkg"
    assert run(["plan", str(project), "--out", str(out)]) == 0
    told = capsys.readouterr().out
    assert "格子社区" in told
    assert "100.0%" in told
    assert {"units", "grids"} <= set(pyogrio.list_layers(out)[:, 0])
    units = pyogrio.read_dataframe(out, layer="units")
    needed = {"unit_id", "community_code", "compound_id", "households", "grid_code"}
    assert needed <= set(units.columns)
    grids = pyogrio.read_dataframe(out, layer="grids")
    assert grids["households"].sum() == units["households"].sum() == 1_600
    assert grids["grid_code"].str.fullmatch(r"\d{15}").all()


def test_json_is_all_that_a_program_sees(project, tmp_path, capsys):
    out = tmp_path / "plan.gpkg"
    assert run(["plan", str(project), "--out", str(out), "--json", "--seed", "7"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["ok"]
    assert told["figures"]["households"] == 1_600
    assert told["settings"]["seed"] == 7
    assert told["plan_id"] == read_plan(out).plan_id
    assert sum(grid["households"] for grid in told["grids"]) == 1_600


def test_a_broken_hard_rule_is_told_by_exit_code_one(project, tmp_path, capsys):
    command = ["plan", str(project), "--out", str(tmp_path / "p.gpkg"), "--band", "900", "1000"]
    assert run([*command, "--lang", "en"]) == 1
    told = " ".join(capsys.readouterr().err.split())
    assert "1600 households are too many for 1 grids and too few for 2" in told


def test_a_number_of_grids_may_be_given(project, tmp_path):
    out = tmp_path / "p.gpkg"
    assert run(["plan", str(project), "-o", str(out), "--grids", f"{lattice.COMMUNITY}=5"]) == 0
    assert len(read_plan(out).grids) == 5


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--grids", "five"], "社区代码=网格数"),
        (["--band", "500", "300"], "不成立"),
        (["--seed", "none"], "用法有误"),
    ],
)
def test_an_option_that_makes_no_sense_is_refused(project, tmp_path, capsys, options, told):
    out = tmp_path / "p.gpkg"
    assert run(["plan", str(project), "--out", str(out), *options]) == 2
    assert told in capsys.readouterr().err
    assert not out.exists()


def test_a_missing_project_is_told_in_both_languages(tmp_path, capsys):
    command = ["plan", str(tmp_path / "none.gpkg"), "--out", str(tmp_path / "p.gpkg")]
    assert run(command) == 2
    assert "找不到项目文件" in capsys.readouterr().err
    assert run([*command, "--lang", "en"]) == 2
    assert "There is no project file" in capsys.readouterr().err


def test_help_is_in_one_language(capsys):
    assert run(["plan", "--help"]) == 0
    zh = capsys.readouterr().out
    assert run(["plan", "--help", "--lang", "en"]) == 0
    en = capsys.readouterr().out
    assert "户数区间" in zh
    assert "Households of a grid" not in zh
    assert "Households of a grid" in en
    assert "户数区间" not in en


def test_the_sample_goes_through_every_command(sample, tmp_path, capsys):
    """The tower of 612 households bars the band of one community, and of no other."""
    project, plan, page = (tmp_path / name for name in ("p.gpkg", "plan.gpkg", "map.html"))
    assert run(["import", str(sample / "sample.gpkg"), "--project", str(project)]) == 0
    assert run(["plan", str(project), "--out", str(plan)]) == 1
    made = read_plan(plan)
    assert [(v.rule, v.figure) for v in made.violations if v.hard] == [("band", 612.0)]
    assert made.figures["households"] == 22_000
    assert run(["map", str(plan), "--out", str(page)]) == 0
    assert page.stat().st_size < 8_000_000
    assert "地图已写入" in capsys.readouterr().out


def test_the_demo_plans_a_sample_once(sample, tmp_path, monkeypatch):
    from gridmap_api.commands.serving import _demo_plan

    from gridmap.cli.console import Speaker

    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    first = _demo_plan(Speaker("zh"), sample)
    made = first.stat().st_mtime_ns
    assert _demo_plan(Speaker("zh"), sample).stat().st_mtime_ns == made
    assert read_plan(first).figures["households"] == 22_000


def test_a_demo_of_a_folder_without_sample_names_the_remedy(tmp_path, capsys):
    assert run(["demo", "--sample", str(tmp_path)]) == 2
    assert "gridmap sample" in capsys.readouterr().err
