"""The rules of a plan, and the violations of each: sentences with place, figure and remedy.

Hard rules bar a plan from being published: every unit in one grid, every grid connected, every
ordinary grid in the band. Soft rules are reported: compounds whole, no barrier crossed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from gridmap.contiguity import ContiguityGraph, EdgeKind
from gridmap.errors import Text
from gridmap.plan import Band, Violation

BARRIER_NAMES = {
    EdgeKind.ARTERIAL: Text("主干路", "an arterial road"),
    EdgeKind.RAILWAY: Text("铁路", "a railway"),
    EdgeKind.WATER: Text("河流", "water"),
}


@dataclass(frozen=True, slots=True)
class Subject:
    """What the rules look at.

    Attributes
    ----------
    units : GeoDataFrame
        Units with ``grid_code``, in the order of the graph.
    grids : GeoDataFrame
        Grids indexed by ``grid_code``. Either may be a plain table with a column ``geometry``.
    graph : ContiguityGraph
        Contiguity of the units.
    band : Band
        Households of a grid.
    persons : Band or None
        Persons of a grid, where they are held in a band too.
    """

    units: gpd.GeoDataFrame
    grids: gpd.GeoDataFrame
    graph: ContiguityGraph
    band: Band
    persons: Band | None = None


Rule = Callable[[Subject], Iterator[Violation]]


def check_plan(subject: Subject) -> tuple[Violation, ...]:
    """Return every violation, hard ones first.

    Parameters
    ----------
    subject : Subject
        The plan.

    Returns
    -------
    tuple of Violation
        Sorted by hardness, rule and grid code.
    """
    found = [violation for rule in RULES for violation in rule(subject)]
    return tuple(sorted(found, key=lambda v: (not v.hard, v.rule, v.grid_code)))


def _place(subject: Subject, code: str) -> tuple[float, float]:
    point = subject.grids["geometry"].loc[code].representative_point()
    return float(point.x), float(point.y)


def _assigned(subject: Subject) -> Iterator[Violation]:
    for unit in subject.units[subject.units["grid_code"].isna()].itertuples():
        yield Violation(
            "assigned",
            hard=True,
            community_code=unit.community_code,
            grid_code="",
            what=Text(
                f"基本单元 {unit.unit_id} 不属于任何网格（盲区）。",
                f"Unit {unit.unit_id} belongs to no grid (a gap).",
            ),
            remedy=Text("请把它划入相邻网格。", "Assign it to a neighbouring grid."),
            figure=float(unit.geometry.area),
            place=(float(unit.x_m), float(unit.y_m)),
            about=str(unit.unit_id),
        )


def _in_band(subject: Subject) -> Iterator[Violation]:
    band = subject.band
    ordinary = subject.grids[subject.grids["kind"] == "ordinary"]
    for code, grid in ordinary.iterrows():
        households = int(grid["households"])
        if band.holds(households):
            continue
        above = households > band.upper
        off = households - band.upper if above else band.lower - households
        yield Violation(
            "band",
            hard=True,
            community_code=str(grid["community_code"]),
            grid_code=str(code),
            what=Text(
                f"网格 {code} 有 {households} 户，{'超出上限' if above else '低于下限'} {off} 户"
                f"（户数区间 {band.lower} 至 {band.upper}）。",
                f"Grid {code} has {households} households, {off} "
                f"{'above' if above else 'below'} the band {band.lower} to {band.upper}.",
            ),
            remedy=Text(
                "请拆分网格，或把楼栋划给相邻网格。"
                if above
                else "请从相邻网格划入楼栋，或并入相邻网格。",
                "Split it, or move buildings to a neighbour."
                if above
                else "Move buildings in from a neighbour, or merge it.",
            ),
            figure=float(households),
            place=_place(subject, str(code)),
        )


def _persons_in_band(subject: Subject) -> Iterator[Violation]:
    band = subject.persons
    if band is None:
        return
    ordinary = subject.grids[subject.grids["kind"] == "ordinary"]
    for code, grid in ordinary.iterrows():
        persons = int(grid["persons"])
        if band.holds(persons):
            continue
        yield Violation(
            "persons",
            hard=True,
            community_code=str(grid["community_code"]),
            grid_code=str(code),
            what=Text(
                f"网格 {code} 有 {persons} 人，不在 {band.lower} 至 {band.upper} 人之间。",
                f"Grid {code} has {persons} persons, not {band.lower} to {band.upper}.",
            ),
            remedy=Text(
                "请与相邻网格调整楼栋，或放宽人数区间。",
                "Move buildings between neighbours, or widen the band of persons.",
            ),
            figure=float(persons),
            place=_place(subject, str(code)),
        )


def _within_grids(subject: Subject) -> NDArray[np.bool_]:
    codes = subject.units["grid_code"].to_numpy(dtype=object)
    graph = subject.graph
    return np.asarray(codes[graph.heads] == codes[graph.tails], dtype=np.bool_)


def _contiguous(subject: Subject) -> Iterator[Violation]:
    component = subject.graph.components(_within_grids(subject))
    parts = subject.units.assign(component=component).groupby("grid_code")["component"].nunique()
    for code, count in parts[parts > 1].items():
        yield Violation(
            "contiguity",
            hard=True,
            community_code=str(subject.grids.loc[code, "community_code"]),
            grid_code=str(code),
            what=Text(
                f"网格 {code} 分成互不相连的 {count} 片（飞地）。",
                f"Grid {code} is in {count} pieces that do not touch (an exclave).",
            ),
            remedy=Text(
                "请把较小的一片划给与之相邻的网格。", "Give the smaller piece to its neighbour."
            ),
            figure=float(count),
            place=_place(subject, str(code)),
        )


def _compounds_whole(subject: Subject) -> Iterator[Violation]:
    lived = subject.units.dropna(subset=["compound_id", "grid_code"])
    for compound, members in lived.groupby("compound_id"):
        codes = sorted(members.loc[members["households"] > 0, "grid_code"].unique())
        households = int(members["households"].sum())
        if len(codes) < 2 or households > subject.band.upper:
            continue
        yield Violation(
            "compound",
            hard=False,
            community_code=str(members["community_code"].iloc[0]),
            grid_code=codes[0],
            what=Text(
                f"小区 {compound}（{households} 户）分属 {len(codes)} 个网格：{'、'.join(codes)}。",
                f"Compound {compound} ({households} households) lies in {len(codes)} grids: "
                f"{', '.join(codes)}.",
            ),
            remedy=Text(
                "如需保持小区完整，请调整相邻网格。",
                "Adjust the neighbouring grids to keep it whole.",
            ),
            figure=float(len(codes)),
            place=(float(members["x_m"].mean()), float(members["y_m"].mean())),
            about=str(compound),
        )


def _no_barrier_crossed(subject: Subject) -> Iterator[Violation]:
    within, graph = _within_grids(subject), subject.graph
    sides = subject.units.assign(
        side=graph.components(within & ~graph.barrier), whole=graph.components(within)
    )
    piece = sides["whole"].to_numpy()
    loads = sides[sides["households"] > 0].groupby(["grid_code", "whole", "side"])["households"]
    parts = loads.sum().groupby(level=["grid_code", "whole"])
    lesser = (parts.sum() - parts.max())[parts.size() > 1]
    seen: Counter[str] = Counter()
    for (code, whole), smaller in lesser.items():
        seen[code] += 1
        kinds = graph.kind[within & graph.barrier & (piece[graph.heads] == whole)]
        names = [BARRIER_NAMES[kind] for kind in sorted(set(kinds.tolist()), reverse=True)]
        yield Violation(
            "barrier",
            hard=False,
            community_code=str(subject.grids.loc[code, "community_code"]),
            grid_code=str(code),
            what=Text(
                f"网格 {code} 跨越{'、'.join(text.zh for text in names)}，另一侧有 {smaller} 户。",
                f"Grid {code} crosses {', '.join(text.en for text in names)}; {smaller} "
                "households live on the lesser side.",
            ),
            remedy=Text(
                "请核对现场有无桥梁、下穿或过街通道；如有，请补入桥梁图层。",
                "Check for a bridge, an underpass or a crossing; add it to the layer bridges.",
            ),
            figure=float(smaller),
            place=_place(subject, str(code)),
            about=f"{code}#{seen[code]}" if seen[code] > 1 else "",
        )


UNIT_RULES: tuple[Rule, ...] = (_assigned,)
"""Rules that speak of one unit each."""

GRID_RULES: tuple[Rule, ...] = (_in_band, _persons_in_band, _contiguous, _no_barrier_crossed)
"""Rules that speak of one grid each, and look at nothing but its units."""

COMPOUND_RULES: tuple[Rule, ...] = (_compounds_whole,)
"""Rules that speak of one compound each, and look at nothing but its units."""

RULES = UNIT_RULES + GRID_RULES + COMPOUND_RULES
"""Every rule."""
