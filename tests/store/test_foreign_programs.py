"""A store file is opened by GDAL and by QGIS as it is."""

import contextlib
import json
import os
import shutil
import subprocess
from pathlib import Path

import planned
import pytest
import shapely
from gridmap_api.store.base import spatial_tables
from gridmap_api.store.engine import open_store
from gridmap_api.store.layer_reads import read_layer
from gridmap_api.store.loading import load_file
from gridmap_api.store.setup import upgrade

from gridmap.io.plans import write_plan

GPKG_CHECK = Path("/usr/lib/python3/dist-packages/osgeo_utils/samples/validate_gpkg.py")
SYSTEM_PYTHON = "/usr/bin/python3"
IN_QGIS = """
import json, sys
from qgis.core import QgsApplication, QgsVectorLayer
app = QgsApplication([], False)
app.initQgis()
found = {}
for name in sys.argv[2:]:
    layer = QgsVectorLayer(f"{sys.argv[1]}|layername={name}", name, "ogr")
    box = layer.extent()
    styled, _ = layer.loadDefaultStyle()
    found[name] = {
        "valid": layer.isValid(),
        "crs": layer.crs().authid(),
        "count": layer.featureCount(),
        "west": box.xMinimum(),
        "renderer": layer.renderer().type() if layer.renderer() else None,
    }
    del layer
print(json.dumps(found))
app.exitQgis()
"""


def _require(is_there, package):
    if is_there:
        return
    message = f"this needs a program of another's making (Debian: apt-get install {package})"
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message)


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    """A store file with layers and a plan."""
    folder = tmp_path_factory.mktemp("foreign")
    write_plan(planned.plan(), folder / "方案.gpkg")
    with contextlib.closing(open_store(folder / "仓库.gpkg")) as store:
        upgrade(store)
        load_file(store, folder / "方案.gpkg", actor="甲")
    return folder / "仓库.gpkg"


def _run(*command, **options):
    done = subprocess.run(command, capture_output=True, text=True, check=False, **options)
    assert done.returncode == 0, done.stdout + done.stderr
    return done


def test_gdal_finds_a_valid_geopackage(file):
    _require(GPKG_CHECK.exists(), "python3-gdal")
    _run(SYSTEM_PYTHON, GPKG_CHECK, "--warning-as-error", file)


def test_ogrinfo_lists_every_layer_with_crs_extent_and_no_warning(file):
    _require(shutil.which("ogrinfo"), "gdal-bin")
    told = _run("ogrinfo", "-ro", "-al", "-so", file)
    assert told.stderr == ""
    layers = {
        part.split("\n", 1)[0].strip(): part for part in told.stdout.split("Layer name: ")[1:]
    }
    assert set(layers) >= {table.name for table in spatial_tables()}
    for name in ("buildings", "unit", "plan_grid"):
        assert 'ID["EPSG",4490]' in layers[name]
    west, south, east, north = (
        float(number)
        for number in layers["unit"]
        .split("Extent: ")[1]
        .split("\n")[0]
        .replace("(", "")
        .replace(")", "")
        .replace(" - ", ", ")
        .split(", ")
    )
    expected = planned.units().to_crs(4490).total_bounds
    assert [west, south, east, north] == pytest.approx(list(expected), abs=1e-5)


def test_the_r_tree_finds_what_lies_in_a_box(file, tmp_path):
    _require(shutil.which("ogr2ogr"), "gdal-bin")
    with contextlib.closing(open_store(file)) as store, store.read() as connection:
        buildings = read_layer(connection, "buildings")
    box = shapely.box(*buildings.geometry.iloc[[0, 1, 6]].total_bounds)
    out = tmp_path / "found.geojson"
    _run("ogr2ogr", out, file, "buildings", "-spat", *map(str, box.bounds))
    found = json.loads(out.read_text(encoding="utf-8"))["features"]
    # The box of three corners of a square of the lattice meets the fourth, too.
    assert {one["properties"]["building_id"] for one in found} == {"b0", "b1", "b6", "b7"}


def test_qgis_opens_layers_with_crs_features_and_style(file):
    known = subprocess.run(
        [SYSTEM_PYTHON, "-c", "import qgis.core"], capture_output=True, check=False
    )
    _require(known.returncode == 0, "python3-qgis")
    told = _run(
        SYSTEM_PYTHON,
        "-c",
        IN_QGIS,
        str(file),
        "plan_grid",
        "unit",
        "buildings",
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )
    found = json.loads(told.stdout.strip().splitlines()[-1])
    assert {name: one["count"] for name, one in found.items()} == {
        "plan_grid": 4,
        "unit": 24,
        "buildings": 24,
    }
    west = planned.units().to_crs(4490).total_bounds[0]
    for one in found.values():
        assert one["valid"]
        assert one["crs"] == "EPSG:4490"
        assert one["west"] == pytest.approx(west, abs=0.001)
    assert found["plan_grid"]["renderer"] == "RuleRenderer"
