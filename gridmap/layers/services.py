"""Contracts of what is kept up: existing nets, stations, hazards."""

from __future__ import annotations

from gridmap.errors import Text
from gridmap.layers.contract import Column, Contract
from gridmap.layers.words import (
    HAZARD_KINDS,
    HAZARD_STATUS,
    HAZARD_SYNONYMS,
    STATION_KINDS,
    STATUS_SYNONYMS,
    name_column,
)

NETS = Contract(
    "nets",
    Text("现有网", "Existing nets"),
    "net_grid_id",
    ("polygon",),
    (
        Column(
            "net_grid_id",
            Text("网格编号", "Grid of the net"),
            required=True,
            aliases=("网格代码", "网格编码", "id", "编号"),
        ),
        Column(
            "net",
            Text("网", "Net"),
            required=True,
            aliases=("部门", "所属部门", "网类型", "department"),
        ),
        name_column("网格名称", "Name"),
    ),
    ("现有网", "现有网格", "综治网", "城管网", "环保网", "net", "grids_existing"),
)

STATIONS = Contract(
    "stations",
    Text("驿站", "Stations"),
    "station_id",
    ("point", "polygon"),
    (
        Column(
            "station_id",
            Text("驿站编号", "Station id"),
            required=True,
            aliases=("id", "编号", "代码"),
        ),
        name_column("驿站名称", "Station"),
        Column("kind", Text("类别", "Kind"), choices=STATION_KINDS, aliases=("类型",)),
        Column(
            "floor_area_m2",
            Text("面积(平方米)", "Floor area (m²)"),
            "float",
            minimum=0,
            aliases=("面积", "建筑面积", "面积（平方米）", "floor_area", "area"),
        ),
        Column("amenities", Text("设施", "Amenities"), aliases=("服务设施", "配套")),
        Column("opening_hours", Text("开放时间", "Opening hours"), aliases=("服务时间",)),
        Column("address", Text("地址", "Address"), aliases=("详细地址", "addr")),
        Column(
            "grid_codes",
            Text("服务网格", "Grids served"),
            aliases=(
                "服务网格编码",
                "服务网格代码",
                "服务网格编号",
                "所属网格",
                "grid_code",
                "serves",
            ),
        ),
    ),
    ("驿站", "站点", "党群服务中心", "station"),
)

HAZARDS = Contract(
    "hazards",
    Text("隐患点", "Hazards"),
    "hazard_id",
    ("point", "line", "polygon"),
    (
        Column(
            "hazard_id",
            Text("隐患点编号", "Hazard id"),
            required=True,
            aliases=("id", "编号", "代码"),
        ),
        name_column("隐患点名称", "Hazard"),
        Column(
            "kind",
            Text("类别", "Kind"),
            choices=HAZARD_KINDS,
            aliases=("类型", "隐患类型", "隐患类别"),
            synonyms=HAZARD_SYNONYMS,
        ),
        Column(
            "level",
            Text("等级", "Level"),
            "int",
            minimum=1,
            maximum=4,
            aliases=("风险等级", "隐患等级", "级别"),
        ),
        Column(
            "status",
            Text("状态", "Status"),
            choices=HAZARD_STATUS,
            aliases=("处置状态", "整改状态", "处置情况"),
            synonyms=STATUS_SYNONYMS,
        ),
        Column("address", Text("地址", "Address"), aliases=("位置", "详细地址", "addr")),
        Column(
            "responsible",
            Text("责任单位", "Responsible office"),
            aliases=("责任部门", "责任岗位", "主管单位", "包保单位", "responsible_office"),
        ),
        Column(
            "last_visit",
            Text("上次巡查", "Last visit"),
            "date",
            aliases=("上次巡查日期", "最近巡查", "最近巡查日期", "巡查日期", "检查日期"),
        ),
        Column(
            "due_date",
            Text("整改期限", "Deadline"),
            "date",
            aliases=("期限", "到期日", "限期", "截止日期", "整改时限", "下次巡查", "deadline"),
        ),
        Column("photos", Text("照片", "Photos"), aliases=("照片编号", "图片", "photo")),
    ),
    ("隐患点", "易涝点", "隐患", "hazard", "flood_points"),
)
