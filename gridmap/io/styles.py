"""How QGIS draws each layer of a plan file: the table ``layer_styles``."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from gridmap.io.qml import Kind, Label, Rule, Stroke, Symbol, qml
from gridmap.layers import CONTRACTS
from gridmap.palette import LEVELS, NETS, SPECIAL, household_classes
from gridmap.plan import Band

OUTLINE = Stroke("#22303a", 1.0)
NO_LINE = Stroke("#000000", 0.0, "no")

STYLED_AT = pd.Timestamp("2026-11-21", tz="UTC")
"""When the styles were last changed: a fixed time, so that the same plan is the same file."""


def layer_styles(band: Band, kinds: Mapping[str, Kind]) -> pd.DataFrame:
    """Return QGIS's table of default styles.

    Parameters
    ----------
    band : Band
        The band by which grids are coloured.
    kinds : Mapping of str to {"point", "line", "polygon"}
        Geometry of each layer of the file, by name.

    Returns
    -------
    DataFrame
        One row a styled layer, with the columns that QGIS expects; key column ``id`` left out.
    """
    styles = {name: _style(name, kind, band) for name, kind in kinds.items()}
    names = [name for name, style in styles.items() if style]
    return pd.DataFrame(
        {
            "f_table_catalog": "",
            "f_table_schema": "",
            "f_table_name": names,
            "f_geometry_column": "geom",
            "styleName": names,
            "styleQML": [styles[name] for name in names],
            "styleSLD": "",
            "useAsDefault": True,
            "description": "gridmap",
            "owner": "gridmap",
            "ui": "",
            "update_time": STYLED_AT,
        }
    )


def _style(name: str, kind: Kind, band: Band) -> str:
    rules = _grid_rules(band) if name == "grids" else RULES.get(name, ())
    return qml(kind, rules, label=LABELS.get(name)) if rules else ""


def _grid_rules(band: Band) -> tuple[Rule, ...]:
    rules = [
        Rule(
            "专属网格",
            Symbol(SPECIAL, (OUTLINE,), pattern="b_diagonal"),
            "\"kind\" = 'special'",
        )
    ]
    for one in household_classes(band):
        low = "" if one.lower is None else f' AND "households" >= {one.lower}'
        high = "" if one.upper is None else f' AND "households" <= {one.upper}'
        rules.append(
            Rule(
                _range_title(one.lower, one.upper),
                Symbol(one.colour, (OUTLINE,), opacity=0.7),
                f"\"kind\" <> 'special'{low}{high}",
            )
        )
    return tuple(rules)


def _range_title(lower: int | None, upper: int | None) -> str:
    if lower is None:
        return f"少于 {(upper or 0) + 1} 户"
    return f"多于 {lower - 1} 户" if upper is None else f"{lower}–{upper} 户"


def _roads() -> tuple[Rule, ...]:
    widths = {"arterial": 0.9, "secondary": 0.6, "local": 0.4, "service": 0.25, "path": 0.15}
    titles = dict(CONTRACTS["roads"].column("road_class").choices)
    rules = [
        Rule(
            titles[key],
            Symbol(strokes=(Stroke("#b9b1a3", width + 0.15), Stroke("#ffffff", width))),
            f"\"road_class\" = '{key}'",
        )
        for key, width in reversed(widths.items())
    ]
    return (Rule("其他道路", rules[0].symbol, '"road_class" IS NULL'), *rules)


def _hazards() -> tuple[Rule, ...]:
    rules = [
        Rule(
            f"{level} 级隐患点",
            Symbol(colour, (Stroke("#4a1a10", 0.3),), shape="triangle", size_mm=3.6),
            f'"level" = {level}',
        )
        for level, colour in enumerate(LEVELS, start=1)
    ]
    unknown = Symbol("#bbbbbb", (Stroke("#4a1a10", 0.3),), shape="triangle", size_mm=3.6)
    return (*rules, Rule("未定级隐患点", unknown, '"level" IS NULL'))


def _stations() -> tuple[Rule, ...]:
    def symbol(fill: str) -> Symbol:
        return Symbol(fill, (Stroke("#08306b", 0.5),), shape="pentagon", size_mm=3.6)

    return (
        Rule("驿站", symbol("#2171b5"), 'coalesce("floor_area_m2", 60) >= 60'),
        Rule("驿站（不足 60 平方米）", symbol("#ffffff"), '"floor_area_m2" < 60'),
    )


def _violations() -> tuple[Rule, ...]:
    def symbol(fill: str) -> Symbol:
        return Symbol(fill, (Stroke("#ffffff", 0.4),), shape="diamond", size_mm=4.2)

    return (
        Rule("问题项（必须处理）", symbol("#c51b7d"), '"hard"'),
        Rule("问题项（提示）", symbol("#e9a3c9"), 'NOT "hard"'),
    )


RULES: dict[str, tuple[Rule, ...]] = {
    "communities": (Rule("社区", Symbol(strokes=(Stroke("#1b1b1b", 1.0, "dash"),))),),
    "compounds": (Rule("小区", Symbol(strokes=(Stroke("#8c510a", 0.4, "dot"),))),),
    "buildings": (
        Rule("楼栋", Symbol("#6f6456", (Stroke("#5b5146", 0.1),), opacity=0.55, size_mm=1.2)),
    ),
    "units": (Rule("基本单元", Symbol(strokes=(Stroke("#7d8790", 0.12),))),),
    "micro_grids": (Rule("微网格", Symbol(strokes=(Stroke("#22303a", 0.3),))),),
    "large_grids": (Rule("大网格", Symbol(strokes=(Stroke("#22303a", 1.8),))),),
    "roads": _roads(),
    "water": (Rule("水系", Symbol("#a6cee3", (Stroke("#6aa5c8", 0.5),))),),
    "railways": (
        Rule("铁路", Symbol(strokes=(Stroke("#4d4d4d", 0.9), Stroke("#ffffff", 0.6, "dash")))),
    ),
    "bridges": (Rule("桥梁与下穿", Symbol("#ffffff", (Stroke("#4d4d4d", 0.5),), shape="square")),),
    "nets": (Rule("现有网", Symbol(strokes=(Stroke(NETS[3], 0.5, "dash"),))),),
    "stations": _stations(),
    "hazards": _hazards(),
    "violations": _violations(),
}

LABELS = {
    "grids": Label(
        "right(\"grid_code\", 3) || if(\"kind\" = 'special', '', '\\n' || \"households\" || '户')",
        size_pt=9,
        bold=True,
        colour="#16232e",
        priority=9,
    ),
    "micro_grids": Label(
        "right(\"micro_code\", 2) || '\n' || \"households\" || '户'",
        size_pt=6,
        colour="#22303a",
        min_scale=4000,
    ),
    "large_grids": Label('right("large_code", 3)', size_pt=11, bold=True),
    "communities": Label('"name"', size_pt=12, bold=True, priority=3),
    "compounds": Label('"name"', size_pt=7, colour="#7a4508", min_scale=8000),
    "stations": Label('"name"', size_pt=7, colour="#08306b", min_scale=10000),
    "hazards": Label('"name"', size_pt=7, colour="#7f0000", min_scale=8000),
}
