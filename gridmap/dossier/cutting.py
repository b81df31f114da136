"""Some communities of a plan, as a plan of their own."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gridmap.errors import SettingsError, Text
from gridmap.metrics import plan_figures
from gridmap.plan import Plan

AROUND_M = 150.0
"""Roads and other ground are kept so far beyond the communities."""


def communities_of(plan: Plan, codes: Collection[str]) -> Plan:
    """Return the part of a plan that lies in some communities.

    Parameters
    ----------
    plan : Plan
        The plan, its layers in its metric CRS.
    codes : collection of str
        Codes of communities.

    Returns
    -------
    Plan
        Their units, grids, violations and rows of tables; layers within 150 m of them. Its
        settings say of which plan it is a part.

    Raises
    ------
    SettingsError
        If the plan has no grid in one of them, or none is asked for.
    """
    known = set(plan.grids["community_code"].astype(str))
    unknown = sorted(set(codes) - known)
    if unknown or not codes:
        listed = "、".join(unknown[:5]) or "（空）"
        raise SettingsError(
            Text(f"方案中没有社区 {listed}。", f"The plan has no community {listed}."),
            Text("请给出方案中的社区代码（12 位）。", "Give codes of 12 digits that it has."),
        )
    if known <= set(codes):
        return replace(plan, feasibility=_with_column(plan.feasibility))
    units, grids = (_kept(frame, codes) for frame in (plan.units, plan.grids))
    return replace(
        plan,
        units=units,
        grids=grids,
        feasibility=_kept(_with_column(plan.feasibility), codes),
        violations=tuple(one for one in plan.violations if one.community_code in codes),
        faults=(),
        settings={**plan.settings, "part_of": plan.plan_id},
        figures=plan_figures(units, grids.set_index("grid_code"), band=plan.band),
        context=_layers(plan.context, grids, codes),
        tables={name: _rows(table, grids, codes) for name, table in plan.tables.items()},
    )


def _with_column(feasibility: pd.DataFrame) -> pd.DataFrame:
    """Return what is feasible; of a plan of which nothing is known, a table without rows."""
    if "community_code" in feasibility.columns:
        return feasibility
    return pd.DataFrame({"community_code": pd.Series(dtype=object)})


def _kept(frame: Any, codes: Collection[str]) -> Any:  # noqa: ANN401
    return frame[frame["community_code"].astype(str).isin(list(codes))].reset_index(drop=True)


def _layers(
    layers: Mapping[str, gpd.GeoDataFrame], grids: gpd.GeoDataFrame, codes: Collection[str]
) -> dict[str, gpd.GeoDataFrame]:
    wide = shapely.union_all(np.asarray(grids.geometry.array, dtype=object)).buffer(AROUND_M)
    found = {}
    for name, layer in layers.items():
        if name == "communities":
            found[name] = _kept(layer, codes)
            continue
        rows = np.sort(layer.sindex.query(wide, predicate="intersects"))
        found[name] = layer.iloc[rows].reset_index(drop=True)
    return {name: layer for name, layer in found.items() if len(layer)}


def _rows(table: pd.DataFrame, grids: gpd.GeoDataFrame, codes: Collection[str]) -> pd.DataFrame:
    """Return the rows of a table that are of the communities, or of no place."""
    columns: dict[str, Collection[Any]] = {
        "grid_code": set(grids["grid_code"]),
        "community_code": codes,
    }
    for name, held in columns.items():
        if name in table.columns:
            return table[table[name].isin(list(held))].reset_index(drop=True)
    return table
