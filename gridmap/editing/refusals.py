"""Why an edit is refused, in sentences; `REASONS` is the whole list."""

from __future__ import annotations

from collections.abc import Sequence

from gridmap.errors import EditError, Text

REASONS = (
    "malformed",
    "unknown_unit",
    "unknown_grid",
    "retired_grid",
    "other_community",
    "unit_locked",
    "grid_locked",
    "plan_locked",
    "contiguity",
    "line",
    "purpose",
    "codes_exhausted",
    "nothing",
    "misfit",
)
"""Every reason that an `EditError` carries."""

MOST_NAMED = 5
"""Ids that a sentence names; the error carries them all."""


def named(ids: Sequence[str]) -> Text:
    """Return ids as part of a sentence, the first few by name.

    Parameters
    ----------
    ids : sequence of str
        Ids or codes.

    Returns
    -------
    Text
        The list.
    """
    shown, more = list(ids[:MOST_NAMED]), len(ids) > MOST_NAMED
    zh = "、".join(shown) + (f" 等 {len(ids)} 个" if more else "")
    en = ", ".join(shown) + (f" and {len(ids) - MOST_NAMED} more" if more else "")
    return Text(zh, en)


def unknown_units(count: int) -> EditError:
    """Return the refusal of units that the plan does not have.

    Parameters
    ----------
    count : int
        How many.

    Returns
    -------
    EditError
        ``"unknown_unit"``.
    """
    return EditError(
        Text(
            f"方案中没有所给的 {count} 个基本单元。",
            f"The plan has no such units ({count} of them).",
        ),
        Text("请从地图或单元列表中选取。", "Choose them on the map or from the list of units."),
        reason="unknown_unit",
    )


def unknown_grid() -> EditError:
    """Return the refusal of a grid that the plan does not have.

    Returns
    -------
    EditError
        ``"unknown_grid"``.
    """
    return EditError(
        Text("方案中没有所给的网格。", "The plan has no such grid."),
        Text("请从网格列表中选取。", "Choose one from the list of grids."),
        reason="unknown_grid",
    )


def retired_grid(code: str) -> EditError:
    """Return the refusal of a grid that has been retired.

    Parameters
    ----------
    code : str
        Its code.

    Returns
    -------
    EditError
        ``"retired_grid"``.
    """
    return EditError(
        Text(f"网格 {code} 已撤销。", f"Grid {code} is retired."),
        Text(
            "请选择现有网格，或新建网格；撤销的代码不再使用。",
            "Choose a living grid, or make a new one; a retired code is never used again.",
        ),
        reason="retired_grid",
        grids=[code],
    )


def other_community(units: Sequence[str], code: str) -> EditError:
    """Return the refusal of units outside the community of a grid.

    Parameters
    ----------
    units : sequence of str
        Their ids.
    code : str
        The grid; empty for a new one.

    Returns
    -------
    EditError
        ``"other_community"``.
    """
    who = named(units)
    return EditError(
        Text(
            f"基本单元 {who.zh} 与网格 {code} 不在同一社区。"
            if code
            else f"所选基本单元不在同一社区，如 {who.zh}。",
            f"Units {who.en} are not in the community of grid {code}."
            if code
            else f"The units are not of one community, such as {who.en}.",
        ),
        Text(
            "一个网格只属于一个社区，请只选同一社区的单元。",
            "A grid belongs to one community: choose units of that one.",
        ),
        reason="other_community",
        units=units,
        grids=[code] if code else [],
    )


def units_locked(units: Sequence[str]) -> EditError:
    """Return the refusal to move locked units.

    Parameters
    ----------
    units : sequence of str
        Their ids.

    Returns
    -------
    EditError
        ``"unit_locked"``.
    """
    who = named(units)
    return EditError(
        Text(f"基本单元 {who.zh} 已锁定。", f"Units {who.en} are locked."),
        Text("请先解锁，或改选其他单元。", "Unlock them first, or choose others."),
        reason="unit_locked",
        units=units,
    )


def grids_locked(codes: Sequence[str]) -> EditError:
    """Return the refusal to change locked grids.

    Parameters
    ----------
    codes : sequence of str
        Their codes.

    Returns
    -------
    EditError
        ``"grid_locked"``.
    """
    who = named(codes)
    return EditError(
        Text(f"网格 {who.zh} 已锁定。", f"Grids {who.en} are locked."),
        Text("请先解锁网格。", "Unlock them first."),
        reason="grid_locked",
        grids=codes,
    )


def plan_locked() -> EditError:
    """Return the refusal to change a locked plan.

    Returns
    -------
    EditError
        ``"plan_locked"``.
    """
    return EditError(
        Text("整个方案已锁定。", "The whole plan is locked."),
        Text("请先解除整体锁定。", "Unlock the plan first."),
        reason="plan_locked",
    )


def torn(code: str, pieces: Sequence[Sequence[str]], *, new: bool) -> EditError:
    """Return the refusal of an edit after which a grid is in more pieces than before.

    Parameters
    ----------
    code : str
        The grid.
    pieces : sequence of sequence of str
        Units of each piece but the largest.
    new : bool
        Whether the edit makes the grid, so that its code means nothing to the planner yet.

    Returns
    -------
    EditError
        ``"contiguity"``.
    """
    lesser = [unit for piece in pieces for unit in piece]
    who, count = named(lesser), len(pieces) + 1
    grid = Text("新网格", "the new grid") if new else Text(f"网格 {code} ", f"grid {code}")
    return EditError(
        Text(
            f"这样修改后，{grid.zh}会分成互不相连的 {count} 片；与主体断开的有基本单元 {who.zh}。",
            f"After this {grid.en} would be in {count} pieces that do not touch; "
            f"cut off are units {who.en}.",
        ),
        Text(
            "请同时选取连接处的单元，或改划给相邻网格。",
            "Choose the units between them as well, or another neighbouring grid.",
        ),
        reason="contiguity",
        units=lesser,
        grids=[] if new else [code],
        pieces=pieces,
    )


def missed_line(what: Text, code: str) -> EditError:
    """Return the refusal of a line that does not divide a grid.

    Parameters
    ----------
    what : Text
        What is wrong with the line.
    code : str
        The grid.

    Returns
    -------
    EditError
        ``"line"``.
    """
    return EditError(
        what,
        Text(
            "请让线从网格一侧的边界外画到另一侧的边界外。",
            "Draw it across the grid, from outside one border to outside the other.",
        ),
        reason="line",
        grids=[code],
    )


def purpose_amiss(*, special: bool) -> EditError:
    """Return the refusal of a kind and a purpose that do not go together.

    Parameters
    ----------
    special : bool
        Whether a special-purpose grid is asked for.

    Returns
    -------
    EditError
        ``"purpose"``.
    """
    what = (
        Text("专属网格须写明用途。", "A special-purpose grid needs a purpose.")
        if special
        else Text("基础网格没有用途。", "An ordinary grid has no purpose.")
    )
    return EditError(
        what,
        Text(
            "请为专属网格填写用途；基础网格留空。",
            "Give a purpose with the kind special, and none with ordinary.",
        ),
        reason="purpose",
    )


def codes_exhausted(community: str) -> EditError:
    """Return the refusal of a grid for which a community has no number left.

    Parameters
    ----------
    community : str
        Its code.

    Returns
    -------
    EditError
        ``"codes_exhausted"``.
    """
    return EditError(
        Text(
            f"社区 {community} 的三位网格编号已用完。",
            f"Community {community} has no number of three digits left for a grid.",
        ),
        Text(
            "请并入现有网格，或重新编制方案以重新编号。",
            "Use the living grids, or make a new plan, which numbers anew.",
        ),
        reason="codes_exhausted",
    )


def nothing_changes() -> EditError:
    """Return the refusal of an edit that changes nothing.

    Returns
    -------
    EditError
        ``"nothing"``.
    """
    return EditError(
        Text("这次编辑没有改变任何内容。", "This edit changes nothing."),
        Text("请核对所选单元和目标。", "Check what is chosen, and the target."),
        reason="nothing",
    )
