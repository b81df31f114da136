"""A register that comes back: what it changes in a plan, and the plan after it."""

from __future__ import annotations

from pathlib import Path

from gridmap.errors import SettingsError, Text
from gridmap.io.register import read_register
from gridmap.plan import Plan
from gridmap.register.applying import apply_rows, live_plan_of
from gridmap.register.comparing import compare
from gridmap.register.content import register_of
from gridmap.register.moving import Judged, judge


def read_back(plan: Plan, path: Path) -> Judged:
    """Return what an edited register changes in a plan.

    Parameters
    ----------
    plan : Plan
        The plan as it is now.
    path : Path
        The file that came back.

    Returns
    -------
    Judged
        Row by row, with every fault; nothing is applied.

    Raises
    ------
    SettingsError
        If the name of the file ends in neither ``.xlsx`` nor ``.zip``.
    InputError
        If the file is damaged, or too large.
    """
    difference = compare(read_register(path), register_of(plan))
    return judge(difference, live_plan_of(plan)) if difference else Judged(difference)


def accept(plan: Plan, judged: Judged, ids: str | frozenset[str]) -> Plan:
    """Return a plan with the accepted rows of a register.

    Parameters
    ----------
    plan : Plan
        The plan that the register was compared with.
    judged : Judged
        What it changes.
    ids : "all", "none" or frozenset of str
        All rows with which nothing is wrong, none, or those of these ids.

    Returns
    -------
    Plan
        The same plan where nothing is accepted.

    Raises
    ------
    SettingsError
        If there is no row of an id, or it cannot be accepted.
    EditError
        If a rule forbids the rows together, though each alone is allowed.
    """
    if isinstance(ids, frozenset):
        _require_possible(judged, ids)
    rows = judged.difference.chosen(ids)
    return apply_rows(plan, rows) if rows else plan


def _require_possible(judged: Judged, ids: frozenset[str]) -> None:
    possible = {row.row_id for row in judged.difference.rows if row.possible}
    wrong = sorted(ids - possible)
    if wrong:
        raise SettingsError(
            Text(
                f"没有可采用的改动 {'、'.join(wrong[:5])}。",
                f"No change {', '.join(wrong[:5])} can be accepted.",
            ),
            Text(
                "请先不带 --accept 列出改动及其标识。",
                "List the changes with their ids first, without --accept.",
            ),
        )
