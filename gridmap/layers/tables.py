"""Faults as a table for people: one row a fault, safe to open in a spreadsheet."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from gridmap.errors import Fault, Lang, Text

_HEADERS = (
    Text("级别", "severity"),
    Text("文件", "file"),
    Text("图层", "layer"),
    Text("要素", "feature"),
    Text("经度", "longitude"),
    Text("纬度", "latitude"),
    Text("问题", "fault"),
    Text("处理办法", "remedy"),
    Text("规则", "rule"),
)
_SEVERITIES = {
    "error": Text("错误", "error"),
    "warning": Text("警告", "warning"),
    "notice": Text("提示", "notice"),
}


def faults_to_frame(faults: Sequence[Fault], lang: Lang = "zh") -> pd.DataFrame:
    """Return the faults as a table.

    Parameters
    ----------
    faults : sequence of Fault
        What was found.
    lang : {"zh", "en"}
        Language of the headers and sentences.

    Returns
    -------
    DataFrame
        One row a fault: severity, file, layer, feature, longitude, latitude (degrees), fault,
        remedy, rule.
    """
    rows = [
        (
            _SEVERITIES[fault.severity].say(lang),
            fault.file,
            fault.layer,
            fault.feature_id,
            *(fault.place or (None, None)),
            fault.what.say(lang),
            fault.remedy.say(lang),
            fault.rule,
        )
        for fault in faults
    ]
    return pd.DataFrame(rows, columns=[header.say(lang) for header in _HEADERS])


def neutral(text: str) -> str:
    """Return a text that a spreadsheet does not take for a formula.

    Parameters
    ----------
    text : str
        A cell.

    Returns
    -------
    str
        The text, with an apostrophe in front where it begins like a formula.

    Examples
    --------
    >>> neutral("=1+1"), neutral("幸福小区")
    ("'=1+1", '幸福小区')
    """
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def write_faults(faults: Sequence[Fault], path: Path, *, lang: Lang = "zh") -> None:
    """Write the faults as CSV: UTF-8 with BOM, formulas neutralised.

    Parameters
    ----------
    faults : sequence of Fault
        What was found.
    path : Path
        The file.
    lang : {"zh", "en"}
        Language of the headers and sentences.
    """
    frame = faults_to_frame(faults, lang)
    texts = frame.columns.difference([_HEADERS[4].say(lang), _HEADERS[5].say(lang)])
    frame[texts] = frame[texts].map(lambda cell: neutral(str(cell)))
    frame.to_csv(path, index=False, encoding="utf-8-sig", lineterminator="\r\n")
