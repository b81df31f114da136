"""Contracts of what cuts a place: roads, water, railways, and the bridges over them."""

from __future__ import annotations

from gridmap.errors import Text
from gridmap.layers.contract import Column, Contract
from gridmap.layers.words import (
    BRIDGE_KINDS,
    ROAD_CLASSES,
    ROAD_SYNONYMS,
    WATER_KINDS,
    name_column,
)

ACCESS = (("both", "双向"), ("forward", "正向"), ("backward", "反向"), ("no", "禁止"))
"""Which way somebody may use a road; an empty cell leaves it to the class and to ``oneway``."""


def _access(name: str, title_zh: str, title_en: str) -> Column:
    return Column(name, Text(title_zh, title_en), choices=ACCESS)


ROADS = Contract(
    "roads",
    Text("道路", "Roads"),
    "road_id",
    ("line",),
    (
        Column(
            "road_id", Text("道路编号", "Road id"), required=True, aliases=("id", "编号", "osm_id")
        ),
        name_column("道路名称", "Road"),
        Column(
            "road_class",
            Text("道路等级", "Class"),
            choices=ROAD_CLASSES,
            aliases=("等级", "道路类型", "highway", "fclass", "class"),
            synonyms=ROAD_SYNONYMS,
        ),
        Column("oneway", Text("单行", "One way"), "bool", aliases=("单向",)),
        Column("bridge", Text("桥", "Bridge"), "bool"),
        Column("tunnel", Text("隧道", "Tunnel"), "bool"),
        Column("layer", Text("层", "Level"), "int", minimum=-99, maximum=99),
        _access("foot_access", "步行通行", "On foot"),
        _access("bicycle_access", "骑行通行", "By bicycle"),
        _access("car_access", "机动车通行", "By car"),
        Column("barriers", Text("门禁与阻车桩", "Gates and bollards")),
    ),
    ("道路", "路", "road", "streets", "street", "highways"),
)

WATER = Contract(
    "water",
    Text("水系", "Water"),
    "water_id",
    ("polygon", "line"),
    (
        Column(
            "water_id",
            Text("水系编号", "Water id"),
            required=True,
            aliases=("id", "编号", "osm_id"),
        ),
        name_column("水系名称", "Water"),
        Column("kind", Text("类别", "Kind"), choices=WATER_KINDS, aliases=("类型", "waterway")),
    ),
    ("水系", "河流", "水", "river", "rivers", "waterways"),
)

RAILWAYS = Contract(
    "railways",
    Text("铁路", "Railways"),
    "railway_id",
    ("line",),
    (
        Column(
            "railway_id",
            Text("铁路编号", "Railway id"),
            required=True,
            aliases=("id", "编号", "osm_id"),
        ),
        name_column("铁路名称", "Railway"),
    ),
    ("铁路", "railway", "rail"),
)

BRIDGES = Contract(
    "bridges",
    Text("桥梁与下穿", "Bridges and underpasses"),
    "bridge_id",
    ("point", "line", "polygon"),
    (
        Column(
            "bridge_id",
            Text("桥梁编号", "Bridge id"),
            required=True,
            aliases=("id", "编号", "osm_id"),
        ),
        name_column("桥梁名称", "Bridge"),
        Column("kind", Text("类别", "Kind"), choices=BRIDGE_KINDS, aliases=("类型",)),
    ),
    ("桥梁", "桥", "bridge", "underpasses"),
)
