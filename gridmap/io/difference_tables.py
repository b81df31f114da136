"""Differences of plans as tables: what became of every grid, and the flows between grids."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pandas as pd
from openpyxl import Workbook

from gridmap.editing import Difference, Flow, Share, Succession, say
from gridmap.editing.telling import NONE, TITLES, Count, exactly
from gridmap.errors import Lang, Text
from gridmap.io.exporting_tables import write_facts, write_page
from gridmap.layers.tables import neutral

SUCCESSIONS = Text("网格沿革", "Successions")
FLOWS = Text("户数流向", "Flows")
STAYED, MOVED = Text("未变", "stayed"), Text("变更", "moved")
REASONS = {"built": Text("新增楼栋", "built"), "gone": Text("已无楼栋", "gone")}
WITHHELD = Text("隐去", "withheld")


@dataclass(frozen=True, slots=True)
class Telling:
    """How a difference is told.

    Attributes
    ----------
    names : Mapping of str to str
        Name of each community by its code.
    lang : {"zh", "en"}
        The language of headers and sentences.
    figure : callable
        Gives the figure that is told of a count; None for one too small to be told.
    count : callable
        Tells a number of households in a sentence.
    with_units : bool
        Whether units and buildings are counted.
    """

    names: Mapping[str, str]
    lang: Lang = "zh"
    figure: Callable[[int], int | None] = int
    count: Count = exactly
    with_units: bool = True


def successions_frame(found: Difference, told: Telling) -> pd.DataFrame:
    """Return what became of every grid as a table.

    Parameters
    ----------
    found : Difference
        The difference.
    told : Telling
        How it is told.

    Returns
    -------
    DataFrame
        A row for each succession, codes as texts.
    """
    rows = [_succession(row, told) for row in found.successions]
    heads = [head.say(told.lang) for head in _SUCCESSION_HEADS]
    return pd.DataFrame(rows, columns=heads, dtype=object)


def flows_frame(found: Difference, told: Telling) -> pd.DataFrame:
    """Return the flows between grids as a table.

    Parameters
    ----------
    found : Difference
        The difference.
    told : Telling
        How it is told.

    Returns
    -------
    DataFrame
        A row for each flow, codes as texts.
    """
    heads = _FLOW_HEADS if told.with_units else (*_FLOW_HEADS[:3], *_FLOW_HEADS[5:])
    rows = [_flow(flow, found, told) for flow in found.flows]
    return pd.DataFrame(rows, columns=[head.say(told.lang) for head in heads], dtype=object)


def difference_csv(found: Difference, told: Telling) -> bytes:
    """Return what became of every grid as CSV: UTF-8 with BOM, formulas neutralised.

    Parameters
    ----------
    found : Difference
        The difference.
    told : Telling
        How it is told.

    Returns
    -------
    bytes
        The file.
    """
    table = successions_frame(found, told).map(
        lambda cell: neutral(cell) if isinstance(cell, str) else cell
    )
    return table.to_csv(index=False, lineterminator="\r\n").encode("utf-8-sig")


def difference_workbook(found: Difference, told: Telling, *, about: Mapping[str, str]) -> bytes:
    """Return successions and flows as an xlsx, with a sheet that says what it is.

    Parameters
    ----------
    found : Difference
        The difference.
    told : Telling
        How it is told.
    about : Mapping of str to str
        Facts by their names: the plans, their versions, the date.

    Returns
    -------
    bytes
        The file.
    """
    book = Workbook(write_only=True)
    tables = {SUCCESSIONS: successions_frame(found, told), FLOWS: flows_frame(found, told)}
    for name, table in tables.items():
        title = name.say(told.lang)
        write_page(book.create_sheet(title), table, title)
    write_facts(book, about, lang=told.lang)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


_SUCCESSION_HEADS = (
    Text("类型", "Type"),
    Text("原网格编码", "Code before"),
    Text("现网格编码", "Code after"),
    Text("社区代码", "Community code"),
    Text("社区名称", "Community"),
    Text("原户数", "Households before"),
    Text("现户数", "Households after"),
    Text("划入户数", "Households in"),
    Text("划出户数", "Households out"),
    Text("来源网格(户数)", "From (households)"),
    Text("去向网格(户数)", "To (households)"),
    Text("说明", "In a sentence"),
)
_FLOW_HEADS = (
    Text("原网格编码", "Code before"),
    Text("现网格编码", "Code after"),
    Text("归属", "Grid"),
    Text("基本单元数", "Units"),
    Text("楼栋数", "Buildings"),
    Text("原户数", "Households before"),
    Text("现户数", "Households after"),
    Text("现人数", "Persons after"),
)


def _succession(row: Succession, told: Telling) -> list[object]:
    shares = (row.predecessors, row.successors)
    counts = (row.households_before, row.households, row.moved_in, row.moved_out)
    return [
        TITLES[row.kind].say(told.lang),
        row.old or "",
        row.new or "",
        row.community_code,
        told.names.get(row.community_code, ""),
        *(_figure(one, told) for one in counts),
        *("；".join(_share(share, told) for share in some) for some in shares),
        say(row, count=told.count).say(told.lang),
    ]


def _flow(flow: Flow, found: Difference, told: Telling) -> list[object]:
    word = MOVED if found.is_move(flow) else REASONS.get(flow.reason, STAYED)
    counts = (flow.households_before, flow.households, flow.persons)
    return [
        flow.old or NONE.say(told.lang),
        flow.new or NONE.say(told.lang),
        word.say(told.lang),
        *((flow.units, flow.buildings) if told.with_units else ()),
        *(_figure(one, told) for one in counts),
    ]


def _share(share: Share, told: Telling) -> str:
    return f"{share.code or NONE.say(told.lang)}({_figure(share.households, told)})"


def _figure(count: int, told: Telling) -> object:
    figure = told.figure(count)
    return WITHHELD.say(told.lang) if figure is None else figure
