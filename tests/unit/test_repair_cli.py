"""gridmap repair as a planner meets it: a plan is broken, and mended with the fewest moves."""

import json
from dataclasses import replace
from pathlib import Path

import lattice
import numpy as np
import pandas as pd
import pytest

from gridmap.cli.app import run
from gridmap.contiguity import build_contiguity
from gridmap.edits import apply_all, undo
from gridmap.io.plans import read_plan, write_plan
from gridmap.io.project import write_layers
from gridmap.partition.repair.draft import draft_of
from gridmap.partition.repair.plans import Settings, repair_plan

CODE = lattice.COMMUNITY
SAMPLE = Path(__file__).parents[2] / "data" / "sample.gpkg"


def write_project(path, **options):
    metric = lattice.lattice_layers(4, 8, households=50, **options)
    write_layers(path, {name: frame.to_crs(4490) for name, frame in metric.items()})


@pytest.fixture(scope="module")
def planned(tmp_path_factory):
    """Four grids of eight units of 50 households each, each two columns of the lattice."""
    folder = tmp_path_factory.mktemp("plan")
    write_project(folder / "project.gpkg")
    command = ["plan", str(folder / "project.gpkg"), "--out", str(folder / "plan.gpkg")]
    assert run([*command, "--grids", f"{CODE}=4"]) == 0
    plan = read_plan(folder / "plan.gpkg")
    strips = [f"{CODE}{col // 2 + 1:03d}" for col in column(plan)]
    write_plan(with_codes(plan, strips), folder / "strips.gpkg")
    return folder


def column(plan):
    x = plan.units["x_m"] - lattice.ORIGIN[0]
    return np.round((x - x.min()) / 100).astype(int)


def row(plan):
    y = plan.units["y_m"]
    return np.round((y.max() - y) / 100).astype(int)


def with_codes(plan, codes):
    units = plan.units.assign(grid_code=list(codes))
    first = plan.grids.iloc[[0] * 4].assign(grid_code=[f"{CODE}{k:03d}" for k in (1, 2, 3, 4)])
    return replace(plan, units=units, grids=first.reset_index(drop=True))


def cell(plan, r, c):
    return int(np.flatnonzero((row(plan) == r) & (column(plan) == c))[0])


@pytest.fixture
def broken(planned, tmp_path):
    """An exclave of grid 1 inside grid 3, grid 4 two units too large, and a unit of no grid."""
    plan = read_plan(planned / "strips.gpkg")
    codes = plan.units["grid_code"].to_numpy(dtype=object, copy=True)
    codes[cell(plan, 0, 5)] = f"{CODE}001"
    codes[[cell(plan, r, 5) for r in (1, 2, 3)]] = f"{CODE}004"
    codes[cell(plan, 3, 2)] = None
    path = tmp_path / "broken.gpkg"
    write_plan(with_codes(plan, codes), path)
    return path


def test_a_broken_plan_is_mended_with_the_fewest_households(broken, tmp_path, capsys):
    """Grid 4 has 11 units and gives one back; the exclave of one unit goes to a neighbour."""
    out, moves = tmp_path / "new.gpkg", tmp_path / "moves.csv"
    assert run(["repair", str(broken), "--out", str(out), "--moves", str(moves)]) == 0
    told = capsys.readouterr().out
    assert "调整 100 户（已证明这是最少的），新划入 50 户" in told
    plan = read_plan(out)
    assert not [v for v in plan.violations if v.hard]
    assert set(plan.grids["grid_code"]) == {f"{CODE}{k:03d}" for k in (1, 2, 3, 4)}
    assert plan.figures["moved"] == plan.figures["bound"] == 100
    assert plan.grids["households"].sum() == 1_600
    table = pd.read_csv(moves, dtype=str, encoding="utf-8-sig")
    assert table["户数"].astype(int).sum() == 150
    assert table["说明"].str.contains("户").all()


def test_the_moves_lead_from_the_old_plan_to_the_new_one_and_back(broken, tmp_path):
    plan = read_plan(broken)
    draft = draft_of(plan)
    (found,) = repair_plan(draft, Settings(plan.band), progress=lambda _step, _done: None)
    before = pd.Series(draft.codes, index=plan.units["unit_id"], dtype=object)
    edits = [move.edit for move in found.moves]
    after = apply_all(before, edits)
    assert after.tolist() == found.plan.units["grid_code"].tolist()
    assert apply_all(after, undo(edits)).equals(before)
    graph = build_contiguity(plan.units, plan.context)
    worst, now = fragments(graph, before), before
    for move in found.moves:
        now = move.edit.apply(now)
        assert move.loads[3] == 50 * int((now == move.edit.target).sum())
        assert fragments(graph, now) <= worst
        worst = fragments(graph, now)


def fragments(graph, codes):
    labels = pd.factorize(codes)[0]
    component = graph.components(labels[graph.heads] == labels[graph.tails])
    return len(set(component[labels >= 0])) - len(set(labels[labels >= 0]))


def test_a_sentence_names_buildings_grids_and_households(broken, tmp_path, capsys):
    command = ["repair", str(broken), "--out", str(tmp_path / "new.gpkg"), "--json"]
    assert run(command) == 0
    report = json.loads(capsys.readouterr().out)["repair"]
    placed = next(move for move in report["moves"] if not move["from_grid"])
    to, before = placed["to_grid"][-3:], placed["to_before"]
    assert placed["zh"].endswith(
        f"（50 户）划入网格 …{to}：…{to} 由 {before} 户升为 {before + 50} 户。"
    )
    assert placed["en"].endswith(f"into grid …{to}: …{to} {before} to {before + 50}.")


def test_a_locked_grid_keeps_its_units(broken, tmp_path):
    out, grid = tmp_path / "new.gpkg", f"{CODE}002"
    assert run(["repair", str(broken), "--out", str(out), "--lock", grid]) == 0
    before, after = (read_plan(path).units["grid_code"] for path in (broken, out))
    assert (after[before == grid] == grid).all()


def test_a_lock_that_names_nothing_is_refused(broken, tmp_path, capsys):
    out = tmp_path / "new.gpkg"
    assert run(["repair", str(broken), "--out", str(out), "--lock", "nothing"]) == 2
    assert "要锁定的 nothing" in capsys.readouterr().err
    assert not out.exists()


def test_a_budget_below_what_has_to_move_is_refused(broken, tmp_path, capsys):
    command = ["repair", str(broken), "--out", str(tmp_path / "new.gpkg"), "--budget", "60"]
    assert run([*command, "--lang", "en"]) == 2
    assert "100 have to move" in capsys.readouterr().err


def test_alternatives_trade_quality_for_change(broken, tmp_path, capsys):
    out = tmp_path / "new.gpkg"
    assert run(["repair", str(broken), "--out", str(out), "--alternatives", "3"]) == 0
    assert "备选方案" in capsys.readouterr().out
    plans = [read_plan(path) for path in sorted(tmp_path.glob("new-*.gpkg"))]
    assert 1 < len(plans) <= 3
    made = [plan.settings["repair"] for plan in plans]
    assert [one["moved"] for one in made] == sorted((one["moved"] for one in made), reverse=True)
    assert made[-1]["moved"] == 100
    assert [one["objective"] for one in made] == sorted(one["objective"] for one in made)


def test_another_band_divides_grids_and_new_ones_get_unused_codes(planned, tmp_path):
    """Grids of 400 in a band of 150 to 250: each gives half of its households to a new one."""
    out = tmp_path / "new.gpkg"
    assert (
        run(["repair", str(planned / "strips.gpkg"), "-o", str(out), "--band", "150", "250"]) == 0
    )
    plan = read_plan(out)
    assert plan.grids["households"].between(150, 250).all()
    codes = sorted(plan.grids["grid_code"])
    assert codes == [f"{CODE}{k:03d}" for k in range(1, len(codes) + 1)]
    assert plan.figures["moved"] == plan.figures["bound"]
    assert plan.band.upper == 250


def test_a_community_without_any_grid_is_given_some(planned):
    plan = read_plan(planned / "strips.gpkg")
    draft = replace(draft_of(plan), codes=np.full(len(plan.units), None, dtype=object))
    (found,) = repair_plan(draft, Settings(plan.band), progress=lambda _step, _done: None)
    assert found.plan.grids["households"].between(300, 500).all()
    assert (found.moved, found.placed, found.outside) == (0, 1_600, 0)
    assert found.plan.grids["grid_code"].min() == f"{CODE}005"


def test_new_buildings_are_placed_in_the_grids_of_the_older_plan(planned, tmp_path, capsys):
    """One building more in the project: nobody moves, 50 households are placed."""
    metric = lattice.lattice_layers(4, 8, households=50)
    more = metric["buildings"].iloc[[0]].assign(building_id="new")
    more = more.assign(geometry=more.geometry.translate(48, 0))
    metric = {**metric, "buildings": pd.concat([metric["buildings"], more], ignore_index=True)}
    project, out = tmp_path / "project.gpkg", tmp_path / "new.gpkg"
    write_layers(project, {name: frame.to_crs(4490) for name, frame in metric.items()})
    old = planned / "strips.gpkg"
    assert run(["repair", str(project), "--from", str(old), "--out", str(out)]) == 0
    told = capsys.readouterr().out
    assert "新增楼栋 1 栋" in told
    assert "调整 0 户（已证明这是最少的），新划入 50 户" in told
    plan, before = read_plan(out), read_plan(old)
    assert plan.figures["households"] == 1_650
    homes = dict(zip(before.units["buildings"], before.units["grid_code"], strict=True))
    for unit in plan.units.itertuples():
        for one in set(unit.buildings.split(";")) & homes.keys():
            assert homes[one] == unit.grid_code


def test_the_sample_is_mended_with_a_proof(tmp_path, capsys):
    """Six buildings of the sample thrown into other grids, and two into none."""
    project, path = tmp_path / "p.gpkg", tmp_path / "plan.gpkg"
    assert run(["import", str(SAMPLE), "--project", str(project)]) == 0
    assert run(["plan", str(project), "--out", str(path)]) == 1
    plan = read_plan(path)
    rng = np.random.default_rng(2)
    codes = plan.units["grid_code"].to_numpy(dtype=object, copy=True)
    home = plan.units["community_code"].to_numpy(dtype=object)
    lived = np.flatnonzero((plan.units["households"] > 0) & plan.units["purpose"].isna())
    thrown = rng.choice(lived, 8, replace=False)
    for unit in thrown[:6]:
        codes[unit] = rng.choice(sorted(set(codes[home == home[unit]]) - {None}))
    codes[thrown[6:]] = None
    write_plan(replace(plan, units=plan.units.assign(grid_code=codes)), tmp_path / "broken.gpkg")
    capsys.readouterr()
    out = tmp_path / "new.gpkg"
    command = ["repair", str(tmp_path / "broken.gpkg"), "--out", str(out), "--time", "1", "--json"]
    assert run(command) == 1
    report = json.loads(capsys.readouterr().out)
    found = report["repair"]
    assert [(v["rule"], v["figure"]) for v in report["violations"] if v["hard"]] == [("band", 612)]
    assert found["outside"] == found["outside_bound"] == 112
    assert found["bound"] <= found["moved"]
    assert report["figures"]["households"] == 22_000
    after = read_plan(out).units["grid_code"].to_numpy(dtype=object)
    changed = (after != codes) & np.array([code is not None for code in codes])
    assert plan.units["households"].to_numpy()[changed].sum() == found["moved"]
