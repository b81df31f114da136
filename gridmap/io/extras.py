"""Columns that the contract does not know: kept, in a form that a GeoPackage can hold."""

from __future__ import annotations

import json
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from gridmap.errors import Text
from gridmap.layers import Contract
from gridmap.layers.findings import Finding, echo
from gridmap.layers.values import is_null

MOST_COLUMNS = 500
_RESERVED = ("fid", "geom", "geometry", "rowid", "ogc_fid")
_INT64 = 2**63
_EXACT_FLOAT = 2**53


def storable(frame: gpd.GeoDataFrame, contract: Contract) -> tuple[gpd.GeoDataFrame, list[Finding]]:
    """Return the layer with its further columns in simple types under names that do not clash.

    Parameters
    ----------
    frame : GeoDataFrame
        The layer.
    contract : Contract
        Its own columns are left as they are.

    Returns
    -------
    frame : GeoDataFrame
        Numbers, yes or no, times and texts; lists and objects as JSON text. Names differ in more
        than case.
    findings : list of Finding
        A notice for each column that had to be renamed.
    """
    own = [column.name for column in contract.columns]
    taken = {name.casefold() for name in (*own, *_RESERVED)}
    columns: dict[str, Any] = {name: frame[name] for name in own if name in frame.columns}
    findings = []
    others = [name for name in frame.columns if name not in columns and name != "geometry"]
    for number, name in enumerate(others, start=1):
        if number > MOST_COLUMNS:
            findings.append(_too_many(len(others)))
            break
        kept = _free_name(str(name), number, taken)
        taken.add(kept.casefold())
        columns[kept] = _simple(frame[name])
        if kept != name:
            findings.append(_renamed(str(name), kept))
    return gpd.GeoDataFrame(columns, geometry=frame.geometry, crs=frame.crs), findings


def _free_name(name: str, number: int, taken: set[str]) -> str:
    clean = "".join(char for char in name if char.isprintable()).strip()[:60] or f"column_{number}"
    kept, repeat = clean, 2
    while kept.casefold() in taken:
        kept, repeat = f"{clean}_{repeat}", repeat + 1
    return kept


def _simple(series: pd.Series[Any]) -> pd.Series[Any]:
    types = pd.api.types
    plain = types.is_numeric_dtype(series) or types.is_datetime64_any_dtype(series)
    if plain and not types.is_complex_dtype(series) and str(series.dtype).lower() != "uint64":
        return series
    values = [None if is_null(value) else value for value in series.tolist()]
    dtype = _dtype_of([value for value in values if value is not None])
    if dtype == "str":
        values = [_as_text(value) for value in values]
    return pd.Series(values, index=series.index, dtype=dtype)


def _dtype_of(values: list[Any]) -> Any:  # noqa: ANN401
    kinds = {type(value) for value in values}
    if kinds == {bool}:
        return "boolean"
    if kinds == {int} and all(abs(value) < _INT64 for value in values):
        return "Int64"
    return "float64" if kinds and kinds <= {int, float} and _exact(values) else "str"


def _exact(values: list[Any]) -> bool:
    return all(abs(value) <= _EXACT_FLOAT for value in values if isinstance(value, int))


def _as_text(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, (dict, list, tuple, np.ndarray)):
        plain = value.tolist() if isinstance(value, np.ndarray) else value
        return json.dumps(plain, ensure_ascii=False, default=str)
    return value.hex() if isinstance(value, bytes) else str(value)


def _renamed(name: str, kept: str) -> Finding:
    return Finding(
        None,
        "column.renamed",
        Text(
            f"列“{echo(name)}”与其他列名冲突，改存为“{kept}”。",
            f"Column {echo(name)} clashes with another; stored as {kept}.",
        ),
        Text("无需处理。", "Nothing to do."),
        "notice",
    )


def _too_many(count: int) -> Finding:
    return Finding(
        None,
        "column.many",
        Text(
            f"有 {count} 个附加列，超过上限 {MOST_COLUMNS}。",
            f"It has {count} further columns; {MOST_COLUMNS} are allowed.",
        ),
        Text("请删去不需要的列。", "Remove those that are not needed."),
    )
