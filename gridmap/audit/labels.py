"""Faults of single rows of a net: shapes that enclose nothing clear, ids that are not unique."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np
import shapely

from gridmap.audit.net import Net
from gridmap.audit.records import NetFault
from gridmap.errors import Text

REASONS = {
    "Self-intersection": "边界自相交",
    "Ring Self-intersection": "边界与自身相接",
    "Hole lies outside shell": "内环在外环之外",
    "Holes are nested": "内环互相嵌套",
    "Nested shells": "多个面互相嵌套",
    "Interior is disconnected": "内部被内环切断",
    "Duplicate Rings": "有重复的环",
    "Too few points in geometry component": "有效顶点过少",
    "Invalid Coordinate": "坐标无效",
}
MISSING = Text("没有面图形", "it has no polygon")


def find_invalid(net: Net) -> Iterator[NetFault]:
    """Yield every grid whose shape is missing, no polygon, or not valid.

    Parameters
    ----------
    net : Net
        The net.

    Yields
    ------
    NetFault
        With the place of the fault, where the shape has one.
    """
    flat = shapely.is_missing(net.raw) | (shapely.area(net.shapes) == 0)
    areal = np.isin(shapely.get_type_id(net.raw), (3, 6))
    for row in np.flatnonzero(flat | ~areal | ~shapely.is_valid(net.raw)).tolist():
        reason, shape = _reason(net, row, nothing=bool(flat[row] or not areal[row]))
        one = str(net.ids[row])
        yield NetFault(
            kind="invalid",
            nets=(net.name,),
            grids=(one,),
            community_code=net.ground.communities.code(int(net.home[row])),
            shape=shape,
            households=int(net.households[row]),
            buildings=int(net.buildings[row]),
            area_m2=float(shapely.area(net.shapes[row])),
            what=Text(
                f"网格 {one} 的图形无效：{reason.zh}。",
                f"The shape of grid {one} is invalid: {reason.en}.",
            ),
            remedy=Text(
                "请在所示位置修正图形；本次按其外围重建后量算。",
                "Mend it at the place shown; here it is measured by its outline.",
            ),
        )


def _reason(net: Net, row: int, *, nothing: bool) -> tuple[Text, object]:
    if nothing:
        there = not shapely.is_missing(net.raw[row]) and not shapely.is_empty(net.raw[row])
        return MISSING, net.raw[row] if there else None
    told = shapely.is_valid_reason(net.raw[row])
    name, _, place = told.partition("[")
    numbers = place.rstrip("]").split()
    name = name.strip()
    point = shapely.Point(*map(float, numbers[:2])) if len(numbers) > 1 else net.shapes[row]
    return Text(REASONS.get(name, name), name.lower()), point


def find_repeated(net: Net) -> Iterator[NetFault]:
    """Yield every id that several grids of a net have, and every grid that has none.

    Parameters
    ----------
    net : Net
        The net.

    Yields
    ------
    NetFault
        One for an id, with all its grids.
    """
    count = Counter(net.ids.tolist())
    wanted = [one for one, many in count.items() if many > 1]
    wanted += [one for one in net.ids[~net.given].tolist() if count[one] == 1]
    for one in wanted:
        rows = np.flatnonzero(net.ids == one)
        given = bool(net.given[rows[0]])
        yield NetFault(
            kind="duplicate",
            nets=(net.name,),
            grids=(str(one),),
            community_code=net.ground.communities.code(int(net.home[rows[0]])),
            shape=shapely.union_all(net.shapes[rows]),
            households=int(net.households[rows].sum()),
            buildings=int(net.buildings[rows].sum()),
            area_m2=float(shapely.area(net.shapes[rows]).sum()),
            what=Text(
                f"{len(rows)} 个网格的编号都是 {one}。"
                if given
                else f"第 {str(one)[1:]} 个网格没有编号。",
                f"{len(rows)} grids have the id {one}." if given else f"Grid {one} has no id.",
            ),
            remedy=Text("请给每个网格唯一的编号。", "Give each grid an id of its own."),
        )
