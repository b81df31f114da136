"""The plan file: one GeoPackage with the grids, the units, the plan and its context.

Layers ``units``, ``grids`` and ``violations``, ``micro_grids`` and ``large_grids`` where the plan
has them, and the layers of the project, all in the metric CRS of the plan; tables ``plan`` (one
row), ``feasibility``, ``faults``, those of `KEPT_TABLES` that it has, and QGIS's own
``layer_styles``, so that QGIS opens the file as a finished map. The levels are columns of the units
too, from which they are read.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyogrio
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError, FieldError
from pyproj import CRS

from gridmap import __version__
from gridmap.crs import require_metric
from gridmap.errors import InputError, Text
from gridmap.io.files import replacing
from gridmap.io.plan_records import faults_frame, faults_of, violations_frame, violations_of
from gridmap.io.project import read_project
from gridmap.io.qml import Kind
from gridmap.io.styles import layer_styles
from gridmap.io.vector import read_vector, single
from gridmap.layers import CONTRACTS
from gridmap.partition.nested import level_layers
from gridmap.plan import KEPT_TABLES, Plan

GEOPACKAGE_VERSION = "1.2"
"""Read by every QGIS since 3.0; nothing newer is needed."""

UNWRITABLE = (DataLayerError, FeatureError, FieldError)
PLAIN = {"Int64": "int64", "boolean": "bool"}
"""Types of columns without an empty cell, for those that may have one."""

SYNCHRONOUS = "OGR_SQLITE_SYNCHRONOUS"
KINDS: dict[str, Kind] = {"Point": "point", "LineString": "line"}
TABLES = frozenset({"plan", "units", "grids", "violations", "feasibility", "faults"})


def write_plan(plan: Plan, path: Path) -> None:
    """Write a plan as one GeoPackage that QGIS opens styled.

    The file is written beside its place and then renamed, so that a reader finds the old file or
    the new one, never half of one.

    Parameters
    ----------
    plan : Plan
        The plan; all its layers in one metric CRS.
    path : Path
        File to write; an existing one is replaced.

    Raises
    ------
    CrsError
        If the plan is in degrees.
    InputError
        If the file cannot be written there.
    """
    require_metric(plan.units, layer="units")
    try:
        with replacing(path) as draft, _unsynced():
            _write_layers(plan, draft)
    except UNWRITABLE as error:
        raise InputError(
            Text(f"方案无法写入 {path.name}：{error}。", f"{path.name} cannot hold it: {error}."),
            Text(
                "请检查图层中是否有只差大小写的同名列。",
                "Check the layers for columns whose names differ in case only.",
            ),
        ) from error


def read_plan(path: Path) -> Plan:
    """Return the plan that a GeoPackage holds.

    A layer of single and multiple shapes is stored as multiple ones; read again, a shape of one
    part is a single shape.

    Parameters
    ----------
    path : Path
        File that `write_plan` wrote.

    Returns
    -------
    Plan
        The plan, equal to the one that was written.

    Raises
    ------
    InputError
        If the file is missing, is no GeoPackage, or holds no plan.
    """
    names = table_names(path)
    missing = TABLES - names
    if missing:
        raise InputError(
            Text(
                f"{path.name} 不是方案文件：缺少 {'、'.join(sorted(missing))}。",
                f"{path.name} is no plan: it lacks {', '.join(sorted(missing))}.",
            ),
            Text(
                "请先运行 gridmap plan 生成方案。", "Make a plan first: gridmap plan P.gpkg --out …"
            ),
        )
    row = _read(path, "plan").iloc[0]
    return Plan(
        units=_read_layer(path, "units"),
        grids=_read_layer(path, "grids"),
        feasibility=_read(path, "feasibility"),
        violations=violations_of(_read_layer(path, "violations")),
        faults=faults_of(_read(path, "faults")),
        settings=json.loads(row["settings"]),
        figures=json.loads(row["figures"]),
        context={name: _read_layer(path, name) for name in CONTRACTS if name in names},
        tables={name: _read(path, name) for name in KEPT_TABLES if name in names},
    )


def read_layers(path: Path) -> dict[str, gpd.GeoDataFrame]:
    """Return the layers of a project file, or those that go along with a plan.

    Parameters
    ----------
    path : Path
        Either file.

    Returns
    -------
    dict of str to GeoDataFrame
        By name; those of a plan in its metric CRS.

    Raises
    ------
    InputError
        If the file is neither.
    """
    if path.is_file() and is_plan(path):
        return dict(read_plan(path).context)
    return read_project(path)


def is_plan(path: Path) -> bool:
    """Return whether a GeoPackage holds a plan.

    Parameters
    ----------
    path : Path
        A GeoPackage.

    Returns
    -------
    bool
        Whether `read_plan` can read it.

    Raises
    ------
    InputError
        If the file is missing or is no GeoPackage.
    """
    return table_names(path) >= TABLES


def table_names(path: Path) -> frozenset[str]:
    """Return the names of the tables of a GeoPackage; views are left out.

    Parameters
    ----------
    path : Path
        A GeoPackage.

    Returns
    -------
    frozenset of str
        The names.

    Raises
    ------
    InputError
        If the file is missing or is no GeoPackage.
    """
    if not path.is_file():
        raise InputError(
            Text(f"找不到文件 {path.name}。", f"There is no file {path.name}."),
            Text("请检查路径。", "Check the path."),
        )
    try:
        uri = f"{path.resolve().as_uri()}?mode=ro"
        with closing(sqlite3.connect(uri, uri=True)) as database:
            rows = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            return frozenset(name for (name,) in rows)
    except sqlite3.DatabaseError as error:
        raise InputError(
            Text(f"{path.name} 不是 GeoPackage 文件。", f"{path.name} is no GeoPackage."),
            Text("请给出 gridmap 写出的 .gpkg 文件。", "Give a .gpkg file that gridmap wrote."),
        ) from error


def _write_layers(plan: Plan, path: Path) -> None:
    frames: Mapping[str, pd.DataFrame] = {
        **plan.context,
        "units": plan.units,
        "grids": plan.grids,
        **level_layers(plan.units),
        "violations": violations_frame(plan.violations, plan.units.crs),
        "plan": _plan_frame(plan),
        "feasibility": plan.feasibility,
        "faults": faults_frame(plan.faults),
        **plan.tables,
    }
    for name, frame in frames.items():
        _write_layer(frame, path, name, crs=plan.units.crs)
    styles = layer_styles(plan.band, _kinds(path))
    _write_layer(styles, path, "layer_styles", crs=None, fid="id")


def _kinds(path: Path) -> dict[str, Kind]:
    """Return how QGIS is to draw each layer; one of several kinds goes as polygons."""
    kinds: dict[str, Kind] = {}
    for name, geometry in pyogrio.list_layers(path):
        if geometry is not None:
            kinds[name] = KINDS.get(geometry.removeprefix("Multi").removesuffix(" Z"), "polygon")
    return kinds


def _write_layer(
    frame: pd.DataFrame, path: Path, name: str, *, crs: CRS | None, fid: str = "fid"
) -> None:
    options: dict[str, Any] = {"FID": fid if fid not in frame.columns else "ogc_fid"}
    if isinstance(frame, gpd.GeoDataFrame):
        frame = frame.to_crs(crs) if frame.crs != crs else frame
        options["GEOMETRY_NAME"] = "geom"
    pyogrio.write_dataframe(
        frame,
        path,
        layer=name,
        driver="GPKG",
        geometry_type=_geometry_type(frame),
        dataset_options=None if path.exists() else {"VERSION": GEOPACKAGE_VERSION},
        layer_options=options,
    )


def _geometry_type(frame: pd.DataFrame) -> str | None:
    """Return the type to declare for a layer without any shape; None to let pyogrio infer it."""
    if not isinstance(frame, gpd.GeoDataFrame) or frame.geometry.notna().any():
        return None
    return "Point" if "rule" in frame.columns else "Unknown"


def _read_layer(path: Path, name: str) -> gpd.GeoDataFrame:
    return single(gpd.GeoDataFrame(_read(path, name)))


def _read(path: Path, name: str) -> pd.DataFrame:
    try:
        frame: pd.DataFrame = read_vector(path, layer=name)
    except (DataSourceError, DataLayerError) as error:
        raise InputError(
            Text(
                f"{path.name} 的图层 {name} 读不出来。", f"Layer {name} of {path.name} is broken."
            ),
            Text("请重新生成方案文件。", "Make the plan file again."),
        ) from error
    full = {
        column: PLAIN[str(kind)]
        for column, kind in frame.dtypes.items()
        if str(kind) in PLAIN and not frame[column].isna().any()
    }
    return frame.astype(full)


@contextmanager
def _unsynced() -> Iterator[None]:
    """Leave it to the end to bring a draft to the disk, and not do so after each table of it."""
    before = pyogrio.get_gdal_config_option(SYNCHRONOUS)
    pyogrio.set_gdal_config_options({SYNCHRONOUS: "OFF"})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({SYNCHRONOUS: before})


def _plan_frame(plan: Plan) -> pd.DataFrame:
    row = {
        "plan_id": plan.plan_id,
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "seed": plan.settings.get("seed"),
        "band_lower": plan.band.lower,
        "band_upper": plan.band.upper,
        "metric_crs": f"EPSG:{plan.units.crs.to_epsg()}",
        "gridmap_version": __version__,
        "settings": _json(plan.settings),
        "figures": _json(plan.figures),
        "versions": _json(plan.settings.get("versions", {})),
    }
    return pd.DataFrame([row])


def _json(values: Mapping[str, Any]) -> str:
    return json.dumps(dict(values), ensure_ascii=False, default=lambda value: value.item())
