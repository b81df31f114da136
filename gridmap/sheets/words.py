"""Every word that the web map shows beside the data, in both languages."""

from __future__ import annotations

from gridmap.errors import Lang, Text

WORDS = {
    "title": Text("网格方案图", "Grid plan"),
    "title_project": Text("项目图层", "Layers of the project"),
    "no_plan": Text("尚无方案：请运行 gridmap plan", "No plan yet: run gridmap plan"),
    "grids": Text("网格", "Grids"),
    "grids_unit": Text("个", ""),
    "special_grids": Text("专属网格", "special"),
    "households": Text("户数", "Households"),
    "persons": Text("人数", "Persons"),
    "in_band_share": Text("合格率", "In band"),
    "communities": Text("社区", "Communities"),
    "violations": Text("问题项", "Violations"),
    "version": Text("版本", "Version"),
    "band": Text("户数区间", "Band"),
    "search": Text("搜索网格、小区、驿站、地址", "Find a grid, compound, station, address"),
    "search_none": Text("没有找到", "Nothing found"),
    "search_hint": Text("{n} 条结果，上下键选择", "{n} found; arrow keys to choose"),
    "clear": Text("清空", "Clear"),
    "legend": Text("图层与图例", "Layers and legend"),
    "legend_print": Text("图例", "Legend"),
    "whole": Text("全图", "Whole map"),
    "print": Text("打印", "Print"),
    "zoom_in": Text("放大", "Zoom in"),
    "zoom_out": Text("缩小", "Zoom out"),
    "close": Text("关闭", "Close"),
    "north": Text("北", "N"),
    "printed": Text("打印日期", "Printed"),
    "datum": Text("坐标系 CGCS2000", "CGCS2000"),
    "approval": Text("审图号", "Map approval no."),
    "map": Text("地图", "Map"),
    "unit_households": Text("户", ""),
    "plan_group": Text("方案", "Plan"),
    "base_group": Text("社区与小区", "Communities and compounds"),
    "barrier_group": Text("道路与阻隔", "Roads and barriers"),
    "service_group": Text("驿站与隐患点", "Stations and hazards"),
    "nets_group": Text("现有网", "Existing nets"),
    "small_station": Text("不足 60 平方米", "under 60 m²"),
    "level": Text("{n} 级", "level {n}"),
    "no_level": Text("未定级", "no level"),
    "hard": Text("必须处理", "to be solved"),
    "soft": Text("提示", "to be noted"),
}


def words(lang: Lang) -> dict[str, str]:
    """Return every word in one language.

    Parameters
    ----------
    lang : {"zh", "en"}
        The language.

    Returns
    -------
    dict of str to str
        By the name that templates and scripts use.
    """
    return {name: text.say(lang) for name, text in WORDS.items()}
