"""What a popup says of a grid: its compounds, stations, hazards and violations by name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import geopandas as gpd
import pandas as pd
import shapely

from gridmap.errors import Lang, Text
from gridmap.layers import CONTRACTS
from gridmap.palette import household_classes
from gridmap.plan import Plan

Names = Mapping[str, list[str]]

FACTS = {
    "type": Text("类型", "Kind"),
    "households": Text("户数", "Households"),
    "state": Text("户数区间", "Band"),
    "persons": Text("人数", "Persons"),
    "area": Text("面积", "Area"),
    "compounds": Text("小区", "Compounds"),
    "stations": Text("驿站", "Stations"),
    "hazards": Text("隐患点", "Hazards"),
    "issues": Text("问题项", "Violations"),
}
"""Rows of the popup of a grid, in their order, after its code and its community."""


def grid_facts(plan: Plan, layers: Mapping[str, gpd.GeoDataFrame], *, lang: Lang) -> pd.DataFrame:
    """Return what is told of each grid.

    Parameters
    ----------
    plan : Plan
        The plan.
    layers : Mapping of str to GeoDataFrame
        Layers of the project in any CRS.
    lang : {"zh", "en"}
        The language.

    Returns
    -------
    DataFrame
        A row a grid in the order of ``plan.grids``: ``class`` (key of its colour) and the columns
        of `FACTS`; the last four are lists.
    """
    grids = plan.grids
    special = grids["kind"] == "special"
    codes = grids["grid_code"]
    persons = plan.units.groupby("grid_code")["persons"].sum()
    named: dict[str, Names] = {
        "compounds": _compounds(plan, layers.get("compounds"), lang=lang),
        "stations": _within(grids, layers.get("stations"), key="station_id"),
        "hazards": _within(grids, layers.get("hazards"), key="hazard_id"),
        "issues": _issues(plan, lang=lang),
    }
    facts = {
        "class": _classes(plan, special),
        "type": [_type(*pair, lang=lang) for pair in zip(special, grids["purpose"], strict=True)],
        "households": grids["households"],
        "state": [
            _state(plan, households, is_special, lang=lang)
            for households, is_special in zip(grids["households"], special, strict=True)
        ],
        "persons": codes.map(persons).where(lambda count: count > 0),
        "area": [_area(area_m2, lang=lang) for area_m2 in grids.geometry.area],
    }
    lists = {name: [found.get(code, []) for code in codes] for name, found in named.items()}
    return pd.DataFrame(facts | lists, index=grids.index)


def _classes(plan: Plan, special: pd.Series) -> list[str]:
    classes = household_classes(plan.band)
    return [
        "special" if is_special else next(one.key for one in classes if one.holds(households))
        for households, is_special in zip(plan.grids["households"], special, strict=True)
    ]


def _type(special: bool, purpose: object, *, lang: Lang) -> str:
    if not special:
        return Text("基础网格", "Ordinary grid").say(lang)
    purposes = dict(CONTRACTS["compounds"].column("purpose").choices) | {"vacant": "无户地块"}
    word = purpose if isinstance(purpose, str) else ""
    word = purposes.get(word, word) if lang == "zh" else word
    kind = Text("专属网格", "Special-purpose grid").say(lang)
    joint = "·" if lang == "zh" else ": "
    return f"{kind}{joint}{word}" if word else kind


def _state(plan: Plan, households: int, special: bool, *, lang: Lang) -> str:
    band = plan.band
    span = f"{band.lower}–{band.upper}"
    if special:
        return Text("不适用", "does not apply").say(lang)
    if households < band.lower:
        off = band.lower - households
        return Text(f"低于 {span}，少 {off} 户", f"{off} under {span}").say(lang)
    if households > band.upper:
        off = households - band.upper
        return Text(f"高于 {span}，多 {off} 户", f"{off} over {span}").say(lang)
    return Text(f"在 {span} 之内", f"within {span}").say(lang)


def _area(area_m2: float, *, lang: Lang) -> str:
    hectares = area_m2 / 10_000
    return Text(f"{hectares:.2f} 公顷", f"{hectares:.2f} ha").say(lang)


def _compounds(plan: Plan, compounds: gpd.GeoDataFrame | None, *, lang: Lang) -> Names:
    names = {} if compounds is None else _names(compounds, "compound_id")
    found: dict[str, list[str]] = defaultdict(list)
    lived = plan.units.dropna(subset=["compound_id"])
    totals = lived.groupby(["grid_code", "compound_id"])["households"].sum()
    for (code, compound_id), households in totals.items():
        name = names.get(compound_id, str(compound_id))
        found[code].append(Text(f"{name} {households} 户", f"{name}: {households}").say(lang))
    return found


def _within(grids: gpd.GeoDataFrame, layer: gpd.GeoDataFrame | None, *, key: str) -> Names:
    found: dict[str, list[str]] = defaultdict(list)
    if layer is None or layer.empty:
        return found
    points = shapely.point_on_surface(layer.to_crs(grids.crs).geometry.to_numpy())
    rows, places = grids.sindex.query(points, predicate="intersects")
    names = list(_names(layer, key).values())
    for row, place in sorted(zip(rows, places, strict=True)):
        found[grids["grid_code"].iloc[place]].append(names[row])
    return found


def _names(layer: gpd.GeoDataFrame, key: str) -> dict[str, str]:
    """Return the name of each feature by its id; the id where it has no name."""
    ids = layer[key].astype(str)
    names = layer["name"].fillna(ids) if "name" in layer.columns else ids
    return dict(zip(ids, names.astype(str), strict=True))


def _issues(plan: Plan, *, lang: Lang) -> Names:
    found: dict[str, list[str]] = defaultdict(list)
    for one in plan.violations:
        joint = "" if lang == "zh" else " "
        found[one.grid_code].append(f"{one.what.say(lang)}{joint}{one.remedy.say(lang)}")
    return found
