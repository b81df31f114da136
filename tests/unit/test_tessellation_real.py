"""Real places: a rural country, dense blocks, a city of points. Nothing lost, nothing twice."""

import geopandas as gpd
import momepy
import numpy as np
import pytest
import shapely
from shared_data import absence, folder

from gridmap.contiguity import build_contiguity
from gridmap.crs import metric_crs
from gridmap.io.osm import read_osm
from gridmap.tessellation import tessellate

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not folder("osm").is_dir(), reason=absence("osm")),
]


def prove(layers, units, faults):
    """Fail unless the units cover the ground once and hold every household."""
    assert shapely.coverage_is_valid(np.asarray(units.geometry.values))
    assert set(units.geom_type) == {"Polygon"}
    ground = layers["communities"].set_index("community_code").area
    covered = units.area.groupby(units["community_code"]).sum()
    assert (covered / ground - 1).abs().max() < 1e-6
    lost = {f.feature_id for f in faults if f.rule in {"building.outside", "building.duplicate"}}
    buildings = layers["buildings"]
    kept = buildings["households"][~buildings["building_id"].isin(lost)]
    assert units["households"].sum() == kept.sum()


def test_liechtenstein_by_its_municipalities():
    layers = dict(read_osm(folder("osm") / "liechtenstein-latest.osm.pbf").layers)
    crs = metric_crs(layers["communities"].total_bounds)
    layers = {name: frame.to_crs(crs) for name, frame in layers.items()}
    found = tessellate(layers)
    prove(layers, found.units, found.faults)
    graph = build_contiguity(found.units, layers)
    component = graph.components(~graph.barrier)
    for name in np.unique(component):
        shape = shapely.coverage_union_all(found.units.geometry.values[component == name])
        assert shapely.get_num_geometries(shape) == 1


def around(buildings):
    """Return one community around buildings."""
    hull = shapely.buffer(shapely.convex_hull(shapely.union_all(buildings.geometry.values)), 100)
    return gpd.GeoDataFrame(
        {"community_code": ["000000000001"], "name": ["x"]}, geometry=[hull], crs=buildings.crs
    )


def test_blocks_of_prague_are_cut_as_momepy_cuts_them():
    path = folder("bubenec") / "bubenec.gpkg"
    buildings = gpd.read_file(path, layer="buildings").to_crs("EPSG:32633")
    streets = gpd.read_file(path, layer="streets").to_crs("EPSG:32633")
    layers = {
        "communities": around(buildings),
        "buildings": buildings.assign(building_id=buildings["uID"].astype(str), households=10),
        "roads": streets.assign(road_id="r", road_class="local"),
    }
    found = tessellate(layers)
    prove(layers, found.units, found.faults)
    blocks = momepy.enclosures(streets.geometry, limit=layers["communities"].geometry)
    theirs = momepy.enclosed_tessellation(buildings.set_index("uID").geometry, blocks.geometry)
    ours = found.units[found.units["kind"] == "building"].set_index("buildings").geometry
    theirs = theirs[theirs.index >= 0].geometry.loc[ours.index.astype(int)]
    shared = shapely.area(shapely.intersection(ours.values, theirs.values))
    alike = shared / (ours.area.to_numpy() + theirs.area.to_numpy() - shared)
    assert np.median(alike) > 0.97
    assert np.quantile(alike, 0.05) > 0.9


def test_points_of_singapore():
    blocks = gpd.read_parquet(folder("singapore_hdb") / "hdb_blocks_points.parquet")
    blocks = blocks.to_crs("EPSG:32648")
    layers = {
        "communities": around(blocks),
        "buildings": gpd.GeoDataFrame(
            {
                "building_id": [f"b{row}" for row in range(len(blocks))],
                "households": blocks["total_dwelling_units"].to_numpy(),
            },
            geometry=blocks.geometry.values,
        ),
    }
    found = tessellate(layers)
    prove(layers, found.units, found.faults)
    # 922,914 dwellings, by the notes of the data; 5 blocks stand where another does.
    assert found.units["households"].sum() == 922_914
    assert len(found.units) == len(blocks) - 5
