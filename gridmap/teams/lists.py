"""Lists that an office keeps of every grid (such as the seven lists, 七张清单)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from gridmap.errors import Fault, SettingsError, Text
from gridmap.layers.findings import echo
from gridmap.layers.privacy import private_columns
from gridmap.layers.values import folded, is_null, to_text
from gridmap.teams.checking import private_text
from gridmap.teams.reading import ALIASES
from gridmap.teams.records import TEAM_WORDS, GridList, ListRow
from gridmap.teams.sheet import Sheet, row_fault

MOST_LISTS, MOST_COLUMNS, MOST_ROWS = 30, 20, 500
"""Lists of a plan, columns of a list, rows of a list in one grid."""

LONGEST_NAME, LONGEST_VALUE = 30, 500

TEMPLATE: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("网格资源清单", ("资源名称", "类别", "地址", "所属单位")),
    ("居民需求清单", ("需求事项", "类别", "提出日期", "办理情况")),
    ("服务项目清单", ("服务项目", "服务对象", "承办单位", "服务时间")),
    ("风险隐患清单", ("隐患事项", "位置", "等级", "责任单位", "整改期限")),
    ("矛盾纠纷清单", ("事项", "类别", "调处单位", "进展")),
    ("重点场所清单", ("场所名称", "类别", "地址", "责任单位", "检查日期")),
    ("网格事项清单", ("事项", "频次", "责任岗位", "依据")),
)
"""Seven lists to begin with; an office renames them, and gives them the columns that it wants."""


@dataclass(frozen=True, slots=True)
class ListsRead:
    """What the sheets of a file say of lists.

    Attributes
    ----------
    lists : tuple of GridList
        A list a sheet, those that the plan knows under their ids.
    rows : tuple of ListRow
        Their rows, those with an error left out.
    faults : tuple of Fault
        Everything that was found.
    """

    lists: tuple[GridList, ...]
    rows: tuple[ListRow, ...]
    faults: tuple[Fault, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return all(fault.severity != "error" for fault in self.faults)


def template_lists() -> list[GridList]:
    """Return the seven lists to begin with.

    Returns
    -------
    list of GridList
        Their ids are ``list-1`` to ``list-7``.
    """
    return [
        GridList(f"list-{number}", name, columns, number)
        for number, (name, columns) in enumerate(TEMPLATE, start=1)
    ]


def require_list(one: GridList, others: Sequence[GridList]) -> None:
    """Refuse a list whose name or columns do not do.

    Parameters
    ----------
    one : GridList
        The list.
    others : sequence of GridList
        The other lists of the plan.

    Raises
    ------
    SettingsError
        If a name is missing, too long or taken, or a column is of what tells residents apart.
    """
    if len(others) >= MOST_LISTS:
        raise _unfit(f"清单最多 {MOST_LISTS} 张。", f"There are at most {MOST_LISTS} lists.")
    if folded(one.name) in {folded(other.name) for other in others}:
        raise _unfit(
            f"已有名为“{echo(one.name)}”的清单。", f"There is a list {echo(one.name)} already."
        )
    names = (one.name, *one.columns)
    if not one.columns or not all(0 < len(name.strip()) <= LONGEST_NAME for name in names):
        raise _unfit(
            f"清单名称和各列名称须为 1 至 {LONGEST_NAME} 字，至少一列。",
            f"Names of a list and of its columns have 1 to {LONGEST_NAME} characters.",
        )
    if len({folded(name) for name in one.columns}) < len(one.columns):
        raise _unfit("清单中有重名的列。", "Two columns have one name.")
    if len(one.columns) > MOST_COLUMNS:
        raise _unfit(f"一张清单最多 {MOST_COLUMNS} 列。", f"A list has {MOST_COLUMNS} columns.")
    private = private_columns(pd.DataFrame({name: ["1"] for name in one.columns}))
    if private:
        header, what = next(iter(private.items()))
        raise SettingsError(
            Text(
                f"列“{echo(header)}”会保存{what.zh}，本系统不保存居民个人信息。",
                f"Column {echo(header)} would hold {what.en}, which are not kept.",
            ),
            Text("请改用不指向个人的列，如户数、事项。", "Name a column that tells nobody apart."),
        )


def check_values(one: GridList, values: Sequence[str]) -> list[tuple[Text, Text]]:
    """Return what is wrong with a row of a list.

    Parameters
    ----------
    one : GridList
        The list.
    values : sequence of str
        A value for each of its columns.

    Returns
    -------
    list of (Text, Text)
        What, and the remedy; no private value is repeated.
    """
    if len(values) != len(one.columns):
        return [
            (
                Text(f"应有 {len(one.columns)} 项。", f"it has to have {len(one.columns)} values."),
                Text("请按清单的列填写。", "Give one for each column."),
            )
        ]
    found = []
    for header, value in zip(one.columns, values, strict=True):
        private = private_text(value) if value else None
        if private is not None:
            found.append(
                (
                    Text(
                        f"“{header}”中有{private.zh}，不予保存。",
                        f"{header} holds {private.en}, which are not kept.",
                    ),
                    Text("请删去号码，只写事项。", "Remove the numbers; say what it is about."),
                )
            )
        elif len(value) > LONGEST_VALUE:
            found.append(
                (
                    Text(
                        f"“{header}”超过 {LONGEST_VALUE} 字。",
                        f"{header} has over {LONGEST_VALUE} characters.",
                    ),
                    Text("请缩短。", "Make it shorter."),
                )
            )
    return found


def read_lists(
    sheets: Sequence[Sheet],
    known: Sequence[GridList],
    *,
    grids: Collection[str],
    successors: Mapping[str, tuple[str, ...]],
) -> ListsRead:
    """Return the lists of a file: a list a sheet, a row an entry, the grid in the first column.

    Parameters
    ----------
    sheets : sequence of Sheet
        Each with a column ``网格编码``; sheets without it are passed over, and told.
    known : sequence of GridList
        Lists of the plan: a sheet of such a name is that list, with the columns of the sheet.
    grids : collection of str
        Codes of the living grids.
    successors : Mapping of str to tuple of str
        What took the place of codes that are gone.

    Returns
    -------
    ListsRead
        All faults at once.
    """
    lists: list[GridList] = []
    rows: list[ListRow] = []
    faults: list[Fault] = []
    numbers = _Numbers(known)
    for sheet in sheets:
        header = grid_header(sheet)
        if header is None:
            faults.append(_passed(sheet))
            continue
        columns = tuple(one for one in sheet.headers if one != header)
        one = numbers.named(sheet.name, columns)
        wrong = _sheet_faults(sheet, one, lists)
        faults += wrong
        if not wrong:
            lists.append(one)
            found, bad = _rows(sheet, one, header, grids=grids, successors=successors)
            rows += found
            faults += bad
    return ListsRead(tuple(lists), tuple(rows), tuple(faults))


def grid_header(sheet: Sheet) -> str | None:
    """Return the header of the column of grid codes.

    Parameters
    ----------
    sheet : Sheet
        Any.

    Returns
    -------
    str or None
        None where there is none.
    """
    title = TEAM_WORDS["grid_code"]
    words = {folded(word) for word in ("grid_code", title.zh, title.en, *ALIASES["grid_code"])}
    return next((one for one in sheet.headers if folded(one) in words), None)


class _Numbers:
    """Gives lists their ids: those that they have, else the next ones."""

    def __init__(self, known: Sequence[GridList]) -> None:
        self._known = {folded(one.name): one for one in known}
        self._taken = {one.list_id for one in known}
        self._last = max((one.order for one in known), default=0)

    def named(self, name: str, columns: tuple[str, ...]) -> GridList:
        before = self._known.get(folded(name))
        if before is not None:
            return GridList(before.list_id, before.name, columns, before.order)
        self._last += 1
        number = self._last
        while f"list-{number}" in self._taken:
            number += 1
        self._taken.add(f"list-{number}")
        return GridList(f"list-{number}", name.strip(), columns, self._last)


def _sheet_faults(sheet: Sheet, one: GridList, others: Sequence[GridList]) -> list[Fault]:
    frame = pd.DataFrame(
        {name: [cells.get(name) for _, cells in sheet.rows] for name in one.columns}
    )
    private = private_columns(frame)
    if private:
        return [
            row_fault(
                sheet,
                None,
                "lists.private",
                Text(
                    f"列“{echo(header)}”像是{what.zh}，本系统不保存居民个人信息，该清单未读入。",
                    f"Column {echo(header)} seems to hold {what.en}; the list is not read.",
                ),
                Text("请删去该列后再导入。", "Delete the column and import the list again."),
            )
            for header, what in private.items()
        ]
    try:
        require_list(one, others)
    except SettingsError as error:
        return [row_fault(sheet, None, "lists.form", error.what, error.remedy)]
    return []


def _rows(
    sheet: Sheet,
    one: GridList,
    header: str,
    *,
    grids: Collection[str],
    successors: Mapping[str, tuple[str, ...]],
) -> tuple[list[ListRow], list[Fault]]:
    found: list[ListRow] = []
    faults: list[Fault] = []
    held: dict[str, int] = {}
    for row, cells in sheet.rows:
        code = _text(cells.get(header))
        values = tuple(_text(cells.get(name)) for name in one.columns)
        wrong = [*_code_faults(code, grids, successors), *check_values(one, values)]
        held[code] = held.get(code, 0) + 1
        if held[code] > MOST_ROWS:
            wrong.append(
                (
                    Text(f"该网格超过 {MOST_ROWS} 行。", f"the grid has over {MOST_ROWS} rows."),
                    Text("请分为几张清单。", "Divide the list."),
                )
            )
        faults += [row_fault(sheet, row, "lists.row", what, remedy) for what, remedy in wrong]
        if not wrong:
            found.append(ListRow(one.list_id, code, held[code], values))
    return found, faults


def _code_faults(
    code: str, grids: Collection[str], successors: Mapping[str, tuple[str, ...]]
) -> list[tuple[Text, Text]]:
    if code in grids:
        return []
    shown = echo(code)
    if code in successors:
        then = "、".join(successors[code])
        return [
            (
                Text(f"网格 {shown} 已撤销。", f"grid {shown} is gone."),
                Text(f"现为 {then}，请改填。", f"It is {then} now."),
            )
        ]
    return [
        (
            Text(f"方案中没有网格 {shown or '（空）'}。", f"the plan has no grid {shown!r}."),
            Text("请核对编码；编码列应为文本格式。", "Check the code; its column should be text."),
        )
    ]


def _text(cell: object) -> str:
    if is_null(cell):
        return ""
    if hasattr(cell, "isoformat"):
        return str(cell.isoformat())[:10]
    return to_text(cell)


def _passed(sheet: Sheet) -> Fault:
    return row_fault(
        sheet,
        None,
        "lists.sheet",
        Text("没有“网格编码”列，未读入。", "There is no column of grid codes; it is passed over."),
        Text("如是清单，请补上该列。", "If it is a list, add the column."),
        severity="notice",
    )


def _unfit(zh: str, en: str) -> SettingsError:
    return SettingsError(
        Text(zh, en), Text("请修改清单名称或列。", "Change the name or the columns of the list.")
    )
