"""Grids with more or fewer households than the band."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import shapely

from gridmap.audit.net import Net
from gridmap.audit.records import NetFault
from gridmap.errors import Text
from gridmap.plan import Band


def find_out_of_band(net: Net, band: Band) -> Iterator[NetFault]:
    """Yield every grid outside the band, those of a special purpose apart.

    Parameters
    ----------
    net : Net
        The net; without buildings nothing can be said of it.
    band : Band
        Households of a grid.

    Yields
    ------
    NetFault
        Too many or too few households.
    """
    if not len(net.ground.buildings.ids):
        return
    homes = net.households
    above, below = homes > band.upper, (homes < band.lower) & ~net.special
    for row in np.flatnonzero((above | below) & ~shapely.is_empty(net.shapes)).tolist():
        one, count = str(net.ids[row]), int(homes[row])
        off = count - band.upper if above[row] else band.lower - count
        yield NetFault(
            kind="oversize" if above[row] else "undersize",
            nets=(net.name,),
            grids=(one,),
            community_code=net.ground.communities.code(int(net.home[row])),
            shape=net.shapes[row],
            households=count,
            buildings=int(net.buildings[row]),
            area_m2=float(shapely.area(net.shapes[row])),
            what=Text(
                f"网格 {one} 有 {count} 户，{'超出上限' if above[row] else '低于下限'} {off} 户"
                f"（户数区间 {band.lower} 至 {band.upper}）。",
                f"Grid {one} has {count} households, {off} {'above' if above[row] else 'below'} "
                f"the band {band.lower} to {band.upper}.",
            ),
            remedy=_too_many(count, band) if above[row] else TOO_FEW,
        )


TOO_FEW = Text(
    "请并入相邻网格，或从相邻网格划入楼栋。", "Merge it, or move buildings in from a neighbour."
)


def _too_many(count: int, band: Band) -> Text:
    pieces = -(-count // band.upper)
    return Text(
        f"请拆成 {pieces} 个以上网格，或把楼栋划给相邻网格。",
        f"Split it into {pieces} or more, or move buildings to a neighbour.",
    )
