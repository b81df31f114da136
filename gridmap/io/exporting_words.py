"""Headers and words of what is exported: Chinese by default, English as the second language."""

from __future__ import annotations

from collections.abc import Mapping

import geopandas as gpd
import pandas as pd

from gridmap.errors import Lang, Text
from gridmap.io.headers import unique_headers
from gridmap.layers import CONTRACTS
from gridmap.metrics import METRICS

TITLES = {
    "units": Text("基本单元", "Units"),
    "grids": Text("网格", "Grids"),
    "violations": Text("问题项", "Violations"),
    "micro_grids": Text("微网格", "Micro-grids"),
    "large_grids": Text("大网格", "Large grids"),
    **{name: contract.title for name, contract in CONTRACTS.items()},
}
"""Names of layers."""

_PLAN_HEADERS = {
    "unit_id": Text("基本单元编号", "Unit id"),
    "grid_code": Text("网格编码", "Grid code"),
    "micro_code": Text("微网格编码", "Micro-grid code"),
    "large_code": Text("大网格编码", "Large grid code"),
    "community_code": Text("社区代码", "Community code"),
    "community": Text("社区名称", "Community"),
    "compound_id": Text("小区编号", "Compound id"),
    "name": Text("名称", "Name"),
    "kind": Text("类型", "Kind"),
    "purpose": Text("专属类型", "Special purpose"),
    "locked": Text("锁定", "Locked"),
    "x_m": Text("中心东坐标(米)", "Centre easting (m)"),
    "y_m": Text("中心北坐标(米)", "Centre northing (m)"),
    "households_source": Text("户数来源", "Source of households"),
    "rule": Text("规则", "Rule"),
    "hard": Text("必须处理", "To be solved"),
    "what_zh": Text("问题", "What (Chinese)"),
    "what_en": Text("问题(英文)", "What"),
    "remedy_zh": Text("处理办法", "Remedy (Chinese)"),
    "remedy_en": Text("处理办法(英文)", "Remedy"),
    "figure": Text("数值", "Figure"),
    **{name: metric.title for name, metric in METRICS.items()},
}
_PURPOSES = dict(CONTRACTS["compounds"].column("purpose").choices) | {"vacant": "无户地块"}
_PLAN_WORDS: dict[tuple[str, str], Mapping[str, str]] = {
    ("grids", "kind"): {"ordinary": "基础网格", "special": "专属网格"},
    ("units", "households_source"): {"given": "给定", "estimated": "估算"},
    **{(layer, "purpose"): _PURPOSES for layer in ("grids", "units")},
}
_UNIT_HEADERS = _PLAN_HEADERS | {"buildings": Text("楼栋编号", "Building ids")}


def in_words(frame: gpd.GeoDataFrame, layer: str, *, lang: Lang) -> gpd.GeoDataFrame:
    """Return a layer under headers that people read, its choices as words.

    Parameters
    ----------
    frame : GeoDataFrame
        A layer of a project or of a plan.
    layer : str
        Its name.
    lang : {"zh", "en"}
        The language; in English, choices are the words that are stored.

    Returns
    -------
    GeoDataFrame
        Columns in the same order under unique headers; the geometry last.
    """
    columns = [name for name in frame.columns if name != frame.geometry.name]
    values = {name: _told(frame[name], layer, str(name), lang=lang) for name in columns}
    headers = unique_headers([header(layer, str(name), lang=lang) for name in columns])
    told = {head: values[name] for head, name in zip(headers, columns, strict=True)}
    return gpd.GeoDataFrame(told, geometry=frame.geometry.to_numpy(), crs=frame.crs)


def header(layer: str, column: str, *, lang: Lang) -> str:
    """Return the header of a column.

    Parameters
    ----------
    layer : str
        Name of the layer.
    column : str
        Name of the column in code.
    lang : {"zh", "en"}
        The language.

    Returns
    -------
    str
        Its title; its own name where no contract knows it.
    """
    if layer in CONTRACTS:
        known = {one.name: one.title for one in CONTRACTS[layer].columns}
    else:
        known = _UNIT_HEADERS if layer == "units" else _PLAN_HEADERS
    return known[column].say(lang) if column in known else column


def title(layer: str, *, lang: Lang) -> str:
    """Return the name of a layer that people read.

    Parameters
    ----------
    layer : str
        Its name in code.
    lang : {"zh", "en"}
        The language.

    Returns
    -------
    str
        Its title.
    """
    return TITLES[layer].say(lang) if layer in TITLES else layer


def _told(column: pd.Series, layer: str, name: str, *, lang: Lang) -> pd.Series:
    words = _words(layer, name) if lang == "zh" else {}
    if not words:
        return column.reset_index(drop=True)
    return column.map(lambda value: words.get(value, value)).reset_index(drop=True)


def _words(layer: str, name: str) -> Mapping[str, str]:
    if layer not in CONTRACTS:
        return _PLAN_WORDS.get((layer, name), {})
    found = [one for one in CONTRACTS[layer].columns if one.name == name]
    return dict(found[0].choices) if found else {}
