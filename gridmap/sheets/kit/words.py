"""Words of the page of a kit."""

from __future__ import annotations

from types import MappingProxyType

from gridmap.errors import Text

WORDS = MappingProxyType(
    {
        "language": Text("English", "中文"),
        "search": Text("搜索编码、社区、小区、楼栋", "Search code, community, compound, building"),
        "grids": Text("网格", "Grids"),
        "found": Text("搜索结果", "Found"),
        "nothing": Text("没有找到。", "Nothing is found."),
        "back": Text("返回列表", "Back to the list"),
        "files": Text("文件下载", "Files"),
        "map": Text("地图", "Map"),
        "whole": Text("全图", "Whole"),
        "closer": Text("放大", "Closer"),
        "farther": Text("缩小", "Farther"),
        "dossier": Text("网格档案", "Grid dossier"),
        "print": Text("打印", "Print"),
        "version": Text("版本号", "Version"),
        "date": Text("日期", "Date"),
        "households": Text("户", "households"),
        "none": Text("无。", "None."),
        "offline": Text(
            "本文件离线可用，不访问网络。", "This file works offline and asks no network."
        ),
        "office": Text("内部使用，不得公开。", "For office use, not for publication."),
        "public": Text(
            "公开版：不含楼栋户数、队伍、清单和隐患点。",
            "Public edition: without buildings' households, teams, lists and hazards.",
        ),
        "no_survey": Text(
            "工作示意图，未经地图审核；距离为平面坐标计算。", "Working map, not reviewed."
        ),
        "water": Text("水系", "Water"),
        "compounds": Text("小区", "Compound"),
        "roads": Text("道路", "Road"),
        "railways": Text("铁路", "Railway"),
        "buildings": Text("楼栋", "Building"),
        "stations": Text("驿站", "Station"),
        "hazards": Text("隐患点", "Hazard"),
    }
)
