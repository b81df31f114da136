"""Reports as a table: CSV, or a workbook with the figures of the grids of a plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import geopandas as gpd
import numpy as np
import pandas as pd
from openpyxl import Workbook

from gridmap.crs import STORAGE_CRS
from gridmap.errors import Lang, Text
from gridmap.hazards.reports import CHINA, KINDS, STATES
from gridmap.io.exporting_job import Job, Sheet
from gridmap.io.exporting_tables import LAT, LON, NO, YES, write_csv, write_facts, write_page
from gridmap_api.store.engine import Store
from gridmap_api.store.plans import find_plan
from gridmap_api.store.principals import Principal
from gridmap_api.store.report_places import GridsAtPlaces
from gridmap_api.store.report_steps import report_figures
from gridmap_api.store.reports import Wanted, list_reports
from gridmap_api.store.types import utc_now

MOST_ROWS = 100_000
REPORTS = Text("上报事项", "Reports")
FIGURES = Text("网格统计", "Figures")
RESIDENT = Text("居民", "resident")
NO_GRID = Text("不在任何网格", "in no grid")
ALL = Text("合计", "All")
COUNT = Text("本表件数 / 总件数", "Reports here / in all")

HEADERS: dict[str, Text] = {
    "receipt": Text("受理编号", "Receipt"),
    "state": Text("状态", "State"),
    "overdue": Text("超期", "Overdue"),
    "kind": Text("类别", "Kind"),
    "note": Text("情况说明", "Note"),
    "community_code": Text("社区代码", "Community code"),
    "grid_code": Text("网格编码", "Grid code"),
    "building_id": Text("楼栋编号", "Building"),
    "hazard_id": Text("隐患点编号", "Hazard"),
    "reporter": Text("上报人", "Reported by"),
    "time": Text("上报时间", "Reported"),
    "assignee": Text("承办人", "Assigned to"),
    "due": Text("办理期限", "Due"),
    "closed": Text("办结时间", "Closed"),
    "photos": Text("照片数", "Photos"),
}
FIGURE_HEADERS: dict[str, Text] = {
    "grid_code": Text("网格编码", "Grid code"),
    "name": Text("网格名称", "Grid"),
    "count": Text("上报数", "Reports"),
    "open": Text("未办结", "Open"),
    "overdue": Text("超期未办结", "Overdue"),
    "closed": Text("已办结", "Closed"),
    "late": Text("逾期办结", "Closed late"),
    "same_day": Text("当日办结", "Closed the same day"),
    "same_day_rate": Text("当日办结率(%)", "Same-day rate (%)"),
    "median_hours": Text("办结用时中位数(小时)", "Median hours"),
}


def write_reports(
    path: Path,
    store: Store,
    plan_id: str,
    principal: Principal,
    *,
    kind: Literal["csv", "xlsx"],
    lang: Lang,
) -> str:
    """Write the reports that somebody may see, and return the name that the file should have.

    Parameters
    ----------
    path : Path
        The file.
    store : Store
        The store.
    plan_id : str
        The plan whose grids are told.
    principal : Principal
        Who asks.
    kind : {"csv", "xlsx"}
        Kind of the file.
    lang : {"zh", "en"}
        The language of headers and words.

    Returns
    -------
    str
        Such as ``"上报事项_2026-11-21.xlsx"``.
    """
    scope = principal.field_scope
    with store.read(scope=scope) as connection:
        plan = find_plan(connection, plan_id, principal.scope)
        grids = GridsAtPlaces(connection, plan, scope)
        count, rows = list_reports(connection, Wanted(), scope=scope, grids=grids, limit=MOST_ROWS)
        figures = report_figures(connection, grids, scope=scope)
    now = _local(utc_now())
    title = REPORTS.say(lang)
    if kind == "csv":
        places = np.array([row["place"] for row in rows], dtype=np.float64).reshape(-1, 2)
        points = gpd.points_from_xy(places[:, 0], places[:, 1])
        frame = gpd.GeoDataFrame(_table(rows, lang), geometry=points, crs=STORAGE_CRS)
        sheet = Sheet("reports", title, frame)
        write_csv(sheet, Job((sheet,), "", "UTF-8", lang), path)
    else:
        book = Workbook(write_only=True)
        table = _table(rows, lang)
        for place, name in enumerate((LON, LAT)):
            table[name.say(lang)] = [row["place"][place] for row in rows]
        write_page(book.create_sheet(title), table, title)
        page = FIGURES.say(lang)
        write_page(book.create_sheet(page), _figures(figures, lang), page)
        about = _about(plan, now, lang) | {COUNT.say(lang): f"{len(rows)} / {count}"}
        write_facts(book, about, lang=lang)
        book.save(path)
    return f"{title}_{now[:10]}.{kind}"


def _table(rows: Sequence[Mapping[str, Any]], lang: Lang) -> pd.DataFrame:
    told = [_told(row, lang) for row in rows]
    return pd.DataFrame(
        {head.say(lang): [row[name] for row in told] for name, head in HEADERS.items()}
    )


def _told(row: Mapping[str, Any], lang: Lang) -> dict[str, Any]:
    times = {name: None if row[name] is None else _local(row[name]) for name in _TIMES}
    return {
        **row,
        **times,
        "state": STATES[row["state"]].say(lang),
        "kind": KINDS[row["kind"]].say(lang),
        "overdue": (YES if row["overdue"] else NO).say(lang),
        "reporter": row["reporter"] or RESIDENT.say(lang),
    }


_TIMES = ("time", "due", "closed")


def _figures(figures: Mapping[str, Any], lang: Lang) -> pd.DataFrame:
    rows = [
        {**one, "name": one["name"] if one["grid_code"] else NO_GRID.say(lang)}
        for one in figures["grids"]
    ]
    rows.append({**figures["whole"], "grid_code": None, "name": ALL.say(lang)})
    for row in rows:
        rate, hours = row["same_day_rate"], row["median_hours"]
        row["same_day_rate"] = None if rate is None else round(100 * rate, 1)
        row["median_hours"] = None if hours is None else round(hours, 1)
    return pd.DataFrame(
        {
            head.say(lang): pd.Series([row[name] for row in rows], dtype=object)
            for name, head in FIGURE_HEADERS.items()
        }
    )


def _about(plan: Mapping[str, Any], now: str, lang: Lang) -> dict[str, str]:
    facts = {
        Text("方案", "Plan"): str(plan["name"]),
        Text("方案编号", "Plan id"): str(plan["id"]),
        Text("版本", "Version"): str(plan["head"]),
        Text("生成时间", "Made"): now,
        Text("时区", "Time zone"): str(CHINA),
    }
    return {name.say(lang): value for name, value in facts.items()}


def _local(time: str) -> str:
    """Return a time of the store as the clock on the wall shows it."""
    return datetime.fromisoformat(time).astimezone(CHINA).strftime("%Y-%m-%d %H:%M")
