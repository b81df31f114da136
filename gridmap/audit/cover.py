"""Ground that no grid of a net covers, and ground that two do."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import shapely

from gridmap.audit.ground import Ints
from gridmap.audit.net import Net
from gridmap.audit.records import NetFault
from gridmap.audit.shapes import Shapes, is_thin, lengths_m, polygon_parts, widths_m
from gridmap.errors import Text

BESIDE_M = 0.5
"""A grid that is nearer borders on a gap."""

CLOSE_UP = Text(
    "请把两侧网格的边界对齐到同一条线。", "Draw the boundaries on both sides as one line."
)


def find_gaps(net: Net, *, tolerance_m: float) -> Iterator[NetFault]:
    """Yield every piece of ground that no grid covers.

    Parameters
    ----------
    net : Net
        The net. Without communities its ground is what it encloses.
    tolerance_m : float
        Thinner pieces are slivers.

    Yields
    ------
    NetFault
        A gap or a sliver, each in one community.
    """
    parts, community = uncovered_parts(net)
    homes, buildings = net.ground.buildings.within(parts)
    thin, beside = is_thin(parts, tolerance_m), _beside(net, parts)
    length, width = lengths_m(parts), np.zeros(len(parts))
    width[thin] = widths_m(parts[thin], below_m=tolerance_m)
    for row in range(len(parts)):
        home, area = int(community[row]), float(shapely.area(parts[row]))
        where = _where(net, home)
        yield NetFault(
            kind="sliver" if thin[row] else "gap",
            about="gap" if thin[row] else "",
            nets=(net.name,),
            grids=beside[row],
            community_code=net.ground.communities.code(home),
            shape=parts[row],
            households=int(homes[row]),
            buildings=int(buildings[row]),
            area_m2=area,
            length_m=float(length[row]) if thin[row] else 0.0,
            width_m=float(width[row]),
            what=_crack(where, float(length[row]), float(width[row]))
            if thin[row]
            else _hole(where, area, int(buildings[row]), int(homes[row])),
            remedy=CLOSE_UP if thin[row] else _into(beside[row]),
        )


def _where(net: Net, community: int) -> Text:
    place = net.ground.communities.named(community)
    return Text(f"{place or '网内'}有", f"{place or 'The net'} has")


def _crack(where: Text, length_m: float, width_m: float) -> Text:
    return Text(
        f"{where.zh}一条缝隙，长约 {length_m:,.0f} 米，最宽 {width_m:.1f} 米。",
        f"{where.en} a sliver that no grid covers, {length_m:,.0f} m long and "
        f"{width_m:.1f} m wide at most.",
    )


def _hole(where: Text, area_m2: float, buildings: int, homes: int) -> Text:
    return Text(
        f"{where.zh}一处盲区，{area_m2:,.0f} 平方米、{buildings} 栋、{homes} 户不属于任何网格。",
        f"{where.en} a gap of {area_m2:,.0f} m², {buildings} buildings and {homes} households "
        "in no grid.",
    )


def uncovered_parts(net: Net) -> tuple[Shapes, Ints]:
    """Return the pieces of ground that no grid covers.

    Parameters
    ----------
    net : Net
        The net.

    Returns
    -------
    parts : ndarray of Polygon, shape (k,)
        The pieces, those thinner than rounding left out.
    community : ndarray of int, shape (k,)
        Row of the community of each; -1 where there are none.
    """
    communities = net.ground.communities
    if len(communities):
        return polygon_parts(shapely.difference(communities.shapes, net.covered))
    rings = shapely.get_rings(shapely.get_parts(net.whole))
    outer = shapely.union_all(shapely.polygons(rings)) if len(rings) else shapely.Polygon()
    parts, _ = polygon_parts(np.array([shapely.difference(outer, net.whole)], dtype=object))
    return parts, np.full(len(parts), -1, dtype=np.int64)


def _beside(net: Net, parts: Shapes) -> list[tuple[str, ...]]:
    """Return the grids along each piece, the one with the longest border first."""
    part, grid = net.tree.query(parts, predicate="dwithin", distance=BESIDE_M)
    near = shapely.buffer(net.shapes[grid], BESIDE_M, quad_segs=2)
    along = shapely.length(shapely.intersection(shapely.boundary(parts[part]), near))
    order = np.lexsort((grid, -along, part))
    order = order[along[order] > 4 * BESIDE_M]
    found: list[list[str]] = [[] for _ in parts]
    for row in order.tolist():
        found[part[row]].append(str(net.ids[grid[row]]))
    return [tuple(dict.fromkeys(names)) for names in found]


def _into(beside: tuple[str, ...]) -> Text:
    if not beside:
        return Text("请在此设立网格。", "Make a grid of it.")
    return Text(
        f"请划入相邻网格（边界最长的是 {beside[0]}），或在此设立网格。",
        f"Give it to a neighbour (the longest border is with {beside[0]}), or make it a grid.",
    )


def find_overlaps(net: Net, *, tolerance_m: float) -> Iterator[NetFault]:
    """Yield every two grids that cover the same ground.

    Parameters
    ----------
    net : Net
        The net.
    tolerance_m : float
        Pieces that are thinner are slivers.

    Yields
    ------
    NetFault
        One overlap for a pair, and one sliver for each thin piece.
    """
    left, right = net.tree.query(net.shapes, predicate="intersects")
    pairs = np.column_stack([left, right])[left < right]
    shared = shapely.intersection(net.shapes[pairs[:, 0]], net.shapes[pairs[:, 1]])
    parts, pair = polygon_parts(shared)
    thin = is_thin(parts, tolerance_m)
    yield from _slivers(net, parts[thin], pairs[pair[thin]], tolerance_m)
    wide, first = np.unique(pair[~thin], return_inverse=True)
    shapes = [shapely.union_all(parts[~thin][first == number]) for number in range(len(wide))]
    yield from _overlaps(net, np.array(shapes, dtype=object), pairs[wide])


def _overlaps(net: Net, shapes: Shapes, pairs: Ints) -> Iterator[NetFault]:
    homes, buildings = net.ground.buildings.within(shapes)
    for row, (one, other) in enumerate(pairs.tolist()):
        first, second = _larger_first(net, one, other)
        area = float(shapely.area(shapes[row]))
        yield NetFault(
            kind="overlap",
            nets=(net.name,),
            grids=(first, second),
            community_code=net.ground.communities.code(int(net.home[one])),
            shape=shapes[row],
            households=int(homes[row]),
            buildings=int(buildings[row]),
            area_m2=area,
            what=Text(
                f"网格 {first} 与 {second} 重叠 {area:,.0f} 平方米，"
                f"其中 {buildings[row]} 栋、{homes[row]} 户两边都管。",
                f"Grids {first} and {second} overlap by {area:,.0f} m², with {buildings[row]} "
                f"buildings and {homes[row]} households in both.",
            ),
            remedy=Text(
                f"请商定归属，只留在其中一个网格（建议 {second}）。",
                f"Settle whose it is, and leave it to one of them, such as {second}.",
            ),
        )


def _slivers(net: Net, parts: Shapes, pairs: Ints, tolerance_m: float) -> Iterator[NetFault]:
    homes, buildings = net.ground.buildings.within(parts)
    length, width = lengths_m(parts), widths_m(parts, below_m=tolerance_m)
    for row, (one, other) in enumerate(pairs.tolist()):
        first, second = _larger_first(net, one, other)
        yield NetFault(
            kind="sliver",
            about="overlap",
            nets=(net.name,),
            grids=(first, second),
            community_code=net.ground.communities.code(int(net.home[one])),
            shape=parts[row],
            households=int(homes[row]),
            buildings=int(buildings[row]),
            area_m2=float(shapely.area(parts[row])),
            length_m=float(length[row]),
            width_m=float(width[row]),
            what=Text(
                f"网格 {first} 与 {second} 的边界相互压盖，长约 {length[row]:,.0f} 米，"
                f"最宽 {width[row]:.1f} 米。",
                f"The boundaries of grids {first} and {second} cross, over {length[row]:,.0f} m "
                f"and by {width[row]:.1f} m at most.",
            ),
            remedy=CLOSE_UP,
        )


def _larger_first(net: Net, one: int, other: int) -> tuple[str, str]:
    """Return two grids; the one with more households first: the other can better take ground."""
    if net.households[one] < net.households[other]:
        one, other = other, one
    return str(net.ids[one]), str(net.ids[other])
