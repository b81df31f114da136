"""Exports appear whole or not at all, and refuse what makes no sense."""

import geopandas as gpd
import planned
import pyogrio
import pytest
import shapely
from pmtiles.reader import MmapSource, Reader, all_tiles

from gridmap.errors import InputError, SettingsError
from gridmap.io import exporting
from gridmap.io.exporting import FORMATS, write_export


def test_a_failure_leaves_the_old_file_and_no_draft(tmp_path, monkeypatch):
    path = write_export({"grids": planned.grids()}, tmp_path / "a", format="csv").path
    before = path.read_bytes()

    def fail(_job, draft):
        draft.write_text("half")
        raise OSError(28, "No space left on device")

    monkeypatch.setitem(exporting.WRITERS, "csv", fail)
    with pytest.raises(InputError):
        write_export({"grids": planned.grids()}, tmp_path / "a", format="csv")
    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["a.csv"]


def test_nothing_to_export_is_refused(tmp_path):
    with pytest.raises(SettingsError):
        write_export({}, tmp_path / "a", format="csv")


def test_a_layer_without_crs_is_refused(tmp_path):
    nowhere = planned.grids().set_crs(None, allow_override=True)
    with pytest.raises(InputError):
        write_export({"grids": nowhere}, tmp_path / "a", format="csv")


@pytest.mark.parametrize("format_name", [one for one in FORMATS if one != "pmtiles"])
def test_an_empty_layer_is_written_with_its_columns(tmp_path, format_name):
    empty = planned.grids().iloc[:0]
    path = write_export({"grids": empty}, tmp_path / "a", format=format_name).path
    assert path.stat().st_size > 0


def test_pmtiles_without_a_shape_are_refused(tmp_path):
    with pytest.raises(SettingsError):
        write_export({"grids": planned.grids().iloc[:0]}, tmp_path / "a", format="pmtiles")


@pytest.fixture
def tiles(tmp_path):
    frames = {"grids": planned.grids(), "units": planned.units()}
    return write_export(frames, tmp_path / "片区", format="pmtiles", about={"版本": "7f"}).path


def test_pmtiles_hold_every_level_from_the_whole_to_the_street(tiles):
    with tiles.open("rb") as stream:
        source = MmapSource(stream)
        header = Reader(source).header()
        metadata = Reader(source).metadata()
        levels = {zxy[0] for zxy, _ in all_tiles(source)}
    assert header["max_zoom"] == 15
    # 600 m are 0.0066 degrees, of which 360 hold 2 to the power of 15.7.
    assert (header["min_zoom"], levels) == (15, {15})
    west, south, east, north = planned.grids().to_crs(4490).total_bounds
    assert header["min_lon_e7"] == pytest.approx(west * 1e7, abs=1)
    assert header["max_lat_e7"] == pytest.approx(north * 1e7, abs=1)
    assert header["max_lon_e7"] > header["min_lon_e7"]
    assert south < north
    assert [one["id"] for one in metadata["vector_layers"]] == ["grids", "units"]
    assert metadata["vector_layers"][0]["fields"]["户数"] == "Number"
    assert metadata["版本"] == "7f"
    assert east > west


def test_gdal_reads_pmtiles_with_all_features_and_their_facts(tiles):
    back = pyogrio.read_dataframe(tiles, layer="grids").dissolve("网格编码")
    assert back["户数"].to_dict() == {
        planned.WEST: 400,
        planned.MIDDLE: 240,
        planned.EAST: 600,
        planned.SCHOOL: 0,
    }
    expected = planned.grids().to_crs(3857).set_index("grid_code").geometry.area
    assert back.geometry.area.to_dict() == pytest.approx(expected.to_dict(), rel=0.02)


def test_coarser_levels_are_simplified_and_keep_neighbours_together(tmp_path):
    # Two halves of a square of 0.4 degrees with a border of 100 teeth, 22 m wide and 444 m long.
    teeth = [(0.2 + 0.0002 * (n % 2), n / 500) for n in range(201)]
    left = shapely.Polygon([(0, 0), *teeth, (0, 0.4)])
    right = shapely.Polygon([*teeth, (0.4, 0.4), (0.4, 0)])
    frame = gpd.GeoDataFrame({"grid_code": ["1", "2"]}, geometry=[left, right], crs=4490)
    path = write_export({"grids": frame}, tmp_path / "a", format="pmtiles").path
    with path.open("rb") as stream:
        levels = sorted({zxy[0] for zxy, _ in all_tiles(MmapSource(stream))})
    # 360 / 0.4 is 2 to the power of 9.8.
    assert levels == list(range(9, 16))
    coarse = pyogrio.read_dataframe(path, layer="grids", ZOOM_LEVEL=9)
    fine = pyogrio.read_dataframe(path, layer="grids", ZOOM_LEVEL=13)
    assert shapely.get_num_coordinates(coarse.geometry.to_numpy()).sum() < 100
    assert shapely.get_num_coordinates(fine.geometry.to_numpy()).sum() > 400
    both = shapely.union_all(coarse.geometry.to_numpy())
    assert shapely.get_num_interior_rings(both) == 0
