"""Micro-grids and large grids of a plan: their codes, polygons, figures and violations.

They are columns of the units, ``micro_code`` and ``large_code``, so that nothing can disagree with
them: layers, figures and violations are computed from the units alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gridmap.codes import large_code, micro_code, number_grids
from gridmap.columns import groups
from gridmap.contiguity import ContiguityGraph
from gridmap.dissolve import dissolve
from gridmap.errors import Text
from gridmap.partition.levels import Levels, Nesting
from gridmap.partition.problem import Floats, Ints
from gridmap.plan import Band, Violation

LEVELS = {"micro_grids": "micro_code", "large_grids": "large_code"}
"""Layers of the plan file, and the column of the units that each is made of."""


def reading_numbers(labels: Ints, area_m2: Floats, xy: Floats) -> Ints:
    """Return the number of each part of a place, in reading order.

    Parameters
    ----------
    labels : ndarray of int64, shape (n,)
        Part of each unit, 0 to k - 1.
    area_m2 : ndarray of float64, shape (n,)
        Areas.
    xy : ndarray of float64, shape (n, 2)
        Places in metres.

    Returns
    -------
    ndarray of int64, shape (k,)
        From 1.
    """
    parts = int(labels.max()) + 1
    weight = np.bincount(labels, weights=area_m2, minlength=parts)
    centres = [np.bincount(labels, weights=area_m2 * axis) / weight for axis in xy.T]
    return number_grids(*centres, row_m=float(np.sqrt(area_m2.sum() / parts)))


def with_levels(
    units: gpd.GeoDataFrame, found: Sequence[tuple[Ints, Levels]], nesting: Nesting
) -> gpd.GeoDataFrame:
    """Return the units with the codes of the levels that were asked for.

    Parameters
    ----------
    units : GeoDataFrame
        Units with ``grid_code``, in a metric CRS.
    found : sequence of (ndarray of int, Levels)
        For each community the rows of its units, and its levels.
    nesting : Nesting
        What was asked for: without micro-grids there is no ``micro_code``, and so on, for the
        codes of another plan say nothing of this one.

    Returns
    -------
    GeoDataFrame
        With ``micro_code``, ``large_code`` or both; None where there is none.

    Raises
    ------
    SettingsError
        If one grid has more micro-grids, or one community more large grids, than two digits can
        number.
    """
    micro = np.full(len(units), None, dtype=object)
    large = np.full(len(units), None, dtype=object)
    grid = units["grid_code"].to_numpy(dtype=object)
    community = units["community_code"].to_numpy(dtype=object)
    area_m2 = units.geometry.area.to_numpy()
    xy = units[["x_m", "y_m"]].to_numpy(dtype=float)

    def _numbers(rows: Ints, labels: Ints) -> list[int]:
        part = np.unique(labels, return_inverse=True)[1]
        return list(reading_numbers(part, area_m2[rows], xy[rows])[part])

    for rows, levels in found:
        if levels.micro is not None:
            nested = levels.micro >= 0
            for _, members in groups(levels.cut.labels[nested]):
                mine, labels = rows[nested][members], levels.micro[nested][members]
                micro[mine] = [micro_code(grid[mine[0]], n) for n in _numbers(mine, labels)]
        if levels.large is not None:
            labels = levels.large[levels.cut.labels]
            large[rows] = [large_code(community[rows[0]], n) for n in _numbers(rows, labels)]
    columns: dict[str, NDArray[Any]] = {}
    if nesting.micro is not None:
        columns["micro_code"] = micro
    if nesting.large is not None:
        columns["large_code"] = large
    known = units.columns.intersection(list(LEVELS.values()))
    return units.drop(columns=known).assign(**columns)


def level_layers(units: gpd.GeoDataFrame) -> dict[str, gpd.GeoDataFrame]:
    """Return the polygons of the levels that the units know.

    Parameters
    ----------
    units : GeoDataFrame
        Units of a plan, in a metric CRS.

    Returns
    -------
    dict of str to GeoDataFrame
        ``micro_grids`` and ``large_grids`` with code, ``grid_code`` (of micro-grids),
        ``community_code``, ``households`` and ``persons``, sorted by code; one that no unit knows
        is missing.
    """
    layers = {}
    for layer, column in LEVELS.items():
        if column not in units.columns or units[column].isna().all():
            continue
        table = _totals(units, column)
        shapes = dissolve(units[units[column].notna()], units[column].dropna())
        layers[layer] = gpd.GeoDataFrame(
            table.reset_index(), geometry=shapes.geometry.to_numpy(), crs=units.crs
        )
    return layers


def _totals(units: pd.DataFrame, column: str) -> pd.DataFrame:
    """Sum up the units of each code, sorted by code."""
    parts = units.dropna(subset=column).groupby(column, sort=True)
    parents = ["grid_code", "community_code"] if column == "micro_code" else ["community_code"]
    return parts[parents].first().join(parts[["households", "persons"]].sum())


def level_figures(units: pd.DataFrame, nesting: Nesting) -> dict[str, int]:
    """Return how many micro-grids and large grids there are, and how many keep their band.

    Parameters
    ----------
    units : DataFrame
        Units of a plan.
    nesting : Nesting
        What was asked for.

    Returns
    -------
    dict of str to int
        ``micro_grids``, ``micro_in_band``, ``large_grids``, ``large_in_band``, as far as they
        were asked for; one for each building has no band.
    """
    figures = {}
    for name, column, band in _asked(nesting):
        loads = _totals(units, column)["households"]
        figures[f"{name}_grids"] = len(loads)
        if isinstance(band, Band):
            figures[f"{name}_in_band"] = int(loads.between(band.lower, band.upper).sum())
    return figures


def _asked(nesting: Nesting) -> Iterator[tuple[str, str, Band | str]]:
    if nesting.micro is not None:
        yield "micro", "micro_code", nesting.micro
    if nesting.large is not None:
        yield "large", "large_code", nesting.large


def check_levels(
    units: gpd.GeoDataFrame, graph: ContiguityGraph, nesting: Nesting
) -> tuple[Violation, ...]:
    """Return a soft violation for each micro-grid or large grid outside its band, with the reason.

    Parameters
    ----------
    units : GeoDataFrame
        Units of a plan, in the order of the graph.
    graph : ContiguityGraph
        Their contiguity.
    nesting : Nesting
        What was asked for.

    Returns
    -------
    tuple of Violation
        Sorted by code. ``figure`` is the households.
    """
    return tuple(
        violation
        for name, column, band in _asked(nesting)
        if isinstance(band, Band)
        for violation in _outside(units, graph, name, column, band)
    )


REMEDIES = {
    "micro": Text(
        "可保留；或调整其户数区间，或用 --entrances-above 把楼栋按单元划分。",
        "Leave it so; or change the band, or divide buildings by --entrances-above.",
    ),
    "large": Text("可保留，或调整其户数区间。", "Leave it so, or change the band."),
}
NAMES = {"micro": Text("微网格", "Micro-grid"), "large": Text("大网格", "Large grid")}


def _outside(
    units: gpd.GeoDataFrame, graph: ContiguityGraph, name: str, column: str, band: Band
) -> Iterator[Violation]:
    totals = _totals(units, column)
    members = units.groupby(column, sort=False)
    joined = _least_joined(units, graph, column, totals["households"])
    for code, part in totals[~totals["households"].between(band.lower, band.upper)].iterrows():
        households, mine = int(part["households"]), members.get_group(code)
        chief = mine.loc[mine["households"].idxmax()]
        if households > band.upper:
            why = _above(mine, column, band)
        else:
            why = _below(joined.get(str(code)), band)
        title = NAMES[name]
        yield Violation(
            f"{name}_band",
            hard=False,
            community_code=str(part["community_code"]),
            grid_code=str(part.get("grid_code", "")),
            what=Text(
                f"{title.zh} {code} 有 {households} 户，不在 {band.lower} 至 {band.upper} 户内："
                f"{why.zh}。",
                f"{title.en} {code} has {households} households, not {band.lower} to "
                f"{band.upper}: {why.en}.",
            ),
            remedy=REMEDIES[name],
            figure=float(households),
            place=(float(chief["x_m"]), float(chief["y_m"])),
        )


def _above(mine: pd.DataFrame, column: str, band: Band) -> Text:
    """Say why a part is above its band: by its largest piece, or by arithmetic."""
    piece = "unit_id" if column == "micro_code" else "grid_code"
    loads = mine.groupby(piece)["households"].sum()
    if loads.max() > band.upper:
        return _large_piece(mine[mine[piece] == loads.idxmax()], column, int(loads.max()))
    if loads.sum() < 2 * band.lower:
        return Text("分成两个则不足下限", "it is too few for two")
    return Text("未找到更好的分法", "no better division was found")


def _large_piece(piece: pd.DataFrame, column: str, households: int) -> Text:
    first = piece.iloc[0]
    if column != "micro_code":
        code = first["grid_code"]
        return Text(f"其中网格 {code} 有 {households} 户", f"its grid {code} has {households}")
    return Text(
        f"楼栋 {first['buildings']} 不再拆分，有 {households} 户",
        f"building {first['buildings']} is not divided and has {households}",
    )


def _below(joined: int | None, band: Band) -> Text:
    if joined is None:
        return Text("没有可以并入的相邻部分", "nothing that it could go with is beside it")
    if joined > band.upper:
        return Text(
            f"与相邻部分合并后至少 {joined} 户", f"with any neighbour it has {joined} at least"
        )
    return Text("未找到更好的分法", "no better division was found")


def _least_joined(
    units: pd.DataFrame, graph: ContiguityGraph, column: str, loads: pd.Series
) -> Mapping[str, int]:
    """Return households with the smallest neighbour under the same parent, no barrier between."""
    parent = "grid_code" if column == "micro_code" else "community_code"
    above = units[parent].to_numpy(dtype=object)
    heads, tails = graph.heads[~graph.barrier], graph.tails[~graph.barrier]
    code = units[column].to_numpy(dtype=object)
    beside = (above[heads] == above[tails]) & (code[heads] != code[tails])
    ends = [code[heads[beside]], code[tails[beside]]]
    pairs = pd.DataFrame(
        {"code": np.concatenate(ends), "other": np.concatenate(ends[::-1])}
    ).dropna()
    sums = pairs["code"].map(loads) + pairs["other"].map(loads)
    return {str(code): int(least) for code, least in sums.groupby(pairs["code"]).min().items()}
