"""Tables of published totals: xlsx or CSV in, with every fault at its row; comparisons out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
from openpyxl import Workbook

from gridmap.errors import InputError, Lang, Text
from gridmap.io.exporting_tables import write_facts, write_page
from gridmap.io.files import replacing
from gridmap.io.team_files import read_team_rows
from gridmap.nets.totals import COLUMNS, QUANTITIES, STREET_DIGITS, WORDS, Reconciled

HEADERS: Mapping[str, tuple[str, ...]] = {
    "street": ("街道", "街道名称", "镇街", "乡镇街道", "镇(街道)", "street"),
    "street_code": ("街道代码", "街道编码", "street_code"),
    "name": ("社区", "社区名称", "社区(村)", "村居", "名称", "community", "name"),
    "code": ("社区代码", "社区编码", "代码", "编码", "行政区划代码", "community_code", "code"),
    "grids": ("网格数", "网格数量", "网格总数", "网格", "网格(个)", "grids"),
    "households": ("户数", "总户数", "户数(户)", "户", "households"),
    "persons": ("人口", "人口数", "人数", "总人口", "人口(人)", "persons", "population"),
}
WHOLE = ("合计", "总计", "小计", "全街道", "total")
MOST = 10**9
"""A figure above it is no count of people or grids."""

CODE = re.compile(r"\d{6}|\d{9}|\d{12}")


@dataclass(frozen=True, slots=True)
class ReadTotals:
    """A table of totals as it was read.

    Attributes
    ----------
    table : DataFrame
        Columns of `gridmap.nets.totals.COLUMNS`; figures that are missing are ``<NA>``.
    faults : tuple of Text
        Rows that could not be used, each with its number and the remedy.
    """

    table: pd.DataFrame = field(repr=False)
    faults: tuple[Text, ...] = ()


def read_totals(path: Path, *, names: Mapping[str, str] | None = None) -> ReadTotals:
    """Return published totals from a table.

    Parameters
    ----------
    path : Path
        An xlsx workbook (its first sheet) or a CSV table with headers such as 街道, 社区,
        社区代码, 网格数, 户数, 人口. A row without a community, or with 合计, is that of the
        street; a row without either is that of all.
    names : Mapping of str to str, optional
        Name of each community of the plan by its code, for rows that give no code.

    Returns
    -------
    ReadTotals
        The rows that are understood, and what is wrong with the others.

    Raises
    ------
    InputError
        If it is no table, or has no column of figures.
    """
    if path.suffix.lower() not in {".xlsx", ".csv"}:
        raise InputError(
            Text(f"公布数据 {path.name} 不是 xlsx 或 csv。", f"{path.name} is no xlsx or csv."),
            Text("请另存为 xlsx 或 csv。", "Save it as xlsx or csv."),
        )
    return totals_from_rows(read_team_rows(path), source=path.name, names=names)


def totals_from_rows(
    rows: Sequence[Mapping[str, Any]], *, source: str, names: Mapping[str, str] | None = None
) -> ReadTotals:
    """Return totals from rows of cells by their headers.

    Parameters
    ----------
    rows : sequence of Mapping
        The rows.
    source : str
        Where they are from.
    names : Mapping of str to str, optional
        Name of each community of the plan by its code.

    Returns
    -------
    ReadTotals
        As `read_totals`.

    Raises
    ------
    InputError
        If no column is one of figures.
    """
    columns = _columns(rows[0] if rows else {})
    if not set(QUANTITIES) & set(columns):
        raise InputError(
            Text(
                "表中没有网格数、户数或人口列。", "The table has no grids, households or persons."
            ),
            Text(
                "表头应有：街道、社区、社区代码、网格数、户数、人口。",
                "Headers: 街道, 社区, 社区代码, 网格数, 户数, 人口 (or English).",
            ),
        )
    reading = _Reading(columns, dict(names or {}), source)
    for number, row in enumerate(rows, 2):
        reading.take(number, row)
    return reading.done()


def _columns(first: Mapping[str, Any]) -> dict[str, str]:
    """Map what is meant to the header that says it."""
    plain = {_plain(header): header for header in first}
    found = {}
    for meant, words in HEADERS.items():
        for word in words:
            if word in plain:
                found[meant] = plain[word]
                break
    return found


def _plain(header: str) -> str:
    return re.sub(r"\s", "", str(header)).replace("（", "(").replace("）", ")").lower()


class _Reading:
    """Rows as they are taken, one after the other."""

    def __init__(self, columns: Mapping[str, str], names: dict[str, str], source: str) -> None:
        self.columns, self.source = columns, source
        self.codes = {name: code for code, name in names.items() if name}
        self.streets: dict[str, str] = {}
        self.known = sorted({code[:STREET_DIGITS] for code in names})
        self.rows: list[dict[str, Any]] = []
        self.late: list[tuple[int, str, dict[str, Any]]] = []
        self.faults: list[Text] = []
        self.last = ""

    def take(self, number: int, row: Mapping[str, Any]) -> None:
        cell = {key: _text(row.get(header)) for key, header in self.columns.items()}
        figures = {key: self._figure(number, key, cell.get(key, "")) for key in QUANTITIES}
        if all(value is None for value in figures.values()):
            return
        street, name = cell.get("street", ""), cell.get("name", "")
        street_row = not name or name in WHOLE
        if street in WHOLE or (not street and not cell.get("code") and name in WHOLE):
            self._add(number, "all", "", "", figures)
            return
        self.last = street = street or self.last
        code = self._code(number, cell, name)
        if code is None:
            return
        if len(code) == 12 and not (street_row and code.endswith("000")):
            self.streets.setdefault(street, code[:STREET_DIGITS])
            self._add(number, "community", code, name, figures)
        elif code:
            self._add(number, "street", code[:STREET_DIGITS], street or name, figures)
        elif street_row and street:
            self.late.append((number, street, figures))
        else:
            self._fault(
                number,
                Text(f"社区“{name[:40]}”没有代码。", f"The community {name[:40]!r} has no code."),
                Text("请补上 12 位社区代码。", "Give the 12 digits of its code."),
            )

    def done(self) -> ReadTotals:
        """Give the rows, streets that are only named last: their communities tell the code."""
        for number, street, figures in self.late:
            alone = self.known[0] if len(self.known) == 1 else None
            code = self.streets.get(street) or alone
            if code is None:
                self._fault(
                    number,
                    Text(
                        f"街道“{street[:40]}”没有代码。", f"The street {street[:40]!r} has no code."
                    ),
                    Text(
                        "请补上 9 位街道代码，或列出其下社区的代码。",
                        "Give its 9 digits, or the codes of its communities.",
                    ),
                )
            else:
                self._add(number, "street", code, street, figures)
        table = pd.DataFrame(self.rows, columns=list(COLUMNS))
        for key in QUANTITIES:
            table[key] = table[key].astype("Int64")
        return ReadTotals(table, tuple(self.faults))

    def _code(self, number: int, cell: Mapping[str, str], name: str) -> str | None:
        code = cell.get("code", "") or cell.get("street_code", "") * (not name or name in WHOLE)
        code = code.removesuffix(".0")
        if not code:
            return self.codes.get(name, "")
        if CODE.fullmatch(code) and len(code) > 6:
            return code
        self._fault(
            number,
            Text(f"代码“{code[:40]}”不是 9 位或 12 位数字。", f"The code {code[:40]!r} is none."),
            Text(
                "社区代码为 12 位，街道代码为 9 位；请把该列设为文本。",
                "12 digits of a community, 9 of a street; make the column text.",
            ),
        )
        return None

    def _figure(self, number: int, key: str, text: str) -> int | None:
        plain = re.sub(r"[,，\s户人个]", "", text)
        if not plain or plain in {"-", "—", "/"}:
            return None
        try:
            value = float(plain)
        except ValueError:
            value = -1.0
        if 0 <= value <= MOST and value == int(value):
            return int(value)
        word = WORDS[key][0]
        self._fault(
            number,
            Text(f"{word.zh}“{text[:40]}”不是整数。", f"{text[:40]!r} is no number of {word.en}."),
            Text("请填写不小于 0 的整数，没有就留空。", "Give a whole number, or leave it empty."),
        )
        return None

    def _add(
        self, number: int, level: str, code: str, name: str, figures: Mapping[str, int | None]
    ) -> None:
        if any(row["level"] == level and row["code"] == code for row in self.rows):
            self._fault(
                number,
                Text(f"代码 {code or '合计'} 重复。", f"The code {code or 'total'} comes twice."),
                Text("每个社区、街道只留一行，已取第一行。", "Keep one row; the first is taken."),
            )
            return
        self.rows.append(
            {"level": level, "code": code, "name": name, **figures, "source": self.source}
        )

    def _fault(self, number: int, what: Text, remedy: Text) -> None:
        self.faults.append(
            Text(f"第 {number} 行：{what.zh}{remedy.zh}", f"Row {number}: {what.en} {remedy.en}")
        )


def _text(cell: object) -> str:
    if cell is None or (isinstance(cell, float) and pd.isna(cell)):
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).replace("\0", "").strip()


LEVEL = Text("级别", "Level")
LEVEL_WORDS = {
    "all": Text("合计", "Total"),
    "street": Text("街道", "Street"),
    "community": Text("社区", "Community"),
}


def comparison_frame(found: Reconciled, *, lang: Lang) -> pd.DataFrame:
    """Return a comparison as a table to be shown.

    Parameters
    ----------
    found : Reconciled
        The comparison.
    lang : {"zh", "en"}
        The language.

    Returns
    -------
    DataFrame
        One row for each published one: figures published, planned and the difference.
    """
    parts = (Text("公布", "published"), Text("方案", "planned"), Text("差", "difference"))
    rows = []
    for row in found.rows:
        told: dict[str, object] = {
            LEVEL.say(lang): LEVEL_WORDS[row.level].say(lang),
            Text("代码", "Code").say(lang): row.code,
            Text("名称", "Name").say(lang): row.name,
        }
        for key, (word, _) in WORDS.items():
            given, has = row.published.get(key), row.found.get(key)
            gap = None if given is None or has is None else has - given
            for part, value in zip(parts, (given, has, gap), strict=True):
                head = f"{part.zh}{word.zh}" if lang == "zh" else f"{word.en} {part.en}"
                told[head] = value
        told[Text("说明", "Note").say(lang)] = row.say().say(lang)
        rows.append(told)
    return pd.DataFrame(rows).astype(object)


def write_comparison(found: Reconciled, path: Path, *, lang: Lang = "zh") -> None:
    """Write a comparison as a workbook.

    Parameters
    ----------
    found : Reconciled
        The comparison.
    path : Path
        The file, replaced whole.
    lang : {"zh", "en"}
        The language.
    """
    book = Workbook(write_only=True)
    title = Text("总数核对", "Reconciliation").say(lang)
    write_page(book.create_sheet(title), comparison_frame(found, lang=lang), title)
    notes = {str(n): note.say(lang) for n, note in enumerate(found.notes, 1)}
    write_facts(
        book, {Text("结论", "Outcome").say(lang): found.say().say(lang), **notes}, lang=lang
    )
    with replacing(path) as draft:
        book.save(draft)
