"""The words that a column may hold, each with its Chinese word, and columns shared by layers."""

from __future__ import annotations

from gridmap.errors import Text
from gridmap.layers.contract import Column

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
BRIDGE_KINDS = (
    ("bridge", "桥梁"),
    ("underpass", "下穿"),
    ("footbridge", "人行桥"),
    ("crossing", "平交道口"),
)
STATION_KINDS = (("station", "驿站"), ("centre", "党群服务中心"), ("home", "党群微家"))
HAZARD_KINDS = (
    ("low_lying", "低洼易涝点"),
    ("ditch", "沟渠"),
    ("culvert", "涵洞/下穿"),
    ("garage", "地下车库"),
    ("river_section", "河道险段"),
    ("dilapidated", "危旧房/围墙"),
)
HAZARD_STATUS = (
    ("candidate", "待核实"),
    ("open", "待处置"),
    ("treating", "处置中"),
    ("treated", "已处置"),
    ("watched", "持续监测"),
    ("closed", "已销号"),
)
"""Choices of a column: the code that is stored and the Chinese word that people see."""

STATUS_SYNONYMS = (
    ("候选", "candidate"),
    ("候选点", "candidate"),
    ("疑似", "candidate"),
    ("未处置", "open"),
    ("待整改", "open"),
    ("未整改", "open"),
    ("整改中", "treating"),
    ("治理中", "treating"),
    ("已整改", "treated"),
    ("已治理", "treated"),
    ("已完成", "treated"),
    ("监测中", "watched"),
    ("长期监测", "watched"),
    ("销号", "closed"),
    ("已消除", "closed"),
    ("已关闭", "closed"),
)
"""Words of other lists of hazards, as statuses."""

HAZARD_SYNONYMS = (
    ("易涝点", "low_lying"),
    ("积水点", "low_lying"),
    ("低洼点", "low_lying"),
    ("内涝点", "low_lying"),
    ("低洼地", "low_lying"),
    ("排水沟", "ditch"),
    ("沟段", "ditch"),
    ("明沟", "ditch"),
    ("涵洞", "culvert"),
    ("下穿", "culvert"),
    ("下穿通道", "culvert"),
    ("下穿立交", "culvert"),
    ("地道", "culvert"),
    ("车库", "garage"),
    ("地下空间", "garage"),
    ("险段", "river_section"),
    ("河道", "river_section"),
    ("危旧房", "dilapidated"),
    ("危房", "dilapidated"),
    ("围墙", "dilapidated"),
    ("老旧围墙", "dilapidated"),
)
"""Words of other lists of hazards, as kinds."""

ROAD_SYNONYMS = (
    ("motorway", "arterial"),
    ("motorway_link", "arterial"),
    ("trunk", "arterial"),
    ("trunk_link", "arterial"),
    ("primary", "arterial"),
    ("primary_link", "arterial"),
    ("快速路", "arterial"),
    ("主干道", "arterial"),
    ("secondary_link", "secondary"),
    ("tertiary", "secondary"),
    ("tertiary_link", "secondary"),
    ("次干道", "secondary"),
    ("residential", "local"),
    ("unclassified", "local"),
    ("living_street", "local"),
    ("road", "local"),
    ("track", "service"),
    ("footway", "path"),
    ("pedestrian", "path"),
    ("cycleway", "path"),
    ("steps", "path"),
    ("bridleway", "path"),
    ("track_grade1", "path"),
    ("track_grade2", "path"),
    ("track_grade3", "path"),
    ("track_grade4", "path"),
    ("track_grade5", "path"),
    ("corridor", "path"),
    ("人行道", "path"),
)
"""OpenStreetMap's ``highway`` values, as Geofabrik writes them too, and office words."""

USE_SYNONYMS = (
    ("house", "residential"),
    ("apartments", "residential"),
    ("detached", "residential"),
    ("semidetached_house", "residential"),
    ("terrace", "residential"),
    ("dormitory", "residential"),
    ("居住", "residential"),
    ("住宅楼", "residential"),
    ("居民楼", "residential"),
    ("商住", "mixed"),
    ("retail", "commercial"),
    ("office", "commercial"),
    ("商铺", "commercial"),
    ("办公", "commercial"),
    ("warehouse", "industrial"),
    ("厂房", "industrial"),
    ("公共建筑", "public"),
    ("civic", "public"),
)
"""OpenStreetMap's ``building`` values and office words, as uses of buildings."""


def name_column(title_zh: str, title_en: str) -> Column:
    """Return the column that holds the name of a feature.

    Parameters
    ----------
    title_zh, title_en : str
        The header that people see.

    Returns
    -------
    Column
        The column.
    """
    return Column(
        "name", Text(title_zh, title_en), aliases=("名称", "名字", "title", "标题", "name:zh", "mc")
    )


def community_column(*, required: bool = False) -> Column:
    """Return the column of the 12-digit community code.

    Parameters
    ----------
    required : bool
        Whether it is the key of its layer; else it refers to the communities.

    Returns
    -------
    Column
        The column.
    """
    return Column(
        "community_code",
        Text("社区代码", "Community code"),
        required=required,
        pattern=COMMUNITY_CODE,
        references="" if required else "communities.community_code",
        aliases=("社区编码", "社区编号", "行政区划代码", "区划代码", "code", "adcode", "sqdm"),
    )
