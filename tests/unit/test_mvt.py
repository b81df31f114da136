"""Vector tiles: by hand on drawings, and read by GDAL."""

import subprocess

import numpy as np
import pyogrio
import pytest
import shapely

from gridmap.io.mvt import BUFFER, EXTENT, encode_layer, quantised
from gridmap.io.varint import packed_varints, varint

BOUNDS = (0.0, 0.0, 40.96, 40.96)
"""A tile on which one step is 0.01."""


def tile(shapes, properties=None, **options):
    return encode_layer(
        "层", np.array(shapes, dtype=object), properties or {}, bounds=BOUNDS, **options
    )


def read(data, folder):
    """Return the tile as GDAL reads it, in steps with y upwards."""
    path = folder / "0.pbf"
    path.write_bytes(data)
    return pyogrio.read_dataframe(path, CLIP="NO")


def test_the_example_of_the_specification_is_written_byte_by_byte():
    # Vector Tile Specification 2.1, 4.3.5.5: a polygon (3,6) (8,12) (20,34), closed, is
    # 9 6 12 18 10 12 24 44 15 as commands; y grows downwards.
    ring = [(x / 100, 40.96 - y / 100) for x, y in ((3, 6), (8, 12), (20, 34))]
    data = tile([shapely.Polygon(ring)])
    assert bytes((9, 6, 12, 18, 10, 12, 24, 44, 15)) in data


def test_shapes_of_every_kind_come_back_with_their_properties(tmp_path):
    shapes = [
        shapely.Point(10, 10),
        shapely.MultiPoint([(1, 1), (2, 3)]),
        shapely.LineString([(0, 0), (10, 0), (10, 5)]),
        shapely.MultiLineString([[(0, 1), (1, 1)], [(5, 5), (6, 6), (7, 5)]]),
        shapely.box(10, 10, 20, 20).difference(shapely.box(12, 12, 14, 14)),
        shapely.MultiPolygon([shapely.box(0, 30, 1, 31), shapely.box(3, 30, 5, 31)]),
        None,
    ]
    properties = {
        "name": ["点", None, "a", "b", "</script>", "z", "none"],
        "count": [1, -5, 2**40, 0, 7, 8, 9],
        "share": [0.1, float("nan"), 1e300, -2.5, 0.0, 3.0, 1.0],
        "flag": [True, False, True, None, False, True, True],
    }
    back = read(tile(shapes, properties, ids=[11, 12, 13, 14, 15, 16, 17]), tmp_path)
    assert back["mvt_id"].tolist() == [11, 12, 13, 14, 15, 16]
    expected = [shapely.transform(one, lambda xy: np.rint(xy * 100)) for one in shapes[:6]]
    assert [a.normalize().equals(b) for a, b in zip(back.geometry, expected, strict=True)] == [
        True
    ] * 6
    assert back["name"].tolist()[:1] + back["name"].tolist()[2:] == [
        "点",
        "a",
        "b",
        "</script>",
        "z",
    ]
    assert back["name"].isna().tolist() == [False, True] + [False] * 4
    assert back["count"].tolist() == [1, -5, 2**40, 0, 7, 8]
    assert back["share"].dropna().tolist() == [0.1, 1e300, -2.5, 0.0, 3.0]
    assert back["flag"].isna().tolist() == [False] * 3 + [True, False, False]


def test_shapes_are_cut_at_the_buffer_and_those_outside_are_left_out(tmp_path):
    shapes = [shapely.box(-100, -100, 200, 200), shapely.box(50, 50, 60, 60)]
    back = read(tile(shapes, {"n": [1, 2]}), tmp_path)
    assert back["n"].tolist() == [1]
    edge = float(EXTENT + BUFFER)
    assert back.geometry[0].bounds == (-BUFFER, -BUFFER, edge, edge)


def test_what_shrinks_to_nothing_is_left_out_and_a_tile_of_nothing_is_empty():
    assert tile([shapely.box(1, 1, 1.001, 1.001), shapely.Polygon()]) == b""
    assert tile([]) == b""


def test_outer_rings_run_clockwise_on_the_screen_and_holes_against_it():
    drawn = quantised(
        np.array([shapely.box(1, 1, 9, 9).difference(shapely.box(2, 2, 3, 3))]), BOUNDS
    )[0]
    # With y downwards, the formula of area is positive for clockwise rings.
    assert drawn.exterior.is_ccw
    assert not drawn.interiors[0].is_ccw


def test_neighbours_share_their_edges_on_the_steps_of_the_tile():
    seeds = shapely.MultiPoint(np.random.default_rng(5).random((300, 2)) * 40)
    cells = np.array(shapely.get_parts(shapely.voronoi_polygons(seeds)))
    cells = shapely.intersection(cells, shapely.box(0, 0, 40, 40))
    drawn = quantised(cells, BOUNDS)
    assert shapely.is_valid(drawn).all()
    assert shapely.area(drawn).sum() == pytest.approx(4000.0**2, rel=1e-4)


def test_a_ring_that_folds_when_it_is_rounded_is_drawn_valid(tmp_path):
    spike = shapely.Polygon([(0, 0), (10, 0), (10, 10), (5.002, 0.004), (5.001, 9), (0, 10)])
    assert spike.is_valid
    drawn = quantised(np.array([spike]), BOUNDS)[0]
    assert drawn.is_valid
    assert drawn.area == pytest.approx(spike.area * 1e4, rel=1e-3)


def test_numbers_are_packed_as_protocol_buffers_ask():
    # protobuf.dev/programming-guides/encoding: 150 is 96 01.
    assert varint(150) == bytes.fromhex("9601")
    numbers = np.array([0, 127, 128, 150, 2**21 - 1, 2**21, 2**40], dtype=np.int64)
    assert packed_varints(numbers, np.array([7])) == [b"".join(varint(int(n)) for n in numbers)]
    assert packed_varints(numbers, np.array([0, 2, 2, 7]))[:3] == [b"", b"\x00\x7f", b""]


def test_the_command_line_of_gdal_reads_a_tile_too(tmp_path):
    (tmp_path / "0.pbf").write_bytes(tile([shapely.box(1, 1, 2, 2)], {"code": ["370899001001001"]}))
    told = subprocess.run(
        ["ogrinfo", "-al", tmp_path / "0.pbf"], capture_output=True, text=True, check=True
    ).stdout
    assert "Feature Count: 1" in told
    assert "code (String) = 370899001001001" in told
