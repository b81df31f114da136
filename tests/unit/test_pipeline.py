"""From layers to a plan, on lattices."""

import os
import signal
import subprocess
import sys
from dataclasses import replace

import lattice
import numpy as np
import pandas as pd
import pytest
import shapely

from gridmap.cli.app import run
from gridmap.contiguity import build_contiguity
from gridmap.errors import InputError
from gridmap.io.project import write_layers
from gridmap.partition.executing import Failure, Run, run_all
from gridmap.partition.executors import dask, threads
from gridmap.partition.levels import MICRO, Levels, Nesting
from gridmap.partition.regions import Search
from gridmap.partition.solve import Effort, Weights
from gridmap.partition.tasks import cut_task, leave_whole, make_tasks
from gridmap.pipeline import PlanSettings, make_plan
from gridmap.plan import Band


def layers(households=50, **more):
    """A community of 4 x 8 houses, in degrees, as a project file holds it."""
    metric = lattice.lattice_layers(4, 8, households=households) | more
    return {name: frame.to_crs(4490) for name, frame in metric.items()}


def test_a_plan_covers_the_community_and_keeps_every_household():
    given = layers()
    plan = make_plan(given)
    assert plan.figures["households"] == 32 * 50
    assert plan.grids["households"].sum() == 32 * 50
    assert plan.figures["in_band_share"] == 1.0
    assert plan.violations == ()
    area = given["communities"].to_crs(plan.grids.crs).area.sum()
    assert plan.grids.area.sum() == pytest.approx(area, rel=1e-6)
    assert plan.units.area.sum() == pytest.approx(area, rel=1e-6)
    assert shapely.coverage_is_valid(plan.grids.geometry.to_numpy())
    assert shapely.coverage_is_valid(plan.units.geometry.to_numpy())
    assert set(plan.grids.geom_type) == {"Polygon"}


def test_codes_number_the_grids_of_a_community():
    plan = make_plan(layers())
    assert sorted(plan.grids["grid_code"]) == [
        f"{lattice.COMMUNITY}{n:03d}" for n in range(1, len(plan.grids) + 1)
    ]
    assert set(plan.units["grid_code"]) == set(plan.grids["grid_code"])


def street(communities=3, *, households=40):
    """Communities of 4 x 6 houses side by side, each with its own households."""
    drawing = [
        [households + (7 * row + 5 * col + col // 6) % 23 for col in range(6 * communities)]
        for row in range(4)
    ]
    made = layers_of(4, 6 * communities, drawing)
    boxes = [lattice.box(600 * n, 0, 600 * (n + 1), 400) for n in range(communities)]
    codes = [f"3708990010{n:02d}" for n in range(1, communities + 1)]
    made["communities"] = lattice.layer(boxes, community_code=codes, name="甲").to_crs(4490)
    return made


def layers_of(rows, cols, drawing):
    metric = lattice.lattice_layers(rows, cols, households=drawing)
    return {name: frame.to_crs(4490) for name, frame in metric.items()}


@pytest.fixture(scope="module")
def cluster():
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
    ) as made:
        yield made.scheduler_address


def test_the_plan_depends_on_the_seed_and_not_on_where_it_is_made(cluster):
    given = street()
    effort = Effort(restarts=2, steps_per_unit=200)
    settings = PlanSettings(seed=3, effort=effort, nesting=Nesting(micro=MICRO))
    first = make_plan(given, settings=settings)
    assert len(first.grids) >= 6
    with threads(1) as one:
        plans = [make_plan(given, settings=settings, executor=one)]
    plans.append(make_plan(given, settings=settings, workers=2))
    with dask(cluster) as far:
        plans.append(make_plan(given, settings=settings, executor=far))
    for plan in plans:
        assert plan.units["micro_code"].tolist() == first.units["micro_code"].tolist()
        assert plan.plan_id == first.plan_id
    other = make_plan(given, settings=replace(settings, seed=4))
    assert other.plan_id != first.plan_id


def test_a_community_that_takes_too_long_is_left_whole_and_told():
    slow = Effort(restarts=1, steps_per_unit=200_000)
    plan = make_plan(street(2), settings=PlanSettings(limit_s=1e-3, effort=slow))
    unsolved = [v for v in plan.violations if v.rule == "unsolved"]
    assert [v.community_code for v in unsolved] == ["370899001001", "370899001002"]
    assert all(v.hard and "限时" in v.what.zh for v in unsolved)
    assert plan.figures["unsolved"] == 2
    assert len(plan.grids) == 2
    assert plan.units["grid_code"].notna().all()
    loads = plan.units.groupby("community_code")["households"].sum()
    assert sorted(plan.grids["households"]) == sorted(loads)
    assert [v.rule for v in plan.violations if v.hard].count("band") == 2


def test_a_limit_that_suffices_changes_no_grid():
    given = layers(households=37)
    limited = make_plan(given, settings=PlanSettings(limit_s=600.0))
    free = make_plan(given)
    assert limited.units["grid_code"].tolist() == free.units["grid_code"].tolist()


def test_a_dask_cluster_that_cannot_be_had_is_told_before_any_work(tmp_path, capsys, monkeypatch):
    project, out = tmp_path / "p.gpkg", tmp_path / "plan.gpkg"
    write_layers(project, layers())
    command = ["plan", str(project), "-o", str(out), "--dask", "nowhere://here", "--lang", "en"]
    assert run(command) == 2
    assert "nowhere://here" in capsys.readouterr().err
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert run(command) == 2
    assert 'pip install "gridmap[dask]"' in " ".join(capsys.readouterr().err.split())
    assert not out.exists()


def tasks_of(units, band=(300, 500)):
    return make_tasks(
        units,
        build_contiguity(units, {}),
        band=Band(*band),
        nesting=Nesting(),
        barriers="eased",
        how=Search(Weights(), Effort(restarts=2), seed=1),
        grids={},
    )


def two_communities():
    units = lattice.lattice_units(4, 12, households=50)
    east = units["x_m"] > units["x_m"].mean()
    return units.assign(community_code=np.where(east, "370899001002", "370899001001"))


def test_a_community_that_fails_leaves_the_others_as_they_are():
    tasks = tasks_of(two_communities())
    first, second = (cut_task(task) for task in tasks)
    broken = replace(tasks[0], units=tasks[0].units.take(np.array([0])))
    with threads() as some:
        found = run_all(
            Run(cut_task), [broken, tasks[1]], sizes=[300, 300], executor=some, renew=threads
        )
    assert isinstance(found[0], Failure)
    assert isinstance(found[1], Levels)
    assert found[1].cut.labels.tolist() == second.cut.labels.tolist()
    assert len(set(first.cut.labels.tolist())) >= 2


def test_what_is_left_whole_is_connected_and_keeps_special_purpose_compounds_apart():
    """A school in the middle of 3 x 5 cells divides them in two."""
    purpose = [[None, None, "school", None, None]] * 3
    compound = [[None, None, "s", None, None]] * 3
    units = lattice.lattice_units(
        3, 5, households=[[50, 50, 0, 0, 0]] * 3, purposes=purpose, compound_ids=compound
    )
    (task,) = tasks_of(units)
    cut = leave_whole(task).cut
    whole = pd.Series(cut.labels).groupby([*["west"] * 2, "school", *["east"] * 2] * 3).unique()
    kinds = {name: [cut.kinds[label] for label in labels] for name, labels in whole.items()}
    assert kinds == {"east": ["vacant"], "school": ["special"], "west": ["ordinary"]}
    assert [part.answer.households for part in cut.components] == [300]


@pytest.mark.parametrize("workers", [[], ["--workers", "2"]])
def test_a_cancelled_plan_ends_at_once_and_leaves_nothing(tmp_path, workers):
    """Ctrl-C while grids are cut: code 130, no file, and no process that holds its output."""
    project, out = tmp_path / "p.gpkg", tmp_path / "out" / "plan.gpkg"
    drawing = [[10 + (row * col) % 17 for col in range(40)] for row in range(40)]
    write_layers(project, layers_of(40, 40, drawing))
    program = "from gridmap.cli import main\nif __name__ == '__main__':\n    main()\n"
    (tmp_path / "program.py").write_text(program)
    with subprocess.Popen(
        [sys.executable, tmp_path / "program.py", "plan", project, "--out", out, *workers],
        stderr=subprocess.PIPE,
        start_new_session=True,
        text=True,
    ) as command:
        told = next(line for line in command.stderr if "划分网格" in line)
        assert "0/1" in told
        os.killpg(command.pid, signal.SIGINT)
        rest = command.communicate(timeout=60)[1]
    assert command.returncode == 130
    assert "已取消" in rest
    assert "Traceback" not in rest
    assert not out.exists()


def test_an_infeasible_community_is_planned_and_explained():
    plan = make_plan(layers(households=[[50] * 8, [0] * 8, [0] * 8, [20] * 8]))
    row = plan.feasibility.iloc[0]
    assert row["households"] == 560
    assert not row["feasible"]
    assert (row["nearest_lower"], row["nearest_upper"]) == (280, 500)
    assert "560" in row["reason_zh"]
    assert [v.rule for v in plan.violations] == ["band"]
    assert plan.grids["households"].sum() == 560


def test_another_band_gives_other_grids():
    plan = make_plan(layers(), settings=PlanSettings(band=Band(150, 250)))
    assert plan.grids["households"].between(150, 250).all()


def test_a_project_without_buildings_is_refused_with_the_remedy():
    with pytest.raises(InputError, match="gridmap import"):
        make_plan({name: frame for name, frame in layers().items() if name != "buildings"})


def test_a_community_of_too_many_grids_is_refused_before_any_work():
    steps = []
    with pytest.raises(InputError, match="three digits"):
        make_plan(layers(households=20_000), progress=lambda text, _done: steps.append(text.en))
    assert steps == ["Projecting the layers"]


def test_a_detached_part_of_a_community_is_reported_as_an_island():
    metric = lattice.lattice_layers(4, 8, households=[[50] * 8] * 3 + [[50] * 7 + [0]])
    apart = lattice.box(2_000, 0, 2_100, 100)
    metric["communities"].loc[0, "geometry"] = shapely.union(
        metric["communities"].geometry.iloc[0], apart
    )
    plan = make_plan({name: frame.to_crs(4490) for name, frame in metric.items()})
    assert [f.rule for f in plan.faults] == ["unit.island"]
    assert "10000 平方米" in plan.faults[0].what.zh
    vacant = plan.grids[plan.grids["kind"] == "special"]
    assert vacant["purpose"].tolist() == ["vacant"]
    assert vacant.area.tolist() == pytest.approx([10_000])
    assert plan.violations == ()


def test_progress_only_goes_forward_and_ends_at_one():
    fractions = []
    make_plan(layers(), progress=lambda _text, done: fractions.append(done))
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1.0
