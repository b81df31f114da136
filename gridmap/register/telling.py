"""A difference of registers for people and programs: rows as JSON, and as a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from gridmap.errors import Lang, Text
from gridmap.register.difference import CellChange, Flag, RegisterDifference, RowChange
from gridmap.register.fields import Value
from gridmap.register.moving import Judged
from gridmap.register.places import Place

CHANGES = {
    "added": Text("新增", "added"),
    "changed": Text("修改", "changed"),
    "deleted": Text("删除", "deleted"),
}
EMPTY = Text("（空）", "(empty)")


def rows_frame(difference: RegisterDifference, lang: Lang) -> pd.DataFrame:
    """Return a difference as a table: a line for each cell, or for a row without any.

    Parameters
    ----------
    difference : RegisterDifference
        What was changed.
    lang : {"zh", "en"}
        The language of headers and sentences.

    Returns
    -------
    DataFrame
        Values as people see them.
    """
    lines = [
        [
            row.row_id,
            row.page.title.say(lang),
            row.key,
            row.name,
            CHANGES[row.change].say(lang),
            *_cell(cell, lang),
            _state(row).say(lang),
            " ".join(_said(flag, lang) for flag in _flags_of(row, cell)),
        ]
        for row in difference.rows
        for cell in (row.cells or (None,))
    ]
    return pd.DataFrame(lines, columns=[head.say(lang) for head in HEADS], dtype=object)


HEADS = (
    Text("标识", "Id"),
    Text("表", "Page"),
    Text("编码", "Code"),
    Text("名称", "Name"),
    Text("改动", "Change"),
    Text("列", "Column"),
    Text("原值", "Before"),
    Text("新值", "After"),
    Text("现值", "Now"),
    Text("采用", "Acceptance"),
    Text("问题与处理办法", "Faults and remedies"),
)


def judged_json(
    judged: Judged, lang: Lang, places: Mapping[str, Place] | None = None
) -> dict[str, Any]:
    """Return a difference as JSON values.

    Parameters
    ----------
    judged : Judged
        What was changed, and what the rules say of it.
    lang : {"zh", "en"}
        The language of the words for values.
    places : Mapping, optional
        Where rows lie, as `gridmap.register.places.places_of` tells.

    Returns
    -------
    dict
        ``rows``, ``faults``, ``unchanged`` and the violations; sentences in both languages.
    """
    found = judged.difference
    about = found.about
    return {
        "file": found.file,
        "version": about.version if about else None,
        "version_id": about.version_id if about else "",
        "date": about.date if about else "",
        "unchanged": found.unchanged,
        "rows": [
            {
                **row_json(row, judged.units.get(row.row_id, ()), lang),
                "at": (places or {}).get(row.row_id),
            }
            for row in found.rows
        ],
        "faults": [flag_json(flag) for flag in found.faults],
        "violations_added": [
            {
                "rule": one.rule,
                "hard": one.hard,
                "grid_code": one.grid_code,
                "what": words(one.what),
                "remedy": words(one.remedy),
            }
            for one in judged.violations_added
        ],
        "violations_resolved": list(judged.violations_resolved),
    }


def row_json(row: RowChange, units: Sequence[str], lang: Lang) -> dict[str, Any]:
    """Return a row of a difference as JSON values.

    Parameters
    ----------
    row : RowChange
        The row.
    units : sequence of str
        Units that move with it.
    lang : {"zh", "en"}
        The language of the words for values.

    Returns
    -------
    dict
        With its cells and flags.
    """
    return {
        "id": row.row_id,
        "page": row.page.name,
        "layer": row.page.layer,
        "title": words(row.page.title),
        "key": row.key,
        "name": row.name,
        "change": row.change,
        "place": row.place,
        "possible": row.possible,
        "plain": row.plain,
        "units": list(units),
        "cells": [
            {
                "column": cell.field.name,
                "title": words(cell.field.title),
                "place": cell.place,
                "before": _text(cell.field.shown(cell.before, lang)),
                "after": _text(cell.field.shown(cell.after, lang)),
                "now": _text(cell.field.shown(cell.now, lang)),
                "stale": cell.stale and row.change != "added",
                "taken": cell.taken,
            }
            for cell in row.cells
        ],
        "flags": [flag_json(flag) for flag in row.flags],
    }


def flag_json(flag: Flag) -> dict[str, Any]:
    """Return a flag as JSON values.

    Parameters
    ----------
    flag : Flag
        What is wrong.

    Returns
    -------
    dict
        Rule, place, sentences, and whether it bars.
    """
    return {
        "rule": flag.rule,
        "place": flag.place,
        "what": words(flag.what),
        "remedy": words(flag.remedy),
        "bars": flag.bars,
    }


def words(text: Text) -> dict[str, str]:
    """Return a sentence in both languages.

    Parameters
    ----------
    text : Text
        The sentence.

    Returns
    -------
    dict of str to str
        ``zh`` and ``en``.
    """
    return {"zh": text.zh, "en": text.en}


def _text(value: Value) -> str | None:
    return None if value is None else f"{value:.12g}" if isinstance(value, float) else str(value)


def _cell(cell: CellChange | None, lang: Lang) -> list[str]:
    if cell is None:
        return ["", "", "", ""]
    shown = [_text(cell.field.shown(one, lang)) for one in (cell.before, cell.after, cell.now)]
    return [cell.field.title.say(lang), *(one or EMPTY.say(lang) for one in shown)]


def _state(row: RowChange) -> Text:
    if row.plain:
        return Text("可采用", "yes")
    return Text("须单独采用", "by its id") if row.possible else Text("不可采用", "no")


def _flags_of(row: RowChange, cell: CellChange | None) -> list[Flag]:
    """Return what is wrong with a cell; with the first one of a row that of the row."""
    first = row.cells[0] if row.cells else None
    places = {one.place for one in row.cells if one.place}
    return [
        flag
        for flag in row.flags
        if (
            cell is first
            if flag.place not in places
            else cell is not None and flag.place == cell.place
        )
    ]


def _said(flag: Flag, lang: Lang) -> str:
    colon = "：" if lang == "zh" else ": "
    gap = "" if lang == "zh" else " "
    return f"{flag.place}{colon}{flag.what.say(lang)}{gap}{flag.remedy.say(lang)}"
