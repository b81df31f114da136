"""Totals that an office has published, against those of a plan: what differs, and by how much."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from gridmap.errors import Text
from gridmap.plan import Plan

COLUMNS = ("level", "code", "name", "grids", "households", "persons", "source")
QUANTITIES = ("grids", "households", "persons")
LEVELS = ("all", "street", "community")
STREET_DIGITS = 9

WORDS: Mapping[str, tuple[Text, Text]] = {
    "grids": (Text("网格数", "grids"), Text("个", "")),
    "households": (Text("户数", "households"), Text("户", "")),
    "persons": (Text("人口", "persons"), Text("人", "")),
}
"""What each quantity is called, and what it is counted in."""


@dataclass(frozen=True, slots=True)
class Compared:
    """One published row against the plan.

    Attributes
    ----------
    level : str
        ``all``, ``street`` or ``community``.
    code, name : str
        12 digits of a community, 9 of a street, none of all.
    published, found : dict of str to int
        By ``grids``, ``households`` and ``persons``; published only where it was given, found
        only where the plan knows the code.
    known : bool
        Whether the plan has the community, or a community of the street.
    """

    level: str
    code: str
    name: str
    published: dict[str, int]
    found: dict[str, int]
    known: bool = True

    @property
    def differences(self) -> dict[str, int]:
        """By how much the plan exceeds what was published, where it differs."""
        gaps = (
            {key: self.found[key] - self.published[key] for key in self.published}
            if (self.known)
            else {}
        )
        return {key: gap for key, gap in gaps.items() if gap}

    @property
    def equal(self) -> bool:
        """Whether everything that was published is what the plan has."""
        return self.known and not self.differences

    def say(self) -> Text:
        """Return what differs in a sentence.

        Returns
        -------
        Text
            With the place, the figures and what to do.
        """
        where = _where(self.level, self.code, self.name)
        if not self.known:
            return Text(
                f"{where.zh}：方案中没有这个代码。请核对代码，或检查社区图层。",
                f"{where.en}: the plan has no such code. Check it, or the layer of communities.",
            )
        if self.equal:
            return Text(f"{where.zh}：与公布一致。", f"{where.en}: as published.")
        zh, en = [], []
        for key, gap in self.differences.items():
            (word, unit), given, has = WORDS[key], self.published[key], self.found[key]
            more = Text("多", "more") if gap > 0 else Text("少", "fewer")
            zh.append(f"{word.zh}公布 {given}，方案 {has}，{more.zh} {abs(gap)} {unit.zh}")
            en.append(f"{given} {word.en} published, {has} planned, {abs(gap)} {more.en}")
        return Text(f"{where.zh}：{'；'.join(zh)}。", f"{where.en}: {'; '.join(en)}.")


@dataclass(frozen=True, slots=True)
class Reconciled:
    """Published totals against a plan.

    Attributes
    ----------
    rows : tuple of Compared
        Every published row, all first, then streets, then communities.
    notes : tuple of Text
        Communities whose sum is not their street, communities that nothing was published of.
    broken : int
        How many of the notes are sums that do not add up.
    """

    rows: tuple[Compared, ...] = field(repr=False)
    notes: tuple[Text, ...]
    broken: int = 0

    @property
    def differing(self) -> int:
        """How many rows are not as published."""
        return sum(not row.equal for row in self.rows)

    @property
    def equal(self) -> bool:
        """Whether the plan is as published, and that is consistent."""
        return self.differing == 0 and self.broken == 0

    def say(self) -> Text:
        """Return the outcome in a sentence.

        Returns
        -------
        Text
            How many rows agree.
        """
        count = len(self.rows)
        if not count:
            return Text("没有公布数据。", "Nothing was published.")
        broken = Text("", "")
        if self.broken:
            broken = Text(
                f"公布数据自身有 {self.broken} 处合计不符。",
                f" {self.broken} sums of what was published do not add up.",
            )
        if self.differing:
            return Text(
                f"{count} 行公布数据中 {self.differing} 行与方案不一致。{broken.zh}",
                f"{self.differing} of {count} published rows differ from the plan.{broken.en}",
            )
        return Text(
            f"{count} 行公布数据与方案全部一致。{broken.zh}",
            f"All {count} published rows agree with the plan.{broken.en}",
        )


def counts_of(plan: Plan) -> pd.DataFrame:
    """Return what a plan has in every community.

    Parameters
    ----------
    plan : Plan
        The plan.

    Returns
    -------
    DataFrame
        Indexed by the code of the community: ``name``, ``grids`` (special-purpose ones too),
        ``households``, ``persons``.
    """
    units = plan.units.groupby("community_code")[["households", "persons"]].sum()
    grids = plan.grids.groupby("community_code").size()
    counts = units.assign(grids=grids.reindex(units.index, fill_value=0))
    named = plan.context.get("communities")
    names = {} if named is None else dict(zip(named["community_code"], named["name"], strict=True))
    found: pd.DataFrame = counts.assign(name=[str(names.get(code) or "") for code in counts.index])
    return found


def reconcile(counts: pd.DataFrame, totals: pd.DataFrame) -> Reconciled:
    """Return what was published, compared with what a plan has.

    Parameters
    ----------
    counts : DataFrame
        As `counts_of` returns it.
    totals : DataFrame
        Columns of `COLUMNS`; figures that were not published are missing.

    Returns
    -------
    Reconciled
        Every row.
    """
    order = totals.assign(rank=totals["level"].map(LEVELS.index)).sort_values(["rank", "code"])
    rows = tuple(_compared(counts, row) for row in rows_of(order))
    sums = tuple(_broken_sums(rows, counts))
    return Reconciled(rows, (*sums, *_unpublished(rows, counts)), len(sums))


def rows_of(totals: pd.DataFrame) -> list[dict[str, Any]]:
    """Return a table of totals row by row.

    Parameters
    ----------
    totals : DataFrame
        Columns of `COLUMNS`.

    Returns
    -------
    list of dict
        Values by column.
    """
    return [{str(name): value for name, value in row.items()} for row in totals.to_dict("records")]


def _compared(counts: pd.DataFrame, row: Mapping[str, Any]) -> Compared:
    level, code = str(row["level"]), str(row["code"])
    mine = counts[[one.startswith(code) for one in counts.index]]
    name = str(row["name"] or "")
    if level == "community" and not name and len(mine):
        name = str(mine["name"].iloc[0])
    return Compared(
        level=level,
        code=code,
        name=name,
        published={key: int(row[key]) for key in QUANTITIES if not pd.isna(row[key])},
        found={key: int(mine[key].sum()) for key in QUANTITIES} if len(mine) else {},
        known=bool(len(mine)),
    )


def _broken_sums(rows: Sequence[Compared], counts: pd.DataFrame) -> Iterator[Text]:
    """Tell where the parts that were published do not add up to their whole."""
    for whole in rows:
        below = {"street": "community", "all": "street"}.get(whole.level)
        parts = [r for r in rows if r.level == below and r.code.startswith(whole.code)]
        digits = STREET_DIGITS if below == "street" else None
        wanted = {code[:digits] for code in counts.index if code.startswith(whole.code)}
        if not parts or wanted - {part.code for part in parts}:
            continue
        for key in QUANTITIES:
            given = [part.published[key] for part in parts if key in part.published]
            if key in whole.published and len(given) == len(parts):
                yield from _unequal(whole, key, sum(given), below or "")


def _unequal(whole: Compared, key: str, total: int, below: str) -> Iterator[Text]:
    published = whole.published[key]
    if total == published:
        return
    where = _where(whole.level, whole.code, whole.name)
    parts = Text("各社区", "its communities") if below == "community" else Text("各街道", "streets")
    word = WORDS[key][0]
    yield Text(
        f"{where.zh}：公布的{word.zh}为 {published}，而{parts.zh}相加为 {total}，相差 "
        f"{abs(total - published)}。请核对公布数据。",
        f"{where.en}: {published} {word.en} published, but {parts.en} add up to {total}. Check "
        "what was published.",
    )


def _unpublished(rows: Sequence[Compared], counts: pd.DataFrame) -> Iterator[Text]:
    known = {row.code for row in rows if row.level == "community"}
    if not known:
        return
    left = [code for code in counts.index if code not in known]
    if left:
        named = [f"{counts['name'][code]}({code})" for code in left[:5]]
        more = f"等 {len(left)} 个" if len(left) > len(named) else ""
        yield Text(
            f"公布数据中没有这些社区：{'、'.join(named)}{more}。",
            f"Nothing was published of {len(left)} communities: {', '.join(named)}.",
        )


def _where(level: str, code: str, name: str) -> Text:
    if level == "all":
        return Text("合计", "In all")
    words = {"street": Text("街道", "Street"), "community": Text("社区", "Community")}[level]
    zh = f"{name}({code})" if name else code
    return Text(f"{words.zh} {zh}", f"{words.en} {zh}")
