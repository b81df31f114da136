"""The report of an audit on A4 paper: figures, a map of each net with numbered faults, a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import geopandas as gpd
import numpy as np
import shapely

from gridmap.audit import KINDS, FaultKind, NetAudit, NetFault
from gridmap.audit.auditing import LOOKED_AT
from gridmap.errors import Lang, Text
from gridmap.sheets.drawing import PdfCanvas
from gridmap.sheets.maps import Focus, Mark, Scene, draw_legend, draw_map
from gridmap.sheets.maps.colouring import tinted
from gridmap.sheets.pdf import Box, Column, Paper, draw_table
from gridmap.sheets.pdf.paper import QUIET, line_height, rgb

LEFT, TOP, WIDTH, BOTTOM = 12.0, 12.0, 186.0, 281.0
MAP_MM, LEGEND_MM = 218.0, 30.0
MOST_MARKS = 60
MOST_ROWS = 300

DRAWN: tuple[FaultKind, ...] = (
    "gap",
    "overlap",
    "exclave",
    "outside",
    "barrier",
    "invalid",
    "duplicate",
    "sliver",
)
"""Kinds that are marked on the map of a net; the others are in the table."""

TITLE = Text("现有网体检报告", "Audit of existing nets")


def audit_sheet(
    audit: NetAudit,
    nets: gpd.GeoDataFrame,
    layers: Mapping[str, gpd.GeoDataFrame],
    *,
    date: str,
    lang: Lang = "zh",
) -> bytes:
    """Return the report as PDF.

    Parameters
    ----------
    audit : NetAudit
        The audit.
    nets : GeoDataFrame
        The nets that were audited, in any CRS.
    layers : Mapping of str to GeoDataFrame
        Layers of the project, in any CRS.
    date : str
        The day, ``YYYY-MM-DD``; equal audits of a day give equal files.
    lang : {"zh", "en"}
        The language.

    Returns
    -------
    bytes
        A PDF.
    """
    made = datetime.strptime(date, "%Y-%m-%d").replace(tzinfo=UTC)
    title = TITLE.say(lang)
    page = Text("第 {n} 页，共 {all} 页", "page {n} of {all}").say(lang)
    foot = f"gridmap · {title} · {date} · {page}"
    paper = Paper(title=f"{title} {date}", lang=lang, made=made, foot=foot)
    report = _Report(paper, audit, lang)
    report.first(date)
    placed = nets.to_crs(audit.crs)
    ground = {name: layers[name].to_crs(audit.crs) for name in LOOKED_AT if name in layers}
    for one in audit.nets:
        report.net(one.net, placed[placed["net"] == one.net], ground)
    report.table()
    return bytes(paper.output())


class _Report:
    """Draws the report, page by page."""

    def __init__(self, paper: Paper, audit: NetAudit, lang: Lang) -> None:
        self.paper, self.audit, self.lang = paper, audit, lang
        self.numbered = list(enumerate(audit.faults, start=1))

    def _page(self, heading: str) -> float:
        self.paper.add_page()
        self.paper.write_line(heading, LEFT, TOP - 2, size_pt=13, width=WIDTH, bold=True)
        return TOP + 7

    def _say(self, zh: str, en: str) -> str:
        return Text(zh, en).say(self.lang)

    def first(self, date: str) -> None:
        """Print what was looked at, each net in figures, and nets beside each other."""
        self.paper.add_page()
        self.paper.write_line(TITLE.say(self.lang), LEFT, TOP, size_pt=20, width=WIDTH, bold=True)
        asked = self.audit.settings
        told = self._say(
            f"{date}　户数区间 {asked.band.lower}–{asked.band.upper} 户　容差 "
            f"{asked.tolerance_m:g} 米　共 {len(self.audit.faults)} 处问题",
            f"{date}   band {asked.band.lower}–{asked.band.upper}   tolerance "
            f"{asked.tolerance_m:g} m   {len(self.audit.faults)} faults",
        )
        self.paper.write_line(told, LEFT, TOP + 11, size_pt=9.5, width=WIDTH, colour=QUIET)
        y = self._summary(TOP + 20)
        y = self._kinds(y + 7)
        if self.audit.pairs:
            self._pairs(y + 7)

    def _titled(self, title: str, y: float) -> float:
        self.paper.write_line(title, LEFT, y, size_pt=11.5, bold=True)
        return y + line_height(11.5) + 1

    def _draw(self, columns: Sequence[Column], rows: Sequence[Sequence[str]], y: float) -> float:
        return draw_table(
            self.paper,
            columns,
            rows,
            x=LEFT,
            y=y,
            bottom=BOTTOM,
            next_page=lambda: self._page(TITLE.say(self.lang)),
            size_pt=8.5,
            least_height=6.0,
        )

    def _summary(self, y: float) -> float:
        columns = (
            Column(self._say("网", "Net"), 34),
            Column(self._say("网格", "Grids"), 16, "right"),
            Column(self._say("户数合格", "In band"), 22, "right"),
            Column(self._say("覆盖户数", "Households"), 26, "right"),
            Column(self._say("无网格户数", "In none"), 26, "right"),
            Column(self._say("无网格楼栋", "Buildings in none"), 26, "right"),
            Column(self._say("覆盖率", "Covered"), 36, "right"),
        )
        rows = [
            (
                one.net,
                f"{one.grids}",
                f"{one.in_band}",
                f"{one.households:,}",
                f"{one.households_none:,}",
                f"{one.buildings_none:,}",
                f"{100 * one.covered_m2 / one.ground_m2:.2f}%" if one.ground_m2 else "–",
            )
            for one in self.audit.nets
        ]
        return self._draw(columns, rows, self._titled(self._say("各网概况", "The nets"), y))

    def _kinds(self, y: float) -> float:
        names = [one.net for one in self.audit.nets][:5]
        each = 96.0 / max(len(names), 1)
        columns = (
            Column(self._say("问题", "Fault"), 36),
            Column(self._say("含义", "Meaning"), 54),
            *(Column(name, each, "right") for name in names),
        )
        rows = [
            (
                kind.title.say(self.lang),
                kind.meaning.say(self.lang),
                *(self._count(kind.name, name) for name in names),
            )
            for kind in KINDS.values()
            if not kind.between
        ]
        title = self._say("网内问题（处 / 户）", "Within nets (faults / households)")
        return self._draw(columns, rows, self._titled(title, y))

    def _count(self, kind: FaultKind, net: str) -> str:
        own = [fault for fault in self.audit.of(kind) if fault.nets == (net,)]
        homes = sum(fault.households for fault in own)
        return f"{len(own)} / {homes:,}" if own else "0"

    def _pairs(self, y: float) -> None:
        columns = (
            Column(self._say("两网", "Nets"), 46),
            Column(self._say("边界不贴合", "Edges apart"), 38, "right"),
            Column(self._say("归属不一致", "Grouped differently"), 40, "right"),
            Column(self._say("前者独有", "First only"), 31, "right"),
            Column(self._say("后者独有", "Second only"), 31, "right"),
        )
        homes, metres = self._say("户", "households"), self._say("米", "m")
        places = self._say("处", "places")
        rows = [
            (
                f"{one.first} – {one.second}",
                f"{one.edges} {places}, {one.edge_m:,.0f} {metres}",
                f"{one.households_moved:,} {homes}",
                f"{one.first_only_m2:,.0f} m²",
                f"{one.second_only_m2:,.0f} m²",
            )
            for one in self.audit.pairs
        ]
        self._draw(columns, rows, self._titled(self._say("网间对照", "Between nets"), y))

    def net(
        self, name: str, grids: gpd.GeoDataFrame, layers: Mapping[str, gpd.GeoDataFrame]
    ) -> None:
        """Print the map of one net with its faults.

        Parameters
        ----------
        name : str
            The net.
        grids : GeoDataFrame
            Its grids in metres.
        layers : Mapping of str to GeoDataFrame
            Layers in metres.
        """
        own = [
            (number, fault)
            for number, fault in self.numbered
            if fault.nets == (name,) and fault.kind in DRAWN and fault.shape is not None
        ]
        shown = own[:MOST_MARKS]
        y = self._page(f"{name}　{self._say('问题分布', 'faults')}")
        if len(own) > len(shown):
            more = self._say(
                f"图上只标前 {len(shown)} 处，其余见表。",
                f"The first {len(shown)} are marked; the others are in the table.",
            )
            self.paper.write_line(more, LEFT, y - 2, size_pt=8, width=WIDTH, align="right")
        scene = _scene(name, grids, layers, [self._mark(*one) for one in shown])
        canvas = PdfCanvas(self.paper)
        drawn = draw_map(canvas, Box(LEFT, y + 3, WIDTH, MAP_MM), scene, lang=self.lang)
        box = Box(LEFT, y + MAP_MM + 7, WIDTH, LEGEND_MM)
        draw_legend(canvas, box, drawn.legend, lang=self.lang)

    def _mark(self, number: int, fault: NetFault) -> Mark:
        kind = KINDS[fault.kind]
        return Mark(fault.shape, rgb(kind.colour), str(number), kind.title.say(self.lang))

    def table(self) -> None:
        """Print the faults as a table, the gravest of each kind first."""
        y = self._page(self._say("问题清单", "The faults"))
        shown = self.numbered[:MOST_ROWS]
        if len(self.numbered) > MOST_ROWS:
            told = self._say(
                f"共 {len(self.numbered)} 处，此处列出前 {MOST_ROWS} 处，全部见 xlsx。",
                f"The first {MOST_ROWS} of {len(self.numbered)}; the xlsx holds all.",
            )
            self.paper.write_line(told, LEFT, y, size_pt=8.5, colour=QUIET)
            y += 6
        columns = (
            Column(self._say("序号", "No."), 12, "centre"),
            Column(self._say("类型", "Kind"), 24),
            Column(self._say("网", "Net"), 24),
            Column(self._say("说明", "What"), 74, most_lines=4),
            Column(self._say("处理办法", "Remedy"), 52, most_lines=4),
        )
        rows = [
            (
                str(number),
                KINDS[fault.kind].title.say(self.lang),
                "、".join(fault.nets),
                fault.what.say(self.lang),
                fault.remedy.say(self.lang),
            )
            for number, fault in shown
        ]
        if rows:
            self._draw(columns, rows, y)
        else:
            none = self._say("没有发现问题。", "Nothing is wrong.")
            self.paper.write_line(none, LEFT, y, size_pt=10)


def _scene(
    name: str,
    grids: gpd.GeoDataFrame,
    layers: Mapping[str, gpd.GeoDataFrame],
    marks: Sequence[Mark],
) -> Scene:
    """Return a net as a map shows a plan."""
    valid = shapely.make_valid(grids.geometry.to_numpy())
    there = ~shapely.is_missing(valid) & ~shapely.is_empty(valid)
    codes = grids["net_grid_id"].fillna("").astype(str).to_numpy()[there]
    drawn = gpd.GeoDataFrame(
        {"grid_code": codes, "community_code": "", "community": ""},
        geometry=gpd.GeoSeries(valid[there], crs=grids.crs),
    )
    area = shapely.union_all(np.asarray(drawn.geometry))
    return Scene(
        area=area,
        grids=drawn,
        focus=Focus.all(),
        title=name,
        layers=layers,
        colours=tinted(drawn),
        marks=tuple(marks),
    )
