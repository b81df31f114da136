"""What may be wrong with a register that comes back, in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gridmap.errors import Text
from gridmap.layers.findings import echo
from gridmap.register.difference import Flag
from gridmap.register.fields import Field, Value
from gridmap.register.originals import Originals

RULES = (
    "stale",
    "tampered",
    "value",
    "formula",
    "unknown_code",
    "no_code",
    "duplicate",
    "gone",
    "reference",
    "required",
    "place",
    "shared_unit",
    "other_community",
    "contiguity",
    "refused",
    "retires",
    "outside",
    "deleting",
    "many_deleted",
    "sheet",
    "column",
    "originals",
    "other_plan",
)
"""Every rule that a flag names."""


def said(value: Value) -> Text:
    """Return a value as part of a sentence.

    Parameters
    ----------
    value : value
        Any.

    Returns
    -------
    Text
        Short; a word for nothing.
    """
    if value is None:
        return Text("空", "nothing")
    if isinstance(value, bool):
        return Text("是", "yes") if value else Text("否", "no")
    return Text(echo(str(value)), echo(str(value)))


def stale(place: str, one: Field, before: Value, now: Value) -> Flag:
    """Return the flag of a cell that others have changed since.

    Parameters
    ----------
    place : str
        The cell.
    one : Field
        Its column.
    before, now : value
        What it said when the file was written, and what the plan says now.

    Returns
    -------
    Flag
        It can still be accepted, by name.
    """
    zh, en = one.title.zh, one.title.en
    old, new = said(one.shown(before, "zh")), said(one.shown(now, "zh"))
    return Flag(
        "stale",
        place,
        Text(
            f"“{zh}”在导出后已被他人由“{old.zh}”改为“{new.zh}”。",
            f"{en} was changed by others since, from {said(before).en} to {said(now).en}.",
        ),
        Text(
            "请核对两边的值；仍要采用请单独勾选本行。",
            "Compare both; choose this row by itself if yours is to hold.",
        ),
    )


def tampered(place: str, one: Field, before: Value) -> Flag:
    """Return the flag of a computed cell that was changed.

    Parameters
    ----------
    place : str
        The cell.
    one : Field
        Its column.
    before : value
        What it said.

    Returns
    -------
    Flag
        The cell is not taken; others of the row are.
    """
    old = said(one.shown(before, "zh"))
    return Flag(
        "tampered",
        place,
        Text(
            f"“{one.title.zh}”是系统计算的单元格，原为“{old.zh}”，改动不会采用。",
            f"{one.title.en} is computed, it was {said(before).en}: the change is not taken.",
        ),
        Text(
            "请恢复原值；要改变它，请改它所依据的内容。",
            "Put it back, or change what it is computed from.",
        ),
    )


def unreadable(place: str, one: Field, raw: object) -> Flag:
    """Return the flag of a cell whose value does not fit its column.

    Parameters
    ----------
    place : str
        The cell.
    one : Field
        Its column.
    raw : object
        What it holds.

    Returns
    -------
    Flag
        The cell is not taken.
    """
    words = [word for _, word in one.choices("zh")]
    kinds = {
        "int": Text("整数", "a whole number"),
        "float": Text("数字", "a number"),
        "date": Text("日期，如 2026-07-10", "a day, like 2026-07-10"),
        "bool": Text("是或否", "yes or no"),
        "text": Text("文字", "text"),
    }
    wanted = kinds[one.column.kind]
    if words:
        codes = ", ".join(code for code, _ in one.choices("zh"))
        wanted = Text(f"以下之一：{'、'.join(words)}", f"one of {codes}")
    low, high = one.column.minimum, one.column.maximum
    if low is not None and high is not None:
        wanted = Text(f"{wanted.zh}（{low:g} 至 {high:g}）", f"{wanted.en} ({low:g} to {high:g})")
    shown = echo(str(raw))
    return Flag(
        "value",
        place,
        Text(f"“{one.title.zh}”的内容“{shown}”无法识别。", f"{one.title.en} cannot be {shown!r}."),
        Text(f"请填写{wanted.zh}。", f"Give {wanted.en}."),
    )


def formula(place: str, one: Field, *, empty: bool) -> Flag:
    """Return the flag of a cell that holds a formula.

    Parameters
    ----------
    place : str
        The cell.
    one : Field
        Its column.
    empty : bool
        Whether no program has worked it out.

    Returns
    -------
    Flag
        The value that was worked out last can be accepted, by name.
    """
    rest = (
        Text("，没有计算结果", " without a value")
        if empty
        else Text("，取上次计算的值", ": the last value is read")
    )
    return Flag(
        "formula",
        place,
        Text(
            f"“{one.title.zh}”是公式{rest.zh}。",
            f"{one.title.en} is a formula{rest.en}.",
        ),
        Text("请复制后“选择性粘贴为数值”。", "Copy it and paste the value."),
    )


def required(place: str, heads: Sequence[Text]) -> Flag:
    """Return the flag of a row that lacks what it needs.

    Parameters
    ----------
    place : str
        The row.
    heads : sequence of Text
        Headers of the empty cells.

    Returns
    -------
    Flag
        The row cannot be accepted.
    """
    return Flag(
        "required",
        place,
        Text(
            f"缺少{'、'.join(head.zh for head in heads)}。",
            f"It lacks {', '.join(head.en for head in heads)}.",
        ),
        Text("请补填后重新读入。", "Fill it in and read the file again."),
        bars=True,
    )


def unknown_code(place: str, title: Text, key: str, *, numbered: bool) -> Flag:
    """Return the flag of a row whose code the plan does not have.

    Parameters
    ----------
    place : str
        The row.
    title : Text
        Its page.
    key : str
        The code.
    numbered : bool
        Whether codes of new rows are made by the program.

    Returns
    -------
    Flag
        The row cannot be accepted.
    """
    remedy = (
        Text("新行的编号请留空。", "Leave the row id of a new row empty.")
        if numbered
        else Text(
            f"请恢复原编码；新增{title.zh}请用导入或地图编辑。",
            "Put the code back; new ones come by import or on the map.",
        )
    )
    if "E+" in key.upper():
        remedy = Text(
            "编码被表格程序改成了科学计数法，请改用 xlsx 文件并按文本填写。",
            "A program made a number of the code: use the xlsx, where codes are text.",
        )
    return Flag(
        "unknown_code",
        place,
        Text(f"方案中没有{title.zh}“{echo(key)}”。", f"There is no {echo(key)} in {title.en}."),
        remedy,
        bars=True,
    )


def no_point(place: str) -> Flag:
    """Return the flag of a place that a register cannot change.

    Parameters
    ----------
    place : str
        Where it is.

    Returns
    -------
    Flag
        The flag.
    """
    return Flag(
        "place",
        place,
        Text("这一要素不是点，位置不能在台账中修改。", "It is no point: its place stays."),
        Text("请在地图上修改它的形状。", "Change its shape on the map."),
    )


def no_grid(place: str) -> Flag:
    """Return the flag of a building that is to have no grid.

    Parameters
    ----------
    place : str
        Where it is.

    Returns
    -------
    Flag
        The flag.
    """
    return Flag(
        "required",
        place,
        Text("楼栋不能没有网格。", "A building cannot be without a grid."),
        Text("请填写同一社区的现有网格编码。", "Give a present grid of the same community."),
    )


def other_community(place: str, code: str, home: str) -> Flag:
    """Return the flag of a grid of another community.

    Parameters
    ----------
    place : str
        Where it is.
    code : str
        Code of the grid.
    home : str
        Code of the community.

    Returns
    -------
    Flag
        The flag.
    """
    return Flag(
        "other_community",
        place,
        Text(
            f"网格 {code} 不在楼栋所属的社区 {home}。",
            f"Grid {code} is not in community {home}, where the building is.",
        ),
        Text(
            "一个网格只属于一个社区，请填写本社区的网格。",
            "A grid belongs to one community: give one of this community.",
        ),
    )


def no_code(place: str) -> Flag:
    """Return the flag of a row without a code.

    Parameters
    ----------
    place : str
        Where it is.

    Returns
    -------
    Flag
        The flag.
    """
    return Flag(
        "no_code",
        place,
        Text("这一行没有编码。", "The row has no code."),
        Text("请恢复编码；本表不能新增行。", "Put it back; this page takes no new rows."),
        bars=True,
    )


def no_deleting(place: str, title: Text, key: str) -> Flag:
    """Return the flag of a row that is gone where none may be removed.

    Parameters
    ----------
    place : str
        Where it is.
    title : Text
        The page.
    key : str
        Code of the row.

    Returns
    -------
    Flag
        The flag.
    """
    return Flag(
        "deleting",
        place,
        Text(
            f"文件中缺少{title.zh}“{key}”一行，不会因此删除它。",
            f"The row of {key} is gone; it is not removed for that.",
        ),
        Text(
            "网格请用合并撤销，楼栋和小区请用导入或地图编辑删除。",
            "Retire a grid by merging; remove buildings by import or on the map.",
        ),
        bars=True,
    )


def many_deleted(place: str, number: int) -> Flag:
    """Return the flag of one of many rows that are gone.

    Parameters
    ----------
    place : str
        Where it is.
    number : int
        How many.

    Returns
    -------
    Flag
        The flag.
    """
    return Flag(
        "many_deleted",
        place,
        Text(
            f"这张表有 {number} 行不见了，可能只保存了筛选结果。",
            f"{number} rows of the page are gone; perhaps only a filter was saved.",
        ),
        Text("确要删除请逐行勾选。", "Choose each row if it is to go."),
    )


def emptied(place: str, title: Text) -> Flag:
    """Return the flag of a cell that may not be empty.

    Parameters
    ----------
    place : str
        The cell.
    title : Text
        Its header.

    Returns
    -------
    Flag
        The cell is not taken.
    """
    return Flag(
        "required",
        place,
        Text(f"“{title.zh}”不能为空。", f"{title.en} cannot be empty."),
        Text("请填写内容。", "Fill it in."),
    )


def duplicate(place: str, key: str, first: int) -> Flag:
    """Return the flag of a row whose code is there already.

    Parameters
    ----------
    place : str
        The row.
    key : str
        The code.
    first : int
        Number of the row that was read.

    Returns
    -------
    Flag
        The row cannot be accepted.
    """
    return Flag(
        "duplicate",
        place,
        Text(
            f"编码“{key}”与第 {first} 行重复，只读取第 {first} 行。",
            f"The code {key} is in row {first} too, which was read.",
        ),
        Text("请删除其中一行后重新读入。", "Remove one of them and read the file again."),
        bars=True,
    )


def gone(place: str, key: str) -> Flag:
    """Return the flag of a row that others have removed.

    Parameters
    ----------
    place : str
        The row.
    key : str
        The code.

    Returns
    -------
    Flag
        The row cannot be accepted.
    """
    return Flag(
        "gone",
        place,
        Text(
            f"“{key}”在导出后已被他人删除或撤销。",
            f"{key} has been removed or retired by others since.",
        ),
        Text(
            "请重新导出台账；如仍需要，请新增一行。",
            "Export the register again; add a row if it is still wanted.",
        ),
        bars=True,
    )


def of_originals(originals: Originals | None) -> Iterator[Flag]:
    """Return what is wrong with the originals that a file keeps.

    Parameters
    ----------
    originals : Originals or None
        None where somebody removed them.

    Yields
    ------
    Flag
        One at most.
    """
    remedy = Text(
        "改动将直接与方案的现状比较；请逐行核对。",
        "Changes are told against the plan as it is now: check each row.",
    )
    if originals is None:
        yield Flag(
            "originals",
            "",
            Text(
                "文件中没有导出时的原值（隐藏工作表 _gridmap 已被删除），无法判断哪些内容已过期。",
                "The hidden sheet _gridmap is gone: what others changed since cannot be told.",
            ),
            remedy,
        )
    elif originals.broken or originals.lacking:
        number = len(originals.broken) + max(0, originals.lacking)
        yield Flag(
            "originals",
            "",
            Text(
                f"隐藏工作表 _gridmap 中有 {number} 行原值被改动或删除。",
                f"{number} rows of the hidden sheet _gridmap were changed or removed.",
            ),
            remedy,
        )
