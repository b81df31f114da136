"""Teams out of a sheet: a row for each member, or a row for each grid with a column a role."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

import pandas as pd

from gridmap.errors import Fault, Text
from gridmap.layers.findings import echo
from gridmap.layers.privacy import private_columns
from gridmap.layers.values import folded, is_null, to_date, to_text
from gridmap.teams.checking import check_member
from gridmap.teams.records import ROLE_WORDS, ROLES, TEAM_COLUMNS, TEAM_WORDS, Member
from gridmap.teams.rules import TeamRules
from gridmap.teams.sheet import Sheet, row_fault

ALIASES: Mapping[str, tuple[str, ...]] = {
    "grid_code": ("网格代码", "网格编号", "网格", "所属网格"),
    "role": ("岗位", "四包一角色", "人员角色"),
    "name": ("名字", "人员姓名"),
    "worker_kind": ("网格员类别", "人员类别", "类型", "kind"),
    "organisation": ("所在单位", "工作单位", "所属单位", "office", "organization"),
    "duty_phone": ("电话", "办公电话", "联系电话", "固定电话", "phone", "telephone"),
    "since": ("上岗日期", "到岗日期", "任职日期", "开始日期"),
}
"""Other headers of the columns."""

ROLE_ALIASES: Mapping[str, tuple[str, ...]] = {
    "grid_worker": ("网格管理员", "网格员姓名", "worker"),
    "cadre": ("干部", "包联干部", "下沉干部", "机关包联干部"),
    "leader": ("楼长", "党员小组长", "党小组长", "楼栋长", "单元长", "楼长、党员小组长"),
    "volunteer": ("志愿服务者", "党员志愿者", "志愿者队伍"),
}
"""Other words for the roles."""

KNOWN_COLUMNS = frozenset(
    map(folded, ("社区", "社区代码", "社区名称", "网格名称", "街道", "街道名称", "序号", "备注"))
)
"""Columns that an office keeps beside the team; they are passed over in silence."""

_BETWEEN = re.compile(r"[、，,；;\n]+|(?<=[^\x00-\x7f])[ 　/]+(?=[^\x00-\x7f])")


@dataclass(frozen=True, slots=True)
class TeamsRead:
    """What a sheet says of teams.

    Attributes
    ----------
    members : tuple of Member
        Those of rows without an error.
    faults : tuple of Fault
        Everything that was found, by row.
    grids : frozenset of str
        Grids that the sheet tells of.
    """

    members: tuple[Member, ...]
    faults: tuple[Fault, ...]
    grids: frozenset[str] = field(default=frozenset())

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong with any row."""
        return all(fault.severity != "error" for fault in self.faults)


def is_of_teams(sheet: Sheet) -> bool:
    """Return whether a sheet tells of teams.

    Parameters
    ----------
    sheet : Sheet
        Any.

    Returns
    -------
    bool
        Whether it has a column of grids and one of roles, or a column for a role.
    """
    columns = _columns(sheet)
    return "grid_code" in columns and ("role" in columns or bool(_wide_columns(sheet)))


def read_teams(
    sheet: Sheet,
    rules: TeamRules,
    *,
    grids: Collection[str],
    successors: Mapping[str, tuple[str, ...]],
) -> TeamsRead:
    """Return the teams that a sheet tells of, and everything that is wrong with it.

    Parameters
    ----------
    sheet : Sheet
        With a column ``网格编码`` and either ``角色`` and ``姓名``, or a column for each role with
        one or several names (``网格员``, beside it ``网格员类别``, ``网格员单位``,
        ``网格员值班电话`` ...).
    rules : TeamRules
        Say which kinds of workers there are.
    grids : collection of str
        Codes of the living grids.
    successors : Mapping of str to tuple of str
        What took the place of codes that are gone.

    Returns
    -------
    TeamsRead
        All faults at once.
    """
    columns = _columns(sheet)
    wide = {} if "role" in columns else _wide_columns(sheet)
    if "grid_code" not in columns or not (wide or {"role", "name"} <= set(columns)):
        return TeamsRead((), (_no_teams(sheet),))
    faults = _column_faults(sheet, {*columns.values(), *_headers(wide)})
    members: list[Member] = []
    seen: dict[tuple[str, str, str, str], int] = {}
    told: set[str] = set()
    for row, cells in sheet.rows:
        plain = {header: _text(cells.get(header)) for header in sheet.headers}
        found = _wide(plain, columns, wide) if wide else [_long(plain, columns)]
        for one in (_known(member, rules) for member in found):
            told.add(one.grid_code)
            wrong = check_member(one, rules, grids=grids, successors=successors)
            faults += [
                row_fault(sheet, row, f"teams.{bad.field}", bad.what, bad.remedy) for bad in wrong
            ]
            key = (one.grid_code, one.role, one.name, one.organisation)
            if key in seen:
                faults.append(_repeated(sheet, row, seen[key], one))
            elif not wrong:
                members.append(one)
            seen.setdefault(key, row)
    return TeamsRead(tuple(members), tuple(faults), frozenset(told & set(grids)))


def _columns(sheet: Sheet) -> dict[str, str]:
    """Return the header of each column that the sheet has."""
    known = {}
    for name, title in TEAM_WORDS.items():
        words = {folded(word) for word in (name, title.zh, title.en, *ALIASES[name])}
        header = next((one for one in sheet.headers if folded(one) in words), None)
        if header is not None:
            known[name] = header
    return known


def _wide_columns(sheet: Sheet) -> dict[str, dict[str, str]]:
    """Return, for each role that has a column, the headers of its fields."""
    found: dict[str, dict[str, str]] = {}
    for role in ROLES:
        words = (ROLE_WORDS[role].zh, ROLE_WORDS[role].en, role, *ROLE_ALIASES[role])
        own = {folded(word): "name" for word in words}
        own |= {folded(f"{word}姓名"): "name" for word in words}
        for name in ("worker_kind", "organisation", "duty_phone", "since"):
            heads = (TEAM_WORDS[name].zh, *ALIASES[name])
            own |= {folded(f"{word}{head}"): name for word in words for head in heads}
        headers = {own[folded(one)]: one for one in sheet.headers if folded(one) in own}
        if "name" in headers:
            found[role] = headers
    return found


def _headers(wide: Mapping[str, Mapping[str, str]]) -> set[str]:
    return {header for headers in wide.values() for header in headers.values()}


def _long(cells: Mapping[str, str], columns: Mapping[str, str]) -> Member:
    values = {name: cells[columns[name]] for name in TEAM_COLUMNS if name in columns}
    return Member(**{"grid_code": "", "role": "", "name": "", **values})


def _wide(
    cells: Mapping[str, str], columns: Mapping[str, str], wide: Mapping[str, Mapping[str, str]]
) -> Iterator[Member]:
    """Give the members of a row; what is said once of several of them holds for all."""
    for role, headers in wide.items():
        names = _several(cells[headers["name"]])
        fields = {
            name: _dealt(cells[header], len(names))
            for name, header in headers.items()
            if name != "name"
        }
        for number, name in enumerate(names):
            own = {field: values[number] for field, values in fields.items()}
            yield Member(cells[columns["grid_code"]], role, name, **own)


def _several(cell: str) -> list[str]:
    return [part.strip() for part in _BETWEEN.split(cell) if part.strip()]


def _dealt(cell: str, count: int) -> list[str]:
    parts = _several(cell)
    return parts if len(parts) == count else [cell] * count


def _known(member: Member, rules: TeamRules) -> Member:
    """Return a member with codes in place of words, as far as they are known."""
    roles = {
        folded(word): role
        for role in ROLES
        for word in (role, ROLE_WORDS[role].zh, ROLE_WORDS[role].en, *ROLE_ALIASES[role])
    }
    kinds: dict[str, str] = {}
    for code, word in rules.worker_kinds.items():
        kinds |= {folded(one): code for one in (code, word, f"{word}网格员")}
    kind = kinds.get(folded(member.worker_kind), member.worker_kind)
    role = roles.get(folded(member.role), member.role)
    if role not in ROLES and folded(role) in kinds:
        role, kind = "grid_worker", kind or kinds[folded(role)]
    return Member(
        member.grid_code,
        role,
        member.name,
        kind,
        member.organisation,
        member.duty_phone,
        _day(member.since),
    )


def _day(text: str) -> str:
    try:
        return to_date(text) if text else ""
    except ValueError:
        return text


def _text(cell: object) -> str:
    if is_null(cell):
        return ""
    if hasattr(cell, "isoformat"):
        return str(cell.isoformat())[:10]
    return to_text(cell)


def _column_faults(sheet: Sheet, used: set[str]) -> list[Fault]:
    """Refuse other columns that tell persons apart, and say which ones are passed over."""
    rest = [header for header in sheet.headers if header not in used]
    frame = pd.DataFrame({one: [cells.get(one) for _, cells in sheet.rows] for one in rest})
    private = private_columns(frame)
    faults = [
        row_fault(
            sheet,
            None,
            "teams.private",
            Text(
                f"列“{echo(header)}”像是{what.zh}，本系统不保存。",
                f"Column {echo(header)} seems to hold {what.en}, which are not kept.",
            ),
            Text("请删去该列后再导入。", "Delete the column and import the table again."),
        )
        for header, what in private.items()
    ]
    passed = [one for one in rest if one not in private and folded(one) not in KNOWN_COLUMNS]
    if passed:
        listed = "、".join(map(echo, passed))
        faults.append(
            row_fault(
                sheet,
                None,
                "teams.unknown",
                Text(f"列 {listed} 未读入。", f"Columns passed over: {listed}."),
                Text("如需读入，请改用模板中的表头。", "To read them, use the headers told."),
                severity="notice",
            )
        )
    return faults


def _repeated(sheet: Sheet, row: int, first: int, member: Member) -> Fault:
    word = ROLE_WORDS.get(member.role, Text(member.role, member.role))
    return row_fault(
        sheet,
        row,
        "teams.repeated",
        Text(
            f"{word.zh}“{echo(member.name)}”与第 {first} 行重复。",
            f"the {word.en.lower()} {echo(member.name)} stands in row {first} already.",
        ),
        Text("请删去其一；同名者请填写单位以示区别。", "Delete one, or tell them by their office."),
    )


def _no_teams(sheet: Sheet) -> Fault:
    roles = "、".join(word.zh for word in ROLE_WORDS.values())
    return row_fault(
        sheet,
        None,
        "teams.columns",
        Text("表中没有队伍。", "The sheet holds no teams."),
        Text(
            f"请给出“网格编码”“角色”“姓名”三列，或“网格编码”和各角色一列（{roles}）。",
            "Give the columns grid_code, role and name, or grid_code and one column a role.",
        ),
    )
