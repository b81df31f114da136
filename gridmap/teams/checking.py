"""What a member of a team, or a cell of a list, may hold: staff of an office, never residents."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import pandas as pd

from gridmap.errors import Text
from gridmap.layers.findings import echo
from gridmap.layers.privacy import private_columns
from gridmap.layers.values import to_date
from gridmap.teams.records import ROLE_WORDS, ROLES, TEAM_WORDS, Member
from gridmap.teams.rules import TeamRules

LONGEST = {"name": 30, "organisation": 60, "duty_phone": 30}
"""Characters of the texts of a member."""

_OFFICE_LINE = re.compile(r"(?=.*\d{3})[\d\-—－()（）+ ]{3,}(?:(?:转|分机|ext\.?|x) ?\d{1,6})?")
_NUMBERS = re.compile(r"\d{4,}")


@dataclass(frozen=True, slots=True)
class MemberFault:
    """What is wrong with one field of a member.

    Attributes
    ----------
    field : str
        One of `gridmap.teams.records.TEAM_COLUMNS`.
    what, remedy : Text
        What is wrong, and what to do about it.
    """

    field: str
    what: Text
    remedy: Text


def check_member(
    member: Member,
    rules: TeamRules,
    *,
    grids: Collection[str],
    successors: Mapping[str, tuple[str, ...]],
) -> list[MemberFault]:
    """Return everything that is wrong with a member.

    Parameters
    ----------
    member : Member
        The member.
    rules : TeamRules
        Say which kinds of workers there are.
    grids : collection of str
        Codes of the living grids.
    successors : Mapping of str to tuple of str
        What took the place of codes that are gone.

    Returns
    -------
    list of MemberFault
        None where nothing is wrong; no private value is repeated in them.
    """
    faults = [*_grid_faults(member.grid_code, grids, successors), *_role_faults(member, rules)]
    if not member.name:
        faults.append(
            _fault("name", "没有填写姓名。", "no name.", "请填写姓名。", "Give the name.")
        )
    elif _NUMBERS.search(member.name):
        faults.append(
            _fault(
                "name",
                "姓名中有号码。",
                "there are numbers in the name.",
                "姓名只填文字；证件号、手机号一律不保存。",
                "Give the name alone; numbers of persons are never kept.",
            )
        )
    faults += _text_faults(member)
    if member.since and not _is_day(member.since):
        shown = echo(member.since)
        faults.append(
            _fault(
                "since",
                f"起始日期“{shown}”无法识别。",
                f"the day {shown} cannot be read.",
                "请写成 2026-07-01。",
                "Write it like 2026-07-01.",
            )
        )
    return faults


def private_text(text: str) -> Text | None:
    """Return what a text holds that would tell a person apart: a mobile or an identity number.

    Parameters
    ----------
    text : str
        One cell.

    Returns
    -------
    Text or None
        What it is; None where it is nothing of the kind. Fixed lines of offices may stay.

    Examples
    --------
    >>> private_text("0537-2345678") is None
    True
    """
    found = private_columns(pd.DataFrame({"电话": [text]}))
    return found.get("电话")


def private_fault(field: str, header: str, private: Text) -> MemberFault:
    """Return the fault of a cell that holds a private number.

    Parameters
    ----------
    field : str
        The field.
    header : str
        How people call it.
    private : Text
        As `private_text` returns it.

    Returns
    -------
    MemberFault
        With the remedy; the number is not repeated.
    """
    return _fault(
        field,
        f"“{header}”中有{private.zh}，不予保存。",
        f"{header} holds {private.en}, which are not kept.",
        "请改填办公固定电话，或留空。",
        "Give a fixed line of the office, or leave it empty.",
    )


def _grid_faults(
    code: str, grids: Collection[str], successors: Mapping[str, tuple[str, ...]]
) -> list[MemberFault]:
    if code in grids:
        return []
    if not code:
        return [
            _fault("grid_code", "没有填写网格编码。", "no grid.", "请填写网格编码。", "Give it.")
        ]
    shown = echo(code)
    if code in successors:
        then = "、".join(successors[code])
        return [
            _fault(
                "grid_code",
                f"网格 {shown} 已撤销。",
                f"grid {shown} is gone.",
                f"现为 {then}，请改填。",
                f"It is {then} now.",
            )
        ]
    return [
        _fault(
            "grid_code",
            f"方案中没有网格 {shown}。",
            f"the plan has no grid {shown}.",
            "请核对编码；编码列应为文本格式。",
            "Check the code; its column should be text.",
        )
    ]


def _role_faults(member: Member, rules: TeamRules) -> list[MemberFault]:
    if member.role not in ROLES:
        words = "、".join(word.zh for word in ROLE_WORDS.values())
        shown = echo(member.role)
        return [
            _fault(
                "role",
                f"角色“{shown}”无法识别。" if shown else "没有填写角色。",
                f"the role {shown!r} is not known.",
                f"请填：{words}。",
                f"Give one of {', '.join(word.en for word in ROLE_WORDS.values())}.",
            )
        ]
    if member.worker_kind and member.role != "grid_worker":
        return [
            _fault(
                "worker_kind",
                "只有网格员分类别。",
                "only grid workers are of a kind.",
                "请清空该格。",
                "Leave it empty.",
            )
        ]
    if member.worker_kind and member.worker_kind not in rules.worker_kinds:
        shown, words = echo(member.worker_kind), "、".join(rules.worker_kinds.values())
        return [
            _fault(
                "worker_kind",
                f"网格员类别“{shown}”无法识别。",
                f"the kind {shown!r} of grid workers is not known.",
                f"可填：{words}；其他类别请先写入设置。",
                f"Give one of {', '.join(rules.worker_kinds)}; others belong into the settings.",
            )
        ]
    return []


def _text_faults(member: Member) -> list[MemberFault]:
    found = []
    for field, most in LONGEST.items():
        value, header = getattr(member, field), TEAM_WORDS[field]
        private = private_text(value) if value else None
        if private is not None:
            found.append(private_fault(field, header.zh, private))
        elif len(value) > most:
            found.append(
                _fault(
                    field,
                    f"{header.zh}超过 {most} 字。",
                    f"{header.en.lower()}: over {most} characters.",
                    "请缩短。",
                    "Make it shorter.",
                )
            )
        elif field == "duty_phone" and value and not _OFFICE_LINE.fullmatch(value):
            found.append(
                _fault(
                    field,
                    f"值班电话“{echo(value)}”不是电话号码。",
                    f"{echo(value)!r} is no telephone number.",
                    "请填办公固定电话，如 0537-2345678。",
                    "Give a fixed line such as 0537-2345678.",
                )
            )
    return found


def _is_day(text: str) -> bool:
    try:
        return to_date(text) == text
    except ValueError:
        return False


def _fault(field: str, zh: str, en: str, remedy_zh: str, remedy_en: str) -> MemberFault:
    return MemberFault(field, Text(zh, en), Text(remedy_zh, remedy_en))
