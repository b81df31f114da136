"""Depths of water as maps of floods write them: ``0.15 m ~ 0.30 m``, ``>2米``, ``15-30 cm``."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from gridmap.layers.values import folded, is_null

_METRES = {"": 1.0, "m": 1.0, "米": 1.0, "公尺": 1.0, "cm": 0.01, "厘米": 0.01, "公分": 0.01,
           "mm": 0.001, "毫米": 0.001}  # fmt: skip
_NUMBER = r"(\d+(?:\.\d+)?|\.\d+)\s*(mm|cm|m|毫米|厘米|公分|公尺|米)?"
_RANGE = re.compile(rf"{_NUMBER}\s*(?:~|-|–|—|至|到|to)\s*{_NUMBER}")
_AT_LEAST = re.compile(rf"(?:>=?|≥|大于等于|大于|超过|over|above)\s*{_NUMBER}")
_AT_MOST = re.compile(rf"(?:<=?|≤|小于等于|小于|不足|under|below)\s*{_NUMBER}")
_OR_MORE = re.compile(rf"{_NUMBER}\s*(?:以上|及以上|\+|or more)")
_OR_LESS = re.compile(rf"{_NUMBER}\s*(?:以下|及以下|or less)")
_PLAIN = re.compile(_NUMBER)
_DEEPEST_M = 100.0

NAMES = ("depth", "f_depth", "flood_depth", "water_depth", "depth_m", "深度", "水深", "淹没深度",
         "淹水深度", "积水深度", "最大水深", "淹没水深")  # fmt: skip
"""Columns that are taken for the depth, whatever else parses."""


@dataclass(frozen=True, slots=True)
class Depth:
    """A depth of water, as far as a class of a map tells it.

    Attributes
    ----------
    least_m : float
        As deep at least.
    most_m : float
        As deep at most; infinite where the class is open.
    """

    least_m: float
    most_m: float


def parse_depth(value: object) -> Depth:
    """Return the depth that a cell tells, in metres.

    Parameters
    ----------
    value : object
        A number of metres, or text such as ``0.15 m ~ 0.30 m``, ``15-30cm``, ``>2米``,
        ``0.5米以上``. A number without a unit is in metres, before a unit in that unit.

    Returns
    -------
    Depth
        From and to.

    Raises
    ------
    ValueError
        If it is none, or deeper than 100 m.

    Examples
    --------
    >>> parse_depth("0.15 m ~ 0.30 m")
    Depth(least_m=0.15, most_m=0.3)
    >>> parse_depth("15-30厘米").most_m, parse_depth(">2 m").most_m
    (0.3, inf)
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _checked(float(value), float(value))
    text = unicodedata.normalize("NFKC", str(value)).strip().casefold()
    if found := _RANGE.fullmatch(text):
        low, low_unit, high, high_unit = found.groups()
        last = high_unit or low_unit or ""
        return _checked(_metres(low, low_unit or last), _metres(high, last))
    if found := _AT_LEAST.fullmatch(text) or _OR_MORE.fullmatch(text):
        return _checked(_metres(*found.groups()), math.inf)
    if found := _AT_MOST.fullmatch(text) or _OR_LESS.fullmatch(text):
        return _checked(0.0, _metres(*found.groups()))
    if found := _PLAIN.fullmatch(text):
        return _checked(*[_metres(*found.groups())] * 2)
    raise ValueError(value)


def depth_column(frame: pd.DataFrame) -> str | None:
    """Return the column that tells depths.

    Parameters
    ----------
    frame : DataFrame
        Attributes of polygons.

    Returns
    -------
    str or None
        A column that is called so; else the first column of texts all of which name a unit; None
        where there is neither.
    """
    named = [name for name in frame.columns if folded(str(name)) in {folded(one) for one in NAMES}]
    for name in named:
        if _all_parse(frame[name].tolist()):
            return str(name)
    for name in frame.columns:
        values = frame[name].tolist()
        texts = all(isinstance(one, str) and re.search("[m米尺分]", one) for one in values)
        if texts and _all_parse(values):
            return str(name)
    return None


def _all_parse(values: Sequence[Any]) -> bool:
    try:
        for value in values:
            parse_depth(value)
    except ValueError:
        return False
    return bool(values) and not any(is_null(value) for value in values)


def _metres(number: str, unit: str | None) -> float:
    # To a tenth of a millimetre: 15 cm is 0.15 m, not 0.15000000000000002.
    return round(float(number) * _METRES[unit or ""], 4)


def _checked(least_m: float, most_m: float) -> Depth:
    top = least_m if math.isinf(most_m) else most_m
    if not 0 <= least_m <= most_m or not top <= _DEEPEST_M:
        raise ValueError((least_m, most_m))
    return Depth(least_m, most_m)
