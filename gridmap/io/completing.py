"""What a layer lacks and a stated rule can give: ids, community codes, households."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gridmap.crs import metric_crs
from gridmap.errors import CrsError, Text
from gridmap.io.households import estimate_households
from gridmap.layers import Contract
from gridmap.layers.findings import Finding
from gridmap.layers.values import is_null, to_text

Taken = Sequence[tuple[str, str, str]]

LOCAL_DIGITS = 4
"""A number of so few digits is one that every department gives its grids."""


def complete_ids(
    frame: gpd.GeoDataFrame, contract: Contract, *, stem: str
) -> tuple[gpd.GeoDataFrame, list[Finding]]:
    """Return the layer with an id a feature, where it has no ids at all.

    Parameters
    ----------
    frame : GeoDataFrame
        The layer, its columns named as in the contract.
    contract : Contract
        Names the key.
    stem : str
        Name of the file or table, which is put before the number of the row so that ids of two
        files do not meet.

    Returns
    -------
    frame : GeoDataFrame
        The layer with a key.
    findings : list of Finding
        A notice that says so.
    """
    present = contract.key in frame.columns and not all(map(is_null, frame[contract.key]))
    if contract.key == "community_code" or (present and len(frame)):
        return frame, []
    ids = [f"{stem}-{row + 1}" for row in range(len(frame))]
    notice = Finding(
        None,
        "id.row_number",
        Text(
            f"没有{contract.column(contract.key).title.zh}列，按“{stem}-行号”编号。",
            f"There is no {contract.key}; features are called {stem}-<row>.",
        ),
        Text(
            "重新导入时请保持行序不变，或补上编号列。",
            "Keep the order of rows when you import it again, or add ids.",
        ),
        "notice",
    )
    return frame.assign(**{contract.key: ids}), [notice]


def complete_net(
    frame: gpd.GeoDataFrame, contract: Contract, *, stem: str
) -> tuple[gpd.GeoDataFrame, list[Finding]]:
    """Return the grids of a net with its name, where no column names it: that of the file.

    Parameters
    ----------
    frame : GeoDataFrame
        The layer, its columns named as in the contract.
    contract : Contract
        Only that of the nets is acted on.
    stem : str
        Name of the file or table: a department hands in one file.

    Returns
    -------
    frame : GeoDataFrame
        The layer with a net. Mere numbers, such as 001, are put behind its name: every
        department has a 001, and none may replace another's.
    findings : list of Finding
        A notice that says so.
    """
    if contract.name != "nets" or "net" in frame.columns or not stem:
        return frame, []
    ids = [
        f"{stem}-{text}" if text.isdecimal() and len(text) <= LOCAL_DIGITS else text
        for text in _texts(frame, contract.key)
    ]
    said = any(new != old for new, old in zip(ids, _texts(frame, contract.key), strict=True))
    told = Text("，编号前加网名", ", also before its numbers") if said else Text("", "")
    notice = Finding(
        None,
        "net.file_name",
        Text(
            f"没有网的名称列，按文件名记为“{stem}”{told.zh}。",
            f"No column names the net: it is called {stem}{told.en}.",
        ),
        Text(
            "如名称不对，请改文件名，或补上“网”列。",
            "Rename the file, or add a column net, if it is called otherwise.",
        ),
        "notice",
    )
    return frame.assign(**{contract.key: ids}, net=stem), [notice]


def complete_codes(
    frame: gpd.GeoDataFrame, contract: Contract, *, taken: Taken
) -> tuple[gpd.GeoDataFrame, list[Finding]]:
    """Return communities with made-up codes, where they have none.

    Parameters
    ----------
    frame : GeoDataFrame
        The layer.
    contract : Contract
        Only that of the communities is acted on.
    taken : sequence of (str, str, str)
        Name, street and code of the communities whose codes were made up before; one of the same
        name and street keeps its code.

    Returns
    -------
    frame : GeoDataFrame
        Codes ``"000000000001"`` and on, or the layer as it was.
    findings : list of Finding
        A warning that says so.
    """
    if contract.name != "communities" or contract.key in frame.columns:
        return frame, []
    before = {(name, street): code for name, street, code in taken}
    number = max((int(code) for _, _, code in taken), default=0)
    codes = []
    for name, street in zip(_texts(frame, "name"), _texts(frame, "street"), strict=True):
        code = before.pop((name, street), None)
        if code is None:
            number += 1
            code = f"{number:012d}"
        codes.append(code)
    warning = Finding(
        None,
        "code.made_up",
        Text(
            "没有 12 位社区代码，已按顺序编为 000000000001 起的临时代码。",
            "There are no 12-digit codes; codes from 000000000001 on were made up.",
        ),
        Text("正式使用前请补上区划代码列“社区代码”。", "Add a column community_code for real use."),
        "warning",
    )
    return frame.assign(community_code=codes), [warning]


def _texts(frame: gpd.GeoDataFrame, name: str) -> list[str]:
    values = frame[name].tolist() if name in frame.columns else [None] * len(frame)
    return ["" if is_null(value) else to_text(value) for value in values]


def open_households(
    frame: gpd.GeoDataFrame, contract: Contract, *, estimate: bool
) -> tuple[gpd.GeoDataFrame, np.ndarray[Any, np.dtype[np.bool_]]]:
    """Return buildings with a place for households, and the rows that are to be estimated.

    Parameters
    ----------
    frame : GeoDataFrame
        The layer, its columns named as in the contract.
    contract : Contract
        Only that of the buildings is acted on.
    estimate : bool
        Whether empty cells of a column that is there are to be estimated too.

    Returns
    -------
    frame : GeoDataFrame
        The layer; rows to be estimated hold 0, and the source of households is filled in.
    rows : ndarray of bool, shape (n,)
        Rows to be estimated.
    """
    none = np.zeros(len(frame), dtype=bool)
    if contract.name != "buildings":
        return frame, none
    if "households" not in frame.columns:
        rows = ~none
        households: list[Any] = [0] * len(frame)
    else:
        cells = frame["households"].tolist()
        rows = np.array([estimate and is_null(cell) for cell in cells], dtype=bool)
        households = [0 if row else cell for row, cell in zip(rows, cells, strict=True)]
    given = _texts(frame, "households_source")
    source = [
        "estimated" if row else word or "given" for row, word in zip(rows, given, strict=True)
    ]
    columns = {"households": pd.Series(households, dtype=object), "households_source": source}
    return frame.assign(**columns), rows


def fill_households(
    frame: gpd.GeoDataFrame, rows: np.ndarray[Any, np.dtype[np.bool_]]
) -> tuple[gpd.GeoDataFrame, list[Finding]]:
    """Return buildings with households estimated in some rows.

    Parameters
    ----------
    frame : GeoDataFrame
        Buildings as the contract wants them, in EPSG:4490.
    rows : ndarray of bool, shape (n,)
        Rows to estimate.

    Returns
    -------
    frame : GeoDataFrame
        The buildings.
    findings : list of Finding
        A warning with the total, or an error where the place is too wide to be measured.
    """
    usable = rows & shapely.is_valid(np.asarray(frame.geometry.array))
    usable &= ~np.asarray(frame.geometry.is_empty)
    if not usable.any():
        return frame, []
    part = frame[usable]
    try:
        metric = part.to_crs(metric_crs(part.total_bounds))
    except CrsError as error:
        return frame, [Finding(None, "households.estimate", error.what, error.remedy)]
    estimated = estimate_households(metric)
    households = frame["households"].to_numpy().copy()
    households[usable] = estimated.to_numpy()
    points = int((metric.geometry.geom_type == "Point").sum())
    return frame.assign(households=households), [_estimated(estimated, points)]


def _estimated(households: pd.Series[Any], points: int) -> Finding:
    total, count = int(households.sum()), len(households)
    zh = f"其中 {points} 栋只有点位，无法估算，记 0 户。" if points else ""
    en = f" {points} of them are points and count 0." if points else ""
    return Finding(
        None,
        "households.estimated",
        Text(
            f"{count} 栋楼没有户数，按用途、占地和层数估算为 {total} 户。{zh}",
            f"{count} buildings had no households; estimated from use, footprint and floors: "
            f"{total}.{en}",
        ),
        Text("有实数后请补上“户数”列重新导入。", "Import them again once they are counted."),
        "warning",
    )
