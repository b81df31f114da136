"""Grids in several pieces, and grids beyond their community."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from gridmap.audit.ground import Ints
from gridmap.audit.net import Net
from gridmap.audit.records import NetFault
from gridmap.audit.shapes import Shapes, is_thin, lengths_m, polygon_parts, widths_m
from gridmap.errors import Text

SIDES = 4
"""Pieces that run beside each other for so many tolerances are one, if closer than one."""


def find_exclaves(net: Net, *, tolerance_m: float) -> Iterator[NetFault]:
    """Yield every piece of a grid that is apart from its greatest piece.

    Parameters
    ----------
    net : Net
        The net.
    tolerance_m : float
        Pieces that are thinner are slivers; pieces side by side that are closer are one. Pieces
        that touch in a point are apart.

    Yields
    ------
    NetFault
        The grid first, then the one around the piece.
    """
    several = np.flatnonzero(shapely.get_num_geometries(net.shapes) > 1)
    parts, row = polygon_parts(net.shapes[several])
    whole = _joined(parts, row, tolerance_m)
    area = shapely.area(parts)
    size = np.bincount(whole, area)
    owner = np.zeros(len(size), dtype=np.int64)
    owner[whole] = several[row]
    order = np.lexsort((np.arange(len(size)), -size, owner))
    lesser = order[1:][owner[order][1:] == owner[order][:-1]]
    shapes = np.array([shapely.union_all(parts[whole == one]) for one in lesser], dtype=object)
    thin = is_thin(shapes, tolerance_m)
    yield from _exclaves(net, shapes[~thin], owner[lesser[~thin]])
    yield from _scraps(net, shapes[thin], owner[lesser[thin]], tolerance_m)


def _joined(parts: Shapes, row: Ints, tolerance_m: float) -> Ints:
    """Return the piece that each part belongs to: parts side by side are one."""
    left, right = shapely.STRtree(parts).query(parts, predicate="dwithin", distance=tolerance_m)
    near = (left < right) & (row[left] == row[right])
    left, right = left[near], right[near]
    reach = shapely.buffer(parts[right], tolerance_m)
    beside = shapely.length(shapely.intersection(shapely.boundary(parts[left]), reach))
    joined = beside > SIDES * tolerance_m
    ends = left[joined], right[joined]
    links = coo_array((np.ones(len(ends[0]), np.int8), ends), shape=(len(parts), len(parts)))
    return np.asarray(connected_components(links, directed=False)[1], dtype=np.int64)


def _exclaves(net: Net, shapes: Shapes, owner: Ints) -> Iterator[NetFault]:
    homes, buildings = net.ground.buildings.within(shapes)
    around = _around(net, shapes, owner)
    for row, grid in enumerate(owner.tolist()):
        one, other, area = str(net.ids[grid]), around[row], float(shapely.area(shapes[row]))
        yield NetFault(
            kind="exclave",
            nets=(net.name,),
            grids=(one, other) if other else (one,),
            community_code=net.ground.communities.code(int(net.home[grid])),
            shape=shapes[row],
            households=int(homes[row]),
            buildings=int(buildings[row]),
            area_m2=area,
            what=Text(
                f"网格 {one} 有一片与主体不相连：{area:,.0f} 平方米、{buildings[row]} 栋、"
                f"{homes[row]} 户。",
                f"A part of grid {one} is apart from the rest: {area:,.0f} m², {buildings[row]} "
                f"buildings, {homes[row]} households.",
            ),
            remedy=Text(
                f"请划给与之相邻的 {other}。" if other else "请划给与之相邻的网格。",
                f"Give it to {other} beside it." if other else "Give it to the grid beside it.",
            ),
        )


def _scraps(net: Net, shapes: Shapes, owner: Ints, tolerance_m: float) -> Iterator[NetFault]:
    homes, buildings = net.ground.buildings.within(shapes)
    length, width = (
        lengths_m(shapes),
        widths_m(shapes, below_m=tolerance_m),
    )
    for row, grid in enumerate(owner.tolist()):
        one = str(net.ids[grid])
        yield NetFault(
            kind="sliver",
            about="part",
            nets=(net.name,),
            grids=(one,),
            community_code=net.ground.communities.code(int(net.home[grid])),
            shape=shapes[row],
            households=int(homes[row]),
            buildings=int(buildings[row]),
            area_m2=float(shapely.area(shapes[row])),
            length_m=float(length[row]),
            width_m=float(width[row]),
            what=Text(
                f"网格 {one} 有一条碎片与主体不相连，长约 {length[row]:,.0f} 米，"
                f"最宽 {width[row]:.1f} 米。",
                f"A scrap of grid {one} is apart from the rest, {length[row]:,.0f} m long and "
                f"{width[row]:.1f} m wide at most.",
            ),
            remedy=Text("请删去碎片，或并入相邻网格。", "Remove it, or give it to a neighbour."),
        )


def _around(net: Net, shapes: Shapes, owner: Ints) -> list[str]:
    """Return the grid with the longest border along each shape; ``""`` for none."""
    shape, grid = net.tree.query(shapes, predicate="intersects")
    other = grid != owner[shape]
    shape, grid = shape[other], grid[other]
    border = shapely.length(shapely.intersection(shapely.boundary(shapes[shape]), net.shapes[grid]))
    found: list[Any] = [""] * len(shapes)
    for row in np.lexsort((-grid, border)).tolist():
        if border[row] > 0:
            found[shape[row]] = str(net.ids[grid[row]])
    return found


def find_outside(net: Net, *, tolerance_m: float) -> Iterator[NetFault]:
    """Yield what of each grid lies beyond its community: in another one, or in none.

    Parameters
    ----------
    net : Net
        The net.
    tolerance_m : float
        What is thinner is left out: outlines of communities and nets are drawn by different hands.

    Yields
    ------
    NetFault
        One for a grid and a community.
    """
    communities = net.ground.communities
    if not len(communities):
        return
    grid, community = communities.tree.query(net.shapes, predicate="intersects")
    foreign = net.home[grid] != community
    grid, community = grid[foreign], community[foreign]
    inside = shapely.intersection(net.shapes[grid], communities.shapes[community])
    known = np.flatnonzero(net.home >= 0)
    own = shapely.covers(communities.shapes[net.home[known]], net.shapes[known])
    open_rows = np.setdiff1d(np.arange(len(net)), known[own])
    beyond = shapely.difference(net.shapes[open_rows], shapely.union_all(communities.shapes))
    owner = np.concatenate([grid, open_rows])
    home = np.concatenate([community, np.full(len(open_rows), -1)])
    parts, row = polygon_parts(np.concatenate([inside, beyond]))
    wide = ~is_thin(parts, tolerance_m)
    parts, row = parts[wide], row[wide]
    for one in np.unique(row).tolist():
        shape = shapely.union_all(parts[row == one])
        yield _outside(net, int(owner[one]), int(home[one]), shape)


def _outside(net: Net, grid: int, community: int, shape: shapely.Geometry) -> NetFault:
    homes, buildings = net.ground.buildings.within(np.array([shape], dtype=object))
    communities, one = net.ground.communities, str(net.ids[grid])
    area, home = float(shape.area), communities.named(int(net.home[grid])) or "–"
    into = communities.named(community)
    return NetFault(
        kind="outside",
        nets=(net.name,),
        grids=(one,),
        community_code=communities.code(community),
        shape=shape,
        households=int(homes[0]),
        buildings=int(buildings[0]),
        area_m2=area,
        what=Text(
            f"网格 {one} 属于{home}，有 {area:,.0f} 平方米、{buildings[0]} 栋、{homes[0]} 户"
            f"在{into or '所有社区之外'}。",
            f"Grid {one} is of {home}; {area:,.0f} m², {buildings[0]} buildings and {homes[0]} "
            f"households of it are in {into or 'no community'}.",
        ),
        remedy=Text(
            "请在社区边界处断开；一个网格只属于一个社区。",
            "Cut it at the border; a grid belongs to one community.",
        ),
    )
