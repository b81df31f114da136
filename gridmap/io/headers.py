"""Which column of a file is which column of the contract."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import geopandas as gpd
import pandas as pd

from gridmap.errors import Text
from gridmap.io.choices import require_headers
from gridmap.layers import Column, Contract
from gridmap.layers.findings import Finding, echo
from gridmap.layers.values import Convert, converter, folded, is_null

Chosen = Mapping[str, str | None]

CHOSEN, NAME, TITLE, ALIAS, CUT = -1, 0, 1, 4, 1_000
"""Ranks of `match_headers`: from each on, it is that which tells the column."""

_CUT_BYTES = (9, 10)
_MOST_WORDS = 5


def unique_headers(cells: Sequence[object]) -> list[str]:
    """Return headers that are all there and all different.

    Parameters
    ----------
    cells : sequence of object
        Cells of the header row.

    Returns
    -------
    list of str
        Empty ones are named by their column, repeated ones get a number.

    Examples
    --------
    >>> unique_headers(["户数", "", "户数"])
    ['户数', '列2', '户数_2']
    """
    headers: list[str] = []
    for number, cell in enumerate(cells, start=1):
        name = "" if cell is None else str(cell).replace("\n", "").strip()
        name = name or f"列{number}"
        repeat = 1
        while (name if repeat == 1 else f"{name}_{repeat}") in headers:
            repeat += 1
        headers.append(name if repeat == 1 else f"{name}_{repeat}")
    return headers


def match_headers(
    headers: list[str],
    contract: Contract,
    *,
    cut_names: bool = False,
    chosen: Chosen = MappingProxyType({}),
) -> dict[str, tuple[str, int]]:
    """Return the column of the contract that each header means, and how sure that is.

    Parameters
    ----------
    headers : list of str
        Headers of a file.
    contract : Contract
        The layer.
    cut_names : bool
        Whether the format cuts names after ten bytes.
    chosen : mapping of str to (str or None)
        Column to the header that somebody says it is, None for no header at all.

    Returns
    -------
    dict of str to (str, int)
        By header, the column and its rank: -1 where somebody says so, 0 its own name, 1 and 2
        its title in Chinese and English, 3 its name in other case or width, from 4 on an alias,
        last a name that was cut. No column is given twice.

    Examples
    --------
    >>> from gridmap.layers import CONTRACTS
    >>> match_headers(["楼号", "户 数", "备注"], CONTRACTS["buildings"])
    {'户 数': ('households', 1), '楼号': ('name', 6)}
    """
    candidates = sorted(
        (rank, order, header)
        for order, column in enumerate(contract.columns)
        for header in headers
        if (rank := _rank(header, column, cut_names=cut_names)) is not None
    )
    matched = {header: (name, CHOSEN) for name, header in chosen.items() if header is not None}
    taken = set(chosen)
    for rank, order, header in candidates:
        name = contract.columns[order].name
        if header not in matched and name not in taken:
            matched[header] = (name, rank)
            taken.add(name)
    return matched


def adopt_headers(
    frame: gpd.GeoDataFrame,
    contract: Contract,
    *,
    cut_names: bool = False,
    chosen: Chosen = MappingProxyType({}),
) -> tuple[gpd.GeoDataFrame, dict[str, str], list[Finding]]:
    """Return a table with its columns named as in the contract.

    A header that only an alias speaks for may mean something else. Where no value fits it is left
    alone; where some words fit and others do not, as in a foreign classification, the column is
    taken over as far as it fits and kept as it was besides.

    Parameters
    ----------
    frame : GeoDataFrame
        A table as the file has it.
    contract : Contract
        The layer.
    cut_names : bool
        Whether the format cuts names after ten bytes.
    chosen : mapping of str to (str or None)
        Column to the header that somebody says it is, None for no header at all.

    Returns
    -------
    frame : GeoDataFrame
        The table, renamed.
    mapping : dict of str to str
        Header to column.
    findings : list of Finding
        What was left alone or taken over in part.

    Raises
    ------
    InputError
        If somebody names a header that the table lacks.
    """
    headers = [str(name) for name in frame.columns if name != "geometry"]
    require_headers(headers, chosen, contract)
    mapping: dict[str, str] = {}
    kept: dict[str, pd.Series[Any]] = {}
    findings = []
    found = match_headers(headers, contract, cut_names=cut_names, chosen=chosen)
    for header, (name, rank) in found.items():
        column = contract.column(name)
        fits = _fitting(frame[header], column) if rank >= ALIAS else None
        if fits is not None and len(fits) and not fits.any():
            findings.append(_left_alone(header, column))
            continue
        mapping[header] = name
        if fits is not None and column.choices and not fits.all():
            kept[header] = frame[header]
            findings.append(_in_part(header, column, frame[header].dropna()[~fits]))
    adopted = frame.rename(columns={**mapping, **_set_aside(headers, mapping, chosen)})
    for header, original in kept.items():
        fits = _fitting(original, contract.column(mapping[header]))
        known = original.astype(object).where(fits.reindex(original.index, fill_value=False), None)
        adopted = adopted.assign(**{mapping[header]: known, header: original})
    return adopted, mapping, findings


def _set_aside(headers: list[str], mapping: Mapping[str, str], chosen: Chosen) -> dict[str, str]:
    """Return new names for headers that are called like a column which is another one or none."""
    used = {*headers, *mapping.values(), *chosen}
    aside: dict[str, str] = {}
    for header in headers:
        if header in mapping or header not in {*mapping.values(), *chosen}:
            continue
        repeat = 2
        while f"{header}_{repeat}" in used:
            repeat += 1
        aside[header] = f"{header}_{repeat}"
        used.add(aside[header])
    return aside


def _rank(header: str, column: Column, *, cut_names: bool) -> int | None:
    if header == column.name:
        return 0
    word = folded(header)
    for rank, spelling in enumerate(_spellings(column), start=1):
        if word == folded(spelling):
            return rank
    if cut_names and _is_cut(header, column):
        return CUT
    return None


def _spellings(column: Column) -> Iterator[str]:
    yield column.title.zh
    yield column.title.en
    yield column.name
    yield from column.aliases


def _is_cut(header: str, column: Column) -> bool:
    return any(
        len(header.encode(codec, errors="replace")) in _CUT_BYTES
        and spelling.casefold().startswith(header.casefold())
        for codec in ("utf-8", "gb18030")
        for spelling in (column.name, column.title.zh)
    )


def _fitting(series: pd.Series[Any], column: Column) -> pd.Series[bool]:
    """Return which of the values that are not empty fit the column, by their index."""
    convert = converter(column)
    full = {
        index: _fits(value, column, convert)
        for index, value in zip(series.index, series.tolist(), strict=True)
        if not is_null(value)
    }
    return pd.Series(full, dtype=bool)


def _fits(value: object, column: Column, convert: Convert) -> bool:
    try:
        stored = convert(value)
    except (ValueError, OverflowError):
        return False
    return not column.pattern or bool(re.fullmatch(column.pattern, stored, re.ASCII))


def _in_part(header: str, column: Column, others: pd.Series[Any]) -> Finding:
    words = "、".join(echo(word) for word in dict.fromkeys(others.tolist()[:_MOST_WORDS]))
    return Finding(
        None,
        "column.in_part",
        Text(
            f"列“{echo(header)}”有 {len(others)} 个值不是{column.title.zh}的可选值(如 {words})，"
            "该项留空，原列保留。",
            f"{len(others)} values of {echo(header)} are no choice of {column.name} (as {words}); "
            "left empty there, and the column is kept besides.",
        ),
        Text(
            f"如有需要，请改为：{'、'.join(word for _, word in column.choices)}。",
            f"Use {', '.join(code for code, _ in column.choices)} if it matters.",
        ),
        "warning",
    )


def _left_alone(header: str, column: Column) -> Finding:
    return Finding(
        None,
        "column.left_alone",
        Text(
            f"列“{echo(header)}”的值都不像{column.title.zh}，按附加列保留。",
            f"No value of {echo(header)} fits {column.name}; kept as it is.",
        ),
        Text(
            f"如确为{column.title.zh}，请把列名改为“{column.title.zh}”。",
            f"If it is that, head it {column.name}.",
        ),
        "notice",
    )
