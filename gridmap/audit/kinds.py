"""The kinds of faults that an audit of nets looks for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from gridmap.errors import Text

FaultKind = Literal[
    "invalid",
    "duplicate",
    "gap",
    "overlap",
    "exclave",
    "outside",
    "oversize",
    "undersize",
    "barrier",
    "compound",
    "building_none",
    "building_two",
    "sliver",
    "edge",
    "grouping",
    "coverage",
]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of fault.

    Attributes
    ----------
    name : str
        Stable short name.
    title : Text
        What people call it.
    meaning : Text
        When something is such a fault.
    colour : str
        How it is drawn, ``"#rrggbb"``.
    between : bool
        Whether it is between two nets rather than within one.
    """

    name: FaultKind
    title: Text
    meaning: Text
    colour: str
    between: bool = False


_KINDS = (
    Kind(
        "invalid",
        Text("图形无效", "Invalid shape"),
        Text("边界自相交、缺图形等，无法直接量算", "An outline that encloses no clear ground"),
        "#444444",
    ),
    Kind(
        "duplicate",
        Text("编号重复或缺失", "Repeated or missing id"),
        Text("同一张网内两个网格同一编号，或没有编号", "Two grids of a net of one id, or of none"),
        "#666666",
    ),
    Kind(
        "gap",
        Text("盲区", "Gap"),
        Text("社区内没有任何网格覆盖的地方", "Ground of a community that no grid covers"),
        "#d7301f",
    ),
    Kind(
        "overlap",
        Text("重叠", "Overlap"),
        Text("同一张网内两个网格都管的地方", "Ground that two grids of a net cover"),
        "#7a0177",
    ),
    Kind(
        "exclave",
        Text("飞地", "Exclave"),
        Text("与网格主体不相连的一片", "A part of a grid apart from the rest of it"),
        "#08519c",
    ),
    Kind(
        "outside",
        Text("超出社区", "Beyond its community"),
        Text("网格越过所属社区边界的部分", "What of a grid lies beyond its community"),
        "#3182bd",
    ),
    Kind(
        "oversize",
        Text("户数过多", "Too many households"),
        Text("户数高于区间上限", "More households than the band"),
        "#e08214",
    ),
    Kind(
        "undersize",
        Text("户数过少", "Too few households"),
        Text("户数低于区间下限，专属网格除外", "Fewer than the band, special purposes apart"),
        "#8073ac",
    ),
    Kind(
        "barrier",
        Text("跨越阻隔", "Crosses a barrier"),
        Text(
            "被河流、铁路、主干路隔开，又无桥梁或下穿相通", "Parted by a barrier with no way across"
        ),
        "#006d77",
    ),
    Kind(
        "compound",
        Text("拆分小区", "Split compound"),
        Text("一个网格装得下的小区被分给几个网格", "A compound that one grid could hold"),
        "#b15928",
    ),
    Kind(
        "building_none",
        Text("楼栋无网格", "Building in no grid"),
        Text("占地一半以上在所有网格之外", "Most of its footprint is in no grid"),
        "#fb6a4a",
    ),
    Kind(
        "building_two",
        Text("楼栋跨网格", "Building in two grids"),
        Text("占地各有一成以上在两个网格", "A tenth or more of its footprint in each of two"),
        "#c51b8a",
    ),
    Kind(
        "sliver",
        Text("碎缝", "Sliver"),
        Text("宽度小于容差的缝隙、重叠或碎片", "A gap, overlap or part thinner than the tolerance"),
        "#969696",
    ),
    Kind(
        "edge",
        Text("边界不贴合", "Edges apart"),
        Text("两网同一条边界错开，间距小于容差", "One boundary drawn twice, within the tolerance"),
        "#e7298a",
        between=True,
    ),
    Kind(
        "grouping",
        Text("归属不一致", "Grouped differently"),
        Text(
            "两网都没有把这些楼栋分在对应的网格", "Buildings that two nets put together differently"
        ),
        "#66a61e",
        between=True,
    ),
    Kind(
        "coverage",
        Text("一网有一网无", "Covered by one only"),
        Text("一张网覆盖而另一张网没有的地方", "Ground that one net covers and another lacks"),
        "#a6761d",
        between=True,
    ),
)

KINDS: dict[FaultKind, Kind] = {kind.name: kind for kind in _KINDS}
"""Every kind by its name, those within a net first, in the order of reports."""
