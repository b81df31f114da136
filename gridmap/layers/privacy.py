"""What no layer may hold: numbers and names by which a resident is known."""

from __future__ import annotations

import re
from typing import Any

import geopandas as gpd
import pandas as pd

from gridmap.errors import Text
from gridmap.layers.findings import Finding, echo
from gridmap.layers.values import is_null, to_text

_IDENTITY = re.compile(r"(?<![\d.])(\d{6}(?:18|19|20)\d{9}[\dXx])(?!\d)")
_MOBILE = re.compile(r"(?<![\d.])(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"

_IDENTITY_HEADERS = re.compile(r"身份证|证件号|公民身份|id_?card|identity_?no", re.IGNORECASE)
_PHONE_HEADERS = re.compile(r"手机|电话|联系方式|phone|mobile|\btel\b", re.IGNORECASE)
_NAME_HEADERS = re.compile(r"^(姓名|户主|户主姓名|居民姓名|居民|住户姓名|人员姓名|业主|业主姓名)$")
_ID_HEADERS = re.compile(r"(编号|编码|代码|标识|[_ ]?id|code|\bno)$", re.IGNORECASE)

MOBILES_SHARE = 0.5
"""Share of the values from which a column without a telling header is one of telephones."""

FEWEST_MOBILES = 3
LEAST_MOBILE = 13_000_000_000


def private_columns(frame: gpd.GeoDataFrame) -> dict[str, Text]:
    """Return the columns that hold what tells a resident from others, and what that is.

    Identity numbers are known by their date of birth and check digit (GB 11643-1999), mobile
    telephones by the ranges in use in China, names by their header. Numbers of offices on fixed
    lines may stay.

    Parameters
    ----------
    frame : GeoDataFrame
        A layer, every column of it, under the headers of its file.

    Returns
    -------
    dict of str to Text
        By header.
    """
    found = {
        str(name): _kind(str(name), frame[name])
        for name in frame.columns
        if name != "geometry" and not _is_of_small_numbers(frame[name])
    }
    return {header: what for header, what in found.items() if what is not None}


def check_private(frame: gpd.GeoDataFrame) -> list[Finding]:
    """Return an error of the whole layer for each column that tells residents apart.

    Parameters
    ----------
    frame : GeoDataFrame
        As for `private_columns`.

    Returns
    -------
    list of Finding
        No value is repeated in them.
    """
    return [_finding(header, what) for header, what in private_columns(frame).items()]


def _is_of_small_numbers(column: pd.Series[Any]) -> bool:
    is_number = pd.api.types.is_numeric_dtype(column) or pd.api.types.is_bool_dtype(column)
    return is_number and not (column.abs() >= LEAST_MOBILE).any()


def _kind(header: str, column: pd.Series[Any]) -> Text | None:
    texts = [to_text(value) for value in column.tolist() if not is_null(value)]
    if not texts:
        return None
    if _NAME_HEADERS.search(header.strip()):
        return Text("居民姓名", "names of residents")
    if _IDENTITY_HEADERS.search(header) or any(map(_has_identity, texts)):
        return Text("身份证号", "identity numbers")
    mobiles = sum(_MOBILE.search(text) is not None for text in texts)
    if _is_of_telephones(header, mobiles, len(texts)):
        return Text("手机号", "mobile telephone numbers")
    return None


def _is_of_telephones(header: str, mobiles: int, filled: int) -> bool:
    if _PHONE_HEADERS.search(header):
        return mobiles > 0
    if _ID_HEADERS.search(header):
        return False
    return mobiles >= FEWEST_MOBILES and mobiles >= MOBILES_SHARE * filled


def _has_identity(text: str) -> bool:
    return any(map(_is_identity, _IDENTITY.findall(text)))


def _is_identity(number: str) -> bool:
    month, day = int(number[10:12]), int(number[12:14])
    digits = map(int, number[:17])
    total = sum(weight * digit for weight, digit in zip(_WEIGHTS, digits, strict=True))
    is_date = 1 <= month <= 12 and 1 <= day <= 31
    return is_date and _CHECKS[total % 11] == number[17].upper()


def _finding(header: str, what: Text) -> Finding:
    shown = echo(header)
    return Finding(
        None,
        "column.private",
        Text(
            f"列“{shown}”像是{what.zh}，本系统不保存居民个人信息，整个图层未导入。",
            f"Column {shown} seems to hold {what.en}; nothing that tells residents apart is kept, "
            "and the layer is not imported.",
        ),
        Text(
            "请在原文件中删去该列（只保留户数、人口等合计），再重新导入。",
            "Delete the column in the file (keep counts of households and persons alone), and "
            "import it again.",
        ),
    )
