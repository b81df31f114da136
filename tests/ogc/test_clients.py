"""The geo API read and written by clients that others wrote: GDAL, QGIS, OWSLib.

In CI a client that is missing is a failure; elsewhere its tests are left out, and say what to
install.
"""

import json
import os
import shutil
import subprocess
from pathlib import Path

import httpx
import numpy as np
import pyogrio
import pytest
import shapely
from ogc import drawn
from owslib.ogcapi.features import Features

ENVIRONMENT = {
    **os.environ,
    "QT_QPA_PLATFORM": "offscreen",
    "GDAL_HTTP_PROXY": "",
    "NO_PROXY": "127.0.0.1",
    "no_proxy": "127.0.0.1",
}
KEYS = {"buildings": "building_id", "roads": "road_id", "hazards": "hazard_id"}


def missing(what):
    """End a test whose client is not installed."""
    if os.environ.get("CI"):
        pytest.fail(what)
    pytest.skip(what)


@pytest.fixture(scope="session")
def gdal():
    """Run a program of GDAL and return what it prints."""
    if shutil.which("ogr2ogr") is None:
        missing("GDAL's programs are needed (Debian: apt-get install gdal-bin)")

    def run(*command):
        done = subprocess.run(
            command, capture_output=True, text=True, env=ENVIRONMENT, timeout=120, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


@pytest.fixture(scope="session")
def qgis(served, tmp_path_factory):
    """Read a collection with QGIS and return what it says."""
    python = Path("/usr/bin/python3")
    asked = [python, "-c", "import qgis.core"]
    if not python.exists() or subprocess.run(asked, capture_output=True, check=False).returncode:
        missing("QGIS is needed (Debian: apt-get install python3-qgis)")
    script = Path(__file__).with_name("qgis_reading.py")
    home = tmp_path_factory.mktemp("qgis")

    def read(name, *, page=7, expression=""):
        done = subprocess.run(
            [python, script, served, name, str(page), expression],
            capture_output=True,
            text=True,
            env={**ENVIRONMENT, "HOME": str(home), "XDG_RUNTIME_DIR": str(home)},
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.splitlines()[-1])

    return read


def expected(name):
    """Return the shape of each feature of a layer as it was drawn, by key."""
    frame = drawn.layers()[name]
    return dict(zip(frame[KEYS[name]], frame.geometry, strict=True))


@pytest.mark.parametrize("name", ["buildings", "roads", "hazards"])
@pytest.mark.parametrize("page", [1, 7, 1000])
def test_gdal_pages_through_all_features(served, gdal, tmp_path, name, page):
    out = tmp_path / "read.gpkg"
    gdal("ogr2ogr", "-f", "GPKG", str(out), f"OAPIF:{served}", name, "-oo", f"PAGE_SIZE={page}")
    read = pyogrio.read_dataframe(out)
    shapes = expected(name)
    assert sorted(read["id"]) == sorted(shapes)
    for key, shape in zip(read["id"], read.geometry, strict=True):
        assert shapely.equals_exact(
            shapely.normalize(shape), shapely.normalize(shapes[key]), tolerance=1e-8
        )
    assert read["id"].tolist() == read[KEYS[name]].tolist()


def test_gdal_lists_every_collection_and_reads_the_units_of_a_plan(served, gdal, geo, tmp_path):
    told = gdal("ogrinfo", "-ro", f"OAPIF:{served}")
    for name in ("communities", "grids", "units", f"plan.{geo.draft}.grids"):
        assert f": {name} (" in told
    out = tmp_path / "units.gpkg"
    gdal("ogr2ogr", "-f", "GPKG", str(out), f"OAPIF:{served}", "units", "-oo", "PAGE_SIZE=5")
    read = pyogrio.read_dataframe(out)
    assert len(read) == 24
    assert read.groupby("grid_code")["households"].sum().tolist() == [400, 240, 600, 0]
    assert shapely.union_all(read.geometry).area == pytest.approx(
        drawn.layers()["communities"].geometry.iloc[0].area, rel=1e-6
    )


def test_gdal_asks_for_what_lies_in_a_box(served, gdal, tmp_path):
    west, south = drawn.place(0, 300)
    east, north = drawn.place(100, 400)
    out = tmp_path / "part.gpkg"
    box = [str(side) for side in (west, south, east, north)]
    gdal("ogr2ogr", "-f", "GPKG", str(out), f"OAPIF:{served}", "buildings", "-spat", *box)
    assert pyogrio.read_dataframe(out)["id"].tolist() == ["b0"]


def test_qgis_pages_through_all_features(qgis):
    for name, page in (("buildings", 5), ("hazards", 1000)):
        read = qgis(name, page=page)
        shapes = expected(name)
        assert (read["valid"], read["crs"], read["count"]) == (True, "EPSG:4326", len(shapes))
        assert read["keys"] == sorted(shapes)
        boxes = [shapely.bounds(shapes[key]) for key in sorted(shapes)]
        assert np.array(read["boxes"]) == pytest.approx(np.array(boxes), abs=2e-7)


def test_qgis_filters_grids_by_an_attribute(qgis):
    read = qgis("grids", expression='"households" > 300')
    assert [key[-3:] for key in read["keys"]] == ["001", "003"]


def test_owslib_reads_filters_creates_replaces_and_deletes(served):
    client = Features(f"{served}/")
    assert {"buildings", "grids"} <= set(client.feature_collections())
    assert (
        client.collection_queryables("buildings")["properties"]["households"]["type"] == "integer"
    )
    page = client.collection_items("buildings", filter="households = 150", limit=2)
    assert (page["numberMatched"], page["numberReturned"]) == (4, 2)
    box = client.collection_items("buildings", bbox=[*drawn.place(0, 300), *drawn.place(100, 400)])
    assert [one["id"] for one in box["features"]] == ["b0"]

    feature = {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": drawn.place(50, 50)},
        "properties": {"hazard_id": "owslib", "name": "新", "kind": "low_lying", "level": 1},
    }
    client.headers |= {"Content-Type": "application/geo+json"}
    assert client.collection_item_create("hazards", json.dumps(feature))
    read = client.collection_item("hazards", "owslib")
    assert read["properties"]["level"] == 1

    client.headers |= {"If-Match": client.response_headers["ETag"]}
    feature["properties"]["level"] = 3
    assert client.collection_item_update("hazards", "owslib", json.dumps(feature))
    with pytest.raises(RuntimeError, match="412"):
        client.collection_item_update("hazards", "owslib", json.dumps(feature))
    client.headers.pop("If-Match")
    assert client.collection_item("hazards", "owslib")["properties"]["level"] == 3
    client.headers |= {"If-Match": client.response_headers["ETag"]}
    assert client.collection_item_delete("hazards", "owslib")
    assert httpx.get(f"{served}/collections/hazards/items/owslib").status_code == 404
