"""Hazards as files: candidates and what is due, and the settings that say how often."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from gridmap.crs import STORAGE_CRS
from gridmap.errors import InputError, Lang, SettingsError, Text
from gridmap.hazards.rain import VisitRules, read_rules
from gridmap.io.exporting_job import Job, Sheet
from gridmap.io.exporting_tables import write_csv, write_workbook
from gridmap.io.files import replacing
from gridmap.io.project import read_project, write_layers
from gridmap.layers import CONTRACTS, conform
from gridmap.layers.findings import echo

SUFFIXES = (".xlsx", ".csv", ".geojson", ".gpkg")
STATES = {
    "overdue": Text("已逾期", "overdue"),
    "due": Text("今日到期", "due today"),
    "later": Text("未到期", "later"),
    "left_out": Text("不安排", "not visited"),
}
_HEADS = {
    "state": Text("到期情况", "Due"),
    "due_on": Text("应巡日期", "Due on"),
    "days_overdue": Text("逾期天数", "Days overdue"),
    "every_days": Text("巡查间隔(天)", "Every (days)"),
    "service_min": Text("巡查用时(分钟)", "Visit (min)"),
    "depth_m": Text("水深(米)", "Depth (m)"),
    "area_m2": Text("面积(平方米)", "Area (m²)"),
    "source": Text("来源", "Source"),
    "pour_lon": Text("溢出点经度", "Overflow, longitude"),
    "pour_lat": Text("溢出点纬度", "Overflow, latitude"),
}
_REASON = Text("原因", "Reason")


def write_hazards(
    frame: gpd.GeoDataFrame,
    path: Path,
    *,
    lang: Lang = "zh",
    about: Mapping[str, str] | None = None,
) -> None:
    """Write hazards as a table with headers for people, or as a layer with its codes.

    Parameters
    ----------
    frame : GeoDataFrame
        Hazards: candidates, or of `gridmap.hazards.due`.
    path : Path
        ``.xlsx`` and ``.csv`` for people, ``.geojson`` and ``.gpkg`` for programs.
    lang : {"zh", "en"}
        Language of headers and words.
    about : Mapping of str to str, optional
        Facts that stand on a sheet of the workbook.

    Raises
    ------
    InputError
        If the suffix is none of these, or the folder cannot be written.
    """
    kind = path.suffix.lower()
    if kind not in SUFFIXES:
        raise InputError(
            Text(f"不支持输出 {echo(kind)}。", f"{echo(kind)} cannot be written."),
            Text(f"可用：{'、'.join(SUFFIXES)}。", f"Use one of {', '.join(SUFFIXES)}."),
        )
    degrees = frame.to_crs(STORAGE_CRS)
    with replacing(path) as draft:
        if kind in {".geojson", ".gpkg"}:
            driver = "GPKG" if kind == ".gpkg" else "GeoJSON"
            degrees.to_file(draft, layer="hazards", driver=driver, engine="pyogrio")
            return
        title = CONTRACTS["hazards"].title.say(lang)
        sheet = Sheet("hazards", title, for_people(degrees, lang))
        job = Job((sheet,), "", "UTF-8", lang, about or {})
        if kind == ".csv":
            write_csv(sheet, job, draft)
        else:
            write_workbook(job, draft)


def for_people(frame: gpd.GeoDataFrame, lang: Lang) -> gpd.GeoDataFrame:
    """Return hazards under headers that people read, codes as words.

    Parameters
    ----------
    frame : GeoDataFrame
        Hazards.
    lang : {"zh", "en"}
        The language; codes stay codes in English.

    Returns
    -------
    GeoDataFrame
        The rows, with their geometry.
    """
    columns: dict[str, pd.Series[Any]] = {}
    for column in CONTRACTS["hazards"].columns:
        if column.name in frame.columns:
            values = frame[column.name]
            words = dict(column.choices) if lang == "zh" else {}
            columns[column.title.say(lang)] = values.replace(words) if words else values
    for name, head in _HEADS.items():
        if name in frame.columns:
            columns[head.say(lang)] = frame[name]
    if "state" in frame.columns:
        words = {code: word.say(lang) for code, word in STATES.items()}
        columns[_HEADS["state"].say(lang)] = frame["state"].replace(words)
        columns[_REASON.say(lang)] = frame[f"reason_{lang}"]
    return gpd.GeoDataFrame(columns, geometry=frame.geometry, crs=frame.crs)


def add_to_project(candidates: gpd.GeoDataFrame, project: Path) -> int:
    """Add candidates to the hazards of a project; those of the same source are replaced.

    Parameters
    ----------
    candidates : GeoDataFrame
        Hazards with ``source``.
    project : Path
        The project file.

    Returns
    -------
    int
        Candidates of an earlier run that are replaced.

    Raises
    ------
    InputError
        If a candidate has the id of another hazard.
    """
    contract = CONTRACTS["hazards"]
    present = read_project(project).get("hazards")
    if present is None:
        present = candidates.iloc[:0]
    mine = set(candidates["source"])
    own = (
        (present["status"] == "candidate") & present["source"].isin(mine)
        if "source" in present.columns
        else pd.Series(data=False, index=present.index)
    )
    kept = present[~own]
    taken = sorted(set(kept["hazard_id"]) & set(candidates["hazard_id"]))
    if taken:
        raise InputError(
            Text(
                f"编号 {echo(taken[0])} 等 {len(taken)} 个已被其他隐患点使用。",
                f"{len(taken)} ids, such as {echo(taken[0])}, belong to other hazards.",
            ),
            Text("请用 --prefix 另取编号前缀。", "Begin the ids otherwise by --prefix."),
        )
    rows = [one for one in (kept, candidates) if len(one)]
    both = gpd.GeoDataFrame(pd.concat(rows, ignore_index=True), crs=STORAGE_CRS) if rows else kept
    write_layers(project, {"hazards": conform(both, contract).frame})
    return int(own.sum())


def read_rules_file(path: Path) -> VisitRules:
    """Return the rules of visits that a file says.

    Parameters
    ----------
    path : Path
        TOML or JSON, as `gridmap.hazards.rain.read_rules` takes it; it may stand under
        ``[hazards]``.

    Returns
    -------
    VisitRules
        The rules.

    Raises
    ------
    SettingsError
        If it cannot be read, or makes no sense.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
        content = json.loads(text) if path.suffix.lower() == ".json" else tomllib.loads(text)
    except (OSError, ValueError) as error:
        raise SettingsError(
            Text(f"设置文件 {path.name} 读不懂。", f"The settings {path.name} cannot be read."),
            Text("请给出 TOML 或 JSON 文件(UTF-8)。", "Give a file of TOML or JSON in UTF-8."),
        ) from error
    content = content.get("hazards", content) if isinstance(content, dict) else content
    if not isinstance(content, dict):
        raise SettingsError(
            Text(f"设置文件 {path.name} 的内容不是表。", f"{path.name} holds no table."),
            Text("请按文档写出 every_days 等项。", "Write every_days and so on, as documented."),
        )
    return read_rules(content)
