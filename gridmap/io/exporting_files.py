"""Exports that GDAL or pyarrow writes: GeoPackage, GeoParquet, FlatGeobuf, GeoJSON; and CSV."""

from __future__ import annotations

import tempfile
import warnings
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pyogrio

from gridmap.errors import Text
from gridmap.io.exporting_job import Job, Sheet
from gridmap.io.exporting_tables import write_csv
from gridmap.io.succession import SUCCESSION

GEOPACKAGE_VERSION = "1.2"
"""Read by every QGIS since 3.0."""

DECIMALS = 9
"""Of a degree in GeoJSON: a tenth of a millimetre, so that shared edges stay shared."""

WriteOne = Callable[[Sheet, Job, Path], list[Text]]


def write_geopackage(job: Job, path: Path) -> list[Text]:
    """Write every layer into one GeoPackage.

    Parameters
    ----------
    job : Job
        The layers.
    path : Path
        The file.

    Returns
    -------
    list of Text
        Nothing is lost.
    """
    for sheet in job.sheets:
        with no_crs_wanted():
            pyogrio.write_dataframe(
                sheet.frame,
                path,
                layer=sheet.title,
                driver="GPKG",
                dataset_options=None if path.exists() else {"VERSION": GEOPACKAGE_VERSION},
                layer_options={"GEOMETRY_NAME": f"geom{job.suffix}", "FID": "fid"},
            )
    if job.history is not None:
        layer = SUCCESSION.say(job.lang)
        pyogrio.write_dataframe(job.history, path, layer=layer, driver="GPKG")
    return []


def write_geoparquet(job: Job, path: Path) -> list[Text]:
    """Write a layer as GeoParquet, or several as a zip of such files.

    Parameters
    ----------
    job : Job
        The layers.
    path : Path
        The file.

    Returns
    -------
    list of Text
        Nothing is lost.
    """
    return one_or_zip(job, path, "parquet", _write_geoparquet)


def _write_geoparquet(sheet: Sheet, job: Job, target: Path) -> list[Text]:
    frame = sheet.frame
    frame = frame.rename_geometry(f"geometry{job.suffix}") if job.suffix else frame
    frame.to_parquet(target, index=False)
    return []


def write_flatgeobuf(job: Job, path: Path) -> list[Text]:
    """Write a layer as FlatGeobuf, or several as a zip of such files.

    Parameters
    ----------
    job : Job
        The layers.
    path : Path
        The file.

    Returns
    -------
    list of Text
        Nothing is lost.
    """
    return one_or_zip(job, path, "fgb", _write_flatgeobuf)


def _write_flatgeobuf(sheet: Sheet, _job: Job, target: Path) -> list[Text]:
    with no_crs_wanted():
        pyogrio.write_dataframe(sheet.frame, target, layer=sheet.title, driver="FlatGeobuf")
    return []


def write_geojson(job: Job, path: Path) -> list[Text]:
    """Write a layer as GeoJSON (RFC 7946), or several as a zip of such files.

    Parameters
    ----------
    job : Job
        The layers.
    path : Path
        The file.

    Returns
    -------
    list of Text
        Nothing is lost.
    """
    return one_or_zip(job, path, "geojson", _write_geojson)


def _write_geojson(sheet: Sheet, _job: Job, target: Path) -> list[Text]:
    # RFC 7946 knows one CRS and writes none; the numbers are not to be changed.
    frame = sheet.frame.set_crs(4326, allow_override=True)
    options = {"RFC7946": "YES", "COORDINATE_PRECISION": str(DECIMALS), "WRITE_NAME": "YES"}
    pyogrio.write_dataframe(
        frame, target, layer=sheet.title, driver="GeoJSON", layer_options=options
    )
    return []


def write_csv_files(job: Job, path: Path) -> list[Text]:
    """Write a layer as CSV, or several as a zip of such files.

    Parameters
    ----------
    job : Job
        The layers.
    path : Path
        The file.

    Returns
    -------
    list of Text
        Characters that the encoding does not have.
    """
    return one_or_zip(job, path, "csv", write_csv)


def one_or_zip(job: Job, path: Path, ending: str, write: WriteOne) -> list[Text]:
    """Write one layer as the file itself, or each of several as a file of a zip.

    Parameters
    ----------
    job : Job
        The layers.
    path : Path
        The file.
    ending : str
        Ending of the names in a zip.
    write : callable
        Writes one layer.

    Returns
    -------
    list of Text
        What the writer could not keep.
    """
    if len(job.sheets) == 1:
        return write(job.sheets[0], job, path)
    notes: list[Text] = []
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        for sheet in job.sheets:
            notes += write(sheet, job, Path(folder) / f"{sheet.title}.{ending}")
        zip_folder(Path(folder), path)
    return notes


def zip_folder(folder: Path, path: Path) -> None:
    """Pack the files of a folder.

    Parameters
    ----------
    folder : Path
        The folder.
    path : Path
        The zip; names in it are UTF-8.
    """
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(folder.iterdir()):
            archive.write(file, file.name)


@contextmanager
def no_crs_wanted() -> Iterator[None]:
    """Write shifted coordinates, which have no CRS, without a warning.

    Yields
    ------
    None
    """
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="'crs' was not provided")
        yield
