import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import rasterio
from sampled import sampled

from gridmap.layers import CONTRACTS
from gridmap.sample import write_sample

COMMITTED = Path(__file__).parents[2] / "data"


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    directory = tmp_path_factory.mktemp("sample")
    return directory, write_sample(sampled(), directory)


def read(path, layer):
    return gpd.read_file(path, layer=layer)


def test_writing_names_every_file_it_wrote(written):
    directory, files = written
    assert sorted(files) == sorted(directory.iterdir())
    assert {file.name for file in files} == {
        "sample.gpkg",
        "elevation.tif",
        "truth.json",
        "README.md",
    }


def test_geopackage_holds_every_contract_layer_without_loss(written):
    directory, _ = written
    for name, frame in sampled().layers.items():
        back = read(directory / "sample.gpkg", name)
        assert back.crs.to_epsg() == 4490
        assert back.geometry.geom_equals(frame.geometry).all()
        for column in CONTRACTS[name].columns:
            if column.name not in frame:
                assert not column.required
                continue
            expected, found = frame[column.name].astype(object), back[column.name].astype(object)
            assert found.isna().equals(expected.isna())
            assert found.dropna().tolist() == expected.dropna().tolist()


def test_writing_twice_gives_the_same_bytes(written, tmp_path):
    _, files = written
    again = write_sample(sampled(), tmp_path)
    for first, second in zip(files, again, strict=True):
        assert first.read_bytes() == second.read_bytes()


def test_elevation_is_in_decimetres_on_degrees(written):
    directory, _ = written
    with rasterio.open(directory / "elevation.tif") as file:
        assert file.crs.to_epsg() == 4490
        assert file.scales == (0.1,)
        assert np.array_equal(file.read(1), sampled().elevation.height_dm)
        west, south, east, north = sampled().layers["communities"].total_bounds
        assert file.bounds.left < west
        assert file.bounds.right > east
        assert file.bounds.bottom < south
        assert file.bounds.top > north


@pytest.mark.parametrize("layer", list(CONTRACTS))
def test_committed_layers_equal_a_regeneration(layer, written):
    directory, _ = written
    committed, made = (read(path / "sample.gpkg", layer) for path in (COMMITTED, directory))
    pd.testing.assert_frame_equal(committed, made)


def test_committed_truth_page_and_terrain_equal_a_regeneration(written):
    directory, _ = written
    for name in ("truth.json", "README.md"):
        assert (COMMITTED / name).read_text("utf-8") == (directory / name).read_text("utf-8")
    heights = []
    for path in (COMMITTED, directory):
        with rasterio.open(path / "elevation.tif") as file:
            heights.append(file.read(1))
    assert np.array_equal(*heights)


def test_committed_sample_is_small():
    assert sum(file.stat().st_size for file in COMMITTED.iterdir()) < 2_000_000


def test_page_is_in_chinese_first_and_gives_the_command(written):
    directory, _ = written
    page = (directory / "README.md").read_text("utf-8")
    assert page.index("虚构") < page.index("invented")
    assert "\ngridmap sample data\n" in page
    assert "CC0" in page
    assert f"{sampled().truth['totals']['persons']:,}" in page


def test_page_of_another_sample_gives_its_own_command(tmp_path):
    write_sample(sampled(6, 15_001), tmp_path)
    page = (tmp_path / "README.md").read_text("utf-8")
    assert "\ngridmap sample data --communities 6 --households 15001\n" in page


def test_truth_is_plain_json(written):
    directory, _ = written
    told = json.loads((directory / "truth.json").read_text("utf-8"))
    assert told == sampled().truth
