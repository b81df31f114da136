"""Real maps: floods of Taipei, whose areas a raster of their own cells confirms; real heights."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from scipy import ndimage
from shared_data import absence, folder

from gridmap.hazards.flood import flood_candidates
from gridmap.hazards.hollows import fill
from gridmap.io.elevation import elevation_candidates, read_elevation
from gridmap.io.flood import read_flood

TAIPEI, DEM = folder("taipei"), folder("dem")
CELL_M, CORNER_M = 10.0, 5.0
"""Side of the cells of which the maps were made, and where they begin, in EPSG:3826."""


def cells_inside(part):
    """Return the cells whose middles an odd number of sides of a part lies west of."""
    rings = shapely.get_rings(part)
    points, owner = shapely.get_coordinates(rings, return_index=True)
    inner = owner[1:] == owner[:-1]
    (x0, y0), (x1, y1) = points[:-1][inner].T, points[1:][inner].T
    west, south, east, north = np.round((np.array(part.bounds) - CORNER_M) / CELL_M).astype(int)
    column, row = (axis.ravel() for axis in np.mgrid[west:east, south:north])
    x, y = (CORNER_M + (axis + 0.5) * CELL_M for axis in (column, row))
    spans = (y0 > y[:, None]) != (y1 > y[:, None])
    rise = np.where(y1 == y0, 1.0, y1 - y0)
    crossed = spans & (x0 + (y[:, None] - y0) * (x1 - x0) / rise < x[:, None])
    inside = crossed.sum(axis=1) % 2 == 1
    return set(zip(column[inside].tolist(), row[inside].tolist(), strict=True))


@pytest.mark.skipif(not TAIPEI.is_dir(), reason=absence("taipei"))
@pytest.mark.parametrize("name", ["flood_simulate_78", "tp_flood_2", "tp_flood_4"])
def test_huge_invalid_floods_come_in_clean_and_cover_their_own_cells(name):
    path = TAIPEI / f"{name}.geojson"
    raw = gpd.read_file(path).to_crs(3826)
    read = read_flood(path)
    assert read.classes.geometry.is_valid.all()
    assert read.mended.invalid_features == len(raw) == int((~raw.is_valid).sum())
    assert read.mended.invalid_rings > 0
    assert len(read.mended.places) > 0
    mended = read.classes.to_crs(3826)
    for shape, clean in zip(raw.geometry, mended.geometry, strict=True):
        parts = shapely.get_parts(shape)
        cells = set().union(*(cells_inside(part) for part in parts))
        assert clean.area == pytest.approx(len(cells) * CELL_M**2, rel=1e-6)
    found = flood_candidates(read.classes)
    assert len(found) > 100
    assert (found["area_m2"] >= 500).all()
    wet = shapely.union_all(read.classes.geometry.to_numpy())
    shapely.prepare(wet)
    assert shapely.contains(wet, found.to_crs(read.classes.crs).geometry.to_numpy()).all()


@pytest.mark.skipif(not DEM.is_dir(), reason=absence("dem"))
def test_hollows_of_real_heights_are_closed_and_overflow_where_they_say():
    pytest.importorskip("pysheds")
    raster = read_elevation(DEM / "north_bayreuth_srtm.tif")
    height = raster.height_m
    assert np.isnan(height).sum() > 0
    found, hollows = elevation_candidates(raster)
    assert len(found) == len(hollows.found) > 100
    filled = fill(height)
    known = ~np.isnan(height)
    assert (filled[known] >= height[known]).all()
    labels, _ = ndimage.label(np.where(known, filled - height, 0) > 0, structure=np.ones((3, 3)))
    for one in hollows.found[::20]:
        own = labels == labels[one.deepest]
        rim = ndimage.binary_dilation(own, np.ones((3, 3))) & ~own
        assert height[own].min() == height[one.deepest] == one.level_m - one.depth_m
        # Nothing around it is lower than where it overflows, which is as high as that.
        assert height[rim].min() == height[one.pour] == one.level_m
        assert rim[one.pour]
