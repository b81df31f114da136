"""The check of columns: there, full, of the type, among the choices, in range, of the pattern."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from gridmap.errors import Text
from gridmap.layers.contract import Column, Contract
from gridmap.layers.findings import Finding, echo
from gridmap.layers.values import converter, is_null

DTYPES = {"text": "str", "date": "str", "int": "Int64", "float": "float64", "bool": "boolean"}
"""Type of the columns of a frame, by the kind of the contract."""

_KINDS = {
    "text": Text("文本", "text"),
    "date": Text("日期(如 2026-07-01)", "a date such as 2026-07-01"),
    "int": Text("整数", "a whole number"),
    "float": Text("数值", "a number"),
    "bool": Text("是或否", "yes or no"),
}
_TO_ESTIMATE = Text(
    "请填写户数，或在导入时加 --estimate 估算。",
    "Fill in households, or import with --estimate.",
)
_UNFIT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def conform_attributes(
    frame: gpd.GeoDataFrame, contract: Contract
) -> tuple[gpd.GeoDataFrame, list[Finding]]:
    """Return the layer with every column of the contract, typed as the contract says.

    Parameters
    ----------
    frame : GeoDataFrame
        The layer, its columns named as in the contract. Not changed.
    contract : Contract
        What it must hold.

    Returns
    -------
    frame : GeoDataFrame
        A copy: columns of the contract first, optional ones that were missing as nulls.
        Text is ``str``, dates too (``YYYY-MM-DD``), whole numbers ``int64`` (``Int64`` where
        some are null), numbers ``float64``, yes or no ``boolean``. Cells that do not fit are null.
    findings : list of Finding
        Every cell that does not fit.
    """
    columns: dict[str, Any] = {}
    findings: list[Finding] = []
    for column in contract.columns:
        if column.name in frame.columns:
            columns[column.name], found = _conform_column(frame[column.name], column)
            findings += found
        else:
            columns[column.name] = pd.Series(None, index=frame.index, dtype=DTYPES[column.kind])
            findings += [_missing(column, contract)] if column.required else []
    others = [name for name in frame.columns if name not in columns]
    for name in others:
        if name != "geometry":
            findings += list(_unfit_text(frame[name], str(name)))
    typed = pd.DataFrame(columns, index=frame.index)
    return gpd.GeoDataFrame(
        pd.concat([typed, frame[others]], axis=1), geometry="geometry", crs=frame.crs
    ), findings


def _missing(column: Column, contract: Contract) -> Finding:
    names = "、".join((column.name, column.title.zh, *column.aliases[:3]))
    return Finding(
        None,
        "column.missing",
        Text(f"缺少必填列“{column.title.zh}”。", f"Required column {column.name} is missing."),
        Text(
            f"请补上该列，列名可用：{names}。",
            f"Add it to the {contract.name}; it may be called {names}.",
        ),
    )


def _conform_column(series: pd.Series[Any], column: Column) -> tuple[pd.Series[Any], list[Finding]]:
    convert = converter(column)
    values: list[Any] = []
    findings: list[Finding] = []
    for row, value in enumerate(series.tolist()):
        stored = None
        if not is_null(value):
            try:
                stored = convert(value)
            except (ValueError, OverflowError):
                findings.append(_misfit(row, value, column))
            else:
                found = list(_out_of_bounds(row, stored, column))
                stored = None if found else stored
                findings += found
        elif column.required:
            findings.append(_empty(row, column))
        values.append(stored)
    typed = pd.Series(values, index=series.index, dtype=DTYPES[column.kind])
    if column.kind == "int" and not typed.isna().any():
        typed = typed.astype(np.int64)
    return typed, findings


def _empty(row: int, column: Column) -> Finding:
    return Finding(
        row,
        "value.null",
        Text(f"“{column.title.zh}”为空。", f"{column.name} is empty."),
        _TO_ESTIMATE
        if column.name == "households"
        else Text(f"请填写{column.title.zh}。", f"Fill in {column.name}."),
    )


def _misfit(row: int, value: object, column: Column) -> Finding:
    if column.choices:
        words = "、".join(word for _, word in column.choices)
        codes = ", ".join(code for code, _ in column.choices)
        return Finding(
            row,
            "value.choice",
            Text(
                f"“{column.title.zh}”的值“{echo(value)}”不在可选范围内。",
                f"{column.name} is {echo(value)!r}, which is no choice.",
            ),
            Text(f"请改为：{words}。", f"Use one of {codes}."),
        )
    kind = _KINDS[column.kind]
    return Finding(
        row,
        "value.type",
        Text(
            f"“{column.title.zh}”的值“{echo(value)}”不是{kind.zh}。",
            f"{column.name} is {echo(value)!r}, not {kind.en}.",
        ),
        Text(f"请改为{kind.zh}。", f"Make it {kind.en}."),
    )


def _out_of_bounds(row: int, value: Any, column: Column) -> Iterator[Finding]:  # noqa: ANN401
    if column.pattern and not re.fullmatch(column.pattern, value, re.ASCII):
        yield Finding(
            row,
            "value.pattern",
            Text(
                f"“{column.title.zh}”的值“{echo(value)}”格式不对。",
                f"{column.name} is {echo(value)!r}, which does not match {column.pattern}.",
            ),
            _pattern_remedy(column),
        )
    elif column.kind == "text" and not column.choices and _UNFIT.search(value):
        yield _control_character(row, column.title.zh, column.name)
    too_small = column.minimum is not None and value < column.minimum
    too_large = column.maximum is not None and value > column.maximum
    if too_small or too_large:
        low = "" if column.minimum is None else f"{column.minimum:g}"
        high = "" if column.maximum is None else f"{column.maximum:g}"
        yield Finding(
            row,
            "value.range",
            Text(
                f"“{column.title.zh}”的值 {value} 超出范围 {low} 至 {high}。",
                f"{column.name} is {value}, outside {low} to {high}.",
            ),
            Text("请核对该值。", "Check the value."),
        )


def _pattern_remedy(column: Column) -> Text:
    if column.name == "community_code":
        return Text(
            "代码须为 12 位数字文本，前导 0 不可丢失。",
            "A code is 12 digits, kept as text so that leading zeros survive.",
        )
    return Text(f"格式须为 {column.pattern}。", f"It must match {column.pattern}.")


def _control_character(row: int, title: str, name: str) -> Finding:
    return Finding(
        row,
        "text.character",
        Text(f"“{title}”含有不可用的控制字符。", f"{name} holds a control character."),
        Text("请删去该字符。", "Remove the character."),
    )


def _unfit_text(series: pd.Series[Any], name: str) -> Iterator[Finding]:
    if pd.api.types.is_numeric_dtype(series) or pd.api.types.is_datetime64_any_dtype(series):
        return
    for row, value in enumerate(series.tolist()):
        if isinstance(value, str) and _UNFIT.search(value):
            yield _control_character(row, echo(name), echo(name))
