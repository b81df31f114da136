"""The faults that a tessellation reports, each with the rule by which it was handled."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import pyproj
import shapely

from gridmap.crs import STORAGE_CRS
from gridmap.errors import Fault, Severity, Text


@dataclass(frozen=True, slots=True)
class _Note:
    layer: str
    what: Text
    remedy: Text
    severity: Severity = "warning"


_NOTES = {
    "community.overlap": _Note(
        "communities",
        Text(
            "与社区 {other} 重叠 {area:.1f} 平方米，重叠部分归排在前面的 {other}。",
            "Overlaps community {other} by {area:.1f} m²; {other}, which comes first, keeps it.",
        ),
        Text("请核对两社区的边界。", "Check the border between the two."),
    ),
    "building.outside": _Note(
        "buildings",
        Text(
            "楼栋不在任何社区内，未计入 {households} 户。",
            "The building is in no community; its {households} households are left out.",
        ),
        Text("请核对楼栋位置或社区边界。", "Check its place, or the border of the community."),
    ),
    "building.on_border": _Note(
        "buildings",
        Text(
            "楼栋跨社区边界，按占地较大的一侧计入社区 {other}(占 {share:.0%})。",
            "The building lies across a border; it counts in community {other}, which holds "
            "{share:.0%} of it.",
        ),
        Text(
            "如归属有误，请修正边界或楼栋。", "If that is wrong, mend the border or the building."
        ),
    ),
    "building.duplicate": _Note(
        "buildings",
        Text(
            "与楼栋 {other} 轮廓、名称、户数相同，视为重复，{households} 户只计一次。",
            "Same outline, name and households as building {other}: taken for a copy, its "
            "{households} households count once.",
        ),
        Text("请删除其一；若确为两栋，请改名称。", "Delete one, or rename it if there are two."),
    ),
    "building.same_footprint": _Note(
        "buildings",
        Text(
            "与楼栋 {other} 轮廓相同而名称或户数不同，两栋都计入同一基本单元。",
            "Same outline as building {other}, but other name or households: both count, in one "
            "unit.",
        ),
        Text("请核对是否为同一栋。", "Check whether they are one building."),
    ),
    "building.inside": _Note(
        "buildings",
        Text(
            "与楼栋 {other} 重叠 {area:.1f} 平方米，超过自身一半，两栋并入同一基本单元。",
            "Overlaps building {other} by {area:.1f} m², more than half of itself; they share one "
            "unit.",
        ),
        Text("请核对楼栋轮廓。", "Check the outlines."),
    ),
    "building.overlap": _Note(
        "buildings",
        Text(
            "与楼栋 {other} 重叠 {area:.1f} 平方米，重叠部分归较大的一栋。",
            "Overlaps building {other} by {area:.1f} m²; the larger one keeps that.",
        ),
        Text("请核对楼栋轮廓。", "Check the outlines."),
    ),
    "building.in_water": _Note(
        "buildings",
        Text(
            "楼栋位于水面内，计入最近的陆地。",
            "The building stands in water; the nearest land has it.",
        ),
        Text("请核对楼栋位置或水系范围。", "Check its place, or the extent of the water."),
    ),
    "building.divided": _Note(
        "buildings",
        Text(
            "楼栋有 {households} 户，超出 {above} 户，按其 {entrances} 个单元分为 {entrances} 个"
            "基本单元，户数、人数平均分摊。",
            "The building of {households} households, above {above}, is divided into its "
            "{entrances} entrances; households and persons are shared out evenly.",
        ),
        Text(
            "如各单元户数不同，请按单元分别给出楼栋。",
            "If they differ, give each entrance as a building of its own.",
        ),
        "notice",
    ),
    "road.no_bridge": _Note(
        "roads",
        Text(
            "道路穿过水面却没有桥，此处按不可通行处理。",
            "The road crosses water without a bridge: nobody is taken to pass here.",
        ),
        Text(
            "如有桥，请在该路段注明“桥”，或补入桥梁图层。",
            "If there is a bridge, mark the road or add it to the bridges.",
        ),
        "notice",
    ),
    "building.cut": _Note(
        "buildings",
        Text(
            "社区 {code} 的 {total} 栋楼中有 {count} 栋被道路、围墙或水系穿过，"
            "户数计入占地较大的一侧。",
            "Roads, walls or water cut {count} of the {total} buildings of community {code}; each "
            "counts on the side that holds more of it.",
        ),
        Text("请查看图层是否错位。", "See whether the layers are shifted."),
        "notice",
    ),
}


def note(rule: str, at: shapely.Geometry, feature_id: str = "", **figures: object) -> Fault:
    """Return the fault of a rule.

    Parameters
    ----------
    rule : str
        Name of the rule.
    at : Geometry
        Where it is, in the CRS of the layers.
    feature_id : str
        Id of the feature.
    **figures : object
        What the sentence names.

    Returns
    -------
    Fault
        Its place is x and y in metres until `placed` turns it into degrees.
    """
    form = _NOTES[rule]
    what = Text(form.what.zh.format(**figures), form.what.en.format(**figures))
    point = shapely.point_on_surface(at)
    return Fault(rule, form.severity, form.layer, what, form.remedy, feature_id, (point.x, point.y))


def placed(faults: Iterable[Fault], crs: pyproj.CRS) -> tuple[Fault, ...]:
    """Return faults with their places in degrees.

    Parameters
    ----------
    faults : iterable of Fault
        Faults whose place is x and y in metres.
    crs : CRS
        The metric CRS of the places.

    Returns
    -------
    tuple of Fault
        The same faults, places in longitude and latitude.
    """
    to_degrees = pyproj.Transformer.from_crs(crs, STORAGE_CRS, always_xy=True).transform
    return tuple(
        replace(fault, place=to_degrees(*fault.place)) if fault.place else fault for fault in faults
    )
