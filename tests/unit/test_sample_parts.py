import numpy as np
import pytest
import shapely

from gridmap.sample.blocks import cut_share
from gridmap.sample.coverage import neighbours
from gridmap.sample.drafts import Draft
from gridmap.sample.footprints import Design, design_building
from gridmap.sample.grouping import group_cells
from gridmap.sample.packing import pack_rows


def lattice_cells(columns, rows):
    x, y = np.meshgrid(np.arange(columns), np.arange(rows))
    return shapely.box(x.ravel(), y.ravel(), x.ravel() + 1, y.ravel() + 1)


def test_cells_of_a_2_by_2_lattice_have_four_neighbours_and_none_by_a_corner():
    assert neighbours(lattice_cells(2, 2)).tolist() == [[0, 1], [0, 2], [1, 3], [2, 3]]


@pytest.mark.parametrize("share", [0.2, 0.5, 0.75])
def test_a_cut_gives_the_share_of_the_area_asked_for(share):
    block = shapely.Polygon([(0, 0), (300, 20), (310, 120), (-10, 100)])
    low, high, cut = cut_share(block, share, tilt=0.02)
    assert low.area == pytest.approx(share * block.area, rel=1e-3)
    assert low.area + high.area == pytest.approx(block.area, rel=1e-9)
    along = shapely.line_interpolate_point(cut, np.linspace(0.01, 0.99, 9), normalized=True)
    assert shapely.distance(low, along).max() < 1e-6
    assert shapely.distance(high, along).max() < 1e-6


def test_groups_of_a_path_are_connected_and_keep_to_the_limit():
    households = np.full(12, 100)
    pairs = np.stack([np.arange(11), np.arange(1, 12)], axis=1)
    places = np.stack([np.arange(12.0), np.zeros(12)], axis=1)
    group = group_cells(pairs, households, places, limit=300, rng=np.random.default_rng(5))
    assert (np.bincount(group, weights=households) <= 300).all()
    changes = np.count_nonzero(np.diff(group))
    assert changes == group.max()


def test_a_single_cell_above_the_limit_stays_whole():
    pairs = np.empty((0, 2), dtype=np.int64)
    group = group_cells(
        pairs, np.array([900]), np.zeros((1, 2)), limit=300, rng=np.random.default_rng(0)
    )
    assert group.tolist() == [0]


def slabs(count):
    return Draft("compound", (Design(36, 6, 3, 46.0, 12.0),) * count, 0.0)


def test_buildings_are_packed_inside_the_wall_apart_and_clear_of_the_drive():
    wall = shapely.box(0, 0, 200, 150)
    packing = pack_rows(wall, slabs(9), angle=0.0, spine=0.5)
    half = np.array([23.0, 6.0])
    boxes = shapely.box(*(packing.centres - half).T, *(packing.centres + half).T)
    assert shapely.contains(wall, boxes).all()
    apart = shapely.distance(boxes[:, None], boxes[None])[~np.eye(9, dtype=bool)]
    assert apart.min() >= 3.0
    for line in (*packing.lanes, *packing.drives):
        assert shapely.distance(boxes, line).min() > 3.0


def test_buildings_that_do_not_fit_are_not_packed():
    assert pack_rows(shapely.box(0, 0, 60, 30), slabs(9), angle=0.0, spine=None) is None


def test_nothing_is_packed_into_an_empty_plot():
    assert pack_rows(shapely.Polygon(), slabs(1), angle=0.0, spine=None) is None


@pytest.mark.parametrize("kind", ["old", "resettlement", "commercial"])
@pytest.mark.parametrize("households", [25, 60, 94, 266, 440])
def test_a_building_has_room_for_its_households(kind, households):
    design = design_building(households, kind, np.random.default_rng(2))
    assert design.households == households
    front_m = design.length_m * (2 if design.depth_m > 15 else 1)
    assert design.floors * design.entrances >= households / 8
    assert front_m * design.floors / households > 4.0
