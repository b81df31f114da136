"""Routes on A4 paper: who and when, a sketch, the stops with room to write, the way, a QR code."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

from numpy.typing import NDArray

from gridmap.errors import Lang, SettingsError, Text
from gridmap.routing.records import Patrol
from gridmap.routing.telling import clock, distance, plain
from gridmap.routing.telling_stops import ToldRoute, told_route
from gridmap.sheets.patrol_drawing import draw_sketch
from gridmap.sheets.patrol_facts import digest, kind_and_level, shift, total, warning
from gridmap.sheets.patrol_sketch import sketch_of
from gridmap.sheets.patrol_words import WORDS
from gridmap.sheets.pdf import Box, Column, Paper, draw_qr, draw_table
from gridmap.sheets.pdf.paper import QUIET, line_height, rgb

LEFT, TOP, WIDTH = 12.0, 12.0, 186.0
BOTTOM = 283.0
QR_MM = 30.0
SKETCH_HEIGHTS_MM = (70.0, 118.0)
LINES_PT = 8.5

Address = Callable[[int], str | None]
"""From the number of a route to the address of its page on the network."""


def patrol_sheet(
    patrol: Patrol,
    *,
    only: int | None = None,
    lang: Lang = "zh",
    address: Address | None = None,
    roads: NDArray[Any] | None = None,
) -> bytes:
    """Return the routes of a patrol as PDF, each from a page of its own.

    Parameters
    ----------
    patrol : Patrol
        The patrol.
    only : int, optional
        Number of the one route to print, from 1.
    lang : {"zh", "en"}
        The language.
    address : callable, optional
        Returns the address that the QR of a route holds; without one it holds what the route is
        known by.
    roads : ndarray of LineString, optional
        Roads near by for the sketches, in metres of the patrol's CRS.

    Returns
    -------
    bytes
        A PDF; equal for equal routes.

    Raises
    ------
    SettingsError
        If there is no route with stops to print.
    """
    told = [
        told_route(route, number)
        for number, route in enumerate(patrol.routes, start=1)
        if route.stops and only in {None, number}
    ]
    if not told:
        raise SettingsError(
            Text("没有可打印的路线。", "There is no route to print."),
            Text("请选择有巡查点的路线。", "Choose a route that has stops."),
        )
    paper = _paper(patrol, told, lang)
    for one in told:
        _Sheet(paper, patrol, one, lang).draw(address, roads)
    return bytes(paper.output())


def _paper(patrol: Patrol, told: list[ToldRoute], lang: Lang) -> Paper:
    made = datetime.strptime(patrol.date, "%Y-%m-%d").replace(tzinfo=UTC)
    title = f"{WORDS['patrol'].say(lang)} {patrol.date}"
    return Paper(
        title=f"{title} {told[0].name}" if len(told) == 1 else title,
        lang=lang,
        made=made,
        foot=f"gridmap · {title} · {WORDS['datum'].say(lang)} · {WORDS['page'].say(lang)}",
    )


class _Sheet:
    """Draws one route, from top to bottom."""

    def __init__(self, paper: Paper, patrol: Patrol, told: ToldRoute, lang: Lang) -> None:
        self.paper, self.patrol, self.told, self.lang = paper, patrol, told, lang
        self.known = digest(patrol, told)

    def draw(self, address: Address | None, roads: NDArray[Any] | None) -> None:
        self.paper.add_page()
        y = self._head(None if address is None else address(self.told.number))
        y = self._sketch(y, roads)
        y = self._table(y + 4)
        self._lines(y + 5)

    def _say(self, name: str) -> str:
        return WORDS[name].say(self.lang)

    def _next_page(self) -> float:
        self.paper.add_page()
        text = f"{self._say('patrol')} {self.told.name} {self.patrol.date}"
        self.paper.write_line(text, LEFT, TOP - 3, size_pt=9, width=WIDTH, colour=QUIET)
        return TOP + 4

    def _head(self, address: str | None) -> float:
        room = WIDTH - QR_MM - 6
        title = f"{self._say('patrol')}  {self.told.name}"
        lines = self.paper.lines_of(title, room, size_pt=18, most=2)
        y = self.paper.write_lines(lines, LEFT, TOP - 2, size_pt=18, bold=True) + 2
        for place, (name, value) in enumerate(self._facts()):
            x = LEFT + place % 2 * room / 2
            top = y + place // 2 * 6.2
            self.paper.write_line(name, x, top, size_pt=9, colour=QUIET)
            self.paper.write_line(value, x + 19, top, size_pt=9.5, width=room / 2 - 21)
        left = LEFT + WIDTH - QR_MM
        draw_qr(self.paper, address or self._identity(), Box(left, TOP - 4, QR_MM, QR_MM))
        caption = self._say("scan" if address else "scan_version")
        self.paper.write_line(
            caption, left - 6, TOP - 4 + QR_MM, size_pt=7, width=QR_MM + 12, align="centre"
        )
        return max(y + 4 * 6.2, TOP + QR_MM + 2)

    def _facts(self) -> Iterator[tuple[str, str]]:
        team = self.told.route.team
        yield self._say("date"), self.patrol.date
        yield self._say("shift"), shift(self.told)
        yield self._say("station"), plain(team.start_name) or "–"
        yield self._say("warning"), warning(self.patrol).say(self.lang)
        yield self._say("total"), total(self.told).say(self.lang)
        yield self._say("version"), self.known
        yield self._say("signed"), "______________"

    def _identity(self) -> str:
        return f"gridmap {self.known} {self.patrol.date} {self.told.name}"

    def _sketch(self, y: float, roads: NDArray[Any] | None) -> float:
        sketch = sketch_of(
            self.told,
            metric_crs=self.patrol.metric_crs,
            width_mm=WIDTH,
            heights_mm=SKETCH_HEIGHTS_MM,
            roads=roads,
        )
        colour = rgb(self.told.colour)
        draw_sketch(self.paper, sketch, x=LEFT, y=y, colour=colour, lang=self.lang)
        bottom = y + sketch.height_mm
        self.paper.write_line(
            self._say("no_survey"),
            LEFT,
            bottom - 4.6,
            size_pt=6.5,
            width=WIDTH - 2,
            align="right",
            colour=QUIET,
        )
        return bottom

    def _table(self, y: float) -> float:
        columns = (
            Column(self._say("no"), 11, "centre"),
            Column(self._say("hazard"), 46),
            Column(self._say("kind"), 30),
            Column(self._say("arrive"), 14, "centre"),
            Column(self._say("leave"), 14, "centre"),
            Column(self._say("way"), 17, "right"),
            Column(self._say("checked"), 12, "centre"),
            Column(self._say("found"), 42),
        )
        return draw_table(
            self.paper,
            columns,
            list(self._rows()),
            x=LEFT,
            y=y,
            bottom=BOTTOM,
            next_page=self._next_page,
            least_height=8.5,
        )

    def _rows(self) -> Iterator[tuple[str, ...]]:
        for stop in self.told.stops:
            made = stop.stop
            times = clock(made.arrives_s), clock(made.leaves_s)
            kind = kind_and_level(stop).say(self.lang)
            way = distance(made.leg.length_m).say(self.lang)
            yield stop.label, stop.name, kind, *times, way, "□", ""
        back = self.told.route
        start = f"{self._say('back')} {plain(back.team.start_name)}"
        way = distance(back.back.length_m).say(self.lang)
        yield "", start, "", clock(back.ends_s), "", way, "", ""

    def _lines(self, y: float) -> None:
        """Print the turn-by-turn."""
        if y + 3 * line_height(LINES_PT) + 6 > BOTTOM:
            y = self._next_page()
        self.paper.write_line(self._say("how"), LEFT, y, size_pt=11, bold=True)
        y += line_height(11) + 1
        for label, text in self._ways():
            lines = self.paper.lines_of(text, WIDTH - 9, size_pt=LINES_PT)
            if y + len(lines) * line_height(LINES_PT) > BOTTOM:
                y = self._next_page()
            self.paper.write_line(label, LEFT, y, size_pt=LINES_PT, bold=True)
            y = self.paper.write_lines(lines, LEFT + 9, y, size_pt=LINES_PT) + 0.8

    def _ways(self) -> Iterator[tuple[str, str]]:
        join = Text("；", "; ").say(self.lang)
        for stop in self.told.stops:
            yield stop.label, join.join(line.text.say(self.lang) for line in stop.directions)
        yield (
            Text("返", "Back").say(self.lang),
            join.join(line.text.say(self.lang) for line in self.told.back),
        )
