"""The check of keys: unique, no feature twice, and every reference meets its target."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from gridmap.errors import Text
from gridmap.layers.contract import Column, Contract
from gridmap.layers.findings import Finding, echo


def check_keys(frame: gpd.GeoDataFrame, contract: Contract) -> list[Finding]:
    """Return the rows whose key was seen before.

    Parameters
    ----------
    frame : GeoDataFrame
        The layer, its columns as in the contract.
    contract : Contract
        Names the key.

    Returns
    -------
    list of Finding
        One error a repeated row; the first row of each key is not faulty.
    """
    if contract.key not in frame.columns:
        return []
    title = contract.column(contract.key).title
    seen: dict[Any, int] = {}
    findings = []
    for row, key in enumerate(frame[contract.key].tolist()):
        if key is None or key != key:  # noqa: PLR0124
            continue
        first = seen.setdefault(key, row)
        if first != row:
            findings.append(
                Finding(
                    row,
                    "key.repeated",
                    Text(
                        f"{title.zh} {echo(key)} 与第 {first + 1} 个要素重复。",
                        f"{contract.key} {echo(key)} repeats that of feature {first + 1}.",
                    ),
                    Text("请改为不重复的编号。", "Give each feature its own."),
                )
            )
    return findings


def check_twins(frame: gpd.GeoDataFrame, contract: Contract) -> list[Finding]:
    """Return the rows that lie exactly on an earlier row.

    Parameters
    ----------
    frame : GeoDataFrame
        The layer.
    contract : Contract
        Names the key. Two nets may hold the same polygon; one net may not.

    Returns
    -------
    list of Finding
        One warning a row whose geometry equals that of an earlier one.
    """
    geometry = shapely.normalize(np.asarray(frame.geometry.array))
    nets = frame["net"].tolist() if "net" in frame.columns else [""] * len(frame)
    seen: dict[tuple[Any, bytes], int] = {}
    findings = []
    for row, (net, wkb) in enumerate(zip(nets, shapely.to_wkb(geometry), strict=True)):
        if wkb is None:
            continue
        first = seen.setdefault((net, wkb), row)
        if first != row:
            findings.append(
                Finding(
                    row,
                    "geometry.twin",
                    Text(
                        f"图形与第 {first + 1} 个要素完全相同。",
                        f"The geometry equals that of feature {first + 1}.",
                    ),
                    Text(
                        "如系重复录入，请删去其一。", "Remove one of them if it was entered twice."
                    ),
                    "warning",
                )
            )
    return findings


def check_references(
    frame: gpd.GeoDataFrame, contract: Contract, known: Mapping[str, set[str]]
) -> list[Finding]:
    """Return the rows that name a feature of another layer which is not there.

    Parameters
    ----------
    frame : GeoDataFrame
        The layer, its columns as in the contract.
    contract : Contract
        Names the references.
    known : mapping of str to set of str
        Keys of the layers that are known, by name of the layer; references to other layers are
        not checked.

    Returns
    -------
    list of Finding
        One error a row and reference.
    """
    return [
        finding
        for column in contract.columns
        if column.references and column.name in frame.columns
        for finding in _dangling(frame, column, known)
    ]


def _dangling(
    frame: gpd.GeoDataFrame, column: Column, known: Mapping[str, set[str]]
) -> Iterator[Finding]:
    target = column.references.split(".")[0]
    if target not in known:
        return
    for row, value in enumerate(frame[column.name].tolist()):
        if isinstance(value, str) and value and value not in known[target]:
            yield Finding(
                row,
                "reference.missing",
                Text(
                    f"“{column.title.zh}” {echo(value)} 在图层 {target} 中找不到。",
                    f"{column.name} {echo(value)} is not in the {target}.",
                ),
                Text(
                    f"请改正编号，或先导入所缺的 {target} 要素。",
                    f"Mend it, or import the missing {target} too.",
                ),
            )
