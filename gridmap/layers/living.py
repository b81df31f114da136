"""Contracts of where people live: communities, compounds, buildings."""

from __future__ import annotations

from gridmap.errors import Text
from gridmap.layers.contract import Column, Contract
from gridmap.layers.words import (
    BUILDING_USES,
    COMPOUND_KINDS,
    GOVERNANCE,
    PURPOSES,
    USE_SYNONYMS,
    community_column,
    name_column,
)

COMMUNITIES = Contract(
    "communities",
    Text("社区", "Communities"),
    "community_code",
    ("polygon",),
    (
        community_column(required=True),
        Column(
            "name",
            Text("社区名称", "Community"),
            required=True,
            aliases=("名称", "社区", "村名", "vname", "town", "village", "community", "sqmc", "mc"),
        ),
        Column(
            "street",
            Text("街道", "Street"),
            aliases=("街道名称", "乡镇", "镇", "街道办", "tname", "subdistrict", "jdmc"),
        ),
    ),
    ("社区", "村", "行政村", "community", "village", "villages", "municipalities", "admin"),
)

COMPOUNDS = Contract(
    "compounds",
    Text("小区", "Compounds"),
    "compound_id",
    ("polygon",),
    (
        Column(
            "compound_id",
            Text("小区编号", "Compound id"),
            required=True,
            aliases=("小区代码", "小区编码", "id", "编号", "xqbh"),
        ),
        name_column("小区名称", "Compound"),
        Column(
            "kind", Text("类别", "Kind"), choices=COMPOUND_KINDS, aliases=("小区类别", "小区类型")
        ),
        Column(
            "governance", Text("管理方式", "Governance"), choices=GOVERNANCE, aliases=("物业类型",)
        ),
        Column(
            "purpose",
            Text("专属类型", "Special purpose"),
            choices=PURPOSES,
            aliases=("专属网格", "专属"),
        ),
        Column("stars", Text("星级", "Stars"), "int", minimum=0, maximum=5),
        community_column(),
    ),
    ("小区", "compound", "estate", "estates", "住宅小区"),
)

BUILDINGS = Contract(
    "buildings",
    Text("楼栋", "Buildings"),
    "building_id",
    ("polygon", "point"),
    (
        Column(
            "building_id",
            Text("楼栋编号", "Building id"),
            required=True,
            aliases=("楼栋代码", "楼编号", "id", "编号", "fid_1", "osm_id", "ldbh"),
        ),
        Column(
            "name",
            Text("楼栋名称", "Building"),
            aliases=("名称", "楼名", "楼号", "地址", "address", "addr", "title", "ldmc"),
        ),
        Column(
            "households",
            Text("户数", "Households"),
            "int",
            required=True,
            minimum=0,
            maximum=20_000,
            aliases=(
                "住户数",
                "总户数",
                "家庭户数",
                "hu",
                "hs",
                "household",
                "dwellings",
                "dwelling_units",
                "total_dwelling_units",
                "flats",
                "apartments",
                "units",
            ),
        ),
        Column(
            "persons",
            Text("人数", "Persons"),
            "int",
            minimum=0,
            maximum=100_000,
            aliases=("人口", "人口数", "总人口", "居民数", "rk", "population", "people"),
        ),
        Column(
            "elders",
            Text("老年人", "Elders"),
            "int",
            minimum=0,
            maximum=100_000,
            aliases=(
                "老年人数",
                "老年人口",
                "老人",
                "老人数",
                "60岁以上",
                "60岁以上人数",
                "60岁及以上",
                "elderly",
                "seniors",
            ),
        ),
        Column(
            "floors",
            Text("层数", "Floors"),
            "float",
            minimum=0,
            maximum=200,
            aliases=(
                "楼层",
                "楼层数",
                "总层数",
                "levels",
                "building:levels",
                "max_floor_lvl",
                "cs",
            ),
        ),
        Column(
            "entrances",
            Text("单元数", "Entrances"),
            "int",
            minimum=0,
            maximum=200,
            aliases=("单元", "楼道数", "stairwells", "dys"),
        ),
        Column(
            "use",
            Text("用途", "Use"),
            choices=BUILDING_USES,
            aliases=("楼栋用途", "房屋用途", "性质", "building_use", "type", "building"),
            synonyms=USE_SYNONYMS,
        ),
        Column(
            "compound_id",
            Text("小区编号", "Compound id"),
            references="compounds.compound_id",
            aliases=("所属小区编号", "小区代码", "小区编码"),
        ),
        Column(
            "households_source",
            Text("户数来源", "Source of households"),
            choices=(("given", "给定"), ("estimated", "估算")),
        ),
    ),
    ("楼栋", "楼", "房屋", "建筑", "building", "blocks", "houses", "hdb_blocks"),
)
