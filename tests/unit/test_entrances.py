"""Entrances as units: a building above the band is divided into its stairwells."""

import numpy as np
import pytest
import shapely
from lattice import box, lattice_layers, layer, point
from shapely.affinity import rotate

from gridmap.cli.app import run
from gridmap.io.plans import read_plan
from gridmap.io.project import write_layers
from gridmap.pipeline import PlanSettings, make_plan
from gridmap.plan import Band
from gridmap.tessellation import TessellationParams, tessellate
from gridmap.tessellation.entrances import strips


def place(shapes, *, above=500, **columns):
    """Buildings in a community of 300 m by 100 m, divided above so many households."""
    layers = dict(lattice_layers(1, 3))
    given = {"building_id": [f"b{n}" for n in range(len(shapes))], "households": 10} | columns
    layers["buildings"] = layer(shapes, **given)
    return tessellate(layers, params=TessellationParams(split_above=above))


def cells(found):
    return {unit.buildings: unit for unit in found.units.itertuples() if unit.buildings}


def test_a_building_above_the_band_is_as_many_units_as_it_has_entrances():
    slab = box(120, 40, 180, 60)
    found = place([slab], households=[602], persons=[1_201], entrances=[3])
    parts = cells(found)
    assert sorted(parts) == ["b0#1", "b0#2", "b0#3"]
    assert [parts[f"b0#{n}"].households for n in (1, 2, 3)] == [201, 201, 200]
    assert [parts[f"b0#{n}"].persons for n in (1, 2, 3)] == [401, 400, 400]
    assert [parts[f"b0#{n}"].x_m - parts["b0#1"].x_m for n in (1, 2, 3)] == pytest.approx(
        [0, 20, 40]
    )


def test_the_ground_is_shared_out_across_the_cuts_and_covered_exactly():
    found = place([box(120, 40, 180, 60)], households=[602], entrances=[3])
    parts = cells(found)
    assert shapely.coverage_is_valid(found.units.geometry.to_numpy())
    assert found.units.area.sum() == pytest.approx(30_000, abs=0.03)
    # By symmetry the borders run north and south through the cuts, at 140 and at 160 m.
    assert parts["b0#2"].geometry.area == pytest.approx(20 * 100, rel=0.01)
    assert parts["b0#1"].geometry.area == pytest.approx(140 * 100, rel=0.01)


def test_what_was_divided_is_told():
    (fault,) = place([box(120, 40, 180, 60)], households=[602], entrances=[3]).faults
    assert (fault.rule, fault.feature_id, fault.severity) == ("building.divided", "b0", "notice")
    assert "602" in fault.what.zh
    assert "3 个单元" in fault.what.zh


@pytest.mark.parametrize(
    ("columns", "above"),
    [
        ({"households": [500], "entrances": [3]}, 500),
        ({"households": [612], "entrances": [1]}, 500),
        ({"households": [612], "entrances": [None]}, 500),
        ({"households": [612]}, 500),
        ({"households": [612], "entrances": [3]}, None),
    ],
)
def test_a_building_in_the_band_or_of_one_entrance_or_none_known_stays_whole(columns, above):
    found = place([box(120, 40, 180, 60)], above=above, **columns)
    assert list(cells(found)) == ["b0"]
    assert found.faults == ()


def test_a_point_stays_whole():
    assert list(cells(place([point(150, 50)], households=[612], entrances=[3]))) == ["b0"]


def test_other_buildings_keep_their_units():
    shapes = [box(20, 40, 60, 60), box(120, 40, 180, 60), box(240, 40, 280, 60)]
    found = place(shapes, households=[90, 800, 70], entrances=[2, 2, None])
    assert {name: unit.households for name, unit in cells(found).items()} == {
        "b0": 90,
        "b1#1": 400,
        "b1#2": 400,
        "b2": 70,
    }


@pytest.mark.parametrize("degrees", [0, 17, 90, 135, 200])
def test_strips_are_cut_across_the_longer_axis_whichever_way_it_lies(degrees):
    slab = rotate(shapely.box(0, 0, 60, 12), degrees, origin=(0, 0))
    found = strips(slab, 4)
    assert [part.area for part in found] == pytest.approx([180] * 4)
    assert shapely.union_all(found).symmetric_difference(slab).area == pytest.approx(0, abs=1e-6)
    middles = shapely.get_coordinates(shapely.centroid(found))
    assert np.hypot(*np.diff(middles, axis=0).T) == pytest.approx([15] * 3)
    if degrees != 90:
        assert (np.diff(middles[:, 0]) > 0).all()


def test_an_angled_building_leaves_no_lines_behind():
    ell = shapely.union(shapely.box(0, 0, 40, 10), shapely.box(0, 0, 20, 20))
    found = strips(ell, 2)
    assert {part.geom_type for part in found} == {"Polygon"}
    assert [part.area for part in found] == pytest.approx([400, 200])


def test_a_plan_shares_the_entrances_of_a_tower_out_among_grids():
    """600 households in three entrances and 3 houses of 100: two grids of 400 and 500."""
    layers = dict(lattice_layers(1, 3))
    shapes = [
        box(10, 40, 30, 60),
        box(120, 40, 180, 60),
        box(220, 40, 240, 60),
        box(270, 40, 290, 60),
    ]
    layers["buildings"] = layer(
        shapes,
        building_id=["west", "tower", "middle", "east"],
        households=[100, 600, 100, 100],
        entrances=[1, 3, 1, 1],
    )
    given = {name: frame.to_crs(4490) for name, frame in layers.items()}
    plan = make_plan(given)
    assert plan.violations == ()
    assert sorted(plan.grids["households"]) in ([300, 300, 300], [400, 500])
    assert [fault.rule for fault in plan.faults] == ["building.divided"]
    assert plan.settings["tessellation"]["split_above"] == 500
    # A building that lies in two grids is a building of each.
    grids = plan.units[plan.units["buildings"] != ""].groupby("grid_code")["buildings"]
    held = {code: len({name.split("#")[0] for name in names}) for code, names in grids}
    assert plan.grids.set_index("grid_code")["buildings"].to_dict() == held
    whole = make_plan(given, settings=PlanSettings(band=Band(300, 900)))
    assert "tower" in set(whole.units["buildings"])


def test_micro_grids_take_entrances_where_the_command_line_says_so(tmp_path):
    """Three buildings of 150, 120 and 60 households with two entrances each."""
    layers = dict(lattice_layers(1, 3))
    shapes = [box(20, 40, 60, 60), box(120, 40, 180, 60), box(240, 40, 280, 60)]
    layers["buildings"] = layer(
        shapes, building_id=["a", "b", "c"], households=[150, 120, 60], entrances=2
    )
    project, out = tmp_path / "p.gpkg", tmp_path / "plan.gpkg"
    write_layers(project, {name: frame.to_crs(4490) for name, frame in layers.items()})
    command = ["plan", str(project), "-o", str(out), "--micro", "households"]
    assert run([*command, "--entrances-above", "100"]) == 0
    plan = read_plan(out)
    assert sorted(plan.units["buildings"]) == ["a#1", "a#2", "b#1", "b#2", "c"]
    assert plan.figures["micro_in_band"] == plan.figures["micro_grids"]
    assert plan.violations == ()
    assert plan.grids["buildings"].tolist() == [3]
