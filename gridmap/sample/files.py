"""A sample written to files, the same bytes every time."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pyogrio
import rasterio

from gridmap.crs import STORAGE_CRS
from gridmap.sample.model import Elevation, Sample
from gridmap.sample.readme import write_readme

FILE_DATE = "2026-11-20T00:00:00.000Z"
"""The time that files carry, so that they do not change from run to run."""

NO_HEIGHT = -32768


def write_sample(sample: Sample, directory: Path) -> list[Path]:
    """Write ``sample.gpkg``, ``elevation.tif``, ``truth.json`` and ``README.md``.

    Parameters
    ----------
    sample : Sample
        What to write.
    directory : Path
        Where; made if it is not there. Files of the same names are replaced.

    Returns
    -------
    list of Path
        The files.
    """
    directory.mkdir(parents=True, exist_ok=True)
    files = [
        directory / name for name in ("sample.gpkg", "elevation.tif", "truth.json", "README.md")
    ]
    layers, terrain, truth, readme = files
    _write_layers(sample, layers)
    _write_elevation(sample.elevation, terrain)
    text = json.dumps(sample.truth, ensure_ascii=False, indent=1, sort_keys=False)
    truth.write_text(f"{text}\n", encoding="utf-8")
    write_readme(sample, readme)
    return files


def _write_layers(sample: Sample, path: Path) -> None:
    path.unlink(missing_ok=True)
    with _dated():
        for name, frame in sample.layers.items():
            frame.to_file(path, layer=name, driver="GPKG", engine="pyogrio", index=False)


@contextmanager
def _dated() -> Iterator[None]:
    """Fix the date that GDAL writes into files, for as long as it lasts."""
    before = pyogrio.get_gdal_config_option("OGR_CURRENT_DATE")
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": FILE_DATE})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": before})


def _write_elevation(elevation: Elevation, path: Path) -> None:
    rows, columns = elevation.height_dm.shape
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        width=columns,
        height=rows,
        count=1,
        dtype=np.int16,
        crs=STORAGE_CRS.to_wkt(),
        transform=elevation.transform,
        nodata=NO_HEIGHT,
        compress="deflate",
        predictor=2,
    ) as file:
        file.write(elevation.height_dm, 1)
        file.scales = (0.1,)
        file.units = ("m",)
        file.set_band_description(1, "height above sea level")
