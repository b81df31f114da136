"""Every word on a map sheet that is no name, in both languages."""

from __future__ import annotations

from collections.abc import Iterator

from gridmap.errors import Text
from gridmap.layers import CONTRACTS
from gridmap.sheets.facts import FACTS
from gridmap.sheets.maps import symbols
from gridmap.teams.records import ROLE_WORDS

WORDS = {
    "grid_map": Text("网格图", "Grid map"),
    "community_map": Text("网格图", "Grid map"),
    "street_map": Text("网格划分图", "Grid plan"),
    "code": Text("网格编码", "Grid code"),
    "community_code": Text("社区代码", "Community code"),
    "short": Text("网格", "Grid"),
    "community": Text("社区", "Community"),
    "street": Text("街道", "Street"),
    "type": Text("类型", "Kind"),
    "households": Text("户数", "Households"),
    "persons": Text("人数", "Persons"),
    "buildings": Text("楼栋", "Buildings"),
    "area": Text("面积", "Area"),
    "area_ha": Text("公顷", "Hectares"),
    "grids": Text("网格", "Grids"),
    "compounds": Text("小区", "Compounds"),
    "stations": Text("驿站", "Stations"),
    "hazards": Text("隐患点", "Hazards"),
    "sum": Text("合计", "Total"),
    "version": Text("版本号", "Version"),
    "date": Text("制图日期", "Date"),
    "crs": Text("坐标系", "CRS"),
    "review": Text("审图号", "Map approval no."),
    "scan": Text("扫码查看该版本", "Scan: this version"),
    "scan_version": Text("版本信息", "Version"),
    "more": Text("另有 {n} 行，见台账", "{n} more rows in the register"),
    "missed": Text("图上未能标注：{names}", "Not named on the map: {names}"),
    "figures": Text("基本情况", "Figures"),
    "colours": Text("底色仅用于区分相邻网格", "Tints only tell neighbours apart"),
}
"""By the name that the code uses."""

SIGNATURES = (Text("编制", "Made by"), Text("审核", "Checked by"), Text("批准", "Approved by"))
"""Who signs a sheet, unless the office says otherwise."""


def fixed_texts() -> Iterator[Text]:
    """Yield what a sheet may say beside names; a letter that is not in it is found all the same.

    Yields
    ------
    Text
        Words of titles, tables and legends.
    """
    yield from (*WORDS.values(), *SIGNATURES, *FACTS.values(), *ROLE_WORDS.values())
    yield from (road.title for road in symbols.ROADS.values())
    for letter, title in symbols.STATION_SIGNS.values():
        yield Text(letter, letter)
        yield title
    yield symbols.HAZARD_SIGN
    for _, word in CONTRACTS["compounds"].column("purpose").choices:
        yield Text(word, word)
    yield Text(
        "图例小区水系楼栋铁路网格界社区界本图范围北米户公顷专属基础无户地块不足超过户数密度住户",
        "Legend",
    )
