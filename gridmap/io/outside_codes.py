"""Codes of outside systems: what the city management or the police platform calls our objects.

A table of four columns: the system, the layer, our code and theirs. One object may have several
codes in a system, and one code may stand for several objects: their unit may be coarser than ours.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import geopandas as gpd
import pandas as pd

from gridmap.errors import Fault, Text
from gridmap.layers import CONTRACTS
from gridmap.plan import Plan
from gridmap.teams.sheet import Sheet

COLUMNS = ("system", "layer", "object_id", "code")
HEADERS: Mapping[str, Text] = {
    "system": Text("系统", "System"),
    "layer": Text("图层", "Layer"),
    "object_id": Text("编号", "Our code"),
    "code": Text("外部编码", "Outside code"),
}
ALIASES: Mapping[str, tuple[str, ...]] = {
    "system": ("系统", "系统名称", "平台", "system"),
    "layer": ("图层", "对象类型", "类型", "layer"),
    "object_id": ("编号", "对象编号", "网格编码", "网格代码", "our code", "object_id", "id"),
    "code": ("外部编码", "外部编号", "对方编码", "outside code", "code"),
}
LAYERS: Mapping[str, Text] = {
    "grids": Text("网格", "Grids"),
    **{
        name: CONTRACTS[name].title
        for name in ("communities", "compounds", "buildings", "stations", "hazards")
    },
}
"""Layers whose objects have codes of outside systems."""

KEYS: Mapping[str, str] = {
    "grids": "grid_code",
    **{name: CONTRACTS[name].key for name in LAYERS if name != "grids"},
}
LONGEST = 200
JOIN = ";"
"""Between several codes of one object in one cell."""


@dataclass(frozen=True, slots=True)
class OutsideRead:
    """What a table of outside codes holds.

    Attributes
    ----------
    table : DataFrame
        Columns `COLUMNS`, all texts, each row once.
    faults : tuple of Fault
        Rows that could not be taken, with the number of the row.
    """

    table: pd.DataFrame
    faults: tuple[Fault, ...]


def read_outside(
    sheets: Iterable[Sheet],
    known: Mapping[str, Iterable[str]],
    *,
    system: str = "",
    layer: str = "",
) -> OutsideRead:
    """Return the codes that a table file gives to our objects.

    Parameters
    ----------
    sheets : iterable of Sheet
        Of the file.
    known : Mapping of str to iterable of str
        Our codes by layer.
    system, layer : str
        What the file is about where it has no such columns.

    Returns
    -------
    OutsideRead
        Rows of unknown objects, of unknown layers and without a code are faults.
    """
    objects = {name: frozenset(map(str, codes)) for name, codes in known.items()}
    rows: list[tuple[str, ...]] = []
    faults: list[Fault] = []
    for sheet in sheets:
        places = {name: _header(sheet.headers, name) for name in COLUMNS}
        for number, cells in sheet.rows:
            held = {name: _cell(cells, header) for name, header in places.items()}
            if not any(held.values()):
                continue
            held["system"] = held["system"] or system.strip()
            held["layer"] = _layer(held["layer"] or layer)
            fault = _fault(held, objects, number)
            if fault is not None:
                faults.append(fault)
                continue
            codes = [one.strip() for one in held["code"].replace("；", JOIN).split(JOIN)]
            rows += [
                (held["system"], held["layer"], held["object_id"], one) for one in codes if one
            ]
    return OutsideRead(_table(rows), tuple(faults))


def objects_of(plan: Plan) -> dict[str, list[str]]:
    """Return the codes of the objects of a plan that outside systems may know.

    Parameters
    ----------
    plan : Plan
        The plan.

    Returns
    -------
    dict of str to list of str
        By layer, of the layers that it has.
    """
    frames = {"grids": plan.grids, **plan.context}
    return {
        name: frames[name][key].astype(str).tolist() for name, key in KEYS.items() if name in frames
    }


def merged(present: pd.DataFrame | None, more: pd.DataFrame) -> pd.DataFrame:
    """Return the codes of a table with those of another in the place of their objects' former ones.

    Parameters
    ----------
    present : DataFrame or None
        Columns `COLUMNS`.
    more : DataFrame
        The same; an object that has codes of a system here loses its former ones of that system.

    Returns
    -------
    DataFrame
        Sorted, each row once.
    """
    if present is None or present.empty:
        return _table(more.itertuples(index=False, name=None))
    key = list(COLUMNS[:3])
    named = pd.MultiIndex.from_frame(more[key].astype(str))
    kept = present[~pd.MultiIndex.from_frame(present[key].astype(str)).isin(named)]
    rows = [*kept[list(COLUMNS)].itertuples(index=False, name=None)]
    return _table([*rows, *more[list(COLUMNS)].itertuples(index=False, name=None)])


def with_outside(plan: Plan, more: pd.DataFrame) -> Plan:
    """Return a plan with codes of outside systems.

    Parameters
    ----------
    plan : Plan
        The plan.
    more : DataFrame
        Columns `COLUMNS`.

    Returns
    -------
    Plan
        With the table ``outside_codes``.
    """
    table = merged(plan.tables.get("outside_codes"), more)
    return replace(plan, tables={**plan.tables, "outside_codes": table})


def with_code_columns(
    frame: gpd.GeoDataFrame, layer: str, table: pd.DataFrame | None, systems: Iterable[str]
) -> gpd.GeoDataFrame:
    """Return a layer with a column for each outside system.

    Parameters
    ----------
    frame : GeoDataFrame
        The layer.
    layer : str
        Its name; of others than `LAYERS` nothing is added.
    table : DataFrame or None
        Columns `COLUMNS`.
    systems : iterable of str
        Which.

    Returns
    -------
    GeoDataFrame
        Codes as texts, several of one object divided by ``;``; empty where there is none.
    """
    if layer not in KEYS:
        return frame
    found = frame
    for system in dict.fromkeys(systems):
        mine = _table([]) if table is None else table
        mine = mine[(mine["system"] == system) & (mine["layer"] == layer)]
        codes = mine.groupby("object_id")["code"].agg(lambda some: JOIN.join(sorted(some)))
        held = codes.to_dict()
        column = [held.get(key, "") for key in frame[KEYS[layer]].astype(str)]
        found = found.assign(**{system: pd.Series(column, index=frame.index, dtype=object)})
    return found


def code_table(table: pd.DataFrame | None) -> pd.DataFrame:
    """Return the objects that have outside codes, with a column for each system.

    Parameters
    ----------
    table : DataFrame or None
        Columns `COLUMNS`.

    Returns
    -------
    DataFrame
        ``layer``, ``object_id`` and the systems; several codes are divided by ``;``.
    """
    plain = _table([]) if table is None else table
    objects = plain[["layer", "object_id"]].drop_duplicates().reset_index(drop=True)
    for system in sorted(set(plain["system"])):
        mine = plain[plain["system"] == system].groupby(["layer", "object_id"])["code"]
        held = {key: JOIN.join(sorted(codes)) for key, codes in mine}
        pairs = objects.itertuples(index=False, name=None)
        objects = objects.assign(**{system: [held.get(pair, "") for pair in pairs]})
    return objects


def own_codes(table: pd.DataFrame, system: str, layer: str) -> dict[str, tuple[str, ...]]:
    """Return our objects by the code of an outside system.

    Parameters
    ----------
    table : DataFrame
        Columns `COLUMNS`.
    system, layer : str
        Which.

    Returns
    -------
    dict of str to tuple of str
        Ours, ascending, by theirs.
    """
    mine = table[(table["system"] == system) & (table["layer"] == layer)]
    return {
        str(code): tuple(sorted(set(some.astype(str))))
        for code, some in mine.groupby("code")["object_id"]
    }


def translated(
    values: Iterable[str], known: Mapping[str, tuple[str, ...]], *, layer: str
) -> tuple[list[str], tuple[Fault, ...]]:
    """Return our codes in the place of those of an outside system.

    Parameters
    ----------
    values : iterable of str
        Their codes, in the order of rows; an empty one stays empty.
    known : Mapping
        As `own_codes` gives it.
    layer : str
        The layer, for faults.

    Returns
    -------
    codes : list of str
        Ours; empty where theirs is unknown or stands for several.
    faults : tuple of Fault
        One for each value that could not be translated, with the number of its row from 1.
    """
    found, faults = [], []
    for row, value in enumerate(map(str.strip, values), 1):
        ours = known.get(value, ())
        found.append(ours[0] if len(ours) == 1 else "")
        if value and len(ours) != 1:
            several = Text(f"对应 {len(ours)} 个对象", f"stands for {len(ours)} objects")
            none = Text("没有对应的编号", "is nobody's")
            why = several if ours else none
            faults.append(
                Fault(
                    "outside.untranslated",
                    "error",
                    layer,
                    Text(
                        f"第 {row} 行：外部编码 {value} {why.zh}。", f"Row {row}: {value} {why.en}."
                    ),
                    Text("请先补全外部编码对照表。", "Complete the table of outside codes first."),
                    feature_id=value,
                )
            )
    return found, tuple(faults)


def _table(rows: Iterable[tuple[str, ...]]) -> pd.DataFrame:
    unique = sorted({tuple(map(str, row)) for row in rows})
    return pd.DataFrame(unique, columns=list(COLUMNS), dtype=object)


def _header(headers: Iterable[str], name: str) -> str | None:
    plain = {str(one).strip().lower(): one for one in headers}
    return next((plain[one] for one in ALIASES[name] if one in plain), None)


def _cell(cells: Mapping[str, object], header: str | None) -> str:
    value = None if header is None else cells.get(header)
    return "" if value is None else str(value).strip()


def _layer(word: str) -> str:
    plain = word.strip().lower()
    names = {text.zh: name for name, text in LAYERS.items()}
    names |= {text.en.lower(): name for name, text in LAYERS.items()}
    return plain if plain in LAYERS else names.get(plain, plain)


def _fault(
    held: Mapping[str, str], objects: Mapping[str, frozenset[str]], number: int
) -> Fault | None:
    layer, code = held["layer"], held["object_id"]
    if not held["system"]:
        what = Text("没有写明系统", "no system is named")
        remedy = Text("请增加“系统”一列，或在导入时指定系统。", "Add a column 系统, or name it.")
    elif layer not in LAYERS:
        what = Text("图层不认识或未写明", "the layer is unknown or not named")
        listed = "、".join(text.zh for text in LAYERS.values())
        remedy = Text(f"可用的图层：{listed}。", f"Give one of {', '.join(LAYERS)}.")
    elif code not in objects.get(layer, frozenset()):
        title = LAYERS[layer]
        what = Text(f"{title.zh}中没有编号 {code}", f"{title.en} has no {code}")
        remedy = Text("请核对编号，编号须为文本。", "Check it; codes have to be texts.")
    elif not held["code"] or len(held["code"]) > LONGEST:
        what = Text("外部编码为空或过长", "the outside code is empty or too long")
        remedy = Text(f"请填写，最多 {LONGEST} 字。", f"Fill it in, {LONGEST} characters at most.")
    else:
        return None
    return Fault(
        "outside.row",
        "error",
        layer,
        Text(f"第 {number} 行：{what.zh}。", f"Row {number}: {what.en}."),
        remedy,
        feature_id=code,
    )
