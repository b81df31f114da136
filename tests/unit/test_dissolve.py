"""Grids of a lattice: their shape, their shared edges, their area."""

import numpy as np
import pandas as pd
import pytest
import shapely
from lattice import box, lattice_layers, lattice_units, line, roads

from gridmap.dissolve import dissolve
from gridmap.errors import CrsError, SettingsError
from gridmap.tessellation import tessellate


def test_units_of_a_grid_become_one_polygon():
    grids = dissolve(lattice_units(2, 3), pd.Series(list("aabaab")))
    assert grids["grid_code"].tolist() == ["a", "b"]
    assert grids.geometry[0].equals(box(0, 0, 200, 200))
    assert grids.geometry[1].equals(box(200, 0, 300, 200))
    assert grids.geom_type.tolist() == ["Polygon", "Polygon"]
    assert grids.crs == "EPSG:4548"


def test_codes_go_by_position_and_not_by_index():
    codes = pd.Series(["b", "a"], index=[1, 0])
    grids = dissolve(lattice_units(1, 2), codes)
    assert grids.geometry[0].equals(box(100, 0, 200, 100))


def test_grid_in_two_places_is_a_multipolygon():
    grids = dissolve(lattice_units(1, 3), pd.Series(list("aba")))
    assert grids.geom_type.tolist() == ["MultiPolygon", "Polygon"]


def test_grid_around_another_has_a_hole():
    grids = dissolve(lattice_units(3, 3), pd.Series(list("aaaabaaaa")))
    assert len(grids.geometry[0].interiors) == 1
    assert grids.area.tolist() == [80_000, 10_000]


@pytest.fixture(scope="module")
def slanting():
    """Units of 6 by 6 buildings under a slanting road, in four grids by quarter."""
    layers = lattice_layers(6, 6, roads=roads(line((-5, 140), (605, 470)), road_class="local"))
    units = tessellate(layers).units
    middle = units[["x_m", "y_m"]].mean()
    east, north = units["x_m"] > middle["x_m"], units["y_m"] > middle["y_m"]
    return units, (2 * east + north).astype(str)


def vertices(grids):
    return shapely.get_num_coordinates(np.asarray(grids.geometry)).sum()


def test_grids_share_their_edges_and_keep_the_area(slanting):
    units, codes = slanting
    grids = dissolve(units, codes)
    assert shapely.coverage_is_valid(np.asarray(grids.geometry))
    assert grids.area.sum() == pytest.approx(units.area.sum(), rel=1e-12)


def test_simplified_grids_still_share_their_edges(slanting):
    units, codes = slanting
    grids = dissolve(units, codes, simplify_m=15)
    assert shapely.coverage_is_valid(np.asarray(grids.geometry))
    assert vertices(grids) < vertices(dissolve(units, codes))
    assert not grids.geometry.is_empty.any()


def test_outline_can_be_kept(slanting):
    units, codes = slanting
    kept = dissolve(units, codes, simplify_m=15, keep_outline=True)
    assert shapely.coverage_is_valid(np.asarray(kept.geometry))
    outline = shapely.coverage_union_all(np.asarray(kept.geometry))
    assert outline.symmetric_difference(box(0, 0, 600, 600)).area < 1e-3
    assert kept.area.sum() == pytest.approx(360_000, rel=1e-9)


def test_unit_without_a_grid_is_refused():
    with pytest.raises(SettingsError, match="2 units have 1"):
        dissolve(lattice_units(1, 2), pd.Series(["a", None]))
    with pytest.raises(SettingsError):
        dissolve(lattice_units(1, 2), pd.Series(["a"]))


def test_negative_tolerance_is_refused():
    with pytest.raises(SettingsError):
        dissolve(lattice_units(1, 2), pd.Series(["a", "b"]), simplify_m=-1)


def test_degrees_are_refused():
    with pytest.raises(CrsError):
        dissolve(lattice_units(1, 2).to_crs("EPSG:4490"), pd.Series(["a", "b"]))
