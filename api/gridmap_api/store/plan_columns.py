"""What is told of the grids and units of a plan: name, header and type of each property."""

from __future__ import annotations

from gridmap.errors import Text
from gridmap.layers.contract import Column

_KINDS = (("ordinary", "基础网格"), ("special", "专属网格"))

GRID_COLUMNS: dict[str, Column] = {
    column.name: column
    for column in (
        Column("grid_code", Text("网格代码", "Grid code"), required=True),
        Column("community_code", Text("社区代码", "Community code"), required=True),
        Column("community", Text("社区", "Community")),
        Column("name", Text("网格名称", "Name")),
        Column("kind", Text("网格类型", "Kind"), choices=_KINDS),
        Column("purpose", Text("专属类型", "Special purpose")),
        Column("households", Text("户数", "Households"), "int"),
        Column("persons", Text("人数", "Persons"), "int"),
        Column("buildings", Text("楼栋数", "Buildings"), "int"),
        Column("compounds", Text("小区数", "Compounds"), "int"),
        Column("area_m2", Text("面积(平方米)", "Area (m²)"), "float"),
        Column("deviation_pct", Text("偏差(%)", "Deviation (%)"), "float"),
        Column("mean_distance_m", Text("平均距离(米)", "Mean distance (m)"), "float"),
        Column("service_radius_m", Text("服务半径(米)", "Service radius (m)"), "float"),
        Column("roundness", Text("紧凑度", "Roundness"), "float"),
        Column("locked", Text("锁定", "Locked"), "bool"),
        Column("version", Text("最后修改的版本", "Version that changed it last"), "int"),
    )
}
"""Of grids, by name."""

UNIT_COLUMNS: dict[str, Column] = {
    column.name: column
    for column in (
        Column("unit_id", Text("单元编号", "Unit id"), required=True),
        Column("grid_code", Text("网格代码", "Grid code")),
        Column("community_code", Text("社区代码", "Community code"), required=True),
        Column("compound_id", Text("小区编号", "Compound id")),
        Column("kind", Text("单元类型", "Kind")),
        Column("purpose", Text("专属类型", "Special purpose")),
        Column("buildings", Text("楼栋", "Buildings")),
        Column("households", Text("户数", "Households"), "int"),
        Column("persons", Text("人数", "Persons"), "int"),
        Column("households_source", Text("户数来源", "Source of households")),
        Column("locked", Text("锁定", "Locked"), "bool"),
    )
}
"""Of units, by name."""
