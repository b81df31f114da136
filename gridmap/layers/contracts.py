"""What every layer must hold: columns, types, choices, geometry, keys and references.

The contracts are data. `gridmap.layers.check` tests a layer against its contract, and
`gridmap.io` maps foreign headers and words to the names below.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from gridmap.errors import Text

ColumnType = Literal["text", "int", "float", "bool"]
GeometryKind = Literal["point", "line", "polygon"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a layer.

    Attributes
    ----------
    name : str
        The name in code, API and files.
    title : Text
        The header that people see.
    kind : {"text", "int", "float", "bool"}
        The type of a value.
    required : bool
        Whether the column must be there and full.
    choices : tuple of (str, str)
        Allowed values with their Chinese word; empty for any value.
    minimum, maximum : float or None
        Least and greatest value allowed.
    pattern : str
        Regular expression that a text must match whole.
    references : str
        ``"layer.column"`` that must hold every value; empty for none.
    aliases : tuple of str
        Other headers by which the column is known, lower case.
    """

    name: str
    title: Text
    kind: ColumnType = "text"
    required: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    pattern: str = ""
    references: str = ""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Contract:
    """What one layer must hold.

    Attributes
    ----------
    name : str
        The name in code and in the project file.
    title : Text
        The name that people see.
    key : str
        The column that identifies a feature.
    geometry : tuple of {"point", "line", "polygon"}
        Kinds of geometry allowed; the multi kinds are included.
    columns : tuple of Column
        Every column that has a meaning; others are kept as they are.
    aliases : tuple of str
        Other names by which files call the layer, lower case.
    """

    name: str
    title: Text
    key: str
    geometry: tuple[GeometryKind, ...]
    columns: tuple[Column, ...]
    aliases: tuple[str, ...] = field(default=())

    def column(self, name: str) -> Column:
        """Return the column of that name.

        Parameters
        ----------
        name : str
            Name in code.

        Returns
        -------
        Column
            The column.

        Raises
        ------
        KeyError
            If the contract has no such column.
        """
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)


COMMUNITY_CODE = r"\d{12}"

COMPOUND_KINDS = (("commercial", "商住"), ("old", "老旧"), ("resettlement", "回迁"))
GOVERNANCE = (("company", "企业管理"), ("self_managed", "居民自治"), ("unmanaged", "无物业"))
PURPOSES = (
    ("market", "市场"),
    ("school", "学校"),
    ("hospital", "医院"),
    ("campus", "园区"),
    ("park", "公园"),
)
BUILDING_USES = (
    ("residential", "住宅"),
    ("mixed", "商住两用"),
    ("commercial", "商业"),
    ("industrial", "工业"),
    ("public", "公共"),
    ("school", "学校"),
    ("hospital", "医院"),
    ("other", "其他"),
)
ROAD_CLASSES = (
    ("arterial", "主干路"),
    ("secondary", "次干路"),
    ("local", "支路"),
    ("service", "内部路"),
    ("path", "步行路"),
)
WATER_KINDS = (("river", "河流"), ("canal", "渠道"), ("lake", "湖塘"), ("ditch", "沟渠"))
BRIDGE_KINDS = (("bridge", "桥梁"), ("underpass", "下穿"), ("footbridge", "人行桥"))
STATION_KINDS = (("station", "驿站"), ("centre", "党群服务中心"), ("home", "党群微家"))
HAZARD_KINDS = (
    ("low_lying", "低洼易涝点"),
    ("ditch", "沟渠"),
    ("culvert", "涵洞/下穿"),
    ("garage", "地下车库"),
    ("river_section", "河道险段"),
    ("dilapidated", "危旧房/围墙"),
)


def _name(title_zh: str, title_en: str) -> Column:
    return Column(
        "name", Text(title_zh, title_en), aliases=("名称", "名字", "title", "标题", "name:zh", "mc")
    )


def _community(*, required: bool = False) -> Column:
    return Column(
        "community_code",
        Text("社区代码", "Community code"),
        required=required,
        pattern=COMMUNITY_CODE,
        references="" if required else "communities.community_code",
        aliases=("社区编码", "社区编号", "行政区划代码", "区划代码", "code", "adcode", "sqdm"),
    )


COMMUNITIES = Contract(
    "communities",
    Text("社区", "Communities"),
    "community_code",
    ("polygon",),
    (
        _community(required=True),
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
        _name("小区名称", "Compound"),
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
        _community(),
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
            aliases=("楼栋用途", "房屋用途", "性质", "building_use"),
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

ROADS = Contract(
    "roads",
    Text("道路", "Roads"),
    "road_id",
    ("line",),
    (
        Column(
            "road_id", Text("道路编号", "Road id"), required=True, aliases=("id", "编号", "osm_id")
        ),
        _name("道路名称", "Road"),
        Column(
            "road_class",
            Text("道路等级", "Class"),
            choices=ROAD_CLASSES,
            aliases=("等级", "道路类型", "highway", "fclass", "class"),
        ),
        Column("oneway", Text("单行", "One way"), "bool", aliases=("单向",)),
        Column("bridge", Text("桥", "Bridge"), "bool"),
        Column("tunnel", Text("隧道", "Tunnel"), "bool"),
        Column("layer", Text("层", "Level"), "int", minimum=-9, maximum=9),
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
        _name("水系名称", "Water"),
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
        _name("铁路名称", "Railway"),
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
        _name("桥梁名称", "Bridge"),
        Column("kind", Text("类别", "Kind"), choices=BRIDGE_KINDS, aliases=("类型",)),
    ),
    ("桥梁", "桥", "bridge", "underpasses"),
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
        _name("网格名称", "Name"),
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
        _name("驿站名称", "Station"),
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
        _name("隐患点名称", "Hazard"),
        Column("kind", Text("类别", "Kind"), choices=HAZARD_KINDS, aliases=("类型", "隐患类型")),
        Column(
            "level",
            Text("等级", "Level"),
            "int",
            minimum=1,
            maximum=4,
            aliases=("风险等级", "级别"),
        ),
        Column("status", Text("状态", "Status"), aliases=("处置状态",)),
        Column("address", Text("地址", "Address"), aliases=("位置", "详细地址", "addr")),
    ),
    ("隐患点", "易涝点", "隐患", "hazard", "flood_points"),
)

CONTRACTS: dict[str, Contract] = {
    contract.name: contract
    for contract in (
        COMMUNITIES,
        COMPOUNDS,
        BUILDINGS,
        ROADS,
        WATER,
        RAILWAYS,
        BRIDGES,
        NETS,
        STATIONS,
        HAZARDS,
    )
}
"""Every contract by the name of its layer, in the order in which layers are read and drawn."""
