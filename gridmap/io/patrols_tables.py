"""A patrol as tables: rows under headers that people read, and as a workbook of a sheet a team."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pandas as pd
from openpyxl import Workbook

from gridmap.errors import Text
from gridmap.io.exporting_tables import LAT, LON, write_facts, write_page
from gridmap.io.patrols_placed import BACK, Placed
from gridmap.routing.records import LeftOut
from gridmap.routing.telling import Instruction, clock, name_of, plain
from gridmap.routing.telling_stops import REASONS, ToldRoute, ToldStop, kind_of, level_word

Row = dict[str, object]

NUMBER = Text("序号", "No.")
PLACE = Text("隐患点", "Hazard")
PLACE_ID = Text("隐患点编号", "Hazard id")
KIND = Text("类别", "Kind")
LEVEL = Text("等级", "Level")
GRID = Text("网格编码", "Grid code")
ARRIVES = Text("到达", "Arrive")
BEGINS = Text("开始", "Begin")
LEAVES = Text("离开", "Leave")
STAYS = Text("停留(分钟)", "Stay (min)")
LENGTH = Text("本段路程(米)", "Way here (m)")
WALKED = Text("累计路程(米)", "Way so far (m)")
HOW = Text("走法", "How to get there")
REASON = Text("原因", "Reason")
WHY = Text("说明", "Why")
SHORT_MIN = Text("差(分钟)", "Short by (min)")
SHORT_M = Text("差(米)", "Short by (m)")
TEAM = Text("队伍", "Team")
STATION = Text("出发驿站", "Station")
STOPS = Text("点数", "Stops")
KILOMETRES = Text("路程(公里)", "Way (km)")
MINUTES = Text("用时(分钟)", "Time (min)")
OUT, HOME = Text("出发", "Out"), Text("返回", "Back")
SUMMARY, LEFT_OUT = Text("汇总", "Summary"), Text("未安排", "Left out")

LONGEST_TITLE = 31
"""Characters of the title of a sheet that Excel allows."""

_NOT_IN_TITLES = re.compile(r"[\[\]:*?/\\\x00-\x1f\ud800-\udfff\ufffe\uffff]+")


def stop_row(job: Placed, stop: ToldStop) -> Row:
    """Return a stop as a row.

    Parameters
    ----------
    job : Placed
        The patrol.
    stop : ToldStop
        The stop.

    Returns
    -------
    dict
        Values under their headers.
    """
    made = stop.stop
    told = {
        NUMBER: stop.label,
        PLACE: stop.name,
        PLACE_ID: plain(made.visit.key),
        KIND: stop.kind.say(job.lang),
        LEVEL: level_word(made.visit.level).say(job.lang),
        GRID: plain(made.visit.grid),
        ARRIVES: clock(made.arrives_s),
        BEGINS: clock(made.begins_s),
        LEAVES: clock(made.leaves_s),
        STAYS: round((made.leaves_s - made.begins_s) / 60, 1),
        LENGTH: made.leg.length_m,
        WALKED: stop.walked_m,
        HOW: _how(job, stop.directions),
    }
    return {name.say(job.lang): value for name, value in told.items()}


def left_row(job: Placed, left: LeftOut) -> Row:
    """Return a visit that is left out as a row.

    Parameters
    ----------
    job : Placed
        The patrol.
    left : LeftOut
        The visit.

    Returns
    -------
    dict
        Values under their headers.
    """
    told = {
        PLACE: name_of(left.visit),
        PLACE_ID: plain(left.visit.key),
        KIND: kind_of(left.visit).say(job.lang),
        LEVEL: level_word(left.visit.level).say(job.lang),
        GRID: plain(left.visit.grid),
        REASON: REASONS[left.reason].say(job.lang),
        WHY: job.say(left.why),
        SHORT_MIN: None if left.short_s is None else round(left.short_s / 60, 1),
        SHORT_M: left.short_m,
    }
    return {name.say(job.lang): value for name, value in told.items()}


def route_row(job: Placed, route: ToldRoute) -> Row:
    """Return a route as a row.

    Parameters
    ----------
    job : Placed
        The patrol.
    route : ToldRoute
        The route.

    Returns
    -------
    dict
        Values under their headers.
    """
    made = route.route
    told = {
        NUMBER: f"{route.number:02d}",
        TEAM: route.name,
        STATION: plain(made.team.start_name),
        STOPS: len(route.stops),
        KILOMETRES: round(made.length_m / 1000, 2),
        MINUTES: round(route.duration_s / 60, 1),
        OUT: clock(made.team.begins_s),
        HOME: clock(made.ends_s),
    }
    return {name.say(job.lang): value for name, value in told.items()}


def write_xlsx(job: Placed, path: Path) -> None:
    """Write a patrol as a workbook: summary, a sheet a team, what is left out, what it is.

    Parameters
    ----------
    job : Placed
        The patrol.
    path : Path
        The file.
    """
    book = Workbook(write_only=True)
    titles = _titles([SUMMARY.say(job.lang), *(route.name for route in job.routes)])
    write_page(book.create_sheet(next(titles)), _summary(job), "")
    for route in job.routes:
        write_page(book.create_sheet(next(titles)), _route_table(job, route), "")
    if job.left_out:
        rows = [left_row(job, left) | _position(job, left.visit.xy) for left in job.left_out]
        write_page(book.create_sheet(next(titles)), pd.DataFrame(rows), "")
    write_facts(book, job.facts(), lang=job.lang)
    book.save(path)


def _summary(job: Placed) -> pd.DataFrame:
    headers = [text.say(job.lang) for text in (NUMBER, TEAM, STATION, STOPS, KILOMETRES, MINUTES)]
    headers += [OUT.say(job.lang), HOME.say(job.lang)]
    return pd.DataFrame([route_row(job, route) for route in job.routes], columns=headers)


def _route_table(job: Placed, route: ToldRoute) -> pd.DataFrame:
    rows = [stop_row(job, stop) | _position(job, stop.stop.visit.xy) for stop in route.stops]
    made = route.route
    home: Row = {
        NUMBER.say(job.lang): BACK.say(job.lang),
        PLACE.say(job.lang): plain(made.team.start_name),
        ARRIVES.say(job.lang): clock(made.ends_s),
        LENGTH.say(job.lang): made.back.length_m,
        WALKED.say(job.lang): made.length_m,
        HOW.say(job.lang): _how(job, route.back),
        **_position(job, made.team.start),
    }
    return pd.DataFrame([*rows, home], columns=list(rows[0]), dtype=object)


def _how(job: Placed, lines: Sequence[Instruction]) -> str:
    return Text("；", "; ").say(job.lang).join(line.text.say(job.lang) for line in lines)


def _position(job: Placed, xy: tuple[float, float]) -> Row:
    lon, lat = job.place(xy)
    names = (f"{LON.say(job.lang)}{job.suffix}", f"{LAT.say(job.lang)}{job.suffix}")
    return {names[0]: round(lon, 8), names[1]: round(lat, 8)}


def _titles(wanted: Sequence[str]) -> Iterator[str]:
    """Yield titles of sheets that Excel takes, no two alike; then that of what is left out."""
    given = {Text("说明", "About").say("zh").casefold(), "about", "history"}
    for name in (*wanted, LEFT_OUT.zh if wanted[0] == SUMMARY.zh else LEFT_OUT.en):
        plain = _NOT_IN_TITLES.sub("_", name).strip("' ") or "_"
        title, tries = plain[:LONGEST_TITLE], 2
        while title.casefold() in given:
            ending = f" ({tries})"
            title, tries = plain[: LONGEST_TITLE - len(ending)] + ending, tries + 1
        given.add(title.casefold())
        yield title
