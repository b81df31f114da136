"""Every word on a map sheet that is no name, in both languages."""

from __future__ import annotations

from gridmap.errors import Text

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
