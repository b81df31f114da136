"""Whatever changes on a lattice, and whatever roads there are, the walk sees all of it."""

from itertools import pairwise

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gridmap.routing.network import make_network
from gridmap.routing.profiles import FOOT_ADULT
from gridmap.routing.seams import changed_seams
from gridmap.routing.seams_walk import walk_seams
from gridmap.routing.travel import travel

CRS = 4547
SIDE, CELL_M = 4, 60.0
CORNER = (500_000.0, 3_380_000.0)

assignments = st.lists(st.integers(1, 3), min_size=SIDE * SIDE, max_size=SIDE * SIDE)
roads = st.lists(
    st.tuples(st.booleans(), st.integers(-15, 255), st.integers(-15, 15)), min_size=0, max_size=5
)


def cell(number):
    row, column = divmod(number, SIDE)
    west, south = CORNER[0] + column * CELL_M, CORNER[1] + row * CELL_M
    return shapely.box(west, south, west + CELL_M, south + CELL_M)


def grids(assignment):
    """Cells of a grid together, in several parts where they lie apart."""
    frame = gpd.GeoDataFrame(
        {"grid_code": [f"42010600100100{number}" for number in assignment]},
        geometry=[cell(number) for number in range(SIDE * SIDE)],
        crs=CRS,
    )
    return frame.dissolve("grid_code", as_index=False, method="coverage")


def on_foot(drawn):
    """Straight roads across, each a little askew."""
    if not drawn:
        return None
    lines = []
    for is_upright, at, askew in drawn:
        ends = [(at, -30), (at + askew, 270)]
        lines.append([(x, y) if is_upright else (y, x) for x, y in ends])
    shapes = [shapely.LineString(np.array(ends, dtype=float) + CORNER) for ends in lines]
    ids = [str(number) for number in range(len(shapes))]
    frame = gpd.GeoDataFrame({"road_id": ids, "name": ids}, geometry=shapes, crs=CRS)
    return travel(make_network(frame.assign(road_class="local"), crs=CRS), FOOT_ADULT)


@settings(max_examples=40, deadline=None)
@given(before=assignments, after=assignments, drawn=roads)
def test_every_changed_metre_is_seen_from_one_unbroken_walk(before, after, drawn):
    seams = changed_seams(grids(before), grids(after))
    changed = {
        (kind, cells)
        for kind, one, other in (("new", after, before), ("old", before, after))
        for cells in neighbours()
        if (one[cells[0]] != one[cells[1]]) and (other[cells[0]] == other[cells[1]])
    }
    # Each border between cells that changed is as long as a cell, less the tolerance at its ends.
    length_m = sum(seam.length_m for seam in seams)
    assert (CELL_M - 2) * len(changed) - 1e-6 <= length_m <= CELL_M * len(changed) + 1e-6
    if not seams:
        return
    walk = walk_seams(seams, on_foot(drawn), metric_crs=CRS)
    legs = (*(stop.leg for stop in walk.route.stops), walk.route.back)
    lines = [stretch.line for leg in legs for stretch in leg.stretches]
    for one, other in pairwise(lines):
        assert one.coords[-1] == pytest.approx(other.coords[0], abs=0.02)
    assert lines[-1].coords[-1] == pytest.approx(lines[0].coords[0], abs=0.02)
    points = np.concatenate(
        [shapely.line_interpolate_point(one.line, np.arange(0, one.length_m, 2)) for one in seams]
    )
    assert shapely.distance(points, shapely.union_all(lines)).max() <= 10


def neighbours():
    """Pairs of cells that share a side."""
    for number in range(SIDE * SIDE):
        row, column = divmod(number, SIDE)
        if column + 1 < SIDE:
            yield number, number + 1
        if row + 1 < SIDE:
            yield number, number + SIDE
