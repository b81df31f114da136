"""Which hazards are due on a day: by rain level, kind, level, the last visit and the deadline."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date as Date  # noqa: N812 - `date` is what callers name the day
from datetime import timedelta
from typing import Literal

import geopandas as gpd
import pandas as pd

from gridmap.columns import texts
from gridmap.errors import InputError, Text
from gridmap.hazards.rain import (
    LEVELS,
    OTHER_KIND,
    OTHER_LEVEL,
    RAIN_WORDS,
    RainLevel,
    VisitRules,
)
from gridmap.layers import CONTRACTS
from gridmap.layers.findings import echo
from gridmap.layers.values import converter, to_date
from gridmap.layers.words import HAZARD_KINDS

State = Literal["overdue", "due", "later", "left_out"]
"""Overdue since days; due today; due another day; not visited at all."""

_ORDER = {"overdue": 0, "due": 1, "later": 2, "left_out": 3}
_WORDS = dict(HAZARD_KINDS)
_ENGLISH = {
    "low_lying": "low-lying point",
    "ditch": "ditch",
    "culvert": "culvert or underpass",
    "garage": "garage",
    "river_section": "river section",
    "dilapidated": "dilapidated building or wall",
}


@dataclass(frozen=True, slots=True)
class Due:
    """When one hazard is to be visited.

    Attributes
    ----------
    state : {"overdue", "due", "later", "left_out"}
        As of the day.
    due_on : date or None
        The day on which the visit is due; None where none is asked for.
    days_overdue : int
        Days since then; 0 where it is not past.
    every_days : int or None
        Days between two visits under that rain level.
    why : Text
        The reason, in a sentence.
    """

    state: State
    due_on: Date | None
    days_overdue: int
    every_days: int | None
    why: Text


def due(
    hazards: gpd.GeoDataFrame,
    rain: RainLevel,
    date: Date,
    *,
    rules: VisitRules | None = None,
) -> gpd.GeoDataFrame:
    """Return the hazards that are due on a day, the most pressing first.

    Parameters
    ----------
    hazards : GeoDataFrame
        The layer of hazards, in any CRS; columns that it lacks are taken as empty.
    rain : RainLevel
        Of the day.
    date : date
        The day.
    rules : VisitRules, optional
        How often hazards are visited; the default table otherwise.

    Returns
    -------
    GeoDataFrame
        The rows of `schedule` that are due or overdue.
    """
    every = schedule(hazards, rain, date, rules=rules)
    return every[every["state"].isin(["overdue", "due"])]


def schedule(
    hazards: gpd.GeoDataFrame,
    rain: RainLevel,
    date: Date,
    *,
    rules: VisitRules | None = None,
) -> gpd.GeoDataFrame:
    """Return every hazard with the day on which it is due, and why.

    A visit is due when the days between two visits have passed since the last one, or on the
    deadline that the office set (``due_date``), whichever is first; a deadline is met by a visit on
    that day or later. A hazard with no visit on record is due at once.

    Parameters
    ----------
    hazards : GeoDataFrame
        The layer of hazards, in any CRS; columns that it lacks are taken as empty.
    rain : RainLevel
        Of the day.
    date : date
        The day.
    rules : VisitRules, optional
        How often hazards are visited; the default table otherwise.

    Returns
    -------
    GeoDataFrame
        The rows with ``state``, ``due_on`` (ISO text, empty for none), ``days_overdue``,
        ``every_days`` (0 for never), ``service_min``, ``reason_zh`` and ``reason_en``: overdue
        ones first, then by level, by days overdue, by id. The index is that of the layer.
    """
    rules = rules or VisitRules()
    rows = [_due_of(row, rain, date, rules) for row in _plain_rows(hazards)]
    frame = hazards.assign(
        state=[one.state for one in rows],
        due_on=["" if one.due_on is None else one.due_on.isoformat() for one in rows],
        days_overdue=[one.days_overdue for one in rows],
        every_days=[one.every_days or 0 for one in rows],
        service_min=[rules.minutes(row.kind) for row in _plain_rows(hazards)],
        reason_zh=[one.why.zh for one in rows],
        reason_en=[one.why.en for one in rows],
    )
    ranks = pd.DataFrame(
        {
            "state": [_ORDER[one.state] for one in rows],
            "level": [row.level or OTHER_LEVEL for row in _plain_rows(hazards)],
            "days": [-one.days_overdue for one in rows],
            "id": texts(hazards, "hazard_id"),
        },
        index=pd.RangeIndex(len(rows)),
    )
    order = ranks.sort_values(["state", "level", "days", "id"], kind="stable").index
    return frame.iloc[order.to_numpy()]


@dataclass(frozen=True, slots=True)
class _Hazard:
    kind: str
    level: int | None
    status: str
    last_visit: Date | None
    due_date: Date | None


def _plain_rows(hazards: gpd.GeoDataFrame) -> list[_Hazard]:
    contract = CONTRACTS["hazards"]
    columns = (
        _coded(hazards, contract.column("kind").name),
        [int(float(one)) if one else None for one in texts(hazards, "level")],
        _coded(hazards, contract.column("status").name),
        _days(hazards, "last_visit"),
        _days(hazards, "due_date"),
    )
    return [_Hazard(*values) for values in zip(*columns, strict=True)]


def _coded(hazards: gpd.GeoDataFrame, name: str) -> list[str]:
    """Return a column of choices as codes; a word that is none stays as it is."""
    convert = converter(CONTRACTS["hazards"].column(name))

    def code(word: str) -> str:
        try:
            return str(convert(word)) if word else ""
        except ValueError:
            return word

    return [code(word) for word in texts(hazards, name)]


def _days(hazards: gpd.GeoDataFrame, name: str) -> list[Date | None]:
    days: list[Date | None] = []
    for key, text in zip(texts(hazards, "hazard_id"), texts(hazards, name), strict=True):
        try:
            days.append(Date.fromisoformat(to_date(text)) if text else None)
        except ValueError as error:
            raise _no_date(key, name) from error
    return days


def _no_date(key: str, name: str) -> InputError:
    title = CONTRACTS["hazards"].column(name).title
    return InputError(
        Text(
            f"隐患点 {echo(key)} 的{title.zh}不是日期。",
            f"{title.en} of hazard {echo(key)} is no date.",
        ),
        Text("请改为 2026-07-01 这样的日期。", "Write it like 2026-07-01."),
    )


def _due_of(row: _Hazard, rain: RainLevel, date: Date, rules: VisitRules) -> Due:
    if row.status in rules.left_out:
        return Due("left_out", None, 0, None, _status_why(row.status))
    level = row.level if row.level in LEVELS else OTHER_LEVEL
    every = rules.every(rain, row.kind, level)
    deadline = row.due_date
    if deadline is not None and row.last_visit is not None and row.last_visit >= deadline:
        deadline = None
    turn = None
    if every is not None:
        turn = date if row.last_visit is None else row.last_visit + timedelta(days=every)
    days = [one for one in (turn, deadline) if one is not None]
    if not days:
        return Due("left_out", None, 0, None, _never_why(row, level, rain))
    due_on = min(days)
    late = max(0, (date - due_on).days)
    state: State = "later" if due_on > date else ("overdue" if late else "due")
    by_deadline = deadline is not None and due_on == deadline and deadline != turn
    rule = _deadline_why(due_on) if by_deadline else _turn_why(row, level, rain, every)
    return Due(state, due_on, late, every, _joined(rule, _when(state, due_on, late)))


def _turn_why(row: _Hazard, level: int, rain: RainLevel, every: int | None) -> Text:
    zh, en = _subject(row, level, rain)
    often = Text(
        "每天巡查" if every == 1 else f"每 {every} 天巡查一次",
        "is visited every day" if every == 1 else f"is visited every {every} days",
    )
    if row.last_visit is None:
        last = Text("尚无巡查记录", "no visit is on record")
    else:
        last = Text(f"上次 {row.last_visit}", f"last on {row.last_visit}")
    return Text(f"{zh}{often.zh}，{last.zh}", f"{en} {often.en}, {last.en}")


def _deadline_why(day: Date) -> Text:
    return Text(f"限期 {day} 前复查", f"its deadline is {day}")


def _never_why(row: _Hazard, level: int, rain: RainLevel) -> Text:
    zh, en = _subject(row, level, rain)
    return Text(f"{zh}不安排巡查。", f"{_capital(en)} is not visited.")


def _status_why(status: str) -> Text:
    words = dict(CONTRACTS["hazards"].column("status").choices)
    return Text(
        f"状态为“{words.get(status, status)}”，不安排巡查。",
        f"Its status is {status}, which asks for no visit.",
    )


def _subject(row: _Hazard, level: int, rain: RainLevel) -> tuple[str, str]:
    kind = row.kind if row.kind in _WORDS else OTHER_KIND
    is_known = row.kind in _WORDS and row.level in LEVELS
    note = ("", "") if is_known else ("（类别或等级未填，按此计）", " (taken for one)")
    zh = f"{RAIN_WORDS[rain].zh}：{_WORDS[kind]} {level} 级{note[0]}"
    return zh, f"{RAIN_WORDS[rain].en}: a {_ENGLISH[kind]} of level {level}{note[1]}"


def _when(state: State, due_on: Date, late: int) -> Text:
    if state == "overdue":
        return Text(f"，逾期 {late} 天。", f"; {late} {'day' if late == 1 else 'days'} overdue.")
    if state == "due":
        return Text("，今日到期。", "; due today.")
    return Text(f"，{due_on} 到期。", f"; due on {due_on}.")


def _joined(first: Text, second: Text) -> Text:
    return Text(first.zh + second.zh, _capital(first.en) + second.en)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
