"""GeoParquet, and plain Parquet tables with longitude and latitude."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pyarrow as pa
import pyarrow.parquet as pq
from shapely.errors import GEOSException

from gridmap.errors import InputError, Text
from gridmap.io.points import to_points
from gridmap.io.table import Table

MOST_ROWS = 20_000_000
"""Rows of one file: a run of equal values takes no room in Parquet, but does in memory."""


def read_parquet(path: Path, *, crs: str | None = None) -> Table:
    """Return the rows of a Parquet file.

    Parameters
    ----------
    path : Path
        The file.
    crs : str, optional
        CRS of the coordinates of a plain table.

    Returns
    -------
    Table
        Rows with geometry: that of GeoParquet, or points from longitude and latitude.

    Raises
    ------
    InputError
        If it is damaged, has too many rows, or holds no geometry.
    """
    try:
        with pq.ParquetFile(path) as file:
            rows, notes = file.metadata.num_rows, file.schema_arrow.metadata or {}
        if rows > MOST_ROWS:
            raise InputError(
                Text(f"共 {rows:,} 行，超过上限 {MOST_ROWS:,} 行。", f"It has {rows:,} rows."),
                Text("请按区县拆分后导入。", "Split it by district."),
            )
        if b"geo" not in notes:
            return to_points(pq.read_table(path).to_pandas(), crs=crs)
        frame = gpd.read_parquet(path)
        frame = frame.reset_index(drop=frame.index.name is None)
    except MemoryError:
        raise
    except (pa.ArrowException, OSError, ValueError, KeyError, TypeError, GEOSException) as error:
        raise InputError(
            Text(f"Parquet 文件无法读取：{error}。", f"The Parquet cannot be read: {error}."),
            Text("请重新导出该文件。", "Export it again."),
        ) from error
    return Table("", frame, (), "" if frame.crs is None else frame.crs.name)
