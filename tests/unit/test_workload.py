"""The workload of grids, on plans that can be drawn by hand."""

import json
from dataclasses import replace

import lattice
import numpy as np
import planned
import pytest

from gridmap.cli.app import run
from gridmap.errors import SettingsError
from gridmap.io.plans import read_plan
from gridmap.io.project import write_layers
from gridmap.partition.solve import Weights as Objective
from gridmap.pipeline import PlanSettings, make_plan
from gridmap.plan import Band
from gridmap.teams.loads import unit_loads, unit_workload
from gridmap.teams.rules import Weights, read_rules
from gridmap.teams.workload import absent_loads, spread_of, workload_of

HOUSEHOLDS_ALONE = Weights(1, 0, 0, 0, 0)


def with_elders(**more):
    """Return the plan of `planned` with one elder in each of the buildings b0 to b5."""
    layers = planned.context()
    buildings = layers["buildings"]
    elders = [1 if number < 6 else 0 for number in range(len(buildings))]
    return planned.plan(context={**layers, "buildings": buildings.assign(elders=elders), **more})


def test_the_mean_of_the_ordinary_grids_is_one():
    found = workload_of(planned.plan())
    ordinary = found["index"][[planned.WEST, planned.MIDDLE, planned.EAST]]
    assert ordinary.mean() == pytest.approx(1.0)


def test_with_households_alone_the_index_is_their_share_of_the_mean():
    """400, 240 and 600 households: the mean is 1240 / 3."""
    found = workload_of(planned.plan(), HOUSEHOLDS_ALONE)["index"]
    assert found[planned.WEST] == pytest.approx(400 / (1240 / 3))
    assert found[planned.EAST] == pytest.approx(600 / (1240 / 3))
    assert found[planned.SCHOOL] == 0


def test_two_loads_are_averaged_by_weight():
    """Of the areas 8, 8 and 4 ha the mean is 20 / 3 ha; households count three times as much."""
    found = workload_of(planned.plan(), Weights(3, 0, 0, 0, 1))["index"]
    expected = (3 * 600 / (1240 / 3) + 4 / (20 / 3)) / 4
    assert found[planned.EAST] == pytest.approx(expected)


def test_elders_are_those_of_the_buildings_of_a_grid():
    """The first row from the north holds two buildings of each grid."""
    found = workload_of(with_elders())["elders"]
    assert found.to_dict() == {
        planned.WEST: 2,
        planned.MIDDLE: 2,
        planned.EAST: 2,
        planned.SCHOOL: 0,
    }


def test_elders_of_a_building_are_shared_out_among_its_entrances():
    units = lattice.lattice_units(1, 3)
    units["buildings"] = ["b0#1", "b0#2", "b1"]
    buildings = lattice.layer(
        [lattice.point(0, 0), lattice.point(1, 0)],
        building_id=["b0", "b1"],
        elders=np.array([5, 7]),
    )
    found = unit_loads(units, {"buildings": buildings}, Weights())["elders"]
    assert found.tolist() == [3, 2, 7]


def test_hazards_count_by_level_and_not_when_closed_or_unconfirmed():
    places = [(50, 50), (60, 60), (70, 70), (150, 50), (250, 50)]
    hazards = lattice.layer(
        [lattice.point(*place) for place in places],
        level=[1, 4, np.nan, 2, 1],
        status=["open", "watched", None, "closed", "candidate"],
    )
    found = unit_loads(lattice.lattice_units(1, 3), {"hazards": hazards}, Weights())["hazards"]
    assert found.tolist() == [4 + 1 + 1, 0, 0]


def test_a_hazard_on_the_line_between_two_units_counts_once():
    hazards = lattice.layer([lattice.point(100, 50)], level=[3])
    found = unit_loads(lattice.lattice_units(1, 2), {"hazards": hazards}, Weights())["hazards"]
    assert found.tolist() == [2, 0]


def test_a_load_that_the_plan_has_none_of_is_told_and_left_out():
    plan = planned.plan()
    found = workload_of(plan, Weights(1, 0, 1, 0, 0))
    assert absent_loads(found, Weights(1, 0, 1, 0, 0)) == ("elders",)
    assert found["index"].equals(workload_of(plan, HOUSEHOLDS_ALONE)["index"])


def test_the_workload_of_all_units_is_as_many_as_the_households():
    """Half by households (10 and 30 of 40), half by area (1 and 1 of 2 ha), times 40."""
    units = lattice.lattice_units(1, 2, households=[[10, 30]])
    weights = Weights(1, 0, 0, 0, 1)
    found = unit_workload(unit_loads(units, {}, weights), weights)
    assert found.tolist() == [40 * (10 / 40 + 1 / 2) / 2, 40 * (30 / 40 + 1 / 2) / 2]


def test_settings_say_what_counts():
    rules = read_rules({"weights": {"area": 0, "hazard_levels": [8, 4, 2, 1]}})
    assert rules.weights.area == 0
    assert rules.weights.hazard_levels == (8, 4, 2, 1)
    assert rules.weights.households == Weights().households


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"weights": {"household": 1}}, "weights.household"),
        ({"weights": {"area": -1}}, "weights.area"),
        ({"weights": {"area": float("nan")}}, "weights.area"),
        ({"weights": {"area": True}}, "weights.area"),
        ({"weights": {"hazard_levels": [1, 2]}}, "hazard_levels"),
        ({"weights": dict.fromkeys(("households", "persons", "elders", "hazards", "area"), 0)}, ""),
        ({"worker_kinds": {}}, "worker_kinds"),
        ({"full_time": "none"}, "full_time"),
        ({"roles": ["mayor"]}, "roles"),
    ],
)
def test_settings_that_make_no_sense_are_refused(settings, told):
    with pytest.raises(SettingsError) as error:
        read_rules(settings)
    assert told in str(error.value)


def hazards_in_the_north():
    """Return a hazard of level 1 in each of the upper four of sixteen squares."""
    points = [lattice.point(50, 1550 - 100 * n) for n in range(4)]
    return lattice.layer(
        points, hazard_id=[f"h{n}" for n in range(4)], level=[1] * 4, status=["open"] * 4
    )


@pytest.fixture(scope="module")
def strip():
    """Return a column of sixteen squares of 20 households, for two grids of 120 to 200."""
    layers = lattice.lattice_layers(16, 1, households=20, hazards=hazards_in_the_north())
    return {name: frame.to_crs(4490) for name, frame in layers.items()}


def squares_of_the_upper_grid(plan):
    upper = plan.units.loc[plan.units["y_m"].idxmax(), "grid_code"]
    return int((plan.units["grid_code"] == upper).sum())


def test_a_plan_may_balance_workload_in_place_of_households(strip):
    """Households ask for a cut in the middle, workload for one as far north as the band allows.

    Each of the sixteen squares holds 1/16 of the households, each of the upper four 1/4 of the
    hazards. With both of one weight the upper half has (1/2 + 1) / 2 of the work, 0.75, or 1.5
    times the mean; the upper six squares, the fewest that the band allows (120 households), have
    (3/8 + 1) / 2.
    """
    settings = PlanSettings(
        band=Band(120, 200),
        grids={lattice.COMMUNITY: 2},
        proof=None,
        weights=Objective(balance=0.1),
    )
    by_households = make_plan(strip, settings=settings)
    by_workload = make_plan(
        strip,
        settings=replace(
            settings,
            balance="workload",
            workload=Weights(1, 0, 0, 1, 0),
            weights=Objective(balance=0.1, loads=20.0),
        ),
    )
    assert squares_of_the_upper_grid(by_households) == 8
    assert squares_of_the_upper_grid(by_workload) == 6
    before, after = (
        spread_of(workload_of(plan, Weights(1, 0, 0, 1, 0)), plan)
        for plan in (by_households, by_workload)
    )
    assert before["most"] == pytest.approx(1.5)
    assert after["most"] == pytest.approx(3 / 8 + 1)


def test_a_plan_that_balances_persons_has_the_settings_that_it_had():
    assert not {"balance", "workload"} & set(PlanSettings().to_dict())
    assert PlanSettings(balance="workload").to_dict()["workload"]["hazards"] == 10


def test_the_command_line_balances_workload(strip, tmp_path, capsys):
    project, out, rules = (tmp_path / name for name in ("p.gpkg", "plan.gpkg", "rules.json"))
    write_layers(project, strip)
    rules.write_text(json.dumps({"weights": {"hazards": 40, "persons": 0, "area": 0}}), "utf-8")
    command = ["plan", str(project), "-o", str(out), "--band", "120", "200", "--proof", "off"]
    more = ["--balance", "workload", "--workload", str(rules), "--weight", "loads=20"]
    assert run([*command, *more, "--weight", "balance=0.1"]) == 0
    made = read_plan(out)
    assert made.settings["balance"] == "workload"
    assert made.settings["workload"]["hazards"] == 40
    assert squares_of_the_upper_grid(made) == 6
