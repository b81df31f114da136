"""A child that takes too much is ended and one sentence says so; the reader goes on."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely
from foreign import FORMATS

from gridmap.errors import InputError
from gridmap.io.jobs import read_result
from gridmap.io.limits import limits_for
from gridmap.io.project import read_project, write_layers

MIB = 2**20
TINY = limits_for(0, "")


def job(path):
    options = {"layer": None, "encoding": None, "crs": None, "estimate": False, "taken": []}
    options |= {"choices": [], "sketch": False}
    return {"kind": "read", "path": str(path), "file": path.name, **options}


def said(reader, path, limits):
    with pytest.raises(InputError) as error, reader.run(job(path), limits=limits) as folder:
        read_result(folder)
    return error.value.say("zh")


@pytest.fixture
def endless(tmp_path):
    """A GeoPackage whose layer is the product of a table with itself, six times."""
    path = tmp_path / "a.gpkg"
    points = shapely.points(np.random.default_rng(0).random((2000, 2)))
    gpd.GeoDataFrame({"a": range(2000)}, geometry=points, crs=4490).to_file(path, layer="t")
    with sqlite3.connect(path) as connection:
        tables = ", ".join(f"t AS t{n}" for n in range(6))
        connection.execute(f"CREATE VIEW v AS SELECT t0.fid, t0.geom FROM {tables}")
        connection.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) "
            "VALUES ('v', 'features', 'v', 4490)"
        )
        connection.execute("INSERT INTO gpkg_geometry_columns VALUES ('v','geom','POINT',4490,0,0)")
    connection.close()
    return path


def test_a_child_that_computes_without_end_is_ended_by_the_processor_limit(reader, endless):
    assert "超过时限" in said(reader, endless, replace(TINY, processor_s=1))


def test_a_child_that_takes_too_long_is_ended_by_the_clock(reader, endless):
    assert "超过时限" in said(reader, endless, replace(TINY, clock_s=0.5))


def test_a_child_that_takes_too_much_memory_is_ended(reader, tmp_path):
    path = tmp_path / "a.parquet"
    column = pa.array(np.full(15_000_000, 1.0))
    pq.write_table(pa.table({"lon": column, "lat": column}), path)
    assert "内存" in said(reader, path, replace(TINY, memory_bytes=400 * MIB))


def test_a_child_that_writes_too_much_is_ended(reader, tmp_path):
    path = tmp_path / "a.geojson.gz"
    FORMATS["packed GeoJSON"](tmp_path).rename(path)
    assert "上限" in said(reader, path, replace(TINY, file_bytes=10))


def test_the_reader_goes_on_after_each_of_these(reader, tmp_path):
    path = FORMATS["GeoPackage"](tmp_path)
    with reader.run(job(path), limits=TINY) as folder:
        tables, _ = read_result(folder)
        assert [len(table.frame) for table in tables] == [2]
    assert not folder.exists()


def test_limits_grow_with_the_file_and_packed_files_count_for_more():
    small, large = limits_for(MIB, "a.gpkg"), limits_for(100 * MIB, "a.gpkg")
    assert large.processor_s > small.processor_s
    assert large.memory_bytes > small.memory_bytes
    assert limits_for(MIB, "a.osm.pbf").processor_s > small.processor_s


def test_a_small_file_never_takes_ten_seconds():
    assert limits_for(100_000, "a.zip").clock_s < 8
    assert TINY.clock_s + limits_for(0, "", least_s=2).clock_s < 10


WRITER = """
import sys
from pathlib import Path
import geopandas as gpd, numpy as np, shapely
from gridmap.io.project import write_layers
points = shapely.points(np.random.default_rng(0).random((100_000, 2)))
frame = gpd.GeoDataFrame({"hazard_id": np.arange(100_000).astype(str)}, geometry=points, crs=4490)
print("ready", flush=True)
while True:
    write_layers(Path(sys.argv[1]), {"hazards": frame})
"""


def test_a_kill_in_the_middle_of_writing_leaves_the_old_project_whole(tmp_path):
    project = tmp_path / "project.gpkg"
    old = gpd.GeoDataFrame({"hazard_id": ["old"]}, geometry=[shapely.Point(116, 35)], crs=4490)
    write_layers(project, {"hazards": old})
    writer = subprocess.Popen([sys.executable, "-c", WRITER, str(project)], stdout=subprocess.PIPE)
    assert writer.stdout.readline() == b"ready\n"
    draft = _first_draft(tmp_path, deadline=time.monotonic() + 30)
    os.kill(writer.pid, signal.SIGKILL)
    writer.communicate()
    assert draft is not None
    assert len(read_project(project)["hazards"]) in {1, 100_000}


def _first_draft(folder: Path, *, deadline: float) -> Path | None:
    while time.monotonic() < deadline:
        for draft in folder.glob(".gridmap-*/*.gpkg"):
            return draft
        os.sched_yield()
    return None
