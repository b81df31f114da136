"""QGIS draws the tiles of a running service."""

import contextlib
import json
import os
import subprocess
from pathlib import Path

import pytest
import tiled
from gridmap_api.store.engine import open_store
from gridmap_api.store.setup import upgrade
from service_process import ServiceProcess

PYTHON = "/usr/bin/python3"
MISSING = "QGIS is needed: apt-get install python3-qgis"


@pytest.fixture(scope="module")
def qgis():
    """The Python that has QGIS."""
    found = subprocess.run([PYTHON, "-c", "import qgis.core"], capture_output=True, check=False)
    if found.returncode:
        if os.environ.get("CI"):
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    return PYTHON


def drawn(qgis, folder, *arguments):
    """Return what QGIS says of the tiles and of the picture."""
    script = Path(__file__).with_name("qgis_tiles.py")
    done = subprocess.run(
        [qgis, script, *map(str, arguments)],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "HOME": str(folder)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_qgis_draws_the_grids_of_a_plan_by_their_properties(qgis, tmp_path):
    # Tiles of both stores are the same (test_drawing.py): one is enough here.
    path = tmp_path / "仓库.gpkg"
    with contextlib.closing(open_store(path)) as store:
        upgrade(store)
        tiled.fill(store)
    box = tiled.extent_3857()
    with ServiceProcess(str(path)) as service:
        address = f"{service.url.rstrip('/')}/tiles/plans/{tiled.PLAN}/0/{{z}}/{{x}}/{{y}}.mvt"
        every = drawn(qgis, tmp_path, address, "grids", "TRUE", *box)
        school = drawn(qgis, tmp_path, address, "grids", "\"kind\" = 'special'", *box)
    assert every["valid"]
    # QGIS keeps the ratio of the sides of the box, 3 to 2, which the picture has too.
    assert every["share"] > 0.97
    # The school is 4 of the 24 cells.
    assert school["share"] == pytest.approx(4 / 24, abs=0.02)
