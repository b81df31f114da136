"""Compounds that one grid could hold, and that a net gives to several."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
import shapely

from gridmap.audit.ground import Ground, Ints
from gridmap.audit.net import Net
from gridmap.audit.records import NetFault
from gridmap.columns import groups
from gridmap.errors import Text
from gridmap.plan import Band


def find_split(net: Net, band: Band) -> Iterator[NetFault]:
    """Yield every compound within the band whose households no single grid holds.

    Parameters
    ----------
    net : Net
        The net.
    band : Band
        A compound of more households cannot be whole.

    Yields
    ------
    NetFault
        With the grids that hold it, the one with most of its households first.
    """
    ground, main = net.ground, net.main
    households = ground.buildings.households
    compound = compounds_of(ground)
    lived = np.flatnonzero((compound >= 0) & (main >= 0) & (households > 0))
    grid, building = net.placed
    for one, members in groups(compound[lived]):
        rows = lived[members]
        total = int(households[rows].sum())
        held = np.unique(main[rows])
        if len(held) < 2 or total > band.upper or _held_whole(grid, building, rows):
            continue
        loads = np.bincount(main[rows], households[rows])[held]
        held = held[np.argsort(-loads, kind="stable")]
        name = str(ground.compound_names[one] or ground.compound_ids[one])
        grids = tuple(str(net.ids[row]) for row in held)
        home = int(pd.Series(ground.buildings.community[rows]).mode().iloc[0])
        yield NetFault(
            kind="compound",
            nets=(net.name,),
            grids=grids,
            community_code=ground.communities.code(home),
            shape=ground.compound_shapes[one],
            households=total,
            buildings=len(rows),
            area_m2=float(shapely.area(ground.compound_shapes[one])),
            about=str(ground.compound_ids[one]),
            what=Text(
                f"小区{name}（{total} 户）分属 {len(grids)} 个网格：{'、'.join(grids)}。",
                f"Compound {name} ({total} households) lies in {len(grids)} grids: "
                f"{', '.join(grids)}.",
            ),
            remedy=Text(
                f"请把整个小区划给一个网格，如 {grids[0]}。",
                f"Give the whole of it to one grid, such as {grids[0]}.",
            ),
        )


def compounds_of(ground: Ground) -> Ints:
    """Return the compound of each building: the one it names, else the one it stands in.

    Parameters
    ----------
    ground : Ground
        Buildings and compounds.

    Returns
    -------
    ndarray of int, shape (n,)
        Row of the compound; -1 for none.
    """
    buildings = ground.buildings
    found = np.full(len(buildings.ids), -1, dtype=np.int64)
    inside, compound = shapely.STRtree(ground.compound_shapes).query(
        buildings.places, predicate="intersects"
    )
    found[inside[::-1]] = compound[::-1]
    rows = {str(one): row for row, one in enumerate(ground.compound_ids)}
    named = np.array([rows.get(str(one), -1) for one in buildings.compounds], dtype=np.int64)
    return np.where(named >= 0, named, found) if len(named) else found


def _held_whole(grid: Ints, building: Ints, rows: Ints) -> bool:
    """Return whether any grid holds all of some buildings; grids that overlap share them."""
    holders = grid[np.isin(building, rows)]
    return bool((np.bincount(holders) >= len(rows)).any())
