"""Successions of grid codes in sentences."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import MappingProxyType

from gridmap.editing.delta import Code
from gridmap.editing.succession import Share, Succession
from gridmap.errors import Text

TITLES = MappingProxyType(
    {
        "new": Text("新设", "new"),
        "retired": Text("撤销", "retired"),
        "merged": Text("合并", "merged"),
        "split": Text("拆分", "split"),
        "adjusted": Text("调整", "adjusted"),
        "recoded": Text("换码", "recoded"),
        "unchanged": Text("不变", "unchanged"),
    }
)
"""The types of successions, as people call them."""

NONE = Text("未分配", "no grid")
MOST_NAMED = 4
"""Grids that a sentence names; of more it tells the number."""

Count = Callable[[int], Text]


def exactly(households: int) -> Text:
    """Return a count of households as it is.

    Parameters
    ----------
    households : int
        How many.

    Returns
    -------
    Text
        With the unit.
    """
    return Text(f"{households} 户", f"{households} household{'' if households == 1 else 's'}")


def say(row: Succession, *, count: Count = exactly) -> Text:
    """Return what became of a grid, in a sentence.

    Parameters
    ----------
    row : Succession
        What became of it.
    count : callable
        Tells a number of households.

    Returns
    -------
    Text
        With codes in full where a grid is first named, and then from the community's on.
    """
    if row.new is None:
        return _ended(row, str(row.old), count)
    if row.old is None:
        return _begun(row, row.new, count)
    return _continued(row, row.old, row.new, count)


def _ended(row: Succession, code: str, count: Count) -> Text:
    had, goals = count(row.households_before), row.successors
    if row.kind == "merged":
        main, rest = _short(goals[0].code, row), goals[1:]
        if not rest:
            return Text(
                f"{code} 并入 {main.zh}，涉及 {had.zh}", f"{code} joined {main.en}: {had.en}"
            )
        most, more = _listed(goals[:1], row, count), _listed(rest, row, count)
        return Text(
            f"{code} 并入 {most.zh}，其余划入 {more.zh}",
            f"{code} joined {most.en}; the rest went to {more.en}",
        )
    parts = _listed(goals, row, count)
    if row.kind == "split":
        return Text(f"{code} 拆分为 {parts.zh}", f"{code} was divided into {parts.en}")
    gone = Text(f"{code} 撤销，原有 {had.zh}", f"{code} was retired; it had {had.en}")
    if not any(share.code for share in goals):
        return gone
    return Text(f"{gone.zh}，划入 {parts.zh}", f"{gone.en}, now in {parts.en}")


def _begun(row: Succession, code: str, count: Count) -> Text:
    has, origins = count(row.households), row.predecessors
    if row.kind == "split":
        main, rest = _short(origins[0].code, row), origins[1:]
        zh, en = (
            f"{code} 由 {main.zh} 拆出，共 {has.zh}",
            f"{code} was split off {main.en}: {has.en}",
        )
        if rest:
            more = _listed(rest, row, count)
            zh, en = f"{zh}，其中 {more.zh}划入", f"{en}, with some of {more.en}"
        return Text(zh, en)
    parts = _listed(origins, row, count)
    if row.kind == "merged":
        return Text(f"{code} 由 {parts.zh}合并设立", f"{code} was made of {parts.en}")
    fresh = Text(f"{code} 新设，共 {has.zh}", f"{code} is new: {has.en}")
    if not any(share.code for share in origins):
        return fresh
    return Text(f"{fresh.zh}，来自 {parts.zh}", f"{fresh.en}, from {parts.en}")


def _continued(row: Succession, old: str, new: str, count: Count) -> Text:
    to = _short(new, row)
    if row.kind in {"unchanged", "recoded"}:
        if old == new:
            return Text(f"{old} 未变", f"{old} is unchanged")
        return Text(f"{old} 换码为 {to.zh}，范围不变", f"{old} was recoded to {to.en}, same ground")
    others = [share for share in row.predecessors if share.code != old]
    lost = [share for share in row.successors if share.code != new]
    came, went = _listed(others, row, count), _listed(lost, row, count)
    zh, en = [f"{old} {TITLES[row.kind].zh}"], [f"{old} was {TITLES[row.kind].en}"]
    if others:
        zh.append(f"划入 {came.zh}")
        en.append(f"in from {came.en}")
    if lost:
        zh.append(f"划出至 {went.zh}")
        en.append(f"out to {went.en}")
    if not (others or lost):
        zh.append("仅涉及无住户的地块")
        en.append("only land without households")
    if old != new:
        zh.append(f"换码为 {to.zh}")
        en.append(f"recoded to {to.en}")
    return Text("，".join(zh), "; ".join(en))


def _listed(shares: Sequence[Share], row: Succession, count: Count) -> Text:
    named = [(_short(share.code, row), count(share.households)) for share in shares[:MOST_NAMED]]
    zh = "、".join(f"{code.zh}（{told.zh}）" for code, told in named)
    en = ", ".join(f"{code.en} ({told.en})" for code, told in named)
    more = len(shares) - len(named)
    if more > 0:
        return Text(f"{zh}等 {len(shares)} 个网格", f"{en} and {more} more")
    return Text(zh, en)


def _short(code: Code, row: Succession) -> Text:
    """Return a code that is not the first of a sentence, without what the first one told."""
    if code is None:
        return NONE
    home = row.community_code
    short = f"…{code.removeprefix(home)}" if code.startswith(home) else code
    return Text(short, short)
