"""Why an object of OpenStreetMap could not be read, in words a planner can act on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import shapely
from shapely.geometry.base import BaseGeometry

from gridmap.errors import Fault, Severity, Text
from gridmap.layers.contracts import CONTRACTS

_MEND = Text(
    "请在 OpenStreetMap 中修正后重新下载，或在图层中补画。",
    "Mend it in OpenStreetMap and download again, or draw it in the layer.",
)
_WIDEN = Text(
    "请换用范围更大的数据文件，或在图层中补画。",
    "Take a file that covers a wider area, or draw it in the layer.",
)
_RENUMBER = Text(
    "请先上传，或用 osmium renumber 重新编号后再导入。",
    "Upload it first, or give it new ids with osmium renumber.",
)


@dataclass(frozen=True, slots=True)
class Outline:
    """What is known of an object that should become an area.

    Attributes
    ----------
    layers : tuple of str
        The layers that it belongs to.
    place : tuple of float or None
        Longitude and latitude in degrees of its first known node.
    nodes, missing, distinct : int
        Nodes of the way, those that are not in the file, and distinct ones.
    closed : bool
        Whether the way ends where it starts.
    drawn_as_line : bool
        Whether the way says that it is no area.
    members : tuple of int
        Ids of the member ways of a relation.
    outer : tuple of int
        Ids of those that are its outer boundary.
    """

    layers: tuple[str, ...]
    place: tuple[float, float] | None = None
    nodes: int = 0
    missing: int = 0
    distinct: int = 0
    closed: bool = False
    drawn_as_line: bool = False
    members: tuple[int, ...] = ()
    outer: tuple[int, ...] = ()


def unread(
    layer: str,
    osm_id: str,
    reason: Text,
    remedy: Text = _MEND,
    *,
    place: tuple[float, float] | None = None,
) -> Fault:
    """Return the fault that says that an object was not read.

    Parameters
    ----------
    layer : str
        Name of the layer.
    osm_id : str
        Type and id, such as ``"way/123"``.
    reason, remedy : Text
        Why, as a clause, and what to do about it.
    place : tuple of float or None
        Longitude and latitude in degrees, where known.

    Returns
    -------
    Fault
        A warning; a notice for a community, since extracts cut those of the neighbours.
    """
    severity: Severity = "notice" if layer == "communities" else "warning"
    what = Text(f"未读入：{reason.zh}。", f"It was not read: {reason.en}.")
    return Fault("osm.unread", severity, layer, what, remedy, feature_id=osm_id, place=place)


def lost_way(osm_id: str, outline: Outline, layers: Sequence[str]) -> list[Fault]:
    """Return why a way became no area.

    Parameters
    ----------
    osm_id : str
        Type and id.
    outline : Outline
        What is known of the way.
    layers : sequence of str
        The layers that miss it.

    Returns
    -------
    list of Fault
        One a layer.
    """
    nodes, missing, distinct = outline.nodes, outline.missing, outline.distinct
    remedy = _MEND
    if missing and osm_id.startswith("way/-"):
        reason = Text("编号为负，是尚未上传的草稿", "its ids are negative, as in a draft")
        remedy = _RENUMBER
    elif missing:
        reason, remedy = _missing_nodes(nodes, missing), _WIDEN
    elif distinct < 3:
        reason = _few_points(distinct)
    elif not outline.closed:
        reason = Text("轮廓没有闭合", "its outline is not closed")
    elif outline.drawn_as_line:
        reason = Text("标注为 area=no", "it is tagged area=no")
    else:
        reason = Text("轮廓自相交", "its outline crosses itself")
    return [unread(layer, osm_id, reason, remedy, place=outline.place) for layer in layers]


def lost_relation(
    osm_id: str, outline: Outline, layers: Sequence[str], missing: int
) -> list[Fault]:
    """Return why a relation became no area.

    Parameters
    ----------
    osm_id : str
        Type and id.
    outline : Outline
        What is known of the relation.
    layers : sequence of str
        The layers that miss it.
    missing : int
        Its member ways that are not in the file.

    Returns
    -------
    list of Fault
        One a layer.
    """
    members, remedy = len(outline.members), _MEND
    if missing:
        reason, remedy = (
            Text(
                f"{members} 条成员路径中有 {missing} 条不在文件里",
                f"{missing} of its {members} member ways are not in the file",
            ),
            _WIDEN,
        )
    elif members:
        reason = Text("成员路径围不成面", "its member ways enclose no valid area")
    else:
        reason = Text("没有成员路径", "it has no member ways")
    return [unread(layer, osm_id, reason, remedy) for layer in layers]


def invalid(layers: Sequence[str], osm_id: str, shape: BaseGeometry) -> list[Fault]:
    """Return that an area was assembled but is no valid polygon.

    Parameters
    ----------
    layers : sequence of str
        The layers that miss it.
    osm_id : str
        Type and id.
    shape : shapely geometry
        The area.

    Returns
    -------
    list of Fault
        One a layer.
    """
    told = shapely.is_valid_reason(shape)
    reason = Text(f"面不合法（{told}）", f"its area is invalid ({told})")
    spot = shapely.get_coordinates(shape)[0]
    place = (float(spot[0]), float(spot[1]))
    return [unread(layer, osm_id, reason, place=place) for layer in layers if layer in CONTRACTS]


def undrawn(
    layer: str, osm_id: str, nodes: int, missing: int, *, place: tuple[float, float] | None
) -> Fault:
    """Return that a way became no line.

    Parameters
    ----------
    layer, osm_id : str
        Name of the layer, and type and id of the way.
    nodes, missing : int
        Its nodes, and those of them that are not in the file.
    place : tuple of float or None
        Longitude and latitude in degrees, where known.

    Returns
    -------
    Fault
        The warning.
    """
    if missing and osm_id.startswith("way/-"):
        reason = Text("编号为负，是尚未上传的草稿", "its ids are negative, as in a draft")
        return unread(layer, osm_id, reason, _RENUMBER, place=place)
    if missing:
        return unread(layer, osm_id, _missing_nodes(nodes, missing), _WIDEN, place=place)
    return unread(layer, osm_id, _few_points(min(nodes, 1)), place=place)


def partly(
    layer: str, osm_id: str, nodes: int, missing: int, *, place: tuple[float, float] | None
) -> Fault:
    """Return that only a part of a way became a line.

    Parameters
    ----------
    layer, osm_id : str
        Name of the layer, and type and id of the way.
    nodes, missing : int
        Its nodes, and those of them that are not in the file.
    place : tuple of float or None
        Longitude and latitude in degrees, where known.

    Returns
    -------
    Fault
        The warning.
    """
    reason = _missing_nodes(nodes, missing)
    what = Text(f"只读入一部分：{reason.zh}。", f"It was read in part: {reason.en}.")
    return Fault("osm.partly", "warning", layer, what, _WIDEN, feature_id=osm_id, place=place)


def _missing_nodes(nodes: int, missing: int) -> Text:
    return Text(
        f"{nodes} 个节点中有 {missing} 个不在文件里",
        f"{missing} of its {nodes} nodes are not in the file",
    )


def _few_points(points: int) -> Text:
    return Text(f"只有 {points} 个点", f"it has only {points} points")


def left_out(layer: str, counts: Mapping[str, int]) -> Fault:
    """Return the notice of the objects that do not belong in a layer.

    Parameters
    ----------
    layer : str
        Name of the layer.
    counts : Mapping
        How many, by the tag that says so.

    Returns
    -------
    Fault
        The notice, most frequent first.
    """
    most = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    listed_zh = "、".join(f"{tag}（{count}）" for tag, count in most)
    listed_en = ", ".join(f"{tag} ({count})" for tag, count in most)
    return Fault(
        "osm.left_out",
        "notice",
        layer,
        Text(
            f"不属于本图层而未读入的对象 {sum(counts.values())} 个：{listed_zh}。",
            f"Left out as none of this layer's, {sum(counts.values())} in all: {listed_en}.",
        ),
        Text("无需处理；如有需要请在图层中补画。", "Nothing to do; draw what you miss."),
    )
