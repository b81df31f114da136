"""From layers to a plan, on lattices."""

from concurrent.futures import ThreadPoolExecutor

import lattice
import pytest
import shapely

from gridmap.errors import InputError
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


def test_the_plan_depends_on_the_seed_and_not_on_the_executor():
    given = layers(households=37)
    first = make_plan(given, settings=PlanSettings(seed=3))
    with ThreadPoolExecutor(1) as one:
        second = make_plan(given, settings=PlanSettings(seed=3), executor=one)
    assert first.units["grid_code"].tolist() == second.units["grid_code"].tolist()
    assert first.plan_id == second.plan_id


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
