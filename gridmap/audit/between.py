"""What does not fit between two nets: their boundaries, their coverage, their groups."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import shapely

from gridmap.audit.ground import Ints
from gridmap.audit.net import Net
from gridmap.audit.records import NetFault
from gridmap.audit.shapes import Shapes, is_thin, lengths_m, polygon_parts, widths_m
from gridmap.errors import Text


def find_apart(one: Net, other: Net, *, tolerance_m: float) -> Iterator[NetFault]:
    """Yield every place where boundaries of two nets are apart, but by less than the tolerance.

    Such a place is ground between the two boundaries: a grid of either net holds it, or a grid of
    one and none of the other, and it is thinner than the tolerance everywhere.

    Parameters
    ----------
    one, other : Net
        The nets.
    tolerance_m : float
        The tolerance.

    Yields
    ------
    NetFault
        With length, area and greatest width.
    """
    parts, first, second = _thin_parts(one, other, tolerance_m)
    homes, buildings = one.ground.buildings.within(parts)
    length, width = lengths_m(parts), widths_m(parts, below_m=tolerance_m)
    for row in range(len(parts)):
        grids = [
            str(net.ids[grid]) if grid >= 0 else ""
            for net, grid in ((one, first[row]), (other, second[row]))
        ]
        home = int(one.home[first[row]] if first[row] >= 0 else other.home[second[row]])
        told = [name or "–" for name in grids]
        yield NetFault(
            kind="edge",
            nets=(one.name, other.name),
            grids=tuple(grids),
            community_code=one.ground.communities.code(home),
            shape=parts[row],
            households=int(homes[row]),
            buildings=int(buildings[row]),
            area_m2=float(shapely.area(parts[row])),
            length_m=float(length[row]),
            width_m=float(width[row]),
            what=Text(
                f"{one.name} {told[0]} 与{other.name} {told[1]} 的边界错开，"
                f"长约 {length[row]:,.0f} 米，最远 {width[row]:.1f} 米。",
                f"The boundaries of {one.name} {told[0]} and {other.name} {told[1]} are apart "
                f"over {length[row]:,.0f} m, by {width[row]:.1f} m at most.",
            ),
            remedy=Text(
                "请以其中一条为准，把另一条对齐过去。", "Keep one of them and snap the other to it."
            ),
        )


def _thin_parts(one: Net, other: Net, tolerance_m: float) -> tuple[Shapes, Ints, Ints]:
    """Return thin pieces of ground, and the grid of either net that holds them; -1 for none."""
    first, second = other.tree.query(one.shapes, predicate="intersects")
    both = shapely.intersection(one.shapes[first], other.shapes[second])
    alone, mine = _alone_by_grid(one, other)
    strange, theirs = _alone_by_grid(other, one)
    rows_one = np.concatenate([first, mine, np.full(len(theirs), -1)])
    rows_other = np.concatenate([second, np.full(len(mine), -1), theirs])
    parts, row = polygon_parts(np.concatenate([both, alone, strange]))
    thin = is_thin(parts, tolerance_m)
    return parts[thin], rows_one[row[thin]], rows_other[row[thin]]


def _alone_by_grid(one: Net, other: Net) -> tuple[Shapes, Ints]:
    """Return what one net covers alone, cut at its grids, and the grid of each piece."""
    parts, _ = polygon_parts(np.array([shapely.difference(one.whole, other.whole)], dtype=object))
    part, grid = one.tree.query(parts, predicate="intersects")
    return shapely.intersection(parts[part], one.shapes[grid]), grid


def find_alone(one: Net, other: Net, *, tolerance_m: float) -> Iterator[NetFault]:
    """Yield every piece of ground that one net covers and the other does not.

    Parameters
    ----------
    one, other : Net
        The net that covers it, and the one that does not.
    tolerance_m : float
        Thinner pieces are boundaries that are apart.

    Yields
    ------
    NetFault
        With the grids of the first net that cover it, the one with most of it first.
    """
    parts, _ = polygon_parts(np.array([shapely.difference(one.whole, other.whole)], dtype=object))
    parts = parts[~is_thin(parts, tolerance_m)]
    homes, buildings = one.ground.buildings.within(parts)
    part, grid = one.tree.query(parts, predicate="intersects")
    held = shapely.area(shapely.intersection(parts[part], one.shapes[grid]))
    for row in range(len(parts)):
        own = np.flatnonzero((part == row) & (held > tolerance_m**2))
        own = own[np.argsort(-held[own], kind="stable")]
        grids = tuple(str(one.ids[grid[place]]) for place in own)
        home = int(one.home[grid[own[0]]]) if len(own) else -1
        area = float(shapely.area(parts[row]))
        yield NetFault(
            kind="coverage",
            nets=(one.name, other.name),
            grids=grids,
            community_code=one.ground.communities.code(home),
            shape=parts[row],
            households=int(homes[row]),
            buildings=int(buildings[row]),
            area_m2=area,
            what=Text(
                f"{one.name} {'、'.join(grids[:3])} 覆盖的 {area:,.0f} 平方米、"
                f"{buildings[row]} 栋、{homes[row]} 户，{other.name}没有网格。",
                f"{other.name} has no grid for {area:,.0f} m², {buildings[row]} buildings and "
                f"{homes[row]} households that {one.name} covers ({', '.join(grids[:3])}).",
            ),
            remedy=Text(f"请核对{other.name}是否遗漏。", f"See whether {other.name} left it out."),
        )


def find_regrouped(one: Net, other: Net) -> Iterator[NetFault]:
    """Yield buildings that two nets put together differently.

    A building is grouped alike if its grid in the other net holds most households of its grid in
    the one, or the other way round: a net of larger grids that keeps smaller ones whole agrees
    with them.

    Parameters
    ----------
    one, other : Net
        The nets.

    Yields
    ------
    NetFault
        One for two grids that share such buildings.
    """
    buildings = one.ground.buildings
    both = np.flatnonzero((one.main >= 0) & (other.main >= 0))
    first, second, homes = one.main[both], other.main[both], buildings.households[both]
    keys, pair = np.unique(first * len(other) + second, return_inverse=True)
    load = np.bincount(pair, homes, len(keys)).astype(np.int64)
    count = np.bincount(pair, minlength=len(keys))
    ends = np.column_stack([keys // max(len(other), 1), keys % max(len(other), 1)])
    moved = ~_greatest(ends[:, 0], load, count) & ~_greatest(ends[:, 1], load, count) & (load > 0)
    for row in np.flatnonzero(moved).tolist():
        grid, mate = ends[row].tolist()
        members = both[pair == row]
        yield _regrouped(one, other, (grid, mate), members)


def _greatest(grid: Ints, load: Ints, count: Ints) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Return which pairs hold most of their grid; of equal ones, all."""
    order = np.lexsort((-count, -load, grid))
    first = np.unique(grid[order], return_index=True)[1]
    best = np.zeros(int(grid.max(initial=-1)) + 1, dtype=np.int64)
    best[grid[order[first]]] = load[order[first]]
    return np.asarray(load >= best[grid])


def _regrouped(one: Net, other: Net, pair: tuple[int, int], members: Ints) -> NetFault:
    buildings = one.ground.buildings
    homes = int(buildings.households[members].sum())
    first, second = str(one.ids[pair[0]]), str(other.ids[pair[1]])
    shape = shapely.intersection(one.shapes[pair[0]], other.shapes[pair[1]])
    parts = shapely.get_parts(shape)
    flat = shapely.union_all(parts[shapely.get_dimensions(parts) == 2])
    return NetFault(
        kind="grouping",
        nets=(one.name, other.name),
        grids=(first, second),
        community_code=one.ground.communities.code(int(one.home[pair[0]])),
        shape=flat,
        households=homes,
        buildings=len(members),
        area_m2=float(shapely.area(flat)),
        what=Text(
            f"{len(members)} 栋、{homes} 户在{one.name}属 {first}，在{other.name}属 {second}，"
            "与两边网格的主体都不一致。",
            f"{len(members)} buildings, {homes} households are in {first} of {one.name} and in "
            f"{second} of {other.name}: apart from the main part of both.",
        ),
        remedy=Text(
            "合网时请先商定这些楼栋的归属。", "Settle whose they are before nets are unified."
        ),
    )
