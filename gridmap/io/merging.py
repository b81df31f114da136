"""New features into the layers of a project: by key, and every one of them counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import pandas as pd

from gridmap.errors import Fault, Text
from gridmap.io.judging import Judged
from gridmap.io.report import TableReport
from gridmap.layers import CONTRACTS, Contract
from gridmap.layers.findings import BoolArray, Finding, to_faults

_MOST_IDS = 10_000


@dataclass(frozen=True, slots=True)
class Merged:
    """What comes of a merge.

    Attributes
    ----------
    changed : dict of str to GeoDataFrame
        The layers that changed, whole, in the order of the contracts.
    tables : tuple of TableReport
        One a table, in the order given.
    faults : tuple of Fault
        Everything that was found.
    """

    changed: dict[str, gpd.GeoDataFrame]
    tables: tuple[TableReport, ...]
    faults: tuple[Fault, ...]


def merge(
    judged: Sequence[Judged], before: Mapping[str, gpd.GeoDataFrame], *, skip_faulty: bool
) -> Merged:
    """Return the layers of a project with new tables merged in.

    Parameters
    ----------
    judged : sequence of Judged
        The tables, in the order of the files.
    before : mapping of str to GeoDataFrame
        Layers of the project.
    skip_faulty : bool
        Whether to leave out the features with an error instead of the whole table.

    Returns
    -------
    Merged
        Layers, counts and faults; ``read = new + replaced + left_out`` for every table.
    """
    layers = dict(before)
    origins: dict[str, dict[str, str]] = {name: {} for name in CONTRACTS}
    changed: set[str] = set()
    reports: list[TableReport] = []
    faults: list[Fault] = []
    for item in judged:
        rows = item.written(skip_faulty=skip_faulty)
        name = item.prepared.layer
        faults += item.told(skip_faulty=skip_faulty)
        replaced = 0
        if rows.any():
            part = item.prepared.frame[rows]
            faults += _met_before(item, part, origins[name])
            replaced = _count_known(part, layers.get(name), CONTRACTS[name])
            layers[name] = _upsert(layers.get(name), part, CONTRACTS[name])
            changed.add(name)
        reports.append(_report(item, rows, replaced))
    ordered = {name: layers[name] for name in CONTRACTS if name in changed}
    return Merged(ordered, tuple(reports), tuple(faults))


def _count_known(part: gpd.GeoDataFrame, old: gpd.GeoDataFrame | None, contract: Contract) -> int:
    return 0 if old is None else int(part[contract.key].isin(old[contract.key]).sum())


def _upsert(
    old: gpd.GeoDataFrame | None, part: gpd.GeoDataFrame, contract: Contract
) -> gpd.GeoDataFrame:
    if old is None:
        return part.reset_index(drop=True)
    kept = old[~old[contract.key].isin(part[contract.key])]
    kept, part = _same_types(kept, part)
    return gpd.GeoDataFrame(pd.concat([kept, part], ignore_index=True), crs=part.crs)


def _same_types(
    left: gpd.GeoDataFrame, right: gpd.GeoDataFrame
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Return both with equal columns, those of unlike types as text."""
    left, right = left.copy(), right.copy()
    for name in left.columns.intersection(right.columns).drop("geometry"):
        alike = left[name].dtype == right[name].dtype
        numbers = all(pd.api.types.is_numeric_dtype(frame[name]) for frame in (left, right))
        if not alike and not numbers:
            left[name], right[name] = left[name].astype("str"), right[name].astype("str")
    for ours, theirs in ((left, right), (right, left)):
        for name in theirs.columns.difference(ours.columns):
            ours[name] = pd.array([None] * len(ours), dtype=_nullable(theirs[name]))
    return left, right[left.columns]


def _nullable(series: pd.Series[Any]) -> Any:  # noqa: ANN401
    plain = {"int64": "Int64", "int32": "Int32", "bool": "boolean"}
    return plain.get(str(series.dtype), series.dtype)


def _met_before(item: Judged, part: gpd.GeoDataFrame, origins: dict[str, str]) -> tuple[Fault, ...]:
    """Return a warning for each feature that replaces one of another file of the same call."""
    contract = CONTRACTS[item.prepared.layer]
    keys = part[contract.key].tolist()
    findings = [_twice(row, origins[key]) for row, key in enumerate(keys) if key in origins]
    origins.update(dict.fromkeys(keys, item.file))
    return to_faults(findings, part, layer=contract.name, key=contract.key, file=item.file)


def _twice(row: int, file: str) -> Finding:
    return Finding(
        row,
        "key.two_files",
        Text(f"编号与 {file} 中的要素相同，以本文件为准。", f"{file} holds the same id; replaced."),
        Text("如是不同的要素，请改编号后重新导入。", "Give it its own id if it is another one."),
        "warning",
    )


def _report(item: Judged, rows: BoolArray, replaced: int) -> TableReport:
    written = int(rows.sum())
    some = 0 < written < len(rows)
    left_out = [key for key, row in zip(item.keys, rows, strict=True) if not row] if some else []
    return TableReport(
        file=item.file,
        table=item.prepared.table,
        layer=item.prepared.layer,
        crs=item.prepared.crs,
        encoding=item.prepared.encoding,
        mapping=item.prepared.mapping,
        read=len(rows),
        new=written - replaced,
        replaced=replaced,
        left_out=len(rows) - written,
        left_out_ids=tuple(left_out[:_MOST_IDS]),
    )
