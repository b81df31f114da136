"""One function for each rule, that finds every place where a plan fails it.

Hard rules bar a plan from being published: every unit in one grid, every grid connected, every
ordinary grid in the band. Soft rules are reported: compounds whole, no barrier crossed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gridmap.columns import groups
from gridmap.contiguity import EdgeKind
from gridmap.errors import Text
from gridmap.plan import Band, Violation
from gridmap.rules.scene import Numbers, Scene

Rule = Callable[[Scene], Iterator[Violation]]

BARRIER_NAMES = {
    EdgeKind.ARTERIAL: Text("主干路", "an arterial road"),
    EdgeKind.RAILWAY: Text("铁路", "a railway"),
    EdgeKind.WATER: Text("河流", "water"),
}


def _about_grid(scene: Scene, rule: str, grid: int, *, hard: bool, **said: Any) -> Violation:  # noqa: ANN401
    point = scene.grids.shape[grid].representative_point()
    return Violation(
        rule,
        hard=hard,
        community_code=scene.grids.community[grid],
        grid_code=scene.grids.code[grid],
        place=(float(point.x), float(point.y)),
        **said,
    )


def _assigned(scene: Scene) -> Iterator[Violation]:
    units = scene.units
    for row in np.flatnonzero(units.grid < 0):
        unit = str(units.unit_id[row])
        yield Violation(
            "assigned",
            hard=True,
            community_code=str(units.community[row]),
            grid_code="",
            what=Text(
                f"基本单元 {unit} 不属于任何网格（盲区）。",
                f"Unit {unit} belongs to no grid (a gap).",
            ),
            remedy=Text("请把它划入相邻网格。", "Assign it to a neighbouring grid."),
            figure=float(units.shape[row].area),
            place=(float(units.x_m[row]), float(units.y_m[row])),
            about=unit,
        )


def _outside(scene: Scene, band: Band, counts: Sequence[int]) -> Iterator[tuple[int, str, int]]:
    """Give each ordinary grid whose count is out of a band, with its code."""
    for grid, (code, kind, count) in enumerate(
        zip(scene.grids.code, scene.grids.kind, counts, strict=True)
    ):
        if kind == "ordinary" and not band.holds(count):
            yield grid, code, int(count)


def _in_band(scene: Scene) -> Iterator[Violation]:
    band = scene.band
    for grid, code, households in _outside(scene, band, scene.grids.households):
        above = households > band.upper
        off = households - band.upper if above else band.lower - households
        yield _about_grid(
            scene,
            "band",
            grid,
            hard=True,
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
        )


def _persons_in_band(scene: Scene) -> Iterator[Violation]:
    band = scene.persons
    if band is None:
        return
    for grid, code, persons in _outside(scene, band, scene.grids.persons):
        yield _about_grid(
            scene,
            "persons",
            grid,
            hard=True,
            what=Text(
                f"网格 {code} 有 {persons} 人，不在 {band.lower} 至 {band.upper} 人之间。",
                f"Grid {code} has {persons} persons, not {band.lower} to {band.upper}.",
            ),
            remedy=Text(
                "请与相邻网格调整楼栋，或放宽人数区间。",
                "Move buildings between neighbours, or widen the band of persons.",
            ),
            figure=float(persons),
        )


def _within_grids(scene: Scene) -> NDArray[np.bool_]:
    grid, graph = scene.units.grid, scene.graph
    return np.asarray(grid[graph.heads] == grid[graph.tails], dtype=np.bool_)


def _contiguous(scene: Scene) -> Iterator[Violation]:
    component = scene.graph.components(_within_grids(scene))
    first = np.unique(component, return_index=True)[1]
    owner = scene.units.grid[first]
    pieces = np.bincount(owner[owner >= 0], minlength=len(scene.grids.code))
    for grid in np.flatnonzero(pieces > 1).tolist():
        code, count = scene.grids.code[grid], int(pieces[grid])
        yield _about_grid(
            scene,
            "contiguity",
            grid,
            hard=True,
            what=Text(
                f"网格 {code} 分成互不相连的 {count} 片（飞地）。",
                f"Grid {code} is in {count} pieces that do not touch (an exclave).",
            ),
            remedy=Text(
                "请把较小的一片划给与之相邻的网格。", "Give the smaller piece to its neighbour."
            ),
            figure=float(count),
        )


def _compounds_whole(scene: Scene) -> Iterator[Violation]:
    units = scene.units
    inside = np.flatnonzero((units.compound >= 0) & (units.grid >= 0))
    for compound, members in groups(units.compound[inside]):
        rows = inside[members]
        lived = rows[units.households[rows] > 0]
        households = int(units.households[rows].sum())
        held = np.unique(units.grid[lived])
        if len(held) < 2 or households > scene.band.upper:
            continue
        name, codes = scene.compounds[compound], sorted(scene.grids.code[grid] for grid in held)
        yield Violation(
            "compound",
            hard=False,
            community_code=str(units.community[rows[0]]),
            grid_code=codes[0],
            what=Text(
                f"小区 {name}（{households} 户）分属 {len(codes)} 个网格：{'、'.join(codes)}。",
                f"Compound {name} ({households} households) lies in {len(codes)} grids: "
                f"{', '.join(codes)}.",
            ),
            remedy=Text(
                "如需保持小区完整，请调整相邻网格。",
                "Adjust the neighbouring grids to keep it whole.",
            ),
            figure=float(len(codes)),
            place=(float(units.x_m[rows].mean()), float(units.y_m[rows].mean())),
            about=str(name),
        )


def _lesser_sides(scene: Scene, within: NDArray[np.bool_]) -> Iterator[tuple[int, int, Numbers]]:
    """Give the grid and the households on the lesser side of each piece that a barrier parts.

    The third is the kinds of the barriers that the piece crosses, the widest first.
    """
    graph, units = scene.graph, scene.units
    crossing = np.flatnonzero(within & graph.barrier)
    if len(crossing) == 0:
        return
    side, whole = graph.components(within & ~graph.barrier), graph.components(within)
    lived = (units.households > 0) & (units.grid >= 0)
    sides, first = np.unique(side[lived], return_index=True)
    loads = np.bincount(side[lived], weights=units.households[lived])[sides]
    pieces, of_piece = np.unique(whole[lived][first], return_inverse=True)
    total, greatest = np.bincount(of_piece, weights=loads), np.zeros(len(pieces))
    np.maximum.at(greatest, of_piece, loads)
    crossed = whole[graph.heads[crossing]]
    for piece in np.flatnonzero(np.bincount(of_piece) > 1).tolist():
        kinds = np.unique(graph.kind[crossing[crossed == pieces[piece]]])[::-1]
        grid = int(units.grid[np.flatnonzero(whole == pieces[piece])[0]])
        yield grid, int(total[piece] - greatest[piece]), kinds


def _no_barrier_crossed(scene: Scene) -> Iterator[Violation]:
    seen: Counter[int] = Counter()
    for grid, smaller, kinds in _lesser_sides(scene, _within_grids(scene)):
        seen[grid] += 1
        code, names = scene.grids.code[grid], [BARRIER_NAMES[kind] for kind in kinds.tolist()]
        yield _about_grid(
            scene,
            "barrier",
            grid,
            hard=False,
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
            about=f"{code}#{seen[grid]}" if seen[grid] > 1 else "",
        )


UNIT_RULES: tuple[Rule, ...] = (_assigned,)
"""Rules that speak of one unit each."""

GRID_RULES: tuple[Rule, ...] = (_in_band, _persons_in_band, _contiguous, _no_barrier_crossed)
"""Rules that speak of one grid each, and look at nothing but its units."""

COMPOUND_RULES: tuple[Rule, ...] = (_compounds_whole,)
"""Rules that speak of one compound each, and look at nothing but its units."""

RULES = UNIT_RULES + GRID_RULES + COMPOUND_RULES
"""Every rule."""
