"""What may be wrong with a cell of a register that comes back, in sentences."""

from __future__ import annotations

from gridmap.errors import Text
from gridmap.layers.findings import echo
from gridmap.register.difference import Flag
from gridmap.register.fields import Field, Value


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
