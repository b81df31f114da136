"""Micro-grids inside grids and large grids above them."""

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from itertools import pairwise

import lattice
import numpy as np
import pandas as pd
import pytest
import shapely
from geopandas.testing import assert_geodataframe_equal
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from gridmap.cli.app import run
from gridmap.contiguity import ContiguityGraph, EdgeKind, build_contiguity
from gridmap.errors import SettingsError
from gridmap.io.plans import read_plan, write_plan
from gridmap.io.project import write_layers
from gridmap.partition.community import Units
from gridmap.partition.levels import MICRO, Nesting, by_building, cut_levels, join_remnants
from gridmap.partition.nested import level_layers
from gridmap.partition.regions import Search
from gridmap.partition.solve import Effort, Weights
from gridmap.pipeline import PlanSettings, make_plan
from gridmap.plan import Band
from gridmap.sheets.webmap import render_map


def layers(rows, cols, households, **more):
    metric = lattice.lattice_layers(rows, cols, households=households) | more
    return {name: frame.to_crs(4490) for name, frame in metric.items()}


def planned(rows, cols, households, *, band=(300, 500), barriers="eased", more=None, **nesting):
    settings = PlanSettings(band=Band(*band), nesting=Nesting(**nesting), barriers=barriers)
    return make_plan(layers(rows, cols, households, **(more or {})), settings=settings)


def pieces(units, column):
    """Number of connected pieces of each code; units touch by an edge."""
    graph = build_contiguity(units, {})
    code = units[column].to_numpy(dtype=object)
    same = code[graph.heads] == code[graph.tails]
    ends = graph.heads[same], graph.tails[same]
    links = coo_array((np.ones(same.sum()), ends), (len(units), len(units)))
    piece = pd.Series(connected_components(links, directed=False)[1])
    return piece.groupby(code).nunique()


@pytest.fixture(scope="module")
def nested():
    """Eight by eight houses of 20 to 80 households, with micro-grids and large grids."""
    households = np.random.default_rng(5).integers(20, 81, 64)
    return planned(8, 8, households.tolist(), micro=MICRO, large=Band(800, 1_600))


def test_a_micro_grid_lies_in_one_grid_and_is_connected(nested):
    units = nested.units
    assert units["micro_code"].notna().all()
    assert units.groupby("micro_code")["grid_code"].nunique().max() == 1
    assert (units["micro_code"].str[:15] == units["grid_code"]).all()
    assert (pieces(units, "micro_code") == 1).all()


def test_micro_grids_keep_their_band(nested):
    loads = nested.units.groupby("micro_code")["households"].sum()
    assert loads.between(30, 100).all()
    assert nested.figures["micro_grids"] == nested.figures["micro_in_band"] == len(loads)
    assert not [v for v in nested.violations if v.rule == "micro_band"]


def test_micro_grids_are_numbered_from_one_in_each_grid(nested):
    for grid, codes in nested.units.groupby("grid_code")["micro_code"]:
        expected = [f"{grid}{n:02d}" for n in range(1, codes.nunique() + 1)]
        assert sorted(set(codes)) == expected


def test_a_large_grid_is_made_of_whole_grids_and_is_connected(nested):
    units = nested.units
    assert units.groupby("grid_code")["large_code"].nunique().max() == 1
    assert (pieces(units, "large_code") == 1).all()
    loads = units.groupby("large_code")["households"].sum()
    assert loads.between(800, 1_600).all()
    assert set(loads.index) == {f"{lattice.COMMUNITY}L{n:02d}" for n in range(1, len(loads) + 1)}
    assert nested.figures["large_grids"] == nested.figures["large_in_band"] == len(loads)


def test_other_levels_leave_the_grids_as_they_are(nested):
    households = nested.units.sort_values("unit_id")["households"].tolist()
    assert len(households) == 64
    given = np.random.default_rng(5).integers(20, 81, 64).tolist()
    plain = make_plan(layers(8, 8, given))
    assert plain.units["grid_code"].tolist() == nested.units["grid_code"].tolist()
    assert {"micro_code", "large_code"}.isdisjoint(plain.units.columns)
    assert "micro_grids" not in plain.figures


def test_a_building_above_the_band_of_micro_grids_is_one_by_itself_and_named():
    plan = planned(1, 4, [180, 60, 60, 70], micro=MICRO)
    loads = plan.units.groupby("micro_code")["households"].sum()
    assert sorted(loads) in ([60, 60, 70, 180], [60, 130, 180], [70, 120, 180])
    (violation,) = [v for v in plan.violations if v.figure == 180]
    assert (violation.rule, violation.hard) == ("micro_band", False)
    assert violation.grid_code == plan.units["grid_code"].iloc[0]
    assert "b0" in violation.what.zh
    assert "180" in violation.what.en


def test_what_is_too_small_beside_large_buildings_goes_with_one_of_them():
    """Ten households between 180 and 150 are no micro-grid."""
    plan = planned(1, 4, [180, 10, 150, 60], micro=MICRO)
    loads = sorted(plan.units.groupby("micro_code")["households"].sum())
    assert loads in ([60, 150, 190], [60, 160, 180])
    assert {v.figure for v in plan.violations} == {float(load) for load in loads if load > 100}


def test_what_is_below_the_band_with_no_way_out_says_so():
    """Twenty households beside one of 90: together 110."""
    plan = planned(1, 4, [20, 90, 95, 99], micro=MICRO)
    (violation,) = plan.violations
    assert violation.figure in {20.0, 110.0}
    assert "110" in violation.what.zh


def test_remnants_join_across_the_longest_open_border():
    """A column of 10 between 180 and 150, a wall-long barrier to the one, an open edge to each."""
    graph = ContiguityGraph(
        n=4,
        heads=np.array([0, 0, 1], dtype=np.int32),
        tails=np.array([1, 2, 3], dtype=np.int32),
        length_m=np.array([50.0, 20.0, 90.0]),
        kind=np.array([EdgeKind.WATER, EdgeKind.PLAIN, EdgeKind.PLAIN], dtype=np.int8),
        bridged=np.zeros(3, dtype=bool),
    )
    households = np.array([10, 180, 150, 60])
    joined = join_remnants(np.arange(4), households, graph, MICRO)
    assert joined[0] == joined[2]
    assert len({*joined.tolist()}) == 3


def test_special_purpose_grids_have_no_micro_grids():
    school = lattice.compounds(lattice.box(300, 0, 400, 200), purpose="school")
    drawing = [[100, 100, 100, 0], [100, 100, 100, 0]]
    plan = planned(2, 4, drawing, micro=MICRO, more={"compounds": school})
    special = plan.grids.loc[plan.grids["kind"] == "special", "grid_code"]
    inside = plan.units["grid_code"].isin(special)
    assert inside.any()
    assert plan.units.loc[inside, "micro_code"].isna().all()
    assert plan.units.loc[~inside, "micro_code"].notna().all()


def test_one_for_each_building_takes_the_land_beside_it_along():
    plan = planned(2, 4, [[100, 0, 0, 100], [100, 100, 0, 0]], micro="buildings")
    loads = plan.units.groupby("micro_code")["households"].sum()
    assert loads.tolist() == [100] * 4
    assert plan.units["micro_code"].notna().all()
    assert (pieces(plan.units, "micro_code") == 1).all()
    assert plan.violations == ()
    assert plan.figures["micro_grids"] == 4
    assert "micro_in_band" not in plan.figures


def chain(n):
    ends = np.array(list(pairwise(range(n))), dtype=np.int32)
    return ContiguityGraph(
        n,
        ends[:, 0],
        ends[:, 1],
        np.full(n - 1, 10.0),
        np.zeros(n - 1, np.int8),
        np.zeros(n - 1, dtype=bool),
    )


def some(households):
    n = len(households)
    xy = np.column_stack([np.arange(n) * 10.0, np.zeros(n)])
    return Units(
        np.array(households), np.full(n, 100.0), xy, np.full(n, -1), np.zeros(n, dtype=bool)
    )


def test_entrances_of_one_building_side_by_side_are_one_micro_grid():
    """Of a chain: two entrances of one building, another one, a third entrance beyond it."""
    found = by_building(some([70, 70, 90, 70]), chain(4), np.array([0, 0, 1, 0]))
    assert found.tolist() == [0, 0, 1, 2]


def test_land_that_nothing_touches_goes_with_the_nearest_building():
    graph = chain(4).take(np.array([0, 1, 3]))
    units = some([70, 80, 0, 0]).take(np.array([0, 1, 3]))
    assert by_building(units, graph, np.array([0, 1, -1])).tolist() == [0, 1, 1]


def test_more_micro_grids_than_two_digits_can_number_are_refused():
    with pytest.raises(SettingsError, match="more micro-grids than 99"):
        planned(10, 11, 4, micro="buildings")


def test_no_large_grid_crosses_a_river():
    """Two grids on either bank, each pair of 800: one large grid on each bank."""
    units = lattice.lattice_units(4, 8, households=50)
    river = {"water": lattice.water(lattice.line((400, -50), (400, 450)))}
    arrays = Units(
        households=units["households"].to_numpy(),
        area_m2=units.area.to_numpy(),
        xy=units[["x_m", "y_m"]].to_numpy(),
        compound=np.full(32, -1),
        special=np.zeros(32, dtype=bool),
    )
    found = cut_levels(
        arrays,
        build_contiguity(units, river),
        building=np.arange(32),
        band=Band(300, 500),
        nesting=Nesting(large=Band(600, 1_000)),
        barriers="eased",
        how=Search(Weights(), Effort(restarts=4), seed=1),
    )
    west = (units["x_m"] < units["x_m"].mean()).to_numpy()
    large = found.large[found.cut.labels]
    assert len({*large[west].tolist()}) == len({*large[~west].tolist()}) == 1
    assert large[0] != large[-1]


def test_a_large_grid_outside_its_band_is_told_with_the_arithmetic():
    """1,300 households are too many for one of 1,200 and too few for two of 700."""
    plan = planned(1, 13, 100, large=Band(700, 1_200))
    assert {v.rule for v in plan.violations} == {"large_band"}
    assert not any(v.hard for v in plan.violations)


def test_the_levels_are_layers_of_the_plan_file_and_come_back(nested, tmp_path):
    path = tmp_path / "plan.gpkg"
    write_plan(nested, path)
    after = read_plan(path)
    assert after.plan_id == nested.plan_id
    assert after.units["micro_code"].tolist() == nested.units["micro_code"].tolist()
    for name, layer in level_layers(nested.units).items():
        assert_geodataframe_equal(level_layers(after.units)[name], layer, check_dtype=False)
        assert shapely.coverage_is_valid(layer.geometry.to_numpy())
        assert layer.area.sum() == pytest.approx(nested.units.area.sum(), rel=1e-9)
        assert layer["households"].sum() == nested.figures["households"]
    with closing(sqlite3.connect(path)) as database:
        styled = database.execute("SELECT f_table_name, styleQML FROM layer_styles").fetchall()
        rows = database.execute("SELECT count(*) FROM micro_grids").fetchone()
    assert rows == (nested.figures["micro_grids"],)
    assert "outline_width" in dict(styled)["micro_grids"]
    assert "large_grids" in dict(styled)


def test_the_version_id_follows_the_levels(nested):
    codes = nested.units["micro_code"].to_numpy(dtype=object, copy=True)
    codes[[0, -1]] = codes[[-1, 0]]
    assert replace(nested, units=nested.units.assign(micro_code=codes)).plan_id != nested.plan_id


def test_the_map_of_a_plan_with_levels_is_drawn(nested):
    assert "<html" in render_map(nested, nested.context, lang="zh", title="")


def test_the_command_line_asks_for_levels(tmp_path, capsys):
    project, out = tmp_path / "p.gpkg", tmp_path / "plan.gpkg"
    write_layers(project, layers(4, 8, 50))
    command = ["plan", str(project), "-o", str(out), "--micro", "households"]
    assert run([*command, "--micro-band", "50", "100", "--large", "700", "900", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["settings"]["micro"], told["settings"]["large"]) == ([50, 100], [700, 900])
    assert told["figures"]["large_grids"] == 2
    assert told["figures"]["micro_in_band"] == told["figures"]["micro_grids"]
    assert run([*command, "--lang", "en"]) == 0
    assert "micro-grids" in capsys.readouterr().out
