"""An audit of nets as tables: a summary, nets beside each other, a sheet for each kind of fault."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import shapely
from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.worksheet.properties import PageSetupProperties
from pyproj import Transformer

from gridmap.audit import KINDS, NetAudit, NetFault
from gridmap.crs import STORAGE_CRS
from gridmap.errors import Lang, Text
from gridmap.io.exporting_tables import write_facts, write_page
from gridmap.layers import CONTRACTS
from gridmap.layers.tables import neutral

SUMMARY = Text("汇总", "Summary")
PAIRS = Text("两网对照", "Nets beside each other")
MATRIX = Text("一致率矩阵", "Agreement")
NUMBER = Text("序号", "No.")
NET, BESIDE = Text("网", "Net"), Text("对照网", "Beside")
_DECIMALS = 7


def faults_frame(
    audit: NetAudit, faults: Sequence[NetFault] | None = None, *, lang: Lang = "zh"
) -> pd.DataFrame:
    """Return faults as a table.

    Parameters
    ----------
    audit : NetAudit
        The audit; its order gives the numbers.
    faults : sequence of NetFault, optional
        Some of its faults; all by default.
    lang : {"zh", "en"}
        Language of headers, kinds and sentences.

    Returns
    -------
    DataFrame
        A row for each fault; ids and codes as texts, places in CGCS2000.
    """
    number = {id(fault): place for place, fault in enumerate(audit.faults, start=1)}
    wanted = audit.faults if faults is None else faults
    lonlat = places(audit, wanted)
    rows = [
        [number[id(fault)], *_row(fault, audit, lang), *place]
        for fault, place in zip(wanted, lonlat, strict=True)
    ]
    return pd.DataFrame(rows, columns=[head.say(lang) for head in _HEADS], dtype=object)


_HEADS = (
    NUMBER,
    Text("类型", "Kind"),
    NET,
    Text("网格编号", "Grids"),
    Text("对象", "About"),
    Text("社区代码", "Community code"),
    Text("社区", "Community"),
    Text("户数", "Households"),
    Text("楼栋数", "Buildings"),
    Text("面积(平方米)", "Area (m²)"),
    Text("长度(米)", "Length (m)"),
    Text("最宽(米)", "Width (m)"),
    Text("说明", "What"),
    Text("处理办法", "Remedy"),
    Text("经度", "Longitude"),
    Text("纬度", "Latitude"),
)


def _row(fault: NetFault, audit: NetAudit, lang: Lang) -> list[object]:
    thin = fault.kind in {"sliver", "edge"}
    return [
        KINDS[fault.kind].title.say(lang),
        "、".join(fault.nets),
        "、".join(one or "–" for one in fault.grids),
        ABOUT[fault.about].say(lang) if thin and fault.about in ABOUT else fault.about,
        fault.community_code,
        audit.communities.get(fault.community_code, ""),
        fault.households,
        fault.buildings,
        round(fault.area_m2, 1),
        round(fault.length_m, 1) if thin else None,
        round(fault.width_m, 2) if thin else None,
        fault.what.say(lang),
        fault.remedy.say(lang),
    ]


ABOUT = {
    "gap": Text("缝隙", "gap"),
    "overlap": Text("压盖", "overlap"),
    "part": Text("碎片", "scrap"),
}
"""What a sliver is."""


def places(audit: NetAudit, faults: Sequence[NetFault]) -> list[tuple[object, object]]:
    """Return a place in each fault.

    Parameters
    ----------
    audit : NetAudit
        The audit.
    faults : sequence of NetFault
        Some of its faults.

    Returns
    -------
    list of tuple
        Longitude and latitude in CGCS2000; None where a fault has no place.
    """
    points = shapely.point_on_surface(np.array([fault.shape for fault in faults], dtype=object))
    lonlat = Transformer.from_crs(audit.crs, STORAGE_CRS, always_xy=True)
    lon, lat = lonlat.transform(shapely.get_x(points), shapely.get_y(points))
    known = np.isfinite(lon)
    return [
        (round(float(x), _DECIMALS), round(float(y), _DECIMALS)) if there else (None, None)
        for x, y, there in zip(lon, lat, known, strict=True)
    ]


def summary_frame(audit: NetAudit, *, lang: Lang = "zh") -> pd.DataFrame:
    """Return each net in figures.

    Parameters
    ----------
    audit : NetAudit
        The audit.
    lang : {"zh", "en"}
        Language of headers.

    Returns
    -------
    DataFrame
        A row for each net: grids, households, covered ground, faults of each kind.
    """
    kinds = [kind for kind in KINDS.values() if not kind.between]
    heads = [*_SUMMARY_HEADS, *(kind.title for kind in kinds)]
    rows = [
        [
            one.net,
            one.grids,
            one.in_band,
            one.special,
            one.households,
            one.households_none,
            one.buildings_none,
            round(one.covered_m2),
            round(100 * one.covered_m2 / one.ground_m2, 2) if one.ground_m2 else None,
            round(sum(f.area_m2 for f in audit.of("gap") if f.nets == (one.net,))),
            round(sum(f.area_m2 for f in audit.of("overlap") if f.nets == (one.net,))),
            round(sum(f.area_m2 for f in audit.of("sliver") if f.nets == (one.net,)), 1),
            *(one.counts.get(kind.name, 0) for kind in kinds),
        ]
        for one in audit.nets
    ]
    return pd.DataFrame(rows, columns=[head.say(lang) for head in heads], dtype=object)


_SUMMARY_HEADS = (
    NET,
    Text("网格数", "Grids"),
    Text("户数合格网格", "In band"),
    Text("专属网格", "Special"),
    Text("覆盖户数", "Households"),
    Text("无网格户数", "Households in none"),
    Text("无网格楼栋", "Buildings in none"),
    Text("覆盖面积(平方米)", "Covered (m²)"),
    Text("覆盖率(%)", "Covered (%)"),
    Text("盲区面积(平方米)", "Gaps (m²)"),
    Text("重叠面积(平方米)", "Overlaps (m²)"),
    Text("碎缝面积(平方米)", "Slivers (m²)"),
)


def pairs_frame(audit: NetAudit, *, lang: Lang = "zh") -> pd.DataFrame:
    """Return every net beside every other, both ways round.

    Parameters
    ----------
    audit : NetAudit
        The audit.
    lang : {"zh", "en"}
        Language of headers.

    Returns
    -------
    DataFrame
        A row for each two nets.
    """
    rows = [
        [
            one.first,
            one.second,
            one.edges,
            round(one.edge_m, 1),
            round(one.edge_m2, 1),
            one.buildings_moved,
            one.households_moved,
            _alike(one.households_moved, one.households_both),
            round(one.first_only_m2),
            one.first_only_households,
            round(one.second_only_m2),
            one.second_only_households,
        ]
        for one in audit.pairs
    ]
    return pd.DataFrame(rows, columns=[head.say(lang) for head in _PAIR_HEADS], dtype=object)


_PAIR_HEADS = (
    NET,
    BESIDE,
    Text("边界不贴合(处)", "Edges apart"),
    Text("错边长度(米)", "Length (m)"),
    Text("错边面积(平方米)", "Area (m²)"),
    Text("归属不一致楼栋", "Buildings grouped differently"),
    Text("归属不一致户数", "Households grouped differently"),
    Text("归属一致率(%)", "Grouped alike (%)"),
    Text("前者独有(平方米)", "First only (m²)"),
    Text("前者独有户数", "First only, households"),
    Text("后者独有(平方米)", "Second only (m²)"),
    Text("后者独有户数", "Second only, households"),
)


def _alike(moved: int, both: int) -> float | None:
    return round(100 * (1 - moved / both), 1) if both else None


def matrix_frame(audit: NetAudit, *, lang: Lang = "zh") -> pd.DataFrame:
    """Return how much of the households every two nets group alike, as a matrix.

    Parameters
    ----------
    audit : NetAudit
        The audit.
    lang : {"zh", "en"}
        Language of the header.

    Returns
    -------
    DataFrame
        Percent, a row and a column for each net.
    """
    names = [one.net for one in audit.nets]
    share = {}
    for one in audit.pairs:
        alike = _alike(one.households_moved, one.households_both)
        share[one.first, one.second] = share[one.second, one.first] = alike
    rows = [
        [name, *("–" if name == other else share.get((name, other)) for other in names)]
        for name in names
    ]
    return pd.DataFrame(rows, columns=[NET.say(lang), *names], dtype=object)


def audit_csv(audit: NetAudit, *, lang: Lang = "zh") -> bytes:
    """Return the faults as CSV: UTF-8 with BOM, formulas neutralised.

    Parameters
    ----------
    audit : NetAudit
        The audit.
    lang : {"zh", "en"}
        The language.

    Returns
    -------
    bytes
        The file.
    """
    table = faults_frame(audit, lang=lang).map(
        lambda cell: neutral(cell) if isinstance(cell, str) else cell
    )
    return table.to_csv(index=False, lineterminator="\r\n").encode("utf-8-sig")


def audit_workbook(
    audit: NetAudit, *, lang: Lang = "zh", about: Mapping[str, str] | None = None
) -> bytes:
    """Return the audit as an xlsx: a summary, nets beside each other, a sheet for each kind.

    Parameters
    ----------
    audit : NetAudit
        The audit.
    lang : {"zh", "en"}
        The language.
    about : Mapping of str to str, optional
        Further facts for the sheet that says what it is.

    Returns
    -------
    bytes
        The file.
    """
    book = Workbook(write_only=True)
    tables = {SUMMARY.say(lang): summary_frame(audit, lang=lang)}
    if audit.pairs:
        tables[PAIRS.say(lang)] = pairs_frame(audit, lang=lang)
        tables[MATRIX.say(lang)] = matrix_frame(audit, lang=lang)
    for kind in KINDS.values():
        found = audit.of(kind.name)
        if found:
            tables[kind.title.say(lang)[:31]] = faults_frame(audit, found, lang=lang)
    for title, table in tables.items():
        page = book.create_sheet(title)
        _set_up(page, table)
        write_page(page, table, title)
    write_facts(book, facts(audit, lang=lang) | dict(about or {}), lang=lang)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _set_up(page: WriteOnlyWorksheet, table: pd.DataFrame) -> None:
    """Set filters, and how the sheet is printed: across, as wide as a page, its header on each."""
    page.auto_filter.ref = f"A1:{get_column_letter(len(table.columns))}{len(table) + 1}"
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = 9
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.page_setup.fitToHeight = 0
    page.print_title_rows = "1:1"


def facts(audit: NetAudit, *, lang: Lang = "zh") -> dict[str, str]:
    """Return what the audit was asked and measured against.

    Parameters
    ----------
    audit : NetAudit
        The audit.
    lang : {"zh", "en"}
        The language.

    Returns
    -------
    dict of str to str
        Facts by their names.
    """
    band, wide = audit.settings.band, audit.settings.tolerance_m
    layers = "、".join(
        f"{CONTRACTS[name].title.say(lang)} {count:,}" for name, count in audit.looked_at.items()
    )
    told = {
        Text("现有网", "Nets"): "、".join(one.net for one in audit.nets),
        Text("户数区间", "Band"): f"{band.lower}–{band.upper}",
        Text("容差(米)", "Tolerance (m)"): f"{wide:g}",
        Text("参照图层", "Measured against"): layers or "–",
        Text("社区外楼栋", "Buildings in no community"): f"{audit.outside}",
        Text("面积与长度", "Measured in"): f"EPSG:{audit.crs.to_epsg()}",
        Text("坐标", "Coordinates"): "CGCS2000",
    }
    meanings = {kind.title: kind.meaning for kind in KINDS.values()}
    return {name.say(lang): value for name, value in told.items()} | {
        name.say(lang): value.say(lang) for name, value in meanings.items()
    }
