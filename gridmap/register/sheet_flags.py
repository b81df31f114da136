"""What may be wrong with the sheets of a register that comes back, in sentences."""

from __future__ import annotations

from collections.abc import Iterator

from gridmap.errors import Text
from gridmap.register.difference import Flag
from gridmap.register.given import Sheet
from gridmap.register.originals import Originals
from gridmap.register.pages import Page


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


def unknown_sheet(sheet: Sheet) -> Flag:
    """Return the flag of a sheet that is no page.

    Parameters
    ----------
    sheet : Sheet
        The sheet.

    Returns
    -------
    Flag
        It is not read.
    """
    return Flag(
        "sheet",
        sheet.title,
        Text(
            f"工作表“{sheet.title}”不属于本台账，未读取。",
            f"Sheet {sheet.title} is none of the register and was not read.",
        ),
        Text(
            "如它是台账的一页，请恢复工作表名和表头。",
            "If it is a page of it, put its title and header back.",
        ),
    )


def second_sheet(sheet: Sheet, page: Page) -> Flag:
    """Return the flag of a second sheet of one page.

    Parameters
    ----------
    sheet : Sheet
        The second.
    page : Page
        The page of both.

    Returns
    -------
    Flag
        The first is read.
    """
    return Flag(
        "sheet",
        sheet.title,
        Text(
            f"有两张“{page.kind.title.zh}”工作表，只读取了第一张。",
            f"There are two sheets of {page.kind.title.en}; the first was read.",
        ),
        Text("请合并成一张后重新读入。", "Make one of them and read the file again."),
    )


def missing_sheet(page: Page) -> Flag:
    """Return the flag of a page that a file has no sheet of.

    Parameters
    ----------
    page : Page
        The page.

    Returns
    -------
    Flag
        Its rows count as unchanged.
    """
    title = page.kind.title
    return Flag(
        "sheet",
        title.zh,
        Text(
            f"文件中没有工作表“{title.zh}”，该表按未修改处理。",
            f"The file has no sheet {title.en}: it counts as unchanged.",
        ),
        Text("如要修改，请恢复该工作表。", "Put it back to change it."),
    )
