"""What became of every grid, as the table that goes along with a plan, and as a workbook."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd

from gridmap.borders import EdgeKind
from gridmap.contiguity import ContiguityGraph
from gridmap.editing import Difference, GridFacts, Ground, LivePlan, diff
from gridmap.editing.telling import TITLES
from gridmap.errors import Lang, Text
from gridmap.plan import Plan

HEADERS: Mapping[str, Text] = {
    "kind": Text("类型", "Type"),
    "old_code": Text("原网格编码", "Code before"),
    "new_code": Text("现网格编码", "Code after"),
    "community_code": Text("社区代码", "Community code"),
    "households_before": Text("原户数", "Households before"),
    "households": Text("现户数", "Households after"),
    "moved_in": Text("划入户数", "Households in"),
    "moved_out": Text("划出户数", "Households out"),
    "version": Text("版本", "Version"),
    "time": Text("时间", "Time"),
}
"""Columns of the table ``succession``; ``kind`` is one of `gridmap.editing.succession.KINDS`."""

SUCCESSION = Text("网格沿革", "Succession")

COUNTS = ("households_before", "households", "moved_in", "moved_out")


def succession_table(found: Difference, *, version: str, time: str) -> pd.DataFrame:
    """Return what became of every grid that changed, as the table that goes along with a plan.

    Parameters
    ----------
    found : Difference
        Of the plan before and the plan after.
    version : str
        Id of the plan after.
    time : str
        When it was made, in ISO 8601.

    Returns
    -------
    DataFrame
        Columns `HEADERS`; the codes are texts, empty where the grid was not there. Grids that
        are what they were have no row.
    """
    rows = [
        {
            "kind": one.kind,
            "old_code": one.old or "",
            "new_code": one.new or "",
            "community_code": one.community_code,
            **{name: getattr(one, name) for name in COUNTS},
            "version": version,
            "time": time,
        }
        for one in found.successions
        if one.kind != "unchanged"
    ]
    return joined([pd.DataFrame(rows, columns=list(HEADERS))])


def history_of(
    table: pd.DataFrame | None,
    *,
    communities: Collection[str] | None = None,
    grids: Collection[str] | None = None,
) -> pd.DataFrame | None:
    """Return the part of a history that goes along with a part of a plan.

    Parameters
    ----------
    table : DataFrame or None
        With the columns `HEADERS`.
    communities, grids : collection of str, optional
        Codes of what is wanted; all by default.

    Returns
    -------
    DataFrame or None
        Its rows about these; None where there is no history.
    """
    if table is None:
        return None
    kept = pd.Series(data=True, index=table.index)
    if communities is not None:
        kept &= table["community_code"].isin(communities)
    if grids is not None:
        kept &= table["old_code"].isin(grids) | table["new_code"].isin(grids)
    return table[kept].reset_index(drop=True)


def in_headers(table: pd.DataFrame, *, lang: Lang) -> pd.DataFrame:
    """Return the table as people read it.

    Parameters
    ----------
    table : DataFrame
        With the columns `HEADERS`.
    lang : {"zh", "en"}
        The language.

    Returns
    -------
    DataFrame
        Its kinds in words, under headers.
    """
    told = table[list(HEADERS)].assign(kind=[TITLES[one].say(lang) for one in table["kind"]])
    return told.set_axis([header.say(lang) for header in HEADERS.values()], axis=1)


def joined(tables: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Return several histories as one.

    Parameters
    ----------
    tables : sequence of DataFrame
        With the columns `HEADERS`, the oldest first.

    Returns
    -------
    DataFrame
        Their rows in order, texts as texts and counts as integers.
    """
    held = [table[list(HEADERS)] for table in tables if len(table)]
    whole = pd.concat(held, ignore_index=True) if held else pd.DataFrame(columns=list(HEADERS))
    texts = {name: str for name in HEADERS if name not in COUNTS}
    plain = whole.fillna(dict.fromkeys(texts, "") | dict.fromkeys(COUNTS, 0))
    return plain.astype(dict.fromkeys(COUNTS, "int64")).astype(dict.fromkeys(texts, object))


def plan_difference(before: Plan, after: Plan) -> Difference:
    """Return what moved between the plans of two files.

    Parameters
    ----------
    before, after : Plan
        The plans, on the same units or on others, in one metric CRS or in two.

    Returns
    -------
    Difference
        What moved. A grid continues the one that it has most in common with, for a file does not
        know its grids by anything but their codes.
    """
    same = _has_same_units(before.units, after.units)
    later = _live(after, _ground(after.units), "after")
    units = before.units if same else before.units.to_crs(after.units.crs)
    earlier = _live(before, later.ground if same else _ground(units), "before")
    return diff(earlier, later)


def with_succession(before: Plan, after: Plan, *, version: str, time: str) -> Plan:
    """Return a plan with its history: that of the plan before, and what changed since.

    Parameters
    ----------
    before, after : Plan
        The plans.
    version : str
        Id of the plan after.
    time : str
        When it was made, in ISO 8601.

    Returns
    -------
    Plan
        The plan after, with the table ``succession``.
    """
    step = succession_table(plan_difference(before, after), version=version, time=time)
    held = [before.tables[name] for name in ("succession",) if name in before.tables]
    return replace(after, tables={**after.tables, "succession": joined([*held, step])})


def _has_same_units(before: gpd.GeoDataFrame, after: gpd.GeoDataFrame) -> bool:
    columns = ["unit_id", "community_code", "households", "persons"]
    if before.crs != after.crs or len(before) != len(after):
        return False
    first, then = (frame[columns].reset_index(drop=True) for frame in (before, after))
    if not first.astype(str).equals(then.astype(str)):
        return False
    return bool(before.geometry.geom_equals_exact(after.geometry, 0.01, align=False).all())


def _ground(units: gpd.GeoDataFrame) -> Ground:
    nothing = np.zeros(0)
    graph = ContiguityGraph(
        n=len(units),
        heads=nothing.astype(np.int32),
        tails=nothing.astype(np.int32),
        length_m=nothing,
        kind=np.full(0, EdgeKind.PLAIN, dtype=np.int8),
        bridged=nothing.astype(bool),
    )
    return Ground(units.reset_index(drop=True), graph)


def live_of_plan(plan: Plan, name: str) -> LivePlan:
    """Return a plan as one that can be compared with others; its units touch nothing.

    Parameters
    ----------
    plan : Plan
        The plan.
    name : str
        Tells its grids from those of another plan that have the same codes.

    Returns
    -------
    LivePlan
        Its grids.
    """
    return _live(plan, _ground(plan.units), name)


def _live(plan: Plan, ground: Ground, prefix: str) -> LivePlan:
    gone = plan.units["grid_code"].isna()
    codes = [
        None if none else str(code)
        for code, none in zip(plan.units["grid_code"], gone, strict=True)
    ]
    homes = zip(codes, plan.units["community_code"].astype(str), strict=True)
    community = {code: home for code, home in homes if code is not None}
    facts = {code: GridFacts(f"{prefix} {code}", home) for code, home in sorted(community.items())}
    return LivePlan.of(ground, facts, codes, band=plan.band)
