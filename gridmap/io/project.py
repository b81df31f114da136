"""The project file: one GeoPackage that holds every layer of a place.

It is a plain GeoPackage in CGCS2000 degrees (EPSG:4490), opened by QGIS as it is. A table without
geometry, ``gridmap_project``, says that gridmap wrote it, in which format and with which version.
The file is written whole under another name and then takes the place of the old one, so that a
crash leaves the old file as it was.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyogrio

from gridmap import __version__
from gridmap.crs import STORAGE_CRS
from gridmap.errors import InputError, Text
from gridmap.io.files import replacing
from gridmap.io.vector import read_vector, single
from gridmap.layers import CONTRACTS, Contract
from gridmap.layers.attributes import DTYPES

FORMAT = 1
"""The number of this file format; a file with a higher one is not read."""

METADATA = "gridmap_project"
"""The table that marks a project file."""


def read_project(path: Path) -> dict[str, gpd.GeoDataFrame]:
    """Return every contract layer of a project file.

    Parameters
    ----------
    path : Path
        The project file.

    Returns
    -------
    dict of str to GeoDataFrame
        Layers by name, in the order of the contracts, in EPSG:4490, with a RangeIndex and the
        column types of `gridmap.layers.conform`.

    Raises
    ------
    InputError
        If the file is missing, no project, or written by a newer gridmap.
    """
    _require_project(path)
    return {name: _read_layer(path, CONTRACTS[name]) for name in _layer_names(path)}


def write_layers(path: Path, layers: Mapping[str, gpd.GeoDataFrame]) -> None:
    """Write layers into a project file, replacing those of the same name; make it if need be.

    Parameters
    ----------
    path : Path
        The project file.
    layers : mapping of str to GeoDataFrame
        Whole layers by name, in EPSG:4490.

    Raises
    ------
    InputError
        If the file is there and no project, or its folder cannot be written.
    """
    if path.exists():
        _require_project(path)
    with replacing(path) as draft:
        if path.exists():
            shutil.copyfile(path, draft)
        for name, frame in layers.items():
            frame.to_crs(STORAGE_CRS).to_file(draft, layer=name, driver="GPKG", engine="pyogrio")
        _write_metadata(draft)


def _write_metadata(path: Path) -> None:
    rows = {"format": str(FORMAT), "gridmap_version": __version__}
    table = pd.DataFrame({"key": list(rows), "value": list(rows.values())})
    pyogrio.write_dataframe(table, path, layer=METADATA, driver="GPKG")


def _read_layer(path: Path, contract: Contract) -> gpd.GeoDataFrame:
    frame = single(read_vector(path, layer=contract.name))
    frame = _brought_up(frame, contract)
    for column in contract.columns:
        whole = column.kind == "int" and column.name in frame.columns
        if whole and not frame[column.name].isna().any():
            frame[column.name] = frame[column.name].astype("int64")
    return frame


def _brought_up(frame: gpd.GeoDataFrame, contract: Contract) -> gpd.GeoDataFrame:
    """Return a layer of an older file with the columns and codes that its contract has now."""
    columns: dict[str, Any] = {}
    for column in contract.columns:
        if column.name not in frame.columns:
            columns[column.name] = pd.Series(None, index=frame.index, dtype=DTYPES[column.kind])
        elif column.choices:
            codes = {word: code for code, word in column.choices}
            columns[column.name] = frame[column.name].replace(codes)
        else:
            columns[column.name] = frame[column.name]
    others = [name for name in frame.columns if name not in columns]
    known = pd.DataFrame(columns, index=frame.index)
    joined = pd.concat([known, frame[others]], axis=1)
    return gpd.GeoDataFrame(joined, geometry=frame.geometry.name, crs=frame.crs)


def _layer_names(path: Path) -> list[str]:
    present = set(pyogrio.list_layers(path)[:, 0])
    return [name for name in CONTRACTS if name in present]


def _require_project(path: Path) -> None:
    if not path.is_file():
        raise InputError(
            Text(f"找不到项目文件 {path}。", f"There is no project file {path}."),
            Text(
                "请先用 gridmap import 导入数据。", "Make it with gridmap import FILE --project P."
            ),
        )
    metadata = _metadata(path)
    if "format" not in metadata:
        raise InputError(
            Text(f"{path.name} 不是 gridmap 项目文件。", f"{path.name} is no gridmap project."),
            Text(
                "请换一个 --project 文件名，并用 gridmap import 导入数据。",
                "Name another --project file and fill it with gridmap import.",
            ),
        )
    if not metadata["format"].isdigit() or int(metadata["format"]) > FORMAT:
        raise InputError(
            Text(
                f"{path.name} 由更新的 gridmap {metadata.get('gridmap_version', '')} 写成。",
                f"{path.name} was written by a newer gridmap "
                f"{metadata.get('gridmap_version', '')}.",
            ),
            Text("请升级 gridmap。", "Upgrade gridmap."),
        )


def _metadata(path: Path) -> dict[str, str]:
    try:
        connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
    except sqlite3.Error:
        return {}
    try:
        rows = connection.execute(f'SELECT key, value FROM "{METADATA}"').fetchall()  # noqa: S608
    except sqlite3.Error:
        return {}
    finally:
        connection.close()
    return {str(key): str(value) for key, value in rows}
