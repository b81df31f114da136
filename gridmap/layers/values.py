"""Values of a column as its contract wants them: text, dates, numbers, yes or no.

Files write the same value in many ways: full-width digits, ``3.0`` for 3, ``是`` for true, the
Chinese word for a code. Each function takes one value that is not null and returns the value that
is stored, or raises `ValueError` where the value does not fit.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from gridmap.layers.contract import Column

Convert = Callable[[Any], Any]

YES = frozenset({"是", "有", "y", "yes", "true", "t", "1", "√", "viaduct", "-1"})
NO = frozenset({"否", "无", "n", "no", "false", "f", "0", "×", "b", "双向"})

_INTEGER = re.compile(r"[+-]?\d{1,19}(\.0+)?")
_INT64_MAX = 2**63 - 1
_DATES = (
    re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})"),
    re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})[日号]?"),
    re.compile(r"(\d{4})(\d{2})(\d{2})"),
)
_TIME_OF_DAY = re.compile(
    r"(?:[T ]|(?<=日))\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?$"
)
_FIRST_YEAR, _LAST_YEAR = 1900, 2200


def folded(text: str) -> str:
    """Return a text with width, case and separators made alike.

    Parameters
    ----------
    text : str
        A header or a word.

    Returns
    -------
    str
        The text by which two spellings are compared.

    Examples
    --------
    >>> folded("Community_Code ") == folded("ＣＯＭＭＵＮＩＴＹ　ＣＯＤＥ")
    True
    """
    return re.sub(r"[\s_\-]+", "", unicodedata.normalize("NFKC", text).casefold())


def is_null(value: object) -> bool:
    """Return whether a cell holds no value: None, NaN, NaT, or blank text.

    Parameters
    ----------
    value : object
        A cell.

    Returns
    -------
    bool
        Whether it is empty.

    Examples
    --------
    >>> is_null("　 "), is_null(float("nan")), is_null(0)
    (True, True, False)
    """
    if value is None:
        return True
    if isinstance(value, str):
        return not value.strip()
    return type(value).__name__ in {"NAType", "NaTType"} or (
        isinstance(value, float) and math.isnan(value)
    )


def converter(column: Column) -> Convert:
    """Return the function that turns one cell into the value that is stored.

    Parameters
    ----------
    column : Column
        The column of the contract.

    Returns
    -------
    callable
        From a cell that is not null to a value; raises `ValueError` where it does not fit.
    """
    if column.choices:
        return _choice(column)
    if column.kind == "text":
        exact = bool(column.pattern or column.references)
        return _code if exact else to_text
    return {"date": to_date, "int": to_int, "float": to_float, "bool": to_bool}[column.kind]


def to_text(value: object) -> str:
    """Return a cell as text; whole numbers without ``.0``.

    Parameters
    ----------
    value : object
        A cell that is not null.

    Returns
    -------
    str
        The text without blanks around it.

    Examples
    --------
    >>> to_text(370829001001.0)
    '370829001001'
    """
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    return str(value).strip()


def to_int(value: object) -> int:
    """Return a cell as a whole number.

    Parameters
    ----------
    value : object
        A cell that is not null.

    Returns
    -------
    int
        The number.

    Raises
    ------
    ValueError
        If it is no whole number, or does not fit 64 bits.

    Examples
    --------
    >>> to_int("３７.0")
    37
    """
    if isinstance(value, float) and not value.is_integer():
        raise ValueError(value)
    text = unicodedata.normalize("NFKC", to_text(value))
    if not _INTEGER.fullmatch(text):
        raise ValueError(value)
    number = int(text.split(".")[0])
    if abs(number) > _INT64_MAX:
        raise ValueError(value)
    return number


def to_float(value: object) -> float:
    """Return a cell as a finite number.

    Parameters
    ----------
    value : object
        A cell that is not null.

    Returns
    -------
    float
        The number.

    Raises
    ------
    ValueError
        If it is no number, or not finite.
    """
    text = unicodedata.normalize("NFKC", str(value)).strip()
    number = float(text) if "_" not in text else math.nan
    if not math.isfinite(number):
        raise ValueError(value)
    return number


def to_date(value: object) -> str:
    """Return a cell as a day in the form ``YYYY-MM-DD``; a time of the day is left out.

    Parameters
    ----------
    value : object
        A cell that is not null: a date of a workbook, or text such as ``2026-07-01``,
        ``2026/7/1``, ``2026.7.1``, ``20260701``, ``2026年7月1日``.

    Returns
    -------
    str
        The day.

    Raises
    ------
    ValueError
        If it is no day of the years 1900 to 2200; the number of a day, as a workbook keeps it,
        is none, since it may be any number.

    Examples
    --------
    >>> to_date("2026年7月1日"), to_date("２０２６/7/1 08:30")
    ('2026-07-01', '2026-07-01')
    """
    if isinstance(value, date | datetime):
        day = date(value.year, value.month, value.day)
    else:
        text = unicodedata.normalize("NFKC", to_text(value))
        text = _TIME_OF_DAY.sub("", text).strip()
        found = next((match for form in _DATES if (match := form.fullmatch(text))), None)
        if found is None:
            raise ValueError(value)
        day = date(*map(int, found.groups()))
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise ValueError(value)
    return day.isoformat()


def to_bool(value: object) -> bool:
    """Return a cell as yes or no.

    Parameters
    ----------
    value : object
        A cell that is not null.

    Returns
    -------
    bool
        The value.

    Raises
    ------
    ValueError
        If it is neither.

    Examples
    --------
    >>> to_bool("是"), to_bool("F"), to_bool(1.0)
    (True, False, True)
    """
    word = unicodedata.normalize("NFKC", to_text(value)).casefold()
    if word not in YES | NO:
        raise ValueError(value)
    return word in YES


def _code(value: object) -> str:
    return unicodedata.normalize("NFKC", to_text(value)).strip()


def _choice(column: Column) -> Convert:
    codes = {folded(word): code for word, code in column.synonyms}
    codes |= {folded(word): code for code, word in column.choices}
    codes |= {folded(code): code for code, _ in column.choices}

    def convert(value: object) -> str:
        word = folded(to_text(value))
        if word not in codes:
            raise ValueError(value)
        return codes[word]

    return convert
