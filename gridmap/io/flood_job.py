"""What the limited child does with a map of flood depths: read, project, mend, read the depths."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from gridmap.crs import STORAGE_CRS, metric_crs
from gridmap.errors import InputError, Text, UnknownCrsError
from gridmap.hazards.depths import Depth, depth_column, parse_depth
from gridmap.hazards.flood import as_classes
from gridmap.hazards.mending import mend
from gridmap.io.reading import ReadOptions, read_file
from gridmap.io.table import Table
from gridmap.layers.findings import echo


def mend_flood(
    job: Mapping[str, Any], folder: Path, tick: Callable[[float], None]
) -> dict[str, Any]:
    """Return what was mended of a map of flood depths; leave its polygons in the folder.

    Parameters
    ----------
    job : Mapping
        What `read_flood` asks for.
    folder : Path
        Where ``classes.arrow`` is left.
    tick : callable
        Called with the share that is done.

    Returns
    -------
    dict
        What was mended, and the column of depths.

    Raises
    ------
    InputError
        As `read_flood` says.
    """
    options = ReadOptions(job["encoding"], job["crs"])
    content = read_file(
        Path(job["path"]), options, folder=folder, tick=lambda share: tick(share / 3)
    )
    table, frame = _only_areas(content.tables)
    name, depths = _depths(pd.DataFrame(frame.drop(columns=frame.geometry.name)), job["depth"])
    metric = _in_metres(table, frame, job["crs"])
    tick(0.4)
    valid, mended = mend(metric)
    as_classes(valid, depths).to_feather(folder / "classes.arrow")
    return {"mended": asdict(mended), "depth_column": name}


def _only_areas(tables: tuple[Table, ...]) -> tuple[Table, gpd.GeoDataFrame]:
    for table in tables:
        areas = table.frame[table.frame.geom_type.isin(["Polygon", "MultiPolygon"])]
        if len(areas):
            return table, areas.reset_index(drop=True)
    raise InputError(
        Text("文件里没有面。", "The file holds no polygons."),
        Text("请给出淹没范围的面图层。", "Give a layer of polygons of flooded areas."),
    )


def _depths(table: pd.DataFrame, stated: str | None) -> tuple[str, list[Depth]]:
    name = stated if stated in table.columns else None
    if name is None and stated is not None:
        try:
            return "", [parse_depth(stated)] * len(table)
        except ValueError as error:
            raise _no_depth(table) from error
    name = name or depth_column(table)
    if name is None:
        raise _no_depth(table)
    depths = []
    for row, value in enumerate(table[name].tolist()):
        try:
            depths.append(parse_depth(value))
        except ValueError as error:
            raise InputError(
                Text(
                    f"第 {row + 1} 个要素的水深“{echo(value)}”看不懂。",
                    f"The depth {echo(value)!r} of feature {row + 1} cannot be read.",
                ),
                Text("请写成 0.15 m ~ 0.30 m 或 0.3。", "Write it like 0.15 m ~ 0.30 m, or 0.3."),
            ) from error
    return name, depths


def _no_depth(table: pd.DataFrame) -> InputError:
    names = "、".join(echo(name) for name in table.columns[:8])
    return InputError(
        Text(f"没有水深列，现有列：{names}。", f"No column tells depths; there are: {names}."),
        Text(
            "请用 --depth 指定水深列，或统一的水深(米)。",
            "Name the column by --depth, or one depth in metres for all.",
        ),
    )


def _in_metres(table: Table, frame: gpd.GeoDataFrame, stated: str | None) -> gpd.GeoDataFrame:
    crs = frame.crs or table.crs or stated
    if not crs:
        raise UnknownCrsError(
            Text("文件没有写明坐标系。", "The file names no coordinate reference system."),
            Text("请用 --crs 指定，例如 EPSG:4490。", "State it by --crs, such as EPSG:4490."),
        )
    known = frame if frame.crs else frame.set_crs(crs)
    degrees = known.to_crs(STORAGE_CRS)
    return degrees.to_crs(metric_crs(degrees.total_bounds.tolist()))
