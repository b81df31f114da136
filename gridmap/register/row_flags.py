"""What may be wrong with a row of a register that comes back, in sentences."""

from __future__ import annotations

from collections.abc import Sequence

from gridmap.errors import Text
from gridmap.layers.findings import echo
from gridmap.register.difference import Flag


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
