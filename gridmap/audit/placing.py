"""Buildings that a net leaves out, and buildings that its boundaries cut."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from gridmap.audit.net import Net
from gridmap.audit.records import NetFault
from gridmap.errors import Text


def find_left_out(net: Net) -> Iterator[NetFault]:
    """Yield every building of a community that lies in no grid.

    Parameters
    ----------
    net : Net
        The net. Buildings outside of every community are no fault of it.

    Yields
    ------
    NetFault
        A building of which less than half is covered.
    """
    buildings, communities = net.ground.buildings, net.ground.communities
    wanted = net.uncovered & ((buildings.community >= 0) | (len(communities) == 0))
    for row in np.flatnonzero(wanted).tolist():
        one, homes = str(buildings.ids[row]), int(buildings.households[row])
        place = communities.named(int(buildings.community[row]))
        yield NetFault(
            kind="building_none",
            nets=(net.name,),
            grids=(),
            community_code=communities.code(int(buildings.community[row])),
            shape=buildings.shapes[row],
            households=homes,
            buildings=1,
            area_m2=float(buildings.area_m2[row]),
            about=one,
            what=Text(
                f"{place}楼栋 {one}（{homes} 户）不在任何网格内。",
                f"Building {one} ({homes} households) {f'of {place} ' if place else ''}"
                "is in no grid.",
            ),
            remedy=Text("请划入相邻网格。", "Give it to a grid near by."),
        )


def find_cut(net: Net, *, least_share: float) -> Iterator[NetFault]:
    """Yield every building that lies in two grids or more.

    Parameters
    ----------
    net : Net
        The net.
    least_share : float
        Share of its footprint with which it lies in a grid.

    Yields
    ------
    NetFault
        With the grids, the one with the greatest share first.
    """
    buildings, shares = net.ground.buildings, net.shares
    held = shares.share >= least_share
    grid, building, share = shares.grid[held], shares.building[held], shares.share[held]
    order = np.lexsort((grid, -share, building))
    grid, building, share = grid[order], building[order], share[order]
    several, first, count = np.unique(building, return_index=True, return_counts=True)
    for row, start, many in zip(several.tolist(), first.tolist(), count.tolist(), strict=True):
        if many < 2:
            continue
        part = slice(start, start + many)
        grids = [str(net.ids[one]) for one in grid[part]]
        told = "、".join(
            f"{one} {100 * own:.0f}%" for one, own in zip(grids, share[part], strict=True)
        )
        one, homes = str(buildings.ids[row]), int(buildings.households[row])
        both = float(share[part].sum()) > 1 + least_share
        yield NetFault(
            kind="building_two",
            nets=(net.name,),
            grids=tuple(grids),
            community_code=net.ground.communities.code(int(buildings.community[row])),
            shape=buildings.shapes[row],
            households=homes,
            buildings=1,
            area_m2=float(buildings.area_m2[row]),
            about=one,
            what=Text(
                f"楼栋 {one}（{homes} 户）同时在 {many} 个网格内：{told}。",
                f"Building {one} ({homes} households) is in {many} grids: "
                f"{told.replace('、', ', ')}.",
            ),
            remedy=Text("请消除网格重叠。", "Settle the overlap of the grids.")
            if both
            else Text(
                f"请把边界移到楼外，整栋归 {grids[0]}。",
                f"Move the boundary off it; leave all of it to {grids[0]}.",
            ),
        )
